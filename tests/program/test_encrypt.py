"""``build --encrypt``: nobody reads a pack without its passphrase, and with it nothing is missing."""

from __future__ import annotations

import contextlib
import hashlib
import json
import zlib
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from pressroom.deliver.encrypt import decrypt
from pressroom.deliver.passphrases import STAFF, Passphrases, read_passphrases, word_list
from tests.program import viewers
from tests.program.making import AS_OF, Run, build, contact, press, umask, workspace
from tests.program.reading import bookmarks, everything, manifest, metadata, raw, squeezed, text

PEOPLE = [
    {"code": "P-1", "country": "TGO", "name": "Canarya Zuvelline", **contact(1, "Wexmorra", "+44 20 7946 0713")},
    {"code": "P-2", "country": "TGO", "name": "Quorvexa Plimquat", **contact(1, "Vornikel", "+44 20 7946 0714")},
    {"code": "P-12", "country": "ISL", "edition": "discreet", **contact(1, "Zubrelik", "+44 20 7946 0715")},
]
SECRETS = [
    "Canarya",
    "Zuvelline",
    "Wexmorra",
    "Quorvexa",
    "Vornikel",
    "Zubrelik",
    "7946 0713",
    "7946 0714",
    "7946 0715",
]
SHARED = ["Sample Host", "Sample text", "example.org", "emergency", "Iceland"]
FILES = ["pack", "card"]


@dataclass(frozen=True)
class Built:
    """An encrypted build, the same session built plain, and the passphrases."""

    desk: Path
    out: Path
    plain: Path
    file: Path
    run: Run
    words: Passphrases

    def delivered(self) -> list[tuple[str, str, list[str]]]:
        """Return each PDF's path with the passphrase that opens it, and those that must not."""
        found = []
        for entry in manifest(self.out)["files"]:
            right = self.words.of(entry["participant"])
            found.append((entry["path"], right, [w for w in self.words.by_code.values() if w != right]))
        return found


def encrypted(desk: Path, out: Path, file: Path, *options: str) -> Run:
    """Build a workspace encrypted."""
    return build(desk, out, "--encrypt", "--passphrases", str(file), *options)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A small session of two countries and both editions, built with and without encryption, under umask 0."""
    base = tmp_path_factory.mktemp("encrypted")
    desk = workspace(base / "desk", PEOPLE)
    (base / "safe").mkdir(mode=0o700)
    file = base / "safe" / "words.txt"
    with umask(0):
        done = encrypted(desk, base / "out", file)
    assert done.code == 0, done.err
    plain = build(desk, base / "plain")
    assert plain.code == 0, plain.err
    words = read_passphrases(file)
    assert words
    return Built(desk, base / "out", base / "plain", file, done, words)


def opened(pdf: Path, words: str, folder: Path) -> Path:
    """Return a file without its encryption, for the readers that take none."""
    path = folder / pdf.name
    path.write_bytes(decrypt(pdf.read_bytes(), words))
    return path


def unpacked(data: bytes) -> bytes:
    """Return data, and whatever in it looks deflated and can be unpacked, as somebody who searches a disk would."""
    found, at = [data], 0
    while (at := data.find(b"x", at)) >= 0:
        if data[at + 1 : at + 2] in {b"\x01", b"\x5e", b"\x9c", b"\xda"}:
            with contextlib.suppress(zlib.error):
                found.append(zlib.decompressobj().decompress(data[at : at + 1_000_000]))
        at += 1
    return b"\n".join(found)


def test_nothing_can_be_read_without_a_passphrase(built: Built) -> None:
    """No name, number, word or address of any pack, no title, no language, no passphrase in any byte below OUT."""
    listed = {entry["path"] for entry in manifest(built.out)["files"]}
    assert listed | {"manifest.json"} == {name for name in everything(built.out) if not name.endswith(".txt")}
    assert {path.rsplit("/")[-1] for path in listed} >= {"packs.pdf", "cards.pdf", "handout.pdf"}
    passphrases = list(built.words.by_code.values())
    hidden = [*SECRETS, *SHARED, "x:xmpmeta", "pdfuaid", "/S /Table", "P-1</rdf"]
    for path, data in everything(built.out).items():
        assert [word for word in passphrases if word.encode() in data] == []
        if path != "manifest.json":
            searched = unpacked(data)
            assert [word for word in hidden if word.encode() in searched] == [], path
            assert b"/Encrypt" in data or path.endswith(".txt"), "a job's ticket is for whoever stands at the printer"
    plain = b"".join(unpacked(data) for path, data in everything(built.plain).items() if path != "manifest.json")
    found = [word for word in hidden if word.encode() in plain]
    assert {"x:xmpmeta", "pdfuaid", "P-1</rdf"} <= set(found), "the same search finds what a plain build has"


def test_the_manifest_is_of_the_delivered_files(built: Built) -> None:
    """Its sums are those of the encrypted files, and nothing else differs from a plain build's."""
    ours, other = manifest(built.out), manifest(built.plain)
    for entry in ours["files"]:
        assert entry["sha256"] == hashlib.sha256((built.out / entry["path"]).read_bytes()).hexdigest()
    for entry in (*ours["files"], *other["files"]):
        del entry["sha256"]
    assert "made_from" not in ours  # they are made anew each time
    assert ours == {key: value for key, value in other.items() if key != "made_from"}


