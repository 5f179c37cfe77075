"""What a worker on another machine is sent, does and sends back.

None of it says anything when it is shown: an engine may log the arguments and the errors of what it runs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pressroom.problems import MachineError
from pressroom.workers import crew

if TYPE_CHECKING:
    from pressroom.workers.crew import Context

STRANGER = "a worker was not told of this build: look at its log, and build again"

_contexts: dict[str, Context | str] = {}
_enrolled = ""


class Errand:
    """One order of the ``run``, for `do`. As text it is a name and an address in memory."""

    def __init__(self, run: str, method: str, arguments: tuple[Any, ...]) -> None:
        self.run, self.method, self.arguments = run, method, arguments


class Parcel:
    """What came of an errand: a value, or the error that ended it. As text it is no more than an errand is."""

    def __init__(self, value: Any = None, error: Exception | None = None) -> None:
        self.value, self.error = value, error


def for_others(context: Context) -> Context:
    """Return the values of a run without anybody's private data, and without places on this machine."""
    return replace(context.for_workers(), cache=None)


def enlist(run: str, context: Context | str) -> None:
    """Keep the values of a run for its errands; instead of them, the reason for which this process may do none."""
    _contexts[run] = context


def dismiss(run: str) -> None:
    """Forget a run."""
    global _enrolled  # noqa: PLW0603 - goes with the one shop of each process
    _contexts.pop(run, None)
    if _enrolled == run:
        _enrolled = ""
        crew.leave()


def do(errand: Errand) -> Parcel:
    """Return what came of an errand. It raises no error: an engine would log what it says."""
    global _enrolled  # noqa: PLW0603 - goes with the one shop of each process
    context = _contexts.get(errand.run, STRANGER)
    if isinstance(context, str):
        return Parcel(error=MachineError(context))
    try:
        if _enrolled != errand.run:
            crew.enrol(context)
            _enrolled = errand.run
        return Parcel(crew.perform(errand.method, errand.arguments))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told at home
        return Parcel(error=error.with_traceback(None))
