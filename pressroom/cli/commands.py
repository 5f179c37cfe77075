"""The commands. Heavy rooms are entered only when a command needs them, so that help stays quick."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from pressroom.cli.codes import Exit
from pressroom.cli.console import Console
from pressroom.cli.main import cli
from pressroom.cli.options import (
    DAY,
    FOLDER,
    as_of_option,
    build_options,
    country_option,
    identity_option,
    json_option,
    loudness,
    quiet_option,
    verbose_option,
    workspace_argument,
)
from pressroom.cli.previewoptions import preview_options


@cli.command()
@click.argument("folder", type=FOLDER)
@quiet_option
def new(folder: Path, quiet: bool) -> int:  # noqa: FBT001
    """Lay down a new workspace in FOLDER: a session and a spreadsheet to fill in, with explanations."""
    from pressroom.starter import lay_down

    console = Console(loudness(quiet=quiet, verbose=False))
    try:
        laid = lay_down(folder)
    except FileExistsError as error:
        raise click.UsageError(str(error)) from error
    for path in laid:
        console.detail(str(path))
    console.say(f"{folder}: fill in session.yaml and participants.xlsx, then run: pressroom check {folder}")
    return Exit.MADE


@cli.command()
@workspace_argument
@as_of_option
@identity_option
@json_option
@quiet_option
def check(workspace: Path, as_of: date | None, identity: Path | None, as_json: bool, quiet: bool) -> int:  # noqa: FBT001
    """Read WORKSPACE and report every problem at once. Writes nothing."""
    from pressroom.cli import building

    console = Console(loudness(quiet=quiet or as_json, verbose=False))
    findings, summary = building.look(workspace, as_of, identity)
    if as_json:
        rows = [building.as_row(problem) for problem in (*findings.errors, *findings.warnings)]
        console.data({"problems": rows})
    else:
        console.problems((*findings.errors, *findings.warnings))
        if summary and not findings.errors:
            console.say(summary)
    return Exit.WORKSPACE if findings.errors else Exit.MADE


@cli.command()
@workspace_argument
@build_options
def build(workspace: Path, **options: Any) -> int:
    """Make the packs and cards of WORKSPACE."""
    from pressroom.cli import building

    return building.run(workspace, **options)


@cli.command()
@build_options
def demo(**options: Any) -> int:
    """Build the shipped sample: a made-up session, SPECIMEN on every page."""
    from pressroom.cli import building
    from pressroom.paths import shipped

    return building.run(shipped("packs", "sample"), **options)


@cli.command()
@workspace_argument
@preview_options
def preview(workspace: Path, **options: Any) -> int:
    """Draw pages and cards of WORKSPACE as pictures: by default the first of each language and edition."""
    from pressroom.cli import previewing

    return previewing.run(workspace, **options)


@cli.command()
@workspace_argument
@click.argument("id", required=False)
@click.argument("field", required=False)
@click.option("--by", default=None, metavar="NAME", help="Who tried it. Kept in the workspace, never printed.")
@click.option("--on", "day", type=DAY, default=None, metavar="DATE", help="When it was tried. Default: today.")
@click.option("--value", default=None, metavar="VALUE", help="Which value was tried, where the field has several.")
@click.option("--how", default=None, metavar="TEXT", help="How it was tried: called, wrote, asked in person.")
@as_of_option
@identity_option
@json_option
def confirm(workspace: Path, id: str | None, field: str | None, **options: Any) -> int:  # noqa: A002
    """List what waits for a person's confirmation; with ID and FIELD, note that it was tried.

    A confirmation belongs to a value: when the number changes, it is gone. It counts for 180 days.
    """
    from pressroom.cli import confirming

    if id is not None and not field:
        raise click.UsageError(
            "Give the field too: phone, email or url (of a country: the service, such as ambulance)."
        )
    if id is not None and field:
        return confirming.note(workspace, id, field, **options)
    return confirming.show(workspace, options["as_of"], options["identity"], as_json=options["as_json"])


@cli.command()
@click.argument("folders", nargs=-1, type=FOLDER, metavar="OUT...")
@click.option("--due", is_flag=True, help="Only builds past the day by which they are to be destroyed: say which.")
@click.option("--as-of", type=DAY, default=None, metavar="DATE", help="The day on which --due looks. Default: today.")
@click.option("-y", "--yes", is_flag=True, help="Remove without asking.")
@click.option("--cache", is_flag=True, help="Remove the shared parts too that are kept to make the next build faster.")
@quiet_option
def clean(folders: tuple[Path, ...], due: bool, cache: bool, **options: Any) -> int:  # noqa: FBT001
    """Remove the builds in OUT by their manifests, and nothing else.

    With --due, say which are past their day; --yes removes those. Without OUT it looks into the folder out.
    """
    from pressroom.cli import cleaning

    if not (folders or due or cache):
        raise click.UsageError("Name the folder whose packs are to be removed, as out/geneva-may.")
    return cleaning.run(folders, due=due, cache=cache, **options)


@cli.command()
@click.argument("workspace", type=FOLDER, required=False)
@click.option("--recipient", "recipients", multiple=True, metavar="AGE1...", help="For whose public key (repeatable).")
@identity_option
@click.option(
    "--new-identity",
    type=FOLDER,
    default=None,
    metavar="FILE",
    help="Make a key in FILE first, and encrypt for it too.",
)
@click.option("--file", "files", multiple=True, metavar="NAME", help="Only this file of the workspace (repeatable).")
@click.option("--undo", is_flag=True, help="Decrypt instead, onto the disk: to work on the files.")
@quiet_option
@verbose_option
def protect(workspace: Path | None, quiet: bool, verbose: bool, **options: Any) -> int:  # noqa: FBT001
    """Encrypt the files of WORKSPACE in place; every command reads them so, given the key.

    A plain file is removed when the encrypted one was opened again and compared. Without WORKSPACE: make a key.
    """
    from pressroom.cli import protecting

    return protecting.run(workspace, Console(loudness(quiet=quiet, verbose=verbose)), **options)


@cli.command()
@click.argument("files", nargs=-1, required=True, type=FOLDER, metavar="FILE...")
@click.option(
    "--passphrases", type=FOLDER, default=None, metavar="FILE", help="What opens encrypted files; see build --encrypt."
)
@json_option
def proof(files: tuple[Path, ...], passphrases: Path | None, as_json: bool) -> int:  # noqa: FBT001
    """Read finished PDFs back as a phone, a reader and a printer would: QR codes, fonts, boxes, metadata."""
    from pressroom.cli import proofing

    return proofing.show(files, passphrases, as_json=as_json)


@cli.command(name="print")
@click.argument("out", type=FOLDER)
@click.option("--printer", required=True, metavar="NAME", help="The printer's name in CUPS; lpstat -e lists them.")
@country_option
@click.option("--only", type=click.Choice(["packs", "cards"]), default=None, help="Only packs, or only cards.")
@click.option(
    "--edition", "editions", multiple=True, type=click.Choice(["open", "discreet"]), help="Only jobs of this edition."
)
@click.option("--yes", is_flag=True, help="Do not ask, however much paper it takes.")
@click.option(
    "--wait",
    type=click.IntRange(min=0),
    default=30,
    metavar="SECONDS",
    help="How long to look after each job. Default: 30.",
)
@json_option
@quiet_option
def print_jobs(out: Path, printer: str, **options: Any) -> int:
    """Hand the print jobs in OUT, where a build put them, to a printer of this machine (Linux, macOS)."""
    from pressroom.cli import printing

    return printing.run(out, printer, options)


@cli.command()
@click.argument("workspace", type=FOLDER, required=False)
@identity_option
@json_option
def sheets(workspace: Path | None, identity: Path | None, as_json: bool) -> int:  # noqa: FBT001
    """List the card sheets that cards can be laid out for; with WORKSPACE, its own too."""
    from pressroom.cli import listing

    return listing.sheets(workspace, identity, as_json=as_json)


@cli.command()
@click.option("--sheet", default="plain-a4", metavar="NAME", help="Card sheet; see sheets. Default: plain-a4.")
@click.option(
    "--duplex",
    type=click.Choice(["long", "short", "none"]),
    default="long",
    help="The edge over which the printer turns a sheet, or none: turned by hand. Default: long.",
)
@click.option("--workspace", type=FOLDER, default=None, metavar="WORKSPACE", help="For its own sheets and printers.")
@click.option(
    "--out", type=FOLDER, default=None, metavar="FILE", help="Default: calibration-NAME.pdf, after the sheet."
)
@click.option(
    "--calibration", default="", metavar="NAME", help="Print with a printer's values, to see if they are right."
)
@identity_option
@quiet_option
def calibrate(**options: Any) -> int:
    """Make the page that measures a printer, front and back, for one sheet of plain paper.

    Fold it, read four numbers and measure two lines: they go into printers.yaml, and build --calibration NAME makes up
    for the printer's faults.
    """
    from pressroom.cli import calibrating

    return calibrating.run(**options)


@cli.command()
@click.option("--out", type=FOLDER, default=Path(), metavar="DIR", help="The folder that builds go to.")
@json_option
def doctor(out: Path, as_json: bool) -> int:  # noqa: FBT001
    """Say whether this machine can build, and what to install if not."""
    from pressroom.cli import listing

    return listing.doctor(out, as_json=as_json)


@cli.command()
@click.argument("name", required=False)
def schema(name: str | None) -> int:
    """Print the JSON Schemas of the workspace's files, for editors; with NAME (such as session), that one alone."""
    from pressroom.cli import listing

    return listing.schema(name)


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> int:
    """Print the script that completes commands and options in SHELL.

    For bash, put this line into ~/.bashrc: eval "$(pressroom completion bash)"
    """
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made is not None  # noqa: S101 - the choices are click's own
    click.echo(made(cli, {}, "pressroom", "_PRESSROOM_COMPLETE").source())
    return Exit.MADE
