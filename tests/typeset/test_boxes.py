"""Text in its place: in the middle of a row, within its sides, above its floor."""

from __future__ import annotations

import io

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from pressroom.typeset import Type, typeset, width_mm

STYLE = """
@page { size: 60mm 40mm; margin: 5mm } html { font: 8pt "IBM Plex Sans"; line-height: 1.2 }
body, p { margin: 0 } p { height: 10mm; width: 40mm } .narrow { width: 20mm; white-space: nowrap }
"""


def page_of(body: str) -> str:
    """Return a page."""
    return f'<html lang="en"><head><title>x</title></head><body>{body}</body></html>'


def middles(body: str) -> list[float]:
    """Return how far below the page's top the middle of each character is, in mm."""
    made = typeset(page_of(body), (STYLE,), {})
    assert made.findings == ()
    with pypdfium2.PdfDocument(io.BytesIO(made.pdf)) as document:
        text = document[0].get_textpage()
        boxes = [
            text.get_charbox(n, loose=True)
            for n in range(text.count_chars())
            if pdfium.FPDFText_GetUnicode(text, n) > 32
        ]
    return [40 - (bottom + top) / 2 / 72 * 25.4 for _, bottom, _, top in boxes]


@pytest.mark.parametrize("words", ["one", "one line<br/>two", "one<br/>two<br/>three"])
def test_lines_stand_in_the_middle_of_their_row(words: str) -> None:
    """As much is free above the first line as below the last, however many there are."""
    found = middles(f'<p data-fit="middle">{words}</p>')
    assert (min(found) + max(found)) / 2 == pytest.approx(10, abs=0.4)


@pytest.mark.parametrize(("lines", "fits"), [(2, True), (3, True), (4, False)])
def test_what_stands_over_its_row_is_found(lines: int, fits: bool) -> None:
    """Four lines of 3.4 mm do not stand in 10 mm; the field that they show is named."""
    words = "<br/>".join(["words"] * lines)
    made = typeset(page_of(f'<p data-fit="middle" data-field="contact1_name">{words}</p>'), (STYLE,), {})
    assert [finding.field for finding in made.findings] == ([] if fits else ["contact1_name"])


def test_the_innermost_field_is_named() -> None:
    """What is said of a person is a field of its own within the name's row."""
    inner = 'x <span data-field="contact1_relation">much too long for its row</span>'
    made = typeset(page_of(f'<p class="narrow" data-field="contact1_name">{inner}</p>'), (STYLE,), {})
    assert [finding.field for finding in made.findings] == ["contact1_relation"]


@pytest.mark.parametrize(
    ("text", "language", "families"),
    [
        ("Bartholomew, AVAST", "en", ("IBM Plex Sans",)),
        ("+44 20 7946 0011", "en", ("IBM Plex Sans",)),
        ("عبد الرحمن", "ar", ("IBM Plex Sans Arabic",)),
        ("紧急情况", "zh-Hans", ("Noto Sans SC",)),
    ],
)
def test_a_measured_width_is_the_width_that_is_set(text: str, language: str, families: tuple[str, ...]) -> None:
    """A box a hair wider than what was measured holds the text; one that is 0.4 mm narrower does not."""
    width = width_mm(text, Type(families, 8, 600, language))
    for room, fits in ((width + 0.01, True), (width - 0.4, False)):
        type_ = f'white-space: nowrap; font: 600 8pt "{families[0]}"'
        css = f"@page {{ size: 90mm; margin: 5mm }} p {{ width: {room:.3f}mm; {type_} }}"
        html = f'<html lang="{language}"><head><title>x</title></head><body><p>{text}</p></body></html>'
        assert (typeset(html, (css,), {}).findings == ()) == fits
