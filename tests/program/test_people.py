"""What belongs to one person stays with them: consent, and nobody's data in another's file, in a list or in a log."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.program.making import AS_OF, Run, build, contact, generate, press, workspace
from tests.program.reading import everything, fonts, manifest, pages, raw, squeezed, text

PRIVATE = ("name", "organisation", "note")

# Consent


def test_a_contact_without_consent_is_nowhere(tmp_path: Path) -> None:
    """Blank and `no` are no; a `yes` or a day is. Who did not agree stands in the manifest by code and number."""
    people = [{
        "code": "P-1", "country": "TGO",
        **contact(1, "Agreea", "+44 20 7946 0011"),
        **contact(2, "Silenta", "+44 20 7946 0012", consent=""),
        **contact(3, "Refusa", "+44 20 7946 0013", consent="no", email="refusa@example.org", relation="ziblingword"),
        **contact(4, "Datea", "+44 20 7946 0014", consent="2026-11-01"),
    }]  # fmt: skip
    done = build(workspace(tmp_path / "desk", people), tmp_path / "out")
    assert done.code == 0, done.err
    folder = tmp_path / "out" / "TGO"
    for kind in ("pack", "card"):
        words = text(folder / f"p-1-{kind}-en.pdf")
        assert [name for name in ("agreea", "datea", "79460011", "79460014") if name not in words] == []
        assert [name for name in ("silenta", "refusa", "79460012", "79460013", "zibling") if name in words] == []
    for path in folder.glob("*.pdf"):
        assert [name for name in (b"Silenta", b"Refusa", b"refusa@", b"7946 0013") if name in raw(path)] == []
    gone = [item for item in manifest(tmp_path / "out")["left_out"] if item["reason"] == "no-consent"]
    assert gone == [
        {"id": f"P-1/contact{n}", "field": None, "country": "TGO", "reason": "no-consent"} for n in (2, 3)
    ]  # fmt: skip
    assert "left out, no-consent: P-1/contact2, P-1/contact3" in done.err
    assert "Silenta" not in done.said


def test_four_contacts_are_all_on_pack_and_card(tmp_path: Path) -> None:
    """In their order, each with the number."""
    people = [{"code": "P-1", "country": "TGO"}]
    for n, name in enumerate(("Erstina", "Zweitina", "Drittina", "Viertina"), 1):
        people[0] |= contact(n, name, f"+44 20 7946 002{n}", relation=f"kin{n}")
    done = build(workspace(tmp_path / "desk", people), tmp_path / "out")
    assert done.code == 0, done.err
    for kind, number in (("pack", 2), ("card", 0)):
        words = pages(tmp_path / "out" / "TGO" / f"p-1-{kind}-en.pdf")[number]
        at = [words.index(name) for name in ("Erstina", "Zweitina", "Drittina", "Viertina")]
        assert at == sorted(at)
        assert all(f"+44 20 7946 002{n}" in words for n in range(1, 5))


@pytest.mark.parametrize("form", ["participants.csv", "participants.yaml"])
def test_a_blank_contact_keeps_the_number_of_the_next(tmp_path: Path, form: str) -> None:
    """Contact 3 stays contact 3 in what is left out, also where contact 2 is empty."""
    people = [{"code": "P-1", "country": "TGO", **contact(1, "Una"), **contact(3, "Trea", consent="no")}]
    done = build(workspace(tmp_path / "desk", people, form=form), tmp_path / "out", "--only", "cards")
    assert done.code == 0, done.err
    assert [i["id"] for i in manifest(tmp_path / "out")["left_out"] if "contact" in i["id"]] == ["P-1/contact3"]


# Isolation

CODES = ("K-ONE", "K-TWO", "K-THREE")
SYLLABLES = ("zqa", "zqe", "zqi")


@dataclass(frozen=True)
class Built:
    """A session whose people have words that stand nowhere else, built in a process of its own."""

    out: Path
    around: Path
    run: Run


def canaries(number: int) -> dict[str, str]:
    """Return a person's private fields, each with a word of its own that nobody else has."""
    mark = SYLLABLES[number]
    given = {key: f"{mark}{key}word" for key in PRIVATE}
    for n in (1, 2):
        given |= contact(
            n,
            f"{mark}name{n}",
            f"+44 20 7946 0{number + 3}{n}1",
            relation=f"{mark}kin{n}",
            consent="yes" if n == 1 else "no",
        )
        given[f"contact{n}_email"] = f"{mark}mail{n}@example.org"
    return given


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build three people of two countries, as loud as can be, with cache and temporary folder of its own."""
    base = tmp_path_factory.mktemp("isolation")
    people = [
        {"code": code, "country": "ISL" if n == 2 else "TGO", **canaries(n)} for n, code in enumerate(CODES)
    ]  # fmt: skip
    desk, around = workspace(base / "desk", people), base / "around"
    around.mkdir()
    run = generate(
        "build", desk, "--out", base / "out", "--as-of", AS_OF, "--jobs", "2", "-v",
        TMPDIR=str(around), XDG_CACHE_HOME=str(around), HOME=str(around),
    )  # fmt: skip
    assert run.code == 0, run.err
    return Built(base / "out", around, run)


def words_of(number: int) -> list[str]:
    """Return the private words of a person, as they are looked for; of phones the last digits."""
    return [value.removeprefix("+44 20 ") for key, value in canaries(number).items() if "consent" not in key]


def inside(path: Path) -> str:
    """Return all that can be found in a file: its text, and everything else that it holds."""
    return text(path) + squeezed(raw(path).decode("latin-1"))


def found(words: list[str], where: str) -> list[str]:
    """Return which of the words stand in squeezed text."""
    return [word for word in words if squeezed(word) in where]


@pytest.mark.xdist_group("isolation")
def test_each_persons_own_data_is_in_their_own_files(built: Built) -> None:
    """The words are looked for in the right way: what is meant to be printed is found. The note never is."""
    for number, code in enumerate(CODES):
        (path,) = built.out.glob(f"*/{code.lower()}-pack-en.pdf")
        there = set(found(words_of(number), inside(path)))
        silent = {f"{SYLLABLES[number]}noteword"} | {w for w in words_of(number) if "2" in w[-2:] or "21" in w[-3:]}
        silent |= {f"{SYLLABLES[number]}mail2@example.org"}
        assert there >= set(words_of(number)) - silent
        assert f"{SYLLABLES[number]}noteword" not in there
        assert f"{SYLLABLES[number]}name2" not in there


@pytest.mark.xdist_group("isolation")
def test_nobodys_data_is_in_anothers_files(built: Built) -> None:
    """Neither in text nor in anything else that a pack or card holds; nor in another country's jobs."""
    for path in built.out.glob("*/*.pdf"):
        whose = [n for n, code in enumerate(CODES) if path.name.startswith(code.lower())]
        if not whose and path.name != "handout.pdf":
            whose = [2] if path.parent.name == "ISL" else [0, 1]
        there = inside(path)
        assert {n: found(words_of(n), there) for n in range(3) if n not in whose} == {
            n: [] for n in range(3) if n not in whose
        }, path.name


