"""``protect``: a workspace encrypted in place, without a moment in which something could be lost, and back again."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from pressroom import protect
from pressroom.age import SUFFIX, VARIABLE, encrypt, load_keys, new_key
from pressroom.read.source import MAX_BINARY_BYTES
from pressroom.read.workspace import read_workspace
from tests.program.making import GENERATE, Run, contact, press, section, umask, workspace
from tests.read.conftest import TODAY
from tests.read.test_encrypted import EVERYTHING, LOGO

PEOPLE = ({"code": "P-1", "country": "TGO", **contact(1, "Canarya Zuvelline")},)
CONFIRMED = ["--by", "Wexmorra Quillane", "--on", "2026-11-01", "--how", "called"]


@pytest.fixture(autouse=True)
def _no_key_of_the_tester(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A workspace with one of every kind of file."""
    files = {name: content for name, content in EVERYTHING.items() if name != "countries/TGO.yaml"}
    return workspace(tmp_path / "desk", PEOPLE, files={**files, "countries/ISL.yaml": "notes: x\n"})


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """A key file, made up."""
    path = tmp_path / "my.key"
    protect.write_new_key(path)
    return path


def content(folder: Path) -> Mapping[str, bytes]:
    """Return the files of a folder but the recipients', by their paths in it."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name != "recipients.txt"}


def public(key: Path) -> str:
    """Return a key file's public key."""
    return load_keys(key).recipients()[0]


def test_everything_that_is_read_is_encrypted(desk: Path, key: Path) -> None:
    """Each file becomes NAME.age, for its owner alone, none of it plain; with the key it reads as before."""
    before = content(desk)
    with umask(0):
        done = press("protect", desk, "--recipient", public(key), "--identity", key)
    assert done.code == 0, done.err
    assert f"{len(before)} files encrypted for 1 public key" in done.err
    assert content(desk).keys() == {f"{name}{SUFFIX}" for name in before}
    keys = load_keys(key)
    assert {name: keys.open(data) for name, data in content(desk).items()} == {
        f"{name}{SUFFIX}": data for name, data in before.items()
    }
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in desk.rglob("*") if path.is_file())
    assert not [name for name, data in content(desk).items() if b"Canarya" in data]
    read, findings = read_workspace(desk, TODAY, keys=keys)
    assert not findings.errors
    assert read


def test_and_back_again(desk: Path, key: Path) -> None:
    """``--undo`` gives the very bytes back, for the owner alone; then all can be encrypted for the same again."""
    before = content(desk)
    assert press("protect", desk, "--recipient", public(key), "--identity", key).code == 0
    with umask(0):
        assert press("protect", desk, "--undo", "--identity", key).code == 0
    assert content(desk) == before
    assert all((desk / name).stat().st_mode & 0o777 == 0o600 for name in before)
    assert press("protect", desk, "--identity", key).code == 0
    assert content(desk).keys() == {f"{name}{SUFFIX}" for name in before}


def test_a_long_table_too(desk: Path, key: Path) -> None:
    """A table of more bytes than a picture may have is encrypted, and comes back to the byte."""
    table = desk / "participants.csv"
    table.write_bytes(table.read_bytes() + b",,,,,,\n" * 3_500_000)
    before = table.read_bytes()
    assert len(before) > MAX_BINARY_BYTES
    for more in ((), ("--undo",)):
        done = press("protect", desk, "--recipient", public(key), "--identity", key, "--file", table.name, *more)
        assert done.code == 0, done.err
        assert table.exists() == bool(more)
    assert table.read_bytes() == before


def test_one_file_alone(desk: Path, key: Path) -> None:
    """Those that are named, and no other; by the plain name or by the one on the disk."""
    before = content(desk)
    assert press("protect", desk, "--recipient", public(key), "--identity", key, "--file", "participants.csv").code == 0
    assert content(desk).keys() - before.keys() == {"participants.csv.age"}
    assert before.keys() - content(desk).keys() == {"participants.csv"}
    assert press("protect", desk, "--undo", "--identity", key, "--file", "participants.csv.age").code == 0
    assert content(desk) == before


