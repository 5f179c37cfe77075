"""Viewers that a test asks whether they open a file, and for its text: each a program of its own."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from tests.program.reading import needs


def pdfium(path: Path, password: str) -> str | None:
    """Return the text of a file as pdfium (Chrome's viewer) gives it, or None where it does not open."""
    try:
        with pypdfium2.PdfDocument(path.read_bytes(), password=password or None) as document:
            return "".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    except pypdfium2.PdfiumError:
        return None


def qpdf(path: Path, password: str) -> str | None:
    """Return what qpdf says of a file's encryption, or None where it does not open."""
    command = [needs("qpdf"), "--show-encryption", f"--password={password}", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 and "Incorrect password" not in done.stdout else None


def poppler(path: Path, password: str) -> str | None:
    """Return the text of a file as Poppler (which most Linux desktops show PDFs with) gives it, or None."""
    command = [needs("pdftotext"), "-upw", password, str(path), "-"]
    done = subprocess.run(command, capture_output=True, check=False)
    return done.stdout.decode() if done.returncode == 0 else None


def chromium() -> str:
    """Return a browser of Chromium's kind; skip the test, with a word, where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if path := shutil.which(name):
            return path
    pytest.skip("no browser is installed here; pdfium, which is Chromium's viewer, is asked in its place")
