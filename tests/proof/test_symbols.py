"""A page on which no code is meant is looked at unless it draws too little for one."""

from __future__ import annotations

import random
from io import BytesIO
from itertools import product
from typing import Any

import pikepdf
import pypdfium2
import pytest
import qrcode
import zxingcpp
from qrcode.exceptions import DataOverflowError

from pressroom.proof import Expectation, check, symbols
from pressroom.proof.symbols import LEAST_CORNERS, Symbol, is_too_plain
from tests.proof.making import TARGET, finished, symbol

SMALL = ["", "0", "1" * 41, "A" * 25, "a" * 17, "\0" * 17, "/" * 17, "https://a.co"]


def corners(modules: list[list[bool]]) -> int:
    """Return how many corners the dark areas of a symbol have."""
    side = len(modules)
    dark = {(x, y) for y, row in enumerate(modules) for x, is_dark in enumerate(row) if is_dark}
    count = 0
    for x, y in product(range(side + 1), repeat=2):
        around = [(x + dx, y + dy) in dark for dx, dy in ((-1, -1), (0, -1), (-1, 0), (0, 0))]
        count += sum(around) % 2 + 2 * (sum(around) == 2 and around[0] == around[3])
    return count


def test_the_smallest_code_has_more_corners_than_a_plain_page() -> None:
    """Whatever its text, its mask and its level: a code with fewer would be overlooked."""
    draw = random.Random(6)  # noqa: S311 - texts, not secrets
    texts = SMALL + ["".join(chr(draw.randrange(32, 127)) for _ in range(draw.randrange(1, 18))) for _ in range(20)]
    least = []
    for text, mask, level in product(texts, range(8), (0, 1, 2, 3)):
        code = qrcode.QRCode(1, error_correction=level, border=0, mask_pattern=mask)
        code.add_data(text)
        try:
            code.make(fit=False)
        except (DataOverflowError, ValueError):
            continue
        least.append(corners(code.get_matrix()))
    assert len(least) > 300
    assert min(least) > LEAST_CORNERS


ROWS = b"10 20 m 30 20 l S\n"


@pytest.mark.parametrize(
    ("content", "resources", "plain"),
    [
        (b"", {}, True),
        (ROWS * 30, {}, True),
        (ROWS * 40, {}, False),
        (b"0 0 1 1 re f\n" * 36, {}, True),
        (b"0 0 1 1 re f\n" * 40, {}, False),
        (b"0 0 m " + b"1 2 l " * 80 + b"f", {}, False),
        (b"[1 2] 0 d " + ROWS, {}, False),
        (b"[] 0 d " + ROWS, {}, True),
        (b"BI /W 9 ID x EI", {}, False),
        (b"(text) Tj", {}, False),
        (b"/A Do", {"XObject": "Form"}, False),
        (b"/A sh", {"Shading": "Form"}, False),
        (b"/A scn", {"Pattern": "Form"}, False),
        (b"/A 9 Tf", {"Font": "Type3"}, False),
        (b"/A 9 Tf", {"Font": "Type0"}, True),
    ],
)
def test_what_may_hold_a_code_is_looked_at(content: bytes, resources: dict[str, str], plain: bool) -> None:
    """Many paths, dashes, pictures, forms, patterns, drawn letters, and what a pattern cannot read."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.contents_add(content)
        page.obj.Resources = pikepdf.Dictionary(
            {
                f"/{name}": pikepdf.Dictionary(A=pikepdf.Dictionary(Subtype=pikepdf.Name(f"/{kind}")))
                for name, kind in resources.items()
            }
        )
        assert is_too_plain(page) is plain


def test_a_page_with_a_code_is_not_plain() -> None:
    """However short its text is."""
    for text in ("A", "https://example.org/"):
        with pikepdf.open(BytesIO(finished(f"<p>Some text</p>{symbol(text)}"))) as pdf:
            assert not is_too_plain(pdf.pages[0])


@pytest.mark.parametrize(("side_mm", "closer"), [(22.0, False), (9.0, True)])
def test_a_page_is_looked_at_more_closely_where_its_codes_are_not_all_read(
    side_mm: float, closer: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A code that fewer pixels do not show is read in more of them; one that they show is not drawn again."""
    looks: list[int] = []
    look = symbols.symbols

    def noted(page: object, dpi: int = symbols.DPI) -> list[Symbol] | None:
        looks.append(dpi)
        return look(page, dpi)

    monkeypatch.setattr(symbols, "symbols", noted)
    pdf = finished(f"<p>Some text</p>{symbol(TARGET, side_mm)}")
    assert check(pdf, Expectation(qr={1: [TARGET]})) == []
    assert looks == ([symbols.SEEKING_DPI, symbols.DPI] if closer else [symbols.SEEKING_DPI])


def test_what_no_phone_reads_is_no_code() -> None:
    """A Micro QR code, which a few letters can look like in few pixels, is neither a code too many nor a fault."""
    micro = zxingcpp.create_barcode("12345", zxingcpp.BarcodeFormat.MicroQRCode).to_svg().partition("<svg")[2]
    drawing = f'<svg role="img" aria-label="x" viewBox="0 0 15 15" {micro}'.replace(
        'width="15" height="15"', 'width="20mm"'
    )
    pdf = finished(f"<p>Some text</p>{drawing}")
    with pypdfium2.PdfDocument(pdf) as opened:
        page = opened[0]
        bitmap = page.render(scale=symbols.DPI / 72, grayscale=True)
        pixels: Any = memoryview(bitmap.buffer)
        view = zxingcpp.ImageView(pixels, bitmap.width, bitmap.height, zxingcpp.ImageFormat.Lum, bitmap.stride)
        assert [code.text for code in zxingcpp.read_barcodes(view)] == ["12345"], "it stands there"
        page.close()
    assert check(pdf, Expectation()) == []
