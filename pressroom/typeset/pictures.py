"""The pictures that a page may use: files as they are, and drawings that are ready to be put into a PDF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Asset:
    """A picture that a page may use, under the address ``press:name``."""

    data: bytes
    mime: str


@dataclass(frozen=True)
class Drawing(Asset):
    """A square drawing in black: ``data`` is operators of a PDF, in units of which ``side`` are its width.

    They go into the page as they are. A code as SVG would be read anew, step by step, on each page that it is on.
    """

    side: int


class Drawn:
    """Stands for a picture before WeasyPrint."""

    def __init__(self, drawing: Drawing) -> None:
        """Keep what is to be drawn."""
        self._drawing = drawing

    def get_intrinsic_size(self, _resolution: float, _font_size: float) -> tuple[None, None, float]:
        """Return no size of its own, and the ratio of a square."""
        return None, None, 1.0

    def draw(self, stream: Any, width: float, height: float, _style: Any) -> None:
        """Put the operators into the page, as wide and as high as asked."""
        from weasyprint.images import parse_color

        side = self._drawing.side
        stream.set_color(parse_color("#000"))
        stream.transform(a=width / side, d=height / side)
        stream.stream.append(self._drawing.data)
