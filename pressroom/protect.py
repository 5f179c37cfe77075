"""Encrypts the files of a workspace in place, and decrypts them again: one file after the other, each whole.

A plain file is removed when what replaces it has been read back from the disk, opened with the key, and compared byte
for byte. It is removed, not overwritten: on flash memory, in backups and in the copies of a service its bytes may
live on.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pressroom.age import SUFFIX, AgeError, Keys, check_recipient, encrypt, new_key
from pressroom.deliver import write_whole
from pressroom.deliver.files import FILE_MODE, remove_hidden, sync_folder
from pressroom.problems import Findings, MachineError, Place, WorkspaceError
from pressroom.read.brand import NAME as BRAND
from pressroom.read.brand import files_of_brand
from pressroom.read.desk import Desk
from pressroom.read.folder import FOLDERS, KNOWN, RECIPIENTS, files_in
from pressroom.read.recipients import read_recipients, recipients_text
from pressroom.read.source import Folder, list_folder, plain_name, read_beside


class ProtectError(ValueError):
    """Nothing can be done as asked. The message says what to do."""


@dataclass(frozen=True)
class Desired:
    """A workspace, and what is to be done to it: files by their names on disk, and for whom they are encrypted."""

    folder: Path
    keys: Keys
    names: tuple[str, ...]
    recipients: tuple[str, ...] = ()


def plan(folder: Path, keys: Keys, names: Sequence[str], *, sealed: bool) -> Desired:
    """Return the files to encrypt, or with ``sealed`` to decrypt: those of ``names``, or without any all.

    Raises:
        ProtectError: for a name that is none of the workspace's files.
        WorkspaceError: with what hinders the reading.
    """
    findings = Findings()
    desk = Desk(Folder(folder, keys), date.max, findings)
    found = files_in(desk)
    if any(plain_name(name) == BRAND for name in found):
        found += files_of_brand(desk.root, findings)
    known = {plain_name(name): name for name in found}
    asked = [plain_name(name) for name in names] or list(known)
    for name in asked:
        if name not in known:
            raise ProtectError(f"{name} is no file of the workspace that is read: name it as it is called there")
    findings.raise_if_errors()
    wanted = [known[name] for name in asked]
    both = [f"{name}{SUFFIX}" for name in wanted if sealed and os.path.lexists(folder / f"{name}{SUFFIX}")]
    chosen = [*both, *(name for name in wanted if name.endswith(SUFFIX) == sealed)]
    return Desired(folder, keys, tuple(dict.fromkeys(chosen)))


def recipients_of(folder: Path, given: Iterable[str]) -> tuple[str, ...]:
    """Return for whom to encrypt: those that are given, or else those in ``recipients.txt``; none where both lack.

    Raises:
        ProtectError: for what is no public key.
        WorkspaceError: with what is wrong in ``recipients.txt``.
    """
    found: dict[str, None] = {}
    for number, text in enumerate(given, 1):
        try:
            found[check_recipient(text)] = None
        except AgeError as error:
            raise ProtectError(f"recipient {number} {error}") from None
    if found or not os.path.lexists(folder / RECIPIENTS):
        return tuple(found)
    findings = Findings()
    read = read_recipients(folder, findings)
    findings.raise_if_errors()
    return read


def protect(desired: Desired, done: Callable[[str], None]) -> None:
    """Encrypt each file for the recipients, and remove the plain one; ``done`` is told of each.

    Where the encrypted file is there already, as a run that was cut short leaves it, it must hold the same.

    Raises:
        WorkspaceError: if a file cannot be read, or what was written does not open again. Its plain file stays then.
        MachineError: if the disk is full or may not be written to.
    """
    _sweep(desired.folder, desired.names)
    text = recipients_text(desired.recipients).encode()
    path = desired.folder / RECIPIENTS
    if not path.is_file() or path.read_bytes() != text:
        write_whole(path, text)
    for name in desired.names:
        _refuse_links(desired.folder, name)
        data = _read(desired, name)
        target = f"{name}{SUFFIX}"
        _replace(desired, name, target, data, lambda plain: encrypt(plain, desired.recipients))
        done(target)


def unprotect(desired: Desired, done: Callable[[str], None]) -> None:
    """Decrypt each file onto the disk, for its owner alone, and remove the encrypted one; ``done`` is told of each.

    Raises as `protect` does.
    """
    _sweep(desired.folder, desired.names)
    for name in desired.names:
        _refuse_links(desired.folder, name)
        data, target = _read(desired, name), plain_name(name)
        _replace(desired, name, target, data, lambda plain: plain)
        done(target)


def _replace(desired: Desired, name: str, target: str, data: bytes, form: Callable[[bytes], bytes]) -> None:
    """Write ``data`` to ``target`` in another form, read it back from the disk, and only then remove ``name``."""
    is_new = not os.path.lexists(desired.folder / target)
    if is_new:
        write_whole(desired.folder / target, form(data))
    try:
        same = _read(desired, target) == data
    except WorkspaceError:
        same = False
    if not same and is_new:
        _remove(desired.folder / target)
        raise _problem(name, "stays as it is: what was written in its place did not come back; look after the disk")
    if not same:
        raise _problem(name, f"stays as it is: {target} does not hold the same; take away the older of the two")
    if _read(desired, name) != data:  # an office program may have saved it meanwhile
        if is_new:
            _remove(desired.folder / target)
        raise _problem(name, "stays as it is: it was changed meanwhile; close what has it open, and do this again")
    _remove(desired.folder / name)


def left_plain(folder: Path) -> list[str]:
    """Return the names at the top of a workspace that no command encrypts: staff's own files, copies, backups."""
    names = list_folder(folder, "", Findings())
    return [name for name in names if plain_name(name) not in KNOWN and not name.endswith(SUFFIX)]


