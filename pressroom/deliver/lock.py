"""Holds an output folder for one run, and knows whether it is still the same one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from pressroom.deliver.files import OutputError
from pressroom.problems import MachineError


class Hold:
    """An output folder that no other run may use meanwhile, where the system has such locks (not on Windows).

    Use as a context. Raises `OutputError` on entering if another run holds it.
    """

    def __init__(self, folder: Path) -> None:
        """Name the folder, which must be there when it is entered."""
        self.folder = folder
        self._descriptor: int | None = None
        self._identity: tuple[int, int] | None = None

    def __enter__(self) -> Self:
        self._identity = _identity(self.folder)
        try:
            import fcntl
        except ImportError:
            return self
        self._descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.__exit__(None, None, None)
            raise OutputError(f"another build is writing to {self.folder}: wait until it is done") from None
        except OSError:  # a file system without locks
            pass
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def require_same(self) -> None:
        """Raise `MachineError` if the folder is gone, or another has its name: a stick that was pulled out, say.

        To make it anew would put the packs where nobody expects them, perhaps on a disk that is not encrypted.
        """
        if _identity(self.folder) != self._identity:
            message = f"{self.folder} was taken away while the build went on: leave the folder alone, and build again"
            raise MachineError(message)

    def unlink(self, name: str) -> None:
        """Remove a file of the folder, also if the folder has been moved meanwhile. That it is gone is no fault."""
        with contextlib.suppress(OSError):
            if self._descriptor is not None and os.unlink in os.supports_dir_fd:
                os.unlink(name, dir_fd=self._descriptor)
            else:
                self.folder.joinpath(name).unlink()


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait for others that change a workspace, and keep them waiting: none loses what another wrote.

    Where the system has such locks: not on Windows, nor on some shared disks.
    """
    descriptor = None
    try:
        with contextlib.suppress(ImportError, OSError):
            import fcntl

            descriptor = os.open(folder, os.O_RDONLY)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _identity(folder: Path) -> tuple[int, int] | None:
    """Return what tells a folder from every other, or None if there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
