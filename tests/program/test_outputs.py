"""What a full build leaves: names, layout, manifest, boxes, pages. By the sample session."""

from __future__ import annotations

import csv
import hashlib
import re
import stat
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from pressroom.compose.labels import labels
from pressroom.paths import shipped
from pressroom.read.shipped import country_name, languages
from pressroom.read.shipped import sections as shipped_sections
from tests.program.making import AS_OF, Run, build, umask, workspace
from tests.program.reading import entries, everything, manifest, margins, pages, pixels, size_mm

pytestmark = pytest.mark.xdist_group("sample")

FILE_KEYS = {"path", "sha256", "pages", "kind", "country", "language", "edition", "participant", "links"}
BOTH_EDITIONS, DISCREET_ALONE, OPEN_ALONE = ("TGO", "MDA"), ("SYR",), ("ISL",)
A4 = (210.0, 297.0)


def people() -> list[dict[str, str]]:
    """Return the sample's rows."""
    with shipped("packs", "sample", "participants.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def expected_names() -> set[str]:
    """Return the names that the contract gives the sample's files."""
    names = {f"{who['country']}/{who['code'].lower()}-pack-{who['language']}.pdf" for who in people()}
    names |= {
        f"{who['country']}/{who['code'].lower()}-card-{who['language']}.pdf" for who in people() if who["card"] == "yes"
    }
    for country in (*BOTH_EDITIONS, *DISCREET_ALONE, *OPEN_ALONE):
        names |= {f"{country}/{name}.pdf" for name in ("packs", "cards", "handout")}
    for country in BOTH_EDITIONS:
        names |= {f"{country}/packs-discreet.pdf", f"{country}/cards-discreet.pdf"}
    return names | tickets(names) | {"manifest.json"}


def tickets(names: Iterable[str]) -> set[str]:
    """Return the names of the tickets that stand beside the print jobs among some files."""
    jobs = [name for name in names if re.search(r"/(packs|cards)(-discreet)?\.pdf$", name)]
    return {f"{name.removesuffix('.pdf')}.txt" for name in jobs}


def of_people(out: Path, kind: str) -> list[tuple[dict[str, Any], Path]]:
    """Return the manifest's entries of one kind with their files."""
    return [(entry, out / entry["path"]) for entry in entries(out, kind=kind)]


def test_the_files_are_those_of_the_contract_and_no_others(sample: Path) -> None:
    """One pack and one card a person, two jobs with tickets and a list a country, jobs for the second edition."""
    assert set(everything(sample)) == expected_names()


def test_all_is_for_the_owner_alone(sample: Path) -> None:
    """Files are 0600, folders 0700."""
    modes = {stat.S_IMODE(p.stat().st_mode) for p in sample.rglob("*") if p.is_file()}
    folders = {stat.S_IMODE(p.stat().st_mode) for p in [sample, *sample.rglob("*")] if p.is_dir()}
    assert (modes, folders) == ({0o600}, {0o700})


@pytest.mark.parametrize("mask", [0o000, 0o077, 0o277])
def test_modes_do_not_hang_on_the_umask(tmp_path: Path, mask: int) -> None:
    """Whatever the umask, also new folders above the output folder are the owner's alone."""
    desk, out = workspace(tmp_path / "desk"), tmp_path / "new" / "out"
    with umask(mask):
        done = build(desk, out, "--only", "cards")
    assert done.code == 0, done.err
    made = [tmp_path / "new", *(tmp_path / "new").rglob("*")]
    assert len(made) == 5
    assert {stat.S_IMODE(p.stat().st_mode) for p in made} == {0o600, 0o700}
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o700 for p in made if p.is_dir())


