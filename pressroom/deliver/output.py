"""The output folder of one build."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from pressroom.deliver.files import (
    OutputError,
    make_folder,
    parts_of,
    remove_leftovers,
    remove_plain,
    try_folder,
    write_whole,
)
from pressroom.deliver.manifest import MANIFEST, Manifest, Merged, read_manifest
from pressroom.problems import MachineError


class Output:
    """An output folder, made if need be, and held by one build at a time.

    Entering it removes what an interrupted run left. Use `write` for each file, then `finish`.
    """

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is touched before it is entered."""
        self.folder = folder
        self._lock: int | None = None
        self._written: list[Path] = []

    def __enter__(self) -> Self:
        make_folder(self.folder)
        self._take_lock()
        try:
            remove_leftovers(self.folder)
            try_folder(self.folder)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def previous(self, session: str) -> Manifest | None:
        """Return the last build's manifest, or None.

        Raises:
            OutputError: if it cannot be read, or belongs to another session: its files would be removed.
        """
        manifest = read_manifest(self.folder)
        if manifest and manifest.session != session:
            raise OutputError(f"{self.folder} holds the packs of another session: choose another folder with --out")
        return manifest

    def write(self, path: str, data: bytes) -> str:
        """Write a file, given by its path in the folder as ``TGO/cards.pdf``, and return its SHA-256 as hex.

        Raises:
            OutputError: if the path leads out, or a link or folder stands there.
            MachineError: if it cannot be written; nothing of it is left then.
        """
        target = self.folder.joinpath(*parts_of(path))
        make_folder(target.parent)
        digest = write_whole(target, data)
        self._written.append(target)
        return digest

    def remove(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Remove these plain files, and country folders that they leave empty; return those that were there."""
        removed: list[str] = []
        for path in paths:
            target = self.folder.joinpath(*parts_of(path))
            if remove_plain(target):
                removed.append(path)
                if target.parent != self.folder:
                    with contextlib.suppress(OSError):
                        target.parent.rmdir()
        return tuple(removed)

    def finish(self, merged: Merged) -> tuple[str, ...]:
        """Remove the stale files, write the manifest last, and return the paths that were removed.

        Raises:
            MachineError: if a file that was written here is gone: the manifest would promise what is not there.
        """
        for target in self._written:
            if not target.is_file():
                message = f"{target} was taken away while the build went on: leave the folder alone, and build again"
                raise MachineError(message)
        removed = self.remove(merged.stale)
        self.write(MANIFEST, merged.manifest.json_text().encode())
        return removed

    def _take_lock(self) -> None:
        """Keep a second build out of the folder, where the system has such locks (not on Windows)."""
        try:
            import fcntl
        except ImportError:
            return
        self._lock = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            self._lock = None
            raise OutputError(f"another build is writing to {self.folder}: wait until it is done") from None
        except OSError:
            return
