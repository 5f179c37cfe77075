"""Reads YAML as people type it: every scalar is the text on the page, and every value knows its place.

YAML's own types turn ``+41791234567`` into a number without its plus and ``NO`` into false. So no type is
resolved here. Anchors, aliases, tags and merge keys are refused: staff need none, and they can explode.
Built on the events of PyYAML's C parser (libyaml), which bear line and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from pressroom.problems import Findings, Place
from pressroom.read.source import Root, read_text
from pressroom.read.tree import ListNode, MapNode, Node, Scalar

MAX_DEPTH = 16
"""Our own files nest five deep; past this it is a bomb or a mistake."""

MAX_NODES = 200_000
"""Keys count too. A participant with everything filled in has 65 of both: there is room for 3,000 of them."""

_QUOTES = ('"', "'")
_INDENT = "does not line up with the lines above: give all keys of one block the same indent, with spaces"
_LONG_QUOTE = "opens a quotation mark that does not end on its line: look whether one is missing at the line's end"
_COLON = "has a colon where none can stand: put text that holds a colon in quotes, or look at the indent"
_HINTS = (
    ("found unknown escape character", "has a backslash that means nothing here: use 'single quotes'"),
    ("while scanning a quoted scalar", "opens a quotation mark that is not closed"),
    ("while scanning a simple key", "lacks a colon after the key"),
    ("mapping values are not allowed", _COLON),
    ("block sequence entries are not allowed", "has a dash where no list can begin: put it on a line of its own"),
    ("did not find expected ',' or ']'", "opens a square bracket that is not closed"),
    ("did not find expected ',' or '}'", "opens a curly bracket that is not closed"),
    ("scanning an alias", "uses an alias (*): write the value out"),
    ("scanning an anchor", "uses an anchor (&): write the value out where it is needed"),
    ("tag", "uses a tag (!): take it away, or put the text in quotes"),
    ("scanning a block scalar", "has text right after | or >: begin the text on the next line"),
    ("scanning a directive", "begins with %: take this line away"),
    ("did not find expected", _INDENT),
)  # fmt: skip


class _Halt(Exception):
    """Reading stops: what follows cannot be understood. The problem is noted already."""


@dataclass
class _Reader:
    """Builds the tree from parser events; ``shift`` lines stand before the text in its file."""

    name: str
    findings: Findings
    shift: int = 0
    nodes: int = 0
    long_quote: Place | None = None
    events: Iterator[yaml.Event] = field(default_factory=lambda: iter(()))

    def place(self, mark: Any) -> Place:
        """Return the place of a mark, the C parser's or Python's."""
        return Place(self.name, mark.line + 1 + self.shift, mark.column + 1)

    def document(self) -> Node | None:
        """Return the one document's tree; None if there is nothing in it."""
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    message = "begins a second document: keep one, and take the line of three dashes away"
                    self.findings.error(self.place(event.start_mark), "", message)
                    raise _Halt
                root = self.node(next(self.events), 1)
        return root

    def node(self, event: Any, depth: int) -> Node:
        """Return the node that begins with ``event``."""
        first, last = event.start_mark, event.end_mark
        place = Place(self.name, first.line + 1 + self.shift, first.column + 1)
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            self._give_up(place, depth)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None or event.tag is not None:
            self._refuse_special(event, place)
        if isinstance(event, yaml.ScalarEvent):
            if event.style in _QUOTES and last.line > first.line:
                self.long_quote = place
            return Scalar(event.value, place)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(place, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(place, depth)
        return Scalar("", place)

    def sequence(self, place: Place, depth: int) -> ListNode:
        items = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event, depth + 1))
        return ListNode(items, place)

    def mapping(self, place: Place, depth: int) -> MapNode:
        entries: dict[str, Node] = {}
        key_places: dict[str, Place] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if not isinstance(key, Scalar):
                self.findings.error(key.place, "", "has a list or a mapping for a key: a key is one word")
            if isinstance(key, Scalar) and self._is_good_key(key, event, key_places):
                entries[key.text] = value
                key_places[key.text] = key.place
        return MapNode(entries, place, key_places)

    def _is_good_key(self, key: Scalar, event: yaml.Event, known: dict[str, Place]) -> bool:
        if key.text == "<<" and isinstance(event, yaml.ScalarEvent) and not event.style:
            self.findings.error(key.place, "", "uses a merge key (<<): write the keys out")
        elif key.text in known:
            message = f"stands twice: this key is already on line {known[key.text].line}; keep one of them"
            self.findings.error(key.place, "", message)
        else:
            return True
        return False

    def _give_up(self, place: Place, depth: int) -> NoReturn:
        what = "is nested too deeply" if depth > MAX_DEPTH else "holds too many values"
        self.findings.error(place, "", f"{what}: look whether it is the right file")
        raise _Halt

    def _refuse_special(self, event: Any, place: Place) -> None:
        if isinstance(event, yaml.AliasEvent):
            self.findings.error(place, "", "uses an alias (*): write the value out")
        elif event.anchor is not None:
            self.findings.error(place, "", "uses an anchor (&): write the value out where it is needed")
        else:
            self.findings.error(place, "", "uses a tag (!): take it away, or put the text in quotes")


