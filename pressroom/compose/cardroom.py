"""How much room the texts on a card take, and the step by which they may fit, known before anything is laid out.

What is said here to be too long surely is; what is not may still be, and the finished layout tells. So the steps are
those that trying one after the other would find, at a fraction of its price.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from pressroom.compose.env import unbroken
from pressroom.compose.setting import CARD_ROWS, FITS, card_deep_mm, card_halves, card_measures
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

TITLE_PT, HOUSE_PT = 9.5, 6.5
SPECIMEN_SPACED_PT = 8 * 0.05 * HOUSE_PT
"""What the spaces between the letters of SPECIMEN take."""

FOOT_PT = (6.2, 5.7, 5.3)
_NUMBER_PT, _MAIL_PT = 10, 7.5
_NAME_PT = (8, 7, 6)
_NAME_LEADING = 1.08
_ROOMY_LATIN, _ROOMY_LEADING_RTL = (1.04, 0.92, 1.04), 1.25
_ROLE = 0.84
_STATE_PT = 5.6
_HELD_PT = {False: (8, 7, 6.2), True: (6.6, 6.1, 5.7)}
_HELD_LEADING = {False: (1.25, 1.25, 1.25), True: (1.2, 1.16, 1.12)}
_HELD_LEADING_RTL = (1.4, 1.4, 1.4)
_HELD_GAP_MM = (0.5, 0.5, 0.2)
_HELD_TOP_MM = 0.9 + 0.8 * PT_MM
"""The sizes and lengths of ``style/card.css.j2``, by step. A test holds them together."""

_WORDS = re.compile(r"[\s-]+")
_PARTED_ANYWHERE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
"""Letters of scripts that are written without spaces, or whose lines may end after each letter (Unicode blocks)."""

_LATIN, _ARABIC, _CHINESE = "IBM Plex Sans", "IBM Plex Sans Arabic", "Noto Sans SC"
_ROOMY_LEADING = {_CHINESE: (1.04, 1.05, 1.04)}
"""Chinese letters fill their lines."""

_FAMILIES = {"ar": (_ARABIC, _LATIN, _CHINESE), "zh": (_CHINESE, _LATIN, _ARABIC)}


@dataclass(frozen=True)
class Room:
    """The room on one card, in the type of its language.

    ``width_mm`` is what lies between its margins; ``rows_mm`` how high a row is, by `card_shares`, of which
    ``deep_mm`` stay free below a name.
    """

    width_mm: float
    rows_mm: Mapping[int, float] = field(hash=False)
    held_mm: float
    halves: int
    type_: Type
    deep_mm: float = 0

    def width(self, text: str, size_pt: float, weight: int = 400) -> float:
        """Return how wide a text is on one line, in mm."""
        return width_mm(text, replace(self.type_, size_pt=size_pt, weight=weight))

    def number_mm(self, row: Row) -> float:
        """Return what a row's number or address takes."""
        if row.phone:
            return self.width(unbroken(row.phone), _NUMBER_PT, 600)
        return self.width(row.email, _MAIL_PT, 600)

    def least_step(self, row: Row, taken_mm: float, shares: int) -> int:
        """Return the first step by which a name, with what is said of it, may fit beside what is taken.

        ``shares``: among how many rows the card's height is shared out.
        """
        free = self.width_mm - taken_mm + TOLERANCE_MM
        for step in FITS[:-1]:
            size = _NAME_PT[step]
            if step == 0 and shares == CARD_ROWS:
                fits = self._beside(row, step) <= free
            else:
                details = self._details(row, step)
                below = sum(details) + max(len(details) - 1, 0) * self.width(" ", size, 600)
                lines = _lines(self.width(row.name, size, 600), free) + _lines(below, free)
                fits = self._holds(lines, step, shares) and self._longest(row, size) <= free
            if fits:
                return step
        return FITS[-1]

    def _holds(self, lines: int, step: int, shares: int) -> bool:
        """Whether a row holds so many lines."""
        rtl = self.type_.direction == "rtl"
        leading = _NAME_LEADING
        if shares != CARD_ROWS:
            leading = _ROOMY_LEADING_RTL if rtl else _ROOMY_LEADING.get(self.type_.families[0], _ROOMY_LATIN)[step]
        room_mm = self.rows_mm[shares] - self.deep_mm
        return (lines * _NAME_PT[step] * leading * PT_MM - room_mm) / 2 <= TOLERANCE_MM

    def is_below(self, row: Row, taken_mm: float, step: int, shares: int) -> bool:
        """Whether what is said of somebody stands in lines of its own, which it does where there is room for that."""
        if step == FITS[0]:
            return shares != CARD_ROWS
        free, size = self.width_mm - taken_mm, _NAME_PT[step]
        if step == FITS[-1]:  # there is no step after it: rather one line too many is reckoned with
            state = f"{row.state.sign} {row.state.short}" if row.state else ""
            below = f"{row.role} {state}".strip()
            lines = sum(
                _broken((self.width(word, pt, weight) for word in text.split()), self.width(" ", pt, weight), free)
                for text, pt, weight in ((row.name, size, 600), (below, size * _ROLE, 400))
            )
            return self._holds(lines, step, shares)
        return True

    def is_over(self, row: Row, taken_mm: float) -> bool:
        """Whether a name stands over its address: beside it, a word would be torn apart, and above it is room."""
        free = self.width_mm - taken_mm + TOLERANCE_MM
        return not row.phone and self._longest(row, _NAME_PT[1]) > free and self.least_over(row) is not None

    def least_over(self, row: Row) -> int | None:
        """Return the first step by which a name, with what is said of it, fits a line of its own; None at none."""
        return next((step for step in FITS if self._beside(row, step) <= self.width_mm), None)

    def _beside(self, row: Row, step: int) -> float:
        """Return how wide a name is with what is said of it behind it."""
        size, details = _NAME_PT[step], self._details(row, step)
        return self.width(row.name, size, 600) + sum(details) + len(details) * self.width(" ", size, 600)

    def _longest(self, row: Row, size_pt: float) -> float:
        """Return how wide the longest word of a name is, which no line should part; Chinese has lines end anywhere."""
        words = (word for word in _WORDS.split(row.name) if word and not _PARTED_ANYWHERE.search(word))
        return max((self.width(word, size_pt, 600) for word in words), default=0)

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


def _broken(words_mm: Iterable[float], space_mm: float, line_mm: float) -> int:
    """Return how many lines words take that are set one after another; a word that is too long takes several."""
    lines, filled = 0, math.inf
    for word in words_mm:
        if filled + space_mm + word <= line_mm:
            filled += space_mm + word
        else:
            lines += _lines(word, line_mm)
            filled = word - (_lines(word, line_mm) - 1) * line_mm
    return lines


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
        {shares: float(mm) for shares, mm in measures["row_mm"].items()},
        float(measures["detained_mm"]),
        card_halves(sheet),
        type_,
        float(card_deep_mm(language)),
    )
