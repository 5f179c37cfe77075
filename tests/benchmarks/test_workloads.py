"""What is measured are sound workspaces, in which nobody is real."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from benchmarks.workloads import AS_OF, COUNTRIES, Round
from pressroom.cli.building import look


def test_the_check_finds_no_error(tmp_path: Path) -> None:
    """A round and its multiples can be built: figures of a build that refuses would be worth nothing."""
    people = 3 * len(COUNTRIES) + 1
    findings, summary = look(Round(people=people).lay_down(tmp_path / "made"), date.fromisoformat(AS_OF))
    assert [str(problem) for problem in findings.errors] == []
    assert summary == f"bench: {people} packs, {people} cards, {len(COUNTRIES)} countries"


def test_everybody_is_made_up(tmp_path: Path) -> None:
    """Numbers are of the range for fiction, addresses at example.org, and the session is a specimen."""
    folder = Round(people=60).lay_down(tmp_path / "made")
    text = "\n".join(path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.is_file())
    assert set(re.findall(r"\+[\d ]{10}", text)) == {"+44 20 7946"}
    assert set(re.findall(r"(?:@|https://)([\w.-]+)", text)) == {"example.org"}
    assert "specimen: yes" in text
    names = [line.split(",")[3] for line in (folder / "participants.csv").read_text("utf-8").splitlines()[1:]]
    assert all(" Sample-" in name for name in names)
