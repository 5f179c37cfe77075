"""Runs a command and says what its whole tree of processes cost: wall time, CPU time, memory at its peak.

A process of its own watches each run: it adopts what the command leaves behind (``PR_SET_CHILD_SUBREAPER``), so that
the kernel's account of CPU time holds grandchildren too. Memory is Linux's alone: elsewhere it stays at nought.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

PERIOD_S = 0.1
EARLY_S, EARLY_PERIOD_S = 0.3, 0.01
"""A run may be over before the first period is: at its beginning, memory is looked at more often."""

SHARE = 0.02
"""The most of one core that the watching may take: where a look at all processes takes long, they are seldomer."""

_SUBREAPER = 36
_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


@dataclass(frozen=True)
class Cost:
    """What a run cost, over all its processes: seconds, and MB (10^6 bytes) at the moment of the most.

    ``pss``: each shared page counted once, divided among those that share it. ``rss``: counted for each of them.
    """

    wall: float
    cpu: float
    pss: float
    rss: float


class RunFailedError(RuntimeError):
    """A measured command ended with an error; the message ends with its last words."""


def measure(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """Run ``command`` and return its cost. Raises `RunFailedError`."""
    watcher = subprocess.Popen(  # noqa: S603 - commands of our own
        [sys.executable, "-m", "benchmarks.measure", *command],
        env={**os.environ, **(environment or {})},
        cwd=Path(__file__).resolve().parent.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        said, complained = watcher.communicate()
    except BaseException:
        _end(watcher)
        raise
    if watcher.returncode:
        raise RunFailedError(f"exit code {watcher.returncode}: {complained.strip()[-600:]}")
    return Cost(**json.loads(said.splitlines()[-1]))


def _end(watcher: subprocess.Popen[str]) -> None:
    """End a watcher with all that it runs, and wait until they are gone: they could still write."""
    deadline = time.monotonic() + 20
    with contextlib.suppress(ProcessLookupError):
        while time.monotonic() < deadline:
            os.killpg(watcher.pid, signal.SIGKILL)
            watcher.poll()
            time.sleep(0.05)


def _watch(command: Sequence[str]) -> tuple[int, Cost]:
    """Run ``command`` as a child of this process, and everything that it starts; return its exit code too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    memory = _Memory()
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - commands of our own
    memory.start()
    status = child.wait()
    wall = time.perf_counter() - start
    memory.stop()
    _wait_for_the_rest()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = max(used.ru_utime + used.ru_stime, memory.cpu)
    return status, Cost(wall, cpu, memory.pss / 1e6, memory.rss / 1e6)


def _wait_for_the_rest() -> None:
    """Wait for processes that outlived the command and are now children of this one."""
    deadline = time.monotonic() + 10
    with contextlib.suppress(ChildProcessError):
        while time.monotonic() < deadline:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.01)


class _Memory(threading.Thread):
    """Looks at the descendants of this process again and again, and keeps the highest sums."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.pss = self.rss = 0
        self._cpu: dict[tuple[int, str], float] = {}
        self._ended = threading.Event()

    @property
    def cpu(self) -> float:
        """The CPU seconds of all processes as last seen: of those too that nobody waited for."""
        return sum(self._cpu.values())

    def stop(self) -> None:
        self._ended.set()
        self.join()

    def run(self) -> None:
        early = time.monotonic() + EARLY_S
        dear = 0.0  # when the sum that takes long may be made again
        while not self._ended.wait(EARLY_PERIOD_S if time.monotonic() < early else PERIOD_S) and _PROC.exists():
            seen = list(self._descendants())
            self.rss = max(self.rss, sum(_rss(pid) for pid in seen))
            if time.monotonic() < early or time.monotonic() >= dear:
                before = time.thread_time()
                self.pss = max(self.pss, sum(_pss(pid) for pid in seen))
                dear = time.monotonic() + (time.thread_time() - before) / SHARE

    def _descendants(self) -> Iterator[int]:
        """Yield the processes below this one, and note the CPU time of each."""
        stats = {int(entry.name): _stat(entry) for entry in _PROC.iterdir() if entry.name.isdigit()}
        children: dict[int, list[int]] = {}
        for pid, fields in stats.items():
            if fields:
                children.setdefault(int(fields[1]), []).append(pid)
        waiting = list(children.get(os.getpid(), []))
        while waiting:
            pid = waiting.pop()
            waiting += children.get(pid, [])
            fields = stats[pid]
            self._cpu[pid, fields[19]] = (int(fields[11]) + int(fields[12])) / _TICKS
            yield pid


def _stat(process: Path) -> list[str]:
    """Return a process's fields of ``/proc/PID/stat`` (proc(5)) from the state on; none where it has gone."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _rss(pid: int) -> int:
    try:
        return int((_PROC / str(pid) / "statm").read_text().split()[1]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0


def _pss(pid: int) -> int:
    try:
        text = (_PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:")), 0)


if __name__ == "__main__":
    code, cost = _watch(sys.argv[1:])
    print(json.dumps(asdict(cost)))  # noqa: T201 - to the one who asked
    sys.exit(code)
