"""The options of ``preview``."""

from __future__ import annotations

import re
from typing import Any

import click

from pressroom.cli.options import (
    FOLDER,
    Command,
    as_of_option,
    identity_option,
    open_option,
    quiet_option,
    shared_option,
)

MAX_PAGE = 999
"""A pack has under fifty pages."""

_RANGE = re.compile(r"([0-9]{1,3})(?:-([0-9]{1,3}))?")


class Pages(click.ParamType[tuple[int, ...]]):
    """Page numbers and ranges, as ``1-4,7``."""

    name = "pages"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """Return the numbers in order, or fail with click's own message."""
        if isinstance(value, tuple):
            return value
        found: set[int] = set()
        for text in value.replace(" ", "").split(","):
            match = _RANGE.fullmatch(text)
            first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
            if not 1 <= first <= last:
                self.fail(f"pages are numbers from 1 to {MAX_PAGE} and ranges of them, as 1-4,7", param, ctx)
            found.update(range(first, last + 1))
        return tuple(sorted(found))


_PREVIEW = [
    click.option(
        "--out", type=FOLDER, default=None, metavar="DIR",
        help="Where to put the pictures. Default: out/<session id>-preview.",
    ),
    click.option(
        "--participant", "participants", multiple=True, metavar="CODE",
        help="Whose (repeatable). Default: the first of each language and edition.",
    ),
    click.option(
        "--pages", type=Pages(), default=None, metavar="1-4,7",
        help="Pages of the pack, from 1. Default: 1,3,5-8: cover, emergency page, how the guidance begins.",
    ),
    click.option(
        "--dpi", type=click.IntRange(20, 600), default=100, metavar="N", help="Pixels to an inch. Default: 100."
    ),
    click.option("--only", type=click.Choice(["packs", "cards"]), default=None, help="Only packs, or only cards."),
    click.option(
        "--paper", type=click.Choice(["A4", "Letter", "A5"]), default=None, help="Paper, instead of the session's."
    ),
    click.option("--sheet", default=None, metavar="NAME", help="Card sheet, instead of the session's."),
    click.option(
        "--card", type=click.Choice(["flat", "fold", "single"]), default="flat", help="Form of the card, as in build."
    ),
    as_of_option,
    shared_option,
    identity_option,
    click.option("--watch", is_flag=True, help="Draw anew whenever something changes: one participant, until Ctrl-C."),
    open_option,
    quiet_option,
]  # fmt: skip


def preview_options(command: Command) -> Command:
    """Add the options of ``preview`` to a command."""
    for decorate in reversed(_PREVIEW):
        command = decorate(command)
    return command
