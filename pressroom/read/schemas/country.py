"""The form of ``countries/XXX.yaml``, and of the numbers at the place of the meeting."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from pressroom.model import Country, CountryContact, EmergencyNumber, Wording
from pressroom.model.country import ContactKind, Service
from pressroom.read.schemas.base import (
    Input,
    LongWords,
    ProvenanceIn,
    SourcedEmail,
    SourcedNumber,
    SourcedPhone,
    SourcedUrl,
    sourced,
)
from pressroom.read.values import EntryId, LanguageCode, Line, Paragraph, SpokenLanguage, YesNo, in_list, unique


class EmergencyNumberIn(ProvenanceIn):
    """A number that one dials in an emergency."""

    service: Service = Field(description="general, police, ambulance or fire.")
    number: SourcedNumber = Field(description="As dialled in the country: 2 to 6 digits, or a full number with +.")

    def model(self) -> EmergencyNumber:
        """Return the number with its provenance."""
        return EmergencyNumber(service=self.service, number=self.number.sourced_value(self.provenance()))


class CountryContactIn(ProvenanceIn):
    """A person or office in the country."""

    id: EntryId | None = Field(None, description="An id for confirmations; else country and position: TGO/contact1.")
    kind: ContactKind = Field(description="embassy, un, nhri, ngo, lawyer, media or other.")
    name: Line = Field(description="The name of the person or office.")
    role: Line | None = Field(None, description="What they do, such as human rights focal point.")
    phone: SourcedPhone | None = Field(None, description="With + and the country code.")
    email: SourcedEmail | None = Field(None, description="The e-mail address.")
    url: SourcedUrl | None = Field(None, description="A link that starts with https://.")
    address: Paragraph | None = Field(None, description="The postal address.")
    languages: Annotated[list[SpokenLanguage], AfterValidator(unique)] = Field(
        [], description="The languages in which they answer."
    )

    def model(self, made_id: str) -> CountryContact:
        """Return the contact; ``made_id`` names one that staff gave no id."""
        entry = self.provenance()
        return CountryContact(
            id=self.id or made_id,
            kind=self.kind,
            name=self.name,
            role=self.role or "",
            phone=sourced(self.phone, entry),
            email=sourced(self.email, entry),
            url=sourced(self.url, entry),
            address=self.address or "",
            languages=tuple(self.languages),
        )


class CountryIn(Input):
    """What staff know of one country: countries/XXX.yaml."""

    emergency_numbers: list[EmergencyNumberIn] = Field([], description="Short numbers, as dialled in the country.")
    police: YesNo = Field(default=False, description="yes prints numbers of the police, who may be the threat.")
    contacts: list[CountryContactIn] = Field([], description="Embassies, the UN, organisations, lawyers, media.")
    notes: LongWords | None = Field(None, description="Printed on the country's page: text, or one for each language.")
    do_not_name: Annotated[list[EntryId], AfterValidator(unique)] = Field(
        [], description="Ids of resources that nothing made for this country may name."
    )
    card_language: Annotated[
        list[LanguageCode],
        BeforeValidator(in_list),
        AfterValidator(unique),
        WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
    ] = Field([], description="The language of officials there, or a list.")

    def model(self, code: str) -> Country:
        """Return the country with the alpha-3 code ``code``."""
        return Country(
            code=code,
            emergency_numbers=tuple(number.model() for number in self.emergency_numbers),
            police=self.police,
            contacts=tuple(contact.model(f"{code}/contact{n}") for n, contact in enumerate(self.contacts, 1)),
            notes=self.notes or Wording(),
            do_not_name=tuple(self.do_not_name),
            card_language=tuple(self.card_language),
        )
