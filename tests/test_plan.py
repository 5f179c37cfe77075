"""Long print jobs come as several files: no one's things torn apart, sheets full, nobody twice, nobody lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressroom.plan import Limits, evenly, on_sheets


@given(st.integers(0, 500), st.integers(1, 60))
def test_portions_are_even(people: int, most: int) -> None:
    """As few portions as there can be, all in order, none much larger than another: workers share them out."""
    codes = [str(number) for number in range(people)]
    portions = evenly(codes, most)
    sizes = [len(portion) for portion in portions]
    assert [code for portion in portions for code in portion] == codes
    assert len(portions) == -(-people // most)
    assert max(sizes, default=0) - min(sizes, default=0) <= 1
    assert all(1 <= size <= most for size in sizes)


@given(st.integers(0, 400), st.integers(1, 20), st.integers(1, 21), st.integers(1, 10), st.integers(20, 100))
def test_cards_are_parted_between_people(people: int, copies: int, cells: int, start: int, most: int) -> None:
    """All people in order, each in one file with all copies, and no file with more cards than were asked for."""
    codes = [str(number) for number in range(people)]
    portions = on_sheets(codes, copies, cells, min(start, cells), most)
    assert [code for portion in portions for code in portion] == codes
    assert all(portion and len(portion) * copies <= most for portion in portions)


@pytest.mark.parametrize(
    ("people", "copies", "start", "sizes"),
    [
        (300, 1, 1, [300]),
        (301, 1, 1, [300, 1]),
        (1000, 1, 1, [300, 300, 300, 100]),
        (301, 1, 5, [296, 5]),  # six cards fill the first sheet, and thirty-one sheets are more than may be
        (120, 3, 1, [100, 20]),
        (200, 4, 1, [75, 75, 50]),
        (400, 2, 2, [150, 150, 100]),  # copies in pairs never fill a sheet that lacks one cell
    ],
)
def test_only_the_last_sheet_of_a_job_has_empty_cells(people: int, copies: int, start: int, sizes: list[int]) -> None:
    """Each file but the last fills its sheets of ten, where copies allow it: a perforated sheet is not cheap."""
    portions = on_sheets(["P"] * people, copies, 10, start, 300)
    assert [len(portion) for portion in portions] == sizes


def test_the_documentation_says_how_long_a_file_is() -> None:
    """What the manual says of long jobs is what the program does."""
    most = Limits()
    text = (Path(__file__).parents[1] / "docs" / "commands.md").read_text("utf-8")
    assert f"at most {most.packs} packs, {most.carries} parts to carry or {most.cards} cards are in one" in text
