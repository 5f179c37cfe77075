"""Loads the typesetter's libraries ahead of the work, for a process that others are started from."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pressroom.paths import shipped


def warm() -> None:
    """Load WeasyPrint and Pango, and nothing of ours that could go stale: no font, no style sheet.

    Nothing is laid out either: with its first page, Pango may start a thread, and a forked child would wait for it
    in vain.
    """
    load()


def load() -> Any:
    """Load WeasyPrint, with our fonts' configuration and no other, and return it."""
    # Named before Pango is loaded, so that no font of the system can get in.
    os.environ["FONTCONFIG_FILE"] = str(shipped("assets", "fonts.conf"))
    with _no_search_for_libraries():
        import weasyprint

    return weasyprint


@contextmanager
def _no_search_for_libraries() -> Iterator[None]:
    """On Linux, find libraries by their names as the system's loader does, and by nothing else.

    WeasyPrint tries names of several systems. For each that there is not, Python runs a compiler and a linker to find
    out: a fifth of a second for each process, and programs that a build has no business to run.
    """
    from ctypes import util

    search = util.find_library
    if sys.platform == "linux":
        util.find_library = lambda name: None  # noqa: ARG005 - the signature is Python's
    try:
        yield
    finally:
        util.find_library = search


_OBJECTS = 30_000
"""How many new objects the garbage collector waits for: about those of a card. Three times as many took 25 MB more, and
no less time."""


def settle() -> None:
    """Spare the garbage collector what is loaded by now, and let it come round less often.

    For a process that has loaded what it needs and is about to make many documents: a document is many objects that
    all go at once, and looking through them time and again takes a fifth of its time. Memory stays flat.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS, 10, 100)
