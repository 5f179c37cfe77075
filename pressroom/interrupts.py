"""Keeps an interrupt from coming at the wrong moment.

Python raises ``KeyboardInterrupt`` between any two steps of the main thread. If one of them has just taken a lock that
another thread will ask for, nobody gives it back, and that thread waits for ever.
"""

from __future__ import annotations

import os
import sys
from types import TracebackType

TRACEBACK = "PRESSROOM_TRACEBACK"
"""The environment variable with which developers see where a fault of the program itself comes from."""


class Undisturbed:
    """Puts an interrupt off until the end of a ``with``. For a few steps that take locks, in the main thread alone."""

    def __init__(self) -> None:
        """Put nothing off yet."""
        self._depth = 0
        self._is_put_off = False
        self.is_asked = False
        """Whether there was an interrupt. Where it came in a place that swallows it, this still tells."""

    def __enter__(self) -> None:
        self._depth += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._depth -= 1
        if not self._depth and self._is_put_off:
            self._is_put_off = False
            raise KeyboardInterrupt

    def interrupt(self) -> None:
        """Raise ``KeyboardInterrupt``, now or when nothing is in its way: what a handler of a signal does."""
        self.is_asked = True
        if self._depth:
            self._is_put_off = True
        else:
            raise KeyboardInterrupt

    def look(self) -> None:
        """Raise ``KeyboardInterrupt`` if there was one: between two steps of long work."""
        if self.is_asked:
            raise KeyboardInterrupt


def quiet_finalizers() -> None:
    """Let Python show no traceback of what is raised while it clears something away, from where nothing is raised on.

    An interrupt that comes there is still heard, at the next step of long work (`Undisturbed.look`).
    """
    if not os.environ.get(TRACEBACK):
        sys.unraisablehook = lambda _: None


undisturbed = Undisturbed()
"""That of this process's main thread."""
