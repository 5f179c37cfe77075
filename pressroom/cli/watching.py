"""``preview --watch``: a new preview whenever a file of the workspace or of the program's own pages changes.

Each preview is made in a process of its own that begins without a page, a template or a parsed style sheet: the rooms
of the program keep what they have read for as long as they live, which is right for a build and wrong here. Where a
process can be forked safely, the parent has the slow libraries loaded and has read nothing, so a child loses no time;
elsewhere each child loads them anew.

Files are looked at twice a second by size and time. It takes a millisecond or two, works on any disk, and needs no
library.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import click

from pressroom.cli.codes import Exit
from pressroom.cli.console import Console
from pressroom.cli.options import loudness
from pressroom.paths import shipped

POLL_SECONDS = 0.5
SETTLE_SECONDS = 0.1
"""How long files must have stood still: an editor or a spreadsheet writes in several steps."""

END_SECONDS = 0.6
"""How long an interrupted child may tidy up."""

WATCHED = ("templates", "packs", "assets")
_OUR_OUTPUT = {"manifest.json", "preview.json"}

Files = dict[str, tuple[int, int, int]]


def watch(folder: Path, given: dict[str, Any]) -> int:
    """Renew the preview whenever something changes, until an interrupt; return only if the first one cannot be."""
    console = Console(loudness(quiet=given["quiet"], verbose=False))
    console.say("Watching. Ctrl-C ends it.")
    if sys.platform == "linux":
        _load()
    seen: Files = {}
    child: BaseProcess | None = None
    first, began = True, 0.0
    try:
        while True:
            now = files(folder)
            if now != seen:
                _end(child)
                seen, began = _settled(folder, now), time.monotonic()
                child = _process(folder, given | {"show": given["show"] and first})
                child.start()
            elif child and not child.is_alive():
                code = child.exitcode
                if first and code in {Exit.USAGE, Exit.MACHINE}:
                    return int(code)
                _say(console, code, time.monotonic() - began)
                first = first and code != Exit.MADE
                child = None
            _wait(child)
    finally:
        _end(child)


def _process(folder: Path, given: dict[str, Any]) -> BaseProcess:
    """Return a process for one preview: forked where that is safe, as in `pressroom.workers`."""
    if sys.platform == "linux":
        return multiprocessing.get_context("fork").Process(target=_child, args=(folder, given))
    return multiprocessing.get_context("spawn").Process(target=_child, args=(folder, given))


def files(workspace: Path) -> Files:
    """Return time, size and number of each file that a preview can depend on, by its path.

    Hidden files and folders that hold what this program made are left out.
    """
    found: Files = {}
    for root in (workspace, *(shipped(name) for name in WATCHED)):
        for path in _walk(root):
            try:
                status = os.stat(path)  # noqa: PTH116 - hundreds of them, twice a second
            except OSError:
                continue  # gone since it was listed
            found[path] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        if _OUR_OUTPUT.intersection(names):
            folders.clear()
            continue
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (os.path.join(folder, name) for name in names if not name.startswith("."))  # noqa: PTH118


def _settled(folder: Path, now: Files) -> Files:
    """Return the files once they have stood still for a moment."""
    while True:
        time.sleep(SETTLE_SECONDS)
        before, now = now, files(folder)
        if now == before:
            return now


def _wait(child: BaseProcess | None) -> None:
    if child:
        child.join(POLL_SECONDS)
    else:
        time.sleep(POLL_SECONDS)


def _load() -> None:
    """Load the slow libraries, and nothing that could go stale."""
    import PIL.ImageFont  # noqa: F401

    from pressroom import checks, preview  # noqa: F401
    from pressroom.typeset.warm import warm

    warm()


def _say(console: Console, code: int | None, seconds: float) -> None:
    """Say in one line how the last preview went. What is wrong has been listed by the child."""
    at = time.strftime("%H:%M:%S")
    if code in {Exit.MADE, Exit.SOME_FAILED}:
        faults = "" if code == Exit.MADE else ", with what is listed above to be put right"
        console.say(f"{at} new preview in {seconds:.1f} s{faults}")
    else:
        console.say(f"{at} no new preview: put right what is listed above; the pictures are as they were")


def _end(child: BaseProcess | None) -> None:
    """End a child that is at work, and leave none behind."""
    if child is None:
        return
    child.terminate()
    child.join(END_SECONDS)
    if child.is_alive():
        child.kill()
        child.join()


def _child(folder: Path, given: dict[str, Any]) -> None:
    """Make one preview in this process and exit with its code. The parent speaks of interrupts and ends this one."""
    from pressroom.cli.interrupts import orderly_end
    from pressroom.cli.main import told
    from pressroom.cli.previewing import once
    from pressroom.problems import WorkspaceError

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    console = Console()
    code: int = Exit.INTERRUPTED
    try:
        with orderly_end():
            code = once(folder, given | {"quiet": True})
    except KeyboardInterrupt:
        pass
    except click.ClickException as error:
        console.lines(f"Error: {error.format_message()}")
        code = Exit.USAGE
    except WorkspaceError as error:
        console.problems(error.problems)
        code = Exit.WORKSPACE
    except Exception as error:  # noqa: BLE001 - whatever it is, nobody's data may come with it
        code = told(error, console)
    sys.exit(code)
