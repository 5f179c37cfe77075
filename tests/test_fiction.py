"""A made-up number or address in a session that is no specimen is told: nobody answers there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pressroom.cli.building import sound_workspace
from pressroom.fiction import LEFT_OVER, is_made_up, warnings
from pressroom.paths import shipped
from tests.languages.making import small
from tests.program.making import press

REAL = {
    "phone": "+41 22 555 12 12", "emergency_phone": "+41 22 555 12 13", "email": "host@ngo.int",
    "website": "https://ngo.int",
}  # fmt: skip


@pytest.mark.parametrize(
    ("value", "is_it"),
    [
        ("+44 20 7946 0999", True),
        ("+44 (0)7700 900123".replace("(0)", ""), True),
        ("+44 1632 960 001", True),
        ("someone@example.org", True),
        ("https://www.example.com/a", True),
        ("http://host.example/", True),
        ("+44 20 7946 1999", False),
        ("+41 22 917 9220", False),
        ("example@ngo.int", False),
        ("https://ngo.int/example.org-like", False),
        ("https://counterexample.org", False),
        ("", False),
    ],
)
def test_what_nobody_can_have_is_known(value: str, is_it: bool) -> None:
    """Numbers kept free for fiction, and names kept free for examples; nothing that only looks a little like them."""
    assert is_made_up(value) is is_it


def desk(folder: Path, **session: object) -> Path:
    """Lay down a workspace whose host is real, and whose two people each have one contact of an example."""
    person = {"country": "TGO", "contact1_name": "Ama", "contact1_phone": "+44 20 7946 0011"}
    people = [{"code": code, "contact1_consent": "2026-05-10", **person} for code in ("P-1", "P-2")]
    silent = {"code": "P-3", **person}
    contact = "contacts:\n- {kind: lawyer, name: Sample, phone: '+44 20 7946 0103', sourced: 2026-01}\n"
    host = {"name": "Sample Host", **REAL}
    return small(folder, [*people, silent], {"host": host, **session}, {"countries/TGO.yaml": contact})


def test_each_file_with_made_up_values_is_told_once(tmp_path: Path) -> None:
    """With the place of the first and how many more there are, and no value; of people, only what would be printed."""
    workspace = sound_workspace(desk(tmp_path / "desk"))
    said = [str(problem) for problem in warnings(workspace, workspace.participants)]
    assert [line.split(":")[0] for line in said] == ["countries/TGO.yaml", "participants.csv"]
    assert all("warning: " in line and "7946" not in line for line in said)
    assert ["(and 1 more in this file)" in line for line in said] == [False, True]


@pytest.mark.parametrize(
    ("session", "files", "place"),
    [
        ({"id": "my-pre-session"}, {}, "session.yaml:1"),  # two sessions of that id would share an output folder
        ({"title": "My pre-session"}, {}, "session.yaml:2"),
        ({"venue": "My meeting place, Geneva"}, {}, "session.yaml:"),
        ({"host": {"name": "My organisation", **REAL}}, {}, "session.yaml:"),
        ({"host": {"name": "H", "address": "1 Example Street, Geneva", **REAL}}, {}, "session.yaml:"),
        ({}, {"brand.yaml": "contact: |\n  H, 1 Street\n  host@example.org\n"}, "brand.yaml:1"),
        ({}, {"countries/TGO.yaml": "notes: Write here what does not fit above.\n"}, "countries/TGO.yaml:1"),
    ],
)
def test_what_a_new_workspace_came_with_is_told(
    tmp_path: Path, session: dict[str, object], files: dict[str, str], place: str
) -> None:
    """Words that staff were to write over would be printed on covers, emergency pages and cards."""
    host = {"name": "Sample Host", **REAL}
    person = [{"code": "P-1", "country": "TGO"}]
    workspace = sound_workspace(small(tmp_path / "desk", person, {"host": host, **session}, files))
    (said,) = warnings(workspace, workspace.participants)
    assert str(said).startswith(place)
    assert "is made up" in str(said)


def test_the_words_of_a_new_workspace_are_known() -> None:
    """Each stands in the files that staff get, and no other title, place or name does: one is mended with the other."""
    files = [path for path in shipped("packs", "starter").rglob("*.yaml") if path.name != "columns.yaml"]
    texts = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert [text for text in LEFT_OVER if text not in texts] == []
    written = set(re.findall(r'^\s*(?:- )?(?:title|venue|name|address|notes): "([^"]+)"', texts, re.MULTILINE))
    assert written <= LEFT_OVER


def test_a_specimen_may_be_made_up(tmp_path: Path) -> None:
    """Every page says so."""
    workspace = sound_workspace(desk(tmp_path / "desk", specimen="yes"))
    assert warnings(workspace, workspace.participants) == []


def test_check_tells_it(tmp_path: Path) -> None:
    """Before anything is made; it stops nothing."""
    done = press("check", desk(tmp_path / "desk"))
    assert done.code == 0
    assert "countries/TGO.yaml:2:" in done.err
    assert "is made up" in done.err
