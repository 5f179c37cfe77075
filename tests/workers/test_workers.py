"""Orders are done in the order of need, and the death of a worker costs nobody but the one who causes it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from pressroom.workers import Context, Done, Order, Workers, crew_of
from pressroom.workers.workers import DIED


class FakeShop:
    """A shop whose work is quickly done, or is the end of whoever does it."""

    def double(self, number: int) -> int:
        """Return twice the number."""
        return 2 * number

    def sleep(self, seconds: int) -> None:
        """Be at work for so long."""
        time.sleep(seconds)

    def die(self, _: int) -> None:
        """End this process, as a system does that has no memory left."""
        os.kill(os.getpid(), signal.SIGKILL)

    def die_once(self, sign: Path) -> str:
        """End this process the first time."""
        if sign.exists():
            return "made"
        sign.touch()
        os.kill(os.getpid(), signal.SIGKILL)
        return ""

    def err(self, secret: str) -> None:
        """Fail with a message that holds somebody's data."""
        raise ValueError(secret)

    def run_out(self, _: int) -> None:
        """Find no memory left."""
        raise MemoryError

    def lose_the_disk(self, _: int) -> None:
        """Fail as a machine fails."""
        raise OSError(5, "Input/output error", "disk")


class FakeContext:
    """The values of a run, for a shop that has no use for any."""

    def shop(self) -> FakeShop:
        """Return the fake shop."""
        return FakeShop()

    def for_workers(self) -> FakeContext:
        """Return the same."""
        return self


CONTEXT = cast("Context", FakeContext())


def order(method: str, argument: Any = 1, rank: int = 0, name: str = "") -> Order:
    """Return an order for the fake shop."""
    return Order((method, argument, rank), method, (argument,), rank, name or f"{method} {argument}")


def done(orders: list[Order], jobs: int) -> dict[str, Done]:
    """Return what came of orders, by their names."""
    with Workers(CONTEXT, crew_of(jobs)) as workers:
        workers.order(*orders)
        return {result.order.name: result for result in workers.finished()}


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_order_is_done_once(jobs: int) -> None:
    """Each order comes back with its value, on any number of jobs."""
    results = done([order("double", number) for number in range(20)], jobs)
    assert {name: result.value for name, result in results.items()} == {f"double {n}": 2 * n for n in range(20)}


def test_the_lowest_rank_goes_first() -> None:
    """What others wait for is done first, whenever it was ordered; the rest in the order in which it was given."""
    with Workers(CONTEXT, crew_of(1)) as workers:
        workers.order(order("double", 1, rank=2), order("double", 2, rank=1), order("double", 3, rank=2))
        names = []
        for result in workers.finished():
            names.append(result.order.name)
            if len(names) == 1:
                workers.order(order("double", 4, rank=0))
    assert names == ["double 2", "double 4", "double 1", "double 3"]


@pytest.mark.parametrize("jobs", [2, 3])
def test_a_worker_that_dies_costs_its_order_one_retry(tmp_path: Path, jobs: int) -> None:
    """An order whose process was killed is made the second time, and all others are made."""
    orders = [order("double", number) for number in range(6)]
    orders.insert(2, order("die_once", tmp_path / "sign", name="once"))
    results = done(orders, jobs)
    assert results["once"].value == "made"
    assert [results[f"double {number}"].value for number in range(6)] == [0, 2, 4, 6, 8, 10]


@pytest.mark.parametrize("at", [0, 3, 6])
def test_an_order_that_always_kills_is_given_up(at: int) -> None:
    """The second death gives it its place in the list, in plain words; nobody else's order is lost or blamed."""
    orders = [order("double", number) for number in range(6)]
    orders.insert(at, order("die", name="killer"))
    results = done(orders, 2)
    assert (results["killer"].value, results["killer"].fault) == (None, DIED)
    assert [results[f"double {number}"].value for number in range(6)] == [0, 2, 4, 6, 8, 10]
    assert len(results) == 7


def test_two_that_kill_are_both_found_out() -> None:
    """Two orders that end their processes, at work at the same time, are told apart from all others."""
    orders = [order("die", 1), order("die", 2), *(order("double", number) for number in range(4))]
    results = done(orders, 2)
    assert {name for name, result in results.items() if result.fault} == {"die 1", "die 2"}
    assert len(results) == 6


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_is_one_orders_and_says_nothing_private(jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in one order does not end the run; it is told by kind and place, without what it said."""
    monkeypatch.delenv("PRESSROOM_TRACEBACK", raising=False)
    results = done([order("err", "Wexmorra"), order("double", 1)], jobs)
    assert results["double 1"].value == 2
    fault = results["err Wexmorra"].fault
    line = FakeShop.err.__code__.co_firstlineno + 2
    assert f"(ValueError, {Path(__file__).name} line {line})" in fault
    assert "Wexmorra" not in fault


@pytest.mark.parametrize("jobs", [1, 2])
def test_want_of_memory_is_tried_again_and_then_listed(jobs: int) -> None:
    """A process that finds no memory, and says so, is treated as one that was killed for it."""
    results = done([order("run_out"), order("double", 1)], jobs)
    assert (results["run_out 1"].fault, results["double 1"].value) == (DIED, 2)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_of_the_machine_ends_the_run(jobs: int) -> None:
    """A disk that fails is everybody's: going on would only say so a thousand times."""
    with pytest.raises(OSError, match="Input/output"):
        done([order("lose_the_disk"), order("double", 1)], jobs)


def test_giving_up_leaves_no_process() -> None:
    """Whoever ends a run ends its workers with it, at once, whatever they are doing."""
    with Workers(CONTEXT, crew_of(2)) as workers:
        workers.order(order("sleep", 60), order("sleep", 61))
        workers._fill()
        end = time.monotonic() + 30
        while len(multiprocessing.active_children()) < 2 and time.monotonic() < end:
            time.sleep(0.01)
        processes = multiprocessing.active_children()
        assert len(processes) == 2
        workers.give_up()
        assert [process.exitcode for process in processes] == [-signal.SIGKILL] * 2
        with pytest.raises(AssertionError):
            next(workers.finished())


def test_what_is_in_work_is_named() -> None:
    """At most as many names as there are workers, each of an order that was handed over."""
    with Workers(CONTEXT, crew_of(2)) as workers:
        workers.order(*(order("double", number, name=f"P-{number}") for number in range(5)))
        seen: Iterator[list[str]] = (list(workers.in_work) for _ in workers.finished())
        named = [names for names in seen if names]
    assert named
    assert all(len(names) <= 2 and set(names) <= {f"P-{n}" for n in range(5)} for names in named)


def test_what_is_made_next_is_named_where_one_makes_all() -> None:
    """Where this process does the work itself, what it begins with when a result is put away."""
    with Workers(CONTEXT, crew_of(1)) as workers:
        workers.order(*(order("double", number, name=f"P-{number}") for number in range(3)))
        seen = [(result.order.name, list(workers.in_work)) for result in workers.finished()]
    assert seen == [("P-0", ["P-1"]), ("P-1", ["P-2"]), ("P-2", [])]
