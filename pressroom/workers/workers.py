"""Hands orders to a crew, a few at a time, and takes what comes back; survives the death of a worker."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from typing import Any, Self

from pressroom.problems import MachineError
from pressroom.workers.crew import Context, Crew, perform
from pressroom.workers.faults import Lost, fault_of
from pressroom.workers.orders import Done, Order

DIED = (
    "a process that made it was ended from outside, twice, perhaps for want of memory: close other programs, "
    "or use --jobs 1, and build again"
)


class Workers:
    """Does orders with a crew. Use as a context; orders may be added while others are being finished.

    When a process dies, whatever was in work then is done again, one order at a time, so that the one that kills its
    process is found out: it is given up after its second try, and costs nobody else's.
    """

    def __init__(self, context: Context, crew: Crew) -> None:
        """Keep the values; nobody starts before the context is entered."""
        self._context, self._crew = context, crew
        self._executor: Executor | None = None
        self._waiting: list[tuple[int, int, Order]] = []
        self._suspects: list[Order] = []
        self._running: dict[Future[Any], Order] = {}
        self._count = itertools.count()

    def __enter__(self) -> Self:
        self._executor = self._crew.start(self._context)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._executor is not None:
            self._crew.stop(self._executor, at_once=kind is not None)
            self._executor = None

    def dismiss(self) -> None:
        """Let the crew go when all is done, before the caller goes on: what they hold is not needed any more."""
        if self._executor is not None:
            self._crew.stop(self._executor, at_once=False)
            self._executor = None

    def give_up(self) -> None:
        """End whatever is in work, at once; nothing can be ordered any more."""
        if self._executor is not None:
            self._crew.stop(self._executor, at_once=True)
            self._executor = None

    @property
    def in_work(self) -> Sequence[str]:
        """What is being made now, by name."""
        return [order.name for order in self._running.values()][: self._crew.width]

    def order(self, *orders: Order) -> None:
        """Add orders. They are done by rank, those of one rank in the order in which they were given."""
        for order in orders:
            heapq.heappush(self._waiting, (order.rank, next(self._count), order))

    def finished(self) -> Iterator[Done]:
        """Yield each order as it is finished, until there are none left."""
        self._fill()
        while self._running:
            ready, _ = wait(self._running, return_when=FIRST_COMPLETED)
            for done in sorted((self._running[future].rank, number, future) for number, future in enumerate(ready)):
                yield from self._take(done[2])
            self._fill()

    def _fill(self) -> None:
        """Hand over as many orders as keep everybody busy while a result is put away; a suspect goes alone."""
        assert self._executor is not None  # noqa: S101 - entered
        if self._suspects:
            if not self._running:
                self._hand_over(self._suspects[0])
            return
        while self._waiting and len(self._running) < self._crew.width + (self._crew.width > 1):
            self._hand_over(heapq.heappop(self._waiting)[2])

    def _hand_over(self, order: Order) -> None:
        assert self._executor is not None  # noqa: S101 - entered
        try:
            self._running[self._executor.submit(perform, order.method, (*order.arguments, *order.more()))] = order
        except BrokenExecutor:  # it died between two orders
            self._start_anew()
            self._running[self._executor.submit(perform, order.method, (*order.arguments, *order.more()))] = order

    def _take(self, future: Future[Any]) -> Iterator[Done]:
        order = self._running.pop(future, None)
        if order is None:
            return  # its process died with another's, and it waits for its second try
        try:
            value = future.result()
        except (BrokenExecutor, Lost, MemoryError) as error:
            yield from self._died(order, broken=isinstance(error, BrokenExecutor))
            return
        except (OSError, MachineError):
            raise  # of the machine, and everybody's
        except Exception as error:  # noqa: BLE001 - one participant's, whatever it is; nobody's data may come with it
            self._forget(order)
            yield Done(order, fault=fault_of(error))
            return
        self._forget(order)
        yield Done(order, value)

    def _died(self, order: Order, *, broken: bool) -> Iterator[Done]:
        """Put what was in work when a process died aside for a second try; give up what was tried alone already."""
        others = list(self._running.items())
        if broken:
            self._running.clear()
            self._start_anew()
        if self._suspects and self._suspects[0] is order:
            self._forget(order)
            yield Done(order, fault=DIED)
            return
        self._suspects.append(order)
        for future, other in others if broken else ():
            if future.done() and not future.cancelled() and future.exception() is None:
                yield Done(other, future.result())
            else:
                self._suspects.append(other)

    def _forget(self, order: Order) -> None:
        if self._suspects and self._suspects[0] is order:
            self._suspects.pop(0)

    def _start_anew(self) -> None:
        assert self._executor is not None  # noqa: S101 - entered
        self._crew.stop(self._executor, at_once=True)
        self._executor = self._crew.start(self._context)
