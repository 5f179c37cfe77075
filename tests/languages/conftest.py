"""One session in all languages and both editions, built once for all tests and all of their processes."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from tests.languages.making import whole_round
from tests.program.making import AS_OF, generate


@pytest.fixture(scope="session")
def round_(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return the folder with the packs and cards of a session in all languages. The tests' processes share it."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    out, log = shared / "round-packs", shared / "round-packs.log"
    with (shared / "round-packs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not log.exists():
            desk = whole_round(shared / "round")
            done = generate("build", desk, "--out", out, "--as-of", AS_OF, "--jobs", "2")
            log.write_text(f"{done.code}\n{done.err}", encoding="utf-8")
    code, said = log.read_text(encoding="utf-8").split("\n", 1)
    assert code == "0", said
    return out
