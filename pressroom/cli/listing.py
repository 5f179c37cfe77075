"""``sheets``, ``doctor`` and ``schema``: what there is, and how this machine stands."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressroom.cli.codes import Exit
from pressroom.cli.console import Console
from pressroom.cli.drawing import drawn, geometry, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pressroom.model import Sheet


def sheets(folder: Path | None, identity: Path | None = None, *, as_json: bool) -> int:
    """List the card sheets with drawings, the shipped ones and a workspace's own."""
    console = Console()
    found = _sheets(folder, identity)
    if as_json:
        rows = [json.loads(sheet.model_dump_json()) for sheet in found.values()]
        console.data(rows)
        return Exit.MADE
    alike: dict[tuple[object, ...], list[Sheet]] = {}
    for sheet in found.values():
        alike.setdefault(geometry(sheet), []).append(sheet)
    console.result("\n\n".join(_group(group) for group in alike.values()))
    return Exit.MADE


def _group(sheets: Sequence[Sheet]) -> str:
    """Return the names of sheets that have their cards in the same places, and one drawing of them."""
    lines = [f"{sheet.id:18} {sheet.product}" for sheet in sheets] + drawn(sheets[0])
    text = "\n".join(lines)
    return text if _can_draw() else plain(text)


def _can_draw() -> bool:
    """Whether standard output has the characters of a drawing: an old code page has not."""
    try:
        "┼".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _sheets(folder: Path | None, identity: Path | None) -> Mapping[str, Sheet]:
    from pressroom.cli.building import sound_workspace
    from pressroom.read import shipped

    return sound_workspace(folder, identity).sheets if folder else shipped.sheets()


def doctor(out: Path, *, as_json: bool) -> int:
    """Examine this machine; the exit code is 4 if it cannot build."""
    from pressroom.doctor import examine

    console, checks = Console(), examine(out)
    if as_json:
        console.data([asdict(check) for check in checks])
    else:
        for check in checks:
            console.result(f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {check.detail}")
            if check.remedy:
                console.result(f"     {check.remedy}")
    return Exit.MADE if all(check.ok for check in checks) else Exit.MACHINE


def schema(name: str | None) -> int:
    """Print the JSON Schema of one kind of file, or of all."""
    from pressroom.schema import schemas

    found = schemas()
    if name and name not in found:
        raise click.UsageError(f"There is no such file. There are: {', '.join(found)}")
    Console().data(found[name] if name else found)
    return Exit.MADE
