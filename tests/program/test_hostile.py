"""What a tired hand, a careless machine or an unfriendly one does to a run: a plain line, the right code, no harm."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pressroom import doctor, libraries
from pressroom.cli import building
from pressroom.workers import Crew
from tests.program.making import AS_OF, GENERATE, HEARD, ONE, build, press, workspace

PEOPLE = [{"code": f"P-{n}", "country": "TGO"} for n in range(1, 9)]


@pytest.mark.parametrize("option", ["--out", "--language", "--sheet", "--country", "--participant", "--as-of"])
def test_an_empty_option_is_wrong_usage(tmp_path: Path, option: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a variable leaves it that was never set. Nothing is written to the current folder for it."""
    desk, here = workspace(tmp_path / "desk", ONE), tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    done = press("build", desk, "--jobs", "1", option, "")
    assert done.code == 2
    assert "Error: " in done.err
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("day", ["2026-1-1", "20260101", "2026-W01-1", "2026-02-30", "tomorrow", "٢٠٢٦-٠١-٠١"])
def test_a_day_has_one_form(tmp_path: Path, day: str) -> None:
    """YYYY-MM-DD, and a day that there is."""
    assert press("check", workspace(tmp_path, ONE), "--as-of", day).code == 2


def test_an_empty_workspace_is_not_the_current_folder() -> None:
    """An empty argument is no path."""
    assert press("check", "").code == 2


@pytest.mark.parametrize("where", ["", "countries", "guidance/en"])
def test_packs_do_not_go_among_the_files_of_the_workspace(tmp_path: Path, where: str) -> None:
    """They would be read as its files the next time."""
    desk = workspace(tmp_path / "desk", ONE)
    before = sorted(desk.rglob("*"))
    assert build(desk, desk / where, "--only", "cards").code == 2
    assert sorted(desk.rglob("*")) == before


def test_without_pango_nothing_is_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 4 with the line that installs it; no folder is made. To check needs no Pango."""
    monkeypatch.setattr(libraries, "LIBRARIES", {**libraries.LIBRARIES, "pango": ("no-such-library",)})
    monkeypatch.setattr(doctor, "this_system", lambda: "debian")
    desk = workspace(tmp_path / "desk", ONE)
    done = build(desk, tmp_path / "out")
    assert done.code == 4
    (line,) = done.errors
    assert "sudo apt-get install libpango-1.0-0" in line
    assert not (tmp_path / "out").exists()
    assert press("check", desk).code == 0


def test_jobs_are_no_more_than_there_is_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred thousand processes would bring the machine down."""
    asked: list[int] = []

    def note(*_: object, crew: Crew, **__: object) -> object:
        asked.append(crew.width)
        raise MemoryError

    monkeypatch.setattr("pressroom.build.build", note)
    done = press("build", workspace(tmp_path / "desk", PEOPLE), "--out", tmp_path / "out", "--jobs", "100000")
    assert done.code == 4
    assert "memory" in done.err
    assert asked == [len(PEOPLE)]


