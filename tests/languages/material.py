"""What the shipped languages are made of, beside the English, piece by piece; and the words that are names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from pressroom.compose.labels import is_complete
from pressroom.model import Resource, Section, Wording
from pressroom.model.content import CONTAINERS
from pressroom.paths import shipped as path
from pressroom.read import shipped

LANGUAGES = [code for code in shipped.languages() if is_complete(code)]
"""The languages that packs can be made in."""

TRANSLATED = [code for code in LANGUAGES if code != "en"]

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip

NUMERIC_MONTHS = {"zh"}
"""Languages that write the months as numbers."""

WORDS = ("name", "summary", "eligibility")

_NUMBER = re.compile(r"\d+(?:[\u00a0\u202f ,.]\d{3}(?!\d))*")
_MONTH = re.compile(
    rf"(?<=\d )({'|'.join(MONTHS)})\b|\b({'|'.join(MONTHS)})(?= \d| to )|(?<= to )({'|'.join(MONTHS)})\b"
)


@dataclass(frozen=True)
class Pair:
    """One text in English and in a translation; ``where`` names it."""

    where: str
    english: str
    text: str


def sections(code: str) -> list[tuple[Section, Section]]:
    """Return (English, translation) of each section."""
    theirs = {section.name: section for section in shipped.sections(code)}
    return [(section, theirs[section.name]) for section in shipped.sections("en")]


@cache
def _parser() -> MarkdownIt:
    """Return a parser of our own, so that a fault of the product's cannot hide one of a translation."""
    markdown = MarkdownIt("commonmark").enable("table")
    for name in CONTAINERS:
        markdown.use(container_plugin, name)
    return markdown


def tokens(body: str) -> list[Token]:
    """Return a section's Markdown as tokens."""
    return _parser().parse(body)


def shape(body: str) -> list[tuple[str, ...]]:
    """Return what a section is built of, without its words: blocks with their arguments, boxes, bold, placeholders."""
    found: list[tuple[str, ...]] = []
    for token in tokens(body):
        if token.type != "inline":
            found.append((token.type, token.tag, " ".join(token.info.split())))
            continue
        placeholder = re.fullmatch(r"\[\[[a-z-]+\]\]", token.content)
        marks = [child.type for child in token.children or () if child.type.startswith("strong")]
        found.append(("text", "[ ]" * token.content.startswith("[ ] "), placeholder[0] if placeholder else "", *marks))
    return found


def pairs(code: str) -> Iterator[Pair]:
    """Yield each text of the guidance with its translation. The shapes must be the same."""
    for english, theirs in sections(code):
        for key in ("title", "label", "lead"):
            yield Pair(f"{theirs.name} {key}", getattr(english, key), getattr(theirs, key))
        texts = zip(_texts(english.body), _texts(theirs.body), strict=True)
        yield from (Pair(f"{theirs.name} {number}", *both) for number, both in enumerate(texts, 1))


def _texts(body: str) -> list[str]:
    return [re.sub(r"^\[\[[a-z-]+\]\]$", "", plain(token)) for token in tokens(body) if token.type == "inline"]


def plain(token: Token) -> str:
    """Return the words of an inline token: without marks and boxes, lines joined."""
    pieces = (
        child.content if child.type == "text" else " " * child.type.endswith("break") for child in token.children or ()
    )
    return "".join(pieces).removeprefix("[ ] ")


def prose(section: Section) -> Iterator[str]:
    """Yield the texts of a section that stand outside tables, as they are to be read: lead, headings, paragraphs."""
    yield section.lead
    in_table = 0
    for token in tokens(section.body):
        in_table += {"table_open": 1, "table_close": -1}.get(token.type, 0)
        if token.type == "inline" and not in_table and not token.content.startswith("[["):
            yield plain(token)


def catalogue(name: str) -> dict[str, Message]:
    """Return the messages of a file of labels, by their keys."""
    with path("packs", "labels", name).open("rb") as file:
        return {str(message.context): message for message in read_po(file) if message.context}


def labels(code: str) -> dict[str, str]:
    """Return the labels of a language by their keys."""
    name = "messages.pot" if code == "en" else f"{code}.po"
    return {key: str(m.id if code == "en" else m.string) for key, m in catalogue(name).items()}


def label_pairs(code: str) -> list[Pair]:
    """Return each label with its translation."""
    theirs = labels(code)
    return [Pair(key, text, theirs.get(key, "")) for key, text in labels("en").items()]


def english(wording: Wording) -> str:
    """Return a wording's English, or its text for all languages."""
    return wording.texts.get("en") or wording.texts.get("", "")


def active() -> list[Resource]:
    """Return the resources that may be printed."""
    return [resource for resource in shipped.resources().values() if resource.status == "active"]


def data() -> Iterator[tuple[str, Wording]]:
    """Yield each wording of the data that is printed and that English gives, by name."""
    for resource in active():
        for key in WORDS:
            wording = getattr(resource, key)
            if "en" in wording.texts:
                yield f"{resource.id} {key}", wording
    for group in shipped.groups().values():
        yield f"group {group.name}", group.label
    lines = shipped.lines()
    for line in lines.day_and_night:
        yield f"line {line.id}", line.needs
    yield "place", lines.meeting_place.label
    if lines.meeting_place.neighbour:
        yield "neighbour", lines.meeting_place.neighbour.label


def data_pairs(code: str) -> list[Pair]:
    """Return each text of the data with its translation; empty where there is none."""
    return [Pair(name, english(wording), wording.texts.get(code, "")) for name, wording in data()]


def every(code: str) -> list[Pair]:
    """Return all texts of a translation beside their English."""
    return [*pairs(code), *label_pairs(code), *data_pairs(code)]


def numbers(text: str) -> list[str]:
    """Return the numbers of a text, sorted, without the signs between their thousands."""
    return sorted(re.sub(r"\D", "", number) for number in _NUMBER.findall(text))


def expected_numbers(text: str, code: str) -> list[str]:
    """Return the numbers that a translation of an English text has: also the months, where they are numbers."""
    months = [MONTHS.index(next(filter(None, found))) + 1 for found in _MONTH.findall(text)]
    return sorted([*numbers(text), *(map(str, months) if code in NUMERIC_MONTHS else ())])


def bodies() -> dict[str, set[str]]:
    """Return the names, in every language, and the aliases of each organisation by its id."""
    found: dict[str, set[str]] = {}
    for resource in shipped.resources().values():
        found.setdefault(resource.body, set()).update(resource.aliases, resource.name.texts.values())
    return found


def names_in(code: Any = "en") -> set[str]:
    """Return the Latin words of names: of organisations, and those of resources in a language."""
    texts = [text for names in bodies().values() for text in names if text.isascii()]
    texts += [
        resource.name.texts.get(code, "") + " " + english(resource.name) for resource in shipped.resources().values()
    ]
    return {word for text in texts for word in re.findall(r"[A-Za-z]+", text)}
