"""Small workspaces to run the whole program on, and two ways to run it. Everybody and everything here is made up."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pressroom.cli.main import run
from pressroom.paths import shipped
from pressroom.read.tables import CONTACT_KEYS
from tests.read.making import as_csv, as_ods, as_xlsx

ROOT = Path(__file__).resolve().parents[2]
GENERATE = ROOT / "generate.py"
AS_OF = "2026-11-22"
"""The day on which the tests judge confirmations, the sample's own."""

HEARD = [
    number
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    if signal.getsignal(number) is not signal.SIG_IGN
]
"""What ends a program that is started here. Under ``nohup`` nothing hears that the terminal is closed."""

Person = Mapping[str, str]
SESSION: Mapping[str, Any] = {
    "id": "small",
    "title": "Small meeting (SPECIMEN)",
    "starts": "2026-12-01",
    "ends": "2026-12-04",
    "venue": "Sample Hall",
    "host": {
        "name": "Sample Host",
        "phone": "+44 20 7946 0900",
        "emergency_phone": "+44 20 7946 0999",
        "email": "host@example.org",
        "website": "https://example.org",
    },
    "countries": ["TGO", "ISL"],
    "languages": ["en"],
    "edition": "open",
    "destroy_after": "2027-01-31",
}
ONE: Sequence[Person] = ({"code": "P-1", "country": "TGO"},)
SECTIONS = sorted(path.stem for path in shipped("packs", "guidance", "en").glob("*.md"))


def contact(number: int, name: str, phone: str = "+44 20 7946 0011", **more: str) -> dict[str, str]:
    """Return the columns of one contact who agreed."""
    given = {"name": name, "phone": phone, "consent": "yes"} | more
    return {f"contact{number}_{key}": value for key, value in given.items()}


def section(text: str, number: int = 0) -> str:
    """Return a guidance section whose body is ``text``."""
    return f"---\ntitle: Sample {number}\nlabel: Sample {number}\nlead: Sample.\n---\n\n{text}\n"


def short_guidance(**bodies: str) -> dict[str, str]:
    """Return files that make each section of the guidance one line, so that a pack is quick to set.

    ``bodies`` gives sections another text, by their number: ``s11="[[tools]]"``.
    """
    return {
        f"guidance/en/{name}.md": section(bodies.get(f"s{name[:2]}", "Sample text."), int(name[:2]))
        for name in SECTIONS
    }


def table(people: Sequence[Person], form: str = "participants.csv") -> bytes:
    """Return people as a table in the form that a file's name says; columns stand as their first use orders them."""
    if form.endswith(".yaml"):
        return yaml.safe_dump([_nested(who) for who in people], allow_unicode=True).encode()
    columns = list(dict.fromkeys(column for who in people for column in who))
    rows = [columns, *([who.get(column, "") for column in columns] for who in people)]
    if form.endswith(".xlsx"):
        return as_xlsx(rows)
    return as_ods(rows) if form.endswith(".ods") else as_csv(rows)


def _nested(who: Person) -> dict[str, Any]:
    """Return a row as the YAML form has it: contacts as a list, a blank one in its place."""
    nested: dict[str, Any] = {key: value for key, value in who.items() if not key.startswith("contact")}
    last = max((int(key[7]) for key in who if key.startswith("contact")), default=0)
    nested["contacts"] = [
        {key: who[f"contact{n}_{key}"] for key in CONTACT_KEYS if who.get(f"contact{n}_{key}")}
        for n in range(1, last + 1)
    ]
    return nested


def workspace(
    folder: Path,
    people: Sequence[Person] = ONE,
    session: Mapping[str, Any] | None = None,
    files: Mapping[str, str | bytes | None] | None = None,
    form: str = "participants.csv",
) -> Path:
    """Lay a workspace down in ``folder`` and return it. Its guidance is short.

    ``session`` changes keys of `SESSION` (None takes one away); ``files`` adds files, or takes some away.
    """
    meeting = {key: value for key, value in {**SESSION, **(session or {})}.items() if value is not None}
    content: dict[str, str | bytes | None] = {
        "session.yaml": yaml.safe_dump(meeting, allow_unicode=True, sort_keys=False),
        form: table(people, form),
        **short_guidance(),
        **(files or {}),
    }
    for name, data in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if data is not None:
            path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


@dataclass(frozen=True)
class Run:
    """What came of a run: its exit code, and what it said on both streams."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Everything that it said."""
        return self.out + self.err

    @property
    def errors(self) -> list[str]:
        """The lines on standard error that are no warnings."""
        return [line for line in self.err.splitlines() if ": warning: " not in line]


def press(*arguments: str | Path) -> Run:
    """Run the command line in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([str(argument) for argument in arguments])
    return Run(code, out.getvalue(), err.getvalue())


def build(folder: Path, out: Path, *options: str) -> Run:
    """Build a workspace in this process."""
    return press("build", folder, "--out", out, "--as-of", AS_OF, "--jobs", "1", *options)


def generate(*arguments: str | Path, before: Sequence[str] = (), cwd: Path | None = None, **env: str) -> Run:
    """Run ``generate.py`` as a process of its own, behind the words of ``before``, with more in its environment."""
    command = [*before, sys.executable, str(GENERATE), *(str(argument) for argument in arguments)]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, env=os.environ | env, check=False
    )
    return Run(done.returncode, done.stdout, done.stderr)


@contextlib.contextmanager
def umask(mask: int) -> Iterator[None]:
    """Hold another umask for a while."""
    old = os.umask(mask)
    try:
        yield
    finally:
        os.umask(old)
