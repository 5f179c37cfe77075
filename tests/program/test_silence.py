"""Whatever goes wrong, and wherever: no message, manifest or traceback repeats what somebody typed about a person."""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from pressroom.deliver import files
from pressroom.made import Part
from pressroom.read.tables import COLUMNS
from pressroom.shop.shop import Shop
from tests.program.making import AS_OF, Run, build, contact, press, table, workspace
from tests.read.making import as_xlsx

HIDDEN = "Xylomancer"
PHONE = "+44 20 7946 0011"
PERSON = {"code": "P-1", "country": "TGO", **contact(1, HIDDEN, PHONE, relation=f"{HIDDEN}kin")}

KINDS = {
    "a word": f"{HIDDEN}word",
    "too long": HIDDEN * 400,
    "a control character": f"{HIDDEN}\x07",
    "over lines": f"{HIDDEN}\n{HIDDEN}",
    "a lost letter": f"{HIDDEN}\ufffd",
    "backwards": f"\u202e{HIDDEN}",
    "without glyphs": f"{HIDDEN} \u0928\u093e\u092e",
    "a formula": f'=HYPERLINK("http://{HIDDEN}.example")',
    "an address": f"{HIDDEN}@@example",
    "a number with a word": f"+44 20 7946 0011 {HIDDEN}",
    "a date": f"2026-13-01 {HIDDEN}",
    "markup": f"<b>{HIDDEN}</b>{{{{ {HIDDEN} }}}}",
}
NESTED: dict[str, Any] = {
    "a list": [HIDDEN],
    "a mapping": {HIDDEN: HIDDEN},
    "nothing": None,
}
CELLS = [column for column in COLUMNS if column != "code"]


def silent(*runs: Run, words: tuple[str, ...] = (HIDDEN, "7946 0011", "79460011")) -> None:
    """Fail if a run said one of the words, in whatever case, or showed where it broke."""
    for run in runs:
        said = run.said.casefold()
        assert [word for word in words if word.casefold() in said] == [], run.said[:2000]
        assert "Traceback" not in run.said


