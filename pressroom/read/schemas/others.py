"""The forms of the small files: confirmations, brand, card sheets, a section's front matter."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field
from pydantic_core import PydanticCustomError

from pressroom.model import Confirmation, CutMarks, Sheet
from pressroom.model.content import Review
from pressroom.model.country import Service
from pressroom.read.reach import Value, phone, short_code
from pressroom.read.schemas.base import Input
from pressroom.read.values import (
    Colour,
    Count,
    CutMarkSides,
    EntryId,
    FileName,
    Fingerprint,
    IsoDate,
    Line,
    Millimetres,
    Paragraph,
    PastDate,
    Slug,
    Title,
)


class Reach(StrEnum):
    """What can be confirmed: ways to reach an entry, and the emergency numbers of a country by their service."""

    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    GENERAL = Service.GENERAL
    POLICE = Service.POLICE
    AMBULANCE = Service.AMBULANCE
    FIRE = Service.FIRE


class ConfirmationIn(Input):
    """One entry of confirmations.yaml: who tried what, and when."""

    id: EntryId = Field(description="The id of the resource or contact; for an emergency number, the country's code.")
    field: Reach = Field(description="phone, email or url; for an emergency number, its service.")
    value: Value = Field(description="The value that was tried. Another value is not confirmed by it.")
    confirmed: PastDate = Field(description="The day on which it was tried: YYYY-MM-DD.")
    confirmed_by: Line = Field(description="Who tried it. Never printed.")
    how: Title | None = Field(None, description="How: called, wrote and had an answer, opened the page.")

    def model(self) -> Confirmation:
        """Return the confirmation, its value in the form in which values are kept."""
        return Confirmation(
            id=self.id,
            field=self.field.value,
            value=self._value(),
            confirmed=self.confirmed,
            confirmed_by=self.confirmed_by,
            how=self.how,
        )

    def _value(self) -> str:
        """Return the value; a phone as `phone` writes it, however it was typed."""
        if self.field in {Reach.EMAIL, Reach.URL}:
            return self.value
        try:
            return (phone if self.field is Reach.PHONE else short_code)(self.value)
        except PydanticCustomError:
            return self.value


class ColoursIn(Input):
    """Four colours; those that are absent stay as shipped."""

    primary: Colour | None = Field(None, description="Headings, rules and the cover.")
    signal: Colour | None = Field(None, description="Danger, and nothing else.")
    paper: Colour | None = Field(None, description="The background.")
    ink: Colour | None = Field(None, description="The text.")


class BrandIn(Input):
    """The host's look: brand.yaml."""

    name: Line | None = Field(None, description="The name of the house.")
    wordmark: Line | None = Field(None, description="The name as the cover shows it.")
    logo: FileName | None = Field(None, description="A file in the workspace, SVG or PNG.")
    colours: ColoursIn | None = Field(None, description="Colours as '#rrggbb', in quotes.")
    contact: Paragraph | None = Field(None, description="The contact block.")
    fonts: list[FileName] = Field([], description="Font files in the workspace, TTF or OTF.")


class SheetIn(Input):
    """A sheet of cards, as its maker cuts it. Lengths in millimetres."""

    id: Slug | None = Field(None, description="Maker and product; the name of the file by default.")
    product: Line | None = Field(None, description="The name that the box bears.")
    paper: Literal["A4", "A5", "Letter"] = Field(description="A4, A5 or Letter.")
    card_width: Millimetres = Field(description="The width of a card.")
    card_height: Millimetres = Field(description="The height of a card.")
    columns: Count = Field(description="How many cards stand side by side.")
    rows: Count = Field(description="How many cards stand below each other.")
    x0: Millimetres = Field(description="From the paper's left edge to the first card.")
    y0: Millimetres = Field(description="From the paper's top edge to the first card.")
    pitch_x: Millimetres = Field(description="From a card's left edge to that of the next.")
    pitch_y: Millimetres = Field(description="From a card's top edge to that of the next.")
    cut_marks: CutMarkSides = Field(
        CutMarks.NONE, description="For plain paper that a guillotine cuts, the sides that bear marks: front or both."
    )
    source: Title | None = Field(None, description="Where the measures come from, for staff.")

    def model(self, name: str) -> Sheet:
        """Return the sheet; ``name`` is its file's, for one without an id."""
        values = self.model_dump(exclude={"source", "id", "product"})
        ident = self.id or name
        return Sheet(**values, id=ident, product=self.product or ident, source=self.source or "")


class FrontMatterIn(Input):
    """What stands above a section's text, between two lines of three dashes."""

    title: Title | None = Field(None, description="The section's heading.")
    label: Line | None = Field(None, description="Its short name, for running heads.")
    lead: Paragraph | None = Field(None, description="A sentence or two that say what it is for.")
    renders: Fingerprint | None = Field(None, description="Of a translation: the English that it renders.")
    state: Review | None = Field(None, description="Of a translation: draft or reviewed.")
    reviewer: Line | None = Field(None, description="Of a translation: who reviewed it.")
    date: IsoDate | None = Field(None, description="Of a translation: when it was made or reviewed.")
