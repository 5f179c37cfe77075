"""Fonts and glyphs: whether each font travels with the file, and whether each letter on the page has a shape in it."""

from __future__ import annotations

import re
import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from pressroom.proof.content import operations
from pressroom.proof.expect import Expectation, Finding
from pressroom.proof.opening import Opened

_MAX_DEPTH = 12
# Codes of two bytes alone: a longer one would be a range without end.
_CID_CHAR = re.compile(rb"<([0-9A-Fa-f]{4})>\s*(\d+)")
_CID_RANGE = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>\s*(\d+)")


@dataclass
class Font:
    """A font of the file, and what of it is used: for each code of its strings, the first page on which it stands.

    ``glyphs`` is the number of its glyphs, and ``cids`` says which of them a code means (``None``: the code is the
    glyph's number). Where ``wide`` is false, its codes are not two bytes that lead to a glyph, and nothing is said of
    its letters.
    """

    name: str
    embedded: bool
    first_page: int
    wide: bool = False
    glyphs: int | None = None
    cids: dict[int, int] | None = None
    used: dict[int, int] = field(default_factory=dict)

    def lacks(self, code: int) -> bool:
        """Say whether the font draws nothing, or its sign for what it lacks, for a code.

        Glyph 0 is .notdef by definition, and a code that no CMap entry covers means glyph 0 (ISO 32000-1, clauses
        9.7.4.3 and 9.7.6.3). WeasyPrint 70 gives a letter that the font lacks a code past its last glyph.
        """
        glyph = code if self.cids is None else self.cids.get(code, 0)
        return glyph == 0 or (self.glyphs is not None and glyph >= self.glyphs)


def fonts(file: Opened, only: Collection[int] | None = None) -> list[Font]:
    """Return all fonts that any page, or anything drawn on one, names or uses; or those of the pages ``only``."""
    found = _Walk()
    for number in file.pages(only):
        page = file.pdf.pages[number - 1]
        found.content(page, page.resources, number, 0)
        for annotation in page.obj.get("/Annots", []):
            normal = annotation.get("/AP", {}).get("/N")
            if normal is not None and "/Resources" in normal:
                found.content(normal, normal.Resources, number, 0)
    return list(found.fonts.values())


def check_fonts(file: Opened, expect: Expectation) -> Iterator[Finding]:
    """Find fonts that are not embedded, and letters for which a font has no shape."""
    for font in fonts(file, expect.text_pages):
        if not font.embedded:
            yield Finding(font.first_page, "font-not-embedded", f"the font {font.name} is not in the file")
        pages: dict[int, int] = {}
        for code, page in font.used.items():
            if font.lacks(code):
                pages[page] = pages.get(page, 0) + 1
        for page, count in pages.items():
            yield Finding(page, "missing-glyph", f"letters cannot be drawn: the font {font.name} lacks {count} of them")


class _Walk:
    """Goes through content streams, and through the forms that they draw, each form once."""

    def __init__(self) -> None:
        self.fonts: dict[Any, Font] = {}
        self._forms: set[tuple[int, int]] = set()

    def content(self, stream: Any, resources: Any, page: int, depth: int) -> None:
        """Note the fonts of ``resources``, and what of them the stream shows."""
        named = {str(name): self._font(font, page) for name, font in resources.get("/Font", {}).items()}
        drawn: Any = resources.get("/XObject", {})
        font: Font | None = None
        saved: list[Font | None] = []
        shown: dict[int, tuple[Font, list[bytes]]] = {}
        for operator, operand in operations(stream):
            match operator:
                case "q":
                    saved.append(font)
                case "Q":
                    font = saved.pop() if saved else None
                case "Tf":
                    font = named.get(str(operand))
                case "Do":
                    self._form(drawn.get(operand), resources, page, depth)
                case _ if font is not None and font.wide:
                    text = operand if len(operand) % 2 == 0 else operand[:-1]
                    shown.setdefault(id(font), (font, []))[1].append(text)
        for font, texts in shown.values():
            data = b"".join(texts)
            for code in set(struct.unpack(f">{len(data) // 2}H", data)):
                font.used.setdefault(code, page)

    def _form(self, form: Any, resources: Any, page: int, depth: int) -> None:
        if form is None or str(form.get("/Subtype")) != "/Form" or form.objgen in self._forms or depth > _MAX_DEPTH:
            return
        self._forms.add(form.objgen)
        self.content(form, form.get("/Resources", resources), page, depth + 1)

    def _font(self, font: Any, page: int) -> Font:
        # A font written into its resources, rather than referred to, has no number of its own.
        key = font.objgen if font.is_indirect else (len(self.fonts), -1)
        if key not in self.fonts:
            self.fonts[key] = _described(font, page)
        return self.fonts[key]


def _described(font: Any, page: int) -> Font:
    name = str(font.get("/BaseFont", font.get("/Name", "without a name"))).removeprefix("/")
    if "/DescendantFonts" not in font:
        # A Type 3 font's glyphs are content streams of the file itself (clause 9.6.5).
        return Font(name, _program(font) is not None or str(font.get("/Subtype")) == "/Type3", page)
    holder = font.DescendantFonts[0]
    program = _program(holder)
    cids = _cids(font.get("/Encoding"))
    identity = str(holder.get("/CIDToGIDMap", "/Identity")) == "/Identity"
    glyphs = _glyph_count(program.read_bytes()) if program is not None and identity else None
    return Font(name, program is not None, page, wide=cids != {}, glyphs=glyphs, cids=cids)


def _program(font: Any) -> Any:
    descriptor: Any = font.get("/FontDescriptor", {})
    return next((descriptor[key] for key in ("/FontFile", "/FontFile2", "/FontFile3") if key in descriptor), None)


def _cids(encoding: Any) -> dict[int, int] | None:
    """Return which glyph each two-byte code means: ``None`` for itself, empty where that is not known here (9.7.5)."""
    from pikepdf import Stream

    if not isinstance(encoding, Stream):
        return None if str(encoding) in {"/Identity-H", "/Identity-V"} else {}
    cmap = encoding.read_bytes()
    if b"usecmap" in cmap or "/UseCMap" in encoding:
        return {}
    found: dict[int, int] = {}
    for kind, block in re.findall(rb"begincid(char|range)(.*?)endcid", cmap, re.DOTALL):
        if kind == b"char":
            found.update({int(code, 16): int(cid) for code, cid in _CID_CHAR.findall(block)})
            continue
        for low, high, cid in _CID_RANGE.findall(block):
            found.update({int(low, 16) + step: int(cid) + step for step in range(int(high, 16) - int(low, 16) + 1)})
    return found


def _glyph_count(program: bytes) -> int | None:
    """Return a TrueType or OpenType font's number of glyphs: ``numGlyphs`` of its ``maxp`` table."""
    tables = int.from_bytes(program[4:6], "big") if program[:4] in {b"\0\1\0\0", b"true", b"OTTO"} else 0
    for entry in range(12, 12 + 16 * tables, 16):
        if program[entry : entry + 4] == b"maxp":
            start = int.from_bytes(program[entry + 8 : entry + 12], "big")
            return int.from_bytes(program[start + 4 : start + 6], "big")
    return None
