"""What another program made is made anew: each file that travels with it, and each package that sets a page, counts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pressroom import libraries
from pressroom.paths import shipped as travels
from pressroom.shop import identity as identities
from pressroom.shop.identity import PACKAGES, identity

ROOMS = {"assets": "fonts/a.ttf", "packs": "guidance/en/a.md", "templates": "card/a.j2"}


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have a small program in the place of this one, with a file of each kind that travels with it."""
    for room, name in {**ROOMS, "pressroom": "shop/identity.py"}.items():
        (tmp_path / room / name).parent.mkdir(parents=True)
        (tmp_path / room / name).write_text(f"the first {room}")
    monkeypatch.setattr(identities, "shipped", lambda name: tmp_path / name)
    monkeypatch.setattr(identities, "__file__", str(tmp_path / "pressroom" / "shop" / "identity.py"))
    return tmp_path


@pytest.mark.parametrize("room", [*ROOMS, "pressroom"])
def test_each_file_counts(copy: Path, room: str) -> None:
    """A font, a guidance text, a template and the code: a byte in one, or another name, makes another program."""
    before = identity()
    assert identity() == before
    (path,) = [path for path in (copy / room).rglob("*") if path.is_file()]
    path.write_text(f"the other {room}")
    assert identity() != before
    path.write_text(f"the first {room}")
    assert identity() == before
    path.rename(path.with_name("another"))
    assert identity() != before


def test_what_is_no_part_of_the_program_does_not_count(copy: Path) -> None:
    """Compiled files come and go, and the sample is a workspace: nothing is made anew for them."""
    before = identity()
    for name in ("pressroom/__pycache__/a.pyc", "packs/sample/session.yaml", "packs/starter/session.yaml"):
        (copy / name).parent.mkdir(parents=True)
        (copy / name).write_text("any")
    assert identity() == before


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_counts(copy: Path, monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    """Another release can set a page otherwise."""
    before = identity()
    given = identities._version
    monkeypatch.setattr(identities, "_version", lambda name: "0.0" if name == package else given(name))
    assert identity() != before


@pytest.mark.parametrize("library", ["pango_version", "harfbuzz_version"])
def test_each_library_of_the_system_counts(copy: Path, monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    """They shape the letters."""
    before = identity()
    monkeypatch.setattr(libraries, library, lambda: "0.0")
    assert identity() != before


def test_the_fonts_that_are_shipped_are_among_the_files(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The place where they are looked for is the one from which pages take them."""
    font = next(travels("assets", "fonts").glob("*.ttf"))
    shutil.copy(font, copy / "assets" / "fonts" / font.name)
    before = identity()
    data = bytearray(font.read_bytes())
    data[-1] ^= 1
    (copy / "assets" / "fonts" / font.name).write_bytes(data)
    assert identity() != before
