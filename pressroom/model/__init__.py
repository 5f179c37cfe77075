"""What the shop works with: frozen, typed values. No file is read or written here."""

from pressroom.model.base import Frozen, Wording
from pressroom.model.brand import Brand, Colours, Image
from pressroom.model.content import Language, Section
from pressroom.model.country import Country, CountryContact, EmergencyNumber
from pressroom.model.press import CardForm, Correction, CutMarks, Duplex, Press
from pressroom.model.provenance import Confirmation, Provenance, Sourced
from pressroom.model.resource import Resource
from pressroom.model.session import Discreet, Host, Participant, Person, Session
from pressroom.model.sheet import Sheet
from pressroom.model.workspace import Workspace

__all__ = [
    "Brand", "CardForm", "Colours", "Confirmation", "Correction", "Country", "CountryContact", "CutMarks", "Discreet",
    "Duplex", "EmergencyNumber", "Frozen", "Host", "Image", "Language", "Participant", "Person", "Press", "Provenance",
    "Resource", "Section", "Session", "Sheet", "Sourced", "Wording", "Workspace",
]  # fmt: skip
