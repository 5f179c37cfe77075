"""YAML as people type it: text stays text, and every value knows its place."""

from __future__ import annotations

import pytest

from pressroom.problems import Findings
from pressroom.read.schema import plain
from pressroom.read.tree import ListNode, MapNode, Scalar
from pressroom.read.yamlfile import MAX_NODES, parse_yaml


@pytest.mark.parametrize(
    "typed",
    [
        "+41791234567", "0041227301234", "NO", "yes", "on", "12:30", "3.10", "1e3", "0x1F", "0o17", "017", "1_000",
        "null", "~", "true", "2027-03-01", "2027-03-01T12:00:00Z", ".inf", ".nan", "=", "-1", "١٢",
    ],
)  # fmt: skip
def test_a_scalar_is_what_was_typed(typed: str) -> None:
    """No type is resolved: a phone keeps its plus, Norway stays NO, a time of day stays one."""
    findings = Findings()
    node = parse_yaml(f"key: {typed}\nlist: [{typed}]\n", "f.yaml", findings)
    assert node is not None
    assert plain(node) == {"key": typed, "list": [typed]}
    assert not findings.problems


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a:\n", ""),
        ("a: ''\n", ""),
        ('a: "x\\ty"\n', "x\ty"),
        ("a: |\n  one\n  two\n", "one\ntwo\n"),
        ("a: >-\n  one\n  two\n", "one two"),
        ("a: one\n  two\n", "one two"),
        ("\ufeffa: b\n", "b"),
        ("a: b # a note\n", "b"),
    ],
)
def test_the_forms_of_a_scalar(text: str, value: str) -> None:
    """Nothing after a key is the empty text; quoted and block scalars give their text."""
    node = parse_yaml(text, "f.yaml", Findings())
    assert node is not None
    assert plain(node) == {"a": value}


def test_places_count_from_one_in_characters() -> None:
    """A value's place is its line and character, a key's too; characters beyond ASCII count as one."""
    node = parse_yaml("é: 1\nb:\n  - {ж: x, y: z}\n", "f.yaml", Findings(), shift=2)
    assert isinstance(node, MapNode)
    assert str(node.key_places["b"]) == "f.yaml:4:1"
    entries = node.entries["b"]
    assert isinstance(entries, ListNode)
    inner = entries.items[0]
    assert isinstance(inner, MapNode)
    assert str(inner.place) == "f.yaml:5:5"
    assert str(inner.entries["y"].place) == "f.yaml:5:15"


def test_what_follows_a_fault_is_still_read() -> None:
    """An anchor, a duplicate key and a tag are each told, and the other values are there."""
    findings = Findings()
    node = parse_yaml("a: &x 1\na: 2\nb: !!int 3\nc: 4\n", "f.yaml", findings)
    assert [str(p.place) for p in findings.errors] == ["f.yaml:1:4", "f.yaml:2:1", "f.yaml:3:4"]
    assert node is not None
    assert plain(node) == {"a": "1", "b": "3", "c": "4"}


def test_a_forgotten_quotation_mark_is_told_where_it_opens() -> None:
    """The parser stumbles lines below, where the next mark ends the text: that is no help to anyone."""
    findings = Findings()
    parse_yaml('a: b\nvenue: "Sample Hall\nhost:\n  name: "Sample Host"\n', "f.yaml", findings)
    (problem,) = findings.errors
    assert str(problem).startswith("f.yaml:2:8: opens a quotation mark")


def test_the_first_of_two_equal_keys_stays() -> None:
    """A duplicate key never wins silently: it is an error that names the line of the first."""
    findings = Findings()
    node = parse_yaml("a: 1\nb: 2\na: 3\n", "f.yaml", findings)
    assert isinstance(node, MapNode)
    assert node.entries["a"] == Scalar("1", node.entries["a"].place)
    assert "on line 1" in findings.errors[0].message


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: [1, 2\nb: 3\n", 1, "square bracket"),
        ("a: {b: 1\n", 1, "curly bracket"),
        ("- a\nb: 1\n", 2, "does not line up"),
        ("a:\n  b: 1\n c: 2\n", 3, "does not line up"),
        ("a: - b\n", 1, "has a dash"),
        ('a: "\\q"\n', 1, "backslash"),
        ("a: @home\n", 1, "in quotes"),
        ("a: 1\nb\nc: 2\n", 2, "lacks a colon"),
        ("a: !mine!x y\n", 1, "tag"),
        ("a: >text\n  b\n", 1, "next line"),
        ("%a\n---\nb: 1\n", 1, "begins with %"),
    ],
)
def test_syntax_is_explained_in_plain_words(text: str, line: int, says: str) -> None:
    """A file that is no YAML gives one problem, at its line, that says what to look at."""
    findings = Findings()
    assert parse_yaml(text, "f.yaml", findings) is None
    (problem,) = findings.problems
    assert problem.place.line == line
    assert says in problem.message


def test_a_file_of_too_many_values_is_given_up() -> None:
    """A list without end is refused before it fills the memory."""
    findings = Findings()
    assert parse_yaml("- a\n" * (MAX_NODES + 1), "f.yaml", findings) is None
    assert "too many values" in findings.errors[0].message
