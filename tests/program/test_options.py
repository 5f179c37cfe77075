"""The options of `build`: what they narrow, override and refuse, and with which exit code the run ends."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from pressroom.paths import shipped
from tests.program.making import AS_OF, GENERATE, ONE, build, contact, generate, press, umask, workspace
from tests.program.reading import entries, everything, manifest, pages, size_mm

PEOPLE = (
    {"code": "T-1", "country": "TGO", **contact(1, "Awa")},
    {"code": "T-2", "country": "TGO", "edition": "discreet", **contact(1, "Komi")},
    {"code": "I-1", "country": "ISL", "card": "no"},
)
ALL = {
    "ISL/handout.pdf", "ISL/i-1-pack-en.pdf", "ISL/packs.pdf", "TGO/cards-discreet.pdf", "TGO/cards.pdf",
    "TGO/handout.pdf", "TGO/packs-discreet.pdf", "TGO/packs.pdf", "TGO/t-1-card-en.pdf", "TGO/t-1-pack-en.pdf",
    "TGO/t-2-card-en.pdf", "TGO/t-2-pack-en.pdf",
}  # fmt: skip

NARROWED = {
    ("--country", "ISL"): {"ISL/i-1-pack-en.pdf"},
    ("--country", "isl", "--country", "TGO", "--only", "cards"): {"TGO/t-1-card-en.pdf", "TGO/t-2-card-en.pdf"},
    ("--participant", "t-1", "--only", "packs"): {"TGO/t-1-pack-en.pdf"},
    ("--participant", "T-1", "--participant", "T-2", "--only", "cards"): {"TGO/t-1-card-en.pdf", "TGO/t-2-card-en.pdf"},
    ("--edition", "discreet"): {"TGO/t-2-card-en.pdf", "TGO/t-2-pack-en.pdf"},
    ("--language", "en", "--country", "ISL"): {"ISL/i-1-pack-en.pdf"},
    ("--edition", "open", "--only", "cards"): {"TGO/t-1-card-en.pdf"},
}


@pytest.mark.parametrize("options", NARROWED, ids=" ".join)
def test_options_narrow_and_leave_country_jobs_alone(tmp_path: Path, options: tuple[str, ...]) -> None:
    """Only what is asked for is made; no job is, since it would hold but some of the country's people."""
    out = tmp_path / "out"
    done = build(workspace(tmp_path / "desk", PEOPLE), out, *options)
    assert done.code == 0, done.err
    assert set(everything(out)) == NARROWED[options] | {"manifest.json"}
    assert {entry["path"] for entry in manifest(out)["files"]} == NARROWED[options]


WRONG = [
    ("--country", "MDA"),
    ("--country", "Togo"),
    ("--participant", "T-9"),
    ("--participant", "T-1", "--participant", "T-9"),
    ("--participant", "I-1", "--country", "TGO"),
    ("--language", "fr"),
    ("--language", "xx"),
    ("--edition", "secret"),
    ("--only", "handouts"),
    ("--paper", "A3"),
    ("--sheet", "no-such-sheet"),
    ("--start-cell", "0"),
    ("--start-cell", "11"),
    ("--as-of", "22.11.2026"),
    ("--as-of", "2026-02-30"),
    ("--jobs", "0"),
    ("--confirmed-only", "--allow-unconfirmed"),
    ("--no-such-option",),
]


@pytest.mark.parametrize("options", WRONG, ids=" ".join)
def test_wrong_usage_is_told_and_makes_nothing(tmp_path: Path, options: tuple[str, ...]) -> None:
    """Exit code 2, a sentence on standard error, and no output folder."""
    done = build(workspace(tmp_path / "desk", PEOPLE), tmp_path / "out", *options)
    assert (done.code, done.out) == (2, "")
    assert "Error: " in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "out").exists()