def test_what_is_taken_over_is_for_the_owner_alone(tmp_path: Path) -> None:
    """What somebody opened to others since the last build is closed by the next, which makes nothing anew."""
    desk, out = workspace(tmp_path / "desk"), tmp_path / "out"
    assert build(desk, out).code == 0
    before = everything(out)
    for path in [out, *out.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    done = build(desk, out)
    assert "1 participants' files are as the last build made them" in done.err
    assert everything(out) == before
    test_all_is_for_the_owner_alone(out)


def test_leftovers_of_an_earlier_run_are_taken_away(tmp_path: Path) -> None:
    """Hidden files of a run that was cut off are removed by the next one; what is not ours stays."""
    desk, out = workspace(tmp_path / "desk"), tmp_path / "out"
    (out / "TGO").mkdir(parents=True)
    left = [out / ".pressroom-0123456789abcdef", out / "TGO" / ".pressroom-fedcba9876543210"]
    strange = [out / "notes.txt", out / "TGO" / ".hidden"]
    for path in (*left, *strange):
        path.write_bytes(b"x")
    assert build(desk, out, "--only", "cards").code == 0
    assert [p.exists() for p in (*left, *strange)] == [False, False, True, True]


def test_the_manifest_has_the_contracts_keys_and_no_others(sample: Path) -> None:
    """Scripts rely on the keys; beside the contract's stand the day by which all is to be destroyed, and marks."""
    found = manifest(sample)
    assert list(found) == ["session", "as_of", "destroy_after", "files", "left_out", "failed", "made_from"]
    assert set(found["made_from"]) == {entry["path"] for entry in found["files"]}
    assert (found["session"], found["as_of"], found["failed"]) == ("sample", AS_OF, [])
    assert all(set(entry) == FILE_KEYS for entry in found["files"])
    assert all(set(item) == {"id", "field", "country", "reason"} for item in found["left_out"])


def test_the_manifest_lists_each_file_as_it_is(sample: Path) -> None:
    """Path, hash and number of pages are those of the file; none is listed twice or forgotten."""
    files = manifest(sample)["files"]
    assert len({entry["path"] for entry in files}) == len(files)
    listed = {entry["path"] for entry in files}
    assert listed | tickets(listed) | {"manifest.json"} == set(everything(sample))
    for entry in files:
        path = sample / entry["path"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == entry["sha256"], entry["path"]
        with pikepdf.open(path) as pdf:
            assert len(pdf.pages) == entry["pages"], entry["path"]


def test_the_manifest_says_whose_each_file_is(sample: Path) -> None:
    """Codes as typed, country, language and edition; null where a key does not apply."""
    rows = {who["code"]: who for who in people()}
    for entry in manifest(sample)["files"]:
        if entry["kind"] in {"pack", "card"}:
            who = rows[entry["participant"]]
            assert (entry["country"], entry["language"], entry["edition"]) == (
                who["country"],
                who["language"],
                who["edition"],
            )
        else:
            assert (entry["participant"], entry["language"]) == (None, None)
        assert entry["path"].split("/")[0] == entry["country"]
    kinds = {entry["path"]: entry["kind"] for entry in manifest(sample)["files"]}
    assert kinds["TGO/packs-discreet.pdf"] == "packs"
    assert kinds["TGO/cards.pdf"] == "cards"
    assert [e["edition"] for e in entries(sample, kind="handout")] == [None] * 4


def test_links_are_public_urls_by_page(sample: Path) -> None:
    """A page's number as text leads to the texts of its QR codes; a hand-out list has none to speak of."""
    for entry in manifest(sample)["files"]:
        links = entry["links"]
        if entry["kind"] == "handout":
            assert links is None
            continue
        assert list(links) == sorted(links, key=int)
        assert all(1 <= int(page) <= entry["pages"] for page in links)
        assert all(url.startswith(("https://", "http://")) for urls in links.values() for url in urls)
        assert all(urls for urls in links.values())


@pytest.mark.parametrize("country", BOTH_EDITIONS)
def test_a_countrys_two_editions_are_never_in_one_job(sample: Path, country: str) -> None:
    """A discreet pack in the pile of the open ones is handed to the wrong person."""
    for entry in entries(sample, country=country, kind="pack"):
        own = pages(sample / entry["path"])[0]
        jobs = {name: own in pages(sample / country / f"{name}.pdf") for name in ("packs", "packs-discreet")}
        assert jobs == {"packs": entry["edition"] == "open", "packs-discreet": entry["edition"] == "discreet"}


def test_a_cards_boxes_are_its_sheets(sample: Path) -> None:
    """TrimBox ID-1 (ISO/IEC 7810), BleedBox 3 mm larger on each side, two pages."""
    cards = of_people(sample, "card")
    assert len(cards) == sum(who["card"] == "yes" for who in people())
    for entry, path in cards:
        with pikepdf.open(path) as pdf:
            assert entry["pages"] == len(pdf.pages) == 2
            for page in pdf.pages:
                assert size_mm(page, "TrimBox") == pytest.approx((85.60, 53.98), abs=0.02)
                assert size_mm(page, "BleedBox") == pytest.approx((91.60, 59.98), abs=0.02)
                left, bottom = (float(page.obj.TrimBox[n]) - float(page.obj.BleedBox[n]) for n in (0, 1))
                assert (left, bottom) == pytest.approx((8.504, 8.504), abs=0.01)


def test_cards_and_sheets_ask_not_to_be_scaled(sample: Path) -> None:
    """A viewer that shrinks to fit puts every card beside its cut."""
    for kind in ("card", "cards"):
        for _, path in of_people(sample, kind):
            with pikepdf.open(path) as pdf:
                assert pdf.Root.ViewerPreferences.PrintScaling == "/None"


def test_sheets_come_in_pairs_and_ask_for_the_long_edge(sample: Path) -> None:
    """Front, back, front, back, for duplex."""
    for entry, path in of_people(sample, "cards"):
        assert entry["pages"] % 2 == 0
        with pikepdf.open(path) as pdf:
            assert pdf.Root.ViewerPreferences.Duplex == "/DuplexFlipLongEdge"
            assert {size_mm(page, "MediaBox") for page in pdf.pages} == {A4}


def test_each_back_stands_behind_its_front(sample: Path) -> None:
    """Seen from the front, front and back of a cell bear the same code: the sheet is turned about its long edge."""
    import pypdfium2

    for _, path in of_people(sample, "cards"):
        with pypdfium2.PdfDocument(path.read_bytes()) as document:
            fronts, backs = (codes_at(document[side]) for side in (0, 1))
        assert fronts
        assert {(round(210 - x), y): code for (x, y), code in backs.items()} == fronts


def codes_at(page: Any) -> dict[tuple[int, int], str]:
    """Return the code in each cell of a sheet, by the cell's middle in mm from the top left (plain-a4's grid)."""
    found = {}
    width, height, x0, y0 = 85.60, 53.98, (210 - 2 * 85.60) / 2, (297 - 5 * 53.98) / 2
    text = page.get_textpage()
    codes = [who["code"] for who in people()]
    for row in range(5):
        for column in range(2):
            left, top = x0 + column * width, y0 + row * height
            box = [mm * 72 / 25.4 for mm in (left, 297 - top - height, left + width, 297 - top)]
            words = text.get_text_bounded(*box)
            for code in codes:
                if code in words:
                    found[round(left + width / 2), round(top + height / 2)] = code
    return found


def test_the_emergency_page_is_a_leaf_of_its_own(sample: Path) -> None:
    """It stands on page 3, a right-hand page; its back, and the cover's, are blank, so that it can be torn off."""
    for entry, path in of_people(sample, "pack"):
        first = pages(path)[:5]
        assert entry["participant"] in first[0]
        t = labels(languages()[entry["language"]])
        if entry["language"] != "ar":  # the words of Arabic do not all survive extraction: tests/languages
            assert t("emergency.title") in first[2]
            assert t("contents.title") in first[4]
        assert "+44 20 7946 0999" in first[2]
        assert {first[1].strip(), first[3].strip()} == {"S P E C I M E N"}


def test_a_blank_page_is_white(tmp_path: Path) -> None:
    """Where the session is no specimen, nothing is printed there: nothing is lost when the leaf is torn off."""
    done = build(workspace(tmp_path / "desk"), tmp_path / "out", "--only", "packs")
    assert done.code == 0, done.err
    path = tmp_path / "out" / "TGO" / "p-1-pack-en.pdf"
    assert [set(pixels(path, number)) for number in (2, 4)] == [{(255, 255, 255)}] * 2


def test_a_packs_pages_are_as_large_as_its_paper(sample: Path) -> None:
    """A4 by default, in every part."""
    for _, path in of_people(sample, "pack"):
        with pikepdf.open(path) as pdf:
            assert {size_mm(page, "MediaBox") for page in pdf.pages} == {A4}


def test_pages_are_numbered_on_through_the_country(sample: Path) -> None:
    """Cover and emergency leaf bear no number; the guidance begins with 1, the country goes on from its last page."""
    for entry, path in of_people(sample, "pack"):
        feet = margins(path, 0, 20)
        assert [re.findall(r"(?m)^\d+$", foot) for foot in feet[:4]] == [[]] * 4
        numbered = {at: foot.split() for at, foot in enumerate(feet[4:], 1) if foot.strip()}
        assert all(str(at) in (words[0], words[-1]) for at, words in numbered.items()), entry["path"]
        assert len(numbered) >= entry["pages"] - 4 - 4
        with pikepdf.open(path) as pdf:
            assert [str(pdf.Root.PageLabels.Nums[n].get("/S", "")) for n in (1, 3)] == ["", "/D"]
            assert int(pdf.Root.PageLabels.Nums[2]) == 4


def test_the_country_is_the_last_part(sample: Path) -> None:
    """Short, last, with the State's short name on the first of its pages."""
    for entry, path in of_people(sample, "pack"):
        name = country_name(entry["country"], entry["language"])
        assert entry["language"] == "ar" or any(name in page for page in pages(path)[-3:]), entry["path"]


def test_each_pack_of_a_job_starts_on_the_right(sample: Path) -> None:
    """In a job for duplex printing no pack begins on the back of another's last page; all are whole and in order."""
    for job, path in of_people(sample, "packs"):
        texts = pages(path)
        people_of = entries(sample, kind="pack", country=job["country"], edition=job["edition"])
        starts = []
        for entry in people_of:
            own = pages(sample / entry["path"])
            at = texts.index(own[0])
            starts.append((at + 1, at + len(own)))
            assert texts[at : at + len(own)] == own
        assert all(first % 2 == 1 for first, _ in starts)
        gaps = [after - before - 1 for (_, before), (after, _) in pairwise(starts)]
        assert all(gap in {0, 1} for gap in gaps)
        assert starts[-1][1] == job["pages"]


def test_the_hand_out_list_has_codes_and_no_names(sample: Path) -> None:
    """Whoever finds the list learns no name, number or address."""
    for entry, path in of_people(sample, "handout"):
        words = "".join(pages(path))
        rows = [who for who in people() if who["country"] == entry["country"]]
        assert all(who["code"] in words for who in rows)
        private = [value for who in rows for key, value in who.items() if value and key.endswith(("name", "phone"))]
        private += [who[key] for who in rows for key in ("organisation", "note") if who[key]]
        assert [value for value in private if len(value) > 3 and value in words] == []


def test_the_summary_says_what_was_made_and_left_out(sample_run: tuple[Path, Run]) -> None:
    """Staff read how many packs there are, and what is missing in them, and why."""
    _, done = sample_run
    cards = sum(who["card"] == "yes" for who in people())
    assert f"{len(people())} packs, {cards} cards" in done.err
    assert "left out, no-consent: SYR-01/contact2" in done.err
    assert "left out, no-card: SYR-03 card, TOGO-04 card" in done.err
    assert "left out, unconfirmed:" in done.err
    assert done.out == ""


def test_what_is_filled_in_by_hand_has_its_own_sheets(sample: Path) -> None:
    """A plan is given to somebody, a record kept: nothing else stands on their paper, on either side."""
    for entry, path in of_people(sample, "pack"):
        with pypdfium2.PdfDocument(path.read_bytes()) as pack:
            starts = [mark.get_dest().get_index() + 1 for mark in pack.get_toc() if mark.level == 0]
        sections = shipped_sections(entry["language"])
        assert len(starts) > len(sections)
        first = len(starts) - len(sections) - 1  # the country comes after them
        for number, section in enumerate(sections):
            if "::: worksheet" in section.body:
                own, after = starts[first + number], starts[first + number + 1]
                assert own % 2 == after % 2 == 1, (entry["path"], section.name)


def test_what_is_known_of_a_contact_stands_on_lines_of_its_own(tmp_path: Path) -> None:
    """Role and address of a contact in the country are no one sentence, and a source is said once."""
    contact = (
        "contacts:\n- {kind: lawyer, name: Sample, role: Floor 12, address: 12 Sample Road, sourced: 2026-01,\n"
        "   source: Register of sample lawyers, phone: '+44 20 7946 0103', email: law@example.org}\n"
    )
    desk = workspace(tmp_path / "desk", files={"countries/TGO.yaml": contact})
    assert build(desk, tmp_path / "out", "--only", "packs").code == 0
    lines = [
        line.strip() for page in pages(tmp_path / "out" / "TGO" / "p-1-pack-en.pdf")[-3:] for line in page.splitlines()
    ]
    assert "Floor 12" in lines
    assert "12 Sample Road" in lines
    assert sum("Register of sample lawyers" in line for line in lines) == 1
