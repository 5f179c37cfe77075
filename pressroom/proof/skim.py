"""Skims the objects of a file for names, so that those in which none of them stands need not be taken apart.

Most objects of a file are tags and the like, and stand packed together in object streams (ISO 32000-1, clause 7.5.7).
To look for a name in the bytes of all takes a fraction of the time in which a library makes a dictionary of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pressroom.xref import ENTRY_BYTES, STANDS, WITHIN

ESCAPE = rb"#"
"""A name may be written with some of its letters by their numbers (7.3.5): what holds the sign may hold any name."""


_PLAIN = re.compile(
    rb"\d{1,10} 0 obj\n<< ?(?: ?/(?:Type /ObjStm|Filter /FlateDecode|(?:Length1|N|First) \d{1,10}|Length (\d{1,10})))"
    rb"{1,6} >>\nstream\n"
)
"""How a stream begins of which nothing is said but how it is packed, and how many objects are in it."""


def heavy(data: bytes, table: bytes, numbers: Sequence[int], least: int) -> Iterator[int]:
    """Yield those objects that may be streams of more than ``least`` bytes, or packed in an unusual way.

    All that stand by themselves, by the ``table`` of the file ``data``, but for plain streams that are shorter.
    """
    for number in numbers:
        kind, place = _entry(table, number)
        if kind == STANDS:
            found = _PLAIN.match(data, place)
            if found is None or found[0].count(b"/Length ") != 1 or int(found[1]) > least:
                yield number


def telling(data: bytes, pdf: Any, table: bytes, numbers: Sequence[int], names: re.Pattern[bytes]) -> Iterator[int]:
    """Yield those objects in which ``names`` may be: all that stand by themselves, or in a stream in which one is.

    Passed over are plain streams of content, fonts and objects, which have no entries but the few that any stream has.
    Where in its stream an object ends is not asked: it could reach into the next. ``data`` is the file, ``table`` its
    own (`pressroom.xref.table_of`).
    """
    within: dict[int, list[int]] = {}
    for number in numbers:
        kind, place = _entry(table, number)
        if kind == WITHIN:
            within.setdefault(place, []).append(number)
        elif not _PLAIN.match(data, place):
            yield number
    for holder, held in within.items():
        if names.search(bytes(pdf.get_object((holder, 0)).read_bytes())):
            yield from held


def _entry(table: bytes, number: int) -> tuple[int, int]:
    at = number * ENTRY_BYTES
    return table[at], int.from_bytes(table[at + 1 : at + 5], "big")
