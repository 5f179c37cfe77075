"""XLSX: the rows of one sheet (ECMA-376 Part 1, SpreadsheetML), each cell with what Excel took it for."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from pressroom.read.grid import MAX_CELLS, Cell, Kind, Range, Row, TableError, is_blank, tidy
from pressroom.read.officexml import Element, attributes, events, local, tree

WANTED_SHEET = "participants"

MAX_DIGITS = 15
"""Excel keeps no more digits of a number: a longer one has been changed already."""

_MAX_COLUMN, _MAX_ROW = 16_384, 1_048_576
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Built-in number formats that show a date or a time: ECMA-376 Part 1, 18.8.30."""
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE | re.DOTALL)


class Sheet(NamedTuple):
    """One sheet: its name, its rows without the blank ones, and its merged cells."""

    name: str
    rows: Sequence[Row]
    merged: Sequence[Range]


@dataclass(frozen=True)
class _Book:
    """What the cells of a workbook refer to. ``dates`` says for each cell style whether it shows a date."""

    strings: Sequence[str]
    dates: Sequence[bool]
    epoch: datetime


def is_workbook(parts: Mapping[str, bytes]) -> bool:
    """Whether these parts are an Excel workbook."""
    return _workbook_part(parts) in parts


def read(parts: Mapping[str, bytes]) -> Sheet:
    """Return the sheet ``participants``, else the first.

    Raises `TableError`, or what a damaged file makes the standard library raise.
    """
    part = _workbook_part(parts)
    workbook, related = tree(parts[part]), _related(parts, part)
    sheets = [_sheet_of(s, related) for s in workbook.iter() if local(s.tag) == "sheet"]
    usable = [(name, target) for name, target in sheets if target in parts]
    if not usable:
        raise TableError("holds no sheet with cells: put the list on the first one")
    name, target = next((s for s in usable if s[0].strip().casefold() == WANTED_SHEET), usable[0])
    rows, merged = _rows(parts[target], _book(parts, workbook, related))
    return Sheet(name, rows, merged)


def number(raw: str) -> Cell:
    """Return the cell for a number as a file writes it."""
    value = float(raw)
    whole = value.is_integer() and abs(value) < 10**MAX_DIGITS
    return Cell(str(int(value)) if whole else "", Kind.NUMBER)


def moment(value: datetime) -> Cell:
    """Return the cell for a date or a time. Dates are given as ISO 8601."""
    if value.time() == datetime.min.time():
        return Cell(value.date().isoformat(), Kind.DATE)
    return Cell(value.isoformat(), Kind.TIME)


def _workbook_part(parts: Mapping[str, bytes]) -> str:
    targets = _related(parts, "")
    return next((t for kind, t in targets.values() if kind == "officeDocument"), "xl/workbook.xml")


def _related(parts: Mapping[str, bytes], part: str) -> dict[str, tuple[str, str]]:
    """Return what a part refers to: id → (kind, part), from its relationships part (ECMA-376 Part 2, 9.3)."""
    folder, name = posixpath.split(part)
    data = parts.get(posixpath.join(folder, "_rels", f"{name}.rels"))
    if data is None:
        return {}
    found = {}
    for element in tree(data):
        target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", ""))).lstrip("/")
        found[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], target)
    return found


