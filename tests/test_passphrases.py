"""Passphrases: six words by chance of a published list, in a file that staff can read and nobody else."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from pressroom.deliver import OutputError, passphrases
from pressroom.deliver.passphrases import (
    STAFF,
    keep_passphrases,
    new_passphrase,
    read_passphrases,
    short_words,
    word_list,
)
from pressroom.paths import shipped
from pressroom.problems import MachineError
from tests.program.making import umask


def test_the_list_is_effs_and_says_so() -> None:
    """7,776 different words, five dice each, with the name of their maker and their licence above them."""
    words = word_list()
    assert len(words) == len(set(words)) == 6**5
    assert all(re.fullmatch("[a-z-]{3,9}", word) for word in words)
    head = shipped("packs", "words", "eff-large.txt").read_text(encoding="utf-8").split(words[0])[0]
    assert "Electronic Frontier Foundation" in head
    assert "https://creativecommons.org/licenses/by/3.0/us/" in head


def test_six_words_and_no_two_alike() -> None:
    """Six words of the list, one space between two, 32 characters at most; a thousand of them use no word often."""
    made = [new_passphrase() for _ in range(1000)]
    words = [word for passphrase in made for word in passphrase.split(" ")]
    assert len(set(made)) == 1000
    assert len(words) == 6000
    assert set(words) <= set(word_list())
    assert max(Counter(words).values()) < 30
    assert max(map(len, made)) <= 32
    assert len(short_words()) ** 6 * 0.486 > 2**62


def test_the_file_is_for_people_and_for_the_program(tmp_path: Path) -> None:
    """A line for each code as it was typed, and one for staff; the reader finds the same in it."""
    path = tmp_path / "words.txt"
    found, added = keep_passphrases(path, "small", ["P-1", "q-2"])
    assert added == 3
    assert read_passphrases(path) == found
    rows = [line.split() for line in path.read_text().splitlines() if line and not line.startswith("#")]
    assert {code: " ".join(words) for code, *words in rows} == dict(found.by_code)
    assert sorted(found.by_code) == ["P-1", "q-2", STAFF]
    assert found.of("p-1") == found.by_code["P-1"]
    assert found.of(None) == found.by_code[STAFF]


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    """0600 whatever the umask, and nothing half-written beside it."""
    with umask(0):
        keep_passphrases(tmp_path / "words.txt", "small", ["P-1"])
    assert [(path.name, path.stat().st_mode & 0o777) for path in tmp_path.iterdir()] == [("words.txt", 0o600)]


def test_words_that_people_know_stay(tmp_path: Path) -> None:
    """Whoever has a passphrase keeps it, also when they are not in this build; only who is new gets one."""
    path = tmp_path / "words.txt"
    first, _ = keep_passphrases(path, "small", ["P-1", "P-2"])
    before = path.read_bytes()
    assert keep_passphrases(path, "small", ["p-1"]) == (first, 0)
    assert path.read_bytes() == before
    second, added = keep_passphrases(path, "small", ["P-3"])
    assert added == 1
    assert first.by_code.items() < second.by_code.items()
    assert read_passphrases(path) == second


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:0],
        lambda text: f"my shopping list\n{text}",
        lambda text: text.replace("# pressroom", "# pressrum", 1),
        lambda text: f"{text}P-9  one two three\n",
        lambda text: re.sub(r"(?m)^(staff +)\S+", r"\1zzzzqx", text),
        lambda text: re.sub(r"(?m)^staff .*\n", "", text),
        lambda text: text + "".join(line for line in text.splitlines(keepends=True) if line.startswith("P-1")),
        lambda text: text + "x" * 1_000_001,
    ],
)
def test_a_file_that_is_not_ours_is_left_alone(tmp_path: Path, change: object) -> None:
    """What the program did not write as a whole is refused, without a word of it, and stays as it is.

    The refusal is the same for other words: one of them may be a word that it has anyway.
    """
    path, said = tmp_path / "words.txt", set()
    for _ in range(2):
        path.unlink(missing_ok=True)
        keep_passphrases(path, "small", ["P-1"])
        path.write_text(change(path.read_text()))  # type: ignore[operator]
        before = path.read_bytes()
        with pytest.raises(OutputError, match="not a file of passphrases") as caught:
            keep_passphrases(path, "small", ["P-1"])
        assert path.read_bytes() == before
        said.add(str(caught.value))
    assert len(said) == 1


def test_the_words_of_many_are_read_again(tmp_path: Path) -> None:
    """Twenty thousand people have more words than a megabyte, and keep them."""
    path, codes = tmp_path / "words.txt", [f"SPECIMEN-{number:015}" for number in range(20_000)]
    found, _ = keep_passphrases(path, "small", codes)
    assert path.stat().st_size > 1_000_000
    assert keep_passphrases(path, "small", codes) == (found, 0)


def test_a_full_file_takes_nobody_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be read again is not written: the file stays as it is, and another is asked for."""
    path = tmp_path / "words.txt"
    found, _ = keep_passphrases(path, "small", ["P-1"])
    monkeypatch.setattr(passphrases, "MAX_BYTES", path.stat().st_size)
    with pytest.raises(OutputError, match="no room for so many new people: name another file"):
        keep_passphrases(path, "small", ["P-2"])
    assert read_passphrases(path) == found


