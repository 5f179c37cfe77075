"""WeasyPrint's font configuration, with a brand's fonts in memory rather than in a temporary folder.

WeasyPrint writes each font of a style sheet to a folder that it makes in the system's place for temporary files, and
removes that when the object goes; a worker that is ended never gets there. A brand says whose packs these are.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from multiprocessing import util
from pathlib import Path
from typing import Any

LEAVES_NO_FILES = hasattr(os, "memfd_create")
"""Whether fonts are in memory alone, so that a process may be ended at any time and leaves none behind."""


def font_configuration() -> Any:
    """Return a `weasyprint.text.fonts.FontConfiguration` that leaves nothing on the disk."""
    from weasyprint.text.fonts import FontConfiguration

    configuration = FontConfiguration()
    # The attribute is private: the version of WeasyPrint is bounded, and a test holds the result.
    configuration._folder = _Memory() if LEAVES_NO_FILES else _short_lived_folder()  # noqa: SLF001
    return configuration


class _Memory:
    """Stands for a folder: the files in it have no name on any disk, and go with the process."""

    def __init__(self) -> None:
        self._files: dict[str, _MemoryFile] = {}

    def __truediv__(self, name: str) -> _MemoryFile:
        return self._files.setdefault(name, _MemoryFile(name))

    def __bool__(self) -> bool:
        return False  # so that WeasyPrint does not try to remove it


class _MemoryFile:
    """Stands for a path. What is written can be read at ``/proc/self/fd``, by this process and those forked from it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._descriptor: int | None = None

    def exists(self) -> bool:
        return self._descriptor is not None

    def write_bytes(self, data: bytes) -> int:
        self._descriptor = os.memfd_create(self._name)
        with os.fdopen(os.dup(self._descriptor), "wb") as file:
            return file.write(data)

    def as_posix(self) -> str:
        return f"/proc/self/fd/{self._descriptor}"


def _short_lived_folder() -> Path:
    """Return a folder that goes when this process ends in order: other systems have no files without a place."""
    folder = Path(tempfile.mkdtemp(prefix="pressroom-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    util.Finalize(None, shutil.rmtree, args=(folder, True), exitpriority=0)  # of a worker, which skips ``atexit``
    return folder
