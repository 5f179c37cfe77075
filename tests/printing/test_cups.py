"""A real CUPS prints the jobs, and what comes out is measured: the paper, and where on it each card stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from pressroom.cli.codes import Exit
from pressroom.impose import impose
from pressroom.model.press import Duplex
from pressroom.model.sheet import PAPER_MM, Sheet
from tests.printing.making import folder, job
from tests.printing.realcups import RealCups, running
from tests.program.making import press
from tests.proof.making import sheet

pytestmark = pytest.mark.slow

DPI = 200
TOLERANCE_MM = 0.2
PT = 72 / 25.4
CARDS = 12
INSETS = (2.0, 4.0)
"""How far from the cut a test card's black begins, on its front and its back."""

Box = tuple[float, float, float, float]


@pytest.fixture(scope="module")
def running_cups() -> Iterator[RealCups]:
    """Run one CUPS for all tests of this file."""
    with running() as cups:
        yield cups


@pytest.fixture
def cups(running_cups: RealCups, monkeypatch: pytest.MonkeyPatch) -> RealCups:
    """Return the running CUPS, after leading CUPS's commands to it, with no saved options."""
    for name, value in running_cups.environment.items():
        monkeypatch.setenv(name, value)
    running_cups.save_options("")
    return running_cups


def black_card(on: Sheet) -> bytes:
    """Return a card of the sheet's size with a black field on each side, which tells the side by its size."""
    width, height = float(on.card_width) * PT, float(on.card_height) * PT
    out = BytesIO()
    with pikepdf.Pdf.new() as pdf:
        for inset in INSETS:
            field = f"{inset * PT} {inset * PT} {width - 2 * inset * PT} {height - 2 * inset * PT} re f"
            page = pikepdf.Dictionary({
                "/Type": pikepdf.Name.Page,
                "/MediaBox": pikepdf.Array([0, 0, round(width, 5), round(height, 5)]),
                "/Contents": pdf.make_stream(field.encode()),
                "/Resources": pikepdf.Dictionary(),
            })  # fmt: skip
            pdf.pages.append(pikepdf.Page(page))
        pdf.save(out)
    return out.getvalue()


def black_cards(on: Sheet, duplex: Duplex = Duplex.LONG) -> bytes:
    """Return cards on two sheets, the second of which is not full."""
    return impose([black_card(on)] * CARDS, on, title="Cards", duplex=duplex)


def printed(cups: RealCups, where: Path, files: dict[str, bytes], printer: str = "office", *options: str) -> None:
    """Print jobs into empty trays, and wait until they are out."""
    cups.empty_trays()
    done = press(
        "print", folder(where / "out", files), "--printer", printer, "--wait", "60", "--json", "--yes", *options
    )
    assert done.code == Exit.MADE, done.err
    assert [row["state"] for row in json.loads(done.out)][-1] == "done"


