"""Headless Chromium from the command line: ``--print-to-pdf``, a browser for each file."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from benchmarks.job import Job
from benchmarks.peers import browser
from benchmarks.peers.browser import missing, version

__all__ = ["NAME", "make", "missing", "version"]

NAME = "Chromium, a process for each file"


def make(job: Job, out: Path) -> None:
    """Print each document."""
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as scratch:
        for document in job.documents:
            page = Path(scratch, f"{document.name}.html")
            page.write_text(browser.with_sheets(job, document), "utf-8")
            target = out / f"{document.name}.pdf"
            subprocess.run(  # noqa: S603 - a browser, and pages of our own
                [
                    browser.command(),
                    *browser.QUIET,
                    f"--user-data-dir={scratch}/user",
                    "--no-pdf-header-footer",
                    f"--print-to-pdf={target.resolve()}",
                    page.as_uri(),
                ],
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=300,
            )
