"""Reads a calibration page as a person does who holds the printed and folded sheet; the printer has faults of its own.

Lines are followed through the matrices of the page's content (ISO 32000-1, clause 8.3), letters are where pdfium sees
them. Lengths are in mm from the top left corner of a side, as one looks at it with the sheet turned like a book's page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise

import pikepdf
import pypdfium2

MM = 25.4 / 72
NUMBER = re.compile("[+\N{MINUS SIGN}]?[0-9]")
NEAR = 4.0
"""A number stands no further from the end of its line."""

Point = tuple[float, float]
Line = tuple[Point, Point]


@dataclass(frozen=True)
class Fault:
    """What a printer does: it moves a side (to the right, down, in mm), and stretches it about the paper's middle."""

    dx: float = 0
    dy: float = 0
    scale_x: float = 1
    scale_y: float = 1

    def __call__(self, point: Point, size: Point) -> Point:
        """Return where a point comes out on paper of a size."""
        x, y = ((at - whole / 2) * scale + whole / 2
                for at, whole, scale in zip(point, size, (self.scale_x, self.scale_y), strict=True))  # fmt: skip
        return x + self.dx, y + self.dy


@dataclass(frozen=True)
class Side:
    """One printed side: the paper's size, its lines, and its words with the middle of each."""

    size: Point
    lines: list[Line]
    words: list[tuple[str, Point]]
    inked: list[Point] = field(default_factory=list)

    def reading(self, axis: str) -> float:
        """Return what the crease through the paper's middle shows on the scale of an axis, between two numbers too."""
        at = sorted((point[axis == "y"], number) for number, point in self.ticks(axis).items())
        crease = self.size[axis == "y"] / 2
        for (low, n), (high, m) in pairwise(at):
            if low <= crease <= high:
                return n + (m - n) * (crease - low) / (high - low)
        raise AssertionError("the crease crosses no scale")

    def ticks(self, axis: str) -> dict[int, Point]:
        """Return the ticks of a scale by their numbers: where the line that leads to a number meets the scale."""
        found = {}
        for line in self.lines:
            (x1, y1), (x2, y2) = line
            depth, aside = (abs(y2 - y1), abs(x2 - x1)) if axis == "x" else (abs(x2 - x1), abs(y2 - y1))
            if not (abs(depth - 6.5) < 0.2 or (abs(depth - 4) < 0.1 and aside < 0.1)):
                continue
            for tick, end in (line, line[::-1]):
                number = self._number_at(end)
                if number is not None and self._number_at(tick) is None:
                    found[number] = tick
        return found

    def _number_at(self, point: Point) -> int | None:
        away, text = min(((_distance(at, point), text) for text, at in self.words), default=(NEAR, ""))
        return int(text.replace("\N{MINUS SIGN}", "-")) if away < NEAR and NUMBER.fullmatch(text) else None

    def has(self, line: Line, within: float = 0.05) -> bool:
        """Whether a line stands there, whichever way it was drawn."""
        return any(
            max(_distance(a, c), _distance(b, d)) <= within for a, b in (line, line[::-1]) for c, d in self.lines
        )

    def length_of(self, line: Line) -> float:
        """Return how long the printed line is that comes nearest to one that was meant."""
        best = min(self.lines, key=lambda one: _distance(one[0], line[0]) + _distance(one[1], line[1]))
        return _distance(*best)


def printed(pdf: bytes, duplex: str = "long", front: Fault | None = None, back: Fault | None = None) -> list[Side]:
    """Return both sides of the sheet that a printer with these faults makes of a file.

    Its faults are those of the paper's way through it, so they do not depend on how pages stand in the file. Flipped
    over the short edge, a back comes out head down as against the long edge.
    """
    sides = []
    with pikepdf.open(BytesIO(pdf)) as file:
        for number, (page, fault) in enumerate(zip(file.pages, (front, back), strict=True)):
            box = [float(edge) for edge in page.mediabox]
            size = (box[2] * MM, box[3] * MM)
            turned = bool(number) and duplex == "short"

            def seen(point: Point, size: Point = size, turned: bool = turned, fault: Fault | None = fault) -> Point:
                x, y = point[0] * MM, size[1] - point[1] * MM
                x, y = (size[0] - x, size[1] - y) if turned else (x, y)
                return (fault or Fault())((x, y), size)

            lines = [(seen(a), seen(b)) for a, b in _lines(page)]
            words = [(text, seen(at)) for text, at in _words(pdf, number)]
            sides.append(Side(size, lines, words, [seen(at) for at in _corners(pdf, number)]))
    return sides


def _lines(page: pikepdf.Page) -> Iterator[Line]:
    """Yield the stroked lines of a page in points."""
    current, saved = pikepdf.Matrix(), []
    path: list[Line] = []
    at = (0.0, 0.0)
    for instruction in pikepdf.parse_content_stream(page):
        values = [float(v) for v in instruction.operands] if str(instruction.operator) in {"cm", "m", "l"} else []
        match str(instruction.operator):
            case "q":
                saved.append(current)
            case "Q":
                current = saved.pop()
            case "cm":
                current = pikepdf.Matrix(*values) @ current
            case "m":
                at = current.transform((values[0], values[1]))
            case "l":
                to = current.transform((values[0], values[1]))
                path.append((at, to))
                at = to
            case "S" | "s" | "B" | "B*":
                yield from path
                path = []
            case "f" | "f*" | "n":
                path = []


def _words(pdf: bytes, number: int) -> list[tuple[str, Point]]:
    """Return the words of a page with the middle of each, in points."""
    found, text, boxes = [], "", []
    for char, box in [*_characters(pdf, number), (" ", (0.0, 0.0, 0.0, 0.0))]:
        if char.strip():
            text += char
            boxes.append(box)
        elif text:
            middle = [(min(b[n] for b in boxes) + max(b[n + 2] for b in boxes)) / 2 for n in (0, 1)]
            found.append((text, (middle[0], middle[1])))
            text, boxes = "", []
    return found


def _corners(pdf: bytes, number: int) -> list[Point]:
    """Return two opposite corners of each letter on a page, in points."""
    boxes = [box for char, box in _characters(pdf, number) if char.strip()]
    return [point for box in boxes for point in ((box[0], box[1]), (box[2], box[3]))]


def _characters(pdf: bytes, number: int) -> list[tuple[str, tuple[float, float, float, float]]]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        reader = document[number].get_textpage()
        return [(reader.get_text_range(at, 1), reader.get_charbox(at)) for at in range(reader.count_chars())]
    finally:
        document.close()


def _distance(a: Point, b: Point) -> float:
    return float(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5)
