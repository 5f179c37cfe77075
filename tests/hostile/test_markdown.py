"""A section of the guidance that came by mail gives paragraphs, lists and tables; no more, whatever stands in it."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import tinyhtml5
from hypothesis import given
from hypothesis import strategies as st

from pressroom.compose import markdown
from pressroom.model.content import CONTAINERS
from pressroom.problems import Findings
from pressroom.read import shipped
from pressroom.read.guidance import check_body, read_section
from tests.hostile.strings import EVERY, texts, tries

ELEMENTS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "strong", "em", "br", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "div",
}  # fmt: skip
MARKS = ("announces", "answers")
ATTRIBUTES = {
    "class": re.compile("|".join((*CONTAINERS, "together( long)?", "rule", "task", "(tasks)? ?(brief)?", *MARKS))),
    "style": re.compile("text-align:(left|right|center)"),
    "start": re.compile("[0-9]{1,9}"),
}
SECTION = "guidance/en/05-plan.md"
BLOCKS = st.sampled_from(
    ["", "- ", "> ", "1. ", "# ", "    ", "| ", "::: ", ":::: ", "```", "~~~", "- [ ] ", "|-|\n", "::: note\n", ":::\n",
     "::: lines ", "::: worksheet ", "::: names ", "- ::: lines ", "> ::: worksheet ", "[[", "]]", "<div>\n", "[x]: "]
)  # fmt: skip


@st.composite
def bodies(draw: st.DrawFn) -> str:
    """Return Markdown made of hostile texts, in blocks of every kind."""
    lines = draw(st.lists(st.tuples(BLOCKS, BLOCKS, texts()), min_size=1, max_size=8))
    return draw(st.sampled_from(["\n", "\n\n"])).join(f"{one}{other}{text[:400]}" for one, other, text in lines)


def elements(html: str) -> Iterator[Any]:
    """Yield what a browser would make of ``html``."""
    body = parsed(html).find("body")
    return (element for element in body.iter() if element is not body)


def parsed(html: str) -> Any:
    """Return what the typesetter's parser makes of ``html``. A short text alone it might take for a file's name."""
    return tinyhtml5.parse(StringIO(f"<!DOCTYPE html><body>{html}"), namespace_html_elements=False)


def refused(body: str) -> list[str]:
    """Return what the reader says of a section's text."""
    findings = Findings()
    check_body(body, SECTION, 1, findings)
    return [problem.message for problem in findings.errors]


@tries(4)
@given(body=bodies())
def test_only_plain_elements_come_of_any_text(body: str) -> None:
    """Also of a text that the reader would refuse: no link, picture, style, script or address of anything."""
    html = markdown.html(body, {}, frozenset())
    assert len(html) < 200_000
    for element in elements(html):
        assert element.tag in ELEMENTS, element.tag
        for name, value in element.attrib.items():
            assert name in ATTRIBUTES, name
            assert ATTRIBUTES[name].fullmatch(value), (name, value)


@tries(4)
@given(body=bodies())
def test_a_section_is_read_or_refused_by_line(body: str) -> None:
    """Whatever bytes a file holds; what is read can be composed, its texts as they were checked."""
    with TemporaryDirectory() as folder:
        path = Path(folder, SECTION)
        path.parent.mkdir(parents=True)
        path.write_bytes(body.encode("utf-8", "surrogatepass"))
        findings = Findings()
        section = read_section(Path(folder), SECTION, findings, shipped.sections("en")[4])
    assert (section is None) == bool(findings.errors)
    lines = body.count("\n") + body.count("\r") + 1
    for problem in findings.errors:
        assert problem.place.file == SECTION
        assert 1 <= problem.place.line <= lines
        assert all(unicodedata.category(char)[0] != "C" for char in str(problem))
    if section:
        assert "\u202e" not in section.body
        assert markdown.html(section.body, {}, frozenset())


@pytest.mark.parametrize("text", [text for text in EVERY if text.isprintable()])
def test_each_text_as_a_paragraph(text: str) -> None:
    """The corpus, one by one: refused, or printed with every letter that the reader saw."""
    if not refused(f"Before {text} after.\n"):
        html = markdown.html(f"Before {text} after.\n", {}, frozenset())
        shown = "".join(parsed(html).itertext())
        letters = re.sub(r"[\W_]", "", text)
        assert letters in re.sub(r"[\W_]", "", shown)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("[x]: https://example.org 'x'\n\nText.\n", "defines a link"),
        ("- ::: worksheet x\n  | a |\n  |---|\n", "needs one number"),
        ("> ::: lines 900000000\n> x\n", "needs one number"),
        ("::: note\n~~~\n:::\n::: worksheet x\n~~~\n", "needs one number"),
        ("F&#114;ont line\n", "as a code"),
        ("Text &#x202e; text\n", "as a code"),
        ("|" + "a|" * 13 + "\n|" + "-|" * 13 + "\n", "more than 12 columns"),
        ("::: worksheet 60\n|a|\n|-|\n:::\n\n" * 6, "more than 300 blank rows"),
        ("[[tools]]\n\n[[tools]]\n", "stands above already"),
    ],
)
def test_what_once_went_wrong_is_refused(body: str, says: str) -> None:
    """Blocks inside lists, blocks hidden by an open listing, letters as codes, and more than paper holds."""
    assert any(says in message for message in refused(body)), refused(body)


def test_a_listing_is_letters() -> None:
    """A placeholder and a block inside a listing are printed as they stand."""
    body = "```<script> onload=x\n[[nothing]]\n::: note\n```\n"
    assert refused(body) == []
    html = markdown.html(body, {"nothing": "<b>"}, frozenset())
    assert html == "<pre><code>[[nothing]]\n::: note\n</code></pre>\n"


def test_marks_that_cannot_be_seen_are_taken_away(tmp_path: Path) -> None:
    """As in the cells of a table: a text pasted from a chat brings them along, and some turn a line round."""
    path = tmp_path / SECTION
    path.parent.mkdir(parents=True)
    path.write_text("Go \u202eto\u202c the\u200b house, می\u200cخواهم.\n", encoding="utf-8")
    section = read_section(tmp_path, SECTION, Findings(), shipped.sections("en")[4])
    assert section is not None
    assert section.body == "Go to the house, می\u200cخواهم.\n"


@pytest.mark.parametrize("piece", ["> ", "- ", "* a\n", "![", "**a", "::: note\n", "&#", "\\"])
def test_a_long_section_does_not_keep_us_busy(piece: str) -> None:
    """The largest section that is read, of one piece over and over, is composed in seconds."""
    body = (piece * 100_000)[:99_000]
    begin = time.process_time()
    markdown.html(body, {}, frozenset())
    assert time.process_time() - begin < 10
