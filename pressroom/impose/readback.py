"""Reads from a finished file, by its own matrices, what stands where, and finds the cards that are out of place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pressroom.impose.geometry import PT_PER_MM, UNCORRECTED, moved, spots_of
from pressroom.model.press import Correction, Duplex
from pressroom.model.sheet import Sheet

if TYPE_CHECKING:
    from pikepdf import Page, Pdf

_NAME = re.compile(r"(card-\d{4,})(-front|-back|)")
_ANGLE = 1e-4
"""By how much a matrix may be off the upright: over the length of a sheet, a third of a hundredth of a millimetre."""


@dataclass(frozen=True)
class Placement:
    """Where a page stands on a finished sheet. ``page`` counts from 1; mm from the paper's top left corner.

    ``name`` is ``card-0001-front`` or ``card-0001-back``, numbered in the order in which the cards were given, and
    ``card-0001`` for a card without a back; in a booklet ``page-0001``. ``turn`` is 0 for what stands upright, 180
    for what stands head down, and None for anything else: mirrored, askew, on its side. ``scale_x`` and ``scale_y``
    say by how much it is stretched.
    """

    page: int
    name: str
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    paper_width_mm: float
    paper_height_mm: float
    turn: int | None = 0
    scale_x: float = 1.0
    scale_y: float = 1.0


def cells(pdf: bytes | Pdf) -> list[Placement]:
    """Return where each page stands, read from the matrices of a finished file of sheets, in the order of drawing.

    Raises `pikepdf.PdfError` when ``pdf`` is no PDF.
    """
    return read(pdf)[1]


def read(pdf: bytes | Pdf) -> tuple[int, list[Placement]]:
    """Return how many pages a finished file has, which may be open, and what stands on them."""
    from pikepdf import Pdf

    if isinstance(pdf, bytes):
        with Pdf.open(BytesIO(pdf)) as sheets:
            return read(sheets)
    pages = list(pdf.pages)
    return len(pages), [placement for number, page in enumerate(pages, 1) for placement in _placements(page, number)]


def misplaced(
    pdf: bytes | Pdf,
    sheet: Sheet,
    tolerance_mm: float = 0.01,
    *,
    duplex: Duplex = Duplex.LONG,
    correction: Correction = UNCORRECTED,
) -> list[str]:
    """Return the names of those sides of cards that stand in no cell of ``sheet``, or have no other side behind them.

    ``correction`` is undone first. A back belongs in its front's cell as that is seen from behind: on the page after
    it, and with `Duplex.NONE` on the page as far into the second half of the file as the front is into the first.
    A card without a back stands alone, on a sheet without backs. What stands in a cell twice is wrong, too.
    The tolerance is a tenth of what the best desktop printers hold.
    """
    pages, placements = read(pdf)
    stood = [(one, _cell(one, sheet, tolerance_mm, duplex, correction)) for one in placements]
    places = Counter((one.page, cell) for one, cell in stood)
    times = Counter(one.name for one, _ in stood)
    by_name = {one.name: (one, cell) for one, cell in stood}
    alone = all(not one.name.endswith(("-front", "-back")) for one, _ in stood)
    wrong = set()
    for one, cell in stood:
        once = cell is not None and places[one.page, cell] == 1 and times[one.name] == 1
        if not once or not (alone or _has_partner(one, by_name, pages, duplex)):
            wrong.add(one.name)
    return sorted(wrong)


def _cell(
    placement: Placement, sheet: Sheet, tolerance_mm: float, duplex: Duplex, correction: Correction
) -> int | None:
    """Return the cell of ``sheet``, from 0, in which something stands as it should; None where it stands in none."""
    name = _NAME.fullmatch(placement.name)
    if name is None:
        return None
    back = name[2] == "-back"
    dx, dy = moved(correction, back=back, duplex=duplex)
    (width, height), scale_x, scale_y = sheet.paper_mm, float(correction.scale_x), float(correction.scale_y)
    found = (
        (placement.x_mm - float(dx) - float(width) / 2) / scale_x + float(width) / 2,
        (placement.y_mm - float(dy) - float(height) / 2) / scale_y + float(height) / 2,
        placement.width_mm / scale_x,
        placement.height_mm / scale_y,
        placement.paper_width_mm,
        placement.paper_height_mm,
    )
    for cell, at in enumerate(spots_of(sheet, back=back, duplex=duplex)):
        meant = (at.x, at.y, sheet.card_width, sheet.card_height, width, height)
        if placement.turn == (180 if at.turned else 0) and all(
            abs(one - float(other)) <= tolerance_mm for one, other in zip(found, meant, strict=True)
        ):
            return cell
    return None


def _has_partner(one: Placement, by_name: dict[str, tuple[Placement, int | None]], pages: int, duplex: Duplex) -> bool:
    """Whether a card's other side stands in the same cell, and comes out of the printer behind this one."""
    card = one.name.removesuffix("-front").removesuffix("-back")
    if f"{card}-front" not in by_name or f"{card}-back" not in by_name:
        return False
    (front, cell), (back, behind) = by_name[f"{card}-front"], by_name[f"{card}-back"]
    if duplex is Duplex.NONE:
        pages_fit = pages % 2 == 0 and front.page <= pages // 2 and back.page == front.page + pages // 2
    else:
        pages_fit = front.page % 2 == 1 and back.page == front.page + 1
    return pages_fit and cell is not None and cell == behind


