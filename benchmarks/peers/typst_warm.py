"""Typst, one compiler in one process for all files: what it has set before, it keeps."""

from __future__ import annotations

from pathlib import Path

from benchmarks.job import Job
from benchmarks.peers.typesetting import compiler, missing, source, version

__all__ = ["NAME", "make", "missing", "version"]

NAME = "Typst, one compiler kept warm"


def make(job: Job, out: Path) -> None:
    """Print each document."""
    warm = compiler(job.folder)
    for document in job.documents:
        warm.compile(str(source(job, document)), output=str(out / f"{document.name}.pdf"))
