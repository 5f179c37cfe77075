"""The same people give the same packs, to the byte: whatever the form of their table, and wherever they are made."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.program.making import AS_OF, build, contact, generate, table, workspace
from tests.program.reading import everything, needs
from tests.read.making import as_csv

pytestmark = pytest.mark.xdist_group("same")

PEOPLE = (
    {
        "code": "P-1", "country": "TGO", "also_countries": "FRA ISL", "language": "en", "edition": "open",
        "card": "yes", "name": "Zoë Łukasz Спесимен", "organisation": "Sample; League, of “Specimens”",
        "note": "for staff",
        **contact(1, "Awa", relation="sister", consent="2026-11-10"),
        **contact(3, "Komi", "+44 20 7946 0013", email="komi@example.org"),
    },
    {"code": "2", "country": "TGO", "card": "no", **contact(1, "K.", consent="no"), **contact(4, "Doina")},
)  # fmt: skip
COLUMNS = list(dict.fromkeys(column for who in PEOPLE for column in who))
ROWS = [COLUMNS, *([who.get(column, "") for column in COLUMNS] for who in PEOPLE)]

FORMS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "semicolons": ("participants.csv", lambda: as_csv(ROWS, ";")),
    "tabs": ("participants.csv", lambda: as_csv(ROWS, "\t")),
    "byte-order mark": ("participants.csv", lambda: b"\xef\xbb\xbf" + as_csv(ROWS)),
    "lines of Windows": ("participants.csv", lambda: as_csv(ROWS).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")),
    "xlsx": ("participants.xlsx", lambda: table(PEOPLE, "participants.xlsx")),
    "ods": ("participants.ods", lambda: table(PEOPLE, "participants.ods")),
    "yaml": ("participants.yaml", lambda: table(PEOPLE, "participants.yaml")),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace of two people, as CSV with commas."""
    return workspace(tmp_path_factory.mktemp("desk"), PEOPLE)


@pytest.fixture(scope="module")
def made(desk: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return all that is made of it, by one process."""
    out = tmp_path_factory.mktemp("made")
    done = build(desk, out)
    assert done.code == 0, done.err
    found = everything(out)
    assert len(found) == 2 + 1 + 3 + 2 + 1
    return found


@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_the_table_gives_the_same_bytes(tmp_path: Path, made: dict[str, bytes], form: str) -> None:
    """CSV with its delimiters and marks, XLSX, ODS and YAML are ways to write the same people down."""
    name, write = FORMS[form]
    done = build(workspace(tmp_path / "desk", PEOPLE, form=name, files={name: write()}), tmp_path / "out")
    assert done.code == 0, done.err
    assert everything(tmp_path / "out") == made


def test_processes_and_hash_seed_leave_no_trace(tmp_path: Path, desk: Path, made: dict[str, bytes]) -> None:
    """On two processes, with another order of sets: the same bytes."""
    out = tmp_path / "elsewhere"
    done = generate("build", desk, "--out", out, "--as-of", AS_OF, "--jobs", "2", PYTHONHASHSEED="4711")
    assert done.code == 0, done.err
    assert everything(out) == made


def test_place_and_tongue_leave_no_trace(tmp_path: Path, desk: Path, made: dict[str, bytes]) -> None:
    """In another time zone, without a locale, from another folder and by relative paths: the same bytes."""
    here = tmp_path / "here"
    here.mkdir()
    given, out = Path(os.path.relpath(desk, here)), Path("elsewhere")
    done = generate(
        "build", given, "--out", out, "--as-of", AS_OF, "--jobs", "1", cwd=here,
        TZ="Pacific/Kiritimati", LANG="C", LC_ALL="C", PYTHONUTF8="0",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert everything(here / out) == made


def test_building_again_changes_nothing(tmp_path: Path, desk: Path, made: dict[str, bytes]) -> None:
    """A second build over the first leaves the same bytes, and nothing has to be printed again."""
    build(desk, tmp_path / "out")
    done = build(desk, tmp_path / "out")
    assert "differs from the last build" not in done.err
    assert everything(tmp_path / "out") == made


def test_another_day_gives_other_packs(tmp_path: Path, desk: Path, made: dict[str, bytes]) -> None:
    """The day is printed: that the bytes are the same elsewhere is no accident of a file that never changes."""
    done = build(desk, tmp_path / "out", "--only", "cards", "--as-of", "2026-11-20")
    assert done.code == 0, done.err
    found = everything(tmp_path / "out")
    assert {name for name, data in found.items() if data == made[name]} == set()


def without_network() -> list[str]:
    """Return the words that run a program without any network; skip where this machine does not permit it."""
    unshare = [needs("unshare"), "--net", "--map-root-user"]
    if subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine permits no network namespaces here")
    return unshare


def test_the_sample_is_the_same_without_network_and_otherwise_run(sample: Path, tmp_path: Path) -> None:
    """In a namespace without interfaces, by one process, in another zone, locale and folder: a country's same bytes."""
    done = generate(
        "demo", "--out", tmp_path / "out", "--as-of", AS_OF, "--jobs", "1", "--country", "TGO",
        before=without_network(), cwd=tmp_path, TZ="America/St_Johns", LANG="C", LC_ALL="C", PYTHONHASHSEED="99",
    )  # fmt: skip
    assert done.code == 0, done.err
    made, all_of_them = everything(tmp_path / "out"), everything(sample)
    assert len(made) >= 9
    assert [name for name, data in made.items() if name != "manifest.json" and data != all_of_them[name]] == []
