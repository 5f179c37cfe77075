"""Keys and passphrases on the command line: which file holds them, and where it may lie. Never themselves."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pressroom.age import VARIABLE, AgeError, Keys, load_keys
from pressroom.cli.console import Console

if TYPE_CHECKING:
    from pressroom.deliver import Passphrases
    from pressroom.model import Workspace
    from pressroom.plan import Plan

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keys_of(identity: Path | None, console: Console | None = None) -> Keys:
    """Return the keys in the file of ``--identity``, else in that of the variable; without either, none.

    A wrong option is wrong usage. What the variable names may be absent as long as nothing is encrypted, so its
    fault is told where a key is needed.
    """
    named = os.environ.get(VARIABLE, "")
    path = identity or (Path(named) if named else None)
    if path is None:
        return Keys()
    try:
        keys = load_keys(path)
    except AgeError as error:
        if identity is None:
            return Keys(fault=f"the key file that {VARIABLE} names {error}")
        raise click.BadParameter(f"{path} {error}", param_hint="--identity") from None
    if os.name == "posix" and path.stat().st_mode & _OTHERS:
        (console or Console()).say(f"{path} can be read by others, and whoever has it has the key: chmod 600 {path}")
    return keys


def passphrases_for(workspace: Workspace, plan: Plan, folder: Path, out: Path, given: dict[str, Any]) -> Passphrases:
    """Return the passphrases of a build, after writing those that are new into their file."""
    from pressroom.deliver import OutputError, keep_passphrases
    from pressroom.deliver.passphrases import STAFF

    path: Path = given["passphrases"]
    if given.get("archive"):
        raise click.UsageError(
            "--archive and --encrypt exclude each other: PDF/A, which is for keeping, knows no lock."
        )
    if any(who.code.lower() == STAFF for who in workspace.participants):
        raise click.UsageError(f"--encrypt: nobody may have the code {STAFF}: in the file of passphrases that is you.")
    _refuse_place(path, folder, out)
    _refuse_doubtful_place(workspace, path, allowed=given["allow_shared_folder"])
    try:
        found, _ = keep_passphrases(path, workspace.session.id, [pack.participant.code for pack in plan.packs])
    except OutputError as error:
        raise click.UsageError(f"--passphrases: {error}") from None
    return found


def refuse_half(given: dict[str, Any]) -> None:
    """Raise a usage error for one of the two options without the other."""
    if given["encrypt"] and not given["passphrases"]:
        raise click.UsageError("--encrypt needs --passphrases FILE: where the passphrases are to be kept.")
    if given["passphrases"] and not given["encrypt"]:
        raise click.UsageError("--passphrases goes with --encrypt: without it the packs would not be encrypted.")


def known_passphrases(path: Path | None) -> Passphrases | None:
    """Return what is in a file of passphrases that must be there."""
    if path is None:
        return None
    from pressroom.deliver import OutputError, read_passphrases

    try:
        found = read_passphrases(path)
    except OutputError as error:
        raise click.BadParameter(str(error), param_hint="--passphrases") from None
    if found is None:
        raise click.BadParameter(f"{path} is missing: look at how it is spelled", param_hint="--passphrases")
    return found


def _refuse_place(path: Path, folder: Path, out: Path) -> None:
    """Raise a usage error for a file of passphrases beside what it opens, or among the files that are read."""
    from pressroom.read.folder import FOLDERS, KNOWN
    from pressroom.read.source import plain_name

    real, target, home = (Path(os.path.realpath(each)) for each in (path, out, folder))
    if real.is_relative_to(target):
        raise click.UsageError(
            "--passphrases: whoever finds the packs would find what opens them: choose a place outside --out."
        )
    inside = real.relative_to(home).parts if real.is_relative_to(home) else ()
    if inside and (inside[0] in FOLDERS or (len(inside) == 1 and plain_name(inside[0]) in KNOWN)):
        raise click.UsageError("--passphrases: that is a place of the workspace's own files: choose another.")


def _refuse_doubtful_place(workspace: Workspace, path: Path, *, allowed: bool) -> None:
    """Raise a usage error for a file where others can write or that is copied away, unless it is allowed."""
    from pressroom import places

    if workspace.session.specimen or allowed:
        return
    for doubt in places.doubts(path.parent):
        raise click.UsageError(
            f"--passphrases: {path.parent} {doubt.why}: choose another folder, "
            "or add --allow-shared-folder if that is meant."
        )
