"""``clean`` removes a build by its manifest and nothing else, and knows which are past their day."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from pressroom.cli import cleaning
from pressroom.deliver import Output, OutputError, clean, survey
from tests.program.making import Run, press

FILES = {
    "TGO/p-1-pack-en.pdf": "pack",
    "TGO/p-1-card-en.pdf": "card",
    "TGO/packs.pdf": "packs",
    "ISL/cards.pdf": "cards",
}


def built(out: Path, **more: Any) -> Path:
    """Make a folder as a build leaves it."""
    entries = []
    for path, kind in FILES.items():
        data = f"%PDF {path}".encode()
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(data)
        entries.append({"path": path, "sha256": hashlib.sha256(data).hexdigest(), "pages": 2, "kind": kind})
    manifest = {"session": "s-1", "as_of": "2026-11-22", "files": entries, "destroy_after": None, **more}
    (out / "manifest.json").write_text(json.dumps(manifest))
    return out


def names(folder: Path) -> list[str]:
    """Return everything in a folder, hidden files too."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_build_goes_whole(tmp_path: Path) -> None:
    """Packs, cards, jobs, their tickets, what a killed run left, the manifest, and then the empty folders."""
    out = built(tmp_path / "out")
    (out / "TGO/packs.txt").write_text("ticket")
    (out / "TGO/.pressroom-0123456789abcdef").write_text("half")
    (out / ".pressroom-commit").write_text("{")
    done = press("clean", out)
    assert done.code == 0
    assert "8 files removed" in done.err
    assert names(tmp_path) == []


def test_what_the_manifest_does_not_list_stays(tmp_path: Path) -> None:
    """Files of staff's, links and other folders, and what links lead to; how many they are is said, and no name."""
    out, outside = built(tmp_path / "out"), tmp_path / "outside"
    outside.mkdir()
    (outside / "packs.pdf").write_text("mine")
    (out / "TGO/notes of Awa.txt").write_text("mine")
    (out / "TGO/p-1-pack-en.txt").write_text("mine")
    (out / "TGO/p-1-card-en.pdf").unlink()
    (out / "TGO/p-1-card-en.pdf").symlink_to(outside / "packs.pdf")
    (out / "ISL/cards.pdf").unlink()
    (out / "ISL").rmdir()
    (out / "ISL").symlink_to(outside)
    (out / "empty").mkdir()
    done = press("clean", out)
    assert done.code == 0
    assert "4 files stay" in done.err
    assert "Awa" not in done.said
    assert names(tmp_path) == [
        "out", "out/ISL", "out/TGO", "out/TGO/notes of Awa.txt", "out/TGO/p-1-card-en.pdf", "out/TGO/p-1-pack-en.txt",
        "out/empty", "outside", "outside/packs.pdf",
    ]  # fmt: skip
    assert (outside / "packs.pdf").read_text() == "mine"


def test_a_file_that_was_changed_goes_too_and_is_counted(tmp_path: Path) -> None:
    """A pack with a remark in it is still a pack: whoever cleans wants it gone."""
    out = built(tmp_path / "out")
    (out / "TGO/packs.pdf").write_text("with remarks")
    done = press("clean", out)
    assert "1 of them changed" in done.err
    assert names(tmp_path) == []


@pytest.mark.parametrize("text", ["", "{}", '{"session": "s", "as_of": "2026-01-01", "files": [{"path": "../x.pdf"}]}'])
def test_a_manifest_of_anothers_is_refused(tmp_path: Path, text: str) -> None:
    """Wrong usage, and nothing is removed on its word."""
    out = built(tmp_path / "out")
    (out / "manifest.json").write_text(text)
    before = names(out)
    assert press("clean", out).code == 2
    assert names(out) == before


@pytest.mark.parametrize("name", ["none", "file"])
def test_a_folder_that_is_none_is_wrong_usage(tmp_path: Path, name: str) -> None:
    """A slip in the path is told."""
    (tmp_path / "file").write_text("mine")
    assert press("clean", tmp_path / name).code == 2
    assert (tmp_path / "file").read_text() == "mine"


