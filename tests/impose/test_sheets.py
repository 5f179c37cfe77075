"""The stone: cards stand where the sheet's maker cuts, and each back behind its front."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from pressroom.impose import ImpositionError, cells, impose, misplaced
from pressroom.model.press import CutMarks
from pressroom.model.sheet import Sheet
from tests.proof.making import card, changed, sheet, sheets, typeset

PRODUCTS = {
    "plain-a4", "plain-letter", "avery-5371", "avery-8371", "avery-5871", "avery-8373", "avery-c32011",
    "decadry-occ-3342", "geha-p70", "avery-c32015", "avery-l7414", "sigel-lp795", "sigel-lp800", "sigel-lp801",
    "sigel-dp830", "sigel-dp930", "dataline-57127",
}  # fmt: skip
DPI = 150
GROUND = (204, 221, 238)


def imposed(on: Sheet, count: int, start_cell: int = 1) -> bytes:
    """Return so many equal cards on sheets."""
    return impose([card(on)] * count, on, title="Cards", language="en", start_cell=start_cell)


def looks(pdf: bytes) -> list[Image.Image]:
    """Return the pages as pictures."""
    document = pypdfium2.PdfDocument(pdf)
    pictures = [document[number].render(scale=DPI / 72).to_pil().convert("RGB") for number in range(len(document))]
    document.close()
    return pictures


def colour(picture: Image.Image, x_mm: float, y_mm: float) -> tuple[int, ...]:
    """Return the colour at a place on a page."""
    pixel = picture.getpixel((int(x_mm / 25.4 * DPI), int(y_mm / 25.4 * DPI)))
    assert isinstance(pixel, tuple)
    return pixel


def test_all_sheets_are_there() -> None:
    """Each sheet that the contract and the print notes name is a file, named by its id, with its source."""
    assert {found.id for found in sheets()} == PRODUCTS
    assert all(found.source for found in sheets())


@pytest.mark.parametrize("on", sheets(), ids=lambda on: on.id)
def test_a_sheet_fits_its_paper(on: Sheet) -> None:
    """Cards of a sheet neither overlap nor leave the paper; cut sheets leave room for marks."""
    width, height = on.paper_mm
    last_x, last_y = on.origin(on.cells - 1)
    assert on.pitch_x >= on.card_width
    assert on.pitch_y >= on.card_height
    assert on.x0 >= 0
    assert on.y0 >= 0
    assert last_x + on.card_width <= width
    assert last_y + on.card_height <= height
    assert on.cut_marks is CutMarks.NONE or min(on.x0, on.y0) > 10


@pytest.mark.parametrize("start_cell", [1, 4])
@pytest.mark.parametrize("count", [1, 10, 11])
@pytest.mark.parametrize("on", sheets(), ids=lambda on: on.id)
def test_cards_stand_in_their_cells_and_pair(on: Sheet, count: int, start_cell: int) -> None:
    """Read back from the file: fronts in the maker's cells in order, backs mirrored, on the page behind."""
    pdf = imposed(on, count, start_cell)
    found = cells(pdf)
    assert len(found) == 2 * count
    fronts = [p for p in found if p.name.endswith("front")]
    backs = {p.name: p for p in found if p.name.endswith("back")}
    width = float(on.paper_mm[0])
    for index, front in enumerate(fronts):
        page, cell = divmod(index + start_cell - 1, on.cells)
        row, column = divmod(cell, on.columns)
        x, y = float(on.x0 + column * on.pitch_x), float(on.y0 + row * on.pitch_y)
        assert front.page == 2 * page + 1
        assert front.name == f"card-{index + 1:04d}-front"
        assert (front.x_mm, front.y_mm) == pytest.approx((x, y), abs=1e-4)
        assert (front.width_mm, front.height_mm) == pytest.approx(
            (float(on.card_width), float(on.card_height)), abs=1e-4
        )
        back = backs[front.name.replace("front", "back")]
        assert back.page == front.page + 1
        assert (back.x_mm, back.y_mm) == pytest.approx((width - x - front.width_mm, y), abs=1e-4)
    assert misplaced(pdf, on) == []
    with pikepdf.open(BytesIO(pdf)) as sheets_pdf:
        size = [float(edge) / 72 * 25.4 for edge in sheets_pdf.pages[0].mediabox]
        assert size == pytest.approx([0, 0, *map(float, on.paper_mm)], abs=1e-4)
        assert len(sheets_pdf.pages) == 2 * -(-(count + start_cell - 1) // on.cells)


@pytest.mark.parametrize("name", ["plain-a4", "sigel-lp795", "dataline-57127", "avery-8373"])
def test_what_is_seen_stands_there_too(name: str) -> None:
    """On the rasterised page, the card's ground begins and ends where the matrices say that it does."""
    on = sheet(name)
    front, back = looks(imposed(on, 1))
    x, y = (float(at) for at in on.origin(0))
    mirrored = float(on.paper_mm[0]) - x - float(on.card_width)
    bleed = min(3.0, x - 5, y - 5)
    for picture, left in ((front, x), (back, mirrored)):
        assert colour(picture, left + 0.3, y + 0.3) == GROUND
        assert colour(picture, left + float(on.card_width) - 0.3, y + float(on.card_height) - 0.3) == GROUND
        assert colour(picture, left + 20, y - bleed - 0.5) == (255, 255, 255)
    half_gap = float(on.pitch_y - on.card_height) / 2
    assert colour(front, x + 20, y + float(on.card_height) + min(3, half_gap) + 0.5) == (255, 255, 255)


def test_a_neighbour_is_not_bled_into() -> None:
    """Cards that touch are cut at their trim: the ground of one never shows in the next."""
    on = sheet("plain-a4")
    white = typeset(
        "<p>a<p>b", f"@page{{size:{on.card_width}mm {on.card_height}mm;margin:4mm;bleed:3mm}} p{{break-after:page}}"
    )
    front = looks(impose([card(on), white], on, title="T"))[0]
    edge = float(on.x0 + on.card_width)
    assert colour(front, edge - 0.3, float(on.y0) + 20) == GROUND
    assert colour(front, edge + 0.3, float(on.y0) + 20) == (255, 255, 255)


@pytest.mark.parametrize("on", sheets(), ids=lambda on: on.id)
def test_nothing_is_drawn_near_the_papers_edge(on: Sheet) -> None:
    """Within 5 mm of the paper's edge there is neither ground nor cut mark: printers do not reach it."""
    for picture in looks(imposed(on, on.cells)):
        inner = picture.crop((30, 30, picture.width - 30, picture.height - 30))
        blank = Image.new("RGB", picture.size, "white")
        blank.paste(inner, (30, 30))
        assert blank.tobytes() == picture.tobytes()


def test_cut_marks_stand_at_the_trim_outside_the_cards() -> None:
    """A plain sheet has marks in its margins at each card's edge; a perforated one has none."""
    on = sheet("plain-a4")
    plain = looks(imposed(on, 1, start_cell=10))
    for picture in plain:
        strip = [colour(picture, float(on.x0) + offset / 20, 8.0) for offset in range(-10, 10)]
        assert any(pixel != (255, 255, 255) for pixel in strip)
        assert colour(picture, float(on.x0) + 20, 8.0) == (255, 255, 255)
    # The first cells are empty here: what is dark in the left margin is a mark.
    perforated = looks(imposed(sheet("avery-c32011"), 1, start_cell=10))[0]
    assert perforated.crop((0, 0, perforated.width, 400)).getextrema() == ((255, 255),) * 3


def test_a_used_up_cell_and_a_gap_stay_empty() -> None:
    """``None`` leaves its cell empty, and the others keep theirs."""
    on = sheet("plain-a4")
    found = cells(impose([card(on), None, card(on)], on, title="T"))
    assert [p.name for p in found if p.page == 1] == ["card-0001-front", "card-0003-front"]
    assert found[1].y_mm == pytest.approx(float(on.y0 + on.pitch_y), abs=1e-4)


def test_each_front_has_its_own_back() -> None:
    """The back behind a front is the same card's: read from the pages, place by place."""
    on = sheet("dataline-57127")
    pdf = impose([card(on, str(number)) for number in range(3)], on, title="T")
    document = pypdfium2.PdfDocument(pdf)
    height = float(on.paper_mm[1])
    for placement in cells(pdf):
        box = [v / 25.4 * 72 for v in (placement.x_mm, height - placement.y_mm - placement.height_mm)]
        box += [v / 25.4 * 72 for v in (placement.x_mm + placement.width_mm, height - placement.y_mm)]
        text = document[placement.page - 1].get_textpage().get_text_bounded(*box)
        number, side = int(placement.name[5:9]) - 1, placement.name[10:]
        assert text.split() == [side, str(number)]
    document.close()


def test_a_sheet_asks_for_duplex_at_actual_size() -> None:
    """Viewers are asked not to scale and to flip on the long edge; title and language are the only metadata."""
    with pikepdf.open(BytesIO(imposed(sheet("plain-a4"), 1))) as pdf:
        assert pdf.Root.ViewerPreferences.PrintScaling == pikepdf.Name("/None")
        assert pdf.Root.ViewerPreferences.Duplex == pikepdf.Name.DuplexFlipLongEdge
        assert "/PickTrayByPDFSize" not in pdf.Root.ViewerPreferences
        assert dict(pdf.trailer.Info.items()) == {"/Title": "Cards"}
        assert set(pdf.Root.keys()) == {"/Type", "/Pages", "/Lang", "/ViewerPreferences"}


def test_the_same_cards_give_the_same_bytes() -> None:
    """Bytes do not depend on the process or on the hash seed."""
    job = "t.imposed(t.sheet('plain-a4'), 3)"
    program = f"import hashlib, tests.impose.test_sheets as t; print(hashlib.sha256({job}).hexdigest())"
    runs = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"},
            cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }  # fmt: skip
    assert runs == {hashlib.sha256(imposed(sheet("plain-a4"), 3)).hexdigest()}


