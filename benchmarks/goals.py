"""The figures that we hold ourselves to, and whether a run reached them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.measure import Cost
from benchmarks.results import Results, scaled
from benchmarks.rows import Row, Size


@dataclass(frozen=True)
class Goal:
    """A figure: what it should be, what it was, and whether that is enough. Nothing where it was not measured."""

    text: str
    measured: str
    reached: bool | None


def cost_of(row: Row, rows: dict[str, Row], results: Results) -> Cost | None:
    """Return what a row costs: the medians of its runs, or reckoned from those of others."""
    if not row.sample:
        return results.median(row.key)
    start, sample = results.median(row.start), cost_of(rows[row.sample], rows, results)
    return scaled(start, sample, row.factor) if start and sample else None


def further(size: Size, results: Results) -> float | None:
    """Return the wall seconds of one further participant whose country and language are known."""
    less, more = results.median("round/again"), results.median("more/again")
    return (more.wall - less.wall) / (size.more - size.people) if less and more else None


def goals(rows: dict[str, Row], size: Size, results: Results) -> Iterator[Goal]:
    """Yield each goal."""

    def cost(key: str) -> Cost | None:
        return cost_of(rows[key], rows, results)

    cold, again = cost("round/cold"), cost("round/again")
    yield _faster("the round, cold, at least 12 times faster than the plain loop", cold, cost("round/loop"), 12)
    yield _faster("the round, again, at least 25 times faster than the plain loop", again, cost("round/loop"), 25)
    more = further(size, results)
    yield _below(
        "a further participant of a known country and language", None if more is None else more * 1000, 50, "ms"
    )
    for name in ("chromium", "chromium_each", "fullbleed", "typst_cold"):
        other = rows[f"round/{name}"]
        yield _faster(f"the round, cold, faster than {other.who}", cold, cost(other.key), 1)
    for label, ours in (("cold", cold), ("again", again)):
        yield _faster(
            f"the round, {label}, beside {rows['round/typst_warm'].who}", ours, cost("round/typst_warm"), None
        )
    help_, check = cost("help"), cost("check")
    yield _below("--help, CPU", _cpu_ms(help_), 100, "ms")
    yield _below(f"{rows['check'].workload}, CPU", _cpu_ms(check), 400, "ms")
    cards, packs = f"cards{size.cards[-1]}/cold", cost("packs/cold")
    most = cost(cards)
    yield _below(f"{rows[cards].workload}, all processes", _memory(most), 500, "MB")
    yield _below(f"{rows['packs/cold'].workload}, all processes", _memory(packs), 600, "MB")


def _faster(text: str, ours: Cost | None, other: Cost | None, times: float | None) -> Goal:
    """Return a goal of speed; without ``times``, how it is and no more."""
    if ours is None or other is None:
        return Goal(text, "not measured", None)
    ratio = other.wall / ours.wall
    said = f"{ratio:.1f} times as fast" if ratio >= 1 else f"{1 / ratio:.1f} times as slow"
    return Goal(text, said, None if times is None else ratio >= times)


def _below(text: str, value: float | None, most: float, unit: str) -> Goal:
    text = f"{text}: at most {most:.0f} {unit}"
    if value is None:
        return Goal(text, "not measured", None)
    if value <= 0:
        return Goal(text, "lost in the noise", None)
    return Goal(text, f"{value:.0f} {unit}", value <= most)


def _cpu_ms(cost: Cost | None) -> float | None:
    return cost.cpu * 1000 if cost else None


def _memory(cost: Cost | None) -> float | None:
    return cost.pss if cost else None
