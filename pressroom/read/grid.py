"""A table as its file gives it: rows of cells with places, before anyone asks what a column means.

CSV, XLSX and ODS all become a `Grid`; the rules of the columns (`tables`) know nothing of the files' forms.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from pressroom.problems import Place

MAX_CELLS = 4_000_000
"""No list of people comes near this. It keeps a small file that unfolds into a giant one from filling the memory."""


class TableError(Exception):
    """A file cannot be read as a table. The message is for staff and quotes nothing from the file."""


class Kind(Enum):
    """What a spreadsheet took a cell for. CSV knows text alone."""

    TEXT = auto()
    NUMBER = auto()
    """``text`` holds a whole number of at most 15 digits, and is empty for any other: Excel keeps no more."""
    DATE = auto()
    """``text`` is ISO 8601, ``YYYY-MM-DD``."""
    TIME = auto()
    """A time of day, with or without a date."""
    BOOLEAN = auto()
    """``text`` is ``yes`` or ``no``."""
    BROKEN = auto()
    """A formula that ends in an error, like ``#REF!``."""
    UNCALCULATED = auto()
    """A formula whose result is not in the file."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that is not blank. ``text`` is what was typed, unless ``kind`` says otherwise."""

    text: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells that are not blank, by column from 1. In CSV ``line`` is the one on which the row begins."""

    line: int
    cells: Mapping[int, Cell]


@dataclass(frozen=True)
class Range:
    """A rectangle of merged cells, first and last row and column included, from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{letters(self.left)}{self.top}:{letters(self.right)}{self.bottom}"


@dataclass(frozen=True)
class Grid:
    """The table of one file. ``rows`` leaves out wholly blank rows; ``sheet`` is the sheet's name in a spreadsheet."""

    file: str
    rows: Sequence[Row]
    sheet: str = ""
    merged: Sequence[Range] = ()

    def place(self, line: int, column: int) -> Place:
        """Return where the cell in this row and column, both from 1, stands in the file."""
        return Place(self.file, line, column, f"{self.sheet}:{letters(column)}{line}" if self.sheet else "")


def letters(column: int) -> str:
    """Return a column's letters, from 1: A, B, … Z, AA."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def is_blank(text: str) -> bool:
    """Whether nothing can be seen: white space, and the invisible marks that a copied cell brings along (class Cf)."""
    return not text[:1].isalnum() and all(char.isspace() or unicodedata.category(char) == "Cf" for char in text)


def tidy(text: str) -> str:
    """Return text with every kind of line break as a line feed: files differ in it, people do not."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
