"""Hands a document on as its objects, as pydyf holds them: to be bound, it need not be written and read again."""

from __future__ import annotations

import functools
from io import BytesIO
from typing import Any

from pressroom.sheaf import Sheaf, Written

VERSION = "1.7"
"""The version of PDF that PDF/UA-1 builds on (ISO 14289-1, clause 6.1)."""


def written(pdf: Any) -> bytes:
    """Return ``pdf`` (a pydyf.PDF) as a file, most of its objects in streams."""
    output = BytesIO()
    pdf.write(output, version=VERSION, compress=True)
    return output.getvalue()


def sheaf_of(pdf: Any) -> Sheaf:
    """Return ``pdf`` (a finished pydyf.PDF with tags) as its objects. It is read from then on, and not changed."""
    catalog = pdf.catalog
    structure = object_at(pdf, catalog["StructTreeRoot"])
    (document,) = structure["K"]
    nums = object_at(pdf, structure["ParentTree"])["Nums"]
    marks, shown = _marks(pdf)
    return Sheaf(
        language=catalog["Lang"].string,
        tree=pdf.pages.reference,
        pages=tuple(pdf.page_references),
        structure=catalog["StructTreeRoot"],
        document=document,
        kids=b" ".join(object_at(pdf, document)["K"]),
        read=functools.partial(_read, pdf),
        write=functools.cache(functools.partial(written, pdf)),  # writing adds to the document: once
        parents=tuple((key, _text(value)) for key, value in zip(nums[::2], nums[1::2], strict=True)),
        outlines=catalog.get("Outlines", b""),
        marks=marks,
        shown=shown,
    )


def is_simple(pdf: Any) -> bool:
    """Whether a document has none of what only its file says: named destinations."""
    return "Names" not in pdf.catalog and "Dests" not in pdf.catalog


def object_at(pdf: Any, reference: bytes) -> Any:
    """Return the object of a pydyf.PDF that a reference, ``7 0 R``, is to."""
    return pdf.objects[int(reference.split()[0])]


def _text(value: Any) -> bytes:
    return value if isinstance(value, bytes) else value.data


def _read(pdf: Any, reference: bytes) -> Written:
    import pydyf

    item = object_at(pdf, reference)
    if isinstance(item, pydyf.Stream):
        return pydyf.Dictionary(item.extra).data, b"\n".join(map(pydyf._to_bytes, item.stream))  # noqa: SLF001
    data: bytes = item.data
    return data


def _marks(pdf: Any) -> tuple[tuple[tuple[bytes, bytes], ...], int]:
    """Return the first and the last outermost bookmark, and how many bookmarks are visible."""
    if "Outlines" not in pdf.catalog:
        return (), 0
    outlines = object_at(pdf, pdf.catalog["Outlines"])
    items, at = [], outlines.get("First")
    while at is not None:
        items.append((at, object_at(pdf, at)))
        at = items[-1][1].get("Next")
    shown = sum(1 + max(0, item.get("Count", 0)) for _, item in items)
    # At its ends, a list of bookmarks has no neighbour: WeasyPrint writes none there.
    ends = dict(items[:1] + items[-1:])
    return tuple((reference, item.data) for reference, item in ends.items()), shown
