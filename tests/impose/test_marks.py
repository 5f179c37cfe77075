"""Cut marks: where the blade goes, outside every bleed, on the sides that were asked for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pressroom.impose import cells, impose
from pressroom.model.press import Correction, CutMarks, Duplex
from pressroom.model.sheet import Sheet
from tests.impose.making import Segment, cards, lines, own_sheet
from tests.proof.making import sheet, sheets

NEAR = 0.001
PLAIN = ["plain-a4", "plain-letter"]


def marked(on: Sheet, **how: object) -> bytes:
    """Return one full sheet."""
    return impose(cards(on, on.cells), on, title="T", **how)  # type: ignore[arg-type]


def is_upright(line: Segment) -> bool:
    """Whether a line runs up and down."""
    return abs(line[0] - line[2]) < NEAR


def assert_guides_a_blade(on: Sheet, pdf: bytes, page: int) -> None:
    """Each edge of each card has a mark on either side of the sheet; no mark is in a bleed or near the paper's edge."""
    found = lines(pdf, page)
    stand = [one for one in cells(pdf) if one.page == page]
    width, height = (float(length) for length in on.paper_mm)
    for one in stand:
        for x in (one.x_mm, one.x_mm + one.width_mm):
            at = [line for line in found if is_upright(line) and abs(line[0] - x) < NEAR]
            assert any(max(line[1], line[3]) < min(o.y_mm for o in stand) + NEAR for line in at)
            assert any(min(line[1], line[3]) > max(o.y_mm + o.height_mm for o in stand) - NEAR for line in at)
        for y in (one.y_mm, one.y_mm + one.height_mm):
            at = [line for line in found if not is_upright(line) and abs(line[1] - y) < NEAR]
            assert any(max(line[0], line[2]) < min(o.x_mm for o in stand) + NEAR for line in at)
            assert any(min(line[0], line[2]) > max(o.x_mm + o.width_mm for o in stand) - NEAR for line in at)
    gap_x, gap_y = (min(3.0, float(gap) / 2) for gap in (on.pitch_x - on.card_width, on.pitch_y - on.card_height))
    for x1, y1, x2, y2 in found:
        low, high, first, last = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
        assert min(low, first, width - high, height - last) > 5 - NEAR
        assert high - low + last - first > 0.9
        for one in stand:
            beside = high <= one.x_mm - gap_x + NEAR or low >= one.x_mm + one.width_mm + gap_x - NEAR
            over = last <= one.y_mm - gap_y + NEAR or first >= one.y_mm + one.height_mm + gap_y - NEAR
            assert beside or over


@pytest.mark.parametrize("duplex", list(Duplex))
@pytest.mark.parametrize("on", sheets(), ids=lambda on: on.id)
def test_marks_guide_a_blade_on_both_sides(on: Sheet, duplex: Duplex) -> None:
    """On every sheet there is room for marks at each card's edges, on the back where the back's cards are."""
    pdf = marked(on, cut_marks=CutMarks.BOTH, duplex=duplex)
    assert_guides_a_blade(on, pdf, 1)
    assert_guides_a_blade(on, pdf, 2)


@pytest.mark.parametrize(
    ("asked", "front", "back"),
    [(CutMarks.NONE, 0, 0), (CutMarks.FRONT, 18, 0), (CutMarks.BOTH, 18, 18), (None, 18, 18)],
)
def test_marks_stand_on_the_sides_that_were_asked_for(asked: CutMarks | None, front: int, back: int) -> None:
    """On none, on the front, on both; nothing asked for, as the sheet says."""
    # Columns and rows touch, and have three and six edges: nine marks at either end.
    pdf = marked(sheet("plain-a4"), cut_marks=asked)
    assert [len(lines(pdf, 1)), len(lines(pdf, 2))] == [front, back]


def test_a_perforated_sheet_bears_none_unless_asked() -> None:
    """The maker has cut it already."""
    assert lines(marked(sheet("geha-p70")), 1) == []
    assert len(lines(marked(sheet("geha-p70"), cut_marks=CutMarks.FRONT), 1)) > 0


@pytest.mark.parametrize("duplex", list(Duplex))
@pytest.mark.parametrize(
    ("pitch_x", "pitch_y", "inner_across", "inner_down"),
    [("94", "62", 2, 2), ("87.9", "57.9", 0, 0), ("88", "58", 2, 2), ("80", "62", 0, 2), ("84", "50", 0, 0)],
)
def test_marks_stand_between_cards_where_there_is_room(
    pitch_x: str, pitch_y: str, inner_across: int, inner_down: int, duplex: Duplex
) -> None:
    """In a gap of 8 mm, 3 mm of bleed on either side leave 2 mm for marks; a smaller one holds none."""
    on = own_sheet(pitch_x=Decimal(pitch_x), pitch_y=Decimal(pitch_y))
    pdf = marked(on, duplex=duplex)
    assert_guides_a_blade(on, pdf, 1)
    assert_guides_a_blade(on, pdf, 2)
    xs = {round(edge, 3) for one in cells(pdf) if one.page == 1 for edge in (one.x_mm, one.x_mm + one.width_mm)}
    ys = {round(edge, 3) for one in cells(pdf) if one.page == 1 for edge in (one.y_mm, one.y_mm + one.height_mm)}
    found = lines(pdf, 1)
    assert len([line for line in found if is_upright(line)]) == len(xs) * (2 + inner_down * (on.rows - 1))
    assert len([line for line in found if not is_upright(line)]) == len(ys) * (2 + inner_across * (on.columns - 1))


@pytest.mark.parametrize("name", PLAIN)
def test_marks_on_a_sheet_of_cards_that_fold(name: str) -> None:
    """The grid of cards that fold has marks of its own, and none at the fold."""
    on = sheet(name).folded()
    pdf = impose(cards(on, on.cells, 1), on, title="T")
    assert_guides_a_blade(on, pdf, 1)
    assert len([line for line in lines(pdf, 1) if not is_upright(line)]) == 2 * (on.rows + 1)


def test_a_correction_takes_the_marks_along() -> None:
    """Marks move and stretch with the cards, each side with its own; otherwise the blade would cut beside the card."""
    correction = Correction(
        front_dx=Decimal(1), front_dy=Decimal(2), back_dx=Decimal(-1), scale_x=Decimal("1.01"), scale_y=Decimal("0.99")
    )
    before, after = marked(sheet("plain-a4")), marked(sheet("plain-a4"), correction=correction)
    for page, dx, dy in ((1, 1.0, 2.0), (2, -1.0, 0.0)):
        for was, now in zip(lines(before, page), lines(after, page), strict=True):
            for at in (0, 2):
                assert now[at] == pytest.approx(105 + 1.01 * (was[at] - 105) + dx, abs=0.001)
                assert now[at + 1] == pytest.approx(148.5 + 0.99 * (was[at + 1] - 148.5) + dy, abs=0.001)


def test_a_side_without_cards_bears_the_same_marks() -> None:
    """Marks belong to the sheet: a sheet with one card is cut like a full one."""
    on = sheet("plain-a4")
    assert lines(impose(cards(on, 1), on, title="T"), 1) == lines(marked(on), 1)
