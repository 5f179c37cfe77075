"""The commands beside `build`, as a programme officer types them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from tests.program.making import AS_OF, ONE, ROOT, build, contact, generate, press, workspace
from tests.program.reading import everything, needs


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with one person's files."""
    base = tmp_path_factory.mktemp("commands")
    done = build(workspace(base / "desk", [{**ONE[0], **contact(1, "Awa")}]), base / "out")
    assert done.code == 0, done.err
    return base / "out"


# check


def test_check_says_what_a_build_would_make_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in the workspace nor in the current folder; exit code 0 where there are but warnings."""
    desk = workspace(tmp_path / "desk", ONE)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    done = press("check", desk)
    assert done.code == 0
    assert "1 packs, 1 cards, 1 countries" in done.err
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_check_tells_all_problems_in_one_run(tmp_path: Path) -> None:
    """Of every file, one line each, in the order of their places."""
    files = {"countries/TGO.yaml": "polise: no\n", "brand.yaml": "colours: {ink: black}\n"}
    people = [{"code": "P-1", "country": "XXX"}, {"code": "p-1", "country": "TGO", **contact(1, "Awa", "123")}]
    done = press("check", workspace(tmp_path / "desk", people, session={"edition": "loud"}, files=files))
    assert done.code == 3
    starts = [line.split(": ")[0] for line in done.errors]
    assert starts == sorted(starts)
    assert {start.split(":")[0] for start in starts} == {
        "brand.yaml", "countries/TGO.yaml", "participants.csv", "session.yaml"
    }  # fmt: skip
    assert len(starts) == 6


def test_check_gives_json_to_a_script(tmp_path: Path) -> None:
    """Every problem with its place, on standard output alone."""
    done = press("check", workspace(tmp_path / "desk", [{"code": "P-1", "country": "XXX"}]), "--json")
    assert done.code == 3
    (problem,) = [p for p in json.loads(done.out)["problems"] if p["severity"] == "error"]
    assert (problem["file"], problem["line"], problem["column"], problem["field"]) == (
        "participants.csv",
        2,
        2,
        "country",
    )
    assert done.err == ""


# new


def test_new_lays_down_a_workspace_that_check_finds_clean(tmp_path: Path) -> None:
    """Everything in it is explained, and nothing has to be mended before the first try."""
    assert press("new", tmp_path / "mine").code == 0
    done = press("check", tmp_path / "mine")
    assert done.code == 0
    assert done.errors == [line for line in done.errors if "packs" in line]
    assert {"session.yaml", "participants.xlsx"} <= set(everything(tmp_path / "mine"))


def test_a_new_workspace_builds_as_it_is(tmp_path: Path) -> None:
    """The first pack of a beginner, marked SPECIMEN."""
    assert press("new", tmp_path / "mine").code == 0
    done = build(tmp_path / "mine", tmp_path / "out")
    assert done.code == 0, done.err
    assert list(tmp_path.glob("out/*/*-pack-en.pdf"))


def test_new_touches_nothing_that_is_there(tmp_path: Path) -> None:
    """A folder with anything in it is refused."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "session.yaml").write_text("id: precious\n")
    done = press("new", tmp_path / "mine")
    assert done.code == 2
    assert everything(tmp_path / "mine") == {"session.yaml": b"id: precious\n"}


# proof


@pytest.mark.xdist_group("commands")
def test_proof_finds_no_fault_in_finished_files(made: Path) -> None:
    """Of every kind; it tells where the codes lead."""
    files = sorted(made.glob("*/*.pdf"))
    assert len(files) == 5
    done = press("proof", *files)
    assert done.code == 0, done.out
    assert "fault" not in done.out
    assert "QR code: https://www.ohchr.org/" in done.out
    assert press("proof", "--json", files[0]).code == 0


