"""What both ways to print by headless Chromium share: the command, and pages that it can open."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from benchmarks.job import Document, Job

FONTS = Path(__file__).resolve().parent.parent.parent / "assets" / "fonts"
FACES = (
    ("IBM Plex Sans", 300, "IBMPlexSans-Light"),
    ("IBM Plex Sans", 400, "IBMPlexSans-Regular"),
    ("IBM Plex Sans", 600, "IBMPlexSans-SemiBold"),
    ("IBM Plex Sans", 700, "IBMPlexSans-Bold"),
    ("Noto Sans SC", 400, "NotoSansSC-Regular"),
)
"""The fonts that documents in `benchmarks.workloads.LANGUAGES` use: family, weight, file."""

QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--allow-file-access-from-files",
)


def command() -> str:
    """Return the path of the browser; empty where there is none."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")


def missing() -> str:
    """Return why no browser can be asked; empty where one can."""
    return "" if command() else "no chromium on the path"


def version() -> str:
    """Return the browser's own words on its version."""
    done = subprocess.run([command(), "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    return next((word for word in done.stdout.split() if word[:1].isdigit()), "")


def with_sheets(job: Job, document: Document) -> str:
    """Return a document's HTML that names its style sheets and fonts itself."""
    links = "".join(f'<link rel="stylesheet" href="{name}">' for name in document.css)
    head = f'<head><base href="{job.folder.resolve().as_uri()}/"><style>{"".join(_faces())}</style>{links}'
    return job.html(document).replace("<head>", head, 1)


def _faces() -> Iterator[str]:
    for family, weight, name in FACES:
        source = (FONTS / f"{name}.ttf").as_uri()
        yield f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{source}"); }}'
