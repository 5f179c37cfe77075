"""The used lengths of a box, most of which depend on its style alone and are read off that once.

WeasyPrint asks of each length of each box what percentages, functions and words might mean, time and again.
This module is loaded where WeasyPrint is, and not before.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from types import SimpleNamespace
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import percent

from pressroom.typeset.sharing import asked

_ACROSS = ("margin_left", "margin_right", "padding_left", "padding_right", "width", "min_width", "max_width")
_EDGES = ("margin_top", "margin_bottom", "padding_top", "padding_bottom")
_HEIGHTS = ("height", "min_height", "max_height")
_BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))


def resolve(box: Any, containing_block: Any) -> None:
    """Set the used lengths of a box, as `weasyprint.layout.percent.resolve_percentages` does."""
    lengths = box.style.__dict__.get("_pressroom_lengths") or _lengths(box.style)
    box.__dict__.update(lengths.ready)
    for name, width in lengths.borders:
        if not hasattr(box, name):  # else it was settled with the table's other borders
            setattr(box, name, width)
    if lengths.others:
        if isinstance(containing_block, boxes.Box):
            width, height = containing_block.width, containing_block.height
        else:
            width, height = containing_block
        for name in lengths.others:
            if name in _HEIGHTS:
                _resolve_height(box, name, height)
            else:
                is_tall = name in _EDGES and isinstance(box, boxes.PageBox)
                percent.resolve_one_percentage(box, name, height if is_tall else width)
    if lengths.adjusted:
        percent.adjust_box_sizing(box, "width")
        percent.adjust_box_sizing(box, "height")


def _resolve_height(box: Any, name: str, height: Any) -> None:
    """Resolve a height that is a part of its container's, which may depend on what is in it."""
    if height != "auto":
        percent.resolve_one_percentage(box, name, height)
    elif name == "height":
        box.height = "auto"
    else:
        percent.resolve_one_percentage(box, name, 0 if name == "min_height" else inf)


@dataclass
class _Lengths:
    """The used lengths of a style's boxes: those that depend on no other box, and the names of those that do.

    ``borders`` may be settled with a table's; ``adjusted``: width and height are still to be made less by the edges.
    """

    ready: dict[str, Any]
    others: tuple[str, ...]
    borders: tuple[tuple[str, Any], ...]
    adjusted: bool


def _lengths(style: Any) -> _Lengths:
    found: _Lengths = asked(style, "_pressroom_lengths", _lengths_of, style)
    return found


def _lengths_of(style: Any) -> _Lengths:
    borders = {name: style[name] for name in _BORDERS}
    is_settled = style["border_collapse"] != "collapse"
    ready = dict(borders) if is_settled else {}
    others = []
    for name in (*_ACROSS, *_EDGES, *_HEIGHTS):
        value = style[name]
        if value is None or value == "auto":
            ready[name] = 0 if value and name in ("min_width", "min_height") else value
        elif getattr(value, "unit", None) == "px":
            ready[name] = value.value
        else:
            others.append(name)
    adjusted = style["box_sizing"] != "content-box"
    if adjusted and is_settled and not others:
        box = SimpleNamespace(style=style, **ready)
        percent.adjust_box_sizing(box, "width")
        percent.adjust_box_sizing(box, "height")
        ready, adjusted = {name: value for name, value in vars(box).items() if name != "style"}, False
    return _Lengths(ready, tuple(others), () if is_settled else tuple(borders.items()), adjusted)