def read_yaml(root: Root, name: str, findings: Findings) -> Node | None:
    """Return the tree of the YAML file ``root/name``, or None after noting why there is none."""
    text = read_text(root, name, findings)
    return None if text is None else parse_yaml(text, name, findings)


def read_optional_yaml(root: Root, name: str, findings: Findings) -> Node | None:
    """Return the tree of a YAML file that may hold nothing but comments: it then counts as absent."""
    text = read_text(root, name, findings)
    return None if text is None else parse_optional_yaml(text, name, findings)


def parse_optional_yaml(text: str, name: str, findings: Findings) -> Node | None:
    """Return the tree of a YAML text that may be nothing but comments: None then."""
    if text.strip() and _is_all_comments(text):
        return None
    return parse_yaml(text, name, findings)


def _is_all_comments(text: str) -> bool:
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines())


def parse_yaml(text: str, name: str, findings: Findings, shift: int = 0) -> Node | None:
    """Return the tree of a YAML text, or None after noting why there is none.

    ``shift`` is how many lines of the file stand before the text (front matter). Where a value alone is at fault,
    it is noted and the rest is still read, so that one run tells as much as it can.
    """
    reader = _Reader(name, findings, shift)
    try:
        reader.events = iter(yaml.parse(text, Loader=yaml.CLoader))
        root = reader.document()
    except _Halt:
        return None
    except yaml.YAMLError as error:
        _note_syntax(error, text, reader)
        return None
    if root is None or (isinstance(root, Scalar) and not root.text.strip()):
        findings.error(Place(name, 1 + shift), "", "is empty: write what belongs there, or take the file away")
        return None
    return root


def _note_syntax(error: yaml.YAMLError, text: str, reader: _Reader) -> None:
    """Say in plain words what the parser did not understand, without the text itself."""
    problem = str(getattr(error, "problem", "") or "")
    context = str(getattr(error, "context", "") or "")
    mark = getattr(error, "problem_mark", None)
    if "simple key" in context or "quoted" in context or "flow" in context:
        mark = getattr(error, "context_mark", None) or mark
    message = next((hint for sign, hint in _HINTS if sign in f"{context}; {problem}"), "")
    if "cannot start any token" in problem and mark is not None:
        message = _bad_start(text, mark)
    place = reader.place(mark) if mark is not None else Place(reader.name)
    if message == _INDENT and reader.long_quote is not None:
        # A mark that was forgotten ends at the next one, lines below, and what follows there makes no sense.
        place, message = reader.long_quote, _LONG_QUOTE
    reader.findings.error(place, "", message or "cannot be read as YAML: look at indent, colons and quotes")


def _bad_start(text: str, mark: yaml.Mark) -> str:
    """Say which character cannot begin a value. libyaml counts lines as these do."""
    lines = re.split("\r\n|[\n\r\x85\u2028\u2029]", text)
    if lines[mark.line][mark.column : mark.column + 1] == "\t":
        return "is indented with a tab: use spaces"
    return "begins with a sign that YAML keeps for itself (such as @, ` or %): put the text in quotes"
