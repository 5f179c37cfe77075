"""Lays down a new workspace: explained files to write over, and a spreadsheet for the participants.

The files are data (``packs/starter``). The spreadsheet is made from ``columns.yaml`` there and from the shipped
lists of countries and languages, so that it always knows what the program knows. Everything in a new workspace is
valid, made up, and marked as a specimen: it can be tried at once, and cannot be mistaken for a real pack.
"""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pressroom.deliver.commit import remove_if_empty
from pressroom.deliver.files import FOLDER_MODE, OutputError, make_folder, write_whole
from pressroom.model.session import Edition
from pressroom.paths import shipped
from pressroom.problems import Findings, MachineError
from pressroom.read import tables
from pressroom.read.shipped import country_codes, country_name, languages
from pressroom.read.tree import MapNode, Scalar
from pressroom.read.values import DEVICES
from pressroom.read.yamlfile import read_yaml

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

SESSION = "session.yaml"
SPREADSHEET = "participants.xlsx"
SHEET = "participants"
LISTS = "lists"

LAST_ROW = 1_000
"""How far down the lists to choose from reach: ten times the people of a large round."""

_COLUMNS = "columns.yaml"
_TEXT, _DATE = "@", "yyyy-mm-dd"
_LONGEST_ID = 60
_NO_TEXT = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "null"})
"""What YAML takes for something else than text (YAML 1.1)."""

_ID = re.compile(rb"(?m)^id: .*$")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP file knows: the same files give the same bytes."""
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


@dataclass(frozen=True)
class _Column:
    """A column of the spreadsheet: heading, note, width in characters, way to fill it, and the example's cell."""

    heading: str
    note: str
    width: int
    fill: str
    example: str


def lay_down(folder: Path) -> list[Path]:
    """Make ``folder`` a new workspace, for its owner's eyes alone, and return the files laid down there, sorted.

    Raises:
        FileExistsError: if something is there already. The message says what to do.
        MachineError: if it cannot be written.
    """
    try:
        _refuse_if_taken(folder)
        make_folder(folder)
        folder.chmod(FOLDER_MODE)
    except FileExistsError:
        raise
    except OutputError as error:
        raise FileExistsError(str(error)) from None
    except OSError as error:
        raise MachineError(f"{folder} cannot be opened ({error.strerror}): choose another folder") from None
    laid: list[Path] = []
    try:
        for name, data in sorted(_files()):
            target = folder / name
            make_folder(target.parent)
            write_whole(target, _named(data, folder) if name == SESSION else data)
            laid.append(target)
    except BaseException:
        _take_away(laid, folder)
        raise
    return laid


def _take_away(laid: Sequence[Path], folder: Path) -> None:
    """Remove half a workspace again: it would stand in the way of the next try."""
    for target in laid:
        with contextlib.suppress(OSError):
            target.unlink()
    for each in (*sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True), folder):
        remove_if_empty(each)


def spreadsheet() -> bytes:
    """Return the spreadsheet to fill in: headings with notes, lists to choose from, phones as text, one example."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    choices = _add_lists(book)
    for number, column in enumerate(_columns(), 1):
        _add_column(sheet, number, column, choices)
    sheet.freeze_panes = "B2"
    sheet.row_dimensions[1].height = 24
    book.properties.creator = ""
    return _timeless(book)


def _refuse_if_taken(folder: Path) -> None:
    if folder.is_symlink():
        raise FileExistsError(f"{folder} is a link: choose a folder that does not exist yet")
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(f"{folder} is a file: choose a folder that does not exist yet")
    if folder.is_dir() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty, and nothing in it was touched: choose a new folder")


def _files() -> Iterator[tuple[str, bytes]]:
    """Give the files of a new workspace by name."""
    root = shipped("packs", "starter")
    yield SPREADSHEET, spreadsheet()
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if path.is_file() and name != _COLUMNS:
            yield name, path.read_bytes()


def _named(session: bytes, folder: Path) -> bytes:
    """Return a session with its folder's name for its id, where that can be one: the folder of its packs bears it."""
    name = re.sub(r"[^a-z0-9]+", "-", folder.absolute().name.lower())[:_LONGEST_ID].strip("-")
    can_be = re.match("[a-z]", name) and name not in _NO_TEXT | DEVICES
    return _ID.sub(b"id: " + name.encode(), session, count=1) if can_be else session


