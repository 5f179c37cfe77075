"""Whole files or none, for the owner alone, and a manifest that nobody can turn against the folder."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pressroom.deliver import (
    Change,
    Failure,
    FileKind,
    LeftOutItem,
    MadeFile,
    Manifest,
    Output,
    OutputError,
    Reprint,
    changed,
    merge,
    read_manifest,
    write_whole,
)
from pressroom.deliver import commit as commits
from pressroom.deliver import manifest as manifests
from pressroom.deliver.files import move, narrow, remove_hidden
from pressroom.deliver.lock import Hold
from pressroom.problems import MachineError

DAY = date(2026, 11, 22)


def made(path: str, content: str = "x", **more: Any) -> MadeFile:
    """Return a file's entry; of a pack or card the participant is told from its name."""
    name = path.split("/")[1]
    kind = next((FileKind(word) for word in ("pack", "card") if f"-{word}-" in name), FileKind.PACKS)
    code = name.split(f"-{kind}-")[0].upper() if kind in (FileKind.PACK, FileKind.CARD) else None
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    given = {"country": path[:3], "language": "en", "edition": "open", "participant": code, "pages": 2}
    return MadeFile.model_validate({"path": path, "sha256": sha256, "kind": kind, **given, **more})


def manifest(*files: MadeFile, **more: Any) -> Manifest:
    """Return a manifest of one session."""
    return Manifest.model_validate({"session": "s-1", "as_of": DAY, "files": files, **more})


def names(folder: Path) -> list[str]:
    """Return everything in a folder, hidden files too."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.fixture
def umask() -> Iterator[None]:
    """Run under a umask that would give files to everyone."""
    old = os.umask(0)
    yield
    os.umask(old)


def mode(path: Path) -> int:
    """Return the permissions of a path."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("mask", [0o000, 0o777, 0o022])
def test_files_are_for_the_owner_alone_whatever_the_umask(tmp_path: Path, mask: int) -> None:
    """0600 in 0700 folders, those above included, under an open umask and a closed one."""
    old = os.umask(mask)
    try:
        with Output(tmp_path / "out" / "s-1") as output:
            output.write("TGO/cards.pdf", b"%PDF")
    finally:
        os.umask(old)
    assert [mode(tmp_path / part) for part in ("out", "out/s-1", "out/s-1/TGO")] == [0o700] * 3
    assert mode(tmp_path / "out/s-1/TGO/cards.pdf") == 0o600


def test_a_file_is_written_whole_and_hashed(tmp_path: Path, umask: None) -> None:
    """What stands there is what was given, with its hash; nothing else stays in the folder."""
    with Output(tmp_path / "out") as output:
        assert output.write("TGO/a.pdf", b"old") == hashlib.sha256(b"old").hexdigest()
        assert output.write("TGO/a.pdf", b"new") == hashlib.sha256(b"new").hexdigest()
    assert (tmp_path / "out/TGO/a.pdf").read_bytes() == b"new"
    assert names(tmp_path / "out") == ["TGO", "TGO/a.pdf"]


def test_under_work_a_file_is_hidden_and_no_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until it is whole it has a hidden name of ours in the same folder, readable by the owner alone."""
    seen: list[tuple[list[str], int]] = []

    def look(descriptor: int) -> None:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            seen.append((names(tmp_path), stat.S_IMODE(os.fstat(descriptor).st_mode)))

    monkeypatch.setattr(os, "fsync", look)
    write_whole(tmp_path / "a.pdf", b"x")
    ((found, permissions),) = seen
    assert len(found) == 1
    assert found[0].startswith(".pressroom-")
    assert not found[0].endswith(".pdf")
    assert permissions == 0o600


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EDQUOT, "disk is full"), (errno.EIO, "cannot be written")],
)
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_when_the_disk_is_full_the_old_file_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str, step: str
) -> None:
    """A write that fails leaves nothing of itself, keeps what was there, and says what to do."""
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")

    def fail(*_: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(*((os, "fsync", fail) if step == "fsync" else (Path, "replace", fail)))
    with pytest.raises(MachineError, match=words):
        write_whole(target, b"new")
    assert names(tmp_path) == ["a.pdf"]
    assert target.read_bytes() == b"old"


def test_an_interruption_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the middle of a write: the hidden file goes too."""

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "a.pdf", b"new")
    assert names(tmp_path) == []


