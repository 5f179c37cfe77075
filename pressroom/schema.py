"""The JSON Schemas of a workspace's files: an editor that knows them checks while staff type."""

from __future__ import annotations

from typing import Any


def schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of each kind of file, by its name without the ending (JSON Schema 2020-12)."""
    from pydantic import TypeAdapter

    from pressroom.read.schemas.country import CountryIn
    from pressroom.read.schemas.others import BrandIn, ConfirmationIn, SheetIn
    from pressroom.read.schemas.participant import ParticipantIn
    from pressroom.read.schemas.printer import PrinterIn
    from pressroom.read.schemas.resource import ResourceIn
    from pressroom.read.schemas.session import SessionIn

    forms: dict[str, Any] = {
        "session": SessionIn,
        "participants": list[ParticipantIn],
        "country": CountryIn,
        "resources": list[ResourceIn],
        "confirmations": list[ConfirmationIn],
        "brand": BrandIn,
        "sheet": SheetIn,
        "printers": dict[str, PrinterIn],
    }
    return {name: TypeAdapter(form).json_schema(mode="validation") for name, form in forms.items()}
