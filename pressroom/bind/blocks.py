"""A part as a block of bytes: its objects under numbers of their own, as they stand in the file, and its open ends.

Open ends are what a file ties together for all its parts: page tree, Document element, parent tree, bookmarks,
destinations. Each is known here by its number or its bytes, and is written by `pressroom.bind.writing`.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from pressroom.bind import parts

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

CATALOG, PAGES, STRUCTURE, DOCUMENT, OUTLINES, INFO, METADATA, LOOSE = range(1, 9)
"""The numbers of the objects that a file has once; ``LOOSE`` is the object stream with most of them."""

FIRST = 9
"""The number of the first object of the first block."""

HEADER = b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n"
"""The second line says that the file is no text (7.5.2)."""

ENTRY = 7
"""The bytes of an entry of the cross-reference stream: its type, four bytes, two bytes (7.5.8.2)."""

KEYS = 100_000
"""How far apart the parent tree's keys of two parts are: more than any part has."""

_IN_A_STREAM = 200
"""How many objects share an object stream: unpacking one takes a fraction of a millisecond."""

# Strings come first, so that what looks like a reference inside one is left alone.
_REFERENCE = re.compile(
    rb"\((?:[^\\()]|\\.)*\)|<[0-9A-Fa-f]*>|(?<![^\s\[])(?P<number>\d+) (?P<generation>\d+) R(?![^\s\]>/])", re.DOTALL
)


@dataclass(frozen=True)
class Spot:
    """Where a block comes to stand: its first object's number, its first byte, and which part of the file it is.

    ``part`` counts from 0, the personal one; it moves the parent tree's keys and tells identifiers apart.
    """

    number: int
    offset: int
    part: int


class Loose(NamedTuple):
    """An outermost bookmark whose neighbours are in other parts: its number, and its dictionary without its end."""

    number: int
    text: bytes


@dataclass(frozen=True)
class Block:
    """A part as it stands in the file from ``spot`` on, with its ``entries`` of the cross-reference stream.

    ``pages`` are the numbers of its pages, ``tree`` that of the node above them. ``kids`` are references to what hangs
    from the Document element. ``leaf`` is the number of its parent tree, with the least and the largest key in
    ``limits``. ``dests`` and ``roles`` are bytes by name. ``marks`` are the first and the last outermost bookmark, and
    ``shown`` says how many are visible.
    """

    spot: Spot
    body: bytes
    entries: bytes
    pages: tuple[int, ...]
    tree: int
    kids: bytes
    leaf: int
    limits: tuple[int, int] | None
    dests: Mapping[bytes, bytes]
    roles: Mapping[str, Mapping[str, bytes]]
    marks: tuple[Loose, ...] = ()
    shown: int = 0

    @property
    def end(self) -> Spot:
        """Where the next block begins."""
        number = self.spot.number + len(self.entries) // ENTRY
        return Spot(number, self.spot.offset + len(self.body), self.spot.part + 1)

    @property
    def digest(self) -> bytes:
        """A digest of all that a file holds of the block, and of where."""
        loose = b"".join(mark.text for mark in self.marks)
        return hashlib.sha256(
            b"%d:%d:" % (self.spot.number, self.spot.offset) + self.body + self.entries + loose
        ).digest()


def block_of(pdf: bytes, spot: Spot, language: str, *, level: int = 9) -> Block:
    """Return a part as a block at ``spot`` of a file in ``language``; ``level`` is how hard it is packed (zlib's).

    Raises `BindError`.
    """
    with parts.open_part(pdf, spot.part) as part:
        parts.speak(part, language)
        if spot.part:
            parts.shift_keys(part, spot.part * KEYS)
            parts.rename_elements(part, f"shared{spot.part}-")
        return _Numbered(part, spot).block(level)


