"""What belongs to one person is in their files alone: canaries in every private field, looked for in everything.

By default a session of a few people; with PRESSROOM_TEST_LARGE=1 in the environment one of 60 people, 8 countries, all
languages and both editions, with the whole guidance, which takes a quarter of an hour.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
import pytest

from tests.languages.making import small
from tests.languages.material import LANGUAGES
from tests.program.canaries import Trace, Who, everyone, rare, traces, traces_in
from tests.program.making import AS_OF, GENERATE, build, table
from tests.program.reading import manifest, pages
from tests.program.searching import Haystack, characters, haystack, idle_glyphs, shown_glyphs

LARGE = bool(os.environ.get("PRESSROOM_TEST_LARGE"))
PEOPLE = everyone(60 if LARGE else 5, ["TGO", "ISL", "MDA", "SYR", "FJI", "PER", "KEN", "NPL"][: 8 if LARGE else 2],
                  LANGUAGES if LARGE else ["en", "ar", "zh"])  # fmt: skip
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("isolation")]


@dataclass
class Built:
    """A session that was built in a process of its own, and what could be seen around it meanwhile."""

    desk: Path
    out: Path
    stdout: str
    stderr: str
    seen: bytes
    """The arguments and environments of its processes, and what lay in its temporary folder, again and again."""
    around: dict[str, bytes] = field(default_factory=dict)
    """What was left in temporary folder, cache and home, but for shared parts."""
    kept: dict[str, bytes] = field(default_factory=dict)
    """The shared parts in the cache."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the session as loud as can be, with cache, home and temporary folder of its own, and watch it."""
    base = tmp_path_factory.mktemp("isolation")
    session = {"countries": list(dict.fromkeys(who.country for who in PEOPLE)),
               "discreet": {"card_qr": ["https://example.org"]}}  # fmt: skip
    desk = small(base / "desk", [who.row for who in PEOPLE], session, languages=sorted({w.language for w in PEOPLE}))
    if LARGE:
        for path in (desk / "guidance").glob("*/*.md"):
            path.unlink()  # the shipped sections stand
    around = base / "around"
    around.mkdir()
    command = [sys.executable, str(GENERATE), "build", str(desk), "--out", str(base / "out"), "--as-of", AS_OF,
               "--jobs", "1" if LARGE else "2", "-v", "--marks", "--separators"]  # fmt: skip
    env = os.environ | {"TMPDIR": str(around), "XDG_CACHE_HOME": str(around), "HOME": str(around)}
    with (base / "stdout").open("w+b") as stdout, (base / "stderr").open("w+b") as stderr:
        with subprocess.Popen(command, stdout=stdout, stderr=stderr, env=env) as process:
            seen = _watched(process, around)
        said = [(base / name).read_text("utf-8") for name in ("stdout", "stderr")]
    assert process.returncode == 0, said[1]
    inside = [path for path in around.rglob("*") if path.is_file()]
    left = {path.relative_to(around).as_posix(): b"" if _is_kept(path) else path.read_bytes() for path in inside}
    kept = {path.name: path.read_bytes() for path in inside if _is_kept(path)}
    return Built(desk, base / "out", said[0], said[1], seen, left, kept)


def _watched(process: subprocess.Popen[bytes], around: Path) -> bytes:
    """Return what the processes of a run show of themselves while it lasts."""
    seen: set[bytes] = set()
    while process.poll() is None:
        for entry in Path("/proc").glob("[0-9]*"):
            for name in ("cmdline", "environ", "comm"):
                try:
                    seen.add((entry / name).read_bytes())
                except OSError:
                    continue  # another's, or gone
        for path in around.rglob("*"):
            try:
                seen |= {str(path).encode(), path.read_bytes() if path.is_file() and not _is_kept(path) else b""}
            except OSError:
                continue
        time.sleep(0.05)
    return b"\n".join(seen)


def _is_kept(path: Path) -> bool:
    """Whether a file is a shared part in the cache: packed, it is looked at as the PDF that it is."""
    return path.parent.name == "pressroom"


def _read(path: Path) -> Haystack:
    return haystack(path)


def _files(built: Built, *kinds: str) -> list[dict[str, str]]:
    return [entry for entry in manifest(built.out)["files"] if not kinds or entry["kind"] in kinds]


def _whose(entry: dict[str, str]) -> list[Who]:
    """Return the people who may be in a file: its owner; of a job, its country's and edition's; of a list, none."""
    if entry["participant"]:
        return [who for who in PEOPLE if who.code == entry["participant"]]
    if entry["kind"] == "handout":
        return []
    return [who for who in PEOPLE if (who.country, who.edition) == (entry["country"], entry["edition"])]


def _meant(entry: dict[str, str]) -> set[Trace]:
    """Return the private words that belong into a file."""
    return set().union(*(who.on(entry["kind"]) for who in _whose(entry)))


def test_each_file_bears_its_own_peoples_words_and_no_others(built: Built) -> None:
    """Pack, card, cover, jobs, list: exactly what is meant, by person and column; in text, glyphs, objects and bytes.

    So notes and contacts who did not agree are nowhere, names on the open cover alone, and everybody else in nothing.
    """
    assert {entry["kind"] for entry in _files(built)} == {"pack", "card", "cards", "packs", "handout", "cover"}
    assert {entry["path"] for entry in _files(built)} == {
        path.relative_to(built.out).as_posix() for path in built.out.rglob("*.pdf")
    }
    for entry in _files(built):
        assert traces(_read(built.out / entry["path"])) == _meant(entry), entry["path"]


