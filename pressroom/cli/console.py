"""Where messages go: results on standard output, everything else on standard error.

How long work is shown to go on is a matter of `pressroom.cli.progress`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressroom.problems import MachineError, printable

if TYPE_CHECKING:
    from pressroom.cli.progress import Progress
    from pressroom.problems import Problem


class Console:
    """Says things, as loud as the user wants: 0 quiet, 1 normal, 2 verbose."""

    def __init__(self, loudness: int = 1) -> None:
        self.loudness = loudness

    def result(self, text: str) -> None:
        """Print a result on standard output. Raises `MachineError` where nobody can read it, after all was done."""
        _print(text)

    def data(self, value: object) -> None:
        """Print a result as JSON, for programs; what a terminal would act on is escaped as JSON escapes it."""
        import json

        text = json.dumps(value, ensure_ascii=False, indent=1)
        _print("".join(char if char == "\n" or printable(char) == char else json.dumps(char)[1:-1] for char in text))

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

    def progress(self, total: int, packs: int = 0, *, as_json: bool = False) -> Progress:
        """Return the progress of ``total`` pieces of work, of which so many are participants' ``packs``.

        ``as_json``: for programs, whatever else is said.
        """
        from pressroom.cli.progress import Bar, ForPrograms, Lines, Progress

        shown = self.loudness >= 1
        if as_json:
            return Progress(total, packs, ForPrograms(_tell))
        if shown and sys.stderr.isatty():
            return Progress(total, packs, Bar(_write))
        return Progress(total, packs, Lines(_tell) if shown else None)


def _print(text: str) -> None:
    try:
        click.echo(text)
    except BrokenPipeError as error:  # click would end with a code that says something else, and without a word
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open until the end
        raise MachineError(f"Standard output cannot be written ({error.strerror}).") from None


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
