"""Over the long edge, over the short edge, by hand: each back stands behind its front on every sheet."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest
from PIL import Image, ImageChops, ImageOps

from pressroom.impose import ImpositionError, Placement, cells, impose, misplaced
from pressroom.model.press import Correction, Duplex
from pressroom.model.sheet import Sheet
from tests.impose.making import BLUE, RED, cards, looks, own_sheet, plain_card
from tests.proof.making import changed, sheet, sheets

WAYS = list(Duplex)
UNEVEN = ["dataline-57127", "sigel-lp795", "sigel-dp830"]
CORRECTION = Correction(
    front_dx=Decimal("1.2"), front_dy=Decimal("-0.7"), back_dx=Decimal("-2.5"), back_dy=Decimal(3),
    scale_x=Decimal("1.0123"), scale_y=Decimal("0.985"),
)  # fmt: skip


def by_sheet(found: list[Placement], duplex: Duplex, pages: int) -> list[tuple[list[Placement], list[Placement]]]:
    """Return for each sheet of paper what stands on its front and on its back, by the order in which it is printed."""
    sides = [[one for one in found if one.page == number] for number in range(1, pages + 1)]
    half = pages // 2
    fronts, backs = (sides[:half], sides[half:]) if duplex is Duplex.NONE else (sides[::2], sides[1::2])
    return list(zip(fronts, backs, strict=True))


def through_the_paper(one: Placement, duplex: Duplex) -> tuple[float, float]:
    """Return where a card's corner that is top left from the front comes to stand when the paper has been turned."""
    if duplex is Duplex.SHORT:
        return one.x_mm, one.paper_height_mm - one.y_mm - one.height_mm
    return one.paper_width_mm - one.x_mm - one.width_mm, one.y_mm


