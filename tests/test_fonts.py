"""The fonts: the right files, static, legible to fontconfig, with every letter of the languages, and no others."""

from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from pressroom.doctor import FONTS
from pressroom.libraries import visible_fonts
from pressroom.paths import shipped

FOLDER = shipped("assets", "fonts")
CONFIG = shipped("assets", "fonts.conf")

LATIN = "IBM Plex Sans"
ARABIC = "IBM Plex Sans Arabic"
CHINESE = "Noto Sans SC"

WEIGHTS = {"Light": 300, "Regular": 400, "SemiBold": 600, "Bold": 700}
"""Weights of the OpenType specification (OS/2, usWeightClass), by the name in a file's own name."""

LETTERS = {
    "english": (LATIN, "The quick brown fox jumps over the lazy dog “0123456789” — ‘a’ – b… + ( ) / & @ # %"),
    "french": (LATIN, "Portez ce vieux whisky au juge blond qui fume àâæçéèêëîïôœùûüÿ « » ’ ÀÉÈŒÇ"),
    "spanish": (LATIN, "El pingüino Wenceslao hizo kilómetros bajo exhaustiva lluvia y frío, añoraba ¿¡ºª áéíóú"),
    "russian": (LATIN, "Съешь ещё этих мягких французских булок, да выпей чаю № «ёЁ»"),
    "names in other Latin and Cyrillic": (LATIN, "ąćęłńóśźż ğışİ ơưạểỗ őű ščžđ țș ґєії"),
    "marks": (LATIN, "→✓"),
    "arabic": (ARABIC, "أبجد هوز حطي كلمن سعفص قرشت ثخذ ضظغ ءآأؤإئةى ٠١٢٣٤٥٦٧٨٩ ،؛؟ ًٌٍَُِّْ"),
    "persian and urdu names": (ARABIC, "پچژگکیےٹڈڑںھہ ۰۱۲۳۴۵۶۷۸۹"),
    "chinese": (CHINESE, "人权捍卫者安全报复紧急联系电话使馆护照签证律师，。！？：；“”《》（）、"),
    "chinese given names": (CHINESE, "喆堃珺玥镕"),
    "provenance": (CHINESE, "●◐○"),
}


def _open(name: str) -> Any:
    return TTFont(FOLDER / name, lazy=True)


def test_the_folder_holds_exactly_the_fonts_that_the_doctor_looks_for() -> None:
    """A font file that nobody asks for, or one asked for that is not there, is a fault."""
    assert {path.name for path in FOLDER.glob("*.ttf")} == set(FONTS)


@pytest.mark.parametrize("name", FONTS)
def test_each_font_is_static(name: str) -> None:
    """A variable font makes the bytes of a PDF differ from run to run, so none may be shipped."""
    with _open(name) as font:
        assert "fvar" not in font


@pytest.mark.parametrize("name", FONTS)
def test_each_font_bears_its_family_and_weight(name: str) -> None:
    """A style sheet asks for a family and a weight; the file must answer to both, whatever it is called."""
    stem, weight = name.removesuffix(".ttf").split("-")
    family = {"IBMPlexSans": LATIN, "IBMPlexSansArabic": ARABIC, "NotoSansSC": CHINESE}[stem]
    with _open(name) as font:
        assert (font["name"].getDebugName(16) or font["name"].getDebugName(1)) == family
        assert font["OS/2"].usWeightClass == WEIGHTS[weight]


@pytest.mark.parametrize("name", FONTS)
def test_each_font_may_be_embedded(name: str) -> None:
    """A bit of OS/2 fsType forbids embedding or subsetting; a pack does both."""
    with _open(name) as font:
        assert font["OS/2"].fsType == 0


@pytest.mark.parametrize("family", ["IBMPlexSans", "IBMPlexSansArabic", "NotoSansSC"])
def test_each_family_has_its_licence_beside_it(family: str) -> None:
    """The Open Font License asks that its text travels with the fonts."""
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FOLDER / f"OFL-{family}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
@pytest.mark.parametrize(("family", "text"), LETTERS.values(), ids=LETTERS.keys())
def test_every_letter_has_a_glyph(family: str, text: str, weight: str) -> None:
    """In each language a pack is set in, regular and bold hold every letter, composed as Unicode's NFC has it."""
    with _open(f"{family.replace(' ', '')}-{weight}.ttf") as font:
        known = font.getBestCmap()
    assert not [char for char in unicodedata.normalize("NFC", text) if ord(char) not in known]


def test_fontconfig_finds_our_fonts_and_no_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A font of the user's own must not get in, or two machines would print two packs."""
    stranger = tmp_path / "data" / "fonts" / "Stranger.ttf"
    stranger.parent.mkdir(parents=True)
    shutil.copyfile(FOLDER / "IBMPlexSans-Light.ttf", stranger)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert visible_fonts(CONFIG) == sorted(FOLDER / name for name in FONTS)


def test_fontconfig_would_find_a_stranger_if_it_were_let_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above proves something only if a configuration that names the user's folder does find the font."""
    shutil.copyfile(FOLDER / "IBMPlexSans-Light.ttf", tmp_path / "Stranger.ttf")
    lax = tmp_path / "fonts.conf"
    lax.write_text(CONFIG.read_text(encoding="utf-8").replace(">fonts</dir>", ">.</dir>"), encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert [path.name for path in visible_fonts(lax)] == ["Stranger.ttf"]


def test_fontconfig_keeps_its_index_in_the_cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Installed, the program may be read-only: nothing is ever written beside the fonts."""
    before = sorted(FOLDER.parent.rglob("*"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    visible_fonts(CONFIG)
    assert list((tmp_path / "fontconfig").glob("*.cache*"))
    assert sorted(FOLDER.parent.rglob("*")) == before
