"""Which contacts have a place of their own, as data: day and night, the card's line and codes, the meeting place."""

from __future__ import annotations

from pressroom.model.base import Frozen, Wording
from pressroom.model.country import EmergencyNumber


class Line(Frozen):
    """Points at one field of one resource. ``name`` is a short one for a row, ``needs`` for what trouble it answers."""

    id: str
    field: str
    name: Wording = Wording()
    needs: Wording = Wording()


class MeetingPlace(Frozen):
    """Where the sessions are held, and the numbers that one dials there. ``neighbour`` is the country next door."""

    country: str
    label: Wording
    emergency_numbers: tuple[EmergencyNumber, ...]
    neighbour: MeetingPlace | None = None

    @property
    def all(self) -> tuple[MeetingPlace, ...]:
        """This place, and the one next door."""
        return (self,) if self.neighbour is None else (self, *self.neighbour.all)


class CardQr(Frozen):
    """The two codes on the card's back: in each list, the first that may be printed."""

    report: tuple[Line, ...]
    help: tuple[Line, ...]


class Lines(Frozen):
    """``packs/lines.yaml``. Values, provenance and the rules on names come from the resources, never from here."""

    day_and_night: tuple[Line, ...]
    card_line: tuple[Line, ...]
    card_qr: CardQr
    meeting_place: MeetingPlace


class Group(Frozen):
    """A named group of countries (``packs/groups.yaml``): where a body works. It grants nothing to anyone."""

    name: str
    label: Wording
    countries: tuple[str, ...]