@pytest.mark.parametrize("start_cell", [1, 4])
@pytest.mark.parametrize("count", [1, 10, 11])
@pytest.mark.parametrize("duplex", WAYS)
@pytest.mark.parametrize("on", sheets(), ids=lambda on: on.id)
def test_backs_stand_behind_their_fronts(on: Sheet, duplex: Duplex, count: int, start_cell: int) -> None:
    """Fronts stand where the maker cuts; turned about the right edge, each back covers its own front, and no other."""
    pdf = impose(cards(on, count), on, title="T", start_cell=start_cell, duplex=duplex)
    found = cells(pdf)
    needed = -(-(count + start_cell - 1) // on.cells)
    assert len(found) == 2 * count
    assert max(one.page for one in found) == 2 * needed
    for number, (fronts, backs) in enumerate(by_sheet(found, duplex, 2 * needed)):
        for front, back in zip(fronts, backs, strict=True):
            row, column = divmod(int(front.name[5:9]) + start_cell - 2 - number * on.cells, on.columns)
            maker = (float(on.x0 + column * on.pitch_x), float(on.y0 + row * on.pitch_y))
            assert (front.x_mm, front.y_mm) == pytest.approx(maker, abs=0.0001)
            assert back.name == front.name.replace("front", "back")
            assert (back.x_mm, back.y_mm) == pytest.approx(through_the_paper(front, duplex), abs=0.0001)
            assert (front.turn, back.turn) == (0, 180 if duplex is Duplex.SHORT else 0)
            size = pytest.approx((float(on.card_width), float(on.card_height)), abs=0.0001)
            assert (front.width_mm, front.height_mm) == size
            assert (back.width_mm, back.height_mm) == size
    assert misplaced(pdf, on, duplex=duplex) == []


@pytest.mark.parametrize("duplex", WAYS)
@pytest.mark.parametrize("name", [*UNEVEN, "plain-letter"])
def test_the_flip_puts_each_back_behind_its_front(name: str, duplex: Duplex) -> None:
    """As pixels: the backs, turned over as the sheet is turned, have their corner marks on those of the fronts."""
    on = sheet(name)
    front, back = looks(impose(cards(on, 3), on, title="T", start_cell=2, duplex=duplex), 100)
    seen_through = ImageOps.flip(back) if duplex is Duplex.SHORT else ImageOps.mirror(back)
    red, blue = (marked(picture, colour) for picture, colour in ((front, RED), (seen_through, BLUE)))
    assert 3 * 14 * 14 < count(red) < 3 * 18 * 18
    # All but the outermost pixels of the squares, which lie on the grid a little differently from each side.
    assert count(ImageChops.logical_xor(red, blue)) < 3 * 4 * 17
    again = looks(impose(cards(on, 3), on, title="T", start_cell=5, duplex=duplex), 100)[1]
    moved = ImageOps.flip(again) if duplex is Duplex.SHORT else ImageOps.mirror(again)
    assert count(ImageChops.logical_xor(red, marked(moved, BLUE))) > 3 * 14 * 14


def marked(picture: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    """Return a picture in one bit: where the other has this colour."""
    off = ImageChops.difference(picture, Image.new("RGB", picture.size, colour)).convert("L")
    return off.point(lambda value: 255 if value < 30 else 0).convert("1")


def count(picture: Image.Image) -> int:
    """Return how many pixels are set."""
    return picture.convert("L").histogram()[255]


@pytest.mark.parametrize("duplex", [Duplex.SHORT, Duplex.NONE])
@pytest.mark.parametrize("on", sheets(), ids=lambda on: on.id)
def test_nothing_is_drawn_near_the_papers_edge(on: Sheet, duplex: Duplex) -> None:
    """Within 5 mm of the paper's edge both sides are white, whichever way the sheet is turned."""
    dpi, edge = 101.6, 19  # four pixels to the millimetre, and one to spare
    for picture in looks(impose(cards(on, on.cells), on, title="T", duplex=duplex), int(dpi)):
        blank = Image.new("RGB", picture.size, "white")
        box = (edge, edge, picture.width - edge, picture.height - edge)
        blank.paste(picture.crop(box), box)
        assert blank.tobytes() == picture.tobytes()


@pytest.mark.parametrize(
    ("duplex", "sides", "asked"),
    [
        (Duplex.LONG, 2, "/DuplexFlipLongEdge"),
        (Duplex.SHORT, 2, "/DuplexFlipShortEdge"),
        (Duplex.NONE, 2, "/Simplex"),
        (Duplex.LONG, 1, "/Simplex"),
        (Duplex.SHORT, 1, "/Simplex"),
    ],
)
def test_the_file_asks_for_its_own_duplex(duplex: Duplex, sides: int, asked: str) -> None:
    """What has no backs, or is turned by hand, is printed on one side; no scaling, and the tray is left alone."""
    on = sheet("plain-a4")
    pdf = changed(impose(cards(on, 1, sides), on, title="T", duplex=duplex), "")
    with pikepdf.open(BytesIO(pdf)) as opened:
        preferences = opened.Root.ViewerPreferences
        assert str(preferences.Duplex) == asked
        assert str(preferences.PrintScaling) == "/None"
        assert set(preferences.keys()) == {"/DisplayDocTitle", "/PrintScaling", "/Duplex"}


@pytest.mark.parametrize("duplex", WAYS)
def test_cards_without_a_back_stand_alone(duplex: Duplex) -> None:
    """One page each: a sheet is one page, in the maker's cells, and nothing is missing behind it."""
    on = sheet("dataline-57127")
    pdf = impose(cards(on, 11, 1), on, title="T", duplex=duplex, start_cell=4)
    found = cells(pdf)
    assert [one.name for one in found] == [f"card-{number:04d}" for number in range(1, 12)]
    assert [one.page for one in found] == [1] * 7 + [2] * 4
    assert (found[7].x_mm, found[7].y_mm) == pytest.approx((20.5, 10.5), abs=0.0001)
    assert misplaced(pdf, on, duplex=duplex) == []


def test_cards_with_and_without_a_back_do_not_mix() -> None:
    """On one sheet either all have a back or none: the two that differ are named."""
    on = sheet("plain-a4")
    with pytest.raises(ImpositionError, match="card 2 has 1 pages and card 1 has 2"):
        impose([*cards(on, 1), *cards(on, 1, 1)], on, title="T")


@pytest.mark.parametrize("duplex", WAYS)
@pytest.mark.parametrize("name", [*UNEVEN, "plain-a4"])
def test_a_correction_moves_and_stretches_each_side(name: str, duplex: Duplex) -> None:
    """A side moves right and down as one reads it, and grows from the paper's middle; undone, all is in place."""
    on = sheet(name)
    pdf = impose(cards(on, 4), on, title="T", duplex=duplex, correction=CORRECTION)
    before = {one.name: one for one in cells(impose(cards(on, 4), on, title="T", duplex=duplex))}
    for one in cells(pdf):
        was, is_back = before[one.name], one.name.endswith("back")
        dx, dy = (-2.5, 3.0) if is_back else (1.2, -0.7)
        if one.turn == 180:  # right and down, for who holds the page so that the card can be read
            dx, dy = -dx, -dy
        middle_x, middle_y = one.paper_width_mm / 2, one.paper_height_mm / 2
        assert one.x_mm == pytest.approx(middle_x + 1.0123 * (was.x_mm - middle_x) + dx, abs=0.0005)
        assert one.y_mm == pytest.approx(middle_y + 0.985 * (was.y_mm - middle_y) + dy, abs=0.0005)
        assert one.width_mm == pytest.approx(1.0123 * was.width_mm, abs=0.0005)
        assert one.height_mm == pytest.approx(0.985 * was.height_mm, abs=0.0005)
    assert misplaced(pdf, on, duplex=duplex, correction=CORRECTION) == []
    assert len(misplaced(pdf, on, duplex=duplex)) == 8


def test_one_profile_serves_both_edges() -> None:
    """A printer gets the same dots on the back for either flip: what differs is how the page in the file is held."""
    on = sheet("dataline-57127")
    long, short = (
        {one.name: one for one in cells(impose(cards(on, 3), on, title="T", duplex=duplex, correction=CORRECTION))}
        for duplex in (Duplex.LONG, Duplex.SHORT)
    )
    for name, one in long.items():
        other = short[name]
        if name.endswith("back"):
            x, y = 210 - other.x_mm - other.width_mm, 297 - other.y_mm - other.height_mm
        else:
            x, y = other.x_mm, other.y_mm
        assert (one.x_mm, one.y_mm) == pytest.approx((x, y), abs=0.001)


def test_a_correction_of_nothing_changes_nothing() -> None:
    """Without faults to make up for, the file is the same to the byte."""
    on = sheet("plain-a4")
    assert impose(cards(on, 3), on, title="T", correction=Correction()) == impose(cards(on, 3), on, title="T")


@pytest.mark.parametrize("printed", WAYS)
@pytest.mark.parametrize("meant", WAYS)
def test_backs_for_another_way_of_turning_are_found(printed: Duplex, meant: Duplex) -> None:
    """What was imposed for one edge is wrong for the other, and for a stack that is turned by hand."""
    on = sheet("dataline-57127")
    pdf = impose(cards(on, 11), on, title="T", duplex=printed)
    assert (misplaced(pdf, on, duplex=meant) == []) == (printed is meant)


MOVE = """
def move(operators):
    before, name, after = page.obj.Contents.read_bytes().partition(b'/card-0001')
    page.obj.Contents = pdf.make_stream(before + operators + b' ' + name + after)
move.__globals__.update(page=page, pdf=pdf)
"""
FAULTS = {
    "a side is missing": "del pdf.pages[-1]",
    "a page is turned": "page.rotate(180, relative=True)",
    "the paper is another": "page.mediabox = [0, 0, 595.28, 842.5]",
    "sheets are mixed up": "pdf.pages.reverse()",
    "one moved by 0.02 mm": "move(b'1 0 0 1 0.0567 0 cm')",
    "one is stretched": "move(b'1.001 0 0 1 0 0 cm')",
    "one is askew": "move(b'1 0.001 0 1 0 0 cm')",
    "one is mirrored": "move(b'-1 0 0 1 242.64567 0 cm')",
    "one is head down": "move(b'-1 0 0 -1 242.64567 153.01417 cm')",
    "one stands there twice": "move(b'/card-0001-front Do')",
    "a stranger": "page.resources.XObject['/x'] = page.resources.XObject['/card-0001-front']; move(b'/x Do')",
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize("duplex", WAYS)
def test_each_fault_of_a_sheet_is_found(fault: str, duplex: Duplex) -> None:
    """Missing, moved, stretched, mirrored, turned, doubled or foreign: nothing passes for a card in its cell."""
    on = sheet("plain-a4")
    good = impose(cards(on, 1), on, title="T", duplex=duplex)
    assert misplaced(good, on, duplex=duplex) == []
    assert misplaced(changed(good, MOVE + fault), on, duplex=duplex) != []


@pytest.mark.parametrize("fault", [name for name in FAULTS if name.startswith(("one", "a page", "a stranger"))])
def test_each_fault_of_a_sheet_without_backs_is_found(fault: str) -> None:
    """The same where fronts stand alone."""
    on = sheet("plain-a4")
    good = impose(cards(on, 1, 1), on, title="T")
    assert misplaced(changed(good, (MOVE + FAULTS[fault]).replace("-front", "")), on) != []


def test_two_cards_in_one_cell_are_found() -> None:
    """A cell holds one card: a second one on top of it is as wrong as none."""
    on = sheet("plain-a4")
    pdf = changed(
        impose(cards(on, 2, 1), on, title="T"),
        "old = page.obj.Contents.read_bytes().split(b'\\n')\n"
        "page.obj.Contents = pdf.make_stream(b'\\n'.join([*old, old[0].replace(b'card-0001', b'card-0002')]))",
    )
    assert misplaced(pdf, on) == ["card-0001", "card-0002"]


FOLDING = {
    "plain-a4": (2, "19.40", "40.54"), "plain-letter": (2, "22.35", "31.74"), "avery-5371": (2, "19.05", "12.70"),
    "avery-5871": (2, "19.05", "12.70"), "avery-8371": (2, "19.05", "12.70"), "avery-c32011": (2, "15", "13.5"),
    "decadry-occ-3342": (2, "15", "13.5"), "geha-p70": (2, "15", "13.5"), "avery-l7414": (2, "15", "18.5"),
    "sigel-lp795": (2, "14", "10.5"), "sigel-lp800": (2, "15", "10"), "sigel-lp801": (2, "15", "10"),
    "sigel-dp830": (2, "14.11", "10.955"), "sigel-dp930": (2, "14.11", "10.955"),
}  # fmt: skip
"""Rows, x0 and y0 of the grid of cards that fold, by hand from the makers' measures."""


@pytest.mark.parametrize("on", sheets(), ids=lambda on: on.id)
def test_a_card_that_folds_takes_two_cells(on: Sheet) -> None:
    """Where rows touch, or the paper is plain, two rows make one, folded between them; elsewhere none can fold."""
    if on.id not in FOLDING:
        with pytest.raises(ValueError, match=rf"{on.id} has [0-9.]+ mm between its rows.*plain-a4"):
            on.folded()
        return
    folded = on.folded()
    rows, x0, y0 = FOLDING[on.id]
    assert (folded.rows, folded.x0, folded.y0) == (rows, Decimal(x0), Decimal(y0))
    assert folded.card_height == 2 * on.card_height
    assert (folded.columns, folded.card_width, folded.pitch_x) == (on.columns, on.card_width, on.pitch_x)
    pdf = impose(cards(folded, 5, 1), folded, title="T")
    assert misplaced(pdf, folded) == []
    for one in cells(pdf):
        assert one.y_mm + one.height_mm <= float(on.paper_mm[1]) - 5
        if on.pitch_y - on.card_height < 1 and on.cut_marks == "none":
            fold = one.y_mm + one.height_mm / 2
            rows_end = [float(on.y0 + row * on.pitch_y + on.card_height) for row in range(on.rows)]
            assert min(abs(fold - end) for end in rows_end) < 0.05


def test_plain_paper_with_gaps_folds_too() -> None:
    """Where a guillotine cuts there is no perforation to miss: the gap stays between cards, the grid is centred."""
    folded = own_sheet().folded()
    assert (folded.rows, folded.card_height, folded.pitch_y) == (2, Decimal(100), Decimal(112))
    assert (folded.x0, folded.y0) == (Decimal(18), Decimal("42.5"))


def test_one_row_cannot_fold() -> None:
    """A card that folds takes two rows."""
    with pytest.raises(ValueError, match="one row of cards"):
        own_sheet(rows=1).folded()


def test_a_flat_card_does_not_fit_a_folded_sheet() -> None:
    """The two forms of a card are not mistaken for each other."""
    on = sheet("plain-a4")
    with pytest.raises(ImpositionError, match=r"85\.60 × 53\.98 mm.*85\.60 × 107\.96 mm"):
        impose([plain_card(on.card_width, on.card_height, 1)], on.folded(), title="T")
