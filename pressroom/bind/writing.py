"""Writes a file: its blocks as they are, and after them what ties them together. Its bytes depend on nothing else."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from pressroom import metadata
from pressroom.bind.blocks import (
    CATALOG,
    DOCUMENT,
    ENTRY,
    FIRST,
    HEADER,
    INFO,
    LOOSE,
    METADATA,
    OUTLINES,
    PAGES,
    STRUCTURE,
    Block,
    Spot,
    entry,
    object_stream,
    stream,
)

START = Spot(FIRST, len(HEADER), 0)
"""Where the first block stands."""

_LEVEL = 6
_LEVEL_OF_TABLE = 1
"""The table hardly gets smaller with more patience: 12 % of a fortieth of the file."""


class PageLabel(NamedTuple):
    """How pages are numbered in a viewer from page ``first`` (an index from 0) on (clause 12.4.2).

    ``style``: ``D`` decimal, ``r`` or ``R`` Roman, ``a`` or ``A`` letters, empty for no number. ``start``: the first
    one's number.
    """

    first: int
    style: str
    start: int = 1


def written(
    stored: Sequence[Block], order: Sequence[Block], title: str, language: str, labels: Sequence[PageLabel]
) -> bytes:
    """Return a tagged file that holds the blocks ``stored``, in this order, and shows them in ``order``.

    Where two parts have a destination of the same name, a link leads to the one in the part that is shown later.
    """
    packet = metadata.packet(title, language)
    pieces = [HEADER, *(block.body for block in stored)]
    at = sum(map(len, pieces))
    texts = _ties(order, title, language, labels)
    loose = object_stream(LOOSE, sorted(texts.items()), _LEVEL)
    about = stream(METADATA, b"<< /Type /Metadata /Subtype /XML /Length %d >>" % len(packet), packet)
    pieces += [loose, about]
    places = {number: (2, LOOSE, index) for index, number in enumerate(sorted(texts))}
    places |= {LOOSE: (1, at, 0), METADATA: (1, at + len(loose), 0)}
    at += len(loose) + len(about)
    entries = bytearray(ENTRY * FIRST) + b"".join(block.entries for block in stored)
    own = len(entries) // ENTRY
    entries += entry(1, at, 0)
    for number, place in places.items():
        entries[number * ENTRY : (number + 1) * ENTRY] = entry(*place)
    packed = zlib.compress(bytes(entries), _LEVEL_OF_TABLE)
    digest = hashlib.sha256(b"".join(pieces)).hexdigest()[:32].encode()
    head = b"<< /Type /XRef /Size %d /W [ 1 4 2 ] /Root %d 0 R /Info %d 0 R /ID [ <%b> <%b> ]" % (
        own + 1, CATALOG, INFO, digest, digest,
    )  # fmt: skip
    head += b" /Filter /FlateDecode /Length %d >>" % len(packed)
    return b"".join([*pieces, stream(own, head, packed), b"startxref\n%d\n%%%%EOF\n" % at])


def _ties(order: Sequence[Block], title: str, language: str, labels: Sequence[PageLabel]) -> dict[int, bytes]:
    """Return the objects that a file has once, by their numbers, and the bookmarks at the parts' ends."""
    limits = [block.limits for block in order if block.limits]
    leaves = b" ".join(_ref(block.leaf) for block in sorted(order, key=lambda block: block.spot.part) if block.limits)
    kids = b" ".join(block.kids for block in order)
    marks, outlines = _outlines(order)
    return {
        CATALOG: _catalog(order, language, labels, outlined=bool(marks)),
        PAGES: b"<< /Type /Pages /Count %d /Kids [ %b ] >>"
        % (sum(len(block.pages) for block in order), b" ".join(_ref(block.tree) for block in order)),
        STRUCTURE: b"<< /Type /StructTreeRoot /K [ %b ] /ParentTree << /Kids [ %b ] >> /ParentTreeNextKey %d%b >>"
        % (_ref(DOCUMENT), leaves, 1 + max((high for _, high in limits), default=-1), _roles(order)),
        DOCUMENT: b"<< /Type /StructElem /S /Document /P %b /K [ %b ] >>" % (_ref(STRUCTURE), kids),
        INFO: b"<< /Title %b >>" % text_string(title),
        **({OUTLINES: outlines} if marks else {}),
        **marks,
    }


