"""Who does the work: processes of this machine, or this process alone where one is enough.

Whatever runs orders is an ``Executor`` of the standard library, so that an engine that has one can take this one's
place. What is handed to it is `perform` with plain values.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

from pressroom.dumps import no_dumps
from pressroom.interrupts import quiet_finalizers
from pressroom.problems import MachineError
from pressroom.workers.faults import Fault, fault_of
from pressroom.workers.team import Team

if TYPE_CHECKING:
    from pathlib import Path

    from pressroom.model import Workspace
    from pressroom.plan import Options, Plan
    from pressroom.shop import Shop

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Context:
    """The values of one run, which every order needs.

    ``identity`` is a digest of the program and all that travels with it. ``cache`` is the folder with shared parts of
    earlier runs, None where none is to be used; with ``anew``, it is written to and not read.
    """

    workspace: Workspace
    options: Options
    plan: Plan
    identity: bytes = b""
    cache: Path | None = None
    anew: bool = False

    def shop(self) -> Shop:
        """Return a shop with these values."""
        from pressroom.cache import Cache
        from pressroom.shop import Shop

        cache = Cache(self.cache, anew=self.anew) if self.cache else None
        return Shop(self.workspace, self.options, self.plan, self.identity, cache)

    def for_workers(self) -> Context:
        """Return the same without the people: each order brings its own, and a worker holds no more of them."""
        codes = {who.code for who in self.workspace.participants} | self.workspace.faulty.keys()
        places = {key: place for key, place in self.workspace.places.items() if key[0] not in codes}
        alone = {"participants": (), "places": places, "faulty": {}}
        return replace(self, workspace=self.workspace.model_copy(update=alone), plan=self.plan.for_workers())


class Crew(Protocol):
    """Those who do the work of one run: ``width`` of them at a time."""

    width: int

    def start(self, context: Context) -> Executor:
        """Return an executor that is ready for orders. May be called again, when the last one broke."""

    def stop(self, executor: Executor, *, at_once: bool) -> None:
        """Let an executor go; ``at_once``: whatever is in work is given up."""


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def crew_of(jobs: int, ahead: Processes | None = None) -> Crew:
    """Return a crew of so many processes of this machine; this process itself for one.

    Those who were called up ``ahead`` are among them.
    """
    if jobs <= 1:
        return Here()
    crew = ahead or Processes(jobs)
    crew.width = jobs
    return crew


class Here:
    """This process does the work itself."""

    width = 1

    def start(self, context: Context) -> Executor:
        """Return an executor that does each order as it is handed over."""
        enrol(context)
        return _AtOnce()

    def stop(self, executor: Executor, *, at_once: bool) -> None:
        """Let the executor go: it holds nothing."""


class _AtOnce(Executor):
    """An executor that does what it is asked before it answers."""

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Return a future that is finished; what the function raises that is no plain error comes through."""
        future: Future[T] = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - it is the future's, as with any executor
            future.set_exception(error)
        return future


class Processes:
    """Processes of this machine, each started with the run's values, but for those of its people."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._ahead: Team | None = None

    def call_up(self) -> None:
        """Start processes for all cores but one: while the run's values are read, they load the typesetter."""
        self._ahead = self._team()
        self._ahead.call_up(min(self.width, cores()) - 1)

    def start(self, context: Context) -> Executor:
        """Return a team of processes; those who are not there yet are started when the first orders come."""
        team, self._ahead = self._ahead or self._team(), None
        team.width = self.width
        team.greet(_enlist, context.for_workers())
        return team

    def stop(self, executor: Executor, *, at_once: bool) -> None:
        """Let the processes end; killed ``at_once``, they take nothing with them that is not made anew."""
        executor.shutdown(wait=True, cancel_futures=at_once)

    def dismiss(self) -> None:
        """Let those go that were called up, if no run was started with them."""
        if self._ahead is not None:
            self.stop(self._ahead, at_once=True)
            self._ahead = None

    def _team(self) -> Team:
        # A forked process would hold all that this one holds; a new one holds what it needs, on every system alike.
        method = multiprocessing.get_context("spawn")
        return Team(self.width, lambda: ProcessPoolExecutor(1, method, initializer=_get_ready))


_shop: Shop | None = None


def enrol(context: Context) -> None:
    """Make this process ready for orders with these values."""
    global _shop  # noqa: PLW0603 - one shop for each process
    _shop = context.shop()


def leave() -> None:
    """Forget the values that this process was made ready with."""
    global _shop  # noqa: PLW0603 - one shop for each process
    _shop = None


def perform(method: str, arguments: tuple[Any, ...]) -> Any:
    """Return what a method of this process's shop makes of some values.

    Raises `Fault` for a fault of the program, named here: where it was is not known any more in another process.
    """
    assert _shop is not None  # noqa: S101 - set when the process starts
    try:
        return getattr(_shop, method)(*arguments)
    except (OSError, MachineError, MemoryError):
        raise  # of the machine
    except Exception as error:  # noqa: BLE001 - one participant's, whatever it is; nobody's data may come with it
        raise Fault(fault_of(error)) from None


def _get_ready() -> None:
    """Load what every run needs. A process that cannot is of no use, and ends: its order is given to another."""
    no_dumps()
    quiet_finalizers()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends the workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with _or_end():
        from pressroom import proof, shop  # noqa: F401 - loading is all that is wanted
        from pressroom.typeset.warm import warm

        proof.warm()
        warm()


def _enlist(context: Context) -> None:
    """Make this process ready for the orders of one run."""
    from pressroom.typeset.warm import settle

    with _or_end():
        enrol(context)
        settle()


@contextlib.contextmanager
def _or_end() -> Iterator[None]:
    try:
        yield
    except BaseException:  # noqa: BLE001 - whatever it is, nobody is told here: the parent finds that libraries are missing
        os._exit(1)


def _end_with_parent() -> None:
    """End this worker when its parent has died: it would hold the output folder, and everyone's data, for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
