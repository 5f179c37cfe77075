"""Runs the shop's work over processes. A worker gets the run's values once, then one small order after another."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pressroom.model import Workspace
    from pressroom.plan import Options, Plan
    from pressroom.shop import Shop

_shop: Shop | None = None


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """One process for each job, or this process alone where one is enough. Use as a context.

    Each order is a name of a method of `Shop` with its arguments; results come as they are finished, whatever the
    order in which they were asked for. An interrupt ends the workers at once.
    """

    def __init__(self, workspace: Workspace, options: Options, plan: Plan, jobs: int) -> None:
        """Keep the values; processes are started when the first order comes."""
        self._run = (workspace, options, plan)
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        _start(*self._run, in_worker=False)
        if self._jobs > 1:
            # fork is the cheapest where it is safe: this process has no threads.
            method = "fork" if sys.platform == "linux" else "spawn"
            self._pool = ProcessPoolExecutor(
                self._jobs, multiprocessing.get_context(method), initializer=_start, initargs=self._run
            )
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._pool is None:
            return
        if kind is not None:
            for process in list((self._pool._processes or {}).values()):  # noqa: SLF001 - no public way to them
                process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def do(self, orders: Iterable[tuple[Any, str, tuple[Any, ...]]]) -> Iterator[tuple[Any, Any]]:
        """Yield (key, result) for each order (key, method, arguments), as it is finished."""
        if self._pool is None:
            for key, method, arguments in orders:
                yield key, _work(method, arguments)
            return
        executor: Executor = self._pool
        waiting: dict[Future[Any], Any] = {
            executor.submit(_work, method, arguments): key for key, method, arguments in orders
        }
        for future in as_completed(waiting):
            yield waiting.pop(future), future.result()


def _start(workspace: Workspace, options: Options, plan: Plan, *, in_worker: bool = True) -> None:
    global _shop  # noqa: PLW0603 - one shop for each process
    from pressroom.shop import Shop

    if in_worker:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends the workers
        threading.Thread(target=_end_with_parent, daemon=True).start()
    _shop = Shop(workspace, options, plan)


def _end_with_parent() -> None:
    """End this worker when its parent has died: it would hold the output folder, and everyone's data, for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(method: str, arguments: tuple[Any, ...]) -> Any:
    assert _shop is not None  # noqa: S101 - set when the process starts
    return getattr(_shop, method)(*arguments)
