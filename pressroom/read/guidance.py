"""Reads a section of the guidance: front matter, then Markdown.

What staff write in place of a shipped section is held to the same rules as the shipped ones: no raw HTML, no links,
no phone, e-mail or web address in the text. Contacts come from the resources alone, where each bears its provenance.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pressroom.model import Section
from pressroom.model.content import CONTAINERS, PLACEHOLDERS
from pressroom.problems import Findings, Place
from pressroom.read.schema import validate
from pressroom.read.schemas.others import FrontMatterIn
from pressroom.read.source import Root, plain_name, read_text
from pressroom.read.values import nearest, visible
from pressroom.read.yamlfile import parse_yaml

if TYPE_CHECKING:
    from markdown_it.token import Token

_FENCE = "---"
_CONTAINER = re.compile(r" {0,3}(:{3,})\s*(.*?)\s*")
_PLACEHOLDER = re.compile(r"\[\[([^\]\n]{0,60})\]\]")
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}\.\w{2,}")
_DOMAINS = "org|com|net|int|eu|info|io|ch|gov|edu|uk|fr|de"
_URL = re.compile(rf"https?://|\bwww\.|\b[a-z0-9-]{{1,63}}\.(?:{_DOMAINS})\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_PHONE = re.compile(r"(?<![\w/])(?:\+|00)[1-9][\d ().-]{6,}\d|(?<![\w/-])\d(?:[ ().]?\d){8,}(?![\w/-])")
_MAX_ROWS = 60
_MAX_ROWS_IN_ALL = 300
_MAX_COLUMNS = 12  # a page holds no more, and to lay out a thousand takes minutes
_MAX_BYTES = 100_000  # the longest shipped section has a tenth of that; Markdown has slow corners


def read_section(root: Root, name: str, findings: Findings, replaced: Section | None = None) -> Section | None:
    """Return the section in ``root/name``, or None after noting what is wrong with it.

    The language is the name of its folder. With ``replaced``, the shipped section in whose place it stands, the body
    is checked, and front matter that is absent is taken over from there.
    """
    text = read_text(root, name, findings, limit=_MAX_BYTES)
    if text is None:
        return None
    before = len(findings.errors)
    lines = visible(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    front, body_line = _front_matter(lines, name, findings)
    body = "\n".join(lines[body_line - 1 :])
    is_closed = front is not None or body_line <= len(lines)
    if replaced is not None and is_closed:
        check_body(body, name, body_line, findings)
    if front is None or len(findings.errors) > before:
        return None
    path = Path(plain_name(name))
    return Section(
        name=path.stem,
        language=path.parent.name,
        title=_front("title", front, replaced, name, findings),
        label=_front("label", front, replaced, name, findings),
        lead=_front("lead", front, replaced, name, findings),
        body=body,
        place=Place(name),
        body_line=body_line,
        shipped=replaced is None,
        renders=front.renders or "",
        review=front.state,
        reviewer=front.reviewer or "",
        reviewed=front.date,
    )


def _front(key: str, front: FrontMatterIn, replaced: Section | None, name: str, findings: Findings) -> str:
    """Return a key of the front matter, or the replaced section's."""
    text = str(getattr(front, key) or getattr(replaced, key, ""))
    if not text:
        findings.error(Place(name), key, "is missing: add it between two lines of three dashes at the top")
    return text


def _front_matter(lines: list[str], name: str, findings: Findings) -> tuple[FrontMatterIn | None, int]:
    """Return the front matter, and the line, from 1, on which the body begins."""
    if not lines or lines[0].rstrip() != _FENCE:
        return FrontMatterIn(), 1
    ends = (n for n, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE)
    end = next(ends, None)
    if end is None:
        findings.error(Place(name), "", "opens its heading part with three dashes: close it with three dashes")
        return None, len(lines) + 1
    text = "\n".join(lines[1:end])
    if not text.strip():
        return FrontMatterIn(), end + 2
    node = parse_yaml(text, name, findings, shift=1)
    return (None if node is None else validate(FrontMatterIn, node, findings)), end + 2


@dataclass(frozen=True)
class _Open:
    """A container that is open: the length of its fence, and its line."""

    length: int
    line: int


def check_body(body: str, name: str, first_line: int, findings: Findings) -> None:
    """Note everything in a section's Markdown that does not belong there, by line; ``first_line`` is the body's own."""
    if not body.strip():
        findings.error(Place(name, first_line), "", "has no text: write it, or take the file away")
        return
    tokens = _parse(body)
    faults = [*_block_faults(body, _code(tokens)), *_bulk_faults(tokens), *_inline_faults(tokens)]
    for line, fault in dict.fromkeys(faults):
        findings.error(Place(name, first_line + line), "", fault)


def _parse(body: str) -> list[Token]:
    """Return the tokens with raw HTML and links on, in order to see them. Compose prints with both off.

    The blocks are those that compose makes, so that none of them is taken for something else here.
    """
    from markdown_it import MarkdownIt
    from mdit_py_plugins.container import container_plugin

    markdown = MarkdownIt("commonmark", {"html": True, "inline_definitions": True}).enable("table").disable("entity")
    for name in CONTAINERS:
        markdown.use(container_plugin, name)
    return markdown.parse(body)


def _code(tokens: list[Token]) -> set[int]:
    """Return the lines, from 0, that are printed as they stand."""
    return {line for token in tokens if token.type == "fence" and token.map for line in range(*token.map)}


