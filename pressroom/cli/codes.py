"""What the program's exit codes mean. Scripts rely on them."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of every command."""

    MADE = 0
    """All was made."""
    SOME_FAILED = 1
    """Some packs could not be made; the rest are whole and the failures are listed."""
    USAGE = 2
    """Wrong usage."""
    WORKSPACE = 3
    """The workspace has errors; nothing was made."""
    MACHINE = 4
    """This machine lacks something."""
    INTERRUPTED = 130
    """Interrupted."""