def test_a_new_key_in_one_go(desk: Path, tmp_path: Path) -> None:
    """The key is for its owner alone, its public half is printed, and it opens all that was encrypted."""
    with umask(0):
        done = press("protect", desk, "--new-identity", tmp_path / "new.key")
    assert done.code == 0, done.err
    assert (tmp_path / "new.key").stat().st_mode & 0o777 == 0o600
    assert done.out.strip() == public(tmp_path / "new.key")
    assert done.out.strip() in (desk / "recipients.txt").read_text()
    assert "AGE-SECRET" not in done.said
    assert press("check", desk, "--identity", tmp_path / "new.key", "--as-of", "2026-11-22").code == 0


def test_a_key_alone(tmp_path: Path) -> None:
    """A colleague makes a key and sends the public half: no workspace is needed for that."""
    done = press("protect", "--new-identity", tmp_path / "new.key")
    assert done.code == 0, done.err
    assert done.out.strip() == public(tmp_path / "new.key")


def _no_room() -> None:
    """Allow no byte in any file, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def test_a_full_disk_leaves_no_half_of_a_key(tmp_path: Path) -> None:
    """An empty file would look like a key, and stand in the way of the next try."""
    path = tmp_path / "new.key"
    command = [sys.executable, str(GENERATE), "protect", "--new-identity", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=_no_room, check=False)
    assert done.returncode == 4, done.stderr
    assert "cannot be written" in done.stderr
    assert list(tmp_path.iterdir()) == []
    assert press("protect", "--new-identity", path).code == 0


def test_several_readers(desk: Path, key: Path, tmp_path: Path) -> None:
    """Each of the public keys' owners opens every file."""
    other = tmp_path / "other.key"
    protect.write_new_key(other)
    assert press("protect", desk, "--recipient", public(key), "--recipient", public(other), "--identity", key).code == 0
    for each in (key, other):
        assert press("check", desk, "--identity", each, "--as-of", "2026-11-22").code == 0


def refused(run: Run, words: str, desk: Path, before: Mapping[str, bytes]) -> None:
    """Assert that a run was wrong usage, said so, and changed nothing."""
    assert (run.code, run.out) == (2, "")
    assert words in run.err
    assert content(desk) == before
    assert not (desk / "recipients.txt").exists()


def test_without_a_key_that_opens_it_nothing_is_removed(desk: Path, key: Path, tmp_path: Path) -> None:
    """No key, somebody else's key, no reader at all: nothing is changed, and it says so."""
    before, other = content(desk), tmp_path / "other.key"
    protect.write_new_key(other)
    refused(press("protect", desk, "--recipient", public(key)), "Nothing was changed", desk, before)
    refused(press("protect", desk), "Say for whom", desk, before)
    refused(
        press("protect", desk, "--recipient", public(key), "--identity", other), "add your own public key", desk, before
    )
    refused(press("protect", desk, "--recipient", "age1xyz", "--identity", key), "recipient 1 is no", desk, before)
    secret = key.read_text().split()[-1]
    done = press("protect", desk, "--recipient", secret, "--identity", key)
    refused(done, "is a secret key", desk, before)
    assert secret not in done.said
    refused(
        press("protect", desk, "--recipient", public(key), "--identity", key, "--file", "my-notes.txt"),
        "no file of the workspace", desk, before,
    )  # fmt: skip
    refused(press("protect", desk, "--new-identity", desk / "new.key"), "a key beside what it opens", desk, before)
    refused(press("protect", desk, "--new-identity", key), "is there already", desk, before)
    refused(press("protect", tmp_path / "none", "--new-identity", tmp_path / "k"), "not a folder", desk, before)
    refused(press("protect"), "Name the workspace", desk, before)
    assert not (tmp_path / "k").exists()


