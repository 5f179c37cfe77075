"""From the tree to typed values: every fault at once, each at its place, in words for staff.

pydantic does the checking; its own messages repeat what was typed, so none of them is ever shown.
"""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar, Protocol, TypeVar, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pressroom.problems import Findings, Place
from pressroom.read.tree import ListNode, MapNode, Node, Scalar
from pressroom.read.values import TOLD, Doubt, is_blank, nearest

Loc = tuple[int | str, ...]
Model = TypeVar("Model", bound=BaseModel)
Namer = Callable[[Loc], str]

_ONE_VALUE = "must be one value, not a list or a group of keys"
_MESSAGES = {
    "string_type": _ONE_VALUE,
    "date_type": _ONE_VALUE,
    "bool_type": _ONE_VALUE,
    "int_type": _ONE_VALUE,
    "decimal_type": _ONE_VALUE,
    "list_type": "must be a list: one entry a line, each after a dash and a space",
    "model_type": "must be a group of keys: one a line, indented, each as key: value",
    "dict_type": "must be a group of keys: one a line, indented, each as key: value",
    "too_short": "needs at least one entry",
}


def validate(
    schema: type[Model], node: Node, findings: Findings, *, today: date = date.max, namer: Namer | None = None
) -> Model | None:
    """Return ``node`` as a ``schema``, or None after noting every fault of it.

    ``today`` is the day after which nothing can have been done. ``namer`` turns a path of keys into the name that
    messages bear. A place that has an error already (a cell that cannot be read) gets no second one.
    """
    report = _Report(schema, node, findings, namer or path_name)
    value = _made(schema, node, report, today)
    if value is not None:
        report.doubts(value)
    return value


def validate_shipped(schema: type[Model], node: Node, findings: Findings) -> Model | None:
    """Do the same for what travels with the program. Doubts are for staff, who can ask; nobody is told of them here."""
    return _made(schema, node, _Report(schema, node, findings, path_name), date.max)


def _made(schema: type[Model], node: Node, report: _Report, today: date) -> Model | None:
    try:
        return schema.model_validate(plain(node), context={"today": today})
    except ValidationError as errors:
        for error in errors.errors(include_url=False, include_input=False):
            report.error(error)
    return None


