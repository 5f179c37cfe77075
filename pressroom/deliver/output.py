"""The output folder of one build."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from pressroom.deliver import commit
from pressroom.deliver.files import (
    WRITABLE,
    OutputError,
    make_folder,
    make_folder_in_place,
    narrow,
    parts_of,
    refuse_unless_plain,
    remove_leftovers,
    try_folder,
    write_hidden,
    write_whole,
)
from pressroom.deliver.lock import Hold
from pressroom.deliver.manifest import MANIFEST, Manifest, Merged, read_manifest
from pressroom.interrupts import undisturbed
from pressroom.problems import MachineError


class Output:
    """An output folder, made if need be, and held by one build at a time.

    Entering it removes what an interrupted run left. Use `stage` for each file, then `finish`: until then the last
    build stands as it was, and a run that ends before leaves nothing of its own.
    """

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is touched before it is entered."""
        self.folder = folder
        self._hold = Hold(folder)
        self._relied_on: list[Path] = []
        self._staged: dict[str, str] = {}
        self._commit: commit.Commit | None = None

    def __enter__(self) -> Self:
        make_folder(self.folder)
        self._hold.__enter__()
        try:
            with undisturbed:  # what is said of an interrupt goes by one build or the other
                commit.resume(self.folder)
            remove_leftovers(self.folder)
            self._narrow()
            try_folder(self.folder)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if self._commit is None:
                self._discard()
            else:  # interrupted in the middle: it is on record, and the last build is no longer whole
                with contextlib.suppress(OutputError, MachineError):
                    commit.carry_out(self.folder, self._commit, begun=True)
        finally:
            self._hold.__exit__(kind, error, traceback)

    def previous(self, session: str) -> Manifest | None:
        """Return the last build's manifest, or None.

        Raises:
            OutputError: if it cannot be read, or belongs to another session: its files would be removed.
        """
        manifest = read_manifest(self.folder)
        if manifest and manifest.session != session:
            raise OutputError(f"{self.folder} holds the packs of another session: choose another folder with --out")
        return manifest

    def stage(self, path: str, data: bytes) -> str:
        """Write a file that `finish` is to give its name, as ``TGO/cards.pdf``, and return its SHA-256 as hex.

        Raises:
            OutputError: if the path leads out, or a link or folder stands there.
            MachineError: if it cannot be written, or the folder is gone; nothing of it is left then.
        """
        hidden = write_hidden(self._place_for(path), data)
        if path in self._staged:
            self._hold.unlink(self._staged[path])
        self._staged[path] = hidden.relative_to(self.folder).as_posix()
        return hashlib.sha256(data).hexdigest()

    def where(self, path: str) -> Path:
        """Return where the content of a file of this build can be read now: it may be under work still."""
        return self.folder / self._staged.get(path, path)

    def write(self, path: str, data: bytes) -> str:
        """Write a file at once, given by its path in the folder, and return its SHA-256 as hex. Raises as `stage`."""
        target = self._place_for(path)
        digest = write_whole(target, data)
        self._relied_on.append(target)
        return digest

    def keep(self, paths: Iterable[str]) -> None:
        """Let files of the last build stay as they are, and take them from others' eyes as if they were new.

        Raises `OutputError` if a link or folder stands where one was.
        """
        for path in paths:
            target = self._place_for(path)
            refuse_unless_plain(target)
            narrow(target)
            self._relied_on.append(target)

    def remove(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Remove these plain files, and country folders that they leave empty; return those that were there."""
        return commit.remove(self.folder, tuple(paths))

    def finish(self, merged: Merged) -> tuple[str, ...]:
        """Let this build take the place of the last one, the manifest last; return the stale paths that were removed.

        Raises:
            MachineError: if a file that was written or kept is gone: the manifest would promise what is not there. Or
                if it is longer than one that can be read again. The last build stands then. Or if the folder is taken
                away in the middle: what is missing happens when a build next has it.
        """
        self._hold.require_same()
        for target in (*self._relied_on, *(self.folder / hidden for hidden in self._staged.values())):
            if not target.is_file():
                message = f"{target} was taken away while the build went on: leave the folder alone, and build again"
                raise MachineError(message)
        self._drop_what_is_not_in(merged.manifest)
        self.stage(MANIFEST, merged.manifest.data())
        moves = tuple((hidden, path) for path, hidden in self._staged.items())
        planned = commit.Commit(moves=moves, stale=merged.stale)
        commit.write_down(self.folder, planned)
        self._commit = planned
        try:
            removed = commit.carry_out(self.folder, planned)
        finally:
            self._hold.require_same()  # one that is taken away in the middle has its record with it
        self._commit = None
        self._staged.clear()
        return removed

    def _drop_what_is_not_in(self, manifest: Manifest) -> None:
        """Remove files under work that the manifest does not list: the ticket of a job that could not be written."""
        listed = {path for made in manifest.files for path in made.paths}
        for path in [path for path in self._staged if path not in listed]:
            self._hold.unlink(self._staged.pop(path))

    def _place_for(self, path: str) -> Path:
        """Return where a file is to be, its folder made and for the owner alone."""
        self._hold.require_same()
        target = self.folder.joinpath(*parts_of(path))
        if target.parent != self.folder:
            make_folder_in_place(target.parent)  # and never this folder: it may have been taken away this moment
            if not target.parent.is_symlink():
                narrow(target.parent)
        return target

    def _narrow(self) -> None:
        """Take the folder from others' eyes if it is ours: an empty one, or one with a build in it.

        In one that others may write to, the user has said that they are to (``--allow-shared-folder``).
        """
        ours = (self.folder / MANIFEST).is_file() or not any(self.folder.iterdir())
        if ours and not self.folder.stat().st_mode & WRITABLE:
            narrow(self.folder)

    def _discard(self) -> None:
        """Remove the files under work, wherever the folder is now, and country folders that hold nothing else."""
        for hidden in self._staged.values():
            self._hold.unlink(hidden)
            parent = self.folder.joinpath(hidden).parent
            if parent != self.folder and not parent.is_symlink():
                commit.remove_if_empty(parent)
        self._staged.clear()
