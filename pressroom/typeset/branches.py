"""The branch of the tree of tags that a kept block is: grown anew for the first document, and from its form for others.

An element is written with the numbers of its document: of elements around it, of its page, of its content, of the
annotations of links. All else of a block's elements is the same wherever it stands.

This module is loaded where WeasyPrint is, and not before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pydyf

_CELL = re.compile(rb"\((\d+)-(\d+-\d+)\)")
"""The name of a heading of a table, as WeasyPrint gives it: the number of its table's element, row and column."""

_Slot = tuple[str, int]
"""What stands at a place of a form: the number of an ``element`` or of a piece of ``content``, counted from the first
of the branch; the ``annotation`` of a link, the ``parent`` or the ``page``."""


class Branch:
    """A block's elements, known from the first document on in which it stood."""

    def __init__(self) -> None:
        """Know nothing of them."""
        self._form: _Form | None = None
        self._is_asked = False

    def grow(self, build: Callable[[], Iterator[Any]], links: Sequence[Any], ground: Ground) -> list[Any]:
        """Return the elements that hang on the parent, with all below them put into the document.

        ``build`` lets WeasyPrint make them; ``links`` are the boxes of the block's links.
        """
        if self._form is not None and self._form.fits(ground, links):
            return self._form.grown(ground, links)
        numbers = {box: mark["mcid"] for box, mark in ground.tags.items()}
        before = len(ground.pdf.objects), len(ground.owners), len(ground.annotations)
        roots = list(build())
        if not self._is_asked:
            self._is_asked = True
            marks = {box: number for box, number in numbers.items() if box not in ground.tags}
            self._form = _noted(ground, before, marks, links, roots)
        return roots


@dataclass(frozen=True)
class Ground:
    """A document in which a branch is to grow: where it hangs, and what `weasyprint.pdf.tags` notes on the way."""

    pdf: Any
    parent: bytes
    page: bytes
    owners: dict[int, bytes]
    annotations: list[tuple[bytes, Any]]
    tags: dict[Any, Any]


@dataclass(frozen=True)
class _Here:
    """The numbers of one document."""

    first: int
    content: int
    page: bytes
    parent: bytes
    annotations: Sequence[bytes]

    def value(self, slot: _Slot) -> Any:
        kind, number = slot
        if kind == "element":
            return self.first + number
        if kind == "content":
            return self.content + number
        if kind == "annotation":
            return self.annotations[number]
        return self.page if kind == "page" else self.parent


class _Element(pydyf.Object):  # type: ignore[misc]
    """An element as it is written: a text with slots. It may be hung on another one, and nothing else."""

    is_of_the_page = True

    def __init__(self, text: bytes, slots: Sequence[_Slot], here: _Here) -> None:
        super().__init__()
        self._text, self._slots, self._here = text, slots, here
        self._parent: bytes | None = None

    def __setitem__(self, key: str, value: bytes) -> None:
        assert key == "P"  # noqa: S101 - nothing else is changed of an element that is finished
        self._parent = value

    @property
    def data(self) -> bytes:
        values = [
            self._parent if slot[0] == "parent" and self._parent is not None else self._here.value(slot)
            for slot in self._slots
        ]
        return self._text % tuple(values)