def plain(node: Node) -> Any:
    """Return the tree as plain text, lists and mappings."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.entries.items()}


def path_name(loc: Loc) -> str:
    """Return a path of keys as people read it: ``host.phone``, ``contacts[2].email``, the first entry being 1."""
    parts = [f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in loc]
    return "".join(parts).removeprefix(".")


def find(node: Node, loc: Loc) -> tuple[Node, int]:
    """Return the deepest node on the way along ``loc``, and how many keys led to it."""
    for depth, key in enumerate(loc):
        if isinstance(node, MapNode) and key in node.entries:
            node = node.entries[str(key)]
        elif isinstance(node, ListNode) and isinstance(key, int) and key < len(node.items):
            node = node.items[key]
        else:
            return node, depth
    return node, len(loc)


def place_of(node: Node, loc: Loc) -> Place:
    """Return where the value at ``loc`` stands; for one that is missing, where its parent does."""
    return find(node, loc)[0].place


class Doubtful(Protocol):
    """A group of keys that can be doubted as a whole; the warning stands at ``doubted_key``."""

    doubted_key: ClassVar[str]

    def doubt(self) -> str:
        """Return what to say, or "" for nothing."""


class _Report:
    """Turns what pydantic found into problems."""

    def __init__(self, schema: type[BaseModel], node: Node, findings: Findings, namer: Namer) -> None:
        self.schema, self.node, self.findings, self.namer = schema, node, findings, namer
        self.noted: set[Place] = set()

    def error(self, error: ErrorDetails) -> None:
        """Note one fault."""
        kind, loc = error["type"], error["loc"]
        if kind == "extra_forbidden":
            self._unknown_key(loc)
        elif loc and loc[-1] == "[key]":
            parent, _ = find(self.node, loc[:-2])
            place = _key_place(parent, str(loc[-2]))
            self._note(place, self.namer(loc[:-2]), f"the key {_message(error)}")
        else:
            node, depth = find(self.node, loc)
            is_absent = kind == "missing" and depth < len(loc) and not isinstance(node, Scalar)
            is_empty = isinstance(node, Scalar) and is_blank(node.text)
            message = "is missing: add it" if is_absent else "is empty: fill it in" if is_empty else _message(error)
            self._note(node.place, self.namer(loc if is_absent else loc[:depth]), message)

    def _unknown_key(self, loc: Loc) -> None:
        parent, _ = find(self.node, loc[:-1])
        known = _fields_at(self.schema, loc[:-1])
        self._note(
            _key_place(parent, str(loc[-1])),
            self.namer(loc[:-1]),
            f"this key is not known here{nearest(str(loc[-1]), known)}: correct it, or take it away",
        )

    def _note(self, place: Place, name: str, message: str) -> None:
        if place in self.noted or not self.findings.has_error(place):
            self.noted.add(place)
            self.findings.error(place, name, message)

    def doubts(self, value: BaseModel) -> None:
        """Note what is well-formed and yet doubtful."""
        for loc, says, text in _doubtful(value, ()):
            node, depth = find(self.node, loc)
            if message := says(text):
                self.findings.warn(node.place, self.namer(loc[:depth]), message)


def _key_place(parent: Node, key: str) -> Place:
    if isinstance(parent, MapNode):
        return parent.key_places.get(key) or (parent.entries[key].place if key in parent.entries else parent.place)
    return parent.place


def _message(error: ErrorDetails) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == TOLD:
        return str(context["message"])
    if kind in {"enum", "literal_error"}:
        return f"write {str(context['expected']).replace(chr(39), '')}"
    if kind == "too_long":
        return f"has more than {context['max_length']} entries: take the others out"
    return _MESSAGES.get(kind, "is not what belongs here: look it up in the documentation of this file")


def _doubtful(model: BaseModel, loc: Loc) -> Iterator[tuple[Loc, Callable[[Any], str], Any]]:
    """Yield (path, doubt, value) for each value whose type bears a `Doubt`, and for each group that has one."""
    if hasattr(type(model), "doubted_key"):
        yield (*loc, cast("Doubtful", model).doubted_key), lambda group: group.doubt(), model
    for name, doubts, has_models in _looked_at(type(model)):
        value = getattr(model, name) if name in model.model_fields_set else None
        if value is None:
            continue
        for doubt in doubts:
            yield (*loc, name), doubt.says, value
        if has_models and isinstance(value, BaseModel):
            yield from _doubtful(value, (*loc, name))
        elif has_models and isinstance(value, list):
            for number, item in enumerate(value):
                yield from _doubtful(item, (*loc, name, number))


@functools.cache
def _looked_at(schema: type[BaseModel]) -> list[tuple[str, list[Doubt], bool]]:
    """Return the fields of a schema that bear doubts, and those that hold further groups of keys."""
    found = []
    for name, field in schema.model_fields.items():
        doubts = _doubts_of(field.annotation, field.metadata)
        has_models = _model_in(field.annotation) is not None and typing.get_origin(field.annotation) is not dict
        if doubts or has_models:
            found.append((name, doubts, has_models))
    return found


def _doubts_of(annotation: Any, metadata: list[Any]) -> list[Doubt]:
    """Return the doubts of a field, also where its type is optional: ``Phone | None``."""
    is_union = typing.get_origin(annotation) in {typing.Union, types.UnionType}
    parts = [getattr(arg, "__metadata__", ()) for arg in typing.get_args(annotation)] if is_union else []
    return [mark for mark in (*metadata, *(m for part in parts for m in part)) if isinstance(mark, Doubt)]


def _fields_at(schema: Any, loc: Loc) -> list[str]:
    """Return the keys that a schema knows at a place below it."""
    for key in loc:
        schema = _model_in(schema)
        if schema is None or isinstance(key, int):
            continue
        fields: Mapping[str, Any] = schema.model_fields
        schema = fields[key].annotation if key in fields else None
    found = _model_in(schema)
    return list(found.model_fields) if found is not None else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model in an annotation, as in ``list[HostIn] | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(arg) for arg in typing.get_args(annotation))
    return next((model for model in found if model is not None), None)
