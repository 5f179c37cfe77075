"""Finds organisations that may not be named in what people typed freely: only a person can mend that."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pressroom.model import Participant, Section, Workspace
from pressroom.model.session import Edition
from pressroom.policy.naming import Forbidden, forbidden_in, known_by
from pressroom.problems import Place, Problem

_OPEN = re.compile(r"\s{0,3}(:{3,})\s*(\w.*)$")
_CLOSE = re.compile(r"\s{0,3}(:{3,})\s*$")
_HOST = ("name", "phone", "emergency_phone", "email", "website", "address")
_ADVICE = "take it out of the text"
_SECTION_ADVICE = "take it out, or put the passage between '::: names {id}' and ':::', so that it is left out there"


@dataclass(frozen=True)
class _Text:
    """A piece of free text that is printed. ``kind`` is phone, email or url where it is one, else empty."""

    place: Place
    field: str
    text: str
    kind: str = ""
    advice: str = _ADVICE


def free_text_problems(workspace: Workspace, participants: Iterable[Participant] | None = None) -> list[Problem]:
    """Return one located problem for each free text that names someone whom it may not.

    Looked at is what is printed for ``participants`` (default: all): title, venue and host of the session,
    the country's notes, the brand, the discreet edition's heading and links, the guidance outside ``names``
    blocks, and the participants' own rows, codes included. Staff's own lists and print jobs are in the session's first
    language: its title stands on a country's hand-out list whatever the editions. The message bears the id of the
    resource, never the text. Contacts of a country are not looked at: `select_country` leaves them out.
    """
    groups: dict[frozenset[str], list[Participant]] = defaultdict(list)
    for participant in workspace.participants if participants is None else participants:
        groups[participant.countries].append(participant)
    found: set[Problem] = set()
    for countries, people in groups.items():
        by_country = forbidden_in(workspace, countries)
        known = known_by(workspace, frozenset(by_country))
        if by_country:
            found.update(_problems(_texts(workspace, people, frozenset(by_country)), known, by_country))
    return sorted(found)


def _problems(texts: Iterable[_Text], known: Forbidden, by_country: dict[str, str]) -> Iterator[Problem]:
    for text in dict.fromkeys(texts):
        owner = (known.owner(text.kind, text.text) if text.kind else None) or known.named_in(text.text)
        if owner:
            message = f"names the organisation of the resource {owner}, which may not be named in what is made for "
            advice = text.advice.replace("{id}", owner)
            yield Problem(text.place, text.field, f"{message}{by_country[owner]}: {advice}")


def _texts(workspace: Workspace, people: list[Participant], forbidden: frozenset[str]) -> Iterator[_Text]:
    """Yield what is printed for people who share a set of countries."""
    session, first = workspace.session, workspace.session.languages[0]
    yield _Text(workspace.place("session", "title"), "title", session.title.text(first))
    if any(person.edition is Edition.DISCREET for person in people):
        heading = session.discreet.heading.text(first)
        yield _Text(workspace.place("session", "discreet.heading"), "discreet.heading", heading)
    for edition, language in sorted({(p.edition, p.language) for p in people}):
        yield from _session(workspace, edition, language)
        for section in workspace.sections.get(language, ()):
            yield from _section(section, forbidden)
    for code, language in sorted({(p.country, p.language) for p in people}):
        if country := workspace.countries.get(code):
            yield _Text(workspace.place(code, "notes"), "notes", country.notes.text(language))
    for person in people:
        yield from _row(workspace, person)


def _session(workspace: Workspace, edition: Edition, language: str) -> Iterator[_Text]:
    session = workspace.session

    def at(name: str, text: str, kind: str = "") -> _Text:
        return _Text(workspace.place("session", name), name, text, kind)

    yield at("venue", session.venue.text(language))
    for name in _HOST:
        yield at(f"host.{name}", getattr(session.host, name) or "", _kind(name))
    if edition is Edition.OPEN:
        yield at("title", session.title.text(language))
        for name in ("name", "wordmark", "contact"):
            yield _Text(workspace.place("brand", name), name, getattr(workspace.brand, name))
        return
    yield at("discreet.heading", session.discreet.heading.text(language))
    for link in session.discreet.card_qr:
        yield at("discreet.card_qr", link, "url")


def _row(workspace: Workspace, person: Participant) -> Iterator[_Text]:
    """Yield what is printed of a participant's row: the name on the open cover alone, contacts who agreed."""
    yield _Text(workspace.place(person.code, "code"), "code", person.code)
    if person.edition is Edition.OPEN:
        for name in ("name", "organisation"):
            yield _Text(workspace.place(person.code, name), name, getattr(person, name))
    for number, contact in person.agreed_contacts():
        for name in ("name", "relation", "phone", "email"):
            column = f"contact{number}_{name}"
            yield _Text(workspace.place(person.code, column), column, getattr(contact, name) or "", _kind(name))


def _kind(name: str) -> str:
    """Return as what a field of a person or the host is compared."""
    if name.endswith("phone"):
        return "phone"
    return {"email": "email", "website": "url"}.get(name, "")


def _section(section: Section, forbidden: frozenset[str]) -> Iterator[_Text]:
    for name in ("title", "label", "lead"):
        yield _Text(section.place, name, getattr(section, name))
    for line, paragraph in printed_paragraphs(section.body, forbidden):
        place = Place(section.place.file, section.body_line + line)
        for text in dict.fromkeys((paragraph, _MARKS.sub("", paragraph))):
            yield _Text(place, "", text, advice=_SECTION_ADVICE)


_MARKS = re.compile(r"[*`\\]|(?<![^\W_])_|_(?![^\W_])")
"""Markdown's signs for bold, for code and before a sign that is meant: a name is a name with them inside it."""


def printed_paragraphs(body: str, forbidden: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Yield (line from 0, text) of each paragraph of a section that is printed where ``forbidden`` may not be named.

    A ``names`` block with one of these ids is left out, with all that is in it.
    """
    paragraph: list[str] = []
    start = 0
    for number, line in enumerate(_outside_names(body, forbidden)):
        if line and not paragraph:
            start = number
        if line:
            paragraph.append(line)
        elif paragraph:
            yield start, "\n".join(paragraph)
            paragraph = []
    if paragraph:
        yield start, "\n".join(paragraph)


def _outside_names(body: str, forbidden: frozenset[str]) -> Iterator[str]:
    """Yield the lines of a section, the ones of fences and of forbidden ``names`` blocks as empty.

    As in the Markdown parser, a closing fence ends the outermost block whose own fence is not longer.
    """
    depth: list[tuple[int, bool]] = []
    for line in body.splitlines():
        if opened := _OPEN.match(line):
            name, *ids = opened[2].split()
            depth.append((len(opened[1]), name == "names" and not forbidden.isdisjoint(ids)))
        elif closed := _CLOSE.match(line):
            ends = (i for i, (length, _) in enumerate(depth) if length <= len(closed[1]))
            del depth[next(ends, len(depth)) :]
        elif not any(hidden for _, hidden in depth):
            yield line.strip()
            continue
        yield ""
