"""Joins finished parts: a personal part and shared ones to one tagged pack.

Guidance is laid out once for everyone who gets the same; what is typeset for one person is two or four pages. This
room puts them together at PDF level, with all that makes a PDF usable by someone who cannot see it: structure tree,
parent tree, languages, bookmarks, links and their destinations. It knows nothing of what the pages say.

Clauses named here are those of ISO 32000-1:2008 and ISO 14289-1 (PDF/UA-1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from pressroom import metadata

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

_KEPT_IN_CATALOG = frozenset({"/Type", "/Pages", "/StructTreeRoot", "/Outlines", "/Names"})
"""What a part's catalog may bring into a pack; all else (actions, forms, files, metadata) stays behind or is ours."""


class BindError(ValueError):
    """A part cannot be bound: it has no pages, no tags, or is no PDF. The message says which."""


class PageLabel(NamedTuple):
    """How pages are numbered in a viewer from page ``first`` (an index from 0) on (clause 12.4.2).

    ``style``: ``D`` decimal, ``r`` or ``R`` Roman, ``a`` or ``A`` letters, empty for no number. ``start``: the first
    one's number.
    """

    first: int
    style: str
    start: int = 1


class Binder:
    """Binds the same shared parts to one personal part after another.

    The shared parts are joined once, when the binder is made; each pack then costs no more than copying the personal
    pages in and writing the file. Every pack starts from the untouched shared bytes, so that nothing of one person's
    part can reach another's file.
    """

    def __init__(self, shared_parts: Sequence[bytes]) -> None:
        """Join ``shared_parts`` in their order. Raises `BindError` when one cannot be bound."""
        self._shared = _join(shared_parts) if shared_parts else None

    def bind(
        self,
        personal: bytes,
        *,
        title: str,
        language: str,
        labels: Sequence[PageLabel] = (),
        archive: bool = False,
    ) -> bytes:
        """Return the pack: the personal part's pages, then the shared ones, in one tagged PDF.

        ``title`` and ``language`` (a BCP 47 tag) are its only metadata. Where two parts have a destination of the same
        name, a link leads to the one in the later part. ``archive`` makes it PDF/A-3a too. The same input gives the
        same bytes. Raises `BindError`.
        """
        own = _open_part(personal, 0)
        _speak(own, language)
        if self._shared is None:
            pack = own
        else:
            pack = _open(self._shared)
            _speak(pack, language)
            _graft(pack, own, in_front=True, prefix="personal-")
        _finish(pack, title, language, labels, archive=archive)
        return metadata.with_clear_ends(_written(pack)) if archive else _written(pack)


def bind(
    parts: Sequence[bytes], *, title: str, language: str, labels: Sequence[PageLabel] = (), archive: bool = False
) -> bytes:
    """Return ``parts`` as one tagged PDF, as `Binder.bind` does for a first part and the rest."""
    if not parts:
        raise BindError("there is no part to bind")
    return Binder(parts[1:]).bind(parts[0], title=title, language=language, labels=labels, archive=archive)


def _open(pdf: bytes) -> Pdf:
    from pikepdf import Pdf

    return Pdf.open(BytesIO(pdf))


def _open_part(part: bytes, number: int) -> Pdf:
    """Open the part with this number, from 0; say which one it is when it cannot be bound."""
    from pikepdf import PdfError

    try:
        pdf = _open(part)
        if not len(pdf.pages):
            raise BindError(f"part {number + 1} has no pages")
    except PdfError as error:
        raise BindError(f"part {number + 1} is not a readable PDF") from error
    if "/K" not in pdf.Root.get("/StructTreeRoot", {}):
        raise BindError(f"part {number + 1} has no structure tree: typeset it with tags")
    return pdf


def _join(parts: Sequence[bytes]) -> bytes:
    """Return the shared parts as one PDF: the ground on which each pack is built."""
    joined = _open_part(parts[0], 1)
    _rename_elements(joined, "shared1-")
    for number, part in enumerate(parts[1:], 2):
        source = _open_part(part, number)
        _speak(source, _language(joined))
        _graft(joined, source, in_front=False, prefix=f"shared{number}-")
    return _written(joined)


