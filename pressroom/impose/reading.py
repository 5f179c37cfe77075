"""Reads folded sheets, and sheets with two pages on a side, as a person does who turns their leaves."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from pressroom.impose.booklet import MAX_SHEETS, signatures, spread
from pressroom.impose.readback import Placement, read
from pressroom.model.press import Duplex

_NAME = re.compile(r"page-(\d{4,})")

LEFT, RIGHT = 0, 1


@dataclass(frozen=True)
class Laid:
    """A pack within a job: on how many ``sides``, from the page ``first`` of the file on, its ``pages`` are laid out.

    ``folded``: as a booklet; otherwise two pages stand on each side, and those of ``fresh`` begin a sheet of paper.
    """

    first: int
    sides: int
    pages: int
    folded: bool
    right_to_left: bool = False
    fresh: tuple[int, ...] = ()


Halves = dict[tuple[int, int], list[Placement]]
"""What stands on the left and right half of each page of the file, as one sees it holding the page upright."""


Stood = tuple[int, list[Placement]]
"""How many pages a file has, and what stands on them, as `read` returns it."""


def reading_order(  # noqa: PLR0913 - how the sheets are printed and put together
    pdf: bytes | Stood,
    *,
    right_to_left: bool = False,
    duplex: Duplex = Duplex.SHORT,
    folded: bool = True,
    sheets_per_signature: int | None = None,
    sides: range | None = None,
) -> list[int | None]:
    """Return the numbers of a pack's pages in the order in which they are read; None for an empty or blank one.

    ``folded``: the sheets of each signature are laid into each other, folded in the middle, and their leaves turned;
    otherwise each side is read across, the front, then the back. ``sides`` are the pages of the file, from 1, that
    hold the pack, where that is not all of them. ``pdf`` may have been `read` before.
    """
    count, placements = read(pdf) if isinstance(pdf, bytes) else pdf
    sides = sides or range(1, count + 1)
    halves = _halves(placements, sides, duplex, folded=folded)
    if folded:
        spots = _leaves(
            list(_sheets(sides, duplex)),
            MAX_SHEETS if sheets_per_signature is None else sheets_per_signature,
            right_to_left=right_to_left,
        )
    else:
        across = (RIGHT, LEFT) if right_to_left else (LEFT, RIGHT)
        spots = ((side, half) for side in sides for half in across)
    return [number for spot in spots for number in _numbers(halves[spot])]


def misordered(  # noqa: PLR0913 - how the sheets are printed and put together
    pdf: bytes | Stood,
    pages: int,
    *,
    right_to_left: bool = False,
    duplex: Duplex = Duplex.SHORT,
    folded: bool = True,
    sheets_per_signature: int | None = None,
    sides: range | None = None,
    fresh: tuple[int, ...] = (),
    tolerance_mm: float = 0.01,
) -> list[str]:
    """Return the names of those of a pack's ``pages`` that are not read in their turn, or do not stand as they should.

    Each stands once, upright when it is read, within its half of the paper and against the fold; at its own size in a
    booklet, evenly shrunk or not at all where two pages share a side. Nothing follows the last page, and nothing stands
    between one page and the next, but where one of ``fresh`` begins a sheet of paper.
    """
    stood = count, placements = read(pdf) if isinstance(pdf, bytes) else pdf
    order = reading_order(
        stood,
        right_to_left=right_to_left,
        duplex=duplex,
        folded=folded,
        sheets_per_signature=sheets_per_signature,
        sides=sides,
    )
    meant = [number or None for number in spread(pages, fresh, 2 if duplex is Duplex.NONE else 4)]
    off = {number for pair in zip_longest(order, meant) if pair[0] != pair[1] for number in pair if number}
    wrong = {f"page-{number:04d}" for number in off}
    sides = sides or range(1, count + 1)
    for one in placements:
        if one.page in sides:
            turn = 180 if _is_turned(one.page, sides, duplex, folded=folded) else 0
            if one.turn != turn or not _stands_well(one, tolerance_mm, folded=folded):
                wrong.add(one.name)
    return sorted(wrong)


def _stands_well(one: Placement, tolerance_mm: float, *, folded: bool) -> bool:
    fold = one.paper_width_mm / 2
    inner = abs(one.x_mm + one.width_mm - fold) <= tolerance_mm or abs(one.x_mm - fold) <= tolerance_mm
    on_paper = one.x_mm >= -tolerance_mm and one.x_mm + one.width_mm <= one.paper_width_mm + tolerance_mm
    middle = abs(one.y_mm + one.height_mm / 2 - one.paper_height_mm / 2) <= tolerance_mm
    even = abs(one.scale_x - one.scale_y) <= 1e-4 and (one.scale_x > 0.9999 if folded else one.scale_x < 1.0001)
    high = one.height_mm <= one.paper_height_mm + tolerance_mm
    return inner and on_paper and middle and high and even and one.scale_x < 1.0001


def _is_turned(page: int, sides: range, duplex: Duplex, *, folded: bool) -> bool:
    """Whether a page of the file is a back that is printed head down."""
    at = page - sides.start
    match duplex:
        case Duplex.SHORT:
            return False
        case Duplex.LONG:
            return at % 2 == 1
        case Duplex.NONE:
            return folded and at >= len(sides) // 2


def _halves(placements: list[Placement], sides: range, duplex: Duplex, *, folded: bool) -> Halves:
    halves: Halves = defaultdict(list)
    for one in placements:
        if one.page in sides:
            is_right = one.x_mm + one.width_mm / 2 > one.paper_width_mm / 2
            turned = _is_turned(one.page, sides, duplex, folded=folded)
            halves[one.page, RIGHT if is_right != turned else LEFT].append(one)
    return halves


def _sheets(sides: range, duplex: Duplex) -> Iterator[tuple[int, int]]:
    """Yield the pages of the file that are the front and the back of each sheet; the last may lack its back."""
    half = -(-len(sides) // 2)
    for number in range(half):
        if duplex is Duplex.NONE:
            yield sides.start + number, sides.start + number + half
        else:
            yield sides.start + 2 * number, sides.start + 2 * number + 1


def _leaves(sheets: list[tuple[int, int]], most: int, *, right_to_left: bool) -> Iterator[tuple[int, int]]:
    """Yield what is read, leaf after leaf, as (page of the file, half).

    Of a folded sheet one half lies before the fold's middle and one behind it: on the way in one reads the first half
    of each sheet, outside then inside, on the way out the second half, inside then outside.
    """
    outside_first, inside_first = (LEFT, RIGHT) if right_to_left else (RIGHT, LEFT)
    at = 0
    for size in signatures(len(sheets), most):
        signature = sheets[at : at + size]
        at += size
        for front, back in signature:
            yield front, outside_first
            yield back, inside_first
        for front, back in reversed(signature):
            yield back, outside_first
            yield front, inside_first


def _numbers(found: list[Placement]) -> list[int | None]:
    """Return the numbers of the pages in one half: one, unless something stands there twice."""
    numbers: list[int | None] = []
    for one in found:
        name = _NAME.fullmatch(one.name)
        numbers.append(int(name[1]) if name else None)
    return numbers or [None]
