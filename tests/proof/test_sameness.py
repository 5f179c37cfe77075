"""The proof of a job: it shows the very pages that were proved, each in its place, and nothing else unseen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from typing import Any
from unittest import mock

import pikepdf
import pypdfium2
import pytest

from pressroom.bind import bind
from pressroom.impose import Joining
from pressroom.impose.joining import Shown
from pressroom.impose.sheets import form_names, imposed
from pressroom.model.press import Duplex
from pressroom.proof import Expectation, check, symbols
from tests.impose.making import pack as coloured
from tests.proof.making import card, finished, sheet, symbol, typeset

Tamper = Callable[[pikepdf.Pdf], object]

SHARED = "<p>Sample text, the same for everyone."


@cache
def pack(name: str) -> bytes:
    """Return the pack of somebody: two pages with a name."""
    return finished(f"<p>This is {name}.<h1>{name} again</h1><p><b>Bold</b>")


def tampered(pdf: bytes, *changes: Tamper) -> bytes:
    """Return a file after these changes."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        for change in changes:
            change(opened)
        out = BytesIO()
        opened.save(out, fix_metadata_version=False)
    return out.getvalue()


def codes(pdf: bytes, shown: Sequence[Shown], duplex: Duplex = Duplex.LONG, **more: Any) -> list[tuple[int, str]]:
    """Return what the proof of a job finds: pages and codes."""
    found = check(pdf, Expectation(shown=shown, duplex=duplex, **more))
    return [(finding.page, finding.code) for finding in found]


@cache
def job(duplex: Duplex = Duplex.LONG) -> tuple[bytes, list[Shown]]:
    """Return two people's packs as a job, and what is meant to be shown on its pages."""
    joining = Joining(duplex=duplex)
    for name in ("Awa", "Komi"):
        joining.add(pack(name))
    return joining.finish("Job"), joining.shown


def exchange(pdf: pikepdf.Pdf) -> None:
    """Put one person's first page in the place of the other's."""
    first, second = pdf.pages[0].obj, pdf.pages[2].obj
    for key in ("/Contents", "/Resources"):
        first[key], second[key] = second[key], first[key]


def change_content(pdf: pikepdf.Pdf) -> None:
    """Change one digit of what the last page draws."""
    data = bytearray(pdf.pages[3].Contents.read_bytes())
    at = next(i for i, byte in enumerate(data) if byte in b"12345678")
    data[at] += 1
    pdf.pages[3].Contents = pdf.make_stream(bytes(data))


def change_font(pdf: pikepdf.Pdf) -> None:
    """Change one byte of a font that the first pack uses."""
    font = next(iter(pdf.pages[0].Resources.Font.values()))
    program = font.DescendantFonts[0].FontDescriptor.FontFile2
    data = bytearray(program.read_bytes())
    data[-1] ^= 1
    program.write(bytes(data))


def exchange_fonts(pdf: pikepdf.Pdf) -> None:
    """Let two names of fonts change places: the same objects, other letters."""
    fonts = pdf.pages[1].Resources.Font
    one, other = list(fonts.keys())[:2]
    fonts[one], fonts[other] = fonts[other], fonts[one]


def add_box(pdf: pikepdf.Pdf) -> None:
    """Cut a page's foot off."""
    pdf.pages[2].CropBox = pikepdf.Array([0, 200, 595.276, 841.89])


def turn(pdf: pikepdf.Pdf) -> None:
    """Turn a page head down."""
    pdf.pages[1].rotate(180, relative=True)


def drop(pdf: pikepdf.Pdf) -> None:
    """Lose the last page."""
    del pdf.pages[3]


def double(pdf: pikepdf.Pdf) -> None:
    """Print the first page twice."""
    pdf.pages.insert(0, pdf.pages[0])


def test_a_job_as_it_was_meant_has_no_finding() -> None:
    """Unchanged, nothing is found."""
    for duplex in Duplex:
        assert codes(*job(duplex), duplex) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (exchange, {(1, "other-page"), (3, "other-page")}),
        (change_content, {(4, "other-page")}),
        (change_font, {(1, "other-page"), (2, "other-page")}),
        (exchange_fonts, {(1, "other-page"), (2, "other-page")}),
        (add_box, {(3, "other-boxes")}),
        (turn, {(2, "other-turn")}),
        (drop, {(4, "page-missing")}),
        (double, {(2, "other-page"), (3, "other-page"), (4, "other-page"), (5, "page-surplus")}),
    ],
)
def test_what_is_not_the_page_that_was_proved_is_found(change: Tamper, found: set[tuple[int, str]]) -> None:
    """Another's page, one changed byte of a page or of its font, a page cut, turned, lost or doubled: each is found."""
    pdf, shown = job()
    ours = {"other-page", "other-boxes", "other-turn", "page-missing", "page-surplus"}
    assert {item for item in codes(tampered(pdf, change), shown) if item[1] in ours} == found


def test_a_job_for_the_short_edge_has_its_backs_turned() -> None:
    """A back that was not turned would come out head down."""
    pdf, shown = job(Duplex.SHORT)
    assert codes(tampered(pdf, turn), shown, Duplex.SHORT) == [(2, "other-turn")]


