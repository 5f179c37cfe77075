"""A dictionary of the last few things: the oldest goes when one more comes than it has room for."""

from __future__ import annotations

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Few(dict[K, V]):
    """The last ``most`` entries that were put in, in the order in which each key first came."""

    def __init__(self, most: int) -> None:
        """Begin with none."""
        super().__init__()
        self._most = most

    def __setitem__(self, key: K, value: V) -> None:
        """Put an entry in, in the place of the oldest if there is room for no more."""
        if key not in self and len(self) >= self._most:
            del self[next(iter(self))]
        super().__setitem__(key, value)
