"""A whole workspace becomes what the other rooms work with."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from pressroom.model.provenance import Provenance
from pressroom.model.session import Edition, Paper
from pressroom.paths import shipped as shipped_path
from pressroom.read import shipped, tables
from pressroom.read.workspace import read_workspace
from tests.read.conftest import TODAY, Check, lay_down, session

LAND = """\
emergency_numbers:
- service: police
  number: 117
  sourced: 2025
- service: ambulance
  number: {value: 112, confirmed: 2026-10-01, confirmed_by: Tester}
police: yes
contacts:
- kind: embassy
  name: Sample Embassy
  phone: +44 20 7946 0150
  email: {value: embassy@example.org, sourced: 2024}
  confirmed: 2026-11-01
  confirmed_by: Tester
- id: our-lawyer
  kind: lawyer
  name: Sample Lawyer
notes: {en: Notes, fr: Notes aussi}
do_not_name: [fld]
card_language: fr
"""


def test_the_smallest_workspace_is_whole(check: Check) -> None:
    """Code and country alone make a participant; all the rest has its default."""
    workspace, findings = check({})
    assert workspace is not None
    assert not findings.problems
    first, second = workspace.participants
    assert first.contacts[0] is not None
    assert first.contacts[0].phone == "+44 20 7946 0011"
    assert first.contacts[0].agreed
    assert (second.language, second.edition, second.card, second.contacts) == ("en", Edition.OPEN, True, ())
    assert workspace.session.paper is Paper.A4
    assert workspace.session.host.website == "example.org"
    assert workspace.session.title.text("fr") == "Practice session"
    assert set(workspace.countries) == {"TGO", "CHE"}
    assert workspace.brand == shipped.default_brand()
    assert workspace.sections == {"en": shipped.sections("en")}


def test_yaml_and_csv_give_the_same_people(tmp_path: Path) -> None:
    """The form of the table makes no difference, nor do blank contacts before a filled one."""
    header = "code,country,also_countries,language,edition,card,name,note,contact2_name,contact2_phone,contact2_consent"
    row = "P-01,TGO,CHE FRA,en,discreet,no,Afi,Late,Awa,+44 20 7946 0011,2026-11-01"
    as_yaml = """\
- code: P-01
  country: TGO
  also_countries: [CHE, FRA]
  language: en
  edition: discreet
  card: no
  name: Afi
  note: Late
  contacts:
  - {}
  - {name: Awa, phone: +442079460011, consent: 2026-11-01}
"""
    csv, _ = read_workspace(lay_down(tmp_path / "a", {"participants.csv": f"{header}\n{row}\n"}), TODAY)
    files: dict[str, str | bytes | None] = {"participants.csv": None, "participants.yaml": as_yaml}
    yaml, _ = read_workspace(lay_down(tmp_path / "b", files), TODAY)
    assert csv is not None
    assert yaml is not None
    assert csv.participants == yaml.participants
    assert csv.participants[0].contacts[0] is None
    assert csv.participants[0].countries == {"TGO", "CHE", "FRA"}
    assert set(csv.countries) == {"TGO", "CHE", "FRA"}


def test_staff_may_use_headings_of_their_own(check: Check) -> None:
    """``columns`` maps our names to the headings of staff's spreadsheet."""
    files: dict[str, str | bytes | None] = {
        "session.yaml": session(columns="{code: Badge, country: State}"),
        "participants.csv": "Badge;State\nP-01;TGO\n",
    }
    workspace, _ = check(files)
    assert workspace is not None
    assert workspace.participants[0].code == "P-01"


def test_a_country_keeps_the_provenance_of_each_value(check: Check) -> None:
    """Plain text takes the provenance of its entry, a group of keys has its own; ids are made where none is."""
    workspace, findings = check({"countries/TGO.yaml": LAND})
    assert workspace is not None
    togo = workspace.countries["TGO"]
    police, ambulance = togo.emergency_numbers
    assert police.number.provenance == Provenance(sourced="2025")
    assert ambulance.number.provenance.confirmed == date(2026, 10, 1)
    embassy, lawyer = togo.contacts
    assert (embassy.id, lawyer.id) == ("TGO/contact1", "our-lawyer")
    assert embassy.phone is not None
    assert embassy.phone.provenance == Provenance(confirmed=date(2026, 11, 1), confirmed_by="Tester")
    assert embassy.email is not None
    assert embassy.email.provenance == Provenance(sourced="2024")
    assert (togo.police, togo.do_not_name, togo.card_language) == (True, ("fld",), ("fr",))
    assert togo.notes.text("fr") == "Notes aussi"
    assert ["112" in str(p) for p in findings.warnings] == [False]
    assert findings.warnings[0].field == "emergency_numbers[2].number"


