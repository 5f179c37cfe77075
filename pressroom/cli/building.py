"""``check``, ``build`` and ``demo``: read, look, make, and say what was made."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pressroom.cli.codes import Exit
from pressroom.cli.console import Console
from pressroom.cli.locking import keys_of, passphrases_for, refuse_half
from pressroom.cli.options import loudness
from pressroom.cli.pressing import grid, press
from pressroom.cli.showing import show
from pressroom.problems import Findings, MachineError, Problem

if TYPE_CHECKING:
    from pressroom.age import Keys
    from pressroom.build import Outcome
    from pressroom.model import Participant, Workspace
    from pressroom.plan import Options, Plan
    from pressroom.workers import Crew, Processes

MOST_JOBS = 64
"""No more processes than this, whatever is asked for: each takes about 200 MB."""

NAMED_AT_MOST = 12
"""How many codes or ids a line of the summary names before it only counts."""


def look(folder: Path, as_of: date | None, identity: Path | None = None) -> tuple[Findings, str]:
    """Read a workspace and return all problems, and one line on what a build would make."""
    from pressroom import places, retention, translations
    from pressroom.account import account
    from pressroom.plan import Options, make_plan
    from pressroom.read.workspace import read_workspace

    keys = keys_of(identity)
    workspace, findings = read_workspace(folder, date.today(), keys=keys)  # noqa: DTZ011 - the day at the desk
    if workspace is None:
        return findings, ""
    options = Options(as_of=as_of or date.today())  # noqa: DTZ011
    findings.extend(_problems(workspace, workspace.participants, options.as_of))
    plan = make_plan(workspace, options)
    findings.extend((*translations.warnings(workspace, plan.languages), *account(workspace, plan, options).said()))
    if not workspace.session.specimen:
        findings.extend(places.warnings(folder))
    findings.extend(retention.warnings(workspace, [default_out(workspace)], options.as_of))
    cards = sum(1 for pack in plan.packs if pack.card_path)
    if findings.errors:
        return findings, ""
    summary = f"{workspace.session.id}: {len(plan.packs)} packs, {cards} cards, {len(plan.handouts)} countries"
    return findings, summary


def sound_workspace(folder: Path, identity: Path | None = None) -> Workspace:
    """Return a workspace that was read without an error, or raise `WorkspaceError` with all of them."""
    from pressroom.read.workspace import read_workspace

    keys = keys_of(identity)
    workspace, findings = read_workspace(folder, date.today(), keys=keys)  # noqa: DTZ011 - the day at the desk
    findings.raise_if_errors()
    assert workspace is not None  # noqa: S101 - without errors there is a workspace
    return workspace


def as_row(problem: Problem) -> dict[str, object]:
    """Return a problem as JSON has it."""
    place = problem.place
    return {
        "severity": str(problem.severity),
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "cell": place.cell or None,
        "field": problem.field or None,
        "message": problem.message,
    }


def run(folder: Path, **given: Any) -> int:
    """Build a workspace with the options of the command line and return the exit code."""
    from pressroom.workers import Processes, cores

    ahead = Processes(min(given["jobs"] or cores(), MOST_JOBS))
    if given["executor"] == "local" and len(given["participants"]) != 1:
        ahead.call_up()
    try:
        return _run(folder, given, ahead)
    finally:
        ahead.dismiss()


def _run(folder: Path, given: dict[str, Any], ahead: Processes) -> int:
    from pressroom import retention, translations
    from pressroom.age import is_any_encrypted
    from pressroom.build import build, pieces_of_work
    from pressroom.cache import default_folder
    from pressroom.deliver import OutputError
    from pressroom.doctor import require_libraries
    from pressroom.shop.identity import identity
    from pressroom.workers import Context

    console = Console(loudness(quiet=given["quiet"] or given["as_json"], verbose=given["verbose"]))
    refuse_half(given)
    keys = keys_of(given["identity"], console)
    workspace = _read(folder, console, keys, keep_going=given["keep_going"])
    options = _options(workspace, given)
    workspace, plan = _looked_through(workspace, options, given, console)
    faulty = {code: [str(problem) for problem in found] for code, found in workspace.faulty.items()}
    out = given["out"] or default_out(workspace)
    refuse_place(out, folder)
    look_at_places(workspace, folder, out, console, allowed=given["allow_shared_folder"])
    console.problems(retention.warnings(workspace, [default_out(workspace), out], options.as_of))
    require_libraries()
    crew = _crew(given, len(plan.packs), ahead, console)
    passphrases = passphrases_for(workspace, plan, folder, out, given) if given["encrypt"] else None
    # What came encrypted, or is to go out encrypted, leaves no plain copy of any part of it.
    private = passphrases is not None or is_any_encrypted(folder)
    is_far = given["executor"] != "local"  # what only this machine has serves nobody elsewhere
    cache = None if private or is_far else default_folder()
    context = Context(workspace, options, plan, identity(), cache, anew=given["force"] or is_far)
    as_json = given["as_json"] and not given["quiet"]
    progress = console.progress(pieces_of_work(plan), len(plan.packs), as_json=as_json)
    try:
        outcome = build(context, out, crew=crew, watcher=progress, faulty=faulty, passphrases=passphrases)
    except OutputError as error:
        raise click.UsageError(str(error)) from error
    finally:
        progress.close()
    console.problems((*translations.warnings(workspace, plan.languages), *outcome.account.said()))
    for name in outcome.account.old_sources:
        console.detail(f"old or undated source: {name}")
    _summary(outcome, out, console, options, {text for texts in faulty.values() for text in texts})
    if passphrases:
        console.say(f"{given['passphrases']}: the passphrases. Tell people theirs by another way than the packs travel")
    if given["as_json"]:
        console.result(outcome.manifest.json_text().rstrip("\n"))
    if given["show"] and not outcome.failed:
        show(out, console)
    return Exit.SOME_FAILED if outcome.failed else Exit.MADE


def _crew(given: dict[str, Any], packs: int, ahead: Processes, console: Console) -> Crew:
    """Return who does the work of a build of so many packs; if others are to, say so, since data leaves the machine."""
    from pressroom.workers import crew_of

    if given["executor"] == "local":
        return crew_of(min(ahead.width, packs), ahead)
    try:
        from pressroom.workers.remote import Cluster, NotPrivate
    except ModuleNotFoundError as error:
        raise MachineError(
            f"--executor dask: the Python package {error.name} is missing: pip install 'pressroom[dask]'"
        ) from error
    try:
        crew = Cluster(given["jobs"])
    except NotPrivate as error:
        raise click.UsageError(str(error)) from error
    console.lines(f"participants' data is sent to the workers of {crew.address}")
    return crew


def _read(folder: Path, console: Console, keys: Keys, *, keep_going: bool) -> Workspace:
    """Return the workspace; with ``keep_going``, participants whose rows have errors are left out."""
    from pressroom.read.workspace import read_workspace

    workspace, findings = read_workspace(folder, date.today(), keep_going=keep_going, keys=keys)  # noqa: DTZ011
    console.problems(findings.warnings)
    if workspace is None:
        findings.raise_if_errors()
    assert workspace is not None  # noqa: S101 - without errors there is a workspace
    console.problems(findings.errors)
    return workspace


def _options(workspace: Workspace, given: dict[str, Any]) -> Options:
    from pressroom.model.session import Paper
    from pressroom.plan import Options

    if given["split"] and given["only"] == "cards":
        raise click.UsageError("--split is about packs: leave --only cards out.")
    if given["confirmed_only"] and given["allow_unconfirmed"]:
        raise click.UsageError("--confirmed-only and --allow-unconfirmed exclude each other.")
    if given["sheet"] is not None and given["sheet"] not in workspace.sheets:
        raise click.UsageError(f"There is no such card sheet. There are: {', '.join(sorted(workspace.sheets))}")
    return Options(
        as_of=given["as_of"] or date.today(),  # noqa: DTZ011
        countries=frozenset(given["countries"]),
        participants=frozenset(code.lower() for code in given["participants"]),
        only=given["only"] or "",
        languages=frozenset(given["languages"]),
        editions=frozenset(given["editions"]),
        paper=Paper(given["paper"]) if given["paper"] else None,
        sheet=given["sheet"],
        start_cell=given["start_cell"],
        confirmed_only=given["confirmed_only"],
        allow_unconfirmed=given["allow_unconfirmed"],
        press=press(workspace, given),
        split=given["split"],
    )


def _refuse_what_is_not_there(workspace: Workspace, plan: Plan, options: Options) -> None:
    """Raise a usage error for a country or participant that the session does not have, or if nothing is left to do."""
    known = {p.code.lower() for p in workspace.participants}
    if options.countries - {p.country for p in workspace.participants}:
        raise click.UsageError("--country: nobody in the table of participants has that country.")
    if options.participants - known:
        raise click.UsageError("--participant: there is no such code in the table of participants.")
    if options.languages - set(workspace.session.languages):
        raise click.UsageError(f"--language: the session's languages are {' '.join(workspace.session.languages)}.")
    if not plan.packs:
        raise click.UsageError("Nobody is left to make a pack for: the options exclude each other.")
    sheet = grid(workspace.sheets[plan.sheet], options.press)
    if options.start_cell > sheet.cells:
        raise click.UsageError(f"--start-cell: the sheet {plan.sheet} has {sheet.cells} cards.")


def refuse_place(out: Path, workspace: Path) -> None:
    """Raise a usage error for an output folder that is the workspace, or one of the folders that are read there."""
    from pressroom.read.folder import FOLDERS

    home, target = Path(os.path.realpath(workspace)), Path(os.path.realpath(out))
    inside = target.relative_to(home).parts if target.is_relative_to(home) else None
    if inside is not None and (not inside or inside[0] in FOLDERS):
        raise click.UsageError("--out: packs do not belong among the files of the workspace: choose another folder.")


def default_out(workspace: Workspace) -> Path:
    """Return the folder that a session's packs go to where none is named."""
    return Path("out") / workspace.session.id


