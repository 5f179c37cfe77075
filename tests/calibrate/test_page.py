"""The calibration page: everything stands where it must, and what is read on it is what makes up for the printer."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from io import BytesIO
from itertools import combinations, product

import page as checker
import pikepdf
import pypdfium2
import pytest
from pypdfium2 import raw

from pressroom.calibration import Calibration, make
from pressroom.compose.measuring import SIDES, blocks, drawing, ruler_names
from pressroom.impose import cells, impose
from pressroom.impose.calibration import title_of
from pressroom.model import Correction, CutMarks, Duplex, Sheet
from pressroom.read import shipped
from tests.calibrate.reading import Fault, Line, Point, Side, printed
from tests.proof.making import card

SHEETS = ["sigel-lp795", "dataline-57127", "avery-5371", "plain-letter"]
"""Two whose margins are uneven, and two on Letter."""

WAYS = list(Duplex)
ODD = Sheet(
    id="my-sheet-for-badges-with-a-long-name",
    product="Badges",
    paper="A5",
    card_width=Decimal(70),
    card_height=Decimal(190),
    columns=1,
    rows=1,
    x0=Decimal(2),
    y0=Decimal(18),
    pitch_x=Decimal(70),
    pitch_y=Decimal(190),
)
"""A sheet that somebody made: small paper, one column, and a card that begins where no printer reaches."""


def sheet(name: str) -> Sheet:
    """Return a shipped sheet."""
    return shipped.sheets()[name]


@cache
def page(name: str, duplex: Duplex = Duplex.LONG, correction: Correction | None = None) -> bytes:
    """Return the calibration page for a shipped sheet."""
    return make(Calibration(sheet(name), duplex, "office" if correction else "", correction))


def corners(on: Sheet, side: int) -> tuple[list[float], list[float]]:
    """Return the left and right, and the top and bottom edge of all cards together, by the maker's measures."""
    width = on.paper_mm[0]
    left, right = on.x0, on.x0 + (on.columns - 1) * on.pitch_x + on.card_width
    if side:
        left, right = width - right, width - left
    bottom = on.y0 + (on.rows - 1) * on.pitch_y + on.card_height
    return [float(left), float(right)], [float(on.y0), float(bottom)]


def arms(at: Point) -> list[Line]:
    """Return the two lines of a cross."""
    x, y = at
    return [((x - 4, y), (x + 4, y)), ((x, y - 4), (x, y + 4))]


def outline(x: float, y: float, on: Sheet) -> list[Line]:
    """Return the four edges of a card."""
    right, bottom = x + float(on.card_width), y + float(on.card_height)
    return [((x, y), (right, y)), ((x, bottom), (right, bottom)), ((x, y), (x, bottom)), ((right, y), (right, bottom))]


def rulers(on: Sheet, length: float = 150) -> tuple[Line, Line]:
    """Return the two ruler lines: across at the foot, down on the right."""
    width, height = (float(side) for side in on.paper_mm)
    across, down = width / 2 - length / 2, height / 2 - length / 2
    return (
        ((across, height - 10), (across + length, height - 10)),
        ((width - 10, down), (width - 10, down + length)),
    )


# Where things stand


@pytest.mark.parametrize("duplex", WAYS)
@pytest.mark.parametrize("name", SHEETS)
def test_crosses_stand_on_the_corners_of_the_grid(name: str, duplex: Duplex) -> None:
    """On both sides, so that they cover each other against the light; the back's grid is the front's, mirrored."""
    for number, side in enumerate(printed(page(name, duplex), duplex)):
        xs, ys = corners(sheet(name), number)
        assert all(side.has(arm) for at in product(xs, ys) for arm in arms(at))


@pytest.mark.parametrize("name", SHEETS)
def test_each_card_has_its_outline(name: str) -> None:
    """Thin lines at the edges of every card, front and back, to hold against the real sheet."""
    on = sheet(name)
    for number, side in enumerate(printed(page(name))):
        for x, y in (map(float, on.origin(cell)) for cell in range(on.cells)):
            behind = float(on.paper_mm[0] - on.card_width) - x
            assert all(side.has(line) for line in outline(behind if number else x, y, on))


