"""Talks to CUPS through its own commands: which printers there are, a job handed over, and what became of it.

Their output is read in the C locale, in which its words are stable (cups/systemv/lpstat.c).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pressroom.problems import MachineError

WINDOWS = os.name == "nt"
POLL_SECONDS = 0.5
STUCK_SECONDS = 10
"""How long a job may be said to be printed by a printer that does nothing: CUPS gave it up then, and keeps it."""

ANSWER_SECONDS = 60
"""How long CUPS may take to answer. Looking for printers on the network takes it some seconds."""

_REQUEST = re.compile(r"request id is (\S+)-(\d+)\b")
_TOKEN = re.compile(r"(?:^|\s)([A-Za-z][A-Za-z0-9-]*)=")


class State(StrEnum):
    """What became of a job. ``PENDING`` and ``PRINTING`` go on by themselves; the others are told at once."""

    PENDING = "pending"
    PRINTING = "printing"
    DONE = "done"
    HELD = "held"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def is_final(self) -> bool:
        """Whether waiting longer changes nothing, unless a person does something."""
        return self not in (State.PENDING, State.PRINTING)


class CupsError(Exception):
    """CUPS does not take the job. The message is what it says."""


@dataclass(frozen=True)
class Request:
    """A job in CUPS's hands: the queue, and its number there."""

    queue: str
    number: int

    def __str__(self) -> str:
        return f"{self.queue}-{self.number}"


def need_cups() -> None:
    """Raise `MachineError` where there is no CUPS to print with; the message says what to do instead."""
    if WINDOWS:
        raise MachineError(
            "printing from here needs CUPS, which Windows does not have: open the PDFs in a viewer and print them "
            "by hand, at actual size and with the sides that their job ticket names"
        )
    missing = [name for name in ("lp", "lpstat") if shutil.which(name) is None]
    if missing:
        raise MachineError(
            f"{' and '.join(missing)} of CUPS cannot be found: install cups-client (Debian, Ubuntu: apt install "
            "cups-client; Fedora: dnf install cups-client), or print the PDFs by hand, at actual size"
        )


def printers() -> tuple[str, ...]:
    """Return the names of the queues that CUPS knows, those that it finds on the network too.

    Raises:
        MachineError: if CUPS does not run.
    """
    found = tuple(_run("lpstat", "-e").stdout.split())
    if not found and "not running" in _run("lpstat", "-r").stdout:
        raise MachineError("CUPS does not run: start it (Linux: systemctl start cups), then print again")
    return found


def saved_options(printer: str) -> frozenset[str]:
    """Return the names of the options that this machine's people saved for a queue, with ``lpoptions`` or a dialog."""
    if shutil.which("lpoptions") is None:
        return frozenset()
    return frozenset(_TOKEN.findall(_run("lpoptions", "-p", printer).stdout))


def submit(printer: str, title: str, options: Sequence[str], pdf: bytes) -> Request:
    """Hand one job over, through a pipe, and return CUPS's name for it.

    Raises:
        CupsError: if CUPS refuses it.
        MachineError: if CUPS does not answer.
    """
    chosen = [part for option in options for part in ("-o", option)]
    done = _run("lp", "-d", printer, "-n", "1", "-t", title, *chosen, "-", given=pdf)
    found = _REQUEST.search(done.stdout)
    if done.returncode or not found:
        said = " ".join(done.stderr.split()).removeprefix("lp: ").removeprefix("Error - ")
        raise CupsError(said or f"lp ended with code {done.returncode}, and said nothing")
    return Request(found[1], int(found[2]))


def watch(request: Request, seconds: float, tell: Callable[[State], None]) -> State:
    """Look after a job until it is done, cannot go on, or so many seconds have passed; tell each change of state."""
    now = time.monotonic()
    end, busy = now + seconds, now
    last: State | None = None
    while True:
        state, is_idle = _state(request)
        now = time.monotonic()
        if not is_idle:
            busy = now
        elif now - busy >= STUCK_SECONDS:
            state = State.FAILED
        if state is not last:
            tell(state)
        if state.is_final or now >= end:
            return state
        last = state
        time.sleep(min(POLL_SECONDS, max(0.0, end - time.monotonic())))


def _state(request: Request) -> tuple[State, bool]:
    """Return what CUPS says of a job, and whether it is said to be printed by a printer that does nothing."""
    alerts = _alerts(request, "not-completed")
    if alerts is None:
        return _ending(_alerts(request, "completed") or frozenset()), False
    printer = _run("lpstat", "-p", request.queue).stdout.partition("\n")[0]
    if any(alert.startswith(("job-hold", "job-held")) for alert in alerts):
        return State.HELD, False
    if " disabled since " in printer or alerts & {"printer-stopped", "job-stopped"}:
        return State.STOPPED, False
    printing = f"now printing {request}." in printer or "job-printing" in alerts
    return State.PRINTING if printing else State.PENDING, printing and " is idle." in printer


def _ending(alerts: frozenset[str]) -> State:
    """Return how a job ended that is in the queue no more (RFC 8011, 5.3.8: job-state-reasons)."""
    if any(alert.startswith(("job-canceled", "job-cancelled")) for alert in alerts):
        return State.CANCELLED
    if alerts & {"aborted-by-system", "job-completed-with-errors", "document-format-error"}:
        return State.FAILED
    return State.DONE


def _alerts(request: Request, which: str) -> frozenset[str] | None:
    """Return the reasons that CUPS gives for a job's state, or None if it is not among such jobs."""
    alerts: frozenset[str] | None = None
    for line in _run("lpstat", "-l", "-W", which, "-o", request.queue).stdout.splitlines():
        if line[:1].strip():
            if alerts is not None:
                break
            if line.split()[0] == str(request):
                alerts = frozenset()
        elif alerts is not None and line.strip().startswith("Alerts:"):
            alerts = frozenset(line.split(":", 1)[1].split())
    return alerts


def _run(name: str, *arguments: str, given: bytes | None = None) -> subprocess.CompletedProcess[str]:
    """Run one of CUPS's commands, without a shell."""
    program = shutil.which(name)
    if program is None:
        raise MachineError(f"{name} of CUPS cannot be found: install cups-client")
    try:
        done = subprocess.run(  # noqa: S603 - CUPS's own command; a queue that it named, options and codes of ours
            [program, *arguments],
            input=given or b"",
            capture_output=True,
            check=False,
            timeout=ANSWER_SECONDS,
            env=os.environ | {"LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired:
        raise MachineError(f"CUPS does not answer ({name}): look whether it runs, and reach the printer") from None
    out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    return subprocess.CompletedProcess(name, done.returncode, out, err)
