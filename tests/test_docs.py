"""The documentation says what the program does: commands, options, keys, columns, messages, examples, links."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest

from pressroom.cli import commands  # noqa: F401 - the commands register themselves
from pressroom.cli.codes import Exit
from pressroom.cli.main import cli
from pressroom.deliver import Change, Failure, FileKind, LeftOutItem, MadeFile, Manifest
from pressroom.model import Workspace
from pressroom.policy import Reason
from pressroom.read import shipped
from pressroom.read.folder import KNOWN
from pressroom.read.tables import COLUMNS
from pressroom.read.workspace import read_workspace
from pressroom.schema import schemas

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted((*DOCS.glob("*.md"), *ROOT.glob("*.md")))
MAX_PICTURE_BYTES = 200_000

HEADINGS = {
    "session": "session.yaml", "participants": "Participants", "country": "Countries", "resources": "resources.yaml",
    "confirmations": "confirmations.yaml", "brand": "brand.yaml", "sheet": "Sheets",
    "printers": "printers.yaml",
}  # fmt: skip
"""Where docs/workspace.md explains the keys of each schema."""


@cache
def sections(path: Path) -> dict[str, str]:
    """Return the text of a page by its ``##`` headings; deeper headings stay within."""
    found: dict[str, list[str]] = {}
    heading, in_block = "", False
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        in_block ^= line.lstrip().startswith("```")
        if line.startswith("## ") and not in_block:
            heading = line.removeprefix("## ").strip()
        else:
            found.setdefault(heading, []).append(line)
    return {name: "".join(lines) for name, lines in found.items()}


def blocks(text: str, kind: str = "") -> list[str]:
    """Return the fenced code blocks of a text, those of one kind (``yaml``; empty for none)."""
    found = re.findall(r"(?ms)^( *)```([a-z]*)\n(.*?)^ *```$", text)
    return [re.sub(rf"(?m)^{indent}", "", body) for indent, name, body in found if name == kind]


def prose(text: str) -> str:
    """Return a text without its fenced blocks."""
    return re.sub(r"(?ms)^ *```.*?^ *```$", "", text)


def coded(text: str) -> set[str]:
    """Return what stands between backticks, and each word of it."""
    spans = re.findall(r"`([^`\n]+)`", prose(text))
    return {*spans, *(word.strip(",") for span in spans for word in re.split(r"[\s\[\]|]+", span))}


def options_of(command: click.Command) -> list[click.Option]:
    """Return a command's own options."""
    return [parameter for parameter in command.params if isinstance(parameter, click.Option)]


# Commands


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_each_command_and_option_is_documented(name: str) -> None:
    """Each command has its section in docs/commands.md, which names each option, each short form and each choice."""
    text = sections(DOCS / "commands.md")[name]
    if name == "demo":
        assert "every option of `build`" in text
        assert [o.opts for o in options_of(cli.commands["demo"])] == [o.opts for o in options_of(cli.commands["build"])]
        return
    words = coded(text)
    for option in options_of(cli.commands[name]):
        assert set(option.opts) <= words, f"{name}: {option.opts}"
    choices = [p.type.choices for p in cli.commands[name].params if isinstance(p.type, click.Choice)]
    assert {str(choice) for each in choices for choice in each} <= words


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_no_option_is_invented(name: str) -> None:
    """What docs/commands.md calls an option of a command is one of some command."""
    known = {form for command in cli.commands.values() for option in options_of(command) for form in option.opts}
    named = {word for word in coded(sections(DOCS / "commands.md")[name]) if re.fullmatch(r"--?[a-z-]+", word)}
    assert named <= known


def test_the_list_of_commands_is_whole() -> None:
    """The table at the top of docs/commands.md links to each command, and each of them has help for users."""
    top = (DOCS / "commands.md").read_text(encoding="utf-8").split("\n## ")[0]
    assert set(re.findall(r"\(#([a-z]+)\)", top)) == set(cli.commands)
    assert all(command.help for command in cli.commands.values())
    assert all(option.help for command in cli.commands.values() for option in options_of(command))


def test_each_exit_code_is_documented() -> None:
    """The table of exit codes has each code that the program knows, and no other."""
    codes = re.findall(r"(?m)^\| `(\d+)` \|", sections(DOCS / "commands.md")["Exit codes"])
    assert [int(code) for code in codes] == [int(code) for code in Exit]


def test_the_manifest_is_documented() -> None:
    """Each key of the manifest, each kind of file, each reason and each way to differ stands in docs/commands.md."""
    words = coded(sections(DOCS / "commands.md")["build"])
    models = (Manifest, MadeFile, LeftOutItem, Failure)
    keys = {key for model in models for key in model.model_fields}
    assert keys | set(FileKind) | set(Change) <= words


