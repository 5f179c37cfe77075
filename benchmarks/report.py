"""The table, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from benchmarks.goals import cost_of, further, goals
from benchmarks.machine import commit, machine
from benchmarks.results import Results
from benchmarks.rows import Row, Size

HEAD = """\
# Speed and memory

`make bench` measures this: one command, the same content on the same machine in one run. Wall time and CPU time are
those of the whole tree of processes, and so is memory: the highest sum of all processes' proportional set sizes (PSS:
a shared page is divided among those who share it); in brackets of their resident set sizes (RSS: it is counted for
each). Figures are medians of as many runs as the table says. **×** is how often our first row of a workload goes into
a figure: above 1 is slower than ours.

- **ours** is the whole command line, from the workspace to packs, cards, sheets, print jobs and hand-out lists, every
  file proved. *cold*: with an empty cache. *again*: with the cache that a build before has left, into a new folder:
  shared parts come from the cache, private parts are made anew. *nothing changed*: once more into the same folder.
- **Peers** get finished HTML, its codes as pictures, and pages at the step at which they fit: they read no workspace,
  fill in no template and look for no fit. They prove nothing, and make no sheets, no print jobs, no lists. Each of
  these favours them. Each pack is one document, each card another.
- The **plain loop** is one process, and shares what WeasyPrint documents as shareable: the font configuration, the
  parsed style sheets, the cache of pictures. Typst gets the same text in its own markup, made beforehand.
- *Reckoned* rows: the peer printed {sample} people's packs and cards, one of each language (or {cards} cards), and what
  that cost beyond its start is multiplied. `--whole` has them print the whole round. Typst's warm compiler keeps what
  it has set, so it printed the whole round; ten times that is its upper bound. Memory is that of the sample.
- None of the peers prints quite what we do: Chromium has no running titles and no bleed, Typst and fullbleed break
  some pages elsewhere. The numbers of pages stand below.
"""

TABLE = """
| workload | who | wall, s | × | CPU, s | × | memory, MB | runs |
|---|---|--:|--:|--:|--:|--:|---|
"""

_FURTHER = (
    "A further participant, whose country and language are known: {ms:.0f} ms of wall time, card, sheets, jobs and "
    "proof included (again, {more} people less {people}, for each of those more)."
)


def report(rows: Sequence[Row], size: Size, results: Results) -> str:
    """Return all of RESULTS.md."""
    by_key = {row.key: row for row in rows}
    head = HEAD.format(sample=size.sample, cards=size.sample_cards)
    table = TABLE + "".join(_lines(by_key, results))
    more = further(size, results)
    one = f"\n{_FURTHER.format(ms=more * 1000, more=size.more, people=size.people)}\n" if more is not None else ""
    chart = "\n![Time and memory of cold builds against people](scale.svg)\n"
    return head + table + one + _goals(by_key, size, results) + _printed(by_key, results) + chart + _machine()


def _lines(rows: dict[str, Row], results: Results) -> Iterator[str]:
    leads = {row.workload: cost_of(row, rows, results) for row in rows.values() if row.lead}
    for row in sorted((r for r in rows.values() if r.who), key=lambda r: list(leads).index(r.workload)):
        cost, lead = cost_of(row, rows, results), leads[row.workload]
        if cost is None:
            if why := _why(row, rows, results):
                yield _line(row.workload, row.who, "–", "", "–", "", "–", why)
            continue
        memory = f"{cost.pss:.0f} ({cost.rss:.0f})" if cost.pss else "–"
        wall, cpu = _ratio(cost.wall, lead.wall if lead else 0.0), _ratio(cost.cpu, lead.cpu if lead else 0.0)
        times = _times(row, rows, results)
        yield _line(row.workload, row.who, _seconds(cost.wall), wall, _seconds(cost.cpu), cpu, memory, times)


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def _times(row: Row, rows: dict[str, Row], results: Results) -> str:
    if not row.sample:
        return str(len(results.runs[row.key]))
    if rows[row.sample].sample:
        return f"reckoned, × {row.factor:.0f}"
    return f"{len(results.runs[row.sample])}, reckoned × {row.factor:.1f}"


def _why(row: Row, rows: dict[str, Row], results: Results) -> str:
    """Return why a row has no figure; empty where it was not asked for, or not reached yet."""
    if row.sample and row.sample in rows:
        return results.failed.get(row.start) or _why(rows[row.sample], rows, results)
    return results.failed.get(row.key, "")


def _seconds(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def _ratio(value: float, lead: float) -> str:
    if not lead:
        return ""
    ratio = value / lead
    return f"{ratio:.2f}" if ratio < 2 else f"{ratio:.1f}"


def _goals(rows: dict[str, Row], size: Size, results: Results) -> str:
    lines = ["\n## Goals\n\n", "| goal | measured | reached |\n|---|---|---|\n"]
    words = {True: "yes", False: "**no**", None: "–"}
    lines += [_line(goal.text, goal.measured, words[goal.reached]) for goal in goals(rows, size, results)]
    return "".join(lines)


def _printed(rows: dict[str, Row], results: Results) -> str:
    """Return the numbers of pages that each made of the first documents of a round."""
    lines = ["\n## Pages of the first pack and card of each language\n\n", "| who | pages |\n|---|---|\n"]
    for key, row in rows.items():
        pages = results.pages.get(f"sample/{row.peer}") or results.pages.get(key)
        if key.startswith("round/") and pages:
            lines.append(_line(row.who, pages))
    return "".join(lines) if len(lines) > 2 else ""


def _machine() -> str:
    day = datetime.now(UTC).date().isoformat()
    values = {**machine(), "measured": " ".join(filter(None, (f"on {day}", commit() and f"at commit {commit()}")))}
    return "\n## The machine\n\n" + "".join(f"- {name}: {value}\n" for name, value in values.items())
