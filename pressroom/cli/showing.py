"""Shows a folder in the desktop's file manager, where there is a desktop."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from pressroom.cli.console import Console

_started: list[subprocess.Popen[bytes]] = []
"""File managers that were started. They outlive this run, which never waits for them."""


def show(folder: Path, console: Console) -> None:
    """Open ``folder`` in the file manager. Where that cannot be, say so in a line: it is never a fault."""
    try:
        if _opened(str(folder.resolve())):
            return
    except OSError:
        pass
    console.say(f"--open: there is no desktop here to show a folder on. The files are in {folder}")


def _opened(folder: str) -> bool:
    """Start the file manager, detached from this run and its terminal; return whether there is one."""
    if sys.platform == "win32":
        os.startfile(folder)  # noqa: S606 - a folder of ours, not a program
        return True
    if sys.platform != "darwin" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    program = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if program is None:
        return False
    silent = subprocess.DEVNULL
    _started.append(
        subprocess.Popen(  # noqa: S603 - the desktop's own program, with the path of a folder and nothing else
            [program, folder], stdin=silent, stdout=silent, stderr=silent, start_new_session=True
        )
    )
    return True