def test_a_narrowed_build_renews_its_own_and_leaves_the_rest(tmp_path: Path) -> None:
    """Own files and their entries are new; jobs, lists and other people's files are as they were."""
    out = tmp_path / "out"
    assert build(workspace(tmp_path / "desk", PEOPLE), out).code == 0
    before, listed = everything(out), {e["path"]: e for e in manifest(out)["files"]}
    assert {name for name in before if not name.endswith(".txt")} == ALL | {"manifest.json"}
    changed = (PEOPLE[0] | contact(1, "Ama") | contact(2, "Nobody", consent="no"), *PEOPLE[1:])
    done = build(workspace(tmp_path / "desk", changed), out, "--participant", "T-1")
    assert done.code == 0, done.err
    after, now = everything(out), {e["path"]: e for e in manifest(out)["files"]}
    mine = {"TGO/t-1-card-en.pdf", "TGO/t-1-pack-en.pdf"}
    assert {name for name in after if after[name] != before.get(name)} == mine | {"manifest.json"}
    assert {name for name in now if now[name] != listed.get(name)} == mine
    assert now.keys() == ALL
    assert "T-1/contact2" in {item["id"] for item in manifest(out)["left_out"]}
    assert "differs from the last build: T-1, pack (changed)" in done.err


def test_a_full_build_takes_away_what_is_no_longer_part_of_it(tmp_path: Path) -> None:
    """The files of a participant who left, and of a country with them; nothing that the manifest does not list."""
    out = tmp_path / "out"
    assert build(workspace(tmp_path / "desk", PEOPLE), out).code == 0
    (out / "ISL" / "staff.txt").write_text("a note of staff")
    done = build(workspace(tmp_path / "desk", PEOPLE[:1]), out)
    assert done.code == 0, done.err
    left = {name for name in ALL if name.startswith("TGO") and "t-2" not in name and "discreet" not in name}
    jobs = {"TGO/packs.txt", "TGO/cards.txt"}
    assert set(everything(out)) == left | jobs | {"manifest.json", "ISL/staff.txt"}
    assert "T-2, pack (gone)" in done.err
    assert "T-2, card (gone)" in done.err


def test_a_folder_of_another_session_is_refused(tmp_path: Path) -> None:
    """Its packs would be removed: wrong usage, and all stays as it was."""
    out = tmp_path / "out"
    assert build(workspace(tmp_path / "one", ONE), out, "--only", "cards").code == 0
    before = everything(out)
    done = build(workspace(tmp_path / "two", ONE, session={"id": "other"}), out, "--only", "cards")
    assert done.code == 2
    assert everything(out) == before


def test_out_is_named_by_the_session_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """out/<session id>, below the current folder."""
    monkeypatch.chdir(tmp_path)
    done = press("build", workspace(tmp_path / "desk", ONE), "--as-of", AS_OF, "--jobs", "1", "--only", "cards")
    assert done.code == 0, done.err
    assert (tmp_path / "out" / "small" / "TGO" / "p-1-card-en.pdf").is_file()


def sheets_of(out: Path) -> list[str]:
    """Return the text of each page of the country's card sheets."""
    return pages(out / "TGO" / "cards.pdf")


def test_a_half_used_sheet_is_filled_from_the_start_cell(tmp_path: Path) -> None:
    """From cell 10 of a sheet of ten, the second card stands on the second sheet; its first cells are used again."""
    desk = workspace(tmp_path / "desk", [{"code": f"P-{n}", "country": "TGO"} for n in (1, 2)])
    done = build(desk, tmp_path / "out", "--start-cell", "10", "--paper", "A5")
    assert done.code == 0, done.err
    assert [[code for code in ("P-1", "P-2") if code in words] for words in sheets_of(tmp_path / "out")] == [
        ["P-1"], ["P-1"], ["P-2"], ["P-2"]
    ]  # fmt: skip
    (entry,) = entries(tmp_path / "out", kind="cards")
    assert (entry["pages"], {page: len(urls) for page, urls in entry["links"].items()}) == (4, {"2": 2, "4": 2})
    with pikepdf.open(tmp_path / "out" / "TGO" / "p-1-pack-en.pdf") as pdf:
        assert {size_mm(page, "MediaBox") for page in pdf.pages} == {(148.0, 210.0)}
    with pikepdf.open(tmp_path / "out" / "TGO" / "cards.pdf") as pdf:
        assert {size_mm(page, "MediaBox") for page in pdf.pages} == {(210.0, 297.0)}