def test_names_are_on_the_first_page_alone(built: Built) -> None:
    """Not on a page that may be torn off, carried or left behind."""
    for entry in _files(built, "pack", "cover"):
        (who,) = _whose(entry)
        first, *others = pages(built.out / entry["path"])
        named = {(who.number, "name"), (who.number, "organisation")}
        assert traces_in(first) & named == _meant(entry) & named
        assert traces_in("\n".join(others)) & named == set()


def test_nothing_private_is_said_listed_or_left(built: Built) -> None:
    """Manifest, tickets, log, progress, file names, cache, temporary folder, processes: codes, and nothing else."""
    assert PEOPLE[0].code in built.stderr
    tickets = list(built.out.rglob("*.txt"))
    assert len(tickets) >= 4
    left = b"\n".join([*(name.encode() for name in built.around), *built.around.values()])
    assert str(GENERATE).encode() in built.seen or not Path("/proc").is_dir()
    names = "\n".join(str(path) for path in built.out.rglob("*"))
    lists = [path.read_bytes() for path in (built.out / "manifest.json", *tickets)]
    said: list[str | bytes] = [built.stdout, built.stderr, built.seen, left, names, *lists]
    assert [traces_in(each) for each in said] == [set()] * len(said)


def test_the_cache_has_what_all_share_and_nothing_of_anyone(built: Built, tmp_path: Path) -> None:
    """Each part that is kept from run to run, unpacked: no word, number or letter of a person."""
    assert len(built.kept) >= len(LANGUAGES)
    for name, data in built.kept.items():
        start = data.index(b"%PDF")
        (tmp_path / f"{name}.pdf").write_bytes(data[start:])
        said = data[:start].partition(b"{")[2]
        assert (traces_in(said), traces(_read(tmp_path / f"{name}.pdf"))) == (set(), set())


def test_the_part_to_carry_bears_contacts_and_the_rest_bears_none(built: Built, tmp_path: Path) -> None:
    """What is left behind tells of nobody's people, what is carried of nobody's name, and neither of anyone else."""
    done = build(built.desk, tmp_path, "--split", "--country", "ISL", "--only", "packs")
    assert done.code == 0, done.err
    made = [entry for entry in manifest(tmp_path)["files"] if entry["country"] == "ISL"]
    assert {entry["kind"] for entry in made} == {"pack", "carry"}
    for entry in made:
        (who,) = _whose(entry)
        assert traces(haystack(tmp_path / entry["path"])) == who.on(entry["kind"], split=True), entry["path"]


def test_a_file_is_written_once(built: Built) -> None:
    """No older state lies in it: one end of file, no table that points to another before it."""
    for path in built.out.rglob("*.pdf"):
        data = path.read_bytes()
        assert (data.count(b"%%EOF"), data.count(b"startxref")) == (1, 1), path.name
        with pikepdf.open(path) as pdf:
            assert "/Prev" not in pdf.trailer
            assert "/XRefStm" not in pdf.trailer


def test_fonts_hold_no_letter_that_only_another_needs(built: Built) -> None:
    """The letters of a name would tell it: subsets hold the glyphs that their file itself shows, and no more."""
    for entry in _files(built):
        path = built.out / entry["path"]
        others = {rare(who.number) for who in PEOPLE if who not in _whose(entry)}
        assert characters(path) & others == set(), entry["path"]
        assert idle_glyphs(path) == {}, entry["path"]


def test_a_persons_files_are_the_same_whoever_else_comes(built: Built, tmp_path: Path) -> None:
    """Byte for byte, whatever the rows of all others say: so nothing of theirs can be in it, in whatever form."""
    (who, *_), other = PEOPLE[2:], "Somebody Else"
    desk = tmp_path / "desk"
    shutil.copytree(built.desk, desk)
    rows = [who.row, *({**each.row, "name": other, "contact1_name": other, "contact4_name": other}
                       for each in PEOPLE[:2])]  # fmt: skip
    (desk / "participants.csv").write_bytes(table(rows))
    done = build(desk, tmp_path / "out", "--participant", who.code, "--marks")
    assert done.code == 0, done.err
    again = sorted((tmp_path / "out").rglob("*.pdf"))
    assert len(again) == 3
    for path in again:
        assert path.read_bytes() == (built.out / path.relative_to(tmp_path / "out")).read_bytes(), path.name


def test_the_test_of_fonts_can_fail(built: Built, tmp_path: Path) -> None:
    """A file from which a name was painted out still holds its letters, and that is found."""
    entry = next(e for e in _files(built, "card") if _whose(e)[0].language == "zh")
    with pikepdf.open(built.out / entry["path"]) as pdf:
        assert any("SC" in str(font.object.BaseFont) for font in shown_glyphs(pdf).values())
        for page in pdf.pages:
            page.contents_coalesce()
            page.Contents = pdf.make_stream(b"")
        pdf.save(tmp_path / "blank.pdf")
    assert idle_glyphs(tmp_path / "blank.pdf") != {}


def test_the_search_can_find(built: Built) -> None:
    """Each word is found however it is written: in other cases, backwards, spaced, shaped, in other bytes."""
    for who in PEOPLE:
        words = {key: value for key, value in who.row.items() if key == "note" or key.startswith(("name", "contact3"))}
        for column, value in words.items():
            if column.endswith("consent"):
                continue
            for written in (value, value.upper(), value[::-1], " ".join(value), unicodedata.normalize("NFD", value)):
                assert (who.number, column) in traces_in(f"x {written} x") or column.endswith("phone"), column
            for code in ("utf-8", "utf-16-be"):
                assert who.language == "zh" or (who.number, column) in traces(Haystack("", "", "", value.encode(code)))
    for written in ("+442079460003", "020 7946 0003", "020-7946-0003", "(0)20 7946 00 03", "00442079460003"):
        assert (0, "contact3_phone") in traces_in(f"call {written}.")
