"""Broken workspaces: each fault is told once, at its place, in words that repeat nothing of what was typed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pressroom.read.workspace import read_workspace
from tests.read.conftest import TODAY, Check, Files, lay_down, session

_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1">{}</svg>'
_SHEET = """\
product: Sample sheet
paper: A4
card_width: 85
card_height: 54
columns: 2
rows: 5
x0: 15
y0: 13.5
pitch_x: {pitch}
pitch_y: {down}
"""
_NO_CODE = "is no country code of three capital letters (ISO 3166-1 alpha-3, as TGO)"
_NO_NAME = "is not named by a country's three capital letters and .yaml, as TGO.yaml"
_NO_REGION = "is neither a country code (as TGO) nor the name of a group"
_SECTION = "guidance/en/01-this-pack.md"


def people(row: str, header: str = "code,country") -> Files:
    """Return a table of one row."""
    return {"participants.csv": f"{header}\n{row}\n"}


def land(text: str) -> Files:
    """Return a country's file."""
    return {"countries/TGO.yaml": text}


def brand(text: str, **files: str | bytes) -> Files:
    """Return a brand and the files that it names, with their endings after a double underscore."""
    return {"brand.yaml": text, **{name.replace("__", "."): content for name, content in files.items()}}


BROKEN: dict[str, tuple[Files, list[str]]] = {
    # The session
    "no session": ({"session.yaml": None}, ["session.yaml:1:1: is missing"]),
    "empty session": ({"session.yaml": ""}, ["session.yaml:1:1: is empty"]),
    "session of comments": ({"session.yaml": "# nothing\n"}, ["session.yaml:1:1: is empty"]),
    "missing key": ({"session.yaml": session(title=None)}, ["session.yaml:1:1: title: is missing"]),
    "missing key of the host": ({"session.yaml": session(phone=None)}, ["session.yaml:7:3: host.phone: is missing"]),
    "empty key": ({"session.yaml": session(title="")}, ["session.yaml:2:7: title: is empty"]),
    "unknown key": (
        {"session.yaml": session(titel="x")},
        ["session.yaml:15:1: this key is not known here (did you mean title?)"],
    ),
    "unknown key of the host": (
        {"session.yaml": session(email="a@example.org\n  webpage: example.org")},
        ["session.yaml:11:3: host: this key is not known here"],
    ),
    "duplicate key": ({"session.yaml": session() + "title: again\n"}, ["session.yaml:15:1: stands twice"]),
    "id": ({"session.yaml": session(id="Practice 2027")}, ["session.yaml:1:5: id: may hold small letters"]),
    "date in words": ({"session.yaml": session(starts="1 March 2027")}, ["session.yaml:3:9: starts: is not a date"]),
    "no such day": (
        {"session.yaml": session(ends="2027-03-32")},
        ["session.yaml:4:7: ends: is no day in the calendar"],
    ),
    "ends before it starts": (
        {"session.yaml": session(ends="2027-02-01")},
        ["session.yaml:4:7: ends: is before the first day"],
    ),
    "destroyed before it starts": (
        {"session.yaml": session(destroy_after="2027-02-01")},
        ["session.yaml:15:16: destroy_after: is before the first day"],
    ),
    "country in small letters": (
        {"session.yaml": session(countries="[TGO, che]")},
        [f"session.yaml:12:18: countries[2]: {_NO_CODE}: write CHE"],
    ),
    "country of two letters": (
        {"session.yaml": session(countries="[TG]")},
        [f"session.yaml:12:13: countries[1]: {_NO_CODE}: write TGO"],
    ),
    "country twice": (
        {"session.yaml": session(countries="[TGO, CHE, TGO]")},
        ["session.yaml:12:23: countries[3]: stands twice"],
    ),
    "no countries": ({"session.yaml": session(countries="[]")}, ["session.yaml:12:12: countries: needs at least one"]),
    "countries not a list": (
        {"session.yaml": session(countries="TGO")},
        ["session.yaml:12:12: countries: must be a list"],
    ),
    "language": ({"session.yaml": session(languages="[en, de]")}, ["session.yaml:13:17: languages[2]: is none of"]),
    "edition": ({"session.yaml": session(edition="Open")}, ["session.yaml:14:10: edition: write open or discreet"]),
    "paper": ({"session.yaml": session(paper="A3")}, ["session.yaml:15:8: paper: write A4, Letter or A5"]),
    "sheet": (
        {"session.yaml": session(sheet="plain-a5")},
        ["session.yaml:15:8: sheet: is no card sheet that we know (did you mean plain-a4?)"],
    ),
    "phone without +": (
        {"session.yaml": session(emergency_phone="020 7946 0199")},
        ["session.yaml:9:20: host.emergency_phone: does not start with +"],
    ),
    "e-mail": (
        {"session.yaml": session(email="host at example.org")},
        ["session.yaml:10:10: host.email: is no e-mail"],
    ),
    "web site": (
        {"session.yaml": session(website="ftp://example.org")},
        ["session.yaml:11:12: host.website: does not"],
    ),
    "web site with a password": (
        {"session.yaml": session(website="https://me:secret@example.org")},
        ["session.yaml:11:12: host.website: holds a user name"],
    ),
    "specimen": ({"session.yaml": session(specimen="maybe")}, ["session.yaml:15:11: specimen: write yes or no"]),
    "columns": (
        {"session.yaml": session(columns="{contact1_fone: Phone}")},
        ["session.yaml:15:11: columns: the key is no name of a column (did you mean contact1_phone?)"],
    ),
    "wording": (
        {"session.yaml": session(venue="{en: Room, english: Room}")},
        ["session.yaml:5:19: venue: the key is none of the languages en fr es ar ru zh"],
    ),
    "link without scheme": (
        {"session.yaml": session(discreet="{card_qr: [example.org]}")},
        ["session.yaml:15:22: discreet.card_qr[1]: does not start with https://"],
    ),
    # YAML
    "tab": ({"session.yaml": session(host="\n\tname: x")}, ["session.yaml:7:1: is indented with a tab"]),
    "open quotation": ({"session.yaml": session(title="'Practice")}, ["session.yaml:2:8: opens a quotation mark"]),
    "colon in text": ({"session.yaml": session(title="Practice: one")}, ["session.yaml:2:16: has a colon"]),
    "open bracket": ({"session.yaml": session(countries="[TGO")}, ["session.yaml:12:12: opens a square bracket"]),
    "anchor": ({"session.yaml": session(title="&t Practice")}, ["session.yaml:2:8: uses an anchor"]),
    "alias": ({"session.yaml": session(title="*t")}, ["session.yaml:2:8: uses an alias"]),
    "tag": ({"session.yaml": session(title="!!python/name:os.system x")}, ["session.yaml:2:8: uses a tag"]),
    "merge key": ({"session.yaml": session() + "<<: {}\n"}, ["session.yaml:15:1: uses a merge key"]),
    "second document": ({"session.yaml": session() + "---\nid: b\n"}, ["session.yaml:15:1: begins a second document"]),
    "list for a key": ({"session.yaml": session() + "? [a]\n: b\n"}, ["session.yaml:15:3: has a list or a mapping"]),
    "bomb of lists": ({"session.yaml": "id: " + "[" * 10_000}, ["session.yaml:1:20: is nested too deeply"]),
    "bomb of aliases": (
        {"session.yaml": session() + "sheet: &a plain-a4\npaper: *a\n"},
        ["session.yaml:15:8: uses an anchor", "session.yaml:16:8: uses an alias"],
    ),
    "rich text": ({"session.yaml": "{\\rtf1\\ansi " + session() + "}"}, ["session.yaml:1:1: is rich text"]),
    "UTF-16": ({"session.yaml": session().encode("utf-16")}, ["session.yaml:1:1: is in UTF-16"]),
    "UTF-16 without a mark": ({"session.yaml": session().encode("utf-16-le")}, ["session.yaml:1:1: is in UTF-16"]),
    "Windows code page": (
        {"session.yaml": session(title="Pr\xe4ctice").encode("cp1252")},
        ["session.yaml:2:10: is not UTF-8"],
    ),
    "NUL": (
        {"session.yaml": session(title="Pra\0ctice")},
        ["session.yaml:2:11: holds a character that cannot be seen"],
    ),
    "escaped control character": (
        {"session.yaml": session(title='"Pra\\u001bctice"')},
        ["session.yaml:2:8: title: holds a character that cannot be seen"],
    ),
    "cell of 10 MB": (
        {"session.yaml": session(title="x" * 9_000_000)},
        ["session.yaml:2:8: title: is longer than 200"],
    ),
    "file of more": ({"session.yaml": "x" * 10_000_001}, ["session.yaml:1:1: is larger than 10 MB"]),
    # Participants
    "no participants": ({"participants.csv": None}, ["participants.csv:1:1: is missing"]),
    "two tables": (
        {"participants.yaml": "- {code: A, country: TGO}\n"},
        ["participants.yaml:1:1: is a second table of participants beside participants.csv"],
    ),
    "code twice": (
        people("togo-01,TGO\nTOGO-01,TGO"),
        ["participants.csv:3:1: code: stands on line 2 already"],
    ),
    "no code": (people(",TGO"), ["participants.csv:2:1: code: is empty"]),
    "bad code": (people("-x,TGO"), ["participants.csv:2:1: code: must be 1 to 24 letters"]),
    "country outside the session": (
        people("P-01,GHA"),
        ["participants.csv:2:2: country: is not among the session's countries"],
    ),
    "language outside the session": (
        people("P-01,TGO,fr", "code,country,language"),
        ["participants.csv:2:3: language: is not among the session's languages"],
    ),
    "phone of a contact": (
        people("P-01,TGO,Awa,+999 123 456", "code,country,contact1_name,contact1_phone"),
        ["participants.csv:2:4: contact1_phone: is no phone number"],
    ),
    "phone too short": (
        people("P-01,TGO,Awa,+44 20 7", "code,country,contact3_name,contact3_phone"),
        ["participants.csv:2:4: contact3_phone: has too few digits"],
    ),
    "two phones in a cell": (
        people("P-01,TGO,Awa,+44 20 7946 0123 or 0124", "code,country,contact1_name,contact1_phone"),
        ["participants.csv:2:4: contact1_phone: holds something other than one phone number"],
    ),
    "consent": (
        people("P-01,TGO,Awa,maybe", "code,country,contact1_name,contact1_consent"),
        ["participants.csv:2:4: contact1_consent: write yes, no, or the date"],
    ),
    "consent of tomorrow": (
        people("P-01,TGO,Awa,2026-11-23", "code,country,contact1_name,contact1_consent"),
        ["participants.csv:2:4: contact1_consent: is a day in the future"],
    ),
    "nobody's phone": (
        people("P-01,TGO,,+44 20 7946 0123", "code,country,contact1_name,contact1_phone"),
        ["participants.csv:2:3: contact1_name: is missing: say who this is"],
    ),
    "YAML contact": (
        {
            "participants.csv": None,
            "participants.yaml": "- code: P-01\n  country: TGO\n  contacts:\n  - name: A\n    phone: 020\n",
        },
        ["participants.yaml:5:12: contact1_phone: does not start with +"],
    ),
    "five contacts": (
        {
            "participants.csv": None,
            "participants.yaml": "- code: P-01\n  country: TGO\n  contacts:\n"
            + "  - {name: A, email: a@example.org}\n" * 5,
        },
        ["participants.yaml:4:3: contacts: has more than 4 entries"],
    ),
    "participants not a list": (
        {"participants.csv": None, "participants.yaml": "code: P-01\n"},
        ["participants.yaml:1:1: must be a list"],
    ),
    # Countries
    "country's file in small letters": (
        {"countries/tgo.yaml": "police: yes\n"},
        [f"countries/tgo.yaml:1:1: {_NO_NAME}: rename it to TGO.yaml"],
    ),
    "country's file ending in .yml": (
        {"countries/TGO.yml": "police: yes\n"},
        ["countries/TGO.yml:1:1: is not named by"],
    ),
    "no country's file": ({"countries/Togo.yaml": ""}, ["countries/Togo.yaml:1:1: is not named by"]),
    "resource not to be named": (
        land("do_not_name: [fld, acessnow]\n"),
        ["countries/TGO.yaml:1:20: do_not_name: is not the id of a resource (did you mean accessnow?)"],
    ),
    "emergency service": (
        land("emergency_numbers:\n- service: medics\n  number: 112\n"),
        ["countries/TGO.yaml:2:12: emergency_numbers[1].service: write general, police, ambulance or fire"],
    ),
    "emergency number": (
        land("emergency_numbers:\n- {service: fire, number: 0800 118}\n"),
        ["countries/TGO.yaml:2:27: emergency_numbers[1].number: is neither a short number"],
    ),
    "confirmed tomorrow": (
        land(
            "contacts:\n- kind: un\n  name: UN\n  phone: +44 20 7946 0123\n  confirmed: 2026-11-23\n  confirmed_by: A\n"
        ),
        ["countries/TGO.yaml:5:14: contacts[1].confirmed: is a day in the future"],
    ),
    "value's own confirmation": (
        land("contacts:\n- kind: un\n  name: UN\n  phone: {value: 112, sourced: soon}\n"),
        [
            "countries/TGO.yaml:4:18: contacts[1].phone.value: does not start with +",
            "countries/TGO.yaml:4:32: contacts[1].phone.sourced: is not the date of a source",
        ],
    ),
    "id of a resource": (
        land("contacts:\n- {id: fld, kind: ngo, name: A}\n"),
        ["countries/TGO.yaml:2:8: contacts[1].id: stands among the resources already"],
    ),
    "countries is a file": ({"countries": "x"}, ["countries:1:1: is a file, and must be a folder"]),
    # Resources and confirmations
    "new resource without kind": (
        {"resources.yaml": "- id: our-fund\n  name: Our fund\n"},
        ["resources.yaml:1:3: kind: is missing: a new entry needs it"],
    ),
    "resource twice": (
        {"resources.yaml": "- {id: fld, status: ended}\n- {id: fld, status: active}\n"},
        ["resources.yaml:2:8: id: stands on line 1 already"],
    ),
    "region": (
        {"resources.yaml": "- {id: fld, regions: [afrika]}\n"},
        [f"resources.yaml:1:23: regions[1]: {_NO_REGION} (did you mean africa?)"],
    ),
    "resource's link": (
        {"resources.yaml": "- id: fld\n  url: javascript:alert(1)\n"},
        ["resources.yaml:2:8: url: does not start with https://"],
    ),
    "resource's status": (
        {"resources.yaml": "- {id: fld, status: gone}\n"},
        ["resources.yaml:1:21: status: write active, suspended, ended or unverified"],
    ),
    "resources not a list": ({"resources.yaml": "id: fld\n"}, ["resources.yaml:1:1: must be a list"]),
    "confirmation": (
        {"confirmations.yaml": "- {id: fld, field: fax, value: 1, confirmed: 2026-11-23}\n"},
        [
            "confirmations.yaml:1:3: confirmed_by: is missing",
            "confirmations.yaml:1:20: field: write phone, email, url, general, police, ambulance or fire",
            "confirmations.yaml:1:46: confirmed: is a day in the future",
        ],
    ),
    # Brand
    "colour": (brand("colours: {ink: black}\n"), ["brand.yaml:1:16: colours.ink: is no colour"]),
    "contrast": (
        brand("colours: {primary: '#cccccc'}\n"),
        ["brand.yaml:1:20: colours.primary: primary on paper has a contrast of 1.6 to 1"],
    ),
    "no such logo": (brand("logo: logo.svg\n"), ["brand.yaml:1:7: logo: is missing"]),
    "logo outside": (brand("logo: ../logo.svg\n"), ["brand.yaml:1:7: logo: "]),
    "logo of the machine": (brand("logo: /etc/passwd\n"), ["brand.yaml:1:7: logo: leads out of the workspace"]),
    "logo that is no PNG": (brand("logo: l.png\n", l__png=b"GIF89a"), ["brand.yaml:1:7: logo: is no PNG picture"]),
    "logo that is cut off": (
        brand("logo: l.png\n", l__png=_PNG + b"x"),
        ["brand.yaml:1:7: logo: is a PNG picture that"],
    ),
    "logo of another kind": (brand("logo: l.jpg\n", l__jpg=b"x"), ["brand.yaml:1:7: logo: must be an SVG or a PNG"]),
    "logo that scripts": (
        brand("logo: l.svg\n", l__svg=_SVG.format("<script>1</script>")),
        ["brand.yaml:1:7: logo: holds a script"],
    ),
    "logo that fetches": (
        brand("logo: l.svg\n", l__svg=_SVG.format('<image href="https://example.org/a.png"/>')),
        ["brand.yaml:1:7: logo: holds a script, a link, a picture from elsewhere"],
    ),
    "font that is none": (brand("fonts: [f.ttf]\n", f__ttf=b"abcd"), ["brand.yaml:1:9: fonts[1]: is no TrueType"]),
    # Guidance
    "unknown section": (
        {"guidance/en/01-the-pack.md": "Text\n"},
        ["guidance/en/01-the-pack.md:1:1: is no section of the guidance (did you mean 01-this-pack?)"],
    ),
    "unknown language of guidance": (
        {"guidance/de/01-this-pack.md": "Text\n"},
        ["guidance/de:1:1: is no folder of a language"],
    ),
    "HTML in guidance": ({_SECTION: "One\n\nTwo <b>three</b>\n"}, [f"{_SECTION}:3:1: holds raw HTML"]),
    "unknown placeholder": ({_SECTION: "[[fonds]]\n"}, [f"{_SECTION}:1:1: has a placeholder that is not known"]),
    "unknown container": ({_SECTION: "::: nota\nText\n:::\n"}, [f"{_SECTION}:1:1: opens a block that is not known"]),
    "phone in guidance": (
        {_SECTION: "---\ntitle: T\n---\n\nCall\n+44 20 7946 0123.\n"},
        [f"{_SECTION}:6:1: holds a phone number"],
    ),
    "front matter": (
        {_SECTION: "---\ntitel: T\n---\nText\n"},
        [f"{_SECTION}:2:1: this key is not known here (did you mean title?)"],
    ),
    # Sheets
    "sheet beside the paper": (
        {"sheets/own.yaml": _SHEET.format(pitch=120, down=54)},
        ["sheets/own.yaml:1:1: has cards beside the paper"],
    ),
    "sheet of overlapping cards": (
        {"sheets/own.yaml": _SHEET.format(pitch=95, down=50)},
        ["sheets/own.yaml:1:1: has cards that overlap"],
    ),
    "length": (
        {"sheets/own.yaml": _SHEET.format(pitch="9,5 cm", down=54)},
        ["sheets/own.yaml:9:10: pitch_x: is not a length in millimetres"],
    ),
    "cut marks": (
        {"sheets/own.yaml": _SHEET.format(pitch=95, down=54) + "cut_marks: back\n"},
        ["sheets/own.yaml:11:12: cut_marks: write front, both (or yes) or none (or no)"],
    ),
    "no room for cut marks": (
        {"sheets/own.yaml": _SHEET.format(pitch=106, down=54) + "cut_marks: yes\n"},
        ["sheets/own.yaml:1:1: has no room for cut marks: leave 10 mm of paper left and right of the cards"],
    ),
    "sheet ending in .yml": ({"sheets/own.yml": "x"}, ["sheets/own.yml:1:1: must end in .yaml"]),
    # Encryption
    "encrypted": ({"resources.yaml.age": b"x"}, ["resources.yaml.age:1:1: is encrypted"]),
    "encrypted table": (
        {"participants.csv": None, "participants.csv.age": b"x"},
        ["participants.csv.age:1:1: is encrypted"],
    ),
}