def _columns() -> Iterator[_Column]:
    """Give the columns in the order of the contract."""
    given = _texts(shipped("packs", "starter"), _COLUMNS)
    for heading in tables.COLUMNS:
        number, _, key = heading.removeprefix("contact").partition("_")
        of_contact = heading.startswith("contact")
        text = given[f"contact_{key}" if of_contact else heading]
        yield _Column(
            heading=heading,
            note=text["note"].format(number=number),
            width=int(text["width"]),
            fill=text["fill"],
            example="" if of_contact and number != "1" else text["example"],
        )


def _texts(root: Path, name: str) -> dict[str, dict[str, str]]:
    """Return a shipped mapping of mappings of texts. Raises TypeError if it is no such thing."""
    node = read_yaml(root, name, Findings())
    if not isinstance(node, MapNode):
        raise TypeError(f"{name} is faulty: this installation is damaged")
    found = {}
    for key, entry in node.entries.items():
        inside = entry.entries if isinstance(entry, MapNode) else {}
        found[key] = {name: scalar.text for name, scalar in inside.items() if isinstance(scalar, Scalar)}
    return found


def _add_lists(book: Workbook) -> dict[str, str]:
    """Write the lists to choose from on a hidden sheet; return the formula for each way to fill a cell."""
    sheet = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    countries = country_codes()
    columns: Mapping[str, Sequence[str]] = {
        "countries": countries,
        "languages": list(languages()),
        "editions": [edition.value for edition in Edition],
        "yes-no": ["yes", "no"],
        "names": [country_name(code, "en") for code in countries],
    }
    formulas = {}
    for number, (name, values) in enumerate(columns.items(), 1):
        letter = sheet.cell(1, number).column_letter
        for row, value in enumerate(values, 1):
            sheet.cell(row, number, value)
        formulas[name] = f"{LISTS}!${letter}$1:${letter}${len(values)}"
    formulas["consent"] = formulas["yes-no"]
    return formulas


def _add_column(sheet: Worksheet, number: int, column: _Column, choices: Mapping[str, str]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    head = sheet.cell(1, number, column.heading)
    head.font = Font(bold=True, color="FFFFFFFF")
    head.fill = PatternFill("solid", fgColor="FF123C4A" if column.heading in tables.REQUIRED else "FF4A5A60")
    head.alignment = Alignment(vertical="center")
    head.comment = Comment(column.note, "pressroom", width=320, height=120)
    # A column's own format holds for cells that do not exist yet, which is where people will type.
    form = _DATE if column.fill == "consent" else _TEXT
    letter = head.column_letter
    sheet.column_dimensions[letter].width = column.width
    sheet.column_dimensions[letter].number_format = form
    example = sheet.cell(2, number, column.example or None)
    example.number_format = form
    example.font = Font(italic=True, color="FF6B7478")
    if column.fill in choices:
        _add_choice(sheet, letter, column, choices[column.fill])


def _add_choice(sheet: Worksheet, letter: str, column: _Column, formula: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    choice = DataValidation(type="list", formula1=formula, allow_blank=True)
    choice.showErrorMessage = column.fill != "consent"  # there a date is welcome too, which no list can hold
    choice.errorTitle = "Not in the list"
    choice.error = "Please choose from the list, or leave the cell blank."
    choice.add(f"{letter}2:{letter}{LAST_ROW}")
    sheet.add_data_validation(choice)


def _timeless(book: Workbook) -> bytes:
    """Return the workbook's file without the moment at which it was made."""
    made, stream = io.BytesIO(), io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z", data)
            new.writestr(zipfile.ZipInfo(name, _LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