@dataclass
class _Numbered:
    """Gives the objects of a part their numbers, in the order in which they are reached."""

    part: Pdf
    spot: Spot
    numbers: dict[tuple[int, int], int] = field(default_factory=dict)
    texts: dict[int, bytes] = field(default_factory=dict)
    streams: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._next = self.spot.number
        self._waiting: list[tuple[int, int]] = []

    def block(self, level: int) -> Block:
        root = self.part.Root
        self.numbers[parts.document(self.part).objgen] = DOCUMENT
        self.numbers[root.StructTreeRoot.objgen] = STRUCTURE
        if "/Outlines" in root:
            self.numbers[root.Outlines.objgen] = OUTLINES
        tree = self._tree(root.Pages)
        pages = tuple(self._number(page.obj.objgen) for page in self.part.pages)
        kids = self._text_of_all(parts.kids(parts.document(self.part)))
        marks, shown = self._marks()
        leaf, limits = self._leaf()
        dests = {name: self._text(place) for name, place in parts.destinations(self.part).items()}
        self._reach()
        body, entries = self._written(level)
        return Block(self.spot, body, entries, pages, tree, kids, leaf, limits, dests, self._roles(), marks, shown)

    def _tree(self, pages: Object) -> int:
        """Return the number of the node above the part's pages, which hangs from the file's own (7.7.3)."""
        pages.Parent = self.part.make_indirect(self._stand_in(PAGES))
        return self._number(pages.objgen)

    def _stand_in(self, number: int) -> Object:
        """Return an object that will be referred to as ``number``: it is the file's, and stays out of the block."""
        from pikepdf import Dictionary

        made = self.part.make_indirect(Dictionary())
        self.numbers[made.objgen] = number
        return made

    def _marks(self) -> tuple[tuple[Loose, ...], int]:
        items = parts.bookmarks(self.part)
        if not items:
            return (), 0
        shown = sum(1 + max(0, int(item.get("/Count", 0))) for item in items)
        parts.without(items[0], ["/Prev"])
        parts.without(items[-1], ["/Next"])
        ends = items[:1] if len(items) == 1 else [items[0], items[-1]]
        marks = []
        for item in ends:
            number = self._number(item.objgen)
            marks.append(Loose(number, self._text(item, resolved=True).removesuffix(b">>")))
            self.texts[number] = b""  # written with the file, when its neighbours are known
        return tuple(marks), shown

    def _leaf(self) -> tuple[int, tuple[int, int] | None]:
        """Return the number of the part's leaf of the parent tree, and its limits (7.9.7)."""
        shift = self.spot.part * KEYS
        found = sorted(((key + shift, value) for key, value in parts.parent_entries(self.part)), key=lambda one: one[0])
        number = self._fresh()
        nums = b" ".join(b"%d %b" % (key, self._text(value)) for key, value in found)
        if not found:
            self.texts[number] = b"<< >>"
            return number, None
        limits = found[0][0], found[-1][0]
        self.texts[number] = b"<< /Limits [ %d %d ] /Nums [ %b ] >>" % (*limits, nums)
        return number, limits

    def _roles(self) -> dict[str, dict[str, bytes]]:
        tree = self.part.Root.StructTreeRoot
        return {
            key: {name: self._text(value) for name, value in tree[key].items()}
            for key in ("/RoleMap", "/ClassMap")
            if key in tree
        }

    def _text_of_all(self, values: Sequence[Any]) -> bytes:
        return b" ".join(self._text(value) for value in values)

    def _text(self, value: Object, *, resolved: bool = False) -> bytes:
        """Return a value as it is written, with the new numbers of what it refers to."""
        return _REFERENCE.sub(self._renumbered, value.unparse(resolved=resolved))

    def _renumbered(self, found: re.Match[bytes]) -> bytes:
        if found["number"] is None:
            return found[0]
        return b"%d 0 R" % self._number((int(found["number"]), int(found["generation"])))

    def _number(self, old: tuple[int, int]) -> int:
        if old not in self.numbers:
            self.numbers[old] = self._fresh()
            self._waiting.append(old)
        return self.numbers[old]

    def _fresh(self) -> int:
        self._next += 1
        return self._next - 1

    def _reach(self) -> None:
        """Write down every object that is reached from what was asked for, and no other."""
        from pikepdf import Dictionary, Stream

        while self._waiting:
            old = self._waiting.pop()
            number, item = self.numbers[old], self.part.get_object(old)
            if number in self.texts:
                continue
            if isinstance(item, Stream):
                data = item.read_raw_bytes()
                head = self._text(Dictionary({key: value for key, value in item.items() if key != "/Length"}))
                self.streams[number] = head.removesuffix(b">>") + b"/Length %d >>" % len(data), data
            else:
                self.texts[number] = self._text(item, resolved=True)

    def _written(self, level: int) -> tuple[bytes, bytes]:
        """Return the block's bytes and its entries: streams as they are, all else in object streams (7.5.7)."""
        pieces: list[bytes] = []
        places: dict[int, tuple[int, int, int]] = {}
        at = self.spot.offset
        for number in sorted(self.streams):
            head, data = self.streams[number]
            piece = stream(number, head, data)
            places[number] = (1, at, 0)
            pieces.append(piece)
            at += len(piece)
        plain = [(number, text) for number, text in sorted(self.texts.items()) if text]
        for first in range(0, len(plain), _IN_A_STREAM):
            held = plain[first : first + _IN_A_STREAM]
            number = self._fresh()
            piece = object_stream(number, held, level)
            places[number] = (1, at, 0)
            places.update({each: (2, number, index) for index, (each, _) in enumerate(held)})
            pieces.append(piece)
            at += len(piece)
        entries = (entry(*places.get(number, (0, 0, 0))) for number in range(self.spot.number, self._next))
        return b"".join(pieces), b"".join(entries)


def stream(number: int, head: bytes, data: bytes) -> bytes:
    """Return a stream object as it stands in a file (7.3.8); ``head`` is its dictionary."""
    return b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, head, data)


def object_stream(number: int, held: Sequence[tuple[int, bytes]], level: int) -> bytes:
    """Return an object stream that holds these objects under their numbers (7.5.7)."""
    offsets, at = [], 0
    for each, text in held:
        offsets.append(b"%d %d" % (each, at))
        at += len(text) + 1
    index = b" ".join(offsets) + b"\n"
    data = zlib.compress(index + b"\n".join(text for _, text in held), level)
    head = b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>" % (len(held), len(index), len(data))
    return stream(number, head, data)


def entry(kind: int, first: int, second: int) -> bytes:
    """Return an entry of the cross-reference stream (7.5.8.3)."""
    return bytes((kind,)) + first.to_bytes(4, "big") + second.to_bytes(2, "big")