@dataclass(frozen=True)
class _Form:
    """A branch without its numbers.

    ``elements`` are texts with slots, None for an object that nothing refers to; ``roots`` those that hang on the
    parent. ``marks`` are the boxes of its content, with their numbers from the first on; ``owners`` says which element
    has which content; ``linked`` which links have annotations, and ``annotations`` for which element each is.
    """

    elements: Sequence[tuple[bytes, Sequence[_Slot]] | None]
    roots: Sequence[int]
    marks: Sequence[tuple[Any, int]]
    owners: Mapping[int, int]
    linked: Sequence[bool]
    annotations: Sequence[tuple[int, int]]

    def fits(self, ground: Ground, links: Sequence[Any]) -> bool:
        """Whether the block was drawn here as it was where the form was taken, and has the same links."""
        if list(map(bool, _annotations(links))) != self.linked:
            return False
        first = ground.tags.get(self.marks[0][0], {"mcid": -1})["mcid"] - self.marks[0][1]
        return all(ground.tags.get(box, {"mcid": -1})["mcid"] == first + number for box, number in self.marks)

    def grown(self, ground: Ground, links: Sequence[Any]) -> list[Any]:
        """Put the elements into a document, and return the roots."""
        box, number = self.marks[0]
        content = ground.tags[box]["mcid"] - number
        here = _Here(len(ground.pdf.objects), content, ground.page, ground.parent, _annotations(links))
        elements = [pydyf.String() if form is None else _Element(*form, here) for form in self.elements]
        for element in elements:
            ground.pdf.add_object(element)
        for box, _ in self.marks:
            del ground.tags[box]
        for content, owner in self.owners.items():
            ground.owners[here.content + content] = elements[owner].reference
        for owner, link in self.annotations:
            ground.annotations.append((elements[owner].reference, links[link].link_annotation))
        return [elements[root] for root in self.roots]


def _noted(
    ground: Ground, before: tuple[int, int, int], marks: dict[Any, int], links: Sequence[Any], roots: Sequence[Any]
) -> _Form | None:
    """Return the form of a branch that was grown; None for one in which numbers stand that are not known here."""
    first, content = before[0], min(marks.values(), default=0)
    items = ground.pdf.objects[first:]
    here = _Here(first, content, ground.page, ground.parent, _annotations(links))
    known = [_slotted(item, here) for item in items]
    if not marks or any(
        form is None and not isinstance(item, pydyf.String) for form, item in zip(known, items, strict=True)
    ):
        return None
    try:
        return _Form(
            known,
            [root.number - first for root in roots],
            [(box, number - content) for box, number in marks.items()],
            {number - content: _number(owner) - first for number, owner in list(ground.owners.items())[before[1] :]},
            list(map(bool, here.annotations)),
            [
                (_number(owner) - first, here.annotations.index(it.reference))
                for owner, it in ground.annotations[before[2] :]
            ],
        )
    except ValueError:
        return None  # an annotation of something else than a link


def _slotted(item: Any, here: _Here) -> tuple[bytes, Sequence[_Slot]] | None:
    """Return an element as a text with slots; None where that is not the element as it is written."""
    if not isinstance(item, pydyf.Dictionary):
        return None
    parts: list[bytes] = []
    slots: list[_Slot] = []
    for key, value in item.items():
        pieces = [_piece(key, each, here) for each in (value if key == "K" else [value])]
        text = b" ".join(piece for piece, _ in pieces)
        parts.append(b"/%b " % key.encode() + (b"[%b]" % text if key == "K" else text))
        slots += [slot for _, found in pieces for slot in found]
    whole = b"<<%b>>" % b"".join(parts)
    return (whole, slots) if whole % tuple(map(here.value, slots)) == item.data else None


def _piece(key: str, value: Any, here: _Here) -> tuple[bytes, list[_Slot]]:
    """Return one value of an element as a text with slots."""
    match key:
        case "K" if isinstance(value, int):
            return b"%d", [("content", value - here.content)]
        case "P" if value == here.parent:
            return b"%b", [("parent", 0)]
        case "Pg" if value == here.page:
            return b"%b", [("page", 0)]
        case "Obj" if value in here.annotations:
            return b"%b", [("annotation", here.annotations.index(value))]
        case "K" | "P":
            return b"%d 0 R", [("element", _number(value) - here.first)]
    text: bytes = pydyf._to_bytes(value).replace(b"%", b"%%")  # noqa: SLF001
    # A cell has a name, or those of its headings.
    cells = list(_CELL.finditer(text)) if key in {"ID", "A"} else []
    return (_CELL.sub(rb"(%d-\2)", text) if cells else text), [("element", int(it[1]) - here.first) for it in cells]


def _annotations(links: Sequence[Any]) -> list[bytes]:
    """Return the references to the annotations of links' boxes; nothing for one that has none."""
    return [b"" if link.link_annotation is None else link.link_annotation.reference for link in links]


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
