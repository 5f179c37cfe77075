"""QR symbols: exact, crisp, and readable by two readers from what a printer gets."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise, product
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from pressroom import checks, qr
from pressroom.compose.setting import CARD_QR_MM, QR_MM
from pressroom.qr import MIN_MODULE_MM, QrTooDense, domain, symbol
from pressroom.typeset import Drawing, typeset

LINK = "https://www.example.org/reports/how-to-share-information"
ASCII = "".join(map(chr, range(33, 127)))


def painted(operators: bytes, side: int) -> list[list[bool]]:
    """Return the modules that the path fills, quiet zone included, by counting the outlines around each."""
    winding = [[0] * side for _ in range(side)]
    path = operators.decode().removesuffix(" f").split(" h")
    assert path.pop() == "", "an outline that is not closed"
    for outline in path:
        corners = [tuple(map(int, corner.split())) for corner in re.split(" [ml]", outline)[:-1]]
        for (x, y), (_, end) in pairwise([*corners, corners[0]]):
            for row in range(min(y, end), max(y, end)):
                for column in range(x, side):
                    winding[row][column] += 1 if end > y else -1
    return [[count != 0 for count in row] for row in winding]


def framed(dark: Sequence[Sequence[bool]]) -> list[list[bool]]:
    """Return modules with the quiet zone of four around them."""
    side = len(dark) + 8
    inside = range(4, side - 4)
    return [[y in inside and x in inside and dark[y - 4][x - 4] for x in range(side)] for y in range(side)]


def page_of(texts: Sequence[str], folder: Path, width_mm: int = 22) -> Path:
    """Lay the symbols in a column, as a pack does, and return the PDF."""
    symbols = {f"qr{n}": symbol(text, printed_mm=width_mm) for n, text in enumerate(texts)}
    assets = {key: Drawing(made.operators, "", made.side) for key, made in symbols.items()}
    images = "".join(f'<img alt="code" src="press:{key}"/>' for key in assets)
    css = f"@page {{ size: A4; margin: 18mm }} img {{ display: block; width: {width_mm}mm; margin-bottom: 10mm }}"
    made = typeset(f'<html lang="en"><head><title>x</title></head><body>{images}</body></html>', (css,), assets)
    assert made.findings == ()
    path = folder / "page.pdf"
    path.write_bytes(made.pdf)
    return path


def read_by_zxing(pdf: Path, dpi: int) -> set[str]:
    """Return what zxing-cpp reads on every page at a resolution."""
    found: set[str] = set()
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        image = page.render(scale=dpi / 72, grayscale=True).to_pil()
        found |= {code.text for code in zxingcpp.read_barcodes(image)}
    document.close()
    return found


def read_by_zbar(pdf: Path, dpi: int) -> set[str]:
    """Return what ZBar reads on Poppler's rasters of every page."""
    subprocess.run(["pdftoppm", "-r", str(dpi), "-png", str(pdf), str(pdf.with_suffix(""))], check=True)
    images = sorted(map(str, pdf.parent.glob("page-*.png")))
    done = subprocess.run(
        ["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", *images], capture_output=True, check=True
    )
    for image in images:
        Path(image).unlink()
    return set(done.stdout.decode().splitlines())


def url_of_length(length: int) -> str:
    """Return a link of so many characters, with letters, digits and signs that a link may have."""
    return (f"https://example.org/{length}/" + "Aa0-_.~%2F?q=1&x=" * 12)[:length]


def test_the_path_paints_exactly_the_modules() -> None:
    """Outlines with holes, and corners that touch, fill the symbol's dark modules and nothing else."""
    for text in (LINK, "x", "https://example.org/" + "y" * 90):
        dark = qr._matrix(text)
        assert dark
        assert painted(symbol(text).operators, len(dark) + 8) == framed(dark)


@given(
    st.integers(1, 7).flatmap(
        lambda n: st.lists(st.lists(st.booleans(), min_size=n, max_size=n), min_size=n, max_size=n)
    )
)
def test_any_pattern_is_painted_exactly(dark: list[list[bool]]) -> None:
    """Also patterns that no symbol has: single modules, rings in rings, chessboards."""
    if any(map(any, dark)):
        assert painted(qr._operators(dark), len(dark) + 8) == framed(dark)


def test_regions_are_drawn_as_outlines() -> None:
    """A finder pattern is three outlines, not 33 modules: no seams inside it, and few steps to draw."""
    finder = [[max(abs(x - 3), abs(y - 3)) != 2 for x in range(7)] for y in range(7)]
    assert qr._operators(finder).count(b"m") == 3
    for touching in ([[True, False], [False, True]], [[False, True], [True, False]]):
        assert qr._operators(touching).count(b"m") == 2


def test_the_drawing_is_the_same_bytes_and_small() -> None:
    """Nothing in it depends on the run, and it is one path, filled once, that names no colour."""
    first = symbol(LINK).operators
    qr._symbol.cache_clear()
    qr._drawn.cache_clear()
    assert symbol(LINK).operators == first
    assert len(first) < 8_000
    assert set(first.decode()) <= set("0123456789 mlhf")
    assert first.endswith(b"h f")
    assert first.count(b"f") == 1


