"""How the pages of a pack are broken, numbered and set, by its style sheets, in every language."""

from __future__ import annotations

import io
import re
from functools import cache
from itertools import pairwise

import pypdfium2
import pytest

from pressroom.cli.building import sound_workspace
from pressroom.compose import env, markdown
from pressroom.compose.setting import Setting
from pressroom.model import Brand
from pressroom.model.session import Edition, Paper
from pressroom.paths import shipped as folder
from pressroom.read import shipped
from pressroom.typeset import Typeset, typeset
from tests.languages.material import LANGUAGES

LINES_OF_A_PAGE = range(20, 32)
"""How many lines of text fill a page nearly: from what leaves room for a short list to what leaves none."""


@cache
def brand() -> Brand:
    """Return the brand of the sample, whose colours any brand must have."""
    return sound_workspace(folder("packs", "sample")).brand


def setting(code: str, paper: Paper = Paper.A4) -> Setting:
    """Return the open edition's setting in a language."""
    return Setting(shipped.languages()[code], Edition.OPEN, paper, brand())


def typeset_body(code: str, body: str, before: str = "", paper: Paper = Paper.A4) -> Typeset:
    """Typeset one section of guidance, with HTML ``before`` it."""
    ours = setting(code, paper)
    html = (
        f'<html lang="{ours.language.tag}" dir="{ours.language.direction}"><head><title>t</title></head><body>'
        f'<section data-running="t"><div class="body">{before}{markdown.html(body, {}, frozenset())}</div></section>'
        "</body></html>"
    )
    composed = ours.composed(html, ours.pack_css(), {}, "t")
    return typeset(composed.html, composed.css, composed.assets)


def pages(made: Typeset) -> list[str]:
    """Return the text of each page."""
    with pypdfium2.PdfDocument(io.BytesIO(made.pdf)) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


@pytest.mark.parametrize("kind", ["- [ ] ", "1. "])
def test_no_item_of_a_list_is_alone_on_a_page(kind: str) -> None:
    """Wherever a page ends, at least two items of a list stand at its foot, and two at the head of the next."""
    body = "## Heading\n\nWhat to do:\n\n" + "".join(f"{kind}item{n}\n" for n in range(6))
    parted = set()
    for lines in LINES_OF_A_PAGE:
        found = pages(typeset_body("en", body, "<p>line</p>" * lines))
        items = [len(re.findall("item[0-9]", text)) for text in found]
        assert 1 not in items, lines
        assert all(items[n] for n, text in enumerate(found) if "What to do" in text), lines
        parted.add(tuple(filter(None, items)))
    assert {(6,), (2, 4), (3, 3), (4, 2)} <= parted


def test_what_announces_a_table_stays_with_it() -> None:
    """A paragraph that ends with a colon is on the page of the grid that it asks to fill in."""
    body = "Write your own:\n\n::: worksheet 4\n| When | Who |\n|---|---|\n:::\n"
    seen = set()
    for lines in LINES_OF_A_PAGE:
        found = pages(typeset_body("en", body, "<p>line</p>" * lines))
        (page,) = [number for number, text in enumerate(found) if "Write your own" in text]
        assert "When" in found[page], lines
        seen.add(page)
    assert seen == {0, 1}


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_steps_number_stands_on_its_line(code: str) -> None:
    """The large number of a step and the text beside it share a baseline, within 0.1 mm."""
    with pypdfium2.PdfDocument(io.BytesIO(typeset_body(code, "1. HHHH\n").pdf)) as pdf:
        text = pdf[0].get_textpage()
        letters = text.get_text_range()
        feet = [text.get_charbox(index)[1] for index, char in enumerate(letters) if char in "1H"]
    assert len(feet) > 5  # the last is in the number of the page
    assert max(feet[:5]) - min(feet[:5]) < 0.1 * 72 / 25.4


