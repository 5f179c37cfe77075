"""``preview``: pictures of pages and cards to look at, once or whenever something changes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pressroom.cli.building import look_at_places, refuse_place, sound_workspace
from pressroom.cli.codes import Exit
from pressroom.cli.console import Console
from pressroom.cli.options import loudness
from pressroom.cli.showing import show
from pressroom.problems import Findings

if TYPE_CHECKING:
    from pressroom.model import Workspace
    from pressroom.plan import Options, Plan
    from pressroom.preview import Shown


def run(folder: Path, **given: Any) -> int:
    """Draw the preview with the options of the command line, once or until it is interrupted; return the exit code."""
    from pressroom.doctor import require_libraries

    require_libraries()
    if not given["watch"]:
        return once(folder, given)
    if len(given["participants"]) > 1:
        raise click.UsageError("--watch shows one participant: give --participant once.")
    from pressroom.cli.watching import watch

    return watch(folder, given)


def once(folder: Path, given: dict[str, Any]) -> int:
    """Draw the preview once and return the exit code."""
    from pressroom.deliver import OutputError
    from pressroom.plan import make_plan
    from pressroom.preview import DEFAULT_PAGES, preview, steps

    console, began = Console(loudness(quiet=given["quiet"], verbose=False)), time.monotonic()
    workspace = sound_workspace(folder, given["identity"])
    options = _options(workspace, given)
    plan = make_plan(workspace, options)
    _refuse_faults(workspace, plan)
    out = given["out"] or Path("out") / f"{workspace.session.id}-preview"
    refuse_place(out, folder)
    look_at_places(workspace, folder, out, console, allowed=given["allow_shared_folder"])
    pages = (given["pages"] or DEFAULT_PAGES) if given["only"] != "cards" else ()
    progress = console.progress(steps(plan, pages))
    try:
        shown = preview(workspace, options, plan, out, pages=pages, dpi=given["dpi"], watcher=progress)
    except OutputError as error:
        raise click.UsageError(str(error)) from error
    finally:
        progress.close()
    _tell(shown, console, pages)
    console.say(f"{out}: {len(shown.files)} pictures, {time.monotonic() - began:.1f} s")
    if given["show"] and shown.files:
        show(out, console)
    return Exit.SOME_FAILED if shown.failed else Exit.MADE


def _options(workspace: Workspace, given: dict[str, Any]) -> Options:
    """Return the options of a run for those who are asked for, or for those who stand for the others."""
    from pressroom.model.press import CardForm, Press
    from pressroom.model.session import Paper
    from pressroom.plan import Options, make_plan
    from pressroom.preview import examples

    if given["sheet"] is not None and given["sheet"] not in workspace.sheets:
        raise click.UsageError(f"There is no such card sheet. There are: {', '.join(sorted(workspace.sheets))}")
    codes = {p.code.lower() for p in workspace.participants}
    asked = frozenset(code.lower() for code in given["participants"])
    if asked - codes:
        raise click.UsageError("--participant: there is no such code in the table of participants.")
    options = Options(
        as_of=given["as_of"] or date.today(),  # noqa: DTZ011 - the day at the desk
        participants=asked,
        only=given["only"] or "",
        paper=Paper(given["paper"]) if given["paper"] else None,
        sheet=given["sheet"],
        press=Press(card=CardForm(given["card"])),
    )
    if asked:
        return options
    found = examples(make_plan(workspace, options))
    if not found:
        raise click.UsageError("Nobody is left to show a card of: the table of participants has none with a card.")
    shown = found[:1] if given["watch"] else found
    return replace(options, participants=frozenset(code.lower() for code in shown))


def _refuse_faults(workspace: Workspace, plan: Plan) -> None:
    """Raise `WorkspaceError` for what would stop a build of these people."""
    from pressroom import checks

    findings = Findings()
    findings.extend(checks.problems(workspace, [pack.participant for pack in plan.packs]))
    findings.raise_if_errors()


def _tell(shown: Shown, console: Console, pages: Sequence[int]) -> None:
    """Say what does not fit, and which pages there are not."""
    for code, problems in shown.failed.items():
        for problem in dict.fromkeys(problems):
            console.error(f"would not be made: {code}: {problem}")
    for code, missing in shown.missing.items():
        if set(missing) >= set(pages):
            console.say(f"{code}: the pack has none of these pages")
