"""Medians, and what is reckoned from a sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.measure import Cost
from benchmarks.results import Results, median_of, scaled


def test_each_measure_has_its_own_median() -> None:
    """One run that was disturbed moves no figure."""
    runs = [Cost(1, 30, 100, 200), Cost(2, 10, 300, 400), Cost(90, 20, 200, 300)]
    assert median_of(runs) == Cost(2, 20, 200, 300)
    assert median_of([]) is None


def test_the_start_is_paid_once() -> None:
    """A browser that starts for two seconds is not said to start for each of a hundred people."""
    assert scaled(Cost(2, 1, 50, 60), Cost(5, 2, 100, 200), 10) == Cost(32, 11, 100, 200)


def test_a_start_slower_than_the_sample_adds_nothing() -> None:
    """Noise makes no negative time."""
    assert scaled(Cost(2, 1, 50, 60), Cost(1, 1, 100, 200), 10) == Cost(2, 1, 100, 200)


def test_a_run_that_was_cut_short_goes_on(tmp_path: Path) -> None:
    """What was measured is on the disk at once, and is taken up again."""
    before = Results(tmp_path / "runs.jsonl")
    before.begin("this commit")
    before.add("round/loop", Cost(1, 2, 3, 4), "packs 45")
    before.add("round/loop", Cost(5, 6, 7, 8))
    after = Results(before.log)
    after.resume("this commit")
    assert (after.runs, after.pages) == (before.runs, {"round/loop": "packs 45"})


def test_another_run_is_not_gone_on_with(tmp_path: Path) -> None:
    """Figures of another commit, or of other sizes, do not get into one table with these."""
    before = Results(tmp_path / "runs.jsonl")
    for stamp in ("", "another commit"):
        if stamp:
            before.begin(stamp)
        with pytest.raises(ValueError, match="start anew"):
            Results(before.log).resume("this commit")