def look_at_places(workspace: Workspace, folder: Path, out: Path, console: Console, *, allowed: bool) -> None:
    """Raise a usage error for an output folder where others can write or that is copied away, unless it is allowed.

    The workspace is warned about: it is there already. The made-up sample may lie anywhere.
    """
    from pressroom import places

    if workspace.session.specimen:
        return
    console.problems(places.warnings(folder))
    for doubt in places.doubts(out):
        if not allowed:
            ways = [doubt.remedy, "choose another folder", "add --allow-shared-folder if that is meant"]
            raise click.UsageError(f"--out: {out} {doubt.why}: {', or '.join(filter(None, ways))}.")
        console.say(f"{out} {doubt.why}.")


def _looked_through(
    workspace: Workspace, options: Options, given: dict[str, Any], console: Console
) -> tuple[Workspace, Plan]:
    """Return the workspace and what is made of it, after saying what should be looked at.

    Raises `WorkspaceError` for what must be mended before: letters that no font has, names that may not stand. With
    ``--keep-going``, people in whose rows all of it stands are left out instead, like those whose rows cannot be read.
    """
    from pressroom import checks, translations
    from pressroom.plan import make_plan

    plan = make_plan(workspace, options)
    _refuse_what_is_not_there(workspace, plan, options)
    findings = Findings()
    findings.extend(_problems(workspace, [pack.participant for pack in plan.packs], options.as_of))
    if given["reviewed_only"]:
        findings.extend(translations.refusals(workspace, plan.languages))
    console.problems(findings.warnings)
    if findings.errors and given["keep_going"] and (sound := checks.without_faulty(workspace, findings.errors)):
        plan = make_plan(sound, options)
        if plan.packs:
            console.problems(findings.errors)
            return sound, plan
    findings.raise_if_errors()
    return workspace, plan