@pytest.mark.parametrize("viewer", [viewers.poppler, viewers.pdfium, viewers.qpdf])
def test_each_file_opens_with_its_own_passphrase_alone(built: Built, viewer: Any) -> None:
    """In each viewer; with none, with another person's and with staff's it does not, nor with one word of six."""
    for path, right, wrong in built.delivered():
        assert viewer(built.out / path, right), path
        for password in ("", right.split()[0], right.replace(" ", ""), *wrong):
            assert viewer(built.out / path, password) is None, path


@pytest.mark.parametrize("viewer", [viewers.poppler, viewers.pdfium])
def test_viewers_show_what_a_plain_pack_shows(built: Built, viewer: Any) -> None:
    """Page for page the same text."""
    for path, right, _ in built.delivered():
        assert squeezed(viewer(built.out / path, right)) == squeezed(viewer(built.plain / path, "")), path


def test_it_is_aes_of_256_bits(built: Built) -> None:
    """Revision 6, strings, streams and all, as qpdf sees it; printing and reading aloud are allowed."""
    for path, right, _ in built.delivered():
        said = viewers.qpdf(built.out / path, right) or ""
        for line in (
            "R = 6", "Supplied password is user password", "extract for accessibility: allowed",
            "print high resolution: allowed", "stream encryption method: AESv3", "string encryption method: AESv3",
            "file encryption method: AESv3", "modify anything: not allowed",
        ):  # fmt: skip
            assert line in said, path
        assert "Supplied password is owner password" not in said


def test_a_browser_asks_for_the_passphrase(built: Built, tmp_path: Path) -> None:
    """Chromium's own program, where there is one: without the passphrase nothing of the page is drawn."""
    import subprocess

    browser = viewers.chromium()
    path, _, _ = next(each for each in built.delivered() if "pack" in each[0])
    command = [browser, "--headless", "--no-sandbox", "--dump-dom", f"--user-data-dir={tmp_path}"]
    done = subprocess.run([*command, (built.out / path).as_uri()], capture_output=True, check=False, timeout=60)
    assert not any(word.encode() in done.stdout for word in SECRETS)


def test_nothing_is_lost_but_the_plainness(built: Built, tmp_path: Path) -> None:
    """Language, tags, links, bookmarks, preferences, properties and page numbers are those of the plain file."""
    for path, right, _ in built.delivered():
        got, was = opened(built.out / path, right, tmp_path), built.plain / path
        assert bookmarks(got) == bookmarks(was)
        assert metadata(got) == metadata(was)
        with pikepdf.open(got) as one, pikepdf.open(was) as other:
            assert str(one.Root.get("/Lang", "")) == str(other.Root.get("/Lang", ""))
            assert links(one) == links(other)
            assert links(one) or "-pack-" not in path
            assert destinations(one) == destinations(other)
            for key in ("/ViewerPreferences", "/MarkInfo", "/PageLabels", "/PageMode"):
                assert (key in one.Root) == (key in other.Root)
                assert repr(one.Root.get(key)) == repr(other.Root.get(key))
            assert roles(one) == roles(other)
        assert "-pack-" not in path or roles_of(got)