@pytest.mark.parametrize(("files", "expected"), BROKEN.values(), ids=BROKEN.keys())
def test_each_fault_has_its_place(check: Check, files: Files, expected: list[str]) -> None:
    """A broken workspace gives exactly its faults: file, line, column, field, what is wrong. It is no workspace."""
    workspace, findings = check(files)
    lines = [str(problem) for problem in findings.errors]
    assert len(lines) == len(expected), lines
    for line, beginning in zip(lines, expected, strict=True):
        assert line.startswith(beginning)
    assert workspace is None


def test_all_faults_are_told_in_one_run(check: Check) -> None:
    """Faults of every file are told together, also when the session itself is at fault."""
    _, findings = check(
        {
            "session.yaml": session(starts="soon", title=None),
            **people("P-01,GHA,phone", "code,country,contact1_phone"),
            **land("notes: [a]\ncontacts: 3\n"),
            "resources.yaml": "- id: fld\n  status: gone\n",
            "confirmations.yaml": "- id: fld\n",
            "brand.yaml": "colours: {ink: 1}\n",
            _SECTION: "<br>\n",
        }
    )
    files = [problem.place.file for problem in findings.errors]
    assert sorted(set(files)) == sorted(
        [
            "session.yaml",
            "participants.csv",
            "countries/TGO.yaml",
            "resources.yaml",
            "confirmations.yaml",
            "brand.yaml",
            _SECTION,
        ]
    )
    assert files.count("session.yaml") == 2
    assert files.count("participants.csv") == 2
    assert files.count("countries/TGO.yaml") == 2


