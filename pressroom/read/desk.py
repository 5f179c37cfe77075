"""What the readers of one workspace share while they work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from pressroom.problems import Findings, Place
from pressroom.read.source import Root, name_on_disk
from pressroom.read.tree import ListNode, MapNode, Node, Scalar
from pressroom.read.values import is_blank

Value = TypeVar("Value")


@dataclass
class Desk:
    """One workspace being read: its folder, the day, what was found wrong, and where each value stands."""

    root: Root
    today: date
    findings: Findings = field(default_factory=Findings)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)

    def on_disk(self, name: str) -> str:
        """Return the name under which a file stands in the workspace: with .age at its end where it is encrypted."""
        return name_on_disk(self.root, name)

    def remember(self, owner: str, node: Node, prefix: str = "") -> None:
        """Keep the places of a mapping and of the mappings in it, under names like ``host.phone``."""
        self.places.setdefault((owner, prefix.removesuffix(".")), node.place)
        if isinstance(node, MapNode):
            for key, child in node.entries.items():
                self.remember(owner, child, f"{prefix}{key}.")


def child(node: Node | None, key: str) -> Node | None:
    """Return the value of a key, or None where there is no such key or no mapping."""
    return node.entries.get(key) if isinstance(node, MapNode) else None


def items(node: Node | None) -> Iterator[Node]:
    """Yield the entries of a list; of anything else, none."""
    if isinstance(node, ListNode):
        yield from node.items


def text_of(node: Node | None) -> str:
    """Return the text of a value as typed, or "" where there is none."""
    return node.text if isinstance(node, Scalar) and not is_blank(node.text) else ""


def lenient(node: Node | None, check: Callable[[str], Value]) -> Value | None:
    """Return what ``check`` makes of a value, or None where it is absent or wrong.

    So one file can be compared with another although something else in it is wrong: all is told in one run.
    """
    text = text_of(node)
    try:
        return check(text) if text else None
    except (PydanticCustomError, ValidationError):
        return None
