"""A second build makes only what changed, and its files are those that a build from nothing makes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.program.making import Run, build, contact, workspace
from tests.program.test_fit import crowd

PEOPLE: tuple[Mapping[str, str], ...] = (
    {"code": "T-1", "country": "TGO", **contact(1, "Awa")},
    {"code": "T-2", "country": "TGO", **contact(1, "Komi", "+44 20 7946 0012")},
    {"code": "I-1", "country": "ISL", **contact(1, "Gudrun", "+44 20 7946 0013")},
)
FAULTY = {**crowd("Wexmorra Quillane " * 6, relation="Quillane Wexmorra " * 6), "code": "T-3", "country": "TGO"}


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a cache of its own, with the index of the program's fonts from the one of the machine."""
    common = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fontconfig"
    (tmp_path / "xdg").mkdir()
    if common.is_dir():
        (tmp_path / "xdg" / "fontconfig").symlink_to(common)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    return tmp_path / "xdg" / "pressroom"


def hashes(out: Path) -> dict[str, str]:
    """Return each file of a build with its hash."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def stamps(out: Path) -> dict[str, tuple[int, int]]:
    """Return for each file of a build what changes when another takes its place, whatever is in it."""
    found = {path.relative_to(out).as_posix(): path.stat() for path in out.rglob("*.pdf")}
    return {path: (status.st_ino, status.st_mtime_ns) for path, status in found.items()}


def renewed(before: Mapping[str, tuple[int, int]], out: Path) -> set[str]:
    """Return the files that were written since."""
    return {path for path, stamp in stamps(out).items() if before.get(path) != stamp}


def clean_build(desk: Path, out: Path, *options: str) -> dict[str, str]:
    """Build with nothing to take over, and return the files' hashes."""
    assert build(desk, out, "--force", *options).code == 0
    return hashes(out)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Return a workspace of three people in two countries."""
    return workspace(tmp_path / "desk", PEOPLE)


def again(desk: Path, out: Path, *options: str) -> tuple[Run, set[str]]:
    """Build into a folder in which a build is, and return what was said and which files were written."""
    before = stamps(out)
    done = build(desk, out, *options)
    return done, renewed(before, out)


def test_nothing_changed_nothing_is_made(tmp_path: Path, desk: Path) -> None:
    """No PDF is written a second time; the manifest is the same to the byte, and the run says so."""
    assert build(desk, tmp_path / "out").code == 0
    first = hashes(tmp_path / "out")
    done, written = again(desk, tmp_path / "out")
    assert done.code == 0
    assert "3 participants' files are as the last build made them" in done.err
    assert written == set()
    assert hashes(tmp_path / "out") == first


def test_one_change_makes_one_persons_files_and_their_countrys(tmp_path: Path, desk: Path) -> None:
    """Another number for one person: their pack and card, and the jobs of their country; nobody else's."""
    out = tmp_path / "out"
    build(desk, out)
    workspace(desk, [PEOPLE[0], {**PEOPLE[1], "contact1_phone": "+44 20 7946 0099"}, PEOPLE[2]])
    done, written = again(desk, out)
    assert done.code == 0
    assert written == {"TGO/t-2-pack-en.pdf", "TGO/t-2-card-en.pdf", "TGO/packs.pdf", "TGO/cards.pdf"}
    assert "2 participants' files are as the last build made them" in done.err
    assert hashes(out) == clean_build(desk, tmp_path / "clean")


def test_a_note_that_is_not_printed_makes_nothing(tmp_path: Path, desk: Path) -> None:
    """What stands on no page changes no file."""
    assert build(desk, tmp_path / "out").code == 0
    workspace(desk, [{**PEOPLE[0], "note": "prefers tea"}, *PEOPLE[1:]])
    done, written = again(desk, tmp_path / "out")
    assert done.code == 0, done.err
    assert "3 participants' files are as the last build made them" in done.err
    assert written == set()


def test_another_country_page_makes_that_countrys_packs(tmp_path: Path, desk: Path) -> None:
    """What all of a country share changes their packs, and no card; the other country's stay."""
    out = tmp_path / "out"
    build(desk, out)
    (desk / "countries").mkdir(exist_ok=True)
    (desk / "countries" / "TGO.yaml").write_text("notes: SPECIMEN note\n")
    _, written = again(desk, out)
    packs = {"TGO/t-1-pack-en.pdf", "TGO/t-2-pack-en.pdf", "TGO/packs.pdf"}
    assert packs <= written
    assert not any(path.startswith("ISL/") for path in written)
    assert hashes(out) == clean_build(desk, tmp_path / "clean")


