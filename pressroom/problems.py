"""What is wrong in the data, and where: one line for each, never a private value.

Every room that looks at what people typed reports in this form, so that one run
can list all problems at once, sorted by place.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

SHARED_MEMORY = "The memory that processes share (on Linux, /dev/shm)"
"""Its place in words: the system does not name it where it refuses it."""


class Place(NamedTuple):
    """Where a value stands: a file of the workspace and a position in it.

    ``line`` and ``column`` count from 1. In YAML the column is the character, in CSV
    the ordinal of the cell. In a spreadsheet ``cell`` holds ``Sheet:D7`` and takes
    the place of both. Each value that is read has one, so it is of the kind that is made fastest.
    """

    file: str
    line: int = 1
    column: int = 1
    cell: str = ""

    def __str__(self) -> str:
        where = self.cell or f"{self.line}:{self.column}"
        return printable(f"{self.file}:{where}")


class Severity(StrEnum):
    """An error stops the run; a warning is said and the run goes on."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend. ``message`` says what is wrong and what to do, and quotes nothing private."""

    place: Place
    field: str
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        kind = "warning: " if self.severity is Severity.WARNING else ""
        name = f"{self.field}: " if self.field else ""
        return f"{self.place}: {kind}{printable(name + self.message)}"


@dataclass
class Findings:
    """Collects problems while a room works, so that all are told at once."""

    problems: list[Problem] = field(default_factory=list)
    _places: set[Place] = field(default_factory=set, repr=False)
    _indexed: int = field(default=0, repr=False)

    def error(self, place: Place, name: str, message: str) -> None:
        """Note a problem that stops the run."""
        self.problems.append(Problem(place, name, message))

    def warn(self, place: Place, name: str, message: str) -> None:
        """Note something that staff should look at."""
        self.problems.append(Problem(place, name, message, Severity.WARNING))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Take over problems that another room found."""
        self.problems.extend(problems)

    def has_error(self, place: Place) -> bool:
        """Whether an error stands at this place: one is enough, what follows from it need not be told."""
        self._places.update(p.place for p in self.problems[self._indexed :] if p.severity is Severity.ERROR)
        self._indexed = len(self.problems)
        return place in self._places

    @property
    def errors(self) -> list[Problem]:
        """The errors, in the order of their places, each once."""
        return sorted({p for p in self.problems if p.severity is Severity.ERROR})

    @property
    def warnings(self) -> list[Problem]:
        """The warnings, in the order of their places, each once."""
        return sorted({p for p in self.problems if p.severity is Severity.WARNING})

    def raise_if_errors(self) -> None:
        """Raise `WorkspaceError` with all errors, if there is one."""
        if self.errors:
            raise WorkspaceError(self.errors)


class WorkspaceError(Exception):
    """The workspace has errors (exit code 3). Carries every one of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(f"{len(self.problems)} problems in the workspace")


class MachineError(Exception):
    """This machine lacks something that the program needs (exit code 4). The message says what to do."""


def printable(text: str) -> str:
    """Return text safe for a terminal and for one line: control and invisible characters are escaped."""
    if text.isprintable():
        return text
    return "".join(
        char if unicodedata.category(char)[0] != "C" and char not in "\u2028\u2029" else f"\\u{ord(char):04x}"
        for char in text
    )


class Interrupted(KeyboardInterrupt):
    """A build was ended early, by a person or the system. What it had made for ``made`` participants stays.

    With ``delivered`` it came too late: all that the build made is in its place.
    """

    def __init__(self, made: int = 0, *, delivered: bool = False) -> None:
        super().__init__()
        self.made, self.delivered = made, delivered