def test_a_file_from_windows_is_read(tmp_path: Path) -> None:
    """Line ends of another system change nothing."""
    path = tmp_path / "words.txt"
    found, _ = keep_passphrases(path, "small", ["P-1"])
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_passphrases(path) == found


def test_each_session_has_its_own(tmp_path: Path) -> None:
    """The code of one meeting may be another person's in the next: words are never carried over."""
    keep_passphrases(tmp_path / "words.txt", "small", ["P-1"])
    with pytest.raises(OutputError, match="another session"):
        keep_passphrases(tmp_path / "words.txt", "other", ["P-1"])


@pytest.mark.parametrize("what", ["link", "dangling", "folder", "no folder"])
def test_words_are_written_nowhere_else(tmp_path: Path, what: str) -> None:
    """Not through a link, not in the place of a folder, not into a folder that nobody made."""
    path, elsewhere = tmp_path / "words.txt", tmp_path / "elsewhere.txt"
    if what == "folder":
        path.mkdir()
    elif what == "no folder":
        path = tmp_path / "none" / "words.txt"
    else:
        path.symlink_to(elsewhere)
        if what == "link":
            elsewhere.write_text("mine\n")
    with pytest.raises(OutputError):
        keep_passphrases(path, "small", ["P-1"])
    assert not elsewhere.exists() or elsewhere.read_text() == "mine\n"
    assert not (tmp_path / "none").exists()


def test_a_folder_that_goes_meanwhile_is_not_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stick that is pulled out: the words do not go to the disk on which it was mounted."""
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(passphrases, "read_passphrases", lambda _: stick.rmdir())
    with pytest.raises(MachineError, match="No such file"):
        keep_passphrases(stick / "words.txt", "small", ["P-1"])
    assert not stick.exists()


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    """Passphrases under a hidden name do not stay behind; a file of somebody else's does."""
    (tmp_path / ".pressroom-0123456789abcdef").write_text("half a file of words")
    (tmp_path / ".pressroom-notes").write_text("somebody's")
    keep_passphrases(tmp_path / "words.txt", "small", ["P-1"])
    assert sorted(path.name for path in tmp_path.iterdir()) == [".pressroom-notes", "words.txt"]


def test_python_shows_no_words(tmp_path: Path) -> None:
    """A traceback or a log that shows the object shows no passphrase."""
    found, _ = keep_passphrases(tmp_path / "words.txt", "small", ["P-1"])
    assert not any(words in f"{found!r} {found}" for words in found.by_code.values())


def test_the_likeliest_words_come_first(tmp_path: Path) -> None:
    """A file of `p-12` is tried with the words of P-12 before those of P-1, then with staff's; each is tried once."""
    found, _ = keep_passphrases(tmp_path / "words.txt", "small", ["P-1", "P-12", "P-3"])
    order = list(found.likely("p-12-pack-en.pdf"))
    assert order[:2] == [found.of("P-12"), found.of(None)]
    assert sorted(order) == sorted(found.by_code.values())
    assert next(found.likely("packs.pdf")) == found.of(None)
