"""What stands in the few places that are reserved: the lines that answer day and night, the card's line and codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pressroom.model import Wording
from pressroom.model.lines import Line, Lines
from pressroom.policy.selection import Selection
from pressroom.policy.verdict import Verdict


@dataclass(frozen=True)
class Row:
    """A line to call or write to: whose it is, the value with its field's name, its verdict, for which trouble."""

    id: str
    name: Wording
    value: str
    field: str
    verdict: Verdict
    needs: Wording
    languages: tuple[str, ...] = ()


def day_and_night(lines: Lines, selection: Selection) -> tuple[Row, ...]:
    """Return the lines that answer day and night and may be printed, in the order of the data."""
    return _rows(lines.day_and_night, selection)


def card_line(lines: Lines, selection: Selection) -> Row | None:
    """Return the line on the card's front: the first that may be printed, or None."""
    return _first(lines.card_line, selection)


def card_links(lines: Lines, selection: Selection) -> tuple[str | None, str | None]:
    """Return the URLs of the two codes on the card's back, for reporting and for help.

    Of each list the first that may be printed; None, where none may, means a ruled line (the contract).
    """
    report, help_ = _first(lines.card_qr.report, selection), _first(lines.card_qr.help, selection)
    return (report.value if report else None), (help_.value if help_ else None)


def _first(lines: Iterable[Line], selection: Selection) -> Row | None:
    return next(iter(_rows(lines, selection)), None)


def _rows(lines: Iterable[Line], selection: Selection) -> tuple[Row, ...]:
    found: list[Row] = []
    for line in lines:
        if hit := selection.printed(line.id, line.field):
            resource, verdict = hit
            name = line.name or resource.name
            found.append(Row(line.id, name, verdict.value, line.field, verdict, line.needs, resource.languages))
    return tuple(found)