def test_a_run_that_was_cut_short_is_made_again(desk: Path, key: Path) -> None:
    """Between the writing of the one file and the removing of the other: the next run goes on, either way."""
    before = content(desk)
    for name in ("participants.csv", "brand.yaml"):
        (desk / f"{name}{SUFFIX}").write_bytes(encrypt(before[name], [public(key)]))
    (desk / "guidance" / "en" / ".pressroom-0123456789abcdef").write_text("a piece of plain text")
    assert press("protect", desk, "--recipient", public(key), "--identity", key).code == 0
    assert content(desk).keys() == {f"{name}{SUFFIX}" for name in before}
    (desk / "participants.csv").write_bytes(before["participants.csv"])
    assert press("protect", desk, "--undo", "--identity", key).code == 0
    assert content(desk) == before


@pytest.mark.parametrize("option", [[], ["--undo"]])
def test_two_that_differ_are_left_alone(desk: Path, key: Path, option: list[str]) -> None:
    """Which of them counts is for people to say: both stay as they are."""
    other = encrypt(b"code,country\nP-9,TGO\n", [public(key)])
    (desk / "participants.csv.age").write_bytes(other)
    before = content(desk)
    name = ["--file", "participants.csv"]
    done = press("protect", desk, "--recipient", public(key), "--identity", key, *name, *option)
    assert done.code == 3
    assert "does not hold the same" in done.err
    assert content(desk) == before


@pytest.mark.parametrize("kind", ["link", "hard link"])
def test_what_has_a_second_name_is_refused(desk: Path, key: Path, tmp_path: Path, kind: str) -> None:
    """Its content would live on in plain under the other name, and staff would think it gone."""
    table, other = desk / "participants.csv", tmp_path / "table.csv"
    if kind == "link":
        other = desk / "mine.csv"
        table.rename(other)
        table.symlink_to(other)
    else:
        os.link(table, other)
    done = press("protect", desk, "--recipient", public(key), "--identity", key, "--file", "participants.csv")
    assert done.code == 3
    assert done.err.startswith("participants.csv:1:1: ")
    assert table.read_bytes() == other.read_bytes()


