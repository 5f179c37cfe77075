"""What can become of an order that is not done, without anybody's data."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

from pressroom.interrupts import TRACEBACK


class Fault(Exception):
    """A fault of the program ended one order. The message is one line, without anybody's data."""


class Lost(Exception):
    """Whoever was doing an order is gone; the others go on."""


def fault_of(error: Exception) -> str:
    """Return a fault of the program in one line, without anybody's data: what it was and where."""
    if isinstance(error, Fault):
        return str(error)
    if os.environ.get(TRACEBACK):
        traceback.print_exception(error)
    frame = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frame[-1].filename).name} line {frame[-1].lineno}" if frame else "elsewhere"
    return f"the program has a fault of its own ({type(error).__name__}, {place}): tell those who look after it"
