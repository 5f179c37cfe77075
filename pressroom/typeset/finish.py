"""Mends what WeasyPrint 70 leaves open in tagged PDF, and takes out what says who made it; on request, in inks."""

from __future__ import annotations

import functools
import re
import zlib
from typing import Any

from pressroom.typeset.inks import separate
from pressroom.typeset.loose import object_at

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
            item.stream = [_EMPTY_ENTRY.sub(_NOTHING, line) if line.endswith(b"> <>") else line for line in stream]
        if isinstance(stream, list) and item.compress:
            _pack(item)


_LEVEL = 5
"""How hard streams are packed: pydyf's 9 saves half a hundredth of a file, and takes four times as long."""


def _pack(item: Any) -> None:
    """Pack a stream, as it would pack itself when it is written (ISO 32000-1, clause 7.4.4)."""
    import pydyf

    data = b"\n".join(map(pydyf._to_bytes, item.stream))  # noqa: SLF001 - as the stream does it
    packed = _packed_font(data) if "Length1" in item.extra else zlib.compress(data, _LEVEL)
    item.stream, item.compress = [packed], False
    item.extra["Filter"] = "/FlateDecode"


@functools.lru_cache(maxsize=64)
def _packed_font(data: bytes) -> bytes:
    """Return a font file packed. Fonts cut to the same letters are the same file (`pressroom.typeset.quick`)."""
    return zlib.compress(data, _LEVEL)


@functools.cache
def patch_tags() -> None:
    """Let each element with a ``lang`` of its own say so, each list item have its body, and no element say nothing.

    WeasyPrint gives a language to the whole document alone, and each line of text, each group and each anonymous box
    an element that says nothing: two thirds of all objects of a document. The function that is wrapped is private: the
    version of WeasyPrint is bounded, and a test holds the result.
    """
    import pydyf
    from weasyprint.pdf import tags

    build = tags._build_box_tree  # noqa: SLF001

    def build_whole(box: Any, parent: Any, pdf: Any, page: int, owners: dict[int, bytes], *args: Any) -> Any:
        inner = getattr(box, "_box", box)
        element = getattr(inner, "element", None)
        language = element.get("lang") if element is not None and hasattr(element, "get") else None
        for node in build(box, parent, pdf, page, owners, *args):
            if hasattr(node, "is_of_the_page"):  # the page, html and body hand on what is below them
                yield node
                continue
            node.is_of_the_page = True
            if language and inner.element_tag not in ("html", "body"):
                node["Lang"] = pydyf.String(language)
            kind = node["S"]
            if kind in _HOLD_TEXT:
                _take_content(node, pdf, owners)
            elif kind == "/LI":
                _give_body(node, pdf)
            elif kind == "/Table":
                _take_rows(node, pdf)
            elif kind in _GROUP and _says_nothing(node) and all(isinstance(kid, bytes) for kid in node["K"]):
                for kid in _kids(node, pdf):
                    kid["P"] = parent.reference
                    yield kid
                pdf.objects[node.number] = _nothing(node.number)
                continue
            yield node

    tags._build_box_tree = build_whole  # noqa: SLF001


_HOLD_TEXT = frozenset(
    f"/{name}" for name in ("P", "H1", "H2", "H3", "H4", "H5", "H6", "TH", "TD", "Span", "LBody", "Lbl")
)
"""Elements that may have content of their own (ISO 32000-1, 14.8.4.3 and 14.8.4.4); groups may not."""

_WITHIN_TEXT = frozenset(("/Span", "/NonStruct"))
_GROUP = frozenset(("/Div", "/NonStruct"))


def _says_nothing(node: Any) -> bool:
    """Whether an element has nothing but its kind, its place and what is in it."""
    return len(node) == _BARE and "Pg" in node


_BARE = 5
"""The entries that each element has: Type, S, K, Pg and P."""


def _kids(node: Any, pdf: Any) -> list[Any]:
    """Return the elements within one, content aside."""
    return [object_at(pdf, kid) for kid in node["K"] if isinstance(kid, bytes)]


def _take_content(node: Any, pdf: Any, owners: dict[int, bytes]) -> None:
    """Give an element as its own content what hangs on elements within it that stand for nothing else.

    ``owners`` has for each piece of a page's content a reference to its element.
    """
    for at, kid in reversed(list(enumerate(node["K"]))):
        if not isinstance(kid, bytes):
            continue
        inner = object_at(pdf, kid)
        if inner.get("S") in _WITHIN_TEXT and _says_nothing(inner):
            for content in inner["K"]:
                if isinstance(content, bytes):
                    object_at(pdf, content)["P"] = node.reference
                else:
                    owners[content] = node.reference
            node["K"][at : at + 1] = inner["K"]
            pdf.objects[inner.number] = _nothing(inner.number)


def _take_rows(table: Any, pdf: Any) -> None:
    """Let a table of one body hold its rows itself (ISO 32000-1, table 337)."""
    bodies = _kids(table, pdf)
    if len(bodies) != 1 or bodies[0]["S"] != "/TBody" or not _says_nothing(bodies[0]):
        return
    for row in _kids(bodies[0], pdf):
        row["P"] = table.reference
    table["K"] = bodies[0]["K"]
    pdf.objects[bodies[0].number] = _nothing(bodies[0].number)


def _nothing(number: int) -> Any:
    """Return an object that nothing refers to, for the place of one that is gone: numbers are places."""
    import pydyf

    made = pydyf.String()
    made.number = number
    return made


def _give_body(item: Any, pdf: Any) -> None:
    """Put paragraphs that hang on a list item itself into a body of it (ISO 32000-1, 14.8.4.3.3)."""
    import pydyf

    kids = _kids(item, pdf)
    loose = [kid for kid in kids if kid["S"] not in ("/Lbl", "/LBody")]
    if not loose:
        return
    body = pydyf.Dictionary({"Type": "/StructElem", "S": "/LBody", "Pg": item["Pg"], "P": item.reference})
    pdf.add_object(body)
    body["K"] = pydyf.Array(kid.reference for kid in loose)
    item["K"] = pydyf.Array([*(kid.reference for kid in kids if kid not in loose), body.reference])
    for kid in loose:
        kid["P"] = body.reference
