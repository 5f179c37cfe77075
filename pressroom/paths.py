"""Where the folders that travel with the program are: ``packs``, ``templates`` and ``assets``.

In a checkout they stand beside the package, where a programme officer and a designer find
them. Installed from a wheel, they are inside it. Nothing else in the program knows which.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_shipped"


def shipped(*parts: str) -> Path:
    """Return the path of a file or folder that travels with the program, as ``shipped("assets", "fonts")``.

    Whether it exists is for the caller to find out: a broken installation is a matter for ``doctor``.
    """
    root = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent
    return root.joinpath(*parts)
