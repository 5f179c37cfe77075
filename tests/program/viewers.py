"""Viewers that a test asks whether they open a file, and for its text: each a program of its own."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
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


_POPPLER = """
import ctypes, sys
library = ctypes.CDLL("libpoppler-glib.so.8")
pointer, text = ctypes.c_void_p, ctypes.c_char_p
def call(name, result, *types):
    function = getattr(library, f"poppler_{name}")
    function.restype, function.argtypes = result, types
    return function
open_ = call("document_new_from_file", pointer, text, text, ctypes.POINTER(pointer))
document = open_(sys.argv[1].encode(), sys.stdin.buffer.read(), ctypes.byref(pointer()))
if not document:
    sys.exit(3)
for number in range(call("document_get_n_pages", ctypes.c_int, pointer)(document)):
    page = call("document_get_page", pointer, pointer, ctypes.c_int)(document, number)
    sys.stdout.buffer.write(call("page_get_text", text, pointer)(page))
"""


def poppler(path: Path, password: str) -> str | None:
    """Return the text of a file as Poppler (the viewer of most Linux desktops) gives it, or None if it does not open.

    Its library is asked, in a process of its own: its command-line tools cut a password after 32 characters.
    """
    try:
        ctypes.CDLL("libpoppler-glib.so.8")
    except OSError:
        pytest.skip("Poppler's library for viewers (libpoppler-glib8) is not installed here")
    command = [sys.executable, "-c", _POPPLER, path.resolve().as_uri()]
    done = subprocess.run(command, input=password.encode(), capture_output=True, check=False)
    assert done.returncode in {0, 3}, done.stderr
    return done.stdout.decode() if done.returncode == 0 else None


def chromium() -> str:
    """Return a browser of Chromium's kind; skip the test, with a word, where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if path := shutil.which(name):
            return path
    pytest.skip("no browser is installed here; pdfium, which is Chromium's viewer, is asked in its place")
