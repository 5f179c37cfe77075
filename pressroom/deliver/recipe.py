"""One digest for any of our values, the same in each process and on each machine: what a file is made from."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any

from pydantic import BaseModel


def digest_of(*values: object) -> bytes:
    """Return the SHA-256 of some values and all that is in them.

    Each piece is written with its type and length, so that no two values are written alike. Raises `TypeError` for
    what it does not know: a value that is left out would be one that may change unseen.
    """
    digest = hashlib.sha256()
    for piece in _pieces(values):
        digest.update(piece)
    return digest.digest()


def _pieces(value: Any) -> Iterator[bytes]:
    match value:
        case None | bool() | int() | float() | Decimal() | date() | Enum() | PurePath():
            yield _framed(type(value).__name__, str(value).encode())
        case str():
            yield _framed("str", value.encode("utf-8", "surrogatepass"))
        case bytes():
            yield _framed("bytes", value)
        case BaseModel():
            yield from _named(value, {name: getattr(value, name) for name in type(value).model_fields})
        case Mapping():
            yield from _all("map", sorted((b"".join(_pieces(k)), b"".join(_pieces(v))) for k, v in value.items()))
        case AbstractSet():
            yield from _all("set", sorted(b"".join(_pieces(item)) for item in value))
        case Sequence():
            yield from _all("list", value)
        case _ if dataclasses.is_dataclass(value):
            yield from _named(value, {each.name: getattr(value, each.name) for each in dataclasses.fields(value)})
        case _:
            message = f"a {type(value).__name__} has no digest"
            raise TypeError(message)


def _named(value: Any, fields: Mapping[str, Any]) -> Iterator[bytes]:
    yield _framed("of", type(value).__name__.encode())
    for name, held in fields.items():
        yield _framed("field", name.encode())
        yield from _pieces(held)


def _all(kind: str, items: Sequence[Any]) -> Iterator[bytes]:
    yield _framed(kind, str(len(items)).encode())
    for item in items:
        yield from _pieces(item)


def _framed(kind: str, data: bytes) -> bytes:
    return f"{kind} {len(data)} ".encode() + data
