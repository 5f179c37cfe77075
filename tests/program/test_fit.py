"""Text fits, or the run says what does not: it is never cut, and no letter is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from pressroom.compose.labels import labels
from pressroom.read.shipped import languages
from tests.program.making import Person, build, contact, press, workspace
from tests.program.reading import everything, manifest, pages, squeezed, text

LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh"
FINE = {"code": "P-2", "country": "TGO", **contact(1, "Komi", "+44 20 7946 0012")}


def crowd(name: str, **more: str) -> dict[str, str]:
    """Return someone with four contacts, the second of whom has this name."""
    who = {"code": "P-1", "country": "TGO"}
    for n in range(1, 5):
        who |= contact(n, f"Sample Person {n}", f"+44 20 7946 004{n}", relation="neighbour")
    return who | contact(2, name, "+44 20 7946 0042", **more)


@pytest.mark.parametrize("people", [(crowd(f"{LONG} {LONG}", relation=LONG), FINE)], ids=["far too long"])
def test_what_does_not_fit_is_told_at_its_place_and_the_rest_is_made(tmp_path: Path, people: list[Person]) -> None:
    """Exit code 1, the cell of the table that is too long, no card for that person, and all for the other."""
    done = build(workspace(tmp_path / "desk", people), tmp_path / "out", "--only", "cards")
    assert done.code == 1
    columns = list(people[0])
    places = {
        f"participants.csv:2:{columns.index(name) + 1}: card: {name}: "
        for name in ("contact2_name", "contact2_relation")
    }
    told = manifest(tmp_path / "out")["failed"]
    assert [failure["participant"] for failure in told] == ["P-1"]
    assert all(any(problem.startswith(place) for place in places) for problem in told[0]["problems"])
    assert all(problem in done.err for problem in told[0]["problems"])
    assert LONG not in done.said
    assert set(everything(tmp_path / "out")) == {"TGO/p-2-card-en.pdf", "manifest.json"}


@pytest.mark.parametrize("length", [8, 24, 40, 56, 72, 88, 104, 120])
@pytest.mark.parametrize("letter", ["W", "i", "ab "])
def test_a_name_is_whole_or_refused(tmp_path: Path, length: int, letter: str) -> None:
    """At every length: either all of it can be read on the card, or there is no card and the field is named."""
    name = (letter * length)[: length - 1].strip() + "z"
    done = build(workspace(tmp_path / "desk", [crowd(name)]), tmp_path / "out", "--only", "cards")
    path = tmp_path / "out" / "TGO" / "p-1-card-en.pdf"
    if done.code == 0:
        assert squeezed(name) in text(path)
        assert "+44 20 7946 0042" in pages(path)[0]
    else:
        assert done.code == 1
        assert "contact2_name: " in done.err or "contact2_relation: " in done.err
        assert not path.exists()
        assert length > 24


@pytest.mark.parametrize("paper", ["A4", "A5"])
def test_the_emergency_page_is_whole_or_refused(tmp_path: Path, paper: str) -> None:
    """Four contacts with long names, relations, a phone and an e-mail address each: all on one page, or a problem."""
    who = {"code": "P-1", "country": "TGO", "name": "Sample " * 12, "organisation": "Specimen " * 10}
    for n in range(1, 5):
        who |= contact(
            n,
            f"{LONG} {n}",
            f"+44 20 7946 005{n}",
            relation=f"{LONG} of {n}",
            email=f"person{n}@{'long.' * 8}example.org",
        )
    done = build(workspace(tmp_path / "desk", [who, FINE]), tmp_path / "out", "--only", "packs", "--paper", paper)
    path = tmp_path / "out" / "TGO" / "p-1-pack-en.pdf"
    assert (tmp_path / "out" / "TGO" / "p-2-pack-en.pdf").exists()
    if done.code == 0:
        emergency = squeezed(pages(path)[2])
        for n in range(1, 5):
            assert all(
                squeezed(who[f"contact{n}_{key}"]) in emergency for key in ("name", "relation", "phone", "email")
            )
        assert squeezed(who["organisation"]) in squeezed(pages(path)[0])
    else:
        assert done.code == 1
        assert not path.exists()
        assert "participants.csv:2:" in done.err


def test_a_pack_that_fails_keeps_nobody_elses_back(tmp_path: Path) -> None:
    """In a whole build the jobs hold those that were made; the one that failed is in none."""
    people = [crowd(f"{LONG} {LONG}", relation=LONG), FINE]
    done = build(workspace(tmp_path / "desk", people), tmp_path / "out")
    assert done.code == 1
    found = {entry["path"] for entry in manifest(tmp_path / "out")["files"]}
    assert {"TGO/p-2-pack-en.pdf", "TGO/p-2-card-en.pdf", "TGO/packs.pdf", "TGO/cards.pdf", "TGO/handout.pdf"} <= found
    assert squeezed(LONG) not in text(tmp_path / "out" / "TGO" / "cards.pdf")
    assert "P-2" in text(tmp_path / "out" / "TGO" / "cards.pdf").upper()


def test_a_card_that_failed_is_on_the_list_as_such(tmp_path: Path) -> None:
    """Who hands out is told of a card that is missing; not of one that nobody wanted."""
    people = [crowd(f"{LONG} {LONG}", relation=LONG), FINE, {**FINE, "code": "P-3", "card": "no"}]
    assert build(workspace(tmp_path / "desk", people), tmp_path / "out").code == 1
    t = labels(languages()["en"])
    shown = squeezed(text(tmp_path / "out" / "TGO" / "handout.pdf"))
    first, second, third = (shown.index(squeezed(code)) for code in ("P-1", "P-2", "P-3"))
    failed, none = squeezed(t("handout.failed")), squeezed(t("handout.none"))
    assert shown[first:second].count(failed) == 2
    assert none not in shown[first:second]
    assert shown[second:third].count("□") == 2
    assert none in shown[third:]
    assert failed not in shown[second:]


MISSING = {
    "Devanagari name": (
        {"code": "P-1", "country": "TGO", "name": "नमूना"},
        "participants.csv:2:3: name: ",
        "DEVANAGARI",
    ),
    "Thai contact": (
        {"code": "P-1", "country": "TGO", **contact(1, "ตัวอย่าง")},
        "participants.csv:2:3: contact1_name: ",
        "THAI",
    ),
    "Emoji relation": (
        {"code": "P-1", "country": "TGO", **contact(1, "Awa", relation="sister 🙂")},
        "participants.csv:2:6: contact1_relation: ",
        "U+1F642",
    ),
}


@pytest.mark.parametrize("case", MISSING)
def test_a_letter_that_no_font_has_stops_the_run(tmp_path: Path, case: str) -> None:
    """Exit code 3 before anything is made: the place, single signs, or the script's name; not the text."""
    who, place, point = MISSING[case]
    desk = workspace(tmp_path / "desk", [who, FINE])
    for done in (press("check", desk), build(desk, tmp_path / "out")):
        assert done.code == 3
        (line,) = done.errors
        assert line.startswith(place)
        assert point in line
        assert not any(word in line for value in who.values() if not value.isascii() for word in value.split())
    assert not (tmp_path / "out").exists()


def test_a_letter_that_is_not_printed_stops_nothing(tmp_path: Path) -> None:
    """The note is for staff, and who did not agree is not printed: whatever they are written in."""
    who = {"code": "P-1", "country": "TGO", "note": "नमूना", **contact(1, "नमूना", consent="no")}
    done = build(workspace(tmp_path / "desk", [who]), tmp_path / "out", "--only", "cards")
    assert done.code == 0, done.err


def test_letters_of_all_six_languages_and_their_neighbours_are_there(tmp_path: Path) -> None:
    """Names in Latin with every diacritic, Cyrillic, Greek, Arabic with Persian and Urdu letters, Chinese."""
    names = ["Nguyễn Thị Ánh-Łukasz Çağrı", "Олександр Ґанжа", "Ελένη", "گلناز ٹیپو", "喆堃珺玥镕"]
    people = [{"code": f"P-{n}", "country": "TGO", **contact(1, name)} for n, name in enumerate(names)]
    done = build(workspace(tmp_path / "desk", people), tmp_path / "out", "--only", "cards")
    assert done.code == 0, done.err
    for n in (0, 1, 2, 4):
        assert squeezed(names[n]) in text(tmp_path / "out" / "TGO" / f"p-{n}-card-en.pdf")