def test_the_size_of_a_module_counts_the_quiet_zone() -> None:
    """22 mm hold 33 modules and two quiet zones of four: 60 characters at level M are version 4."""
    made = symbol("https://example.org/".ljust(60, "x"), printed_mm=22)
    assert made.modules == 33
    assert made.module_mm == Decimal(22) / 41


def test_the_symbol_is_the_smallest() -> None:
    """At level M 62 bytes are the most that version 4 holds (ISO/IEC 18004, table 7)."""
    assert symbol("x" * 62).modules == 33
    assert symbol("x" * 63).modules == 37


def test_a_symbol_that_is_too_dense_names_both_ways_out() -> None:
    """Below 0.40 mm a module there is no symbol, but what to do: a shorter link, or a larger symbol."""
    long = "https://example.org/" + "x" * 103
    with pytest.raises(QrTooDense, match="a shorter link, or print a larger symbol") as caught:
        symbol(long, printed_mm=22)
    assert "0.39 mm" in str(caught.value)
    assert symbol(long, printed_mm=25).module_mm >= MIN_MODULE_MM
    assert symbol(long[:-1], printed_mm=22).module_mm >= MIN_MODULE_MM
    assert symbol(long, printed_mm=22.8).module_mm == MIN_MODULE_MM


@pytest.mark.parametrize("text", ["x" * 3_000, "x" * 100_000])
def test_a_text_that_fits_no_symbol_is_too_dense(text: str) -> None:
    """Level M holds 2,331 bytes at most: beyond, the same two ways out are named."""
    with pytest.raises(QrTooDense, match="a shorter link"):
        symbol(text, printed_mm=180)


@pytest.mark.parametrize(("text", "width"), [("", 22), (LINK, 21.9)])
def test_no_symbol_without_text_or_too_narrow(text: str, width: float) -> None:
    """22 mm with the quiet zone are the least."""
    with pytest.raises(ValueError, match="QR code"):
        symbol(text, printed_mm=width)


TEXTS = [url_of_length(length) for length in range(10, 123, 4)]


@pytest.mark.parametrize("dpi", [150, 300])
@pytest.mark.parametrize("width_mm", [22, 25])
def test_a_phones_reader_reads_every_length(tmp_path: Path, width_mm: int, dpi: int) -> None:
    """Links of 10 to 122 characters, as vectors on a page, from 22 mm on: zxing-cpp reads all of them."""
    assert read_by_zxing(page_of(TEXTS, tmp_path, width_mm), dpi) == set(TEXTS)


@pytest.mark.parametrize(("width_mm", "dpi"), [(22, 300), (25, 150), (25, 300)])
def test_a_second_reader_reads_every_length(tmp_path: Path, width_mm: int, dpi: int) -> None:
    """The same by ZBar on Poppler's rasters. At 22 mm and 150 dpi it misses one dense symbol in twenty: print wider."""
    assert read_by_zbar(page_of(TEXTS, tmp_path, width_mm), dpi) == set(TEXTS)


@given(st.text(ASCII, max_size=162).map(lambda tail: "https://h.example/" + tail))
@settings(max_examples=60, deadline=None)
def test_any_printable_link_reads_back_or_is_refused(text: str) -> None:
    """A symbol holds exactly the characters given, whatever they are; one that would be too dense is refused."""
    from PIL import Image

    try:
        made = symbol(text)
    except QrTooDense:
        assert len(text.encode()) > 122
        return
    side = made.modules + 8
    image = Image.new("L", (side, side), 255)
    for (y, row), x in product(enumerate(painted(made.operators, side)), range(side)):
        if row[x]:
            image.putpixel((x, y), 0)
    (code,) = zxingcpp.read_barcodes(image.resize((side * 4, side * 4), Image.Resampling.NEAREST))
    assert code.text == text
    assert code.ec_level == "M"


def test_other_letters_are_kept() -> None:
    """A path in other letters is held as UTF-8, as phones expect."""
    made = symbol("https://example.org/пример")
    assert made.text == "https://example.org/пример"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.example.org/path?x=1", "example.org"),
        ("https://EXAMPLE.org", "example.org"),
        ("https://user:pass@example.org:8443/", "example.org"),
        ("https://help.example.org.", "help.example.org"),
        ("https://www.пример.рф/", "пример.рф"),
        ("https://xn--e1afmkfd.xn--p1ai/", "пример.рф"),
        ("https://例え.example/", "例え.example"),
        ("https://\u0430pple.example/", "xn--pple-43d.example"),
        ("https://xn--pple-43d.example/", "xn--pple-43d.example"),
        ("not a link", ""),
        ("https://[broken", ""),
    ],
)
def test_the_domain_is_shown_in_letters(url: str, shown: str) -> None:
    """Where a code leads can be read before scanning; a name that mixes scripts shows its true form."""
    assert domain(url) == shown


def test_a_link_that_is_surely_fine_is() -> None:
    """A check draws no code for a link up to that length: so the worst one makes a code that phones read."""
    worst = "https://example.org/?" + "~" * (checks.SURELY_FINE - 21)
    assert symbol(worst, printed_mm=min(QR_MM, CARD_QR_MM)).module_mm >= MIN_MODULE_MM
    with pytest.raises(QrTooDense):
        symbol(f"{worst}~", printed_mm=min(QR_MM, CARD_QR_MM))
