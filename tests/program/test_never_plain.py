"""What is encrypted is never written in plain, not for a moment: each byte that a run hands to the system is seen."""

from __future__ import annotations

import contextlib
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pressroom.age import VARIABLE, load_keys
from pressroom.deliver import read_passphrases
from pressroom.protect import write_new_key
from tests.program.making import AS_OF, Run, generate, press, workspace
from tests.program.reading import needs
from tests.program.tracing import PEOPLE, SECRETS, isolated

CALLS = "write,pwrite64,writev,pwritev,pwritev2"
COPIES = "sendfile,splice,copy_file_range,vmsplice"
_LINE = re.compile(r"^\d+ +(\w+)\((\d+)<([^>]*)>, (.*)$", re.MULTILINE)
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')


def written(folder: Path, *arguments: str | Path, **env: str) -> tuple[Run, dict[str, bytes]]:
    """Run the program under strace; return the run, and all that was written to each file, in its order.

    Pipes and terminals are left out: the run itself holds what was said there.
    """
    log = folder / "calls"
    trace = [needs("strace"), "-f", "-qq", "-y", "-xx", "-s", "100000000", "-e", f"trace={CALLS},{COPIES}"]
    run = generate(*arguments, before=[*trace, "-o", str(log)], cwd=folder, **isolated(folder), **env)
    found: dict[str, bytes] = {}
    for call, _, name, rest in _LINE.findall(log.read_text(errors="replace")):
        path = bytes.fromhex(name.replace("\\x", "")).decode() if name.startswith("\\x") else name
        if path.startswith("/") and not path.startswith("/dev/"):
            assert call in CALLS.split(","), f"{path}: {call} copies what nobody sees"
            for text, cut in _TEXT.findall(rest):
                assert not cut
                found[path] = found.get(path, b"") + bytes.fromhex(text.replace("\\x", ""))
    log.unlink()
    return run, found


def forms(data: bytes) -> Iterator[bytes]:
    """Yield data, and what in it can be unpacked."""
    yield data
    for mark in re.finditer(rb"x[\x01\x5e\x9c\xda]", data):
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj().decompress(data[mark.start() : mark.start() + 1_000_000])


def holding(files: dict[str, bytes], texts: list[str]) -> list[tuple[str, str]]:
    """Return which of the files that were written hold one of the texts, packed or not, in whichever encoding."""
    searched = [(path, form) for path, data in files.items() for form in forms(data)]
    return [
        (path, text)
        for path, form in searched
        for text in texts
        if any(text.encode(encoding) in form for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
    ]


def plain_pdfs(files: dict[str, bytes]) -> list[str]:
    """Return the files that are PDFs and not encrypted: their text is packed, and could hold anything."""
    return [path for path, data in files.items() if b"%PDF-" in data[:1024] and b"/Encrypt " not in data]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A workspace with canaries in it."""
    return workspace(tmp_path / "desk", PEOPLE[:2])


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A key file, made up."""
    write_new_key(tmp_path / "my.key")
    return tmp_path / "my.key"


def protected(desk: Path, key: Path) -> Path:
    """Return the workspace, encrypted."""
    done = press("protect", desk, "--recipient", load_keys(key).recipients()[0], "--identity", key)
    assert done.code == 0, done.err
    return desk


@pytest.mark.slow
def test_an_encrypted_build_of_an_encrypted_workspace(desk: Path, key: Path, tmp_path: Path) -> None:
    """From encrypted table to encrypted pack, print jobs among them: no private word, no plain PDF, no stray words."""
    protected(desk, key)
    (tmp_path / "safe").mkdir(mode=0o700)
    file, out = tmp_path / "safe" / "words.txt", tmp_path / "out"
    options: list[str | Path] = ["--out", out, "--as-of", AS_OF, "--jobs", "1", "--encrypt", "--passphrases", file]
    done, files = written(tmp_path, "build", desk, *options, **{VARIABLE: str(key)})
    assert done.code == 0, done.err
    pdfs = [path for path, data in files.items() if data.startswith(b"%PDF-")]
    assert len(pdfs) >= 7, "packs, cards, print jobs and the list were seen"
    assert plain_pdfs(files) == []
    assert holding(files, SECRETS) == []
    words = read_passphrases(file)
    assert words
    found = holding(files, list(words.by_code.values()))
    assert {str(Path(path).parent) for path, _ in found} == {str(file.parent)}
    assert not any(secret in done.said for secret in [*SECRETS, *words.by_code.values()])


@pytest.mark.slow
def test_a_plain_build_would_be_seen(desk: Path, tmp_path: Path) -> None:
    """The same look finds the plain PDFs of a build that does not encrypt."""
    done, files = written(tmp_path, "build", desk, "--out", tmp_path / "out", "--as-of", AS_OF, "--only", "cards")
    assert done.code == 0, done.err
    assert len(plain_pdfs(files)) == 2


def test_protect_writes_nothing_plain(desk: Path, key: Path, tmp_path: Path) -> None:
    """Neither under a hidden name nor beside; ``--undo`` does, which shows that it would be seen."""
    public = load_keys(key).recipients()[0]
    done, files = written(tmp_path, "protect", desk, "--recipient", public, "--identity", key)
    assert done.code == 0, done.err
    assert sum(data.startswith(b"age-encryption.org/v1\n") for data in files.values()) >= 2
    assert holding(files, SECRETS) == []
    done, files = written(tmp_path, "protect", desk, "--undo", "--identity", key, "--file", "participants.csv")
    assert done.code == 0, done.err
    assert holding(files, SECRETS) != []


@pytest.mark.parametrize("command", ["check", "confirm", "sheets"])
def test_reading_writes_nothing_plain(desk: Path, key: Path, tmp_path: Path, command: str) -> None:
    """A workspace is decrypted in memory."""
    done, files = written(tmp_path, command, protected(desk, key), "--identity", key)
    assert done.code == 0, done.err
    assert holding(files, SECRETS) == []


def test_a_confirmation_is_never_written_plain(desk: Path, key: Path, tmp_path: Path) -> None:
    """Who tried a number goes into the encrypted file alone."""
    arguments: list[str | Path] = ["fld", "phone", "--by", "Canarya Confirmelle", "--identity", key]
    done, files = written(tmp_path, "confirm", protected(desk, key), *arguments)
    assert done.code == 0, done.err
    assert holding(files, [*SECRETS, "Confirmelle", "fld"]) == []
    assert b"Confirmelle" in load_keys(key).open((desk / "confirmations.yaml.age").read_bytes())
