"""A folder that may not be written to, a process that dies on somebody: what a build says then, and what stays."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pressroom.workers.crew import perform
from pressroom.workers.workers import DIED
from tests.program.making import AS_OF, Run, build, contact, generate, press, workspace
from tests.program.reading import everything, manifest, needs
from tests.program.test_again import hashes, stamps
from tests.program.test_nothing_left import small_disk  # noqa: F401 - a fixture

PEOPLE = [{"code": f"P-{number}", "country": "TGO", **contact(1, "Awa")} for number in range(1, 5)]

# Folders that may not be written to


def obedient(*arguments: str | Path) -> Run:
    """Run the program as a process for which permissions hold, also where the user is root.

    Root may write everywhere by two rights of its own (capabilities(7)): a process that is started without them obeys
    the permissions of files as anybody's does.
    """
    rights = "--bounding-set=-dac_override,-dac_read_search"
    return generate(*arguments, before=[needs("setpriv"), rights] if os.geteuid() == 0 else [])


@pytest.fixture
def closed() -> Iterator[list[Path]]:
    """Return a list of folders to be opened again when the test is over."""
    folders: list[Path] = []
    yield folders
    for folder in folders:
        folder.chmod(0o700)


@pytest.mark.parametrize("which", ["the folder", "a country's", "the one above", "far above"])
def test_a_folder_that_may_not_be_written_to_is_told(tmp_path: Path, closed: list[Path], which: str) -> None:
    """Exit code 4 and what to do, in one line that names the place; the last build stands, and nothing is begun."""
    desk, above = workspace(tmp_path / "desk", PEOPLE), tmp_path / "above"
    out = above / "more" / "out" if which == "far above" else above / "out"
    above.mkdir()
    if which in {"the folder", "a country's"}:
        assert build(desk, out, "--only", "cards").code == 0
        workspace(desk, [who | contact(1, "Komi") for who in PEOPLE])
    closed.append({"the folder": out, "a country's": out / "TGO"}.get(which, above))
    closed[0].chmod(0o500)
    before = everything(above)
    done = obedient("build", desk, "--out", out, "--as-of", AS_OF, "--only", "cards", "--jobs", "2")
    assert done.code == 4, done.err
    named = {"a country's": out / "TGO", "far above": above / "more"}.get(which, out)
    assert done.errors[-1].startswith(str(named))
    assert done.errors[-1].endswith("(Permission denied): mend its permissions, or choose another folder")
    assert everything(above) == before
    assert out.exists() == (which in {"the folder", "a country's"})
    assert "Traceback" not in done.said
    closed[0].chmod(0o700)
    assert build(desk, out, "--only", "cards").code == 0


def test_a_disk_that_may_not_be_written_to_is_told(tmp_path: Path, small_disk: Path) -> None:  # noqa: F811
    """A stick whose switch says read-only: exit code 4, what to do, and the last build stands."""
    desk, out = workspace(tmp_path / "desk", PEOPLE), small_disk / "out"
    assert build(desk, out, "--only", "cards").code == 0
    before = everything(out)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    workspace(desk, [who | contact(1, "Komi") for who in PEOPLE])
    for place in (out, small_disk / "new" / "out"):
        done = build(desk, place, "--only", "cards")
        assert done.code == 4, done.err
        assert done.errors[-1].endswith("(Read-only file system): mend its permissions, or choose another folder")
    assert everything(out) == before


# Processes that die


def deadly(method: str, arguments: tuple[Any, ...]) -> Any:
    """Do an order as a worker does, but for those of one person: over them it is ended, as for want of memory."""
    if method == "participant" and arguments[0].participant.code == "P-2":
        os.kill(os.getpid(), signal.SIGKILL)
    return perform(method, arguments)


@pytest.mark.slow
def test_who_ends_two_processes_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1: one person is told and listed as failed, all others' files are there; the next build adds theirs."""
    desk, out = workspace(tmp_path / "desk", PEOPLE), tmp_path / "out"
    with monkeypatch.context() as patched:
        patched.setattr("pressroom.workers.workers.perform", deadly)
        done = press("build", desk, "--out", out, "--as-of", AS_OF, "--jobs", "2")
    assert done.code == 1, done.err
    assert f"not made: P-2: {DIED}" in done.err
    assert manifest(out)["failed"] == [{"participant": "P-2", "problems": [DIED]}]
    single = {f"TGO/p-{number}-{kind}-en.pdf" for number in (1, 3, 4) for kind in ("pack", "card")}
    jobs = {"TGO/packs.pdf", "TGO/packs.txt", "TGO/cards.pdf", "TGO/cards.txt", "TGO/handout.pdf"}
    assert everything(out).keys() == single | jobs | {"manifest.json"}
    before = stamps(out)
    again = press("build", desk, "--out", out, "--as-of", AS_OF, "--jobs", "2")
    assert again.code == 0, again.err
    assert "3 participants' files are as the last build made them" in again.err
    assert {path for path, stamp in stamps(out).items() if before.get(path) == stamp} == single
    assert build(desk, tmp_path / "clean", "--force").code == 0
    assert hashes(out) == hashes(tmp_path / "clean")
