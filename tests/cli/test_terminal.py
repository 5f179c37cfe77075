"""What a build shows while it works: a bar on a terminal, lines in a pipe, JSON for a program; each alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.program.making import AS_OF, GENERATE, Run, generate, workspace

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

import fcntl
import pty
import struct
import termios

FULL, EMPTY, ANEW = "█", "░", "\r\x1b[K"


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    """Return what builds two cards."""
    desk = workspace(tmp_path / "desk", [{"code": code, "country": "TGO"} for code in ("P-1", "P-2")])
    return ["build", str(desk), "--out", str(tmp_path / "out"), "--as-of", AS_OF, "--jobs", "1", "--only", "cards"]


def on_a_terminal(*words: str, columns: int = 80, meanwhile: Callable[[subprocess.Popen[bytes], str], None]) -> Run:
    """Run the program with standard error on a terminal, and tell ``meanwhile`` what it said until then."""
    try:
        ours, its = pty.openpty()
    except OSError as error:
        pytest.skip(f"this machine lends no terminal: {error}")
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    env = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    with subprocess.Popen(
        [sys.executable, str(GENERATE), *words], stdin=its, stdout=subprocess.PIPE, stderr=its, env=env
    ) as process:
        os.close(its)
        said = b""
        while data := _read(ours):
            said += data
            meanwhile(process, said.decode(errors="replace"))
        out = process.communicate()[0].decode()
    os.close(ours)
    return Run(process.returncode, out, said.decode())


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # nobody has its other end open any more
        return b""


def ignore(_process: subprocess.Popen[bytes], _said: str) -> None:
    """Do nothing meanwhile."""


def left(said: str) -> list[str]:
    """Return the lines that are seen on a terminal in the end: what was drawn over is gone."""
    return [line.rsplit(ANEW, 1)[-1] for line in said.removesuffix("\r\n").split("\r\n")]


def drawn(said: str) -> list[str]:
    """Return each bar that was drawn, without what is after it."""
    return [each.split("\r\n")[0] for each in said.split(ANEW) if FULL in each or EMPTY in each]


def test_a_terminal_shows_a_bar_that_goes_away(command: list[str]) -> None:
    """It is drawn over for each finished piece up to the last; when all is made only whole lines are left."""
    done = on_a_terminal(*command, meanwhile=ignore)
    assert (done.code, done.out) == (0, "")
    bars = [f"{FULL * 12}{EMPTY * 12} 1/2  1/2 packs", f"{FULL * 24} 2/2  2/2 packs"]
    assert [bar[: len(bars[0])] for bar in drawn(done.err)] == bars
    assert any("0 packs, 2 cards" in line for line in left(done.err))
    assert [line for line in left(done.err) if FULL in line or EMPTY in line or "\x1b" in line or "\r" in line] == []
    assert not any(line.startswith("[1/") for line in left(done.err)), "lines are for pipes"


def test_a_narrow_terminal_gets_a_bar_that_does_not_wrap(command: list[str]) -> None:
    """A bar that ran over the edge could not be taken away: it is as wide as the terminal that it is drawn on."""
    done = on_a_terminal(*command, columns=30, meanwhile=ignore)
    assert done.code == 0
    assert [len(bar) for bar in drawn(done.err)] == [29, 29]


def test_a_bar_goes_away_when_the_run_is_ended(command: list[str]) -> None:
    """After an interrupt the terminal is as it should be: the bar is gone, and a line says how things stand."""
    sent: list[int] = []

    def interrupt(process: subprocess.Popen[bytes], said: str) -> None:
        if drawn(said) and not sent:
            sent.append(process.pid)
            process.send_signal(signal.SIGTERM)  # SIGINT is not heard in the background

    command[-2:] = []
    done = on_a_terminal(*command, meanwhile=interrupt)
    assert (done.code, bool(sent)) == (130, True)
    assert left(done.err)[-1].startswith("Interrupted. ")
    assert [line for line in left(done.err) if FULL in line or EMPTY in line or "\x1b" in line] == []


def test_a_terminal_stays_empty_where_quiet_is_asked_for(command: list[str]) -> None:
    """With -q nothing is shown but errors, and nothing is drawn."""
    done = on_a_terminal(*command, "-q", meanwhile=ignore)
    assert (done.code, done.said) == (0, "")


def test_a_pipe_gets_plain_lines(command: list[str]) -> None:
    """Where nobody could see a bar there is one line for each finished piece, and no sign that moves a cursor."""
    done = generate(*command)
    assert (done.code, done.out) == (0, "")
    counted = [line.split()[0] for line in done.err.splitlines() if line.startswith("[")]
    assert counted == ["[1/2]", "[2/2]"]
    assert not any(sign in done.err for sign in ("\r", "\x1b", FULL, EMPTY))


@pytest.mark.parametrize("terminal", [False, True])
def test_a_program_gets_json_alone(command: list[str], terminal: bool) -> None:
    """With --json standard output is the manifest, and standard error an object a line, on a terminal too."""
    done = on_a_terminal(*command, "--json", meanwhile=ignore) if terminal else generate(*command, "--json")
    assert done.code == 0
    manifest = json.loads(done.out)
    assert manifest["session"] == "small"
    assert done.out == (Path(command[3]) / "manifest.json").read_text(encoding="utf-8")
    assert [json.loads(line)["done"] for line in done.err.splitlines()] == [1, 2]
