"""A small tree of a document's HTML, for the peer that speaks another language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"img", "br", "meta", "hr"})


@dataclass
class Node:
    """An element with what is in it: elements, and text."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    inside: list[Node | str] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        """The element's classes."""
        return frozenset(self.attributes.get("class", "").split())

    def elements(self) -> list[Node]:
        """Return the elements right inside."""
        return [node for node in self.inside if isinstance(node, Node)]

    def all(self, *tags: str) -> Iterator[Node]:
        """Yield the elements of some kinds, however deep, in their order."""
        for node in self.elements():
            if node.tag in tags:
                yield node
            yield from node.all(*tags)

    def text(self) -> str:
        """Return all text."""
        return "".join(node if isinstance(node, str) else node.text() for node in self.inside)


def parse(html: str) -> Node:
    """Return the tree of a document."""
    builder = _Builder()
    builder.feed(html)
    return builder.root


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inside.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].inside.append(data)
