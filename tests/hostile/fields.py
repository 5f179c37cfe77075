"""A workspace with a hostile text in every field at once: each value on a line of its own, which names it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pressroom import checks
from pressroom.model import Workspace
from pressroom.problems import Problem
from pressroom.read.values import is_blank
from pressroom.read.workspace import read_workspace
from tests.languages.making import short_guidance

TODAY = date(2026, 11, 22)
SECTION = "guidance/en/05-plan.md"

FORMS: Mapping[str, str] = {
    "session.yaml": """\
id: <id:small>
title: <title>
starts: 2026-12-01
ends: 2026-12-04
venue: {en: <venue>}
host:
  name: <host.name>
  phone: <host.phone:+44 20 7946 0900>
  emergency_phone: <host.emergency:+44 20 7946 0999>
  email: <host.email:host@example.org>
  website: <host.website:example.org>
  address: <host.address>
countries: [TGO]
languages: [en, ar]
edition: <edition:open>
discreet:
  heading: <heading>
  card_qr:
  - <card_qr:https://zqzq.example/q>
sheet: <sheet:plain-a4>
""",
    "participants.yaml": """\
- code: P-1
  country: TGO
  name: <name>
  organisation: <organisation>
  note: <note>
  contacts:
  - name: <contact1>
    relation: <relation1>
    phone: <phone1:+44 20 7946 0011>
    consent: yes
  - name: <contact2>
    relation: <relation2>
    email: <email2:two@example.org>
    consent: <consent2:yes>
- code: P-2
  country: TGO
  language: ar
  name: <name2>
  contacts:
  - {relation: <relation3>, phone: +44 20 7946 0012, consent: yes}
- code: P-3
  country: TGO
  edition: discreet
  contacts:
  - {name: <contact4>, phone: +44 20 7946 0013, consent: yes}
- code: <code:P-4>
  country: <country:TGO>
""",
    "countries/TGO.yaml": """\
notes: <notes>
emergency_numbers:
- {service: general, number: 112, sourced: 2026, source: <number.source>}
contacts:
- kind: embassy
  name: <embassy>
  role: <role>
  phone: +44 20 7946 0021
  address: <address>
  sourced: <sourced:2026>
  source: <source>
- id: <entry.id:tgo-lawyer>
  kind: <kind:lawyer>
  name: <lawyer>
  url: <lawyer.url:https://example.org/l>
  sourced: 2026
  source: <lawyer.source>
""",
    "resources.yaml": """\
- id: <resource.id:sample-fund>
  kind: tool
  name: <fund>
  summary: <summary>
  eligibility: {en: <eligibility>}
  url: <fund.url:https://example.org/f>
  aliases:
  - <alias>
  note: <fund.note>
  sourced: 2026
  source: <fund.source>
- id: sample-tool
  kind: tool
  name: {ar: <tool.ar>, en: Sample tool}
  email: <tool.email:tool@example.org>
  regions: [<region:TGO>]
  languages: [<tongue:en>]
  confirmed: 2026-11-01
  confirmed_by: <confirmed_by>
""",
    "confirmations.yaml": """\
- id: <confirmation.id:sample-fund>
  field: url
  value: <confirmation.value:https://example.org/f>
  confirmed: 2026-11-02
  confirmed_by: <confirmation.by>
  how: <how>
""",
    "brand.yaml": """\
name: <brand.name>
wordmark: <wordmark>
contact: <imprint>
logo: mark.svg
colours:
  primary: <primary:#123c4a>
""",
    "sheets/own.yaml": """\
id: <sheet.id:own-sheet>
product: <product>
paper: A4
card_width: 85.60
card_height: 53.98
columns: 2
rows: 5
x0: <x0:15>
y0: 10
pitch_x: 90
pitch_y: 55
source: <sheet.source>
""",
    SECTION: """\
---
title: <section.title>
label: <section.label>
lead: <section.lead>
---

