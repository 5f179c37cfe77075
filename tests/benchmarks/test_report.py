"""The table says what was measured, how often, and what is not there."""

from __future__ import annotations

import dataclasses

import pytest

from benchmarks.goals import further, goals
from benchmarks.measure import Cost
from benchmarks.report import report
from benchmarks.results import Results
from benchmarks.rows import Row, Size, groups

SIZE = Size()
ROWS = [row for group in groups(SIZE, whole=False) for row in group]


def _results(**seconds: float) -> Results:
    """Return results with one run of each row: two underscores stand for the slash of a key."""
    results = Results()
    for name, wall in seconds.items():
        results.add(name.replace("__", "/"), Cost(wall, 2 * wall, 100, 150))
    return results


def _line(text: str, start: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(start))


def test_each_row_has_a_key_of_its_own() -> None:
    """Two rows under one key would share their runs."""
    assert len({row.key for row in ROWS}) == len(ROWS)


def test_each_row_is_measured_or_reckoned_from_one_that_is() -> None:
    """No line of the table hangs in the air."""
    keys = {row.key: row for row in ROWS}
    lost = [row.key for row in ROWS if not row.run and not {row.start, row.sample} <= keys.keys()]
    assert lost == []


def test_each_workload_has_one_row_that_others_are_compared_with() -> None:
    """Ratios stand beside times."""
    shown = [row for row in ROWS if row.who]
    leads = [row.workload for row in shown if row.lead]
    assert sorted(leads) == sorted({row.workload for row in shown})


def test_a_ratio_stands_beside_each_time() -> None:
    """A peer that takes three times as long is said to."""
    text = report(ROWS, SIZE, _results(pack__cold=2, pack__loop=6))
    assert _line(text, "| one pack | plain loop") == (
        "| one pack | plain loop (WeasyPrint) | 6.00 | 3.0 | 12.0 | 3.0 | 100 (150) | 1 |"
    )


def test_memory_that_was_not_seen_is_no_figure() -> None:
    """Where the system does not say what a process holds, the table does not say that it held nothing."""
    results = Results()
    results.add("pack/cold", Cost(2, 4, 0, 0))
    assert "| 2.00 | 1.00 | 4.00 | 1.00 | – | 1 |" in _line(report(ROWS, SIZE, results), "| one pack | ours, cold")


def test_what_is_reckoned_says_so() -> None:
    """A sample that was multiplied is not passed off as a run."""
    text = report(ROWS, SIZE, _results(round__cold=10, start__loop=1, sample__loop=4))
    assert "| 99.0 | 9.9 | 198 | 9.9 | 100 (150) | 1, reckoned × 32.7 |" in _line(text, "| a round: 98 people | plain")


def test_what_is_not_installed_is_left_out_with_a_word() -> None:
    """Nobody has to wonder why a peer has no figure."""
    results = _results(pack__cold=2)
    results.failed["pack/fullbleed"] = "fullbleed is not installed"
    results.failed["start/fullbleed"] = "fullbleed is not installed"
    text = report(ROWS, SIZE, results)
    assert _line(text, "| one pack | fullbleed").endswith("| fullbleed is not installed |")
    assert _line(text, "| a round: 98 people | fullbleed").endswith("| fullbleed is not installed |")
    assert "one pack | Chromium" not in text, "what was not reached yet is no line"


@pytest.mark.parametrize(("loop", "reached"), [(119, False), (120, True)])
def test_a_goal_is_reached_or_not(loop: float, reached: bool) -> None:
    """Twelve times faster is twelve times faster."""
    results = _results(round__cold=10, start__loop=0, sample__loop=loop)
    rows = {row.key: row for row in ROWS} | {"round/loop": Row("round/loop", "", "", runs=1)}
    results.add("round/loop", Cost(loop, loop, 1, 1))
    assert next(goals(rows, SIZE, results)).reached is reached


def test_a_goal_that_was_not_measured_is_not_reached() -> None:
    """Silence is no success."""
    found = list(goals({row.key: row for row in ROWS}, SIZE, Results()))
    assert {goal.reached for goal in found} == {None}
    assert {goal.measured for goal in found} == {"not measured"}


def test_a_further_participant_is_reckoned_from_two_rounds() -> None:
    """What the second round takes more than the first, for each of its people more."""
    assert further(SIZE, _results(round__again=10, more__again=14.9)) == pytest.approx(0.05)


def test_noise_reaches_no_goal() -> None:
    """A second round that was faster than the first says nothing of a participant."""
    results = _results(round__again=10, more__again=9)
    found = list(goals({row.key: row for row in ROWS}, SIZE, results))
    assert ("lost in the noise", None) in {(goal.measured, goal.reached) for goal in found}


def test_a_quick_run_has_the_same_rows() -> None:
    """What is tried while developing is what is measured in the end."""
    quick = dataclasses.replace(SIZE, runs=1)
    assert [row.key for group in groups(quick, whole=False) for row in group] == [row.key for row in ROWS]
