"""Booklets and two pages on a side: folded on paper, or read across, they read in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from pressroom.impose import ImpositionError, cells, join_jobs
from pressroom.impose.booklet import MAX_SHEETS, booklet, n_up, signatures
from pressroom.impose.reading import Laid, misordered, reading_order
from pressroom.model.press import Duplex
from pressroom.proof import Expectation, check
from tests.impose.making import A4, A5, LETTER, add_page, looks, of_page, pack, written
from tests.proof.making import changed

DPI = 12
WAYS = list(Duplex)
Colour = tuple[int, ...]


def sheets_of(sides: Sequence[Image.Image], duplex: Duplex) -> list[tuple[Image.Image, Image.Image]]:
    """Return each sheet's front, and what is seen when it is turned over as one turns a leaf."""
    half = len(sides) // 2
    fronts, backs = (sides[:half], sides[half:]) if duplex is Duplex.NONE else (sides[::2], sides[1::2])
    if duplex is not Duplex.SHORT:
        # Printed for the other edge, the back is head down when the sheet is turned as a leaf.
        backs = [back.rotate(180) for back in backs]
    return list(zip(fronts, backs, strict=True))


def half_of(side: Image.Image, *, right: bool) -> Image.Image:
    """Return half of a side."""
    middle = side.width // 2
    return side.crop((middle, 0, side.width, side.height) if right else (0, 0, middle, side.height))


def folded(pile: Sequence[tuple[Image.Image, Image.Image]], *, right_to_left: bool) -> list[Image.Image]:
    """Return the pages that one sees who folds a pile of sheets, fronts outside, and turns its leaves.

    A folded sheet is two leaves that hang together at the fold. The leaf at the top of the closed booklet is the half
    of the front at the right of the fold, or at its left where one reads from right to left; behind each half of a
    front is the other half of the back, as the sheet is turned sideways.
    """
    top_is_right = not right_to_left
    upper = [[half_of(front, right=top_is_right), half_of(back, right=not top_is_right)] for front, back in pile]
    lower = [[half_of(back, right=top_is_right), half_of(front, right=not top_is_right)] for front, back in pile]
    leaves = [*upper, *reversed(lower)]
    return [page for leaf in leaves for page in leaf]


