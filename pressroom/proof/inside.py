"""What a file says of itself and what it could do: metadata, language, tags, actions, attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pressroom.proof.expect import Expectation, Finding
from pressroom.proof.opening import Opened
from pressroom.proof.skim import ESCAPE

_DC = "{http://purl.org/dc/elements/1.1/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_UA = "{http://www.aiim.org/pdfua/ns/id/}"
_A = "{http://www.aiim.org/pdfa/ns/id/}"
_ALLOWED_XMP = frozenset(
    {f"{_DC}title", f"{_DC}language", f"{_UA}part", f"{_A}part", f"{_A}conformance",
     "{http://www.aiim.org/pdfa/ns/extension/}schemas"}
)  # fmt: skip
_MAX_XMP_BYTES = 1_000_000

_TRACES = {
    "/PieceInfo": "what a program left about its work",
    "/LastModified": "a date of change",
    "/CreationDate": "a date of making",
    "/ModDate": "a date of change",
}
_DEEDS = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/GoToR", "/GoToE", "/Rendition", "/Movie",
     "/Sound", "/Trans", "/RichMediaExecute", "/Hide", "/SetOCGState", "/GoTo3DView", "/Thread"}
)  # fmt: skip
"""Actions (ISO 32000-1, table 198) that reach outside the page or change it: paper needs none of them."""

_NAMED = {"/AA", "/EF", "/EmbeddedFile", "/JS", "/Metadata", "/Rect", "/URI"}
_TELLING = re.compile(b"|".join([ESCAPE, *(name.encode() for name in sorted(_NAMED | _TRACES.keys() | _DEEDS))]))
"""Without one of these names there is nothing in an object that `_suspicious` looks for."""


def information(pdf: Any) -> dict[str, str]:
    """Return all that the file says of itself: its Info entries, then the properties of its XMP packet."""
    found = {str(key).removeprefix("/"): str(value) for key, value in pdf.trailer.get("/Info", {}).items()}
    found.update({f"xmp:{name.rpartition('}')[2]}": text for name, text in properties(pdf)})
    return found


def check_metadata(file: Opened, expect: Expectation) -> Iterator[Finding]:
    """Find metadata other than title and language, and a title or language other than those that were meant."""
    root, info = file.pdf.Root, file.pdf.trailer.get("/Info", {})
    surplus = [str(key).removeprefix("/") for key in info.keys() if str(key) != "/Title"]  # noqa: SIM118 - no dict
    said = list(properties(file.pdf))
    surplus += [name.rpartition("}")[2] for name, _ in said if name not in _ALLOWED_XMP]
    if surplus:
        names = ", ".join(sorted(set(surplus)))
        yield Finding(0, "metadata", f"the file's properties hold more than title and language: {names}")
    titles = [str(info.get("/Title", "")), *(text for name, text in said if name == f"{_DC}title")]
    if expect.title is not None and any(title != expect.title for title in titles):
        yield Finding(0, "title", "the file's title is not the one that was meant")
    languages = [str(root.get("/Lang", "")), *(text for name, text in said if name == f"{_DC}language")]
    if expect.language is not None and any(language != expect.language for language in languages):
        yield Finding(0, "language", f"the file's language is not {expect.language}")


def check_tags(file: Opened, expect: Expectation) -> Iterator[Finding]:
    """Find what a screen reader needs and the file lacks (ISO 14289-1, clause 7.1), where the file is to be tagged."""
    if not expect.tagged:
        return
    root = file.pdf.Root
    if not is_tagged(file.pdf):
        yield Finding(0, "untagged", "the file has no tags: a screen reader cannot follow it")
    if not str(root.get("/Lang", "")):
        yield Finding(0, "no-language", "the file does not say in which language it is")
    if not str(file.pdf.trailer.get("/Info", {}).get("/Title", "")):
        yield Finding(0, "no-title", "the file has no title")
    if {f"{_DC}title", f"{_UA}part"} - {name for name, _ in properties(file.pdf)}:
        yield Finding(0, "no-pdfua", "the file does not say that it keeps to PDF/UA")
    if root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is not True:
        yield Finding(0, "title-not-shown", "the file does not ask for its title to be shown")


def is_tagged(pdf: Any) -> bool:
    """Say whether the file claims to be tagged, and has a structure tree with something in it."""
    tree = pdf.Root.get("/StructTreeRoot", {})
    return pdf.Root.get("/MarkInfo", {}).get("/Marked") is True and bool(tree.get("/K", []))


def links(page: Any) -> list[str]:
    """Return the addresses to which a page's links lead, in their order."""
    targets = []
    for annotation in page.obj.get("/Annots", []):
        action = annotation.get("/A", {})
        if "/URI" in action:
            targets.append(str(action.URI))
    return targets


