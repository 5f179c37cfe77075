"""Everything that one run works with, read and checked."""

from __future__ import annotations

from collections.abc import Mapping

from pressroom.model.base import Frozen
from pressroom.model.brand import Brand
from pressroom.model.content import Section
from pressroom.model.country import Country
from pressroom.model.press import Correction
from pressroom.model.provenance import Confirmation
from pressroom.model.resource import Resource
from pressroom.model.session import Participant, Session
from pressroom.model.sheet import Sheet
from pressroom.problems import Place, Problem


class Workspace(Frozen):
    """A workspace with the shipped data already merged in.

    ``countries`` has an entry for each country of the session, an empty one where there is no file.
    ``resources`` are the shipped ones, corrected and extended, in printing order, by id.
    ``sections`` maps a language to its sections in order, overlays applied.
    ``places`` says where a value stands: keys like ``("TGO-01", "contact1_phone")``, ``("TGO", "notes")``,
    ``("session", "venue")``, ``("fld", "phone")``, ``("brand", "contact")``.
    ``printers`` has the workspace's own corrections of printers, by name.
    ``faulty`` has the problems of the rows that were left out, by code, or ``row 7`` where the code is at fault.
    """

    session: Session
    participants: tuple[Participant, ...]
    countries: Mapping[str, Country]
    resources: Mapping[str, Resource]
    confirmations: tuple[Confirmation, ...]
    brand: Brand
    sections: Mapping[str, tuple[Section, ...]]
    sheets: Mapping[str, Sheet]
    places: Mapping[tuple[str, str], Place]
    printers: Mapping[str, Correction] = {}
    faulty: Mapping[str, tuple[Problem, ...]] = {}

    def place(self, owner: str, field: str = "") -> Place:
        """Return where ``field`` of ``owner`` stands, else where the owner stands, else the session file."""
        for key in ((owner, field), (owner, "")):
            if key in self.places:
                return self.places[key]
        return Place("session.yaml")
