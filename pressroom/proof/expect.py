"""What a finished file should be, and what was found wrong with one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pressroom.impose.joining import Shown
from pressroom.impose.reading import Laid
from pressroom.model.press import Correction, Duplex
from pressroom.model.sheet import Sheet
from pressroom.xref import ENTRY_BYTES

SizeMm = tuple[float, float]
"""Width and height in mm."""


@dataclass(frozen=True, order=True)
class Finding:
    """One thing wrong with a file. ``page`` counts from 1; 0 is the file as a whole.

    ``code`` is fixed and for programs; ``message`` is for people, and repeats nothing that stands on the page.
    """

    page: int
    code: str
    message: str

    def __str__(self) -> str:
        return f"page {self.page}: {self.message}" if self.page else self.message


class Search(Protocol):
    """Finds what a text gives away."""

    def __call__(self, text: str, *, address: bool = False, allowed: Collection[str] = ()) -> object | None:
        """Return what it is, or None. ``address``: a link or a file's name; ``allowed`` values may stand in it."""


@dataclass(frozen=True)
class Outside:
    """What of a file must not tell what it is for: its name, what it says of itself, and what is seen without reading.

    ``pages``: those on which nothing may tell, all where it is None; of the others, what stands in the margins, in
    mm from the top and from the foot (``heads_mm``). ``allowed`` values may stand on the pages.
    """

    search: Search
    path: str = ""
    pages: Collection[int] | None = None
    heads_mm: SizeMm = (0.0, 0.0)
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """A block of a file that was looked at before: its bytes, and the entries of its objects in the file's table.

    The block begins at the byte ``offset``, its objects at the number ``first``. ``pages`` are the numbers of its
    pages; ``loose`` those of objects that are written anew for each file, and so are not known.
    """

    body: bytes
    offset: int
    first: int
    entries: bytes
    pages: tuple[int, ...]
    loose: frozenset[int] = frozenset()

    @property
    def end(self) -> int:
        """The number after those of the block's objects."""
        return self.first + len(self.entries) // ENTRY_BYTES


@dataclass(frozen=True)
class Expectation:
    """What is meant to be in a file. What is left at ``None`` or empty is not asked; an empty ``qr`` means no codes.

    ``media_mm``, ``trim_mm``, ``bleed_mm``: the boxes of every page, within ``tolerance_mm``.
    ``qr``: by page, the texts of all its QR codes. Every page is looked at, or those of ``qr_pages`` and ``qr`` alone.
    ``text_pages``: whose text and letters are looked at, where it is not all: shared parts are looked at once.
    ``box_pages``: the same of the pages' boxes.
    ``min_module_mm``: the smallest module that may be printed.
    ``text_must``: by page, texts that must be readable there, whatever the white space.
    ``safe_mm``: how far text stays from the trim.
    ``sheet``: the file is a job of cards on this sheet, whose backs were placed for ``duplex``, and whose sides
    were moved and stretched by ``correction``.
    ``laid``: where in the file which packs lie as booklets, or with two pages on a side, printed for ``duplex``.
    ``cmyk``: every colour is in inks. ``archive``: the file is PDF/A-3, and its colours are those of a screen.
    ``link_schemes``: how the addresses may begin to which links lead.
    ``outside``: the file is of the discreet edition.
    ``known``: blocks that the file holds and that were looked at before. Their pages come last, or first
    (``known_first``), and nothing that is said here of single pages is asked of them.
    ``shown``: by page, which pages of files that were proved before a job shows. These are compared with that, and only
    what else stands on its pages is looked at.
    """

    pages: int | None = None
    media_mm: SizeMm | None = None
    trim_mm: SizeMm | None = None
    bleed_mm: SizeMm | None = None
    tolerance_mm: float = 0.05
    title: str | None = None
    language: str | None = None
    tagged: bool | None = None
    qr: Mapping[int, Sequence[str]] = field(default_factory=dict)
    qr_pages: Collection[int] | None = None
    text_pages: Collection[int] | None = None
    box_pages: Collection[int] | None = None
    min_module_mm: float | None = None
    text_must: Mapping[int, Sequence[str]] = field(default_factory=dict)
    safe_mm: float | None = None
    sheet: Sheet | None = None
    duplex: Duplex = Duplex.LONG
    correction: Correction = field(default_factory=Correction)
    laid: Sequence[Laid] = ()
    cmyk: bool = False
    archive: bool = False
    link_schemes: tuple[str, ...] = ("http:", "https:", "mailto:", "tel:")
    outside: Outside | None = None
    known: Sequence[Known] = ()
    known_first: bool = False
    shown: Sequence[Shown] | None = None