def test_one_bad_folder_stops_all(tmp_path: Path) -> None:
    """Before anything is removed."""
    out = built(tmp_path / "out")
    assert press("clean", out, tmp_path / "none").code == 2
    assert (out / "manifest.json").exists()


def test_a_folder_without_a_build_is_left(tmp_path: Path) -> None:
    """Nothing of ours is there, nothing goes, and that is said; what is there is not counted as if it were ours."""
    (tmp_path / "mine.pdf").write_text("mine")
    done = press("clean", tmp_path)
    assert done.code == 0
    assert "no build is there" in done.err
    assert names(tmp_path) == ["mine.pdf"]


def test_without_a_folder_it_is_wrong_usage() -> None:
    """Nothing is removed that was not named."""
    assert press("clean").code == 2


def test_what_a_killed_first_run_left_goes(tmp_path: Path) -> None:
    """There is no manifest yet, and there are packs under hidden names."""
    (tmp_path / "out/TGO").mkdir(parents=True)
    (tmp_path / "out/TGO/.pressroom-0123456789abcdef").write_text("half")
    assert press("clean", tmp_path / "out").code == 0
    assert names(tmp_path) == []


def test_no_build_is_cleaned_away_while_it_is_made(tmp_path: Path) -> None:
    """It is told to wait."""
    out = built(tmp_path / "out")
    with Output(out), pytest.raises(OutputError, match="another build"):
        clean(survey(out))
    assert survey(out).files == len(FILES)


def test_a_file_that_cannot_be_removed_keeps_the_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 4; the list of what is still to remove is there for the next time."""
    out = built(tmp_path / "out")

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "unlink", refuse)
    assert press("clean", out).code == 4
    assert (out / "manifest.json").exists()


def test_one_file_that_stays_does_not_keep_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can be destroyed is; the one that stays is named, and the manifest stays for the next time."""
    out, unlink = built(tmp_path / "out"), Path.unlink

    def refuse(path: Path) -> None:
        if path.parent.name == "ISL":
            raise PermissionError(13, "Permission denied", str(path))
        unlink(path)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        done = press("clean", out)
    assert done.code == 4
    assert "ISL/cards.pdf cannot be removed (Permission denied)" in done.err
    assert names(out) == ["ISL", "ISL/cards.pdf", "TGO", "manifest.json"]
    assert press("clean", out).code == 0
    assert not out.exists()


def test_a_change_that_cannot_be_finished_keeps_nothing_alive(tmp_path: Path) -> None:
    """A run was killed between two builds, and a folder stands where a file belongs: files of both builds go.

    The record of the change stays as long as the manifest, and what is not the program's stays anyway.
    """
    out = built(tmp_path / "out")
    (out / "TGO/p-2-pack-en.pdf").write_text("new, and in its place already")
    (out / "TGO/.pressroom-0123456789abcdef").write_text("new, and under work")
    (out / "TGO/p-3-pack-en.pdf").mkdir()
    moves = [
        (".pressroom-fedcba9876543210", "manifest.json"),
        ("TGO/.pressroom-0000000000000000", "TGO/p-2-pack-en.pdf"),
        ("TGO/.pressroom-0123456789abcdef", "TGO/p-3-pack-en.pdf"),
    ]
    (out / ".pressroom-commit").write_text(json.dumps({"moves": moves, "stale": ["TGO/packs.pdf"]}))
    assert press("clean", out).code == 0
    assert names(tmp_path) == ["out", "out/TGO", "out/TGO/p-3-pack-en.pdf"]


