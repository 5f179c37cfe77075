"""Hands orders to a crew, a few at a time, and takes what comes back; survives the death of a worker."""

from __future__ import annotations

import contextlib
import heapq
import itertools
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from queue import Empty, SimpleQueue
from typing import Any, Self

from pressroom.interrupts import undisturbed
from pressroom.problems import MachineError
from pressroom.typeset.fonts import LEAVES_NO_FILES
from pressroom.workers.crew import Context, Crew, perform
from pressroom.workers.faults import Lost, fault_of
from pressroom.workers.orders import Done, Order

DIED = (
    "a process that made it was ended from outside, twice, perhaps for want of memory: close other programs, "
    "or use --jobs 1, and build again"
)


class Workers:
    """Does orders with a crew. Use as a context; orders may be added while others are being finished.

    What a process was doing when it died is done again, alone, when the others have finished what they are at: if
    memory was short, there is more of it then. It is given up after its second try, and costs nobody else's.
    """

    def __init__(self, context: Context, crew: Crew) -> None:
        """Keep the values; nobody starts before the context is entered."""
        self._context, self._crew = context, crew
        self._executor: Executor | None = None
        self._waiting: list[tuple[int, int, Order]] = []
        self._suspects: list[Order] = []
        self._running: dict[Future[Any], Order] = {}
        self._answers: SimpleQueue[Future[Any]] = SimpleQueue()
        self._count = itertools.count()

    def __enter__(self) -> Self:
        self._executor = self._crew.start(self._context)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._executor is not None:
            self._crew.stop(self._executor, at_once=kind is not None)
            self._executor = None

    def dismiss(self) -> None:
        """Let the crew go when all is done, before the caller goes on: what they hold is not needed any more.

        To wait until each has tidied up its memory takes as long as several cards, so it is done only where something
        of theirs may lie on a disk.
        """
        if self._executor is not None:
            self._crew.stop(self._executor, at_once=LEAVES_NO_FILES)
            self._executor = None

    def give_up(self) -> None:
        """End whatever is in work, at once; nothing can be ordered any more."""
        if self._executor is not None:
            self._crew.stop(self._executor, at_once=True)
            self._executor = None

    @property
    def in_work(self) -> Sequence[str]:
        """What is being made now, by name; where one after another is made here, what is made next."""
        orders = list(self._running.values())
        if not orders and self._crew.width == 1:
            orders = [order for _, _, order in self._waiting[:1]]
        return [order.name for order in orders][: self._crew.width]

    def order(self, *orders: Order) -> None:
        """Add orders. They are done by rank, those of one rank in the order in which they were given."""
        for order in orders:
            heapq.heappush(self._waiting, (order.rank, next(self._count), order))

    def finished(self) -> Iterator[Done]:
        """Yield each order as it is finished, until there are none left."""
        self._fill()
        while self._running:
            for future in sorted(self._ready(), key=lambda ready: self._running[ready].rank):
                yield from self._take(future)
            self._fill()

    def _ready(self) -> list[Future[Any]]:
        """Wait for an order to be finished, and return all that are."""
        ready = [self._answers.get()]
        with contextlib.suppress(Empty):
            while True:
                ready.append(self._answers.get_nowait())
        return ready

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
        future = self._executor.submit(perform, order.method, (*order.arguments, *order.more()))
        self._running[future] = order
        # A future has a lock, and whoever finishes it asks for that; to wait for the queue takes none.
        with undisturbed:
            future.add_done_callback(self._answers.put)

    def _take(self, future: Future[Any]) -> Iterator[Done]:
        order = self._running.pop(future)
        is_second = bool(self._suspects) and self._suspects[0] is order
        try:
            done = Done(order, future.result())
        except (Lost, MemoryError):
            if not is_second:
                self._suspects.append(order)
                return
            done = Done(order, fault=DIED)
        except (OSError, MachineError):
            raise  # of the machine, and everybody's
        except Exception as error:  # noqa: BLE001 - one participant's, whatever it is; nobody's data may come with it
            done = Done(order, fault=fault_of(error))
        if is_second:
            self._suspects.pop(0)
        yield done