Sample text.
""",
}
"""The files; ``<key>`` is a place for a text, ``<key:value>`` for one that wants a certain form."""

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><path d="M0 0h30v10H0z"/></svg>'

_SLOT = re.compile(r"<([a-z0-9_.]+)(?::([^>]*))?>")
KEYS = [match[1] for form in FORMS.values() for match in _SLOT.finditer(form)]
_HARMLESS = {m[1]: m[2] for form in FORMS.values() for m in _SLOT.finditer(form) if m[2] is not None}
LINES = {
    (name, number): [match[1] for match in _SLOT.finditer(line)]
    for name, form in FORMS.items()
    for number, line in enumerate(form.splitlines(), 1)
}
FREE = [key for key in KEYS if key not in _HARMLESS]
"""The keys whose text is anybody's to choose."""


def token(key: str) -> str:
    """Return a harmless word that stands for a field's text, and stands nowhere else."""
    return f"Zq{KEYS.index(key):02}z"


def harmless(key: str) -> str:
    """Return a good value for a field."""
    return _HARMLESS.get(key, token(key))


def quoted(text: str, *, raw: bool) -> str:
    """Return a text in YAML's quotation marks: control characters and the like as they are, or written as escapes.

    What begins a new line in YAML is always an escape: a value keeps to the line that names it.
    """

    def sign(char: str) -> str:
        if char in '"\\':
            return f"\\{char}"
        if char in "\n\t\r\x85\u2028\u2029" or not (raw or char.isprintable()):
            return f"\\U{ord(char):08x}"
        return char

    return f'"{"".join(map(sign, text))}"'


NAMES = {"title", "host.name", "host.email", "host.website"} | {
    key for (file, _), keys in LINES.items() if file in {"resources.yaml", "brand.yaml"} for key in keys
}
"""What is searched for in the discreet edition, as a name of the host, the meeting or an organisation."""


def lay_down(folder: Path, values: Mapping[str, str], *, raw: bool = False) -> Path:
    """Write the workspace with ``values`` in their places, harmless ones in the others."""
    for name, form in FORMS.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = _SLOT.sub(lambda match: quoted(values.get(match[1], harmless(match[1])), raw=raw), form)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
    (folder / "mark.svg").write_bytes(LOGO)
    for name, text in short_guidance(("en", "ar"), s11="[[tools]]", s13="[[provenance]]").items():
        if name != SECTION:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    return folder


@dataclass
class Answer:
    """What came of hostile values: the workspace with those that were taken, and the problems of the others."""

    workspace: Workspace
    taken: dict[str, str]
    refused: dict[str, Problem]
    problems: list[Problem]


def read(
    folder: Path, values: Mapping[str, str], *, raw: bool = False, write: Callable[..., Path] = lay_down
) -> Answer:
    """Read a workspace full of hostile values, each refused one taken out, until nothing is wrong with it.

    That fails if a problem stands where no hostile value does, or is none that staff can find.
    """
    left = {key: text for key, text in values.items() if not is_blank(text)}
    refused: dict[str, Problem] = {}
    problems: list[Problem] = []
    for _ in range(len(left) + 1):
        workspace, findings = read_workspace(write(folder, left, raw=raw), TODAY)
        problems += findings.problems
        errors = findings.errors
        if workspace is not None and not errors:
            errors = checks.problems(workspace, workspace.participants)
            problems += errors
        if workspace is not None and not errors:
            return Answer(workspace, left, refused, problems)
        found = list(_keys(errors, left)) or list(_named(errors, left))
        assert found, [str(problem) for problem in errors]
        for key, problem in found:
            refused[key] = problem
            left.pop(key, None)
    raise AssertionError(f"the workspace has faults without end: {problems[-1]}")


def _named(errors: Iterable[Problem], left: Mapping[str, str]) -> Iterable[tuple[str, Problem]]:
    """Yield the names that the discreet edition must not tell, where a harmless value has one in it."""
    for problem in errors:
        if "tells what" in problem.message:
            yield from ((key, problem) for key in NAMES if key in left)


def _keys(errors: Iterable[Problem], left: Mapping[str, str]) -> Iterable[tuple[str, Problem]]:
    """Yield the hostile values on the lines of errors."""
    for problem in errors:
        lines = [problem.place.line]
        if problem.place.file == SECTION and problem.place.line == 1:
            lines = [2, 3, 4]  # a fault of the heading part may be told at its beginning
        for line in lines:
            yield from ((key, problem) for key in LINES.get((problem.place.file, line), ()) if key in left)