def _graft(pack: Pdf, part: Pdf, *, in_front: bool, prefix: str) -> None:
    """Copy all of ``part`` into ``pack``, before or after what is there."""
    _shift_struct_parents(part, 1 + max((key for key, _ in _parent_entries(pack)), default=-1))
    _rename_elements(part, prefix)
    at = 0 if in_front else len(pack.pages)
    for offset, page in enumerate(part.pages):
        # The pages come first: what is copied after them then refers to the copies.
        pack.pages.insert(at + offset, page)
    _graft_destinations(pack, part, part_wins=not in_front)
    _graft_bookmarks(pack, part, in_front=in_front)
    _graft_structure(pack, part, in_front=in_front)


def _language(pdf: Pdf) -> str:
    return str(pdf.Root.get("/Lang", ""))


def _speak(pdf: Pdf, language: str) -> None:
    """Make ``language`` the document's, and keep the old one on each element that had it from the document (14.9.2)."""
    from pikepdf import String

    old = _language(pdf)
    if old and old != language:
        for element in _kids(_document(pdf)):
            if "/Lang" not in element:
                element.Lang = String(old)
    pdf.Root.Lang = String(language)


def _shift_struct_parents(part: Pdf, by: int) -> None:
    """Move a part's keys of the parent tree (14.7.4.4) out of the way of those that the pack has already."""
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
    _set_parent_entries(part, [(key + by, value) for key, value in _parent_entries(part)])


def _rename_elements(part: Pdf, prefix: str) -> None:
    """Put ``prefix`` before each element identifier and each mention of one in a table cell's Headers.

    Parts number their table headers alike, and an identifier must be unique in its file (14.7.2).
    """
    from pikepdf import Array, Dictionary, String

    stack = _kids(part.Root.StructTreeRoot)
    while stack:
        element = stack.pop()
        if "/ID" in element:
            element.ID = String(prefix + str(element.ID))
        for owner in _listed(element, "/A"):
            if "/Headers" in owner:
                owner.Headers = Array([String(prefix + str(header)) for header in owner.Headers])
        stack += [kid for kid in _kids(element) if isinstance(kid, Dictionary) and "/S" in kid]


def _graft_destinations(pack: Pdf, part: Pdf, *, part_wins: bool) -> None:
    """Merge the named destinations. One name leads to one place (12.3.2.3): the one in the later part."""
    ours = _destinations(pack)
    theirs = {name: pack.copy_foreign(_indirect(part, place)) for name, place in _destinations(part).items()}
    _set_destinations(pack, {**ours, **theirs} if part_wins else {**theirs, **ours})


def _destinations(pdf: Pdf) -> dict[bytes, Object]:
    names = pdf.Root.get("/Names")
    if names is None or "/Dests" not in names:
        return {}
    return {bytes(name): place for name, place in _pairs(names.Dests, "/Names")}


def _set_destinations(pdf: Pdf, places: dict[bytes, Object]) -> None:
    """Write the name tree as a single leaf, sorted by bytes (7.9.6)."""
    from pikepdf import Array, Dictionary, String

    flat: list[Object] = []
    for name in sorted(places):
        flat += [String(name), places[name]]
    if flat:
        pdf.Root.Names = Dictionary(Dests=pdf.make_indirect(Dictionary(Names=Array(flat))))


def _graft_bookmarks(pack: Pdf, part: Pdf, *, in_front: bool) -> None:
    """Put the part's bookmarks before or after the pack's (12.3.3)."""
    from pikepdf import Dictionary, Name

    if "/First" not in part.Root.get("/Outlines", {}):
        return
    theirs = pack.copy_foreign(_indirect(part, part.Root.Outlines))
    items = list(_siblings(theirs))
    ours = list(_siblings(pack.Root.Outlines)) if "/First" in pack.Root.get("/Outlines", {}) else []
    items = items + ours if in_front else ours + items
    shown = sum(1 + max(0, int(item.get("/Count", 0))) for item in items)
    root = pack.make_indirect(Dictionary(Type=theirs.get("/Type", Name.Outlines), Count=shown))
    root.First, root.Last = items[0], items[-1]
    for before, after in pairwise(items):
        before.Next, after.Prev = after, before
    for item in items:
        item.Parent = root
    pack.Root.Outlines = root


def _siblings(outlines: Object) -> Iterator[Object]:
    item: Object | None = outlines.First
    while item is not None:
        yield item
        item = item.get("/Next")


