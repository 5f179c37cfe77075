"""The job ticket: what whoever stands at the printer needs to know of a print job, in words, without anybody's data.

It is plain English text beside the job, as the messages of the program are.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from pressroom.impose.booklet import MAX_SHEETS, signatures
from pressroom.model import CardForm, Duplex, Press, Sheet

WIDTH = 78
"""The most characters of a line: fits a terminal, and a page when the ticket is printed."""

_FLIP = {
    Duplex.LONG: "Both, flipped on the LONG edge.",
    Duplex.SHORT: "Both, flipped on the SHORT edge.",
    Duplex.NONE: "One side only.",
}


Portion = tuple[int, int]
"""Which of how many files a long job is: ``(2, 3)`` is the second of three."""


@dataclass(frozen=True)
class Ticket:
    """One job: its path in the output folder, its pages, its paper, and the codes of those whose things are in it.

    ``part``: which file of a long job it is. ``booklets``: whose they are, the first of their pages in the job, and
    how many they are; empty where nothing is folded.
    """

    path: str
    pages: int
    paper: str
    codes: Sequence[str]
    press: Press
    duplex: Duplex
    part: Portion = (1, 1)
    booklets: Sequence[tuple[str, int, int]] = ()


_CORNER = "One staple at the top left corner (of Arabic packs, the top right one), or a clip"
_STAPLE = f"{_CORNER}: the {{}} sheet of a pack is to be torn off."
_STAPLE_SPLIT = f"{_CORNER}. The emergency pages are a job of their own."
_CARRY = "Keep each person's sheets together, and apart from the packs: these are carried, the packs are left behind."
_CARRY_CARD = "A card is cut along the marks and folded backwards along its broken line."
_FOLD = (
    "The outermost sheet of a booklet comes first. Fold its sheets in the middle, and staple them in the fold. "
    "Where a pack is too thick for one fold, lay its booklets one upon another."
)
_FOLD_WHOLE = f"{_FOLD} Nothing can be torn out: with --split, the emergency pages are a job of their own."
_SEPARATORS = "A sheet with its code comes before each {0}: take it out before the {0} is handed over."
_BOARD = "Board of 160 to 250 g/m² makes a card that lasts."
_TEST = "Print one sheet first, hold it to the light, and measure a card."
_TEST_PLAIN = "Print one sheet on plain paper first. Hold it to the light and against a real sheet, and measure a card."
_SIZE = "Actual size (100 %): no scaling, no fitting to the page."
_COLOUR = "In colour or in black: nothing depends on colour."
_PARTS = "The job is long: it comes as several files, each complete in itself, to be printed in their order."
_KEEP = (
    "Codes stand for people. Shred misprints and test sheets, empty the printer's queue, and keep this ticket with the "
    "job."
)


def for_packs(ticket: Ticket, *, split: bool = False) -> str:
    """Return the ticket of a job of packs; ``split`` where their emergency pages are a job of their own."""
    press = ticket.press
    # Printed on one side, the cover's empty back is a sheet, too; two pages on a side share one.
    which = "third" if ticket.duplex is Duplex.NONE and press.n_up == 1 else "second"
    after, order = _STAPLE_SPLIT if split else _STAPLE.format(which), "Each pack begins on a fresh sheet of paper."
    if press.booklet:
        after, order = (
            _FOLD if split else _FOLD_WHOLE,
            "Each pack is a booklet of its own, its sheets in the order in which they are folded.",
        )
    elif press.n_up > 1:
        order = "Two pages stand on each side. Each pack begins on a fresh sheet of paper."
    rows = [
        ("Holds", f"Packs of {_codes(ticket)}."),
        ("Paper", f"{_paper_of(ticket)}, plain, 80 g/m²."),
        ("Sides", _FLIP[ticket.duplex]),
        ("Size", _SIZE),
        ("Colour", _COLOUR),
        ("Order", f"{order} {_SEPARATORS.format('pack')}" if press.separators else order),
        ("After", after),
    ]
    if press.booklet:
        rows.insert(-1, ("Sheets", _sheets_of_booklets(ticket)))
    return _text(ticket, rows)


def _sheets_of_booklets(ticket: Ticket) -> str:
    """Return which sheets of the job are whose booklet: nobody could tell by looking where one ends."""
    named = []
    for code, page, pages in ticket.booklets:
        first = (page + 1) // 2
        for number, size in enumerate(parts := signatures(pages // 2, MAX_SHEETS), 1):
            which = f" ({number} of {len(parts)})" if len(parts) > 1 else ""
            named.append(f"{first} to {first + size - 1} {code}{which}")
            first += size
    return "; ".join(named) + "."


def for_carries(ticket: Ticket) -> str:
    """Return the ticket of a job of parts to carry."""
    order = "Each person's part begins on a fresh sheet of paper."
    rows = [
        ("Holds", f"Parts to carry of {_codes(ticket)}."),
        ("Paper", f"{_paper_of(ticket)}, plain, 80 g/m²."),
        ("Sides", _FLIP[ticket.duplex]),
        ("Size", _SIZE),
        ("Colour", _COLOUR),
        ("Order", f"{order} {_SEPARATORS.format('part')}" if ticket.press.separators else order),
        ("After", f"{_CARRY} {_CARRY_CARD}"),
    ]
    return _text(ticket, rows)


def for_cards(ticket: Ticket, sheet: Sheet, start_cell: int, *, marked: bool) -> str:
    """Return the ticket of a job of cards in the grid of ``sheet``; ``marked`` where it has marks for cutting."""
    press = ticket.press
    two_passes = ticket.duplex is Duplex.NONE and press.card is CardForm.FLAT
    half = ticket.pages // 2
    what = "A card before it is folded" if press.card is CardForm.FOLD else "A card"
    stock = f"{sheet.product}. {what} is {sheet.card_width} × {sheet.card_height} mm."
    turned = (
        f"Two passes: print {_pages(1, half)}, turn the stack over its long edge, put it back, and print "
        f"{_pages(half + 1, ticket.pages)}."
    )
    paper = _sheets(ticket.pages, Duplex.LONG if two_passes else ticket.duplex)
    rows = [
        ("Holds", f"Cards of {_codes(ticket)}."),
        ("Paper", f"{paper} of {ticket.paper} ({_counted(ticket.pages, 'page')})."),
        ("Stock", f"{stock} {_BOARD}" if marked else stock),
        ("Sides", turned if two_passes else _FLIP[ticket.duplex]),
        ("Size", _SIZE),
        ("Colour", _COLOUR),
        ("Test", _TEST if marked else _TEST_PLAIN),
    ]
    if start_cell > 1:
        rows.insert(3, ("First", f"A used sheet, whose first free card is number {start_cell}, counted row by row."))
    if press.calibration:
        rows.append(("Printer", f"The one called {press.calibration}, and no other: its faults are made up for."))
    if press.card is CardForm.FOLD:
        rows.append(("After", "Part the cards, and fold each backwards along its broken line."))
    elif marked:
        rows.append(("After", "Cut along the marks with a guillotine, a few sheets at a time."))
    return _text(ticket, rows)


def _codes(ticket: Ticket) -> str:
    return ", ".join(dict.fromkeys(ticket.codes))


def _paper_of(ticket: Ticket) -> str:
    return f"{_sheets(ticket.pages, ticket.duplex)} of {ticket.paper} ({_counted(ticket.pages, 'page')})"


def _sheets(pages: int, duplex: Duplex) -> str:
    return _counted(pages if duplex is Duplex.NONE else -(-pages // 2), "sheet")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _pages(first: int, last: int) -> str:
    return f"page {first}" if first == last else f"pages {first} to {last}"


def _text(ticket: Ticket, rows: Sequence[tuple[str, str]]) -> str:
    """Return the ticket's lines."""
    number, parts = ticket.part
    lines = [f"Print job {ticket.path}", ""]
    if parts > 1:
        rows = [("Part", f"{number} of {parts}. {_PARTS}"), *rows]
    for name, words in rows:
        lines += textwrap.wrap(words, WIDTH, initial_indent=f"{name:<9}", subsequent_indent=" " * 9)
    return "\n".join([*lines, "", *textwrap.wrap(_KEEP, WIDTH), ""])
