"""Options that several commands share, and the types of their values."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

_ISO_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
Command = TypeVar("Command", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or fail with click's own message."""
        if isinstance(value, date):
            return value
        if not _ISO_DATE.fullmatch(value):
            self.fail("a date looks like 2026-12-01", param, ctx)
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail("there is no such day in the calendar", param, ctx)


class Place(click.Path):
    """The path of a file or folder. An empty one, as an unset variable leaves it, is none: it would mean *here*."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """Return the path, or fail with click's own message."""
        if value == "":
            self.fail("it is empty; for the current folder, write a full stop", param, ctx)
        return super().convert(value, param, ctx)


DAY = Day()
FOLDER = Place(path_type=Path)

workspace_argument = click.argument("workspace", type=FOLDER)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON on standard output, and nothing else there."
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say errors only.")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="Say more.")
identity_option = click.option(
    "--identity",
    type=FOLDER,
    default=None,
    metavar="FILE",
    help="The key file that opens what is encrypted in the workspace. Default: the one that PRESSROOM_IDENTITY names.",
)
as_of_option = click.option(
    "--as-of", type=DAY, default=None, metavar="DATE",
    help="The day on which confirmations of contacts are judged, as 2026-12-01. Default: today.",
)  # fmt: skip

country_option = click.option(
    "--country", "countries", multiple=True, metavar="TGO", help="Only this country (repeatable).",
    callback=lambda _context, _parameter, codes: tuple(code.upper() for code in codes),
)  # fmt: skip
open_option = click.option("--open", "show", is_flag=True, help="Show the folder in the file manager afterwards.")


def loudness(*, quiet: bool, verbose: bool) -> int:
    """Return how loud to be: 0, 1 or 2."""
    return 0 if quiet else 2 if verbose else 1


shared_option = click.option(
    "--allow-shared-folder", is_flag=True,
    help="Build also where others can write, or where a service copies files to other computers.",
)  # fmt: skip

_PRESS = [
    click.option(
        "--duplex", type=click.Choice(["long", "short", "none"]), default=None,
        help="The edge over which the printer turns a sheet, or none. Default: long; for booklets and --n-up, short.",
    ),
    click.option(
        "--card", type=click.Choice(["flat", "fold", "single"]), default="flat",
        help="A card of two sides, one that folds (needs no duplex), or a front alone. Default: flat.",
    ),
    click.option(
        "--copies", type=click.IntRange(1, 20), default=1, metavar="N", help="How many of each card the sheets hold."
    ),
    click.option(
        "--cut-marks", type=click.Choice(["none", "front", "both"]), default=None,
        help="Sides with marks for cutting. Default: what the card sheet says.",
    ),
    click.option("--calibration", default="", metavar="NAME", help="Make up for a printer's faults; see calibrate."),
    click.option("--booklet", is_flag=True, help="Print jobs of A5 packs as booklets: A4 sheets to fold and staple."),
    click.option(
        "--n-up", type=click.Choice(["1", "2"]), default="1", help="Pages of a pack on one side of paper. Default: 1."
    ),
    click.option("--separators", is_flag=True, help="A sheet with the code and the number of pages before each pack."),
    click.option("--marks", is_flag=True, help="For a print shop: single cards and covers with bleed and crop marks."),
    click.option("--cmyk", is_flag=True, help="For a print shop: colours as CMYK, black text in black ink alone."),
    click.option("--archive", is_flag=True, help="Packs and single cards as PDF/A-3 for keeping."),
]  # fmt: skip

_BUILD = [
    click.option(
        "--out", type=FOLDER, default=None, metavar="DIR", help="Where to put the files. Default: out/<session id>."
    ),
    shared_option,
    country_option,
    click.option("--participant", "participants", multiple=True, metavar="CODE", help="Only this one (repeatable)."),
    click.option("--only", type=click.Choice(["packs", "cards"]), default=None, help="Only packs, or only cards."),
    click.option(
        "--split", is_flag=True, help="Packs in two files: a thin part to carry, and one to leave in a safe place."
    ),
    click.option(
        "--language", "languages", multiple=True, metavar="LANG",
        help="Only packs in this language (repeatable). Nothing is translated.",
    ),
    click.option(
        "--edition", "editions", multiple=True, type=click.Choice(["open", "discreet"]),
        help="Only packs of this edition. None is turned into another.",
    ),
    click.option(
        "--paper", type=click.Choice(["A4", "Letter", "A5"]), default=None, help="Paper, instead of the session's."
    ),
    click.option("--sheet", default=None, metavar="NAME", help="Card sheet, instead of the session's; see sheets."),
    click.option(
        "--start-cell", type=click.IntRange(min=1), default=1, metavar="N",
        help="First free card of a half-used sheet, row by row from 1.",
    ),
    as_of_option,
    click.option("--confirmed-only", is_flag=True, help="Print only contacts that were tried in the last 180 days."),
    click.option("--allow-unconfirmed", is_flag=True, help="Print also contacts that nobody confirmed, marked."),
    click.option("--reviewed-only", is_flag=True, help="Refuse translations that are drafts or out of date."),
    click.option("--keep-going", is_flag=True, help="Leave out faulty rows of the table, and make the rest."),
    click.option(
        "--jobs", type=click.IntRange(min=1), default=None, metavar="N",
        help="How many processes work. Default: one for each core.",
    ),
    click.option(
        "--executor", type=click.Choice(["local", "dask"]), default="local",
        help="Who works: this machine, or the workers of a Dask cluster, to whom data is sent by TLS. Default: local.",
    ),
    click.option(
        "--force", is_flag=True, help="Make everything anew: take nothing over from the last build or from the cache."
    ),
    open_option,
    click.option("--encrypt", is_flag=True, help="Encrypt each PDF for its participant; print jobs and lists for you."),
    click.option(
        "--passphrases", type=FOLDER, default=None, metavar="FILE",
        help="With --encrypt: where the passphrases are kept. Those in FILE stay, new ones are added.",
    ),
    identity_option,
    json_option,
    quiet_option,
    verbose_option,
]  # fmt: skip


def build_options(command: Command) -> Command:
    """Add the options of ``build`` to a command."""
    for decorate in reversed((*_BUILD[:9], *_PRESS, *_BUILD[9:])):
        command = decorate(command)
    return command