def test_leftovers_of_a_killed_run_are_removed_and_nothing_else(tmp_path: Path) -> None:
    """Only plain files with our prefix go: no folder, no link, no target of a link, no file of staff's."""
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    (out / "TGO").mkdir(parents=True)
    elsewhere.mkdir()
    kept = [out / ".pressroom-folder" / "x", out / "notes.txt", out / ".hidden", elsewhere / ".pressroom-1"]
    (out / ".pressroom-folder").mkdir()
    for path in [*kept, out / ".pressroom-1", out / "TGO" / ".pressroom-2"]:
        path.write_text("x")
    (out / ".pressroom-link").symlink_to(out / "notes.txt")
    (out / "CIV").symlink_to(elsewhere)
    with Output(out):
        pass
    assert all(path.exists() for path in [*kept, out / ".pressroom-link"])
    assert not (out / ".pressroom-1").exists()
    assert not (out / "TGO" / ".pressroom-2").exists()


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    """Wrong usage, said in words; the file stays."""
    (tmp_path / "out").write_text("mine")
    for folder in (tmp_path / "out", tmp_path / "out" / "s-1"):
        with pytest.raises(OutputError, match="not a folder"), Output(folder):
            pass
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.parametrize("what", ["link to a file", "dangling link", "folder", "link to a folder"])
def test_a_link_or_folder_in_the_way_is_refused(tmp_path: Path, what: str) -> None:
    """Nothing is written through a link, and nothing replaces a folder."""
    out, outside = tmp_path / "out", tmp_path / "outside"
    outside.mkdir()
    (outside / "a.pdf").write_text("mine")
    (out / "TGO").mkdir(parents=True)
    target = out / "TGO" / "a.pdf"
    if what == "folder":
        target.mkdir()
    elif what == "link to a folder":
        (out / "TGO").rmdir()
        (out / "TGO").symlink_to(outside)
    else:
        target.symlink_to(outside / ("a.pdf" if what == "link to a file" else "none.pdf"))
    with Output(out) as output, pytest.raises(OutputError, match="link"):
        output.write("TGO/a.pdf", b"new")
    assert names(outside) == ["a.pdf"]
    assert (outside / "a.pdf").read_text() == "mine"


HOSTILE = [
    "../a.pdf",
    "/etc/a.pdf",
    "TGO/../../a.pdf",
    "a/b/c.pdf",
    "TGO/.hidden",
    "TGO//a.pdf",
    "",
    ".",
    "TGO\\a",
    "a\n",
]


@pytest.mark.parametrize("path", HOSTILE)
def test_no_path_leads_out_of_the_folder(tmp_path: Path, path: str) -> None:
    """One or two plain names, or it is refused: to write, to remove, and in a manifest."""
    with Output(tmp_path / "out") as output:
        with pytest.raises(OutputError):
            output.write(path, b"x")
        with pytest.raises(OutputError):
            output.remove([path])
        text = manifest(made("TGO/a.pdf")).json_text().replace('"TGO/a.pdf"', json.dumps(path))
        (tmp_path / "out" / "manifest.json").write_text(text)
        with pytest.raises(OutputError, match="not a manifest"):
            output.previous("s-1")
    assert names(tmp_path) == ["out", "out/manifest.json"]


def test_two_builds_do_not_share_a_folder(tmp_path: Path) -> None:
    """The second is told to wait, and may begin when the first is done."""
    with Output(tmp_path / "out"), pytest.raises(OutputError, match="another build"), Output(tmp_path / "out"):
        pass
    with Output(tmp_path / "out"):
        pass


