"""Crop marks: a page for a print shop has its trim, its bleed and its tags, and hairlines where it is to be cut."""

from __future__ import annotations

from io import BytesIO

import page as validation
import pikepdf
import pytest

from pressroom.impose import ImpositionError
from pressroom.impose.crop import with_crop_marks
from pressroom.proof import Expectation, check
from tests.impose.making import MM, add_page, lines, looks, pack, plain_card, written
from tests.proof.making import changed, finished, sheet

CARD = "@page{size:85.60mm 53.98mm;margin:4mm;bleed:3mm;background:#cde} html{font-size:8pt} h2{break-before:page}"
BODY = "<h1>Front</h1><p>with a <a href='https://example.org/'>link</a></p><h2>Back</h2><p>More</p>"


def box(pdf: bytes, name: str, page: int = 0) -> list[float]:
    """Return a page's box in mm."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return [float(edge) / MM for edge in opened.pages[page].obj[name]]


def tagged() -> bytes:
    """Return a card as it is delivered: tagged, two pages, 3 mm of bleed."""
    return finished(BODY, CARD)


def test_the_paper_grows_and_trim_and_bleed_stay() -> None:
    """10 mm more paper around the bleed, on every page; the boxes that the shop cuts by are as they were."""
    before, after = tagged(), with_crop_marks(tagged())
    for page in (0, 1):
        bleed = box(before, "/BleedBox", page)
        assert box(after, "/TrimBox", page) == pytest.approx(box(before, "/TrimBox", page), abs=0.001)
        assert box(after, "/BleedBox", page) == pytest.approx(bleed, abs=0.001)
        paper = [bleed[0] - 10, bleed[1] - 10, bleed[2] + 10, bleed[3] + 10]
        assert box(after, "/MediaBox", page) == pytest.approx(paper, abs=0.001)
        assert box(after, "/CropBox", page) == pytest.approx(paper, abs=0.001)
    meant = Expectation(
        pages=2, media_mm=(111.6, 79.98), trim_mm=(85.6, 53.98), bleed_mm=(91.6, 59.98), title="Notes", language="en",
        tagged=True, safe_mm=3,
    )  # fmt: skip
    assert check(after, meant) == []


@pytest.mark.parametrize("bleed", [0, 3, 5])
def test_marks_stand_at_the_trims_corners_outside_the_bleed(bleed: float) -> None:
    """Two hairlines of 5 mm at each corner, in line with the trim, beyond the bleed, and never nearer than 3 mm."""
    with pikepdf.new() as made:
        add_page(made, (60, 40), "0.5 g 0 0 60 40 re f", bleed)
        pdf = with_crop_marks(written(made))
    left, top, right, bottom = (10 + bleed, 10 + bleed, 70 + bleed, 50 + bleed)  # the trim, from the paper's top left
    off = max(bleed, 3)
    meant = {
        *((left - off - 5, y, left - off, y) for y in (top, bottom)),
        *((right + off, y, right + off + 5, y) for y in (top, bottom)),
        *((x, top - off - 5, x, top - off) for x in (left, right)),
        *((x, bottom + off, x, bottom + off + 5) for x in (left, right)),
    }
    found = sorted((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)) for x1, y1, x2, y2 in lines(pdf, 1))
    assert len(found) == 8
    for one, other in zip(found, sorted(meant), strict=True):
        assert one == pytest.approx(other, abs=0.001)


@pytest.mark.parametrize(("cmyk", "ink"), [(False, b"0 G"), (True, b"1 1 1 1 K")])
def test_marks_are_artifacts_in_black_or_in_all_inks(cmyk: bool, ink: bytes) -> None:
    """0.25 pt wide; in all four inks they show on every plate. They are artifacts, and nothing else is added."""
    pdf = with_crop_marks(plain_card(*(sheet("plain-a4").card_width, sheet("plain-a4").card_height)), cmyk=cmyk)
    with pikepdf.open(BytesIO(pdf)) as opened:
        for page in opened.pages:
            first, *_, last = [part.read_bytes() for part in page.obj.Contents]
            assert first.startswith(b"q ")
            assert first.endswith(b" re W n\n")
            assert last.startswith(b"\nQ\n/Artifact BMC\nq\n" + ink + b" 0.25 w\n")
            assert last.endswith(b"Q\nEMC\n")
            assert last.count(b" l S") == 8


def test_the_page_looks_as_before_inside_and_white_outside() -> None:
    """The bleed is printed whole, and what a page drew beyond it stays hidden on the larger paper."""
    with pikepdf.new() as made:
        add_page(made, (60, 40), "1 0 0 rg -30 -30 120 100 re f", 3)
        plain = written(made)
    [picture] = looks(with_crop_marks(plain), 254)
    assert picture.getpixel((105, 105)) == (255, 0, 0)
    assert picture.getpixel((95, 105)) == (255, 255, 255)
    assert picture.getpixel((picture.width - 105, picture.height - 105)) == (255, 0, 0)
    assert picture.getpixel((picture.width - 95, picture.height // 2)) == (255, 255, 255)
    [inside] = looks(plain, 254)
    assert picture.crop((102, 102, 758, 558)).tobytes() == inside.crop((2, 2, 658, 458)).tobytes()


@pytest.mark.parametrize("cmyk", [False, True])
def test_a_tagged_page_stays_accessible(cmyk: bool) -> None:
    """PDF/UA-1 with no failed rule, before and after; tags, link, title, language and XMP are the same."""
    before, after = tagged(), with_crop_marks(tagged(), cmyk=cmyk)
    for pdf in (before, after):
        report = validation.validate_pdf_bytes(pdf, profile=validation.ValidationProfile.PDF_UA_1)
        assert [failure.rule_id for failure in report.failures] == []
    with pikepdf.open(BytesIO(before)) as old, pikepdf.open(BytesIO(after)) as new:
        assert new.Root.Metadata.read_bytes() == old.Root.Metadata.read_bytes()
        assert new.docinfo == old.docinfo
        assert new.Root.Lang == old.Root.Lang
        assert set(new.Root.keys()) == set(old.Root.keys())
        assert new.pages[0].obj.Annots[0].A.URI == "https://example.org/"
        assert list(new.pages[0].obj.Annots[0].Rect) == list(old.pages[0].obj.Annots[0].Rect)
        assert new.pages[1].obj.StructParents == old.pages[1].obj.StructParents


def test_the_same_file_gives_the_same_bytes() -> None:
    """A job for the shop can be made again, and compared."""
    assert with_crop_marks(tagged()) == with_crop_marks(tagged())


def test_a_page_without_boxes_has_its_paper_for_its_trim() -> None:
    """A pack has no bleed: its paper is its trim, and the marks stand around that."""
    pdf = with_crop_marks(changed(pack(1), "del page.obj['/TrimBox'], page.obj['/BleedBox']"))
    assert box(pdf, "/TrimBox") == pytest.approx([0, 0, 148, 210], abs=0.001)
    assert box(pdf, "/MediaBox") == pytest.approx([-10, -10, 158, 220], abs=0.001)


def test_what_is_no_pdf_is_refused() -> None:
    """A file that cannot be read is said to be one."""
    with pytest.raises(ImpositionError, match="the file is not a readable PDF"):
        with_crop_marks(b"card")
