"""The meeting, and the people who get a pack."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pressroom.model.base import Frozen, Wording


class Edition(StrEnum):
    """Open is branded; discreet looks like a travel note and names no organisation."""

    OPEN = "open"
    DISCREET = "discreet"


class Paper(StrEnum):
    """The paper of the packs."""

    A4 = "A4"
    LETTER = "Letter"
    A5 = "A5"


class Host(Frozen):
    """Who hands the packs out. The host's own word: printed as given, without a mark."""

    name: str
    phone: str
    emergency_phone: str
    emergency_until: date | None = None
    email: str
    website: str
    address: str | None = None


class Discreet(Frozen):
    """What the discreet edition shows: ``heading`` in place of the title, ``card_qr`` on the card's back."""

    heading: Wording = Wording()
    card_qr: tuple[str, ...] = ()


class Session(Frozen):
    """One meeting (``session.yaml``)."""

    id: str
    title: Wording
    starts: date
    ends: date
    venue: Wording
    host: Host
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    edition: Edition
    discreet: Discreet = Discreet()
    paper: Paper = Paper.A4
    sheet: str | None = None
    destroy_after: date | None = None
    columns: dict[str, str] = {}  # noqa: RUF012 - pydantic copies it
    specimen: bool = False


class Person(Frozen):
    """An emergency contact of a participant. Printed only with consent.

    ``consent`` is the ISO date on which they agreed, ``yes`` or ``no``.
    """

    name: str
    relation: str = ""
    phone: str | None = None
    email: str | None = None
    consent: str = "no"

    @property
    def agreed(self) -> bool:
        """Whether this person agreed to be printed."""
        return self.consent != "no"


class Participant(Frozen):
    """One row of the table. ``name`` and ``organisation`` stand on the open cover alone, ``note`` nowhere.

    ``contacts`` has as many places as the row has: ``contacts[0]`` is contact 1, a blank one is None.
    ``language`` and ``edition`` are the row's own, else the session's.
    """

    code: str
    country: str
    also_countries: tuple[str, ...] = ()
    language: str
    edition: Edition
    card: bool = True
    name: str = ""
    organisation: str = ""
    note: str = ""
    contacts: tuple[Person | None, ...] = ()

    @property
    def countries(self) -> frozenset[str]:
        """Every country whose rules on names hold for what this person carries."""
        return frozenset((self.country, *self.also_countries))

    def agreed_contacts(self) -> list[tuple[int, Person]]:
        """Return (number from 1, contact) of those who agreed to be printed."""
        return [(n, c) for n, c in enumerate(self.contacts, 1) if c is not None and c.agreed]
