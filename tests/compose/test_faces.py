"""Fonts that a brand brings."""

from __future__ import annotations

import io

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from pressroom.compose import faces
from pressroom.proof import Expectation, check, report
from pressroom.typeset import typeset

LETTER = "\u0915"  # Devanagari ka: none of the shipped fonts has it


def font(family: str = "Test Deva", letter: str = LETTER) -> bytes:
    """Return a font of one letter: a square."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    pen.lineTo((100, 700))
    pen.lineTo((800, 700))
    pen.lineTo((800, 0))
    pen.closePath()
    square, empty = pen.glyph(), TTGlyphPen(None).glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "space", "ka"])
    builder.setupCharacterMap({32: "space", ord(letter): "ka"})
    builder.setupGlyf({".notdef": empty, "space": empty, "ka": square})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "space": (300, 0), "ka": (900, 100)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWeightClass=400)
    builder.setupPost()
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def test_a_letter_that_only_the_brands_font_has_is_set_in_it() -> None:
    """A brand's font reaches the page: the letter is drawn, and found again in the text."""
    files = (("deva.ttf", font()),)
    (face,) = faces.faces(files)
    css = (
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; src: url("press:{face.asset}"); }}\n'
        f'html {{ font-family: "IBM Plex Sans", "{face.family}"; }}'
    )
    made = typeset(f'<html lang="en"><title>x</title><p>{LETTER}</p></html>', (css,), faces.assets(files))
    assert not made.findings
    assert any("Test" in used.name or "brand" in used.name for used in report(made.pdf).fonts)
    assert not [found for found in check(made.pdf, Expectation()) if found.code == "missing-glyph"]


def test_a_familys_name_cannot_leave_its_quotes() -> None:
    """What a font says of itself is text from outside: letters, digits and spaces are all that is taken from it."""
    (face,) = faces.faces((("x.ttf", font('A"; } body { color: red')),))
    assert face.family == "brand A  body  color red"


def test_files_of_one_family_are_named_once() -> None:
    """Two weights of a family are one name in the list of fonts."""
    assert faces.families((("a.ttf", font()), ("b.ttf", font(letter="\u0916")))) == ("brand Test Deva",)
