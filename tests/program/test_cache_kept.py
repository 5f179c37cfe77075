"""What is kept is taken over only where nothing that it is made from changed, and where nothing forbids to keep it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pressroom.cache import KEPT_BYTES, default_folder
from pressroom.protect import write_new_key
from pressroom.shop import fitting
from tests.program.making import ONE, build, press, section, workspace
from tests.program.test_again import again, clean_build, hashes, own_cache, stamps  # noqa: F401 - one is for each test


def parts() -> set[str]:
    """Return the names of the shared parts that are kept."""
    folder = default_folder()
    assert folder is not None
    return {path.name for path in folder.glob("*.part")}


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by one whenever a shared part is laid out."""
    real: Callable[..., Any] = fitting.part
    titles: list[str] = []

    def part(composed: Any, **more: Any) -> Any:
        titles.append(composed.title)
        return real(composed, **more)

    monkeypatch.setattr("pressroom.shop.shared.part", part)
    return titles


@pytest.fixture(scope="module")
def last_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a workspace of one person, the ``out`` of its build, and the parts that this one kept."""
    base = tmp_path_factory.mktemp("last-build")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(base / "xdg"))
        done = build(workspace(base / "desk", ONE), base / "out")
    assert done.code == 0, done.err
    return base


@pytest.fixture
def desk(tmp_path: Path, last_build: Path, own_cache: Path) -> Path:  # noqa: F811 - each test's own
    """Return a workspace of one person that was built into ``out`` in the folder above it."""
    for name in ("desk", "out"):
        shutil.copytree(last_build / name, tmp_path / name)
    shutil.copytree(last_build / "xdg" / "pressroom", own_cache)
    return tmp_path / "desk"


# What is kept, and what it is made from


def test_another_program_makes_everything_anew(
    tmp_path: Path, desk: Path, laid_out: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another release made is taken over nowhere: not a pack or card, not a job or list, not a shared part."""
    first, kept = hashes(tmp_path / "out"), parts()
    monkeypatch.setattr("pressroom.shop.identity.identity", lambda: b"another release")
    done, written = again(desk, tmp_path / "out")
    assert done.code == 0
    assert written == set(stamps(tmp_path / "out"))
    assert "TGO/handout.pdf" in written
    assert (len(laid_out), len(parts() - kept)) == (2, 2)
    assert {path: digest for path, digest in hashes(tmp_path / "out").items() if path.endswith(".pdf")} == {
        path: digest for path, digest in first.items() if path.endswith(".pdf")
    }


def test_another_brand_makes_everything_anew(tmp_path: Path, desk: Path) -> None:
    """Another colour of the host's stands on each pack, card, job and list, as in a build from nothing."""
    (desk / "brand.yaml").write_text("colours: {primary: '#5b0a4e'}\n", encoding="utf-8")
    done, written = again(desk, tmp_path / "out")
    assert done.code == 0
    assert written == set(stamps(tmp_path / "out"))
    assert hashes(tmp_path / "out") == clean_build(desk, tmp_path / "clean")


def test_another_guidance_makes_everybodys_files_anew(tmp_path: Path, desk: Path, laid_out: list[str]) -> None:
    """A word of advice that was changed is in each pack after the next build; what has none of it stays."""
    path = desk / "guidance" / "en" / "05-plan.md"
    assert path.is_file()
    path.write_text(section("Another sample text.", 5), encoding="utf-8")
    done, written = again(desk, tmp_path / "out")
    assert done.code == 0
    assert written == set(stamps(tmp_path / "out")) - {"TGO/cards.pdf", "TGO/handout.pdf"}
    assert len(laid_out) == 2, "the country's pages are proved behind the guidance"
    assert hashes(tmp_path / "out") == clean_build(desk, tmp_path / "clean")


# What is neither kept nor read


