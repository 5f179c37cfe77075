"""`sheets` draws each card sheet: as many cells as it has, in the order in which they are counted."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest

from pressroom.cli.drawing import drawn, geometry, picture, plain
from pressroom.model import Sheet
from pressroom.read import shipped
from tests.program.making import generate, press

SHEETS = shipped.sheets()


def small(columns: int, rows: int) -> Sheet:
    """Return a sheet of many small cards, as a workspace may bring one."""
    return Sheet(
        id="small", product="Small", paper="A4", columns=columns, rows=rows, x0=Decimal(5), y0=Decimal(0),
        card_width=Decimal(200) / columns, card_height=Decimal(297) / rows,
        pitch_x=Decimal(200) / columns, pitch_y=Decimal(297) / rows,
    )  # fmt: skip


ALL = [*SHEETS.values(), small(3, 8), small(5, 13), small(1, 1)]


@pytest.mark.parametrize("sheet", ALL, ids=lambda sheet: f"{sheet.id}-{sheet.cells}")
def test_a_drawing_has_the_sheets_cells(sheet: Sheet) -> None:
    """Each cell bears its number once, row by row, each row on a line of its own."""
    rows = [re.findall(r"\d+", line) for line in picture(sheet)]
    numbers = [[int(number) for number in row] for row in rows if row]
    at = range(1, sheet.cells + 1)
    assert numbers == [list(at[n : n + sheet.columns]) for n in range(0, sheet.cells, sheet.columns)]


@pytest.mark.parametrize("sheet", ALL, ids=lambda sheet: f"{sheet.id}-{sheet.cells}")
def test_each_number_stands_in_its_cell(sheet: Sheet) -> None:
    """Left and right of each number, and above and below, is an edge of its cell before another number comes."""
    lines = picture(sheet)
    for y, line in enumerate(lines):
        for match in re.finditer(r"\d+", line):
            assert line[: match.start()].rstrip().endswith("│")
            assert line[match.end() :].lstrip().startswith("│")
            column = [row[match.start()] for row in lines]
            assert re.match(r" *[─┬┴┼┌┐└┘├┤]", "".join(column[y + 1 :]))
            assert re.match(r" *[─┬┴┼┌┐└┘├┤]", "".join(column[y - 1 :: -1]))


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=list(SHEETS))
def test_a_drawing_is_small_and_in_proportion(sheet: Sheet) -> None:
    """About 24 by 17 characters, which are twice as high as wide; cards are as wide for their height as they are."""
    lines = picture(sheet)
    wide, high = len(lines[0]), len(lines)
    assert {len(line) for line in lines} == {wide}
    assert 22 <= wide <= 28
    assert 15 <= high <= 20
    width, height = sheet.paper_mm
    assert (wide - 1) / (high - 1) / 2 == pytest.approx(float(width / height), rel=0.2)


def test_sheets_that_are_alike_share_a_drawing() -> None:
    """Each name stands there once, with those whose cards are in the same places over one drawing."""
    groups = press("sheets").out.strip().split("\n\n")
    named = [[line.split()[0] for line in group.splitlines() if not line.startswith(" ")] for group in groups]
    assert sorted(name for group in named for name in group) == sorted(SHEETS)
    assert ["avery-c32011", "decadry-occ-3342", "geha-p70"] in named
    assert all(len({geometry(SHEETS[name]) for name in group}) == 1 for group in named)
    assert len(groups) == len({geometry(sheet) for sheet in SHEETS.values()})


def test_the_measures_stand_beside_it() -> None:
    """Paper, cards, all four margins, and the way from card to card: what a ruler shows."""
    text = "\n".join(drawn(SHEETS["dataline-57127"]))
    for words in ("A4, 210 × 297 mm", "2 × 5 cards of 86 × 54 mm", "left 20.5, right 12.5, top 10.5, bottom 10.5 mm",
                  "91 mm across, 55.5 mm down"):  # fmt: skip
        assert words in text


def test_an_old_terminal_gets_plain_characters() -> None:
    """Where the code page has no lines to draw with, the drawing is of plain ones, and no escapes are printed."""
    done = generate("sheets", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.code == 0
    assert "\\u" not in done.out
    assert plain("\n".join(drawn(SHEETS["plain-a4"]))) in done.out


def test_the_json_is_of_measures_alone() -> None:
    """For scripts nothing changes: a list of sheets, without drawings."""
    listed = json.loads(press("sheets", "--json").out)
    assert {sheet["id"] for sheet in listed} == set(SHEETS)
    assert all("x0" in sheet for sheet in listed)
