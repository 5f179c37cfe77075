"""A run is measured with all its processes, those too that its processes start."""

from __future__ import annotations

import sys

import pytest

from benchmarks.measure import RunFailedError, measure

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory and orphans are Linux's")

BUSY = "import time\nwhile time.process_time() < 0.3: pass"
LARGE = "import time\nblock = b'x' * 150_000_000\ntime.sleep(0.7)"


def _by_another(code: str, after: str = "") -> list[str]:
    """Return a command whose child does what ``code`` says; ``after`` is the shell's next word."""
    return ["/bin/sh", "-c", f'"$0" -c "$1" {after}\n:', sys.executable, code]


def test_the_memory_of_a_grandchild_counts() -> None:
    """What a worker holds is in the figure, though the command itself holds next to nothing."""
    cost = measure(_by_another(LARGE))
    assert cost.pss > 140
    assert cost.rss > 140


def test_the_memory_of_a_short_run_counts() -> None:
    """What is over in less than a period has a figure too: 0 MB is none."""
    cost = measure([sys.executable, "-c", "import time; time.sleep(0.04)"])
    assert cost.pss > 1
    assert cost.rss > 4


@pytest.mark.parametrize("after", ["", "&"], ids=["waited for", "left behind"])
def test_the_cpu_time_of_a_grandchild_counts(after: str) -> None:
    """Also when the command ends before it, and nobody of its own waits for it."""
    assert measure(_by_another(BUSY, after)).cpu >= 0.3


def test_a_command_that_fails_is_no_figure() -> None:
    """A peer that gives up at once would be the fastest."""
    with pytest.raises(RunFailedError, match="exit code 3"):
        measure([sys.executable, "-c", "raise SystemExit(3)"])
