"""What staff write in place of a shipped section is held to the rules of the shipped ones."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pressroom.problems import Findings
from pressroom.read import shipped
from pressroom.read.guidance import check_body, read_section
from tests.read.conftest import Check

GOOD = """\
## Before

- [ ] Do this by 2027-05-17, at 12:30.

::: note
**One** thing. See resolution 12/2, document A/HRC/24/29, or page 3 < 5 & 6.
:::

:::: worksheet 8
| A | B |
|---|---|

::: lines 3
Name
:::
::::

::: names fld accessnow
They help.
:::

[[reporting]]

1. In 2016-2017, 1 000 000 people.
"""

BAD = [
    ("Text\n\n<div>\nx\n</div>\n", 3, "raw HTML"),
    ("Text with\na <br> here\n", 2, "raw HTML"),
    ("<!-- note -->\n", 1, "raw HTML"),
    ("See [this](https://example.org)\n", 1, "a link"),
    ("See <https://example.org>\n", 1, "a link"),
    ("![x](a.png)\n", 1, "a picture"),
    ("One\nWrite to help@example.org\n", 2, "an e-mail address"),
    ("Go to www.example.org\n", 1, "a web address"),
    ("Go to example.org now\n", 1, "a web address"),
    ("Call +44 20 7946 0123\n", 1, "a phone number"),
    ("Call 0044 20 7946 0123\n", 1, "a phone number"),
    ("| A |\n|---|\n| x |\n| 020 7946 0123 |\n", 4, "a phone number"),
    ("- one\n- `a@example.org`\n", 2, "an e-mail address"),
    ("```\na@example.org\n```\n", 1, "an e-mail address"),
    ("[[funds ]]\n", 1, "not known"),
    ("The [[funds]] here\n", 1, "on a line of its own"),
    ("::: danger now\nx\n:::\n", 1, "words after danger"),
    ("::: worksheet\nx\n:::\n", 1, "needs one number"),
    ("::: lines 900\nx\n:::\n", 1, "needs one number"),
    ("::: names\nx\n:::\n", 1, "needs the ids"),
    ("::: note\nx\n", 1, "never closed"),
    ("x\n\n:::\n", 3, "nothing opens"),
    ("::: notes\nx\n:::\n", 1, "did you mean note?"),
    (" \n", 1, "has no text"),
]


def faults(body: str) -> list[tuple[int, str]]:
    """Return the faults of a body that begins on line 1."""
    findings = Findings()
    check_body(body, "s.md", 1, findings)
    return [(problem.place.line, problem.message) for problem in findings.problems]


def test_good_guidance_has_no_fault() -> None:
    """Dates, times, document numbers and years are no phones; a lone < is a letter; blocks may stand in blocks."""
    assert faults(GOOD) == []


@pytest.mark.parametrize(("body", "line", "says"), BAD)
def test_each_fault_has_its_line(body: str, line: int, says: str) -> None:
    """HTML, links, contacts in the text and unknown blocks are each told once, at their line."""
    ((where, message),) = faults(body)
    assert where == line
    assert says in message


@pytest.mark.parametrize("section", shipped.sections("en"), ids=lambda section: section.name)
def test_the_shipped_sections_keep_the_rules(section: object) -> None:
    """What staff must keep to, the program's own text keeps to."""
    assert faults(getattr(section, "body")) == []  # noqa: B009 - a section, by its parametrised type


@pytest.mark.parametrize("text", ["[", "a", "a-", "(", "1 ", "<", "*", ":::", "@", "+1", "> ", "[[a", "`", "_a", "|-"])
def test_text_made_to_keep_us_busy_is_answered(tmp_path: Path, text: str) -> None:
    """A long run of any one sign does not keep the reader busy."""
    folder = tmp_path / "guidance" / "en"
    folder.mkdir(parents=True)
    (folder / "01-this-pack.md").write_text((text * 99_999)[:99_999])
    begin = time.process_time()
    read_section(tmp_path, "guidance/en/01-this-pack.md", Findings(), shipped.sections("en")[0])
    assert time.process_time() - begin < 10


def test_a_block_for_nobody_is_an_error(check: Check) -> None:
    """An id with a slip in it would print the passage just where the organisation may not be named."""
    body = "Text.\n\n::: names fld amnety\nThey help.\n:::\n\n~~~\n::: names in a listing\n~~~\n"
    workspace, findings = check({"guidance/en/05-plan.md": body})
    assert workspace is None
    assert [str(p).split(": ")[0] for p in findings.errors] == ["guidance/en/05-plan.md:3:1"]


def test_front_matter_without_an_end_is_one_fault(check: Check) -> None:
    """What follows from it need not be told."""
    _, findings = check({"guidance/en/05-plan.md": "---\ntitle: x\nText.\n"})
    assert [str(p).split(": ")[0] for p in findings.errors] == ["guidance/en/05-plan.md:1:1"]
