"""CSV: bytes to rows of cells, with the line and the ordinal of each.

RFC 4180, and what Excel and LibreOffice make of it: a byte-order mark, ``;`` or tab instead of the comma, a first
line ``sep=;``. The standard library's reader says of a quotation mark gone wrong only where it gave up, often at
the file's end; this one says where the mark stands, and goes on reading below it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

from pressroom.problems import Findings, Place
from pressroom.read.grid import MAX_CELLS, Cell, Grid, Row, TableError, is_blank, tidy

DELIMITERS = (",", ";", "\t")

MAX_COLUMNS = 16_384
"""As many as Excel has."""

MAX_QUOTE_FAULTS = 10
"""After so many marks gone wrong the file is no CSV; to go on could also take time that grows with its square."""

_SAVE_AS = (
    "save it again as UTF-8: in Excel choose “CSV UTF-8 (comma delimited)” as the file type, "
    "in LibreOffice the character set “Unicode (UTF-8)”"
)
_BREAK = re.compile(r"\r\n|\n|\r")
_SEPARATOR_LINE = re.compile(r'"?sep=([^\r\n])"?(?:\r\n|\n|\r|\Z)', re.IGNORECASE)
_QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"')
_OTHER_FORMS = (
    (b"PK\x03\x04", "is a spreadsheet, not CSV: give it its own ending back (.xlsx or .ods)"),
    (b"\xd0\xcf\x11\xe0", "is an old or locked Excel file, not CSV: open it in Excel and save it as .xlsx"),
)


@dataclass(frozen=True, slots=True)
class _Record:
    """One record: the line where it begins, its cells, and whether a quotation mark in it went wrong."""

    line: int
    cells: list[str]
    fault: Place | None = None


def read(data: bytes, name: str, is_heading: Callable[[str], bool], findings: Findings) -> Grid | None:
    """Return the table in ``data``, or None after noting why it cannot be read.

    ``is_heading`` says whether a text is a heading that we know: it tells the delimiter where line 1 has several.
    """
    try:
        text = _decode(data)
        text, line, delimiter = _after_separator_line(text)
        grid = _grid(_Scanner(text, name, delimiter or _tell_delimiter(text, is_heading), line), name, findings)
    except TableError as fault:
        findings.error(Place(name), "", str(fault))
        return None
    return None if _has_lost_bytes(grid, findings) else grid


def _decode(data: bytes) -> str:
    """Return the text. Bytes that are not UTF-8 become lone surrogates, so that their cells can be named."""
    for magic, message in _OTHER_FORMS:
        if data.startswith(magic):
            raise TableError(message)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_like_utf16(data):
        raise TableError(f"is in UTF-16 (Excel's “Unicode Text”): {_SAVE_AS}")
    text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")
    if is_blank(text):
        raise TableError("is empty: the first row holds the headings, at least code and country; then one row a person")
    return text


def _looks_like_utf16(data: bytes) -> bool:
    """Whether every other byte of the beginning is NUL, as in Western text in UTF-16 without a mark."""
    head = data[:64]
    return len(head) >= 4 and (not any(head[0::2]) or not any(head[1::2]))


def _after_separator_line(text: str) -> tuple[str, int, str]:
    """Return the text behind Excel's line ``sep=;``, its first line's number, and the delimiter ("" without it)."""
    match = _SEPARATOR_LINE.match(text)
    if match is None:
        return text, 1, ""
    if match[1] not in DELIMITERS:
        raise TableError("line 1 names a delimiter that is none of comma, semicolon and tab: save it with one of them")
    return text[match.end() :], 2, match[1]


def _tell_delimiter(text: str, is_heading: Callable[[str], bool]) -> str:
    """Return the delimiter that cuts the most known headings out of the first row, then the most cells."""

    def score(delimiter: str) -> tuple[int, int]:
        records = _Scanner(text, "", delimiter).records()
        first = next((r.cells for r in records if not all(map(is_blank, r.cells))), [])
        return sum(map(is_heading, first)), len(first)

    return max(DELIMITERS, key=score)


def _grid(scanner: _Scanner, name: str, findings: Findings) -> Grid:
    rows: list[Row] = []
    count = faults = 0
    for record in scanner.records():
        if record.fault is not None:
            faults += 1
            _note_fault(record.fault, last=faults == MAX_QUOTE_FAULTS, findings=findings)
            if faults == MAX_QUOTE_FAULTS:
                break
            continue
        cells = {n: Cell(tidy(text)) for n, text in enumerate(record.cells, 1) if not is_blank(text)}
        count += len(cells)
        if count > MAX_CELLS:
            raise TableError("has more cells than any list of people: look whether it is the right file")
        if cells:
            rows.append(Row(record.line, cells))
    return Grid(name, rows)


def _note_fault(place: Place, *, last: bool, findings: Findings) -> None:
    rest = "; nothing below this line was read" if last else ""
    findings.error(
        place,
        "",
        "a quotation mark begins this cell and none ends it, or text follows the one that does: "
        f'put the whole cell between two ", and write each " inside it twice{rest}',
    )


def _has_lost_bytes(grid: Grid, findings: Findings) -> bool:
    """Note the first cell that is not UTF-8. One is enough: the rest of such a file has the same fault."""
    for row in grid.rows:
        for column, cell in row.cells.items():
            if not cell.text.isascii() and any("\udc80" <= char <= "\udcff" for char in cell.text):
                findings.error(grid.place(row.line, column), "", f"the file is not in UTF-8 from here on: {_SAVE_AS}")
                return True
    return False


@cache
def _plain(delimiter: str) -> re.Pattern[str]:
    return re.compile(rf"[^{re.escape(delimiter)}\r\n]*+")


@dataclass
class _Scanner:
    """Walks over the text once, cell by cell."""

    text: str
    name: str
    delimiter: str
    line: int = 1
    position: int = field(default=0, init=False)

    def records(self) -> Iterator[_Record]:
        """Give one record after another, also the blank ones."""
        while self.position < len(self.text):
            yield self._record()

    def _record(self) -> _Record:
        line, cells = self.line, list[str]()
        while True:
            start = self.position
            cell = self._quoted() if self.text.startswith('"', start) else self._unquoted()
            if cell is None:
                place = Place(self.name, self.line, len(cells) + 1)
                self._skip_line(start)
                return _Record(line, [], place)
            cells.append(cell)
            if len(cells) > MAX_COLUMNS:
                raise TableError("has more columns than any spreadsheet: look whether it is the right file")
            if not self._take(self.delimiter):
                self._skip_line(self.position)
                return _Record(line, cells)

    def _unquoted(self) -> str:
        match = _plain(self.delimiter).match(self.text, self.position)
        self.position = match.end() if match else self.position  # it always matches, if only the empty text
        return match[0] if match else ""

    def _quoted(self) -> str | None:
        """Return the text between quotation marks, or None if they do not end where the cell does."""
        match = _QUOTED.match(self.text, self.position)
        if match is None or self.text[match.end() : match.end() + 1] not in {"", "\r", "\n", self.delimiter}:
            return None
        self.position = match.end()
        self.line += len(_BREAK.findall(match[1]))
        return match[1].replace('""', '"')

    def _take(self, mark: str) -> bool:
        found = self.text.startswith(mark, self.position)
        self.position += len(mark) if found else 0
        return found

    def _skip_line(self, start: int) -> None:
        """Go behind the next line break after ``start``, or to the end."""
        match = _BREAK.search(self.text, start)
        self.position = match.end() if match else len(self.text)
        self.line += 1
