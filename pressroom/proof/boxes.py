"""Page boxes: the size of paper, trim and bleed (ISO 32000-1, clause 14.11.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pressroom.proof.expect import Expectation, Finding, SizeMm
from pressroom.proof.opening import Opened

_MM_PER_PT = 25.4 / 72
_NAMES = {"media": "the paper", "trim": "the trim", "bleed": "the bleed box"}


@dataclass(frozen=True)
class Boxes:
    """A page's boxes in points, as (left, bottom, right, top). A missing box is the one around it."""

    media: tuple[float, float, float, float]
    trim: tuple[float, float, float, float]
    bleed: tuple[float, float, float, float]

    def size_mm(self, name: str) -> SizeMm:
        """Return the width and height of the box ``media``, ``trim`` or ``bleed``."""
        left, bottom, right, top = getattr(self, name)
        return (right - left) * _MM_PER_PT, (top - bottom) * _MM_PER_PT


def boxes(page: Any) -> Boxes:
    """Return the boxes of a page of pikepdf's."""
    return Boxes(*(_ordered(page, name) for name in ("mediabox", "trimbox", "bleedbox")))


def _ordered(page: Any, name: str) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(edge) for edge in getattr(page, name))
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def check_boxes(file: Opened, expect: Expectation) -> Iterator[Finding]:
    """Compare the number of pages, and each page's boxes, with what was meant."""
    count = len(file.pdf.pages)
    if expect.pages is not None and count != expect.pages:
        yield Finding(0, "page-count", f"the file has {count} pages, and {expect.pages} were meant")
    meant = {"media": expect.media_mm, "trim": expect.trim_mm, "bleed": expect.bleed_mm}
    for number in file.pages(expect.box_pages):
        found = boxes(file.pdf.pages[number - 1])
        for name, size in meant.items():
            if size is None:
                continue
            width, height = found.size_mm(name)
            if abs(width - size[0]) > expect.tolerance_mm or abs(height - size[1]) > expect.tolerance_mm:
                yield Finding(
                    number, f"{name}-size",
                    f"{_NAMES[name]} is {width:.2f} × {height:.2f} mm, and {size[0]:.2f} × {size[1]:.2f} were meant",
                )  # fmt: skip
        yield from _check_nesting(number, found)


def _check_nesting(number: int, found: Boxes) -> Iterator[Finding]:
    outer, inner = found.media, found.trim
    slack = 0.01
    inside = all(inner[i] >= outer[i] - slack for i in (0, 1)) and all(inner[i] <= outer[i] + slack for i in (2, 3))
    if not inside or inner[2] - inner[0] <= 0 or inner[3] - inner[1] <= 0:
        yield Finding(number, "box-nesting", "the trim reaches beyond the paper, or is empty")
