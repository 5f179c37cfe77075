"""Two pages of a pack side by side on a sheet: to be folded into a booklet, or to save paper.

The sheets lie on their long side. Turned over the short edge, as one turns a leaf, front and back are both upright;
turned over the long edge, by the printer or by hand (`Duplex.NONE`), each back must be printed head down.
Each page is a form called ``page-0001`` after its place in the pack, by which ``reading`` can read the sheets back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from pressroom.impose.copying import Copies, Source
from pressroom.impose.forms import Form, Job, fits, trim_mm
from pressroom.impose.geometry import ImpositionError, SizeMm, points, rounded
from pressroom.model.press import Duplex
from pressroom.model.sheet import PAPER_MM

if TYPE_CHECKING:
    from pikepdf import Page

    from pressroom.impose.looks import Look

MAX_SHEETS = 16
"""The sheets that one saddle stitch holds (64 pages): about what staplers take of 80 g paper, and what folds flat."""

Pair = tuple[int, int]
"""The numbers of the pages on the left and on the right of a side, from 1; 0 or beyond the last page is nothing."""

Side = Mapping[str, "Look"]
"""The forms on a side by their names, and what each shows: a page of the pack, or a filler."""

FILLER = "blank"


def booklet(  # noqa: PLR0913 - what a booklet is and how it is printed
    pack: bytes,
    *,
    title: str,
    language: str = "",
    right_to_left: bool = False,
    duplex: Duplex = Duplex.SHORT,
    blank: bytes | None = None,
    sheets_per_signature: int | None = None,
) -> bytes:
    """Return an A5 pack on A4 paper, to be folded in the middle and stitched there.

    What is missing to a multiple of four pages is the first page of ``blank``, or else empty, at the end.
    ``right_to_left``: the fold is at the right of the cover. More than ``sheets_per_signature`` sheets (`MAX_SHEETS`)
    make several signatures of nearly the same size, one after another, each to be folded by itself.
    The sides come front, back, front, back …; with `Duplex.NONE` all fronts, then all backs, for a stack that is
    turned over its long edge by hand. Raises `ImpositionError` for pages that are not A5.
    """
    job = Job()
    lay_folded(
        Copies(job),
        Source(pack, "the pack"),
        blank=None if blank is None else Source(blank, "the blank page"),
        duplex=duplex,
        right_to_left=right_to_left,
        sheets_per_signature=sheets_per_signature,
    )
    return job.finish(title, language, duplex)


def n_up(  # noqa: PLR0913 - what a job is and how it is printed
    pack: bytes,
    *,
    title: str,
    language: str = "",
    right_to_left: bool = False,
    duplex: Duplex = Duplex.SHORT,
    paper: SizeMm = PAPER_MM["A4"],
    fresh: Collection[int] = (),
) -> bytes:
    """Return a pack with two pages on each side of the paper, which is given upright, in mm, and lies on its long side.

    Pages shrink to half the paper and are never enlarged: A5 stands on A4 at its own size, A4 at 71 %. The pages of
    ``fresh`` begin a sheet of paper, so that those before can be taken off. What is left over stays empty. The number
    of sides is even, so that what is printed next starts on a fresh sheet; with `Duplex.NONE` each side is a sheet of
    its own. Raises `ImpositionError` for a page that is rotated.
    """
    job = Job()
    source = Source(pack, "the pack")
    lay_across(Copies(job), source, paper=paper, duplex=duplex, right_to_left=right_to_left, fresh=fresh)
    return job.finish(title, language, duplex)


def lay_folded(  # noqa: PLR0913 - what a booklet is and how it is printed
    copies: Copies,
    pack: Source,
    *,
    blank: Source | None = None,
    duplex: Duplex = Duplex.SHORT,
    right_to_left: bool = False,
    sheets_per_signature: int | None = None,
) -> list[Side]:
    """Append the sides of a pack's `booklet` to a file, and return what stands on each."""
    size = PAPER_MM["A5"]
    forms = _forms(copies, pack, size)
    padded = -(-len(forms) // 4) * 4
    if blank is not None:
        filler = copies.form(blank, blank.pages[0], FILLER, _size(blank.pages[0], "the blank page", size))
        forms += [filler] * (padded - len(forms))
    sheets = list(_folded(padded // 4, MAX_SHEETS if sheets_per_signature is None else sheets_per_signature))
    sides = [(pair, back) for sheet in sheets for back, pair in enumerate(sheet)]
    if duplex is Duplex.NONE:
        sides.sort(key=lambda side: side[1])
    return _draw(copies, forms, sides, PAPER_MM["A4"], duplex, right_to_left=right_to_left)


def lay_across(  # noqa: PLR0913 - what a job is and how it is printed
    copies: Copies,
    pack: Source,
    *,
    paper: SizeMm,
    duplex: Duplex = Duplex.SHORT,
    right_to_left: bool = False,
    fresh: Collection[int] = (),
) -> list[Side]:
    """Append the sides of a pack that is printed `n_up` to a file, and return what stands on each."""
    forms = _forms(copies, pack, None)
    both = duplex is not Duplex.NONE
    numbers = spread(len(forms), fresh, 4 if both else 2)
    sides = [
        ((left, right), side % 2 * both)
        for side, (left, right) in enumerate(zip(numbers[::2], numbers[1::2], strict=True))
    ]
    return _draw(copies, forms, sides, paper, duplex, right_to_left=right_to_left)


def spread(pages: int, fresh: Collection[int], on_a_sheet: int) -> list[int]:
    """Return the numbers of a pack's pages as they come on sheets of paper, 0 where nothing stands; whole sheets."""
    numbers: list[int] = []
    for page in range(1, pages + 1):
        if page in fresh:
            numbers += [0] * (-len(numbers) % on_a_sheet)
        numbers.append(page)
    return numbers + [0] * (-len(numbers) % on_a_sheet)


def form_name(page: int) -> str:
    """Return the name that a page of a pack bears on the sheets, by its number from 1."""
    return f"page-{page:04d}"


def signatures(sheets: int, most: int) -> list[int]:
    """Return how many sheets each signature has: as few signatures as ``most`` sheets allow, none much thicker."""
    if most < 1:
        raise ImpositionError("a signature has at least one sheet")
    count = -(-sheets // most)
    least, more = divmod(sheets, count) if count else (0, 0)
    return [least + (number < more) for number in range(count)]


def _folded(sheets: int, most: int) -> Iterator[tuple[Pair, Pair]]:
    """Yield the pages on the front and the back of each sheet, the outermost of each signature first.

    On the front of the outermost sheet stand the last page and the first one, behind the first the second, and so on
    inwards.
    """
    before = 0
    for size in signatures(sheets, most):
        for low in range(1, 2 * size, 2):
            high = 4 * size + 1 - low
            yield (before + high, before + low), (before + low + 1, before + high - 1)
        before += 4 * size


def _forms(copies: Copies, pack: Source, size: SizeMm | None) -> list[Form]:
    """Return the pages of a pack as forms, of the size that they must have, if any."""
    return [
        copies.form(pack, page, form_name(number), _size(page, f"page {number}", size))
        for number, page in enumerate(pack.pages, 1)
    ]


def _size(page: Page, where: str, size: SizeMm | None) -> SizeMm:
    found = trim_mm(page, where)
    if size is not None and not fits(found, size):
        raise ImpositionError(
            f"{where} is {found[0]:.2f} × {found[1]:.2f} mm, but a booklet is made of A5 pages "
            f"({size[0]} × {size[1]} mm): set the paper of the packs to A5"
        )
    return size or found


def _draw(  # noqa: PLR0913 - what stands on the paper and how that is turned
    copies: Copies,
    forms: Sequence[Form],
    sides: Sequence[tuple[Pair, int]],
    paper: SizeMm,
    duplex: Duplex,
    *,
    right_to_left: bool,
) -> list[Side]:
    """Append the sides: pairs of pages, each with whether it is a back."""
    height, width = paper
    shown: list[Side] = []
    for pair, back in sides:
        drawn: list[Form] = []
        content = []
        for half, number in enumerate(reversed(pair) if right_to_left else pair):
            if 0 < number <= len(forms):
                drawn.append(forms[number - 1])
                content.append(_placed(forms[number - 1], half, (width, height)))
        if back and duplex is not Duplex.SHORT:
            content = ["q", f"-1 0 0 -1 {points(width)} {points(height)} cm", *content, "Q"]
        copies.job.add_side((width, height), drawn, content)
        shown.append({form.name: form.look for form in drawn})
    return shown


def _placed(form: Form, half: int, paper: SizeMm) -> str:
    """Return the operators that draw a page in the left or right half: against the fold, halfway up."""
    room, height = paper[0] / 2, paper[1]
    scale = rounded(min(Decimal(1), room / form.size[0], height / form.size[1]), 8)
    width = scale * form.size[0]
    across = room if half else room - width
    up = (height - scale * form.size[1]) / 2
    return f"q {scale} 0 0 {scale} {points(across)} {points(up)} cm /{form.name} Do Q"
