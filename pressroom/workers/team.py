"""Processes of this machine, each of which does one thing after another; one that is killed costs nobody else's work.

Each process is a pool of its own of the standard library's. The processes of one pool would share the pipe that their
answers come through: one that is killed while it answers takes the lock of that pipe with it, and what it had
written of its answer keeps the reader waiting for the rest, for ever.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec, TypeVar

from pressroom.interrupts import undisturbed
from pressroom.workers.faults import Lost

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class _Task:
    """Something to do, and the future of whoever asked for it."""

    future: Future[Any]
    call: tuple[Any, ...]
    options: dict[str, Any]


@dataclass(frozen=True)
class _Answer:
    """What became of the task that one of the pools is at."""

    pool: ProcessPoolExecutor
    future: Future[Any]


@dataclass(frozen=True)
class _CallUp:
    """How many processes are to be there, whether there is work for them or not."""

    count: int


@dataclass(frozen=True)
class _Greeting:
    """What each process is to do before anything else."""

    call: tuple[Any, ...]


class Team(Executor):
    """So many processes, started when there is work for them; another takes the place of one that dies.

    The future of what a process was doing when it died raises `Lost`. A thread of its own speaks with the pools:
    an interrupt, which Python raises in the main thread wherever that is, can break into none of their locks. What
    the main thread does here takes no lock, but for the start of that thread.
    """

    def __init__(self, width: int, recruit: Callable[[], ProcessPoolExecutor]) -> None:
        """``recruit`` returns a pool of one process each time."""
        self.width, self._recruit = width, recruit
        self._greeting: tuple[Any, ...] = (_be_there,)
        self._inbox: SimpleQueue[_Task | _Answer | _CallUp | _Greeting | None] = SimpleQueue()
        self._pools: list[ProcessPoolExecutor] = []
        self._idle: list[ProcessPoolExecutor] = []
        self._waiting: deque[_Task] = deque()
        self._at_work: dict[ProcessPoolExecutor, _Task] = {}
        self._is_over = False
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._lead, daemon=True)
        with undisturbed:
            self._thread.start()

    def call_up(self, count: int) -> None:
        """Start so many processes before there is work for them."""
        self._inbox.put(_CallUp(count))

    def greet(self, function: Callable[..., object], *args: Any) -> None:
        """Have each process do this before what it is asked from now on; one that comes later, before anything."""
        self._inbox.put(_Greeting((function, *args)))

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Return the future of what a function makes of its arguments; the next process that is free does it."""
        future: Future[T] = Future()
        if self._error is None:
            self._inbox.put(_Task(future, (function, *args), kwargs))
        else:
            future.set_exception(self._error)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as in the base
        """Let the processes end when they are idle; with ``cancel_futures``, kill them in the midst of their work."""
        if cancel_futures:
            self._is_over = True
            self._kill()
        self._inbox.put(None)
        if wait:
            self._thread.join()

    # In the team's own thread

    def _lead(self) -> None:
        if hasattr(signal, "pthread_sigmask"):
            # Processes inherit what is not heard: an interrupt from the terminal is the parent's to answer, also
            # while they start.
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001 - whatever it is, whoever waits must not do so for ever
            self._error = error
            self._kill()
            with contextlib.suppress(Empty):
                while True:
                    message = self._inbox.get_nowait()
                    self._waiting.extend([message] if isinstance(message, _Task) else [])
            for task in (*self._at_work.values(), *self._waiting):
                task.future.set_exception(error)

    def _work(self) -> None:
        is_ending = False
        while not is_ending or self._waiting or self._at_work:
            message = self._inbox.get()
            if isinstance(message, _Task):
                self._waiting.append(message)
                self._hand_out()
            elif isinstance(message, _Answer):
                self._take(message)
            elif isinstance(message, _CallUp):
                self._call_up(message.count)
            elif isinstance(message, _Greeting):
                self._greet(message.call)
            else:
                is_ending = True
                self._end_what_is_not_wanted()
        for pool in self._pools:
            pool.shutdown()

    def _end_what_is_not_wanted(self) -> None:
        if self._is_over:
            self._kill()  # one may have been starting when the others were killed
            while self._waiting:
                self._waiting.popleft().future.cancel()

    def _hand_out(self) -> None:
        while self._waiting and not self._is_over and (self._idle or len(self._pools) < self.width):
            task = self._waiting[0]
            try:
                pool = self._idle.pop() if self._idle else self._hire()
                inner = pool.submit(*task.call, **task.options)
            except BrokenExecutor:  # it died between two tasks
                self._dismiss(pool)
                continue
            except Exception as error:  # noqa: BLE001 - no process can be started: it is the caller's
                self._waiting.popleft().future.set_exception(error)
                continue
            self._at_work[pool] = self._waiting.popleft()
            inner.add_done_callback(lambda done, pool=pool: self._inbox.put(_Answer(pool, done)))  # type: ignore[misc]

    def _take(self, answer: _Answer) -> None:
        error, task = answer.future.exception(), self._at_work.pop(answer.pool)
        if isinstance(error, BrokenExecutor):
            self._dismiss(answer.pool)
            error = Lost()
        else:
            self._idle.append(answer.pool)
        self._hand_out()  # before the answer is looked at: nobody waits for that
        if error is None:
            task.future.set_result(answer.future.result())
        else:
            task.future.set_exception(error)

    def _call_up(self, count: int) -> None:
        with contextlib.suppress(Exception):  # whoever asks for work to be done is told that none can be started
            while len(self._pools) < count:
                self._idle.append(self._hire())

    def _hire(self) -> ProcessPoolExecutor:
        pool = self._recruit()
        pool.submit(*self._greeting)
        self._let_go_of_its_ends(pool)
        self._pools.append(pool)
        return pool

    def _greet(self, call: tuple[Any, ...]) -> None:
        self._greeting = call
        for pool in list(self._pools):
            try:
                pool.submit(*call)
            except BrokenExecutor:
                if pool in self._idle:  # of one that was at work, its answer tells
                    self._idle.remove(pool)
                    self._dismiss(pool)

    def _dismiss(self, pool: ProcessPoolExecutor) -> None:
        """Let a process go that is dead."""
        self._pools.remove(pool)
        pool.shutdown()

    @staticmethod
    def _let_go_of_its_ends(pool: ProcessPoolExecutor) -> None:
        """Close the process's ends of its pipes in this process, so that they are closed when it dies.

        Else half an answer, or half a task, would be waited for as long as this process has them open.
        """
        for queue, end in ((pool._result_queue, "_writer"), (pool._call_queue, "_reader")):  # type: ignore[attr-defined]  # noqa: SLF001 - no public way to them
            if queue is not None:
                getattr(queue, end).close()

    # In whichever thread

    def _kill(self) -> None:
        for pool in list(self._pools):
            for process in list((pool._processes or {}).values()):  # noqa: SLF001 - no public way to them
                process.kill()


def _be_there() -> None:
    """Do nothing: a pool starts its process when it is asked for something."""
