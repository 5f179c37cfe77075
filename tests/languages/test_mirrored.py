"""Pages, tables, contents, running feet and cards are mirrored where a language runs from right to left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pressroom.read import shipped
from tests.languages.geometry import lines, standing
from tests.languages.material import LANGUAGES
from tests.languages.test_access import made

pytestmark = pytest.mark.xdist_group("languages")

EMERGENCY = 3
CONTENTS = 5
"""The pages of a pack, from 1."""

GAP_PT = 5
"""How far apart, in points, are texts that are not read as one."""


def right_to_left(code: str) -> bool:
    """Whether a language runs from right to left."""
    return shipped.languages()[code].direction == "rtl"


@pytest.mark.parametrize("code", LANGUAGES)
def test_names_stand_where_reading_begins(round_: Path, code: str) -> None:
    """On the emergency page and on the card a name stands where a line begins, its number where it ends."""
    for kind, page in (("pack", EMERGENCY), ("card", 1)):
        path = made(round_, code, "open", kind)
        ((_, name, _),) = standing(path, "Front Line Defenders", page)
        ((_, number, _),) = standing(path, "+353 1 210 0489", page)
        assert (name > number) == right_to_left(code), kind


@pytest.mark.parametrize("code", LANGUAGES)
def test_contents_have_their_numbers_where_lines_end(round_: Path, code: str) -> None:
    """The page numbers of the contents stand at the left in Arabic, at the right elsewhere, in rising order."""
    rows = [line for line in lines(made(round_, code, "open", "pack")) if line.page == CONTENTS]
    edge = r"^(\d{1,2})\D" if right_to_left(code) else r"\D(\d{1,2})$"
    numbers = [int(found[1]) for line in rows if (found := re.search(edge, line.text))]
    sections = len(shipped.sections(code))
    assert numbers[:sections] == sorted(numbers[:sections])
    assert len(numbers) >= sections
    middle = 595 / 2
    ends = [line.chars[0].left if right_to_left(code) else line.chars[-1].right for line in rows[1 : sections + 1]]
    assert all((x < middle) == right_to_left(code) for x in ends)


@pytest.mark.parametrize("code", LANGUAGES)
def test_page_numbers_stand_outside(round_: Path, code: str) -> None:
    """On a right-hand page the number stands at the outer edge: at the right, or at the left where books open there."""
    feet = {}
    for line in lines(made(round_, code, "open", "pack")):
        if line.chars[0].bottom < 60 and line.page > 4:
            feet[line.page] = line
    for page, line in feet.items():
        number = str(page - 4)
        at_left = line.text.startswith(number) and line.chars[0].left < 100
        assert at_left == ((page % 2 == 0) != right_to_left(code)), page
        assert at_left or line.text.endswith(number)


def test_two_texts_of_a_line_stand_apart_in_their_order(round_: Path) -> None:
    """On an Arabic cover the host's phone and address follow one another from right to left, with a gap."""
    path = made(round_, "ar", "open", "pack")
    ((line, left, right),) = standing(path, "+44 20 7946 0900", 1)
    mail = line.x_of("host@example.org")
    assert mail is not None
    assert mail[1] + GAP_PT < left < right
