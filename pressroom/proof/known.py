"""What a file holds that was looked at before: the same bytes at the same place, under the same numbers.

A shared part is looked at once, page by page; each file that is bound from it holds its block. Here the block is
compared to the last byte, so that nothing of the old verdict is taken on trust: its bytes, the entries of the
cross-reference stream that lead into it, and that its pages are shown, in their order, after the file's own.

Clauses named here are those of ISO 32000-1:2008.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pressroom.proof.expect import Finding, Known
from pressroom.xref import ENTRY_BYTES as _ENTRY


def differs(
    data: bytes, table: bytes | None, pdf: Any, known: Sequence[Known], *, first: bool = False
) -> Finding | None:
    """Return a finding if a file does not hold the blocks as they were looked at, or does not show their pages.

    They are shown one after another, after all other pages, or before them where ``first`` says so. ``table`` is the
    file's own (`pressroom.xref.table_of`).
    """
    if table is None or not all(_holds(data, table, block) for block in known):
        return Finding(0, "shared-differs", "the file does not hold the shared pages that were looked at")
    shared = [number for block in known for number in block.pages]
    shown = [page.objgen for page in pdf.pages]
    above = set(pdf.Root.Pages.keys()) - {"/Type", "/Kids", "/Count"}
    there = shown[: len(shared)] if first else shown[len(shown) - len(shared) :]
    if there != [(number, 0) for number in shared] or len(set(shown)) != len(shown) or above:
        return Finding(0, "shared-differs", "the file does not show the shared pages as they were looked at")
    return None


def own_numbers(table: bytes | None, known: Sequence[Known]) -> list[int]:
    """Return the numbers of the objects in a file with this ``table`` that are in no known block."""
    entries, start, found = table or b"", 1, sorted(number for block in known for number in block.loose)
    for block in sorted(known, key=lambda block: block.first):
        found += range(start, block.first)
        start = block.end
    found += range(start, len(entries) // _ENTRY)
    return [number for number in found if entries[number * _ENTRY : number * _ENTRY + 1] not in (b"", b"\0")]


def _holds(data: bytes, table: bytes, block: Known) -> bool:
    if data[block.offset : block.offset + len(block.body)] != block.body:
        return False
    start = block.first * _ENTRY
    entries = bytearray(table[start : start + len(block.entries)])
    for number in block.loose:
        at = (number - block.first) * _ENTRY
        entries[at : at + _ENTRY] = bytes(_ENTRY)
    return entries == block.entries
