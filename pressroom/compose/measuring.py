"""Where everything stands on the page that measures a printer, in mm from the paper's top left corner.

Each scale has its zero at the paper's exact middle, and its numbers grow to the right and downwards. Print that came
out 1 mm too far to the right has its zero 1 mm to the right of the middle, so that the crease, which *is* the middle,
crosses the scale at -1: the number that moves it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from pressroom.model import Sheet

SIDES = ("front", "back")

EDGE_MM = Decimal(5)
"""Nothing is drawn nearer to the paper's edge: desktop printers do not reach it."""

RULERS_MM = (Decimal(150), Decimal(100), Decimal(50))
"""The lengths of a ruler line; the first that the paper holds is taken. 1 % of 150 mm can be seen on any ruler."""

RULER_INSET_MM = Decimal(10)
"""How far the ruler lines stand from the paper's edge: in the margins of most sheets."""

SPAN_MM = 4
"""The scales reach so far to both sides: past the largest correction, so that one beyond it can be told."""

CROSS_MM = Decimal(4)
"""The length of a cross's arm."""

HALF_MM = Decimal("0.5")
"""The steps of the scales, and of the table of what a ruler measures."""
_INSET_MM = Decimal(4)
"""How far words keep from the edges of the cards that they stand in."""
_OFF_MIDDLE_MM = {"x": Decimal(8), "y": Decimal(28)}
"""How far the scales' lines stand off the paper's middle, so that they do not cross each other."""
_TICKS_MM = {"half": Decimal(2), "whole": Decimal("3.5"), "zero": Decimal(6)}
_LEADER_MM = Decimal(10)
"""Where the lines end that lead from the ticks to their numbers, which are too large to stand a mm apart."""
_NUMBER_PITCH_MM = {"x": Decimal("5.5"), "y": Decimal("4.6")}
_NUMBER_BOX_MM = (Decimal(7), Decimal(4))
_DEEP_MM = Decimal(35)
"""A grid that begins further down is no frame for words: they begin at the paper's margin."""
_SNAP_MM = Decimal(12)
"""Words below the scales begin in the next row of cards, if it is no further down than this."""

Point = tuple[Decimal, Decimal]
Line = tuple[Decimal, Decimal, Decimal, Decimal]


@dataclass(frozen=True)
class Box:
    """A place on the page for words, in mm."""

    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal
    text: str = ""


@dataclass(frozen=True)
class Drawing:
    """The lines of one side, by their weight, and what is kept white behind them."""

    outlines: tuple[Line, ...]
    crosses: tuple[Line, ...]
    rulers: tuple[Line, ...]
    ticks: tuple[Line, ...]
    leaders: tuple[Line, ...]
    white: tuple[Box, ...]


def drawing(sheet: Sheet, side: str) -> Drawing:
    """Return all lines of the ``front`` or the ``back``; rulers stand on the front alone."""
    return Drawing(
        outlines=tuple(_within(sheet, _outlines(sheet, side))),
        crosses=tuple(_within(sheet, _crosses(sheet, side))),
        rulers=tuple(_rulers(sheet)) if side == "front" else (),
        ticks=(*_ticks(sheet, "x"), *_ticks(sheet, "y")),
        leaders=(*_leaders(sheet, "x"), *_leaders(sheet, "y")),
        white=tuple(_zone(sheet, axis) for axis in ("x", "y")),
    )


def ruler_mm(sheet: Sheet) -> Decimal:
    """Return the length of both ruler lines: the longest that stands clear of the corners."""
    room = min(sheet.paper_mm) - 2 * (RULER_INSET_MM + CROSS_MM)
    return next((length for length in RULERS_MM if length <= room), RULERS_MM[-1])