def test_a_file_of_another_country_is_left_alone(check: Check) -> None:
    """A country outside the session may have any file at all."""
    workspace, findings = check({"countries/GHA.yaml": "nonsense: [\n"})
    assert workspace is not None
    assert not findings.problems


def test_a_country_passed_through_brings_its_rules(check: Check) -> None:
    """What may not be named where a participant passes through is known, also outside the session."""
    files: dict[str, str | bytes | None] = {
        "participants.csv": "code,country,also_countries\nP-01,TGO,GHA\n",
        "countries/GHA.yaml": "do_not_name: [fld]\n",
    }
    workspace, _ = check(files)
    assert workspace is not None
    assert workspace.countries["GHA"].do_not_name == ("fld",)


@pytest.mark.parametrize(
    ("override", "value", "provenance"),
    [
        ("status: active", "+353 1 210 0489", "shipped"),
        ("phone: +353 1 210 0489", "+353 1 210 0489", "shipped"),
        ("phone: +44 20 7946 0170", "+44 20 7946 0170", Provenance()),
        ("phone: +44 20 7946 0170\n  sourced: 2026", "+44 20 7946 0170", Provenance(sourced="2026")),
        ("phone: {value: +353 1 210 0489, sourced: 2026}", "+353 1 210 0489", Provenance(sourced="2026")),
        ("email: a@example.org\n  sourced: 2026", "+353 1 210 0489", "shipped"),
    ],
)
def test_a_value_that_changes_loses_its_provenance(check: Check, override: str, value: str, provenance: object) -> None:
    """An override replaces the keys that it gives; a new value never inherits the old one's provenance."""
    workspace, findings = check({"resources.yaml": f"- id: fld\n  {override}\n"})
    assert workspace is not None
    assert not findings.errors
    phone = workspace.resources["fld"].phone
    old = shipped.resources()["fld"].phone
    assert phone is not None
    assert old is not None
    assert phone.value == value
    assert phone.provenance == (old.provenance if provenance == "shipped" else provenance)
    assert workspace.resources["fld"].name == shipped.resources()["fld"].name


def test_a_confirmation_is_for_what_was_tried(check: Check) -> None:
    """Signing for a new phone does not sign for the entry's other values."""
    override = "- id: fld\n  phone: +44 20 7946 0170\n  confirmed: 2026-11-01\n  confirmed_by: Tester\n"
    workspace, _ = check({"resources.yaml": override})
    assert workspace is not None
    entry = workspace.resources["fld"]
    assert entry.phone is not None
    assert entry.phone.provenance.confirmed == date(2026, 11, 1)
    assert entry.url is not None
    assert entry.url.provenance.confirmed is None


def test_new_resources_stand_after_the_shipped_ones(check: Check) -> None:
    """A workspace adds entries of its own, and withdraws shipped ones."""
    text = "- {id: our-fund, kind: fund, name: Our fund, url: https://example.org}\n- {id: fld, status: ended}\n"
    workspace, _ = check({"resources.yaml": text})
    assert workspace is not None
    assert list(workspace.resources)[-1] == "our-fund"
    assert workspace.resources["fld"].status == "ended"
    assert len(workspace.resources) == len(shipped.resources()) + 1


def test_confirmations_are_kept_in_one_form(check: Check) -> None:
    """A phone in a confirmation is compared however it was typed; an unknown id is doubted."""
    text = (
        "- {id: fld, field: phone, value: '+353-1-2100489', confirmed: 2026-11-01, confirmed_by: Tester}\n"
        "- {id: TGO, field: police, value: 117, confirmed: 2026-11-01, confirmed_by: Tester}\n"
        "- {id: fldd, field: phone, value: +442079460123, confirmed: 2026-11-01, confirmed_by: Tester}\n"
    )
    workspace, findings = check({"confirmations.yaml": text})
    assert workspace is not None
    assert [c.value for c in workspace.confirmations] == ["+353 1 210 0489", "117", "+44 20 7946 0123"]
    assert [str(p.place) for p in findings.warnings] == ["confirmations.yaml:3:8"]