def test_a_folder_that_may_not_be_written_is_the_machines_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the folder and what to do."""

    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(MachineError, match="mend its permissions"), Output(tmp_path / "out"):
        pass


def test_the_manifest_is_as_in_the_contract(tmp_path: Path) -> None:
    """Its keys, their order, null where one does not apply, pages as text, sorted, with a line end."""
    one = made("TGO/togo-01-pack-fr.pdf", links={"10": ("https://b.example",), "2": ("https://a.example",)})
    jobs = made("TGO/packs.pdf", language=None, edition="open")
    written = manifest(
        one,
        jobs,
        left_out=(
            LeftOutItem(id="z", reason="not-active"),
            LeftOutItem(id="P-1/contact2", country="TGO", reason="no-consent"),
        ),
        failed=(Failure(participant="P-2", problems=("too long",)),),
    )
    with Output(tmp_path / "out") as output:
        output.finish(merge(None, written, narrowed=False))
    text = (tmp_path / "out/manifest.json").read_text()
    read = json.loads(text)
    assert text.endswith("}\n")
    assert list(read) == ["session", "as_of", "destroy_after", "files", "left_out", "failed"]
    assert read["as_of"] == "2026-11-22"
    assert [file["path"] for file in read["files"]] == ["TGO/packs.pdf", "TGO/togo-01-pack-fr.pdf"]
    assert list(read["files"][0]) == [
        "path", "sha256", "pages", "kind", "country", "language", "edition", "participant", "links",
    ]  # fmt: skip
    assert (read["files"][0]["participant"], read["files"][0]["links"]) == (None, None)
    assert list(read["files"][1]["links"]) == ["2", "10"]
    assert [item["id"] for item in read["left_out"]] == ["P-1/contact2", "z"]
    assert list(read["left_out"][0]) == ["id", "field", "country", "reason"]
    assert read["failed"] == [{"participant": "P-2", "problems": ["too long"]}]


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    """In whatever order the jobs ended, and once more when read back."""
    a, b = made("TGO/a-pack-en.pdf"), made("CIV/b-pack-en.pdf")
    first, second = manifest(a, b), manifest(b, a)
    assert first.json_text() == second.json_text()
    (tmp_path / "manifest.json").write_text(first.json_text())
    again = read_manifest(tmp_path)
    assert again
    assert again.json_text() == first.json_text()


@pytest.mark.parametrize("text", ["", "{}", "[]", "\0", "{", '{"session": 1}', "null", "[" * 100_000])
def test_what_is_no_manifest_is_said_so(tmp_path: Path, text: str) -> None:
    """A broken or foreign manifest is wrong usage, not a traceback, and nothing is removed on its word."""
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(OutputError, match="move it away"):
        read_manifest(tmp_path)


def test_a_manifest_that_is_a_link_is_refused_and_none_is_none(tmp_path: Path) -> None:
    """A link could make us read anything."""
    assert read_manifest(tmp_path) is None
    (tmp_path / "manifest.json").symlink_to("/etc/hostname")
    with pytest.raises(OutputError, match="link"):
        read_manifest(tmp_path)


def test_another_sessions_folder_is_refused(tmp_path: Path) -> None:
    """A full build would remove the other session's packs: choose another folder."""
    with Output(tmp_path / "out") as output:
        output.finish(merge(None, manifest(), narrowed=False))
        assert output.previous("s-1") == manifest()
        with pytest.raises(OutputError, match="another session"):
            output.previous("s-2")


