"""The package: sdist and wheel that hold everything, work far from the checkout, and come out the same each time."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.program.making import umask

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("packs", "templates", "assets")

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("packaging")]


@dataclass(frozen=True)
class Dist:
    """What one build made."""

    sdist: Path
    wheel: Path


@dataclass(frozen=True)
class Installation:
    """A wheel in a virtual environment of its own, and a folder to run it in."""

    program: Path
    package: Path
    home: Path

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run the installed program in a folder that is not the checkout, with a bare environment."""
        environment = {"HOME": str(self.home), "PATH": os.defpath, "LANG": "C"}
        return _run([str(self.program), *args], cwd=self.home, environment=environment, check=False)


def _run(
    command: list[str], *, cwd: Path, environment: Mapping[str, str] | None = None, check: bool = True
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if check:
        assert done.returncode == 0, done.stdout + done.stderr
    return done


def _build(source: Path, out: Path, **environ: str) -> Dist:
    """Build sdist and, from it, wheel, with the tools that are pinned for the tests."""
    environment = {**os.environ, **environ}
    environment.pop("SOURCE_DATE_EPOCH", None)  # `make wheel` sets none
    _run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(source)],
        cwd=out.parent,
        environment=environment,
    )
    return Dist(next(out.glob("*.tar.gz")), next(out.glob("*.whl")))


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Dist:
    """Sdist and wheel of this checkout."""
    return _build(ROOT, tmp_path_factory.mktemp("dist") / "out")


@pytest.fixture(scope="module")
def installation(dist: Dist, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The wheel alone in a fresh environment, beside the libraries that these tests run with."""
    root = tmp_path_factory.mktemp("installed")
    venv.create(root / "venv", with_pip=False)
    scheme = {"base": str(root / "venv"), "platbase": str(root / "venv")}
    packages = Path(sysconfig.get_path("purelib", "venv", scheme))
    scripts = Path(sysconfig.get_path("scripts", "venv", scheme))
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    python = scripts / f"python{sysconfig.get_config_var('EXE') or ''}"
    install = ["install", "--quiet", "--no-deps", "--no-index", str(dist.wheel)]
    # pip asks the system whether it has IPv6 by serving on this machine for a moment: the guard is not for pip.
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PRESSROOM_TEST_")}
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    _run([*pip, *install], cwd=root, environment=outside)
    home = root / "home"
    home.mkdir()
    return Installation(scripts / "pressroom", packages / "pressroom", home)


def _shipped_files() -> set[str]:
    """Return the files of the folders that travel with the program."""
    files = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in files}


def test_the_wheel_holds_all_that_travels_with_the_program(dist: Dist) -> None:
    """Content, looks and dress are in the wheel, file by file, and nothing of the tests is."""
    with zipfile.ZipFile(dist.wheel) as wheel:
        names = set(wheel.namelist())
    inside = {name.removeprefix("pressroom/_shipped/") for name in names if "/_shipped/" in name}
    assert inside == _shipped_files()
    assert not [name for name in names if name.startswith(("tests/", "tools/", "docs/"))]


def test_the_sdist_holds_the_tests_and_what_they_need(dist: Dist) -> None:
    """Whoever packs the program for a distribution can run its tests from the sdist."""
    with tarfile.open(dist.sdist) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    needed = {"generate.py", "Makefile", "LICENSE", "README.md", "requirements/dev.txt", "tools/setup"}
    assert needed | _shipped_files() | {f"tests/{Path(__file__).name}"} <= names


def test_licences_of_program_and_fonts_are_declared(dist: Dist) -> None:
    """The wheel states all licences and carries their texts (PEP 639)."""
    with zipfile.ZipFile(dist.wheel) as wheel:
        (about,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = wheel.read(about).decode()
    assert "License-Expression: BSD-3-Clause AND OFL-1.1 AND CC-BY-3.0-US AND LicenseRef-ICC-Profile" in metadata
    fonts = ("assets/fonts/OFL-IBMPlexSans.txt", "assets/fonts/OFL-NotoSansSC.txt")
    for name in ("LICENSE", *fonts, "assets/colour/LICENSE-sRGB2014.txt"):
        assert f"License-File: {name}" in metadata


def test_two_builds_are_the_same_to_the_byte(dist: Dist, tmp_path: Path) -> None:
    """Built again from its own sdist, the package is the same: anyone can check what they were given.

    Elsewhere, later, by somebody who lets nobody else read their files, in another time zone and language.
    """
    with umask(0o077):
        _run(["tar", "-xzf", str(dist.sdist), "--no-same-permissions", "--touch"], cwd=tmp_path)
        (source,) = tmp_path.iterdir()
        assert source.joinpath("generate.py").stat().st_mode & 0o077 == 0
        again = _build(source, tmp_path / "out", TZ="Pacific/Auckland", LC_ALL="C", PYTHONHASHSEED="7")
    assert again.wheel.read_bytes() == dist.wheel.read_bytes()
    assert again.sdist.read_bytes() == dist.sdist.read_bytes()


def test_installed_it_helps(installation: Installation) -> None:
    """The console script answers away from the checkout, in a C locale."""
    done = installation.run("--help")
    assert done.returncode == 0, done.stderr
    assert "build" in done.stdout


def test_installed_it_finds_its_fonts(installation: Installation) -> None:
    """The doctor, run from the wheel, finds the fonts inside the package and sets a page with them."""
    done = installation.run("doctor")
    assert done.returncode == 0, done.stdout + done.stderr


def test_installed_it_prints_the_sample(installation: Installation) -> None:
    """The sample that travels inside the wheel ends in packs and cards, and nothing is written beside the program."""
    before = sorted(path for path in installation.package.rglob("*") if path.suffix != ".pyc" and path.is_file())
    done = installation.run("demo", "--out", "made", "--jobs", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    made = {path.name for path in (installation.home / "made").rglob("*.pdf")}
    assert {"cards.pdf", "packs.pdf"} <= made
    after = sorted(path for path in installation.package.rglob("*") if path.suffix != ".pyc" and path.is_file())
    assert after == before
