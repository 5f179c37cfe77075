"""How many people one run may be for. What the program writes down of them, it must be able to read again."""

from __future__ import annotations

MAX_PEOPLE = 100_000
"""Ten times the people of a large round. More rows are another list, and would take hours to print."""
