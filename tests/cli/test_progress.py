"""How far the work is: counted in pieces and packs, with a time left that comes from the pace of the packs."""

from __future__ import annotations

import inspect
import json
import time
from collections.abc import Iterator

import pytest

from pressroom.cli.progress import Bar, ForPrograms, Lines, Progress, State


class Noted:
    """A face that keeps what it is shown."""

    def __init__(self) -> None:
        self.states: list[State] = []

    def show(self, state: State) -> None:
        """Keep it."""
        self.states.append(state)

    def close(self) -> None:
        """Keep all."""


def clock(*times: float) -> Iterator[float]:
    """Yield these times, one each time it is asked."""
    yield from times


def test_the_time_left_is_that_of_the_packs() -> None:
    """Shared parts, long or from the cache, say nothing of it: it is known from the third pack on."""
    face, ticks = Noted(), clock(100.0, 104.0, 106.0)
    progress = Progress(12, 10, face, lambda: next(ticks))
    progress.step("guidance en open")
    for number in range(1, 5):
        progress.step(f"P-{number}", is_pack=True)
    assert [state.seconds_left for state in face.states] == [None, None, None, 14.0, 12.0]
    assert [(state.done, state.packs) for state in face.states] == [(1, 0), (2, 1), (3, 2), (4, 3), (5, 4)]


def test_a_clock_that_stands_still_or_goes_back_shows_no_nonsense() -> None:
    """The time left is never less than nothing."""
    face, ticks = Noted(), clock(100.0, 90.0, 80.0)
    progress = Progress(9, 9, face, lambda: next(ticks))
    for number in range(1, 4):
        progress.step(f"P-{number}", is_pack=True)
    assert face.states[-1].seconds_left == 0.0


def test_the_time_left_is_taken_from_a_clock_that_nobody_sets() -> None:
    """The day's time jumps, as when the network corrects it; progress has another clock, unless a test gives it one."""
    assert inspect.signature(Progress).parameters["clock"].default is time.monotonic


def test_programs_get_an_object_a_line() -> None:
    """All that a bar shows, as JSON; what is not known yet is null."""
    lines: list[str] = []
    progress = Progress(3, 2, ForPrograms(lines.append))
    progress.step("country TGO en", ["P-1", "P-2"])
    progress.step("P-1", ["P-2"], is_pack=True)
    assert [json.loads(line) for line in lines] == [
        {"done": 1, "of": 3, "packs": 0, "packs_of": 2, "finished": "country TGO en", "in_work": ["P-1", "P-2"],
         "seconds_left": None},
        {"done": 2, "of": 3, "packs": 1, "packs_of": 2, "finished": "P-1", "in_work": ["P-2"], "seconds_left": None},
    ]  # fmt: skip


def test_a_pipe_gets_a_line_for_each_piece() -> None:
    """Nothing is drawn over where nobody could see it."""
    lines: list[str] = []
    progress = Progress(2, 1, Lines(lines.append))
    progress.step("P-1", is_pack=True)
    progress.step("TGO/handout.pdf")
    progress.close()
    assert lines == ["[1/2] P-1", "[2/2] TGO/handout.pdf"]


def test_a_bar_says_what_is_done_in_work_and_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line that fits, drawn over and taken away at the end."""
    monkeypatch.setenv("COLUMNS", "200")
    drawn: list[str] = []
    ticks = clock(0.0, 60.0)
    progress = Progress(8, 7, Bar(drawn.append), lambda: next(ticks))
    for number in range(1, 4):
        progress.step(f"P-{number}", ["P-8", "P-9"], is_pack=True)
    progress.close()
    assert "3/8  3/7 packs  2:00 left  P-8, P-9" in drawn[-2]
    assert drawn[-1] == "\r\x1b[K"
    monkeypatch.setenv("COLUMNS", "20")
    Bar(drawn.append).show(State(1, 2, 1, 1, "P" * 50, (), None))
    assert len(drawn[-1].removeprefix("\r\x1b[K")) < 20


def test_quiet_progress_shows_nothing() -> None:
    """Without a face nothing is shown, and nothing fails."""
    progress = Progress(1, 1, None)
    progress.step("P-1", is_pack=True)
    progress.close()
