"""What lies under boxes, asked of their styles once: most boxes have no background, no shadow and square corners.

This module is loaded where WeasyPrint is, and not before.
"""

from __future__ import annotations

from typing import Any

from weasyprint.layout import background

from pressroom.typeset import standing
from pressroom.typeset.sharing import asked

_SQUARE = {f"border_{corner}_radius": (0, 0) for corner in ("top_left", "top_right", "bottom_right", "bottom_left")}
_IMAGES = ("border_image_source", "mask_border_source")


def quick(slow: Any) -> Any:
    """Return a `weasyprint.layout.background.layout_box_backgrounds` that passes over boxes without a background."""

    def layout(page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None) -> None:  # noqa: FBT001, FBT002
        if style is not None or box is page or not _is_bare(box.style):
            slow(page, box, get_image, layout_children, style)
            return
        box.__dict__.get("_box", box).__dict__.update(_SQUARE)  # what is placed absolutely comes in a holder
        known = standing.of(box)
        if layout_children and not (known and known.has_grounds):
            for child in box.all_children():
                background.layout_box_backgrounds(page, child, get_image)
            if known:
                known.has_grounds = True
        box.background = None

    return layout


def border(slow: Any) -> Any:
    """Return a `weasyprint.draw.border.draw_border` that passes over boxes without one."""

    def draw(stream: Any, box: Any) -> None:
        widths = (box.border_top_width, box.border_right_width, box.border_bottom_width, box.border_left_width)
        if any(widths) or not _is_bare(box.style) or _has_columns(box.style):
            slow(stream, box)

    return draw


def _has_columns(style: Any) -> bool:
    return bool(style["column_width"] != "auto" or style["column_count"] != "auto")


def _is_bare(style: Any) -> bool:
    return bool(asked(style, "_pressroom_bare", _shows_nothing, style))


def _shows_nothing(style: Any) -> bool:
    from weasyprint.draw.color import get_color

    if any((0, "px") not in style[corner] for corner in _SQUARE) or any(style[name][0] != "none" for name in _IMAGES):
        return False
    if style["box_shadow"] or style["visibility"] == "hidden":
        return False
    images = any(kind == "url" or value for kind, value in style["background_image"])
    return not images and get_color(style, "background_color").alpha == 0