@pytest.mark.parametrize("duplex", WAYS)
@pytest.mark.parametrize("name", SHEETS)
def test_the_scales_have_their_zero_in_the_middle(name: str, duplex: Duplex) -> None:
    """Numbers from -4 to 4 lead to ticks a millimetre apart, which grow to the right and down; half a mm is marked."""
    for side in printed(page(name, duplex), duplex):
        for along, axis in enumerate("xy"):
            ticks = side.ticks(axis)
            assert sorted(ticks) == list(range(-4, 5))
            assert all(abs(at[along] - side.size[along] / 2 - n) < 0.05 for n, at in ticks.items())
            base = side.size[1] / 2 - 8 if axis == "x" else side.size[0] / 2 + 28
            away = -1 if axis == "x" else 1
            for step in range(-8, 9):
                long = 6 if step == 0 else 2 if step % 2 else 3.5
                at = side.size[along] / 2 + step / 2
                tick = ((at, base), (at, base + away * long)) if axis == "x" else ((base, at), (base + away * long, at))
                assert side.has(tick)


@pytest.mark.parametrize("name", SHEETS)
def test_the_rulers_are_150_mm_long(name: str) -> None:
    """One across and one down the page, on the front, with a tick at each end."""
    front, back = printed(page(name))
    for line in rulers(sheet(name)):
        assert front.has(line)
        assert front.length_of(line) == pytest.approx(150, abs=0.01)
        assert not back.has(line, within=5)
        (x1, y1), (x2, y2) = line
        for x, y in line:
            end = ((x, y - 2.5), (x, y + 2.5)) if y1 == y2 else ((x - 2.5, y), (x + 2.5, y))
            assert front.has(end)
        assert (x1, y1) != (x2, y2)


@pytest.mark.parametrize("name", SHEETS)
def test_the_ink_stands_where_the_lines_are(name: str) -> None:
    """Rasterised at 600 dpi, the arms of the crosses are dark where the sheet's corners are, within 0.05 mm."""
    document = pypdfium2.PdfDocument(page(name))
    per_mm = 600 / 25.4
    for number in (0, 1):
        bitmap = document[number].render(scale=600 / 72, grayscale=True)
        assert bitmap.format == raw.FPDFBitmap_Gray
        pixels, stride = bytes(bitmap.buffer), bitmap.stride
        xs, ys = corners(sheet(name), number)
        for x, y in product(xs, ys):
            beyond = (-3 if x == xs[0] else 3, -3 if y == ys[0] else 3)
            row, column = round((y + beyond[1]) * per_mm), round((x + beyond[0]) * per_mm)
            across = {at: 255 - pixels[row * stride + at] for at in _around(x, per_mm)}
            down = {at: 255 - pixels[at * stride + column] for at in _around(y, per_mm)}
            assert _middle(across) / per_mm == pytest.approx(x, abs=0.05)
            assert _middle(down) / per_mm == pytest.approx(y, abs=0.05)
    document.close()


def _around(mm: float, per_mm: float) -> range:
    return range(round((mm - 1) * per_mm), round((mm + 1) * per_mm))


def _middle(ink: dict[int, int]) -> float:
    """Return where the middle of the ink is, in pixels."""
    return sum((at + 0.5) * dark for at, dark in ink.items()) / sum(ink.values())


@pytest.mark.parametrize("duplex", WAYS)
@pytest.mark.parametrize("name", sorted(shipped.sheets()))
def test_nothing_is_nearer_than_5_mm_to_the_edge(name: str, duplex: Duplex) -> None:
    """Neither a line nor a letter: desktop printers do not reach further."""
    _keeps_clear(printed(page(name, duplex), duplex))


def _keeps_clear(sides: list[Side]) -> None:
    for side in sides:
        for x, y in (*(point for line in side.lines for point in line), *side.inked):
            assert 4.99 <= x <= side.size[0] - 4.99
            assert 4.99 <= y <= side.size[1] - 4.99


def test_somebodys_own_sheet_has_a_page_too() -> None:
    """Small paper, a card that begins beyond the printer's reach, a long name: crosses move in, rulers get shorter."""
    front, back = printed(make(Calibration(ODD, Duplex.LONG, in_workspace=True)))
    _keeps_clear([front, back])
    for side, xs in ((front, (7, 72)), (back, (76, 141))):
        for x, y in product(xs, (18, 203)):
            assert side.has(((x, y - 4), (x, min(y + 4, 205))))
    assert all(front.has(line) for line in rulers(ODD, 100))


