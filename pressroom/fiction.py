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
    from pressroom.model import Country, Participant, Workspace

_PHONE = re.compile(r"\+44(?:2079460|1632960|7700900|8081570|9098790|3069990)\d{3}$")
"""Numbers that Ofcom keeps free for drama, "Telephone numbers for use in TV and radio drama programmes"."""

_NAME = re.compile(
    r"(?:^|[@./])(?:example\.(?:com|net|org|edu)|[\w-]+\.(?:example|invalid|test))(?:[:/]|$)", re.IGNORECASE
)
"""Names that nobody can have (RFC 2606, RFC 6761)."""

LEFT_OVER = frozenset(
    {
        "my-pre-session", "My pre-session", "My meeting place, Geneva", "My organisation", "1 Example Street, Geneva",
        "Example Embassy", "Example Lawyer", "Example Fund", "Write here what does not fit above.",
    }
)  # fmt: skip
"""What a new workspace and its examples say where staff are to write. A test holds them to those files."""

Value = tuple[Place, str, str]
"""Where a value stands, its field's name, and itself."""


def warnings(workspace: Workspace, participants: Sequence[Participant]) -> list[Problem]:
    """Return a warning for each file with made-up numbers and addresses that would be printed as if they were real."""
    if workspace.session.specimen:
        return []
    found = [(place, name) for place, name, value in _values(workspace, participants) if _is_wrong(value)]
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


def _is_wrong(value: str) -> bool:
    return is_made_up(value) or any(text in value for text in LEFT_OVER)


def _values(workspace: Workspace, participants: Sequence[Participant]) -> Iterator[Value]:
    yield from _of_session(workspace)
    for code in dict.fromkeys(who.country for who in participants):
        if country := workspace.countries.get(code):
            yield from _of_country(workspace, country)
    for resource in workspace.resources.values():
        yield workspace.place(resource.id, "name"), "name", resource.name.text(workspace.session.languages[0])
        for name, sourced in resource.reach().items():
            yield workspace.place(resource.id, name), name, sourced.value
    for who in participants:
        for number, person in who.agreed_contacts():
            for name in ("phone", "email"):
                field = f"contact{number}_{name}"
                yield workspace.place(who.code, field), field, getattr(person, name) or ""


def _of_session(workspace: Workspace) -> Iterator[Value]:
    session, brand = workspace.session, workspace.brand
    yield workspace.place("session", "id"), "id", session.id
    for name in ("name", "phone", "emergency_phone", "email", "website", "address"):
        yield workspace.place("session", f"host.{name}"), f"host.{name}", getattr(session.host, name) or ""
    for language in session.languages:
        for name, wording in (("title", session.title), ("venue", session.venue)):
            yield workspace.place("session", name), name, wording.text(language)
    for name in ("name", "wordmark", "contact"):
        yield workspace.place("brand", name), name, getattr(brand, name)


def _of_country(workspace: Workspace, country: Country) -> Iterator[Value]:
    for number in country.emergency_numbers:
        yield workspace.place(country.code, "emergency_numbers"), "emergency_numbers", number.number.value
    for contact in country.contacts:
        yield workspace.place(contact.id, "name"), "name", contact.name
        for name, sourced in contact.reach().items():
            yield workspace.place(contact.id, name), name, sourced.value
    for language in workspace.session.languages:
        yield workspace.place(country.code, "notes"), "notes", country.notes.text(language)
