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


def standing(table: bytes, numbers: Sequence[int]) -> list[int]:
    """Return those objects that stand in the file by themselves, by the ``table``: all streams are among them."""
    return [number for number in numbers if table[number * ENTRY_BYTES] == STANDS]


def telling(pdf: Any, table: bytes, numbers: Sequence[int], names: re.Pattern[bytes]) -> Iterator[int]:
    """Yield those objects in which ``names`` may be: all that stand by themselves, or in a stream in which one is.

    Where in its stream an object ends is not asked: it could reach into the next. ``table`` is the file's own
    (`pressroom.xref.table_of`).
    """
    within: dict[int, list[int]] = {}
    for number in numbers:
        kind, holder = _entry(table, number)
        if kind == WITHIN:
            within.setdefault(holder, []).append(number)
        else:
            yield number
    for holder, held in within.items():
        if names.search(bytes(pdf.get_object((holder, 0)).read_bytes())):
            yield from held


def _entry(table: bytes, number: int) -> tuple[int, int]:
    at = number * ENTRY_BYTES
    return table[at], int.from_bytes(table[at + 1 : at + 5], "big")
