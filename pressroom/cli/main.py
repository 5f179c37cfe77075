"""The commands, each a thin layer: options in, plain values on, messages and an exit code out."""

from __future__ import annotations

import gc
import io
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from pressroom import __version__
from pressroom.cli.codes import Exit
from pressroom.cli.console import Console
from pressroom.cli.interrupts import orderly_end
from pressroom.dumps import no_dumps
from pressroom.interrupts import TRACEBACK, quiet_finalizers, undisturbed
from pressroom.problems import SHARED_MEMORY, Interrupted, MachineError, WorkspaceError

GARBAGE = 50_000
"""After so many new objects Python looks for garbage. Its own 700 have all that is read looked at again and again."""

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=CONTEXT)
@click.version_option(__version__, prog_name="pressroom")
def cli() -> None:
    """Make briefing packs and wallet cards for people at risk.

    Start with "new FOLDER", fill in the spreadsheet and the session there, look at it with "check FOLDER",
    then "build FOLDER". Everything happens on this machine: nothing is fetched, and
    nothing is sent unless a build is given to a cluster with --executor.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with one of the codes of `Exit`."""
    try:
        gc.set_threshold(GARBAGE)
        os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # another package's would see everybody's data
        no_dumps()
        quiet_finalizers()
        _open_standard_streams()
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")  # a letter that an old code page lacks stops nothing
        status = run(arguments)
    except KeyboardInterrupt:  # before the program is ready to tell what stands
        status = Exit.INTERRUPTED
    sys.exit(status)


def _open_standard_streams() -> None:
    """Put the null device in the place of standard streams that were closed: a file of ours must not get its number."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code. No traceback for anything that a user can cause."""
    console = Console()
    try:
        with orderly_end():
            from pressroom.cli import commands  # noqa: F401 - the commands register themselves

            result = cli.main(args=arguments, prog_name="pressroom", standalone_mode=False)
    except click.ClickException as error:
        if isinstance(error, click.UsageError) and error.ctx:
            console.lines(f"{error.ctx.get_usage()}\nTry '{error.ctx.command_path} --help' for help.\n")
        console.lines(f"Error: {error.format_message()}")
        return Exit.USAGE
    except (click.exceptions.Abort, KeyboardInterrupt) as error:
        # Click makes an error of its own of an interrupt.
        console.error(f"Interrupted. {_what_stands(error.__cause__ or error)}".rstrip())
        return Exit.INTERRUPTED
    except WorkspaceError as error:
        console.problems(error.problems)
        return Exit.WORKSPACE
    except Exception as error:  # noqa: BLE001 - whatever it is, nobody's data may come with it
        if undisturbed.is_asked:  # in the middle of what cannot be interrupted, and became an error of that
            console.error("Interrupted.")
            return Exit.INTERRUPTED
        return told(error, console)
    finally:
        undisturbed.is_asked = False
    return int(result or 0)


def _what_stands(error: BaseException) -> str:
    """Return in one sentence how an interrupt left the output folder; nothing where it was no build's."""
    if not isinstance(error, Interrupted):
        return ""
    if error.delivered:
        return "By then the new build was in its place, and it stays."
    if error.made:
        return f"The files of {error.made} participants are whole, and stay: build again for the rest."
    return "The last build stands as it was; nothing half-made is left."


def told(error: Exception, console: Console) -> int:
    """Say in one line what stopped the program, and return its exit code."""
    if os.environ.get(TRACEBACK):
        traceback.print_exception(error)
    if isinstance(error, MachineError):
        console.error(str(error))
        return Exit.MACHINE
    if isinstance(error, ModuleNotFoundError):
        console.error(f"The Python package {error.name} is missing: set the program up again, as its README says.")
        return Exit.MACHINE
    if isinstance(error, MemoryError):
        console.error("This machine has too little memory left: close other programs, or use --jobs 1.")
        return Exit.MACHINE
    if isinstance(error, OSError):
        what = error.filename or (SHARED_MEMORY if _is_of_semaphores(error) else "Standard output")
        console.error(f"{what} cannot be read or written ({error.strerror or 'unknown reason'}).")
        return Exit.MACHINE
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name} line {frame.lineno}"
    console.error(
        f"The program has a fault of its own ({type(error).__name__}, {place}). "
        "Please tell those who look after it: nothing of your data is in this line."
    )
    return Exit.SOME_FAILED


def _is_of_semaphores(error: OSError) -> bool:
    """Whether an error is about the memory that processes share, whose place the system does not name."""
    return any(Path(frame.filename).name == "synchronize.py" for frame in traceback.extract_tb(error.__traceback__))
