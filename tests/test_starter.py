"""A new workspace: explained, valid, made up, private, and the same each time."""

from __future__ import annotations

import io
import os
import re
import stat
import time
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pydantic import BaseModel

from pressroom import starter
from pressroom.deliver import write_whole
from pressroom.paths import shipped
from pressroom.problems import Findings, MachineError
from pressroom.read import tables
from pressroom.read.schema import validate
from pressroom.read.schemas.country import CountryIn
from pressroom.read.schemas.others import BrandIn, ConfirmationIn
from pressroom.read.schemas.participant import ParticipantIn
from pressroom.read.schemas.resource import ResourceIn
from pressroom.read.schemas.session import SessionIn
from pressroom.read.shipped import country_codes, languages
from pressroom.read.tree import ListNode, Node
from pressroom.read.yamlfile import parse_yaml

FILES = [
    "README.txt", "examples/brand.yaml", "examples/confirmations.yaml", "examples/countries/TGO.yaml",
    "examples/resources.yaml", "participants.xlsx", "session.yaml",
]  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A new workspace."""
    starter.lay_down(tmp_path / "new")
    return tmp_path / "new"


def checked(schema: type[BaseModel], node: Node | None) -> Any:
    """Return the value that a node has by a schema; there must be no problem."""
    findings = Findings()
    assert node is not None
    value = validate(schema, node, findings)
    assert findings.problems == []
    return value


def read(text: str, name: str) -> Node | None:
    """Return the tree of a YAML text; there must be no problem."""
    findings = Findings()
    node = parse_yaml(text, name, findings)
    assert findings.problems == []
    return node


def sheet(workspace: Path) -> Any:
    """Return the sheet to fill in."""
    return openpyxl.load_workbook(workspace / "participants.xlsx")["participants"]


@pytest.mark.parametrize(
    ("folder", "id_"),
    [
        ("Geneva May", "geneva-may"),
        ("upr_51", "upr-51"),
        ("x" * 80, "x" * 60),
        ("2026-05", ""),
        ("no", ""),
        ("COM1", ""),
        ("日内瓦", ""),
    ],
)
def test_a_session_is_called_as_its_folder(tmp_path: Path, folder: str, id_: str) -> None:
    """The README's commands name one folder and the other; where a folder's name can be no id, the example's stays."""
    starter.lay_down(tmp_path / folder)
    session = checked(SessionIn, read((tmp_path / folder / "session.yaml").read_text("utf-8"), "session.yaml"))
    assert session.id == (id_ or "my-pre-session")


