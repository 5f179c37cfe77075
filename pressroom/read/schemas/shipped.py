"""The forms of the data that travel with the program: languages, states, groups, lines."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pressroom.model import Language
from pressroom.model.discretion import Discretion
from pressroom.model.discretion import Words as Telling
from pressroom.model.lines import CardQr, Group, Line, Lines, MeetingPlace
from pressroom.read.schemas.base import Input, Words
from pressroom.read.schemas.country import EmergencyNumberIn
from pressroom.read.values import CountryCode, EntryId, Paragraph, Title, YesNo
from pressroom.read.values import Line as Text


class LanguageIn(Input):
    """An entry of packs/languages.yaml."""

    code: Text
    tag: Text
    locale: Text
    direction: Literal["ltr", "rtl"]
    endonym: Text
    hyphenate: YesNo = False
    first_day: Text = ""
    months: list[Text] = Field([], description="Twelve names, or none.")
    no_break_before: Text = ""
    no_break_after: Text = ""
    short_words: list[Text] = Field([], description="Words whose space after them never ends a line.")
    enclitics: list[Text] = Field([], description="Words whose hyphen before them never ends a line.")

    def model(self) -> Language:
        """Return the language."""
        lists = ("months", "short_words", "enclitics")
        return Language(**self.model_dump(exclude=set(lists)), **{name: tuple(getattr(self, name)) for name in lists})


class EntryWordsIn(Input):
    """The words of one resource in another language."""

    name: Title = ""
    summary: Paragraph = ""
    eligibility: Paragraph = ""


class TranslationIn(Input):
    """packs/translations/<language>.yaml: what is short and stands beside data, by id."""

    resources: dict[str, EntryWordsIn] = Field({}, description="By id.")
    groups: dict[str, Title] = Field({}, description="By id.")
    lines: dict[str, Title] = Field({}, description="By id.")
    places: dict[str, Title] = Field({}, description="By id.")


class StateIn(Input):
    """A country of packs/states.yaml. ``names`` has the UN's names where CLDR has others."""

    alpha2: Text
    member: Literal["yes", "observer", "no"]
    names: dict[str, Text] = Field({}, description="By language.")


class StatesIn(Input):
    """packs/states.yaml."""

    states: dict[str, StateIn]


class GroupIn(Input):
    """A group of packs/groups.yaml."""

    label: Words
    countries: list[CountryCode]

    def model(self, name: str) -> Group:
        """Return the group named ``name``."""
        return Group(name=name, label=self.label, countries=tuple(self.countries))


class LineIn(Input):
    """A field of a resource, and for what trouble it answers."""

    id: EntryId
    field: Literal["phone", "email", "url"]
    name: Words | None = None
    needs: Words | None = None

    def model(self) -> Line:
        """Return the line."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return Line(**given)


class CardQrIn(Input):
    """The two lists for the card's back."""

    report: list[LineIn]
    help: list[LineIn]


class MeetingPlaceIn(Input):
    """The place of the meeting and its numbers."""

    country: CountryCode
    label: Words
    emergency_numbers: list[EmergencyNumberIn]
    neighbour: MeetingPlaceIn | None = None

    def model(self) -> MeetingPlace:
        """Return the place."""
        return MeetingPlace(
            country=self.country,
            label=self.label,
            emergency_numbers=tuple(number.model() for number in self.emergency_numbers),
            neighbour=self.neighbour and self.neighbour.model(),
        )


class LinesIn(Input):
    """packs/lines.yaml."""

    day_and_night: list[LineIn]
    card_line: list[LineIn]
    card_qr: CardQrIn
    meeting_place: MeetingPlaceIn

    def model(self) -> Lines:
        """Return the lines."""
        return Lines(
            day_and_night=_lines(self.day_and_night),
            card_line=_lines(self.card_line),
            card_qr=CardQr(report=_lines(self.card_qr.report), help=_lines(self.card_qr.help)),
            meeting_place=self.meeting_place.model(),
        )


class ServiceIn(Input):
    """A service of packs/synchronised.yaml, by the names of its folders and by what its program leaves in them."""

    name: Text
    folders: list[Text] = Field([], description="Names, * for anything.")
    markers: list[Text] = Field([], description="Names of files; of folders with a slash at the end.")


class TellingIn(Input):
    """The words of one language that give a pack away."""

    nested: list[Text] = Field([], description="Stems, found anywhere; * stands for up to four letters.")
    whole: list[Text] = Field([], description="Words of their own.")


class DiscretionIn(Input):
    """packs/discreet.yaml."""

    words: dict[str, TellingIn] = Field(description="By language.")
    allowed: list[LineIn] = Field([], description="Fields of resources that may be printed all the same.")

    def model(self) -> Discretion:
        """Return the words and the exceptions."""
        words = {code: Telling(nested=tuple(w.nested), whole=tuple(w.whole)) for code, w in self.words.items()}
        return Discretion(words=words, allowed=_lines(self.allowed))


def _lines(entries: list[LineIn]) -> tuple[Line, ...]:
    return tuple(entry.model() for entry in entries)
