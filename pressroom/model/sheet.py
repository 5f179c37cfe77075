"""A sheet of cards, as its maker cuts it. All lengths in exact decimal millimetres."""

from __future__ import annotations

from decimal import Decimal

from pressroom.model.base import Frozen

PAPER_MM: dict[str, tuple[Decimal, Decimal]] = {
    "A4": (Decimal(210), Decimal(297)),
    "A5": (Decimal(148), Decimal(210)),
    "Letter": (Decimal("215.9"), Decimal("279.4")),
}
"""Paper sizes as (width, height) in mm: ISO 216, and ANSI/ASME Y14.1 for Letter."""


class Sheet(Frozen):
    """``columns`` × ``rows`` cards; (``x0``, ``y0``) is the first card's top left corner from the paper's top left.

    ``cut_marks`` says whether the sheet is plain paper that a guillotine cuts, rather than perforated;
    ``source`` where its measures come from.
    """

    id: str
    product: str
    paper: str
    card_width: Decimal
    card_height: Decimal
    columns: int
    rows: int
    x0: Decimal
    y0: Decimal
    pitch_x: Decimal
    pitch_y: Decimal
    cut_marks: bool = False
    source: str = ""

    @property
    def cells(self) -> int:
        """How many cards one sheet holds."""
        return self.columns * self.rows

    @property
    def paper_mm(self) -> tuple[Decimal, Decimal]:
        """The paper's width and height in mm."""
        return PAPER_MM[self.paper]

    def origin(self, cell: int) -> tuple[Decimal, Decimal]:
        """Return the top left corner in mm of the front of a cell, from 0, row by row."""
        row, column = divmod(cell, self.columns)
        return self.x0 + column * self.pitch_x, self.y0 + row * self.pitch_y