def test_a_full_build_removes_what_it_no_longer_makes(tmp_path: Path) -> None:
    """Files that the old manifest lists and the new does not go, with folders left empty; staff's own stay."""
    out = tmp_path / "out"
    with Output(out) as output:
        for path in ("TGO/a-pack-en.pdf", "TGO/b-pack-en.pdf", "CIV/c-pack-en.pdf", "TCD/d-pack-en.pdf"):
            output.write(path, b"x")
        output.write("TCD/mine.txt", b"x")
        old = manifest(
            *map(
                made,
                ("TGO/a-pack-en.pdf", "TGO/b-pack-en.pdf", "CIV/c-pack-en.pdf", "TCD/d-pack-en.pdf", "TCD/none.pdf"),
            )
        )
        removed = output.finish(merge(old, manifest(made("TGO/a-pack-en.pdf")), narrowed=False))
    assert removed == ("CIV/c-pack-en.pdf", "TCD/d-pack-en.pdf", "TGO/b-pack-en.pdf")
    assert names(out) == ["TCD", "TCD/mine.txt", "TGO", "TGO/a-pack-en.pdf", "manifest.json"]


def test_no_link_is_followed_to_remove(tmp_path: Path) -> None:
    """Neither a country folder nor a file that is a link leads the broom elsewhere."""
    out, outside = tmp_path / "out", tmp_path / "outside"
    outside.mkdir()
    (outside / "a-pack-en.pdf").write_text("mine")
    (out / "TGO").mkdir(parents=True)
    (out / "TGO/b-pack-en.pdf").symlink_to(outside / "a-pack-en.pdf")
    (out / "CIV").symlink_to(outside)
    with Output(out) as output:
        assert output.remove(["TGO/b-pack-en.pdf", "CIV/a-pack-en.pdf", "TGO/absent.pdf"]) == ()
    assert (outside / "a-pack-en.pdf").read_text() == "mine"


def item(id_: str, country: str | None, reason: str = "unconfirmed") -> LeftOutItem:
    """Return something left out."""
    return LeftOutItem(id=id_, country=country, reason=reason)


def test_a_narrowed_build_renews_its_own_entries() -> None:
    """Its files replace theirs; others, and the country's jobs, stay; nothing is stale."""
    old = manifest(
        made("TGO/a-1-pack-en.pdf"), made("TGO/packs.pdf"), made("CIV/b-1-pack-en.pdf"),
        left_out=(
            item("A-1/contact1", "TGO"), item("B-1/contact1", "CIV"), item("c-tgo", "TGO"), item("c-civ", "CIV"),
            item("fund", None),
        ),
        failed=(Failure(participant="A-1", problems=("x",)), Failure(participant="B-2", problems=("y",))),
    )  # fmt: skip
    new = manifest(made("TGO/a-1-pack-en.pdf", "changed"), left_out=(item("c-tgo2", "TGO"),))
    merged = merge(old, new, narrowed=True)
    assert merged.stale == ()
    assert [file.path for file in merged.manifest.files] == [
        "CIV/b-1-pack-en.pdf",
        "TGO/a-1-pack-en.pdf",
        "TGO/packs.pdf",
    ]
    assert merged.manifest.files[1].sha256 == new.files[0].sha256
    assert [each.id for each in merged.manifest.left_out] == ["B-1/contact1", "c-civ", "c-tgo2"]
    assert [each.participant for each in merged.manifest.failed] == ["B-2"]


def test_an_old_pack_does_not_outlive_its_failure() -> None:
    """Who was to get a new pack and did not, keeps no old one; their card, not asked for, stays."""
    old = manifest(made("TGO/a-1-pack-en.pdf"), made("TGO/a-1-card-en.pdf"))
    new = manifest(failed=(Failure(participant="A-1", problems=("too long",)),))
    merged = merge(old, new, narrowed=True, intended=frozenset({"TGO/a-1-pack-en.pdf"}))
    assert merged.stale == ("TGO/a-1-pack-en.pdf",)
    assert [file.path for file in merged.manifest.files] == ["TGO/a-1-card-en.pdf"]
    assert [each.participant for each in merged.manifest.failed] == ["A-1"]


