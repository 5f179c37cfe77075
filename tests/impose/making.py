"""Tiny PDFs made by hand, without a letter in them: cards and packs to put on paper, and ways to look at the result."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image

from pressroom.model.press import CutMarks
from pressroom.model.sheet import Sheet

MM = 72 / 25.4
RED, BLUE = (255, 0, 0), (0, 0, 255)
A4, A5, LETTER = (210.0, 297.0), (148.0, 210.0), (215.9, 279.4)

Segment = tuple[float, float, float, float]
"""A line's ends on the paper, in mm from the top left corner: x1, y1, x2, y2."""


def written(pdf: pikepdf.Pdf) -> bytes:
    """Return a file's bytes."""
    out = BytesIO()
    pdf.save(out, fix_metadata_version=False)
    return out.getvalue()


def add_page(pdf: pikepdf.Pdf, size: Sequence[float], content: str, bleed: float = 0) -> None:
    """Append a page of this trim size in mm, whose origin is its trim's lower left corner."""
    width, height, more = size[0] * MM, size[1] * MM, bleed * MM
    outer = [-more, -more, width + more, height + more]
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=outer,
        BleedBox=outer,
        TrimBox=[0, 0, width, height],
        Contents=pdf.make_stream(f"{MM} 0 0 {MM} 0 0 cm {content}".encode()),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))


def ink(colour: Sequence[int]) -> str:
    """Return the operator that fills in this colour."""
    return " ".join(str(part / 255) for part in colour) + " rg "


@cache
def plain_card(width: Decimal, height: Decimal, sides: int = 2) -> bytes:
    """Return a card with 3 mm of bleed in light blue; 4 mm squares mark one and the same corner, seen from both sides.

    It is red, at the top left of the front, and blue, at the top right of the back.
    """
    w, h = float(width), float(height)
    with pikepdf.new() as pdf:
        ground = ink((204, 221, 238)) + f"-3 -3 {w + 6} {h + 6} re f "
        add_page(pdf, (w, h), ground + ink(RED) + f"0 {h - 4} 4 4 re f", 3)
        if sides == 2:
            add_page(pdf, (w, h), ground + ink(BLUE) + f"{w - 4} {h - 4} 4 4 re f", 3)
        return written(pdf)


def cards(on: Sheet, count: int, sides: int = 2) -> list[bytes]:
    """Return so many cards of a sheet's size."""
    return [plain_card(on.card_width, on.card_height, sides)] * count


@cache
def pack(pages: int, size: Sequence[float] = A5) -> bytes:
    """Return a pack whose page n is filled in the colour `of_page`, with a black square of 20 mm at its top left."""
    with pikepdf.new() as pdf:
        for number in range(1, pages + 1):
            ground = ink(of_page(number)) + f"0 0 {size[0]} {size[1]} re f "
            add_page(pdf, size, ground + f"0 g 0 {size[1] - 20} 20 20 re f")
        return written(pdf)


def of_page(number: int) -> tuple[int, int, int]:
    """Return the colour that stands for a page."""
    return (number, 255 - number, 128)


def looks(pdf: bytes, dpi: int) -> list[Image.Image]:
    """Return the pages as pictures."""
    document = pypdfium2.PdfDocument(pdf)
    pictures = [document[number].render(scale=dpi / 72).to_pil().convert("RGB") for number in range(len(document))]
    document.close()
    return pictures


def lines(pdf: bytes, number: int) -> list[Segment]:
    """Return the lines that a page draws, by its own matrices."""
    found = []
    with pikepdf.open(BytesIO(pdf)) as opened:
        page = opened.pages[number - 1]
        left, _, _, top = (float(edge) for edge in page.mediabox)
        current, saved, start = pikepdf.Matrix(), [], (0.0, 0.0)
        for instruction in pikepdf.parse_content_stream(page, "q Q cm m l"):
            operands: Any = instruction.operands
            values = [float(value) for value in operands]
            match str(instruction.operator):
                case "q":
                    saved.append(current)
                case "Q":
                    current = saved.pop()
                case "cm":
                    current = pikepdf.Matrix(*values) @ current
                case "m":
                    start = current.transform((values[0], values[1]))
                case _:
                    end = current.transform((values[0], values[1]))
                    found.append(
                        ((start[0] - left) / MM, (top - start[1]) / MM, (end[0] - left) / MM, (top - end[1]) / MM)
                    )
    return found


def own_sheet(**changes: object) -> Sheet:
    """Return a sheet such as a workspace may bring: A4, four columns' worth of gaps, cut marks on both sides."""
    values: dict[str, object] = {
        "id": "own", "product": "Own", "paper": "A4", "card_width": Decimal(80), "card_height": Decimal(50),
        "columns": 2, "rows": 4, "x0": Decimal(18), "y0": Decimal(30), "pitch_x": Decimal(94), "pitch_y": Decimal(62),
        "cut_marks": CutMarks.BOTH,
    }  # fmt: skip
    return Sheet(**{**values, **changes})
