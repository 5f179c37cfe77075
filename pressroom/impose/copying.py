"""Copies finished pages into another file, whole or as forms; what looks the same is stored there once."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pressroom.impose.forms import Form, Job, opened
from pressroom.impose.geometry import PT_PER_MM, SizeMm, rounded
from pressroom.impose.kinship import Kindred
from pressroom.impose.looks import Look, Looks, contents, inherited

if TYPE_CHECKING:
    from pikepdf import Page

_BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")


class Source:
    """A file whose pages are copied, and what they look like."""

    def __init__(self, pdf: bytes, what: str, kindred: Kindred | None = None) -> None:
        """Open the file. Raises `ImpositionError` that calls it ``what`` when it is no PDF, or has no pages.

        Of pages that its ``kindred`` know to the byte, nothing is read again.
        """
        self.pdf = opened(pdf, what)
        self.pages = list(self.pdf.pages)
        known = kindred.known_in(pdf) if kindred else {}
        self.looks = Looks(self.pdf, known)
        if kindred and not known:
            kindred.remember(pdf, self.looks.pages)


class Copies:
    """Copies pages into a job. Pages of the same looks share their operators, fonts and pictures there."""

    def __init__(self, job: Job) -> None:
        """Keep the job, and no page yet."""
        self.job = job
        self._resources: dict[bytes, Any] = {}
        self._pages: dict[Look, Any] = {}
        self._forms: dict[tuple[Look, SizeMm, Decimal], Form] = {}

    def add_page(self, source: Source, page: Page) -> Look:
        """Append a page with nothing but what is printed, and return its looks.

        What a printer has no use for stays behind: links, tags, dates, actions.
        """
        look = source.looks.page(page)
        if look not in self._pages:
            self._pages[look] = self._bare(source, page, look)
        self.job.add(copy(self._pages[look]))
        return look

    def form(self, source: Source, page: Page, name: str, size: SizeMm, *, max_bleed: Decimal = Decimal(0)) -> Form:
        """Return a page as a form, cut to ``size`` and at most ``max_bleed`` mm around it.

        What the rounding of the TrimBox left over is shared out evenly: the page's middle is the form's middle.
        """
        from pikepdf import Array, Name

        look = source.looks.page(page)
        known = self._forms.get((look, size, max_bleed))
        if known is not None:
            return replace(known, name=name)
        trim, media = ([Decimal(str(edge)) for edge in box] for box in (page.trimbox, page.mediabox))
        width, height = (length * PT_PER_MM for length in size)
        left, bottom = (trim[0] + trim[2] - width) / 2, (trim[1] + trim[3] - height) / 2
        right, top = left + width, bottom + height
        around = (left - media[0], bottom - media[1], media[2] - right, media[3] - top)
        bleed = max(Decimal(0), min(max_bleed * PT_PER_MM, *around))
        form = self._stream(page)
        form.Type, form.Subtype = Name.XObject, Name.Form
        form.Resources = self._copied(source, page, "/Resources")
        if "/Group" in page.obj:
            form.Group = self._copied(source, page, "/Group")
        form.BBox = Array([rounded(edge) for edge in (left - bleed, bottom - bleed, right + bleed, top + bleed)])
        form.Matrix = Array([1, 0, 0, 1, rounded(-left), rounded(-bottom)])
        made = Form(name, form, look, size, bleed / PT_PER_MM)
        self._forms[look, size, max_bleed] = made
        return made

    def _bare(self, source: Source, page: Page, look: Look) -> Any:
        from pikepdf import Array, Dictionary, Name

        bare = Dictionary(Type=Name.Page, Resources=self._copied(source, page, "/Resources"))
        for key in _BOXES:
            box = inherited(page.obj, key)
            if box is not None:
                bare[key] = Array(list(box))
        if look.turn:
            bare.Rotate = look.turn
        if "/UserUnit" in page.obj:
            bare.UserUnit = page.obj.UserUnit
        if "/Group" in page.obj:
            bare.Group = self._copied(source, page, "/Group")
        if "/Contents" in page.obj:
            bare.Contents = self._copied_contents(page)
        return bare

    def _copied(self, source: Source, page: Page, key: str) -> Any:
        """Return what a page has under ``key``, as it stands in the new file once."""
        from pikepdf import Dictionary

        found = inherited(page.obj, key)
        if found is None:
            return Dictionary()
        digest = source.looks.digest(found)
        if digest not in self._resources:
            indirect = found if found.is_indirect else source.pdf.make_indirect(found)
            self._resources[digest] = self.job.pdf.copy_foreign(indirect)
        return self._resources[digest]

    def _copied_contents(self, page: Page) -> Any:
        from pikepdf import Array

        found: Any = page.obj.Contents
        if isinstance(found, Array):
            return Array([self.job.pdf.copy_foreign(part) for part in found])
        return self.job.pdf.copy_foreign(found)

    def _stream(self, page: Page) -> Any:
        """Return a new stream of a page's operators, packed as they are where they are packed as usual."""
        from pikepdf import Name, Stream

        found: Any = page.obj.get("/Contents")
        if isinstance(found, Stream) and set(found.keys()) == {"/Filter", "/Length"} and found.Filter == "/FlateDecode":
            stream = self.job.pdf.make_stream(b"")
            stream.write(found.read_raw_bytes(), filter=Name.FlateDecode)
            return stream
        return self.job.pdf.make_stream(contents(page))
