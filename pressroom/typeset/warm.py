"""Loads the typesetter's libraries ahead of the work, for a process that others are started from."""

from __future__ import annotations

import os

from pressroom.paths import shipped


def warm() -> None:
    """Load WeasyPrint and Pango, and nothing of ours that could go stale: no font, no style sheet.

    Nothing is laid out either: with its first page, Pango may start a thread, and a forked child would wait for it
    in vain.
    """
    os.environ["FONTCONFIG_FILE"] = str(shipped("assets", "fonts.conf"))  # before Pango is loaded, as in the engine
    import weasyprint  # noqa: F401 - loading is all that is wanted
