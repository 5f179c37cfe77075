"""For all tests: no network, and interrupts that are heard.

A test that speaks to a service on this machine bears the mark ``service``.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

if getattr(sys.modules.get("sitecustomize"), "LOG", "") == "PRESSROOM_TEST_NETWORK":
    # A worker of the tests is a Python that the tests started: its guard stands already, and is the one to ask.
    sys.modules["tests.guard.sitecustomize"] = sys.modules["sitecustomize"]

from tests.guard import sitecustomize as guard


def pytest_configure() -> None:
    """Forbid the network to this process, and to every Python that the tests start; have all hear interrupts.

    What a shell starts in the background ignores them, and so would all that is started from there.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    handle, name = tempfile.mkstemp(prefix="network-", suffix=".log")
    os.close(handle)
    os.environ[guard.LOG] = name
    paths = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    here = str(Path(guard.__file__).parent)
    os.environ["PYTHONPATH"] = os.pathsep.join([here, *(path for path in paths if path != here)])
    if guard.__name__ != "sitecustomize":
        sys.addaudithook(guard.hook)


def pytest_unconfigure() -> None:
    """Take the list of attempts away."""
    if name := os.environ.pop(guard.LOG, None):
        Path(name).unlink(missing_ok=True)


def pytest_collection_finish() -> None:
    """Spare the garbage collector the thousands of tests: each build of a test has it look at all that there is."""
    gc.collect()
    gc.freeze()


def attempts() -> list[str]:
    """Return what was tried since this was asked last, here or in a process that a test started."""
    log = Path(os.environ[guard.LOG])
    said = log.read_text(encoding="utf-8").splitlines()
    log.write_text("", encoding="utf-8")
    return said


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that asked the network, also where what it tests made nothing of the refusal."""
    is_service = request.node.get_closest_marker("service") is not None
    os.environ[guard.LOOPBACK] = "1" if is_service else ""
    yield
    tried = attempts()
    assert tried == [], "the test, or what it started, asked the network"


@pytest.fixture(autouse=True)
def _signals_as_before() -> Iterator[None]:
    """Leave no signal unheard for later tests: a run that was interrupted ignores all that could end it again."""
    from pressroom.cli.interrupts import SIGNALS

    before = {each: signal.getsignal(each) for each in SIGNALS}
    yield
    for each, handler in before.items():
        if signal.getsignal(each) is not handler:
            signal.signal(each, handler)


@pytest.fixture
def signals() -> None:
    """Have this process hear SIGTERM as Python does, whatever started it."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
