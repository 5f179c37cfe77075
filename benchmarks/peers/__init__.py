"""Other ways to print the same documents, all with one small interface. Each runs as a process of its own.

What is not installed is left out, with a word in the table. None of them proves what it made, makes print jobs or
card sheets, and none has to read a workspace: they get finished HTML. That favours them.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Protocol

from benchmarks.job import Job


class Peer(Protocol):
    """A module of this folder."""

    NAME: str
    """What the table calls it."""

    def missing(self) -> str:
        """Return why it cannot run here; empty where it can."""

    def version(self) -> str:
        """Return which version it is."""

    def make(self, job: Job, out: Path) -> None:
        """Print each document of ``job`` to a PDF of its name in the folder ``out``."""


PEERS = ("loop", "chromium", "chromium_each", "typst_cold", "typst_warm", "fullbleed")
"""The modules, in the order of the table."""


def peer(name: str) -> Peer:
    """Return the peer with this name."""
    found: Peer = importlib.import_module(f"benchmarks.peers.{name}")
    return found
