"""Broken workspaces: one fault each, told in one line at its place; no traceback, no guess, and nothing is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.program.making import SESSION, Person, build, contact, press, short_guidance, table, workspace
from tests.program.reading import everything
from tests.read.making import as_xlsx

GOOD: Person = {"code": "P-1", "country": "TGO", **contact(1, "Awa", email="awa@example.org")}
"""Columns: 1 code, 2 country, 3 contact1_name, 4 contact1_phone, 5 contact1_consent, 6 contact1_email."""
PDF = b"%PDF-1.4 no picture"
SCRIPT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script></svg>'
FETCH = '<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9" fill="url(https://example.org/x)"/></svg>'
BOMB = '<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>'


def session_line(key: str) -> int:
    """Return the line of a key in `SESSION`'s file, as `workspace` writes it."""
    lines = 0
    for name, value in SESSION.items():
        if name == key:
            return lines + 1
        lines += 1 + (len(value) if isinstance(value, dict | list) else 0)
    return lines + 1


@dataclass(frozen=True)
class Case:
    """A fault: what is changed in a good workspace, and how its one line begins."""

    begins: str
    row: Mapping[str, str] = field(default_factory=dict)
    people: tuple[Person, ...] = ()
    session: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str | bytes | None] = field(default_factory=dict)
    form: str = "participants.csv"
    after: Callable[[Path], None] | None = None

    def lay_down(self, folder: Path) -> Path:
        """Make the workspace."""
        people = self.people or ({**GOOD, **self.row},)
        desk = workspace(folder, people, session=self.session, files=self.files, form=self.form)
        if self.after:
            self.after(desk)
        return desk


def host(**changes: Any) -> dict[str, Any]:
    """Return a session with other keys of the host; None takes one away."""
    return {"host": {key: value for key, value in {**SESSION["host"], **changes}.items() if value is not None}}


def text_session(change: Callable[[str], str]) -> Callable[[Path], None]:
    """Return what changes the session's file as text."""

    def apply(desk: Path) -> None:
        path = desk / "session.yaml"
        path.write_text(change(path.read_text("utf-8")), "utf-8")

    return apply


def link_out(name: str) -> Callable[[Path], None]:
    """Return what puts a link to a file outside in the place of a file."""

    def apply(desk: Path) -> None:
        outside = desk.parent / "outside"
        outside.write_bytes((desk / name).read_bytes())
        (desk / name).unlink()
        (desk / name).symlink_to(outside)

    return apply


def folder_for_table(desk: Path) -> None:
    """Put a folder where the table should be."""
    (desk / "participants.csv").unlink()
    (desk / "participants.csv").mkdir()


def named_encrypted(desk: Path) -> None:
    """Give the table the name of an encrypted one."""
    (desk / "participants.csv").rename(desk / "participants.csv.age")


def merged(_: Any, page: Any) -> None:
    """Merge two cells of a sheet."""
    page.merge_cells("C2:C3")


ROWS = [list(GOOD), list(GOOD.values())]
RESOURCE = "- id: x-one\n  kind: tool\n  name: One\n"
COUNTRY = "countries/TGO.yaml"
BRAND = "brand.yaml"
SECTION = "guidance/en/05-plan.md"
TABLE_CSV = table((GOOD,)).decode()

