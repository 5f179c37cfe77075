"""The form of ``session.yaml``."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from pressroom.model import Discreet, Host, Session, Wording
from pressroom.model.session import Edition, Paper
from pressroom.read.reach import Email, Phone, Url, Website
from pressroom.read.schemas.base import Input, Words
from pressroom.read.tables import COLUMNS
from pressroom.read.values import (
    CountryCode,
    IsoDate,
    LanguageCode,
    Line,
    Paragraph,
    Slug,
    YesNo,
    keys_among,
    unique,
)


class HostIn(Input):
    """Who hands the packs out. Printed as given, without a mark."""

    name: Line = Field(description="The name of the host organisation.")
    phone: Phone = Field(description="The office's phone, with + and the country code.")
    emergency_phone: Phone = Field(description="The phone that the host answers in an emergency.")
    emergency_until: IsoDate | None = Field(None, description="The last day on which that phone is answered.")
    email: Email = Field(description="The host's e-mail address.")
    website: Website = Field(description="The host's web site, with or without https://.")
    address: Paragraph | None = Field(None, description="The host's postal address.")


class DiscreetIn(Input):
    """What the discreet edition shows instead."""

    heading: Words | None = Field(None, description="A harmless heading: text, or one for each language.")
    card_qr: Annotated[list[Url], AfterValidator(unique)] = Field(
        [], description="Links for QR codes on the discreet card. None by default."
    )


class SessionIn(Input):
    """The meeting: session.yaml."""

    id: Slug = Field(description="A short name of small letters, digits and -; names the output folder.")
    title: Words = Field(description="The title of the meeting: text, or one for each language.")
    starts: IsoDate = Field(description="The first day: YYYY-MM-DD.")
    ends: IsoDate = Field(description="The last day: YYYY-MM-DD.")
    venue: Words = Field(description="Where it is held: text, or one for each language.")
    host: HostIn = Field(description="Who hands the packs out.")
    countries: Annotated[list[CountryCode], Field(min_length=1), AfterValidator(unique)] = Field(
        description="The countries of the session, as ISO 3166-1 alpha-3 codes."
    )
    languages: Annotated[list[LanguageCode], Field(min_length=1), AfterValidator(unique)] = Field(
        description="The languages of the packs; the first is the default."
    )
    edition: Edition = Field(description="open (branded) or discreet, for who has none of their own.")
    discreet: DiscreetIn | None = Field(None, description="What the discreet edition shows instead.")
    paper: Paper | None = Field(None, description="The paper of the packs; A4 by default.")
    sheet: Line | None = Field(None, description="The sheet of cards; plain paper by default.")
    destroy_after: IsoDate | None = Field(None, description="The day after which pack and card are to be destroyed.")
    columns: Annotated[dict[str, Line], AfterValidator(keys_among(COLUMNS, "name of a column"))] = Field(
        {}, description="From our column names to the headings of your own spreadsheet."
    )
    specimen: YesNo = Field(default=False, description="yes marks every page SPECIMEN.")

    def model(self) -> Session:
        """Return the session as the other rooms know it."""
        given = {name: getattr(self, name) for name in self.model_fields_set - {"host", "discreet", "paper"}}
        return Session(
            **given,
            host=Host(**self.host.model_dump()),
            discreet=self._discreet(),
            paper=self.paper or Paper.A4,
        )

    def _discreet(self) -> Discreet:
        if self.discreet is None:
            return Discreet()
        return Discreet(heading=self.discreet.heading or Wording(), card_qr=tuple(self.discreet.card_qr))
