"""Letters that no font holds: told by their code points, and never as the text that they stood in."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from pressroom import glyphs, paths
from pressroom.read import shipped

FONTS = sorted(paths.shipped("assets", "fonts").glob("*.ttf"))


def _by_the_library(data: bytes) -> set[int]:
    return set(TTFont(io.BytesIO(data), lazy=True).getBestCmap())


@pytest.mark.parametrize("name", ["김철수", "አበበ", "\u0e2b\u0e19", "\U00020bb7"])
def test_a_name_is_not_spelled_out(name: str) -> None:
    """Of a text in a script without a font, the message tells the script: letter by letter, it would be the name."""
    told = glyphs.named(name, name)
    assert "U+" not in told
    assert told.removeprefix("letters of the script ") in {"HANGUL", "ETHIOPIC", "THAI", "CJK"}


def test_a_few_letters_are_told() -> None:
    """Where a text lacks a letter here and there, they are named, in the order of Unicode, and the rest is counted."""
    assert glyphs.named("\u0256\u0254", "K\u0254ku \u0256ogbe") == (
        "U+0254 LATIN SMALL LETTER OPEN O, U+0256 LATIN SMALL LETTER D WITH TAIL"
    )
    text = "\u0e05\u0e04\u0e03\u0e02\u0e01" + "abcdefghijklm"
    assert glyphs.named(text[:5], text).endswith("and 2 more")
    assert "U+0E04" not in glyphs.named(text[:5], text)


def test_what_the_fonts_hold_is_not_missing() -> None:
    """The six languages and an emoji among them: the emoji alone is missing."""
    assert glyphs.missing("Awa Ŵ Пресса مطبعة 印刷 \U0001f642") == "\U0001f642"


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_a_shipped_font_holds_what_the_library_finds_in_it(path: Path) -> None:
    """The tables of characters are read without the library, and to the same letters."""
    assert glyphs.file_characters(path) == _by_the_library(path.read_bytes())


def test_a_font_of_another_make_is_left_to_the_library(tmp_path: Path) -> None:
    """A font whose characters stand in a table of another form is read all the same."""
    font = TTFont(FONTS[0])
    font["cmap"].tables = [table for table in font["cmap"].tables if table.platformID == 0]
    path = tmp_path / "Other.ttf"
    font.save(path)
    assert glyphs.file_characters(path) == _by_the_library(FONTS[0].read_bytes())


def test_the_fonts_hold_every_letter_of_the_shipped_entries() -> None:
    """What is shipped is not looked at again in each workspace: so no word of it may lack a letter."""
    entries = shipped.resources().values()
    words = [
        text
        for entry in entries
        for name in ("name", "summary", "eligibility")
        for text in getattr(entry, name).texts.values()
    ]
    reach = [f"{sourced.value}{sourced.provenance.source}" for entry in entries for sourced in entry.reach().values()]
    assert any("\u4e00" <= char <= "\u9fff" for text in words for char in text)
    assert not glyphs.missing("".join({*"".join((*words, *reach))}))
