"""What the program promises of each file, held against the run itself: marks, days, SPECIMEN, and what its proof asks.

Each of these could be broken by one line that connects two sound rooms, and no test of either room would tell.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pytest

from pressroom.impose import misplaced
from pressroom.model.press import Correction, Duplex
from pressroom.paths import shipped as travels
from pressroom.proof import Expectation, check
from pressroom.read import shipped
from tests.program.making import AS_OF, SESSION, Person, build, contact, press, short_guidance, workspace
from tests.program.reading import everything, pages, squeezed, uris

OPEN: Person = {"code": "P-1", "country": "TGO"}
DISCREET: Person = {"code": "P-2", "country": "TGO", "edition": "discreet"}
FUND = """\
- id: sample-fund
  kind: fund
  name: Sample Fund (SPECIMEN)
  summary: {en: Pays.}
  phone: {value: "+44 20 7946 0301", confirmed: 2026-11-02, confirmed_by: A. B.}
  email: {value: fund@example.org, sourced: 2026-03, source: its page}
  url: {value: https://fund.example.org, confirmed: 2025-01-15, confirmed_by: A. B.}
"""
COUNTRY = """\
emergency_numbers:
- {service: ambulance, number: "8200", sourced: 2025, source: its page}
"""


def one(texts: Sequence[str], sought: str) -> str:
    """Return the one line in which a text stands, without its spaces."""
    (line,) = [squeezed(line) for text in texts for line in text.splitlines() if squeezed(sought) in squeezed(line)]
    return line


def test_beside_each_phone_mail_and_link_stands_how_well_it_is_known(tmp_path: Path) -> None:
    """Each of an entry's own mark, whatever the others' is: a person's call does not vouch for an address."""
    files = {"resources.yaml": FUND, "countries/TGO.yaml": COUNTRY, **short_guidance(s09="[[funds]]")}
    desk = workspace(tmp_path / "desk", [OPEN], {"countries": ["TGO"]}, files)
    done = build(desk, tmp_path / "out", "--only", "packs")
    assert done.code == 0, done.err
    text = pages(tmp_path / "out" / "TGO" / "p-1-pack-en.pdf")
    funds = [page for page in text if "79460301" in squeezed(page)][:1]
    assert squeezed("Confirmed 2 November 2026") in one(funds, "+44 20 7946 0301")
    assert squeezed("Published source, 2026") in one(funds, "fund@example.org")
    assert squeezed("15 January 2025") in squeezed(funds[0])
    assert squeezed("Published source, 2025") in one(text[-3:], "8200")
    assert squeezed("Published source, 2025") in squeezed(text[2])
    assert squeezed("Confirmed") not in squeezed(text[2])


def test_what_is_carried_may_be_trusted_for_as_long_as_a_confirmation(tmp_path: Path) -> None:
    """Without a day of the session's own, a card says "check by" 180 days after it was made."""
    assert AS_OF == "2026-11-22"
    desk = workspace(tmp_path / "desk", [OPEN], {"destroy_after": None})
    assert build(desk, tmp_path / "out", "--only", "cards").code == 0
    front, back = pages(tmp_path / "out" / "TGO" / "p-1-card-en.pdf")
    assert "Check by 21 May 2027" in front
    assert "Made 22 Nov 2026 · Check by 21 May 2027" in back
    assert build(desk, tmp_path / "last", "--only", "cards", "--as-of", "9999-12-31").code == 0
    assert "Check by 31 Dec 9999" in pages(tmp_path / "last" / "TGO" / "p-1-card-en.pdf")[0]


def test_specimen_stands_on_each_side_of_a_card(tmp_path: Path) -> None:
    """A card of the sample cannot be taken for one that helps."""
    desk = workspace(tmp_path / "desk", [OPEN, DISCREET], {"specimen": "yes"})
    assert build(desk, tmp_path / "out", "--only", "cards").code == 0
    for code in ("p-1", "p-2"):
        sides = pages(tmp_path / "out" / "TGO" / f"{code}-card-en.pdf")
        assert ["SPECIMEN" in side for side in sides] == [True, True], code


def test_the_day_on_which_the_hosts_line_ends_is_printed(tmp_path: Path) -> None:
    """Beside its number, on the emergency page and on the card: after it, nobody answers there."""
    host = {**SESSION["host"], "emergency_until": "2026-12-31"}
    assert build(workspace(tmp_path / "desk", [OPEN, DISCREET], {"host": host}), tmp_path / "out").code == 0
    for code in ("p-1", "p-2"):
        folder = tmp_path / "out" / "TGO"
        assert "31 December 2026" in pages(folder / f"{code}-pack-en.pdf")[2], code
        assert "until 31 Dec 2026" in pages(folder / f"{code}-card-en.pdf")[0], code


def test_the_hosts_emergency_number_is_nobodys_who_may_not_be_named(tmp_path: Path) -> None:
    """It is printed for everybody, largest of all: a banned organisation's line in its place stops the run."""
    session = {"countries": ["TGO"], "host": {**SESSION["host"], "emergency_phone": "+353 1 210 0489"}}
    desk = workspace(tmp_path / "desk", [OPEN], session, {"countries/TGO.yaml": "do_not_name: [fld]\n"})
    done = press("check", desk)
    assert done.code == 3
    assert "emergency_phone" in done.err


@pytest.mark.parametrize(
    "line",
    [
        "name: Sample, address: Front Line Defenders",
        "name: Sample, role: Office of Front Line Defenders",
        "name: Front Line Defenders Togo",
        "name: Sample, url: 'https://www.frontlinedefenders.org/en/togo'",
    ],
    ids=["address", "role", "name", "link"],
)
def test_a_contact_in_the_country_that_is_of_a_banned_organisation_is_nowhere(tmp_path: Path, line: str) -> None:
    """Not in text, in a link or in a QR code of pack or job, whatever line of the contact names it."""
    contact = f"{{kind: ngo, {line}, phone: '+44 20 7946 0104', sourced: 2026-01, source: its letter}}"
    country = f"do_not_name: [fld]\ncontacts:\n- {contact}\n"
    desk = workspace(tmp_path / "desk", [OPEN], {"countries": ["TGO"]}, {"countries/TGO.yaml": country})
    out = tmp_path / "out"
    done = build(desk, out)
    assert done.code == 0, done.err
    for path in ("p-1-pack-en.pdf", "packs.pdf"):
        assert "Front Line" not in "".join(pages(out / "TGO" / path)), path
        assert not any("frontlinedefenders" in uri for uri in uris(out / "TGO" / path)), path
    assert "frontlinedefenders" not in (out / "manifest.json").read_text("utf-8")


def test_a_correction_for_the_printer_moves_the_cards(tmp_path: Path) -> None:
    """With `--calibration`, cards stand where that printer's faults bring them to their places."""
    printers = "office: {front_dx: 1.5, front_dy: -0.5, back_dx: -1, back_dy: 0.5}\n"
    desk = workspace(tmp_path / "desk", [OPEN], files={"printers.yaml": printers})
    done = build(desk, tmp_path / "out", "--only", "cards", "--calibration", "office")
    assert done.code == 0, done.err
    job = build(desk, tmp_path / "whole", "--calibration", "office")
    assert job.code == 0, job.err
    sheet = shipped.sheets()["plain-a4"]
    with pikepdf.open(tmp_path / "whole" / "TGO" / "cards.pdf") as pdf:
        assert misplaced(pdf, sheet, duplex=Duplex.LONG, correction=Correction()) != []


def asked(monkeypatch: pytest.MonkeyPatch) -> list[Expectation]:
    """Have all proofs of the builds that follow tell what they expect."""
    found: list[Expectation] = []

    def told(pdf: bytes, expect: Expectation, **named: object) -> object:
        found.append(expect)
        return check(pdf, expect, **named)  # type: ignore[arg-type]

    for module in ("pressroom.shop.shared", "pressroom.shop.shop", "pressroom.shop.country", "pressroom.jobs"):
        monkeypatch.setattr(f"{module}.check", told)
    return found


def test_each_proof_is_asked_for_all_that_is_promised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a discreet booklet for a print shop.

    Nothing is proved without what would give it away, its inks and its title; what a reader opens has its language
    and size; a job the pages that it is to show, where they are to lie, and the sheet of cards.
    """
    found = asked(monkeypatch)
    desk = workspace(tmp_path / "desk", [DISCREET])
    done = build(desk, tmp_path / "out", "--force", "--cmyk", "--booklet", "--paper", "A5")
    assert done.code == 0, done.err
    assert len(found) >= 7  # guidance, country, pack, card, list, packs, cards
    assert all(each.outside is not None and each.cmyk and each.title for each in found)
    read = [each for each in found if each.language]
    assert len(read) >= 5
    assert sum(each.trim_mm is not None for each in read) >= 4
    jobs = [each for each in found if each.shown is not None]
    assert len(jobs) == 2
    assert [bool(each.laid) for each in jobs].count(True) == 1
    assert [each.sheet is not None for each in jobs].count(True) == 1
    assert all(each.pages for each in jobs)


def test_a_part_that_failed_its_proof_is_kept_from_everybody_and_from_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A country's pages that are not as they should be are in no pack, and are not taken for good the next time."""
    from pressroom.proof import Finding

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    desk = workspace(tmp_path / "desk", [OPEN])

    def second_part(pdf: bytes, expect: Expectation) -> object:
        return [Finding(1, "specimen", "SPECIMEN of a fault")] if expect.known else check(pdf, expect)

    monkeypatch.setattr("pressroom.shop.shared.check", second_part)
    for _ in range(2):  # the second time, with what the first has left in the cache
        done = build(desk, tmp_path / "out")
        assert done.code == 1
        assert "SPECIMEN of a fault" in done.err
        assert not any(name.endswith("-pack-en.pdf") for name in everything(tmp_path / "out"))
        monkeypatch.setattr("pressroom.shop.shared.Known", lambda *parts: parts)  # it is known by its bytes alone
        monkeypatch.setattr("pressroom.shop.shared.check", second_part)


AGAIN = {
    "the press": ((), ("--duplex", "short"), "packs.pdf"),
    "cells": ((), ("--start-cell", "2"), "cards.pdf"),
    "copies": ((), ("--copies", "2"), "cards.pdf"),
    "a pack's inks": ((), ("--cmyk",), "p-1-pack-en.pdf"),
    "a card's inks": (("--only", "cards"), ("--only", "cards", "--cmyk"), "p-1-card-en.pdf"),
}


@pytest.mark.parametrize("case", AGAIN)
def test_another_way_of_printing_makes_files_anew(tmp_path: Path, case: str) -> None:
    """What the last build made another way is not taken for this one's; and a clean build gives the same bytes."""
    before, after, file = AGAIN[case]
    desk, out = workspace(tmp_path / "desk", [OPEN]), tmp_path / "out"
    assert build(desk, out, *before).code == 0
    first = everything(out)[f"TGO/{file}"]
    assert build(desk, out, *after).code == 0
    assert everything(out)[f"TGO/{file}"] != first
    assert build(desk, tmp_path / "clean", *after).code == 0
    assert everything(out) == everything(tmp_path / "clean")


@pytest.mark.parametrize("what", ["title", "colour"])
def test_another_session_or_brand_makes_jobs_and_lists_anew(tmp_path: Path, what: str) -> None:
    """They bear the meeting's name and the brand's colours, beside what people's files hold."""
    desk, out = workspace(tmp_path / "desk", [{**OPEN, **contact(1, "Awa")}]), tmp_path / "out"
    assert build(desk, out).code == 0
    changed = {"title": "Another meeting (SPECIMEN)"} if what == "title" else {}
    files = {"brand.yaml": "colours: {primary: '#5b1647'}\n"} if what == "colour" else {}
    workspace(desk, [{**OPEN, **contact(1, "Awa")}], changed, files)
    assert build(desk, out).code == 0
    assert build(desk, tmp_path / "clean").code == 0
    assert everything(out) == everything(tmp_path / "clean")


def test_a_sheet_that_staff_mend_makes_its_cards_anew(tmp_path: Path) -> None:
    """Single cards stay as they are where a sheet's margin was measured anew; the job of all is laid out again."""
    shipped_sheet = travels("templates", "sheets", "plain-a4.yaml").read_text("utf-8")
    mine = shipped_sheet.replace("id: plain-a4", "id: mine")
    desk, out = workspace(tmp_path / "desk", [OPEN], files={"sheets/mine.yaml": mine}), tmp_path / "out"
    assert build(desk, out, "--sheet", "mine").code == 0
    first = everything(out)
    workspace(desk, [OPEN], files={"sheets/mine.yaml": mine.replace("x0: 19.40", "x0: 20.40")})
    assert build(desk, out, "--sheet", "mine").code == 0
    assert everything(out)["TGO/cards.pdf"] != first["TGO/cards.pdf"]
    assert build(desk, tmp_path / "clean", "--sheet", "mine").code == 0
    assert everything(out) == everything(tmp_path / "clean")


def test_the_numbers_next_door_stand_below_those_of_the_meetings_place(tmp_path: Path) -> None:
    """Many sleep in France, behind Geneva's airport; who comes from there has its numbers under their country."""
    people = [{**OPEN, "code": "P-1"}, {**DISCREET, "code": "P-2"}, {"code": "P-3", "country": "FRA"}]
    guidance = {"guidance/en/13-sources.md": short_guidance(s13="[[provenance]]")["guidance/en/13-sources.md"]}
    desk = workspace(tmp_path / "desk", people, {"countries": ["TGO", "FRA"]}, guidance)
    assert build(desk, tmp_path / "out").code == 0
    near = squeezed("France, on the other side of the airport Any emergency 112 Police 17 Fire 18 Ambulance 15")
    for path, times in (("TGO/p-1", 1), ("TGO/p-2", 1), ("FRA/p-3", 0)):
        text = pages(tmp_path / "out" / f"{path}-pack-en.pdf")
        assert squeezed(text[2]).count(near) == times, path
        assert "112,17,18,15" in squeezed("".join(text[4:])), path


def test_a_host_who_is_called_otherwise_is_looked_for_anew_in_discreet_files(tmp_path: Path) -> None:
    """Nothing of theirs shows in a discreet file, and it is made and searched anew all the same."""
    people = [
        {**DISCREET, "code": code, **contact(1, name)} for code, name in (("P-2", "Sample Sister"), ("P-3", "S."))
    ]
    desk, out = workspace(tmp_path / "desk", people), tmp_path / "out"
    assert build(desk, out, "--only", "cards").code == 0
    workspace(desk, people, {"host": {**SESSION["host"], "name": "Another Sample Host"}})
    done = build(desk, out, "--only", "cards")
    assert (done.code, "as the last build made them" in done.err) == (0, False)


@pytest.mark.parametrize(("key", "value"), [("pages", 7), ("links", {"1": ["https://forged.example.org"]})])
def test_a_manifest_that_says_something_else_of_a_file_is_not_believed(tmp_path: Path, key: str, value: object) -> None:
    """Pages and links of a file that is as it was built: it is made anew, and the manifest is right again."""
    desk, out = workspace(tmp_path / "desk", [OPEN]), tmp_path / "out"
    assert build(desk, out).code == 0
    before, listed = everything(out), json.loads((out / "manifest.json").read_bytes())
    for entry in listed["files"]:
        if entry["kind"] == "pack":
            entry[key] = value
    (out / "manifest.json").write_text(json.dumps(listed), encoding="utf-8")
    done = build(desk, out)
    assert (done.code, "as the last build made them" in done.err) == (0, False)
    assert everything(out) == before


def test_progress_names_what_is_being_made(tmp_path: Path) -> None:
    """For programs: each line of a build of two processes has the codes and paths of what they are making then."""
    people = [{**OPEN, "code": f"P-{number}"} for number in range(1, 7)]
    done = build(workspace(tmp_path / "desk", people), tmp_path / "out", "--json", "--jobs", "2")
    assert done.code == 0
    told = [json.loads(line) for line in done.err.splitlines() if line.startswith("{")]
    assert len(told) == 6 + 2 + 3
    names = {name for line in told for name in line["in_work"]}
    assert {"P-2", "P-3"} <= names <= {line["finished"] for line in told}
    assert all(len(line["in_work"]) <= 2 for line in told)
    assert told[-1]["in_work"] == []
