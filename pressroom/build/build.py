"""Makes everything in a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pressroom.build.desk import Desk
from pressroom.build.outcome import Outcome, Watcher
from pressroom.build.run import Run
from pressroom.cache import Cache
from pressroom.deliver import Output
from pressroom.memory import give_back
from pressroom.problems import Interrupted, MachineError
from pressroom.workers import Context, Crew, Workers

if TYPE_CHECKING:
    from pressroom.deliver import Passphrases


def build(  # noqa: PLR0913 - the values of one run
    context: Context,
    out: Path,
    *,
    crew: Crew,
    watcher: Watcher,
    faulty: Mapping[str, Sequence[str]] | None = None,
    passphrases: Passphrases | None = None,
) -> Outcome:
    """Make everything in a run's plan into ``out`` and return what was made.

    ``faulty`` are participants whose rows have errors and were left out (``--keep-going``), with their problems.
    With ``passphrases`` each file is encrypted after its proof, so that none is ever written in plain.
    Raises `OutputError` where the folder may not be used, `MachineError` where it cannot be written to, `Interrupted`
    when it is ended early, and `WorkspaceError` never: check first.
    """
    give_back()
    run = None
    try:
        with Output(out) as output, Workers(context, crew) as workers:
            old = output.previous(context.workspace.session.id)
            desk = Desk(output, old, passphrases, context.options, anew=context.anew)
            run = Run(context, desk, workers, watcher, faulty or {}, narrowed=context.options.narrowed)
            outcome = _go(run, workers)
        if context.cache:
            Cache(context.cache).tidy()
    except Interrupted:
        raise
    except KeyboardInterrupt:  # before the first order or after the last
        raise Interrupted(delivered=bool(run and run.is_delivered)) from None
    return outcome


def _go(run: Run, workers: Workers) -> Outcome:
    """Let a run make everything; of one that is ended early, keep what may be kept."""
    try:
        return run.go()
    except KeyboardInterrupt:
        workers.give_up()
        made = run.keep_what_is_whole()
        raise Interrupted(made, delivered=run.is_delivered) from None
    except (MachineError, OSError) as error:
        workers.give_up()
        made = run.keep_what_is_whole()
        if made and isinstance(error, MachineError):
            raise MachineError(f"{error}. The files of {made} participants are whole, and stay") from error
        raise
