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


def test_letters_are_told_apart_and_in_the_order_of_unicode() -> None:
    """From a short name in a script without a font, the message must not be the name."""
    assert glyphs.named("\u0e2b\u0e19") == "U+0E19 THAI CHARACTER NO NU, U+0E2B THAI CHARACTER HO HIP"


def test_of_many_letters_a_few_are_told() -> None:
    """Enough to find the text by; the rest is counted."""
    assert glyphs.named("\u0e05\u0e04\u0e03\u0e02\u0e01").endswith("and 2 more")
    assert "U+0E04" not in glyphs.named("\u0e05\u0e04\u0e03\u0e02\u0e01")


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
