"""An interrupt waits while a lock is taken, and comes at once else."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys

import pytest

from pressroom.cli.interrupts import orderly_end
from pressroom.interrupts import TRACEBACK, Undisturbed, undisturbed
from pressroom.paths import shipped


def test_an_interrupt_comes_when_the_steps_are_done() -> None:
    """What is undisturbed is finished, however deep it is in another; the interrupt comes at its end."""
    done: list[int] = []

    def steps() -> None:
        with undisturbed:
            with undisturbed:
                signal.raise_signal(signal.SIGTERM)
                done.append(1)
            done.append(2)
        done.append(3)

    with pytest.raises(KeyboardInterrupt), orderly_end():
        steps()
    assert done == [1, 2]
    with undisturbed:  # it came once, and is not left for others
        pass


def test_an_interrupt_comes_at_once_where_nothing_is_in_its_way() -> None:
    """Also after something that was undisturbed."""
    own = Undisturbed()
    with own:
        pass
    with pytest.raises(KeyboardInterrupt):
        own.interrupt()


def test_an_interrupt_that_was_swallowed_is_heard_at_the_next_step() -> None:
    """Python forgets one that comes while it forgets something else; long work looks between its steps."""

    def steps() -> None:
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)
        undisturbed.look()

    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with pytest.raises(KeyboardInterrupt), orderly_end():
        steps()
    with orderly_end():
        undisturbed.look()  # another run is not ended by it


@pytest.mark.parametrize("variable", ["", "1"])
def test_an_interrupt_while_something_is_cleared_away_shows_no_traceback(variable: str) -> None:
    """Python raises nothing on from a finalizer, and would print where it came from; developers may see that."""
    code = """
import weakref
from pressroom.cli.main import cli, main

class Page: pass

def clear():
    raise KeyboardInterrupt

@cli.command()
def fault():
    page = Page()
    weakref.finalize(page, clear)
    del page

main(["fault"])
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=shipped(), env=os.environ | {TRACEBACK: variable},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert ("Traceback" in done.stderr) is bool(variable)
    assert variable or done.stderr == ""


def test_an_error_among_the_steps_does_not_keep_it_back() -> None:
    """Whatever the steps come to, an interrupt that was put off is not lost."""
    own = Undisturbed()

    def fail() -> None:
        with own:
            own.interrupt()
            raise ValueError

    with pytest.raises(KeyboardInterrupt):
        fail()
