"""Places finished pages as form XObjects on paper, and writes the file.

A form's own origin is the lower left corner of its page's trim: the matrix that places it therefore *is* its position
on the paper, and can be read back from a finished file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pressroom import metadata
from pressroom.impose.geometry import PT_PER_MM, SIZE_TOLERANCE_MM, ImpositionError, SizeMm, points
from pressroom.impose.looks import Look
from pressroom.model.press import Duplex

if TYPE_CHECKING:
    from pikepdf import Page, Pdf

_DUPLEX = {Duplex.LONG: "/DuplexFlipLongEdge", Duplex.SHORT: "/DuplexFlipShortEdge", Duplex.NONE: "/Simplex"}
"""The viewer preference for each way of printing (ISO 32000-1, clause 12.2)."""


@dataclass(frozen=True)
class Form:
    """A page, ready to be placed: its name on the sheet, its XObject, its looks, its trim's size and bleed, in mm."""

    name: str
    xobject: Any
    look: Look
    size: SizeMm
    bleed: Decimal = Decimal(0)


def opened(pdf: bytes, what: str) -> Pdf:
    """Open a PDF, to be kept for as long as its pages are looked at.

    Raises `ImpositionError` that calls it ``what`` when it is none, or has no pages.
    """
    from pikepdf import Pdf, PdfError

    try:
        source = Pdf.open(BytesIO(pdf))
        count = len(source.pages)
    except PdfError as error:
        raise ImpositionError(f"{what} is not a readable PDF") from error
    if not count:
        raise ImpositionError(f"{what} has no pages")
    return source


def trim_mm(page: Page, where: str) -> SizeMm:
    """Return the size of a page's trim in mm. Raises `ImpositionError` for one that is not upright at actual size."""
    if int(page.obj.get("/Rotate", 0)) % 360 or "/UserUnit" in page.obj:
        raise ImpositionError(f"{where} is rotated or scaled: give it upright and at its actual size")
    left, bottom, right, top = (Decimal(str(edge)) for edge in page.trimbox)
    return (right - left) / PT_PER_MM, (top - bottom) / PT_PER_MM


def fits(found: SizeMm, meant: SizeMm) -> bool:
    """Whether a page has the size that was meant, but for rounding."""
    return all(abs(one - other) <= SIZE_TOLERANCE_MM for one, other in zip(found, meant, strict=True))


class Job:
    """A file for a printer in the making. Use ``pdf`` for what its pages share.

    Its pages are tied together at its end: a library that keeps the tree of pages in order meanwhile takes longer for
    each page than for the one before.
    """

    def __init__(self) -> None:
        """Begin a file."""
        from pikepdf import Pdf

        self.pdf = Pdf.new()
        self._pages: list[Any] = []

    def add(self, page: Any) -> None:
        """Append a page, a dictionary."""
        page.Parent = self.pdf.Root.Pages
        self._pages.append(self.pdf.make_indirect(page))

    @property
    def last(self) -> Page:
        """The page that was added last."""
        from pikepdf import Page

        return Page(self._pages[-1])

    def add_side(self, paper: SizeMm, forms: Sequence[Form] = (), content: Sequence[str] = ()) -> None:
        """Append a page of the paper's size in mm, which draws ``content`` and knows ``forms`` by their names."""
        from pikepdf import Array, Dictionary, Name

        width, height = (points(length) for length in paper)
        # Never page.add_blank_page: it rounds the paper to whole points.
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, width, height]),
            Resources=Dictionary(XObject=Dictionary({f"/{form.name}": form.xobject for form in forms})),
            Contents=self.pdf.make_stream("\n".join(content).encode("ascii")),
        )
        self.add(page)

    def finish(self, title: str, language: str, duplex: Duplex) -> bytes:
        """Tie the pages together, and return the file as `finish` does."""
        from pikepdf import Array

        tree = self.pdf.Root.Pages
        tree.Kids, tree.Count = Array(self._pages), len(self._pages)
        return finish(self.pdf, title, language, duplex)


def finish(out: Pdf, title: str, language: str, duplex: Duplex) -> bytes:
    """Name the file, ask for its duplex at actual size, leave the tray to the printer, and return its bytes.

    The same content gives the same bytes.
    """
    from pikepdf import Dictionary, Name, String

    if language:
        out.Root.Lang = String(language)
    out.Root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True, PrintScaling=Name("/None"), Duplex=Name(_DUPLEX[duplex])
    )
    out.trailer.Info = out.make_indirect(Dictionary(Title=String(title)))
    return metadata.written(out)