def check_actions(file: Opened, expect: Expectation) -> Iterator[Finding]:
    """Find what acts by itself, reaches outside the file, or travels hidden in it."""
    root = file.pdf.Root
    if "/OpenAction" in root or "/AA" in root:
        yield Finding(0, "action", "the file does something by itself when it is opened")
    if "/AcroForm" in root:
        yield Finding(0, "form", "the file holds a form to fill in on a screen")
    if {"/EmbeddedFiles", "/JavaScript"} & set(root.get("/Names", {}).keys()):
        yield Finding(0, "attachment", "the file carries other files or scripts")
    seen: set[str] = set()
    for item in file.objects(_TELLING):
        for code, message in _suspicious(item, root, expect, 0):
            if message not in seen:
                seen.add(message)
                yield Finding(0, code, message)


def _suspicious(item: Any, root: Any, expect: Expectation, depth: int) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one object. Actions often stand inside another object, so look some levels deep."""
    from pikepdf import Array, Dictionary, Stream

    if isinstance(item, Array) and depth < 4:
        for value in item:
            if isinstance(value, (Dictionary, Array)) and not value.is_indirect:
                yield from _suspicious(value, root, expect, depth + 1)
    if not isinstance(item, (Dictionary, Stream)):
        return
    keys = set(item.keys())
    yield from _named_keys(item, keys, root)
    kind = str(item["/S"]) if "/S" in keys else ""
    if kind in _DEEDS or "/JS" in keys:
        yield "action", "a link or button does more than lead to a page or an address"
    if kind == "/URI" and not str(item.get("/URI", "")).startswith(expect.link_schemes):
        yield "link-scheme", "a link leads to something other than a web page, an e-mail address or a phone number"
    if depth < 4:
        for key in keys & {"/A", "/Next", "/AA", "/D", "/U", "/E", "/X", "/Annots", "/Fo", "/Bl", "/C", "/O"}:
            value = item[key]
            if isinstance(value, (Dictionary, Array)) and not value.is_indirect:
                yield from _suspicious(value, root, expect, depth + 1)


def _named_keys(item: Any, keys: set[str], root: Any) -> Iterator[tuple[str, str]]:
    for key in sorted(keys & _TRACES.keys()):
        yield "metadata", f"something in the file holds {_TRACES[key]} ({key})"
    if "/Metadata" in keys and item.objgen != root.objgen:
        yield "metadata", "a page or picture holds metadata of its own"
    if "/EF" in keys or str(item.get("/Type", "")) == "/EmbeddedFile":
        yield "attachment", "the file carries other files"
    if "/AA" in keys and item.objgen != root.objgen:
        yield "action", "a page or link does something by itself"
    if "/Rect" in keys and "/Subtype" in keys and str(item.Subtype) != "/Link":
        yield "annotation", f"a page holds something other than links: {str(item.Subtype).removeprefix('/')}"


def properties(pdf: Any) -> Iterator[tuple[str, str]]:
    """Yield the names (with namespace) and values of the XMP packet's properties (ISO 16684-1, clause 7)."""
    from defusedxml.ElementTree import fromstring

    stream = pdf.Root.get("/Metadata")
    if stream is None:
        return
    packet = stream.read_bytes()
    if len(packet) > _MAX_XMP_BYTES:
        raise ValueError("the XMP packet is too large")
    for description in fromstring(packet).iter(f"{_RDF}Description"):
        for name, value in description.attrib.items():
            if not name.startswith(_RDF):
                yield name, value
        for element in description:
            texts = [text for node in element.iter() if (text := (node.text or "").strip())]
            yield from ((element.tag, text) for text in texts or [""])