def test_a_card_of_another_size_is_refused() -> None:
    """A card is never stretched, and never put where it does not fit: it is named with both sizes."""
    on = sheet("avery-c32011")
    with pytest.raises(ImpositionError, match=r"card 2, page 1 is 85\.60 × 53\.98 mm.*85 × 54 mm"):
        impose([card(on), card(sheet("plain-a4"))], on, title="T")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("pdf.pages.append(page)", "has 3 pages"),
        ("del pdf.pages[:]", "has no pages"),
        ("page.rotate(90, relative=True)", "is rotated"),
        ("page.obj.UserUnit = 2", "is rotated"),
        ("page.trimbox = page.mediabox", "but a card of sheet plain-a4"),
        ("page.trimbox = [float(e) + d for e, d in zip(page.trimbox, (0, 0, 0.15, 0))]", "but a card of sheet"),
    ],
)
def test_a_faulty_card_is_refused(fault: str, said: str) -> None:
    """Three pages or none, a turned page, a scaled page, a trim a twentieth of a millimetre off: each is refused."""
    on = sheet("plain-a4")
    with pytest.raises(ImpositionError, match=said):
        impose([changed(card(on), fault)], on, title="T")


def test_a_shifted_trim_is_followed() -> None:
    """It is the trim that is placed, wherever it stands on the card's page."""
    on = sheet("plain-a4")
    moved = changed(
        card(on),
        "for p in pdf.pages:\n for b in ('trimbox', 'mediabox', 'bleedbox'):"
        "  setattr(p, b, [float(e) + 100 for e in getattr(p, b)])",
    )
    assert misplaced(impose([moved], on, title="T"), on) == []