CASES: dict[str, Case] = {
    # the table
    "code twice": Case("participants.csv:3:1: code: ", people=(GOOD, GOOD)),
    "code twice but for its case": Case("participants.csv:3:1: code: ", people=(GOOD, {**GOOD, "code": "p-1"})),
    "code with a space": Case("participants.csv:2:1: code: ", {"code": "P 1"}),
    "code too long": Case("participants.csv:2:1: code: ", {"code": "P" * 25}),
    "code that is a path": Case("participants.csv:2:1: code: ", {"code": "../P-1"}),
    "no code": Case("participants.csv:2:1: code: ", {"code": ""}),
    "no country": Case("participants.csv:2:2: country: ", {"country": ""}),
    "unknown country": Case("participants.csv:2:2: country: ", {"country": "TOG"}),
    "country of another session": Case("participants.csv:2:2: country: ", {"country": "MDA"}),
    "two-letter country": Case("participants.csv:2:2: country: ", {"country": "TG"}),
    "unknown country passed through": Case("participants.csv:2:7: also_countries: ", {"also_countries": "FRA XXX"}),
    "unknown language": Case("participants.csv:2:7: language: ", {"language": "xx"}),
    "language of another session": Case("participants.csv:2:7: language: ", {"language": "fr"}),
    "unknown edition": Case("participants.csv:2:7: edition: ", {"edition": "secret"}),
    "card neither yes nor no": Case("participants.csv:2:7: card: ", {"card": "perhaps"}),
    "phone without plus": Case("participants.csv:2:4: contact1_phone: ", {"contact1_phone": "020 7946 0011"}),
    "phone too short": Case("participants.csv:2:4: contact1_phone: ", {"contact1_phone": "+44 20"}),
    "phone of no country": Case("participants.csv:2:4: contact1_phone: ", {"contact1_phone": "+999 2079460011"}),
    "phone as a power of ten": Case("participants.csv:2:4: contact1_phone: ", {"contact1_phone": "4.42079E+11"}),
    "two phones in a cell": Case(
        "participants.csv:2:4: contact1_phone: ", {"contact1_phone": "+44 20 7946 0011 / +44 20 7946 0012"}
    ),
    "bad e-mail": Case("participants.csv:2:6: contact1_email: ", {"contact1_email": "awa.example.org"}),
    "bad consent": Case("participants.csv:2:5: contact1_consent: ", {"contact1_consent": "maybe"}),
    "consent that is no day": Case("participants.csv:2:5: contact1_consent: ", {"contact1_consent": "2026-02-30"}),
    "consent of the future": Case("participants.csv:2:5: contact1_consent: ", {"contact1_consent": "2999-01-01"}),
    "number without a name": Case("participants.csv:2:3: contact1_name: ", {"contact1_name": ""}),
    "NUL in a cell": Case("participants.csv:2:7: note: ", {"note": "a\x00b"}),
    "a control character": Case("participants.csv:2:3: contact1_name: ", {"contact1_name": "A\x1b[31mwa"}),
    "a cell of 10 MB": Case("participants.csv:2:7: note: ", {"note": "x" * 10_000_000}),
    "an unknown column": Case("participants.csv:1:7: ", {"phone": "x"}),
    "a column twice": Case(
        "participants.csv:1:7: code: ", files={"participants.csv": TABLE_CSV.replace("email\r\n", "email,code\r\n")}
    ),
    "a surplus cell": Case("participants.csv:2:7: ", files={"participants.csv": f"{TABLE_CSV.rstrip()},x\r\n"}),
    "no code column": Case(
        "participants.csv:1:1: code: ", files={"participants.csv": "country,name\r\nTGO,Awa\r\n"}
    ),
    "a table without a header": Case(
        "participants.csv:1:1: ", files={"participants.csv": "P-1,TGO,Awa\r\nP-2,TGO,Komi\r\n"}
    ),
    "a table without rows": Case("participants.csv:1:1: ", files={"participants.csv": TABLE_CSV.split("\r\n")[0]}),
    "an empty table": Case("participants.csv:1:1: ", files={"participants.csv": ""}),
    "UTF-16": Case("participants.csv:1:1: ", files={"participants.csv": TABLE_CSV.encode("utf-16")}),
    "a Windows code page": Case(
        "participants.csv:2:3: ", files={"participants.csv": TABLE_CSV.replace("Awa", "Zoë").encode("cp1252")}
    ),
    "a quotation mark left open": Case(
        "participants.csv:2:3: ", files={"participants.csv": TABLE_CSV.replace("Awa", '"Awa')}
    ),
    "a spreadsheet named CSV": Case("participants.csv:1:1: ", files={"participants.csv": as_xlsx(ROWS)}),
    "no table": Case("participants.csv:1:1: ", after=lambda desk: (desk / "participants.csv").unlink()),
    "two tables": Case("participants.yaml:1:1: ", files={"participants.yaml": table((GOOD,), "participants.yaml")}),
    "a folder for a table": Case(
        "participants.csv:1:1: ",
        after=folder_for_table,
    ),
    "a table that is a link out": Case("participants.csv:1:1: ", after=link_out("participants.csv")),
    "a table that is encrypted": Case(
        "participants.csv.age:1:1: ",
        after=named_encrypted,
    ),
    # spreadsheets
    "an XLSX that is none": Case(
        "participants.xlsx:1:1: ", form="participants.xlsx", files={"participants.xlsx": b"PK\x03\x04 no zip"}
    ),
    "a phone that Excel made a number": Case(
        "participants.xlsx:Participants:D2: contact1_phone: ", form="participants.xlsx",
        files={"participants.xlsx": as_xlsx([ROWS[0], [*ROWS[1][:3], 442079460011, *ROWS[1][4:]]])},
    ),
    "merged cells": Case(
        "participants.xlsx:Participants:C2: ", form="participants.xlsx",
        files={"participants.xlsx": as_xlsx([*ROWS, ["P-2", "TGO"]], change=merged)},
    ),
    "a bad cell of an ODS": Case(
        "participants.ods:Participants:B2: country: ", {"country": "XXX"}, form="participants.ods"
    ),
    # participants as YAML
    "a code twice in YAML": Case("participants.yaml:8:9: code: ", people=(GOOD, GOOD), form="participants.yaml"),
    "an unknown key in YAML": Case(
        "participants.yaml:1:19: ", form="participants.yaml",
        files={"participants.yaml": "- {code: P-1,     contry: TGO, country: TGO}\n"},
    ),
    "a fifth contact": Case(
        "participants.yaml:2:13: contacts: ", form="participants.yaml",
        files={
            "participants.yaml": "- {code: P-1, country: TGO,\n"
            "  contacts: [{name: A}, {name: B}, {name: C}, {name: D}, {name: E}]}\n"
        },
    ),
    # the session
    "no session": Case("session.yaml:1:1: ", after=lambda desk: (desk / "session.yaml").unlink()),
    "an empty session": Case("session.yaml:1:1: ", files={"session.yaml": ""}),
    "a session that is a list": Case("session.yaml:1:1: ", files={"session.yaml": "- a\n- b\n"}),
    "no edition": Case("session.yaml:1:1: edition: ", session={"edition": None}),
    "an unknown key": Case(f"session.yaml:{session_line('')}:1: ", session={"colour": "red"}),
    "a key twice": Case(
        f"session.yaml:{session_line('')}:1: ", after=text_session(lambda text: text + "venue: Elsewhere\n")
    ),
    "an anchor": Case("session.yaml:2:8: ", after=text_session(lambda text: text.replace("title: ", "title: &t "))),
    "an alias": Case("session.yaml:5:8: ", after=text_session(lambda text: re.sub("venue: .*", "venue: *t", text))),
    "a second document": Case(
        f"session.yaml:{session_line('')}:1: ", after=text_session(lambda text: text + "---\nid: other\n")
    ),
    "a tab for an indent": Case(
        "session.yaml:7:1: ", after=text_session(lambda text: text.replace("  name: Sample", "\tname: Sample"))
    ),
    "a bad date": Case("session.yaml:3:9: starts: ", session={"starts": "1.12.2026"}),
    "no such day": Case("session.yaml:4:7: ends: ", session={"ends": "2026-02-30"}),
    "an end before the start": Case("session.yaml:4:7: ends: ", session={"ends": "2026-11-30"}),
    "an id with a slash": Case("session.yaml:1:5: id: ", session={"id": "a/b"}),
    "a session's unknown language": Case(
        f"session.yaml:{session_line('languages') + 1}:3: languages[1]: ", session={"languages": ["xx"]}
    ),
    "a session's unknown country": Case(
        f"session.yaml:{session_line('countries') + 2}:3: countries[2]: ", session={"countries": ["TGO", "IS"]}
    ),
    "no countries": Case(f"session.yaml:{session_line('countries')}:12: countries: ", session={"countries": []}),
    "a host without a name": Case("session.yaml:7:3: host.name: ", session=host(name=None)),
    "a host's bad phone": Case("session.yaml:9:20: host.emergency_phone: ", session=host(emergency_phone="112")),
    "a host's bad site": Case("session.yaml:11:12: host.website: ", session=host(website="javascript:alert(1)")),
    "an unknown sheet": Case(f"session.yaml:{session_line('')}:8: sheet: ", session={"sheet": "avery-0000"}),
    "a bad link on the card": Case(
        f"session.yaml:{session_line('') + 2}:5: discreet.card_qr[1]: ", session={"discreet": {"card_qr": ["ftp://example.org"]}}
    ),
    "a column of ours that is none": Case(
        f"session.yaml:{session_line('') + 1}:3: columns: ", session={"columns": {"kode": "Number"}}
    ),
    # countries
    "a country's unknown key": Case(f"{COUNTRY}:1:1: ", files={COUNTRY: "polise: no\n"}),
    "a country's bad number": Case(
        f"{COUNTRY}:2:31: emergency_numbers[1].number: ",
        files={COUNTRY: "emergency_numbers:\n  - {service: police, number: 'nine'}\n"},
    ),
    "a name of no resource": Case(f"{COUNTRY}:1:15: do_not_name: ", files={COUNTRY: "do_not_name: [fdl]\n"}),
    "a confirmation of the future": Case(
        f"{COUNTRY}:2:78: contacts[1].confirmed: ",
        files={
            COUNTRY: "contacts:\n"
            "  - {kind: ngo, name: Sample,          phone: '+44 20 7946 0104', confirmed: 2999-01-01}\n"
        },
    ),
    "a file for no country": Case("countries/Togo.yaml:1:1: ", files={"countries/Togo.yaml": "police: no\n"}),
    # resources, confirmations
    "a resource without a kind": Case(
        "resources.yaml:1:3: kind: ", files={"resources.yaml": "- id: x-one\n  name: One\n"}
    ),
    "a resource's bad link": Case("resources.yaml:4:8: url: ", files={"resources.yaml": f"{RESOURCE}  url: example\n"}),
    "a resource's unknown region": Case(
        "resources.yaml:4:13: regions[1]: ", files={"resources.yaml": f"{RESOURCE}  regions: [Atlantis]\n"}
    ),
    "resources that are no list": Case("resources.yaml:1:1: ", files={"resources.yaml": "id: x-one\n"}),
    "a confirmation without a name": Case(
        "confirmations.yaml:1:3: confirmed_by: ",
        files={"confirmations.yaml": "- {id: fld, field: phone, value: '1', confirmed: 2026-01-01}\n"},
    ),
    # the brand
    "a colour by its name": Case(f"{BRAND}:1:16: colours.ink: ", files={BRAND: "colours: {ink: black}\n"}),
    "colours without contrast": Case(
        f"{BRAND}:1:20: colours.primary: ", files={BRAND: "colours: {primary: '#eeeeee'}\n"}
    ),
    "a logo that is missing": Case(f"{BRAND}:1:7: logo: ", files={BRAND: "logo: logo.svg\n"}),
    "a logo that is no picture": Case(f"{BRAND}:1:7: logo: ", files={BRAND: "logo: a.png\n", "a.png": PDF}),
    "a logo that scripts": Case(f"{BRAND}:1:7: logo: ", files={BRAND: "logo: a.svg\n", "a.svg": SCRIPT}),
    "a logo that fetches": Case(f"{BRAND}:1:7: logo: ", files={BRAND: "logo: a.svg\n", "a.svg": FETCH}),
    "a logo that explodes": Case(f"{BRAND}:1:7: logo: ", files={BRAND: "logo: a.svg\n", "a.svg": BOMB}),
    "a logo outside": Case(f"{BRAND}:1:7: logo: ", files={BRAND: "logo: ../a.svg\n"}),
    "a font that is none": Case(f"{BRAND}:1:9: fonts[1]: ", files={BRAND: "fonts: [a.ttf]\n", "a.ttf": PDF}),
    # guidance, sheets
    "a section that does not exist": Case("guidance/en/99-own.md:1:1: ", files={"guidance/en/99-own.md": "Words.\n"}),
    "a language that does not exist": Case("guidance/xx:1:1: ", files={"guidance/xx/05-plan.md": "Words.\n"}),
    "raw HTML in a section": Case(f"{SECTION}:3:1: ", files={SECTION: "Words.\n\n<b>Bold</b> words.\n"}),
    "a phone in a section": Case(f"{SECTION}:1:1: ", files={SECTION: "Call +44 20 7946 0104.\n"}),
    "a block without an end": Case(f"{SECTION}:1:1: ", files={SECTION: "::: note\nWords.\n"}),
    "a sheet wider than its paper": Case(
        "sheets/own.yaml:1:1: ",
        files={"sheets/own.yaml": "paper: A4\ncard_width: 110\ncard_height: 54\ncolumns: 2\nrows: 5\n"
               "x0: 15\ny0: 13.5\npitch_x: 110\npitch_y: 54\n"},
    ),
    "another file among the sheets": Case("sheets/own.txt:1:1: ", files={"sheets/own.txt": "x"}),
}  # fmt: skip


def test_there_are_sixty_and_more() -> None:
    """The table is as long as was asked for, and what it changes is sound to begin with."""
    assert len(CASES) >= 60


def test_the_workspace_that_is_broken_is_sound(tmp_path: Path) -> None:
    """Each fault is the only one: without it there is no line at all."""
    done = press("check", workspace(tmp_path / "desk", [GOOD], files=short_guidance()))
    assert (done.code, [line for line in done.errors if "small: " not in line]) == (0, [])


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_broken_workspace_is_told_in_one_line(tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 3 from check and build, the one line at its place, and neither output nor a trace of a try."""
    desk = case.lay_down(tmp_path / "desk")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    before = everything(tmp_path)
    for done in (press("check", desk), build(desk, tmp_path / "out")):
        assert done.code == 3, done.said
        assert done.out == ""
        assert len(done.errors) == 1, done.errors
        assert done.errors[0].startswith(case.begins), done.errors[0][:200]
        assert len(done.errors[0]) < 600
        assert "Traceback" not in done.err
        assert done.err.isprintable() or set(filter(lambda c: not c.isprintable(), done.err)) == {"\n"}
    assert everything(tmp_path) == before
    assert not (tmp_path / "out").exists()
