"""QR codes as a phone sees them: the page is rasterised, and what stands on it is decoded."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pressroom.proof.content import plain_bytes
from pressroom.proof.expect import Expectation, Finding
from pressroom.proof.opening import Opened

DPI = 150
"""At 150 dpi every printed symbol of 0.40 mm a module has more than two pixels a module; 100 dpi read 100 of 100."""

SEEKING_DPI = 100
"""Where no code is meant, one of 0.35 mm a module is still found, and phones want 0.40. Where codes are, who reads them
all in fewer pixels need not look closer."""

MAX_PIXELS = 40_000_000
"""An A0 sheet at 150 dpi. One byte each."""

LEAST_CORNERS = 150
"""The dark areas of a QR code of the smallest version (21 modules a side) have more corners than this, whatever is in
it and however it is masked; those of larger ones have more."""

_POINT = re.compile(rb"[\d.]\s+(re|[mlcvy])(?!\S)")
"""What adds to a path (ISO 32000-1, clause 8.5.2)."""

_DASHED = re.compile(rb"[\d.]\s*\]\s*[\d.]+\s+d(?!\S)")
"""A line of dashes: of two points, and of any number of corners."""


@dataclass(frozen=True)
class Symbol:
    """A QR code that was read: its text, and how wide a module is on the page, in mm, within 2 %."""

    text: str
    module_mm: float


def symbols(page: Any, dpi: int = DPI) -> list[Symbol] | None:
    """Return the QR codes on a page of pdfium's; ``None`` when it is too large to look at.

    Micro QR and its like are no codes here: no phone reads them, and letters can look like the smallest of them.
    """
    import zxingcpp

    scale = dpi / 72
    width, height = page.get_size()
    if width * height * scale * scale > MAX_PIXELS:
        return None
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        if bytes(bitmap.buffer) == _white(len(bitmap.buffer)):
            return []  # nothing stands on it
        pixels: Any = memoryview(bitmap.buffer)
        image = zxingcpp.ImageView(pixels, bitmap.width, bitmap.height, zxingcpp.ImageFormat.Lum, bitmap.stride)
        found = zxingcpp.read_barcodes(
            image, zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2), text_mode=zxingcpp.TextMode.Plain
        )
        return [Symbol(code.text, _module_mm(code, dpi)) for code in found]
    finally:
        bitmap.close()


@functools.lru_cache(maxsize=8)
def _white(length: int) -> bytes:
    return b"\xff" * length


def _module_mm(code: Any, dpi: int) -> float:
    """A symbol of version v has 17 + 4 v modules a side (ISO/IEC 18004, clause 6.3.1)."""
    corners = [code.position.top_left, code.position.top_right, code.position.bottom_right, code.position.bottom_left]
    sides = [
        ((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5 for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)
    ]
    modules = 17 + 4 * int(code.extra["Version"])
    # The corners are those of whole pixels, so each side is one short.
    return float((sum(sides) / 4 + 1) / modules / dpi * 25.4)


def is_too_plain(page: Any) -> bool:
    """Whether a page of pikepdf's draws too little for a QR code to be on it, whatever is drawn: nobody need look.

    Each path has so many corners at the most: four for a rectangle, and two for each other point, since a line may be
    as broad as it likes. Letters are taken for letters.
    """
    data = plain_bytes(page)
    if data is None or b"BI" in data or _DASHED.search(data) or "/Annots" in page.obj:
        return False
    resources = page.resources
    if any(len(resources.get(name, ())) for name in ("/XObject", "/Pattern", "/Shading")):
        return False
    if any(font.get("/Subtype") == "/Type3" for _, font in resources.get("/Font", {}).items()):
        return False
    drawn = Counter(_POINT.findall(data))
    return 4 * drawn.pop(b"re", 0) + 2 * drawn.total() < LEAST_CORNERS


def check_symbols(file: Opened, expect: Expectation) -> Iterator[Finding]:
    """Compare the codes on each page with those that were meant: the same texts, as often, and no other."""
    count = len(file.view)
    for number in sorted({*file.pages(expect.qr_pages), *(n for n in expect.qr if n <= count)}):
        meant = expect.qr.get(number)
        if not meant and is_too_plain(file.pdf.pages[number - 1]):
            continue
        found = symbols(file.page(number), SEEKING_DPI)
        if meant and found is not None and (expect.min_module_mm or _differ(found, meant)):
            found = symbols(file.page(number), DPI)
        if found is None:
            yield too_large(number)
            continue
        yield from _compare(number, found, expect)
    for number in expect.qr:
        if number > count and expect.qr[number]:
            yield Finding(number, "qr-missing", "the page with the QR codes is missing")


def too_large(number: int) -> Finding:
    """Return that nobody can say which codes are on a page."""
    return Finding(number, "page-too-large", "the page is too large to be looked at")


def _differ(found: Sequence[Symbol], meant: Sequence[str]) -> bool:
    return sorted(symbol.text for symbol in found) != sorted(meant)


def _compare(number: int, found: list[Symbol], expect: Expectation) -> Iterator[Finding]:
    meant, read = Counter(expect.qr.get(number, [])), Counter(symbol.text for symbol in found)
    missing, surplus = (meant - read).total(), (read - meant).total()
    if missing:
        yield Finding(number, "qr-missing", f"{missing} of {meant.total()} QR codes cannot be read, or lead elsewhere")
    if surplus:
        yield Finding(number, "qr-unexpected", f"{surplus} QR codes lead to where none was meant to lead")
    least = expect.min_module_mm
    # A pixel at 150 dpi is 0.17 mm, over a symbol's side of 25 modules or more: 2 % is what can be measured.
    small = [symbol for symbol in found if least is not None and symbol.module_mm < least * 0.98]
    if small:
        yield Finding(
            number, "qr-too-fine",
            f"{len(small)} QR codes have modules under {least} mm: use a shorter link or a larger symbol",
        )  # fmt: skip
