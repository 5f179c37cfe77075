"""What a finder of the discreet edition sees without reading it: nothing there may tell what it is for."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from pressroom.proof.expect import Expectation, Finding, Outside
from pressroom.proof.inside import information, links
from pressroom.proof.opening import Opened

TELLS = "tells what the discreet edition is for, or names an organisation, the host or the meeting"

_PT_PER_MM = 72 / 25.4
_ARABIC = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LATIN = re.compile("[A-Za-z]")
_PIECES = re.compile(r"[^\W_]+|.", re.DOTALL)

_SAID_IN = {
    "/Alt": "an alternative text",
    "/ActualText": "an alternative text",
    "/E": "an alternative text",
    "/Title": "a bookmark or title",
    "/FontName": "the name of a font",
    "/BaseFont": "the name of a font",
}
"""The keys whose texts have a name that people know (ISO 32000-1)."""

_NOT_TEXT = frozenset(
    {"/K", "/Kids", "/Parent", "/Nums", "/Annots", "/URI", "/Widths", "/W", "/ID", "/Panose", "/Pg", "/Prev", "/Next"}
)
"""Keys that lead elsewhere, hold numbers or bytes, or are looked at on their pages. ``/ID``: of files and of cells."""

_DEPTH = 4
_FONTS = frozenset({"/FontName", "/BaseFont"})


def check_discretion(file: Opened, expect: Expectation) -> Iterator[Finding]:
    """Find on the outside of a file of the discreet edition what tells whose it is or what it is for."""
    outside = expect.outside
    if outside is None:
        return
    if outside.search(PurePosixPath(outside.path).name, address=True):
        yield _finding(0, "the file's name")
    if any(outside.search(value) for value in information(file.pdf).values()):
        yield _finding(0, "the file's title or properties")
    for where, text in sorted(set(_texts(file))):
        if outside.search(text, address=where == "the name of a font"):
            yield _finding(0, where)
    for number in file.pages(outside.pages):
        yield from _page(file, number, outside, expect)
    yield from _heads(file, outside)


def _finding(page: int, where: str) -> Finding:
    return Finding(page, "tells", f"{where} {TELLS}")


def _page(file: Opened, number: int, outside: Outside, expect: Expectation) -> Iterator[Finding]:
    """Look at all that stands on a page, and at where its links and QR codes lead."""
    text = _text(file.view[number - 1])
    if outside.search(text, allowed=(*outside.allowed, *map(_turned, outside.allowed))):
        yield _finding(number, "the text")
    page = file.pdf.pages[number - 1]
    if any(outside.search(spoken) for spoken in _spoken(page)):
        yield _finding(number, "an alternative text")
    described = [text for note in page.obj.get("/Annots", []) for _, text in _in(note, 0)]
    if any(outside.search(target, address=True) for target in (*links(page), *described)):
        yield _finding(number, "a link")
    if any(outside.search(code, address=True) for code in expect.qr.get(number, ())):
        yield _finding(number, "a QR code")


def _heads(file: Opened, outside: Outside) -> Iterator[Finding]:
    """Look at the margins of the pages that are not looked at whole."""
    top, foot = (length * _PT_PER_MM for length in outside.heads_mm)
    if outside.pages is None or not (top or foot):
        return
    seen: set[str] = set()
    for number in sorted(set(file.pages()).difference(outside.pages)):
        text = _text(file.view[number - 1], top, foot)
        key = re.sub(r"\d+", "", text)
        if key not in seen and outside.search(text):
            yield _finding(number, "what stands in the margin")
        seen.add(key)


# The texts in a file that stand on no page


def _texts(file: Opened) -> Iterator[tuple[str, str]]:
    """Yield where a text stands, in plain words, and the text, for all that are no page's content or link."""
    from pikepdf import Dictionary, Stream

    for item in file.objects():
        if isinstance(item, Dictionary | Stream) and item.get("/Subtype") != "/Link":
            yield from _in(item, 0)
    for _, label in _label_entries(file.pdf):
        yield "a page's number", str(label.get("/P", ""))


def _in(item: Any, depth: int) -> Iterator[tuple[str, str]]:
    from pikepdf import Array, Dictionary, Name, String

    for key in item.keys():  # noqa: SIM118 - no dict
        if key in _NOT_TEXT:
            continue
        value = item[key]
        if isinstance(value, String) or (isinstance(value, Name) and key in _FONTS):
            yield _SAID_IN.get(key, "a name inside the file"), _without_tag(value) if key in _FONTS else str(value)
        elif depth < _DEPTH and isinstance(value, Dictionary) and not value.is_indirect:
            yield from _in(value, depth + 1)
        elif key == "/Names" and isinstance(value, Array):
            yield from (("a name inside the file", str(name)) for name in value if isinstance(name, String))


def _without_tag(font: Any) -> str:
    """Return a font's name without the six letters that tell subsets apart (clause 9.6.4)."""
    return re.sub("^/?([A-Z]{6}[+])?", "", str(font))


def _label_entries(pdf: Any) -> Iterator[tuple[int, Any]]:
    from pikepdf import NumberTree

    if "/PageLabels" in pdf.Root:
        yield from NumberTree(pdf.Root.PageLabels).items()


def _spoken(page: Any) -> Iterator[str]:
    """Yield the texts that stand for what is drawn, from the page's content itself (clause 14.9)."""
    import pikepdf

    for instruction in pikepdf.parse_content_stream(page, "BDC DP"):
        for operand in instruction.operands:
            if isinstance(operand, pikepdf.Dictionary):
                yield from (str(operand[key]) for key in ("/Alt", "/ActualText", "/E") if key in operand)


# The text on a page


def _text(page: Any, top: float = 0, foot: float = 0) -> str:
    """Return a page's text, or what of it stands so near to the top and to the foot, in points."""
    reader = page.get_textpage()
    try:
        width, height = page.get_size()
        if top or foot:
            above = reader.get_text_bounded(0, height - top, width, height)
            text = f"{above}\n{reader.get_text_bounded(0, 0, width, foot)}"
        else:
            text = reader.get_text_range(errors="replace")
        if _ARABIC.search(text):
            edges = (height - top, foot) if top or foot else (0.0, height)
            turned = (_turned(line) for line in text.splitlines() if _LATIN.search(line))
            text = "\n".join((text, *turned, *_arabic_lines(reader, *edges)))
        return text
    finally:
        reader.close()
        page.close()


def _turned(line: str) -> str:
    """Return a line with its words in the other order.

    In a line that has Arabic letters, pdfium may give the words of a name or an address from right to left.
    """
    return "".join(reversed(_PIECES.findall(line)))


def _arabic_lines(reader: Any, above: float, below: float) -> Iterator[str]:
    """Yield the Arabic of each line above or below these heights as it is read, and as it is read turned by 180°.

    pdfium takes a line apart where vowel signs stand, and gives the letters of a ligature, which share their place, in
    the order of the page. So the lines are put together anew, from where the letters stand.
    """
    from pypdfium2 import raw

    x, y = ctypes.c_double(), ctypes.c_double()
    lines: dict[int, dict[float, str]] = {}
    for index in range(reader.count_chars()):
        raw.FPDFText_GetCharOrigin(reader.raw, index, x, y)
        letter = chr(raw.FPDFText_GetUnicode(reader.raw, index))
        if not below <= y.value <= above and (letter == " " or _ARABIC.match(letter)):
            line = lines.setdefault(round(y.value), {})
            line[x.value] = letter + line.get(x.value, "")
    for line in lines.values():
        yield "".join(line[at] for at in sorted(line, reverse=True))
        yield "".join(line[at] for at in sorted(line))
