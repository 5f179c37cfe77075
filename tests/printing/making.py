"""Small print jobs, and output folders that hold them."""

from __future__ import annotations

from io import BytesIO

import pikepdf

from pressroom.model.press import Duplex
from pressroom.model.sheet import PAPER_MM

_NAMES = {
    Duplex.LONG: pikepdf.Name.DuplexFlipLongEdge,
    Duplex.SHORT: pikepdf.Name.DuplexFlipShortEdge,
    Duplex.NONE: pikepdf.Name.Simplex,
}


def job(paper: str, duplex: Duplex | None, pages: int = 1, *, landscape: bool = False, **page: object) -> bytes:
    """Return empty pages of a paper that ask for these sides (None: do not say); ``page`` sets keys of each page."""
    width, height = (float(length) / 25.4 * 72 for length in PAPER_MM[paper])
    box = [0, 0, height, width] if landscape else [0, 0, width, height]
    out = BytesIO()
    with pikepdf.Pdf.new() as pdf:
        for _ in range(pages):
            pdf.pages.append(
                pikepdf.Page(pikepdf.Dictionary({"/Type": pikepdf.Name.Page, "/MediaBox": pikepdf.Array(box)}))
            )
            for key, value in page.items():
                pdf.pages[-1].obj[f"/{key}"] = value
        if duplex is not None:
            pdf.Root.ViewerPreferences = pikepdf.Dictionary(Duplex=_NAMES[duplex])
        pdf.save(out)
    return out.getvalue()
