"""ODS: the rows of one sheet (OpenDocument 1.3, part 3), each cell with what the spreadsheet took it for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pressroom.read.grid import MAX_CELLS, Cell, Kind, Range, Row, TableError, is_blank, tidy
from pressroom.read.officexml import Element, attributes, events, local
from pressroom.read.xlsx import WANTED_SHEET, Sheet, moment, number

CONTENT = "content.xml"

_MAX_COLUMN, _MAX_ROW = 16_384, 1_048_576
_MAX_SPACES = 10_000
_MAX_TEXT = 100_000
"""The characters of a cell that are read: three times what the programs let one type."""

TOO_MANY = "has more cells than any list of people: look whether it is the right file"
_ERROR_TEXT = re.compile(r"#[A-Z][A-Z/0]*[!?]?|#DIV/0!|#N/A|Err:\d+")
"""What a formula in error shows; files of OpenDocument 1.2 say it in no other way."""


def read(parts: Mapping[str, bytes]) -> Sheet:
    """Return the sheet ``participants``, else the first.

    Raises `TableError`, or what a damaged file makes the standard library raise.
    """
    first: Sheet | None = None
    for sheet in _sheets(parts[CONTENT]):
        if sheet.name.strip().casefold() == WANTED_SHEET:
            return sheet
        first = first or sheet
    if first is None:
        raise TableError("holds no sheet with cells: put the list on the first one")
    return first


@dataclass
class _Table:
    """A sheet while it is read. ``line`` is the next row's."""

    name: str
    rows: list[Row] = field(default_factory=list)
    merged: list[Range] = field(default_factory=list)
    line: int = 1
    count: int = 0

    def add(self, element: Element) -> None:
        """Take in a row, as often as it is repeated: equal neighbours are written once, blank ones above all."""
        repeated = _repeats(element, "number-rows-repeated", _MAX_ROW)
        cells = self._cells(element, MAX_CELLS - self.count)
        self.count += len(cells) * repeated
        if self.count > MAX_CELLS:
            raise TableError(TOO_MANY)
        if cells:
            self.rows += [Row(line, cells) for line in range(self.line, self.line + repeated)]
        self.line += repeated

    def _cells(self, row: Element, most: int) -> dict[int, Cell]:
        """Return the cells of a row that are not blank, by their columns: no more than a sheet has, and ``most``."""
        column, cells = 1, dict[int, Cell]()
        for element in row:
            if local(element.tag) not in {"table-cell", "covered-table-cell"}:
                continue
            repeated = _repeats(element, "number-columns-repeated", _MAX_COLUMN)
            self._note_merged(element, column)
            cell = _cell(element)
            if cell is not None:
                if len(cells) + repeated > most or column + repeated > _MAX_COLUMN + 1:
                    raise TableError(TOO_MANY)
                cells.update((n, cell) for n in range(column, column + repeated))
            column += repeated
        return cells

    def _note_merged(self, element: Element, column: int) -> None:
        wide = _repeats(element, "number-columns-spanned", _MAX_COLUMN)
        high = _repeats(element, "number-rows-spanned", _MAX_ROW)
        if wide > 1 or high > 1:
            self.merged.append(Range(self.line, column, self.line + high - 1, column + wide - 1))


def _sheets(data: bytes) -> Iterator[Sheet]:
    """Give the sheets of the document in their order. A table inside a cell is no sheet, and is passed over."""
    table, depth = _Table(""), 0
    for event, element in events(data):
        name = local(element.tag)
        if name == "table":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                table = _Table(attributes(element).get("name", ""))
            elif event == "end" and depth == 0:
                yield Sheet(table.name, table.rows, table.merged)
                element.clear()
        elif name == "table-row" and event == "end" and depth == 1:
            table.add(element)
            element.clear()


def _repeats(element: Element, name: str, largest: int) -> int:
    value = int(attributes(element).get(name, "1"))
    if not 1 <= value <= 2 * largest:  # some programs give the rest of the sheet generously
        raise ValueError("outside the sheet")
    return value


def _cell(element: Element) -> Cell | None:
    """Return the cell, or None for a blank one."""
    given = attributes(element)
    kinds = {value for key, value in element.attrib.items() if local(key) == "value-type"}
    shown = tidy("\n".join(_paragraph(p) for p in element if local(p.tag) == "p"))
    if "error" in kinds or ("formula" in given and _ERROR_TEXT.fullmatch(shown.strip())):
        return Cell("", Kind.BROKEN)
    if "formula" in given and not kinds:
        return Cell("", Kind.UNCALCULATED)
    return _typed(given, shown)


def _typed(given: Mapping[str, str], shown: str) -> Cell | None:
    match given.get("value-type", "string"):
        case "float" | "percentage" | "currency":
            return number(given["value"])
        case "date":
            return moment(datetime.fromisoformat(given["date-value"]).replace(tzinfo=None))
        case "time":
            return Cell(given.get("time-value", ""), Kind.TIME)
        case "boolean":
            return Cell("yes" if given["boolean-value"] == "true" else "no", Kind.BOOLEAN)
    text = shown or tidy(given.get("string-value", ""))
    return None if is_blank(text) else Cell(text)


def _paragraph(paragraph: Element) -> str:
    """Return the text of a paragraph: spans and links within it, runs of spaces, tabs and line breaks (part 3, 6.1)."""
    pieces: list[str] = []
    length = 0
    waiting: list[Element | str] = [paragraph]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            pieces.append(item)
            length += len(item)
            continue
        name = local(item.tag)
        if name in {"annotation", "note"}:
            continue
        if name == "s":
            spaces = min(_repeats(item, "c", _MAX_ROW), _MAX_SPACES)
            pieces.append(" " * spaces)
            length += spaces
        if length > _MAX_TEXT:
            raise TableError("has a cell with more text than a cell can hold: look whether it is the right file")
        pieces.append({"tab": "\t", "line-break": "\n"}.get(name, ""))
        inside: list[Element | str] = [item.text or ""]
        for child in item:
            inside += [child, child.tail or ""]
        waiting += reversed(inside)
    return "".join(pieces)
