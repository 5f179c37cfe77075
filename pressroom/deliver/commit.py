"""The moment at which a build takes the place of the last one.

Until then every new file has a hidden name, and the last build stands as it was. What is to happen is written down
first, so that a run that is killed in the middle of it can be finished by the next: never half of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from pressroom.deliver.files import (
    HIDDEN_NAME,
    HIDDEN_PREFIX,
    OutputError,
    move,
    parts_of,
    refuse_unless_plain,
    remove_plain,
    sync_folder,
    write_whole,
)
from pressroom.limits import MAX_PEOPLE
from pressroom.problems import MachineError

JOURNAL = f"{HIDDEN_PREFIX}commit"
"""The hidden file that says what a run was about to do. Whole or not there, as every file."""

_BETWEEN = "Some files are the new build's, some the last one's: build again, and the rest takes its place"

MAX_BYTES = MAX_PEOPLE * 1_000
"""The most that is written, and so the most that is read.

Of one person there are at most four files to move, with 90 bytes each, and four of the last build's to remove, with 50:
some 600 in all where the two builds are for different people.
"""


def _hidden(path: str) -> str:
    folder, _, name = path.rpartition("/")
    if (folder and len(parts_of(folder)) != 1) or not HIDDEN_NAME.fullmatch(name):
        raise ValueError("not the name of a file under work")
    return path


def _plain(path: str) -> str:
    parts_of(path)
    return path


def _ours(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse what the program never made: it makes PDFs, and tickets beside them."""
    pdfs = {path for path in paths if path.endswith(".pdf")}
    for path in paths:
        if path not in pdfs and f"{path.removesuffix('.txt')}.pdf" not in pdfs:
            raise ValueError("not the program's to remove")
    return paths


_Target = Annotated[str, AfterValidator(_plain)]


class Commit(BaseModel):
    """What takes the last build's place: files under work with the paths that they get, and paths to be removed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    moves: tuple[tuple[Annotated[str, AfterValidator(_hidden)], _Target], ...]
    stale: Annotated[tuple[_Target, ...], AfterValidator(_ours)] = ()


def write_down(folder: Path, commit: Commit) -> None:
    """Put on record what is about to happen. Raises `MachineError` if it cannot be: nothing has happened then."""
    record = commit.model_dump_json().encode()
    if len(record) > MAX_BYTES:  # after a kill nobody could go on from it: half of each build would be left
        message = "there are more files to change places than can be put on record: choose another folder with --out"
        raise MachineError(message)
    write_whole(folder / JOURNAL, record)


def carry_out(folder: Path, commit: Commit, *, begun: bool = False) -> tuple[str, ...]:
    """Give each file its name, remove what is stale, and return what was removed.

    It may be called again, as ``begun``: a file that is no longer under work has its name already then.

    Raises:
        OutputError: if a link or a folder stands where a file belongs.
        MachineError: if a file is gone or cannot be written. The record stays, and the next run goes on from there.
    """
    try:
        for hidden, path in commit.moves:
            if not begun or folder.joinpath(hidden).is_file():
                refuse_unless_plain(folder / path)
                move(folder / hidden, folder / path)
        removed = remove(folder, commit.stale)
    except MachineError as error:
        raise MachineError(f"{error}. {_BETWEEN}") from None
    for parent in {folder.joinpath(path).parent for _, path in commit.moves}:
        sync_folder(parent)
    remove_plain(folder / JOURNAL)
    return removed


def resume(folder: Path) -> None:
    """Finish what a killed run was about to do in a folder. A record that is none of ours is left to the broom."""
    if commit := begun_in(folder):
        carry_out(folder, commit, begun=True)


def begun_in(folder: Path) -> Commit | None:
    """Return what a killed run was about to do in a folder, None if nothing or if the record is none of ours."""
    path = folder / JOURNAL
    try:
        refuse_unless_plain(path)
        if path.stat().st_size > MAX_BYTES:
            return None
        return Commit.model_validate_json(path.read_bytes())
    except (OSError, OutputError, ValidationError):
        return None


def remove(folder: Path, paths: Sequence[str]) -> tuple[str, ...]:
    """Remove these plain files, and country folders that they leave empty; return those that were there."""
    removed = []
    for path in paths:
        target = folder.joinpath(*parts_of(path))
        if remove_plain(target):
            removed.append(path)
            if target.parent != folder:
                remove_if_empty(target.parent)
    return tuple(removed)


def remove_if_empty(folder: Path) -> bool:
    """Remove a folder with nothing in it, and return whether it was one."""
    try:
        folder.rmdir()
    except OSError:
        return False
    return True
