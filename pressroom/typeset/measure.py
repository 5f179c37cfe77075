"""How wide a text is, measured by the very engine that will set it: with its shaping, its kerning and its fonts."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from pressroom.typeset.sharing import LINES_KEPT

MM_PER_PX = 25.4 / 96
PX_PER_PT = 96 / 72


@dataclass(frozen=True)
class Type:
    """What a text is set in. ``features`` are OpenType features, as `font-feature-settings` takes them."""

    families: tuple[str, ...]
    size_pt: float
    weight: int = 400
    language: str = "en"
    direction: str = "ltr"
    features: tuple[tuple[str, int], ...] = ()


class Measure:
    """Measures texts in the fonts of one font configuration of WeasyPrint."""

    def __init__(self, font_configuration: Any) -> None:
        """Keep the configuration, and the styles that were asked for."""
        self._fonts = font_configuration
        self._styles: dict[Type, Any] = {}
        self.width_mm = functools.lru_cache(maxsize=512)(self._width_mm)

    def _width_mm(self, text: str, type_: Type) -> float:
        """Return how wide ``text`` is on one line, in mm."""
        from weasyprint.text.line_break import split_first_line

        if not text:
            return 0.0
        style = self._styles.get(type_)
        if style is None:
            style = self._styles[type_] = self._style(type_)
        with LINES_KEPT.only_common():
            return float(split_first_line(text, style, None, None, 0)[3]) * MM_PER_PX

    def _style(self, type_: Type) -> Any:
        from weasyprint.css import InitialStyle

        style = InitialStyle(self._fonts)
        style |= {
            "font_family": type_.families,
            "font_size": type_.size_pt * PX_PER_PT,
            "font_weight": type_.weight,
            "font_variant_numeric": ("lining-nums",),
            "font_feature_settings": type_.features or "normal",
            "direction": type_.direction,
            "lang": type_.language,
            "white_space": "nowrap",
        }
        return style
