"""Gives memory that is free back to the system: a list of ten thousand people is read once, and leaves half of it."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import sys


def give_back() -> None:
    """Return what is free to the system, where its allocator keeps it (glibc's ``malloc_trim(3)``)."""
    gc.collect()
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
