"""Keeps the system from writing this process's memory to the disk when it crashes: everybody's data are in it."""

from __future__ import annotations

import contextlib
import sys

PR_SET_DUMPABLE = 4
"""``prctl(2)``: without it, no core is handed to the likes of systemd-coredump or apport either."""


def no_dumps() -> None:
    """Forbid core dumps of this process, where the system can. Windows asks elsewhere."""
    try:
        import resource
    except ImportError:
        return
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
