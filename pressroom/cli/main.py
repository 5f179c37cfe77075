"""The commands, each a thin layer: options in, plain values on, messages and an exit code out."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from pressroom import __version__
from pressroom.cli.codes import Exit
from pressroom.cli.console import Console
from pressroom.problems import MachineError, WorkspaceError

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=CONTEXT)
@click.version_option(__version__, prog_name="pressroom")
def cli() -> None:
    """Make briefing packs and wallet cards for people at risk.

    Start with "new FOLDER", fill in the spreadsheet and the session there, look at it with "check FOLDER",
    then "build FOLDER". Everything happens on this machine: nothing is fetched, nothing is sent.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with one of the codes of `Exit`."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code. No traceback for anything that a user can cause."""
    from pressroom.cli import commands  # noqa: F401 - the commands register themselves

    try:
        result = cli.main(args=arguments, prog_name="pressroom", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except click.exceptions.Abort:
        click.echo("Interrupted.", err=True)
        return Exit.INTERRUPTED
    except KeyboardInterrupt:
        click.echo("Interrupted. What is finished is whole; nothing half-made is left.", err=True)
        return Exit.INTERRUPTED
    except WorkspaceError as error:
        Console().problems(error.problems)
        return Exit.WORKSPACE
    except MachineError as error:
        click.echo(str(error), err=True)
        return Exit.MACHINE
    return int(result or 0)