def test_who_must_be_printed_again() -> None:
    """A pack or card whose bytes differ, that is new, or that is gone; country jobs are not a person's."""
    old = manifest(*map(made, ("TGO/a-pack-en.pdf", "TGO/a-card-en.pdf", "TGO/b-pack-en.pdf", "TGO/packs.pdf")))
    new = manifest(
        made("TGO/a-pack-en.pdf", "y"), made("TGO/a-card-en.pdf"), made("TGO/c-card-en.pdf"), made("TGO/packs.pdf", "y")
    )
    assert changed(old, new) == (
        Reprint("A", FileKind.PACK, Change.CHANGED),
        Reprint("B", FileKind.PACK, Change.GONE),
        Reprint("C", FileKind.CARD, Change.NEW),
    )
    assert changed(None, new) == ()
    assert changed(new, new) == ()


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    """As any other folder that cannot be made."""
    with pytest.raises(MachineError, match="cannot be written"), Output(tmp_path / ("x" * 300)):
        pass


def test_a_folder_that_takes_no_file_is_found_out_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the work, not after it; and another build may use the folder afterwards."""

    def fail(*_: Any, **__: Any) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    (tmp_path / "out").mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail)
        with pytest.raises(MachineError, match="cannot be written"), Output(tmp_path / "out"):
            pass
    with Output(tmp_path / "out"):
        assert names(tmp_path / "out") == []


def test_files_that_are_taken_away_meanwhile_are_missed(tmp_path: Path) -> None:
    """The manifest promises what is there, or is not written."""
    with Output(tmp_path / "out") as output:
        output.write("TGO/a.pdf", b"x")
        (tmp_path / "out/TGO/a.pdf").unlink()
        with pytest.raises(MachineError, match="taken away"):
            output.finish(merge(None, manifest(made("TGO/a.pdf")), narrowed=False))
    assert names(tmp_path / "out") == ["TGO"]


def test_a_manifest_lists_pdfs_alone(tmp_path: Path) -> None:
    """One that lists anything else is not ours, and nothing is removed for its sake."""
    (tmp_path / "session.yaml").write_text("precious")
    entry = {"path": "session.yaml", "sha256": "0" * 64, "pages": 1, "kind": "pack"}
    (tmp_path / "manifest.json").write_text(json.dumps({"session": "s-1", "as_of": "2026-11-22", "files": [entry]}))
    with pytest.raises(OutputError):
        read_manifest(tmp_path)


# One build takes the place of another


def staged(out: Path, *, stale: tuple[str, ...] = ()) -> Output:
    """Return a folder, entered, with a file of the last build and two of the next under work."""
    with Output(out) as output:
        output.stage("TGO/a-pack-en.pdf", b"old")
        output.stage("TGO/c-pack-en.pdf", b"gone")
        old = manifest(made("TGO/a-pack-en.pdf", "old"), made("TGO/c-pack-en.pdf", "gone"))
        output.finish(merge(None, old, narrowed=False))
    output = Output(out).__enter__()
    output.stage("TGO/a-pack-en.pdf", b"new")
    output.stage("CIV/b-pack-en.pdf", b"new")
    return output


NEXT = manifest(made("TGO/a-pack-en.pdf", "new"), made("CIV/b-pack-en.pdf", "new"))
LAST = ["TGO", "TGO/a-pack-en.pdf", "TGO/c-pack-en.pdf", "manifest.json"]


def test_until_it_is_finished_the_last_build_stands(tmp_path: Path) -> None:
    """What is new can be read where it is, hidden; if it comes to nothing, it goes with the folders made for it."""
    output = staged(tmp_path)
    assert (tmp_path / "TGO/a-pack-en.pdf").read_bytes() == b"old"
    assert output.where("TGO/a-pack-en.pdf").read_bytes() == b"new"
    assert output.where("TGO/a-pack-en.pdf").name.startswith(".pressroom-")
    output.__exit__(None, None, None)
    assert names(tmp_path) == LAST
    assert (tmp_path / "TGO/a-pack-en.pdf").read_bytes() == b"old"


def test_when_it_is_finished_all_is_new(tmp_path: Path) -> None:
    """New files, no stale one, the manifest that lists them, and nothing hidden."""
    output = staged(tmp_path)
    assert output.finish(merge(read_manifest(tmp_path), NEXT, narrowed=False)) == ("TGO/c-pack-en.pdf",)
    output.__exit__(None, None, None)
    assert names(tmp_path) == ["CIV", "CIV/b-pack-en.pdf", "TGO", "TGO/a-pack-en.pdf", "manifest.json"]
    assert (tmp_path / "TGO/a-pack-en.pdf").read_bytes() == b"new"
    assert read_manifest(tmp_path) == NEXT.ordered()


@pytest.mark.parametrize("step", [0, 1, 2])
@pytest.mark.parametrize("how", ["killed", "interrupted"])
def test_a_run_that_ends_between_two_builds_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, how: str
) -> None:
    """Killed after so many names were given, it is the next run's to finish; interrupted, its own."""
    output, given = staged(tmp_path), move

    def fail(hidden: Path, target: Path) -> None:
        nonlocal step
        step -= 1
        if step < 0:
            raise KeyboardInterrupt
        given(hidden, target)

    with monkeypatch.context() as patched:
        patched.setattr("pressroom.deliver.commit.move", fail)
        with pytest.raises(KeyboardInterrupt):
            output.finish(merge(read_manifest(tmp_path), NEXT, narrowed=False))
    assert read_manifest(tmp_path) != NEXT.ordered()
    if how == "killed":
        output._hold.__exit__(None, None, None)
        with Output(tmp_path):
            pass
    else:
        output.__exit__(None, None, None)
    assert names(tmp_path) == ["CIV", "CIV/b-pack-en.pdf", "TGO", "TGO/a-pack-en.pdf", "manifest.json"]
    assert read_manifest(tmp_path) == NEXT.ordered()
    assert (tmp_path / "TGO/a-pack-en.pdf").read_bytes() == b"new"


