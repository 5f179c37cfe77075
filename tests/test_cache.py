"""The cache of shared parts: whole or not there, private, and never a reason for a run to end."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pressroom.cache import Cache, default_folder
from pressroom.problems import MachineError

KEY, OTHER = "a" * 64, "b" * 64
ABOUT = {"pages": 2, "qr": [["https://example.org"], []]}
PART = b"%PDF-1.7 and so on" * 50


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one part in it."""
    Cache(tmp_path / "cache").put(KEY, ABOUT, PART)
    return tmp_path / "cache"


def only_file(folder: Path) -> Path:
    """Return the one file of a folder."""
    (path,) = folder.iterdir()
    return path


def test_what_is_kept_comes_back(folder: Path) -> None:
    """A part comes back as it was, with what is said of it; under another key there is none."""
    assert Cache(folder).get(KEY) == (ABOUT, PART)
    assert Cache(folder).get(OTHER) is None


@pytest.mark.parametrize("share", [0.0, 0.02, 0.1, 0.5, 0.999])
def test_one_changed_byte_makes_it_anew(folder: Path, share: float) -> None:
    """A damaged part is no part, wherever the damage is."""
    path = only_file(folder)
    data = bytearray(path.read_bytes())
    data[int(len(data) * share)] ^= 1
    path.write_bytes(data)
    assert Cache(folder).get(KEY) is None


@pytest.mark.parametrize("length", [0, 1, 30, 60, 61, 100, -1])
def test_a_half_written_part_is_none(folder: Path, length: int) -> None:
    """A file that ends early, at whatever byte, is not taken for a part."""
    path = only_file(folder)
    path.write_bytes(path.read_bytes()[:length])
    assert Cache(folder).get(KEY) is None


def test_a_part_under_anothers_name_is_none(folder: Path) -> None:
    """A whole file that was given another key's name does not stand for that key."""
    path = only_file(folder)
    path.rename(path.with_name(f"{OTHER}.part"))
    assert Cache(folder).get(OTHER) is None


def test_anew_reads_nothing_and_keeps_the_new(folder: Path) -> None:
    """What was kept is not asked; what is made takes its place."""
    cache = Cache(folder, anew=True)
    assert cache.get(KEY) is None
    cache.put(KEY, ABOUT, b"new")
    assert Cache(folder).get(KEY) == (ABOUT, b"new")


def test_it_is_for_the_owner_alone(folder: Path) -> None:
    """Whatever the umask, nobody else can read or change what is kept."""
    assert folder.stat().st_mode & 0o077 == 0
    assert only_file(folder).stat().st_mode & 0o077 == 0


def test_a_folder_that_others_can_write_to_is_not_trusted(folder: Path) -> None:
    """What somebody else could have put there would be printed: nothing is read, and nothing is written."""
    folder.chmod(0o770)
    cache = Cache(folder)
    cache.put(OTHER, ABOUT, PART)
    assert (cache.get(KEY), cache.get(OTHER)) == (None, None)
    assert len(list(folder.iterdir())) == 1


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    """A link in the place of a part, or of the folder, is none of ours."""
    path = only_file(folder)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert Cache(folder).get(KEY) is None
    (tmp_path / "link").symlink_to(folder)
    assert Cache(tmp_path / "link").get(KEY) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    """To read what nobody writes would last for ever."""
    path = only_file(folder)
    path.unlink()
    os.mkfifo(path, 0o600)
    assert Cache(folder).get(KEY) is None


@pytest.mark.parametrize("kind", ["file", "read-only"])
def test_a_place_that_cannot_be_used_ends_nothing(tmp_path: Path, kind: str) -> None:
    """Where there is a file instead of a folder, or nothing can be made, parts are made anew each time."""
    place = tmp_path / "place"
    if kind == "file":
        place.write_text("a file")
    else:
        place.mkdir(mode=0o500)
    cache = Cache(place / "cache" if kind == "read-only" else place)
    if kind == "read-only" and os.geteuid() == 0:
        pytest.skip("nothing is read-only for this user")
    cache.put(KEY, ABOUT, PART)
    assert cache.get(KEY) is None
    cache.tidy()
    assert cache.clear() == 0


def test_the_longest_unused_go_first(tmp_path: Path) -> None:
    """Parts that were used lately stay, up to the most that is kept; what was half-written goes."""
    cache = Cache(tmp_path)
    for number, key in enumerate(("a", "b", "c")):
        cache.put(key * 64, {}, bytes(1000))
        os.utime(tmp_path / f"{key * 64}.part", (number + 1, number + 1))
    (tmp_path / f".{'0' * 16}").write_bytes(b"half")
    assert cache.get("a" * 64) is not None  # used now
    cache.tidy(2500)
    assert sorted(path.name[0] for path in tmp_path.iterdir()) == ["a", "c"]


def test_a_clock_that_jumps_takes_nothing_away(folder: Path) -> None:
    """A part from the future, as it looks after a clock was set back, is read and kept as any other."""
    os.utime(only_file(folder), (4e9, 4e9))
    cache = Cache(folder)
    cache.tidy()
    assert cache.get(KEY) == (ABOUT, PART)


@pytest.mark.parametrize("name", ["notes.txt", "film.mkv.part", ".gitignore_global"])
def test_clearing_takes_our_files_alone(folder: Path, name: str) -> None:
    """Somebody else's file in the folder stays, also one that is called nearly as ours are."""
    (folder / name).write_text("mine")
    Cache(folder).tidy()
    assert Cache(folder).clear() == 1
    assert only_file(folder).name == name


def test_nothing_is_removed_through_a_link(folder: Path, tmp_path: Path) -> None:
    """What is not read there is not removed there: the folder that a link leads to is somebody else's."""
    (tmp_path / "link").symlink_to(folder)
    cache = Cache(tmp_path / "link")
    cache.tidy(0)
    assert cache.clear() == 0
    assert Cache(folder).get(KEY) is not None


def test_what_cannot_be_removed_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is told that the cache is clear when it is not."""

    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(MachineError, match="1 shared parts cannot be removed"):
        Cache(folder).clear()


def test_the_folder_is_the_systems_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It stands where the XDG Base Directory Specification says; a relative path is ignored, as that asks."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "x"))
    assert default_folder() == tmp_path / "x" / "pressroom"
    monkeypatch.setenv("XDG_CACHE_HOME", "x")
    assert default_folder() == tmp_path / ".cache" / "pressroom"
