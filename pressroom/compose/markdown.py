"""Guidance from Markdown to HTML: CommonMark without raw HTML, and the few blocks that a safety pack needs.

``- [ ]`` items become boxes to tick. Containers (``::: name`` … ``:::``) are worksheets, lines to write on,
call-outs, and passages that name organisations. A paragraph ``[[name]]`` alone is where blocks of data go.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from html import escape
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Any

from pressroom.model.content import CONTAINERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_PLACEHOLDER = re.compile(r"\[\[([a-z-]+)\]\]")
_TASK = re.compile(r"\[[ xX]\]\s+")


def html(body: str, blocks: Mapping[str, str], forbidden: frozenset[str]) -> str:
    """Return the HTML of a section's ``body``.

    ``blocks`` has the HTML for each placeholder; one that is missing gives nothing. A ``names`` container
    with an id of ``forbidden`` is left out whole.
    """
    tokens = parser().parse(body)
    tokens = _without_forbidden(tokens, forbidden)
    tokens = _kept_together(_blank_rows(tokens))
    _mark_tasks(tokens)
    _mark_brief(tokens)
    _mark_answers(tokens)
    _mark_announcements(tokens)
    for token in tokens:
        if token.type == "fence":
            token.info = ""  # it would become a class
    rendered: str = parser().renderer.render(tokens, parser().options, {})
    return _PLACEHOLDER_HTML.sub(lambda match: blocks.get(match[1], ""), rendered)


_PLACEHOLDER_HTML = re.compile(r"<p>\[\[([a-z-]+)\]\]</p>\n?")


@functools.cache
def parser() -> MarkdownIt:
    """Return the parser, with raw HTML off: a ``<`` in a section is a letter like any other."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.container import container_plugin

    markdown = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    markdown.disable(["html_block", "html_inline", "image", "link", "autolink", "reference", "entity"])
    for name in CONTAINERS:
        markdown.use(container_plugin, name, render=_container)
    return markdown


def arguments(token: Token) -> list[str]:
    """Return the words after a container's name: ``::: worksheet 8`` has ``["8"]``."""
    return token.info.split()[1:]


