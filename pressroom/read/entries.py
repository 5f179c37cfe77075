"""Reads ``resources.yaml`` over the shipped resources, and ``confirmations.yaml``."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pressroom.model import Confirmation, Resource
from pressroom.problems import Place
from pressroom.read import shipped
from pressroom.read.desk import Desk, child, items, text_of
from pressroom.read.schema import validate
from pressroom.read.schemas.others import ConfirmationIn
from pressroom.read.schemas.resource import ResourceIn
from pressroom.read.tree import ListNode, Node
from pressroom.read.values import clean, nearest
from pressroom.read.yamlfile import read_optional_yaml

RESOURCES = "resources.yaml"
CONFIRMATIONS = "confirmations.yaml"


def read_resources(desk: Desk, names: Collection[str]) -> tuple[Mapping[str, Resource], frozenset[str]]:
    """Return the shipped resources, corrected and extended, and all ids that the workspace knows, faulty ones too."""
    merged = dict(shipped.resources())
    given: dict[str, Node] = {}
    for node in _entries(desk, RESOURCES, names):
        entry = validate(ResourceIn, node, desk.findings, today=desk.today)
        ident = clean(text_of(child(node, "id")))
        if ident in given:
            place = _place(node, "id")
            message = f"stands on line {given[ident].place.line} already: put the two entries together"
            desk.findings.error(place, "id", message)
            continue
        if ident:
            given[ident] = node
        if entry is not None and _is_whole(desk, node, entry, merged):
            merged[entry.id] = _merged(entry, merged.get(entry.id))
            desk.remember(entry.id, node)
    return merged, frozenset({*merged, *given})


def _is_whole(desk: Desk, node: Node, entry: ResourceIn, shipped_ones: Mapping[str, Resource]) -> bool:
    """Whether an entry gives what it must; one that corrects another need not."""
    if entry.id in shipped_ones or not entry.lacks():
        return True
    for key in entry.lacks():
        message = f"is missing: a new entry needs it{_like(entry.id, shipped_ones)}"
        desk.findings.error(_place(node, key), key, message)
    return False


def _like(ident: str, known: Collection[str]) -> str:
    near = nearest(ident, known, cutoff=0.75)
    return f"; or is the id that of a shipped entry{near}" if near else ""


def _merged(entry: ResourceIn, old: Resource | None) -> Resource:
    return entry.model() if old is None else entry.correct(old, shipped.own_provenance(old.id))


def read_confirmations(desk: Desk, names: Collection[str], known: Collection[str]) -> tuple[Confirmation, ...]:
    """Return the confirmations; ``known`` are the ids of all entries. One for an unknown id is doubted."""
    found = []
    for node in _entries(desk, CONFIRMATIONS, names):
        given = validate(ConfirmationIn, node, desk.findings, today=desk.today)
        if given is None:
            continue
        found.append(given.model())
        if given.id not in known and given.id.split("/")[0] not in shipped.states():
            hint = nearest(given.id, known)
            message = f"no entry here has this id{hint}: the confirmation counts for nothing until one has"
            desk.findings.warn(_place(node, "id"), "id", message)
    return tuple(found)


def _entries(desk: Desk, name: str, names: Collection[str]) -> list[Node]:
    """Return the entries of a file that is a list; none where there is no such file."""
    if name not in names:
        return []
    node = read_optional_yaml(desk.root, desk.on_disk(name), desk.findings)
    if node is not None and not isinstance(node, ListNode):
        desk.findings.error(node.place, "", "must be a list: one entry after the other, each after a dash and a space")
    return list(items(node))


def _place(node: Node, key: str) -> Place:
    found = child(node, key)
    return node.place if found is None else found.place