def _problems(workspace: Workspace, people: Sequence[Participant], as_of: date) -> list[Problem]:
    """Return what is wrong in a workspace that was read without a fault, and what should be looked at."""
    from pressroom import checks, fiction, translations

    return [
        *checks.problems(workspace, people),
        *checks.day_warnings(workspace, as_of),
        *fiction.warnings(workspace, people),
        *translations.foreign_notes(workspace, people),
    ]


def _summary(outcome: Outcome, out: Path, console: Console, options: Options, told: Collection[str]) -> None:
    """Say what was made, what was left out and why, and what must be printed again. ``told`` is known already."""
    from pressroom.model.press import Duplex

    kinds = Counter(str(file.kind) for file in outcome.manifest.files)
    sides = "one side" if options.press.duplex is Duplex.NONE else "both sides"
    console.say(
        f"{out}: {kinds['pack']} packs, {kinds['card']} cards; {outcome.sheets_of_paper} sheets of paper for the packs "
        f"made now, printed on {sides}"
    )
    if options.narrowed:
        old = f". Out of date: {', '.join(outcome.manifest.outdated)}" if outcome.manifest.outdated else ""
        console.say(
            f"print jobs and hand-out lists are made by a full build alone: build in full before you print{old}"
        )
    if outcome.kept:
        console.say(f"{outcome.kept} participants' files are as the last build made them; --force makes them anew")
    reasons: dict[str, list[str]] = {}
    for item in outcome.account.left_out:
        reasons.setdefault(str(item.reason), []).append(f"{item.id} {item.field}" if item.field else item.id)
    for reason, items in sorted(reasons.items()):
        shown = sorted(dict.fromkeys(items))
        more = f" and {len(shown) - NAMED_AT_MOST} more" if len(shown) > NAMED_AT_MOST and console.loudness < 2 else ""
        console.say(f"left out, {reason}: {', '.join(shown if not more else shown[:NAMED_AT_MOST])}{more}")
    for again in outcome.print_again:
        console.say(f"differs from the last build: {again.participant}, {again.kind} ({again.change})")
    for code, problems in outcome.failed.items():
        for problem in problems:
            if problem not in told:
                console.error(f"not made: {code}: {problem}")