def test_force_takes_no_shared_part_over(tmp_path: Path, desk: Path, laid_out: list[str]) -> None:
    """With --force all shared parts are laid out again, and take the place of those that were kept."""
    folder = default_folder()
    assert folder is not None
    kept = {path: path.stat().st_ino for path in folder.glob("*.part")}
    assert build(desk, tmp_path / "two", "--force").code == 0
    assert len(laid_out) == len(kept) == 2
    assert {path for path in folder.glob("*.part") if path.stat().st_ino == kept[path]} == set()
    assert hashes(tmp_path / "two") == hashes(tmp_path / "out")


@pytest.mark.parametrize("name", ["participants.csv", "guidance/en/05-plan.md"])
def test_an_encrypted_workspace_keeps_and_reads_no_shared_part(
    tmp_path: Path, desk: Path, laid_out: list[str], name: str
) -> None:
    """One encrypted file, wherever it lies, is enough: what is kept is plain, and says what the workspace holds."""
    key, kept = tmp_path / "my.key", parts()
    write_new_key(key)
    done = press("protect", desk, "--identity", key, "--recipient", _public(key), "--file", name)
    assert done.code == 0, done.err
    done = build(desk, tmp_path / "two", "--identity", str(key))
    assert done.code == 0, done.err
    assert len(laid_out) == 2, "the parts that the plain workspace left are not read"
    assert hashes(tmp_path / "two") == hashes(tmp_path / "out")
    assert press("clean", "--cache").code == 0
    assert kept
    assert build(desk, tmp_path / "three", "--identity", str(key)).code == 0
    assert parts() == set()


def _public(key: Path) -> str:
    return key.read_text(encoding="utf-8").split("public key: ")[1].split()[0]


def test_an_encrypted_run_reads_no_shared_part(tmp_path: Path, desk: Path, laid_out: list[str]) -> None:
    """What goes out encrypted is laid out anew, also where its parts were kept by a run that was plain."""
    kept = parts()
    done = build(desk, tmp_path / "two", "--encrypt", "--passphrases", str(tmp_path / "words"))
    assert done.code == 0, done.err
    assert len(laid_out) == 2
    assert parts() == kept


# What goes


def test_a_build_tidies_the_cache(tmp_path: Path, desk: Path) -> None:
    """What a run that was killed had half written into the cache goes with the next build; whole parts stay."""
    folder, kept = default_folder(), parts()
    assert folder is not None
    (folder / f".{'0' * 16}").write_bytes(b"half")
    assert build(desk, tmp_path / "out").code == 0
    assert {path.name for path in folder.iterdir()} == kept


def test_a_build_keeps_no_more_than_its_share(tmp_path: Path, desk: Path) -> None:
    """Of more than may be kept, the longest unused goes at the end of a build."""
    folder, kept = default_folder(), parts()
    assert folder is not None
    old = folder / f"{'a' * 64}.part"
    with old.open("wb") as file:
        file.truncate(KEPT_BYTES)  # nothing of it is on the disk
    os.utime(old, (1, 1))
    assert build(desk, tmp_path / "out").code == 0
    assert parts() == kept


def test_clean_takes_the_shared_parts_away(tmp_path: Path, desk: Path) -> None:
    """With --cache, and no folder named, the parts go and the packs stay; the next build makes them anew."""
    first, kept = hashes(tmp_path / "out"), parts()
    done = press("clean", "--cache")
    assert done.code == 0
    assert f"{len(kept)} shared parts removed from the cache" in done.err
    assert parts() == set()
    assert hashes(tmp_path / "out") == first
    assert build(desk, tmp_path / "two").code == 0
    assert parts() == kept


def test_clean_takes_parts_and_packs_away_together(tmp_path: Path, desk: Path) -> None:
    """With --cache and a folder, both go; without --cache, the parts stay."""
    assert desk.is_dir()
    kept = parts()
    assert build(desk, tmp_path / "two").code == 0
    assert press("clean", tmp_path / "two").code == 0
    assert parts() == kept
    assert press("clean", tmp_path / "out", "--cache").code == 0
    assert parts() == set()
    assert not (tmp_path / "out").exists()
