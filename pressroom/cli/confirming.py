"""``confirm``: what waits for a person who tries it, and the record of one who did."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from pressroom.cli.building import sound_workspace
from pressroom.cli.codes import Exit
from pressroom.cli.console import Console
from pressroom.cli.locking import keys_of


def show(folder: Path, as_of: date | None, identity: Path | None, *, as_json: bool) -> int:
    """List what waits for a person's confirmation."""
    from pressroom.confirmations import waiting
    from pressroom.policy import Rules

    rows = waiting(sound_workspace(folder, identity), Rules(as_of or date.today()))  # noqa: DTZ011
    console = Console()
    if as_json:
        console.data([asdict(row) for row in rows])
        return Exit.MADE
    for row in rows:
        state = f"{row.state} {row.when}".strip()
        console.result(f"{row.id} {row.field}\t{row.value}\t{state}")
    console.say(f"{len(rows)} wait. Try one, then: pressroom confirm {folder} ID FIELD --by NAME")
    return Exit.MADE


def note(folder: Path, entry: str, field: str, **given: Any) -> int:
    """Append one confirmation to the workspace: by whom, of which day and value, and how it was tried."""
    by, day, how = given["by"], given["day"], given["how"]
    from pressroom.confirmations import ConfirmError, append, choose
    from pressroom.model import Confirmation

    today = date.today()  # noqa: DTZ011
    if day and day > today:
        raise click.BadParameter("the day on which it was tried cannot lie ahead", param_hint="--on")
    if not by:
        raise click.UsageError("Say who tried it: --by NAME. The name stays in the workspace and is never printed.")
    workspace = sound_workspace(folder, given["identity"])
    try:
        value = choose(workspace, entry, field, given["value"])
        readers = append(
            folder,
            Confirmation(id=entry, field=field, value=value, confirmed=day or today, confirmed_by=by, how=how),
            today,
            keys_of(given["identity"]),
        )
    except ConfirmError as error:
        raise click.UsageError(str(error)) from error
    told = f"; encrypted again, for {readers} public key{'s' if readers > 1 else ''}" if readers else ""
    Console().say(f"{entry} {field}: {value} is confirmed as of {day or today}{told}")
    return Exit.MADE
