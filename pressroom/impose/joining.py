"""Packs one after another as one print job, each on a sheet of paper of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pressroom.impose.forms import finish, opened
from pressroom.impose.geometry import ImpositionError
from pressroom.model.press import Duplex

if TYPE_CHECKING:
    from pikepdf import Page, Pdf

_OF_NO_USE = ("/Annots", "/StructParents", "/Tabs", "/Metadata", "/PieceInfo", "/LastModified", "/AA", "/B")
"""What a printer has no use for: links, tags, dates, actions."""


def join_jobs(
    packs: Iterable[bytes], *, title: str, pad_to_recto: bytes | None = None, duplex: Duplex = Duplex.LONG
) -> bytes:
    """Return packs one after another as one print job, each of them starting on a right-hand (odd) page.

    With `Duplex.NONE` there are no backs, and nothing is filled up. With `Duplex.SHORT`, every second page of those
    that stand upright is turned by 180°, so that it is upright behind the other.

    ``pad_to_recto`` is a PDF whose first page fills up a pack with an odd number of pages before the next one; without
    it the filler is an empty page of the last page's size. A job is for a printer, not for reading: it has no tags,
    links or bookmarks, its only metadata is its title, and it asks for its duplex, at actual size (ISO 32000-1, 12.2).
    Raises `ImpositionError` when there is no pack, or one is no PDF.
    """
    from pikepdf import Pdf

    job = Pdf.new()
    blank = opened(pad_to_recto, "the blank page") if pad_to_recto is not None else None
    for number, pack in enumerate(packs, 1):
        if len(job.pages) % 2 and duplex is not Duplex.NONE:
            _pad(job, blank)
        for page in opened(pack, f"pack {number}").pages:
            _add_bare(job, page)
            if duplex is Duplex.SHORT and len(job.pages) % 2 == 0 and _is_upright(page):
                job.pages[-1].rotate(180, relative=True)
    if not len(job.pages):
        raise ImpositionError("there is no pack to print")
    return finish(job, title, "", duplex)


def _is_upright(page: Page) -> bool:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    return top - bottom > right - left


def _add_bare(job: Pdf, page: Page) -> None:
    for key in _OF_NO_USE:
        if key in page.obj:
            del page.obj[key]
    job.pages.append(page)


def _pad(job: Pdf, blank: Pdf | None) -> None:
    if blank is None:
        left, bottom, right, top = (float(edge) for edge in job.pages[-1].mediabox)
        job.add_blank_page(page_size=(right - left, top - bottom))
    else:
        _add_bare(job, blank.pages[0])