def test_what_is_laid_down(tmp_path: Path) -> None:
    """These files and no others, given back in order; each for its owner alone, and so are the folders."""
    folder = tmp_path / "a" / "new"
    old = os.umask(0)
    try:
        laid = starter.lay_down(folder)
    finally:
        os.umask(old)
    assert [path.relative_to(folder).as_posix() for path in laid] == FILES
    assert laid == sorted(path for path in folder.rglob("*") if path.is_file())
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    """A folder that staff made themselves, with nothing in it, will do; it is closed to others."""
    tmp_path.chmod(0o755)
    assert starter.lay_down(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


@pytest.mark.parametrize("what", ["full", "file", "link", "dangling"])
def test_nothing_is_overwritten(tmp_path: Path, what: str) -> None:
    """A folder with something in it, a file and a link are refused, and left as they were."""
    folder, other = tmp_path / "new", tmp_path / "other"
    match what:
        case "full":
            folder.mkdir()
            (folder / "mine").write_text("mine", encoding="utf-8")
        case "file":
            folder.write_text("mine", encoding="utf-8")
        case "link":
            other.mkdir()
            folder.symlink_to(other)
        case "dangling":
            folder.symlink_to(other)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(FileExistsError, match="choose"):
        starter.lay_down(folder)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system refuses, the message says so; it is the machine's fault, not the program's."""

    def refuse(_self: Path) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(MachineError, match="Permission denied"):
        starter.lay_down(tmp_path)


@pytest.mark.parametrize("is_there", [True, False])
def test_half_a_workspace_does_not_stand_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    """When the disk is full, what was laid down is taken away again: there is room for the next try, and a place."""
    left = 3

    def fill(target: Path, data: bytes) -> str:
        nonlocal left
        left -= 1
        if left < 0:
            raise MachineError("the disk is full")
        return write_whole(target, data)

    if is_there:
        (tmp_path / "new").mkdir()
    monkeypatch.setattr(starter, "write_whole", fill)
    with pytest.raises(MachineError, match="the disk is full"):
        starter.lay_down(tmp_path / "new")
    assert list(tmp_path.rglob("*")) == []
    left = 100
    assert starter.lay_down(tmp_path / "new")


def test_the_same_bytes_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two new spreadsheets are the same to the byte, whatever the clock says."""
    first = starter.spreadsheet()
    time.sleep(2.1)  # the clock inside ZIP files counts in steps of two seconds
    assert starter.spreadsheet() == first


def test_session_is_valid_and_a_specimen(workspace: Path) -> None:
    """The session can be used at once, and marks every page until staff say otherwise."""
    text = (workspace / "session.yaml").read_text(encoding="utf-8")
    session = checked(SessionIn, read(text, "session.yaml"))
    assert session.specimen is True
    assert text.rstrip().endswith("specimen: yes")


def test_session_explains_every_key(workspace: Path) -> None:
    """Each key that a session may have stands there, the optional ones behind #, and is valid without it."""
    text = (workspace / "session.yaml").read_text(encoding="utf-8")
    head, tail = text.split("# What follows is optional.")
    tail = re.sub(r"^# ([a-z_]+:|  )", r"\1", tail, flags=re.MULTILINE)
    node = read(head + "#" + tail, "session.yaml")
    session = checked(SessionIn, node)
    assert session.model_fields_set == set(SessionIn.model_fields)
    assert session.host.model_fields_set == set(type(session.host).model_fields)


@pytest.mark.parametrize(
    ("name", "schema"),
    [("countries/TGO", CountryIn), ("resources", ResourceIn), ("confirmations", ConfirmationIn), ("brand", BrandIn)],
)
def test_examples_are_valid(workspace: Path, name: str, schema: type[BaseModel]) -> None:
    """Copied as they are, the examples have no fault."""
    path = workspace / "examples" / f"{name}.yaml"
    node = read(path.read_text(encoding="utf-8"), path.name)
    for entry in node.items if isinstance(node, ListNode) else [node]:
        checked(schema, entry)


def test_the_spreadsheet_can_be_read_at_once(workspace: Path) -> None:
    """It has every column of the contract, in order, and one made-up person."""
    findings = Findings()
    node = tables.read_participants(workspace, "participants.xlsx", {}, findings)
    assert findings.problems == []
    assert node is not None
    assert len(node.items) == 1
    person = checked(ParticipantIn, node.items[0])
    assert (person.code, person.country, len(person.contacts)) == ("EXAMPLE-01", "TGO", 1)
    assert [cell.value for cell in sheet(workspace)[1]] == list(tables.COLUMNS)


def test_every_heading_has_its_note(workspace: Path) -> None:
    """Pointing at a heading tells what belongs below it; each contact's note says which contact."""
    for cell in sheet(workspace)[1]:
        assert cell.comment is not None
        assert "{" not in cell.comment.text
    assert "contact 3" in sheet(workspace)["T1"].comment.text.casefold()
    assert sheet(workspace)["T1"].value.startswith("contact3_")


def test_columns_are_text(workspace: Path) -> None:
    """Whole columns are set to text, so that no phone or code turns into a number; consent may be a date."""
    page = sheet(workspace)
    for cell in page[1]:
        expected = "yyyy-mm-dd" if cell.value.endswith("_consent") else "@"
        assert page.column_dimensions[cell.column_letter].number_format == expected
        assert page.cell(2, cell.column).number_format == expected


def test_lists_to_choose_from(workspace: Path) -> None:
    """Country, language, edition, card and consent offer what the program knows; consent lets a date pass."""
    book = openpyxl.load_workbook(workspace / "participants.xlsx")
    page, lists = book["participants"], book["lists"]
    assert lists.sheet_state == "hidden"
    offered = {}
    for choice in page.data_validations.dataValidation:
        heading = page[f"{str(choice.sqref).split('2:')[0]}1"].value
        area = choice.formula1.partition("!")[2].replace("$", "")
        offered[heading] = [row[0].value for row in lists[area]]
        assert choice.type == "list"
        assert bool(choice.showErrorMessage) is not heading.endswith("_consent")
    assert offered["country"] == list(country_codes())
    assert offered["language"] == list(languages())
    assert offered["edition"] == ["open", "discreet"]
    assert offered["card"] == offered["contact4_consent"] == ["yes", "no"]
    assert len(offered) == 8


def test_header_stays_in_sight(workspace: Path) -> None:
    """Headings and codes stay when one scrolls, and every column has a width."""
    page = sheet(workspace)
    assert page.freeze_panes == "B2"
    assert all(page.column_dimensions[cell.column_letter].width >= 8 for cell in page[1])


def test_what_is_typed_into_it_is_read(workspace: Path) -> None:
    """A person typed below the example, consent as a date, comes out as typed."""
    path = workspace / "participants.xlsx"
    book = openpyxl.load_workbook(path)
    page = book["participants"]
    page["A3"], page["B3"], page["J3"], page["L3"], page["N3"] = (
        "B-1",
        "CIV",
        "N",
        "+44 20 7946 0002",
        date(2026, 5, 31),
    )
    page["N3"].number_format = "dd.mm.yyyy"
    book.save(path)
    findings = Findings()
    node = tables.read_participants(workspace, "participants.xlsx", {}, findings)
    assert findings.problems == []
    assert node is not None
    contact = checked(ParticipantIn, node.items[1]).contacts[0]
    assert (contact.phone.replace(" ", ""), str(contact.consent)) == ("+442079460002", "2026-05-31")


def test_nothing_in_it_is_real(workspace: Path) -> None:
    """Numbers are from the range for fiction, addresses at example.org; no one's name is in the properties."""
    texts = [path.read_text(encoding="utf-8") for path in workspace.rglob("*") if path.suffix in {".yaml", ".txt"}]
    texts.append(" ".join(str(cell.value) for cell in sheet(workspace)[2]))
    for text in texts:
        assert all(number.startswith("+44 20 7946 0") for number in re.findall(r"\+\d[\d ]+\d", text))
        assert all(host == "example.org" for host in re.findall(r"(?:@|https://)([\w.-]+)", text))
    properties = openpyxl.load_workbook(io.BytesIO((workspace / "participants.xlsx").read_bytes())).properties
    assert not properties.creator
    assert not properties.lastModifiedBy


def test_readme_names_every_file() -> None:
    """The README says what each file is for."""
    text = (shipped("packs", "starter") / "README.txt").read_text(encoding="utf-8")
    assert all(name in text for name in FILES if name != "README.txt")


def test_a_file_on_the_way_is_told(tmp_path: Path) -> None:
    """A folder cannot be made below a file: what to do is said, and nothing is touched."""
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FileExistsError, match="not a folder"):
        starter.lay_down(tmp_path / "file" / "new")
