"""The form of one participant: a row of a table, or an entry of ``participants.yaml``."""

from __future__ import annotations

import functools
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from pressroom.model import Participant, Person
from pressroom.model.session import Edition
from pressroom.read.reach import Email, Phone
from pressroom.read.schema import Loc, path_name
from pressroom.read.schemas.base import Input
from pressroom.read.tables import MAX_CONTACTS
from pressroom.read.values import Consent, CountryCode, LanguageCode, Line, Paragraph, ParticipantCode, YesNo, unique

_BETWEEN = re.compile("[\\s,;\u060c\u3001\uff0c\uff1b]+")
"""What stands between two codes of one cell: spaces, or the commas of any script."""


def _codes(value: Any) -> Any:
    """Return the codes of one text, which spaces part, or commas as in a list."""
    return [code for code in _BETWEEN.split(value) if code] if isinstance(value, str) else value


class PersonIn(Input):
    """An emergency contact. Printed with consent alone."""

    name: Line | None = Field(None, description="The contact's name, as it may be printed.")
    relation: Line | None = Field(None, description="Who they are: sister, lawyer, colleague.")
    phone: Phone | None = Field(None, description="Their phone, with + and the country code.")
    email: Email | None = Field(None, description="Their e-mail address.")
    consent: Consent | None = Field(
        None, description="yes, no, or the date on which they agreed to be printed. Without it they are left out."
    )

    def model(self) -> Person | None:
        """Return the contact, or None where nothing is known of anyone."""
        if not (self.name or self.relation or self.phone or self.email):
            return None
        return Person(
            name=self.name or "",
            relation=self.relation or "",
            phone=self.phone,
            email=self.email,
            consent=self.consent or "no",
        )


class ParticipantIn(Input):
    """One person who gets a pack."""

    code: ParticipantCode = Field(description="Stands for the person in file names and lists: no name in it.")
    country: CountryCode = Field(description="Their country, one of the session's, as an alpha-3 code.")
    also_countries: Annotated[
        list[CountryCode],
        BeforeValidator(_codes),
        AfterValidator(unique),
        WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
    ] = Field([], description="Other countries where they live or pass through, with spaces between.")
    language: LanguageCode | None = Field(None, description="Of their pack; the session's first by default.")
    edition: Edition | None = Field(None, description="open or discreet; the session's by default.")
    card: YesNo = Field(default=True, description="no leaves the wallet card out.")
    name: Line | None = Field(None, description="Printed on the cover of the open edition alone.")
    organisation: Line | None = Field(None, description="Printed on the cover of the open edition alone.")
    note: Paragraph | None = Field(None, description="For staff; never printed.")
    contacts: Annotated[list[PersonIn], Field(max_length=MAX_CONTACTS)] = Field(
        [], description="Up to four emergency contacts."
    )

    def model(self, language: str, edition: Edition) -> Participant:
        """Return the participant; ``language`` and ``edition`` are the session's, for who has none of their own."""
        return Participant(
            code=self.code,
            country=self.country,
            also_countries=tuple(self.also_countries),
            language=self.language or language,
            edition=self.edition or edition,
            card=self.card,
            name=self.name or "",
            organisation=self.organisation or "",
            note=self.note or "",
            contacts=_people(self.contacts),
        )


def _people(contacts: list[PersonIn]) -> tuple[Person | None, ...]:
    """Return the contacts, each in its place; blank places after the last one are nobody's."""
    people = [contact.model() for contact in contacts]
    while people and people[-1] is None:
        people.pop()
    return tuple(people)


@functools.lru_cache(maxsize=256)
def column_name(loc: Loc) -> str:
    """Return the name of a column for a path of keys: ``("contacts", 0, "phone")`` is ``contact1_phone``."""
    match loc:
        case ("contacts", int(n), str(key), *_):
            return f"contact{n + 1}_{key}"
        case ("contacts", int(n)):
            return f"contact{n + 1}"
        case (str(name), *_) if name != "contacts":
            return name
    return path_name(loc)
