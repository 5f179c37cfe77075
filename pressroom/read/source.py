"""Opens the files of a workspace, and nothing else.

A workspace may come from someone else's computer, or from a stick. So only regular files that lie inside
the folder are opened, whatever links say, and only up to a size that a real one can have. A file that is encrypted
(``NAME.age``) is decrypted in memory: its plain text is never on the disk.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from pressroom.age import NO_KEYS, SUFFIX, AgeError, Keys, limit_for
from pressroom.limits import MAX_PEOPLE
from pressroom.problems import Findings, Place

MAX_TEXT_BYTES = 10_000_000
"""No text file that people typed comes near this."""

MAX_BINARY_BYTES = 20_000_000
"""Logos and fonts. The largest shipped font has 10.5 MB."""

MAX_TABLE_BYTES = MAX_PEOPLE * 1_000
"""The table of participants. A row with four contacts has some 500 bytes, in Arabic or Cyrillic twice as many."""

_MAX_REPORTED = 20
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_SAVE = "save it again as UTF-8 (in Notepad: “Save as”, and “UTF-8” beside “Encoding”)"
_UTF16 = f"is in UTF-16: {_SAVE}"
_RTF = (
    "is rich text, as a text editor for letters saves it: save it again as plain text (in TextEdit: “Make Plain Text”)"
)
_TWICE = "is here twice, as itself and encrypted: look which is the newer, and take the other away"
_LEAVES = "leads out of the workspace folder: put the file itself there, not a link to it"


@dataclass(frozen=True)
class Folder:
    """A workspace's folder, with the keys to what is encrypted in it."""

    path: Path
    keys: Keys = NO_KEYS


Root = Path | Folder
"""Where files are read: a folder of ours, in which nothing is encrypted, or a workspace's."""


@dataclass(frozen=True)
class Blame:
    """Where to report what is wrong with a file: its own name, or the key that names it."""

    place: Place
    field: str = ""

    @classmethod
    def on(cls, name: str) -> Blame:
        """Return the place that stands for a whole file."""
        return cls(Place(name))


class _Refused(Exception):
    """The file is not opened; the message says why."""


def plain_name(name: str) -> str:
    """Return the name that a file has where it is not encrypted."""
    return name.removesuffix(SUFFIX)


def name_on_disk(root: Root, name: str) -> str:
    """Return the name under which a file stands in the folder: ``NAME.age`` where only that is there."""
    path = _parts(root)[0]
    sealed = f"{name}{SUFFIX}"
    return sealed if _exists(path, sealed) and not _exists(path, name) else name


def read_bytes(
    root: Root, name: str, findings: Findings, *, limit: int = MAX_BINARY_BYTES, blame: Blame | None = None
) -> bytes | None:
    """Return the content of ``root/name``, or None after noting why it cannot be read. Never raises.

    A name as `name_on_disk` gives it: what ends in .age is decrypted.
    """
    where = blame or Blame.on(name)
    folder, keys = _parts(root)
    try:
        if name.endswith(SUFFIX):
            return _bounded(keys.open(_slurp(_inside(folder, name), limit_for(limit), limit)), limit)
        _refuse_twice(folder, name)
        return _slurp(_inside(folder, name), limit)
    except (_Refused, AgeError) as refusal:
        findings.error(where.place, where.field, str(refusal))
    return None


def read_beside(root: Root, name: str, findings: Findings) -> bytes | None:
    """Do the same for a plain file that may be there encrypted as well, as `protect` has them for a moment.

    It may be as large as any file of a workspace is.
    """
    if name.endswith(SUFFIX):
        return read_bytes(root, name, findings, limit=MAX_TABLE_BYTES)
    try:
        return _slurp(_inside(_parts(root)[0], name), MAX_TABLE_BYTES)
    except _Refused as refusal:
        findings.error(Place(name), "", str(refusal))
    return None


def read_text(root: Root, name: str, findings: Findings, *, limit: int = MAX_TEXT_BYTES) -> str | None:
    """Return the text of ``root/name`` without a byte-order mark, or None after noting what is wrong with it."""
    data = read_bytes(root, name, findings, limit=limit)
    return None if data is None else decode(data, name, findings)


