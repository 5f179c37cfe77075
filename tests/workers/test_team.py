"""A process that dies costs what it was doing, and never keeps anybody waiting, whatever it was at."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import Connection
from typing import Any

import pytest

from pressroom.workers.faults import Lost
from pressroom.workers.team import Team

SOON_S = 30
LARGE = 4_000_000
"""More bytes than a pipe holds, so that whoever writes them can be stopped half way."""

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system kills in another way")


def _recruit() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))


@pytest.fixture
def team() -> Iterator[Team]:
    """Two processes."""
    team = Team(2, _recruit)
    yield team
    team.shutdown(cancel_futures=True)


def die() -> None:
    """End this process as the system does it that is short of memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_while_answering() -> bytes:
    """Return what is never sent whole: this process dies when it has sent the beginning."""
    way: Any = Connection
    send = way._send

    def half(self: Any, buffer: bytes, *_: object) -> None:
        send(self, buffer[: len(buffer) // 2])
        die()

    way._send = half
    return bytes(LARGE)


def size(data: bytes) -> int:
    """Return how much came."""
    return len(data)


@pytest.mark.parametrize("death", [die, die_while_answering])
def test_a_death_costs_what_was_in_work_alone(team: Team, death: Callable[[], Any]) -> None:
    """The others' work is done, and another process takes the place of the dead one."""
    dying = team.submit(death)
    others = [team.submit(size, bytes(number)) for number in range(6)]
    assert isinstance(dying.exception(SOON_S), Lost)
    assert [other.result(SOON_S) for other in others] == list(range(6))


def test_a_process_that_dies_idle_costs_nothing(team: Team) -> None:
    """What it is asked next is done, by another in its place if it is found dead in time; else it is lost, and said."""
    number = team.submit(os.getpid).result(SOON_S)
    os.kill(number, signal.SIGKILL)
    found = [team.submit(os.getpid) for _ in range(4)]
    errors = [future.exception(SOON_S) for future in found]
    assert sum(error is not None for error in errors) <= 1
    assert all(error is None or isinstance(error, Lost) for error in errors)
    assert number not in {future.result() for future, error in zip(found, errors, strict=True) if error is None}


def test_no_more_processes_than_asked_for(team: Team) -> None:
    """A hundred tasks are done by two processes, in the order in which they were given to the first that is free."""
    assert len({future.result(SOON_S) for future in [team.submit(os.getpid) for _ in range(100)]}) <= 2


GREETED: list[str] = []


def hear(word: str) -> None:
    """Keep what this process is told."""
    GREETED.append(word)


def greeted() -> list[str]:
    """Return what this process was told before."""
    return GREETED


def test_each_process_is_greeted_before_it_works(team: Team) -> None:
    """Those who were called up and wait, and one that takes the place of another later on."""
    team.call_up(1)
    team.greet(hear, "hello")
    assert [future.result(SOON_S) for future in [team.submit(greeted) for _ in range(8)]] == [["hello"]] * 8
    assert isinstance(team.submit(die).exception(SOON_S), Lost)
    assert [future.result(SOON_S) for future in [team.submit(greeted) for _ in range(8)]] == [["hello"]] * 8


def test_those_who_are_called_up_are_there_before_there_is_work(team: Team) -> None:
    """As many as asked for, and no more for being asked twice; they are among those who do the work."""
    for count in (1, 2, 2):
        team.call_up(count)
    end = time.monotonic() + SOON_S
    while len(multiprocessing.active_children()) < 2 and time.monotonic() < end:
        time.sleep(0.01)
    there = {process.pid for process in multiprocessing.active_children()}
    assert len(there) == 2
    assert {future.result(SOON_S) for future in [team.submit(os.getpid) for _ in range(20)]} <= there


def test_nobody_can_be_called_up_where_no_process_can_be_started() -> None:
    """That is told to whoever has something to do, and to nobody before."""

    def refuse() -> ProcessPoolExecutor:
        raise OSError(errno.EAGAIN, "no more processes")

    team = Team(2, refuse)
    team.call_up(1)
    assert isinstance(team.submit(os.getpid).exception(SOON_S), OSError)
    team.shutdown()


def test_nobody_waits_for_a_team_without_a_head(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the thread that leads it is told to all who wait, and to all who come later."""
    waits = team.submit(time.sleep, 600)
    monkeypatch.setattr(team, "_call_up", lambda _: 1 / 0)
    team.call_up(1)
    assert isinstance(waits.exception(SOON_S), ZeroDivisionError)
    assert isinstance(team.submit(os.getpid).exception(SOON_S), ZeroDivisionError)


def test_an_error_is_the_tasks(team: Team) -> None:
    """What a task raises is its future's, and the process goes on."""
    assert isinstance(team.submit(size, 1).exception(SOON_S), TypeError)  # type: ignore[arg-type]
    assert team.submit(size, b"1").result(SOON_S) == 1


@pytest.mark.parametrize("task", [(time.sleep, 600), (size, bytes(LARGE * 10))])
def test_what_is_in_work_can_be_ended(task: Any) -> None:
    """At once, also while a task is on its way to its process; nobody is left, and nothing new is begun."""
    team = Team(2, _recruit)
    numbers = [team.submit(os.getpid).result(SOON_S) for _ in range(2)]
    for _ in range(4):
        team.submit(*task)
    begun = time.monotonic()
    team.shutdown(cancel_futures=True)
    assert time.monotonic() - begun < SOON_S
    for number in numbers:
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)


def test_the_end_waits_for_what_is_in_work() -> None:
    """Unless it is to come at once, what was asked for is done first."""
    team = Team(1, _recruit)
    first = team.submit(size, b"123")
    first.result(SOON_S)
    last = team.submit(time.sleep, 0.2)
    team.shutdown()
    assert last.done()
