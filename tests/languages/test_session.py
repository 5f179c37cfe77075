"""A meeting in several languages in one run; and text that is a draft, or renders an older English."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from pressroom.read import shipped
from tests.languages.geometry import standing
from tests.languages.making import round_of, small
from tests.languages.material import LANGUAGES, labels
from tests.languages.test_access import made
from tests.languages.test_scripts import letters
from tests.program.making import build, press, section
from tests.program.reading import entries, manifest, pages, squeezed


@pytest.mark.xdist_group("languages")
def test_each_person_has_a_pack_in_their_language(round_: Path) -> None:
    """One run makes the packs and cards of one country's people in all languages."""
    for kind in ("pack", "card"):
        found = {entry["participant"]: entry["language"] for entry in entries(round_, kind=kind)}
        assert found == {row["code"]: row["language"] for row in round_of()}
    assert {path.name for path in (round_ / "TGO").glob("[!r]*.pdf")} == {
        "packs.pdf", "packs-discreet.pdf", "cards.pdf", "cards-discreet.pdf", "handout.pdf",
    }  # fmt: skip


@pytest.mark.xdist_group("languages")
@pytest.mark.parametrize(("edition", "name"), [("open", "packs.pdf"), ("discreet", "packs-discreet.pdf")])
def test_the_print_job_has_the_packs_in_the_tables_order(round_: Path, edition: str, name: str) -> None:
    """Staff hand out from the top of the pile: packs of six languages lie in the order of the rows."""
    wanted = [row["code"] for row in round_of() if row["edition"] == edition]
    text = pages(round_ / "TGO" / name)
    firsts = [
        next(number for number, page in enumerate(text) if code in page.replace("\ufffe", "-")) for code in wanted
    ]
    assert firsts == sorted(firsts)
    assert all(number % 2 == 0 for number in firsts), "each begins on a right-hand page"
    with pikepdf.open(round_ / "TGO" / name) as job:
        assert len(job.pages) >= sum(e["pages"] for e in entries(round_, kind="pack", edition=edition))


@pytest.mark.xdist_group("languages")
@pytest.mark.parametrize(("edition", "name"), [("open", "cards.pdf"), ("discreet", "cards-discreet.pdf")])
def test_the_sheets_have_the_cards_in_the_tables_order(round_: Path, edition: str, name: str) -> None:
    """Cells are filled row by row from the left, whatever way a card's language runs."""
    wanted = [row["code"] for row in round_of() if row["edition"] == edition]
    path = round_ / "TGO" / name
    places = [(line.chars[0].bottom, x) for code in wanted for line, x, _ in standing(path, code, page=1)]
    assert len(places) == len(wanted)
    sheet = shipped.sheets()["plain-a4"]
    rows = [places[start : start + sheet.columns] for start in range(0, len(places), sheet.columns)]
    assert all(abs(row[0][0] - each[0]) < 5 for row in rows for each in row)
    assert all(row == sorted(row, key=lambda place: place[1]) for row in rows)
    heights = [row[0][0] for row in rows]
    assert heights == sorted(heights, reverse=True)


@pytest.mark.xdist_group("languages")
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_draft_says_so_on_the_last_page_alone(round_: Path, code: str) -> None:
    """A translation that nobody has reviewed says so, small, on the pack's last page, and on no other."""
    drafts = [section.name for section in shipped.sections(code) if section.review == "draft"]
    words = labels(code)["translation.draft"].format(language=shipped.languages()[code].endonym)
    text = pages(made(round_, code, "open", "pack"))
    if shipped.languages()[code].direction == "rtl":  # letters joined into one glyph come out in another order
        assert (letters(words) <= letters(text[-1])) == bool(drafts)
        return
    found = [number for number, page in enumerate(text, 1) if squeezed(words) in squeezed(page)]
    assert found == ([len(text)] if drafts else [])


def test_language_narrows(tmp_path: Path) -> None:
    """``--language`` makes the packs in that language alone, and converts nobody to it."""
    people = [
        {"code": f"P-{code}", "country": "TGO", "language": code, "card": "no"}
        for code in LANGUAGES
        if code in {"fr", "ru"}
    ]
    desk = small(tmp_path / "desk", people, languages=["fr", "ru"])
    done = build(desk, tmp_path / "out", "--language", "ru")
    assert done.code == 0, done.err
    assert [entry["participant"] for entry in manifest(tmp_path / "out")["files"]] == ["P-ru"]
    assert build(desk, tmp_path / "none", "--language", "zh").code == 2


