"""What goes to a printer: cards that fold or have one side, jobs for each way of turning paper, tickets, covers."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from pressroom.impose import cells
from pressroom.proof import Expectation, check
from pressroom.read import shipped
from tests.languages.making import small
from tests.program.making import AS_OF, Person, build, contact, section, workspace
from tests.program.reading import MM, entries, manifest, pages, size_mm

PEOPLE: list[Person] = [
    {"code": "P-1", "country": "TGO", "language": "en"} | contact(1, "Awa Mensah", "+44 20 7946 0011"),
    {"code": "P-2", "country": "TGO", "language": "ar"} | contact(1, "Komi Agbeko", "+44 20 7946 0012"),
]
LONGEST = "https://example.org/" + "a" * 130
"""A link whose code has as many modules as the guidance's longest."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay down two people who read in opposite directions, and a resource with a long link."""
    fund = f"- id: example-fund\n  kind: fund\n  name: Example Fund\n  summary: {{en: Pays.}}\n  url: {LONGEST}\n"
    files = {"resources.yaml": f"{fund}  sourced: 2026-10\n  source: its web page\n"}
    return small(tmp_path_factory.mktemp("press") / "desk", PEOPLE, {"countries": ["TGO"]}, files)


def job(out: Path, name: str) -> pikepdf.Pdf:
    """Open a country job of a build."""
    return pikepdf.open(out / "TGO" / name)


def asked(pdf: pikepdf.Pdf) -> str:
    """Return the duplex that a file asks for."""
    return str(pdf.Root.ViewerPreferences.Duplex)


def places(path: Path, page: int) -> dict[str, tuple[float, float]]:
    """Return where the middle of each letter of a page's text stands, by letter and its number, in mm from below."""
    found: dict[str, tuple[float, float]] = {}
    with pypdfium2.PdfDocument(path) as document:
        letters = document[page].get_textpage()
        for number, letter in enumerate(letters.get_text_range()):
            left, bottom, right, top = letters.get_charbox(number)
            found[f"{letter}{number}"] = ((left + right) / 2 / MM, (bottom + top) / 2 / MM)
    return found


def test_a_card_that_folds_has_its_back_above_the_fold_upside_down(desk: Path, tmp_path: Path) -> None:
    """One page of 85.60 × 107.96 mm: the front below the fold, the back above it and turned, nothing across it."""
    assert build(desk, tmp_path, "--card", "fold", "--only", "cards").code == 0
    path = tmp_path / "TGO" / "p-1-card-en.pdf"
    with pikepdf.open(path) as card:
        assert len(card.pages) == 1
        assert size_mm(card.pages[0], "TrimBox") == pytest.approx((85.60, 107.96), abs=0.05)
        bottom = float(card.pages[0].trimbox[1]) / MM
    (words,) = pages(path)
    assert "+44 20 7946 0011" in words
    found = places(path, 0)
    order = [place for place in found.values() if place != (0, 0)]
    start = words.index("If I am held")
    held = [found[f"{words[n]}{n}"] for n in range(start, start + 12) if words[n].isalpha()]
    phone = words.index("+44 20 7946 0011")
    called = [found[f"{words[n]}{n}"] for n in range(phone, phone + 16) if words[n].isdigit()]
    fold = bottom + 53.98
    assert all(y < fold - 3 for _, y in called)
    assert all(y > fold + 3 for _, y in held)
    assert [x for x, _ in called] == sorted(x for x, _ in called), "the front reads from left to right"
    assert [x for x, _ in held] == sorted((x for x, _ in held), reverse=True), "the back is turned"
    assert order


def test_cards_that_fold_stand_on_one_side_and_are_read_there(desk: Path, tmp_path: Path) -> None:
    """A sheet of plain A4 takes four cards that fold, front and back on one side; codes are read from the sheet."""
    assert build(desk, tmp_path, "--card", "fold", "--copies", "3").code == 0
    sheet = tmp_path / "TGO" / "cards.pdf"
    found = cells(sheet.read_bytes())
    assert [place.page for place in found] == [1, 1, 1, 1, 2, 2]
    assert {round(place.height_mm, 2) for place in found} == {107.96}
    with pikepdf.open(sheet) as pdf:
        assert asked(pdf) == "/Simplex"
    (entry,) = entries(tmp_path, kind="cards")
    assert {page: len(texts) for page, texts in entry["links"].items()} == {"1": 8, "2": 4}
    wanted = Expectation(qr={int(page): texts for page, texts in entry["links"].items()})
    assert check(sheet.read_bytes(), wanted) == []