def test_files_of_comments_alone_count_as_absent(check: Check) -> None:
    """What `new` lays down commented out is no fault."""
    comments = "# nothing yet\n\n# here\n"
    names = ("resources.yaml", "confirmations.yaml", "brand.yaml", "countries/TGO.yaml")
    workspace, findings = check(dict.fromkeys(names, comments))
    assert workspace is not None
    assert not findings.problems


def test_a_section_of_the_workspace_replaces_the_shipped_one(check: Check) -> None:
    """It stands in the same place, takes over the front matter that it does not give, and knows its file."""
    workspace, findings = check({"guidance/en/01-this-pack.md": "---\nlabel: Ours\n---\n\nRead this.\n"})
    assert workspace is not None
    assert not findings.problems
    section = workspace.sections["en"][0]
    assert (section.name, section.label, section.shipped) == ("01-this-pack", "Ours", False)
    assert section.title == shipped.sections("en")[0].title
    assert (section.body.strip(), section.body_line) == ("Read this.", 4)
    assert len(workspace.sections["en"]) == len(shipped.sections("en"))


def test_a_sheet_of_the_workspace_can_be_asked_for(check: Check) -> None:
    """A file in ``sheets`` is a card sheet under its own name."""
    sheet = shipped_path("templates", "sheets", "plain-a4.yaml").read_text().replace("id: plain-a4\n", "")
    workspace, findings = check({"sheets/ours.yaml": sheet, "session.yaml": session(sheet="ours")})
    assert workspace is not None
    assert not findings.problems
    assert workspace.sheets["ours"].cells == 10


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("participants.xls", "participants.xlsx"),
        ("participants (1).xlsx", "participants.xlsx"),
        ("session.yml", "session.yaml"),
        ("sesion.yaml", "session.yaml"),
        ("Brand.yaml", "brand.yaml"),
        ("countrys", "countries"),
        ("resource.yaml", "resources.yaml"),
    ],
)
def test_names_that_are_nearly_ours_are_pointed_out(check: Check, name: str, near: str) -> None:
    """A file that is not read for a slip in its name is a warning that offers the name."""
    workspace, findings = check({name: "x"})
    assert workspace is not None
    assert [p.place.file for p in findings.warnings] == [name]
    assert near in findings.warnings[0].message


@pytest.mark.parametrize(
    "name", ["notes.txt", "letter.docx", ".DS_Store", "~$participants.xlsx", "README.md", "logo.png"]
)
def test_other_files_are_nobodys_business(check: Check, name: str) -> None:
    """A workspace may hold what staff like."""
    _, findings = check({name: "x"})
    assert not findings.problems


def test_places_lead_back_to_the_files(check: Check) -> None:
    """Every room can say where a value stands: by participant's code, country, contact, resource, session."""
    files: dict[str, str | bytes | None] = {
        "countries/TGO.yaml": LAND,
        "resources.yaml": "- id: fld\n  phone: +44 20 7946 0170\n",
        "brand.yaml": "contact: Sample\n",
    }
    workspace, _ = check(files)
    assert workspace is not None
    places = {
        ("TOGO-01", "contact1_phone"): "participants.csv:2:4",
        ("TOGO-01", "note"): "participants.csv:2:1",
        ("TGO", "notes"): "countries/TGO.yaml:18:8",
        ("our-lawyer", "name"): "countries/TGO.yaml:17:9",
        ("TGO/contact1", "phone"): "countries/TGO.yaml:11:10",
        ("fld", "phone"): "resources.yaml:2:10",
        ("session", "venue"): "session.yaml:5:8",
        ("session", "host.phone"): "session.yaml:8:10",
        ("brand", "contact"): "brand.yaml:1:10",
    }
    assert {key: str(workspace.place(*key)) for key in places} == places


def test_keep_going_leaves_faulty_rows_out(tmp_path: Path) -> None:
    """With ``keep_going`` the good rows make a workspace, and the faults of the others are kept by code."""
    table = "code,country\nP-01,TGO\nP-02,GHA\nbad code,TGO\np-01,TGO\nP-05,CHE\n"
    folder = lay_down(tmp_path, {"participants.csv": table})
    assert read_workspace(folder, TODAY)[0] is None
    workspace, findings = read_workspace(folder, TODAY, keep_going=True)
    assert workspace is not None
    assert [who.code for who in workspace.participants] == ["P-01", "P-05"]
    assert list(workspace.faulty) == ["P-02", "row 4", "p-01"]
    assert len(findings.errors) == 3


