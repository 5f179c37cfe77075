"""Puts cards on sheets: front, back, front, back …, so that long-edge duplex prints each back behind its front.

Positions are exact decimals of a millimetre until they are written, to five decimals of a point (1 pt is 1/72 inch,
1 inch is 25.4 mm). Each card page becomes a form XObject whose own origin is the lower left corner of its trim: the
matrix that places it therefore *is* its position on the paper, and `cells` reads that back from a finished file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pressroom.model.sheet import Sheet

if TYPE_CHECKING:
    from pikepdf import Object, Page, Pdf

BLEED_MM = Decimal(3)
"""How far a card's ground may run over its trim, where the neighbour leaves room: the usual bleed in print."""

SIZE_TOLERANCE_MM = Decimal("0.05")
"""How far a card's TrimBox may be from the sheet's card: rounding in the typesetter is a hundredth of that."""

PRINTER_MARGIN_MM = Decimal(5)
"""Nothing is drawn nearer to the paper's edge: desktop printers do not reach it."""

MARK_LENGTH_MM = Decimal(5)
MARK_WIDTH_PT = Decimal("0.25")

_PT_PER_MM = Decimal(72) / Decimal("25.4")
_EPSILON_MM = Decimal("0.000001")


class ImpositionError(ValueError):
    """A card cannot be put on the sheet. The message says which card, by its number from 1, and why."""


@dataclass(frozen=True)
class Placement:
    """Where a card's side stands on a finished sheet. ``page`` counts from 1; mm from the paper's top left corner.

    ``name`` is ``card-0001-front`` or ``card-0001-back``, numbered in the order in which the cards were given.
    """

    page: int
    name: str
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    paper_width_mm: float


def impose(
    cards: Sequence[bytes | None], sheet: Sheet, *, title: str, language: str = "", start_cell: int = 1
) -> bytes:
    """Return the sheets for ``cards``: two pages each, the front and the back, for duplex flipped on the long edge.

    A card is a PDF of two pages, front and back, with TrimBox and, as its ground asks for it, bleed around that;
    ``None`` leaves a cell empty. ``start_cell`` counts from 1, row by row, on the first sheet only: for a sheet that
    has lost some cards. The back grid is the front grid mirrored about the sheet's vertical centre line. The sheets
    are untagged: they are for a printer, and each card exists as a tagged file of its own.
    Raises `ImpositionError` for a card that does not fit the sheet, and for a start cell that the sheet does not have.
    """
    from pikepdf import Pdf

    if not any(card is not None for card in cards):
        raise ImpositionError("there are no cards to put on sheets")
    if not 1 <= start_cell <= sheet.cells:
        raise ImpositionError(f"the sheet {sheet.id} has cells 1 to {sheet.cells}: start at one of them")
    out = Pdf.new()
    slots: list[bytes | None] = [*([None] * (start_cell - 1)), *cards]
    for first in range(0, len(slots), sheet.cells):
        forms = [
            _forms(out, card, sheet, first + cell + 2 - start_cell) if card is not None else None
            for cell, card in enumerate(slots[first : first + sheet.cells])
        ]
        for side in (0, 1):
            _add_sheet(out, sheet, [pair[side] if pair else None for pair in forms], back=bool(side))
    _finish(out, title, language)
    return _written(out)


def cells(pdf: bytes) -> list[Placement]:
    """Return where each card stands, read from the matrices of a finished file of sheets, in the order of drawing.

    Raises `pikepdf.PdfError` when ``pdf`` is no PDF.
    """
    from pikepdf import Pdf

    with Pdf.open(BytesIO(pdf)) as sheets:
        return [found for number, page in enumerate(sheets.pages, 1) for found in _placements(page, number)]


