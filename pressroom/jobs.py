"""What one country's people make together: their packs as one print job, their cards on sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pressroom import tickets
from pressroom.impose import impose, join_jobs
from pressroom.impose.booklet import booklet, n_up
from pressroom.impose.readback import read
from pressroom.impose.reading import Laid
from pressroom.made import Finished, Links, Piece
from pressroom.model import CardForm, Correction, CutMarks, Duplex, Press
from pressroom.model.sheet import PAPER_MM
from pressroom.proof import Expectation, Outside, check
from pressroom.proof.discretion import TELLS
from pressroom.tickets import Ticket

if TYPE_CHECKING:
    from pressroom.model import Sheet

SEPARATOR_PAGES = 2
"""The sheet before a pack: its front, and its empty back."""


@dataclass(frozen=True)
class PackJob:
    """How a country's packs are to be printed. ``paper`` is that of the pages, a key of `PAPER_MM`.

    ``blank`` fills a pack up to a whole sheet of paper; ``separator`` makes the sheet before a pack. ``kind`` is that
    of its file: packs, or carries for the parts to carry. ``split``: the packs have none in them. ``outside``: the job
    is of the discreet edition.
    """

    path: str
    title: str
    press: Press
    paper: str
    blank: bytes
    separator: Callable[[Finished], bytes]
    kind: str = "packs"
    split: bool = False
    outside: Outside | None = None


def across(press: Press) -> bool:
    """Whether the pages of a job of packs lie across its paper: two of them on a side."""
    return press.booklet or press.n_up > 1


def paper_of(paper: str, press: Press) -> str:
    """Return the paper of a job of packs whose pages are of ``paper``: two A5 pages lie on a sheet of A4."""
    return "A4" if paper == "A5" and across(press) else paper


def duplex_of(press: Press, *, packs: bool) -> Duplex:
    """Return how a job turns its sheets: as asked for, else as suits how its pages lie on the paper."""
    if packs:
        return press.duplex or (Duplex.SHORT if across(press) else Duplex.LONG)
    return (press.duplex or Duplex.LONG) if press.card is CardForm.FLAT else Duplex.NONE


def print_job(packs: Sequence[Finished], job: PackJob) -> tuple[Piece, list[str]]:
    """Return the packs of one country as one job, each starting on a fresh sheet, and what its proof found."""
    press, duplex = job.press, duplex_of(job.press, packs=True)
    parts: list[bytes] = []
    lying: list[Laid] = []
    links: Links = {}
    outside: set[int] = set()
    at = 0
    for pack in packs:
        if duplex is not Duplex.NONE and at % 2:
            at += 1
            outside.add(at)
        if press.separators:
            parts.append(job.separator(pack))
            outside |= {at + page + 1 for page in range(SEPARATOR_PAGES)}
            at += SEPARATOR_PAGES
        laid, own, pages = _laid_out(pack, job, duplex)
        if not across(press):
            outside |= {at + page for page in pack.outside}
        if across(press):
            lying.append(Laid(at + 1, pages, pack.pages, press.booklet, pack.right_to_left))
        parts.append(laid)
        links |= {at + page: texts for page, texts in own.items()}
        at += pages
    pdf = join_jobs(parts, title=job.title, pad_to_recto=job.blank, duplex=duplex)
    ticket = Ticket(job.path, at, paper_of(job.paper, press), [pack.code for pack in packs], press, duplex)
    words = tickets.for_carries(ticket) if job.kind == "carries" else tickets.for_packs(ticket, split=job.split)
    piece = Piece(job.path, job.kind, pdf, at, links, words)
    seen = job.outside and replace(job.outside, pages=outside)
    return _proved(piece, Expectation(title=job.title, duplex=duplex, laid=tuple(lying), cmyk=press.cmyk, outside=seen))


def _laid_out(pack: Finished, job: PackJob, duplex: Duplex) -> tuple[bytes, Links, int]:
    """Return a pack as it lies on its sheets, the QR codes of each side of them, and how many sides there are."""
    press, title = job.press, job.title
    if press.booklet:
        laid = booklet(pack.pdf, title=title, right_to_left=pack.right_to_left, duplex=duplex, blank=job.blank)
    elif press.n_up > 1:
        paper = PAPER_MM[paper_of(job.paper, press)]
        laid = n_up(pack.pdf, title=title, right_to_left=pack.right_to_left, duplex=duplex, paper=paper)
    else:
        return pack.pdf, pack.links, pack.pages
    links: Links = {}
    sides, placed = read(laid)
    for place in placed:
        if place.name.startswith("page-"):
            texts = pack.links.get(int(place.name.removeprefix("page-")), ())
            links[place.page] = (*links.get(place.page, ()), *texts)
    return laid, links, sides


@dataclass(frozen=True)
class CardJob:
    """How a country's cards are to be printed. ``sheet`` is the grid in which they stand, folded or not."""

    path: str
    title: str
    press: Press
    sheet: Sheet
    start_cell: int
    correction: Correction
    outside: Outside | None = None


def card_sheets(cards: Sequence[Finished], job: CardJob) -> tuple[Piece, list[str]]:
    """Return the cards of one country on sheets: front, back, front, back; and what the proof found."""
    press, sheet, duplex = job.press, job.sheet, duplex_of(job.press, packs=False)
    cards = [card for card in cards for _ in range(press.copies)]
    marks = press.cut_marks or sheet.cut_marks
    pdf = impose(
        [card.pdf for card in cards],
        sheet,
        start_cell=job.start_cell,
        title=job.title,
        duplex=duplex,
        correction=job.correction,
        cut_marks=marks,
        cmyk=press.cmyk,
    )
    sheets = -(-(job.start_cell - 1 + len(cards)) // sheet.cells)
    sides = 2 if press.card is CardForm.FLAT else 1
    links: Links = {}
    for number, card in enumerate(cards):
        on = (job.start_cell - 1 + number) // sheet.cells
        for side, texts in card.links.items():
            fronts_first = sides == 2 and duplex is Duplex.NONE
            page = on + 1 + (side - 1) * sheets if fronts_first else sides * on + side
            links[page] = (*links.get(page, ()), *texts)
    codes = [card.code for card in cards]
    ticket = Ticket(job.path, sides * sheets, sheet.paper, codes, press, duplex)
    words = tickets.for_cards(ticket, sheet, job.start_cell, marked=marks is not CutMarks.NONE)
    piece = Piece(job.path, "cards", pdf, sides * sheets, links, words)
    expected = Expectation(title=job.title, sheet=sheet, duplex=duplex, correction=job.correction, cmyk=press.cmyk)
    return _proved(piece, replace(expected, outside=job.outside))


def _proved(file: Piece, expected: Expectation) -> tuple[Piece, list[str]]:
    """Return a job with what is wrong with it; the QR codes on each of its sides are read back."""
    qr = {page: list(texts) for page, texts in file.links.items()}
    found = [str(finding) for finding in check(file.pdf, replace(expected, pages=file.pages, qr=qr))]
    if expected.outside and expected.outside.search(file.ticket):
        found.append(f"the ticket {TELLS}")
    return file, [f"{file.path}: {finding}" for finding in found]