def test_both_sides_say_the_same_of_their_feet() -> None:
    """Where a part exchanges left and right, no weight or colour is left over from the other side."""
    boxes = re.findall(r"@bottom-\w+ {([^}]*)}", setting("en").folio_css(verso_first=True))
    said = [{part.split(":")[0].strip() for part in box.split(";") if ":" in part} for box in boxes]
    assert len(said) == 4
    assert all({"font-weight", "color", "font-size"} <= properties for properties in said)
    assert all(one == other for one, other in pairwise(said))


@pytest.mark.parametrize("code", ["ar", "ru", "zh"])
def test_a_latin_passage_has_the_latin_font(code: str) -> None:
    """A French sentence in a document of another script has its apostrophes from the font of its letters."""
    with pypdfium2.PdfDocument(io.BytesIO(typeset_body(code, "", '<p lang="fr">“l’aide”…</p>').pdf)) as pdf:
        text = pdf[0].get_textpage()
        letters = text.get_text_range()
        at = letters.index("’")
        left, _, right, _ = text.get_charbox(at, loose=True)
    assert right - left < 4  # points; the Chinese font's are as wide as a letter, 10


def test_cells_for_answers_are_drawn_as_cells() -> None:
    """A table that leaves cells empty is marked for it, and no other is."""
    asked = markdown.html("| May I? | Yes |\n|---|---|\n| Really? | |\n", {}, frozenset())
    told = markdown.html("| May I? | Yes |\n|---|---|\n| Really? | no |\n", {}, frozenset())
    assert '<table class="answers">' in asked
    assert "answers" not in told


@pytest.mark.parametrize("code", ["en", "ar"])
@pytest.mark.parametrize(
    ("paper", "rows", "cells", "parts"),
    [("A5", 6, "told", True), ("A4", 6, "told", False), ("A5", 3, "told", False), ("A5", 6, "", False)],
)
def test_a_long_table_for_reading_is_parted_on_small_paper(
    code: str, paper: str, rows: int, cells: str, parts: bool
) -> None:
    """With its head over both parts, and two rows at least in each; a short one, or one to fill in, stays whole."""
    body = "## Heading\n\nWhat to do:\n\n| head | then |\n|---|---|\n"
    body += "".join(f"| row{number} | {cells} |\n" for number in range(rows))
    ways = set()
    for lines in range(8, 34):
        made = typeset_body(code, body, "<p>line</p>" * lines, Paper(paper))
        on = [re.findall(r"head|row\d", text) for text in pages(made)]
        filled = [words for words in on if words]
        assert all(words[0] == "head" and len(words) >= 3 for words in filled), lines
        ways.add(len(filled))
    assert ways == ({1, 2} if parts else {1})


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize(("steps", "words", "parts"), [(5, 3, False), (6, 3, True), (4, 40, True)])
def test_few_short_steps_stay_on_one_page(code: str, steps: int, words: int, parts: bool) -> None:
    """Whoever is in danger does not turn a page between them; a long list is parted."""
    body = "".join(f"{number}. step{number} {'words ' * words}\n" for number in range(1, steps + 1))
    made = (pages(typeset_body(code, body, "<p>line</p>" * lines)) for lines in range(18, 34))
    on = {sum("step" in text for text in found) for found in made}
    assert on == ({1, 2} if parts else {1})


def test_steps_to_tick_are_few_steps_too() -> None:
    """A list of steps may be both: neither mark takes the other away."""
    assert '<ol class="tasks brief">' in markdown.html("1. [ ] one\n2. [ ] two\n", {}, frozenset())


@pytest.mark.parametrize(
    "value",
    ["agir-ensemble-droits.example.org", "ohchr-uprreprisals@un.example", "protectioninternational.example"],
)
def test_an_address_wraps_before_a_sign_of_its_own(value: str) -> None:
    """A hyphen at a line's end looks like one that parts a word. A part that no line holds is cut where it must."""
    (text,) = pages(typeset_body("en", "", f'<div style="width: 24mm">{env.address(value)}</div>'))
    *lines, _running, _folio = text.split()
    assert "".join(lines) == value
    assert len(lines) > 1
    assert not any(line.endswith(("-", ".", "@")) for line in lines)
    assert "-" not in value or all(line[0] in "-.@" for line in lines[1:])
    assert lines[-1].startswith((".", "-", "@"))
