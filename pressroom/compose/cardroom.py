"""How much room the texts on a card take, and the step by which they may fit, known before anything is laid out.

What is said here to be too long surely is; what is not may still be, and the finished layout tells. So the steps are
those that trying one after the other would find, at a fraction of its price.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from pressroom.compose.env import unbroken
from pressroom.compose.setting import FITS, card_halves, card_measures
from pressroom.typeset import Type, width_mm

if TYPE_CHECKING:
    from pressroom.compose.blocks import Row
    from pressroom.model import Language, Sheet

SIDE_MARGINS_MM = Decimal("8.4")
"""What a card keeps free at its left and right, together."""

BETWEEN_MM = 1.75
"""The least distance between a name and its number."""

TOLERANCE_MM = 0.27
"""How far a text may stand over its place, as the check of the finished layout allows."""

PT_MM = 25.4 / 72

TITLE_PT = 9.5
FOOT_PT = (6.2, 5.7, 5.3)
_NUMBER_PT, _MAIL_PT = 10, 7.5
_NAME_PT = (8, 7, 6)
_NAME_LEADING = 1.08
_ROLE = 0.84
_STATE_PT = 5.6
_HELD_PT = {False: (8, 7, 6.2), True: (6.6, 6.1, 5.7)}
_HELD_LEADING = {False: (1.25, 1.25, 1.25), True: (1.2, 1.16, 1.12)}
_HELD_LEADING_RTL = (1.4, 1.4, 1.4)
_HELD_GAP_MM = (0.5, 0.5, 0.2)
_HELD_TOP_MM = 0.9 + 0.8 * PT_MM
"""The sizes and lengths of ``style/card.css.j2``, by step. A test holds them together."""

_LATIN, _ARABIC, _CHINESE = "IBM Plex Sans", "IBM Plex Sans Arabic", "Noto Sans SC"
_FAMILIES = {"ar": (_ARABIC, _LATIN, _CHINESE), "zh": (_CHINESE, _LATIN, _ARABIC)}


@dataclass(frozen=True)
class Room:
    """The room on one card: ``width_mm`` between its margins, in the type of its language."""

    width_mm: float
    row_mm: float
    held_mm: float
    halves: int
    type_: Type

    def width(self, text: str, size_pt: float, weight: int = 400) -> float:
        """Return how wide a text is on one line, in mm."""
        return width_mm(text, replace(self.type_, size_pt=size_pt, weight=weight))

    def number_mm(self, row: Row) -> float:
        """Return what a row's number or address takes."""
        if row.phone:
            return self.width(unbroken(row.phone), _NUMBER_PT, 600)
        return self.width(row.email, _MAIL_PT, 600)

    def least_step(self, row: Row, taken_mm: float) -> int:
        """Return the first step by which a name, with what is said of it, may fit beside what is taken."""
        free = self.width_mm - taken_mm + TOLERANCE_MM
        name = self.width(row.name, _NAME_PT[0], 600)
        details = self._details(row, 0)
        if name + sum(details) + len(details) * self.width(" ", _NAME_PT[0], 600) <= free:
            return 0
        details = self._details(row, 1)  # from here on in a line of their own
        below = sum(details) + max(len(details) - 1, 0) * self.width(" ", _NAME_PT[1], 600)
        lines = _lines(name * _NAME_PT[1] / _NAME_PT[0], free) + _lines(below, free)
        height = lines * _NAME_PT[1] * _NAME_LEADING * PT_MM
        return 1 if (height - self.row_mm) / 2 <= TOLERANCE_MM else 2

    def _details(self, row: Row, step: int) -> Sequence[float]:
        """Return the widths of what stands after a name: what someone is, and how well a number is known."""
        role = self.width(row.role, _NAME_PT[step] * _ROLE)
        state = self.width(f" {row.state.short}", _STATE_PT) + _STATE_PT * PT_MM if row.state else 0
        return [width for width in (role, state) if width]

    def left_free(self, mm: float, between_mm: float = 0) -> int:
        """Return what another text leaves free for one of ``mm``, in half mm: the style sheet has such margins."""
        return min(math.ceil((mm + between_mm) * 2), self.halves - 1)


@functools.lru_cache(maxsize=64)
def least_held_step(room: Room, held: tuple[tuple[Room, str, str], ...]) -> int:
    """Return the first step by which what to say when detained may fit; each a lead and a text.

    Each comes with the room in its own language, for it stands in that one's font.
    """
    small = len(held) > 1
    leadings = _HELD_LEADING_RTL if room.type_.direction == "rtl" and not small else _HELD_LEADING[small]
    for step, size, leading, gap in zip(FITS, _HELD_PT[small], leadings, _HELD_GAP_MM, strict=True):
        lines = sum(
            _lines(own.width(lead, size, 600) + own.width(f" {text}", size), room.width_mm) for own, lead, text in held
        )
        height = _HELD_TOP_MM + lines * size * leading * PT_MM + (len(held) - 1) * gap
        if height <= room.held_mm + TOLERANCE_MM:
            return step
    return FITS[-1]


def _lines(text_mm: float, line_mm: float) -> int:
    """Return how many lines a text takes at the least."""
    return 0 if text_mm <= 0 else math.ceil(text_mm / max(line_mm, 0.1))


@functools.lru_cache(maxsize=64)
def room(language: Language, sheet: Sheet, extra: tuple[str, ...]) -> Room:
    """Return the room on a card of ``sheet`` in a language, with a brand's ``extra`` families."""
    families = (*_FAMILIES.get(language.code, (_LATIN, _ARABIC, _CHINESE)), *extra)
    features = (("locl", 0),) if language.code == "ar" else ()
    type_ = Type(families, 7, 400, language.tag, language.direction, features)
    measures = card_measures(sheet)
    return Room(
        float(sheet.card_width - SIDE_MARGINS_MM),
        float(measures["row_mm"]),
        float(measures["detained_mm"]),
        card_halves(sheet),
        type_,
    )
