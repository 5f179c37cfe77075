"""Reads a finished page as an eye does: each line from left to right, by where its characters stand.

The order in which a file stores them, and what a viewer makes of it, do not count here.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

SAME_LINE = 2.0
"""How far, in points, the middles of two characters of a line may be apart."""


@dataclass(frozen=True)
class Char:
    """A character and its box in points, from the page's lower left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> float:
        """Its height above the page's foot."""
        return (self.bottom + self.top) / 2


@dataclass(frozen=True)
class Line:
    """The characters that stand beside one another, from left to right."""

    page: int
    chars: tuple[Char, ...]

    @functools.cached_property
    def text(self) -> str:
        """What stands there, from left to right, without spaces."""
        return "".join(squeezed(char.text) for char in self.chars)

    def x_of(self, sought: str) -> tuple[float, float] | None:
        """Return the left and right edge of a text, or None where it does not stand there in this order."""
        wanted = squeezed(sought)
        start = self.text.find(wanted)
        if start < 0:
            return None
        found = self.chars[start : start + len(wanted)]
        return found[0].left, found[-1].right


def squeezed(text: str) -> str:
    """Return a text without spaces, its brackets without a direction: PDFium turns them where it sees Arabic."""
    return re.sub(r"[()]", "|", re.sub(r"\s", "", text))


@functools.lru_cache(maxsize=8)
def lines(path: Path) -> tuple[Line, ...]:
    """Return the lines of a file, page by page, from the top."""
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        return tuple(line for number, page in enumerate(document, 1) for line in _lines(number, tuple(_chars(page))))


def characters(path: Path) -> tuple[tuple[Char, ...], ...]:
    """Return the characters of each page."""
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        return tuple(tuple(_chars(page)) for page in document)


def _chars(page: pypdfium2.PdfPage) -> Iterator[Char]:
    text = page.get_textpage()
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code and not chr(code).isspace() and pdfium.FPDFText_IsGenerated(text, index) != 1:
            yield Char(chr(code), *text.get_charbox(index, loose=True))


def _lines(number: int, chars: tuple[Char, ...]) -> Iterator[Line]:
    found: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: -char.middle):
        if found and found[-1][0].middle - char.middle < SAME_LINE:
            found[-1].append(char)
        else:
            found.append([char])
    for line in found:
        yield Line(number, tuple(sorted(line, key=lambda char: (char.left, char.right))))


def standing(path: Path, sought: str, page: int = 0) -> list[tuple[Line, float, float]]:
    """Return the lines in which a text stands, in its own order from left to right, with its edges."""
    every = (line for line in lines(path) if page in (0, line.page))
    return [(line, *edges) for line in every if (edges := line.x_of(sought))]