def _container(_renderer: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    token = tokens[index]
    name = token.type.removeprefix("container_").rsplit("_", 1)[0]
    if token.nesting != 1:
        lines = int(token.meta.get("lines", 0)) if token.meta else 0
        return '<div class="rule"></div>' * lines + "</div>\n"
    return f'<div class="{escape(name)}">'


def _without_forbidden(tokens: Sequence[Token], forbidden: frozenset[str]) -> list[Token]:
    """Drop each ``names`` container that names an organisation of ``forbidden``, with all that is in it."""
    kept: list[Token] = []
    until: Token | None = None
    for token in tokens:
        if until is None and token.type == "container_names_open" and forbidden & set(arguments(token)):
            until = token
        elif until is not None:
            if token.type == "container_names_close" and token.level == until.level:
                until = None
        else:
            kept.append(token)
    return kept


def _count(token: Token) -> int:
    """Return how many rows or lines a container asks for; the reader has refused what is no number from 1 to 60."""
    word = next(iter(arguments(token)), "")
    return min(int(word), 60) if re.fullmatch("[0-9]{1,2}", word) else 6


def _blank_rows(tokens: Sequence[Token]) -> list[Token]:
    """Give worksheets their rows to write in, and ``lines`` their rules."""
    from markdown_it.token import Token as New

    out: list[Token] = []
    counts: list[int] = []
    columns = 0
    for token in tokens:
        if token.type in ("container_worksheet_open", "container_lines_open"):
            counts.append(_count(token))
        elif token.type == "container_lines_close":
            token.meta = {"lines": counts.pop()}
        elif token.type == "container_worksheet_close":
            counts.pop()
        elif token.type == "th_open":
            columns += 1
        elif token.type == "table_open":
            columns = 0
        elif token.type == "thead_close" and counts:
            row = f"<tr>{'<td></td>' * columns}</tr>"
            out += [token, New("html_block", "", 0, content=f"<tbody>{row * counts[-1]}</tbody>")]
            continue
        out.append(token)
    return out


_LONG = 5
"""The rows of a table, its head among them, that stay on one page."""

_FEW, _BRIEF = 5, 500
"""The steps, and the letters of all of them, of a list that stays on one page."""

_TABLES = ("table_open", "container_worksheet_open")


def _kept_together(tokens: Sequence[Token]) -> list[Token]:
    """Wrap a heading, one or two paragraphs and the table or worksheet below them, so that no page parts them."""
    from markdown_it.token import Token as New

    out: list[Token] = []
    close_at = -1
    for index, token in enumerate(tokens):
        end = _table_end(tokens, index) if token.type == "heading_open" and token.level == 0 else -1
        if end > index:
            kind = "together long" if _is_long(tokens[index:end]) else "together"
            out.append(New("html_block", "", 0, content=f'<div class="{kind}">\n'))
            close_at = end
        out.append(token)
        if index == close_at:
            out.append(New("html_block", "", 0, content="</div>\n"))
    return out


def _is_long(tokens: Sequence[Token]) -> bool:
    """Tell whether a table that is for reading has so many rows that it may be parted between them."""
    rows = sum(token.type == "tr_open" for token in tokens)
    is_worksheet = any(token.type == "container_worksheet_open" for token in tokens)
    return rows > _LONG and not is_worksheet and not any(_is_empty_cell(*pair) for pair in pairwise(tokens))


def _is_empty_cell(token: Token, following: Token) -> bool:
    return token.type == "td_open" and not following.content


def _table_end(tokens: Sequence[Token], heading: int) -> int:
    """Return the index where the table ends that follows a heading and at most two paragraphs; -1 if none does."""
    at, paragraphs = heading + 3, 0
    while at < len(tokens) and tokens[at].type == "paragraph_open" and paragraphs < 2:
        at, paragraphs = at + 3, paragraphs + 1
    if at >= len(tokens) or tokens[at].type not in _TABLES:
        return -1
    closing = tokens[at].type.replace("_open", "_close")
    return next(i for i in range(at, len(tokens)) if tokens[i].type == closing and tokens[i].level == tokens[at].level)


def _mark_tasks(tokens: Sequence[Token]) -> None:
    """Turn list items that begin with ``[ ]`` into boxes to tick, and mark their lists."""
    lists: list[Token] = []
    items: list[Token] = []
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            items.append(token)
        elif token.type == "list_item_close":
            items.pop()
        elif token.type == "inline" and items and (match := _TASK.match(token.content)) and token.children:
            token.children[0].content = token.children[0].content[match.end() :]
            token.content = token.content[match.end() :]
            items[-1].attrSet("class", "task")
            lists[-1].attrSet("class", "tasks")


def _mark_brief(tokens: Sequence[Token]) -> None:
    """Mark lists of few and short steps: whoever follows them does not turn a page."""
    for index, token in enumerate(tokens):
        if token.type != "ordered_list_open" or token.level:
            continue
        inside = list(takewhile(lambda one: one.level or one.type != "ordered_list_close", tokens[index + 1 :]))
        words = [one.content for one in inside if one.type == "inline"]
        is_flat = not any(one.type.endswith("list_open") for one in inside)
        if is_flat and len(words) <= _FEW and sum(map(len, words)) <= _BRIEF:
            token.attrJoin("class", "brief")


def _mark_answers(tokens: Sequence[Token]) -> None:
    """Mark tables that leave cells for answers, so that these are drawn as cells."""
    table: Token | None = None
    for token, following in pairwise(tokens):
        if token.type == "table_open":
            table = token
        elif table and _is_empty_cell(token, following):
            table.attrSet("class", "answers")


_ANNOUNCED = ("bullet_list_open", "ordered_list_open", *_TABLES, "container_lines_open", "container_fields_open")
_COLONS = (":", "\N{FULLWIDTH COLON}")


def _mark_announcements(tokens: Sequence[Token]) -> None:
    """Mark paragraphs that end with a colon before a list, a table or lines, which they announce."""
    for opening, inline, _, follows in zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False):
        announces = opening.type == "paragraph_open" and not opening.hidden and follows.type in _ANNOUNCED
        if announces and inline.content.endswith(_COLONS):
            opening.attrSet("class", "announces")


def placeholders(body: str) -> list[str]:
    """Return the names of the placeholders in a section, in their order."""
    return _PLACEHOLDER.findall(body)
