"""Ways round what WeasyPrint 70 does again for each text, style and box, and could do once. The results are the same.

The places that are changed are private: the version of WeasyPrint is bounded, and a test sets documents with and
without these changes and wants the same bytes.
"""

from __future__ import annotations

import functools
import sys
from typing import Any

from pressroom.typeset import cascade, strokes
from pressroom.typeset.sharing import LINES_KEPT, asked, shared

_ORIGINALS: list[tuple[Any, str, Any]] = []
"""What stood in the changed places: object, name, value (`_NOTHING` where there was none)."""


_NOTHING = object()

_KEPT_CUTS = 64
"""How many fonts with a few letters each are kept."""


def hurry() -> None:
    """Make the changes, once for the process."""
    if not _ORIGINALS:
        _hurry_styles()
        _hurry_writing()
        _hurry_grounds()
        _hurry_texts()
        _hurry_percentages()
        _hurry_margins()
        _hurry_fonts()
        _hurry_drawing()
        _hurry_references()
        _hurry_flow()


def take_time() -> None:
    """Undo the changes, so that both ways can be compared."""
    while _ORIGINALS:
        place, name, value = _ORIGINALS.pop()
        if value is _NOTHING:
            delattr(place, name)
        else:
            setattr(place, name, value)


def _change(place: Any, name: str, value: Any) -> None:
    _ORIGINALS.append((place, name, getattr(place, name, _NOTHING)))
    setattr(place, name, value)


def _change_everywhere(name: str, slow: Any, quick: Any) -> None:
    """Put ``quick`` in the place of a function in every module of WeasyPrint that has imported it."""
    for title, module in list(sys.modules.items()):
        if title.startswith("weasyprint") and getattr(module, name, None) is slow:
            _change(module, name, quick)


def _hurry_styles() -> None:
    """Give each style at once what its rules say nothing of, and take the rest from its parent.

    WeasyPrint goes through all cases for each of the hundred properties of each element.
    """
    from weasyprint.css import AnonymousStyle, ComputedStyle, StyleFor
    from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

    special = {"float", "display", "position", "page"} | {
        name for name in INITIAL_VALUES if name.startswith("text_decoration_")
    }
    inherited = frozenset(INHERITED) - special - set(_logical_names())
    initial = {
        name: value
        for name, value in INITIAL_VALUES.items()
        if name not in special and name not in INHERITED and name not in INITIAL_NOT_COMPUTED
    }
    slow_missing, slow_init, slow_anonymous = ComputedStyle.__missing__, ComputedStyle.__init__, AnonymousStyle.__init__

    def missing(self: Any, key: str) -> Any:
        if key in inherited and self.parent_style is not None and key not in self.cascaded:
            value = self[key] = self.parent_style[key]
            return value
        return slow_missing(self, key)

    def init(self: Any, parent_style: Any, cascaded: Any, *others: Any) -> None:
        slow_init(self, parent_style, cascaded, *others)
        self.update(initial)
        for key in cascaded:
            self.pop(key, None)
            for physical in _logical_names().get(key, ()):
                self.pop(physical, None)

    def anonymous(self: Any, parent_style: Any) -> None:
        self.update(initial)
        slow_anonymous(self, parent_style)

    _change(ComputedStyle, "__missing__", missing)
    _change(ComputedStyle, "__init__", init)
    _change(AnonymousStyle, "__init__", anonymous)
    _change(StyleFor, "set_computed_styles", shared(StyleFor.set_computed_styles))
    _change(StyleFor, "__init__", cascade.init)


@functools.cache
def _logical_names() -> dict[str, frozenset[str]]:
    """Return the properties that each logical one, such as ``margin_inline_end``, may stand for; each for itself."""
    from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS

    found: dict[str, set[str]] = {name: {name} for name in PHYSICAL_FUNCTIONS}
    for name, function in PHYSICAL_FUNCTIONS.items():
        for inline in ("ltr", "rtl"):
            found.setdefault(function(block="ttb", inline=inline), set()).add(name)
    return {name: frozenset(physical) for name, physical in found.items()}


def _hurry_texts() -> None:
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

    _change(layout_class, "setup", setup)
    _change(layout_class, "reactivate", reactivate)
    _change(layout_class, "deactivate", lambda _: None)
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

    _change_everywhere("split_first_line", slow, split)


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


def _hurry_writing() -> None:
    """Put what is written of a document into bytes by what it is, and not by asking what it might be."""
    import pydyf

    slow = pydyf._to_bytes  # noqa: SLF001
    number = functools.lru_cache(maxsize=10_000)(slow)  # of a page's lengths and colours, most stand on others, too

    def to_bytes(item: Any) -> Any:
        kind = type(item)
        if kind is bytes:
            return item
        if kind is str:
            return item.encode("ascii")
        if kind is float:
            return number(item)
        if kind is int:
            return b"%d" % item
        return slow(item)

    def dictionary(self: Any) -> bytes:
        entries = [_named(key) + (value if type(value) is bytes else to_bytes(value)) for key, value in self.items()]
        return b"<<" + b"".join(entries) + b">>"

    def array(self: Any) -> bytes:
        return b"[" + b" ".join([item if type(item) is bytes else to_bytes(item) for item in self]) + b"]"

    _change(pydyf, "_to_bytes", to_bytes)
    _change(pydyf.Dictionary, "data", property(dictionary))
    _change(pydyf.Array, "data", property(array))


