"""A crew on other machines: the workers of a Dask cluster, reached by TLS alone. Needs the extra ``dask``.

Where the cluster is, and the certificates, are matters of Dask's own configuration: no key passes through our options.
"""

from __future__ import annotations

import functools
import logging
import secrets
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

import dask
from distributed import Client, KilledWorker, Security, WorkerPlugin

from pressroom.interrupts import undisturbed
from pressroom.problems import MachineError
from pressroom.shop.identity import identity
from pressroom.workers.crew import Processes, cores
from pressroom.workers.errands import Errand, Parcel, dismiss, do, enlist, for_others
from pressroom.workers.faults import Lost

if TYPE_CHECKING:
    from pressroom.workers.crew import Context

P = ParamSpec("P")
T = TypeVar("T")

NEAR = frozenset({"job", "handout"})
"""What is made on this machine: jobs read finished files from the output folder, which no other machine has."""

GONE = "the connection to Dask's scheduler was lost: see that it runs, and build again"
_LOGGERS = ("distributed", "distributed.client", "tornado.application")
_SETTINGS = {
    "tls_ca_file": "distributed.comm.tls.ca-file",
    "tls_client_cert": "distributed.comm.tls.client.cert",
}
_SPILLING = ("distributed.worker.memory.target", "distributed.worker.memory.spill")

_identity = functools.cache(identity)  # a worker that outlives an upgrade still runs what it has loaded


class NotPrivate(Exception):
    """The way to the workers is not private, so nothing was sent. The message says what to do."""


class Cluster:
    """The workers that Dask's scheduler knows when a run starts, or ``jobs`` of them at a time."""

    def __init__(self, jobs: int | None = None) -> None:
        """Find the way to the scheduler. Raises `NotPrivate` unless it is TLS with certificates on both sides."""
        self.address = str(dask.config.get("scheduler-address", None) or "")
        if not self.address.startswith("tls://"):
            raise NotPrivate(
                "--executor dask sends participants' data, and only to a scheduler whose address begins with tls://: "
                "set DASK_SCHEDULER_ADDRESS as docs/scale.md says"
            )
        self._security = Security(require_encryption=True)
        for field, name in _SETTINGS.items():
            if not getattr(self._security, field):
                raise NotPrivate(f"--executor dask needs certificates: {name} is not set in Dask's configuration")
        for name in _LOGGERS:  # what is lost is told in our words, without a traceback
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._jobs = jobs
        self.width = jobs or 1
        self._near = Processes(min(jobs or cores(), cores()))

    def start(self, context: Context) -> Executor:
        """Return an executor that sends orders out. Raises `MachineError` where a worker is not fit for them."""
        try:
            client = Client(self.address, security=self._security, set_as_default=False)
        except (OSError, ValueError) as error:
            raise MachineError(
                f"Dask's scheduler at {self.address} cannot be reached by TLS: see that it runs, and that its "
                "certificate and yours are of one authority"
            ) from error
        try:
            found = _fit_workers(client, context.identity)
            self.width = self._jobs or found
            return _Both(client, context, self._near)
        except BaseException as error:
            client.close()
            if isinstance(error, OSError):
                raise MachineError(GONE) from error
            raise

    def stop(self, executor: Executor, *, at_once: bool) -> None:
        """Let the workers go; they forget what they were sent."""
        assert isinstance(executor, _Both)  # noqa: S101 - it is the one from `start`
        executor.end(at_once=at_once)


def unfit(ours: bytes, dask_worker: Any) -> str:
    """Return why a worker may do nothing for the program with this identity, asked in its process; else nothing."""
    if dask_worker.state.nthreads != 1:
        return "has several threads, and the typesetter needs a process of its own: start it with --nthreads 1"
    if not dask_worker.address.startswith("tls://"):
        return "is not reached by TLS"
    if any(dask.config.get(name) is not False for name in _SPILLING):
        return f"may write what it makes to its disk: set {' and '.join(_SPILLING)} to False there"
    if _identity() != ours:
        return "is not the same as here: the program, Python, Pango and the pinned packages must not differ"
    return ""


def _fit_workers(client: Client, ours: bytes) -> int:
    """Return how many workers there are, before anything else is sent to them; all must be fit."""
    found = client.run(unfit, ours, on_error="return")
    if not found:
        raise MachineError("Dask's scheduler has no workers: start some as docs/scale.md says, and build again")
    for address, why in found.items():
        reason = "lacks the program, or a package of it" if isinstance(why, BaseException) else why
        if reason:
            raise MachineError(f"Dask's worker at {address} {reason}")
    return len(found)


class _Enlistment(WorkerPlugin):  # type: ignore[misc]  # Dask comes without types here
    """Tells a run's values to each worker, also to those that come later; with the run, they are forgotten."""

    def __init__(self, run: str, context: Context) -> None:
        self.name = run
        self._context = context

    def setup(self, worker: Any) -> None:
        """Keep the run's values in the worker's process."""
        why = unfit(self._context.identity, worker)
        enlist(self.name, f"a worker of Dask's {why}" if why else self._context)

    def teardown(self, worker: Any) -> None:  # noqa: ARG002 - as Dask calls it
        """Forget them."""
        dismiss(self.name)


class _Both(Executor):
    """Sends orders to the cluster, but for those of `NEAR`, which processes of this machine do."""

    def __init__(self, client: Client, context: Context, near: Processes) -> None:
        self._client, self._crew = client, near
        self._run = f"pressroom-{secrets.token_hex(8)}"
        client.register_plugin(_Enlistment(self._run, for_others(context)))
        # A task's key is the name of `do` and a random number.
        self._far = client.get_executor(pure=False, retries=0)
        self._near = near.start(context)

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Return the future of `pressroom.workers.crew.perform` with a method and its arguments."""
        method, arguments = cast("tuple[str, tuple[Any, ...]]", args)
        if method in NEAR:
            return self._near.submit(function, *args, **kwargs)
        if self._client.status == "closed":
            raise MachineError(GONE)
        ours: Future[Any] = Future()
        with undisturbed:
            sent = self._far.submit(do, Errand(self._run, method, arguments))
            sent.add_done_callback(lambda parcel: _open(parcel, ours))
        return ours

    def end(self, *, at_once: bool) -> None:
        """Let everybody go."""
        self._crew.stop(self._near, at_once=at_once)
        if self._client.status == "running":
            self._far.shutdown(wait=not at_once)
            self._client.unregister_worker_plugin(self._run)
        self._client.close()


def _open(sent: Future[Parcel], ours: Future[Any]) -> None:
    """Hand on what came back from a worker, or what became of it, in words that do not need Dask."""
    error = MachineError(GONE) if sent.cancelled() else sent.exception()
    if isinstance(error, KilledWorker):
        error = Lost()
    elif isinstance(error, OSError):  # a connection's: those of a worker's own come in parcels
        error = MachineError(GONE)
    elif error is None:
        parcel = sent.result()
        if parcel.error is None:
            ours.set_result(parcel.value)
            return
        error = parcel.error
    ours.set_exception(error)