def running(desk: Path, out: Path, *options: str) -> subprocess.Popen[str]:
    """Start a build of cards, and return it when the first person is finished."""
    command = [sys.executable, str(GENERATE), "build", str(desk), "--out", str(out), "--as-of", AS_OF]
    process = subprocess.Popen(
        [*command, "--only", "cards", *options], stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "] P-" in line:
            break
    return process


def is_there(group: int) -> bool:
    """Whether a process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def is_soon(condition: Callable[[], bool]) -> bool:
    """Whether something comes true within some seconds: Python's own tracker of semaphores goes after its parent."""
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def worker_of(process: subprocess.Popen[str]) -> int:
    """Return the number of one of a run's workers."""
    lists = list(Path(f"/proc/{process.pid}/task").glob("*/children"))
    if not lists:
        pytest.skip("this system does not tell whose children processes are")
    numbers = [int(child) for children in lists for child in children.read_text().split()]
    return next(number for number in numbers if b"spawn_main" in Path(f"/proc/{number}/cmdline").read_bytes())


@pytest.mark.parametrize("number", HEARD)
def test_whatever_ends_a_run_ends_it_in_order(tmp_path: Path, number: signal.Signals) -> None:
    """Exit code 130, no worker is left, nothing hidden stays, and impatience changes nothing."""
    out = tmp_path / "out"
    process = running(workspace(tmp_path / "desk", PEOPLE), out, "--jobs", "2")
    process.send_signal(number)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "Interrupted" in said
    assert "Traceback" not in said
    assert list(out.rglob(".pressroom-*")) == []
    assert is_soon(lambda: not is_there(process.pid))


def test_a_worker_that_is_killed_stops_nothing(tmp_path: Path) -> None:
    """As a machine short of memory does it, once: everything is made, and nobody sees a traceback."""
    process = running(workspace(tmp_path / "desk", PEOPLE), tmp_path / "out", "--jobs", "2")
    os.kill(worker_of(process), signal.SIGKILL)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert f"{len(PEOPLE)} cards" in said
    assert "Traceback" not in said


def test_nobody_listens(tmp_path: Path) -> None:
    """Standard error on a full disk changes nothing; standard output on one is told."""
    desk = workspace(tmp_path, ONE)
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no device that is always full")
    with full.open("w") as stream:
        assert subprocess.run([sys.executable, GENERATE, "check", desk], stderr=stream, check=False).returncode == 0
        done = subprocess.run(
            [sys.executable, GENERATE, "sheets"], stdout=stream, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_change_nothing(tmp_path: Path, closed: str) -> None:
    """As a scheduler starts a program: what is made is made, and no file gets the number of a stream."""
    out = tmp_path / "out"
    shell = shutil.which("sh")
    if shell is None:
        pytest.skip("the streams are closed by a shell")
    desk = workspace(tmp_path / "desk", ONE)
    build_it: list[str | Path] = [
        GENERATE,
        "build",
        desk,
        "--out",
        out,
        "--only",
        "cards",
        "--as-of",
        AS_OF,
        "--jobs",
        "2",
    ]
    for words, wanted in ((build_it, True), ([GENERATE, "clean", out], False)):
        done = subprocess.run(
            [shell, "-c", f'exec "$@" {closed}', "sh", sys.executable, *words], capture_output=True, check=False
        )
        assert (done.returncode, done.stdout) == (0, b"")
        assert (out / "manifest.json").is_file() is wanted


@pytest.mark.parametrize("words", [("sheets",), ("build", "--json"), ("confirm",)])
def test_a_reader_that_went_away_is_told(tmp_path: Path, words: Sequence[str]) -> None:
    """Exit code 4 and one line, as on a full disk: 1 would say that some packs could not be made."""
    reading, writing = os.pipe()
    os.close(reading)
    command, *options = words
    desk = [] if command == "sheets" else [workspace(tmp_path / "desk", ONE)]
    if command == "build":
        options += ["--out", str(tmp_path / "out"), "--only", "cards", "--jobs", "1"]
    done = subprocess.run(
        [sys.executable, GENERATE, command, *desk, *options], stdout=writing, stderr=subprocess.PIPE, text=True,
        check=False,
    )  # fmt: skip
    os.close(writing)
    assert done.returncode == 4, done.stderr
    assert done.stderr.splitlines()[-1] == "Standard output cannot be written (Broken pipe)."


def test_a_pipe_is_no_pdf(tmp_path: Path) -> None:
    """To read one could last for ever: wrong usage, as with a folder."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        assert press("proof", path).code == 2


def test_what_a_terminal_would_act_on_is_shown(tmp_path: Path) -> None:
    """A name that a hostile colleague gave a file moves no cursor."""
    done = press("proof", tmp_path / "\x1b[2Jnothing.pdf")
    assert "\x1b" not in done.said
    assert "\\u001b[2Jnothing.pdf" in done.err


def test_a_fault_of_the_program_shows_nobodys_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line with the kind and the place of it, and not the message: that may hold what was typed."""

    def fail(*_: object) -> None:
        raise KeyError("Awa Sample")

    monkeypatch.setattr(building, "look", fail)
    done = press("check", tmp_path)
    assert done.code == 1
    assert "KeyError, test_hostile.py line" in done.err
    assert "Awa" not in done.said
    assert "Traceback" not in done.said
    monkeypatch.setenv("PRESSROOM_TRACEBACK", "1")
    assert "Traceback" in press("check", tmp_path).err


def test_a_package_that_is_missing_is_told() -> None:
    """A Python without our packages: exit code 4, and how to get them."""
    isolated = subprocess.run([sys.executable, "-S", GENERATE, "demo"], capture_output=True, text=True, check=False)
    assert isolated.returncode == 4, isolated.stderr
    assert "is missing" in isolated.stderr
    assert "Traceback" not in isolated.stderr


def test_errors_come_without_a_promise(tmp_path: Path) -> None:
    """Where something must be mended first, the check does not say what a build would make."""
    done = press("check", workspace(tmp_path, [{"code": "P-1", "country": "TGO", "name": "ตัว"}]))
    assert done.code == 3
    assert "1 packs" not in done.err
