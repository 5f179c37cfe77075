"""What the program is built on is pinned, known by its licence, and within the bounds that were meant."""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
from email.message import Message
from importlib.metadata import Distribution
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LICENSED = re.compile(r"licen[cs]ed under|creative commons|CC[- ]BY", re.IGNORECASE)


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    """Return the tool, which is a script."""
    spec = importlib.util.spec_from_file_location("audit", ROOT / "tools" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["audit"] = made
    spec.loader.exec_module(made)
    return made


class Stated(Distribution):
    """A package that states what a test gives it."""

    def __init__(self, text: str = "", **fields: str | list[str]) -> None:
        self._text, self._fields = text, {"Name": "sample", **fields}

    @property
    def metadata(self) -> Message:  # type: ignore[override]
        """Return the fields as a package has them."""
        made = Message()
        for name, values in self._fields.items():
            for value in [values] if isinstance(values, str) else values:
                made[name.replace("_", "-")] = value
        return made

    @property
    def files(self) -> None:
        """Return no files."""
        return

    def read_text(self, filename: str) -> str | None:
        """Return nothing."""

    def locate_file(self, path: object) -> Path:
        """Return a file that there is not."""
        return Path(str(path))


def test_every_licence_is_known(audit: ModuleType) -> None:
    """Packages, fonts, data and Pango: each has a licence that we know and may build on, and is the version pinned."""
    found = audit.parts()
    assert [part for part in found if not audit.is_free(part.licence)] == []
    assert len(found) > 45
    assert {"weasyprint", "Pango (of the system)", "NotoSansSC-Regular.ttf"} <= {part.name for part in found}
    assert all(part.version for part in found if part.name not in audit.DATA)


@pytest.mark.parametrize(
    "stated",
    [
        {},
        {"License": "Proprietary"},
        {"License_Expression": "AGPL-3.0-only"},
        {"License_Expression": "MIT AND GPL-3.0-only"},
        {"Classifier": "License :: Other/Proprietary License"},
        {"Classifier": ["License :: OSI Approved :: MIT License", "License :: Other/Proprietary License"]},
    ],
)
def test_a_licence_that_is_not_known_is_a_fault(
    audit: ModuleType, stated: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing stated, other words, two that contradict each other: the audit ends with exit code 1 and says which."""
    monkeypatch.setattr(audit, "pinned", lambda: {"sample": ""})
    monkeypatch.setattr(audit, "distribution", lambda _: Stated(Version="", **stated))
    assert audit.main() == 1
    assert "sample" in [line.split()[0] for line in capsys.readouterr().out.splitlines() if "<- " in line]


@pytest.mark.parametrize(
    ("stated", "means"),
    [
        ({"License_Expression": "MIT OR GPL-3.0-only"}, True),
        ({"License": "BSD-3-Clause"}, True),
        ({"Classifier": "License :: OSI Approved :: MIT License"}, True),
        ({"License_Expression": "GPL-3.0-only"}, False),
    ],
)
def test_what_a_package_states_is_understood(audit: ModuleType, stated: dict[str, str], means: bool) -> None:
    """An expression, its own words, or its classifier; of alternatives, one that we may take is enough."""
    assert audit.is_free(audit.licence(Stated(**stated))) is means


def test_a_version_that_is_not_the_pinned_one_is_a_fault(audit: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is installed is what was checked by its hash."""
    monkeypatch.setattr(audit, "pinned", lambda: {"weasyprint": "1.0"})
    assert [part.fault for part in audit.packages()] == ["pinned is 1.0"]


def test_the_licence_of_the_package_names_those_of_what_travels_in_it(audit: ModuleType) -> None:
    """The program's own, the fonts' and that of each file of others: no more and no fewer."""
    inside = {part.licence for part in (*audit.fonts(), *audit.data())}
    assert set(PROJECT["project"]["license"].split(" AND ")) == {"BSD-3-Clause", *inside}


def test_no_file_of_others_is_forgotten(audit: ModuleType) -> None:
    """A shipped file that speaks of its licence is one that the audit lists."""
    speaking = {
        path.relative_to(ROOT).as_posix()
        for folder in ("packs", "templates", "assets")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".txt", ".yaml", ".j2", ".conf", ".csv", ".svg", ".pot"}
        and LICENSED.search(path.read_text(encoding="utf-8", errors="replace")[:600])
    }
    fonts = {f"assets/fonts/{name}" for name in ("OFL-IBMPlexSans", "OFL-IBMPlexSansArabic", "OFL-NotoSansSC")}
    profiles = {path.relative_to(ROOT).as_posix() for path in (ROOT / "assets").rglob("*.icc")}
    assert {name for name in speaking if name.removesuffix(".txt") not in fonts} | profiles == set(audit.DATA)
    assert {path.name for path in (ROOT / "assets" / "fonts").glob("*.ttf")} == set(audit.FONTS)


@pytest.mark.parametrize("file", ["run", "dask", "dev"])
def test_the_pins_are_within_the_bounds(file: str) -> None:
    """Each pinned version is one that pyproject.toml allows, and each dependency has an upper bound."""
    text = (ROOT / "requirements" / f"{file}.txt").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, flags=re.MULTILINE))
    asked = [Requirement(need) for need in PROJECT["project"]["dependencies"]]
    extras = [Requirement(need) for needs in PROJECT["project"]["optional-dependencies"].values() for need in needs]
    assert all("<" in str(need.specifier) for need in (*asked, *extras))
    if file != "run":
        asked += extras
    if file == "dev":
        asked += [Requirement(need) for need in PROJECT["dependency-groups"]["dev"]]
    outside = [need.name for need in asked if not need.specifier.contains(pins[need.name.lower()], prereleases=True)]
    assert outside == []


def test_every_pin_is_held_to_its_files() -> None:
    """A pin is one version, and hashes of 64 hexadecimal digits follow it; no line fetches from elsewhere."""
    for path in (ROOT / "requirements").glob("*.txt"):
        for line in path.read_text(encoding="utf-8").splitlines():
            is_pin = re.fullmatch(r"[a-z0-9._-]+==[0-9][^\s;]*( ; .+)? \\", line)
            is_hash = re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line)
            assert is_pin or is_hash or re.match(r"\s*#", line), (path.name, line)