def links(pdf: pikepdf.Pdf) -> list[tuple[int, str]]:
    """Return each link's page, and the name of the place in the file, or the address, to which it leads."""
    notes: list[tuple[int, Any]] = [
        (number, note) for number, page in enumerate(pdf.pages) for note in page.get("/Annots", pikepdf.Array())
    ]
    return [(number, str(note.get("/Dest") or note.A.get("/URI"))) for number, note in notes]


def destinations(pdf: pikepdf.Pdf) -> dict[str, tuple[int, str]]:
    """Return where the named destinations lead: the page's number, and the place on it."""
    tree: Any = pdf.Root.get("/Names", {})
    names = tree.get("/Dests", {}).get("/Names", pikepdf.Array())
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    pairs = zip(list(names)[::2], list(names)[1::2], strict=True)
    return {str(name): (pages[place[0].objgen], repr(list(place)[1:])) for name, place in pairs}


def roles(pdf: pikepdf.Pdf) -> list[str]:
    """Return the roles of all elements of the structure tree, in order, with their languages."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for kid in node:
                walk(kid)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append(f"{node.S} {node.get('/Lang', '')} {node.get('/Alt', '')}")
            walk(node.get("/K", pikepdf.Array()))

    root: Any = pdf.Root.get("/StructTreeRoot", {})
    walk(root.get("/K", pikepdf.Array()))
    return found


def roles_of(path: Path) -> list[str]:
    """Return the roles in a file."""
    with pikepdf.open(path) as pdf:
        return roles(pdf)


def test_a_countrys_jobs_are_made_of_its_packs(built: Built, tmp_path: Path) -> None:
    """Print jobs and cards on sheets hold the packs that were encrypted already, and open for staff alone."""
    staff = built.words.of(None)
    for name in ("packs", "cards"):
        words = text(opened(built.out / "TGO" / f"{name}.pdf", staff, tmp_path))
        assert "wexmorra" in words
        assert "vornikel" in words
        assert "zubrelik" not in words


def test_no_passphrase_is_said_or_listed(built: Built) -> None:
    """Not on either stream, not in the manifest, not in a file's name: where FILE is, and no more."""
    said = built.run.said + json.dumps(manifest(built.out)) + " ".join(everything(built.out))
    assert str(built.file) in built.run.err
    for words in built.words.by_code.values():
        assert words not in said
        assert "-".join(words.split()) not in said


def test_words_and_files_are_their_owners_alone(built: Built) -> None:
    """Under umask 0: six words of the list each, file and packs 0600, folders 0700."""
    assert set(built.words.by_code) == {STAFF, "P-1", "P-2", "P-12"}
    for words in built.words.by_code.values():
        assert len(words.split(" ")) == 6
        assert set(words.split(" ")) <= set(word_list())
    assert built.file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in built.file.parent.iterdir()] == ["words.txt"]
    modes = {path.is_dir(): path.stat().st_mode & 0o777 for path in [built.out, *built.out.rglob("*")]}
    assert modes == {True: 0o700, False: 0o600}


def test_proof_reads_encrypted_files(built: Built) -> None:
    """With the file of passphrases as if they were plain; without it, it says what is missing."""
    paths = [built.out / path for path, _, _ in built.delivered()]
    done = press("proof", *paths, "--passphrases", built.file, "--json")
    assert done.code == 0, done.out
    assert all(report["encrypted"] and report["pages"] and not report["findings"] for report in json.loads(done.out))
    done = press("proof", built.out / "TGO" / "p-1-card-en.pdf")
    assert done.code == 1
    assert "its password was not given" in done.out
    assert press("proof", paths[0], "--passphrases", built.out / "none").code == 2
    assert press("proof", paths[0], "--passphrases", built.desk / "session.yaml").code == 2
    assert "encrypted: opens" in press("proof", paths[0], "--passphrases", built.file).out


