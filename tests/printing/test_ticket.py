"""A job says of itself on which paper and how it is to be printed; what cannot be printed as one job is refused."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from pressroom.model.press import Duplex
from pressroom.model.sheet import PAPER_MM
from pressroom.proof.opening import UnreadableError
from pressroom.proof.ticket import PrintHints, hints
from tests.printing.making import job


@pytest.mark.parametrize("paper", sorted(PAPER_MM))
@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize(("duplex", "sheets"), [(Duplex.LONG, 2), (Duplex.SHORT, 2), (Duplex.NONE, 3)])
def test_a_job_says_how_it_is_printed(paper: str, landscape: bool, duplex: Duplex, sheets: int) -> None:
    """Paper, sides, flip edge and sheets of paper are read from the page's size and the viewer preferences."""
    found = hints(job(paper, duplex, pages=3, landscape=landscape))
    assert found == PrintHints(pages=3, sheets=sheets, paper=paper, duplex=duplex, landscape=landscape)


def test_a_file_that_does_not_say_is_printed_on_one_side() -> None:
    """Without a word on sides, nobody's page lands behind another's."""
    assert hints(job("A4", None)).duplex is Duplex.NONE


def test_a_turned_page_lies_across() -> None:
    """A page that viewers turn by a quarter is landscape, whatever its box says."""
    assert hints(job("A4", Duplex.LONG, Rotate=90)).landscape


def test_pages_of_several_kinds_are_no_job() -> None:
    """One tray, one way round: pages of two sizes or both ways are refused."""
    out = BytesIO()
    with pikepdf.open(BytesIO(job("A4", None))) as pdf, pikepdf.open(BytesIO(job("A4", None, landscape=True))) as other:
        pdf.pages.extend(other.pages)
        pdf.save(out)
    with pytest.raises(UnreadableError, match="several sizes"):
        hints(out.getvalue())


def test_unknown_paper_is_no_job() -> None:
    """A page that fits no paper that we know would be scaled or cut: it is refused with its size."""
    with pytest.raises(UnreadableError, match="300 × 300 mm"):
        hints(job("A4", None, MediaBox=[0, 0, 850.4, 850.4]))


@pytest.mark.parametrize("user", ["", "secret"])
def test_an_encrypted_file_is_no_job(user: str) -> None:
    """Neither a file that needs a password, nor one that opens without, is handed to a printer."""
    out = BytesIO()
    with pikepdf.open(BytesIO(job("A4", None))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user=user, owner="owner"))
    with pytest.raises(UnreadableError, match="encrypted"):
        hints(out.getvalue())


@pytest.mark.parametrize("data", [b"", b"no PDF", b"%PDF-1.7\n%%EOF"])
def test_anything_else_is_no_job(data: bytes) -> None:
    """What is no PDF is told, and does not end in a library's own error."""
    with pytest.raises(UnreadableError):
        hints(data)
