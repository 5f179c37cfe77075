"""XML as office programs write it: no document type, no entities, names without their namespaces.

A spreadsheet comes from anywhere. Entities that unfold into gigabytes, or that fetch a file, need a document
type declaration; no office program writes one, so none is read.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from pressroom.read.grid import TableError

__all__ = ["Element", "attributes", "events", "local", "tree"]

_DOCTYPE = "holds a document type declaration, which no office program writes: save it again as {ending}"


def local(name: str) -> str:
    """Return an element's or attribute's name without its namespace: transitional and strict files differ in it."""
    return name.rpartition("}")[2]


def attributes(element: Element) -> dict[str, str]:
    """Return the attributes by name without namespace."""
    return {local(key): value for key, value in element.attrib.items()}


def tree(data: bytes) -> Element:
    """Return the root of a small part. Raises ParseError or `TableError`."""
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise TableError(_DOCTYPE) from None
    return root


def events(data: bytes) -> Iterator[tuple[str, Element]]:
    """Give ("start" or "end", element) while a large part is read; the caller clears what it has seen.

    Raises ParseError or `TableError`.
    """
    try:
        yield from iterparse(io.BytesIO(data), ("start", "end"), forbid_dtd=True)
    except DefusedXmlException:
        raise TableError(_DOCTYPE) from None
