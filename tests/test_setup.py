"""The way in: pins that can be checked, and a set-up that says in plain words what a machine lacks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PINS = ["requirements/tools.txt", "requirements/run.txt", "requirements/dev.txt", "requirements/bench.txt"]


def _pins(name: str) -> dict[str, str]:
    """Return the pinned packages of a requirements file: each name with the lines that belong to it."""
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=\S+==)", text, flags=re.MULTILINE)
    return {block.partition("==")[0].lower().replace("_", "-"): block for block in blocks if "==" in block}


@pytest.mark.parametrize("name", PINS)
def test_every_pin_carries_its_hashes(name: str) -> None:
    """What is installed was seen by whoever pinned it: pip refuses any other file."""
    assert [package for package, block in _pins(name).items() if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", PINS)
def test_no_pin_says_where_to_fetch_it(name: str) -> None:
    """Where packages come from is each machine's own matter: no address, no index is written down."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*--?(i|index-url|extra-index-url|find-links|f)\b", text, flags=re.MULTILINE)


def test_the_pins_hold_all_that_the_program_asks_for() -> None:
    """A dependency that was added and not pinned would be missing on a stranger's machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {re.split(r"[<>=]", need)[0].lower() for need in project["project"]["dependencies"]}
    assert asked <= _pins("requirements/run.txt").keys()
    for group in ("dev", "bench"):
        more = {re.split(r"[<>=]", need)[0].lower() for need in project["dependency-groups"][group]}
        assert asked | more <= _pins(f"requirements/{group}.txt").keys()


@pytest.mark.parametrize("other", ["dev", "bench"])
def test_the_checks_run_with_what_a_build_runs_with(other: str) -> None:
    """A package has one version in all files of pins: what is tested and measured is what is used."""
    run, more = _pins("requirements/run.txt"), _pins(f"requirements/{other}.txt")
    version = re.compile(r"==(\S+)")
    differing = [name for name in run if version.findall(run[name])[:1] != version.findall(more[name])[:1]]
    assert differing == []


def test_the_set_up_lets_nothing_in_that_is_not_pinned() -> None:
    """Each install checks every file's hash, and runs no stranger's build."""
    text = (ROOT / "tools" / "setup").read_text(encoding="utf-8").replace("\\\n", " ")
    installs = [line for line in text.splitlines() if re.search(r"\bpip\b.*\binstall\b", line.partition("#")[0])]
    assert installs
    assert [line for line in installs if "--require-hashes" not in line or "--only-binary :all:" not in line] == []


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """As much of a checkout as the set-up looks at, and a folder ``bin`` with the few tools that it may use."""
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    (tmp_path / "bin").mkdir()
    for tool in ("sh", "dirname", "mkdir", "tail", "id", "env", "cat", "cksum"):
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool) or tool)
    return tmp_path


def _set_up(checkout: Path, *args: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(checkout / "bin"), "HOME": str(checkout), "LANG": "C"}
    return subprocess.run(
        ["tools/setup", *args], cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell script")
def test_a_machine_without_python_is_told_so(checkout: Path) -> None:
    """Where nothing can be installed the set-up says what is missing, and exits 4 as the program does."""
    done = _set_up(checkout, "run")
    assert done.returncode == 4
    assert "This machine lacks Python 3.11 or newer" in done.stderr
    assert not (checkout / ".venv").exists()


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell script")
def test_a_package_manager_that_refuses_ends_in_the_line_to_ask_for(checkout: Path) -> None:
    """A user who may not install packages gets the one line for whoever may."""
    refusing = checkout / "bin" / "apt-get"
    refusing.write_text("#!/bin/sh\nexit 100\n", encoding="utf-8")
    refusing.chmod(0o755)
    done = _set_up(checkout, "run")
    assert done.returncode == 4
    assert "    sudo apt-get install python3 python3-venv\n" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell script")
@pytest.mark.parametrize("args", [(), ("neither",)])
def test_the_set_up_asks_which_kind(checkout: Path, args: tuple[str, ...]) -> None:
    """Without a known kind nothing is done: wrong usage is exit code 2."""
    assert _set_up(checkout, *args).returncode == 2