def test_a_round_trip_that_fails_keeps_the_file(desk: Path, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes back from the disk is compared, and not what was in memory."""
    before = content(desk)
    monkeypatch.setattr(protect, "encrypt", lambda data, recipients: encrypt(data + b" ", recipients))
    done = press("protect", desk, "--recipient", public(key), "--identity", key, "--file", "session.yaml")
    assert done.code == 3
    assert "did not come back" in done.err
    assert content(desk) == before


def test_a_file_that_is_saved_meanwhile_stays(desk: Path, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An office program saved it after it was read: what is removed is compared, and not what was read before."""
    saved = (desk / "session.yaml").read_bytes() + b"# saved\n"

    def late(data: bytes, recipients: Sequence[str]) -> bytes:
        (desk / "session.yaml").write_bytes(saved)
        return encrypt(data, recipients)

    monkeypatch.setattr(protect, "encrypt", late)
    done = press("protect", desk, "--recipient", public(key), "--identity", key, "--file", "session.yaml")
    assert done.code == 3
    assert "was changed meanwhile" in done.err
    assert (desk / "session.yaml").read_bytes() == saved
    assert not (desk / "session.yaml.age").exists()


@pytest.mark.parametrize("options", [("protect", "--undo"), ("protect",), ("confirm",)])
def test_those_who_change_a_workspace_wait_for_one_another(
    desk: Path, key: Path, monkeypatch: pytest.MonkeyPatch, options: Sequence[str]
) -> None:
    """Two at once would remove, each, what the other takes for the one that stays, or lose a confirmation."""
    fcntl = pytest.importorskip("fcntl")
    held: list[bool] = []

    def look(*_: object) -> None:
        descriptor = os.open(desk, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.append(True)
        finally:
            os.close(descriptor)

    more = {"protect": ("--recipient", public(key)), "confirm": ("fld", "phone", *CONFIRMED)}
    given = () if "--undo" in options else more[options[0]]
    monkeypatch.setattr("pressroom.protect.remove_hidden", look)
    monkeypatch.setattr("pressroom.confirmations.remove_hidden", look)
    command, *rest = options
    assert press(command, desk, *given, *rest, "--identity", key).code == 0
    assert held
    assert all(held)


@pytest.mark.parametrize("command", ["protect", "confirm"])
def test_a_build_in_a_folder_of_the_workspace_keeps_what_it_has_under_work(desk: Path, key: Path, command: str) -> None:
    """What sweeps after killed runs goes by the folders that are read, and leaves those of builds alone."""
    out = desk / "packs-out"
    (out / "TGO").mkdir(parents=True)
    under_work = [out / ".pressroom-commit", out / ".pressroom-0123456789abcdef"]
    left = desk / ".pressroom-0123456789abcdef"
    for path in (*under_work, left):
        path.write_text("x")
    given = ("--recipient", public(key)) if command == "protect" else ("fld", "phone", *CONFIRMED)
    assert press(command, desk, *given, "--identity", key).code == 0
    assert all(path.exists() for path in under_work)
    assert not left.exists()


def test_how_far_it_came_is_told(desk: Path, key: Path) -> None:
    """A damaged file ends the work: how many lie on the disk as plain files by then is said, and what is wrong."""
    assert press("protect", desk, "--recipient", public(key), "--identity", key).code == 0
    files = sorted(path.name for path in desk.rglob(f"*{SUFFIX}"))
    damaged = desk / f"session.yaml{SUFFIX}"
    damaged.write_bytes(damaged.read_bytes()[:-1])
    done = press("protect", desk, "--undo", "--identity", key)
    assert done.code == 3
    left = sum(1 for _ in desk.rglob(f"*{SUFFIX}"))
    assert 0 < len(files) - left < len(files)
    assert f"{len(files) - left} of {len(files)} files are decrypted already" in done.err
    assert f"session.yaml{SUFFIX}:1:1: " in done.err


def test_what_stays_plain_is_named(desk: Path, key: Path) -> None:
    """Copies and backups that the program does not know are staff's to look after: it says which."""
    (desk / "participants old.csv").write_text("x")
    done = press("protect", desk, "--recipient", public(key), "--identity", key)
    assert "Not encrypted, since no command reads them: logo.svg" not in done.err
    assert "no command reads them: participants old.csv" in done.err


def test_the_variable_names_the_key(desk: Path, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PRESSROOM_IDENTITY stands for --identity; what it names may be away while nothing is encrypted."""
    monkeypatch.setenv(VARIABLE, str(key) + "x")
    assert press("check", desk, "--as-of", "2026-11-22").code == 0
    assert press("protect", desk, "--recipient", public(key), "--identity", key).code == 0
    done = press("check", desk)
    assert done.code == 3
    assert f"session.yaml.age:1:1: is encrypted, and the key file that {VARIABLE} names cannot be read" in done.err
    monkeypatch.setenv(VARIABLE, str(key))
    assert press("check", desk, "--as-of", "2026-11-22").code == 0
    done = press("check", desk, "--identity", f"{key}x")
    assert done.code == 2
    assert "--identity" in done.err


def test_an_open_key_file_is_told(desk: Path, key: Path) -> None:
    """Whoever can read the key can read all; the run goes on, since it may be the only one at hand."""
    key.chmod(0o644)
    done = press("check", desk, "--identity", key, "--as-of", "2026-11-22")
    assert done.code == 0
    assert f"{key} can be read by others" in done.err


def test_each_command_reads_an_encrypted_workspace(desk: Path, key: Path) -> None:
    """check, confirm and sheets, as well as build."""
    assert press("protect", desk, "--recipient", public(key), "--identity", key).code == 0
    for name in ("check", "confirm", "sheets"):
        assert press(name, desk).code == 3, name
        done = press(name, desk, "--identity", key)
        assert done.code == 0, done.err
    assert "mine" in press("sheets", desk, "--identity", key).out


def test_a_confirmation_goes_into_an_encrypted_file(desk: Path, key: Path, tmp_path: Path) -> None:
    """Decrypted in memory, added to, encrypted again for all readers; what was there is still there, byte for byte."""
    other = tmp_path / "other.key"
    protect.write_new_key(other)
    before = (desk / "confirmations.yaml").read_bytes()
    assert press("protect", desk, "--recipient", public(key), "--recipient", public(other), "--identity", key).code == 0
    done = press("confirm", desk, "fld", "phone", *CONFIRMED, "--identity", key)
    assert done.code == 0, done.err
    assert "encrypted again, for 2 public keys" in done.err
    assert not (desk / "confirmations.yaml").exists()
    for each in (key, other):
        found = load_keys(each).open((desk / "confirmations.yaml.age").read_bytes())
        assert found.startswith(before)
        assert b"Wexmorra Quillane" in found
    assert (desk / "confirmations.yaml.age").stat().st_mode & 0o777 == 0o600


def test_the_first_confirmation_of_an_encrypted_workspace(desk: Path, key: Path) -> None:
    """It makes an encrypted file: who tried a number is nobody's business either."""
    (desk / "confirmations.yaml").unlink()
    assert press("protect", desk, "--recipient", public(key), "--identity", key).code == 0
    assert press("confirm", desk, "fld", "phone", *CONFIRMED, "--identity", key).code == 0
    assert not (desk / "confirmations.yaml").exists()
    assert b"Wexmorra" in load_keys(key).open((desk / "confirmations.yaml.age").read_bytes())


@pytest.mark.parametrize(("text", "words"), [("age1xyz\n", "no public key"), ("{other}\n", "lacks the public key")])
def test_a_confirmation_never_locks_its_maker_out(desk: Path, key: Path, text: str, words: str) -> None:
    """Readers that cannot be, or without whoever confirms: refused, and the file stays."""
    assert press("protect", desk, "--recipient", public(key), "--identity", key).code == 0
    (desk / "recipients.txt").write_text(text.format(other=new_key()[1]))
    before = content(desk)
    done = press("confirm", desk, "fld", "phone", *CONFIRMED, "--identity", key)
    assert done.code in {2, 3}
    assert words in done.err
    assert content(desk) == before


def test_without_a_list_of_readers_it_is_for_whoever_confirms(desk: Path, key: Path) -> None:
    """A file that `age` made by hand, without recipients.txt, stays readable for the key that opened it."""
    (desk / "confirmations.yaml.age").write_bytes(encrypt((desk / "confirmations.yaml").read_bytes(), [public(key)]))
    (desk / "confirmations.yaml").unlink()
    assert press("confirm", desk, "fld", "phone", *CONFIRMED, "--identity", key).code == 0
    assert b"Wexmorra" in load_keys(key).open((desk / "confirmations.yaml.age").read_bytes())


def test_age_itself_reads_what_we_wrote(desk: Path, key: Path) -> None:
    """The files are age's own: staff are not bound to this program."""
    from tests.program.reading import needs

    age = needs("age")
    assert press("protect", desk, "--recipient", public(key), "--identity", key).code == 0
    done = subprocess.run([age, "-d", "-i", key, desk / "logo.svg.age"], capture_output=True, check=True)
    assert done.stdout == LOGO.encode()


def test_guidance_in_other_languages_is_found(desk: Path, key: Path) -> None:
    """No section is forgotten because the session does not speak its language."""
    (desk / "guidance" / "fr").mkdir()
    (desk / "guidance" / "fr" / "05-plan.md").write_text(section("Texte."))
    assert press("protect", desk, "--recipient", public(key), "--identity", key).code == 0
    assert (desk / "guidance" / "fr" / "05-plan.md.age").exists()
