"""What went wrong on the way from HTML to pages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One fault of a typeset document; any of them fails it.

    ``code`` is ``spilled`` (text beyond its place), ``pages`` (too many pages), ``lost`` (a QR code on no page) or
    ``engine`` (a line that WeasyPrint logged: a missing image, glyph, anchor, style). ``field`` names the value at
    fault where the template says so (``data-field``). ``page`` counts from 1; 0 where it is not known.
    """

    code: str
    message: str
    field: str = ""
    page: int = 0
