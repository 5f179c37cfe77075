"""What is measured: the rows of the table, in groups that are run in turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.ground import KINDS, Ground
from benchmarks.measure import Cost
from benchmarks.peers import PEERS, Peer, peer
from benchmarks.workloads import PEOPLE

OURS = "ours"
WHOLE = "typst_warm"
"""The peer that keeps what it has set: a sample says nothing of it, it prints a whole round."""


@dataclass(frozen=True)
class Size:
    """How much is measured. ``sample`` people stand for a round with peers, ``sample_cards`` for many cards."""

    people: int = PEOPLE
    middle: int = 3 * PEOPLE
    large: int = 10 * PEOPLE
    packs: int = 1000
    cards: tuple[int, int, int] = (1000, 2000, 10_000)
    sample: int = 3
    sample_cards: int = 10
    checked: int = 100
    runs: int = 5
    runs_large: int = 1

    @property
    def more(self) -> int:
        """The people of the round that a further participant is reckoned from."""
        return 2 * self.people


QUICK = Size(14, 21, 28, 14, (14, 28, 42), 1, 3, 14, 1, 1)
"""For developing: every row, with figures that say little."""


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Either it is measured: ``run`` is one run. Or it is reckoned from the rows ``start`` and ``sample``, ``factor``
    times as many documents. A row without a ``who`` serves others and stands in no table.
    """

    key: str
    workload: str
    who: str
    run: Callable[[Ground], Cost] | None = None
    runs: int = 1
    start: str = ""
    sample: str = ""
    factor: float = 1.0
    peer: str = ""
    lead: bool = False
    """Whether the others of its workload are compared with it."""


def groups(size: Size, *, whole: bool) -> Iterator[Sequence[Row]]:
    """Yield groups of rows; those of one group are run in turns, so that what changes meanwhile meets all."""
    yield _start_up(size)
    yield _round(size, whole=whole)
    yield _one(size, "pack", "packs")
    yield _one(size, "card", "cards")
    yield _packs(size)
    yield _cards(size)
    yield _large(size)


def _start_up(size: Size) -> list[Row]:
    check = f"check of {size.checked} people"
    return [
        Row("help", "--help", OURS, lambda g: g.program("--help"), size.runs, lead=True),
        Row("check", check, OURS, lambda g: g.check(size.checked), size.runs, lead=True),
        *(
            Row(f"start/{name}", "", "", _printing(name, size.people, 0, KINDS), size.runs, peer=name)
            for name, _ in _peers()
        ),
    ]


def _one(size: Size, kind: str, only: str) -> list[Row]:
    chosen = ("--participant", "AND-0001", "--only", only)
    workload = f"one {kind}"
    return [
        Row(
            f"{kind}/cold",
            workload,
            f"{OURS}, cold",
            lambda g: g.cold(size.people, *chosen),
            size.runs,
            lead=True,
        ),
        Row(f"{kind}/again", workload, f"{OURS}, again", lambda g: g.again(size.people, *chosen), size.runs),
        *(
            Row(f"{kind}/{name}", workload, found.NAME, _printing(name, size.people, 1, (kind,)), size.runs, peer=name)
            for name, found in _peers()
        ),
    ]


def _round(size: Size, *, whole: bool) -> list[Row]:
    people, workload = size.people, f"a round: {size.people} people"
    more = f"a round: {size.more} people"
    rows = [
        Row("round/cold", workload, f"{OURS}, cold", lambda g: g.cold(people), size.runs, lead=True),
        Row("round/again", workload, f"{OURS}, again", lambda g: g.again(people, keep=True), size.runs),
        Row("round/unchanged", workload, f"{OURS}, nothing changed", lambda g: g.unchanged(people), size.runs),
        Row("more/again", more, f"{OURS}, again", lambda g: g.again(size.more), size.runs, lead=True),
    ]
    for name, found in _peers():
        if whole or name == WHOLE:
            run = _printing(name, people, people, KINDS)
            rows.append(Row(f"round/{name}", workload, found.NAME, run, size.runs, peer=name))
        else:
            run = _printing(name, people, size.sample, KINDS)
            rows.append(Row(f"sample/{name}", "", "", run, size.runs, peer=name))
            rows.append(_reckoned(f"round/{name}", workload, name, f"sample/{name}", people / size.sample))
    return rows


def _large(size: Size) -> list[Row]:
    middle, large = f"a round: {size.middle} people", f"a round: {size.large} people"
    return [
        Row("middle/cold", middle, f"{OURS}, cold", lambda g: g.cold(size.middle), size.runs_large, lead=True),
        Row("large/cold", large, f"{OURS}, cold", lambda g: g.cold(size.large), size.runs_large, lead=True),
        Row("large/again", large, f"{OURS}, again", lambda g: g.again(size.large), size.runs_large),
        *(_reckoned(f"large/{name}", large, name, f"round/{name}", size.large / size.people) for name, _ in _peers()),
    ]


def _cards(size: Size) -> list[Row]:
    rows = [
        Row(f"cards/{name}", "", "", _printing(name, size.people, size.sample_cards, ("card",)), size.runs, peer=name)
        for name, _ in _peers()
    ]
    for count in size.cards:
        workload = f"{count:,} cards"
        rows.append(Row(f"cards{count}/cold", workload, f"{OURS}, cold", _cards_of(count), size.runs_large, lead=True))
        rows += [
            _reckoned(f"cards{count}/{name}", workload, name, f"cards/{name}", count / size.sample_cards)
            for name, _ in _peers()
        ]
    return rows


def _packs(size: Size) -> list[Row]:
    def run(ground: Ground) -> Cost:
        return ground.cold(size.packs, "--only", "packs")

    return [Row("packs/cold", f"{size.packs:,} packs", f"{OURS}, cold", run, size.runs_large, lead=True)]


def _cards_of(count: int) -> Callable[[Ground], Cost]:
    return lambda ground: ground.cold(count, "--only", "cards")


def _printing(name: str, people: int, sample: int, kinds: Sequence[str]) -> Callable[[Ground], Cost]:
    return lambda ground: ground.print(name, ground.job(people, sample, tuple(kinds)))


def _reckoned(key: str, workload: str, name: str, sample: str, factor: float) -> Row:
    return Row(key, workload, peer(name).NAME, start=f"start/{name}", sample=sample, factor=factor, peer=name)


def _peers() -> list[tuple[str, Peer]]:
    return [(name, peer(name)) for name in PEERS]