def looks(pdf: bytes) -> list[tuple[tuple[float, float], Image.Image]]:
    """Return each page's size in mm, and its picture."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [document[number] for number in range(len(document))]
        return [
            ((page.get_width() / PT, page.get_height() / PT), page.render(scale=DPI / 72).to_pil().convert("L"))
            for page in pages
        ]
    finally:
        document.close()


def black(picture: Image.Image, within: Box) -> Box | None:
    """Return where the black within a box of a picture reaches to: left, top, right, bottom, in mm."""
    mm = 25.4 / DPI
    left, top, right, bottom = (round(edge / mm) for edge in within)
    found = (
        picture.crop((left, top, min(right, picture.width), min(bottom, picture.height)))
        .point(lambda grey: 255 * (grey < 128))
        .getbbox()
    )
    if found is None:
        return None
    return (left + found[0]) * mm, (top + found[1]) * mm, (left + found[2]) * mm, (top + found[3]) * mm


def assert_cards(pdf: bytes, on: Sheet, sides: list[tuple[int, bool]]) -> None:
    """Measure a printout: for each page the sheet, from 0, and whether it is a back."""
    pages = looks(pdf)
    assert len(pages) == len(sides)
    width, height = (float(length) for length in on.paper_mm)
    for (size, picture), (number, back) in zip(pages, sides, strict=True):
        assert size == pytest.approx((width, height), abs=TOLERANCE_MM)
        for cell in range(on.cells):
            x, y = (float(length) for length in on.origin(cell))
            if back:
                x = width - x - float(on.card_width)
            right, bottom = x + float(on.card_width), y + float(on.card_height)
            found, inset = black(picture, (x, y, right, bottom)), INSETS[back]
            if number * on.cells + cell >= CARDS:
                assert found is None
            else:
                meant = (x + inset, y + inset, right - inset, bottom - inset)
                assert found == pytest.approx(meant, abs=TOLERANCE_MM)


BOTH_SIDES = [(0, False), (0, True), (1, False), (1, True)]


@pytest.mark.parametrize("name", ["dataline-57127", "avery-8373"])
def test_cards_come_out_where_the_sheet_is_cut(cups: RealCups, tmp_path: Path, name: str) -> None:
    """A4 and Letter, on a printer with uneven margins and banners by default: each card in its place, at its size."""
    on = sheet(name)
    printed(cups, tmp_path, {"TGO/cards.pdf": black_cards(on)})
    assert_cards(cups.office.read_bytes(), on, BOTH_SIDES)


def test_the_virtual_printer_gives_the_same(cups: RealCups, tmp_path: Path) -> None:
    """Through PostScript and back, as cups-pdf does it, nothing moves either."""
    if not cups.has_backend:
        pytest.skip("cups-pdf needs to be installed (Debian: printer-driver-cups-pdf), and to be run by root")
    on = sheet("dataline-57127")
    printed(cups, tmp_path, {"TGO/cards.pdf": black_cards(on)}, "pdf")
    (made,) = cups.pdf.glob("*.pdf")
    assert_cards(made.read_bytes(), on, BOTH_SIDES)


def test_saved_options_move_nothing(cups: RealCups, tmp_path: Path) -> None:
    """Letter, two pages on one, fitting and margins that someone once saved for the printer: no card moves for them."""
    cups.save_options("Dest office PageSize=Letter Duplex=DuplexTumble number-up=2 print-scaling=fit page-left=50\n")
    on = sheet("dataline-57127")
    printed(cups, tmp_path, {"TGO/cards.pdf": black_cards(on)})
    assert_cards(cups.office.read_bytes(), on, BOTH_SIDES)


def test_a_stack_turned_by_hand_prints_its_backs(
    cups: RealCups, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of cards without duplex, the second pass prints the backs and nothing else."""
    monkeypatch.setattr("pressroom.cli.printing._can_ask", lambda: True)
    monkeypatch.setattr("click.confirm", lambda *_, **__: True)
    on = sheet("dataline-57127")
    printed(cups, tmp_path, {"TGO/cards.pdf": black_cards(on, Duplex.NONE)})
    assert_cards(cups.office.read_bytes(), on, [(0, True), (1, True)])


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_pages_across_are_turned_and_not_scaled(cups: RealCups, tmp_path: Path, paper: str) -> None:
    """A booklet's pages lie across the paper: front and back are turned alike by a quarter, and keep their size."""
    with pikepdf.open(BytesIO(job(paper, Duplex.SHORT, 2, landscape=True))) as pdf:
        for page in pdf.pages:
            # 20 mm from the left, 40 from the bottom; 60 wide, 30 high
            page.Contents = pdf.make_stream(f"{20 * PT} {40 * PT} {60 * PT} {30 * PT} re f".encode())
        pdf.save(tmp_path / "across.pdf")
    printed(cups, tmp_path, {"TGO/packs.pdf": (tmp_path / "across.pdf").read_bytes()})
    short, long = (float(length) for length in PAPER_MM[paper])
    turned_left, turned_right = (short - 70, long - 80, short - 40, long - 20), (40.0, 20.0, 70.0, 80.0)
    pages = looks(cups.office.read_bytes())
    assert len(pages) == 2
    found = []
    for size, picture in pages:
        assert size == pytest.approx((short, long), abs=TOLERANCE_MM)
        found.append(black(picture, (0, 0, short, long)))
    assert found[0] == found[1]
    assert found[0] in (pytest.approx(turned_left, abs=TOLERANCE_MM), pytest.approx(turned_right, abs=TOLERANCE_MM))


@pytest.mark.parametrize(
    ("duplex", "asked"),
    [
        (Duplex.LONG, "Duplex true/Tumble false"),
        (Duplex.SHORT, "Duplex true/Tumble true"),
        (Duplex.NONE, "Duplex false"),
    ],
)
@pytest.mark.parametrize("saved", ["", "Dest script Duplex=DuplexTumble PageSize=Letter\n"])
def test_the_printer_is_told_the_sides(cups: RealCups, tmp_path: Path, duplex: Duplex, asked: str, saved: str) -> None:
    """A PostScript printer gets the job's own paper and flip edge as commands, whatever was saved for it; no banner."""
    cups.save_options(saved)
    printed(cups, tmp_path, {"TGO/packs.pdf": job("A5", duplex, 3)}, "script")
    said = cups.script.read_text("latin-1")
    assert re.findall(r"<</((?:PageSize|Duplex)[^>]*)>>setpagedevice", said) == ["PageSize[420 595]", asked]
    assert re.findall(r"(?m)^%%Pages: (\d+)", said) == ["3"]
