"""What one country's people make together: their packs as one print job, their cards on sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pressroom.bind import join_jobs
from pressroom.impose import impose
from pressroom.made import Finished, Links, Piece
from pressroom.proof import Expectation, check

if TYPE_CHECKING:
    from pressroom.model import Sheet


def print_job(path: str, packs: Sequence[Finished], blank: bytes, title: str) -> tuple[Piece, list[str]]:
    """Return the packs of one country as one job, each starting on a right-hand page, and what its proof found."""
    pdf = join_jobs([pack.pdf for pack in packs], title=title, pad_to_recto=blank)
    links: Links = {}
    at = 0
    for pack in packs:
        at += at % 2
        links |= {at + page: texts for page, texts in pack.links.items()}
        at += pack.pages
    return _proved(Piece(path, "packs", pdf, at, links), title)


def card_sheets(
    path: str, cards: Sequence[Finished], sheet: Sheet, start_cell: int, title: str
) -> tuple[Piece, list[str]]:
    """Return the cards of one country on sheets: front, back, front, back; and what the proof found."""
    pdf = impose([card.pdf for card in cards], sheet, start_cell=start_cell, title=title)
    links: Links = {}
    for number, card in enumerate(cards):
        on = (start_cell - 1 + number) // sheet.cells
        for side, texts in card.links.items():
            page = 2 * on + side
            links[page] = (*links.get(page, ()), *texts)
    pages = 2 * (-(-(start_cell - 1 + len(cards)) // sheet.cells))
    return _proved(Piece(path, "cards", pdf, pages, links), title, sheet)


def _proved(file: Piece, title: str, sheet: Sheet | None = None) -> tuple[Piece, list[str]]:
    expected = Expectation(
        pages=file.pages, title=title, qr={page: list(texts) for page, texts in file.links.items()}, sheet=sheet
    )
    return file, [f"{file.path}: {finding}" for finding in check(file.pdf, expected)]
