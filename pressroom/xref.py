"""The cross-reference stream of a file of ours: where each of its objects stands (ISO 32000-1, clause 7.5.8)."""

from __future__ import annotations

import re
import zlib

ENTRY_BYTES = 7
"""One entry: its type in one byte, where its object begins in four, its generation in two (``/W [ 1 4 2 ]``)."""

ENTRY = ">BIH"
"""The same in `struct`'s terms."""

STANDS = 1
"""The type of an object that stands in the file by itself, where the second field says."""

WITHIN = 2
"""The type of an object that stands within another, an object stream, the number of which is in the second field."""

_END = re.compile(rb"startxref\n(\d{1,12})\n%%EOF\n\Z")
_TABLE = re.compile(rb"\d+ 0 obj\n(?P<head><< /Type /XRef [^\n]*/Length (?P<length>\d{1,9}) >>)\nstream\n")
_MOST_BYTES = 64 * 1024 * 1024
"""Entries for nine million objects."""


def table_of(data: bytes) -> bytes | None:
    """Return the entries of a file's one cross-reference stream, from object 0 on; None where there are others."""
    end = _END.search(data, max(0, len(data) - 64))
    found = _TABLE.match(data, int(end[1])) if end else None
    if found is None or b"/Prev" in found["head"] or b"/Index" in found["head"]:
        return None
    if b"/W [ 1 4 2 ]" not in found["head"] or b"/XRefStm" in found["head"]:
        return None
    packed = data[found.end() : found.end() + int(found["length"])]
    try:
        return zlib.decompressobj().decompress(packed, _MOST_BYTES)
    except zlib.error:
        return None
