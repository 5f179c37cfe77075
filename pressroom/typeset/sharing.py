"""What one document has worked out and the next one can use: styles, and the lines of texts that all pages have.

A style follows from rules, and a style sheet is parsed once: elements that the same rules match, below parents of the
same style, have the same style in every document. WeasyPrint shares it within one.

With a style, the lines of its texts could stay: Pango shapes a heading once for everybody. But texts are people's, too.
So a line goes with its document, unless its text stood in two orders before: what is remembered of those is numbers,
from which no text can be told, and which mean nothing in another process.

The places that are changed are private, as in `pressroom.typeset.quick`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pressroom.typeset import strokes
from pressroom.typeset.few import Few

LINES = "_pressroom_lines"
"""Where a style keeps the lines of the texts that are set in it, for as long as it lives."""

_MOST_STYLES = 5_000
"""Twenty times the styles of a session's documents in six languages."""

_MOST_SEEN = 20_000
"""How many texts that stood in one order alone are remembered, as numbers."""

_OWN = ("id", "style", "name")
"""Attributes from which an element has a style of its own, and each document another."""

_SVG = "{http://www.w3.org/2000/svg}svg"


def shared(slow: Any) -> Any:
    """Return a `weasyprint.css.StyleFor.set_computed_styles` that takes a style from an earlier document."""
    styles: Few[Any, Any] = Few(_MOST_STYLES)

    def set_computed_styles(  # noqa: PLR0913, PLR0917 - the signature is WeasyPrint's
        self: Any,
        element: Any,
        parent: Any,
        root: Any = None,
        pseudo_type: Any = None,
        base_url: Any = None,
        target_collector: Any = None,
    ) -> None:
        key = _key(self, element, parent, pseudo_type)
        computed = self.get_computed_styles()
        if key in styles:
            computed[element, pseudo_type] = styles[key]
            return
        slow(self, element, parent, root, pseudo_type, base_url, target_collector)
        if key is None:
            return
        style = computed[element, pseudo_type]
        style._pressroom_stays = True  # noqa: SLF001
        # Below an element with a style of its own, no other document will ask for it.
        if parent is None or "_pressroom_kept" in computed[parent, None].__dict__:
            style._pressroom_kept = True  # noqa: SLF001
            styles[key] = style

    return set_computed_styles


def stays(style: Any) -> bool:
    """Whether a style follows from rules alone, or is the one for what is anonymous within it: it does not change.

    Where WeasyPrint changes a style for one box, it changes a copy.
    """
    if "_pressroom_stays" in style.__dict__:
        return True
    above = style.parent_style
    return above is not None and above.__dict__.get("anonymous_style") is style and stays(above)


def asked(style: Any, name: str, find: Any, subject: Any) -> Any:
    """Return what ``find`` finds for a subject of this style, asked once under ``name`` where the style stays."""
    known = style.__dict__.get(name)
    if known is None:
        known = find(subject)
        if stays(style):
            style.__dict__[name] = known
    return known


def _key(style_for: Any, element: Any, parent: Any, pseudo_type: Any) -> Any:
    """Return what the style of an element, or a page, follows from; None where it is the element's own.

    A style keeps its rules and its parent, so that their numbers stay theirs for as long as it is kept itself.
    """
    is_page = not hasattr(element, "tag")
    if not is_page and (not isinstance(element.tag, str) or element.tag == _SVG or any(map(element.get, _OWN))):
        return None
    above = id(style_for.get_computed_styles()[parent, None]) if parent is not None else 0
    sheets = () if above else tuple(id(sheet) for sheet, _, _ in style_for._sheets)  # noqa: SLF001
    cascaded = style_for.get_cascaded_styles().get((element, pseudo_type), {})
    rules = tuple(
        (name, value if name == "lang" else id(value), str(weight) if is_page else weight)  # a page's weight is a list
        for name, (value, weight) in cascaded.items()
    )
    return above, sheets, id(style_for.font_config), pseudo_type, rules


class Lines:
    """Remembers the lines of texts in their styles, and forgets those that are not everybody's."""

    def __init__(self, keep: Callable[[Any], None] = lambda _: None) -> None:
        """Remember nothing. ``keep`` is told of each value that stays."""
        self._keep = keep
        self._new: list[tuple[dict[Any, Any], Any]] = []
        self._order: set[int] = set()
        self._seen: set[int] = set()
        self._common: set[int] = set()

    def of(self, style: Any, key: tuple[Any, ...], make: Any) -> Any:
        """Return what ``make`` makes of a text in a style, for each ``key`` once."""
        lines = style.__dict__.setdefault(LINES, {})
        if key not in lines:
            lines[key] = make()
            self._new.append((lines, key))
        return lines[key]

    def begin(self) -> None:
        """Begin an order: what stands in it and in another one before is known to be common from the next one on."""
        self._common |= self._order & self._seen
        self._seen |= self._order
        self._order.clear()
        if len(self._seen) > _MOST_SEEN:
            self._seen.clear()

    @contextmanager
    def only_common(self) -> Iterator[None]:
        """Forget the lines that are new in a document when it is done, but for those whose texts are common."""
        try:
            yield
        finally:
            for lines, key in self._new:
                number = hash(key)
                self._order.add(number)
                if number not in self._common:
                    lines.pop(key, None)
                elif key in lines:
                    self._keep(lines[key])
            self._new.clear()


LINES_KEPT = Lines(strokes.keep)
"""Those of this process."""