def test_another_day_makes_what_bears_it(tmp_path: Path, desk: Path) -> None:
    """A card bears the day on which it was made: on another day it is another card."""
    build(desk, tmp_path / "out", "--only", "cards")
    _, written = again(desk, tmp_path / "out", "--only", "cards", "--as-of", "2026-11-23")
    assert len(written) == 3


def test_force_makes_everything(tmp_path: Path, desk: Path) -> None:
    """With --force every file is written anew, and is the same."""
    out = tmp_path / "out"
    build(desk, out)
    first = hashes(out)
    done, written = again(desk, out, "--force")
    assert written == set(stamps(out))
    assert "as the last build made them" not in done.err
    assert hashes(out) == first


@pytest.mark.parametrize("what", ["changed", "gone", "short", "link"])
def test_a_file_that_is_no_longer_whole_is_made_anew(tmp_path: Path, desk: Path, what: str) -> None:
    """A finished file is taken over only if it is there to the byte; all others are left as they are."""
    out, name = tmp_path / "out", "TGO/t-1-card-en.pdf"
    build(desk, out)
    first, path = hashes(out), out / name
    data = path.read_bytes()
    path.unlink()
    if what == "changed":
        path.write_bytes(data.replace(b"%PDF-1.7", b"%PDF-1.6"))
    elif what == "short":
        path.write_bytes(data[:-1])
    elif what == "link":
        (tmp_path / "elsewhere").write_bytes(data)
        path.symlink_to(tmp_path / "elsewhere")
    done, written = again(desk, out)
    if what == "link":  # somebody put it there: the program says so, and touches neither
        assert done.code == 2
        return
    assert done.code == 0
    assert written == {name, "TGO/t-1-pack-en.pdf"}
    assert hashes(out) == first


@pytest.mark.parametrize("harm", [Path.unlink, lambda ticket: ticket.write_bytes(b"")])
def test_a_job_without_its_ticket_is_made_anew(tmp_path: Path, desk: Path, harm: Callable[[Path], object]) -> None:
    """A print job says in words how it is printed: without them, to the letter, it is not what was made."""
    out = tmp_path / "out"
    build(desk, out)
    first = hashes(out)
    harm(out / "TGO" / "cards.txt")
    _, written = again(desk, out)
    assert written == {"TGO/cards.pdf"}
    assert hashes(out) == first


def outdated(out: Path) -> list[str]:
    """Return the jobs and lists that a manifest calls outdated."""
    return list(json.loads((out / "manifest.json").read_text()).get("outdated", []))


def test_jobs_that_a_narrowed_build_left_are_told(tmp_path: Path, desk: Path) -> None:
    """An old number on paper is worse than none: those that hold it are named until a whole build makes them anew.

    Another country's are not, nor those of somebody whose files are the same as before.
    """
    out, jobs = tmp_path / "out", ["TGO/cards.pdf", "TGO/handout.pdf", "TGO/packs.pdf"]
    build(desk, out)
    done = build(desk, out, "--participant", "T-1")
    assert outdated(out) == []
    assert "build in full before you print\n" in done.err
    workspace(desk, [{**PEOPLE[0], "contact1_phone": "+44 20 7946 0044"}, *PEOPLE[1:]])
    done = build(desk, out, "--participant", "T-1")
    assert outdated(out) == jobs
    assert f"Out of date: {', '.join(jobs)}\n" in done.err
    build(desk, out, "--country", "ISL")
    assert outdated(out) == jobs
    done = build(desk, out)
    assert "build in full" not in done.err
    assert "outdated" not in (out / "manifest.json").read_text()
    assert hashes(out) == clean_build(desk, tmp_path / "clean")


def test_somebody_new_makes_the_jobs_old(tmp_path: Path, desk: Path) -> None:
    """The job lacks them; so does one whose last member could not be made again."""
    out = tmp_path / "out"
    build(desk, out)
    workspace(desk, [*PEOPLE, {"code": "I-2", "country": "ISL", **contact(1, "Ama", "+44 20 7946 0014")}])
    build(desk, out, "--participant", "I-2", "--only", "cards")
    assert outdated(out) == ["ISL/cards.pdf", "ISL/handout.pdf", "ISL/packs.pdf"]


