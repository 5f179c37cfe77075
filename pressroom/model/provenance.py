"""Where a phone, e-mail or link comes from, field by field: a contact is worth a life."""

from __future__ import annotations

from datetime import date

from pressroom.model.base import Frozen

UNDATED = "undated"


class Provenance(Frozen):
    """What is known of where one value comes from.

    ``sourced`` is ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD`` or ``undated``: the date that a published source bears.
    ``confirmed`` is the day on which a person tried the value. ``confirmed_by`` is never printed.
    """

    sourced: str | None = None
    source: str | None = None
    confirmed: date | None = None
    confirmed_by: str | None = None


class Sourced(Frozen):
    """A value with its own provenance."""

    value: str
    provenance: Provenance = Provenance()


class Confirmation(Frozen):
    """A line of ``confirmations.yaml``: who tried which value of which entry, and when."""

    id: str
    field: str
    value: str
    confirmed: date
    confirmed_by: str
    how: str | None = None
