"""A tagged document as its objects, under its own numbers: what a part is before it is bound.

A reference to an object is written as in a file, ``7 0 R`` (ISO 32000-1, clause 7.3.10). Texts are objects as they are
written; a stream is its dictionary, without its length, and its data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Written = bytes | tuple[bytes, bytes]
"""An object: its text, or a stream's dictionary and data."""


@dataclass(frozen=True)
class Sheaf:
    """A document's objects, and those of them that a file ties together for all its parts.

    ``tree`` is the node above all ``pages``; ``kids`` is what the Document element holds. ``parents`` are the keys and
    values of the parent tree. ``marks`` are the first and the last outermost bookmark, without a neighbour beyond the
    document, and ``shown`` says how many are visible. ``dests`` are the named destinations; ``roles`` the maps of the
    structure tree's root. ``read`` returns what is written for a reference; ``write`` the document as a file.
    """

    language: str
    tree: bytes
    pages: tuple[bytes, ...]
    structure: bytes
    document: bytes
    kids: bytes
    read: Callable[[bytes], Written] = field(repr=False)
    write: Callable[[], bytes] = field(repr=False)
    parents: tuple[tuple[int, bytes], ...] = ()
    outlines: bytes = b""
    marks: tuple[tuple[bytes, bytes], ...] = ()
    shown: int = 0
    dests: Mapping[bytes, bytes] = field(default_factory=dict)
    roles: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)

    def __bytes__(self) -> bytes:
        """Return the document as a file."""
        return self.write()
