"""Funds, reporting routes, guidelines, tools, organisations, offices: what the guidance refers to."""

from __future__ import annotations

from enum import StrEnum

from pressroom.model.base import Frozen, Wording
from pressroom.model.provenance import Sourced

REACH_FIELDS = ("phone", "email", "url")


class Kind(StrEnum):
    """What an entry is; it decides in which section it is printed."""

    REPORTING = "reporting"
    FUND = "fund"
    GUIDELINE = "guideline"
    TOOL = "tool"
    CONTACT = "contact"
    OFFICE = "office"


class Status(StrEnum):
    """Only active entries are printed. The others are kept so that nobody adds them back."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"
    UNVERIFIED = "unverified"


class Resource(Frozen):
    """One entry. ``regions`` holds alpha-3 codes or names of groups; empty means everywhere.

    ``organisation`` names the body behind the entry: a country that may not name one entry of a body may
    name none of them. ``aliases`` are the names, short names and domains, in any script, by which it is known.
    ``note`` is for staff and never printed.
    """

    id: str
    kind: Kind
    name: Wording
    summary: Wording = Wording()
    eligibility: Wording = Wording()
    url: Sourced | None = None
    email: Sourced | None = None
    phone: Sourced | None = None
    regions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    status: Status = Status.ACTIVE
    do_not_name_in: tuple[str, ...] = ()
    organisation: str = ""
    aliases: tuple[str, ...] = ()
    note: str = ""

    @property
    def body(self) -> str:
        """The id of the organisation behind this entry: its own id unless it says another."""
        return self.organisation or self.id

    def reach(self) -> dict[str, Sourced]:
        """Return the given ones of phone, e-mail and URL, in that order."""
        given = {name: getattr(self, name) for name in REACH_FIELDS}
        return {name: value for name, value in given.items() if value is not None}
