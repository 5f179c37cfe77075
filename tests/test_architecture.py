"""The house keeps its shape: imports run one way, heavy libraries stay in their rooms, and nothing grows too long."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "pressroom"
SOURCES = sorted(PACKAGE.rglob("*.py"))
OTHERS = [ROOT / "generate.py", *sorted((ROOT / "tools").glob("*.py")), *sorted((ROOT / "benchmarks").rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))

FLOORS = (
    {"dumps", "interrupts", "limits", "memory", "paths", "problems"},
    {"age", "metadata", "model", "sheaf", "xref"},
    {"bind", "cache", "deliver", "glyphs", "impose", "libraries", "made", "policy", "proof", "qr", "read", "typeset"},
    {"compose", "plan", "tickets"},
    {"jobs", "translations"},
    {"account", "calibration", "checks", "confirmations", "doctor", "fiction", "places", "printing"}
    | {"protect", "retention", "schema", "shop", "starter"},
    {"workers"},
    {"build", "preview"},
    {"cli"},
)
"""The rooms, from the ground up. A room may use those on floors below its own: data walks through the house once."""

NEIGHBOURS = {("proof", "impose")}
"""On one floor, who may use whom: the proof reads a sheet back by the geometry that it was imposed with."""

LIBRARIES = {
    "weasyprint": {"typeset"},
    "pydyf": {"typeset"},
    "pikepdf": {"bind", "deliver", "impose", "metadata", "proof"},
    "pypdfium2": {"proof"},
    "zxingcpp": {"proof"},
    "qrcode": {"qr"},
    "jinja2": {"compose"},
    "markdown_it": {"compose", "read"},
    "mdit_py_plugins": {"compose", "read"},
    "openpyxl": {"starter"},
    "pyrage": {"age"},
    "yaml": {"read"},
    "click": {"cli"},
    "dask": {"workers"},
    "distributed": {"workers"},
}
"""The rooms that may know a library: whoever replaces one has one room to open."""

AWAY = PACKAGE / "workers" / "remote.py"
"""The one module that can send work to other machines, when the user asks for that."""

SLOW = (
    "weasyprint", "pikepdf", "pypdfium2", "pyrage", "zxingcpp", "openpyxl", "PIL", "fontTools", "phonenumbers",
    "distributed",
)  # fmt: skip
"""Libraries that take long to load, which ``--help`` must not wait for."""

READING = {"click", "phonenumbers", "pydantic", "pydantic_core", "yaml"}
"""The libraries that those commands may load that only read and tell, beside what these bring along themselves."""

TYPESETTING = {
    "cssselect2", "dask", "distributed", "fontTools", "jinja2", "markdown_it", "pikepdf", "pydyf", "pypdfium2",
    "qrcode", "tinycss2", "tinyhtml5", "weasyprint", "zxingcpp",
}  # fmt: skip
"""The libraries that lay out, bind, read back or send away."""

BROUGHT = {"annotated_types", "cython_runtime", "typing_extensions", "typing_inspection"}

NETWORK = {
    "aiohttp", "dask", "distributed", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "ssl", "urllib3",
    "webbrowser",
}  # fmt: skip
"""Modules that open connections. A build on this machine opens none."""

MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 60

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _room(path: Path) -> str:
    """Return the room that a module of the package is in: the first part of its name; empty for the package itself."""
    return "" if path == PACKAGE / "__init__.py" else path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of every module, or module and name, that a module imports, wherever in it."""
    for node in ast.walk(_parse(path)):
        yield from _imported(node)


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute, so that the rooms can be read off them"
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _rooms_used(path: Path) -> set[str]:
    return {name.split(".")[1] for name in _imports(path) if name.startswith("pressroom.")} - {"__version__"}


def _libraries_used(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in _imports(path)}


