"""Keeps shared parts from one run to the next, each under a digest of all that it was made from.

Nothing of a participant is ever in it: guidance and country parts alone. It is a convenience: whatever is missing,
damaged, half-written or not ours to trust is made anew, and no fault of it ends a run.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pressroom.problems import MachineError

_MAGIC = b"pressroom shared part 1\n"
_SUFFIX = ".part"
_PART = re.compile(rf"[0-9a-f]{{64}}{re.escape(_SUFFIX)}")
_HALF_WRITTEN = re.compile(r"\.[0-9a-f]{16}")
_DIGEST = 32
_LENGTH = 4
_MAX_BYTES = 256 * 1024 * 1024
"""More than any part has: a larger file is none of ours."""

KEPT_BYTES = 256 * 1024 * 1024
"""How much is kept: a thousand parts, many rounds. The longest unused go first."""


def default_folder() -> Path | None:
    """Return the folder for shared parts, by the XDG Base Directory Specification; None for a user without a home."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    if named and Path(named).is_absolute():  # the specification has a relative path ignored
        return Path(named) / "pressroom"
    try:
        return Path.home() / ".cache" / "pressroom"
    except RuntimeError:
        return None


class Cache:
    """The shared parts of earlier runs in one folder; with ``anew`` none of them is read, only written."""

    def __init__(self, folder: Path, *, anew: bool = False) -> None:
        """Name the folder; it is made when the first part is kept."""
        self._folder = folder
        self._anew = anew

    def get(self, key: str) -> tuple[Mapping[str, Any], bytes] | None:
        """Return what is said of a part, and the part; None where it is not there whole."""
        if self._anew:
            return None
        path = self._place(key)
        try:
            status = path.lstat()
            if not _is_private(self._folder) or not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_BYTES:
                return None  # to open a pipe would be to wait for ever
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return _opened(data, key)

    def put(self, key: str, about: Mapping[str, Any], part: bytes) -> None:
        """Keep a part, whole or not at all; where that cannot be, it is made anew next time."""
        path, hidden = self._place(key), self._folder / f".{secrets.token_hex(8)}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_private(self._folder):
                return
            descriptor = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(_closed(key, about, part))
            hidden.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                hidden.unlink()

    def tidy(self, most: int = KEPT_BYTES) -> None:
        """Remove the parts that were unused longest, until what is left has no more than ``most`` bytes."""
        for path in self._surplus(most):
            with contextlib.suppress(OSError):
                path.unlink()

    def clear(self) -> int:
        """Remove all parts, and return how many there were. Raises `MachineError` where some stay."""
        removed = sum(1 for path in self._files() if _removed(path))
        if rest := len(self._files()):
            raise MachineError(f"{self._folder}: {rest} shared parts cannot be removed: mend the folder's permissions")
        return removed

    def _place(self, key: str) -> Path:
        return self._folder / f"{key}{_SUFFIX}"

    def _files(self) -> list[Path]:
        """Return all files of ours in the folder, half-written ones too."""
        try:
            if not _is_private(self._folder):
                return []  # a link may lead to a folder of something else
            inside = [path for path in self._folder.iterdir() if path.is_file() and not path.is_symlink()]
        except OSError:
            return []
        return [path for path in inside if _PART.fullmatch(path.name) or _is_half_written(path)]

    def _surplus(self, most: int) -> list[Path]:
        aged = []
        for path in self._files():
            with contextlib.suppress(OSError):
                status = path.stat()
                # What was half-written by a run that was killed is of no use to anyone.
                aged.append((0.0 if _is_half_written(path) else status.st_mtime, status.st_size, path))
        surplus, total = [], 0
        for age, size, path in sorted(aged, key=lambda one: (-one[0], one[2].name)):
            total += size
            if total > most or age == 0.0:
                surplus.append(path)
        return surplus


def _is_half_written(path: Path) -> bool:
    return bool(_HALF_WRITTEN.fullmatch(path.name))


def _removed(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _is_private(folder: Path) -> bool:
    """Whether a folder is this user's, and nobody else can put anything into it: what is read there is printed."""
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode):
        return False
    owner = getattr(os, "geteuid", lambda: status.st_uid)()
    return bool(status.st_uid == owner and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH))


def _closed(key: str, about: Mapping[str, Any], part: bytes) -> bytes:
    said = json.dumps({"key": key, **about}, sort_keys=True).encode()
    rest = len(said).to_bytes(_LENGTH, "big") + said + part
    return _MAGIC + hashlib.sha256(rest).digest() + rest


def _opened(data: bytes, key: str) -> tuple[Mapping[str, Any], bytes] | None:
    """Return what is in a file of the cache; None where one byte of it is not as it was written."""
    start = len(_MAGIC) + _DIGEST
    rest = data[start:]
    if not data.startswith(_MAGIC) or hashlib.sha256(rest).digest() != data[len(_MAGIC) : start]:
        return None
    length = int.from_bytes(rest[:_LENGTH], "big")
    about = json.loads(rest[_LENGTH : _LENGTH + length])
    return (about, rest[_LENGTH + length :]) if about.pop("key") == key else None