def misplaced(pdf: bytes, sheet: Sheet, tolerance_mm: float = 0.01) -> list[str]:
    """Return the names of those sides of cards that stand in no cell of ``sheet``, or have no other side behind them.

    A back belongs on the page after its front, at the same height, mirrored about the sheet's vertical centre line.
    The tolerance is a tenth of what the best desktop printers hold.
    """
    found = {placement.name: placement for placement in cells(pdf)}
    corners = {back: [_origin(sheet, cell, back=back) for cell in range(sheet.cells)] for back in (False, True)}
    wrong = set()
    for name, side in found.items():
        is_back = name.endswith("-back")
        other = found.get(name.removesuffix("-back") + "-front" if is_back else name.removesuffix("-front") + "-back")
        front, back = (other, side) if is_back else (side, other)
        in_a_cell = any(
            abs(side.x_mm - float(x)) <= tolerance_mm and abs(side.y_mm - float(y)) <= tolerance_mm
            for x, y in corners[is_back]
        )
        if not (in_a_cell and front and back and _are_a_pair(front, back, tolerance_mm)):
            wrong.add(name)
    return sorted(wrong)


def _are_a_pair(front: Placement, back: Placement, tolerance_mm: float) -> bool:
    mirrored = front.paper_width_mm - front.x_mm - front.width_mm
    off = (
        back.x_mm - mirrored,
        back.y_mm - front.y_mm,
        back.width_mm - front.width_mm,
        back.height_mm - front.height_mm,
    )
    return front.page % 2 == 1 and back.page == front.page + 1 and all(abs(by) <= tolerance_mm for by in off)


@dataclass(frozen=True)
class _Form:
    """A card's side, ready to be placed: its name, its XObject, and how much bleed it has around its trim."""

    name: str
    xobject: Any
    bleed_mm: Decimal


def _forms(out: Pdf, card: bytes, sheet: Sheet, number: int) -> tuple[_Form, _Form]:
    """Return a card's front and back as form XObjects of the sheet's file."""
    from pikepdf import Pdf, PdfError

    try:
        source = Pdf.open(BytesIO(card))
        pages = list(source.pages)
    except PdfError as error:
        raise ImpositionError(f"card {number} is not a readable PDF") from error
    if len(pages) != 2:
        raise ImpositionError(f"card {number} has {len(pages)} pages: a card has two, its front and its back")
    front, back = (_form(out, page, sheet, f"card {number}, page {side}") for side, page in enumerate(pages, 1))
    return _Form(f"card-{number:04d}-front", *front), _Form(f"card-{number:04d}-back", *back)


def _form(out: Pdf, page: Page, sheet: Sheet, where: str) -> tuple[Object, Decimal]:
    """Return the page as a form whose origin is its trim's lower left corner, and its bleed in mm, at most 3."""
    from pikepdf import Array

    if int(page.obj.get("/Rotate", 0)) % 360 or "/UserUnit" in page.obj:
        raise ImpositionError(f"{where} is rotated or scaled: give it upright and at its actual size")
    left, bottom, right, top = (Decimal(str(edge)) for edge in page.trimbox)
    media = [Decimal(str(edge)) for edge in page.mediabox]
    width, height = sheet.card_width * _PT_PER_MM, sheet.card_height * _PT_PER_MM
    tolerance = SIZE_TOLERANCE_MM * _PT_PER_MM
    if abs(right - left - width) > tolerance or abs(top - bottom - height) > tolerance:
        size = f"{(right - left) / _PT_PER_MM:.2f} × {(top - bottom) / _PT_PER_MM:.2f} mm"
        raise ImpositionError(
            f"{where} is {size}, but a card of sheet {sheet.id} is {sheet.card_width} × {sheet.card_height} mm"
        )
    # What the rounding of the box left over is shared out evenly, so that the card's middle is the cell's middle.
    left, bottom = (left + right - width) / 2, (bottom + top - height) / 2
    right, top = left + width, bottom + height
    around = (left - media[0], bottom - media[1], media[2] - right, media[3] - top)
    bleed = max(Decimal(0), min(BLEED_MM * _PT_PER_MM, *around))
    form = out.copy_foreign(page.as_form_xobject())
    form.BBox = Array([_number(edge) for edge in (left - bleed, bottom - bleed, right + bleed, top + bleed)])
    form.Matrix = Array([1, 0, 0, 1, _number(-left), _number(-bottom)])
    for key in ("/StructParents", "/StructParent", "/Metadata", "/LastModified", "/PieceInfo"):
        if key in form:
            del form[key]
    return form, bleed / _PT_PER_MM


