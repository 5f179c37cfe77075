"""Puts something else in the place of what WeasyPrint does, and puts everything back.

The places that are changed are private: the version of WeasyPrint is bounded, and tests set documents with and without
the changes.
"""

from __future__ import annotations

import sys
from typing import Any

_NOTHING = object()
_ORIGINALS: list[tuple[Any, str, Any]] = []
"""What stood in the changed places: object, name, value (`_NOTHING` where there was none)."""


def is_changed() -> bool:
    """Whether anything is changed now."""
    return bool(_ORIGINALS)


def change(place: Any, name: str, value: Any) -> None:
    """Put a value in a place until `undo`."""
    _ORIGINALS.append((place, name, getattr(place, name, _NOTHING)))
    setattr(place, name, value)


def change_everywhere(name: str, slow: Any, quick: Any) -> None:
    """Put ``quick`` in the place of a function in every module of WeasyPrint that has imported it."""
    for title, module in list(sys.modules.items()):
        if title.startswith("weasyprint") and getattr(module, name, None) is slow:
            change(module, name, quick)


def undo() -> None:
    """Put everything back."""
    while _ORIGINALS:
        place, name, value = _ORIGINALS.pop()
        if value is _NOTHING:
            delattr(place, name)
        else:
            setattr(place, name, value)
