"""Reads the participants, whatever the form of their table, and compares them with the session and each other."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pressroom.model.session import Participant
from pressroom.problems import Findings, Problem, Severity
from pressroom.read import tables
from pressroom.read.desk import Desk, child, items, text_of
from pressroom.read.meeting import Meeting
from pressroom.read.schema import Loc, find, validate
from pressroom.read.schemas.participant import ParticipantIn, column_name
from pressroom.read.source import MAX_TABLE_BYTES, plain_name, read_bytes
from pressroom.read.tree import ListNode, MapNode, Node, Scalar
from pressroom.read.values import clean, nearest
from pressroom.read.yamlfile import read_yaml


@dataclass
class People:
    """The participants without fault, and the faults of the others by code (or by row, where the code is at fault).

    ``elsewhere`` says whether the table has faults that are no row's own: then no row can be trusted.
    """

    participants: list[Participant] = field(default_factory=list)
    faulty: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    elsewhere: bool = False


def read_people(desk: Desk, name: str, meeting: Meeting) -> People:
    """Return the participants in the table ``name`` after noting every fault of it."""
    name = desk.on_disk(name)
    before = len(desk.findings.problems)
    node = _table(desk, name, meeting)
    rows = [] if node is None else list(items(node))
    if node is not None and not rows:
        message = "must be a list with at least one participant: each begins with a dash"
        desk.findings.error(node.place, "", message)
    if len(rows) > tables.MAX_PEOPLE:
        message = f"has more than {tables.MAX_PEOPLE:,} participants, from here on: look whether it is the right file"
        desk.findings.error(rows[tables.MAX_PEOPLE].place, "", message)
        return People(elsewhere=True)
    del node
    seen: dict[str, int] = {}
    made = []
    for number, row in enumerate(rows):
        made.append(_participant(desk, row, meeting, seen))
        rows[number] = _without_cells(row)  # a table of thousands would stand in memory twice
    errors = [p for p in desk.findings.problems[before:] if p.severity is Severity.ERROR]
    return _sort_out(rows, made, errors, on_one_line=not plain_name(name).endswith(".yaml"))


def _without_cells(row: Node) -> Node:
    """Return a row with its code alone, by which its faults are told from others'."""
    code = child(row, "code")
    return MapNode({} if code is None else {"code": code}, row.place)


def _participant(desk: Desk, row: Node, meeting: Meeting, seen: dict[str, int]) -> Participant | None:
    given = validate(ParticipantIn, row, desk.findings, today=desk.today, namer=column_name)
    _compare(desk, row, meeting, seen)
    if given is None:
        return None
    _note_silent_contacts(desk, row, given)
    participant = given.model(meeting.language, meeting.edition)
    desk.places.setdefault((participant.code, ""), row.place)
    for loc, node in _leaves(row, ()):
        desk.places.setdefault((participant.code, column_name(loc)), node.place)
    return participant


def _table(desk: Desk, name: str, meeting: Meeting) -> Node | None:
    """Return the table's tree. Without a session file, its headings cannot be told: then no fault of them is noted."""
    if plain_name(name).endswith(".yaml"):
        return read_yaml(desk.root, name, desk.findings)
    data = read_bytes(desk.root, name, desk.findings, limit=MAX_TABLE_BYTES)
    if data is None:
        return None
    if meeting.node is not None:
        return tables.parse_participants(data, name, meeting.columns, desk.findings)
    findings = Findings()
    node = tables.parse_participants(data, name, {}, findings)
    if node is None or any(problem.place.line == node.place.line for problem in findings.problems):
        return None
    desk.findings.extend(findings.problems)
    return node


def _compare(desk: Desk, row: Node, meeting: Meeting, seen: dict[str, int]) -> None:
    """Note a code that stands twice, and a country or language that is not the session's."""
    code = child(row, "code")
    fold = clean(text_of(code)).casefold()
    if code is not None and fold:
        if fold in seen:
            message = f"stands on line {seen[fold]} already (capital and small letters count as the same): give another"
            desk.findings.error(code.place, "code", message)
        seen.setdefault(fold, code.place.line)
    for key, known in (("country", meeting.countries), ("language", meeting.languages)):
        node = child(row, key)
        value = clean(text_of(node))
        if node is None or not value or known is None or value in known or desk.findings.has_error(node.place):
            continue
        what = "countries" if key == "country" else "languages"
        hint = nearest(value, known)
        message = f"is not among the session's {what}{hint}: correct it, or add it to {what} in session.yaml"
        desk.findings.error(node.place, key, message)


def _note_silent_contacts(desk: Desk, row: Node, given: ParticipantIn) -> None:
    """Note contacts whom nobody can reach, or of whom nobody can tell who they are."""
    for n, contact in enumerate(given.contacts):
        place = find(row, ("contacts", n))[0].place
        reach = contact.phone or contact.email
        places = [find(row, ("contacts", n, key))[0].place for key in ("phone", "email")]
        if (contact.name or contact.relation) and not reach and not any(map(desk.findings.has_error, places)):
            message = "has neither a phone nor an e-mail address: nobody can reach this contact"
            desk.findings.warn(place, f"contact{n + 1}", message)
        elif reach and not (contact.name or contact.relation):
            key = find(row, ("contacts", n, "name"))[0].place
            message = "is missing: say who this is, by a name or by the relation alone"
            if not desk.findings.has_error(key):
                desk.findings.error(key, f"contact{n + 1}_name", message)


def _leaves(node: Node, loc: Loc) -> Iterator[tuple[Loc, Node]]:
    if loc:
        yield loc, node
    if isinstance(node, MapNode):
        for key, value in node.entries.items():
            yield from _leaves(value, (*loc, key))
    elif isinstance(node, ListNode):
        for n, value in enumerate(node.items):
            yield from _leaves(value, (*loc, n))


def _sort_out(rows: list[Node], made: list[Participant | None], errors: list[Problem], *, on_one_line: bool) -> People:
    """Return the participants whose rows have no fault, and the faults of the others by code.

    ``on_one_line``: a row has one, and a fault on another is that of a row that could not be read.
    """
    lines = {row.place.line for row in rows} if on_one_line else set()
    starts = [(row.place.line, row.place.column) for row in rows]
    by_row: dict[int, list[Problem]] = {}
    people = People()
    for error in errors:
        number = bisect.bisect_right(starts, (error.place.line, error.place.column)) - 1
        people.elsewhere |= number < 0
        if on_one_line and number >= 0 and error.place.line not in lines:
            people.faulty[f"row {error.place.line}"] = (*people.faulty.get(f"row {error.place.line}", ()), error)
            continue
        by_row.setdefault(number, []).append(error)
    for number, row in enumerate(rows):
        participant = made[number]
        if number in by_row:
            people.faulty[_label(row, people.faulty)] = tuple(by_row[number])
        elif participant is not None:
            people.participants.append(participant)
    people.elsewhere |= not rows
    return people


def _label(row: Node, taken: Mapping[str, object]) -> str:
    """Return a name for a faulty row: its code if that has the form of one, else its line."""
    code = child(row, "code")
    text = clean(code.text) if isinstance(code, Scalar) else ""
    is_code = 0 < len(text) <= 24 and text.isascii() and text.replace("-", "").isalnum() and text not in taken
    return text if is_code else f"row {row.place.line}"
