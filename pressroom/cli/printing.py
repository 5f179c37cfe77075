"""``print``: finished jobs to the printer. Asks before much paper, says what to load, tells what became of each."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pressroom.cli.codes import Exit
from pressroom.cli.console import Console
from pressroom.cli.options import loudness

if TYPE_CHECKING:
    from pressroom.deliver import MadeFile, Manifest
    from pressroom.printing import Job, State

ASK_ABOVE = 50
"""So many sheets of paper go to the printer without a question."""

_WORDS = {
    "pending": "waits for the printer",
    "printing": "is being printed",
    "done": "is done: it has left the queue",
    "held": "is held: release it at the printer, or in CUPS",
    "stopped": "waits, since the printer is stopped: look at the printer, then resume it",
    "cancelled": "was cancelled",
    "failed": "could not be printed: look at the printer, and in CUPS's log",
}

_BAD = {"refused", "stopped", "cancelled", "failed"}


def run(folder: Path, printer: str, given: dict[str, Any]) -> int:
    """Print the jobs of an output folder; the exit code is 1 if one is refused, fails or meets a stopped printer."""
    from pressroom.printing import need_cups

    console = Console(loudness(quiet=given["quiet"] or given["as_json"], verbose=False))
    chosen, manifest = _chosen(folder, given)
    ended_early = not manifest.is_whole
    if ended_early:
        console.error(
            "The build in this folder ended before all was made: what is missing is not printed. Build again."
        )
    need_cups()
    _known(printer)
    jobs = _examined(folder, chosen, manifest, console)
    if jobs is None:
        return Exit.SOME_FAILED
    if not _allowed(jobs, yes=given["yes"]):
        console.say("Nothing was printed.")
        return Exit.INTERRUPTED
    printing = _Printing(folder, printer, console, given["wait"])
    try:
        printing.all(jobs, ask=_can_ask() and not given["yes"])
    except BaseException:  # whoever prints again must know what would come twice
        printing.tell_what_went()
        raise
    finally:
        if given["as_json"]:
            console.result(json.dumps(printing.rows, ensure_ascii=False, indent=1))
    if any(row["state"] in _BAD for row in printing.rows) or ended_early:
        return Exit.SOME_FAILED
    return Exit.INTERRUPTED if printing.is_stopped else Exit.MADE


def _chosen(folder: Path, given: dict[str, Any]) -> tuple[Sequence[MadeFile], Manifest]:
    """Return the jobs that are to be printed, and the manifest that they are from."""
    from pressroom.deliver import OutputError, read_manifest
    from pressroom.printing import choose

    try:
        manifest = read_manifest(folder)
    except OutputError as error:
        raise click.UsageError(str(error)) from error
    if manifest is None:
        raise click.UsageError(f"{folder} has no manifest.json: name the folder that a build wrote to")
    found = choose(manifest, given["countries"], given["only"], given["editions"])
    absent = set(given["countries"]) - {made.country for made in found}
    if absent or not found:
        of = f" of {', '.join(sorted(absent))}" if absent else ""
        raise click.UsageError(f"{folder} has no such print jobs{of}: look at manifest.json, or build in full")
    return found, manifest


def _known(printer: str) -> None:
    from pressroom.printing import printers

    known = printers()
    if printer not in known:
        there = f"There are: {', '.join(known)}" if known else "It knows none: add one in the system's settings"
        raise click.BadParameter(f"CUPS knows no printer of this name. {there}.", param_hint="--printer")


def _examined(folder: Path, chosen: Sequence[MadeFile], manifest: Manifest, console: Console) -> list[Job] | None:
    """Look at every job before the first is printed; None if one is not as it should be."""
    from pressroom.printing import Refusal, examine

    jobs: list[Job] = []
    refused = False
    for made in chosen:
        if made.path in manifest.outdated:  # an old number on paper is worse than none
            refused = True
            console.error(f"{made.path}: files that it holds were made anew since: build in full, then print")
            continue
        try:
            jobs += examine(folder, made)
        except Refusal as refusal:
            refused = True
            console.error(str(refusal))
    if refused:
        console.error("Nothing was printed.")
    return None if refused else jobs


def _allowed(jobs: Sequence[Job], *, yes: bool) -> bool:
    from pressroom.printing import Pass

    by_hand = [job.made.path for job in jobs if job.part is Pass.BACKS]
    if by_hand and not _can_ask():
        raise click.UsageError(
            f"In {', '.join(by_hand)} all fronts come before all backs, for a stack that is turned by hand: print it "
            "from a terminal, where the program asks before it goes on"
        )
    sheets = sum(job.sheets for job in jobs if job.part is not Pass.BACKS)
    if yes or sheets <= ASK_ABOVE:
        return True
    if not _can_ask():
        raise click.UsageError(f"These are {sheets} sheets of paper: say --yes if they are meant")
    return click.confirm(f"These are {sheets} sheets of paper. Print them?", err=True)


def _can_ask() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


class _Printing:
    """Hands jobs over one after another, and keeps what became of each."""

    def __init__(self, folder: Path, printer: str, console: Console, wait: int) -> None:
        from pressroom.printing import saved_options

        self._folder, self._printer, self._console, self._wait = folder, printer, console, wait
        self._saved = saved_options(printer)
        self.is_stopped = False
        self.rows: list[dict[str, Any]] = []

    def all(self, jobs: Sequence[Job], *, ask: bool) -> None:
        """Print the jobs, up to one that goes wrong or that a person at the terminal stops."""
        from pressroom.printing import how_to_load

        for before, job in zip([None, *jobs], jobs, strict=False):
            self._console.say(how_to_load(job))
            if before and not self._loaded(before, job, ask=ask):
                self._console.say(f"{job.made.path} and what comes after it was not printed.")
                self.is_stopped = True
                break
            self._one(job)
            if self.rows[-1]["state"] in _BAD and len(self.rows) < len(jobs):
                self._console.error("The jobs after it were not handed over.")
                break

    def tell_what_went(self) -> None:
        """Say which jobs the printer has already: the run ends early."""
        went = [f"{row['file']} ({row['request']})" for row in self.rows if row["request"]]
        if went:
            self._console.error(f"The printer has {', '.join(went)} already.")

    def _loaded(self, before: Job, job: Job, *, ask: bool) -> bool:
        """Make sure that the right paper is in the tray for the next job, as far as there is someone to ask."""
        from pressroom.printing import Pass

        if job.part is Pass.BACKS:
            return click.confirm("Are the fronts printed, and loaded again? Print the backs?", err=True)
        if _paper(before) == _paper(job):
            return True
        if ask:
            return click.confirm("It needs other paper than the job before it. Is it loaded?", err=True)
        self._console.say("It needs other paper than the job before it: --only and --country part them.")
        return True

    def _one(self, job: Job) -> None:
        """Hand one job over, look after it, and note what a script wants to know of it."""
        from pressroom.printing import CupsError, Refusal, State, options, pages_of, submit, watch

        path, found = job.made.path, job.hints
        row = {"file": path, "part": str(job.part), "printer": self._printer, "pages": len(job.pages)}
        row |= {"sheets": job.sheets, "paper": found.paper, "duplex": str(found.duplex), "stock": job.stock or None}
        try:
            pdf = pages_of(self._folder, job.made)
            request = submit(self._printer, job.title, options(job, self._saved), pdf)
        except (CupsError, Refusal) as error:
            self._console.error(f"{path}: the printer did not get it: {error}")
            self.rows.append(row | {"request": None, "state": "refused"})
            return
        row |= {"request": str(request), "state": str(State.PENDING)}
        self.rows.append(row)

        def tell(state: State) -> None:
            if not state.is_final:
                self._console.say(f"{path}: {request} {_WORDS[state]}")

        state = watch(request, self._wait, tell)
        row["state"] = str(state)
        self._tell_end(f"{path}: {request} {_WORDS[state]}", state)

    def _tell_end(self, said: str, state: State) -> None:
        if state in _BAD:
            self._console.error(said)
        elif self._console.loudness:
            self._console.result(said if state.is_final else f"{said}; look again with: lpstat -o {self._printer}")


def _paper(job: Job) -> tuple[str, str, str]:
    """Return what must be in the tray: the kind of job, the paper, the card sheet."""
    return job.made.kind, job.hints.paper, job.stock