def _placements(page: Page, number: int) -> Iterator[Placement]:
    """Yield what one page places, by following its own transformation matrices (ISO 32000-1, clause 8.3)."""
    from pikepdf import Matrix, parse_content_stream

    forms: Any = page.resources.get("/XObject", {})
    current, saved = Matrix(), []
    for instruction in parse_content_stream(page, "q Q cm Do"):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "q":
                saved.append(current)
            case "Q":
                current = saved.pop()
            case "cm":
                current = Matrix(*(float(value) for value in operands)) @ current
            case "Do":
                yield _placement(page, forms[str(operands[0])], current, str(operands[0])[1:], number)


def _placement(page: Page, form: Any, matrix: Any, name: str, number: int) -> Placement:
    """Say where a form's trim comes to stand; its box reaches as far beyond its origin as beyond the far corner."""
    from pikepdf import Matrix

    left, bottom, right, top = (float(edge) for edge in page.cropbox)
    own = Matrix(*(float(value) for value in form.get("/Matrix", (1, 0, 0, 1, 0, 0))))
    x0, y0, x1, y1 = (float(edge) for edge in form.BBox)
    (x0, y0), (x1, y1) = own.transform((x0, y0)), own.transform((x1, y1))
    # x0 and y0 are now minus the bleed; the far corner is the trim's size plus the bleed.
    width, height = x1 + x0, y1 + y0
    corners = [matrix.transform(at) for at in ((0.0, 0.0), (width, 0.0), (0.0, height), (width, height))]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    mm = float(PT_PER_MM)
    return Placement(
        page=number,
        name=name,
        x_mm=(min(xs) - left) / mm,
        y_mm=(top - max(ys)) / mm,
        width_mm=(max(xs) - min(xs)) / mm,
        height_mm=(max(ys) - min(ys)) / mm,
        paper_width_mm=(right - left) / mm,
        paper_height_mm=(top - bottom) / mm,
        turn=None if int(page.obj.get("/Rotate", 0)) % 360 or "/UserUnit" in page.obj else _turn(matrix),
        scale_x=abs(matrix.a),
        scale_y=abs(matrix.d),
    )


def _turn(matrix: Any) -> int | None:
    if abs(matrix.b) > _ANGLE or abs(matrix.c) > _ANGLE or matrix.a * matrix.d <= 0:
        return None
    return 0 if matrix.a > 0 else 180