def blocks(sheet: Sheet, side: str) -> dict[str, list[Box]]:
    """Return the places for words, left and right of the middle: ``top`` above the scales, and ``low`` below them.

    Where the sheet has two columns of cards, words stand within them, so that the corners of all cards can be seen.
    """
    height = sheet.paper_mm[1]
    scales = [_zone(sheet, axis) for axis in ("x", "y")]
    grid = _grid(sheet, side)
    upper = max(RULER_INSET_MM, grid[1] if grid[1] <= _DEEP_MM else 0) + _INSET_MM
    lower = RULER_INSET_MM + _INSET_MM
    ends = min(zone.y for zone in scales) - 1, max(zone.y + zone.height for zone in scales) + 1
    edges = {sheet.origin(cell)[1] for cell in range(sheet.cells)}
    start = min((edge + _INSET_MM / 2 for edge in edges if ends[1] <= edge <= ends[1] + _SNAP_MM), default=ends[1])
    spans = _columns(sheet, side)
    return {
        "top": [Box(x, upper, width, ends[0] - upper) for x, width in spans],
        "low": [Box(x, start, width, height - lower - start) for x, width in spans],
    }


def _columns(sheet: Sheet, side: str) -> list[tuple[Decimal, Decimal]]:
    """Return where the two columns of words begin, and how wide they are."""
    width = sheet.paper_mm[0]
    end = width - RULER_INSET_MM - EDGE_MM - 1  # the name of the ruler line on the right stands there
    if sheet.columns == 2:
        starts = sorted(_origin(sheet, cell, side)[0] + _INSET_MM for cell in (0, 1))
        wide = sheet.card_width - 2 * _INSET_MM
        if wide > width / 3 and starts[1] + wide <= end:
            return [(start, wide) for start in starts]
    wide = end - width / 2 - _INSET_MM
    return [(width / 2 - _INSET_MM - wide, wide), (width / 2 + _INSET_MM, wide)]


def numbers(sheet: Sheet, axis: str) -> list[Box]:
    """Return the scale's numbers, each in its box, where the line from its tick ends."""
    middle, across = _scale_origin(sheet, axis)
    long, high = _NUMBER_BOX_MM
    found = []
    for n in range(-SPAN_MM, SPAN_MM + 1):
        along = middle + n * _NUMBER_PITCH_MM[axis]
        sign = "\N{MINUS SIGN}" if n < 0 else "+" if n > 0 else ""
        if axis == "x":
            corner = along - long / 2, across - _LEADER_MM - high
        else:
            corner = across + _LEADER_MM, along - high / 2
        found.append(Box(*corner, long, high, f"{sign}{abs(n)}"))
    return found


def captions(sheet: Sheet) -> dict[str, Box]:
    """Return the places for the scales' names: above each of them."""
    x, y = _zone(sheet, "x"), _zone(sheet, "y")
    return {"x": Box(x.x, x.y, x.width, Decimal(5)), "y": Box(y.x, y.y, y.width, Decimal(5))}


def ruler_names(sheet: Sheet) -> dict[str, Box]:
    """Return the places for the names of the ruler lines: below the one across, and below the end of the other."""
    width, height = sheet.paper_mm
    end = height / 2 + ruler_mm(sheet) / 2
    across = Box(width / 2 - 25, height - RULER_INSET_MM + Decimal("0.8"), Decimal(50), Decimal(4))
    wide = RULER_INSET_MM
    return {"x": across, "y": Box(width - EDGE_MM - wide, end + 1, wide, Decimal(7))}


def _zone(sheet: Sheet, axis: str) -> Box:
    """Return the field of a scale, with its numbers and its name, which no outline crosses."""
    middle, across = _scale_origin(sheet, axis)
    reach = SPAN_MM * _NUMBER_PITCH_MM[axis] + _NUMBER_BOX_MM[0 if axis == "x" else 1] / 2 + 1
    if axis == "x":
        deep = _LEADER_MM + _NUMBER_BOX_MM[1]
        return Box(middle - reach, across - deep - 6, 2 * reach, deep + 7)
    return Box(across - 1, middle - reach - 5, _LEADER_MM + _NUMBER_BOX_MM[0] + 5, 2 * reach + 5)


def _scale_origin(sheet: Sheet, axis: str) -> Point:
    """Return a scale's zero: where it stands along the axis (the paper's middle), and the line that it stands on."""
    width, height = sheet.paper_mm
    if axis == "x":
        return width / 2, height / 2 - _OFF_MIDDLE_MM["x"]
    return height / 2, width / 2 + _OFF_MIDDLE_MM["y"]