def _add_sheet(out: Pdf, sheet: Sheet, forms: Sequence[_Form | None], *, back: bool) -> None:
    """Append one side of a sheet."""
    from pikepdf import Array, Dictionary, Name, Page

    width, height = (size * _PT_PER_MM for size in sheet.paper_mm)
    drawn = Dictionary()
    content: list[str] = []
    for cell, form in enumerate(forms):
        if form is not None:
            drawn[f"/{form.name}"] = form.xobject
            content.append(_placed(sheet, cell, form, back=back))
    if sheet.cut_marks:
        content.append(_marks(sheet, back=back))
    # Never page.add_blank_page: it rounds the paper to whole points.
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, _number(width), _number(height)]),
        Resources=Dictionary(XObject=drawn),
        Contents=out.make_stream("\n".join(content).encode("ascii")),
    )
    out.pages.append(Page(out.make_indirect(page)))


def _origin(sheet: Sheet, cell: int, *, back: bool) -> tuple[Decimal, Decimal]:
    """Return a cell's top left corner in mm on the front, or, mirrored about the vertical centre line, on the back."""
    x, y = sheet.origin(cell)
    return (sheet.paper_mm[0] - x - sheet.card_width, y) if back else (x, y)


def _placed(sheet: Sheet, cell: int, form: _Form, *, back: bool) -> str:
    """Return the operators that draw a card's side in its cell, clipped to its trim and the bleed that it may have."""
    x, y = _origin(sheet, cell, back=back)
    before, after, above, below = (min(form.bleed_mm, room) for room in _room(sheet, cell, back=back))
    clip = _rectangle(
        sheet, x - before, y - above, sheet.card_width + before + after, sheet.card_height + above + below
    )
    across, up = x * _PT_PER_MM, (sheet.paper_mm[1] - y - sheet.card_height) * _PT_PER_MM
    return f"q {clip} re W n 1 0 0 1 {_number(across)} {_number(up)} cm /{form.name} Do Q"


def _room(sheet: Sheet, cell: int, *, back: bool) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Return how much bleed a cell has room for in mm: left, right, above, below.

    Towards a neighbour it is half the gap; towards the paper's edge, what the printer can reach.
    """
    gap_x = max(Decimal(0), (sheet.pitch_x - sheet.card_width) / 2)
    gap_y = max(Decimal(0), (sheet.pitch_y - sheet.card_height) / 2)
    row, column = divmod(cell, sheet.columns)
    if back:
        column = sheet.columns - 1 - column
    x, y = _origin(sheet, cell, back=back)
    edge_x = sheet.paper_mm[0] - x - sheet.card_width
    edge_y = sheet.paper_mm[1] - y - sheet.card_height
    return (
        _outer(x) if column == 0 else gap_x,
        _outer(edge_x) if column == sheet.columns - 1 else gap_x,
        _outer(y) if row == 0 else gap_y,
        _outer(edge_y) if row == sheet.rows - 1 else gap_y,
    )


def _outer(margin_mm: Decimal) -> Decimal:
    return max(Decimal(0), min(BLEED_MM, margin_mm - PRINTER_MARGIN_MM))


def _marks(sheet: Sheet, *, back: bool) -> str:
    """Return hairlines in the margins that show where to cut: at each card's edges, beyond the bleed, as artifacts.

    They end 5 mm before the paper's edge; where the margin is too narrow they get shorter, then vanish.
    """
    width, height = sheet.paper_mm
    corners = [_origin(sheet, cell, back=back) for cell in range(sheet.cells)]
    lefts, tops = sorted({x for x, _ in corners}), sorted({y for _, y in corners})
    left, right = lefts[0], lefts[-1] + sheet.card_width
    top, bottom = tops[0], tops[-1] + sheet.card_height
    lines: list[str] = []
    for x in sorted({edge for at in lefts for edge in (at, at + sheet.card_width)}):
        lines += [_line(sheet, x, start, x, end) for start, end in _spans(top, bottom, height)]
    for y in sorted({edge for at in tops for edge in (at, at + sheet.card_height)}):
        lines += [_line(sheet, start, y, end, y) for start, end in _spans(left, right, width)]
    return "\n".join(["/Artifact BMC", "q", f"0 G {MARK_WIDTH_PT} w", *lines, "Q", "EMC"])


def _spans(first: Decimal, last: Decimal, paper: Decimal) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield the beginning and end of the marks before the first card and after the last, along one axis."""
    for margin, sign, edge in ((first, -1, first), (paper - last, 1, last)):
        offset = _outer(margin)
        length = min(MARK_LENGTH_MM, margin - PRINTER_MARGIN_MM - offset)
        if length > _EPSILON_MM:
            yield edge + sign * offset, edge + sign * (offset + length)


