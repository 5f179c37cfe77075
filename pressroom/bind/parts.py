"""Opens a part and makes it ready: one Document element, one language, keys and identifiers of its own."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pressroom.sheaf import Sheaf, Written

if TYPE_CHECKING:
    from pikepdf import Object, Pdf


class BindError(ValueError):
    """A part cannot be bound: it has no pages, no tags, or is no PDF. The message says which."""


def open_part(part: bytes, number: int) -> Pdf:
    """Open the part with this number, from 0; say which one it is when it cannot be bound."""
    from pikepdf import Pdf, PdfError

    try:
        pdf = Pdf.open(BytesIO(part))
        if not len(pdf.pages):
            raise BindError(f"part {number + 1} has no pages")
    except PdfError as error:
        raise BindError(f"part {number + 1} is not a readable PDF") from error
    if "/K" not in pdf.Root.get("/StructTreeRoot", {}):
        raise BindError(f"part {number + 1} has no structure tree: typeset it with tags")
    return pdf


def speak(pdf: Pdf, language: str) -> None:
    """Make ``language`` the document's, and keep the old one on each element that had it from the document (14.9.2)."""
    from pikepdf import String

    old = str(pdf.Root.get("/Lang", ""))
    if old and old != language:
        for element in kids(document(pdf)):
            if "/Lang" not in element:
                element.Lang = String(old)


def shift_keys(part: Pdf, by: int) -> None:
    """Move a part's keys of the parent tree (14.7.4.4) out of the way of other parts'."""
    seen: set[tuple[int, int]] = set()
    for page in part.pages:
        drawn = [xobject for _, xobject in page.resources.get("/XObject", {}).items()]
        for owner in (page.obj, *page.obj.get("/Annots", []), *drawn):
            if owner.is_indirect and owner.objgen in seen:
                continue
            seen.add(owner.objgen)
            for key in ("/StructParents", "/StructParent"):
                if key in owner:
                    owner[key] = int(owner[key]) + by


def rename_elements(part: Pdf, prefix: str) -> None:
    """Put ``prefix`` before each element identifier and each mention of one in a table cell's Headers.

    Parts number their table headers alike, and an identifier must be unique in its file (14.7.2).
    """
    from pikepdf import Array, Dictionary, String

    stack = kids(part.Root.StructTreeRoot)
    while stack:
        element = stack.pop()
        if "/ID" in element:
            element.ID = String(prefix + str(element.ID))
        for owner in _listed(element, "/A"):
            if "/Headers" in owner:
                owner.Headers = Array([String(prefix + str(header)) for header in owner.Headers])
        stack += [kid for kid in kids(element) if isinstance(kid, Dictionary) and "/S" in kid]


def document(pdf: Pdf) -> Object:
    """Return the one Document element; make it where the part's root holds something else."""
    from pikepdf import Array, Dictionary, Name

    tree = pdf.Root.StructTreeRoot
    held = kids(tree)
    if len(held) == 1 and held[0].get("/S") == Name.Document:
        only: Object = held[0]
        return only
    made = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree, K=Array(held)))
    for kid in held:
        kid.P = made
    tree.K = Array([made])
    return made


def kids(element: Object) -> list[Any]:
    """Return what a structure element holds."""
    return _listed(element, "/K")


def _listed(element: Object, key: str) -> list[Any]:
    """Return what an element has under ``key``: nothing, one value, or an array (table 323)."""
    from pikepdf import Array

    value = element.get(key)
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def parent_entries(pdf: Pdf) -> list[tuple[int, Object]]:
    """Return the keys and values of the parent tree (14.7.4.4)."""
    tree = pdf.Root.StructTreeRoot
    return [(int(key), value) for key, value in _pairs(tree.ParentTree, "/Nums")] if "/ParentTree" in tree else []


def destinations(pdf: Pdf) -> dict[bytes, Object]:
    """Return the named destinations (12.3.2.3)."""
    names = pdf.Root.get("/Names")
    if names is None or "/Dests" not in names:
        return {}
    return {bytes(name): place for name, place in _pairs(names.Dests, "/Names")}


def bookmarks(pdf: Pdf) -> list[Object]:
    """Return the outermost bookmarks, in their order (12.3.3)."""
    return list(_siblings(pdf.Root.Outlines)) if "/First" in pdf.Root.get("/Outlines", {}) else []


def _siblings(outlines: Object) -> Iterator[Object]:
    item: Object | None = outlines.First
    while item is not None:
        yield item
        item = item.get("/Next")


def _pairs(tree: Object, leaves: str) -> Iterator[tuple[Any, Object]]:
    """Yield the keys and values of a name tree or number tree (7.9.6, 7.9.7), however deep."""
    stack = [tree]
    while stack:
        node = stack.pop()
        flat = list(node.get(leaves, []))
        yield from zip(flat[::2], flat[1::2], strict=False)
        stack += reversed(list(node.get("/Kids", [])))


def sheaf_of(pdf: Pdf, part: bytes) -> Sheaf:
    """Return an open part as its objects; it stays open for as long as they are read."""
    tree = pdf.Root.StructTreeRoot
    marks = bookmarks(pdf)
    for item, key in ((marks[0], "/Prev"), (marks[-1], "/Next")) if marks else ():
        if key in item:
            del item[key]
    ends = marks[:1] if len(marks) == 1 else [*marks[:1], *marks[-1:]]
    return Sheaf(
        language=str(pdf.Root.get("/Lang", "")),
        tree=_reference(pdf.Root.Pages),
        pages=tuple(_reference(page.obj) for page in pdf.pages),
        structure=_reference(tree),
        document=_reference(document(pdf)),
        kids=b" ".join(_text(kid) for kid in kids(document(pdf))),
        read=functools.partial(_read, pdf),
        write=lambda: part,
        parents=tuple((key, value.unparse()) for key, value in parent_entries(pdf)),
        outlines=_reference(pdf.Root.Outlines) if "/Outlines" in pdf.Root else b"",
        marks=tuple((_reference(item), item.unparse(resolved=True)) for item in ends),
        shown=sum(1 + max(0, int(item.get("/Count", 0))) for item in marks),
        dests={name: place.unparse() for name, place in destinations(pdf).items()},
        roles={
            key: {name: value.unparse() for name, value in tree[key].items()}
            for key in ("/RoleMap", "/ClassMap")
            if key in tree
        },
    )


def _reference(item: Object) -> bytes:
    return b"%d %d R" % item.objgen


def _text(value: Object | int) -> bytes:
    return b"%d" % value if isinstance(value, int) else value.unparse()


def _read(pdf: Pdf, reference: bytes) -> Written:
    from pikepdf import Dictionary, Stream

    number, generation, _ = reference.split()
    item = pdf.get_object(int(number), int(generation))
    if not isinstance(item, Stream):
        return item.unparse(resolved=True)
    head = Dictionary({key: value for key, value in item.items() if key != "/Length"})
    return head.unparse(), item.read_raw_bytes()
