"""What may be printed of one phone, e-mail or link, and with which mark, on the day that is asked about."""

from __future__ import annotations

import calendar
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from pressroom.model.provenance import UNDATED, Confirmation, Sourced

CONFIRMED_DAYS = 180
"""How long a person's confirmation counts, in days, the last one included (the contract's table of states)."""

SOURCE_MONTHS = 24
"""The age in calendar months from which a published source is warned about (the contract's table of states)."""


class State(StrEnum):
    """How well a value is known. It decides whether it is printed, and with which mark."""

    CONFIRMED = "confirmed"
    """A person tried it and signed, at most `CONFIRMED_DAYS` before the day asked about."""
    TRIED = "tried"
    """A person tried it, longer ago than that."""
    SOURCED = "sourced"
    """A published source shows it."""
    UNCONFIRMED = "unconfirmed"
    """None of these."""


class Reason(StrEnum):
    """Why something was left out. This list is fixed: scripts read it in the manifest."""

    UNCONFIRMED = "unconfirmed"
    """Nobody tried the value and no published source shows it."""
    FUTURE_CONFIRMATION = "future-confirmation"
    """The same, but for a confirmation later than the day asked about."""
    NOT_CONFIRMED = "not-confirmed"
    """Sourced, or tried before; only confirmed values were asked for."""
    NO_CONTACT = "no-contact"
    """The entry has ways to reach it, and none of them may be printed."""
    NOT_ACTIVE = "not-active"
    """The entry is suspended, ended or unverified."""
    DO_NOT_NAME = "do-not-name"
    """The organisation may not be named in what is made for this country."""
    POLICE = "police"
    """A number of the police, whom the country's file does not allow to be printed."""
    NO_CONSENT = "no-consent"
    """A participant's contact who did not agree to be printed."""
    NO_CARD = "no-card"
    """A participant who is to have no card."""


@dataclass(frozen=True)
class Rules:
    """The day on which confirmations are judged, and how strict to be.

    Raises:
        ValueError: if both options are given; they contradict each other.
    """

    as_of: date
    confirmed_only: bool = False
    allow_unconfirmed: bool = False

    def __post_init__(self) -> None:
        if self.confirmed_only and self.allow_unconfirmed:
            raise ValueError("confirmed_only and allow_unconfirmed contradict each other")


@dataclass(frozen=True)
class Verdict:
    """What was decided of one value.

    ``when`` is the ISO date of the confirmation that counts; of a source its year or ``undated``; else empty.
    ``reason`` is None where the value is printed. ``warning`` is for staff, about a value that is printed.
    """

    value: str
    state: State
    when: str
    printed: bool
    reason: Reason | None = None
    warning: str | None = None


def judge(sourced: Sourced, confirmations: Iterable[Confirmation], rules: Rules, *, field: str = "phone") -> Verdict:
    """Return the verdict on one value.

    ``confirmations`` are those of the value's own id and field; one whose value is another does not count.
    Of the value's own confirmation and these, the newest that is not after ``rules.as_of`` counts.
    """
    tried = tuple(confirmations)
    wanted = normal_value(field, sourced.value) if tried else ""
    days = [c.confirmed for c in tried if normal_value(field, c.value) == wanted]
    if sourced.provenance.confirmed is not None and sourced.provenance.confirmed_by:  # tried *and* signed
        days.append(sourced.provenance.confirmed)
    newest = max((day for day in days if day <= rules.as_of), default=None)
    state, when = _state(newest, sourced.provenance.sourced, rules.as_of)
    reason = _reason(state, rules, later=bool(days) and newest is None)
    warning = _warning(sourced.provenance.sourced, rules.as_of) if state is State.SOURCED and not reason else None
    return Verdict(sourced.value, state, when, printed=reason is None, reason=reason, warning=warning)


def _state(newest: date | None, source_date: str | None, as_of: date) -> tuple[State, str]:
    if newest is not None:
        fresh = as_of - newest <= timedelta(days=CONFIRMED_DAYS)
        return (State.CONFIRMED if fresh else State.TRIED), newest.isoformat()
    if source_date:
        return State.SOURCED, source_date if source_date == UNDATED else source_date[:4]
    return State.UNCONFIRMED, ""


def _reason(state: State, rules: Rules, *, later: bool) -> Reason | None:
    if rules.allow_unconfirmed or state is State.CONFIRMED:
        return None
    if state is State.UNCONFIRMED:
        return Reason.FUTURE_CONFIRMATION if later else Reason.UNCONFIRMED
    return Reason.NOT_CONFIRMED if rules.confirmed_only else None


def _warning(source_date: str | None, as_of: date) -> str | None:
    if source_date == UNDATED:
        return "its source bears no date: try it, and record that with confirm"
    if source_date and add_months(_first_day(source_date), SOURCE_MONTHS) < as_of:
        age = f"its source is of {source_date}, more than {SOURCE_MONTHS} months ago"
        return f"{age}: try it, and record that with confirm"
    return None


def _first_day(source_date: str) -> date:
    """Return the earliest day that ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` can mean: better one warning too many."""
    year, month, day = (*(int(part) for part in source_date.split("-")), 1, 1)[:3]
    return date(year, month, day)


def add_months(day: date, months: int) -> date:
    """Return the same day of the month so many months later, or that month's last day where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def normal_value(field: str, value: str) -> str:
    """Return a value in the form in which two writings of the same one are equal.

    A phone (and every field that is not ``email`` or ``url``) is its digits, in any script, without the
    international ``00``; an e-mail is casefolded; of a link scheme and host are casefolded, the rest is kept.
    """
    text = unicodedata.normalize("NFKC", value).strip()
    if field == "email":
        return text.casefold()
    if field == "url":
        return _normal_url(text)
    digits = "".join(str(unicodedata.digit(char)) for char in text if unicodedata.digit(char, None) is not None)
    return digits.removeprefix("00")


def _normal_url(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        return text
    return parts._replace(netloc=parts.netloc.casefold(), path=parts.path or "/").geturl()
