"""Puts cards on sheets, so that each back stands behind its front however the paper is turned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from pressroom.impose.copying import Copies, Source
from pressroom.impose.forms import Form, Job, fits, trim_mm
from pressroom.impose.geometry import (
    BLEED_MM,
    UNCORRECTED,
    ImpositionError,
    SizeMm,
    Spot,
    moved,
    points,
    rectangle,
    rounded,
    spots_of,
)
from pressroom.impose.marks import cut_marks as marks_for
from pressroom.model.press import Correction, CutMarks, Duplex
from pressroom.model.sheet import Sheet

if TYPE_CHECKING:
    from pressroom.impose.looks import Look

Sides = tuple[Form, ...]
"""A card's front and back, or its front alone."""


def impose(  # noqa: PLR0913 - what a job is and how it is printed
    cards: Iterable[bytes | None],
    sheet: Sheet,
    *,
    title: str,
    language: str = "",
    start_cell: int = 1,
    duplex: Duplex = Duplex.LONG,
    correction: Correction = UNCORRECTED,
    cut_marks: CutMarks | None = None,
    cmyk: bool = False,
) -> bytes:
    """Return the sheets for ``cards``, which have two pages each, front and back, or one each, all alike.

    A card is a PDF with TrimBox and, as its ground asks for it, bleed around that; ``None`` leaves a cell empty.
    ``start_cell`` counts from 1, row by row, on the first sheet only: for a sheet that has lost some cards.

    With two pages, a sheet is two pages, front, back, front, back …, for ``duplex`` over the long or the short edge;
    with `Duplex.NONE` all fronts come first, then all backs in the same order, for a stack that is turned over its
    long edge by hand. With one page (a card that folds, or that has one side), a sheet is one page. `spots_of` says
    where the backs stand. ``correction`` moves and stretches all that is drawn, each side as `moved` says, about the
    middle of the paper. ``cut_marks``: on which sides; without it, as the sheet says; ``cmyk``: in black ink.
    The sheets are untagged: they are for a printer, and each card exists as a tagged file of its own.
    Raises `ImpositionError` for a card that does not fit the sheet, and for a start cell that the sheet does not have.
    """
    return imposed(
        cards,
        sheet,
        title=title,
        language=language,
        start_cell=start_cell,
        duplex=duplex,
        correction=correction,
        cut_marks=cut_marks,
        cmyk=cmyk,
    )[0]


def imposed(  # noqa: PLR0913 - what a job is and how it is printed
    cards: Iterable[bytes | None],
    sheet: Sheet,
    *,
    title: str,
    language: str = "",
    start_cell: int = 1,
    duplex: Duplex = Duplex.LONG,
    correction: Correction = UNCORRECTED,
    cut_marks: CutMarks | None = None,
    cmyk: bool = False,
) -> tuple[bytes, list[tuple[Look, ...] | None]]:
    """Return the sheets that `impose` makes, and what the sides of each card look like, in the order of ``cards``.

    Each card is opened, copied and let go before the next one is asked for.
    """
    if not 1 <= start_cell <= sheet.cells:
        raise ImpositionError(f"the sheet {sheet.id} has cells 1 to {sheet.cells}: start at one of them")
    job = Job()
    forms_of_cards = list(_forms(Copies(job), cards, sheet))
    if not any(forms_of_cards):
        raise ImpositionError("there are no cards to put on sheets")
    slots = [*([None] * (start_cell - 1)), *forms_of_cards]
    sheets = [slots[first : first + sheet.cells] for first in range(0, len(slots), sheet.cells)]
    two_sided = any(card is not None and len(card) > 1 for card in slots)
    marked = sheet.cut_marks if cut_marks is None else cut_marks
    for cards_on, back in _order(sheets, duplex, two_sided=two_sided):
        spots = spots_of(sheet, back=back, duplex=duplex)
        forms = [card[int(back)] if card else None for card in cards_on]
        content = [_placed(sheet, at, form) for at, form in zip(spots, forms, strict=False) if form]
        if marked is CutMarks.BOTH or (marked is CutMarks.FRONT and not back):
            content.append(marks_for(sheet, spots, cmyk=cmyk))
        shift = moved(correction, back=back, duplex=duplex)
        job.add_side(sheet.paper_mm, [f for f in forms if f], _corrected(sheet, content, correction, shift))
    pdf = job.finish(title, language, duplex if two_sided else Duplex.NONE)
    return pdf, [tuple(form.look for form in card) if card else None for card in forms_of_cards]


