"""Text on the page: too near the cut, cut off by a box that is too small for it, or not to be read."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

from pressroom.proof.boxes import boxes
from pressroom.proof.expect import Expectation, Finding
from pressroom.proof.opening import Opened

_PT_PER_MM = 72 / 25.4

_TOLERANCE_PT = 0.5
"""0.18 mm: what anti-aliasing and rounding leave of a glyph at a box's edge; a clipped letter loses more."""

_SLACK_PT = 0.05


def check_text(file: Opened, expect: Expectation) -> Iterator[Finding]:
    """Look at the text of every page, or of the pages to look at."""
    for index in (number - 1 for number in file.pages(expect.text_pages)):
        page = file.page(index + 1)
        reader = page.get_textpage()
        try:
            yield from _check_readable(reader, expect, index + 1)
            if expect.safe_mm is not None:
                yield from _check_safe(reader, file.pdf.pages[index], expect.safe_mm, index + 1)
            yield from _check_clipped(page, index + 1)
        finally:
            reader.close()
    for number in expect.text_must:
        if number > len(file.view):
            yield Finding(number, "text-missing", "the page with text that must be there is missing")


def _check_readable(reader: Any, expect: Expectation, number: int) -> Iterator[Finding]:
    text = reader.get_text_range(errors="replace")
    if "�" in text:
        yield Finding(
            number, "unreadable-character", "a character stands on the page as the sign for one that was lost"
        )
    squeezed = "".join(text.split())
    missing = [must for must in expect.text_must.get(number, ()) if "".join(must.split()) not in squeezed]
    if missing:
        yield Finding(number, "text-missing", f"{len(missing)} texts that must be on the page cannot be read there")


def _check_safe(reader: Any, page: Any, safe_mm: float, number: int) -> Iterator[Finding]:
    """Find text nearer to the trim than ``safe_mm``, or beyond it. pdfium gives a line's ink as one rectangle."""
    left, bottom, right, top = boxes(page).trim
    keep = safe_mm * _PT_PER_MM - _SLACK_PT
    outside = 0
    for index in range(reader.count_rects()):
        x0, y0, x1, y1 = reader.get_rect(index)
        if x0 < left + keep or y0 < bottom + keep or x1 > right - keep or y1 > top - keep:
            outside += 1
    if outside:
        yield Finding(
            number, "text-outside", f"text is nearer than {safe_mm:g} mm to the edge of the page, or beyond it"
        )


def _check_clipped(page: Any, number: int) -> Iterator[Finding]:
    """Find text that reaches beyond the path that clips it: what the box was too small for is cut off in print."""
    from pypdfium2 import raw

    clipped = 0
    for text in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        shown = _clip(raw, raw.FPDFPageObj_GetClipPath(text))
        if shown is None:
            continue
        x0, y0, x1, y1 = text.get_bounds()
        left, bottom, right, top = shown
        if (
            x0 < left - _TOLERANCE_PT
            or y0 < bottom - _TOLERANCE_PT
            or x1 > right + _TOLERANCE_PT
            or y1 > top + _TOLERANCE_PT
        ):
            clipped += 1
    if clipped:
        yield Finding(number, "text-clipped", "text is cut off by the box that it stands in")


def _clip(raw: Any, clip: Any) -> tuple[float, float, float, float] | None:
    """Return the rectangle around what a clip path lets through: what all of its paths have in common."""
    left = bottom = float("-inf")
    right = top = float("inf")
    found = False
    for index in range(max(0, raw.FPDFClipPath_CountPaths(clip)) if clip else 0):
        points = list(_points(raw, clip, index))
        if not points:
            continue
        found = True
        left, right = max(left, min(x for x, _ in points)), min(right, max(x for x, _ in points))
        bottom, top = max(bottom, min(y for _, y in points)), min(top, max(y for _, y in points))
    return (left, bottom, right, top) if found else None


def _points(raw: Any, clip: Any, index: int) -> Iterator[tuple[float, float]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    for segment in range(max(0, raw.FPDFClipPath_CountPathSegments(clip, index))):
        piece = raw.FPDFClipPath_GetPathSegment(clip, index, segment)
        if raw.FPDFPathSegment_GetPoint(piece, x, y):
            yield x.value, y.value
