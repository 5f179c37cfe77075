"""Removes a build by its manifest, and nothing else.

What deletion means on a disk is not in a program's hands: nothing is overwritten first, since on flash memory, on file
systems that copy on write and in backups the old bytes are elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pressroom.deliver import commit
from pressroom.deliver.files import OutputError, leftovers, parts_of, remove_plain
from pressroom.deliver.lock import Hold
from pressroom.deliver.manifest import MANIFEST, MadeFile, Manifest, read_manifest
from pressroom.problems import MachineError


@dataclass(frozen=True)
class Survey:
    """What of a build is in a folder: files of its own, how many of them were changed since, and leftovers.

    ``session`` is empty where there is no manifest; ``destroy_after`` is the day in it.
    """

    folder: Path
    session: str = ""
    destroy_after: date | None = None
    files: int = 0
    changed: int = 0
    leftovers: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to remove."""
        return not (self.session or self.leftovers)


@dataclass(frozen=True)
class Cleaned:
    """How many files were removed, and how many stay that are not the program's."""

    removed: int
    foreign: int


def survey(folder: Path) -> Survey:
    """Return what a `clean` would find. Nothing is touched.

    Raises:
        OutputError: if it is no folder, or its manifest is none of this program's.
    """
    if not folder.is_dir():
        raise OutputError(f"{folder} is not a folder that is there: look at how it is spelled")
    manifest = read_manifest(folder)
    left = len(leftovers(folder))
    if manifest is None:
        return Survey(folder, leftovers=left)
    there = [made for made in manifest.files if _is_there(folder / made.path)]
    changed = sum(1 for made in there if not _is_as_made(folder, made))
    return Survey(folder, manifest.session, manifest.destroy_after, len(there), changed, left)


def clean(found: Survey, also: Callable[[Path], object] = lambda _: None) -> Cleaned:
    """Remove what was ``found``: what the manifest lists, what killed runs left, the manifest itself, empty folders.

    A file that was changed since it was made goes too: a pack with a remark in it is still a pack. ``also`` removes
    more, while no build can be at work in the folder.

    Raises:
        OutputError: if the manifest is none of this program's, a build is at work in the folder, or there is another
            build in it now than the one that was found.
        MachineError: if a file cannot be removed. All others are then, but for the manifest: it says what remains.
    """
    folder = found.folder
    with Hold(folder):
        before = sum(1 for _ in _files(folder))
        manifest, more = _listed(folder)
        if found.session and (manifest is None or _about(manifest) != (found.session, found.destroy_after)):
            raise OutputError(f"another build is in {folder} than a moment ago: look at it, and call clean again")
        left = [path for path in leftovers(folder) if path.name != commit.JOURNAL]
        also(folder)
        paths = (*more, *(() if manifest is None else _paths(manifest)))
        _remove_all([*(folder.joinpath(*parts_of(path)) for path in paths), *left])
        for last in (commit.JOURNAL, MANIFEST):
            remove_plain(folder / last)
        for country in _folders(folder, paths, left):
            commit.remove_if_empty(country)
        after = sum(1 for _ in _files(folder))
        commit.remove_if_empty(folder)
    return Cleaned(before - after, after)


def _listed(folder: Path) -> tuple[Manifest | None, tuple[str, ...]]:
    """Return the manifest of a folder, and the paths of files that a killed run was about to put there or to remove.

    What it was about to do is finished first, unless that cannot be: both builds are to go then.
    """
    more: tuple[str, ...] = ()
    if begun := commit.begun_in(folder):
        try:
            commit.carry_out(folder, begun, begun=True)
        except (OutputError, MachineError):
            more = (*(path for _, path in begun.moves if path != MANIFEST), *begun.stale)
    return read_manifest(folder), more


def _remove_all(targets: Sequence[Path]) -> None:
    """Remove these plain files. Raises `MachineError` at the end for those that stay: the others are gone then."""
    failed = []
    for target in targets:
        try:
            remove_plain(target)
        except MachineError as error:
            failed.append(error)
    if failed:
        rest = f". So are {len(failed) - 1} more; all others are removed" if len(failed) > 1 else ". All others are"
        raise MachineError(f"{failed[0]}{rest}")


def _about(manifest: Manifest) -> tuple[str, date | None]:
    return manifest.session, manifest.destroy_after


def _paths(manifest: Manifest) -> tuple[str, ...]:
    """Return each path that belongs to a build, in the order in which they go."""
    return tuple(path for made in manifest.files for path in made.paths)


def _folders(folder: Path, paths: Iterable[str], left: Iterable[Path]) -> list[Path]:
    """Return the country folders in which these files were."""
    found = {*(folder / path.rpartition("/")[0] for path in paths), *(path.parent for path in left)} - {folder}
    return sorted(each for each in found if not each.is_symlink())


def _files(folder: Path) -> Iterator[Path]:
    """Yield everything under a folder that is no folder. Links are not followed."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)
        else:
            yield path


def _is_there(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and not path.parent.is_symlink()


def _is_as_made(folder: Path, made: MadeFile) -> bool:
    try:
        return hashlib.sha256((folder / made.path).read_bytes()).hexdigest() == made.sha256
    except OSError:
        return False
