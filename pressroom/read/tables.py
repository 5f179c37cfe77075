"""The table of participants: CSV, XLSX and ODS by one set of rules, to the tree that YAML becomes as well.

Here is decided what a column is and what a cell may be whatever its meaning; whether a code is a country's or a
phone is a phone is for the schemas. A cell with a problem is given as empty text: its own problem, at its own
place, has said all that there is to say of it.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pressroom import limits
from pressroom.problems import Findings, Place
from pressroom.read import source
from pressroom.read.grid import Cell, Grid, Kind, Range, Row
from pressroom.read.tree import ListNode, MapNode, Node, Scalar

MAX_CONTACTS = 4
"""As many fit on the card (contract: ``contact1`` to ``contact4``)."""

CONTACT_KEYS = ("name", "relation", "phone", "email", "consent")
OWN_KEYS = ("code", "country", "also_countries", "language", "edition", "card", "name", "organisation", "note")
COLUMNS = (*OWN_KEYS, *(f"contact{n}_{key}" for n in range(1, MAX_CONTACTS + 1) for key in CONTACT_KEYS))
"""Every column that a table may have, in the order in which `new` lays them out."""

REQUIRED = ("code", "country")
ENDINGS = (".csv", ".xlsx", ".ods")
MAX_CELL_CHARACTERS = 2_000

MAX_PEOPLE = limits.MAX_PEOPLE
"""How many rows are read."""

MAX_OFFERS = 100
"""Columns for which the nearest name is looked up: a table of a thousand columns is another table."""

_SCIENTIFIC = re.compile(r"\s*[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+\s*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_BLANK = Cell("")
_NO_HEADINGS = (
    "the first row holds none of our headings: the first row must name the columns, at least code and country, "
    "then one row a person (in CSV with commas, semicolons or tabs between the cells)"
)
_NO_ROWS = "has headings, but no row below them: one row a person"
_RETYPE = "format the column as text, then type it again as it should be"


def read_participants(root: source.Root, name: str, columns: Mapping[str, str], findings: Findings) -> ListNode | None:
    """Return the participants in ``root/name`` (.csv, .xlsx or .ods, .age aside), or None after noting why not.

    ``columns`` maps our column names to the headings of staff's own spreadsheet. Never raises for what a file holds.
    """
    data = source.read_bytes(root, name, findings, limit=source.MAX_TABLE_BYTES)
    return None if data is None else parse_participants(data, name, columns, findings)


def parse_participants(data: bytes, name: str, columns: Mapping[str, str], findings: Findings) -> ListNode | None:
    """Do the same for a file's content, of which ``name`` tells the form."""
    names, before = _Names(columns), len(findings.problems)
    if source.plain_name(name).lower().endswith(".csv"):
        from pressroom.read import csvfile

        grid = csvfile.read(data, name, names.knows, findings)
    else:
        from pressroom.read import spreadsheet

        grid = spreadsheet.read(data, name, findings)
    unread = len(findings.problems) > before  # rows that could not be taken apart
    if grid is None:
        return None
    if not grid.rows and not unread:
        findings.error(Place(name), "", _NO_HEADINGS)
    if not grid.rows:
        return None
    header = _Header.read(grid, names, findings)
    _note_merged(grid, findings)
    if header is None:
        return None
    if len(grid.rows) == 1:
        if not unread:
            findings.error(grid.place(header.line, 1), "", _NO_ROWS)
        return None
    if len(grid.rows) > MAX_PEOPLE + 1:
        place = grid.place(grid.rows[MAX_PEOPLE + 1].line, 1)
        findings.error(place, "", f"has more than {MAX_PEOPLE:,} rows, from here on: look whether it is the right file")
        return None
    participants = [_Reader(grid, header, row, findings).participant() for row in grid.rows[1:]]
    return ListNode(participants, grid.place(header.line, 1))