def _catalog(order: Sequence[Block], language: str, labels: Sequence[PageLabel], *, outlined: bool) -> bytes:
    """Return the catalog (7.7.2): how to show and print the file; nothing that a part's own brought."""
    dests: dict[bytes, bytes] = {}
    for block in order:
        dests |= block.dests
    flat = b" ".join(_byte_string(name) + b" " + dests[name] for name in sorted(dests))
    pieces = [
        b"<< /Type /Catalog /Pages %b /StructTreeRoot %b" % (_ref(PAGES), _ref(STRUCTURE)),
        b"/MarkInfo << /Marked true >> /Lang %b /Metadata %b" % (text_string(language), _ref(METADATA)),
        b"/ViewerPreferences << /DisplayDocTitle true /PrintScaling /None >>",
        b"/Outlines %b" % _ref(OUTLINES) if outlined else b"",
        b"/Names << /Dests << /Names [ %b ] >> >>" % flat if dests else b"",
        b"/PageLabels << /Nums [ %b ] >>" % b" ".join(map(_label, sorted(labels))) if labels else b"",
    ]
    return b" ".join([*filter(None, pieces), b">>"])


def _outlines(order: Sequence[Block]) -> tuple[dict[int, bytes], bytes]:
    """Return the bookmarks at the ends of the parts with their neighbours, and the root above them all (12.3.3)."""
    shown = [block for block in order if block.marks]
    if not shown:
        return {}, b""
    texts = {mark.number: mark.text for block in shown for mark in block.marks}
    for before, after in pairwise(shown):
        texts[before.marks[-1].number] += b" /Next " + _ref(after.marks[0].number)
        texts[after.marks[0].number] += b" /Prev " + _ref(before.marks[-1].number)
    first, last = shown[0].marks[0].number, shown[-1].marks[-1].number
    count = sum(block.shown for block in shown)
    root = b"<< /Type /Outlines /First %b /Last %b /Count %d >>" % (_ref(first), _ref(last), count)
    return {number: text + b" >>" for number, text in texts.items()}, root


def _roles(order: Sequence[Block]) -> bytes:
    """Return the maps of the structure tree's root: roles and classes (14.7.3, 14.7.5.2)."""
    merged: dict[str, dict[str, bytes]] = {}
    for block in order:
        for key, names in block.roles.items():
            merged.setdefault(key, {}).update(names)
    return b"".join(b" %b << %b >>" % (key.encode(), _pairs(names)) for key, names in sorted(merged.items()))


def _pairs(names: Mapping[str, bytes]) -> bytes:
    return b" ".join(name.encode() + b" " + value for name, value in sorted(names.items()))


def _label(label: PageLabel) -> bytes:
    style = b" /S /%b /St %d" % (label.style.encode(), label.start) if label.style else b""
    return b"%d <<%b >>" % (label.first, style)


def _ref(number: int) -> bytes:
    return b"%d 0 R" % number


def text_string(text: str) -> bytes:
    """Return a text string (7.9.2.2): as it is where it is plain ASCII, else in UTF-16 with its mark."""
    if text.isascii() and text.isprintable():
        return _byte_string(text.encode())
    return b"<feff%b>" % text.encode("utf-16-be").hex().encode()


def _byte_string(data: bytes) -> bytes:
    if data.isascii() and data.decode().isprintable():
        escaped = data.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
        return b"(%b)" % escaped
    return b"<%b>" % data.hex().encode()
