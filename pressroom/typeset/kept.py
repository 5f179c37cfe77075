"""Parts of pages that are many people's, laid out once for all of them.

A document says which of its blocks are not one person's: ``<div class="kept">…</div><!--kept-->``, with the attributes
that the rules within go by on the ``div`` itself. Such a block is laid out by itself, at the origin, and each document
has a copy at its own place; so a page is the same to the byte whoever was first. A block that is known by then is not
even read. It is a formatting context of its own (``display: flow-root``), as wide as its style sheets make it.

What is kept must not outlive its use: the last few blocks are kept, and nobody's own text stands in one.

The places that are changed are private, as in `pressroom.typeset.quick`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

_BEGIN, _END = '<div class="kept', "</div><!--kept-->"
_ASSET = re.compile(r'"press:([^"]+)"')
_NUMBER = "data-kept"
_DISPLAY = ("block", "flow-root")

_MOST = 40
"""Those of three languages in two editions, for the country that is being made and the one before."""


class NotKeptError(Exception):
    """A block does not fit in where it stands: the document is to be laid out as if nothing were kept."""


@dataclass
class _Block:
    """A block: its boxes, laid out at the origin, as they are ``width`` wide; None where they are not known yet."""

    boxes: list[Any] | None = None
    width: float = 0
    height: float = 0


class Keeper:
    """Remembers the last blocks that were laid out."""

    def __init__(self) -> None:
        """Remember nothing; nothing is kept either until it ``is_on``."""
        self.is_on = False
        self._blocks: dict[Any, _Block] = {}
        self._here: dict[str, _Block] = {}

    def without(self, html: str, sheets: Iterable[Any], assets: Mapping[str, Any]) -> str:
        """Return a document with its blocks numbered, and those that are known without what is in them.

        ``sheets`` are its style sheets, which live as long as the process.
        """
        if not self.is_on:
            return html
        head = html[: html.index(">")] if ">" in html else ""  # with its language and direction
        about = (head, *map(id, sheets))
        self._here = {}
        before, *parts = html.split(_BEGIN)
        out = [before]
        for part in parts:
            source, after = part.split(_END, 1)
            pictures = tuple((name, assets.get(name)) for name in _ASSET.findall(source))
            block = self._known((*about, source, pictures))
            number = str(len(self._here))
            self._here[number] = block
            classes, inside = source.split('">', 1)
            inside = inside if block.boxes is None else ""
            out.append(f'{_BEGIN}{classes}" {_NUMBER}="{number}">{inside}</div>{after}')
        return "".join(out)

    def _known(self, key: Any) -> _Block:
        block = self._blocks.pop(key, None) or _Block()
        self._blocks[key] = block  # the last one of all
        if len(self._blocks) > _MOST:
            self._blocks.pop(next(iter(self._blocks)))
        return block

    def of(self, box: Any) -> _Block | None:
        """Return the block that a box stands for; None for any other box, such as one that is anonymous within it."""
        if box.element_tag != "div" or box.element is None or box.style["display"] != _DISPLAY:
            return None
        number = box.element.get(_NUMBER)
        return None if number is None else self._here[number]


KEPT = Keeper()
"""Those of this process."""


def quick(slow: Any) -> Any:
    """Return a `weasyprint.layout.block.block_container_layout` that copies a kept block to where it is wanted."""
    from weasyprint.layout.block import collapse_margin

    def layout(context: Any, box: Any, bottom_space: float, skip_stack: Any, *others: Any, **named: Any) -> Any:
        block = KEPT.of(box)
        if block is None:
            return slow(context, box, bottom_space, skip_stack, *others, **named)
        _, _, _, adjoining_margins, *_, max_lines = others  # as `block_box_layout` hands them over
        if block.boxes is None:
            _lay_out(slow, context, box, block)
        if skip_stack is not None or block.width != box.width:
            raise NotKeptError
        box.position_y += collapse_margin([*adjoining_margins, box.margin_top]) - box.margin_top
        x, y = box.content_box_x(), box.content_box_y()
        if context.overflows_page(bottom_space, y + block.height):
            raise NotKeptError
        children = [child.deepcopy() for child in block.boxes or ()]
        for child in children:
            child.translate(x, y)
        placed = box.copy_with_children(children)
        placed.height = block.height
        return placed, None, {"break": "any", "page": None}, [], False, max_lines

    return layout


def _lay_out(slow: Any, context: Any, box: Any, block: _Block) -> None:
    """Lay out a block for all documents: at the origin, on a page without an end."""
    from pressroom.typeset import strokes

    apart = box.copy()
    apart.position_x, apart.position_y = box.position_x - box.content_box_x(), box.position_y - box.content_box_y()
    absolute: list[Any] = []
    done = slow(context, apart, -inf, None, False, absolute, absolute, [], None, None, False, None)[0]  # noqa: FBT003
    if absolute or done is None:
        raise NotKeptError  # something in it stands elsewhere
    for child in done.children:
        for part in child.descendants():
            if getattr(part, "column_groups", None):
                raise NotKeptError  # they are no children, and would not be copied
            if layout := getattr(part, "pango_layout", None):
                strokes.keep((layout,))
    block.boxes, block.width, block.height = list(done.children), box.width, done.height
