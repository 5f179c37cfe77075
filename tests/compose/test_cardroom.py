"""The step by which a card fits is known beforehand, and is the one that trying each would find."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from pressroom.cli.building import sound_workspace
from pressroom.compose import card as card_page
from pressroom.compose.card import Card
from pressroom.compose.setting import FITS, Setting
from pressroom.model import CardForm, Sheet
from pressroom.model.session import Edition
from pressroom.plan import Options, make_plan
from pressroom.read import shipped
from pressroom.shop.contents import Contents
from pressroom.typeset import typeset
from tests.languages.geometry import standing
from tests.languages.making import small
from tests.languages.material import LANGUAGES
from tests.languages.test_cards import LONG
from tests.program.making import AS_OF, Person, build, contact

NAMES = (
    ("Awa", ""),
    ("Awa Mensah-Lawson", "sister"),
    ("Bartholomew Featherstone", "neighbour with the keys"),
    ("Nguyễn Thị Ánh Hồng", "colleague, on call at night"),
    ("Александра Преображенская", "адвокат"),
    ("عبد الرحمن الأنصاري", "محامٍ"),
    ("阿卜杜热西提·买买提", "同事"),
    *((name, "") for name in LONG.values()),
    *((name, "the one who always answers") for name in LONG.values()),
)
"""Names and what is said of them, from those that fit at once to those that never do."""


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Setting, Card]]:
    """Return a card for each language and each of the names, with nothing typeset."""
    rows: list[Person] = [
        {"code": f"{language}-{n}", "country": "TGO", "language": language, "edition": edition}
        | contact(1, name, relation=relation)
        for language, edition in zip(LANGUAGES, itertools.cycle(("open", "discreet")), strict=False)
        for n, (name, relation) in enumerate(NAMES)
    ]
    files = {"countries/TGO.yaml": "card_language: fr\n"}
    workspace = sound_workspace(small(tmp_path_factory.mktemp("steps") / "desk", rows, files=files))
    options = Options(as_of=dt.date.fromisoformat(AS_OF))
    plan = make_plan(workspace, options)
    contents = Contents(workspace, options, plan)
    found = []
    for pack in plan.packs:
        setting = contents.setting(pack.participant.language, Edition(pack.participant.edition))
        found.append((setting, contents.card(pack.participant, setting)))
    return found


def tried(setting: Setting, card: Card, sheet: Sheet) -> tuple[int, int]:
    """Return the first steps by which front and back fit, by setting each; the last where one fits at none."""
    steps = [FITS[0], FITS[0]]
    while True:
        composed = card_page.compose(setting, card, sheet, steps)
        made = typeset(composed.html, composed.css, composed.assets)
        side = card_page.tight(made)
        if not made.findings or steps[side] == FITS[-1]:
            return steps[0], steps[1]
        steps[side] += 1


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_step_is_passed_over(cards: list[tuple[Setting, Card]], language: str) -> None:
    """For names of all languages, on the narrowest card: never later than where trying ends, and nearly always there.

    Where it is earlier, the card is set once more than was needed.
    """
    sheet = shipped.sheets()["dataline-57127"]
    exact = 0
    mine = [(setting, card) for setting, card in cards if setting.language.code == language]
    for setting, card in mine:
        least = card_page.least_steps(setting, card, sheet)
        found = tried(setting, card, sheet)
        assert all(one <= other for one, other in zip(least, found, strict=True)), card.participant.code
        exact += least == found
    assert exact >= len(mine) - 2


def test_the_form_that_has_no_back_does_not_wait_for_it(cards: list[tuple[Setting, Card]]) -> None:
    """What to say when detained is not on a card of one page, and does not make its names smaller."""
    setting, card = cards[0]
    sheet = shipped.sheets()["plain-a4"]
    everyone = [shipped.languages()[code] for code in LANGUAGES]
    crowded = replace(card, other_languages=everyone)
    assert card_page.least_steps(setting, crowded, sheet)[1] == FITS[-1]
    assert card_page.least_steps(setting, replace(crowded, form=CardForm.SINGLE), sheet)[1] == FITS[0]


def _is_whole(name: str, setting: Setting, card: Card, sheet: Sheet, fit: int) -> bool:
    """Whether a name stands on one line at a step."""
    composed = card_page.compose(setting, card, sheet, (fit, 0))
    with pypdfium2.PdfDocument(typeset(composed.html, composed.css, composed.assets).pdf) as pdf:
        return name in pdf[0].get_textpage().get_text_range().split()


def test_the_style_sheet_has_the_sizes_that_are_measured(tmp_path: Path) -> None:
    """A name of exactly the room that is left fits; one letter more tears it apart, so that it is set smaller."""
    row = {"code": "P-1", "country": "TGO", "language": "en"}
    outcomes = set()
    for length in range(14, 24):
        folder = tmp_path / str(length)
        workspace = sound_workspace(small(folder / "desk", [row | contact(1, "m" * length)]))
        options = Options(as_of=dt.date.fromisoformat(AS_OF))
        plan = make_plan(workspace, options)
        contents = Contents(workspace, options, plan)
        setting = contents.setting("en", Edition.DISCREET)
        card = contents.card(plan.packs[0].participant, setting)
        sheet = shipped.sheets()["plain-a4"]
        least = card_page.least_steps(setting, card, sheet)
        whole = [_is_whole("m" * length, setting, card, sheet, fit) for fit in FITS]
        assert least[0] == (whole.index(True) if True in whole else FITS[-1]), length
        outcomes.add(least[0])
    assert {0, 1} <= outcomes


@pytest.mark.parametrize(("count", "fits"), [(1, True), (3, True), (4, False)])
def test_codes_of_the_discreet_card_stand_side_by_side(tmp_path: Path, count: int, fits: bool) -> None:
    """One stands in the middle of the back, three beside one another; a fourth has no room, and the run says so."""
    links = [f"https://example.org/{n}" for n in range(count)]
    who = {"code": "P-1", "country": "TGO", "edition": "discreet"}
    desk = small(tmp_path / "desk", [who], {"discreet": {"card_qr": links}}, languages=["en"])
    done = build(desk, tmp_path / "out", "--only", "cards")
    assert done.code == (0 if fits else 1)
    assert fits or "discreet.card_qr" in done.err
    if fits:
        found = standing(tmp_path / "out" / "TGO" / "p-1-card-en.pdf", "example.org", 2)
        (line,) = {line.text for line, *_ in found}
        assert line == "example.org" * count
