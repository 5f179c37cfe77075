"""Makes the pictures of README and docs with the program itself: ``python tools/pictures.py``.

It builds the sample into a temporary folder, for a fixed day, and turns pages into PNG in ``docs/pictures``. The same
program gives the same pictures, so a difference in them is a difference on paper: look at it before it goes in.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pressroom.cli.main import run  # noqa: E402 - the checkout's own program, installed or not
from pressroom.impose import impose  # noqa: E402
from pressroom.read import shipped  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
AS_OF = "2026-11-22"
"""A day on which the sample shows all marks: tried of late, tried long ago, published source."""

COUNTRY, WHO = "TGO", "TOGO-02"
"""Someone with four contacts: the fullest emergency page and card."""

MAX_BYTES = 200_000
"""A page of docs should open fast, also over a poor line."""

PAGE_PX, CARD_PX, SHEET_PX = 840, 640, 420
"""Widths: a page can be read at full size, two stand side by side on a screen; a sheet is seen as a whole."""

KINDS = {"plain": (), "fold": ("--card", "fold", "--only", "cards"), "marks": ("--marks", "--only", "cards")}
"""The builds, by name, with their options."""

COLOURS = 64
"""Enough for a page of text in two colours; a third of the bytes of full colour."""

EDGE = "#c8cdd0"


@dataclass(frozen=True)
class Shot:
    """A picture to take: its name, the file and page that it shows, its width in pixels, without the frame.

    ``whole`` shows the paper too, not the trim alone.
    """

    name: str
    path: Path
    page: int
    width_px: int
    whole: bool = False


def main() -> int:
    """Make all pictures; return the program's exit code, or 1 for one that is too large."""
    with tempfile.TemporaryDirectory(prefix="pressroom-pictures-") as folder:
        out = Path(folder)
        common = ["--as-of", AS_OF, "--participant", WHO, "--quiet"]
        for kind, options in KINDS.items():
            code = run(["demo", "--out", str(out / kind), *common, *options])
            if code:
                return code
        code = run(["calibrate", "--sheet", "dataline-57127", "--out", str(out / "calibration.pdf")])
        if code:
            return code
        PICTURES.mkdir(exist_ok=True)
        for shot in (*_shots(out / "plain" / COUNTRY), *_on_paper(out)):
            _take(shot)
    return _report()


def _shots(country: Path) -> Iterator[Shot]:
    pack, card = (country / f"{WHO.lower()}-{kind}-en.pdf" for kind in ("pack", "card"))
    yield Shot("pack-emergency", pack, _page_of(pack, "If you are in danger, call now"), PAGE_PX)
    yield Shot("pack-funds", pack, _page_of(pack, "Everywhere") + 1, PAGE_PX)
    yield Shot("card-front", card, 0, CARD_PX)
    yield Shot("card-back", card, 1, CARD_PX)


def _on_paper(out: Path) -> Iterator[Shot]:
    """Give the pictures of what a printer or a print shop gets."""
    card = f"{WHO.lower()}-card-en.pdf"
    sheets = out / "sheets.pdf"
    sheet = shipped.sheets()["plain-a4"]
    sheets.write_bytes(impose([(out / "plain" / COUNTRY / card).read_bytes()] * 10, sheet, title="Cards"))
    yield Shot("sheet-front", sheets, 0, SHEET_PX)
    yield Shot("sheet-back", sheets, 1, SHEET_PX)
    yield Shot("card-fold", out / "fold" / COUNTRY / card, 0, SHEET_PX)
    yield Shot("card-marks", out / "marks" / COUNTRY / card, 0, CARD_PX, whole=True)
    yield Shot("calibration", out / "calibration.pdf", 0, PAGE_PX)


def _page_of(path: Path, bookmark: str) -> int:
    """Return the page, from 0, to which a bookmark leads."""
    with pdfium.PdfDocument(path) as pdf:
        titles = {entry.get_title(): entry.get_dest().get_index() for entry in pdf.get_toc()}
    found = [page for title, page in titles.items() if bookmark in title]
    if not found:
        raise SystemExit(f"no bookmark has {bookmark!r}: there are {sorted(titles)}")
    return int(found[0])


def _take(shot: Shot) -> None:
    """Draw one page up to its trim, in a thin frame, and save it."""
    with pdfium.PdfDocument(shot.path) as pdf:
        page = pdf[shot.page]
        trim = page.get_mediabox() if shot.whole else page.get_trimbox()
        page.set_cropbox(*trim)
        # Drawn at three times the width and made smaller: smoother letters than at once.
        drawn = page.render(scale=3 * shot.width_px / (trim[2] - trim[0])).to_pil().convert("RGB")
    height = round(shot.width_px * drawn.height / drawn.width)
    small = drawn.resize((shot.width_px, height), Image.Resampling.LANCZOS)
    framed = ImageOps.expand(small, border=1, fill=EDGE)
    plain = framed.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    plain.save(PICTURES / f"{shot.name}.png", optimize=True)


def _report() -> int:
    """Say what was made; return 1 if a picture is too large."""
    sizes = {path.name: path.stat().st_size for path in sorted(PICTURES.glob("*.png"))}
    for name, size in sizes.items():
        print(f"docs/pictures/{name}: {size // 1000} kB{' - too large' if size > MAX_BYTES else ''}")
    return int(any(size > MAX_BYTES for size in sizes.values()))


if __name__ == "__main__":
    sys.exit(main())