def test_a_link_in_a_tickets_place_is_refused(tmp_path: Path, desk: Path) -> None:
    """As for every other file; what it leads to stays as it is, its permissions too."""
    out, other = tmp_path / "out", tmp_path / "other.txt"
    build(desk, out)
    other.write_text("mine")
    other.chmod(0o644)
    (out / "TGO" / "cards.txt").unlink()
    (out / "TGO" / "cards.txt").symlink_to(other)
    assert build(desk, out).code == 2
    assert (other.read_text(), other.stat().st_mode & 0o777) == ("mine", 0o644)


def test_a_mark_that_was_tampered_with_is_no_mark(tmp_path: Path, desk: Path) -> None:
    """Whoever changes the manifest gets the files made anew, not another file taken for the right one."""
    out = tmp_path / "out"
    build(desk, out)
    first = hashes(out)
    manifest: dict[str, Any] = json.loads((out / "manifest.json").read_text())
    one, other = "TGO/t-1-card-en.pdf", "TGO/t-2-card-en.pdf"
    shutil.copy(out / other, out / one)
    by_path = {made["path"]: made for made in manifest["files"]}
    by_path[one]["sha256"] = by_path[other]["sha256"]
    manifest["made_from"][one] = manifest["made_from"][other]
    (out / "manifest.json").write_text(json.dumps(manifest))
    assert build(desk, out).code == 0
    assert hashes(out) == first


def test_shared_parts_come_from_the_cache(
    tmp_path: Path, desk: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build into another folder lays out no guidance and no country again, and makes the same files."""
    build(desk, tmp_path / "one")
    assert len(list(own_cache.glob("*.part"))) == 3

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a shared part was laid out again")

    monkeypatch.setattr("pressroom.shop.shared.part", refuse)
    assert build(desk, tmp_path / "two").code == 0
    assert hashes(tmp_path / "two") == hashes(tmp_path / "one")


@pytest.mark.parametrize("damage", ["changed", "short", "empty", "half"])
def test_a_damaged_cache_is_made_anew(tmp_path: Path, desk: Path, own_cache: Path, damage: str) -> None:
    """Whatever befell the cache, the files are those of a clean build."""
    build(desk, tmp_path / "one")
    for path in own_cache.glob("*.part"):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        length = {"changed": len(data), "short": len(data) - 9, "empty": 0, "half": len(data) // 2}[damage]
        path.write_bytes(data[:length])
    assert build(desk, tmp_path / "two").code == 0
    assert hashes(tmp_path / "two") == hashes(tmp_path / "one")


def test_an_encrypted_run_leaves_no_part_in_the_cache(tmp_path: Path, desk: Path, own_cache: Path) -> None:
    """What goes out encrypted leaves nothing of it in plain anywhere, shared or not."""
    done = build(desk, tmp_path / "out", "--encrypt", "--passphrases", str(tmp_path / "words"))
    assert done.code == 0, done.err
    assert not own_cache.exists()


def test_after_a_failure_only_the_missing_is_made(tmp_path: Path, desk: Path) -> None:
    """One who could not be made costs one place in the list; mended, they are made, and what is there stays."""
    out = tmp_path / "out"
    workspace(desk, [*PEOPLE, FAULTY])
    done = build(desk, out)
    assert done.code == 1
    assert [failure["participant"] for failure in json.loads((out / "manifest.json").read_text())["failed"]] == ["T-3"]
    workspace(desk, [*PEOPLE, {"code": "T-3", "country": "TGO", **contact(1, "Bartholomew")}])
    done, written = again(desk, out)
    assert done.code == 0
    assert {path for path in written if path.startswith(("TGO/t-", "ISL/"))} == {
        "TGO/t-3-pack-en.pdf", "TGO/t-3-card-en.pdf",
    }  # fmt: skip
    assert hashes(out) == clean_build(desk, tmp_path / "clean")


def test_a_fault_of_the_program_costs_one_pack(tmp_path: Path, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that nobody foresaw, in one person's order, is listed; the others' files are made; exit code 1."""
    from pressroom.shop import Shop

    real = Shop.participant

    def participant(shop: Shop, pack: Any, *rest: Any) -> Any:
        if pack.participant.code == "T-2":
            raise ZeroDivisionError("Komi")
        return real(shop, pack, *rest)

    monkeypatch.setattr(Shop, "participant", participant)
    done = build(desk, tmp_path / "out")
    assert done.code == 1
    assert "not made: T-2: the program has a fault of its own (ZeroDivisionError" in done.err
    assert "Komi" not in done.said
    assert {"TGO/t-1-pack-en.pdf", "ISL/i-1-pack-en.pdf"} <= set(hashes(tmp_path / "out"))
