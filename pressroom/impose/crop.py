"""Crop marks around finished pages: for a print shop that trims them, or for scissors."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from pressroom import metadata
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
    with opened(pdf, "the file") as file:
        slug = points(SLUG_MM)
        for page in file.pages:
            trim, bleed = _edges(page.trimbox), _edges(page.bleedbox)
            paper = (bleed[0] - slug, bleed[1] - slug, bleed[2] + slug, bleed[3] + slug)
            _set_boxes(page, paper, bleed, trim)
            _add_marks(file, page, trim, bleed, "1 1 1 1 K" if cmyk else "0 G")
        return metadata.written(file)


def on_paper(pdf: bytes, paper_mm: tuple[Decimal, Decimal], *, cmyk: bool = False) -> bytes:
    """Return a file's pages, each in the middle of a sheet of paper at its size, with marks to cut it out by.

    The page's trim is then the paper's, for whoever prints it; all else is as in `with_crop_marks`, but that the marks
    are in black ink alone. The paper must be larger than the trim and its marks.
    """
    width, height = (points(length) for length in paper_mm)
    with opened(pdf, "the file") as file:
        for page in file.pages:
            trim, bleed = _edges(page.trimbox), _edges(page.bleedbox)
            left, bottom = (trim[0] + trim[2] - width) / 2, (trim[1] + trim[3] - height) / 2
            paper = (left, bottom, left + width, bottom + height)
            _set_boxes(page, paper, paper, paper)
            _add_marks(file, page, trim, bleed, "0 0 0 1 K" if cmyk else "0 G")
        return metadata.written(file)


def _set_boxes(page: Page, paper: Edges, bleed: Edges, trim: Edges) -> None:
    from pikepdf import Array

    boxes = {"/MediaBox": paper, "/CropBox": paper, "/BleedBox": bleed, "/TrimBox": trim}
    for name, box in boxes.items():
        page.obj[name] = Array([rounded(edge) for edge in box])


def _add_marks(file: Pdf, page: Page, trim: Edges, bleed: Edges, ink: str) -> None:
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
