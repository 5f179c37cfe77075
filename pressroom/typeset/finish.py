"""Mends what WeasyPrint 70 leaves open in tagged PDF, and takes out what says who made it; on request, in inks."""

from __future__ import annotations

import functools
import re
import zlib
from typing import Any

from pressroom.typeset.inks import separate

_EMPTY_ENTRY = re.compile(rb"^(<[0-9a-f]{4}>) <>$", re.MULTILINE)
_NOTHING = rb"\1 <200c>"
"""A glyph that stands for no letter of its own (a dot of an Arabic letter) is given the zero-width non-joiner:
an empty entry fails PDF/UA-1 (ISO 14289-1, 7.21.7)."""


_PRINTED = 4
"""The flag of an annotation that is printed (ISO 32000-1, table 165), which PDF/A asks of every link."""


def finisher(_document: Any, pdf: Any, *, cmyk: bool = False) -> None:
    """Mend ``pdf`` (a pydyf.PDF) before it is written; with ``cmyk``, give its colours as inks."""
    pdf.info.clear()
    if cmyk:
        separate(pdf)
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Type") == "/Annot":
            item["F"] = _PRINTED
        stream = getattr(item, "stream", None)
        if isinstance(stream, list) and stream and stream[0] == b"/CIDInit /ProcSet findresource begin":
            item.stream = [_EMPTY_ENTRY.sub(_NOTHING, line) for line in stream]
    for item in pdf.objects:
        _pack(item)


_LEVEL = 5
"""How hard streams are packed: pydyf's 9 saves half a hundredth of a file, and takes four times as long."""


def _pack(item: Any) -> None:
    """Pack a stream, as it would pack itself when it is written (ISO 32000-1, clause 7.4.4)."""
    import pydyf

    if isinstance(item, pydyf.Stream) and item.compress:
        data = b"\n".join(
            part if isinstance(part, bytes) else pydyf._to_bytes(part)  # noqa: SLF001 - as the stream does it
            for part in item.stream
        )
        packed = _packed_font(data) if "Length1" in item.extra else zlib.compress(data, _LEVEL)
        item.stream, item.compress = [packed], False
        item.extra["Filter"] = "/FlateDecode"


@functools.lru_cache(maxsize=64)
def _packed_font(data: bytes) -> bytes:
    """Return a font file packed. Fonts cut to the same letters are the same file (`pressroom.typeset.quick`)."""
    return zlib.compress(data, _LEVEL)


@functools.cache
def patch_tags() -> None:
    """Let each element with a ``lang`` of its own say so, each list item have its body, and texts need no element.

    WeasyPrint gives a language to the whole document alone, and each line of text an element that says nothing: half
    of all objects of a document. The function that is wrapped is private: the version of WeasyPrint is bounded, and a
    test holds the result.
    """
    import pydyf
    from weasyprint.pdf import tags

    build = tags._build_box_tree  # noqa: SLF001

    def build_whole(box: Any, parent: Any, pdf: Any, page: int, owners: dict[int, bytes], *args: Any) -> Any:
        inner = getattr(box, "_box", box)
        element = getattr(inner, "element", None)
        language = element.get("lang") if element is not None and hasattr(element, "get") else None
        for node in build(box, parent, pdf, page, owners, *args):
            node.is_of_the_page = True
            if language and inner.element_tag not in ("html", "body"):
                node["Lang"] = pydyf.String(language)
            if node["S"] in _HOLD_TEXT:
                _take_lines(node, pdf, owners)
            elif node["S"] == "/LI":
                _give_body(node, pdf)
            yield node

    tags._build_box_tree = build_whole  # noqa: SLF001


_HOLD_TEXT = frozenset(
    f"/{name}" for name in ("P", "H1", "H2", "H3", "H4", "H5", "H6", "TH", "TD", "Span", "LBody", "Lbl")
)
"""Elements that may have content of their own (ISO 32000-1, 14.8.4.3 and 14.8.4.4); groups may not."""


def _take_lines(node: Any, pdf: Any, owners: dict[int, bytes]) -> None:
    """Give an element its lines of text as its own content, in the place of elements that stand for nothing else.

    ``owners`` has for each piece of a page's content a reference to its element.
    """
    for at, kid in enumerate(node["K"]):
        if not isinstance(kid, bytes):
            continue
        line = pdf.objects[int(kid.split()[0])]
        if line.get("S") == "/Span" and not hasattr(line, "is_of_the_page"):
            (content,) = line["K"]
            node["K"][at] = content
            owners[content] = node.reference
            pdf.objects[line.number] = _nothing(line.number)


def _nothing(number: int) -> Any:
    """Return an object that nothing refers to, for the place of one that is gone: numbers are places."""
    import pydyf

    made = pydyf.String()
    made.number = number
    return made


def _give_body(item: Any, pdf: Any) -> None:
    """Put paragraphs that hang on a list item itself into a body of it (ISO 32000-1, 14.8.4.3.3)."""
    import pydyf

    kids = [pdf.objects[int(reference.split()[0])] for reference in item["K"]]
    loose = [kid for kid in kids if kid["S"] not in ("/Lbl", "/LBody")]
    if not loose:
        return
    body = pydyf.Dictionary({"Type": "/StructElem", "S": "/LBody", "Pg": item["Pg"], "P": item.reference})
    pdf.add_object(body)
    body["K"] = pydyf.Array(kid.reference for kid in loose)
    item["K"] = pydyf.Array([*(kid.reference for kid in kids if kid not in loose), body.reference])
    for kid in loose:
        kid["P"] = body.reference
