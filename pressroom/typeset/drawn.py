"""What was drawn once and is drawn again: operators as they were written, with the numbers of this page's content.

What is written depends on where the page's state stands when it begins: matrix, colours, font. What holds
more than text in kept lines, plain shapes and drawings, such as a picture that is an object of its own, is drawn anew
each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pressroom.typeset import strokes
from pressroom.typeset.few import Few

_MOST = 8
_OF_OBJECTS = (b" Do", b" sh", b" scn", b" SCN")
_STATE = b" gs"


class Drawings:
    """What was drawn of one thing, by the state in which it began."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: Few[Any, _Drawing | None] = Few(_MOST)

    def draw(self, stream: Any, slow: Any) -> None:
        """Write into a page what ``slow`` writes there."""
        key = _state(stream)
        drawing = self._known.get(key)
        if drawing is not None and drawing.write(stream):
            return
        if key in self._known or stream._tags is None:  # noqa: SLF001
            slow()
            return
        self._known[key] = _noted(stream, slow)


def _state(stream: Any) -> Any:
    """Return what an operator is left out for where it would say nothing new."""
    return tuple(getattr(stream, name) for name in _STATES), stream.ctm.values


_STATES = (
    "_current_color",
    "_current_color_stroke",
    "_current_alpha",
    "_current_alpha_stroke",
    "_current_font",
    "_old_font",
)


@dataclass(frozen=True)
class _Drawing:
    """What was written: ``items`` of the stream, some of them the numbers of content, of ``marks`` in this order.

    ``states`` are graphics states that it names, with what they say; ``after`` is how it leaves the stream.
    """

    items: tuple[Any, ...]
    marks: tuple[tuple[int, Any, str], ...]
    fonts: strokes.Fonts
    states: tuple[tuple[str, Any], ...]
    after: tuple[tuple[str, Any], ...]

    def write(self, stream: Any) -> bool:
        """Write it again; say so if it cannot be, since a font's glyph is wider or narrower there."""
        if not strokes.written(stream, self.fonts):
            return False
        known = stream._resources["ExtGState"]  # noqa: SLF001
        for name, value in self.states:
            if name not in known:
                known[name] = type(value)(value)
        tags, items = stream._tags, list(self.items)  # noqa: SLF001
        for at, box, tag in self.marks:
            number = len(tags)
            tags[box] = {"tag": tag, "mcid": number}
            items[at] = b"<</MCID %d>>" % number
        stream.stream += items
        stream.__dict__.update(self.after)
        return True


def _noted(stream: Any, slow: Any) -> _Drawing | None:
    """Draw, and return what was written; None where it is more than can be written again."""
    tags, resources = stream._tags, stream._resources  # noqa: SLF001
    start, first = len(stream.stream), len(tags)
    sizes = _sizes(resources, stream)
    with strokes.heard() as lines:
        slow()
    items = tuple(stream.stream[start:])
    marks = list(tags.items())[first:]
    states = dict.fromkeys(item[1:].split()[0].decode() for item in items if _ends(item, _STATE))
    values = tuple((name, resources["ExtGState"][name]) for name in states)
    is_plain = all(isinstance(item, bytes | str) and not _ends(item, _OF_OBJECTS) for item in items)
    if not is_plain or sizes != _sizes(resources, stream) or None in lines or not all(map(_is_alpha, values)):
        return None
    places = [at for at, item in enumerate(items) if _ends(item, b">>") and item.startswith(b"<</MCID ")]
    if len(places) != len(marks):
        return None
    return _Drawing(
        items,
        tuple((at, box, mark["tag"]) for at, (box, mark) in zip(places, marks, strict=True)),
        strokes.together(lines),
        values,
        tuple((name, getattr(stream, name)) for name in _STATES),
    )


def _ends(item: Any, what: bytes | tuple[bytes, ...]) -> bool:
    return isinstance(item, bytes) and item.endswith(what)


def _is_alpha(state: tuple[str, Any]) -> bool:
    name, value = state
    return name[0] in "aA" and len(value) == 1


def _sizes(resources: Any, stream: Any) -> Any:
    return [len(resources[name]) for name in ("XObject", "Pattern", "Shading")], len(stream._images)  # noqa: SLF001