def test_letter_has_its_own_plain_sheet(tmp_path: Path) -> None:
    """The paper of the session, Letter: packs and card sheets in that size, eight cards on a sheet."""
    desk = workspace(tmp_path / "desk", ONE, session={"paper": "Letter"})
    assert build(desk, tmp_path / "no", "--start-cell", "9").code == 2
    done = build(desk, tmp_path / "out", "--start-cell", "8")
    assert done.code == 0, done.err
    for name in ("p-1-pack-en.pdf", "cards.pdf", "packs.pdf"):
        with pikepdf.open(tmp_path / "out" / "TGO" / name) as pdf:
            assert {size_mm(page, "MediaBox") for page in pdf.pages} == {(215.9, 279.4)}


PRESETS = sorted(path.stem for path in shipped("templates", "sheets").glob("*.yaml"))


def test_all_products_of_the_contract_are_there() -> None:
    """Those that the contract names."""
    named = {
        "avery-c32011",
        "decadry-occ-3342",
        "geha-p70",
        "avery-l7414",
        "sigel-lp795",
        "avery-5371",
        "dataline-57127",
    }
    assert named | {"plain-a4", "plain-letter"} <= set(PRESETS)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_card_takes_the_size_of_its_sheet(tmp_path: Path, preset: str) -> None:
    """A card with four contacts fits each product that is sold, in its own size with 3 mm of bleed."""
    import yaml

    given = yaml.safe_load(shipped("templates", "sheets", f"{preset}.yaml").read_text("utf-8"))
    who: dict[str, str] = {"code": "P-1", "country": "TGO"}
    for n in range(1, 5):
        who |= contact(n, f"Sample Person {n}", f"+44 20 7946 003{n}", relation="neighbour")
    done = build(workspace(tmp_path / "desk", [who]), tmp_path / "out", "--only", "cards", "--sheet", preset)
    assert done.code == 0, done.err
    path = tmp_path / "out" / "TGO" / "p-1-card-en.pdf"
    size = float(given["card_width"]), float(given["card_height"])
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            assert size_mm(page, "TrimBox") == pytest.approx(size, abs=0.02)
            assert size_mm(page, "BleedBox") == pytest.approx((size[0] + 6, size[1] + 6), abs=0.02)
    assert all(f"+44 20 7946 003{n}" in pages(path)[0] for n in range(1, 5))


@pytest.mark.parametrize("preset", ["avery-5371", "dataline-57127"])
def test_a_whole_build_lays_the_cards_on_the_product(tmp_path: Path, preset: str) -> None:
    """The sheet of the session is the one that is used, also where its paper is not that of the packs."""
    done = build(workspace(tmp_path / "desk", ONE, session={"sheet": preset}), tmp_path / "out")
    assert done.code == 0, done.err
    with pikepdf.open(tmp_path / "out" / "TGO" / "cards.pdf") as pdf:
        assert len(pdf.pages) == 2


# Exit codes

FAULTY = (*PEOPLE[:2], {"code": "T-3", "country": "TGO", **contact(1, "Ama", "12345")}, PEOPLE[2])


def test_a_faulty_row_stops_the_run(tmp_path: Path) -> None:
    """Exit code 3: nothing is made, not even for those whose rows are good."""
    done = build(workspace(tmp_path / "desk", FAULTY), tmp_path / "out")
    assert done.code == 3
    assert len(done.errors) == 1
    assert done.errors[0].startswith("participants.csv:4:")
    assert not (tmp_path / "out").exists()


def test_with_keep_going_the_others_are_made(tmp_path: Path) -> None:
    """Exit code 1; the failure is told and listed by code, with the place of its fault, and no file is theirs."""
    done = build(workspace(tmp_path / "desk", FAULTY), tmp_path / "out", "--keep-going", "--only", "cards")
    assert done.code == 1
    found = manifest(tmp_path / "out")
    (failure,) = found["failed"]
    assert failure["participant"] == "T-3"
    assert failure["problems"][0].startswith("participants.csv:4:")
    assert {entry["participant"] for entry in found["files"]} == {"T-1", "T-2"}
    assert "participants.csv:4:" in done.err
    assert "12345" not in done.err


