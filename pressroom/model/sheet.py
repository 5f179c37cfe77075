"""A sheet of cards, as its maker cuts it. All lengths in exact decimal millimetres."""

from __future__ import annotations

from decimal import Decimal

from pressroom.model.base import Frozen
from pressroom.model.press import CutMarks

PAPER_MM: dict[str, tuple[Decimal, Decimal]] = {
    "A4": (Decimal(210), Decimal(297)),
    "A5": (Decimal(148), Decimal(210)),
    "Letter": (Decimal("215.9"), Decimal("279.4")),
}
"""Paper sizes as (width, height) in mm: ISO 216, and ANSI/ASME Y14.1 for Letter."""

FOLD_GAP_MM = Decimal("0.1")
"""How far apart two rows may be for a card to fold between them: the width of a perforation, not of a waste strip."""


class Sheet(Frozen):
    """``columns`` × ``rows`` cards; (``x0``, ``y0``) is the first card's top left corner from the paper's top left.

    ``cut_marks`` says on which sides there are marks for a guillotine: on none where the sheet is perforated.
    ``source`` says where its measures come from.
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
    cut_marks: CutMarks = CutMarks.NONE
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

    def folded(self) -> Sheet:
        """Return the grid for cards that fold: two rows make one, the front below, the back above the fold.

        An odd last row stays empty. On a perforated sheet the fold is a perforation; a sheet with cut marks is plain
        paper, and its grid is centred anew. Raises `ValueError`, in words for staff, where no card can fold.
        """
        gap = self.pitch_y - self.card_height
        if self.rows < 2:
            raise ValueError(
                f"the sheet {self.id} has one row of cards: a card that folds takes two; choose another sheet"
            )
        rows, height = self.rows // 2, 2 * self.card_height
        if self.cut_marks is not CutMarks.NONE:
            width, paper_height = self.paper_mm
            taken = (self.columns - 1) * self.pitch_x + self.card_width, rows * height + (rows - 1) * gap
            corner = (width - taken[0]) / 2, (paper_height - taken[1]) / 2
            return self._regridded(rows, height, height + gap, corner)
        if gap > FOLD_GAP_MM:
            raise ValueError(
                f"the sheet {self.id} has {gap.normalize():f} mm between its rows, so that a card cannot fold there: "
                "choose a sheet whose rows touch, or plain paper (plain-a4, plain-letter)"
            )
        return self._regridded(rows, height, 2 * self.pitch_y, (self.x0, self.y0 + gap / 2))

    def _regridded(self, rows: int, height: Decimal, pitch: Decimal, corner: tuple[Decimal, Decimal]) -> Sheet:
        x0, y0 = corner
        return self.model_copy(update={"rows": rows, "card_height": height, "pitch_y": pitch, "x0": x0, "y0": y0})
