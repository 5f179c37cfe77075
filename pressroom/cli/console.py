"""Where messages go: results on standard output, everything else on standard error.

On a terminal, long work shows a bar with the pack in work and the time left; in a pipe, plain lines.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressroom.problems import printable

if TYPE_CHECKING:
    from pressroom.problems import Problem

_BAR = 24


class Console:
    """Says things, as loud as the user wants: 0 quiet, 1 normal, 2 verbose."""

    def __init__(self, loudness: int = 1) -> None:
        self.loudness = loudness

    def result(self, text: str) -> None:
        """Print a result on standard output."""
        click.echo(text)

    def data(self, value: object) -> None:
        """Print a result as JSON, for programs; what a terminal would act on is escaped as JSON escapes it."""
        import json

        text = json.dumps(value, ensure_ascii=False, indent=1)
        click.echo(
            "".join(char if char == "\n" or printable(char) == char else json.dumps(char)[1:-1] for char in text)
        )

    def say(self, text: str) -> None:
        """Say how things stand, unless the user wants it quiet."""
        if self.loudness >= 1:
            _tell(text)

    def detail(self, text: str) -> None:
        """Say more, if the user wants it."""
        if self.loudness > 1:
            _tell(text)

    def error(self, text: str) -> None:
        """Say what went wrong, always."""
        _tell(text)

    def lines(self, text: str) -> None:
        """Say several lines, always."""
        for line in text.splitlines():
            _tell(line)

    def problems(self, problems: Iterable[Problem]) -> None:
        """List problems, one line each, errors always and warnings unless quiet."""
        for problem in problems:
            if problem.severity == "error":
                self.error(str(problem))
            else:
                self.say(str(problem))

    def progress(self, total: int) -> Progress:
        """Return the progress of ``total`` pieces of work."""
        return Progress(total, self.loudness >= 1)


class Progress:
    """Counts finished pieces of work, and shows how long the rest will take. Codes only, never names."""

    def __init__(self, total: int, shown: bool) -> None:  # noqa: FBT001
        self._total, self._done, self._shown = total, 0, shown
        self._terminal = shown and sys.stderr.isatty()
        self._started = time.monotonic()

    def step(self, what: str) -> None:
        """Note that ``what`` (a code or a file's path) is finished."""
        self._done += 1
        if not self._shown:
            return
        if self._terminal:
            self._draw(what)
        else:
            _tell(f"[{self._done}/{self._total}] {what}")

    def close(self) -> None:
        """Take the bar away."""
        if self._terminal and self._done:
            _write("\r\x1b[K")

    def _draw(self, what: str) -> None:
        import shutil

        filled = _BAR * self._done // max(self._total, 1)
        left = (time.monotonic() - self._started) / self._done * (self._total - self._done)
        bar = "█" * filled + "░" * (_BAR - filled)
        minutes, seconds = divmod(round(left), 60)
        line = f"{bar} {self._done}/{self._total}  {minutes}:{seconds:02d} left  {printable(what)[:40]}"
        # A line that wraps could not be taken away again.
        _write(f"\r\x1b[K{line[: max(shutil.get_terminal_size().columns - 1, 1)]}")


def _tell(line: str) -> None:
    """Write one line on standard error, with whatever a terminal would act on made visible."""
    _write(f"{printable(line)}\n")


def _write(text: str) -> None:
    """Write on standard error. That nobody can read it any more (``| head``, a full disk) is no reason to stop."""
    try:
        click.echo(text, err=True, nl=False)
    except OSError:
        # What is stuck in its buffer would make the interpreter end with a code of its own.
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open until the end
