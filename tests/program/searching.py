"""Looks for words in everything that was made, as somebody who found it would: the more ways, the better.

A PDF is read as text by PDFium, glyph by glyph through its fonts' own tables, and as raw objects with every stream
decompressed; its QR codes are read from the page; its name counts. Case, accents, presentation forms, spaces, line
breaks and the grouping of numbers hide nothing, nor does text that runs backwards.
"""

from __future__ import annotations

import functools
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

from tests.program.reading import _insides, _strings

QR_DPI = 100
_WORDLIKE = re.compile(r"[^\W_]+")
_BFCHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>")
_SHOWN = re.compile(rb"/([^\s/<>\[\]()]+)\s+[\d.+-]+\s+Tf|<([0-9A-Fa-f\s]*)>")
_TEXT_OBJECT = re.compile(rb"\bBT\b.*?\bET\b", re.DOTALL)
_DIALLED = re.compile(r"\d(?:[\s().\u2010-\u2015\ufffe/-]*\d){5,}")
_ARABIC_ALIKE = str.maketrans("ىیکة", "ييكه")


def folded(text: str) -> str:
    """Return text without case, accents, width, presentation forms and what cannot be seen."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = (char for char in apart if unicodedata.category(char) not in {"Mn", "Cf"} and char != "\u0640")
    return unicodedata.normalize("NFKC", "".join(kept)).translate(_ARABIC_ALIKE)


def letters(text: str) -> str:
    """Return the letters and digits of a text alone, folded."""
    return "".join(_WORDLIKE.findall(folded(text)))


def numbers(text: str) -> str:
    """Return the numbers of a text, each without its grouping, one on a line."""
    plain = folded(text)
    groups = [re.sub(r"\D", "", found) for found in _DIALLED.findall(plain)]
    turned = ["".join(reversed(re.findall(r"\d+", found))) for found in _DIALLED.findall(plain)]
    return "\n".join(groups + turned)


@dataclass(frozen=True)
class Haystack:
    """What one file holds, in the forms in which words are looked for.

    ``run`` has all readable text without spaces, forwards and backwards; ``words`` has it with them; ``dialled`` its
    numbers; ``raw`` every byte.
    """

    run: str
    words: str
    dialled: str
    raw: bytes

    def has(self, needle: str) -> bool:
        """Whether a word, a name or a phone number stands in it, however it is written."""
        sought = letters(needle)
        if sought.isdigit():
            last = sought[-9:]
            return last in self.dialled or last[::-1] in self.dialled or _grouped(last).search(self.raw) is not None
        if sought in self.run or sought[::-1] in self.run or _joined(needle).search(self.run):
            return True
        written = (needle.encode(code) for code in ("utf-8", "utf-16-be", "utf-16-le"))
        return any(len(form) >= 4 and form in self.raw for form in written)  # two bytes stand anywhere by chance

    def has_word(self, needle: str) -> bool:
        """Whether a short word stands in it by itself, and not inside another word."""
        return re.search(rf"(?<![^\W_]){re.escape(folded(needle))}(?![^\W_])", self.words) is not None


@functools.cache
def _joined(needle: str) -> re.Pattern[str]:
    """Return a name in Arabic without the ends of its words, which can be lost where letters join into one glyph."""
    words = [letters(word) for word in needle.split()]
    if not any("\u0600" <= char <= "\u06ff" for char in "".join(words)):
        return re.compile("(?!)")
    stems = [re.escape(word[:-2] if len(word) > 4 else word) for word in words if word]
    return re.compile(".{0,3}".join(stems) + ".{0,2}")


@functools.cache
def _grouped(digits: str) -> re.Pattern[bytes]:
    return re.compile(rb"[ ().-]{0,2}".join(re.escape(digit.encode()) for digit in digits))


def haystack(path: Path, *, codes: bool = False) -> Haystack:
    """Return what a file holds; with ``codes`` also what its QR codes say."""
    data = path.read_bytes()
    texts, turned = [path.name, path.parent.name], ""
    if path.suffix == ".pdf":
        texts += _of_pdf(data, codes=codes)
        turned = _turned(data)
        with pikepdf.open(io.BytesIO(data)) as pdf:
            data = b"\n".join((data, *_insides(pdf)))
    else:
        texts.append(data.decode("utf-8", "replace"))
    whole = "\n".join(texts)
    backwards = "\n".join(line[::-1] for line in whole.splitlines())
    run = "\n".join(map(letters, (whole, backwards, turned)))
    return Haystack(run, " ".join(folded(whole).split()), numbers(whole), data)


def _of_pdf(data: bytes, *, codes: bool) -> Iterator[str]:
    with pypdfium2.PdfDocument(data) as document:
        for number in range(len(document)):
            page = document[number]
            yield page.get_textpage().get_text_range()
            if codes:
                yield from _codes(page)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for thing in [pdf.trailer, *pdf.objects]:
            yield from (string.decode() for string in _strings(thing))
            if isinstance(thing, pikepdf.Stream) and thing.get("/Type") in {"/Metadata", "/EmbeddedFile"}:
                yield thing.read_bytes().decode("utf-8", "replace")
        for font in shown_glyphs(pdf).values():
            shown = [[font.characters.get(glyph, "") for glyph in run] for run in font.runs]
            yield "\n".join("".join(run) for run in shown)  # as drawn: cell after cell, line after line


def _turned(data: bytes) -> str:
    """Return the text of each run from its last glyph to its first, as right-to-left scripts are read.

    The letters of a glyph that stands for several keep their order.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        runs = [(font.characters, run) for font in shown_glyphs(pdf).values() for run in font.runs]
        return "\n".join("".join(characters_.get(glyph, "") for glyph in reversed(run)) for characters_, run in runs)


