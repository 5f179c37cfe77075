"""Names in any script that the fonts hold, in packs of any language; and one that they do not hold."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from pressroom.proof import report
from tests.compose.test_faces import font
from tests.languages.geometry import characters
from tests.languages.making import EDITIONS, NAMES, round_of, small
from tests.languages.material import LANGUAGES
from tests.languages.test_access import made
from tests.program.making import build, contact, press
from tests.program.reading import fonts

DEVANAGARI = "\u0915"  # one letter, ka


def letters(text: str) -> Counter[str]:
    """Return the letters of a text without their marks and forms: what is drawn as one with its neighbour counts too.

    Arabic marks and joined forms, and the three kinds of yeh and kaf, are told apart on paper, not in all extraction.
    """
    plain = unicodedata.normalize("NFKC", text)
    return Counter(char for char in plain if unicodedata.category(char)[0] == "L")


@pytest.mark.xdist_group("languages")
@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("edition", EDITIONS)
def test_names_in_any_script_are_on_the_page(round_: Path, code: str, edition: str) -> None:
    """Contacts with Arabic, Chinese, Persian, Urdu, Ukrainian, Vietnamese, Portuguese and Turkish names, and a Polish
    participant: each letter of each name is on the emergency page, the cover or the card, in a pack of any language.
    """  # noqa: D205 - a list of languages is one sentence
    (row,) = [row for row in round_of() if (row["language"], row["edition"]) == (code, edition)]
    path = made(round_, code, edition, "pack")
    pages = characters(path)
    cover, emergency = (letters("".join(char.text for char in pages[number])) for number in (0, 2))
    named = [row[f"contact{number}_name"] for number in range(1, 5)]
    assert all(letters(name) <= emergency for name in named)
    card = letters("".join(char.text for char in characters(made(round_, code, edition, "card"))[0]))
    assert all(letters(name) <= card for name in named)
    if edition == "open":
        assert letters(row["name"] + row["organisation"]) <= cover
    else:
        assert not set("王玥喆") & set(cover)


@pytest.mark.xdist_group("languages")
@pytest.mark.parametrize("code", LANGUAGES)
def test_no_glyph_is_missing(round_: Path, code: str) -> None:
    """No box or blank stands for a letter, and only the fonts that travel with the program are in the files."""
    for edition in EDITIONS:
        card, pack = (made(round_, code, edition, kind) for kind in ("card", "pack"))
        assert report(card.read_bytes()).findings == ()
        ours = ("IBM-Plex-Sans", "Noto-Sans-SC")
        assert {name for name in fonts(card) | fonts(pack) if not name.startswith(ours)} == set()


def test_each_name_has_letters_of_its_own() -> None:
    """The names of this test are not all in the one alphabet that any font has."""
    assert len({unicodedata.name(max(name)).split()[0] for name in NAMES.values()}) >= 4
    assert all(not name.isascii() for name in NAMES.values())


def test_a_script_that_no_font_holds_is_a_located_problem(tmp_path: Path) -> None:
    """A letter that would be missing on paper stops the run: file, line, cell, the script, and what to do."""
    row = {"code": "P-1", "country": "TGO", **contact(1, DEVANAGARI)}
    desk = small(tmp_path / "desk", [row], languages=["en"])
    done = build(desk, tmp_path / "out")
    assert done.code == 3
    assert not (tmp_path / "out").exists()
    (line,) = done.errors[:1]
    column = list(row).index("contact1_name") + 1
    assert line.startswith(f"participants.csv:2:{column}: contact1_name: ")
    assert "letters of the script DEVANAGARI" in line
    assert "U+" not in line
    assert "brand.yaml, fonts" in line
    assert DEVANAGARI not in done.said
    assert press("check", desk).code == 3


def test_a_shipped_entry_that_staff_correct_is_looked_at_again(tmp_path: Path) -> None:
    """Entries as shipped have all their letters; one with a text of staff's own may lack one, and then says so."""
    files: dict[str, str | bytes | None] = {"resources.yaml": f"- id: fld\n  summary: {DEVANAGARI}\n"}
    done = press("check", small(tmp_path / "desk", [{"code": "P-1", "country": "TGO"}], files=files, languages=["en"]))
    assert done.code == 3
    assert [line.partition(" has ")[0] for line in done.errors] == ["resources.yaml:2:12: summary:"]


def test_a_font_of_the_brand_makes_the_name_print(tmp_path: Path) -> None:
    """With a font that has the letter, named in brand.yaml, the same session is made, in every language's pack."""
    people = [
        {"code": f"P-{language}", "country": "TGO", "language": language, **contact(1, DEVANAGARI)}
        for language in ("en", "ar", "zh")
    ]
    files: dict[str, str | bytes | None] = {"brand.yaml": "fonts: [deva.ttf]\n", "deva.ttf": font()}
    desk = small(tmp_path / "desk", people, files=files, languages=["en", "ar", "zh"])
    done = build(desk, tmp_path / "out", "--only", "cards")
    assert done.code == 0, done.err
    for row in people:
        (card,) = (tmp_path / "out" / "TGO").glob(f"{row['code'].lower()}-card-*.pdf")
        assert DEVANAGARI in {char.text for char in characters(card)[0]}
        assert [found for found in report(card.read_bytes()).findings if "glyph" in found.code] == []
