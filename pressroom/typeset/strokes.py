"""Lines of text that all pages have are drawn once for all of them: what is written of a line but its place is kept.

WeasyPrint goes through the glyphs of each line of each page. What it writes follows from the line's layout alone, so a
layout that is kept for other documents (`pressroom.typeset.sharing`) keeps that too: operators, and for each font
which glyphs stand for which letters, and how wide they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

KEPT = "_pressroom_line"
"""What was written of a layout's line, where that is kept for other documents."""


def quick(slow: Any) -> Any:
    """Return a `weasyprint.draw.text.draw_first_line` that writes a line that is kept as it was written before."""

    def draw(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: str, matrix: Any) -> Any:
        if not textbox.text.strip():
            return []  # nothing to be seen: WeasyPrint writes nothing either
        layout = textbox.pango_layout
        line = layout.__dict__.get(KEPT)
        if text_overflow != "clip" or block_ellipsis != "none" or layout.justification_spacing:
            line = None
        if line is _NOT_YET:
            note = _Note(stream)
            slow(note, textbox, text_overflow, block_ellipsis, matrix)
            line = layout.__dict__[KEPT] = note.line
        if line is not None and not line.write(stream, matrix):
            line = None
        for lines in _LISTENING:
            lines.append(line)
        return slow(stream, textbox, text_overflow, block_ellipsis, matrix) if line is None else []

    return draw


_LISTENING: list[list[_Line | None]] = []


@contextmanager
def heard() -> Iterator[list[_Line | None]]:
    """Note each line that is written meanwhile; None for one that is not kept."""
    lines: list[_Line | None] = []
    _LISTENING.append(lines)
    try:
        yield lines
    finally:
        _LISTENING.remove(lines)


def keep(line: Any) -> None:
    """Have what is written of a line kept from the next time on; ``line`` is what WeasyPrint made of a text."""
    line[0].__dict__.setdefault(KEPT, _NOT_YET)


def keep_all(boxes: Iterable[Any]) -> None:
    """Have what is written of all lines in some boxes kept."""
    for box in boxes:
        for part in box.descendants(placeholders=True):
            if layout := getattr(part, "pango_layout", None):
                keep((layout,))


_NOT_YET = object()


Fonts = tuple[tuple[Any, Any, dict[int, int], dict[int, str]], ...]
"""For each font its key in a document, Pango's font, and its glyphs' widths and letters."""


def written(stream: Any, fonts: Fonts) -> bool:
    """Note in a document which glyphs of its fonts are used; say so if one is wider or narrower there."""
    there = stream._fonts  # noqa: SLF001
    found = [
        (there[key] if key in there else stream.add_font(pango_font)[0], widths, letters)
        for key, pango_font, widths, letters in fonts
    ]
    for font, widths, _ in found:
        if any(font.widths.get(glyph, width) != width for glyph, width in widths.items()):
            return False
    for font, widths, letters in found:
        font.widths.update(widths)
        for glyph, text in letters.items():
            font.to_unicode.setdefault(glyph, text)
    return True


def together(lines: Iterable[_Line | None]) -> Fonts:
    """Return the fonts of some lines, as if they were one."""
    fonts: dict[Any, tuple[Any, Any, dict[int, int], dict[int, str]]] = {}
    for line in filter(None, lines):
        for key, pango_font, widths, letters in line.fonts:
            _, _, all_widths, all_letters = fonts.setdefault(key, (key, pango_font, {}, {}))
            all_widths.update(widths)
            for glyph, text in letters.items():
                all_letters.setdefault(glyph, text)
    return tuple(fonts.values())


@dataclass(frozen=True)
class _Line:
    """What is written of a line: texts and changes of font, and the fonts."""

    steps: tuple[tuple[str, float] | bytes, ...]
    fonts: Fonts

    def write(self, stream: Any, matrix: Any) -> bool:
        """Write the line at its place; say so if it cannot be (`written`)."""
        if not written(stream, self.fonts):
            return False
        stream.set_text_matrix(*matrix.values)
        for step in self.steps:
            if isinstance(step, bytes):
                stream.show_text(step)
            else:
                stream.set_font_size(*step)
        return True


class _Note:
    """Stands in for a page's content while a line is drawn: notes what is written, with fonts that are nobody's yet."""

    def __init__(self, stream: Any) -> None:
        self.ink_rect, self.logical_rect = stream.ink_rect, stream.logical_rect
        self._stream = stream
        self._steps: list[tuple[str, float] | bytes] = []
        self._fonts: list[tuple[Any, Any, Any]] = []
        self._is_plain = True

    @property
    def line(self) -> _Line | None:
        """The line, with nothing of the page on which it was drawn; None for more, or less, than glyphs in a row."""
        fonts = tuple((key, pango_font, ours.widths, ours.to_unicode) for key, pango_font, ours in self._fonts)
        return _Line(tuple(self._steps), fonts) if self._is_plain and self._steps else None

    def set_text_matrix(self, *_: float) -> None:
        """Each page has the line in a place of its own."""

    def add_font(self, pango_font: Any) -> tuple[Any, float]:
        font, size = self._stream.add_font(pango_font)
        if font.png or font.svg or font.colr or font.bitmap:
            self._is_plain = False
        ours = SimpleNamespace(
            hash=font.hash, png=font.png, svg=font.svg, colr=font.colr, bitmap=font.bitmap,
            hb_face=font.hb_face, hb_font=font.hb_font, widths={}, to_unicode={}, get_unused_glyph_id=self._lost,
        )  # fmt: skip
        key = next(key for key, value in self._stream._fonts.items() if value is font)  # noqa: SLF001
        self._fonts.append((key, pango_font, ours))
        return ours, size

    def _lost(self, _: int) -> int:
        """Note that the font lacks a glyph, and return any."""
        self._is_plain = False
        return 0

    def set_font_size(self, font: str, size: float) -> None:
        self._steps.append((font, size))

    def show_text(self, text: str) -> None:
        self._steps.append(text.encode())

    def set_text_rise(self, _: float) -> None:
        self._is_plain = False
