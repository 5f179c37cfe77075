"""Which characters the fonts hold: a letter that none of them has must be found before it is missing on paper."""

from __future__ import annotations

import functools
import io
import itertools
import struct
import unicodedata
from typing import TYPE_CHECKING

from pressroom.paths import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FAMILIES = ("IBMPlexSans", "IBMPlexSansArabic", "NotoSansSC")
"""The shipped families, by the first part of their files' names, in the order in which they are asked."""

NAMED_AT_MOST = 3
"""How many characters a message names: enough to find them by."""

TELLING = 0.34
"""What part of a text's letters a message may name: all letters of a name would be the name."""

_INVISIBLE = "\n\t\u00a0\u202f\u2009\u200c\u200d"
"""Spaces and joiners that need no glyph: Pango draws them itself."""


_DIRECTORY = 12 + 16 * 64
"""The bytes in which a font lists its tables, 16 for each after the first 12 (OpenType, "Table Directory")."""


def missing(text: str, fonts: Iterable[tuple[str, bytes]] = ()) -> str:
    """Return the characters of ``text`` that no shipped font and none of ``fonts`` holds, each once, in their order."""
    if text.isascii() and text.isprintable():
        return ""
    lacking = {ord(c) for c in text if not " " <= c <= "~" and c not in _INVISIBLE}
    for family in FAMILIES:
        if lacking:  # the Chinese fonts are large: they are opened only for what the others lack
            lacking -= family_characters(family)
    for _, data in fonts:
        if lacking:
            lacking -= _characters(data)
    return "".join(c for c in dict.fromkeys(text) if ord(c) in lacking)


def named(characters: str, text: str) -> str:
    """Return characters of ``text`` for a message: a few of their code points and Unicode names.

    Never what they spell: where they are more than a few letters of the text, their scripts alone.
    """
    if len(characters) > len({c for c in text if c.isalpha()}) * TELLING:
        scripts = dict.fromkeys(unicodedata.name(c, "unnamed").split()[0] for c in sorted(characters))
        return "letters of the script " + ", ".join(list(scripts)[:NAMED_AT_MOST])
    shown = [f"U+{ord(c):04X} {unicodedata.name(c, 'unnamed')}" for c in sorted(characters)[:NAMED_AT_MOST]]
    more = len(characters) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


@functools.cache
def family_characters(family: str) -> frozenset[int]:
    """Return the code points that every weight of a shipped family holds."""
    files = sorted(shipped("assets", "fonts").glob(f"{family}-*.ttf"))
    return frozenset.intersection(*map(file_characters, files))


def file_characters(path: Path) -> frozenset[int]:
    """Return the code points that a font's file holds.

    Of a font made as ours are, its table of characters alone is read: the library that reads any font takes longer to
    load than all of these tables.
    """
    with path.open("rb") as file:
        tables = file.read(_DIRECTORY)
        entry = next(at for at in range(12, _DIRECTORY, 16) if tables[at : at + 4] in {b"cmap", b""})
        file.seek(_number(tables, entry + 8))
        found = _code_points(file.read(_number(tables, entry + 12)))
    return _characters(path.read_bytes()) if found is None else found


def _code_points(table: bytes) -> frozenset[int] | None:
    """Return the code points in a table ``cmap`` (OpenType) for Windows, the full one or else that of the first plane.

    None where it has neither, in the forms in which fonts have them.
    """
    records = (4 + 8 * n for n in range(_number(table, 2, 2)))
    parts = {(_number(table, at, 2), _number(table, at + 2, 2)): table[_number(table, at + 4) :] for at in records}
    full, plane = parts.get((3, 10), b""), parts.get((3, 1), b"")
    if full[:2] == b"\0\x0c":
        groups = struct.iter_unpack(">III", full[16 : 16 + 12 * _number(full, 12)])
        return frozenset(itertools.chain.from_iterable(range(first, last + 1) for first, last, _ in groups))
    return frozenset(_in_segments(plane)) if not full and plane[:2] == b"\0\x04" else None


def _in_segments(table: bytes) -> Iterator[int]:
    """Yield the code points in a subtable of format 4, but for those without a glyph. Its last segment is a mark."""
    words = struct.unpack(f">{_number(table, 2, 2) // 2}H", table[: _number(table, 2, 2)])
    count = words[3] // 2
    ends, starts, deltas, offsets = (words[at : at + count - 1] for at in (7, *(8 + n * count for n in (1, 2, 3))))
    for number, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        base = 8 + 3 * count + number + offset // 2 - first
        for code in range(first, last + 1):
            glyph = words[base + code] if offset else code
            if (glyph or not offset) and (glyph + delta) % 0x10000:
                yield code


def _number(data: bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(data[at : at + size])


@functools.lru_cache(maxsize=16)
def _characters(data: bytes) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(data), lazy=True)
    # The names of 30,000 glyphs take a fifth of a second to make up, and nobody reads them.
    font.setGlyphOrder([str(number) for number in range(font["maxp"].numGlyphs)])
    return frozenset(font.getBestCmap())