def test_reviewed_only_refuses_drafts(tmp_path: Path) -> None:
    """A build of reviewed text alone stops at a draft, names the section, and makes nothing."""
    drafts = {code: [s.name for s in shipped.sections(code) if s.review == "draft"] for code in LANGUAGES}
    code = next((code for code, names in drafts.items() if names), None)
    if code is None:
        pytest.skip("every shipped section has been reviewed")
    desk = small(tmp_path / "desk", [{"code": "P-1", "country": "TGO", "language": code}], languages=[code])
    name = drafts[code][0]
    (desk / "guidance" / code / f"{name}.md").unlink()
    done = build(desk, tmp_path / "out", "--reviewed-only")
    assert done.code == 3
    assert [line for line in done.errors if f"guidance/{code}/{name}.md" in line and "state: is a draft" in line]
    assert not (tmp_path / "out").exists()


def test_a_stale_section_is_listed_and_refused(tmp_path: Path) -> None:
    """``check`` and the build warn of a section that renders an older English; ``--reviewed-only`` refuses it."""
    desk = small(
        tmp_path / "desk", [{"code": "P-1", "country": "TGO", "language": "fr", "card": "no"}], languages=["fr"]
    )
    old = section("Exemple.").replace(
        "lead: Sample.\n", 'lead: Exemple.\nrenders: "0123456789abcdef"\nstate: reviewed\n'
    )
    (desk / "guidance" / "fr" / "05-plan.md").write_text(old, encoding="utf-8")
    checked = press("check", desk)
    assert checked.code == 0
    assert "guidance/fr/05-plan.md:1:1: warning: renders: renders an older English text" in checked.said
    built = build(desk, tmp_path / "out")
    assert built.code == 0
    assert "guidance/fr/05-plan.md:1:1: warning: renders: " in built.err
    refused = build(desk, tmp_path / "none", "--reviewed-only")
    assert refused.code == 3
    assert [line for line in refused.errors if line.startswith("guidance/fr/05-plan.md:1:1: renders: ")]
    assert not (tmp_path / "none").exists()


def test_reviewed_text_of_today_is_not_refused(tmp_path: Path) -> None:
    """What the host wrote, and what was reviewed against today's English, passes ``--reviewed-only``."""
    desk = small(
        tmp_path / "desk", [{"code": "P-1", "country": "TGO", "language": "fr", "card": "no"}], languages=["fr"]
    )
    today = next(s.fingerprint for s in shipped.sections("en") if s.name == "05-plan")
    text = section("Exemple.").replace("lead: Sample.\n", f'lead: Exemple.\nrenders: "{today}"\nstate: reviewed\n')
    (desk / "guidance" / "fr" / "05-plan.md").write_text(text, encoding="utf-8")
    done = build(desk, tmp_path / "out", "--reviewed-only")
    assert done.code == 0, done.err
    assert "renders" not in done.err


def test_a_language_without_text_is_a_located_problem(tmp_path: Path) -> None:
    """Each language that can be chosen either prints whole or is refused with the place of the choice."""
    for code in shipped.languages():
        desk = small(tmp_path / code, [{"code": "P-1", "country": "TGO", "language": code}], languages=[code])
        done = press("check", desk)
        assert done.code == (0 if code in LANGUAGES else 3), done.err


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_an_incident_record_is_one_sheet_of_paper(tmp_path: Path, paper: str) -> None:
    """Front and back of one leaf in each language: on a second one, the consent could be parted from the record."""
    record, at = "08-incident-record.md", 2 + 8  # after cover, emergency page and contents
    people = [{"code": f"P-{code}", "country": "TGO", "language": code, "card": "no"} for code in LANGUAGES]
    desk = small(tmp_path / "desk", people)
    for code in LANGUAGES:
        (desk / "guidance" / code / record).unlink()
    assert build(desk, tmp_path / "out", "--paper", paper).code == 0
    for entry in entries(tmp_path / "out", kind="pack"):
        with pypdfium2.PdfDocument(tmp_path / "out" / entry["path"]) as pack:
            starts = [mark.get_dest().get_index() for mark in pack.get_toc() if mark.level == 0]
        assert starts[at] % 2 == 0
        assert starts[at + 1] - starts[at] == 2, entry["language"]


def test_what_a_finder_reads_names_no_organisation_in_discreet_headings(tmp_path: Path) -> None:
    """Over the host's number stands, as on the card, the word for a host, and not the word for an organisation."""
    people = [{"code": f"P-{code}", "country": "TGO", "language": code, "edition": "discreet"} for code in LANGUAGES]
    assert build(small(tmp_path / "desk", people), tmp_path / "out", "--only", "packs").code == 0
    for entry in entries(tmp_path / "out", kind="pack"):
        emergency = squeezed(pages(tmp_path / "out" / entry["path"])[2]).casefold()
        words, code = labels(entry["language"]), entry["language"]
        assert squeezed(words["emergency.host.discreet"]).casefold() in emergency or code == "ar", code
        other = squeezed(words["cover.host"]).casefold()
        assert other == squeezed(words["emergency.host.discreet"]).casefold() or other not in emergency, code