@pytest.mark.slow
def test_a_long_record_is_gone_by(tmp_path: Path) -> None:
    """A run that is killed while it changes the places of tens of thousands of files is finished by the next."""
    output = staged(tmp_path)
    moves = tuple((hidden, path) for path, hidden in output._staged.items())
    stale = ("TGO/c-pack-en.pdf", *(f"TGO/{number:0170}-pack-en.pdf" for number in range(60_000)))
    commits.write_down(tmp_path, commits.Commit(moves=moves, stale=stale))
    assert (tmp_path / commits.JOURNAL).stat().st_size > 10_000_000
    output._hold.__exit__(None, None, None)
    with Output(tmp_path):
        pass
    assert names(tmp_path) == ["CIV", "CIV/b-pack-en.pdf", "TGO", "TGO/a-pack-en.pdf", "manifest.json"]
    assert (tmp_path / "TGO/a-pack-en.pdf").read_bytes() == b"new"


@pytest.mark.slow
def test_a_long_manifest_comes_back(tmp_path: Path) -> None:
    """What a build lists that is for thousands of people is what the next one reads."""
    links = {str(page): (f"https://example.org/{page:0130}",) * 4 for page in range(1, 45)}
    files = [made(f"TGO/p-{number:05}-pack-en.pdf", links=links) for number in range(1_800)]
    written = manifest(*files)
    with Output(tmp_path) as output:
        output.finish(merge(None, written, narrowed=False))
        assert (tmp_path / "manifest.json").stat().st_size > 50_000_000
        assert output.previous("s-1") == written.ordered()


