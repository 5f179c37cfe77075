"""Turns the calibration page for its printer, and makes up for its faults, to see whether that is right."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pressroom.impose.forms import finish, opened
from pressroom.impose.geometry import ImpositionError, moved, points, rounded
from pressroom.model.press import Correction, Duplex

if TYPE_CHECKING:
    from pikepdf import Pdf


def calibrated(pdf: bytes, *, title: str, language: str, duplex: Duplex, correction: Correction) -> bytes:
    """Return a file of upright pages, front, back, front, back …, ready for a printer with these faults.

    Pages are moved and stretched about their middle, and for a flip over the short edge each back is turned head down
    as a whole. Tags stay. Raises `ImpositionError` for what is no PDF with whole sheets.
    """
    with opened(pdf, "the calibration page") as file:
        if len(file.pages) % 2:
            raise ImpositionError("the calibration page lacks its back")
        for index, page in enumerate(file.pages):
            _draw_under(file, page, _matrix(_size_pt(page), correction, back=bool(index % 2), duplex=duplex))
        return finish(file, title, language, duplex)


def title_of(pdf: bytes) -> str:
    """Return the title of a PDF; empty for one without a title, and for what is no PDF."""
    try:
        with opened(pdf, "the file") as file:
            info: Any = file.trailer.get("/Info", {})
            return str(info.get("/Title", ""))
    except Exception:  # noqa: BLE001 - anything may stand there, and make the library fail in any way
        return ""


def _size_pt(page: Any) -> tuple[Decimal, Decimal]:
    left, bottom, right, top = (Decimal(str(edge)) for edge in page.mediabox)
    return right - left, top - bottom


def _matrix(size: tuple[Decimal, Decimal], correction: Correction, *, back: bool, duplex: Duplex) -> str:
    """Return the operands of ``cm`` (ISO 32000-1, clause 8.3.4): y grows upwards there."""
    turn = -1 if back and duplex is Duplex.SHORT else 1
    dx, dy = moved(correction, back=back, duplex=duplex)
    scales = turn * correction.scale_x, turn * correction.scale_y
    shifts = (
        half * (1 - scale) + by
        for half, scale, by in zip(_halves(size), scales, (points(dx), points(-dy)), strict=True)
    )
    across, up = map(rounded, shifts)
    return f"{rounded(scales[0], 8)} 0 0 {rounded(scales[1], 8)} {across} {up}"


def _halves(size: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal]:
    return size[0] / 2, size[1] / 2


def _draw_under(file: Pdf, page: Any, matrix: str) -> None:
    page.contents_add(file.make_stream(f"q {matrix} cm\n".encode("ascii")), prepend=True)
    page.contents_add(file.make_stream(b"\nQ"))
