"""What belongs to one person is printed if they agree, and no error repeats it. Isolation: `test_isolation`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.program.making import build, contact, press, workspace
from tests.program.reading import manifest, pages, raw, text

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
