"""What every reader gives, whatever the file's form: text scalars, lists and mappings, each with its place.

YAML, CSV, XLSX and ODS all become this tree, so that one set of schemas checks them all and the same people
give the same packs. Every scalar is text, exactly as typed; its type comes from the schema.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pressroom.problems import Place


class Scalar(NamedTuple):
    """One value as typed. An absent value (``key:`` with nothing after it) is the empty text."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list."""

    items: Sequence[Node]
    place: Place


@dataclass(frozen=True, slots=True)
class MapNode:
    """A mapping. ``key_places`` says where each key stands: for an unknown key, say."""

    entries: Mapping[str, Node]
    place: Place
    key_places: Mapping[str, Place] = field(default_factory=dict)


Node = Scalar | ListNode | MapNode
