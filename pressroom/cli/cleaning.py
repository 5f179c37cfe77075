"""``clean``: removes builds by their manifests, and says which are past their day."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressroom.cli.codes import Exit
from pressroom.cli.console import Console

if TYPE_CHECKING:
    from pressroom.deliver.cleaning import Survey

HOME = Path("out")
"""Where builds go by default, each in a folder of its session's id."""


def run(  # noqa: PLR0913 - the options of a command
    folders: Sequence[Path], *, due: bool, cache: bool, as_of: date | None, yes: bool, quiet: bool
) -> int:
    """Remove the builds in ``folders``; with ``due``, those past their day alone, and only if that is said again.

    ``cache``: the shared parts of earlier runs too.
    """
    from pressroom import deliver
    from pressroom.retention import is_due

    console = Console(0 if quiet else 1)
    if as_of is not None and not due:
        raise click.UsageError("--as-of says on which day --due looks: give both, or neither.")
    try:
        found = [deliver.survey(folder) for folder in (_builds(folders or [HOME]) if due else folders)]
        if due:
            day = as_of or date.today()  # noqa: DTZ011 - the day at the desk
            found = [each for each in found if is_due(each.destroy_after, day)]
        _refuse_shelves(found)
        for each in found:
            console.say(_words(each))
        if due and not found:
            console.say("No packs here are past the day by which they are to be destroyed.")
        if found and not (yes or _is_meant(due=due)):
            return Exit.MADE
        for each in found:
            _remove(each, console)
        if cache:
            _clear_cache(console)
    except deliver.OutputError as error:
        raise click.UsageError(str(error)) from error
    return Exit.MADE


def _clear_cache(console: Console) -> None:
    from pressroom.cache import Cache, default_folder

    folder = default_folder()
    removed = Cache(folder).clear() if folder else 0
    console.say(f"{removed} shared parts removed from the cache")


def _builds(folders: Sequence[Path]) -> Iterator[Path]:
    """Yield each folder with a build in it: those given, and those in one that has none itself."""
    from pressroom.deliver import MANIFEST

    for folder in folders:
        if folder.is_dir() and not (folder / MANIFEST).is_file():
            yield from sorted(each.parent for each in folder.glob(f"*/{MANIFEST}"))
        elif folder != HOME or folder.exists():
            yield folder


def _refuse_shelves(found: Sequence[Survey]) -> None:
    """Raise a usage error for a folder that has no build itself and some in it: nobody is to think that all is gone."""
    from pressroom.deliver import MANIFEST
    from pressroom.preview import LIST, pictures_in

    for each in found:
        if each.is_empty and not pictures_in(each.folder):
            inside = {path.parent for name in (MANIFEST, LIST) for path in each.folder.glob(f"*/{name}")}
            if inside:
                names = ", ".join(sorted(map(str, inside)))
                raise click.UsageError(f"{each.folder} holds builds in folders of its own: name them ({names})")


def _is_meant(*, due: bool) -> bool:
    """Whether to go on: on a terminal the user is asked; elsewhere to clean is what was asked, to look is not."""
    return click.confirm("Remove them?", default=False, err=True) if _on_terminal() else not due


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _words(found: Survey) -> str:
    """Return what is in a folder, and until when it was to be kept."""
    from pressroom.preview import pictures_in

    pictures = pictures_in(found.folder)
    if found.is_empty and not pictures:
        return f"{found.folder}: no build is there"
    parts = [f"{found.files} files of session {found.session}"] if found.session else []
    if pictures:
        parts.append(f"{pictures} pictures of a preview")
    if found.changed:
        parts.append(f"{found.changed} of them changed since they were made")
    if found.leftovers:
        parts.append(f"{found.leftovers} left by a run that was interrupted")
    if found.destroy_after:
        parts.append(f"to be destroyed by {found.destroy_after}")
    return f"{found.folder}: {', '.join(parts)}"


def _remove(found: Survey, console: Console) -> None:
    from pressroom import deliver
    from pressroom.preview import clear, pictures_in

    if found.is_empty and not pictures_in(found.folder):
        return
    done = deliver.clean(found, also=clear)
    if done.removed:
        console.say(f"{found.folder}: {done.removed} files removed")
    if done.foreign:
        console.say(f"{found.folder}: {done.foreign} files stay that this program did not make: are they copies?")
