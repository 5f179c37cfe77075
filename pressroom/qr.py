"""From text to the smallest crisp QR symbol, with its module size at the printed size (ISO/IEC 18004)."""

from __future__ import annotations

import functools
import itertools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

QUIET_MODULES = 4
"""The quiet zone on each side, in modules (ISO/IEC 18004)."""

MIN_PRINTED_MM = Decimal(22)
"""The least width of a symbol with its quiet zone, in mm: at 60 characters a simulated camera reads it well.

Give it 25 mm where there is room. From a raster of 150 dpi zxing-cpp reads every symbol of 22 mm, ZBar 19 of 20
(it misses versions 6 and 7); at 24 to 26 mm it misses fewer than one in 300. Symbols side by side want 4 mm between
their quiet zones: with less, ZBar takes one's corners for another's.
"""

MIN_MODULE_MM = Decimal("0.40")
"""The least module, in mm: below it a simulated camera under blur no longer reads every symbol."""

_MASK = 3
"""One mask for all symbols: choosing the best of eight takes eight times as long, and reads no better in the tests."""

Matrix = Sequence[Sequence[bool]]


class QrTooDense(ValueError):
    """The text needs modules finer than a phone reads at the printed size."""

    def __init__(self, module_mm: Decimal, printed_mm: Decimal) -> None:
        super().__init__(
            f"the QR code would have modules of {module_mm:.2f} mm at {printed_mm} mm wide, and phones need "
            f"{MIN_MODULE_MM} mm: give a shorter link, or print a larger symbol"
        )


@dataclass(frozen=True)
class Symbol:
    """A QR symbol. ``modules`` is its side without the quiet zone; ``module_mm`` the size of one when printed.

    ``operators`` draw it in a PDF (ISO 32000-1, 8.5.2) with the quiet zone, on nothing: lay it on white. A module is
    one unit wide, and ``side`` the whole; the corner of both is the top left one, as on a page of CSS.
    """

    text: str
    modules: int
    module_mm: Decimal
    operators: bytes

    @property
    def side(self) -> int:
        """The width in modules, quiet zone included."""
        return self.modules + 2 * QUIET_MODULES


def symbol(text: str, *, printed_mm: Decimal | float = MIN_PRINTED_MM) -> Symbol:
    """Return the smallest symbol that holds exactly ``text`` at error correction M, printed ``printed_mm`` wide.

    ``printed_mm`` includes the quiet zone of four modules on each side.

    Raises:
        QrTooDense: if a module would be smaller than `MIN_MODULE_MM`, or the text fits in no symbol at all.
        ValueError: if there is no text, or the symbol is to be narrower than `MIN_PRINTED_MM`.
    """
    width = Decimal(str(printed_mm))
    if not text:
        raise ValueError("a QR code needs a text")
    if width < MIN_PRINTED_MM:
        raise ValueError(f"a QR code is at least {MIN_PRINTED_MM} mm wide with its quiet zone")
    return _symbol(text, width)


@functools.lru_cache(maxsize=1024)
def _symbol(text: str, width: Decimal) -> Symbol:
    drawn = _drawn(text)
    if drawn is None:
        raise QrTooDense(width / (_LARGEST + 2 * QUIET_MODULES), width)
    side, operators = drawn
    module_mm = width / (side + 2 * QUIET_MODULES)
    if module_mm < MIN_MODULE_MM:
        raise QrTooDense(module_mm, width)
    return Symbol(text, side, module_mm, operators)


_LARGEST = 177
"""The side of the largest symbol, version 40, in modules (ISO/IEC 18004)."""


@functools.lru_cache(maxsize=1024)
def _drawn(text: str) -> tuple[int, bytes] | None:
    """Return the symbol's side in modules and its operators; None where the text is too long for any."""
    dark = _matrix(text)
    return (len(dark), _operators(dark)) if dark else None


def _matrix(text: str) -> list[list[bool]] | None:
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.exceptions import DataOverflowError
    from qrcode.main import QRCode

    made = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
    made.add_data(text.encode(), optimize=0)
    try:
        made.make(fit=True)
    except (DataOverflowError, ValueError):
        return None
    return [[bool(module) for module in row] for row in made.modules]


