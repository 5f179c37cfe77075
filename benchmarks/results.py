"""What was measured: the runs of each row, kept as they come, with medians and what follows from them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.measure import Cost


@dataclass
class Results:
    """The costs of each row, by its key; ``pages`` says what a row printed, ``failed`` why it has no figure.

    With a ``log``, each run is written there when it ends: a table can be made of a run that was cut short.
    """

    log: Path | None = None
    runs: dict[str, list[Cost]] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def add(self, key: str, cost: Cost, pages: str = "") -> None:
        """Keep one run of a row, and what it printed."""
        self._keep(key, cost, pages)
        if self.log:
            with self.log.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"row": key, "pages": pages, "cost": asdict(cost)}) + "\n")

    def begin(self, stamp: str) -> None:
        """Begin the log anew; ``stamp`` says what is measured."""
        if self.log:
            self.log.write_text(json.dumps(stamp) + "\n", "utf-8")

    def resume(self, stamp: str) -> None:
        """Take up the runs in the log. Raises `ValueError` where they are not of what ``stamp`` says."""
        first, *lines = self.log.read_text("utf-8").splitlines() if self.log and self.log.exists() else [""]
        if first != json.dumps(stamp):
            raise ValueError("There is no such run that was cut short: start anew, without --resume.")
        for line in map(json.loads, lines):
            self._keep(line["row"], Cost(**line["cost"]), line["pages"])

    def _keep(self, key: str, cost: Cost, pages: str) -> None:
        self.runs.setdefault(key, []).append(cost)
        if pages:
            self.pages[key] = pages

    def median(self, key: str) -> Cost | None:
        """Return the medians of a row's runs, each measure by itself; nothing where there is none."""
        return median_of(self.runs.get(key, ()))


def median_of(costs: Sequence[Cost]) -> Cost | None:
    """Return the medians of some runs; nothing of none."""
    if not costs:
        return None
    rows: list[Mapping[str, float]] = [asdict(cost) for cost in costs]
    return Cost(**{name: median(row[name] for row in rows) for name in rows[0]})


def scaled(start: Cost, sample: Cost, factor: float) -> Cost:
    """Return what ``factor`` times the documents of a sample would cost: the start once, memory as it was."""

    def grown(whole: float, once: float) -> float:
        return once + max(0.0, whole - once) * factor

    return Cost(grown(sample.wall, start.wall), grown(sample.cpu, start.cpu), sample.pss, sample.rss)