@pytest.mark.parametrize("on", [*shipped.sheets().values(), ODD], ids=lambda on: on.id)
def test_no_words_lie_under_others(on: Sheet) -> None:
    """The places for words, the fields of the scales and the names of the rulers keep apart on every sheet."""
    for side in SIDES:
        places = [place for row in blocks(on, side).values() for place in row]
        places += [*drawing(on, side).white, *ruler_names(on).values()]
        for one, other in combinations(places, 2):
            beside = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert beside or one.y + one.height <= other.y or other.y + other.height <= one.y


# What a printer does, and what is read


FAULTS = [(Fault(1, 0), (-1, 0)), (Fault(0, 1), (0, -1)), (Fault(-2.5, 0.5), (2.5, -0.5)), (Fault(3, -3), (-3, 3))]


@pytest.mark.parametrize("duplex", WAYS)
@pytest.mark.parametrize(("fault", "told"), FAULTS)
def test_what_the_crease_shows_is_what_to_write(fault: Fault, told: tuple[float, float], duplex: Duplex) -> None:
    """Print that came out 1 mm too far right has its crease at -1, on either side and however the paper is turned.

    Written into printers.yaml and printed again on the same printer, the page has its creases at 0.
    """
    for back in (False, True):
        faults = {"back" if back else "front": fault}
        read = printed(page("sigel-lp795", duplex), duplex, **faults)[back]
        assert (read.reading("x"), read.reading("y")) == pytest.approx(told, abs=0.05)
        dx, dy = (Decimal(str(value)) for value in told)
        written = Correction(back_dx=dx, back_dy=dy) if back else Correction(front_dx=dx, front_dy=dy)
        for side in printed(page("sigel-lp795", duplex, written), duplex, **faults):
            assert (side.reading("x"), side.reading("y")) == pytest.approx((0, 0), abs=0.01)


@pytest.mark.parametrize("name", SHEETS)
def test_what_the_table_says_makes_the_rulers_right(name: str) -> None:
    """A printer on which 150 mm measure 149 is made up for by the scale that stands in that row."""
    fault = Fault(scale_x=149 / 150, scale_y=151 / 150)
    across, down = rulers(sheet(name))
    front, _ = printed(page(name), front=fault)
    assert front.length_of(across) == pytest.approx(149, abs=0.02)
    rows = _table(front)
    written = Correction(scale_x=Decimal(rows["149"][0]), scale_y=Decimal(rows["151"][1]))
    front, _ = printed(page(name, Duplex.LONG, written), front=fault)
    assert front.length_of(across) == pytest.approx(150, abs=0.06)
    assert front.length_of(down) == pytest.approx(150, abs=0.06)
    assert _table(front)["150"] == (f"{written.scale_x}", f"{written.scale_y}")


def _table(side: Side) -> dict[str, tuple[str, str]]:
    text = " ".join(word for word, _ in side.words)
    return {at: (x, y) for at, x, y in re.findall(r"(1[45]\d(?:\.5)?) mm (\d\.\d{3}) (\d\.\d{3})", text)}


def test_the_table_is_150_mm_by_what_was_measured() -> None:
    """From 148.5 to 151.5 in steps of half a mm, for both axes."""
    rows = _table(printed(page("plain-letter"))[0])
    assert list(rows) == ["148.5", "149", "149.5", "150", "150.5", "151", "151.5"]
    assert all(x == y == f"{150 / float(at):.3f}" for at, (x, y) in rows.items())


CORRECTION = Correction(
    front_dx=Decimal("1.2"), front_dy=Decimal("-0.7"), back_dx=Decimal("-2.5"), back_dy=Decimal(3),
    scale_x=Decimal("1.004"), scale_y=Decimal("0.991"),
)  # fmt: skip


@pytest.mark.parametrize("duplex", WAYS)
def test_a_correction_moves_everything_by_its_values(duplex: Duplex) -> None:
    """Each side as one reads it, to the right and down; stretched about the paper's middle."""
    before = printed(page("dataline-57127", duplex), duplex)
    after = printed(page("dataline-57127", duplex, CORRECTION), duplex)
    for was, now, dx, dy in zip(before, after, (1.2, -2.5), (-0.7, 3), strict=True):
        moved = Fault(dx, dy, 1.004, 0.991)
        meant = [at for line in was.lines for point in line for at in moved(point, was.size)]
        assert [at for line in now.lines for point in line for at in point] == pytest.approx(meant, abs=0.001)