def test_proof_still_reads_plain_files(built: Built) -> None:
    """The option does no harm where nothing is encrypted."""
    done = press("proof", built.plain / "TGO" / "p-1-card-en.pdf", "--passphrases", built.file, "--json")
    assert done.code == 0
    assert json.loads(done.out)[0]["encrypted"] is False


# Wrong usage


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A workspace of one person."""
    return workspace(tmp_path / "desk", PEOPLE[:1])


def refused(run: Run, words: str, out: Path) -> None:
    """Assert that a run was wrong usage, said so, and made nothing."""
    assert run.code == 2, run.err
    assert words in run.err
    assert not out.exists() or not list(out.rglob("*.pdf"))


def test_both_options_or_neither(desk: Path, tmp_path: Path) -> None:
    """A build that is half asked to encrypt does not guess."""
    out = tmp_path / "out"
    refused(build(desk, out, "--encrypt"), "--encrypt needs --passphrases", out)
    refused(build(desk, out, "--passphrases", str(tmp_path / "w")), "goes with --encrypt", out)
    assert press("demo", "--out", out, "--encrypt").code == 2
    assert not (tmp_path / "w").exists()


def test_the_words_never_lie_beside_the_packs(desk: Path, tmp_path: Path) -> None:
    """Outside OUT, by whatever way it is named, and not among the files that a workspace reads."""
    out = tmp_path / "out"
    out.mkdir(mode=0o700)
    (tmp_path / "way").symlink_to(out)
    for place in (out / "words.txt", out / "TGO" / "words.txt", tmp_path / "way" / "words.txt"):
        refused(encrypted(desk, out, place), "outside --out", out)
    for name in ("countries/words.txt", "sheets/x.yaml", "participants.xlsx", "confirmations.yaml.age"):
        refused(encrypted(desk, out, desk / name), "workspace's own files", out)
        assert not (desk / name).exists()
    refused(encrypted(desk, out, tmp_path / "none" / "words.txt"), "not a folder that is there", out)
    assert list(out.iterdir()) == []


def test_the_words_do_not_lie_in_a_cloud(desk: Path, tmp_path: Path) -> None:
    """The same places are refused as for packs, unless it is meant."""
    safe = tmp_path / "Dropbox"
    safe.mkdir(mode=0o700)
    refused(encrypted(desk, tmp_path / "out", safe / "words.txt"), "Dropbox", tmp_path / "out")
    assert list(safe.iterdir()) == []


def test_a_file_that_is_not_ours_stays(desk: Path, tmp_path: Path) -> None:
    """Staff's own notes under that name, another session's words: refused before anything is made."""
    notes = tmp_path / "words.txt"
    notes.write_text("my notes\n")
    refused(encrypted(desk, tmp_path / "out", notes), "not a file of passphrases", tmp_path / "out")
    assert notes.read_text() == "my notes\n"


def test_nobody_is_called_staff(tmp_path: Path) -> None:
    """A participant with that code would get the words that open everybody's print job."""
    desk = workspace(tmp_path / "desk", [{"code": "Staff", "country": "TGO"}])
    refused(encrypted(desk, tmp_path / "out", tmp_path / "w"), "nobody may have the code staff", tmp_path / "out")


def test_an_archive_cannot_be_locked(desk: Path, tmp_path: Path) -> None:
    """PDF/A forbids encryption (ISO 19005-3, 6.1.3)."""
    out = tmp_path / "out"
    refused(encrypted(desk, out, tmp_path / "w", "--archive"), "exclude each other", out)


# One build after another