def _graft_structure(pack: Pdf, part: Pdf, *, in_front: bool) -> None:
    """Hang the part's structure elements under the pack's Document element (14.7.2) and append its parent tree."""
    from pikepdf import Array

    foreign = pack.copy_foreign(_indirect(part, part.Root.StructTreeRoot))
    document = _document(pack)
    theirs, ours = _kids(_kids(foreign)[0]), _kids(document)
    for element in theirs:
        element.P = document
    document.K = Array([*theirs, *ours] if in_front else [*ours, *theirs])
    _set_parent_entries(pack, [*_parent_entries(pack), *_pairs(foreign.ParentTree, "/Nums")])
    tree = pack.Root.StructTreeRoot
    for key in ("/RoleMap", "/ClassMap"):
        for name, value in foreign.get(key, {}).items():
            if key not in tree:
                tree[key] = foreign[key]
            tree[key][name] = value


def _document(pdf: Pdf) -> Object:
    """Return the one Document element; make it where the part's root holds something else."""
    from pikepdf import Array, Dictionary, Name

    tree = pdf.Root.StructTreeRoot
    kids = _kids(tree)
    if len(kids) == 1 and kids[0].get("/S") == Name.Document:
        return kids[0]
    document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree, K=Array(kids)))
    for kid in kids:
        kid.P = document
    tree.K = Array([document])
    return document


def _kids(element: Object) -> list[Object]:
    return _listed(element, "/K")


def _listed(element: Object, key: str) -> list[Any]:
    """Return what an element has under ``key``: nothing, one value, or an array (table 323)."""
    from pikepdf import Array

    value = element.get(key)
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _parent_entries(pdf: Pdf) -> list[tuple[int, Object]]:
    tree = pdf.Root.StructTreeRoot
    return [(int(key), value) for key, value in _pairs(tree.ParentTree, "/Nums")] if "/ParentTree" in tree else []


def _set_parent_entries(pdf: Pdf, entries: Iterable[tuple[int, Object]]) -> None:
    """Write the parent tree as a single leaf, sorted by key (7.9.7)."""
    from pikepdf import Array, Dictionary

    ordered = sorted(entries, key=lambda entry: entry[0])
    tree = pdf.Root.StructTreeRoot
    tree.ParentTree = pdf.make_indirect(Dictionary(Nums=Array([item for entry in ordered for item in entry])))
    tree.ParentTreeNextKey = ordered[-1][0] + 1 if ordered else 0


def _pairs(tree: Object, leaves: str) -> Iterator[tuple[Any, Object]]:
    """Yield the keys and values of a name tree or number tree (7.9.6, 7.9.7), however deep."""
    stack = [tree]
    while stack:
        node = stack.pop()
        flat = list(node.get(leaves, []))
        yield from zip(flat[::2], flat[1::2], strict=False)
        stack += reversed(list(node.get("/Kids", [])))


def _indirect(pdf: Pdf, value: Object) -> Object:
    """Return ``value`` as an object that can be copied to another file."""
    return value if value.is_indirect else pdf.make_indirect(value)


def _finish(pack: Pdf, title: str, language: str, labels: Sequence[PageLabel], *, archive: bool) -> None:
    """Give the pack its own catalog: title, language, how to show and print it; nothing else that a part brought."""
    from pikepdf import Array, Dictionary, Name, String

    for key in set(pack.Root.keys()) - _KEPT_IN_CATALOG:
        del pack.Root[key]
    _set_destinations(pack, _destinations(pack))
    pack.Root.Lang = String(language)
    pack.Root.MarkInfo = Dictionary(Marked=True)
    pack.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True, PrintScaling=Name("/None"))
    if labels:
        numbers: list[Any] = []
        for label in sorted(labels):
            style = {"/S": Name(f"/{label.style}"), "/St": label.start} if label.style else {}
            numbers += [label.first, Dictionary(style)]
        pack.Root.PageLabels = Dictionary(Nums=Array(numbers))
    _set_info(pack, title)
    packet = metadata.packet(title, language, archive=archive)
    pack.Root.Metadata = pack.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)
    if archive:
        metadata.ready_for_keeping(pack)


def _set_info(pdf: Pdf, title: str) -> None:
    from pikepdf import Dictionary, String

    pdf.trailer.Info = pdf.make_indirect(Dictionary(Title=String(title)))


def _written(pdf: Pdf) -> bytes:
    """Return the file, small, and the same bytes for the same content."""
    from pikepdf import ObjectStreamMode

    out = BytesIO()
    pdf.save(
        out,
        min_version="1.7",
        deterministic_id=True,
        object_stream_mode=ObjectStreamMode.generate,
        fix_metadata_version=False,  # which would have the library write the packet anew
    )
    return out.getvalue()
