"""What files have in common to the byte: packs that are bound from the same shared parts begin alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from struct import unpack_from

from pressroom.impose.looks import Known
from pressroom.xref import ENTRY, ENTRY_BYTES, STANDS, WITHIN, table_of

Pages = Mapping[tuple[int, int], Known]
"""Pages by their numbers."""

_MOST = 8
"""How many files are remembered: one for each language and edition of a job, and a few that came later."""


@dataclass(frozen=True)
class _Relative:
    """A file whose pages are known: its bytes, its table, and where its objects end that stand by themselves."""

    data: bytes
    table: bytes
    ends: Mapping[int, int]
    pages: Pages


class Kindred:
    """Remembers what the pages of some files look like, for files that hold the very same pages."""

    def __init__(self) -> None:
        """Remember nothing."""
        self._files: list[_Relative] = []

    def known_in(self, data: bytes) -> dict[tuple[int, int], Known]:
        """Return the pages of a file of which every byte that they lead to was met before, at the same place."""
        table = table_of(data) if self._files else None
        for file in self._files if table is not None else ():
            common = InCommon(file, data, table or b"")
            held = common.held(frozenset().union(*(known.reach for known in file.pages.values())))
            found = {page: known for page, known in file.pages.items() if known.reach <= held}
            if found:
                return found
        return {}

    def remember(self, data: bytes, pages: Pages) -> None:
        """Remember a file, and its pages also as they become known, unless it is not written as ours are."""
        table = table_of(data)
        if table is not None:
            self._files = [*self._files[1 - _MOST :], _Relative(data, table, _ends(table), pages)]


class InCommon:
    """Which objects two files hold in common: the same bytes, at the same place, under the same number.

    What such an object leads to may differ.
    """

    def __init__(self, file: _Relative, data: bytes, table: bytes) -> None:
        """Compare a file that is known with another, and its ``table``."""
        self._file, self._table = file, table
        self._alike = _alike(file.data, data)
        self._found: dict[int, bool] = {}

    def held(self, numbers: Iterable[int]) -> frozenset[int]:
        """Return those of some objects that are the same in both files."""
        return frozenset(filter(self.holds, numbers))

    def holds(self, number: int) -> bool:
        """Whether the object of this number is the same in both files."""
        if number not in self._found:
            self._found[number] = self._holds(number)
        return self._found[number]

    def _holds(self, number: int) -> bool:
        here = slice(number * ENTRY_BYTES, (number + 1) * ENTRY_BYTES)
        entry = self._file.table[here]
        if len(entry) < ENTRY_BYTES or entry != self._table[here]:
            return False
        kind, place, _ = unpack_from(ENTRY, entry)
        if kind == WITHIN:
            return place in self._file.ends and self.holds(place)
        return number in self._file.ends and self._file.ends[number] <= self._alike


def _ends(table: bytes) -> dict[int, int]:
    """Return where the objects end that stand in the file by themselves: where the next one begins, at the latest."""
    numbers = [number for number, kind in enumerate(table[::ENTRY_BYTES]) if kind == STANDS]
    places = sorted((unpack_from(ENTRY, table, number * ENTRY_BYTES)[1], number) for number in numbers)
    return {number: end for (_, number), (end, _) in pairwise(places)}


def _alike(one: bytes, other: bytes) -> int:
    """Return how many bytes two files begin with in common."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:  # copies are compared at once, views byte for byte
            low = middle
        else:
            high = middle - 1
    return low