@pytest.mark.xdist_group("isolation")
def test_nothing_private_is_in_manifest_log_or_names(built: Built) -> None:
    """Codes only. Nor is anything left in the temporary folder, the cache, or a hidden file."""
    every = [word for n in range(3) for word in words_of(n)]
    assert found(every, squeezed((built.out / "manifest.json").read_text("utf-8"))) == []
    assert found(every, squeezed(built.run.said)) == []
    assert all(code in built.run.err for code in CODES)
    names = " ".join(str(path.relative_to(built.out)) for path in built.out.rglob("*"))
    assert found(every, squeezed(names)) == []
    assert ".pressroom-" not in names
    for name, data in everything(built.around).items():
        assert found(every, squeezed(name + data.decode("latin-1"))) == [], name


@pytest.mark.xdist_group("isolation")
def test_notes_and_silent_contacts_are_in_no_file(built: Built) -> None:
    """What is for staff, and who did not agree, is printed nowhere, in no country job either."""
    silent = [
        word
        for n in range(3)
        for key, word in canaries(n).items()
        if key == "note" or (key.startswith("contact2_") and "consent" not in key)
    ]
    for path in built.out.glob("*/*.pdf"):
        assert found([w.removeprefix("+44 20 ") for w in silent], inside(path)) == [], path.name


