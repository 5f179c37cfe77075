"""Whole files or none: written under a hidden name in the same folder, then renamed. For the owner's eyes alone."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
import stat
from pathlib import Path

from pressroom.problems import MachineError

FOLDER_MODE = 0o700
FILE_MODE = 0o600
OTHERS = 0o077
WRITABLE = 0o022
HIDDEN_PREFIX = ".pressroom-"
"""How the name of a file under work begins; the next run removes what is left of them."""

HIDDEN_NAME = re.compile(rf"{re.escape(HIDDEN_PREFIX)}[0-9a-f]{{16}}")
"""The name of a file under work."""

_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class OutputError(ValueError):
    """The place to write to is not one that this program may use: wrong usage. The message says what to do."""


def parts_of(path: str) -> tuple[str, ...]:
    """Return the parts of a path inside an output folder, as ``TGO/cards.pdf``.

    Raises:
        OutputError: unless it is one or two plain names: no way leads out, no name is hidden.
    """
    parts = tuple(path.split("/"))
    if len(parts) > 2 or not all(_PART.fullmatch(part) for part in parts):
        raise OutputError("a file name in the output folder must be plain letters, digits, dots and hyphens")
    return parts


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, each for the owner alone whatever the umask.

    Raises:
        OutputError: if a file stands in its place.
        MachineError: if it cannot be made.
    """
    if not _is_folder(folder) and folder.parent != folder:
        make_folder(folder.parent)
    make_folder_in_place(folder)


def make_folder_in_place(folder: Path) -> None:
    """Make a folder in one that is there. If that is gone, as a stick that was pulled out, it is not made anew.

    Raises as `make_folder` does.
    """
    if _is_folder(folder):
        return
    try:
        folder.mkdir(mode=FOLDER_MODE)
        folder.chmod(FOLDER_MODE)
    except FileExistsError:
        if not folder.is_dir():
            raise OutputError(f"{folder} is not a folder: choose another place") from None
    except OSError as error:
        raise _machine_error(error, folder) from None


def _is_folder(folder: Path) -> bool:
    if os.path.isdir(folder):  # noqa: PTH112 - unlike Path.is_dir, it does not raise for a name that is too long
        return True
    if os.path.lexists(folder):
        raise OutputError(f"{folder} is not a folder: choose another place")
    return False


def narrow(path: Path) -> None:
    """Take from everybody else what they may do with a folder or file of ours; one that is not ours stays as it is."""
    with contextlib.suppress(OSError):
        mode = path.lstat().st_mode
        if mode & OTHERS and not stat.S_ISLNK(mode):  # a link's own permissions mean nothing, and are its target's here
            path.chmod(stat.S_IMODE(mode) & FOLDER_MODE)


def try_folder(folder: Path) -> None:
    """Raise `MachineError` if nothing can be written to ``folder``: known before the work, and not after it."""
    trial = folder / f"{HIDDEN_PREFIX}{secrets.token_hex(8)}"
    try:
        _write_synced(trial, b"x")
    except OSError as error:
        raise _machine_error(error, folder) from None
    finally:
        with contextlib.suppress(OSError):
            trial.unlink()


def write_whole(target: Path, data: bytes) -> str:
    """Write a file whole or not at all, readable by the owner alone, and return the SHA-256 of ``data`` as hex.

    Raises:
        OutputError: if ``target`` is a link or anything but a plain file.
        MachineError: if the disk is full, or may not be written to. Nothing of the file is left then.
    """
    hidden = write_hidden(target, data)
    try:
        move(hidden, target)
        sync_folder(target.parent)
    finally:
        with contextlib.suppress(OSError):
            hidden.unlink()
    return hashlib.sha256(data).hexdigest()


def write_hidden(target: Path, data: bytes) -> Path:
    """Write what is to become ``target`` beside it under a hidden name, readable by the owner alone; return that.

    Raises as `write_whole` does; nothing is left then.
    """
    refuse_unless_plain(target)
    hidden = target.parent / f"{HIDDEN_PREFIX}{secrets.token_hex(8)}"
    try:
        _write_synced(hidden, data)
    except BaseException as error:
        with contextlib.suppress(OSError):
            hidden.unlink()
        if isinstance(error, OSError):
            raise _machine_error(error, target) from None
        raise
    return hidden


def move(hidden: Path, target: Path) -> None:
    """Give a hidden file its name, in the place of what had it. Raises `MachineError` if that cannot be."""
    try:
        hidden.replace(target)
    except OSError as error:
        raise _machine_error(error, target) from None


def _write_synced(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, FILE_MODE), "wb") as file:
        path.chmod(FILE_MODE)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can (not on Windows)."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def refuse_unless_plain(target: Path) -> None:
    """Raise `OutputError` if something stands at ``target`` that is no plain file, or its folder is a link."""
    if target.parent.is_symlink():
        raise OutputError(f"{target.parent} is a link: take it away, or choose another folder with --out")
    try:
        mode = target.lstat().st_mode
    except OSError:
        return
    if not stat.S_ISREG(mode):
        raise OutputError(f"{target} is a link or a folder, not a plain file: take it away, or choose another folder")


def remove_plain(target: Path) -> bool:
    """Remove a plain file whose folder is no link, and return whether it was there. `MachineError`: it stays."""
    if target.parent.is_symlink() or not _is_plain(target):
        return False
    try:
        target.unlink()
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise MachineError(
            f"{target} cannot be removed ({reason}): mend its permissions, or close it, then try again"
        ) from None
    return True


def leftovers(folder: Path) -> list[Path]:
    """Return what an interrupted run left: hidden files of ours in the folder and its country folders."""
    places = (folder, *(each for each in folder.iterdir() if each.is_dir() and not each.is_symlink()))
    return [entry for place in places for entry in place.glob(f"{HIDDEN_PREFIX}*")]


def remove_leftovers(folder: Path) -> None:
    """Remove what an interrupted run left."""
    try:
        for entry in leftovers(folder):
            remove_plain(entry)
    except OSError as error:
        raise _machine_error(error, folder) from None


def remove_hidden(folder: Path) -> None:
    """Remove what a killed run left in a folder of staff's: files under work, and no build's record of what it does."""
    try:
        for entry in folder.iterdir():
            if HIDDEN_NAME.fullmatch(entry.name):
                remove_plain(entry)
    except OSError as error:
        raise _machine_error(error, folder) from None


def _is_plain(target: Path) -> bool:
    try:
        return stat.S_ISREG(target.lstat().st_mode)
    except OSError:
        return False


def _machine_error(error: OSError, path: Path) -> MachineError:
    if error.errno in _FULL:
        return MachineError(f"the disk is full, and {path} was not written: free some space, then try again")
    reason = error.strerror or "unknown reason"
    return MachineError(f"{path} cannot be written ({reason}): mend its permissions, or choose another folder")