def _ticks(sheet: Sheet, axis: str) -> list[Line]:
    """Return the line of a scale, then its ticks each half mm."""
    middle, across = _scale_origin(sheet, axis)
    found = [_turned(axis, middle - SPAN_MM, across, middle + SPAN_MM, across)]
    for step in range(-2 * SPAN_MM, 2 * SPAN_MM + 1):
        kind = "zero" if step == 0 else "half" if step % 2 else "whole"
        along = middle + step * HALF_MM
        found.append(_turned(axis, along, across, along, across + _away(axis) * _TICKS_MM[kind]))
    return found


def _leaders(sheet: Sheet, axis: str) -> list[Line]:
    middle, across = _scale_origin(sheet, axis)
    found = []
    for n in range(-SPAN_MM, SPAN_MM + 1):
        start = _TICKS_MM["zero" if n == 0 else "whole"]
        near, far = across + _away(axis) * start, across + _away(axis) * _LEADER_MM
        found.append(_turned(axis, middle + n, near, middle + n * _NUMBER_PITCH_MM[axis], far))
    return found


def _away(axis: str) -> int:
    """The scale across stands above its line, the one down the page right of it."""
    return -1 if axis == "x" else 1


def _turned(axis: str, along1: Decimal, across1: Decimal, along2: Decimal, across2: Decimal) -> Line:
    return (along1, across1, along2, across2) if axis == "x" else (across1, along1, across2, along2)


def _origin(sheet: Sheet, cell: int, side: str) -> Point:
    """Return a cell's top left corner; the back's grid is the front's, mirrored about the paper's middle."""
    x, y = sheet.origin(cell)
    return (sheet.paper_mm[0] - x - sheet.card_width, y) if side == "back" else (x, y)


def _grid(sheet: Sheet, side: str) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Return the left, top, right and bottom edge of all cards together."""
    corners = [_origin(sheet, cell, side) for cell in range(sheet.cells)]
    xs, ys = {x for x, _ in corners}, {y for _, y in corners}
    return min(xs), min(ys), max(xs) + sheet.card_width, max(ys) + sheet.card_height


def cross_points(sheet: Sheet, side: str) -> list[Point]:
    """Return where the crosses stand: at the corners of the grid, but no further out than the printer reaches."""
    left, top, right, bottom = _grid(sheet, side)
    width, height = sheet.paper_mm
    least = EDGE_MM + CROSS_MM / 2
    xs = max(left, least), min(right, width - least)
    ys = max(top, least), min(bottom, height - least)
    return list(product(xs, ys))


def _crosses(sheet: Sheet, side: str) -> list[Line]:
    found: list[Line] = []
    for x, y in cross_points(sheet, side):
        found += [(x - CROSS_MM, y, x + CROSS_MM, y), (x, y - CROSS_MM, x, y + CROSS_MM)]
    return found


def _outlines(sheet: Sheet, side: str) -> list[Line]:
    """Return the edges of all cards, each once where two cards touch."""
    found: dict[Line, None] = {}
    for cell in range(sheet.cells):
        x, y = _origin(sheet, cell, side)
        right, bottom = x + sheet.card_width, y + sheet.card_height
        for line in ((x, y, right, y), (x, bottom, right, bottom), (x, y, x, bottom), (right, y, right, bottom)):
            found[line] = None
    return list(found)


def _rulers(sheet: Sheet) -> list[Line]:
    """Return the ruler across at the foot, then the one down the right side, each with its two end ticks."""
    width, height = sheet.paper_mm
    half, tick = ruler_mm(sheet) / 2, Decimal("2.5")
    y, x = height - RULER_INSET_MM, width - RULER_INSET_MM
    left, right, top, bottom = width / 2 - half, width / 2 + half, height / 2 - half, height / 2 + half
    return [
        (left, y, right, y),
        *((end, y - tick, end, y + tick) for end in (left, right)),
        (x, top, x, bottom),
        *((x - tick, end, x + tick, end) for end in (top, bottom)),
    ]


def _within(sheet: Sheet, lines: Iterable[Line]) -> list[Line]:
    """Return upright and level lines cut off where the printer does not reach; those beyond it are left out."""
    width, height = sheet.paper_mm
    found = []
    for x1, y1, x2, y2 in lines:
        left, right = max(x1, EDGE_MM), min(x2, width - EDGE_MM)
        top, bottom = max(y1, EDGE_MM), min(y2, height - EDGE_MM)
        if left <= right and top <= bottom:
            found.append((left, top, right, bottom))
    return found
