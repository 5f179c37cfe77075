"""Ways round what WeasyPrint does again for each measuring of a text, as in `pressroom.typeset.quick`."""

from __future__ import annotations

from typing import Any

from pressroom.typeset.changes import change, change_everywhere
from pressroom.typeset.sharing import LINES_KEPT


def hurry() -> None:
    """Make what a style says of a text ready for Pango once for each style, and keep a text's layout to draw it.

    WeasyPrint makes both anew: for each measuring of a text, and once more when it is drawn.
    """
    from weasyprint.text import line_break
    from weasyprint.text.ffi import ffi, gobject, pango

    layout_class = line_break.Layout
    slow_setup, slow_reactivate = layout_class.setup, layout_class.reactivate

    def setup(self: Any, style: Any) -> None:
        ready = style.__dict__.get("_pressroom_text") if hasattr(style, "__dict__") else None
        if ready is None:
            if style["text_decoration_line"] != "none":
                slow_setup(self, style)
                return
            ready = style._pressroom_text = _Ready(style)  # noqa: SLF001
        self.style = style
        self.first_line_direction = 0
        self.language = ready.language
        self.ascent = self.underline_position = self.strikethrough_position = None
        self.underline_thickness = self.strikethrough_thickness = None
        self.layout = ffi.gc(pango.pango_layout_new(ready.context), gobject.g_object_unref)
        self._context = ready.context
        pango.pango_layout_set_auto_dir(self.layout, False)  # noqa: FBT003
        pango.pango_layout_set_font_description(self.layout, ready.description)
        if ready.features is not None:
            attributes = pango.pango_attr_list_new()
            pango.pango_attr_list_insert(attributes, ready.features)
            pango.pango_layout_set_attributes(self.layout, attributes)

    def reactivate(self: Any, style: Any) -> None:
        if self.justification_spacing or style is not self.style:
            slow_reactivate(self, style)
        else:
            pango.pango_layout_set_width(self.layout, -1)

    change(layout_class, "setup", setup)
    change(layout_class, "reactivate", reactivate)
    change(layout_class, "deactivate", lambda _: None)
    _remember_lines(line_break)


def _remember_lines(line_break: Any) -> None:
    """Break the same text in the same style at the same width once, however often the boxes around it are tried."""
    slow = line_break.split_first_line

    def split(  # noqa: PLR0913, PLR0917 - the signature is WeasyPrint's
        text: str,
        style: Any,
        context: Any,
        max_width: Any,
        justification_spacing: float,
        is_line_start: bool = True,  # noqa: FBT001, FBT002
        minimum: bool = False,  # noqa: FBT001, FBT002
    ) -> Any:
        if justification_spacing:
            return slow(text, style, context, max_width, justification_spacing, is_line_start, minimum)
        return LINES_KEPT.of(
            style,
            (text, max_width, is_line_start, minimum),
            lambda: slow(text, style, context, max_width, justification_spacing, is_line_start, minimum),
        )

    change_everywhere("split_first_line", slow, split)


class _Ready:
    """What Pango needs to know of a style."""

    def __init__(self, style: Any) -> None:
        from weasyprint.text import line_break
        from weasyprint.text.ffi import ffi, gobject, pango, unicode_to_char_p

        context = pango.pango_font_map_create_context(style.font_config.font_map)
        self.context = ffi.gc(context, gobject.g_object_unref)
        pango.pango_context_set_round_glyph_positions(self.context, False)  # noqa: FBT003
        pango.pango_context_set_base_dir(self.context, line_break.PANGO_DIRECTION[style["direction"]])
        override = style["font_language_override"]
        name = style["lang"] if override == "normal" else line_break.LST_TO_ISO.get(override.lower(), override)
        if name:
            pointer, kept = unicode_to_char_p(name)
            self.language = pango.pango_language_from_string(pointer)
            pango.pango_context_set_language(self.context, self.language)
            del kept
        else:
            self.language = pango.pango_language_get_default()
        self.description = line_break.get_font_description(style)
        self.features = self._features(style, line_break, pango)

    @staticmethod
    def _features(style: Any, line_break: Any, pango: Any) -> Any:
        variants = ("ligatures", "position", "caps", "numeric", "alternates", "east_asian")
        names = ("font_kerning", *(f"font_variant_{name}" for name in variants), "font_feature_settings")
        found = line_break.font_features(*(style[name] for name in names))
        if not found:
            return None
        text = ",".join(f"{key} {value}" for key, value in found.items()).encode()
        kept = style.font_config.font_features
        if text not in kept:
            kept[text] = pango.pango_attr_font_features_new(text)
        return kept[text]
