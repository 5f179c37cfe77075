"""Pages as pictures: what a printer would put on paper, cut to size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image


def pictures(pdf: bytes, pages: Iterable[int], dpi: int) -> Iterator[tuple[int, Image]]:
    """Yield (page, picture) for ``pages`` of a PDF of our own, counted from 1, each cut to its TrimBox.

    A picture is as many pixels wide and high as the page is at ``dpi``, rounded.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in pages:
            page = document[number - 1]
            try:
                yield number, _picture(page, dpi / 72)
            finally:
                page.close()
    finally:
        document.close()


def _picture(page: Any, scale: float) -> Image:
    bitmap = page.render(scale=scale, rev_byteorder=True)
    try:
        whole: Image = bitmap.to_pil()
        left, bottom, right, top = page.get_trimbox()
        outer_left, _, _, outer_top = page.get_cropbox()
        x, y = round((left - outer_left) * scale), round((outer_top - top) * scale)
        # The copy outlives the bitmap, which the whole picture only looks into.
        return whole.crop((x, y, x + round((right - left) * scale), y + round((top - bottom) * scale)))
    finally:
        bitmap.close()


def png(picture: Image) -> bytes:
    """Return a picture as PNG with nothing in it but its pixels: no date, no program, no text."""
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