def test_each_reason_is_explained() -> None:
    """The table of reasons has each reason for which something is left out, and no other."""
    text = sections(DOCS / "commands.md")["build"].split("| reason | means |")[1]
    assert set(re.findall(r"(?m)^\| `([a-z-]+)` \|", text)) == set(Reason)


def _command_lines() -> Iterator[tuple[str, str]]:
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        shown = [line for block in blocks(text) for line in block.splitlines() if line.startswith("pressroom ")]
        named = re.findall(r"`(pressroom [a-z]+ [^`\n]+)`", prose(text))
        for line in (*shown, *named):
            if not re.search(r"[A-Z]{4}|\[", line.split('"')[0]):  # a pattern: NAME, FOLDER, [this|that]
                yield path.name, line


@pytest.mark.parametrize(("page", "line"), sorted(set(_command_lines())))
def test_each_command_shown_can_be_typed(page: str, line: str) -> None:
    """A command line shown in the docs has a command, options and arguments that the program takes."""
    name, *arguments = shlex.split(line.split(" > ", maxsplit=1)[0])[1:]
    if not name.startswith("-"):
        cli.commands[name].make_context(name, [a for a in arguments if a not in {"-h", "--help"}])


# The workspace


def _keys(schema: Any) -> Iterator[str]:
    """Yield each key, and each fixed value, in a JSON Schema."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from (value for value in schema.get("enum", ()) if isinstance(value, str))
        for value in schema.values():
            yield from _keys(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _keys(value)


@pytest.mark.parametrize("name", sorted(schemas()))
def test_each_key_of_the_workspace_is_documented(name: str) -> None:
    """Each key and each fixed value of a file stands in that file's section of docs/workspace.md."""
    parts = sections(DOCS / "workspace.md")
    shared = ("What may be printed", "How to write YAML here")
    words = set().union(*(coded(parts[heading]) for heading in (HEADINGS[name], *shared)))
    assert set(_keys(schemas()[name])) <= words


def test_each_column_is_documented() -> None:
    """Each column of the participants' table stands in docs/workspace.md; those of contacts as a row from 1 to 4."""
    words = coded(sections(DOCS / "workspace.md")["Participants"])
    assert {column for column in COLUMNS if not re.match("contact[23]_", column)} <= words


def test_each_file_of_the_workspace_is_documented() -> None:
    """Each file and folder that a workspace may hold is named in docs/workspace.md."""
    text = (DOCS / "workspace.md").read_text(encoding="utf-8")
    table = {f"participants.{ending}" for ending in ("csv", "xlsx", "ods", "yaml")}
    assert all(f"`{name}" in text for name in set(KNOWN) - table)
    assert "`participants.csv`, `.xlsx`, `.ods` or `.yaml`" in text


def test_languages_are_documented() -> None:
    """The codes of all languages stand at the key ``languages``."""
    assert " ".join(shipped.languages()) in sections(DOCS / "workspace.md")["session.yaml"]


def _example(heading: str, start: str, kind: str = "yaml") -> str:
    """Return the block under a heading that begins with ``start``."""
    found = [block for block in blocks(sections(DOCS / "workspace.md")[heading], kind) if block.startswith(start)]
    assert len(found) == 1, f"{heading}: {start}"
    return found[0]


def _read(folder: Path) -> Workspace:
    workspace, findings = read_workspace(folder, date(2026, 11, 22))
    assert findings.problems == []
    assert workspace is not None
    return workspace


