"""A part as a block of bytes: its objects under numbers of their own, as they stand in the file, and its open ends.

Open ends are what a file ties together for all its parts: page tree, Document element, parent tree, bookmarks,
destinations. Each is known here by its number or its bytes, and is written by `pressroom.bind.writing`.
"""

from __future__ import annotations

import functools
import hashlib
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from pressroom.bind import parts
from pressroom.sheaf import Sheaf

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
"""How many objects share an object stream: unpacking one takes a fraction of a millisecond. Pages, and what they name,
have one to themselves: whoever opens a file goes through all of them, and parses what lies beside them."""

# Strings come first, so that what looks like a reference inside one is left alone.
_REFERENCE = re.compile(
    rb"\((?:[^\\()]|\\.)*\)|<[0-9A-Fa-f]*>|(?<![^\s\[])(?P<number>\d+) \d+ R(?![^\s\]>/])", re.DOTALL
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

    @functools.cached_property
    def digest(self) -> bytes:
        """A digest of all that a file holds of the block, and of where."""
        loose = b"".join(mark.text for mark in self.marks)
        return hashlib.sha256(
            b"%d:%d:" % (self.spot.number, self.spot.offset) + self.body + self.entries + loose
        ).digest()


def block_of(part: bytes | Sheaf, spot: Spot, language: str, *, level: int = 9) -> Block:
    """Return a part as a block at ``spot`` of a file in ``language``; ``level`` is how hard it is packed (zlib's).

    Raises `BindError`.
    """
    # The first part's keys and identifiers are left as they are: such a one need not be a file first.
    if isinstance(part, Sheaf) and not spot.part and part.language == language:
        return _Numbered(part, spot).block(level)
    with parts.open_part(bytes(part), spot.part) as pdf:
        parts.speak(pdf, language)
        if spot.part:
            parts.shift_keys(pdf, spot.part * KEYS)
            parts.rename_elements(pdf, f"shared{spot.part}-")
        return _Numbered(parts.sheaf_of(pdf, bytes(part)), spot).block(level)


@dataclass
class _Numbered:
    """Gives the objects of a part their numbers, in the order in which they are reached."""

    part: Sheaf
    spot: Spot
    references: dict[bytes, bytes] = field(default_factory=dict)
    """From those of the part to those of the file."""
    texts: dict[int, bytes] = field(default_factory=dict)
    streams: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._next = self._front = self.spot.number
        self._waiting: list[tuple[bytes, int]] = []

    def block(self, level: int) -> Block:
        part = self.part
        fixed = {part.document: DOCUMENT, part.structure: STRUCTURE, part.outlines: OUTLINES}
        self.references |= {old: b"%d 0 R" % number for old, number in fixed.items() if old}
        tree = self._tree()
        pages = tuple(self._number(page) for page in part.pages)
        for page, number in zip(part.pages, pages, strict=True):
            self._write_down(page, number)
        self._front = self._next
        kids = self._text(part.kids)
        marks = tuple(self._mark(*mark) for mark in part.marks)
        leaf, limits = self._leaf()
        dests = {name: self._text(place) for name, place in part.dests.items()}
        roles = {key: {name: self._text(value) for name, value in names.items()} for key, names in part.roles.items()}
        self._reach()
        body, entries = self._written(level)
        return Block(self.spot, body, entries, pages, tree, kids, leaf, limits, dests, roles, marks, part.shown)

    def _tree(self) -> int:
        """Return the number of the node above the part's pages, which hangs from the file's own (7.7.3)."""
        number, node = self._number(self.part.tree), self.part.read(self.part.tree)
        assert isinstance(node, bytes)  # noqa: S101 - a node of the page tree is no stream
        self.texts[number] = self._text(node).removesuffix(b">>") + b"/Parent %d 0 R >>" % PAGES
        return number

    def _mark(self, reference: bytes, text: bytes) -> Loose:
        number = self._number(reference)
        self.texts[number] = b""  # written with the file, when its neighbours are known
        return Loose(number, self._text(text).removesuffix(b">>"))

    def _leaf(self) -> tuple[int, tuple[int, int] | None]:
        """Return the number of the part's leaf of the parent tree, and its limits (7.9.7)."""
        shift = self.spot.part * KEYS
        found = sorted((key + shift, value) for key, value in self.part.parents)
        number = self._fresh()
        nums = b" ".join(b"%d %b" % (key, self._text(value)) for key, value in found)
        if not found:
            self.texts[number] = b"<< >>"
            return number, None
        limits = found[0][0], found[-1][0]
        self.texts[number] = b"<< /Limits [ %d %d ] /Nums [ %b ] >>" % (*limits, nums)
        return number, limits

    def _text(self, written: bytes) -> bytes:
        """Return what is written with the new numbers of what it refers to."""
        return _REFERENCE.sub(self._renumbered, written)

    def _renumbered(self, found: re.Match[bytes]) -> bytes:
        return found[0] if found["number"] is None else self._reference(found[0])

    def _reference(self, old: bytes) -> bytes:
        new = self.references.get(old)
        if new is None:
            number = self._fresh()
            new = self.references[old] = b"%d 0 R" % number
            self._waiting.append((old, number))
        return new

    def _number(self, old: bytes) -> int:
        return int(self._reference(old).split()[0])

    def _fresh(self) -> int:
        self._next += 1
        return self._next - 1

    def _reach(self) -> None:
        """Write down every object that is reached from what was asked for, and no other."""
        while self._waiting:
            self._write_down(*self._waiting.pop())

    def _write_down(self, old: bytes, number: int) -> None:
        if number in self.texts:
            return
        item = self.part.read(old)
        if isinstance(item, bytes):
            self.texts[number] = self._text(item)
        else:
            head, data = item
            self.streams[number] = self._text(head).removesuffix(b">>") + b"/Length %d >>" % len(data), data

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
        front = sum(number < self._front for number, _ in plain)
        for first, end in pairwise([0, *range(front, len(plain), _IN_A_STREAM), len(plain)]):
            held = plain[first:end]
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