class _Names:
    """The headings that we know: our own names, and staff's headings for them."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        self._known = {_plain(name): name for name in COLUMNS}
        self.mapped = {name: _plain(heading) for name, heading in columns.items() if name in COLUMNS}
        self._known |= {heading: name for name, heading in self.mapped.items() if heading}

    def knows(self, heading: str) -> bool:
        return self.find(heading) is not None

    def find(self, heading: str) -> str | None:
        """Return our name for a heading."""
        return self._known.get(_plain(heading))

    def nearest(self, heading: str) -> str:
        """Return the one of our names that comes nearest, or "" where none is near."""
        found = difflib.get_close_matches(_plain(heading)[:60], self._known, n=1)
        return self._known[found[0]] if found else ""


def _plain(heading: str) -> str:
    """Return a heading as it is compared: composed, without invisible marks, trimmed, in lower case."""
    seen = "".join(c for c in unicodedata.normalize("NFC", heading) if unicodedata.category(c) != "Cf")
    return " ".join(seen.split()).casefold()


@dataclass(frozen=True)
class _Header:
    """The first row, understood: which of our names stands over which column, and the last column with a heading."""

    line: int
    names: Mapping[int, str]
    width: int

    @cached_property
    def contacts(self) -> Mapping[int, Sequence[tuple[int, str]]]:
        """Each contact's columns and their names."""
        named = list(self.names.items())
        return {n: [(c, s) for c, s in named if s.startswith(f"contact{n}_")] for n in range(1, MAX_CONTACTS + 1)}

    @classmethod
    def read(cls, grid: Grid, names: _Names, findings: Findings) -> _Header | None:
        """Return the header, or None where rows without it would say nothing; every fault of it is noted."""
        row = grid.rows[0]
        found = {column: names.find(cell.text) for column, cell in row.cells.items()}
        if not any(found.values()):
            findings.error(grid.place(row.line, 1), "", _NO_HEADINGS)
            return None
        known: dict[int, str] = {}
        for column, name in found.items():
            place = grid.place(row.line, column)
            if name is None:
                nearest = names.nearest(row.cells[column].text) if column <= MAX_OFFERS else ""
                findings.error(place, "", _unknown(nearest))
            elif name in known.values():
                findings.error(place, name, "a second column has this heading: delete one of the two")
            else:
                known[column] = name
        header = cls(row.line, known, max(row.cells))
        header._note_bare(grid, findings)
        return header if header._is_complete(grid, names, findings) else None

    def _note_bare(self, grid: Grid, findings: Findings) -> None:
        """Note columns among the others that have cells but no heading."""
        headed = grid.rows[0].cells
        filled = {column for row in grid.rows[1:] for column in row.cells}
        for column in sorted(filled - headed.keys()):
            if column < self.width:
                message = "this column has no heading, but cells below: give it one of ours, or empty it"
                findings.error(grid.place(self.line, column), "", message)

    def _is_complete(self, grid: Grid, names: _Names, findings: Findings) -> bool:
        """Note the columns that must be there and are not."""
        place, present = grid.place(self.line, 1), set(self.names.values())
        for name in COLUMNS:
            if name in present:
                continue
            if name in names.mapped:
                message = "`columns` in session.yaml names a heading for this, and no column has it: make the two alike"
                findings.error(place, name, message)
            elif name in REQUIRED:
                findings.error(place, name, f"this column is missing: add one with the heading {name}")
        return present.issuperset(REQUIRED)


def _unknown(nearest: str) -> str:
    offer = f"did you mean {nearest}? " if nearest else ""
    return (
        f"this column's heading is none of ours: {offer}Correct it, delete the column, "
        "or give its heading under `columns` in session.yaml"
    )


def _note_merged(grid: Grid, findings: Findings) -> None:
    """Note merged cells that touch the table: what they cover is lost, and to whom it belongs cannot be told."""
    last, width = grid.rows[-1].line, max(max(row.cells) for row in grid.rows)
    area = Range(grid.rows[0].line, 1, last, width)
    for merged in grid.merged:
        if merged.top <= area.bottom and merged.bottom >= area.top and merged.left <= area.right:
            message = f"the cells {merged} are merged: split them, and fill in each one"
            findings.error(grid.place(merged.top, merged.left), "", message)


