"""The command as a whole: it can be cut short, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

SLEEPER = "from benchmarks.measure import measure; measure(['/bin/sh', '-c', 'sleep 97531; :'])"


def _sleepers() -> list[int]:
    """Return the processes that sleep for the test."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "cmdline").read_bytes() == b"sleep\x0097531\x00":
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def test_what_is_measured_ends_with_the_benchmark() -> None:
    """An interrupt ends the tree: a build that went on would hold the cores, and a folder that is gone."""
    code = f"import signal; signal.signal(signal.SIGTERM, signal.default_int_handler); {SLEEPER}"
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not _sleepers() and time.monotonic() < deadline:
        time.sleep(0.05)
    (sleeper,) = _sleepers()
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=60)
    while _sleepers() and time.monotonic() < deadline:
        time.sleep(0.05)
    left = _sleepers()
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert sleeper not in left
