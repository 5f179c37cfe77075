"""Spreadsheets: opens XLSX and ODS from bytes, refuses what is neither, and gives the rows of the right sheet.

Both are ZIP files with XML inside. They are read here with the standard library, cell by cell, and not with a
general spreadsheet library, for the sake of the people in them: which number a cell *held* and what a spreadsheet
*made* of it must be told apart, a formula without a result must not pass for a blank, merged cells must be seen in
both forms, and a cell at the far end of a sheet must not fill the memory of the machine.

Hidden rows, columns and sheets are read like any other.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from xml.etree.ElementTree import ParseError

from pressroom.problems import Findings, Place
from pressroom.read import ods, xlsx
from pressroom.read.grid import Grid, TableError
from pressroom.read.source import plain_name

MAX_UNPACKED_BYTES = 100_000_000
"""What the XML inside a spreadsheet may come to. A list of a hundred people has less than 1 MB."""

MAX_MEMBERS = 10_000

_AGAIN = "open it in Excel or LibreOffice and save it again as {ending}"
_NOT_ONE = "is not a spreadsheet of this kind, whatever its name says: " + _AGAIN
_DAMAGED = "is damaged and cannot be read: " + _AGAIN
_LOCKED = "is locked with a password, or is an old Excel file: open it, remove the password, and save it as {ending}"
_BOMB = "unfolds into far more than a list of people: look whether it is the right file"
_EMPTY = "is empty: the first row holds the headings, at least code and country; then one row a person"
_SWAPPED = "is {other} under a wrong name: give it the ending {ending}"

_READ_FAULTS = (
    ParseError, zipfile.BadZipFile, zlib.error, EOFError, LookupError, NotImplementedError, OSError,
    OverflowError, RuntimeError, UnicodeError, ValueError,
)  # fmt: skip
"""What the standard library raises over a damaged file."""


def read(data: bytes, name: str, findings: Findings) -> Grid | None:
    """Return the sheet ``participants`` (in any case) of the spreadsheet in ``data``, else its first sheet.

    None after noting why it cannot be read. ``name`` ends in .xlsx or .ods (.age aside) and says which form is meant.
    """
    ending = ".ods" if plain_name(name).lower().endswith(".ods") else ".xlsx"
    try:
        return _open(data, name, ending)
    except TableError as fault:
        message = str(fault)
    except _READ_FAULTS:
        message = _DAMAGED
    findings.error(Place(name), "", message.format(ending=ending))
    return None


def _open(data: bytes, name: str, ending: str) -> Grid:
    if not data.strip():
        raise TableError(_EMPTY)
    if data.startswith(b"\xd0\xcf\x11\xe0"):  # the compound files of [MS-CFB], in which Excel also wraps encrypted XLSX
        raise TableError(_LOCKED)
    if not data.startswith(b"PK"):
        raise TableError(_NOT_ONE)
    parts = _unpack(data)
    reader = _reader(parts, ending)
    sheet, rows, merged = reader(parts)
    return Grid(name, rows, sheet, merged)


def _reader(parts: dict[str, bytes], ending: str) -> Callable[[dict[str, bytes]], xlsx.Sheet]:
    is_ods, is_xlsx = ods.CONTENT in parts, xlsx.is_workbook(parts)
    if ending == ".ods" and is_xlsx and not is_ods:
        raise TableError(_SWAPPED.format(other="an Excel workbook", ending=".xlsx"))
    if ending == ".xlsx" and is_ods and not is_xlsx:
        raise TableError(_SWAPPED.format(other="an OpenDocument spreadsheet", ending=".ods"))
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise TableError(_LOCKED)
    if not (is_ods if ending == ".ods" else is_xlsx):
        raise TableError(_NOT_ONE)
    return ods.read if ending == ".ods" else xlsx.read


def _unpack(data: bytes) -> dict[str, bytes]:
    """Return the XML parts by name. Pictures and macros stay packed: nothing here looks at them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        wanted = [m for m in members if m.filename.lower().endswith((".xml", ".rels"))]
        if len(members) > MAX_MEMBERS or sum(m.file_size for m in wanted) > MAX_UNPACKED_BYTES:
            raise TableError(_BOMB)
        if any(m.flag_bits & 1 for m in wanted):
            raise TableError(_LOCKED)
        if len({m.filename for m in wanted}) < len(wanted):
            raise TableError(_DAMAGED)  # two parts of one name: programs differ in which one they read
        # ZipFile.read gives no more than file_size bytes and checks the sum, so a false size is found out.
        return {m.filename: archive.read(m) for m in wanted}
