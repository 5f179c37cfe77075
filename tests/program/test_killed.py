"""A run that is killed at whatever moment is made good by the next: all whole, the bytes of an undisturbed build."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.program.making import AS_OF, GENERATE, build, contact, workspace
from tests.program.test_nothing_left import files, hidden

MOMENTS = 50 if os.environ.get("PRESSROOM_TEST_LARGE") else 4
"""How many random moments: fifty by hand, some in each run of the tests."""

PEOPLE = [
    {"code": f"K-{number}", "country": country, **contact(1, f"Sample {number}")}
    for number, country in enumerate(["TGO", "TGO", "ISL", "ISL", "TGO", "ISL"], 1)
]
pytestmark = pytest.mark.slow


def started(desk: Path, out: Path, cache: Path) -> subprocess.Popen[bytes]:
    """Start a build of packs and cards with two workers, in a group of its own."""
    command = [sys.executable, str(GENERATE), "build", str(desk), "--out", str(out), "--as-of", AS_OF, "--jobs", "2"]
    env = os.environ | {"XDG_CACHE_HOME": str(cache)}
    return subprocess.Popen(
        command, env=env, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], float]:
    """Return a workspace, the files of an undisturbed build of it, and how many seconds that took."""
    base = tmp_path_factory.mktemp("undisturbed")
    desk = workspace(base / "desk", PEOPLE)
    begun = time.monotonic()
    assert started(desk, base / "out", base / "cache").wait(timeout=300) == 0
    return desk, files(base / "out"), time.monotonic() - begun


@pytest.mark.parametrize("number", range(MOMENTS))
def test_a_build_after_a_kill_is_as_if_nothing_had_been(
    tmp_path: Path, clean: tuple[Path, dict[str, str], float], number: int
) -> None:
    """SIGKILL for the run and all its workers, at a random moment, cache and output folder left as they are."""
    desk, undisturbed, took = clean
    out, cache = tmp_path / "out", tmp_path / "cache"
    process = started(desk, out, cache)
    moment = random.Random(number).uniform(0.1, 1.0) * took  # noqa: S311 - any moment will do, the same each time
    try:
        process.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    named = [path for path in (files(out) if out.is_dir() else {}) if ".pressroom-" not in path]
    assert {path: digest for path, digest in undisturbed.items() if path in named} == {
        path: files(out)[path] for path in named
    }
    again = build(desk, out)
    assert again.code == 0, again.err
    assert hidden(out) == []
    assert files(out) == undisturbed
