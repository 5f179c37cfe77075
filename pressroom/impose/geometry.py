"""Where things stand on paper: exact decimals of a millimetre until they are written, to five decimals of a point.

1 pt is 1/72 inch, 1 inch is 25.4 mm. In millimetres y grows downwards from the paper's top left corner, as a sheet's
maker measures; in points it grows upwards from the bottom left one, as a PDF does.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pressroom.model.press import Correction, Duplex
from pressroom.model.sheet import Sheet

BLEED_MM = Decimal(3)
"""How far a card's ground may run over its trim, where the neighbour leaves room: the usual bleed in print."""

SIZE_TOLERANCE_MM = Decimal("0.05")
"""How far a TrimBox may be from the size that is meant: rounding in the typesetter is a hundredth of that."""

PRINTER_MARGIN_MM = Decimal(5)
"""Nothing is drawn nearer to the paper's edge: desktop printers do not reach it."""

UNCORRECTED = Correction()
"""A printer without faults, as far as anyone has measured."""

PT_PER_MM = Decimal(72) / Decimal("25.4")

SizeMm = tuple[Decimal, Decimal]
"""Width and height in mm."""


class ImpositionError(ValueError):
    """A page cannot be put on the paper. The message says which one, by its number from 1, and why."""


@dataclass(frozen=True)
class Spot:
    """The place of one side of a card: its top left corner in mm, and whether it stands head down.

    ``room`` is how much bleed there is room for in mm: left, right, above, below.
    """

    x: Decimal
    y: Decimal
    turned: bool
    room: tuple[Decimal, Decimal, Decimal, Decimal]


@cache
def spots_of(sheet: Sheet, *, back: bool, duplex: Duplex) -> tuple[Spot, ...]:
    """Return the spots of all cells on the front or the back of a sheet."""
    return tuple(spot(sheet, cell, back=back, duplex=duplex) for cell in range(sheet.cells))


def spot(sheet: Sheet, cell: int, *, back: bool, duplex: Duplex) -> Spot:
    """Return the spot of a cell, from 0, on the front or the back of a sheet.

    Turned over its long edge, a sheet shows its front's left on the right: the back grid is the front grid mirrored
    about the vertical centre line. That is also how a stack is turned by hand where the printer does not (``NONE``).
    Turned over its short edge, it shows its top at the bottom: mirrored about the horizontal centre line, and each
    back head down on its page, so that it is upright when a card is turned as one turns a card.
    """
    (x, y), (left, right, above, below) = sheet.origin(cell), _room(sheet, cell)
    width, height = sheet.paper_mm
    if not back:
        return Spot(x, y, turned=False, room=(left, right, above, below))
    if duplex is Duplex.SHORT:
        return Spot(x, height - y - sheet.card_height, turned=True, room=(left, right, below, above))
    return Spot(width - x - sheet.card_width, y, turned=False, room=(right, left, above, below))


def _room(sheet: Sheet, cell: int) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Return how much bleed a cell has room for in mm on the front: left, right, above, below.

    Towards a neighbour it is half the gap; towards the paper's edge, what the printer can reach.
    """
    row, column = divmod(cell, sheet.columns)
    x, y = sheet.origin(cell)
    width, height = sheet.paper_mm
    gap_x, gap_y = inner_bleed(sheet.pitch_x - sheet.card_width), inner_bleed(sheet.pitch_y - sheet.card_height)
    return (
        outer_bleed(x) if column == 0 else gap_x,
        outer_bleed(width - x - sheet.card_width) if column == sheet.columns - 1 else gap_x,
        outer_bleed(y) if row == 0 else gap_y,
        outer_bleed(height - y - sheet.card_height) if row == sheet.rows - 1 else gap_y,
    )


def inner_bleed(gap: Decimal) -> Decimal:
    """Return the bleed in mm on either side of a gap between two cards."""
    return max(Decimal(0), min(BLEED_MM, gap / 2))


def outer_bleed(margin: Decimal) -> Decimal:
    """Return the bleed in mm towards the paper's edge."""
    return max(Decimal(0), min(BLEED_MM, margin - PRINTER_MARGIN_MM))


def moved(correction: Correction, *, back: bool, duplex: Duplex) -> SizeMm:
    """Return how far to the right and down, in mm, to move what stands on a page of a file.

    A correction is measured on a side as one reads it. A back for a flip over the short edge stands head down on its
    page in the file, so that there right is left, and down is up: what the printer does to a sheet is the same.
    """
    if not back:
        return correction.front_dx, correction.front_dy
    if duplex is Duplex.SHORT:
        return -correction.back_dx, -correction.back_dy
    return correction.back_dx, correction.back_dy


def points(mm: Decimal) -> Decimal:
    """Return a length in points, to five decimals: four millionths of a millimetre."""
    return rounded(mm * PT_PER_MM)


def rounded(value: Decimal, decimals: int = 5) -> Decimal:
    """Return a number as it is written in a file."""
    return value.quantize(Decimal(1).scaleb(-decimals)) or Decimal(0)  # no -0.00000


def rectangle(paper_height: Decimal, x: Decimal, y: Decimal, width: Decimal, height: Decimal) -> str:
    """Return the operands of ``re`` for a rectangle in mm."""
    return " ".join(str(points(length)) for length in (x, paper_height - y - height, width, height))