def form_names(number: int, sides: int) -> tuple[str, ...]:
    """Return the names that the sides of a card bear on the sheets, by its number from 1."""
    return (f"card-{number:04d}",) if sides == 1 else (f"card-{number:04d}-front", f"card-{number:04d}-back")


def _order(
    sheets: Sequence[Sequence[Sides | None]], duplex: Duplex, *, two_sided: bool
) -> Iterator[tuple[Sequence[Sides | None], bool]]:
    """Yield the sides of the sheets in the order of printing: the cards on each, and whether it is a back."""
    if two_sided and duplex is not Duplex.NONE:
        for cards in sheets:
            yield cards, False
            yield cards, True
    else:
        yield from ((cards, False) for cards in sheets)
        if two_sided:
            yield from ((cards, True) for cards in sheets)


def _forms(copies: Copies, cards: Iterable[bytes | None], sheet: Sheet) -> Iterator[Sides | None]:
    """Yield the sides of each card as forms; their names bear the card's number from 1, in the order given."""
    first: tuple[int, int] | None = None
    before: tuple[bytes | None, Sides | None] = (None, None)
    for number, card in enumerate(cards, 1):
        if card is not before[0]:  # the same once more is a copy
            before = card, _sides(copies, card, number, sheet) if card is not None else None
        sides = before[1]
        if sides is None:
            yield None
            continue
        first = first or (number, len(sides))
        if len(sides) != first[1]:
            raise ImpositionError(
                f"card {number} has {len(sides)} pages and card {first[0]} has {first[1]}: "
                "put cards with and without a back on sheets of their own"
            )
        yield tuple(replace(side, name=name) for side, name in zip(sides, form_names(number, len(sides)), strict=True))


def _sides(copies: Copies, card: bytes, number: int, sheet: Sheet) -> Sides:
    source = Source(card, f"card {number}")
    if len(source.pages) > 2:
        raise ImpositionError(f"card {number} has {len(source.pages)} pages: a card has a front, and at most a back")
    size = sheet.card_width, sheet.card_height
    for side, page in enumerate(source.pages, 1):
        found = trim_mm(page, f"card {number}, page {side}")
        if not fits(found, size):
            raise ImpositionError(
                f"card {number}, page {side} is {found[0]:.2f} × {found[1]:.2f} mm, "
                f"but a card of sheet {sheet.id} is {size[0]} × {size[1]} mm"
            )
    return tuple(copies.form(source, page, "", size, max_bleed=BLEED_MM) for page in source.pages)


def _placed(sheet: Sheet, at: Spot, form: Form) -> str:
    """Return the operators that draw a card's side in its spot, clipped to its trim and the bleed that it may have."""
    width, height = sheet.card_width, sheet.card_height
    left, right, above, below = (min(form.bleed, room) for room in at.room)
    paper = sheet.paper_mm[1]
    clip = rectangle(paper, at.x - left, at.y - above, width + left + right, height + above + below)
    if at.turned:
        matrix = f"-1 0 0 -1 {points(at.x + width)} {points(paper - at.y)}"
    else:
        matrix = f"1 0 0 1 {points(at.x)} {points(paper - at.y - height)}"
    return f"q {clip} re W n {matrix} cm /{form.name} Do Q"


def _corrected(sheet: Sheet, content: list[str], correction: Correction, shift: SizeMm) -> list[str]:
    """Return the content of a side, ``shift``ed by mm and stretched to make up for the printer's faults."""
    if correction == UNCORRECTED:
        return content
    width, height = sheet.paper_mm
    across = width / 2 * (1 - correction.scale_x) + shift[0]
    up = height / 2 * (1 - correction.scale_y) - shift[1]
    scale = (_scale(correction.scale_x), _scale(correction.scale_y))
    return ["q", f"{scale[0]} 0 0 {scale[1]} {points(across)} {points(up)} cm", *content, "Q"]


def _scale(factor: Decimal) -> Decimal:
    return rounded(factor, 8)