@cache
def cards() -> tuple[bytes, list[Shown]]:
    """Return three cards on a sheet, and what is meant to be shown on its sides."""
    pdf, looks = imposed([card(sheet("plain-a4"), label) for label in "123"], sheet("plain-a4"), title="Cards")
    sides: list[dict[str, Any]] = [{}, {}]
    for number, look in enumerate(looks, 1):
        assert look is not None
        for side, name in enumerate(form_names(number, 2)):
            sides[side][name] = look[side]
    return pdf, list(sides)


def exchange_backs(pdf: pikepdf.Pdf) -> None:
    """Put one person's back behind another's front."""
    forms = pdf.pages[1].Resources.XObject
    one, other = "/card-0001-back", "/card-0002-back"
    forms[one], forms[other] = forms[other], forms[one]


def shift(pdf: pikepdf.Pdf) -> None:
    """Move what a form shows within its box."""
    pdf.pages[0].Resources.XObject["/card-0001-front"].Matrix[4] += 30


def write_on(pdf: pikepdf.Pdf) -> None:
    """Draw something besides the cards."""
    pdf.pages[0].contents_add(pdf.make_stream(b"0 0 100 100 re f"))


def lose(pdf: pikepdf.Pdf) -> None:
    """Leave one card out on both sides."""
    for page, side in zip(pdf.pages, ("front", "back"), strict=True):
        lines = page.Contents.read_bytes().split(b"\n")
        page.Contents = pdf.make_stream(b"\n".join(line for line in lines if f"card-0003-{side}".encode() not in line))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (exchange_backs, {(2, "other-page")}),
        (shift, {(1, "other-page")}),
        (write_on, {(1, "drawn-besides")}),
        (lose, {(1, "other-pages"), (2, "other-pages")}),
    ],
)
def test_a_card_that_is_not_the_one_that_was_proved_is_found(change: Tamper, found: set[tuple[int, str]]) -> None:
    """Another's back, a form moved within its box, ink beside the cards, a card that is not there: each is found."""
    pdf, shown = cards()
    assert codes(pdf, shown, sheet=sheet("plain-a4")) == []
    ours = {"other-page", "other-pages", "drawn-besides"}
    assert {item for item in codes(tampered(pdf, change), shown) if item[1] in ours} == found


@pytest.mark.parametrize("folded", [True, False])
def test_pages_that_lie_across_the_paper_are_the_ones_that_were_proved(folded: bool) -> None:
    """In a booklet, and with two pages on a side, another's page in the place of one is found."""
    joining = Joining(duplex=Duplex.SHORT)
    for pages in (7, 12):
        if folded:
            joining.add_booklet(coloured(pages), blank=coloured(1))
        else:
            joining.add_n_up(coloured(pages))
    pdf, laid = joining.finish("Job"), joining.laid
    assert codes(pdf, joining.shown, Duplex.SHORT, laid=laid) == []

    def change(pdf: pikepdf.Pdf) -> None:
        forms = pdf.pages[0].Resources.XObject
        forms["/page-0001"] = pdf.pages[1].Resources.XObject["/page-0003" if not folded else "/page-0002"]

    assert (1, "other-page") in codes(tampered(pdf, change), joining.shown, Duplex.SHORT)


def test_only_what_is_the_jobs_own_is_looked_at() -> None:
    """Pages that were proved are not drawn again; of the job's own ones, those that are alike are looked at once."""
    joining = Joining()
    for name in ("Awa", "Komi", "Ana"):
        joining.add(finished("<p>Take this sheet out."), own=True, blank=coloured(1))
        joining.add(pack(name))
    pdf = joining.finish("Job")
    seen = []

    def is_too_plain(page: pikepdf.Page) -> bool:
        seen.append(page.obj.objgen)
        return True

    with mock.patch.object(symbols, "is_too_plain", is_too_plain):
        assert codes(pdf, joining.shown) == []
    assert len(joining.shown) == 12
    assert len(seen) == 1  # the sheet that is taken out; the page that fills it up is proved by itself


def test_what_a_jobs_own_page_shows_must_be_meant() -> None:
    """A QR code on a page that was proved nowhere is found, wherever in the job it stands."""
    joining = Joining(duplex=Duplex.NONE)
    joining.add(pack("Awa"))
    joining.add(finished(symbol()), own=True)
    assert (3, "qr-unexpected") in codes(joining.finish("Job"), joining.shown, Duplex.NONE)


def test_what_people_share_is_stored_once_and_what_is_theirs_is_kept() -> None:
    """Ten packs of one guidance hold its page once, and each page still says what its own file says."""
    names = [f"Person {number}" for number in range(10)]
    packs = [bind([typeset(f"<p>This is {name}."), typeset(SHARED)], title="Notes", language="en") for name in names]
    joining = Joining()
    for made in packs:
        joining.add(made)
    job = joining.finish("Job")
    with pikepdf.open(BytesIO(job)) as opened:
        shared = [page.Contents.objgen for page in opened.pages[1::2]]
        assert len(opened.pages) == 20
    assert len(set(shared)) == 1
    read = [text for made in packs for text in texts(made)]
    assert texts(job) == read


def texts(pdf: bytes) -> list[str]:
    """Return what stands on each page."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]