FAULTS: dict[str, Callable[[bytes], bytes]] = {
    "a damaged end": lambda data: data[: len(data) // 2],
    "no PDF": lambda _: b"not a PDF at all",
    "nothing": lambda _: b"",
}


@pytest.mark.xdist_group("commands")
@pytest.mark.parametrize("fault", FAULTS)
def test_proof_tells_what_cannot_be_read(made: Path, tmp_path: Path, fault: str) -> None:
    """Exit code 1, and a line that says so; never a traceback."""
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(FAULTS[fault]((made / "TGO" / "p-1-card-en.pdf").read_bytes()))
    done = press("proof", broken)
    assert done.code == 1
    assert "fault: " in done.out
    assert "Traceback" not in done.said


@pytest.mark.xdist_group("commands")
def test_proof_tells_what_gives_its_maker_away(made: Path, tmp_path: Path) -> None:
    """An author in the properties, a font that does not travel."""
    broken = tmp_path / "broken.pdf"
    with pikepdf.open(made / "TGO" / "p-1-card-en.pdf") as pdf:
        pdf.docinfo["/Author"] = "Sample Staff"
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/FontFile2" in thing:
                del thing["/FontFile2"]
        pdf.save(broken)
    done = press("proof", broken, made / "TGO" / "p-1-pack-en.pdf")
    assert done.code == 1
    faults = [line for line in done.out.splitlines() if "fault: " in line]
    assert any("properties" in line for line in faults)
    assert any(re.search("font.*(not embedded|not in the file)", line) for line in faults), faults


def test_proof_of_nothing_is_wrong_usage(tmp_path: Path) -> None:
    """No file, or none that is there."""
    assert press("proof").code == 2
    assert press("proof", tmp_path / "nowhere.pdf").code == 2


# confirm


def test_confirm_lists_what_waits(tmp_path: Path) -> None:
    """Ids, fields and values, on standard output: a list to work through."""
    done = press("confirm", workspace(tmp_path / "desk", ONE), "--as-of", AS_OF, "--json")
    assert done.code == 0
    rows = json.loads(done.out)
    assert {"id", "field", "value", "state"} <= rows[0].keys()
    assert {"fld", "accessnow"} <= {row["id"] for row in rows}


@pytest.mark.parametrize(
    "arguments",
    [("fld",), ("fld", "phone"), ("no-such-id", "phone", "--by", "Sample Staff"),
     ("fld", "fax", "--by", "Sample Staff"), ("fld", "phone", "--by", "Sample Staff", "--on", "2999-01-01")],
    ids=" ".join,
)  # fmt: skip
def test_a_confirmation_without_its_parts_is_refused(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Exit code 2, and no word is put on record."""
    desk = workspace(tmp_path / "desk", ONE)
    done = press("confirm", desk, *arguments)
    assert done.code == 2
    assert not (desk / "confirmations.yaml").exists()


# sheets, schema, doctor, completion, help


def test_sheets_lists_products(tmp_path: Path) -> None:
    """The shipped ones; with a workspace, its own too."""
    own = (
        "product: Own sheet\npaper: A4\ncard_width: 85\ncard_height: 54\ncolumns: 2\nrows: 5\n"
        "x0: 15\ny0: 13.5\npitch_x: 95\npitch_y: 54\n"
    )
    desk = workspace(tmp_path / "desk", ONE, files={"sheets/own-1.yaml": own})
    assert "avery-5371" in press("sheets").out
    assert "own-1" not in press("sheets").out
    assert "own-1" in {sheet["id"] for sheet in json.loads(press("sheets", desk, "--json").out)}
    assert press("build", desk, "--out", tmp_path / "out", "--only", "cards", "--sheet", "own-1").code == 0


def test_schema_prints_what_editors_read() -> None:
    """One schema, or all; an unknown one is wrong usage."""
    assert "session" in json.loads(press("schema").out)
    assert "host" in json.loads(press("schema", "session").out)["properties"]
    assert press("schema", "nothing").code == 2


def test_doctor_finds_this_machine_fit(tmp_path: Path) -> None:
    """It could build just now; and it leaves nothing behind."""
    done = press("doctor", "--out", tmp_path / "out")
    assert (done.code, "FAIL" in done.out) == (0, False), done.out
    assert all(check["ok"] for check in json.loads(press("doctor", "--out", tmp_path / "out", "--json").out))
    assert everything(tmp_path) == {}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(shell: str) -> None:
    """For each shell; bash's is one that bash understands."""
    done = press("completion", shell)
    assert done.code == 0
    assert "_PRESSROOM_COMPLETE" in done.out
    if shell == "bash" and shutil.which("bash"):
        subprocess.run([needs("bash"), "-n"], input=done.out, text=True, check=True)


def test_every_command_explains_itself() -> None:
    """Help for each, in plain words, on standard output."""
    said = press("--help")
    names = ("new", "check", "build", "demo", "confirm", "proof", "sheets", "doctor", "schema", "completion")
    assert said.code == 0
    for name in names:
        assert f"  {name} " in said.out
        done = press(name, "--help")
        assert done.code == 0
        assert "Usage: pressroom" in done.out


def test_the_front_door_opens(tmp_path: Path) -> None:
    """generate.py is the same program, from whatever folder it is called."""
    done = generate("--version", cwd=tmp_path)
    assert done.code == 0
    assert "pressroom" in done.out
    assert (ROOT / "generate.py").is_file()