def rows(kinds: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield people each of whom has one fault in one cell."""
    number = 0
    for column in CELLS:
        for bad in kinds.values():
            number += 1
            base = {"code": f"P-{number}", "country": "TGO", **contact(1, f"{HIDDEN}ok", PHONE)}
            yield base | {column: bad}


def no_file_tells(folder: Path) -> None:
    """Fail if a file that is no PDF has the word in it, or in its name."""
    for path in folder.rglob("*") if folder.exists() else ():
        assert HIDDEN.casefold() not in path.name.casefold()
        if path.suffix in {".json", ".txt"}:
            assert HIDDEN.casefold() not in path.read_text("utf-8").casefold()


@pytest.mark.parametrize("form", ["participants.csv", "participants.xlsx", "participants.yaml"])
def test_no_kind_of_fault_in_any_column_repeats_the_cell(tmp_path: Path, form: str) -> None:
    """Each column with each kind of fault at once, in each form of the table; all are told by place."""
    people = [{"code": "P-0", "country": "TGO", "note": "None", "card": "no"}, *rows(KINDS)]
    if form.endswith(".xlsx"):
        people = [who for who in people if not any("\x07" in value for value in who.values())]
    desk = workspace(tmp_path / "desk", people, form=form)
    checked = press("check", desk, "--as-of", AS_OF)
    assert checked.code == 3
    assert len(checked.errors) > 100
    silent(checked)
    gone_on = build(desk, tmp_path / "out", "--keep-going", "-v", "--participant", "P-0")
    assert gone_on.code == 1
    assert len(json.loads((tmp_path / "out" / "manifest.json").read_bytes())["failed"]) > 100
    silent(gone_on)
    no_file_tells(tmp_path / "out")


def test_no_shape_of_yaml_repeats_the_value(tmp_path: Path) -> None:
    """A list or mapping where a text belongs, a key that nobody knows, syntax that breaks in the middle of a name."""
    people: list[dict[str, Any]] = []
    for column in (c for c in CELLS if not c.startswith("contact")):
        people += [{"code": f"P-{column}-{n}", "country": "TGO", column: bad} for n, bad in enumerate(NESTED.values())]
    people.append({"code": "P-key", "country": "TGO", HIDDEN: HIDDEN})
    for number, bad in enumerate([HIDDEN, [HIDDEN], {HIDDEN: HIDDEN}, [{"name": {HIDDEN: 1}}], [{HIDDEN: HIDDEN}]]):
        people.append({"code": f"P-contacts-{number}", "country": "TGO", "contacts": bad})
    whole = yaml.safe_dump(people, allow_unicode=True)
    broken = [f"- code: P-1\n  name: {tail}\n" for tail in (
        f"{HIDDEN}: {HIDDEN}: x", f"'{HIDDEN}", f"&{HIDDEN} x", f"*{HIDDEN}", f"!{HIDDEN} x", f"[{HIDDEN}",
        f"@{HIDDEN}", f"{HIDDEN}\n {HIDDEN}:\n- ]", f"a\n  name: {HIDDEN}", f"%{HIDDEN}", f"|{HIDDEN}",
        f"\t{HIDDEN}\n\t- {HIDDEN}",
    )]  # fmt: skip
    for number, text in enumerate([whole, *broken]):
        desk = workspace(tmp_path / str(number), form="participants.yaml", files={"participants.yaml": text})
        checked = press("check", desk, "--as-of", AS_OF)
        assert checked.code == 3, text
        silent(checked)


BROKEN_TABLES = {
    "an open quote": ("participants.csv", f'code,country,name\nP-1,TGO,"{HIDDEN}\nP-2,TGO,{HIDDEN}\n'.encode()),
    "another encoding": ("participants.csv", f"code,country,name\nP-1,TGO,{HIDDEN}é\n".encode("latin-1")),
    "too many cells": ("participants.csv", f"code,country,name\nP-1,TGO,{HIDDEN},{HIDDEN}\n".encode()),
    "no headings": ("participants.csv", f"P-1,TGO,{HIDDEN}\n".encode()),
    "a heading twice": ("participants.csv", f"code,country,{HIDDEN},{HIDDEN}\nP-1,TGO,a,b\n".encode()),
    "a NUL": ("participants.csv", f"code,country,name\nP-1,TGO,{HIDDEN}\0\n".encode()),
    "the same code twice": ("participants.csv", f"code,country,name\nP-1,TGO,{HIDDEN}\np-1,TGO,{HIDDEN}\n".encode()),
    "a cut file": ("participants.xlsx", as_xlsx([["code", "country", "name"], ["P-1", "TGO", HIDDEN]])[:-200]),
    "another file": ("participants.xlsx", f"code;country;name\nP-1;TGO;{HIDDEN}\n".encode()),
    "another file as ODS": ("participants.ods", HIDDEN.encode() * 100),
}


@pytest.mark.parametrize("what", BROKEN_TABLES)
def test_no_broken_table_repeats_what_is_in_it(tmp_path: Path, what: str) -> None:
    """Neither the reader of the form nor the program gives a piece of the file as an example."""
    form, data = BROKEN_TABLES[what]
    desk = workspace(tmp_path / "desk", form=form, files={form: data})
    checked, made = press("check", desk), build(desk, tmp_path / "out", "--keep-going", "-v")
    assert checked.code == 3
    silent(checked, made)


@pytest.mark.parametrize("options", [("--json",), ("-v", "--keep-going")])
def test_what_does_not_fit_is_told_by_its_column(tmp_path: Path, options: tuple[str, ...]) -> None:
    """A name that no page can hold keeps that person's files back; the message and the manifest have the column."""
    long = {"code": "P-2", "country": "TGO", **contact(1, HIDDEN * 12, relation=HIDDEN * 12)}
    desk = workspace(tmp_path / "desk", [PERSON, long])
    done = build(desk, tmp_path / "out", "--only", "cards", *options)
    assert done.code == 1
    assert re.search(r"contact1_(name|relation): does not fit", done.said)
    silent(done)
    no_file_tells(tmp_path / "out")


PROOFS = {
    "shop.shop": ["not made: P-1: pack: ", "not made: P-1: carry: ", "not made: P-1: card: ", "not made: P-1: cover: "],
    "shop.shared": ["not made: P-1: page 1: ", "not made: P-1: page 98: "],
    "shop.country": ["not made: TGO: page 1: "],
    "jobs": [f"not made: TGO: TGO/{name}.pdf: " for name in ("packs", "carry", "cards")],
}
"""Where finished files are read back, and how what is found in them is told."""


@pytest.mark.parametrize("where", PROOFS)
def test_what_the_proof_finds_is_told_without_the_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Every check of the proof fails at once: on a person's files, what all share, the list, jobs: no text is told."""
    from pressroom.proof import check as proof

    def strict(pdf: bytes, expected: Any) -> Any:
        wrong = replace(expected, pages=99, title=f"{HIDDEN} {HIDDEN}", language="xx", trim_mm=(10.0, 10.0),
                        qr={1: [f"https://{HIDDEN}.example"], 98: ["x"]}, archive=True, cmyk=True, shown=None,
                        text_must={1: [f"{HIDDEN}sought"], 98: [HIDDEN]})  # fmt: skip
        return proof(pdf, wrong)

    monkeypatch.setattr(f"pressroom.{where}.check", strict)
    desk = workspace(tmp_path / "desk", [PERSON | {"name": HIDDEN, "organisation": f"{HIDDEN}org"}])
    done = build(desk, tmp_path / "out", "-v", "--split", "--marks", "--force")
    assert done.code == 1
    told = [line for line in done.errors if line.startswith("not made: ")]
    assert [start for start in PROOFS[where] if not any(line.startswith(start) for line in told)] == []
    assert len(told) > 3
    silent(done)
    no_file_tells(tmp_path / "out")


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES, errno.EIO, errno.ENOENT])
def test_a_disk_that_fails_is_told_without_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    """Full, gone or forbidden: the path is told, which has the code alone."""
    desk = workspace(tmp_path / "desk", [PERSON])

    def fails(path: Path, data: bytes) -> None:
        if len(data) > 10:
            raise OSError(error, "out of luck", str(path))

    monkeypatch.setattr(files, "_write_synced", fails)
    done = build(desk, tmp_path / "out", "--only", "cards", "-v")
    assert done.code not in {0, 2, 3}
    silent(done)


