"""Packs that should no longer exist: those of a session whose ``destroy_after`` has passed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pressroom.problems import Problem, Severity

if TYPE_CHECKING:
    from pressroom.model import Workspace


def destroy_after(folder: Path) -> date | None:
    """Return the day until which the packs in an output folder may be kept; None where none, or no build, is there."""
    if not os.path.isdir(folder):  # noqa: PTH112 - unlike Path.is_dir, it never raises
        return None
    from pressroom.deliver import OutputError, read_manifest

    try:
        manifest = read_manifest(folder)
    except OutputError:
        return None
    return manifest.destroy_after if manifest else None


def is_due(day: date | None, as_of: date) -> bool:
    """Whether what may be kept until ``day`` should be gone on ``as_of``."""
    return day is not None and day < as_of


def warnings(workspace: Workspace, folders: Sequence[Path], as_of: date) -> list[Problem]:
    """Return a warning for each output folder with packs past their day, and for a session that is past its own.

    The made-up sample may lie about for ever.
    """
    if workspace.session.specimen:
        return []
    place = workspace.place("session", "destroy_after")
    found = []
    if is_due(workspace.session.destroy_after, as_of):
        found.append(
            "has passed: packs made now should be destroyed already; if they are needed longer, change the date"
        )
    for folder in dict.fromkeys(folders):
        day = destroy_after(folder)
        if is_due(day, as_of):
            found.append(f"{folder} holds packs that were to be destroyed by {day}: run pressroom clean {folder}")
    return [Problem(place, "destroy_after", message, Severity.WARNING) for message in found]
