"""Skims the objects of a file for names, so that those in which none of them stands need not be taken apart.

Most objects of a file are tags and the like, and stand packed together in object streams (ISO 32000-1, clause 7.5.7).
To look for a name in the bytes of one takes a fraction of the time in which a library makes a dictionary of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from pressroom.xref import ENTRY_BYTES, STANDS, WITHIN

ESCAPE = rb"#"
"""A name may be written with some of its letters by their numbers (7.3.5): what holds the sign may hold any name."""


def standing(table: bytes, numbers: Sequence[int]) -> list[int]:
    """Return those objects that stand in the file by themselves, by the ``table``: all streams are among them."""
    return [number for number in numbers if table[number * ENTRY_BYTES] == STANDS]


def telling(pdf: Any, table: bytes, numbers: Sequence[int], names: re.Pattern[bytes]) -> Iterator[int]:
    """Yield those objects in which ``names`` are found, and those of which that cannot be said.

    ``table`` is the file's own (`pressroom.xref.table_of`).
    """
    within: dict[int, set[int]] = {}
    for number in numbers:
        kind, holder = _entry(table, number)
        if kind == WITHIN:
            within.setdefault(holder, set()).add(number)
        else:
            yield number
    for holder, held in within.items():
        texts = _texts(pdf.get_object((holder, 0)))
        yield from (number for number in held if number not in texts or names.search(texts[number]))


def _entry(table: bytes, number: int) -> tuple[int, int]:
    at = number * ENTRY_BYTES
    return table[at], int.from_bytes(table[at + 1 : at + 5], "big")


def _texts(stream: Any) -> dict[int, bytes]:
    """Return the bytes of an object stream's objects by their numbers; nothing where they do not follow one another."""
    data, first = bytes(stream.read_bytes()), int(stream.First)
    index = [int(number) for number in data[:first].split()]
    numbers, places = index[::2], index[1::2]
    if len(set(numbers)) != int(stream.N) or len(places) != len(numbers) or places != sorted(set(places)) or places[0]:
        return {}
    return {
        number: data[first + start : first + end]
        for number, (start, end) in zip(numbers, pairwise([*places, len(data) - first]), strict=True)
    }