def _floor(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def _functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(_parse(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_every_room_has_its_floor() -> None:
    """A new room is given its place in the house before anyone moves in."""
    assert {_room(path) for path in SOURCES} - {""} <= set().union(*FLOORS)


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_imports_run_one_way(path: Path) -> None:
    """A room uses the floors below it, and never one above or beside it."""
    room = _room(path)
    used = _rooms_used(path) - {room}
    assert room or not used, "the package itself imports nothing, so that each room can be loaded alone"
    wrong = {other for other in used if _floor(other) >= _floor(room) and (room, other) not in NEIGHBOURS}
    assert not wrong


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_a_library_is_known_in_its_own_room_alone(path: Path) -> None:
    """The typesetter, the PDF libraries and the like can each be replaced by opening one door."""
    strangers = {name for name in _libraries_used(path) & set(LIBRARIES) if _room(path) not in LIBRARIES[name]}
    assert not strangers


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_nothing_can_open_a_connection(path: Path) -> None:
    """A build works with no network and opens no connection: no module so much as imports the means, but for `AWAY`."""
    assert not _libraries_used(path) & NETWORK or path == AWAY
    assert "urllib.request" not in {name.rpartition(".")[0] for name in _imports(path)} | set(_imports(path))


def test_the_way_to_other_machines_is_taken_in_one_place_alone() -> None:
    """`AWAY`, and what can open a connection with it, is loaded by a function of the command line, by nothing else."""
    at_once = {name for path in SOURCES for node in _parse(path).body for name in _imported(node)}
    users = {
        _name(path) for path in SOURCES if any(name.startswith("pressroom.workers.remote") for name in _imports(path))
    }
    assert users == {"pressroom/cli/building.py"}
    assert not [name for name in at_once if name.startswith("pressroom.workers.remote")]
    assert _libraries_used(AWAY) & NETWORK == {"dask", "distributed"}


def test_every_library_is_asked_for_by_name() -> None:
    """What is imported is a dependency of ours, not a thing that another package happens to bring along."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needs = (*project["dependencies"], *(need for extra in project["optional-dependencies"].values() for need in extra))
    asked = {re.split(r"[<>=]", need)[0].lower() for need in needs}
    used = set().union(*(_libraries_used(path) for path in SOURCES)) - {"pressroom", *sys.stdlib_module_names}
    packages = packages_distributions()
    assert {name for name in used if not {p.lower().replace("_", "-") for p in packages[name]} & asked} == set()


def test_the_command_line_loads_nothing_slow() -> None:
    """Help and usage errors answer at once: what takes long to load is imported where it is used."""
    code = f"import sys, pressroom.cli; print([name for name in {SLOW!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def _loaded_by(words: Sequence[str | Path], **env: str) -> tuple[set[str], int, str]:
    """Run a command in a process of its own; return the packages that it loaded, its exit code, and what it said."""
    code = (
        "import sys; before = set(sys.modules); from pressroom.cli.main import run; code = run(sys.argv[1:]); "
        "print({name.partition('.')[0] for name in {*sys.modules} - before} - sys.stdlib_module_names, code)"
    )
    command = [sys.executable, "-c", code, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=os.environ | env, check=True)
    loaded, _, status = done.stdout.splitlines()[-1].rpartition(" ")
    return ast.literal_eval(loaded), int(status), done.stderr


@pytest.mark.parametrize("command", ["--help", "check SAMPLE", "confirm SAMPLE", "schema", "sheets"])
def test_a_command_that_only_reads_loads_what_reading_takes(command: str) -> None:
    """Where nothing is typeset, bound or drawn, nobody waits for a library that does that, nor for a rare need's."""
    loaded, status, said = _loaded_by(command.replace("SAMPLE", str(PACKAGE.parent / "packs" / "sample")).split())
    assert status == 0, said
    strangers = loaded - READING - {"pressroom"}
    assert {name for name in strangers if not name.startswith("_")} <= BROUGHT


@pytest.mark.parametrize(
    ("command", "ends"),
    [
        ("--version", 0), ("completion bash", 0), ("new FOLDER/new", 0), ("clean --cache", 0), ("clean FOLDER", 0),
        ("protect --new-identity FOLDER/key", 0), ("protect FOLDER/desk --new-identity FOLDER/key", 0),
        ("print FOLDER --printer none", 2), ("proof FOLDER/none.pdf", 2), ("calibrate --sheet none", 2),
        ("preview FOLDER", 3), ("preview SAMPLE --participant none --out FOLDER/out", 2),
        ("build FOLDER --jobs 1", 3), ("build FOLDER/desk --jobs 1", 3),
        ("build SAMPLE --jobs 1 --country XXX", 2), ("build SAMPLE --jobs 1 --out SAMPLE", 2),
        ("build SAMPLE --jobs 1 --out FOLDER/out --encrypt", 2), ("demo --jobs 1 --participant none", 2),
    ],
)  # fmt: skip
def test_where_nothing_is_typeset_no_typesetter_is_loaded(tmp_path: Path, command: str, ends: int) -> None:
    """What lays down, locks or removes files, and a run that ends for wrong usage or a fault, answers at once."""
    from pressroom.starter import lay_down

    desk = tmp_path / "desk"
    lay_down(desk)
    (desk / "brand.yaml").write_text("no-such-key: yes\n", encoding="utf-8")
    words = command.replace("SAMPLE", str(PACKAGE.parent / "packs" / "sample")).replace("FOLDER", str(tmp_path))
    loaded, status, said = _loaded_by(words.split(), XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert status == ends, said
    assert loaded & TYPESETTING == set()


@pytest.mark.parametrize("path", [*SOURCES, *OTHERS], ids=_name)
def test_no_module_is_longer_than_one_sitting(path: Path) -> None:
    """A module that grows past 400 lines holds two matters, and is split."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_MODULE_LINES


@pytest.mark.parametrize("path", [*SOURCES, *OTHERS], ids=_name)
def test_no_function_is_longer_than_a_page(path: Path) -> None:
    """A function past 60 lines cannot be taken in at one look."""
    long = [f.name for f in _functions(path) if (f.end_lineno or f.lineno) - f.lineno + 1 > MAX_FUNCTION_LINES]
    assert not long


@pytest.mark.parametrize("path", TESTS, ids=_name)
def test_every_test_says_which_rule_it_proves(path: Path) -> None:
    """A test without a sentence is a riddle to whoever breaks it; a file without a test looks like one that passes."""
    tests = [f for f in _functions(path) if f.name.startswith("test_")]
    assert tests
    assert [f.name for f in tests if not ast.get_docstring(f)] == []
