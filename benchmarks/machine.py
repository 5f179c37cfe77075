"""The machine and the versions, for the table's foot."""

from __future__ import annotations

import functools
import os
import platform
import subprocess
import sys
from pathlib import Path

from benchmarks.peers import PEERS, peer
from pressroom.workers import cores

ROOT = Path(__file__).resolve().parent.parent


@functools.cache
def machine() -> dict[str, str]:
    """Return what a figure depends on beside the code: each thing with its value."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return {
        "processor": f"{_processor()}, {cores()} cores",
        "memory": f"{memory:.0f} GB",
        "system": f"{_system()}, {platform.machine()}, kernel {platform.release()}",
        "Python": platform.python_version(),
        **{_named(name): peer(name).version() for name in PEERS if not peer(name).missing()},
    }


@functools.cache
def commit() -> str:
    """Return which commit is measured, and whether more than the results differs from it; empty outside a checkout."""
    found = _git("rev-parse", "--short=10", "HEAD")
    changed = [line for line in _git("status", "--porcelain").splitlines() if not line[3:].startswith("benchmarks/")]
    return found + (" with changes" if found and changed else "")


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603, S607
    except OSError:
        return ""
    return done.stdout.rstrip()


def _named(name: str) -> str:
    """Return what a peer's version is the version of."""
    tools = {"loop": "WeasyPrint", "chromium": "Chromium", "typst": "Typst"}
    return next((tool for start, tool in tools.items() if name.startswith(start)), name)


def _processor() -> str:
    return _after("/proc/cpuinfo", "model name") or platform.processor() or platform.machine()


def _system() -> str:
    return _after("/etc/os-release", "PRETTY_NAME").strip('"') or f"{platform.system()} {platform.release()}"


def _after(path: str, key: str) -> str:
    """Return what follows the first line's key in one of the system's files; empty where there is none."""
    if sys.platform != "linux" or not Path(path).exists():
        return ""
    lines = Path(path).read_text("utf-8").splitlines()
    found = (line.replace("=", ":", 1).partition(":")[2].strip() for line in lines if line.startswith(key))
    return next(found, "")