def _operators(dark: Matrix) -> bytes:
    """Return one path of all outlines, filled by the rule of the winding number."""
    parts: list[str] = []
    for start, sides in _outlines(dark):
        point = start
        parts.append(f"{point[0]} {point[1]} m")
        for heading, run in sides:
            point = point[0] + heading[0] * run, point[1] + heading[1] * run
            parts.append(f"{point[0]} {point[1]} l")
        parts.append("h")
    return " ".join([*parts, "f"]).encode()


def _outlines(dark: Matrix) -> list[Outline]:
    """Return the dark regions as closed outlines, each side of a region one step.

    Outlines rather than rectangles: a seam between two rectangles shows as a hairline on screens and in
    some printers, and an outline takes fewer steps. Holes run the other way round, so they stay white.
    """
    edges = _edges(dark)
    found: list[Outline] = []
    for start in sorted(edges):
        while start in edges:
            found.append(_outline(edges, start))
    return found


_EAST, _SOUTH, _WEST, _NORTH = (1, 0), (0, 1), (-1, 0), (0, -1)
Point = tuple[int, int]
Outline = tuple[Point, Sequence[tuple[Point, int]]]
"""Where an outline begins, quiet zone included, and its sides but the last: where each heads, and how far."""


def _edges(dark: Matrix) -> dict[Point, list[Point]]:
    """Return from each corner the directions in which an outline leaves it, dark on the right hand."""
    edges: dict[Point, list[Point]] = {}
    side = len(dark)
    framed = [[False] * (side + 2), *([False, *row, False] for row in dark), [False] * (side + 2)]
    for y, x in itertools.product(range(side + 1), repeat=2):
        above, below, left = framed[y][x + 1], framed[y + 1][x + 1], framed[y + 1][x]
        if above != below:
            corner, direction = ((x, y), _EAST) if below else ((x + 1, y), _WEST)
            edges.setdefault(corner, []).append(direction)
        if left != below:
            corner, direction = ((x, y + 1), _NORTH) if below else ((x, y), _SOUTH)
            edges.setdefault(corner, []).append(direction)
    return edges


def _outline(edges: dict[Point, list[Point]], start: Point) -> Outline:
    """Take one closed outline out of ``edges`` and return it, straight runs merged."""
    point, heading, run = start, _EAST, 0
    sides: list[tuple[Point, int]] = []
    while True:
        leaving = edges[point]
        # Where two dark modules touch at a corner only, turning right keeps each outline around its own.
        right = (-heading[1], heading[0])
        taken = right if right in leaving else heading if heading in leaving else leaving[0]
        leaving.remove(taken)
        if not leaving:
            del edges[point]
        if taken != heading and run:
            sides.append((heading, run))
            run = 0
        heading, run = taken, run + 1
        point = (point[0] + heading[0], point[1] + heading[1])
        if point == start and not (point in edges and (-heading[1], heading[0]) in edges[point]):
            return (start[0] + QUIET_MODULES, start[1] + QUIET_MODULES), sides


def domain(url: str) -> str:
    """Return the host that a person reads beside the symbol, without ``www.``.

    A host in other letters is shown in them when each of its labels keeps to one script; one that mixes scripts, as
    look-alike names do, is shown in its ASCII form. Empty if there is no host.
    """
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    shown = _letters(host).removeprefix("www.")
    return shown if all(_one_script(label) for label in shown.split(".")) else _ascii(shown)


def _letters(host: str) -> str:
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host.encode("ascii", "backslashreplace").decode("ascii")


def _one_script(label: str) -> bool:
    """Tell whether all letters of a label are of one script: the first word of their Unicode names."""
    scripts = {unicodedata.name(char, "?").split()[0] for char in label if char.isalpha()}
    return len(scripts - {"CJK", "HIRAGANA", "KATAKANA"}) + bool(scripts & {"CJK", "HIRAGANA", "KATAKANA"}) <= 1
