"""The guard against the network guards: whatever asks, here or in a process that was started, is told."""

from __future__ import annotations

import multiprocessing
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.conftest import attempts
from tests.guard import sitecustomize as guard

AWAY = ("203.0.113.9", 9)
"""An address of documentation (RFC 5737): nobody has it."""


def connect() -> None:
    """Open a connection, as anything that calls home does."""
    with socket.socket() as one:
        one.settimeout(1)
        one.connect(AWAY)


def outcome() -> str:
    """Return what kind of error an attempt ends in."""
    try:
        connect()
    except Exception as error:  # noqa: BLE001 - whichever it is
        return type(error).__name__
    return "connected"


def send() -> None:
    """Send without a connection, as a question to the DNS does."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.sendto(b"x", AWAY)


def serve() -> None:
    """Wait for others to connect."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))


WAYS: list[tuple[str, Callable[[], object]]] = [
    ("socket.connect", connect),
    ("socket.sendto", send),
    ("socket.getaddrinfo", lambda: socket.create_connection(("example.org", 443), 1)),
    ("socket.getaddrinfo", lambda: socket.getaddrinfo("example.org", 443)),
    ("socket.gethostbyname", lambda: socket.gethostbyname("example.org")),
    ("socket.bind", serve),
]


@pytest.mark.parametrize(("event", "way"), WAYS)
def test_the_network_is_refused(event: str, way: Callable[[], object]) -> None:
    """Connections, questions for a name, single packets, and services: each is refused, and told by its kind."""
    with pytest.raises(guard.ForbiddenError):
        way()
    (tried,) = attempts()
    assert tried.startswith(event)


def test_what_swallows_the_refusal_is_told() -> None:
    """A library that takes any error for a missing network would go unnoticed by a mere exception."""
    try:
        urllib.request.urlopen("http://203.0.113.9/", timeout=1)
    except (guard.ForbiddenError, urllib.error.URLError):
        tried = attempts()
    assert len(tried) == 1


def test_this_machine_is_refused_as_well() -> None:
    """A service on this machine may hand on to others; tests that need one say so."""
    with pytest.raises(guard.ForbiddenError):
        socket.create_connection(("127.0.0.1", 9), 1)
    assert attempts() != []


@pytest.mark.service
def test_a_test_that_says_so_may_speak_to_a_service_here() -> None:
    """It may serve on this machine, and ask there; nowhere else."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), 5) as one:
        one.sendall(b"x")
        with pytest.raises(guard.ForbiddenError):
            connect()
    assert len(attempts()) == 1


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_are_held_to_it(method: str) -> None:
    """A process of a pool, made in either way, has the guard of the one that made it."""
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip("this system makes no processes in this way")
    with ProcessPoolExecutor(1, multiprocessing.get_context(method)) as pool:
        assert pool.submit(outcome).result(60) == "ForbiddenError"
    assert len(attempts()) == 1


def test_programs_are_held_to_it() -> None:
    """A Python that a test starts, with the environment that it has, cannot ask either."""
    ask = "import socket; socket.getaddrinfo('example.org', 443)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "ForbiddenError" in done.stderr
    assert attempts() == ["socket.getaddrinfo 'example.org'"]


def test_processes_of_one_machine_may_speak() -> None:
    """A pair of sockets within the system is no network."""
    one, other = socket.socketpair()
    with one, other:
        one.sendall(b"x")
        assert other.recv(1) == b"x"
    assert os.environ[guard.LOG]