@pytest.fixture
def documented(tmp_path: Path) -> Path:
    """A workspace made of nothing but the examples in docs/workspace.md, with participants as CSV."""
    files = {
        "session.yaml": _example("session.yaml", "id:"),
        "participants.csv": _example("Participants", "code,", ""),
        "countries/TGO.yaml": _example("Countries", "emergency_numbers:"),
        "resources.yaml": _example("resources.yaml", "- id:"),
        "confirmations.yaml": _example("confirmations.yaml", "- id:"),
        "brand.yaml": _example("brand.yaml", "wordmark:"),
        "logo.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><path d="M0 0h2v1z"/></svg>',
        "guidance/en/05-plan.md": _example("Guidance", "---", ""),
        "sheets/mine.yaml": _example("Sheets", "paper:"),
        "printers.yaml": _example("printers.yaml", "office:"),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_examples_are_a_workspace(documented: Path) -> None:
    """The examples in docs/workspace.md, put together, are read without an error or a warning, and mean something."""
    workspace = _read(documented)
    assert [who.code for who in workspace.participants] == ["TOGO-01", "TOGO-02"]
    assert workspace.resources["crd"].status == "suspended"
    assert workspace.sheets["mine"].cells == 10
    assert workspace.printers["office"].front_dx == -1
    assert not next(section for section in workspace.sections["en"] if section.name == "05-plan").shipped


def test_the_two_examples_of_participants_are_the_same_people(documented: Path) -> None:
    """The YAML example of docs/workspace.md says the same as the one in CSV."""
    people = _read(documented).participants
    (documented / "participants.csv").unlink()
    (documented / "participants.yaml").write_text(_example("Participants", "- code:"), encoding="utf-8")
    assert _read(documented).participants == people


def test_the_example_of_columns_is_read(documented: Path) -> None:
    """With the example of ``columns`` in the session, a table with these headings is read."""
    table = documented / "participants.csv"
    before = _read(documented).participants
    with (documented / "session.yaml").open("a", encoding="utf-8") as session:
        session.write(_example("Participants", "columns:"))
    text = table.read_text(encoding="utf-8").replace("code,", "Number,", 1)
    table.write_text(text.replace("contact1_phone", "Phone of relative"), encoding="utf-8")
    assert _read(documented).participants == before


# Printing, messages


def test_each_card_sheet_is_documented() -> None:
    """docs/printing.md names each shipped card sheet with its paper, its number of cards and their size."""
    text = (DOCS / "printing.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| (`[^|]+) \| (A4|Letter) \| (\d+) \| (.*) \|$", text)
    told = {name: (paper, int(cells), what) for names, paper, cells, what in rows for name in coded(names)}
    assert told.keys() == shipped.sheets().keys()
    for name, (paper, cells, what) in told.items():
        sheet = shipped.sheets()[name]
        assert (paper, cells) == (sheet.paper, sheet.cells)
        assert name.startswith("plain-") or f"{sheet.card_width} × {sheet.card_height} mm" in what


@cache
def _texts() -> tuple[str, ...]:
    """Return each text in the program's code."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "pressroom").rglob("*.py")]
    nodes = (node for tree in trees for node in ast.walk(tree))
    return tuple(n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))


def _messages() -> list[str]:
    cells = re.findall(r"(?m)^\| (`.*?) \| ", (DOCS / "errors.md").read_text(encoding="utf-8"))
    return [fragment for cell in cells for fragment in re.findall("`(.+?)`", cell)]


@pytest.mark.parametrize("fragment", _messages())
def test_each_message_explained_exists(fragment: str) -> None:
    """What docs/errors.md explains is what the program says."""
    assert any(fragment in text for text in _texts())


def test_the_example_of_a_problem_is_real() -> None:
    """The problem line shown in the docs is one that the program can write, word for word."""
    from pressroom.read.reach import phone

    line = "participants.csv:7:4: contact1_phone: "
    with pytest.raises(Exception, match=re.escape("does not start with +")) as caught:
        phone("0044 20 7946 0123")
    for page in ("errors.md", "commands.md"):
        assert f"{line}{caught.value}" in (DOCS / page).read_text(encoding="utf-8")


# Links and pictures


def _anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"(?m)^#+ +(.+)$", prose(path.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_each_link_leads_somewhere(path: Path) -> None:
    """A link within the project leads to a file that is there, and to a heading that it has."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(path.read_text(encoding="utf-8"))):
        if target.startswith(("http:", "https:")):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        assert file.is_file(), target
        assert not anchor or anchor in _anchors(file), target


def test_each_page_is_linked_from_the_readme() -> None:
    """A reader who starts at README.md finds each page of the documentation."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"(docs/{path.name})" in text for path in DOCS.glob("*.md"))


def test_pictures_are_small_and_used() -> None:
    """Each picture in docs/pictures is a PNG under 200 kB that a page shows, with words for those who cannot see it."""
    shown = {
        (path.parent / target).resolve(): words
        for path in PAGES
        for words, target in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))
    }
    pictures = set((DOCS / "pictures").iterdir())
    assert pictures == shown.keys()
    for picture in pictures:
        data = picture.read_bytes()
        assert data.startswith(b"\x89PNG")
        assert len(data) < MAX_PICTURE_BYTES
        assert len(shown[picture]) > 20


def test_each_promise_names_tests_that_are_there() -> None:
    """Each line of the promises in SECURITY.md names a file of tests that has some, or one test that is in its file."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8").partition("## What the program promises")[2]
    rows = [line for line in text.partition("## ")[0].splitlines() if line.startswith("|") and "**" not in line][2:]
    assert len(rows) > 25
    for row in rows:
        named = re.findall(r"`(tests/[a-z_/]+[.]py)(?:::(test_\w+))?`", row)
        assert len(named) == row.count("`tests/") > 0, row
        assert [f"{name}::{test}" for name, test in named if not _has(ROOT / name, test)] == []


def _has(path: Path, test: str) -> bool:
    """Whether a file has a test of this name; without a name, any."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return re.search(rf"(?m)^def {test or 'test_'}{'[(]' if test else ''}", text) is not None
