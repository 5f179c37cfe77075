"""The chart: time and memory against people. Time should be a straight line, memory a level one."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import Cost
from benchmarks.results import Results
from benchmarks.rows import Size


def draw(target: Path, size: Size, results: Results) -> None:
    """Write the chart as SVG; without matplotlib, or with nothing measured, there is none."""
    packs = list(_points(size, results, packs=True))
    cards = list(_points(size, results, packs=False))
    if not (packs or cards) or not importlib.util.find_spec("matplotlib"):
        return
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "pressroom", "font.size": 9, "axes.spines.top": False})
    from matplotlib import pyplot as plt

    figure, places = plt.subplots(1, 2, figsize=(9, 3.6))
    titles = ("whole rounds: packs, cards, sheets, jobs", "cards alone")
    for place, points, title in zip(places, (packs, cards), titles, strict=True):
        _panel(place, points, title)
    figure.tight_layout()
    figure.savefig(target, metadata={"Date": None})
    plt.close(figure)


def _points(size: Size, results: Results, *, packs: bool) -> Iterator[tuple[int, Cost]]:
    """Yield people and cost of the cold builds, fewest first."""
    if packs:
        keys = {"round/cold": size.people, "middle/cold": size.middle, "large/cold": size.large}
    else:
        keys = {f"cards{count}/cold": count for count in size.cards}
    for key, people in keys.items():
        if cost := results.median(key):
            yield people, cost


def _panel(place: Any, points: list[tuple[int, Cost]], title: str) -> None:
    people = [count for count, _ in points]
    place.set_title(title, fontsize=10)
    place.plot(people, [cost.wall for _, cost in points], "o-", color="#143c4c", label="wall time, s")
    place.set_xlabel("people")
    place.set_ylabel("seconds", color="#143c4c")
    place.set_ylim(0, max([1.0, *(cost.wall * 1.1 for _, cost in points)]))
    place.set_xlim(0, max([1.0, *(count * 1.05 for count in people)]))
    memory = place.twinx()
    memory.plot(people, [cost.pss for _, cost in points], "s--", color="#b3261e", label="memory, MB")
    memory.set_ylabel("MB at the peak, all processes", color="#b3261e")
    memory.set_ylim(0, max([700.0, *(cost.pss * 1.2 for _, cost in points)]))