@pytest.mark.parametrize("what", ["manifest", "record"])
def test_what_could_not_be_read_again_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """A list that is longer than one that is read ends the run in words, and the last build stands."""
    output = staged(tmp_path)
    before = read_manifest(tmp_path)
    text = NEXT.json_text()
    monkeypatch.setattr(
        *((manifests, "MAX_BYTES", len(text) - 1) if what == "manifest" else (commits, "MAX_BYTES", 20))
    )
    with pytest.raises(MachineError, match="several workspaces" if what == "manifest" else "another folder"):
        output.finish(merge(before, NEXT, narrowed=False))
    output.__exit__(None, None, None)
    monkeypatch.undo()
    assert names(tmp_path) == LAST
    assert read_manifest(tmp_path) == before


@pytest.mark.parametrize("record", [
    "", "{", "[]", '{"moves": [["../.pressroom-0123456789abcdef", "TGO/a.pdf"]]}',
    '{"moves": [["notes.txt", "TGO/a.pdf"]]}', '{"moves": [[".pressroom-0123456789abcdef", "../a.pdf"]]}',
    '{"moves": [], "stale": ["../notes.txt"]}', '{"moves": [], "stale": ["notes.txt"]}',
])  # fmt: skip
def test_a_record_that_is_none_of_ours_moves_nothing(tmp_path: Path, record: str) -> None:
    """It is removed, as any leftover.

    No path in it leads out; none takes a file that is not under work, or removes one that no build makes.
    """
    out = tmp_path / "out"
    out.mkdir()
    for path in (tmp_path / "notes.txt", out / "notes.txt"):
        path.write_text("mine")
    (out / ".pressroom-commit").write_text(record)
    with Output(out):
        pass
    assert names(tmp_path) == ["notes.txt", "out", "out/notes.txt"]


def test_a_folder_that_has_another_in_its_place_gets_nothing(tmp_path: Path) -> None:
    """A disk that was taken off leaves an empty folder where it was: the packs do not go there."""
    with Output(tmp_path / "out") as output:
        output.stage("TGO/a.pdf", b"x")
        (tmp_path / "out").rename(tmp_path / "moved")
        (tmp_path / "out").mkdir()
        with pytest.raises(MachineError, match="taken away"):
            output.stage("TGO/b.pdf", b"x")
        with pytest.raises(MachineError, match="taken away"):
            output.finish(merge(None, manifest(), narrowed=False))
    assert [name for name in names(tmp_path) if name.count("/") > 1 or "pressroom" in name] == []
    assert names(tmp_path / "out") == []


def test_a_file_that_goes_in_the_middle_of_the_change_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody hears that all was made where a file under work is gone: it is not taken for one that has its name."""
    output, given = staged(tmp_path), move

    def late(hidden: Path, target: Path) -> None:
        hidden.unlink()
        given(hidden, target)

    with monkeypatch.context() as patched:
        patched.setattr("pressroom.deliver.commit.move", late)
        with pytest.raises(MachineError, match="build again, and the rest takes its place"):
            output.finish(merge(read_manifest(tmp_path), NEXT, narrowed=False))
    output.__exit__(None, None, None)


def test_kept_files_that_are_taken_away_meanwhile_are_missed(tmp_path: Path) -> None:
    """As those that were written: the manifest promises what is there."""
    staged(tmp_path).__exit__(None, None, None)
    with Output(tmp_path) as output:
        output.keep(["TGO/a-pack-en.pdf"])
        (tmp_path / "TGO/a-pack-en.pdf").unlink()
        with pytest.raises(MachineError, match="taken away"):
            output.finish(merge(None, manifest(made("TGO/a-pack-en.pdf", "old")), narrowed=False))


def test_a_link_is_neither_kept_nor_followed(tmp_path: Path) -> None:
    """What stands at a kept file's place leads elsewhere: that is refused, and nothing there is changed."""
    staged(tmp_path / "out").__exit__(None, None, None)
    other = tmp_path / "other"
    other.write_text("mine")
    other.chmod(0o644)
    (tmp_path / "out/TGO/a-pack-en.pdf").unlink()
    (tmp_path / "out/TGO/a-pack-en.pdf").symlink_to(other)
    with Output(tmp_path / "out") as output, pytest.raises(OutputError, match="is a link"):
        output.keep(["TGO/a-pack-en.pdf"])
    narrow(tmp_path / "out/TGO/a-pack-en.pdf")
    assert mode(other) == 0o644


