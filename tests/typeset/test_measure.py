"""Measuring texts keeps none of them beyond a few hundred widths."""

from __future__ import annotations

import gc

from pressroom.typeset import width_mm
from pressroom.typeset.measure import Type

SET = Type(("IBM Plex Sans",), 8.0)


def layouts() -> int:
    """Return how many texts are laid out in memory."""
    gc.collect()
    return sum(type(item).__name__ == "Layout" for item in gc.get_objects())


def test_measuring_leaves_no_text_behind() -> None:
    """Ten thousand cards measure a hundred thousand texts: memory must not grow with them, and names not stay in it."""
    width_mm("Sample", SET)
    before = layouts()
    widths = [width_mm(f"Sample {number}", SET) for number in range(50)]
    assert all(width > 0 for width in widths)
    assert layouts() == before
