"""Hands finished print jobs to the printer: which files, how to load them, and CUPS, which does the printing.

The room opens no connection. It runs ``lp`` and ``lpstat``, which come with CUPS on Linux and macOS, and gives them
codes alone: a queue, a country, a kind of job; the pages go through a pipe, so that no copy of them lies on the disk
but CUPS's own.
"""

from pressroom.printing.cups import CupsError, Request, State, need_cups, printers, saved_options, submit, watch
from pressroom.printing.jobs import Job, Pass, Refusal, choose, options, pages_of
from pressroom.printing.loading import examine, how_to_load

__all__ = [
    "CupsError", "Job", "Pass", "Refusal", "Request", "State", "choose", "examine", "how_to_load",
    "need_cups", "options", "pages_of", "printers", "saved_options", "submit", "watch",
]  # fmt: skip