def test_a_font_that_one_person_needs_is_in_no_other_file(tmp_path: Path) -> None:
    """Not even the letters of a name travel: subsets are made for each person alone."""
    people = [
        {"code": "P-1", "country": "TGO", **contact(1, "喆堃")},
        {"code": "P-2", "country": "TGO", **contact(1, "Komi")},
    ]
    done = build(workspace(tmp_path / "desk", people), tmp_path / "out", "--only", "cards")
    assert done.code == 0, done.err
    folder = tmp_path / "out" / "TGO"
    assert any("SC" in name for name in fonts(folder / "p-1-card-en.pdf"))
    one, two = (raw(folder / f"p-{n}-card-en.pdf").decode("latin-1") for n in (1, 2))
    assert "喆堃" in "".join(pages(folder / "p-1-card-en.pdf"))
    assert ("5586" in one.lower(), "5586" in two.lower().split("begincmap")[-1]) == (True, False)


# Nothing private in an error

HIDDEN = "Xylomancer"
FAULTS: dict[str, dict[str, str]] = {
    "country": {"country": HIDDEN},
    "also_countries": {"also_countries": f"FRA {HIDDEN}"},
    "language": {"language": HIDDEN},
    "edition": {"edition": HIDDEN},
    "card": {"card": HIDDEN},
    "name too long": {"name": HIDDEN * 20},
    "name with a control character": {"name": f"{HIDDEN}\x07"},
    "name over lines": {"name": f"{HIDDEN}\n{HIDDEN}"},
    "name without glyphs": {"name": f"{HIDDEN} \u0928\u093e\u092e"},
    "organisation too long": {"organisation": HIDDEN * 20},
    "organisation with a lost letter": {"organisation": f"{HIDDEN}\ufffd"},
    "note too long": {"note": HIDDEN * 400},
    "phone of words": {"contact1_phone": HIDDEN},
    "phone with words": {"contact1_phone": f"+44 20 7946 0011 {HIDDEN}"},
    "e-mail": {"contact1_email": f"{HIDDEN}@"},
    "consent": {"contact1_consent": HIDDEN},
    "relation too long": {"contact1_relation": HIDDEN * 20},
    "contact without a name": {"contact1_name": "", "contact1_email": f"{HIDDEN}@example.org"},
    "contact without a number": {"contact1_name": HIDDEN, "contact1_phone": ""},
    "heading": {HIDDEN: "x"},
    "code": {"code": f"{HIDDEN} {HIDDEN}"},
    "name that cannot be set": {"contact1_name": HIDDEN * 12, "contact1_relation": HIDDEN * 12},
}


@pytest.mark.parametrize("form", ["participants.csv", "participants.xlsx", "participants.yaml"])
@pytest.mark.parametrize("fault", FAULTS)
def test_no_private_value_is_in_an_error(tmp_path: Path, fault: str, form: str) -> None:
    """Whatever is wrong with a cell, the message names its place and never its text; on both streams."""
    person: dict[str, Any] = {"code": "P-1", "country": "TGO", **contact(1, "Awa")} | FAULTS[fault]
    if form.endswith(".xlsx") and any("\x07" in value for value in person.values()):
        pytest.skip("no spreadsheet can hold this character")
    desk = workspace(tmp_path / "desk", [person], form=form)
    checked, made = press("check", desk), build(desk, tmp_path / "out", "--only", "cards", "-v")
    assert (checked.code, made.code) in {(3, 3), (0, 0), (0, 1)}
    assert form in checked.err + made.err or (fault, form) == ("name over lines", "participants.yaml")
    for run in (checked, made):
        assert HIDDEN.casefold() not in run.said.casefold()
        assert "Traceback" not in run.said
    listed = tmp_path / "out" / "manifest.json"
    assert not listed.exists() or HIDDEN not in listed.read_text("utf-8")
