"""What staff know of one country: numbers, people and offices there, and whom not to name."""

from __future__ import annotations

from enum import StrEnum

from pressroom.model.base import Frozen, Wording
from pressroom.model.provenance import Sourced
from pressroom.model.resource import REACH_FIELDS


class Service(StrEnum):
    """An emergency service. A country's file says which number is whose."""

    GENERAL = "general"
    POLICE = "police"
    AMBULANCE = "ambulance"
    FIRE = "fire"


class ContactKind(StrEnum):
    """What a contact in the country is; it decides under which heading it is printed."""

    EMBASSY = "embassy"
    UN = "un"
    NHRI = "nhri"
    NGO = "ngo"
    LAWYER = "lawyer"
    MEDIA = "media"
    OTHER = "other"


class EmergencyNumber(Frozen):
    """A short code or a full number of one service, as dialled in the country."""

    service: Service
    number: Sourced


class CountryContact(Frozen):
    """A person or office in the country. ``id`` is given by staff, else made from country and position."""

    id: str
    kind: ContactKind
    name: str
    role: str = ""
    phone: Sourced | None = None
    email: Sourced | None = None
    url: Sourced | None = None
    address: str = ""
    languages: tuple[str, ...] = ()

    def reach(self) -> dict[str, Sourced]:
        """Return the given ones of phone, e-mail and URL, in that order."""
        given = {name: getattr(self, name) for name in REACH_FIELDS}
        return {name: value for name, value in given.items() if value is not None}


class Country(Frozen):
    """A country's file. An absent file is an empty record: the page then prints ruled lines."""

    code: str
    emergency_numbers: tuple[EmergencyNumber, ...] = ()
    police: bool = False
    contacts: tuple[CountryContact, ...] = ()
    notes: Wording = Wording()
    do_not_name: tuple[str, ...] = ()
    card_language: tuple[str, ...] = ()
