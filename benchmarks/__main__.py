"""``python -m benchmarks``: measures, and prints the table. ``--help`` says how much and how often."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.chart import draw
from benchmarks.ground import ROOT, Ground
from benchmarks.machine import commit
from benchmarks.measure import RunFailedError
from benchmarks.peers import peer
from benchmarks.report import report
from benchmarks.results import Results
from benchmarks.rows import QUICK, Row, Size, groups

KEPT = ROOT / ".cache" / "bench"
"""Each run is noted here when it ends, for ``--resume``; a table that does not hold everything is put here too."""


def main() -> int:
    """Measure what was asked for and return the exit code: 130 where it was cut short, 2 for wrong usage."""
    given = _given()
    size = QUICK if given.quick else Size()
    if given.runs:
        size = replace(size, runs=given.runs, runs_large=given.runs)
    KEPT.mkdir(parents=True, exist_ok=True)
    results = Results(KEPT / "runs.jsonl")
    stamp = f"{size}, whole: {given.whole}, {commit()}"
    try:
        results.resume(stamp) if given.resume else results.begin(stamp)
    except ValueError as error:
        _say(str(error))
        return 2
    wanted = [tuple(group) for group in groups(size, whole=given.whole)]
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the scratch folder is removed
    ended = True
    try:
        with Ground(size.people) as ground:
            for group in wanted:
                _measure(group, given.rows, ground, results)
    except KeyboardInterrupt:
        ended = False
    is_whole = ended and not given.quick and not given.rows
    place = ROOT / "benchmarks" if is_whole else KEPT
    print(_write(place, wanted, size, results))  # noqa: T201 - the table
    _say(
        f"Kept in {place.relative_to(ROOT)}/RESULTS.md" + ("" if ended else ": cut short, what was measured until then")
    )
    return 0 if ended else 130


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure speed and memory, beside peers.")
    parser.add_argument("--quick", action="store_true", help="small workloads, each once: for developing")
    parser.add_argument("--whole", action="store_true", help="peers print the whole round, not a sample of it")
    parser.add_argument("--resume", action="store_true", help="go on with a run that was cut short")
    parser.add_argument("--runs", type=int, default=0, metavar="N", help="how often each row is run")
    parser.add_argument(
        "--rows", default="", metavar="TEXT", help="only rows whose key begins with one of these, by comma"
    )
    return parser.parse_args()


def _measure(group: Sequence[Row], only: str, ground: Ground, results: Results) -> None:
    """Run the rows of a group in turns."""
    starts = tuple(filter(None, only.split(",")))
    rows = [row for row in group if row.run and (not starts or row.key.startswith(starts))]
    for turn in range(max((row.runs for row in rows), default=0)):
        for row in rows:
            if len(results.runs.get(row.key, ())) <= turn < row.runs and row.key not in results.failed:
                _run(row, turn, ground, results)


def _run(row: Row, turn: int, ground: Ground, results: Results) -> None:
    if row.peer and (why := peer(row.peer).missing()):
        results.failed[row.key] = why
        return
    assert row.run  # noqa: S101 - rows without are left out before
    ground.printed = ""
    try:
        cost = row.run(ground)
    except (RunFailedError, OSError) as error:
        results.failed[row.key] = "failed"
        _say(f"{row.key}: {error}")
        return
    results.add(row.key, cost, ground.printed)
    _say(f"{row.key} {turn + 1}/{row.runs}: {cost.wall:.2f} s, CPU {cost.cpu:.2f} s, {cost.pss:.0f} MB")


def _write(place: Path, wanted: Sequence[Sequence[Row]], size: Size, results: Results) -> str:
    text = report([row for group in wanted for row in group], size, results)
    (place / "RESULTS.md").write_text(text, "utf-8")
    draw(place / "scale.svg", size, results)
    return text


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - progress


if __name__ == "__main__":
    sys.exit(main())
