"""Ways round what WeasyPrint 70 does again for each text, style and box, and could do once. The results are the same.

The places that are changed are private: the version of WeasyPrint is bounded, and a test sets documents with and
without these changes and wants the same bytes.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pressroom.typeset import cascade, kept, strokes, texts
from pressroom.typeset.changes import change, change_everywhere, is_changed, undo
from pressroom.typeset.few import Few
from pressroom.typeset.sharing import asked, shared, stays

_LENGTH = re.compile(r"\[\d+\]$")
_KEPT_CUTS = 64
"""How many fonts with a few letters each are kept."""


def hurry() -> None:
    """Make the changes, once for the process."""
    if not is_changed():
        _hurry_styles()
        _hurry_writing()
        _hurry_grounds()
        texts.hurry()
        _hurry_percentages()
        _hurry_margins()
        _hurry_fonts()
        _hurry_drawing()
        _hurry_references()
        _hurry_flow()
        kept.hurry()


@contextmanager
def unhurried() -> Iterator[None]:
    """Undo the changes for a while, so that both ways can be compared."""
    undo()
    try:
        yield
    finally:
        hurry()


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

    change(ComputedStyle, "__missing__", missing)
    change(ComputedStyle, "__init__", init)
    change(AnonymousStyle, "__init__", anonymous)
    change(StyleFor, "set_computed_styles", shared(StyleFor.set_computed_styles))
    change(StyleFor, "__init__", cascade.init)


@functools.cache
def _logical_names() -> dict[str, frozenset[str]]:
    """Return the properties that each logical one, such as ``margin_inline_end``, may stand for; each for itself."""
    from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS

    found: dict[str, set[str]] = {name: {name} for name in PHYSICAL_FUNCTIONS}
    for name, function in PHYSICAL_FUNCTIONS.items():
        for inline in ("ltr", "rtl"):
            found.setdefault(function(block="ttb", inline=inline), set()).add(name)
    return {name: frozenset(physical) for name, physical in found.items()}


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

    change(pydyf, "_to_bytes", to_bytes)
    change(pydyf.Dictionary, "data", property(dictionary))
    change(pydyf.Array, "data", property(array))


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

    change_everywhere("strut", slow, strut)
    change(background, "layout_box_backgrounds", grounds.quick(background.layout_box_backgrounds))
    change_everywhere("draw_border", border.draw_border, grounds.border(border.draw_border))


def _hurry_percentages() -> None:
    """Read off a style once what lengths its boxes have."""
    from weasyprint.layout import percent

    from pressroom.typeset import lengths

    change_everywhere("resolve_percentages", percent.resolve_percentages, lengths.resolve)


def _hurry_margins() -> None:
    """Lay out no boxes in the margins of a page that has nothing to say there; and once, what all pages say there."""
    from weasyprint.layout import page as page_module

    slow = page_module.make_margin_boxes
    known: Few[Any, tuple[list[Any], Any]] = Few(_KEPT_MARGINS)

    def make(context: Any, page: Any, state: Any) -> Any:
        styles = [(name, context.style_for(page.page_type, name)) for name in _margin_boxes()]
        saying = [(name, style) for name, style in styles if style is not None and style["content"] not in _SAY_NOTHING]
        if not saying:
            return ()
        if any(kind != "string" for _, style in saying for kind, _ in style["content"]) or not stays(page.style):
            return slow(context, page, state)
        margins = page.margin_top, page.margin_right, page.margin_bottom, page.margin_left
        about = (id(page.style), *((name, id(style)) for name, style in saying))
        key = (*about, *margins, page.border_width(), page.border_height())
        if key not in known:
            known[key] = list(slow(context, page, state)), (page.style, saying)  # with what the numbers are of
            strokes.keep_all(known[key][0])
        return [box.deepcopy() for box in known[key][0]]

    change_everywhere("make_margin_boxes", slow, make)


_SAY_NOTHING = ("normal", "inhibit", "none")
_KEPT_MARGINS = 64


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
    cut: Few[Any, bytes] = Few(_KEPT_CUTS)
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
            cut[key] = self.file_content
        self.file_content = cut[key]

    class Quick:
        """Makes arrays of given values with a declaration without length: cffi reads one anew for each length."""

        def new(self, kind: str, *values: Any) -> Any:
            return fonts_ffi.new(_LENGTH.sub("[]", kind) if values else kind, *values)

        def __getattr__(self, name: str) -> Any:
            return getattr(fonts_ffi, name)

    fonts_ffi = fonts.ffi
    change(fonts, "ffi", Quick())
    change(fonts.Font, "__init__", init)
    change(fonts, "get_hb_object_data", data)
    change(fonts.Font, "_harfbuzz_subset", harfbuzz_subset)
    change(fonts.Font, "file_content", property(content, lambda self, value: setattr(self, "_content", value)))


def _hurry_drawing() -> None:
    """Write a line that all pages have as it was written before; work out a colour in another space once."""
    from weasyprint.draw import text
    from weasyprint.images import parse_color
    from weasyprint.pdf.stream import Stream

    from pressroom.typeset.pairs import Marked, Stacked

    Color = type(parse_color("black"))  # noqa: N806 - a class
    slow_to = Color.to
    worked_out = functools.lru_cache(maxsize=1_000)(lambda *color: vars(slow_to(Color(*color[:-1]), color[-1])))

    def to(self: Any, space: str) -> Any:
        made = object.__new__(Color)  # a new one each time: WeasyPrint changes some
        made.__dict__.update(worked_out(self.space, self.coordinates, self.alpha, space))
        return made

    change(Color, "to", to)
    change(text, "draw_first_line", strokes.quick(text.draw_first_line))
    change(Stream, "stacked", lambda self: Stacked(self))  # noqa: PLW0108 - a class is no method
    change(Stream, "marked", lambda self, box, tag: Marked(self, box, tag))  # noqa: PLW0108
    change(Stream, "artifact", lambda self: Marked(self))  # noqa: PLW0108


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

    change(pydyf.PDF, "page_references", property(references))


def _hurry_flow() -> None:
    """Ask a style once whether its boxes are in the flow, go through boxes no further than is needed."""
    from weasyprint.formatting_structure.boxes import Box, ParentBox

    from pressroom.typeset import walks

    slow = Box.is_in_normal_flow

    def is_in_normal_flow(self: Any) -> bool:
        known = self.style.__dict__.get("_pressroom_flow")
        return bool(asked(self.style, "_pressroom_flow", slow, self) if known is None else known)

    change(Box, "is_in_normal_flow", is_in_normal_flow)
    change(ParentBox, "page_values", walks.page_values)
    change(Box, "descendants", walks.descendants)