def decode(data: bytes, name: str, findings: Findings) -> str | None:
    """Return ``data`` as text if it is UTF-8 without control characters, else None after noting where it is not."""
    if data.startswith(b"{\\rtf"):
        findings.error(Place(name), "", _RTF)
        return None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_like_utf16(data):
        findings.error(Place(name), "", _UTF16)
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = _position(data[: error.start].decode("utf-8-sig", "replace"), name)
        findings.error(place, "", f"is not UTF-8 from here on: {_SAVE}")
        return None
    return text if _is_clean(text, name, findings) else None


def list_folder(root: Root, name: str, findings: Findings) -> list[str]:
    """Return the sorted names in the folder ``root/name``; empty if there is none or it may not be read.

    Names that a computer makes for itself (hidden files, lock files) are left out.
    """
    folder = _parts(root)[0]
    if not _exists(folder, name):
        return []
    try:
        names = [entry.name for entry in _folder(folder, name).iterdir()]
        return sorted(entry for entry in names if not _is_clutter(entry))
    except OSError:
        findings.error(Place(name), "", "cannot be opened: look at the folder's permissions")
    except _Refused as refusal:
        findings.error(Place(name), "", str(refusal))
    return []


def _refuse_twice(folder: Path, name: str) -> None:
    if _exists(folder, f"{name}{SUFFIX}"):
        raise _Refused(_TWICE)


def _parts(root: Root) -> tuple[Path, Keys]:
    return (root.path, root.keys) if isinstance(root, Folder) else (root, NO_KEYS)


def _exists(folder: Path, name: str) -> bool:
    """Whether a name stands in a folder, be it a link that leads nowhere."""
    try:
        return os.path.lexists(folder / name)
    except ValueError:  # a name that no file can have
        return False


def _folder(root: Path, name: str) -> Path:
    path = _inside(root, name)
    if not path.is_dir():
        raise _Refused("is a file, and must be a folder")
    return path


def _inside(root: Path, name: str) -> Path:
    """Return the real path of a file in the workspace, links followed."""
    try:
        home = root.resolve(strict=True)
        path = (home / name).resolve(strict=True)
    except (FileNotFoundError, NotADirectoryError):
        raise _Refused("is missing: there is no such file in the workspace") from None
    except (OSError, RuntimeError, ValueError):
        raise _Refused("cannot be opened: look at its permissions, and whether it is a link") from None
    if not path.is_relative_to(home):
        raise _Refused(_LEAVES)
    return path


def _slurp(path: Path, limit: int, said: int = 0) -> bytes:
    """Read a regular file of at most ``limit`` bytes; people are told of ``said``, where that is another.

    O_NONBLOCK: opening a FIFO must not wait for someone to write to it.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    if path.is_dir():
        raise _Refused("is a folder, and must be a file")
    if not path.is_file():
        raise _Refused("is not a plain file")
    try:
        descriptor = os.open(path, flags)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise _Refused("is not a plain file")
            data = file.read(limit + 1)
    except OSError:
        raise _Refused("cannot be read: look at the file's permissions") from None
    _bounded(data, limit, said)
    return data


def _bounded(data: bytes, limit: int, said: int = 0) -> bytes:
    """Return data that is not larger than allowed."""
    if len(data) > limit:
        limit = said or limit
        size = f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit // 1_000} KB"
        raise _Refused(f"is larger than {size}: look whether it is the right file")
    return data


def _looks_like_utf16(data: bytes) -> bool:
    """Whether every other byte of the beginning is NUL, as in Western text in UTF-16 without a mark."""
    head = data[:64]
    return len(head) >= 4 and (not any(head[1::2]) or not any(head[0::2]))


def _is_clean(text: str, name: str, findings: Findings) -> bool:
    """Note the control characters: they hide things, and some turn a terminal's screen over."""
    found = [match.start() for match in _CONTROL.finditer(text)]
    for start in found[:_MAX_REPORTED]:
        place = _position(text[:start], name)
        findings.error(place, "", "holds a character that cannot be seen or printed (a control character): delete it")
    return not found


def _position(before: str, name: str) -> Place:
    """Return the place that follows the text ``before``."""
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Place(name, len(lines), len(lines[-1]) + 1)


def _is_clutter(name: str) -> bool:
    return name.startswith((".", "~$")) or name.endswith("~") or name.lower() in {"thumbs.db", "desktop.ini"}
