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
_TABLE = re.compile(
    rb"\d+ 0 obj\n<< /Type /XRef /Size (?P<size>\d{1,9}) /W \[ 1 4 2 \] /Root \d+ 0 R /Info \d+ 0 R"
    rb" /ID \[ <[0-9a-f]*> <[0-9a-f]*> \] /Filter /FlateDecode /Length (?P<length>\d{1,9}) >>\nstream\n"
)
"""As `pressroom.bind.writing` has it, to the letter: what else stood there could lead a reader to another table."""
_MOST_BYTES = 64 * 1024 * 1024
"""Entries for nine million objects."""


def table_of(data: bytes) -> bytes | None:
    """Return the entries of a file's one cross-reference stream, from object 0 on; None where it is not one of ours.

    In ours, no object has a generation, and nothing stands before the header, from which readers count bytes.
    """
    end = _END.search(data, max(0, len(data) - 64)) if data.startswith(b"%PDF-") else None
    found = _TABLE.match(data, int(end[1])) if end else None
    if found is None:
        return None
    packed = data[found.end() : found.end() + int(found["length"])]
    try:
        table = zlib.decompressobj().decompress(packed, _MOST_BYTES)
    except zlib.error:
        return None
    if len(table) != int(found["size"]) * ENTRY_BYTES or _has_generations(table):
        return None
    return table


_STANDING = bytes(255 * (kind == STANDS) for kind in range(256))


def _has_generations(table: bytes) -> bool:
    """Whether an object that stands by itself has a generation: the last field of its entry (table 18).

    All entries are looked at as one number, column by column: there are thousands in each file.
    """
    stand = int.from_bytes(table[::ENTRY_BYTES].translate(_STANDING))
    generations = (int.from_bytes(table[column::ENTRY_BYTES]) for column in (5, 6))
    return any(stand & column for column in generations)
