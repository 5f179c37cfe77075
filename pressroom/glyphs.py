"""Which characters the fonts hold: a letter that none of them has must be found before it is missing on paper."""

from __future__ import annotations

import functools
import io
import unicodedata
from typing import TYPE_CHECKING

from pressroom.paths import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable

FAMILIES = ("IBMPlexSans", "IBMPlexSansArabic", "NotoSansSC")
"""The shipped families, by the first part of their files' names, in the order in which they are asked."""

NAMED_AT_MOST = 3
"""How many characters a message names: enough to find them by. All letters of a name would be the name."""

_INVISIBLE = "\n\t\u00a0\u202f\u2009\u200c\u200d"
"""Spaces and joiners that need no glyph: Pango draws them itself."""


def missing(text: str, fonts: Iterable[tuple[str, bytes]] = ()) -> str:
    """Return the characters of ``text`` that no shipped font and none of ``fonts`` holds, each once, in their order."""
    lacking = {ord(c) for c in text if not " " <= c <= "~" and c not in _INVISIBLE}
    for family in FAMILIES:
        if lacking:  # the Chinese fonts are large: they are opened only for what the others lack
            lacking -= family_characters(family)
    for _, data in fonts:
        if lacking:
            lacking -= _characters(data)
    return "".join(c for c in dict.fromkeys(text) if ord(c) in lacking)


def named(characters: str) -> str:
    """Return characters for a message: a few of their code points and Unicode names.

    Never the text that they stood in: they come in the order of Unicode, and of many but the first.
    """
    shown = [f"U+{ord(c):04X} {unicodedata.name(c, 'unnamed')}" for c in sorted(characters)[:NAMED_AT_MOST]]
    more = len(characters) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


@functools.cache
def family_characters(family: str) -> frozenset[int]:
    """Return the code points that every weight of a shipped family holds."""
    files = sorted(shipped("assets", "fonts").glob(f"{family}-*.ttf"))
    return frozenset.intersection(*(_characters(path.read_bytes()) for path in files))


@functools.lru_cache(maxsize=16)
def _characters(data: bytes) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(data), lazy=True)
    # The names of 30,000 glyphs take a fifth of a second to make up, and nobody reads them.
    font.setGlyphOrder([str(number) for number in range(font["maxp"].numGlyphs)])
    return frozenset(font.getBestCmap())
