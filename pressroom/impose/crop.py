"""Crop marks around finished pages, for a print shop that trims them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from pressroom.impose.forms import opened
from pressroom.impose.geometry import BLEED_MM, points, rounded
from pressroom.impose.marks import MARK_LENGTH_MM, MARK_WIDTH_PT

if TYPE_CHECKING:
    from pikepdf import Page, Pdf

SLUG_MM = Decimal(10)
"""How far the paper reaches beyond the bleed: room for the marks and for the shop's own."""

Edges = tuple[Decimal, Decimal, Decimal, Decimal]
"""A box in points: left, bottom, right, top."""


def with_crop_marks(pdf: bytes, *, cmyk: bool = False) -> bytes:
    """Return a file's pages on larger paper, with hairlines at the corners of each trim, outside the bleed.

    Trim and bleed, tags, metadata and links stay; what a page draws beyond its bleed stays hidden. The marks are black,
    or with ``cmyk`` in all four inks, so that they show on each plate; they are artifacts, so that a tagged page stays
    one. Without a bleed they keep 3 mm off the trim all the same. The same file gives the same bytes.
    Raises `ImpositionError` when ``pdf`` is no PDF.
    """
    from pikepdf import ObjectStreamMode

    with opened(pdf, "the file") as file:
        for page in file.pages:
            _add_marks(file, page, "1 1 1 1 K" if cmyk else "0 G")
        written = BytesIO()
        file.save(
            written,
            min_version="1.7",
            deterministic_id=True,
            object_stream_mode=ObjectStreamMode.generate,
            fix_metadata_version=False,  # which would have the library write the packet anew
        )
    return written.getvalue()


def _add_marks(file: Pdf, page: Page, ink: str) -> None:
    from pikepdf import Array

    trim, bleed = _edges(page.trimbox), _edges(page.bleedbox)
    slug = points(SLUG_MM)
    paper = (bleed[0] - slug, bleed[1] - slug, bleed[2] + slug, bleed[3] + slug)
    boxes = {"/MediaBox": paper, "/CropBox": paper, "/BleedBox": bleed, "/TrimBox": trim}
    for name, box in boxes.items():
        page.obj[name] = Array([rounded(edge) for edge in box])
    clip = " ".join(str(rounded(length)) for length in (*bleed[:2], bleed[2] - bleed[0], bleed[3] - bleed[1]))
    marks = "\n".join(f"{x1} {y1} m {x2} {y2} l S" for x1, y1, x2, y2 in _lines(trim, bleed))
    page.contents_add(file.make_stream(f"q {clip} re W n\n".encode("ascii")), prepend=True)
    drawn = f"\nQ\n/Artifact BMC\nq\n{ink} {MARK_WIDTH_PT} w\n{marks}\nQ\nEMC\n"
    page.contents_add(file.make_stream(drawn.encode("ascii")))


def _lines(trim: Edges, bleed: Edges) -> Iterator[tuple[Decimal, ...]]:
    """Yield the ends of two marks at each corner, in points: in line with the trim's edges, beyond the bleed."""
    least, length = points(BLEED_MM), points(MARK_LENGTH_MM)
    left, bottom, right, top = (rounded(edge) for edge in trim)
    # From each edge, outwards: where a mark begins and where it ends.
    before, below = (trim[side] - max(trim[side] - bleed[side], least) for side in (0, 1))
    after, above = (trim[side] + max(bleed[side] - trim[side], least) for side in (2, 3))
    for y in (bottom, top):
        yield rounded(before - length), y, rounded(before), y
        yield rounded(after), y, rounded(after + length), y
    for x in (left, right):
        yield x, rounded(below - length), x, rounded(below)
        yield x, rounded(above), x, rounded(above + length)


def _edges(box: object) -> Edges:
    x0, y0, x1, y1 = (Decimal(str(edge)) for edge in box)  # type: ignore[attr-defined] # an array of pikepdf's
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