def _bulk_faults(tokens: list[Token]) -> Iterator[tuple[int, str]]:
    """Yield (line from 0, fault) of blocks wherever they stand, in a list too, and of what no page holds."""
    rows = columns = 0
    for token in tokens:
        line = token.map[0] if token.map else 0
        columns = 0 if token.type == "tr_open" else columns + (token.type in {"th_open", "td_open"})
        if token.type == "tr_close" and columns > _MAX_COLUMNS:
            yield line, f"has a table with more than {_MAX_COLUMNS} columns: a page holds no more"
        if words := _container(token):
            faults = list(_container_faults(words))
            yield from ((line, fault) for fault in faults)
            rows += int(words[1]) if CONTAINERS[words[0]] == "1" and not faults else 0
            if rows > _MAX_ROWS_IN_ALL:
                yield line, f"has more than {_MAX_ROWS_IN_ALL} blank rows and lines, up to here: take some away"
                return


def _container(token: Token) -> list[str]:
    """Return the words after the colons where a block opens: its name and arguments; else none."""
    return token.info.split() if token.type.startswith("container_") and token.nesting == 1 else []


def _block_faults(body: str, code: set[int]) -> Iterator[tuple[int, str]]:
    """Yield (line from 0, fault) of containers and placeholders."""
    opened: list[_Open] = []
    shown: set[str] = set()
    for number, line in enumerate(body.split("\n")):
        if number in code:
            continue
        yield from ((number, fault) for fault in _placeholder_faults(line, shown))
        match = _CONTAINER.fullmatch(line)
        if match is None:
            continue
        if match[2]:
            opened.append(_Open(len(match[1]), number))
            yield from ((number, fault) for fault in _container_faults(match[2].split()))
        elif not opened:
            yield number, "closes a block that nothing opens: take this line away"
        else:
            ends = next((i for i, block in enumerate(opened) if block.length <= len(match[1])), len(opened))
            del opened[ends:]
    for block in opened:
        yield block.line, "opens a block that is never closed: end it with a line of three colons"


def check_names(section: Section, known: Collection[str], findings: Findings) -> None:
    """Note ids in ``names`` blocks that no resource has: what stands there would be printed where it may not be."""
    for token in _parse(section.body):
        words = _container(token)
        for ident in words[1:] if words[:1] == ["names"] else ():
            if ident not in known:
                message = f"names an id that no resource has{nearest(ident, known)}: correct it, or it protects nobody"
                line = section.body_line + (token.map[0] if token.map else 0)
                findings.error(Place(section.place.file, line), "", message)


def _container_faults(words: list[str]) -> Iterator[str]:
    name, arguments = words[0], words[1:]
    if name not in CONTAINERS:
        yield f"opens a block that is not known{nearest(name, CONTAINERS)}: known are {', '.join(CONTAINERS)}"
        return
    wants = CONTAINERS[name]
    is_count = len(arguments) == 1 and re.fullmatch("[1-9][0-9]?", arguments[0]) and int(arguments[0]) <= _MAX_ROWS
    if wants == "1" and not is_count:
        yield f"needs one number from 1 to {_MAX_ROWS} after {name}: how many rows or lines"
    if wants == "" and arguments:
        yield f"has words after {name}: take them away"
    if wants == "+" and not arguments:
        yield "needs the ids of the organisations after names"


def _placeholder_faults(line: str, shown: set[str]) -> Iterator[str]:
    """Yield what is wrong with the placeholders of a line; ``shown`` are those of the lines above."""
    for match in _PLACEHOLDER.finditer(line):
        if match[1] not in PLACEHOLDERS:
            known = ", ".join(PLACEHOLDERS)
            yield f"has a placeholder that is not known{nearest(match[1], PLACEHOLDERS)}: known are {known}"
        elif line.strip() != match[0]:
            yield "has a placeholder within text: put it on a line of its own, with an empty line above and below"
        elif match[1] in shown:
            yield "has a placeholder that stands above already: keep one of them"
        shown.add(match[1])


def _inline_faults(tokens: list[Token]) -> Iterator[tuple[int, str]]:
    """Yield (line from 0, fault) of raw HTML, links, pictures, and of contacts in the text."""
    for token in tokens:
        line = token.map[0] if token.map else 0
        if token.type == "html_block":
            yield line, "holds raw HTML: write it in Markdown"
        elif token.type == "definition":
            yield line, "defines a link: paper cannot follow it; take the line away"
        elif token.type in {"fence", "code_block"}:
            yield from ((line, fault) for fault in _contact_faults(token.content))
        in_link = False
        for child in token.children or ():
            in_link &= child.type != "link_close"
            yield from ((line, fault) for fault in _child_faults(child) if not in_link)
            in_link |= child.type == "link_open"
            line += child.type in {"softbreak", "hardbreak"}


def _child_faults(child: Token) -> Iterator[str]:
    if child.type == "html_inline":
        yield "holds raw HTML: write it in Markdown"
    elif child.type == "link_open":
        yield "holds a link: paper cannot follow it; add a resource, and name the organisation here"
    elif child.type == "image":
        yield "holds a picture: guidance is text alone"
    elif child.content:
        if child.type == "text" and _ENTITY.search(child.content):
            yield "writes a character as a code that begins with &: type the character itself"
        yield from _contact_faults(child.content)


def _contact_faults(text: str) -> Iterator[str]:
    for pattern, what in ((_EMAIL, "an e-mail address"), (_URL, "a web address"), (_PHONE, "a phone number")):
        if pattern.search(text):
            yield f"holds {what} in the text: put it into resources.yaml, where it bears its source"
            return
