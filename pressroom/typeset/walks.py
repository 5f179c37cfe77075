"""Walks through the boxes of a page, by loops: WeasyPrint's go down by calls, and look at all that is on the way.

This module is loaded where WeasyPrint is, and not before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure.boxes import Box, ParentBox, TableBox


def page_values(box: Any) -> tuple[Any, Any]:
    """Return on which named page a box begins and ends, as `ParentBox.page_values` does.

    That is where the first and the last of what is in it stand, and so on down: nothing between them counts.
    """
    return _page(box, 1), _page(box, -1)


def _page(box: Any, step: int) -> Any:
    value = box.style["page"]
    while box is not None:
        value = box.style["page"] or value
        if not isinstance(box, ParentBox) or isinstance(box, TableBox):
            break
        box = next((child for child in box.children[::step] if child.is_in_normal_flow() or child.is_floated()), None)
    return value


def descendants(self: Any, placeholders: bool = False) -> Iterator[Any]:  # noqa: FBT001, FBT002 - the signature is WeasyPrint's
    """Yield a box and all that is in it, in its order, as `Box.descendants` does.

    What is placed absolutely stands behind a placeholder, which is yielded itself, or with ``placeholders`` what it
    stands for and all that is in that.
    """
    waiting = [self]
    while waiting:
        box = waiting.pop()
        yield box
        if isinstance(box, Box):
            children = box.children[::-1]
            waiting += [getattr(child, "_box", child) for child in children] if placeholders else children
