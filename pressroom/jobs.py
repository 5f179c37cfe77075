"""What one country's people make together: their packs as one print job, their cards on sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pressroom import tickets
from pressroom.compose.personal import FRESH
from pressroom.impose import Joining, join_jobs
from pressroom.impose.booklet import form_name
from pressroom.impose.sheets import form_names, imposed
from pressroom.made import Finished, Links, Piece
from pressroom.model import CardForm, Correction, CutMarks, Duplex, Press
from pressroom.model.sheet import PAPER_MM
from pressroom.proof import Expectation, Outside, check
from pressroom.proof.discretion import TELLS
from pressroom.tickets import Portion, Ticket

if TYPE_CHECKING:
    from pressroom.impose.looks import Look
    from pressroom.model import Sheet


@dataclass(frozen=True)
class PackJob:
    """How a country's packs are to be printed. ``paper`` is that of the pages, a key of `PAPER_MM`.

    ``blank`` makes the page that fills a pack up to a whole sheet of paper, ``separator`` the sheet before it. ``kind``
    is that of its file: packs, or carries for the parts to carry. ``split``: the packs have none in them. ``outside``:
    the job is of the discreet edition. ``part``: which of how many files it is.
    """

    path: str
    title: str
    press: Press
    paper: str
    blank: Callable[[Finished], bytes]
    separator: Callable[[Finished], bytes]
    kind: str = "packs"
    split: bool = False
    outside: Outside | None = None
    part: Portion = (1, 1)


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


def print_job(packs: Iterable[Finished], job: PackJob) -> tuple[Piece, list[str]]:
    """Return the packs of one country as one job, each starting on a fresh sheet, and what its proof found.

    Each pack is read, copied and let go before the next one is asked for.
    """
    press, duplex = job.press, duplex_of(job.press, packs=True)
    joining = Joining(duplex=duplex)
    links: Links = {}
    codes = []
    for pack in packs:
        codes.append(pack.code)
        if press.separators:
            joining.add(job.separator(pack), own=True, blank=job.blank(pack))
        links |= _added(joining, pack, job)
    pdf, pages = joining.finish(job.title), joining.pages
    folded = zip(codes, joining.laid, strict=True) if press.booklet else ()
    booklets = tuple((code, laid.first, laid.sides) for code, laid in folded)
    ticket = Ticket(job.path, pages, paper_of(job.paper, press), codes, press, duplex, job.part, booklets)
    words = tickets.for_carries(ticket) if job.kind == "carries" else tickets.for_packs(ticket, split=job.split)
    piece = Piece(job.path, job.kind, pdf, pages, links, words)
    expected = Expectation(title=job.title, duplex=duplex, laid=joining.laid, shown=joining.shown, cmyk=press.cmyk)
    piece, found = _proved(piece, replace(expected, outside=job.outside))
    return piece, [*found, *(said for blank in joining.fillers for said in _proved_blank(blank, job))]


def _proved_blank(blank: bytes, job: PackJob) -> list[str]:
    """Return what is wrong with a page that fills up packs: it is proved by itself, and stands in the job as it is."""
    alone = join_jobs([blank], title=job.title)
    found = check(alone, Expectation(pages=1, title=job.title, cmyk=job.press.cmyk, outside=job.outside))
    return [f"{job.path}: the page that fills up a pack: {finding.message}" for finding in found]


def _added(joining: Joining, pack: Finished, job: PackJob) -> Links:
    """Lay a pack on its sheets, and return the QR codes of each of their sides."""
    press = job.press
    if not across(press):
        numbers = joining.add(pack.pdf, blank=job.blank(pack))
        return {numbers[page - 1]: texts for page, texts in pack.links.items()}
    if press.booklet:
        sides = joining.add_booklet(pack.pdf, right_to_left=pack.right_to_left, blank=job.blank(pack))
    else:
        paper = PAPER_MM[paper_of(job.paper, press)]
        fresh = () if job.split else FRESH
        sides = joining.add_n_up(pack.pdf, paper=paper, right_to_left=pack.right_to_left, fresh=fresh)
    codes = {form_name(page): texts for page, texts in pack.links.items()}
    on_sides = {side: tuple(text for name in forms for text in codes.get(name, ())) for side, forms in sides.items()}
    return {side: texts for side, texts in on_sides.items() if texts}


@dataclass(frozen=True)
class CardJob:
    """How a country's cards are to be printed. ``sheet`` is the grid in which they stand, folded or not.

    ``outside`` and ``part`` are as in `PackJob`.
    """

    path: str
    title: str
    press: Press
    sheet: Sheet
    start_cell: int
    correction: Correction
    outside: Outside | None = None
    part: Portion = (1, 1)


def card_sheets(cards: Iterable[Finished], job: CardJob) -> tuple[Piece, list[str]]:
    """Return the cards of one country on sheets: front, back, front, back; and what the proof found.

    Each card is read, copied and let go before the next one is asked for.
    """
    press, sheet, duplex = job.press, job.sheet, duplex_of(job.press, packs=False)
    marks = press.cut_marks or sheet.cut_marks
    read: list[Finished] = []
    pdf, looks = imposed(
        (pdf for card in cards for pdf in _copies(card, press.copies, read)),
        sheet,
        start_cell=job.start_cell,
        title=job.title,
        duplex=duplex,
        correction=job.correction,
        cut_marks=marks,
        cmyk=press.cmyk,
    )
    sheets = -(-(job.start_cell - 1 + len(read)) // sheet.cells)
    sides = 2 if press.card is CardForm.FLAT else 1
    links: Links = {}
    shown: list[dict[str, Look]] = [{} for _ in range(sides * sheets)]
    for number, (card, look) in enumerate(zip(read, looks, strict=True)):
        on = (job.start_cell - 1 + number) // sheet.cells
        for side, name in enumerate(form_names(number + 1, sides), 1):
            fronts_first = sides == 2 and duplex is Duplex.NONE
            page = on + 1 + (side - 1) * sheets if fronts_first else sides * on + side
            if look:
                shown[page - 1][name] = look[side - 1]
            if side in card.links:
                links[page] = (*links.get(page, ()), *card.links[side])
    codes = [card.code for card in read]
    ticket = Ticket(job.path, sides * sheets, sheet.paper, codes, press, duplex, job.part)
    words = tickets.for_cards(ticket, sheet, job.start_cell, marked=marks is not CutMarks.NONE)
    piece = Piece(job.path, "cards", pdf, sides * sheets, links, words)
    expected = Expectation(title=job.title, sheet=sheet, duplex=duplex, correction=job.correction, cmyk=press.cmyk)
    return _proved(piece, replace(expected, outside=job.outside, shown=shown))


def _copies(card: Finished, copies: int, read: list[Finished]) -> Iterator[bytes]:
    """Yield a card as often as it is printed, and note it each time, without its pages."""
    for _ in range(copies):
        read.append(replace(card, pdf=b""))
        yield card.pdf


def _proved(file: Piece, expected: Expectation) -> tuple[Piece, list[str]]:
    """Return a job with what is wrong with it: it shows pages that were proved, and what is its own is read back."""
    qr = {page: list(texts) for page, texts in file.links.items()}
    found = [str(finding) for finding in check(file.pdf, replace(expected, pages=file.pages, qr=qr))]
    if expected.outside and expected.outside.search(file.ticket):
        found.append(f"the ticket {TELLS}")
    return file, [f"{file.path}: {finding}" for finding in found]