def write_new_key(path: Path) -> str:
    """Make a key, write it to a file that is not there yet, for its owner alone, and return its public key.

    Raises:
        ProtectError: if the file is there, or its folder is not.
        MachineError: if it cannot be written.
    """
    text, public = new_key()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        handle = os.open(path, flags, FILE_MODE)
        try:
            with os.fdopen(handle, "w", encoding="ascii", newline="\n") as file:
                path.chmod(FILE_MODE)
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            path.unlink()  # half a key opens nothing, and would stand in the way of the next try
            raise
    except FileExistsError:
        raise ProtectError(f"{path} is there already, and a key is never overwritten: name another file") from None
    except (FileNotFoundError, NotADirectoryError):
        raise ProtectError(f"{path.parent} is not a folder that is there: make it first") from None
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise MachineError(f"{path} cannot be written ({reason}): choose another place") from None
    sync_folder(path.parent)  # before any plain file goes
    return public


def _read(desired: Desired, name: str) -> bytes:
    """Return what is in a file, plain or encrypted, read from the disk."""
    findings = Findings()
    data = read_beside(Folder(desired.folder, desired.keys), name, findings)
    findings.raise_if_errors()
    return data or b""


def _refuse_links(folder: Path, name: str) -> None:
    """Raise for a file that has a second name: its content would live on under that."""
    try:
        status = (folder / name).lstat()
    except (OSError, ValueError):
        raise _problem(name, "is missing: there is no such file in the workspace") from None
    if not stat.S_ISREG(status.st_mode):
        raise _problem(name, "is a link or a folder: put the file itself there, then protect it")
    if status.st_nlink > 1:
        raise _problem(name, "has a second name elsewhere (a hard link), which would stay: copy it, and remove both")


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise MachineError(f"{path} cannot be removed ({reason}): look at its permissions, then remove it") from None


def _sweep(folder: Path, names: Iterable[str]) -> None:
    """Remove what a run left that was cut short: it may be plain. No build's folder is looked into."""
    places = {folder, *(folder / name for name in FOLDERS), *(folder / "guidance").glob("*")}
    for each in (*places, *((folder / name).parent for name in names)):
        if each.is_dir() and not each.is_symlink():
            remove_hidden(each)


def _problem(name: str, message: str) -> WorkspaceError:
    findings = Findings()
    findings.error(Place(name), "", message)
    return WorkspaceError(findings.problems)
