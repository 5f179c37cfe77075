"""Parts of pages that are many people's, laid out once for all of them.

A document says which of its blocks are not one person's: ``<div class="kept">…</div><!--kept-->``, with the attributes
that the rules within go by on the ``div`` itself. Such a block is laid out by itself, at the origin, and each document
has it at its own place (`pressroom.typeset.standing`); so a page is the same to the byte whoever was first. A block
that is known by then is not even read. It is a formatting context of its own (``display: flow-root``), as wide as its
style sheets make it, and painted as a whole (``position: relative; z-index: 0``).

What is kept must not outlive its use: the last few blocks are kept, and nobody's own text stands in one.

The places that are changed are private, as in `pressroom.typeset.quick`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

from pressroom.typeset import standing, strokes
from pressroom.typeset.changes import change
from pressroom.typeset.few import Few
from pressroom.typeset.standing import Standing

_BEGIN, _END = '<div class="kept', "</div><!--kept-->"
WHOLE = re.compile(f"{_BEGIN}.*?{_END}", re.DOTALL)
"""A block, as it stands in a document."""

_ASSET = re.compile(r'"press:([^"]+)"')
_NUMBER = "data-kept"
_DISPLAY = ("block", "flow-root")

_MOST = 40
"""Those of three languages in two editions, for the country that is being made and the one before."""

_MOST_PLACES = 8
"""Where a block stands depends on how much is above it: a card's rows, the lines of a name."""


class NotKeptError(Exception):
    """A block does not fit in where it stands: the document is to be laid out as if nothing were kept."""


@dataclass
class _Block:
    """A block: its boxes, laid out at the origin, as they are ``width`` wide; None where they are not known yet.

    ``standing`` has the places where it stood last: x and y in CSS pixels from the page's corner, and how many blocks
    of the same content came before it in its document, so that no two of one document share their boxes.
    """

    boxes: list[Any] | None = None
    width: float = 0
    height: float = 0
    standing: Few[tuple[float, float, int], Standing] = field(default_factory=lambda: Few(_MOST_PLACES))

    def at(self, x: float, y: float, number: int) -> Standing:
        """Return the block as it stands at a place."""
        key = x, y, number
        if key not in self.standing:
            children = [child.deepcopy() for child in self.boxes or ()]
            for child in children:
                child.translate(x, y)
            self.standing[key] = Standing(children)
        return self.standing[key]


class Keeper:
    """Remembers the last blocks that were laid out."""

    def __init__(self) -> None:
        """Remember nothing; nothing is kept either until it ``is_on``."""
        self.is_on = False
        self._blocks: Few[Any, _Block] = Few(_MOST)
        self._here: dict[str, tuple[_Block, int]] = {}

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
            self._here[number] = block, sum(other is block for other, _ in self._here.values())
            classes, inside = source.split('">', 1)
            inside = inside if block.boxes is None else ""
            out.append(f'{_BEGIN}{classes}" {_NUMBER}="{number}">{inside}</div>{after}')
        return "".join(out)

    def _known(self, key: Any) -> _Block:
        block = self._blocks.pop(key, None) or _Block()
        self._blocks[key] = block  # the last one of all
        return block

    def of(self, box: Any) -> tuple[_Block, int] | None:
        """Return the block that a box stands for, and how many of the same content come before it in its document.

        None for any other box, such as one that is anonymous within it.
        """
        if box.element_tag != "div" or box.element is None or box.style["display"] != _DISPLAY:
            return None
        number = box.element.get(_NUMBER)
        return None if number is None else self._here[number]


KEPT = Keeper()
"""Those of this process."""


def hurry() -> None:
    """Have blocks kept (`pressroom.typeset.quick.hurry`)."""
    from weasyprint.layout import block

    change(block, "block_container_layout", _quick(block.block_container_layout))
    change(KEPT, "is_on", True)  # noqa: FBT003 - the attribute's value
    standing.hurry()


def _quick(slow: Any) -> Any:
    """Return a `weasyprint.layout.block.block_container_layout` that puts a kept block where it is wanted."""
    from weasyprint.layout.block import collapse_margin

    def layout(context: Any, box: Any, bottom_space: float, skip_stack: Any, *others: Any, **named: Any) -> Any:
        known = KEPT.of(box)
        if known is None:
            return slow(context, box, bottom_space, skip_stack, *others, **named)
        block, number = known
        _, _, _, adjoining_margins, *_, max_lines = others  # as `block_box_layout` hands them over
        if block.boxes is None:
            _lay_out(slow, context, box, block)
        if skip_stack is not None or block.width != box.width:
            raise NotKeptError
        box.position_y += collapse_margin([*adjoining_margins, box.margin_top]) - box.margin_top
        x, y = box.content_box_x(), box.content_box_y()
        if context.overflows_page(bottom_space, y + block.height):
            raise NotKeptError
        placed = block.at(x, y, number).box(box)
        placed.height = block.height
        return placed, None, {"break": "any", "page": None}, [], False, max_lines

    return layout


def _lay_out(slow: Any, context: Any, box: Any, block: _Block) -> None:
    """Lay out a block for all documents: at the origin, on a page without an end."""
    apart = box.copy()
    apart.position_x, apart.position_y = box.position_x - box.content_box_x(), box.position_y - box.content_box_y()
    absolute: list[Any] = []
    done = slow(context, apart, -inf, None, False, absolute, absolute, [], None, None, False, None)[0]  # noqa: FBT003
    if absolute or done is None:
        raise NotKeptError  # something in it stands elsewhere
    for child in done.children:
        for part in child.descendants(placeholders=True):
            if getattr(part, "column_groups", None):
                raise NotKeptError  # they are no children, and would not be copied
    strokes.keep_all(done.children)
    block.boxes, block.width, block.height = list(done.children), box.width, done.height