@pytest.mark.parametrize(
    "files",
    [
        {"participants.csv": "code,country,shoe size\nP-01,TGO,\nP-02,GHA,\n"},
        {"participants.csv": "code,country\nP-01,TGO\nP-02,GHA\n", "brand.yaml": "colours: 1\n"},
    ],
)
def test_keep_going_forgives_rows_alone(tmp_path: Path, files: dict[str, str | bytes | None]) -> None:
    """A fault of the header or of another file stops the run all the same."""
    workspace, _ = read_workspace(lay_down(tmp_path, files), TODAY, keep_going=True)
    assert workspace is None


def test_contacts_whom_nobody_can_reach_are_doubted(check: Check) -> None:
    """A contact with neither phone nor e-mail is a warning; one without consent is nothing."""
    table = "code,country,contact1_name,contact2_relation,contact2_email\nP-01,TGO,Awa,sister,a@example.org\n"
    workspace, findings = check({"participants.csv": table})
    assert workspace is not None
    assert [(p.field, str(p.place)) for p in findings.problems] == [("contact1", "participants.csv:2:3")]


def test_a_confirmation_without_a_name_is_doubted(check: Check) -> None:
    """A confirmation is a person's word: one that nobody signed is a warning at its date."""
    text = "contacts:\n- kind: un\n  name: A\n  phone: {value: +44 20 7946 0150, confirmed: 2026-11-01}\n"
    _, findings = check({"countries/TGO.yaml": text})
    assert [str(p.place) for p in findings.problems] == ["countries/TGO.yaml:4:47"]
    assert "confirmed_by" in findings.problems[0].message


def test_the_sample_and_the_shipped_data_are_whole() -> None:
    """The sample has no error, and everything that is shipped can be read."""
    workspace, findings = read_workspace(shipped_path("packs", "sample"), date(2100, 1, 1))
    assert [str(problem) for problem in findings.errors] == []
    assert workspace is not None
    assert shipped.lines().day_and_night
    assert shipped.groups()
    assert {shipped.country_name("TUR", "en"), shipped.country_name("TGO", "fr")} == {"Türkiye", "Togo"}
    assert all(shipped.country_name(code, language) for code in shipped.country_codes() for language in ("en", "zh"))


def test_reading_needs_no_typesetter() -> None:
    """`check` answers at once: nothing that typesets, binds or draws is imported."""
    sample = shipped_path("packs", "sample")
    code = (
        "import sys, datetime, pathlib; from pressroom.read.workspace import read_workspace;"
        f"read_workspace(pathlib.Path({str(sample)!r}), datetime.date(2100, 1, 1));"
        "print([m for m in ('weasyprint', 'pikepdf', 'PIL', 'fontTools', 'babel', 'openpyxl') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_phone_at_fault_is_told_once(check: Check) -> None:
    """That nobody can reach the contact follows from it."""
    table = "code,country,contact1_name,contact1_phone\nTOGO-01,TGO,Awa Sample,4.47E+11\n"
    _, findings = check({"participants.csv": table})
    assert [str(p).split(": ")[0] for p in findings.problems] == ["participants.csv:2:4"]


def test_more_people_than_a_list_has_are_another_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told at the first one too many, in YAML as in a table."""
    monkeypatch.setattr(tables, "MAX_PEOPLE", 50)
    lines = "".join(f"- {{code: P-{n}, country: TGO}}\n" for n in range(51))
    lay_down(tmp_path, {"participants.csv": None, "participants.yaml": lines})
    workspace, findings = read_workspace(tmp_path, TODAY, keep_going=True)
    assert workspace is None
    assert [str(p).split(": ")[0] for p in findings.errors] == ["participants.yaml:51:3"]


@pytest.mark.parametrize("path", ["nowhere", "x" * 300, "a\nb"])
def test_a_path_without_a_folder_is_one_problem(tmp_path: Path, path: str) -> None:
    """Mistyped, too long for any file system, or with a line break: it is told, and never raised."""
    workspace, findings = read_workspace(tmp_path / path, TODAY)
    assert workspace is None
    assert [str(p).split(": ")[0] for p in findings.errors] == ["session.yaml:1:1"]