@functools.lru_cache(maxsize=1_000)
def _named(key: str) -> bytes:
    """Return a dictionary's key as it is written."""
    return b"/" + key.encode("ascii") + b" "


def _hurry_grounds() -> None:
    """Pass over boxes under which and around which nothing is drawn; ask a style once how high its lines are."""
    from weasyprint.draw import border
    from weasyprint.layout import background
    from weasyprint.text import line_break

    from pressroom.typeset import grounds

    slow = line_break.strut

    def strut(style: Any) -> Any:
        return asked(style, "_pressroom_strut", slow, style)

    _change_everywhere("strut", slow, strut)
    _change(background, "layout_box_backgrounds", grounds.quick(background.layout_box_backgrounds))
    _change_everywhere("draw_border", border.draw_border, grounds.border(border.draw_border))


def _hurry_percentages() -> None:
    """Read off a style once what lengths its boxes have."""
    from weasyprint.layout import percent

    from pressroom.typeset import lengths

    _change_everywhere("resolve_percentages", percent.resolve_percentages, lengths.resolve)


def _hurry_margins() -> None:
    """Lay out no boxes in the margins of a page that has nothing to say there."""
    from weasyprint.layout import page as page_module

    slow = page_module.make_margin_boxes

    def make(context: Any, page: Any, state: Any) -> Any:
        styles = (context.style_for(page.page_type, name) for name in _margin_boxes())
        if any(style is not None and style["content"] not in ("normal", "inhibit", "none") for style in styles):
            return slow(context, page, state)
        return ()

    _change_everywhere("make_margin_boxes", slow, make)


@functools.cache
def _margin_boxes() -> tuple[str, ...]:
    from weasyprint.css import PAGE_MARGIN_BOXES

    return tuple(sorted(f"@{name}" for name in PAGE_MARGIN_BOXES if name not in ("footnote", "note-area")))


def _hurry_fonts() -> None:
    """Read a whole font only where it is wanted whole, and cut the same letters out of it once.

    WeasyPrint copies each font for each document, ten megabytes for a Chinese one, and then needs but a few letters.
    """
    from weasyprint.pdf import fonts

    slow_init, slow_cut, read = fonts.Font.__init__, fonts.Font._harfbuzz_subset, fonts.get_hb_object_data  # noqa: SLF001
    cut: dict[Any, bytes] = {}
    making = []

    def init(self: Any, pango_font: Any, description: Any, font_size: float) -> None:
        making.append(self)
        try:
            slow_init(self, pango_font, description, font_size)
        finally:
            making.pop()

    def data(face: Any, *args: Any, **options: Any) -> Any:
        return None if making and not args and not options else read(face, *args, **options)

    def content(self: Any) -> Any:
        if self._content is None:
            self._content = read(self.hb_face)
        return self._content

    def harfbuzz_subset(self: Any, to_unicode: Any, hinting: Any) -> None:
        key = (self.hash, self.index, self.glyph_count, self.upem, frozenset(to_unicode), bool(self.missing), hinting)
        if key not in cut:
            slow_cut(self, to_unicode, hinting)
            if len(cut) >= _KEPT_CUTS:
                cut.pop(next(iter(cut)))
            cut[key] = self.file_content
        self.file_content = cut[key]

    _change(fonts.Font, "__init__", init)
    _change(fonts, "get_hb_object_data", data)
    _change(fonts.Font, "_harfbuzz_subset", harfbuzz_subset)
    _change(fonts.Font, "file_content", property(content, lambda self, value: setattr(self, "_content", value)))


def _hurry_drawing() -> None:
    """Write a line that all pages have as it was written before."""
    from weasyprint.draw import text
    from weasyprint.pdf.stream import Stream

    from pressroom.typeset.pairs import Marked, Stacked

    _change(text, "draw_first_line", strokes.quick(text.draw_first_line))
    _change(Stream, "stacked", lambda self: Stacked(self))  # noqa: PLW0108 - a class is no method
    _change(Stream, "marked", lambda self, box, tag: Marked(self, box, tag))  # noqa: PLW0108
    _change(Stream, "artifact", lambda self: Marked(self))  # noqa: PLW0108


def _hurry_references() -> None:
    """Name a document's pages once, and not for each element of its structure."""
    import pydyf

    slow = pydyf.PDF.page_references.fget

    def references(self: Any) -> Any:
        kids = len(self.pages["Kids"])
        known = self.__dict__.get("_pressroom_references")
        if known is None or known[0] != kids:
            known = self.__dict__["_pressroom_references"] = kids, slow(self)
        return known[1]

    _change(pydyf.PDF, "page_references", property(references))


def _hurry_flow() -> None:
    """Ask a style once whether its boxes are in the flow, go through boxes no further than is needed, keep blocks."""
    from weasyprint.formatting_structure.boxes import Box, ParentBox
    from weasyprint.layout import block

    from pressroom.typeset import kept, walks

    slow = Box.is_in_normal_flow

    def is_in_normal_flow(self: Any) -> bool:
        known = self.style.__dict__.get("_pressroom_flow")
        return bool(asked(self.style, "_pressroom_flow", slow, self) if known is None else known)

    _change(Box, "is_in_normal_flow", is_in_normal_flow)
    _change(block, "block_container_layout", kept.quick(block.block_container_layout))
    _change(kept.KEPT, "is_on", True)  # noqa: FBT003 - the attribute's value
    _change(ParentBox, "page_values", walks.page_values)
    _change(Box, "descendants", walks.descendants)