@pytest.mark.parametrize("cell", [0, -1, 11])
def test_a_start_cell_off_the_sheet_is_refused(cell: int) -> None:
    """Cells count from 1 to as many as there are."""
    with pytest.raises(ImpositionError, match="cells 1 to 10"):
        imposed(sheet("plain-a4"), 1, start_cell=cell)


@pytest.mark.parametrize("cards", [[], [None]])
def test_no_cards_make_no_sheet(cards: list[None]) -> None:
    """An empty job is refused rather than printed."""
    with pytest.raises(ImpositionError, match="no cards"):
        impose(cards, sheet("plain-a4"), title="T")


def test_what_is_no_pdf_is_refused() -> None:
    """A card that is no PDF is named by its number."""
    with pytest.raises(ImpositionError, match="card 1 is not a readable PDF"):
        impose([b"card"], sheet("plain-a4"), title="T")


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"1 0 0 1 54.99213", b"1 0 0 1 55.99213"), (b" cm /card-0001-back", b" cm 1 0 0 1 3 0 cm /card-0001-back")],
)
def test_a_shifted_card_is_found(old: bytes, new: bytes) -> None:
    """A card moved by a third of a millimetre is seen from the file's own matrices."""
    on = sheet("plain-a4")
    fault = "for p in pdf.pages: p.obj.Contents = pdf.make_stream(p.obj.Contents.read_bytes().replace(old, new))"
    wrong = misplaced(changed(imposed(on, 1), fault, old=old, new=new), on)
    assert "card-0001-back" in wrong


def test_backs_without_fronts_are_found() -> None:
    """A file whose pages were swapped, or that lost its backs, is not printable in duplex."""
    on = sheet("plain-a4")
    assert misplaced(changed(imposed(on, 1), "pdf.pages.reverse()"), on) == ["card-0001-back", "card-0001-front"]
    assert misplaced(changed(imposed(on, 1), "del pdf.pages[1]"), on) == ["card-0001-front"]
