"""The sample session, built once for all tests and all of their processes."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from tests.program.making import AS_OF, Run, generate


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> tuple[Path, Run]:
    """Return the folder with the sample's packs and cards, and what the run said. The tests' processes share it."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    out, log = shared / "sample-packs", shared / "sample-packs.log"
    with (shared / "sample-packs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not log.exists():
            done = generate("demo", "--out", out, "--as-of", AS_OF, "--jobs", "2")
            log.write_text(f"{done.code}\n{done.out}\f{done.err}", encoding="utf-8")
    code, said = log.read_text(encoding="utf-8").split("\n", 1)
    stdout, stderr = said.split("\f", 1)
    return out, Run(int(code), stdout, stderr)


@pytest.fixture(scope="session")
def sample(sample_run: tuple[Path, Run]) -> Path:
    """Return the folder with the sample's packs and cards."""
    out, done = sample_run
    assert done.code == 0, done.err
    return out
