"""What a finished job asks of a printer, read from the job itself: paper, sides, the edge over which sheets turn."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

from pressroom.model.press import Duplex
from pressroom.model.sheet import PAPER_MM
from pressroom.proof.opening import UnreadableError

TOLERANCE_MM = Decimal("0.5")
"""How far a page may be from a paper's size: typesetters round it to points; papers differ by much more."""

_MM_PER_PT = Decimal("25.4") / 72
_DUPLEX = {"/DuplexFlipLongEdge": Duplex.LONG, "/DuplexFlipShortEdge": Duplex.SHORT}


@dataclass(frozen=True)
class PrintHints:
    """How a job is to be printed. ``duplex`` is `Duplex.NONE` where the file does not say (ISO 32000-1, table 150).

    ``sheets`` counts sheets of paper, ``landscape`` says that the pages lie across it. The flip edge is the paper's.
    """

    pages: int
    sheets: int
    paper: str
    duplex: Duplex
    landscape: bool


def hints(pdf: bytes) -> PrintHints:
    """Return how a job is to be printed; ``paper`` is a key of `PAPER_MM`.

    Raises:
        UnreadableError: for what is no PDF, is encrypted, has no pages, or pages that are not all of one known paper,
            all upright or all across. The message says which.
    """
    import pikepdf

    try:
        opened = pikepdf.open(BytesIO(pdf), suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise UnreadableError("encrypted", "the file is encrypted: a printer cannot open it") from error
    except Exception as error:
        raise UnreadableError("not-a-pdf", "this is not a PDF, or its end is missing") from error
    with opened:
        if opened.is_encrypted:
            raise UnreadableError("encrypted", "the file is encrypted: a printer cannot open it")
        try:
            sizes = {_paper(page) for page in opened.pages}
            preferences: Any = opened.Root.get("/ViewerPreferences", {})
            asked = str(preferences.get("/Duplex", ""))
            pages = len(opened.pages)
        except UnreadableError:
            raise
        except Exception as error:
            raise UnreadableError("damaged", "the file is damaged: make it again") from error
    if len(sizes) != 1:
        what = "pages of several sizes, or some upright and some across" if sizes else "no pages"
        raise UnreadableError("paper", f"the file has {what}: it is not one job for a printer")
    paper, landscape = sizes.pop()
    duplex = _DUPLEX.get(asked, Duplex.NONE)
    return PrintHints(pages, pages if duplex is Duplex.NONE else (pages + 1) // 2, paper, duplex, landscape)


def _paper(page: Any) -> tuple[str, bool]:
    """Return a page's paper, and whether the page lies across it."""
    unit = Decimal(str(page.obj.get("/UserUnit", 1))) * _MM_PER_PT
    x0, y0, x1, y1 = (Decimal(str(edge)) * unit for edge in page.mediabox)
    width, height = abs(x1 - x0), abs(y1 - y0)
    if int(page.obj.get("/Rotate", 0)) % 180:
        width, height = height, width
    short, long = min(width, height), max(width, height)
    for paper, size in PAPER_MM.items():
        if abs(short - size[0]) <= TOLERANCE_MM and abs(long - size[1]) <= TOLERANCE_MM:
            return paper, width > height
    known = ", ".join(PAPER_MM)
    raise UnreadableError("paper", f"a page is {width:.0f} × {height:.0f} mm, which is none of {known}")
