"""Shows how long work goes on: what is done, what is in work, and the time left. Codes and paths only, never names.

On a terminal a bar, in a pipe plain lines, for programs an object of JSON a line.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pressroom.problems import printable

_BAR = 24
_SAMPLE = 3
"""How many packs are finished before their pace says anything about the rest."""


@dataclass(frozen=True)
class State:
    """How far the work is. ``packs`` are participants whose files are finished; ``seconds_left`` None at first."""

    done: int
    total: int
    packs: int
    packs_in_all: int
    finished: str
    in_work: Sequence[str]
    seconds_left: float | None


class Face(Protocol):
    """How progress is shown."""

    def show(self, state: State) -> None:
        """Show how far the work is."""

    def close(self) -> None:
        """Take away what is not to stay."""


class Progress:
    """Counts finished pieces of work, and works out how long the rest will take.

    Shared parts take much longer than what is bound to them, and those of an earlier run no time at all; so the time
    left is known from the pace of the packs.
    """

    def __init__(self, total: int, packs: int, face: Face | None, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin. ``clock`` gives seconds, and never goes back."""
        self._total, self._packs_in_all = total, packs
        self._face, self._clock = face, clock
        self._done = self._packs = 0
        self._first: float | None = None

    def step(self, what: str, in_work: Sequence[str] = (), *, is_pack: bool = False) -> None:
        """Note that ``what`` (a code or a file's path) is finished, and what is being made meanwhile."""
        self._done += 1
        self._packs += is_pack
        if is_pack and self._first is None:
            self._first = self._clock()
        if self._face:
            left = self._seconds_left()
            self._face.show(State(self._done, self._total, self._packs, self._packs_in_all, what, tuple(in_work), left))

    def close(self) -> None:
        """Take the bar away."""
        if self._face and self._done:
            self._face.close()

    def _seconds_left(self) -> float | None:
        if self._first is None or self._packs < _SAMPLE:
            return None
        pace = (self._clock() - self._first) / (self._packs - 1)
        return max(0.0, pace * (self._packs_in_all - self._packs))


class Bar:
    """A line that is drawn over and over on a terminal."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def show(self, state: State) -> None:
        """Draw the bar."""
        filled = _BAR * state.done // max(state.total, 1)
        bar = "█" * filled + "░" * (_BAR - filled)
        packs = f"  {state.packs}/{state.packs_in_all} packs" if state.packs_in_all else ""
        left = ""
        if state.seconds_left is not None:
            minutes, seconds = divmod(round(state.seconds_left), 60)
            left = f"  {minutes}:{seconds:02d} left"
        names = printable(", ".join(state.in_work) or state.finished)
        line = f"{bar} {state.done}/{state.total}{packs}{left}  {names[:60]}"
        # A line that wraps could not be taken away again.
        self._write(f"\r\x1b[K{line[: max(_columns() - 1, 1)]}")

    def close(self) -> None:
        """Take the bar away."""
        self._write("\r\x1b[K")


def _columns() -> int:
    """Return how wide the terminal is that the bar is drawn on: standard error's, wherever standard output goes."""
    try:
        found = 0 if os.environ.get("COLUMNS") else os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):
        found = 0
    return found or shutil.get_terminal_size().columns


class Lines:
    """A line for each finished piece of work."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell

    def show(self, state: State) -> None:
        """Say what is finished."""
        self._tell(f"[{state.done}/{state.total}] {state.finished}")

    def close(self) -> None:
        """Leave the lines as they are."""


class ForPrograms:
    """An object of JSON for each finished piece of work."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell

    def show(self, state: State) -> None:
        """Say how far the work is."""
        left = None if state.seconds_left is None else round(state.seconds_left, 1)
        said = {
            "done": state.done,
            "of": state.total,
            "packs": state.packs,
            "packs_of": state.packs_in_all,
            "finished": state.finished,
            "in_work": list(state.in_work),
            "seconds_left": left,
        }
        self._tell(json.dumps(said))

    def close(self) -> None:
        """Leave the lines as they are."""