@dataclass(frozen=True)
class _Reader:
    """Makes one participant of one row."""

    grid: Grid
    header: _Header
    row: Row
    findings: Findings

    def participant(self) -> MapNode:
        """Return the row as a mapping, in the form that YAML has."""
        self._note_surplus()
        scalars = dict(self._scalars())
        entries: dict[str, Node] = {key: scalars[key] for key in OWN_KEYS if key in scalars}
        contacts = self._contacts(scalars)
        if contacts:
            entries["contacts"] = ListNode(contacts, contacts[0].place)
        places = {key: node.place for key, node in entries.items()}
        return MapNode(entries, self.grid.place(self.row.line, 1), places)

    def _note_surplus(self) -> None:
        surplus = [column for column in self.row.cells if column > self.header.width]
        if surplus:
            message = (
                "this row has more cells than there are headings: empty the surplus ones; in CSV, put a text "
                'that holds the delimiter between two "'
            )
            self.findings.error(self.grid.place(self.row.line, min(surplus)), "", message)

    def _scalars(self) -> Iterator[tuple[str, Scalar]]:
        for column, name in self.header.names.items():
            cell, place = self.row.cells.get(column, _BLANK), self.grid.place(self.row.line, column)
            fault = "" if cell is _BLANK else _fault(cell, name)
            if fault:
                self.findings.error(place, name, fault)
            yield name, Scalar("" if fault else cell.text, place)

    def _contacts(self, scalars: Mapping[str, Scalar]) -> Sequence[MapNode]:
        """Return the contacts up to the last one that is not blank, so that contact 3 stays contact 3."""
        filled = [n for n in range(1, MAX_CONTACTS + 1) if self._has_contact(n)]
        return [self._contact(n, scalars) for n in range(1, max(filled, default=0) + 1)]

    def _has_contact(self, number: int) -> bool:
        """Whether a contact is there. A bare "no" is nobody's: it is what a column filled down leaves behind."""
        cells = [(name, self.row.cells.get(column)) for column, name in self.header.contacts[number]]
        return any(
            cell and (not name.endswith("_consent") or cell.text.strip().lower() != "no") for name, cell in cells
        )

    def _contact(self, number: int, scalars: Mapping[str, Scalar]) -> MapNode:
        given = {key: scalars.get(f"contact{number}_{key}") for key in CONTACT_KEYS}
        first = next((s.place for s in given.values() if s is not None), self.grid.place(self.row.line, 1))
        entries = {key: scalar or Scalar("", first) for key, scalar in given.items()}
        return MapNode(entries, first, {key: scalar.place for key, scalar in entries.items()})


def _fault(cell: Cell, name: str) -> str:
    """Return what is wrong with a cell whatever its column means, or "" for nothing."""
    of_kind = "" if cell.kind is Kind.TEXT else _fault_of_kind(cell, name)
    return of_kind or _fault_of_text(cell.text, name)


def _fault_of_kind(cell: Cell, name: str) -> str:  # noqa: PLR0911 -- a table of cases
    match cell.kind:
        case Kind.BROKEN:
            return "the formula in this cell ends in an error: type the value itself"
        case Kind.UNCALCULATED:
            return "the formula in this cell has no result in the file: type the value itself"
        case Kind.NUMBER if name.endswith("_phone"):
            return f"the spreadsheet turned this phone into a number, and its + or digits may be lost: {_RETYPE}"
        case Kind.NUMBER if not cell.text:
            return f"the spreadsheet took this for a number, and changed it: {_RETYPE}"
        case Kind.DATE if not name.endswith("_consent"):
            return f"the spreadsheet turned this into a date: {_RETYPE}"
        case Kind.TIME if name.endswith("_consent"):
            return "this holds a time of day as well: give the date alone, as 2026-05-31"
        case Kind.TIME:
            return f"the spreadsheet turned this into a time: {_RETYPE}"
        case Kind.BOOLEAN if name != "card" and not name.endswith("_consent"):
            return f"the spreadsheet turned this into true or false: {_RETYPE}"
    return ""


def _fault_of_text(text: str, name: str) -> str:
    if len(text) > MAX_CELL_CHARACTERS:
        return f"longer than {MAX_CELL_CHARACTERS:,} characters: shorten it"
    if _CONTROL.search(text):
        return "holds a character that cannot be seen or printed (a control character): type the cell again"
    if "\ufffd" in text:
        return "holds �: a letter was lost when the file was saved or converted: type it again"
    if "\n" in text.strip() and name != "note":
        return "goes over several lines: put it on one line; in CSV, look for a quotation mark that none ends"
    if name.endswith("_phone") and _SCIENTIFIC.fullmatch(text):
        return f"the spreadsheet shortened this phone to a power of ten, and digits are lost: {_RETYPE}"
    return ""