@pytest.mark.parametrize("duplex", WAYS)
def test_the_values_put_cards_right_as_well(duplex: Duplex) -> None:
    """Values read on the page move cards on their sheets in the same way, whichever edge the paper is turned over."""
    on, back = sheet("sigel-lp795"), Fault(-1.5, 0.5)
    read = printed(page("sigel-lp795", duplex), duplex, back=back)[1]
    written = Correction(back_dx=Decimal(f"{read.reading('x'):.1f}"), back_dy=Decimal(f"{read.reading('y'):.1f}"))
    cards = [card(on)] * 3

    def stands(correction: Correction, fault: Fault) -> list[Point]:
        found = [
            one for one in cells(impose(cards, on, title="T", duplex=duplex, correction=correction)) if one.page == 2
        ]
        size = float(on.paper_mm[0]), float(on.paper_mm[1])
        corner = [(one.x_mm, one.y_mm) for one in found]
        if duplex is Duplex.SHORT:
            wide, high = float(on.card_width), float(on.card_height)
            corner = [(size[0] - x - wide, size[1] - y - high) for x, y in corner]
        return [fault(at, size) for at in corner]

    meant = stands(Correction(), Fault())
    assert stands(written, back) == [pytest.approx(at, abs=0.01) for at in meant]


# Words, and the file


def text(side: Side) -> str:
    """Return the words of a side in reading order, with single spaces."""
    return " ".join(word for word, _ in side.words)


@pytest.mark.parametrize("duplex", WAYS)
def test_the_page_says_what_to_do(duplex: Duplex) -> None:
    """Which side it is, how to print and turn, where the numbers go, and that -1 means 1 mm too far right."""
    front, back = map(text, printed(page("sigel-lp795", duplex), duplex))
    assert front.startswith("FRONT")
    assert back.startswith("BACK")
    assert ("flipped on the" in front) is (duplex is not Duplex.NONE)
    assert ("Turn the sheet over" in front) is (duplex is Duplex.NONE)
    assert "1 mm too far right" in " ".join(front.split())
    assert "Actual size (100 %), never “fit to page”" in front
    assert "Printer:" in front
    assert "Date:" in front
    assert all(f"{key}:" in front for key in Correction.model_fields)
    command = "pressroom calibrate --sheet sigel-lp795"
    assert f"{command}{'' if duplex is Duplex.LONG else f' --duplex {duplex}'} --calibration NAME" in front


def test_the_page_of_a_printer_says_its_values() -> None:
    """Printed with a calibration, the page names it and shows what its values are now."""
    front = text(printed(page("plain-a4", Duplex.LONG, CORRECTION))[0])
    assert "printed with the values of office" in front
    assert "All at 0?" in front
    assert all(f"now {value}" in front for value in ("1.2", "-0.7", "-2.5", "3", "1.004", "0.991"))


def test_only_a_made_up_sheet_is_held_against_the_page() -> None:
    """Plain paper has no cuts to hold it against."""
    assert sheet("plain-a4").cut_marks is not CutMarks.NONE
    assert "real sheet" not in text(printed(page("plain-a4"))[1])
    assert "real sheet of Sigel LP795" in text(printed(page("sigel-lp795"))[1])


@pytest.mark.parametrize(("duplex", "asked"), [*zip(WAYS, ["FlipLongEdge", "FlipShortEdge", "Simplex"], strict=True)])
def test_the_file_asks_to_be_printed_as_it_is(duplex: Duplex, asked: str) -> None:
    """No scaling, the right edge, two pages; tagged, titled, and the same bytes each time."""
    pdf = page("plain-a4", duplex)
    with pikepdf.open(BytesIO(pdf)) as file:
        assert len(file.pages) == 2
        assert str(file.Root.ViewerPreferences.PrintScaling) == "/None"
        assert str(file.Root.ViewerPreferences.Duplex).endswith(asked)
        assert "/StructTreeRoot" in file.Root
    assert title_of(pdf) == "Printer calibration · plain-a4"
    assert make(Calibration(sheet("plain-a4"), duplex)) == pdf


def test_the_page_can_be_read_aloud() -> None:
    """Turned and corrected, it still passes PDF/UA-1 as far as a machine can tell."""
    report = checker.validate_pdf_bytes(
        page("sigel-lp795", Duplex.SHORT, CORRECTION), profile=checker.ValidationProfile.PDF_UA_1
    )
    assert [failure.rule_id for failure in report.failures] == []
