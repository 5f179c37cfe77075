"""The form of one printer's correction in printers.yaml."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from pressroom.model import Correction
from pressroom.read.schemas.base import Input
from pressroom.read.values import clean, fault

MOST_MM = Decimal(3)
"""No side is moved by more: print shops and makers of printers hold 2 mm, so a larger fault is a setting."""

LEAST_SCALE, MOST_SCALE = Decimal("0.98"), Decimal("1.02")
"""Heat shrinks paper by a few parts in a thousand; past 2 % it is "fit to page", which takes 3 to 7 %."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,4}(\.[0-9]{1,6})?")
_LOOK = (
    "a printer that is off by so much has a wrong setting: look for “fit to page” and the paper's size in the print "
    "dialog and for the guides of the tray, then print the calibration page again"
)


def _number(text: str, example: str) -> Decimal:
    """Return the number that ``text`` writes; the long minus sign, as print has it, is one too."""
    text = clean(text).replace("\u2212", "-")
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text):
        raise fault(f"has a comma in its number: write a point, as {example}")
    if not _NUMBER.fullmatch(text):
        raise fault(f"is not a number: write digits with a point, as {example}, and no unit")
    return Decimal(text)


def _shift(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    value = _number(text, "0.5 or -0.5")
    if abs(value) > MOST_MM:
        raise fault(f"is more than {MOST_MM} mm: {_LOOK}")
    return value


def _scale(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    value = _number(text, "1.003")
    if not LEAST_SCALE <= value <= MOST_SCALE:
        raise fault(f"is not between {LEAST_SCALE} and {MOST_SCALE}: {_LOOK}")
    return value


Shift = Annotated[
    Decimal,
    BeforeValidator(_shift),
    WithJsonSchema({"type": "number", "minimum": float(-MOST_MM), "maximum": float(MOST_MM)}),
]
"""A length in mm by which print is moved."""
Scale = Annotated[
    Decimal,
    BeforeValidator(_scale),
    WithJsonSchema({"type": "number", "minimum": float(LEAST_SCALE), "maximum": float(MOST_SCALE)}),
]
"""A factor by which print is stretched about the paper's middle."""


class PrinterIn(Input):
    """What makes up for one printer's faults; the command calibrate prints the page that tells it."""

    front_dx: Shift = Field(Decimal(0), description="By how many mm to move the front to the right; minus: left.")
    front_dy: Shift = Field(Decimal(0), description="By how many mm to move the front down; minus: up.")
    back_dx: Shift = Field(Decimal(0), description="The same for the back, as one looks at it: to the right.")
    back_dy: Shift = Field(Decimal(0), description="The same for the back: down.")
    scale_x: Scale = Field(Decimal(1), description="By what to stretch the width: 150 mm, by what the ruler measures.")
    scale_y: Scale = Field(Decimal(1), description="By what to stretch the height.")

    def model(self) -> Correction:
        """Return the correction."""
        return Correction(**self.model_dump())
