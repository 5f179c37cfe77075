"""A small workspace that is whole: tests break one thing of it at a time. Everybody in it is made up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pressroom.model import Workspace
from pressroom.problems import Findings
from pressroom.read.workspace import read_workspace

TODAY = date(2026, 11, 22)

SESSION = """\
id: practice-2027
title: Practice session
starts: 2027-03-01
ends: 2027-03-05
venue: Room 1, Sample House
host:
  name: Sample Host
  phone: +44 20 7946 0100
  emergency_phone: +44 20 7946 0199
  email: host@example.org
  website: example.org
countries: [TGO, CHE]
languages: [en]
edition: open
"""

PEOPLE = """\
code,country,contact1_name,contact1_phone,contact1_consent
TOGO-01,TGO,Awa Sample,+44 20 7946 0011,yes
TOGO-02,TGO,,,
"""

Files = dict[str, str | bytes | None]
Check = Callable[[Files], tuple[Workspace | None, Findings]]


def lay_down(folder: Path, files: Files) -> Path:
    """Write the workspace with ``files`` over it; None leaves a file out."""
    for name, content in {"session.yaml": SESSION, "participants.csv": PEOPLE, **files}.items():
        if content is None:
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def session(**changes: str | None) -> str:
    """Return the session file with lines changed, added at the end, or (None) taken out, by their keys."""
    lines = SESSION.splitlines()
    for key, value in changes.items():
        at = next((n for n, line in enumerate(lines) if line.strip().startswith(f"{key}:")), None)
        if at is None:
            lines.append(f"{key}: {value}")
        elif value is None:
            del lines[at]
        else:
            indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
            lines[at] = f"{indent}{key}: {value}"
    return "\n".join(lines) + "\n"


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Return a function that reads the workspace with some files changed."""

    def read(files: Files) -> tuple[Workspace | None, Findings]:
        return read_workspace(lay_down(tmp_path, files), TODAY)

    return read