def test_keep_going_leaves_out_the_row_that_cannot_be_read(tmp_path: Path) -> None:
    """A quotation mark that none ends costs its own line, and not the person above it."""
    desk = workspace(
        tmp_path / "desk", files={"participants.csv": 'code,country,name\nP-1,TGO,\nP-2,TGO,"Ana\nP-3,TGO,\n'}
    )
    assert build(desk, tmp_path / "out", "--keep-going", "--only", "cards").code == 1
    assert {entry["participant"] for entry in entries(tmp_path / "out", kind="card")} == {"P-1", "P-3"}
    assert [failed["participant"] for failed in manifest(tmp_path / "out")["failed"]] == ["row 3"]


@pytest.mark.parametrize(
    "faulty",
    [
        {"code": "T-2", "country": "TGO", "name": "\N{LATIN SMALL LETTER EZH} Sample"},
        {"code": "T-2", "country": "RUS", **contact(1, "Sample Person of Freedom House")},
        {"code": "T-2", "country": "TGO", "edition": "discreet", **contact(1, "Sample Person", relation="UPR Info")},
        {"code": "UPR-Info", "country": "TGO", "edition": "discreet"},
    ],
    ids=["letters", "forbidden", "telling", "code"],
)
def test_keep_going_leaves_out_whose_row_cannot_be_printed(tmp_path: Path, faulty: dict[str, str]) -> None:
    """Letters that no font has, a name that may not stand: that person's files are not made, everybody else's are."""
    desk = workspace(
        tmp_path / "desk",
        [{"code": "T-1", "country": "TGO"}, faulty, {"code": "T-3", "country": "ISL"}],
        session={"countries": ["TGO", "ISL", "RUS"]},
    )
    assert build(desk, tmp_path / "out", "--only", "cards").code == 3
    assert not (tmp_path / "out").exists()
    done = build(desk, tmp_path / "out", "--keep-going", "--only", "cards")
    assert done.code == 1
    assert "participants.csv:3:" in done.err
    assert {entry["participant"] for entry in entries(tmp_path / "out", kind="card")} == {"T-1", "T-3"}
    (failure,) = manifest(tmp_path / "out")["failed"]
    assert failure["participant"] == faulty["code"]
    assert failure["problems"][0].startswith("participants.csv:3:")
    assert "Sample Person" not in done.said


def test_keep_going_ends_where_nobody_is_left(tmp_path: Path) -> None:
    """If nobody's row can be printed, the faults are told as without the option, and nothing is made."""
    desk = workspace(tmp_path / "desk", [{"code": "T-1", "country": "TGO", "name": "\N{LATIN SMALL LETTER EZH}"}])
    done = build(desk, tmp_path / "out", "--keep-going")
    assert done.code == 3
    assert done.errors[0].startswith("participants.csv:2:3: name: has characters")
    assert not (tmp_path / "out").exists()


def test_keep_going_does_not_go_past_what_everybody_gets(tmp_path: Path) -> None:
    """A letter that no font has in the session's own words stops everything, whoever else's row has one."""
    person = {"code": "T-2", "country": "TGO", "name": "\N{LATIN SMALL LETTER EZH}"}
    desk = workspace(tmp_path / "desk", [*ONE, person], session={"venue": "\N{LATIN SMALL LETTER EZH} Hall"})
    assert build(desk, tmp_path / "out", "--keep-going").code == 3
    assert not (tmp_path / "out").exists()


def test_keep_going_does_not_go_past_a_fault_of_the_session(tmp_path: Path) -> None:
    """A fault that is no row's own stops everything."""
    desk = workspace(tmp_path / "desk", FAULTY, session={"edition": "secret"})
    assert build(desk, tmp_path / "out", "--keep-going").code == 3
    assert not (tmp_path / "out").exists()


def limited() -> None:
    """Allow no file above 30 kB, as if the disk were full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))


def test_a_full_disk_is_the_machines_fault(tmp_path: Path) -> None:
    """Exit code 4, what to do, and nothing in the folder: no half of a file, and no card without its pack."""
    desk, out = workspace(tmp_path / "desk", ONE), tmp_path / "out"
    command = [sys.executable, str(GENERATE), "build", str(desk), "--out", str(out), "--as-of", AS_OF, "--jobs", "1"]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=limited, check=False)
    assert done.returncode == 4, done.stderr
    assert "disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    assert everything(out) == {}


def test_a_file_where_the_folder_should_be_is_wrong_usage(tmp_path: Path) -> None:
    """The place to write to is the user's choice."""
    (tmp_path / "out").write_text("mine")
    done = build(workspace(tmp_path / "desk", ONE), tmp_path / "out")
    assert done.code == 2
    assert (tmp_path / "out").read_text() == "mine"


