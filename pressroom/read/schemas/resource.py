"""The form of an entry of ``resources.yaml`` and ``packs/resources/``, and how one corrects another."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from pressroom.model import Provenance, Resource, Sourced, Wording
from pressroom.model.resource import REACH_FIELDS, Kind, Status
from pressroom.read.schemas.base import (
    LongWords,
    ProvenanceIn,
    SourcedEmail,
    SourcedIn,
    SourcedPhone,
    SourcedUrl,
    Words,
)
from pressroom.read.values import CountryCode, EntryId, Line, Paragraph, Region, Slug, SpokenLanguage, unique

REQUIRED = ("kind", "name")
"""What a new entry must have; one that corrects a shipped entry has it from there."""


class ResourceIn(ProvenanceIn):
    """A fund, reporting route, guideline, tool, contact or office. One with a shipped id corrects that entry."""

    id: Slug = Field(description="Small letters, digits and -. A shipped id corrects the shipped entry.")
    kind: Kind | None = Field(None, description="reporting, fund, guideline, tool, contact or office.")
    name: Words | None = Field(None, description="The name: text, or one for each language.")
    summary: LongWords | None = Field(None, description="What it gives, in a sentence.")
    eligibility: LongWords | None = Field(None, description="To whom.")
    url: SourcedUrl | None = Field(None, description="A link that starts with https://.")
    email: SourcedEmail | None = Field(None, description="The e-mail address.")
    phone: SourcedPhone | None = Field(None, description="With + and the country code.")
    regions: Annotated[list[Region], AfterValidator(unique)] = Field(
        [], description="Alpha-3 codes or named groups of countries; none means everywhere."
    )
    languages: Annotated[list[SpokenLanguage], AfterValidator(unique)] = Field(
        [], description="The languages in which they answer."
    )
    status: Status | None = Field(None, description="active (the default), suspended, ended or unverified.")
    do_not_name_in: Annotated[list[CountryCode], AfterValidator(unique)] = Field(
        [], description="Alpha-3 codes of countries in which naming it puts people at risk."
    )
    organisation: EntryId | None = Field(None, description="The id of the body behind it, if another entry has it too.")
    aliases: list[Line] = Field([], description="Other names and domains by which it is known.")
    note: Paragraph | None = Field(None, description="For staff; never printed.")

    def lacks(self) -> list[str]:
        """Return the required keys that this entry does not give."""
        return [key for key in REQUIRED if getattr(self, key) is None]

    def model(self) -> Resource:
        """Return the entry as a new resource. It must lack nothing."""
        return Resource.model_validate(
            {"name": Wording(), **self._given(), **{name: self._reach(name) for name in REACH_FIELDS}}
        )

    def correct(self, old: Resource, own: frozenset[str]) -> Resource:
        """Return ``old`` with the keys that this entry gives.

        ``own`` names the values of the old entry that had their own provenance. A value that changes loses the old
        one's. The provenance keys of this entry are for the values that it gives; if it gives none, they are for
        those that had the old entry's. Who has a new name is still known by the old ones: they become aliases, and
        no alias is lost.
        """
        changes: dict[str, Any] = self._given()
        if changes.keys() & {"name", "aliases"}:
            known = (*changes.get("aliases", ()), *old.aliases, *(old.name.texts.values() if "name" in changes else ()))
            changes["aliases"] = tuple(dict.fromkeys(known))
        names_values = any(getattr(self, name) for name in REACH_FIELDS)
        for name in REACH_FIELDS:
            before: Sourced | None = getattr(old, name)
            given: SourcedIn | None = getattr(self, name)
            if given is not None and (before is None or given.value != before.value or not given.is_plain):
                changes[name] = self._reach(name)
            elif before is not None and (given is not None or not (names_values or name in own)):
                changes[name] = Sourced(value=before.value, provenance=self._over(before.provenance))
        return old.model_copy(update=changes)

    def own_reach(self) -> frozenset[str]:
        """Return which of phone, e-mail and URL bear their own provenance."""
        given = {name: getattr(self, name) for name in REACH_FIELDS}
        return frozenset(name for name, value in given.items() if value is not None and not value.is_plain)

    def _given(self) -> dict[str, Any]:
        """Return the keys that the entry gives, as the model has them, but for phone, e-mail and URL."""
        skipped = {*ProvenanceIn.model_fields, *REACH_FIELDS}
        given = {name: getattr(self, name) for name in self.model_fields_set - skipped}
        return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}

    def _reach(self, name: str) -> Sourced | None:
        value: SourcedIn | None = getattr(self, name)
        return None if value is None else value.sourced_value(self.provenance())

    def _over(self, old: Provenance) -> Provenance:
        """Return ``old`` with the provenance keys that this entry gives."""
        given = {name: getattr(self, name) for name in ProvenanceIn.model_fields if name in self.model_fields_set}
        return old.model_copy(update=given)
