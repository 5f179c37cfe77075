"""Loads the typesetter's libraries ahead of the work, for a process that others are started from."""

from __future__ import annotations

import gc
import os

from pressroom.paths import shipped


def warm() -> None:
    """Load WeasyPrint and Pango, and nothing of ours that could go stale: no font, no style sheet.

    Nothing is laid out either: with its first page, Pango may start a thread, and a forked child would wait for it
    in vain.
    """
    os.environ["FONTCONFIG_FILE"] = str(shipped("assets", "fonts.conf"))  # before Pango is loaded, as in the engine
    import weasyprint  # noqa: F401 - loading is all that is wanted


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