def _codes(page: Any) -> Iterator[str]:
    """Yield what the QR codes of a page say."""
    import zxingcpp

    picture = page.render(scale=QR_DPI / 72, grayscale=True).to_pil()
    yield from (code.text for code in zxingcpp.read_barcodes(picture))


@dataclass
class Font:
    """A font of a file: its glyphs' characters by its own table, and the runs of glyphs that the file shows with it."""

    object: Any
    characters: dict[int, str]
    runs: list[list[int]]

    @property
    def shown(self) -> set[int]:
        """The glyphs that the file shows."""
        return {glyph for run in self.runs for glyph in run}

    @property
    def held(self) -> set[int]:
        """The glyphs with an outline that the embedded font holds."""
        from fontTools.ttLib import TTFont

        descriptor = self.object.DescendantFonts[0].FontDescriptor
        program = TTFont(io.BytesIO(descriptor.FontFile2.read_bytes()), lazy=True)
        order, glyphs = program.getGlyphOrder(), program["glyf"]
        drawn = {number for number, name in enumerate(order) if glyphs[name].numberOfContours}
        parts = {part: set(glyphs[order[part]].getComponentNames(glyphs)) for part in drawn & self.shown}
        names = set().union(*parts.values()) if parts else set()
        return {number for number in drawn if order[number] not in names and number}


def shown_glyphs(pdf: pikepdf.Pdf) -> dict[tuple[int, int], Font]:
    """Return the fonts of a file by their objects, with what it shows of them. Text must be in hexadecimal strings."""
    fonts: dict[tuple[int, int], Font] = {}
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font" and "/ToUnicode" in thing:
            fonts[thing.objgen] = Font(thing, _characters(thing.ToUnicode.read_bytes()), [])
    run: list[int] = []
    for stream, resources in _contents(pdf):
        named = resources.get("/Font", {})
        for text in _TEXT_OBJECT.findall(stream):
            assert b"(" not in text, "text in other than hexadecimal strings is not read here"
            for name, codes in _SHOWN.findall(text):
                if name:
                    font, run = fonts[named[f"/{name.decode()}"].objgen], []
                    font.runs.append(run)
                    continue
                plain = re.sub(rb"\s", b"", codes)
                run += [int(plain[at : at + 4], 16) for at in range(0, len(plain), 4)]
    return fonts


def _contents(pdf: pikepdf.Pdf) -> Iterator[tuple[bytes, Any]]:
    """Yield each content stream of a file, pages' and forms', with its resources."""
    for page in pdf.pages:
        page.contents_coalesce()
        yield page.Contents.read_bytes(), page.get("/Resources", {})
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Form":
            yield thing.read_bytes(), thing.get("/Resources", {})


def _characters(table: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for glyph, text in _BFCHAR.findall(block):
            found[int(glyph, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
    assert b"beginbfrange" not in table, "a table of ranges is not read here"
    return found


def characters(path: Path) -> set[str]:
    """Return every character that some font of a file can be asked for, by its table."""
    with pikepdf.open(path) as pdf:
        texts = (text for font in shown_glyphs(pdf).values() for text in font.characters.values())
        return {char for text in texts for char in text}


def idle_glyphs(path: Path) -> dict[str, set[int]]:
    """Return the glyphs that a file's fonts hold, or have characters for, and that it shows nowhere, by font.

    Of Chinese fonts only those with a character: with a comma comes its upright form, which nobody writes.
    """
    idle: dict[str, set[int]] = defaultdict(set)
    with pikepdf.open(path) as pdf:
        for font in shown_glyphs(pdf).values():
            name = str(font.object.BaseFont)
            held = set() if "SC" in name else font.held
            if unused := (held | set(font.characters)) - font.shown - {0}:
                idle[name] |= unused
    return dict(idle)


def found(needles: Iterable[str], where: Haystack) -> list[str]:
    """Return which of the needles stand in a file."""
    return [needle for needle in needles if where.has(needle)]
