"""A build asks nobody and reads nothing that is not its own."""

from __future__ import annotations

import re
import socket
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.program.making import AS_OF, ROOT, build, contact, generate, workspace
from tests.program.reading import needs

PEOPLE = ({"code": "P-1", "country": "TGO", **contact(1, "Awa", email="awa@example.org")},)
_CALL = re.compile(r'(openat|open|connect|socket|sendto)\((.*)\)\s+= (-?\d+)')  # fmt: skip
_PATH = re.compile(r'"([^"]*)"')


def test_no_socket_is_connected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a host name is looked up nor a connection opened, whatever addresses the workspace holds."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something asked the network")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    done = build(workspace(tmp_path / "desk", PEOPLE), tmp_path / "out")
    assert done.code == 0, done.err


def allowed(path: str, folders: list[Path]) -> bool:
    """Whether a program may read this file for its content."""
    if path.startswith(("/proc/self/", "/proc/sys/", "/proc/filesystems", "/sys/", "/dev/", "/etc/")):
        return True  # the kernel, and the system's own settings, which every process opens
    if ".so" in Path(path).name or path.endswith((".gconv", "gconv-modules.cache")):
        return True  # shared libraries
    return any(Path(path).is_relative_to(folder) for folder in folders)


def test_no_other_file_is_read(tmp_path: Path) -> None:
    """Workspace, program, Python, output, temporary folder, cache and settings: no font or file of this machine."""
    desk, log, home = workspace(tmp_path / "desk", PEOPLE), tmp_path / "calls", tmp_path / "home"
    home.mkdir()
    trace = [needs("strace"), "-f", "-qq", "-e", "trace=open,openat,connect,sendto", "-o", str(log)]
    run = generate(
        "build", desk, "--out", tmp_path / "out", "--as-of", AS_OF, "--jobs", "2", before=trace,
        HOME=str(home), XDG_CACHE_HOME=str(tmp_path / "cache"), TMPDIR=str(tmp_path),
    )  # fmt: skip
    if run.code != 0 and "ptrace" in run.err:
        pytest.skip("this machine permits no tracing")
    assert run.code == 0, run.err
    python = [sys.prefix, sys.base_prefix, *sysconfig.get_paths().values()]
    folders = [Path(p).resolve() for p in (ROOT, tmp_path, *python)] + [Path(p) for p in python]
    read, connected = set(), set()
    for call, arguments, result in _CALL.findall(log.read_text(errors="replace")):
        if call in {"connect", "sendto"}:
            connected.add(arguments)
        elif int(result) >= 0 and "O_DIRECTORY" not in arguments and (found := _PATH.search(arguments)):
            read.add(str((tmp_path / found[1]).resolve() if not found[1].startswith("/") else found[1]))
    assert any(path.startswith(str(desk)) for path in read)
    assert connected == set()
    assert sorted(path for path in read if not allowed(path, folders) and Path(path).is_file()) == []
