"""How finished pages go onto paper: sides, the form of the card, marks, and what one printer does to a sheet."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from pressroom.model.base import Frozen


class Duplex(StrEnum):
    """Over which edge the printer turns a sheet for its back, if it does."""

    LONG = "long"
    SHORT = "short"
    NONE = "none"


class CardForm(StrEnum):
    """A card of two sides, one that folds so that it needs no duplex, or one with a front alone."""

    FLAT = "flat"
    FOLD = "fold"
    SINGLE = "single"


class CutMarks(StrEnum):
    """On which sides of a sheet the marks for the guillotine stand."""

    NONE = "none"
    FRONT = "front"
    BOTH = "both"


class Correction(Frozen):
    """What makes up for one printer's faults: where to move a side, in mm, and by what to stretch both.

    ``dx`` is positive to the right, ``dy`` positive downwards, each as one looks at that side of the page.
    The scale is about the middle of the paper: at ``scale_x: 1.005`` a line of 100 mm is drawn 100.5 mm long.
    """

    front_dx: Decimal = Decimal(0)
    front_dy: Decimal = Decimal(0)
    back_dx: Decimal = Decimal(0)
    back_dy: Decimal = Decimal(0)
    scale_x: Decimal = Decimal(1)
    scale_y: Decimal = Decimal(1)


class Press(Frozen):
    """What the options of a run say about paper.

    ``calibration`` names a printer, and ``correction`` makes up for its faults; empty: none. ``duplex`` empty means
    what suits the job: the long edge, for booklets and two pages on one the short one. ``copies`` is how many of each
    card stand on the sheets. ``n_up`` is 1 or 2 pages of a pack on a side. ``marks``, ``cmyk`` and ``archive`` are for
    print shops and for keeping: see docs/printing.md.
    """

    duplex: Duplex | None = None
    card: CardForm = CardForm.FLAT
    copies: int = 1
    cut_marks: CutMarks | None = None
    calibration: str = ""
    correction: Correction = Correction()
    booklet: bool = False
    n_up: int = 1
    separators: bool = False
    marks: bool = False
    cmyk: bool = False
    archive: bool = False

    def one_by_one(self) -> Press:
        """Return the same for what is printed page by page, whatever is asked for packs: parts to carry."""
        across = self.booklet or self.n_up > 1
        duplex = None if across and self.duplex is Duplex.SHORT else self.duplex
        return self.model_copy(update={"booklet": False, "n_up": 1, "duplex": duplex})