def _line(sheet: Sheet, x1: Decimal, y1: Decimal, x2: Decimal, y2: Decimal) -> str:
    start, end = (
        f"{_number(x * _PT_PER_MM)} {_number((sheet.paper_mm[1] - y) * _PT_PER_MM)}" for x, y in ((x1, y1), (x2, y2))
    )
    return f"{start} m {end} l S"


def _rectangle(sheet: Sheet, x: Decimal, y: Decimal, width: Decimal, height: Decimal) -> str:
    bottom = sheet.paper_mm[1] - y - height
    return " ".join(str(_number(length * _PT_PER_MM)) for length in (x, bottom, width, height))


def _number(points: Decimal) -> Decimal:
    """Round to five decimals of a point: four millionths of a millimetre."""
    rounded = points.quantize(Decimal("0.00001"))
    return rounded or Decimal(0)  # no -0.00000


def _placements(page: Page, number: int) -> Iterator[Placement]:
    """Yield what one page places, by following its own transformation matrices (ISO 32000-1, clause 8.3)."""
    from pikepdf import Matrix, parse_content_stream

    left, _, right, top = (float(edge) for edge in page.mediabox)
    paper = (left, right, top)
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
                name = str(operands[0])
                yield _placement(forms[name], current, name.removeprefix("/"), number, paper)


def _placement(form: Any, matrix: Any, name: str, page: int, paper: tuple[float, float, float]) -> Placement:
    """Say where a form's trim comes to stand; its box reaches as far beyond its origin as beyond the far corner."""
    from pikepdf import Matrix

    left, right, top = paper
    x0, y0, x1, y1 = (float(edge) for edge in form.BBox)
    own = Matrix(*(float(value) for value in form.get("/Matrix", (1, 0, 0, 1, 0, 0))))
    x0, y0 = own.transform((x0, y0))
    x1, y1 = own.transform((x1, y1))
    # x0 and y0 are now minus the bleed; the far corner is the trim's size plus the bleed.
    near, far = matrix.transform((0.0, 0.0)), matrix.transform((x1 + x0, y1 + y0))
    mm = float(_PT_PER_MM)
    return Placement(
        page=page,
        name=name,
        x_mm=(near[0] - left) / mm,
        y_mm=(top - far[1]) / mm,
        width_mm=(far[0] - near[0]) / mm,
        height_mm=(far[1] - near[1]) / mm,
        paper_width_mm=(right - left) / mm,
    )


def _finish(out: Pdf, title: str, language: str) -> None:
    """Name the file; ask for long-edge duplex, actual size, and the tray that the printer is set to (clause 12.2)."""
    from pikepdf import Dictionary, Name, String

    if language:
        out.Root.Lang = String(language)
    out.Root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True,
        PrintScaling=Name("/None"),
        Duplex=Name.DuplexFlipLongEdge,
        PickTrayByPDFSize=False,
    )
    out.trailer.Info = out.make_indirect(Dictionary(Title=String(title)))


def _written(out: Pdf) -> bytes:
    """Return the file, small, and the same bytes for the same content."""
    from pikepdf import ObjectStreamMode

    written = BytesIO()
    out.save(
        written,
        min_version="1.7",
        deterministic_id=True,
        object_stream_mode=ObjectStreamMode.generate,
        fix_metadata_version=False,  # there is no packet, and none is to be made
    )
    return written.getvalue()
