"""Staff's list for handing out: codes, language, edition, sheets of paper, boxes to tick; no names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pressroom.compose.env import render
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

    def sheets(self, press: Press) -> int:
        """Return how many sheets of paper this participant's pack takes, with the part to carry."""
        return sheets_of_paper(self.pages, press) + sheets_of_paper(self.carry, press.one_by_one())


def sheets_of_paper(pages: int, press: Press) -> int:
    """Return how many sheets a pack takes as ``press`` prints it: on both sides, unless it says otherwise."""
    sides = 1 if press.duplex is Duplex.NONE else 2
    on_a_side = 2 if press.booklet else press.n_up
    return -(-pages // (sides * on_a_side))


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
            "sheets": row.sheets(press) or "",
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
        sheets=sum(row.sheets(press) for row in rows),
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