# Interrupts


def interruptible() -> None:
    """Take SIGINT as on a terminal: whoever runs the tests in the background has it ignored, and that is inherited."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_leaves_nothing_half_made(tmp_path: Path, jobs: str) -> None:
    """Ctrl-C in the middle: exit code 130, one sentence, each file of the old build as it was, and none beside them."""
    people = [{"code": f"P-{n}", "country": "TGO", **contact(1, "Awa")} for n in range(1, 13)]
    desk, out = workspace(tmp_path / "desk", people), tmp_path / "out"
    assert build(desk, out, "--only", "cards", "--participant", "P-1").code == 0
    before = everything(out)
    workspace(desk, [who | contact(1, "Komi") for who in people])
    command = [sys.executable, str(GENERATE), "build", str(desk), "--out", str(out), "--as-of", AS_OF, "--jobs", jobs]
    said = ""
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=interruptible,  # noqa: PLW1509 - this process has no threads of its own
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            said += line
            if "] P-" in line:
                break
        os.killpg(process.pid, signal.SIGINT)
        said += process.stderr.read()
    assert process.returncode == 130, said
    assert "Interrupted" in said
    assert "Traceback" not in said
    assert everything(out) == before
    assert gone(process.pid)


def gone(group: int) -> bool:
    """Whether no process of a group is left, after a moment."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


# What is said where


def test_json_is_the_manifest_and_nothing_else(tmp_path: Path) -> None:
    """A script reads standard output; on standard error, how far the work is comes as JSON too, and nothing with -q."""
    desk = workspace(tmp_path / "desk", PEOPLE)
    done = build(desk, tmp_path / "out", "--only", "cards", "--json")
    assert done.code == 0
    progress = [json.loads(line) for line in done.err.splitlines()]
    assert [state["packs"] for state in progress] == list(range(1, len(PEOPLE) + 1))
    assert {state["finished"] for state in progress} == {who["code"] for who in PEOPLE}
    assert build(desk, tmp_path / "quiet", "--only", "cards", "--json", "-q").err == ""
    assert done.out.encode() == (tmp_path / "out" / "manifest.json").read_bytes()
    loaded: Mapping[str, Any] = json.loads(done.out)
    assert len(loaded["files"]) == 2


def test_json_stays_json_when_some_fail(tmp_path: Path) -> None:
    """Failures are in it, and told on standard error."""
    desk = workspace(tmp_path / "desk", FAULTY)
    done = build(desk, tmp_path / "out", "--only", "cards", "--json", "--keep-going")
    assert done.code == 1
    assert json.loads(done.out)["failed"][0]["participant"] == "T-3"
    assert "participants.csv:4:" in done.err


def test_quiet_says_nothing_where_all_went_well(tmp_path: Path) -> None:
    """Neither progress nor summary nor warnings."""
    done = build(workspace(tmp_path / "desk", PEOPLE), tmp_path / "out", "--only", "cards", "-q")
    assert (done.code, done.said) == (0, "")


def test_quiet_still_tells_errors(tmp_path: Path) -> None:
    """What went wrong is always said."""
    done = build(workspace(tmp_path / "desk", FAULTY), tmp_path / "out", "-q")
    assert (done.code, len(done.err.splitlines())) == (3, 1)


def test_progress_in_a_pipe_is_plain_lines_of_codes(tmp_path: Path) -> None:
    """One line a piece of work, without the terminal's signs."""
    done = build(workspace(tmp_path / "desk", PEOPLE), tmp_path / "out", "--only", "cards")
    assert "[1/3] T-1\n[2/3] T-2\n" in done.err
    assert "\x1b" not in done.err
    assert "\r" not in done.err


def test_generate_py_hands_the_exit_code_on(tmp_path: Path) -> None:
    """The front door ends as the program does."""
    with umask(0o022):
        assert generate("build", tmp_path / "nowhere").code == 3
        assert generate("no-such-command").code == 2