CANARY = "Zaqwsx"
"""Stands for a name: it must never be seen in a message."""


def test_nothing_that_was_typed_is_repeated(check: Check) -> None:
    """With a canary in every value of every file, no message holds it: it may be a name or a number."""
    header = [
        "code", "country", "also_countries", "language", "edition", "card", "name", "note",
        *(f"contact{n}_{key}" for n in (1, 2, 3, 4) for key in ("name", "relation", "phone", "email", "consent")),
    ]  # fmt: skip
    keys = "id title starts ends venue countries languages edition discreet paper sheet destroy_after columns specimen"
    contact = "phone email url kind name role address languages confirmed confirmed_by sourced source id"
    entry = "id kind name summary url email phone regions languages status do_not_name_in confirmed sourced"
    _, findings = check(
        {
            "session.yaml": "".join(f"{key}: {CANARY}\n" for key in keys.split())
            + f"{CANARY}: 1\nhost:\n"
            + "".join(
                f"  {key}: {CANARY}\n"
                for key in ["name", "phone", "emergency_phone", "emergency_until", "email", "website"]
            ),
            "participants.csv": ",".join(header)
            + f"\n{','.join([CANARY] * len(header))}\n{CANARY}-{CANARY},{CANARY}\n",
            "countries/TGO.yaml": f"police: {CANARY}\nnotes: {{{CANARY}: {CANARY}}}\ndo_not_name: [{CANARY}]\n"
            f"card_language: {CANARY}\ncontacts:\n-\n"
            + "".join(f"  {key}: {CANARY}\n" for key in contact.split())
            + f"emergency_numbers:\n- service: {CANARY}\n  number: {CANARY}\n",
            "resources.yaml": "-\n" + "".join(f"  {key}: {CANARY}\n" for key in entry.split()) + f"  {CANARY}: 1\n",
            "confirmations.yaml": f"- {{id: {CANARY}, field: {CANARY}, value: {CANARY}, confirmed: {CANARY}}}\n",
            "brand.yaml": f"logo: {CANARY}.svg\ncolours: {{ink: {CANARY}, {CANARY}: 1}}\nfonts: [{CANARY}]\n",
            _SECTION: f"---\n{CANARY}: {CANARY}\n---\n<{CANARY}>\n\n[[{CANARY}]]\n\n::: {CANARY}\n\n[x](https://{CANARY}.org)\n",
        }
    )
    assert len(findings.errors) > 60
    assert not [str(p) for p in findings.problems if CANARY.lower() in str(p).lower()]


