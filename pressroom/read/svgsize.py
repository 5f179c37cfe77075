"""How much an SVG picture draws: copies of copies, and what refers to itself, would keep a machine busy for ever.

Ten shapes, each of ten copies of the one before, are ten thousand million. Copies are made by ``use``, and by whatever
refers to a pattern, mask, clip path, marker or gradient, in an attribute or by a style sheet.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

URL = re.compile(r"url\s*\(\s*['\"]?\s*([^)'\"]*)", re.IGNORECASE)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_SIMPLE_SELECTOR = re.compile(r"[.#]?[\w-]+")
_NUMBER = re.compile(r"[0-9.]+")


class EndlessError(Exception):
    """A part of the picture draws itself."""


class TangledError(Exception):
    """The style sheet refers to parts in a way that cannot be followed."""


class _Copy(NamedTuple):
    """A part that is drawn once more: its id, and whether that happens at each point of a path, as with markers."""

    target: str
    at_points: bool


def drawn(root: Element) -> int:
    """Return how many elements are drawn, each as often as it is.

    Raises:
        EndlessError: where a part draws itself.
        TangledError: where that cannot be told.
        RecursionError: where parts are nested too deeply.
    """
    parts = {element.get("id"): element for element in root.iter() if element.get("id")}
    styled = _styled(root)
    sizes: dict[int, int] = {}
    busy: set[int] = set()

    def size(element: Element) -> int:
        key = id(element)
        if key in busy:
            raise EndlessError
        if key not in sizes:
            busy.add(key)
            total = 1 + sum(size(child) for child in element)
            for copy in _copies(element, styled):
                if copy.target in parts:
                    total += size(parts[copy.target]) * (_points(element) if copy.at_points else 1)
            sizes[key] = total
            busy.discard(key)
        return sizes[key]

    return size(root)


def without_comments(text: str) -> str:
    """Return a style sheet without its comments, in one pass: a pattern would take the square of the length."""
    first, *rest = text.split("/*")
    return first + "".join(piece.partition("*/")[2] for piece in rest)


def local(element: Element) -> str:
    """Return an element's name without its namespace, in small letters."""
    return str(element.tag).rpartition("}")[2].lower()


def _copies(element: Element, styled: Mapping[str, Sequence[_Copy]]) -> Iterator[_Copy]:
    """Yield what an element draws besides what stands in it."""
    for key, value in element.attrib.items():
        name = key.rpartition("}")[2]
        if name == "href":
            yield _Copy(_id(value), at_points=False)
        yield from _referred(f"{name}:{value}")
    selectors = [local(element), f"#{element.get('id')}", *(f".{name}" for name in element.get("class", "").split())]
    for selector in selectors:
        yield from styled.get(selector, ())


def _styled(root: Element) -> Mapping[str, Sequence[_Copy]]:
    """Return what the style sheets make elements refer to, by selector: a name, a class or an id."""
    found: dict[str, list[_Copy]] = defaultdict(list)
    for element in root.iter():
        if local(element) != "style":
            continue
        for selectors, body in _RULE.findall(without_comments(element.text or "")):
            copies = list(_referred(body))
            for selector in selectors.split(",") if copies else ():
                name = selector.strip()
                if not _SIMPLE_SELECTOR.fullmatch(name):
                    raise TangledError
                found[name if name[0] in ".#" else name.lower()] += copies
    return found


def _referred(style: str) -> Iterator[_Copy]:
    for declaration in style.split(";"):
        for target in URL.findall(declaration):
            yield _Copy(_id(target), at_points="marker" in declaration.partition(":")[0].lower())


def _id(reference: str) -> str:
    return reference.strip().removeprefix("#")


def _points(element: Element) -> int:
    """Return how many points a path can have at most: no more than numbers."""
    return max(1, len(_NUMBER.findall(element.get("d") or element.get("points") or "")))
