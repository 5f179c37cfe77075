"""Packs one after another as one print job, each on a sheet of paper of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from pressroom.impose.booklet import Side, lay_across, lay_folded
from pressroom.impose.copying import Copies, Source
from pressroom.impose.forms import Job
from pressroom.impose.geometry import PT_PER_MM, ImpositionError, SizeMm
from pressroom.impose.kinship import Kindred
from pressroom.impose.looks import Look
from pressroom.impose.reading import Laid
from pressroom.model.press import Duplex
from pressroom.model.sheet import PAPER_MM

if TYPE_CHECKING:
    from pikepdf import Page

Shown = Look | Mapping[str, Look] | None
"""What one page of a job shows: a page of a file that was proved, some of them as forms, by their names, or (None)
something of the job's own."""


class Joining:
    """Puts packs into one job, each of them starting on a right-hand (odd) page.

    With `Duplex.NONE` there are no backs, and nothing is filled up. With `Duplex.SHORT`, every second page of those
    that stand upright is turned by 180°, so that it is upright behind the other.

    A pack's ``blank`` is a PDF whose first page fills it up before the next one, or to whole sheets of a booklet;
    without it the filler is an empty page of the last page's size. A job is for a printer, not for reading: it has no
    tags, links or bookmarks, its only metadata is its title, and it asks for its duplex, at actual size (ISO 32000-1,
    12.2). Pages that several packs share are stored once. ``shown`` says what stands on each page, ``laid`` where which
    packs lie across the paper, ``fillers`` which blank pages stand in the job: they are to be proved as files are.
    """

    def __init__(self, *, duplex: Duplex = Duplex.LONG) -> None:
        """Begin a job."""
        self._job = Job()
        self._copies = Copies(self._job)
        self._blanks: dict[bytes, Source] = {}
        self._blank: bytes | None = None
        self._duplex = duplex
        self._packs = 0
        self._kindred = Kindred()
        self.fillers: dict[bytes, None] = {}
        self.shown: list[Shown] = []
        self.laid: list[Laid] = []

    @property
    def pages(self) -> int:
        """How many pages the job has by now."""
        return len(self.shown)

    def add(self, pack: bytes, *, own: bool = False, blank: bytes | None = None) -> range:
        """Add a pack's pages as they are, and return their numbers; ``own``: they were not proved before.

        Raises `ImpositionError` when a pack or a blank page is no PDF, as the others do.
        """
        source = self._begun(pack)
        first = self.pages + 1
        for page in source.pages:
            self._add_page(source, page, own=own)
        self._blank = blank
        return range(first, self.pages + 1)

    def add_booklet(
        self, pack: bytes, *, right_to_left: bool = False, blank: bytes | None = None
    ) -> Mapping[int, Side]:
        """Add a pack as a booklet, and return which of its pages stand on which page of the job."""
        source = self._begun(pack)
        filler = self._source_of(blank) if blank is not None and len(source.pages) % 4 else None
        sides = lay_folded(self._copies, source, blank=filler, duplex=self._duplex, right_to_left=right_to_left)
        return self._laid(
            sides, Laid(self.pages + 1, len(sides), len(source.pages), folded=True, right_to_left=right_to_left)
        )

    def add_n_up(
        self,
        pack: bytes,
        *,
        paper: SizeMm = PAPER_MM["A4"],
        right_to_left: bool = False,
        fresh: tuple[int, ...] = (),
    ) -> Mapping[int, Side]:
        """Add a pack with two pages on each side, and return which of its pages stand on which page of the job."""
        source = self._begun(pack)
        sides = lay_across(
            self._copies, source, paper=paper, duplex=self._duplex, right_to_left=right_to_left, fresh=fresh
        )
        laid = Laid(
            self.pages + 1, len(sides), len(source.pages), folded=False, right_to_left=right_to_left, fresh=fresh
        )
        return self._laid(sides, laid)

    def finish(self, title: str) -> bytes:
        """Return the job. Raises `ImpositionError` when there is no pack in it."""
        if not self.shown:
            raise ImpositionError("there is no pack to print")
        return self._job.finish(title, "", self._duplex)

    def _begun(self, pack: bytes) -> Source:
        """Open a pack, and see to it that it starts on a fresh sheet."""
        self._packs += 1
        source = Source(pack, f"pack {self._packs}", self._kindred)
        if self.pages % 2 and self._duplex is not Duplex.NONE:
            self._fill_up()
        return source

    def _fill_up(self) -> None:
        if self._blank is None:
            left, bottom, right, top = (Decimal(str(edge)) for edge in self._job.last.mediabox)
            self._job.add_side(((right - left) / PT_PER_MM, (top - bottom) / PT_PER_MM))
            self.shown.append(None)
        else:
            source = self._source_of(self._blank)
            self._add_page(source, source.pages[0])

    def _source_of(self, blank: bytes) -> Source:
        """Return a blank page, which stands in the job now."""
        self.fillers[blank] = None
        if blank not in self._blanks:
            self._blanks[blank] = Source(blank, "the blank page")
        return self._blanks[blank]

    def _add_page(self, source: Source, page: Page, *, own: bool = False) -> None:
        look = self._copies.add_page(source, page)
        self.shown.append(None if own else look)
        if self._duplex is Duplex.SHORT and self.pages % 2 == 0 and _is_upright(page):
            self._job.last.rotate(180, relative=True)

    def _laid(self, sides: Sequence[Side], laid: Laid) -> Mapping[int, Side]:
        first = self.pages + 1
        self.shown += sides
        self.laid.append(laid)
        return dict(enumerate(sides, first))


def join_jobs(
    packs: Iterable[bytes], *, title: str, pad_to_recto: bytes | None = None, duplex: Duplex = Duplex.LONG
) -> bytes:
    """Return packs one after another as one print job, as `Joining` does, filled up with ``pad_to_recto``.

    Raises `ImpositionError` when there is no pack, or one is no PDF.
    """
    job = Joining(duplex=duplex)
    for pack in packs:
        job.add(pack, blank=pad_to_recto)
    return job.finish(title)


def _is_upright(page: Page) -> bool:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    return top - bottom > right - left