@pytest.mark.parametrize("kind", ["outside", "folder outside", "fifo", "folder", "loop", "unreadable"])
def test_only_plain_files_of_the_workspace_are_opened(tmp_path: Path, kind: str) -> None:
    """Links that leave the folder, pipes, folders and unreadable files are refused with a line, and nothing waits."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    outside = tmp_path / "outside"
    (outside / "TGO.yaml").parent.mkdir()
    (outside / "TGO.yaml").write_text("police: yes\n")
    lay_down(folder, {})
    path = folder / "resources.yaml"
    match kind:
        case "outside":
            path.symlink_to(outside / "TGO.yaml")
        case "folder outside":
            path = folder / "countries"
            path.symlink_to(outside)
        case "fifo":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "loop":
            path.symlink_to(path)
        case _:
            path.write_text("- id: fld\n")
            path.chmod(0)
            if os.access(path, os.R_OK):
                pytest.skip("this user may read everything")
    workspace, findings = read_workspace(folder, TODAY)
    assert workspace is None
    assert [problem.place.file for problem in findings.errors] == [path.name]


def test_a_link_within_the_workspace_is_followed(tmp_path: Path) -> None:
    """A link to another file of the same workspace leads nowhere that it should not."""
    folder = lay_down(tmp_path, {"old.csv": "code,country\nP-01,TGO\n"})
    (folder / "participants.csv").unlink()
    (folder / "participants.csv").symlink_to("old.csv")
    workspace, findings = read_workspace(folder, TODAY)
    assert not findings.errors
    assert workspace is not None
    assert [who.code for who in workspace.participants] == ["P-01"]


def test_a_workspace_that_is_no_folder(tmp_path: Path) -> None:
    """A folder that is not there is a line like any other."""
    workspace, findings = read_workspace(tmp_path / "nowhere", TODAY)
    assert workspace is None
    assert str(findings.errors[0]).startswith("session.yaml:1:1: is missing")
