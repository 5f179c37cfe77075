"""Ends a run in order when it is to end early: Ctrl-C, a terminal that is closed, a machine that is shut down.

All of these become one ``KeyboardInterrupt``, so that the folder under work is left as it should be and no worker
outlives the run. An impatient second Ctrl-C does not break into the tidying up.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pressroom.cli.codes import Exit
from pressroom.interrupts import undisturbed

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))
"""What asks a program to end. Windows has SIGBREAK in the place of SIGHUP."""


@contextmanager
def orderly_end() -> Iterator[None]:
    """Turn the first of `SIGNALS` into a ``KeyboardInterrupt``, and leave the others unheard from then on.

    Signals that whoever started the program wants ignored (``nohup``, a job in the background) stay ignored. After
    an interrupt the handlers are not put back: the program is about to end.
    """
    undisturbed.is_asked = False
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    owner, heard = os.getpid(), [each for each in SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]

    def end(_number: int, _frame: object) -> None:
        if os.getpid() != owner:
            os._exit(Exit.INTERRUPTED)  # a forked worker that its parent ends: the parent tidies up
        for each in heard:
            signal.signal(each, signal.SIG_IGN)
        undisturbed.interrupt()

    before = {each: signal.signal(each, end) for each in heard}
    try:
        yield
    finally:
        if not undisturbed.is_asked:
            for each, handler in before.items():
                signal.signal(each, handler)
