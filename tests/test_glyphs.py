"""Letters that no font holds: told by their code points, and never as the text that they stood in."""

from __future__ import annotations

from pressroom import glyphs


def test_letters_are_told_apart_and_in_the_order_of_unicode() -> None:
    """From a short name in a script without a font, the message must not be the name."""
    assert glyphs.named("\u0e2b\u0e19") == "U+0E19 THAI CHARACTER NO NU, U+0E2B THAI CHARACTER HO HIP"


def test_of_many_letters_a_few_are_told() -> None:
    """Enough to find the text by; the rest is counted."""
    assert glyphs.named("\u0e05\u0e04\u0e03\u0e02\u0e01").endswith("and 2 more")
    assert "U+0E04" not in glyphs.named("\u0e05\u0e04\u0e03\u0e02\u0e01")


def test_what_the_fonts_hold_is_not_missing() -> None:
    """The six languages and an emoji among them: the emoji alone is missing."""
    assert glyphs.missing("Awa Ŵ Пресса مطبعة 印刷 \U0001f642") == "\U0001f642"