def seen(page: Image.Image) -> int | None:
    """Return the number of the page that one sees, None for white; it must be upright, its mark at the top left."""
    middle = page.getpixel((page.width // 2, page.height * 3 // 4))
    if middle == (255, 255, 255):
        return None
    assert isinstance(middle, tuple)
    assert middle == of_page(middle[0])
    assert page.getpixel((6, 4)) == (0, 0, 0)
    assert page.getpixel((page.width - 6, page.height - 4)) == middle
    return middle[0]


@pytest.mark.parametrize("right_to_left", [False, True])
@pytest.mark.parametrize("pages", range(2, 41))
def test_a_booklet_folded_on_paper_reads_in_order(pages: int, right_to_left: bool) -> None:
    """2 to 40 pages, opening left or right: folded and leafed through, page follows page, blanks at the end."""
    pdf = booklet(pack(pages), title="T", right_to_left=right_to_left)
    pile = sheets_of(looks(pdf, DPI), Duplex.SHORT)
    assert len(pile) == -(-pages // 4)
    read = [seen(page) for page in folded(pile, right_to_left=right_to_left)]
    meant = [*range(1, pages + 1), *([None] * (-pages % 4))]
    assert read == meant
    assert reading_order(pdf, right_to_left=right_to_left) == meant
    assert misordered(pdf, pages, right_to_left=right_to_left) == []


@pytest.mark.parametrize("right_to_left", [False, True])
@pytest.mark.parametrize("duplex", [Duplex.LONG, Duplex.NONE])
@pytest.mark.parametrize("pages", [2, 5, 8, 13, 40])
def test_a_booklet_can_be_turned_over_its_long_edge(pages: int, duplex: Duplex, right_to_left: bool) -> None:
    """By the printer or by hand: each back stands head down, and the folded booklet reads in order all the same."""
    pdf = booklet(pack(pages), title="T", right_to_left=right_to_left, duplex=duplex)
    read = [seen(page) for page in folded(sheets_of(looks(pdf, DPI), duplex), right_to_left=right_to_left)]
    assert read[:pages] == list(range(1, pages + 1))
    assert set(read[pages:]) <= {None}
    assert misordered(pdf, pages, right_to_left=right_to_left, duplex=duplex) == []


@pytest.mark.parametrize("duplex", WAYS)
@pytest.mark.parametrize(("pages", "most", "sizes"), [(40, 4, [4, 3, 3]), (18, 2, [2, 2, 1]), (68, None, [9, 8])])
def test_a_thick_booklet_is_several_signatures(pages: int, most: int | None, sizes: list[int], duplex: Duplex) -> None:
    """More sheets than a stapler holds are folded in nearly equal piles, and read one after another."""
    pdf = booklet(pack(pages), title="T", duplex=duplex, sheets_per_signature=most)
    pile = sheets_of(looks(pdf, DPI), duplex)
    assert len(pile) == sum(sizes)
    read = []
    for size in sizes:
        read += [seen(page) for page in folded(pile[:size], right_to_left=False)]
        del pile[:size]
    assert read[:pages] == list(range(1, pages + 1))
    assert misordered(pdf, pages, duplex=duplex, sheets_per_signature=most) == []
    assert misordered(pdf, pages, duplex=duplex, sheets_per_signature=17) != []


def test_signatures_are_even() -> None:
    """As few as the stapler allows, and none thicker than another by more than a sheet."""
    for sheets in range(1, 120):
        sizes = signatures(sheets, MAX_SHEETS)
        assert sum(sizes) == sheets
        assert len(sizes) == -(-sheets // MAX_SHEETS)
        assert max(sizes) - min(sizes) <= 1
    with pytest.raises(ImpositionError, match="at least one sheet"):
        signatures(3, 0)


def test_a_page_of_a_booklet_lies_at_the_fold_at_its_own_size() -> None:
    """A5 on A4: 148 mm on either side of 148.5 mm, half a millimetre of paper outside; the boxes say A4 on its side."""
    pdf = booklet(pack(7), title="Notes", language="ar")
    for one in cells(pdf):
        assert one.x_mm == pytest.approx(0.5 if one.x_mm < 100 else 148.5, abs=0.001)
        assert (one.y_mm, one.width_mm, one.height_mm) == pytest.approx((0, 148, 210), abs=0.001)
        assert (one.paper_width_mm, one.paper_height_mm) == pytest.approx((297, 210), abs=0.001)
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert str(opened.Root.ViewerPreferences.Duplex) == "/DuplexFlipShortEdge"
        assert str(opened.Root.ViewerPreferences.PrintScaling) == "/None"
        assert str(opened.Root.Lang) == "ar"
        assert dict(opened.trailer.Info.items()) == {"/Title": "Notes"}


def test_blank_pages_fill_a_booklet_up() -> None:
    """The given page stands in each place that is left; it is no page of the pack, and not missed as one."""
    with pikepdf.new() as made:
        add_page(made, A5, "0.5 g 0 0 148 210 re f")
        filler = written(made)
    pdf = booklet(pack(5), title="T", blank=filler)
    assert [one.name for one in cells(pdf)].count("blank") == 3
    assert misordered(pdf, 5) == []
    assert reading_order(pdf) == [1, 2, 3, 4, 5, None, None, None]
    assert "blank" not in [one.name for one in cells(booklet(pack(8), title="T", blank=filler))]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (lambda: pack(2, A4), r"page 1 is 210\.00 × 297\.00 mm.*set the paper of the packs to A5"),
        (lambda: changed(pack(3), "pdf.pages[2].rotate(90, relative=True)"), "page 3 is rotated"),
        (lambda: b"pack", "the pack is not a readable PDF"),
        (lambda: changed(pack(3), "del pdf.pages[:]"), "the pack has no pages"),
    ],
)
def test_what_makes_no_booklet_is_refused(given: Callable[[], bytes], said: str) -> None:
    """Another size, a page on its side, no PDF, no pages: said by page, before any paper is spent."""
    with pytest.raises(ImpositionError, match=said):
        booklet(given(), title="T")


@pytest.mark.parametrize("right_to_left", [False, True])
@pytest.mark.parametrize("duplex", WAYS)
@pytest.mark.parametrize("pages", [1, 2, 3, 4, 5, 11, 16])
def test_two_pages_on_a_side_read_across(pages: int, duplex: Duplex, right_to_left: bool) -> None:
    """Side after side, from left to right or from right to left; the next pack starts on a fresh sheet."""
    pdf = n_up(pack(pages), title="T", right_to_left=right_to_left, duplex=duplex)
    sides = looks(pdf, DPI)
    if duplex is Duplex.LONG:
        sides = [side.rotate(180) if number % 2 else side for number, side in enumerate(sides)]
    read = [seen(half_of(side, right=right != right_to_left)) for side in sides for right in (False, True)]
    assert read[:pages] == list(range(1, pages + 1))
    assert set(read[pages:]) <= {None}
    assert len(sides) == (-(-pages // 2) if duplex is Duplex.NONE else 2 * -(-pages // 4))
    how = {"right_to_left": right_to_left, "duplex": duplex, "folded": False}
    assert misordered(pdf, pages, **how) == []  # type: ignore[arg-type]
    assert reading_order(pdf, **how) == read  # type: ignore[arg-type]


@pytest.mark.parametrize("right_to_left", [False, True])
@pytest.mark.parametrize("duplex", WAYS)
@pytest.mark.parametrize("pages", [2, 4, 5, 9])
def test_a_page_that_begins_a_sheet_leaves_the_last_one_empty(pages: int, duplex: Duplex, right_to_left: bool) -> None:
    """What stands before it can be taken off; the proof knows where nothing may stand, and where something must."""
    fresh = (3, 5)
    pdf = n_up(pack(pages), title="T", right_to_left=right_to_left, duplex=duplex, fresh=fresh)
    how = {"right_to_left": right_to_left, "duplex": duplex, "folded": False}
    read = reading_order(pdf, **how)  # type: ignore[arg-type]
    on_a_sheet = 2 if duplex is Duplex.NONE else 4
    assert len(read) % on_a_sheet == 0
    assert [number for number in read if number] == list(range(1, pages + 1))
    assert [read.index(page) % on_a_sheet for page in fresh if page <= pages] == [0] * sum(p <= pages for p in fresh)
    assert misordered(pdf, pages, fresh=fresh, **how) == []  # type: ignore[arg-type]
    if pages > 2 and duplex is not Duplex.NONE:
        assert misordered(pdf, pages, **how) != []  # type: ignore[arg-type]
        plain = n_up(pack(pages), title="T", right_to_left=right_to_left, duplex=duplex)
        assert misordered(plain, pages, fresh=fresh, **how) != []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("size", "paper", "scale"),
    [(A5, A4, 1.0), (A4, A4, 210 / 297), (LETTER, LETTER, 139.7 / 215.9), (A5, A5, 148 / 210), ((90, 120), A4, 1.0)],
)
def test_pages_shrink_to_half_the_paper(size: tuple[float, float], paper: tuple[float, float], scale: float) -> None:
    """Evenly, by no more than they must, and they are never enlarged."""
    pdf = n_up(pack(3, size), title="T", paper=(Decimal(str(paper[0])), Decimal(str(paper[1]))))
    for one in cells(pdf):
        assert one.scale_x == pytest.approx(scale, abs=0.0001)
        assert one.scale_x == one.scale_y <= 1
        assert one.width_mm == pytest.approx(one.scale_x * size[0], abs=0.01)
        assert one.height_mm == pytest.approx(one.scale_y * size[1], abs=0.01)
        assert one.height_mm <= paper[0] + 0.001
        assert one.width_mm <= paper[1] / 2 + 0.001
        assert (one.paper_width_mm, one.paper_height_mm) == pytest.approx((paper[1], paper[0]), abs=0.001)
    assert misordered(pdf, 3, folded=False) == []


@pytest.mark.parametrize("folded", [True, False])
def test_packs_within_a_job_are_read_by_their_sides(folded: bool) -> None:
    """Joined to one print job, each pack is still read back on its own."""
    make = booklet if folded else n_up
    job = join_jobs([make(pack(pages), title="T") for pages in (6, 3, 9)], title="Job", duplex=Duplex.SHORT)
    start = 1
    for pages in (6, 3, 9):
        count = 2 * -(-pages // 4)
        sides = range(start, start + count)
        assert misordered(job, pages, folded=folded, sides=sides) == []
        assert misordered(job, pages + 1, folded=folded, sides=sides) == [f"page-{pages + 1:04d}"]
        start += count


@cache
def good() -> bytes:
    """Return a booklet of seven pages."""
    return booklet(pack(7), title="T")


@pytest.mark.parametrize(
    ("fault", "wrong"),
    [
        ("pdf.pages.reverse()", {1, 2, 3, 4, 5, 6, 7}),
        ("del pdf.pages[3]", {4, 5}),
        ("pdf.pages[1].rotate(180, relative=True)", {2, 7}),
        ("swap(b'page-0002', b'page-0003', 1)", {2, 3}),
        ("swap(b'1.00000000 0 0 1.00000000', b'0.99000000 0 0 0.99000000', 1)", {2, 7}),
        ("swap(b'1.00000000 0 0', b'-1.0000000 0 0', 1)", {2, 7}),
        ("swap(b'420.94488', b'421.94488', 0)", {1}),
        ("swap(b'/page-0001 Do', b'', 0)", {1}),
        ("swap(b'/page-0001 Do', b'/page-0001 Do /page-0001 Do', 0)", set(range(1, 8))),
    ],
)
def test_each_fault_of_a_booklet_is_found(fault: str, wrong: set[int]) -> None:
    """Sides mixed up, missing or turned; pages exchanged, shrunk, mirrored, moved, gone or doubled."""
    begin = """
def swap(old, new, side):
    page = pdf.pages[side]
    both = page.Resources.XObject
    other = pdf.pages[2 if side == 1 else side].Resources.XObject
    for name in list(other.keys()):
        both[name] = other[name]
    before = page.Contents.read_bytes()
    assert old in before
    page.Contents = pdf.make_stream(before.replace(old, new))
    if side == 1 and old.startswith(b'page'):
        page = pdf.pages[2]
        for name in list(both.keys()):
            other[name] = both[name]
        page.Contents = pdf.make_stream(page.Contents.read_bytes().replace(new, old))
swap.__globals__['pdf'] = pdf
"""
    assert misordered(good(), 7) == []
    found = misordered(changed(good(), begin + fault), 7)
    assert {int(name[5:]) for name in found} >= wrong


@pytest.mark.parametrize("right_to_left", [False, True])
@pytest.mark.parametrize("duplex", WAYS)
def test_another_way_of_folding_or_printing_is_found(duplex: Duplex, right_to_left: bool) -> None:
    """A booklet for the other edge, the other hand, or of another number of pages is not taken for the one meant."""
    pdf = booklet(pack(8), title="T", duplex=duplex, right_to_left=right_to_left)
    for way in WAYS:
        for hand in (False, True):
            is_it = way is duplex and hand is right_to_left
            assert (misordered(pdf, 8, duplex=way, right_to_left=hand) == []) == is_it
    assert misordered(pdf, 7, duplex=duplex, right_to_left=right_to_left) == ["page-0008"]
    assert misordered(pdf, 8, duplex=duplex, right_to_left=right_to_left, folded=False) != []


def test_the_same_pack_gives_the_same_bytes() -> None:
    """A job can be made again, and compared."""
    assert booklet(pack(9), title="T") == booklet(pack(9), title="T")
    assert n_up(pack(9), title="T") == n_up(pack(9), title="T")


@pytest.mark.parametrize("duplex", [Duplex.SHORT, Duplex.LONG])
@pytest.mark.parametrize("folded", [True, False])
def test_the_proof_of_a_job_reads_its_packs_as_people_will(folded: bool, duplex: Duplex) -> None:
    """Each pack of a finished job has its place in it; a pack that is not read in order there is a finding."""
    make = booklet if folded else n_up
    parts = [make(pack(6), title="T", duplex=duplex), make(pack(3), title="T", duplex=duplex, right_to_left=True)]
    job = join_jobs(parts, title="Job", duplex=duplex)
    laid = (Laid(1, 4, 6, folded), Laid(5, 2, 3, folded, right_to_left=True))
    assert check(job, Expectation(title="Job", pages=6, duplex=duplex, laid=laid)) == []
    wrong = (Laid(1, 4, 6, folded), Laid(5, 2, 3, folded))
    found = check(job, Expectation(duplex=duplex, laid=wrong))
    assert {(finding.page, finding.code) for finding in found} == {(5, "page-misordered")}
