"""Finds what is made up in a workspace that is no specimen any more: values of an example that nobody wrote over.

A number that belongs to nobody is the worst that can stand on an emergency page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from pressroom.problems import Place, Problem, Severity

if TYPE_CHECKING:
    from pressroom.model import Participant, Workspace

_PHONE = re.compile(r"\+44(?:2079460|1632960|7700900|8081570|9098790|3069990)\d{3}$")
"""Numbers that Ofcom keeps free for drama, "Telephone numbers for use in TV and radio drama programmes"."""

_NAME = re.compile(
    r"(?:^|[@./])(?:example\.(?:com|net|org|edu)|[\w-]+\.(?:example|invalid|test))(?:[:/]|$)", re.IGNORECASE
)
"""Names that nobody can have (RFC 2606, RFC 6761)."""

Value = tuple[Place, str, str]
"""Where a value stands, its field's name, and itself."""


def warnings(workspace: Workspace, participants: Sequence[Participant]) -> list[Problem]:
    """Return a warning for each file with made-up numbers and addresses that would be printed as if they were real."""
    if workspace.session.specimen:
        return []
    found = [(place, name) for place, name, value in _values(workspace, participants) if is_made_up(value)]
    said = []
    for _, group in groupby(sorted(found), key=lambda item: item[0].file):
        (place, name), *others = group
        more = f" (and {len(others)} more in this file)" if others else ""
        message = f"is made up, as in an example{more}: write what is true, or mark the session as a specimen"
        said.append(Problem(place, name, message, Severity.WARNING))
    return said


def is_made_up(value: str) -> bool:
    """Whether a phone number, an e-mail address or a link is one that nobody can have."""
    return bool(_PHONE.match(re.sub(r"[\s().-]", "", value)) or _NAME.search(value))


def _values(workspace: Workspace, participants: Sequence[Participant]) -> Iterator[Value]:
    host = workspace.session.host
    for name in ("phone", "emergency_phone", "email", "website"):
        yield workspace.place("session", f"host.{name}"), f"host.{name}", getattr(host, name) or ""
    for code in dict.fromkeys(who.country for who in participants):
        for contact in workspace.countries[code].contacts if code in workspace.countries else ():
            for name, sourced in contact.reach().items():
                yield workspace.place(contact.id, name), name, sourced.value
    for resource in workspace.resources.values():
        for name, sourced in resource.reach().items():
            yield workspace.place(resource.id, name), name, sourced.value
    for who in participants:
        for number, person in who.agreed_contacts():
            for name in ("phone", "email"):
                field = f"contact{number}_{name}"
                yield workspace.place(who.code, field), field, getattr(person, name) or ""