def test_what_did_not_change_is_left_as_it_is(tmp_path: Path) -> None:
    """The same session again: the same bytes, and nobody to print again; a change is one person's alone."""
    desk = workspace(tmp_path / "desk", PEOPLE[:2])
    out, file = tmp_path / "out", tmp_path / "words.txt"
    assert build(desk, out).code == 0
    plain = everything(out)
    first = encrypted(desk, out, file)
    assert first.code == 0, first.err
    assert "differs" not in first.err, "that files are encrypted now is no reason to print them again"
    before = everything(out)
    assert not any(before[path] == plain[path] for path in before if not path.endswith(".txt"))
    again = encrypted(desk, out, file)
    assert "differs" not in again.err
    assert everything(out) == before
    changed = [{**PEOPLE[0], "contact1_phone": "+44 20 7946 0799"}, PEOPLE[1]]
    done = encrypted(workspace(desk, changed), out, file, "--participant", "P-1")
    assert done.code == 0, done.err
    told = [line for line in done.err.splitlines() if "differs" in line]
    assert [line.split(": ")[1] for line in told] == ["P-1, card (changed)", "P-1, pack (changed)"]
    after = everything(out)
    assert {path for path in after if after[path] != before[path]} == {
        "TGO/p-1-card-en.pdf", "TGO/p-1-pack-en.pdf", "manifest.json",
    }  # fmt: skip


def test_encrypted_and_plain_are_never_mixed(desk: Path, tmp_path: Path) -> None:
    """A folder that staff believe to be encrypted is so as a whole: no build puts a plain file into it."""
    out, file = tmp_path / "out", tmp_path / "words.txt"
    assert build(desk, out, "--only", "cards").code == 0
    before = everything(out)
    done = encrypted(desk, out, file, "--participant", "P-1")
    assert done.code == 2
    assert "build in full" in done.err
    assert everything(out) == before
    other = tmp_path / "other"
    assert encrypted(desk, other, file, "--only", "cards").code == 0
    before = everything(other)
    done = build(desk, other, "--only", "cards")
    assert done.code == 2
    assert "holds encrypted packs" in done.err
    assert everything(other) == before


def test_whoever_left_keeps_their_words(tmp_path: Path) -> None:
    """Their pack may still be about; who is new gets words of their own, and nobody gets another's."""
    desk, out, file = workspace(tmp_path / "desk", PEOPLE[:2]), tmp_path / "out", tmp_path / "words.txt"
    assert encrypted(desk, out, file, "--only", "cards").code == 0
    before = read_passphrases(file)
    new = {"code": "P-9", "country": "TGO"}
    assert encrypted(workspace(desk, [PEOPLE[1], new]), out, file, "--only", "cards").code == 0
    after = read_passphrases(file)
    assert before
    assert after
    assert after.by_code.keys() - before.by_code.keys() == {"P-9"}
    assert before.by_code.items() < after.by_code.items()
    assert len(set(after.by_code.values())) == len(after.by_code)


def test_several_workers_encrypt_as_one_does(built: Built, tmp_path: Path) -> None:
    """Other processes open what they make print jobs of, and what they make is what one process makes, locked alike.

    They hand on nothing else: no file in plain, no other file, no passphrase in what is said.
    """
    out = tmp_path / "out"
    options = ("--as-of", AS_OF, "--jobs", "2", "--encrypt", "--passphrases", built.file, "-v")
    done = press("build", built.desk, "--out", out, *options)
    assert done.code == 0, done.err
    assert read_passphrases(built.file) == built.words
    assert everything(out).keys() == everything(built.out).keys()
    for path, right, wrong in replace(built, out=out).delivered():
        data = (out / path).read_bytes()
        assert decrypt(data, right) == decrypt((built.out / path).read_bytes(), right), path
        for password in ("", *wrong):
            with pytest.raises(pikepdf.PasswordError):
                pikepdf.open(BytesIO(data), password=password)
    assert [words for words in built.words.by_code.values() if words in done.said] == []
    found = b"".join(unpacked(data) for path, data in everything(out).items() if path != "manifest.json")
    assert [word for word in SECRETS if word.encode() in found] == []


def test_plain_packs_would_have_been_found(built: Built) -> None:
    """The searches of this page find what they look for where it is: a plain build has every word of it."""
    found = b"".join(raw(path) for path in sorted(built.plain.rglob("*.pdf")))
    words = squeezed("".join(viewers.pdfium(path, "") or "" for path in sorted(built.plain.rglob("*.pdf"))))
    assert [word for word in SECRETS if squeezed(word) not in words] == []
    assert b"xmpmeta" in found