def test_a_card_that_cannot_fold_there_is_wrong_usage(desk: Path, tmp_path: Path) -> None:
    """A sheet whose rows do not touch has no fold: the run says so and names a sheet that will do."""
    done = build(desk, tmp_path, "--card", "fold", "--sheet", "avery-8373")
    assert done.code == 2
    assert "plain-letter" in done.err
    assert not (tmp_path / "TGO").exists()


def test_a_single_card_has_all_that_a_front_needs(desk: Path, tmp_path: Path) -> None:
    """A card with a front alone bears people, code, the day it was made and the day to check by."""
    assert build(desk, tmp_path, "--card", "single").code == 0
    (words,) = pages(tmp_path / "TGO" / "p-1-card-en.pdf")
    for text in ("Awa Mensah", "+44 20 7946 0011", "P-1", "22 Nov 2026", "31 Jan 2027"):
        assert text in words
    with job(tmp_path, "cards.pdf") as sheets:
        assert len(sheets.pages) == 1
        assert asked(sheets) == "/Simplex"


def test_copies_stand_one_after_another(desk: Path, tmp_path: Path) -> None:
    """With ``--copies 3`` each card takes three cells, on both sides, from the start cell on."""
    assert build(desk, tmp_path, "--copies", "3", "--start-cell", "2", "--cut-marks", "front").code == 0
    path = tmp_path / "TGO" / "cards.pdf"
    sheet = shipped.sheets()["plain-a4"]
    found = [place for place in cells(path.read_bytes()) if place.page == 1]
    corners = [(float(x), float(y)) for x, y in map(sheet.origin, range(1, 7))]
    assert [(place.x_mm, place.y_mm) for place in found] == [pytest.approx(corner, abs=0.01) for corner in corners]
    front, _ = pages(path)
    assert [front.count(number) for number in ("+44 20 7946 0011", "+44 20 7946 0012")] == [3, 3]
    (entry,) = entries(tmp_path, kind="cards")
    assert {page: len(texts) for page, texts in entry["links"].items()} == {"2": 12}


@pytest.mark.parametrize(
    ("duplex", "asks", "turned"),
    [("long", "/DuplexFlipLongEdge", 0), ("short", "/DuplexFlipShortEdge", 180), ("none", "/Simplex", 0)],
)
def test_packs_follow_the_printers_way_of_turning(
    desk: Path, tmp_path: Path, duplex: str, asks: str, turned: int
) -> None:
    """A job asks for its duplex; over the short edge backs stand head down; on one side there is no page too many."""
    assert build(desk, tmp_path, "--duplex", duplex).code == 0
    lengths = [entry["pages"] for entry in entries(tmp_path, kind="pack")]
    with job(tmp_path, "packs.pdf") as packs, job(tmp_path, "cards.pdf") as sheets:
        assert asked(packs) == asked(sheets) == asks
        assert [int(page.obj.get("/Rotate", 0)) for page in packs.pages[:4]] == [0, turned, 0, turned]
        filled = lengths[0] if duplex == "none" else lengths[0] + lengths[0] % 2
        assert len(packs.pages) == filled + lengths[1]
    words = (tmp_path / "TGO" / "packs.txt").read_text(encoding="utf-8")
    assert {"long": "LONG edge", "short": "SHORT edge", "none": "One side only"}[duplex] in words


def test_without_duplex_fronts_come_before_backs(desk: Path, tmp_path: Path) -> None:
    """``--duplex none`` gives all fronts, then all backs, and the ticket says how to turn the stack."""
    assert build(desk, tmp_path, "--duplex", "none", "--copies", "6").code == 0
    found = cells((tmp_path / "TGO" / "cards.pdf").read_bytes())
    sides = [place.name.rpartition("-")[2] for place in found]
    assert sides == ["front"] * 12 + ["back"] * 12
    words = " ".join((tmp_path / "TGO" / "cards.txt").read_text(encoding="utf-8").split())
    assert "print pages 1 to 2, turn the stack over its long edge, put it back, and print pages 3 to 4" in words


def test_a_separator_parts_the_packs(desk: Path, tmp_path: Path) -> None:
    """Before each pack stands a sheet with its code and the number of its pages; its back is empty."""
    assert build(desk, tmp_path, "--separators").code == 0
    words = pages(tmp_path / "TGO" / "packs.pdf")
    at = 0
    for entry in entries(tmp_path, kind="pack"):
        assert entry["participant"] in words[at]
        assert f"Pages: {entry['pages']}" in words[at]
        assert not words[at + 1].strip()
        assert at % 2 == 0
        at += 2 + entry["pages"] + entry["pages"] % 2
    assert len(words) in (at, at - 1)


