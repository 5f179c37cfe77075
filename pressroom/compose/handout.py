"""Staff's list for handing out: codes, language, edition, sheets of paper, boxes to tick; no names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pressroom.compose.env import render
from pressroom.compose.personal import FRESH
from pressroom.compose.setting import Composed, Setting
from pressroom.model import Duplex, Press
from pressroom.model.session import Edition


@dataclass(frozen=True)
class HandoutRow:
    """One participant of the list. ``pages`` of the pack, 0 where it was not made; ``language`` is a code.

    ``carry``: the pages of the part to carry; 0 where there is none.
    """

    code: str
    language: str
    edition: Edition
    pages: int
    card: bool
    carry: int = 0
    lacks_card: bool = False

    def sheets(self, press: Press) -> tuple[int, int]:
        """Return how many sheets of paper this participant's pack takes, and how many the part to carry."""
        own = sheets_of_paper(self.pages, press, split=bool(self.carry))
        return own, sheets_of_paper(self.carry, press.one_by_one(), split=True)


def sheets_of_paper(pages: int, press: Press, *, split: bool) -> int:
    """Return how many sheets a pack takes as ``press`` prints it: on both sides, unless it says otherwise.

    ``split``: the emergency page is not in it. Where it is, it has a sheet of its own even with two pages on a side.
    """
    sides = 1 if press.duplex is Duplex.NONE else 2
    on_a_side = 2 if press.booklet else press.n_up
    # Page by page, and in a booklet, what begins a sheet does so anyway, or cannot.
    starts = () if split or press.booklet or not pages else FRESH
    ends = pairwise((1, *starts, pages + 1))
    return sum(-(-(end - start) // (sides * on_a_side)) for start, end in ends)


def _added(rows: Sequence[tuple[int, int]]) -> str:
    """Return sheets of packs, and apart from them those of parts to carry: each stack is counted by itself."""
    packs, carries = sum(own for own, _ in rows), sum(carry for _, carry in rows)
    return f"{packs} + {carries}" if carries else f"{packs}"


def compose(  # noqa: PLR0913, PLR0917 - one list
    setting: Setting, country: str, rows: Sequence[HandoutRow], title: str, subtitle: str, press: Press
) -> Composed:
    """Return the hand-out list of one country."""
    t = setting.labels
    shown = [
        {
            "code": row.code,
            "language": t.tongue(row.language),
            "edition": t(f"handout.edition.{row.edition}"),
            "sheets": _added([row.sheets(press)]) if row.pages or row.carry else "",
            "made": bool(row.pages),
            "carry": bool(row.carry),
            "card": row.card,
            "lacks_card": row.lacks_card,
        }
        for row in rows
    ]
    total = t(
        "handout.total.one" if press.duplex is Duplex.NONE else "handout.total",
        packs=sum(1 for row in rows if row.pages),
        cards=sum(1 for row in rows if row.card),
        sheets=_added([row.sheets(press) for row in rows]),
    )
    html = render(
        "handout/handout.html.j2",
        **setting.base(),
        title=title,
        country=country,
        subtitle=subtitle,
        rows=shown,
        carries=any(row.carry for row in rows),
        total=total,
    )
    return setting.composed(html, setting.sheet_css("handout"), {}, title)