def _sheet_of(element: Element, related: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """Return a sheet's name and the part that holds its cells ("" for a chart)."""
    given = attributes(element)
    kind, target = related.get(given.get("id", ""), ("", ""))
    return given.get("name", ""), target if kind == "worksheet" else ""


def _book(parts: Mapping[str, bytes], workbook: Element, related: Mapping[str, tuple[str, str]]) -> _Book:
    targets = {kind: parts[target] for kind, target in related.values() if target in parts}
    is_1904 = any(
        local(e.tag) == "workbookPr" and e.get("date1904", "0") in {"1", "true", "on"} for e in workbook.iter()
    )
    return _Book(
        strings=[_string(item) for item in tree(targets["sharedStrings"])] if "sharedStrings" in targets else [],
        dates=_date_styles(tree(targets["styles"])) if "styles" in targets else [],
        # Day 0 that makes days after 1900-02-28 right: Excel counts a 29th of that February (Part 1, 18.17.4.1).
        epoch=datetime.fromisoformat("1904-01-01" if is_1904 else "1899-12-30"),
    )


def _string(item: Element) -> str:
    """Return the text of a string, rich or plain, without the phonetic hints of Japanese."""
    pieces = []
    for child in item:
        if local(child.tag) == "t":
            pieces.append(child.text or "")
        elif local(child.tag) == "r":
            pieces += [t.text or "" for t in child if local(t.tag) == "t"]
    return _unescape("".join(pieces))


def _unescape(text: str) -> str:
    """Resolve ``_x000D_`` and the like (Part 1, 22.9.2.19), and make line breaks alike."""
    return tidy(_ESCAPE.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text)


def _date_styles(styles: Element) -> list[bool]:
    formats = {e.get("numFmtId", ""): e.get("formatCode", "") for e in styles.iter() if local(e.tag) == "numFmt"}
    cell_formats = [xf for e in styles if local(e.tag) == "cellXfs" for xf in e]
    return [_shows_date(xf.get("numFmtId", "0"), formats) for xf in cell_formats]


def _shows_date(identifier: str, formats: Mapping[str, str]) -> bool:
    if identifier in formats:
        visible = _NOT_FORMAT.sub("", formats[identifier].partition(";")[0]).casefold()
        return any(letter in visible for letter in "dmyhs") and "general" not in visible
    return identifier.isascii() and identifier.isdigit() and int(identifier) in _DATE_FORMATS


def _rows(data: bytes, book: _Book) -> tuple[list[Row], list[Range]]:
    rows: list[Row] = []
    merged: list[Range] = []
    line = count = 0
    for event, element in events(data):
        if event == "start":
            continue
        if (name := local(element.tag)) == "row":
            line = _bounded(int(element.get("r", line + 1)), _MAX_ROW)
            cells = dict(_cells(element, book))
            element.clear()
            count += len(cells)
            if cells:
                rows.append(Row(line, cells))
            if count > MAX_CELLS:
                raise TableError("has more cells than any list of people: look whether it is the right file")
        elif name == "mergeCell":
            merged.append(_range(element.get("ref", "")))
    if any(a.line >= b.line for a, b in pairwise(rows)):
        raise ValueError("rows out of order")
    return rows, merged


def _cells(row: Element, book: _Book) -> Iterator[tuple[int, Cell]]:
    column = 0
    for element in row:
        if local(element.tag) != "c":
            continue
        reference = element.get("r")
        column = _position(reference)[1] if reference else _bounded(column + 1, _MAX_COLUMN)
        cell = _cell(element, book)
        if cell is not None:
            yield column, cell


def _cell(element: Element, book: _Book) -> Cell | None:
    """Return the cell, or None for a blank one."""
    inside = {local(child.tag): child for child in element}
    kind, value = element.get("t", "n"), inside["v"].text or "" if "v" in inside else ""
    if kind == "inlineStr":
        return _text(_string(inside["is"])) if "is" in inside else None
    if kind == "str":
        return _text(_unescape(value))
    if not value:
        return Cell("", Kind.UNCALCULATED) if "f" in inside else None
    return _typed(kind, value, int(element.get("s", "0")), book)


def _typed(kind: str, value: str, style: int, book: _Book) -> Cell | None:
    match kind:
        case "s":
            return _text(book.strings[_bounded(int(value) + 1, len(book.strings)) - 1])
        case "b":
            return Cell("yes" if value.strip() in {"1", "true"} else "no", Kind.BOOLEAN)
        case "e":
            return Cell("", Kind.BROKEN)
        case "d":
            return moment(datetime.fromisoformat(value))
        case "n":
            if 0 <= style < len(book.dates) and book.dates[style]:
                return moment(book.epoch + timedelta(seconds=round(float(value) * 86_400)))
            return number(value)
    raise ValueError("a cell of an unknown type")


def _text(text: str) -> Cell | None:
    return None if is_blank(text) else Cell(text)


def _range(reference: str) -> Range:
    first, _, last = reference.partition(":")
    top, left = _position(first)
    bottom, right = _position(last or first)
    return Range(top, left, bottom, right)


def _position(reference: str) -> tuple[int, int]:
    """Return (row, column), both from 1, of a reference like ``D7``."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError("not a cell reference")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return _bounded(int(match[2]), _MAX_ROW), _bounded(column, _MAX_COLUMN)


def _bounded(value: int, largest: int) -> int:
    if not 1 <= value <= largest:
        raise ValueError("outside the sheet")
    return value