@pytest.mark.parametrize(
    ("method", "error"),
    [
        *((method, ValueError) for method in ("own_pages", "participant", "_card", "job", "handout")),
        *(("participant", error) for error in (KeyError, AssertionError, OSError, MemoryError, RecursionError)),
    ],
)
def test_a_fault_of_the_program_is_told_without_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str, error: type[Exception]
) -> None:
    """An exception may bear anything in its words, a cell too: they are not printed."""

    def breaks(*_: Any, **__: Any) -> None:
        raise error(f"{HIDDEN} has {PHONE}")

    monkeypatch.setattr(Shop, method, breaks)
    if method != "own_pages":
        monkeypatch.setattr(Shop, "guidance", lambda *_, **__: Part(b"", 0, ()))
        monkeypatch.setattr(Shop, "country", lambda *_, **__: Part(b"", 0, ()))
        monkeypatch.setattr(Shop, "_pack", lambda *_, **__: None)
    done = build(workspace(tmp_path / "desk", [PERSON]), tmp_path / "out", "-v")
    assert done.code in {1, 4}
    silent(done)
    no_file_tells(tmp_path / "out")


STAFF = "Quillonby"
FAULTY_TRAIL: dict[str, dict[str, object]] = {
    "an id that nobody has": {"id": STAFF},
    "a day ahead": {"confirmed": "2099-01-01"},
    "no day": {"confirmed": STAFF},
    "a field that there is not": {"field": STAFF},
    "a name too long": {"confirmed_by": STAFF * 40},
    "a key that there is not": {STAFF: STAFF},
    "a list for a name": {"confirmed_by": [STAFF]},
    "no name": {"confirmed_by": ""},
    "two lines": {"how": f"{STAFF}\x07"},
}


@pytest.mark.parametrize("fault", FAULTY_TRAIL)
def test_no_error_names_the_staff_who_tried_a_number(tmp_path: Path, fault: str) -> None:
    """The trail names people who help: what is wrong in it is told by its place."""
    item: dict[str, object] = {
        "id": "fld", "field": "phone", "value": "+353 1 210 0489", "confirmed": "2026-11-01", "confirmed_by": STAFF,
        "how": f"called by {STAFF}",
    }  # fmt: skip
    item.update(FAULTY_TRAIL[fault])
    desk = workspace(tmp_path / "desk", files={"confirmations.yaml": yaml.safe_dump([item])})
    checked = press("check", desk, "--as-of", AS_OF)
    listed = press("confirm", desk, "--json")
    assert checked.code == 3 or fault == "an id that nobody has"
    silent(checked, listed, words=(STAFF,))


def test_the_table_of_faults_is_one() -> None:
    """The rows above are as many as columns and kinds, and each can be written as a table."""
    people = list(rows(KINDS))
    assert len(people) == len(CELLS) * len(KINDS)
    assert table(people).count(b"\n") > len(people)
