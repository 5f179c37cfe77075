"""Behind ``confirm``: what waits for a person to try it, and how their word is put on record."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pressroom.age import NO_KEYS, SUFFIX, AgeError, Keys, seal
from pressroom.deliver import alone, remove_hidden, write_whole
from pressroom.model import Confirmation, Sourced, Workspace
from pressroom.policy import Rules, State, confirmations_by_field, forbidden_in, judge, normal_value
from pressroom.problems import Findings, printable
from pressroom.read import shipped
from pressroom.read.folder import RECIPIENTS
from pressroom.read.recipients import read_recipients
from pressroom.read.schema import validate
from pressroom.read.schemas.others import ConfirmationIn
from pressroom.read.source import Folder, read_bytes
from pressroom.read.tree import ListNode, MapNode, Scalar
from pressroom.read.yamlfile import parse_yaml

CONFIRMATIONS = "confirmations.yaml"
MAX_BYTES = 10_000_000
"""As for any table that people type."""


class ConfirmError(ValueError):
    """A confirmation cannot be put on record. The message says what to do, and repeats no value."""


@dataclass(frozen=True)
class Waiting:
    """A value that nobody has tried of late. ``when`` is as in a `Verdict`; ``source`` says where it was found."""

    id: str
    field: str
    value: str
    state: State
    when: str
    source: str


def waiting(workspace: Workspace, rules: Rules) -> list[Waiting]:
    """Return what waits for a person's confirmation on ``rules.as_of``, in printing order.

    Looked at are the entries that at least one participant's pack may name, the countries' contacts and their
    emergency numbers. What is confirmed already does not wait.
    """
    known = confirmations_by_field(workspace.confirmations)
    found: list[Waiting] = []
    for (id_, field), values in _printable_values(workspace).items():
        for sourced in values:
            verdict = judge(sourced, known.get((id_, field), ()), rules, field=field)
            if verdict.state is not State.CONFIRMED:
                source = sourced.provenance.source or ""
                found.append(Waiting(id_, field, sourced.value, verdict.state, verdict.when, source))
    return found


def choose(workspace: Workspace, id_: str, field: str, value: str | None = None) -> str:
    """Return the value that a confirmation of this id and field is about, as it stands in the data.

    ``value`` is needed only where there are several (two numbers of one service), and must be one of them.

    Raises:
        ConfirmError: if there is no such id, field or value, or if one of several must be chosen.
    """
    everything = _values(workspace)
    fields = sorted(known for owner, known in everything if owner == id_)
    if not fields:
        raise ConfirmError("there is no entry with this id: 'confirm WORKSPACE' lists them")
    sourced = everything.get((id_, field))
    if not sourced:
        raise ConfirmError(f"{id_} has no such field: it has {', '.join(fields)}")
    values = [each.value for each in sourced]
    if value is not None:
        values = [each for each in values if normal_value(field, each) == normal_value(field, value)]
        if not values:
            raise ConfirmError(f"{id_} has another {field}: look it up again, or correct the entry first")
    if len({normal_value(field, each) for each in values}) > 1:
        raise ConfirmError(f"{id_} has several values of {field}: say which one was tried")
    return values[0]


def append(folder: Path, confirmation: Confirmation, today: date, keys: Keys = NO_KEYS) -> int:
    """Append one confirmation to the workspace's ``confirmations.yaml``, and change nothing else in it.

    The file is written whole, for its owner alone; it is made if it is missing. `choose` says which value. Of several
    at once each waits for the one before it, so that none is lost. Nobody has tried anything after ``today``. A file
    that is encrypted, or a new one in a workspace that is, is encrypted for those in ``recipients.txt``, or else for
    ``keys``; returned is for how many keys, 0 for none.

    Raises:
        ConfirmError: if a text cannot stand in the file, or the file is not a plain list that can be added to.
        MachineError: if it cannot be written; it is as it was then.
    """
    item = {key: str(value) for key, value in confirmation if value is not None}
    if not confirmation.confirmed_by.strip():
        raise ConfirmError("say who tried it: a confirmation without a name counts for nothing")
    if any(printable(text) != text for text in item.values()):
        raise ConfirmError("a line break or an invisible character stands in what was typed: type it again without")
    _refuse_what_cannot_be_read(item, today)
    with alone(folder):
        remove_hidden(folder)
        return _written(folder, item, keys)


def _written(folder: Path, item: Mapping[str, str], keys: Keys) -> int:
    """Write the file with one entry more, and return for how many keys it is encrypted."""
    path, sealed = folder / CONFIRMATIONS, folder / f"{CONFIRMATIONS}{SUFFIX}"
    recipients: tuple[str, ...] = ()
    if os.path.lexists(sealed) or (os.path.lexists(folder / RECIPIENTS) and not os.path.lexists(path)):
        recipients = _recipients(folder, keys)
        data = _appended(_opened(folder, keys) if os.path.lexists(sealed) else "", item).encode()
        write_whole(sealed, _sealed(data, recipients, keys))
    else:
        write_whole(path, _appended(_current(path), item).encode())
    return len(recipients)


def _refuse_what_cannot_be_read(item: Mapping[str, str], today: date) -> None:
    """Raise for an entry that the reader would refuse: with it in the file, no command would work any more."""
    findings = Findings()
    text = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in item.items())
    node = parse_yaml(text, CONFIRMATIONS, findings)
    if node is not None:
        validate(ConfirmationIn, node, findings, today=today)
    for problem in findings.errors:
        raise ConfirmError(f"{problem.field}: {problem.message}")


def _recipients(folder: Path, keys: Keys) -> tuple[str, ...]:
    """Return for whom to encrypt."""
    findings = Findings()
    try:
        if not os.path.lexists(folder / RECIPIENTS):
            return keys.recipients()
        found = read_recipients(folder, findings)
        own = keys.recipients()
    except AgeError as error:
        raise ConfirmError(f"the key {error}") from None
    for problem in findings.errors:
        raise ConfirmError(str(problem))
    if own and not set(own) & set(found):
        raise ConfirmError(f"{RECIPIENTS} lacks the public key of the one that you gave: add {own[0]} to it")
    return found


def _opened(folder: Path, keys: Keys) -> str:
    """Return the text of the encrypted file."""
    findings = Findings()
    data = read_bytes(Folder(folder, keys), f"{CONFIRMATIONS}{SUFFIX}", findings, limit=MAX_BYTES)
    for problem in findings.errors:
        raise ConfirmError(str(problem))
    try:
        return (data or b"").decode()
    except UnicodeDecodeError:
        raise ConfirmError(f"{CONFIRMATIONS} cannot be read as UTF-8: look at it with 'check' first") from None


def _sealed(data: bytes, recipients: Iterable[str], keys: Keys) -> bytes:
    """Return what to write, having opened it again."""
    try:
        return seal(data, recipients, keys)
    except AgeError as error:
        raise ConfirmError(f"{CONFIRMATIONS}{SUFFIX} {error}") from None


def _current(path: Path) -> str:
    if not os.path.lexists(path):
        return ""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_BYTES:
        raise ConfirmError(f"{CONFIRMATIONS} is a link, a folder or too large: put a plain file there")
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        raise ConfirmError(f"{CONFIRMATIONS} cannot be read as UTF-8: look at it with 'check' first") from None


def _appended(old: str, item: Mapping[str, str]) -> str:
    """Return the text with the item at its end, having read it back: all that was there, and the item."""
    before = _items(old)
    column = before.place.column - 1 if before and before.items else 0
    end = "\r\n" if "\r\n" in old else "\n"
    lines = [f"{key}: {item[key] if key == 'confirmed' else json.dumps(item[key], ensure_ascii=False)}" for key in item]
    block = end.join(" " * column + ("- " if n == 0 else "  ") + line for n, line in enumerate(lines)) + end
    new = old + ("" if not old or old.endswith("\n") else end) + block
    after = _items(new)
    was = list(before.items) if before else []
    if after is None or list(after.items[:-1]) != was or _plain(after.items[-1]) != dict(item):
        raise ConfirmError(f"{CONFIRMATIONS} must be a list, each item on lines of its own after '- ': mend it first")
    return new


def _items(text: str) -> ListNode | None:
    """Return the file's list; None if there is nothing in it but comments.

    Raises:
        ConfirmError: if it cannot be read, or is no list.
    """
    if not any(line.strip() and not line.lstrip().startswith("#") for line in text.lstrip("\ufeff").splitlines()):
        return None
    findings = Findings()
    root = parse_yaml(text.lstrip("\ufeff"), CONFIRMATIONS, findings)
    if findings.errors:
        raise ConfirmError(str(findings.errors[0]))
    if not isinstance(root, ListNode):
        raise ConfirmError(f"{CONFIRMATIONS} must be a list: begin each confirmation with '- ' at the start of a line")
    return root


def _plain(node: object) -> dict[str, str]:
    entries = node.entries if isinstance(node, MapNode) else {}
    return {key: value.text for key, value in entries.items() if isinstance(value, Scalar)}


Values = dict[tuple[str, str], list[Sourced]]


def _printable_values(workspace: Workspace) -> Values:
    """Return the values that some participant's pack may bear."""
    audiences = {person.countries for person in workspace.participants} or {frozenset(workspace.session.countries)}
    silent = set.intersection(*(set(forbidden_in(workspace, countries)) for countries in audiences))
    skipped = {r.id for r in workspace.resources.values() if r.status != "active"} | silent
    return {key: values for key, values in _values(workspace).items() if key[0] not in skipped}


def _values(workspace: Workspace) -> Values:
    """Return every value that can be confirmed, by id and field.

    An emergency number has its country's code for an id, and its service for a field.
    """
    found: Values = {}
    for id_, field, sourced in _each(workspace):
        found.setdefault((id_, field), []).append(sourced)
    return found


def _each(workspace: Workspace) -> Iterator[tuple[str, str, Sourced]]:
    for resource in workspace.resources.values():
        for field, sourced in resource.reach().items():
            yield resource.id, field, sourced
    for country in workspace.countries.values():
        for contact in country.contacts:
            for field, sourced in contact.reach().items():
                yield contact.id, field, sourced
        for number in country.emergency_numbers:
            yield country.code, number.service.value, number.number
    for place in shipped.lines().meeting_place.all:
        for number in place.emergency_numbers:
            yield place.country, number.service.value, number.number