def test_a_booklet_is_bound_where_its_language_begins(desk: Path, tmp_path: Path) -> None:
    """Each pack is a booklet on A4, for a flip over the short edge; an Arabic cover is on the left."""
    done = build(desk, tmp_path, "--booklet")
    assert done.code == 0, done.err
    packs = entries(tmp_path, kind="pack")
    path = tmp_path / "TGO" / "packs.pdf"
    with pikepdf.open(path) as pdf:
        assert asked(pdf) == "/DuplexFlipShortEdge"
        assert all(size_mm(page, "MediaBox") == pytest.approx((297, 210), abs=0.05) for page in pdf.pages)
        sides = [-(-entry["pages"] // 4) * 2 for entry in packs]
        assert len(pdf.pages) == sum(sides)
    first = {}
    for place in cells(path.read_bytes()):
        if place.name == "page-0001":
            first[place.page] = place.x_mm
    assert first == {1: pytest.approx(148.5, abs=0.6), sides[0] + 1: pytest.approx(0.5, abs=0.6)}
    assert {entry["pages"] for entry in packs} == {len(pages(tmp_path / entry["path"])) for entry in packs}
    with pikepdf.open(tmp_path / packs[0]["path"]) as single:
        assert size_mm(single.pages[0], "TrimBox") == pytest.approx((148, 210), abs=0.05)


def test_two_pages_on_a_side_keep_their_codes_readable(tmp_path: Path) -> None:
    """Shrunk to 71 %, no code of a job has modules under 0.40 mm: the packs' codes are set larger for it."""
    fund = f"- id: example-fund\n  kind: fund\n  name: Example Fund\n  summary: {{en: Pays.}}\n  url: {LONGEST}\n"
    files = {"resources.yaml": f"{fund}  sourced: 2026-10\n  source: its web page\n"}
    section = next(one.name for one in shipped.sections("en") if "[[funds]]" in one.body)
    files[f"guidance/en/{section}.md"] = "---\ntitle: Sample\nlabel: Sample\nlead: Sample.\n---\n\n[[funds]]\n"
    desk = workspace(tmp_path / "desk", PEOPLE[:1], files=files)
    done = build(desk, tmp_path / "out", "--n-up", "2")
    assert done.code == 0, done.err
    (entry,) = entries(tmp_path / "out", kind="packs")
    qr = {int(page): texts for page, texts in entry["links"].items()}
    assert any(LONGEST in texts for texts in qr.values())
    pdf = (tmp_path / "out" / "TGO" / "packs.pdf").read_bytes()
    assert check(pdf, Expectation(qr=qr, min_module_mm=0.395)) == []
    assert check(pdf, Expectation(qr=qr, min_module_mm=0.5)) != []


@pytest.mark.parametrize(
    ("options", "which"), [((), "second"), (("--duplex", "none"), "third"), (("--n-up", "2"), "second"),
                           (("--n-up", "2", "--duplex", "none"), "second")], ids=" ".join,
)  # fmt: skip
def test_the_sheet_that_the_ticket_names_is_the_emergency_page_alone(
    desk: Path, tmp_path: Path, options: tuple[str, ...], which: str
) -> None:
    """Torn off, it takes nothing of the pack along and leaves nothing of itself, however the pages lie on the paper."""
    assert build(desk, tmp_path, *options).code == 0
    sides = pages(tmp_path / "TGO" / "packs.pdf")
    on_a_sheet = 1 if "none" in options else 2
    sheets = [" ".join(sides[at : at + on_a_sheet]) for at in range(0, len(sides), on_a_sheet)]
    (own,) = (at for at, words in enumerate(sheets) if "+44 20 7946 0011" in words)
    assert own == {"second": 1, "third": 2}[which]
    alone = pages(tmp_path / "TGO" / "p-1-pack-en.pdf")[2]
    assert sheets[own].split() == alone.split()
    words = " ".join((tmp_path / "TGO" / "packs.txt").read_text(encoding="utf-8").split())
    assert f"the {which} sheet of a pack is to be torn off" in words
    listed = " ".join(pages(tmp_path / "TGO" / "handout.pdf")[0].split())
    assert f"{len(sides) // on_a_sheet}." in listed, "the list counts the sheets that come out of the printer"


def test_the_ticket_of_booklets_says_which_sheets_are_whose(tmp_path: Path) -> None:
    """Sheets of several booklets lie in one stack, and nothing on them tells where one ends; long packs are several."""
    desk = workspace(tmp_path / "desk", [*PEOPLE[:1], {"code": "P-3", "country": "TGO"}])
    long = "\n\n".join(["Sample text. " * 400] * 15)
    for name in ("01-this-pack", "02-emergency-page"):
        (desk / "guidance" / "en" / f"{name}.md").write_text(section(long), encoding="utf-8")
    assert build(desk, tmp_path / "out", "--booklet").code == 0
    sheets = [-(-entry["pages"] // 4) for entry in entries(tmp_path / "out", kind="pack")]
    assert all(16 < count <= 32 for count in sheets)
    words = " ".join((tmp_path / "out" / "TGO" / "packs.txt").read_text(encoding="utf-8").split())
    said, at = [], 1
    for code, count in zip(("P-1", "P-3"), sheets, strict=True):
        half = -(-count // 2)
        said += [f"{at} to {at + half - 1} {code} (1 of 2)", f"{at + half} to {at + count - 1} {code} (2 of 2)"]
        at += count
    assert "; ".join(said) + "." in words
    assert 2 * (at - 1) == len(pages(tmp_path / "out" / "TGO" / "packs.pdf"))


def test_a_ticket_stands_beside_each_job_and_goes_with_it(desk: Path, tmp_path: Path) -> None:
    """Each job has a ticket in words, with codes and nothing private, and is removed with it."""
    assert build(desk, tmp_path).code == 0
    assert {path.name for path in tmp_path.rglob("*.txt")} == {"packs.txt", "cards.txt"}
    for name, holds in (("packs.txt", "Packs of P-1, P-2."), ("cards.txt", "Cards of P-1, P-2.")):
        words = (tmp_path / "TGO" / name).read_text(encoding="utf-8")
        assert holds in words
        assert "actual size" in words.casefold()
        assert not any(private in words for private in ("Awa", "Mensah", "0011", "Komi"))
        assert (tmp_path / "TGO" / name).stat().st_mode & 0o777 == 0o600
    desk_without = small(tmp_path / "other", [dict(who) | {"card": "no"} for who in PEOPLE], {"countries": ["TGO"]})
    assert build(desk_without, tmp_path).code == 0
    assert (tmp_path / "TGO" / "packs.txt").exists()
    assert not (tmp_path / "TGO" / "cards.txt").exists()


def test_a_print_shop_gets_bleed_and_marks(desk: Path, tmp_path: Path) -> None:
    """With ``--marks`` cards and covers keep trim and bleed, on paper with room for marks; packs stay."""
    assert build(desk, tmp_path, "--marks", "--participant", "P-1").code == 0
    kinds = {entry["kind"]: entry for entry in manifest(tmp_path)["files"]}
    assert set(kinds) == {"pack", "card", "cover"}
    for kind, trim in (("card", (85.60, 53.98)), ("cover", (210, 297))):
        with pikepdf.open(tmp_path / kinds[kind]["path"]) as pdf:
            for page in pdf.pages:
                assert size_mm(page, "TrimBox") == pytest.approx(trim, abs=0.05)
                assert size_mm(page, "BleedBox") == pytest.approx((trim[0] + 6, trim[1] + 6), abs=0.05)
                assert size_mm(page, "MediaBox")[0] > trim[0] + 6 + 10
    (words,) = pages(tmp_path / kinds["cover"]["path"])
    assert words.split() == pages(tmp_path / kinds["pack"]["path"])[0].split()
    assert kinds["pack"]["pages"] == len(pages(tmp_path / kinds["pack"]["path"]))


@pytest.mark.parametrize(
    "options",
    [
        ["--booklet", "--n-up", "2"],
        ["--booklet", "--duplex", "none"],
        ["--booklet", "--paper", "Letter"],
        ["--cmyk", "--archive"],
        ["--only", "packs", "--copies", "2"],
        ["--only", "packs", "--card", "fold"],
        ["--copies", "0"],
        ["--calibration", "no-such-printer"],
        ["--card", "fold", "--start-cell", "5"],
    ],
    ids=" ".join,
)
def test_options_that_exclude_each_other_are_wrong_usage(desk: Path, tmp_path: Path, options: list[str]) -> None:
    """What cannot be printed is told before anything is made."""
    done = build(desk, tmp_path, *options)
    assert done.code == 2, done.err
    assert not (tmp_path / "manifest.json").exists()
    assert AS_OF not in done.err
