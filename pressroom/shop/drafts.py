"""A document before it is set: how to compose it at each of its fits, each composed once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pressroom.compose.setting import FITS

if TYPE_CHECKING:
    from pressroom.compose.setting import Composed


class Draft:
    """How one person's document is composed, and its title."""

    def __init__(
        self,
        compose: Callable[[Sequence[int]], Composed],
        title: str,
        first: tuple[int, int] = (FITS[0], FITS[0]),
    ) -> None:
        """Keep how it is composed: ``compose`` takes steps of `FITS`; below ``first`` none need be tried."""
        self.first = first
        self._compose = compose
        self._composed: dict[tuple[int, ...], Composed] = {}
        self.title = title

    def compose(self, steps: Sequence[int]) -> Composed:
        """Return the document at these steps."""
        key = tuple(steps)
        if key not in self._composed:
            self._composed[key] = self._compose(steps)
        return self._composed[key]
