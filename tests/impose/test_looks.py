"""The digest of what a page shows: the same in every file that holds the page, another for every change of it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest

from pressroom.impose import ImpositionError, Joining
from pressroom.impose.looks import Looks

Change = Callable[[pikepdf.Pdf], object]


def page(*, first: bytes = b"q", strange: str = "5 0 R", before: int = 0) -> pikepdf.Pdf:
    """Return a page that draws a form, whose resources hold a string like a reference; other objects come before."""
    pdf = pikepdf.new()
    for number in range(before):
        pdf.make_indirect(pikepdf.Dictionary(Number=number))
    form = pdf.make_stream(b"0 0 5 5 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
    mark = pdf.make_indirect(pikepdf.Dictionary(Says=pikepdf.String(strange), In=pikepdf.Array([form])))
    one = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, 100, 100],
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=form), Properties=pikepdf.Dictionary(M=mark)),
        Contents=pikepdf.Array([pdf.make_stream(first), pdf.make_stream(b"/A Do Q")]),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(one)))
    return pdf


def look(pdf: pikepdf.Pdf) -> bytes:
    """Return the digest of what a file's first page shows, once the file was written and opened again."""
    out = BytesIO()
    pdf.save(out)
    with pikepdf.open(BytesIO(out.getvalue())) as opened:
        return Looks(opened).page(opened.pages[0]).shown


def test_the_numbers_of_objects_do_not_matter() -> None:
    """A page has one digest, whatever else its file holds."""
    assert look(page()) == look(page(before=7))


def test_a_page_within_a_job_has_its_own_digest() -> None:
    """What a job stores of a page is all that the page shows."""
    out = BytesIO()
    page(before=3).save(out)
    joining = Joining()
    joining.add(out.getvalue())
    with pikepdf.open(BytesIO(joining.finish("Job"))) as job:
        assert Looks(job).page(job.pages[0]).shown == look(page())


def _form(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.pages[0].Resources.XObject.A


@pytest.mark.parametrize(
    "change",
    [
        lambda pdf: _form(pdf).write(b"0 0 5 6 re f"),
        lambda pdf: _form(pdf).__setitem__("/BBox", pikepdf.Array([0, 0, 9, 8])),
        lambda pdf: pdf.pages[0].Resources.__setitem__("/Font", pikepdf.Dictionary()),
        lambda pdf: pdf.pages[0].obj.__setitem__("/UserUnit", 2),
        lambda pdf: pdf.pages[0].obj.__setitem__("/Group", pikepdf.Dictionary(S=pikepdf.Name.Transparency)),
        lambda pdf: pdf.pages[0].Resources.Properties.M.__setitem__("/Says", pikepdf.String("6 0 R")),
    ],
)
def test_every_change_of_what_is_drawn_is_another_digest(change: Change) -> None:
    """Whatever decides on how a page looks goes into its digest, however deep it stands."""
    changed = page()
    change(changed)
    assert look(changed) != look(page())
    assert look(page(first=b"q q")) != look(page())


def test_a_string_that_looks_like_a_reference_is_a_string() -> None:
    """What stands in a string leads nowhere: pages that say the like do not depend on an object of that number."""
    assert look(page(strange="1 0 R (2 0 R) \\")) == look(page(strange="1 0 R (2 0 R) \\", before=9))


def test_a_page_that_draws_itself_is_refused() -> None:
    """Resources that lead back to themselves have no digest: such a page is not one of ours."""
    pdf = page()
    _form(pdf).Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Again=_form(pdf)))
    with pytest.raises(ImpositionError, match="leads back to itself"):
        look(pdf)
