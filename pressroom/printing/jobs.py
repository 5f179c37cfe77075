"""The finished jobs of an output folder: chosen by the manifest, compared with it, and how each is to be printed."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pressroom.deliver import FileKind, MadeFile, Manifest, OutputError
from pressroom.deliver.files import refuse_unless_plain
from pressroom.model.press import Duplex
from pressroom.proof.ticket import PrintHints

MAX_BYTES = 1_000_000_000
"""Many times a large country's print job."""

_SIDES = {
    Duplex.LONG: ("two-sided-long-edge", "DuplexNoTumble"),
    Duplex.SHORT: ("two-sided-short-edge", "DuplexTumble"),
    Duplex.NONE: ("one-sided", "None"),
}
"""The words for sides of IPP (RFC 8011, 5.2.8) and of printer descriptions (Adobe's PPD 4.3, 5.18)."""

_AS_IT_IS = (
    "print-scaling=none",
    "number-up=1",  # an office that saves paper by default would shrink the cards
    "job-sheets=none",  # a banner would take the first card sheet
    # Older cups-filters centre an unscaled page in what the printer can reach, which is rarely the paper's middle.
    "page-left=0", "page-right=0", "page-top=0", "page-bottom=0",
)  # fmt: skip


_PORTION = re.compile(r"(.+)-(\d+)\.pdf")


class Refusal(Exception):
    """A job is not printed. The message says which, why, and what to do."""


class Pass(StrEnum):
    """Which pages of a job go through the printer at once: all, or, where a person turns the stack, one side's."""

    WHOLE = "whole"
    FRONTS = "fronts"
    BACKS = "backs"


@dataclass(frozen=True)
class Job:
    """One file for the printer: what the manifest says of it, how it is to be printed, and for cards, on what."""

    made: MadeFile
    hints: PrintHints
    stock: str = ""
    part: Pass = Pass.WHOLE

    @property
    def pages(self) -> range:
        """The numbers of the pages that are printed, from 1."""
        half, whole = self.hints.pages // 2, self.hints.pages
        return {
            Pass.WHOLE: range(1, whole + 1),
            Pass.FRONTS: range(1, half + 1),
            Pass.BACKS: range(half + 1, whole + 1),
        }[self.part]

    @property
    def sheets(self) -> int:
        """How many sheets of paper go through the printer."""
        return self.hints.sheets if self.part is Pass.WHOLE else len(self.pages)

    @property
    def title(self) -> str:
        """The job's name in CUPS and on the printer's display: country, kind, which part; nothing that tells more."""
        _, number = portion(self.made.path)
        kind = str(self.made.kind) if number == 1 else f"{self.made.kind}-{number}"
        return f"{self.made.country}/{kind}" if self.made.country else kind


def choose(
    manifest: Manifest, countries: Collection[str] = (), only: str | None = None, editions: Collection[str] = ()
) -> tuple[MadeFile, ...]:
    """Return the jobs that were asked for: packs before cards, since each change of paper is a walk to the printer.

    The files of a long job follow one another in their order.
    """
    kinds = {FileKind.CARDS} if only == "cards" else {FileKind.PACKS, FileKind.CARRIES, FileKind.CARDS}
    if only == "packs":
        kinds.remove(FileKind.CARDS)
    wanted = [
        made
        for made in manifest.files
        if made.kind in kinds
        and (not countries or made.country in countries)
        and (not editions or made.edition in editions)
    ]
    return tuple(sorted(wanted, key=lambda made: (made.kind == FileKind.CARDS, portion(made.path))))


def portion(path: str) -> tuple[str, int]:
    """Return the path of a job's first file, and which one stands at ``path``: ``cards-2.pdf`` is the second."""
    found = _PORTION.fullmatch(path)
    return (f"{found[1]}.pdf", int(found[2])) if found else (path, 1)


def pages_of(folder: Path, made: MadeFile) -> bytes:
    """Return what is in a job's file. Links are not followed. Raises `Refusal` unless it is what the manifest lists."""
    path = folder / made.path
    try:
        refuse_unless_plain(path)
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
                raise Refusal(f"{made.path}: it is no plain file, or larger than {MAX_BYTES // 1_000_000} MB")
            data = file.read()
    except OutputError:
        raise Refusal(f"{made.path}: it is a link or a folder, or lies in one that is a link: build again") from None
    except FileNotFoundError:
        raise Refusal(f"{made.path}: the manifest lists it, and it is not there: build again") from None
    except OSError as error:
        raise Refusal(f"{made.path}: it cannot be read ({error.strerror or 'unknown reason'})") from None
    if hashlib.sha256(data).hexdigest() != made.sha256:
        raise Refusal(f"{made.path}: it is not the file that was built: someone changed it; build again")
    return data


def options(job: Job, saved: Collection[str] = ()) -> list[str]:
    """Return what to ask of CUPS so that the job comes out at its size, in its place, and on the right sides.

    ``saved`` names the options that people here saved for the printer. Paper and sides saved in a printer's own words
    would win over IPP's (CUPS: cupsMarkOptions), so these are then said in both.
    """
    sides, duplex = _SIDES[job.hints.duplex]
    chosen = [f"media={job.hints.paper}", f"sides={sides}", *_AS_IT_IS]
    if job.part is not Pass.WHOLE:
        chosen.append(f"page-ranges={job.pages[0]}-{job.pages[-1]}")
    own = {"PageSize": job.hints.paper, "Duplex": duplex}
    return chosen + [f"{name}={value}" for name, value in own.items() if name in saved]
