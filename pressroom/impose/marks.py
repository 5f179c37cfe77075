"""Cut marks on a sheet of cards: hairlines that show a guillotine's blade where the cards end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from pressroom.impose.geometry import PRINTER_MARGIN_MM, Spot, inner_bleed, outer_bleed, points
from pressroom.model.sheet import Sheet

MARK_LENGTH_MM = Decimal(5)
MARK_WIDTH_PT = Decimal("0.25")

MIN_INNER_MM = Decimal(2)
"""What must be free between the bleeds of two cards for a mark there: anything shorter guides no blade."""

_EPSILON_MM = Decimal("0.000001")

Span = tuple[Decimal, Decimal]
"""From where to where, in mm along one axis."""


def cut_marks(sheet: Sheet, spots: Sequence[Spot], *, cmyk: bool = False) -> str:
    """Return the marks for one side's ``spots``: at each card's edges, beyond its bleed, as artifacts.

    They stand in the margins and end 5 mm before the paper's edge; where a margin is too narrow they get shorter,
    then vanish. Where two rows or columns are far enough apart they stand between them too: the margin's marks go
    with the first cut. With ``cmyk`` they are in black ink by name, as all else is then; else in plain black.
    """
    width, height = sheet.paper_mm
    ink = "0 0 0 1 K" if cmyk else "0 G"
    columns = [(x, x + sheet.card_width) for x in sorted({at.x for at in spots})]
    rows = [(y, y + sheet.card_height) for y in sorted({at.y for at in spots})]
    across, down = list(_spans(columns, width)), list(_spans(rows, height))
    lines = [_line(height, x, start, x, end) for x in _edges(columns) for start, end in down]
    lines += [_line(height, start, y, end, y) for y in _edges(rows) for start, end in across]
    return "\n".join(["/Artifact BMC", "q", f"{ink} {MARK_WIDTH_PT} w", *lines, "Q", "EMC"])


def _edges(cards: list[Span]) -> list[Decimal]:
    return sorted({edge for card in cards for edge in card})


def _spans(cards: list[Span], paper: Decimal) -> Iterator[Span]:
    """Yield where marks stand along one axis: before the first card, between the cards, and after the last one."""
    first, last = cards[0][0], cards[-1][1]
    for margin, sign, edge in ((first, -1, first), (paper - last, 1, last)):
        offset = outer_bleed(margin)
        length = min(MARK_LENGTH_MM, margin - PRINTER_MARGIN_MM - offset)
        if length > _EPSILON_MM:
            yield edge + sign * offset, edge + sign * (offset + length)
    for (_, end), (start, _) in pairwise(cards):
        offset = inner_bleed(start - end)
        length = min(MARK_LENGTH_MM, (start - end) / 2 - offset)
        if 2 * length >= MIN_INNER_MM:
            yield end + offset, end + offset + length
            yield start - offset - length, start - offset


def _line(paper_height: Decimal, x1: Decimal, y1: Decimal, x2: Decimal, y2: Decimal) -> str:
    start, end = (f"{points(x)} {points(paper_height - y)}" for x, y in ((x1, y1), (x2, y2)))
    return f"{start} m {end} l S"