def test_a_build_that_came_in_between_is_not_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that was asked about was due; while the question stood, another took its place that is not."""
    out = built(tmp_path / "out", destroy_after="2026-10-01")

    def confirm(_: str, **__: object) -> bool:
        built(out, destroy_after="2027-06-01")
        return True

    monkeypatch.setattr("click.confirm", confirm)
    monkeypatch.setattr(cleaning, "_on_terminal", lambda: True)
    done = press("clean", "--due", "--as-of", "2026-11-01", out)
    assert done.code == 2
    assert "another build is in" in done.err
    assert survey(out).files == len(FILES)


def test_pictures_are_not_taken_from_a_preview_that_is_made(tmp_path: Path) -> None:
    """It is told to wait, as with a build, and nothing is gone by then."""
    out = tmp_path / "out"
    with Output(out):
        (out / "preview.json").write_text(json.dumps({"session": "s-1", "files": ["contact-sheet.png"]}))
        (out / "contact-sheet.png").write_text("picture")
        assert press("clean", out).code == 2
        assert (out / "contact-sheet.png").exists()
    assert "2 files removed" in press("clean", out).err
    assert not out.exists()


def test_a_folder_of_builds_is_no_build(tmp_path: Path) -> None:
    """Whoever names the folder above must not think that all is gone: the builds in it are named, exit code 2."""
    built(tmp_path / "out" / "one")
    (tmp_path / "out" / "two").mkdir()
    (tmp_path / "out" / "two" / "preview.json").write_text(json.dumps({"session": "s-1", "files": []}))
    done = press("clean", tmp_path / "out")
    assert done.code == 2
    assert f"name them ({tmp_path / 'out/one'}, {tmp_path / 'out/two'})" in done.err
    assert survey(tmp_path / "out/one").files == len(FILES)


# It asks


@pytest.mark.parametrize(("answer", "gone"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_on_a_terminal_it_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, gone: bool) -> None:
    """Once, with no as the answer of an impatient hand; --yes does without."""
    outs = [built(tmp_path / "a"), built(tmp_path / "b")]
    asked: list[str] = []

    def confirm(text: str, **_: object) -> bool:
        asked.append(text)
        return answer == "y\n"

    monkeypatch.setattr("click.confirm", confirm)
    monkeypatch.setattr(cleaning, "_on_terminal", lambda: True)
    assert press("clean", *outs).code == 0
    assert len(asked) == 1
    assert [out.exists() for out in outs] == [not gone, not gone]
    assert press("clean", *[out for out in outs if out.exists()] or [built(tmp_path / "c")], "--yes").code == 0
    assert len(asked) == 1
    assert not any((out / "manifest.json").exists() for out in (*outs, tmp_path / "c"))


# Past its day


def due(*arguments: str | Path) -> Run:
    """Look for builds past their day as on the day after it."""
    return press("clean", "--due", "--as-of", "2027-02-01", *arguments)


def test_builds_past_their_day_are_said_and_kept(tmp_path: Path) -> None:
    """--due looks, also in the folders of a folder; it removes with --yes alone, and nothing that is not due."""
    old, fresh = (
        built(tmp_path / "old", destroy_after="2027-01-31"),
        built(tmp_path / "fresh", destroy_after="2027-02-01"),
    )
    undated = built(tmp_path / "undated")
    done = due(tmp_path)
    assert done.code == 0
    assert f"{old}: 4 files of session s-1, to be destroyed by 2027-01-31" in done.err
    assert str(fresh) not in done.err
    assert str(undated) not in done.err
    assert old.exists()
    assert due(tmp_path, "--yes").code == 0
    assert [out.exists() for out in (old, fresh, undated)] == [False, True, True]


def test_without_a_folder_it_looks_where_builds_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into the folder out of the current one; that there is none is no fault."""
    monkeypatch.chdir(tmp_path)
    assert "No packs here are past" in due().err
    built(tmp_path / "out/s-1", destroy_after="2027-01-31")
    assert os.path.join("out", "s-1") in due().err  # noqa: PTH118 - as it is said


def test_a_day_without_due_is_wrong_usage(tmp_path: Path) -> None:
    """--as-of means nothing otherwise: perhaps --due was forgotten."""
    assert press("clean", built(tmp_path / "out"), "--as-of", "2027-02-01").code == 2
    assert (tmp_path / "out").exists()


def test_pictures_of_a_preview_go_too(tmp_path: Path) -> None:
    """A preview's pictures are as private as packs: ``clean`` removes those that its list names, and the list."""
    out = tmp_path / "pictures"
    out.mkdir()
    (out / "p-1-card-en-1.png").write_bytes(b"picture")
    (out / "preview.json").write_text(json.dumps({"session": "s-1", "files": ["p-1-card-en-1.png"]}))
    done = press("clean", out)
    assert done.code == 0, done.err
    assert "1 pictures of a preview" in done.err
    assert names(tmp_path) == []
