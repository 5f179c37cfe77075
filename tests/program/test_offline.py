"""A build asks nobody and reads nothing that is not its own."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.languages.making import round_of, small
from tests.program.making import AS_OF, ROOT, build, contact, generate, workspace
from tests.program.reading import needs

PEOPLE = ({"code": "P-1", "country": "TGO", **contact(1, "Awa", email="awa@example.org")},)
_CALL = re.compile(r"\d+ +(execve|openat|open|connect|sendto)\((.*)\)\s+= (-?\d+)")
_PATH = re.compile(r'"([^"]*)"')


def test_a_build_asks_no_network(tmp_path: Path) -> None:
    """Neither a host name is looked up nor a connection opened, whatever addresses the workspace holds.

    Each test fails where that happens (tests/conftest.py); this one builds all kinds of files for it.
    """
    done = build(workspace(tmp_path / "desk", PEOPLE), tmp_path / "out")
    assert done.code == 0, done.err


def test_the_sample_in_six_languages_asks_no_network(sample: Path) -> None:
    """The whole sample was built with the network forbidden to the program and to both of its workers."""
    languages = {path.stem[-2:] for path in sample.glob("*/*-pack-*.pdf")}
    assert languages == {"en", "fr", "es", "ar", "ru", "zh"}
    guarded = "import sitecustomize, os; print(os.environ[sitecustomize.LOG] != '')"
    done = subprocess.run([sys.executable, "-c", guarded], capture_output=True, text=True, check=False)
    assert done.stdout == "True\n", done.stderr


def test_no_socket_for_a_network_is_made(tmp_path: Path) -> None:
    """Seen from below, by the system: no process of a build in six languages makes one, not even a library in C."""
    log = tmp_path / "calls"
    desk = small(tmp_path / "desk", round_of(), {"countries": ["TGO"]})
    trace = [needs("strace"), "-f", "-qq", "-e", "trace=%network", "-o", str(log)]
    run = generate("build", desk, "--out", tmp_path / "out", "--as-of", AS_OF, "--jobs", "2", before=trace)
    if run.code != 0 and "ptrace" in run.err:
        pytest.skip("this machine permits no tracing")
    assert run.code == 0, run.err
    calls_made = log.read_text(errors="replace").splitlines()
    assert [call for call in calls_made if "AF_INET" in call or "AF_PACKET" in call or "AF_NETLINK" in call] == []


SETTINGS = (
    "/proc/", "/sys/", "/dev/", "/etc/", "/usr/lib/locale/", "/usr/lib/ssl/", "/usr/share/locale/",
    "/usr/share/zoneinfo/", "/usr/share/fontconfig/",
)  # fmt: skip
"""The kernel's and the system's settings, which every process reads. Of fontconfig these are the names of rules: the
rules that hold are those in our own fonts.conf."""


def allowed(path: str, folders: list[Path]) -> bool:
    """Whether a program may read this file for its content: settings, shared libraries, and what is its own."""
    is_library = ".so" in Path(path).name or "/gconv/" in path
    return is_library or path.startswith(SETTINGS) or any(Path(path).is_relative_to(folder) for folder in folders)


def test_no_other_file_is_read(tmp_path: Path) -> None:
    """Workspace, program, Python, output, temporary folder, cache and settings: no font or file of this machine.

    No other program is run, either.
    """
    desk, log, home = workspace(tmp_path / "desk", PEOPLE), tmp_path / "calls", tmp_path / "home"
    home.mkdir()
    trace = [needs("strace"), "-f", "-qq", "-e", "trace=execve,open,openat,connect,sendto", "-o", str(log)]
    run = generate(
        "build", desk, "--out", tmp_path / "out", "--as-of", AS_OF, "--jobs", "2", before=trace,
        HOME=str(home), XDG_CACHE_HOME=str(tmp_path / "cache"), TMPDIR=str(tmp_path),
    )  # fmt: skip
    if run.code != 0 and "ptrace" in run.err:
        pytest.skip("this machine permits no tracing")
    assert run.code == 0, run.err
    python = [Path(path) for path in (sys.prefix, sys.base_prefix, *sysconfig.get_paths().values())]
    folders = [ROOT, tmp_path, *python, *(path.resolve() for path in python)]
    read, connected, programs = calls(log.read_text(errors="replace"))
    assert any(path.startswith(str(desk)) for path in read)
    assert connected == []
    assert {Path(path).name for path in programs if "python" not in Path(path).name} == set()
    assert sorted(path for path in read if not allowed(path, folders) and Path(path).is_file()) == []


def calls(log: str) -> tuple[set[str], list[str], set[str]]:
    """Return the files that were opened, what was connected to, and the programs that were run."""
    read: set[str] = set()
    connected: list[str] = []
    programs: set[str] = set()
    for call, arguments, result in _CALL.findall(log):
        path = _PATH.search(arguments)
        if call in {"connect", "sendto"}:
            connected.append(arguments)
        elif int(result) >= 0 and path:
            (programs if call == "execve" else read).add(path[1])
    return read, connected, programs