def test_in_a_folder_of_staffs_a_build_keeps_its_record(tmp_path: Path) -> None:
    """What sweeps the workspace's own folder leaves alone what builds in folders below it have under work."""
    (tmp_path / "out").mkdir()
    staying = [tmp_path / ".pressroom-commit", tmp_path / "out/.pressroom-0123456789abcdef", tmp_path / ".pressroom-x"]
    for path in (*staying, tmp_path / ".pressroom-0123456789abcdef"):
        path.write_text("x")
    remove_hidden(tmp_path)
    assert names(tmp_path) == sorted(["out", *(str(path.relative_to(tmp_path)) for path in staying)])


def test_a_folder_that_goes_in_the_middle_of_the_change_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody hears that all was made; wherever the folder comes back, the next run finishes what was begun."""
    output = staged(tmp_path / "out")
    carry_out = commits.carry_out

    def late(folder: Path, commit: commits.Commit, *, begun: bool = False) -> tuple[str, ...]:
        if folder.exists():
            folder.rename(tmp_path / "moved")
        return carry_out(folder, commit, begun=begun)

    with monkeypatch.context() as patched:
        patched.setattr(commits, "carry_out", late)
        with pytest.raises(MachineError, match="taken away"):
            output.finish(
                merge(
                    None, manifest(made("TGO/a-pack-en.pdf", "new"), made("CIV/b-pack-en.pdf", "new")), narrowed=False
                )
            )
        output.__exit__(None, None, None)
    assert not (tmp_path / "out").exists()
    with Output(tmp_path / "moved"):
        pass
    assert (tmp_path / "moved/TGO/a-pack-en.pdf").read_bytes() == b"new"
    assert (tmp_path / "moved/CIV/b-pack-en.pdf").read_bytes() == b"new"


@pytest.mark.parametrize("path", ["TGO/b.pdf", "b.pdf"])
@pytest.mark.parametrize("put", [Output.stage, Output.write])
def test_a_folder_that_goes_at_the_last_moment_is_not_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, put: Callable[[Output, str, bytes], str], path: str
) -> None:
    """Between a look at the stick and the next file it may be pulled out: the file does not go to the disk under it."""
    out = tmp_path / "out"

    def looked(_: Hold) -> None:
        out.rmdir()

    with Output(out) as output:
        monkeypatch.setattr(Hold, "require_same", looked)
        with pytest.raises(MachineError, match="No such file"):
            put(output, path, b"x")
    assert names(tmp_path) == []


@pytest.mark.parametrize(("inside", "narrowed"), [("nothing", True), ("a build", True), ("notes.txt", False)])
def test_a_folder_of_ours_is_closed_to_others(tmp_path: Path, inside: str, narrowed: bool) -> None:
    """An empty one or one with a build, and each country's; a folder of staff's other files stays as they have it."""
    out = tmp_path / "out"
    (out / "TGO").mkdir(parents=True)
    if inside == "nothing":
        (out / "TGO").rmdir()
    else:
        (out / ("manifest.json" if inside == "a build" else inside)).write_text(manifest().json_text())
        (out / "TGO").chmod(0o755)
    out.chmod(0o755)
    with Output(out) as output:
        output.stage("TGO/a.pdf", b"x")
        assert mode(out) == (0o700 if narrowed else 0o755)
        assert mode(out / "TGO") == 0o700
        assert mode(output.where("TGO/a.pdf")) == 0o600
