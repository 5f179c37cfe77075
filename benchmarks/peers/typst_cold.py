"""Typst, a process for each file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.job import Job
from benchmarks.peers.typesetting import FONTS, missing, source, version

__all__ = ["NAME", "make", "missing", "version"]

NAME = "Typst, a process for each file"

_ONE = """\
import sys, typst
fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[sys.argv[4]])
typst.compile(sys.argv[1], output=sys.argv[2], root=sys.argv[3], font_paths=fonts)
"""


def make(job: Job, out: Path) -> None:
    """Print each document."""
    for document in job.documents:
        target = out / f"{document.name}.pdf"
        arguments = [source(job, document), target, job.folder, FONTS]
        subprocess.run([sys.executable, "-I", "-c", _ONE, *map(str, arguments)], check=True)  # noqa: S603 - our own
