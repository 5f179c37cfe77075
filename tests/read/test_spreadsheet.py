"""Spreadsheets: what Excel and LibreOffice make of a list, and files that are none."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
from odf.office import Annotation
from odf.table import CoveredTableCell, TableRow
from odf.text import A, LineBreak, P, S, Span, Tab
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pressroom.problems import Findings
from pressroom.read import spreadsheet
from tests.read.making import as_ods, as_xlsx, member, ods_cell, parse, people, rezip

XLSX, ODS = "participants.xlsx", "participants.ods"
FORMS = pytest.mark.parametrize(("make", "name"), [(as_xlsx, XLSX), (as_ods, ODS)], ids=["xlsx", "ods"])
Make = Callable[..., bytes]
HEAD = ["code", "country", "note", "card", "contact1_name", "contact1_phone", "contact1_consent"]
SHEET, LINKS = "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"


def row(**given: Any) -> list[Any]:
    """Return a row under HEAD."""
    return [given.get(key, {"code": "A-1", "country": "TGO"}.get(key, "")) for key in HEAD]


def with_cell(book: bytes, cell: str, inner: str) -> bytes:
    """Return the XML of a workbook's sheet with one cell written anew."""
    sheet = member(book, SHEET).decode()
    start = sheet.index(f'<c r="{cell}"')
    end = sheet.index("</c>", start)
    return f'{sheet[:start]}<c r="{cell}"{inner}{sheet[end:]}'.encode()


def only(data: bytes, name: str) -> str:
    """Return the one problem of a table, as it is printed."""
    _, problems = parse(data, name)
    assert len(problems) == 1, problems
    return str(problems[0])


@FORMS
def test_cell_types(make: Make, name: str) -> None:
    """Whole numbers, dates of consent and true or false become the text that a person would type."""
    found = people(make([HEAD, row(code=7, card=False, contact1_name="N", contact1_consent=date(2026, 5, 31))]), name)
    assert found[0]["code"] == "7"
    assert found[0]["card"] == "no"
    assert found[0]["contacts"][0]["consent"] == "2026-05-31"


@FORMS
@pytest.mark.parametrize(
    ("column", "value", "place", "word"),
    [
        ("contact1_phone", 442079460001, "F2", "phone into a number"),
        ("contact1_phone", 4.42e11, "F2", "phone into a number"),
        ("contact1_phone", "4.42E+11", "F2", "power of ten"),
        ("contact1_phone", date(2026, 1, 2), "F2", "into a date"),
        ("code", 7.5, "A2", "changed it"),
        ("code", 1e17, "A2", "changed it"),
        ("code", date(2026, 1, 2), "A2", "into a date"),
        ("note", time(12, 30), "C2", "into a time"),
        ("note", True, "C2", "into true or false"),
        ("contact1_consent", datetime(2026, 1, 2, 3, 4), "G2", "date alone"),  # noqa: DTZ001
    ],
)
def test_what_a_spreadsheet_changed(make: Make, name: str, *, column: str, value: Any, place: str, word: str) -> None:
    """What the spreadsheet took for something else is named by its cell, and never mended by a guess."""
    text = only(make([HEAD, row(**{"contact1_name": "N", column: value})]), name)
    assert text.startswith(f"{name}:Participants:{place}: {column}: ")
    assert word in text


@FORMS
def test_blank_rows_keep_the_numbering(make: Make, name: str) -> None:
    """Blank rows are passed over, and the rows below keep their own numbers."""
    node, problems = parse(make([[], HEAD, [], row(), [""] * 7, [], row(code="A-2")]), name)
    assert problems == []
    assert node is not None
    assert [item.place.cell for item in node.items] == ["Participants:A4", "Participants:A7"]


@pytest.mark.parametrize("title", ["participants", "PARTICIPANTS", " Participants "])
def test_the_sheet_of_that_name_is_read(title: str) -> None:
    """The sheet `participants` is read, in any case, wherever it stands, also when it is hidden."""

    def add(book: Any, _page: Any) -> None:
        sheet = book.create_sheet(title)
        sheet.sheet_state = "hidden"
        sheet.append(HEAD)
        sheet.append(row(code="B-1"))

    assert people(as_xlsx([["other"]], "Budget", add), XLSX)[0]["code"] == "B-1"


def test_the_sheet_of_that_name_is_read_in_ods() -> None:
    """The same in ODS; without it, the first sheet is read."""

    def add(document: Any, _table: Any) -> None:
        for sheet in list(other.spreadsheet.childNodes):
            document.spreadsheet.addElement(sheet)

    from odf.opendocument import load

    other = load(io.BytesIO(as_ods([HEAD, row(code="B-1")], "participants")))
    assert people(as_ods([["other"]], "Budget", add), ODS)[0]["code"] == "B-1"
    assert people(as_ods([HEAD, row()], "Budget"), ODS)[0]["code"] == "A-1"


def test_hidden_rows_and_columns_are_read() -> None:
    """Hiding a row or a column does not remove a person."""

    def hide(_book: Any, page: Any) -> None:
        page.row_dimensions[2].hidden = True
        page.column_dimensions["A"].hidden = True

    assert people(as_xlsx([HEAD, row()], change=hide), XLSX)[0]["code"] == "A-1"


def test_rich_text_and_escapes() -> None:
    """Text in several fonts is one text; carriage returns that Excel escapes are line breaks."""
    rich = CellRichText("a", TextBlock(InlineFont(b=True), "b"), "c")
    assert people(as_xlsx([HEAD, row(note=rich)]), XLSX)[0]["note"] == "abc"
    assert people(as_xlsx([HEAD, row(note="a_x000D_\nb")]), XLSX)[0]["note"] == "a\nb"


def test_shared_strings() -> None:
    """Excel keeps texts in a list of their own, in pieces where fonts change, with hints how to say them beside."""
    items = "<si><t>code</t></si><si><t>country</t></si><si><r><t>A</t></r><r><t>-1</t></r><rPh><t>no</t></rPh></si>"
    strings = f"<sst>{items}<si><t>TGO</t></si></sst>"
    cells = [f'<c t="s"><v>{index}</v></c>' for index in range(4)]
    rows = f"<row>{cells[0]}{cells[1]}</row><row>{cells[2]}{cells[3]}</row>"
    parts = {SHEET: f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()}
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    links = member(as_xlsx([["x"]]), LINKS).decode()
    link = f'<Relationship Id="s" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    parts[LINKS] = links.replace("</Relationships>", link).encode()
    book = rezip(as_xlsx([["x"]]), {**parts, "xl/sharedStrings.xml": strings.encode()})
    assert people(book, XLSX) == [{"code": "A-1", "country": "TGO"}]
    assert "damaged" in only(rezip(book, {"xl/sharedStrings.xml": b"<sst/>"}), XLSX)
    assert "damaged" in only(rezip(book, {"xl/sharedStrings.xml": None}), XLSX)


def test_inline_strings_and_cells_without_reference() -> None:
    """Files of other programs keep texts in the sheet and leave references out: read the same."""
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("code", "country"))
    more = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ("A-1", "TGO"))
    sheet = f"<worksheet><sheetData><row>{cells}</row><row>{more}</row></sheetData></worksheet>"
    assert people(rezip(as_xlsx([["x"]]), {SHEET: sheet.encode()}), XLSX) == [{"code": "A-1", "country": "TGO"}]


def test_dates_since_1904() -> None:
    """Workbooks that count days from 1904, as old Macs made them, give the same date."""

    def change(book: Any, _page: Any) -> None:
        book.epoch = CALENDAR_MAC_1904

    data = as_xlsx([HEAD, row(contact1_name="N", contact1_consent=date(2026, 5, 31))], change=change)
    assert people(data, XLSX)[0]["contacts"][0]["consent"] == "2026-05-31"


@pytest.mark.parametrize(
    ("code", "shows_date"),
    [
        ("yyyy-mm-dd", True),
        ('[$-409]d" of "mmm', True),
        ("[h]:mm", True),
        ("0.00", False),
        ("General", False),
        ('0" days"', False),
        ("[Red]0", False),
        (r"0\d", False),
        ("@", False),
    ],
)
def test_number_formats(code: str, shows_date: bool) -> None:
    """A number is a date when its format shows one; letters in quotes, colours and escapes show none."""

    def change(_book: Any, page: Any) -> None:
        page["C2"] = 46173
        page["C2"].number_format = code

    node, problems = parse(as_xlsx([HEAD, row()], change=change), XLSX)
    assert node is not None
    assert bool(problems) is shows_date


def test_ods_text() -> None:
    """Spans, links, runs of spaces, tabs and line breaks are text; a comment on the cell is not."""
    paragraph = P()
    paragraph.addText("a")
    paragraph.addElement(Span(text="b"))
    paragraph.addElement(S(c=3))
    paragraph.addElement(A(href="https://example.org", text="c"))
    paragraph.addElement(Tab())
    paragraph.addText("d")
    paragraph.addElement(LineBreak())
    paragraph.addText("e")
    cell = ods_cell("")
    cell.setAttrNS("urn:oasis:names:tc:opendocument:xmlns:office:1.0", "value-type", "string")
    note = Annotation()
    note.addElement(P(text="comment"))
    cell.addElement(note)
    cell.addElement(paragraph)
    assert people(as_ods([HEAD, row(note=cell)]), ODS)[0]["note"] == "ab   c\td\ne"


def test_ods_repeats() -> None:
    """Equal neighbours that ODS writes once are all there, and a million blank rows at the end are none."""

    def change(_document: Any, table: Any) -> None:
        again = TableRow(numberrowsrepeated=2)
        again.addElement(ods_cell("TGO", numbercolumnsrepeated=2))
        table.addElement(again)
        rest = TableRow(numberrowsrepeated=1_048_000)
        rest.addElement(ods_cell("", numbercolumnsrepeated=16_000))
        table.addElement(rest)

    found = people(as_ods([HEAD, row()], change=change), ODS)
    assert [(p["code"], p["country"]) for p in found] == [("A-1", "TGO"), ("TGO", "TGO"), ("TGO", "TGO")]


@pytest.mark.parametrize(("area", "place"), [("A3:B3", "A3"), ("C2:C3", "C2"), ("A1:G1", "A1"), ("B3:J9", "B3")])
def test_merged_cells(area: str, place: str) -> None:
    """Merged cells that touch the table are named with their range."""
    data = as_xlsx([HEAD, row(), row(code="A-2")], change=lambda _book, page: page.merge_cells(area))
    _, problems = parse(data, XLSX)
    merged = [p for p in problems if "merged" in p.message]
    assert [str(p.place) for p in merged] == [f"participants.xlsx:Participants:{place}"]
    assert area in merged[0].message


def test_merged_cells_beside_the_table() -> None:
    """Merged cells below or beside the table do no harm."""

    def change(_book: Any, page: Any) -> None:
        page.merge_cells("A9:B9")
        page.merge_cells("J1:K2")

    assert people(as_xlsx([HEAD, row()], change=change), XLSX)


def test_merged_cells_in_ods() -> None:
    """The same in ODS."""
    line = [ods_cell("A-1", numbercolumnsspanned=2, numberrowsspanned=1), CoveredTableCell()]
    text = [str(p) for p in parse(as_ods([HEAD, line]), ODS)[1]]
    assert len(text) == 1
    assert text[0].startswith("participants.ods:Participants:A2: the cells A2:B2 are merged")


@pytest.mark.parametrize("inner", [' t="e"><v>#REF!</v>', "><f>NOW()</f>", "><f>1</f><v/>"])
def test_formulas(inner: str) -> None:
    """A formula in error, or without a result, is named by its cell: neither is a blank."""
    base = as_xlsx([HEAD, row()])
    text = only(rezip(base, {SHEET: with_cell(base, "A2", inner)}), XLSX)
    assert text.startswith("participants.xlsx:Participants:A2: code: the formula")


def test_formulas_with_results_are_read() -> None:
    """What a formula shows is what is read, also when it shows nothing."""
    base = as_xlsx([HEAD, row(note="x")])
    for result in ("shown", ""):
        sheet = with_cell(base, "C2", f' t="str"><f>F()</f><v>{result}</v>')
        assert people(rezip(base, {SHEET: sheet}), XLSX)[0]["note"] == result


@pytest.mark.parametrize("shown", ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "Err:502"])
def test_formulas_in_ods(shown: str) -> None:
    """The same in ODS, where an error is a text that the formula shows."""
    text = only(as_ods([HEAD, row(note=ods_cell(shown, formula="of:=[.A9]"))]), ODS)
    assert text.startswith("participants.ods:Participants:C2: note: the formula")
    text = only(as_ods([HEAD, row(note=ods_cell("", formula="of:=[.A9]"))]), ODS)
    assert "has no result" in text


def test_a_cell_at_the_far_end_costs_nothing() -> None:
    """One stray cell at the sheet's last row and column is named, and fills no memory."""
    text = only(as_xlsx([HEAD, row()], change=lambda _b, page: page.cell(1_048_576, 16_384, "CANARY")), XLSX)
    assert text.startswith("participants.xlsx:Participants:XFD1048576: ")
    assert "CANARY" not in text


def test_a_table_that_unfolds_is_refused() -> None:
    """A row of cells repeated to the end of the sheet is a bomb in ODS, and refused."""

    def change(_document: Any, table: Any) -> None:
        bomb = TableRow(numberrowsrepeated=1_048_576)
        bomb.addElement(ods_cell("x", numbercolumnsrepeated=16_384))
        table.addElement(bomb)

    assert "more cells than any list" in only(as_ods([HEAD], change=change), ODS)


def test_a_zip_bomb_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the XML would unfold to is asked before anything is unfolded."""
    data = rezip(as_xlsx([HEAD, row()]), {"xl/worksheets/sheet9.xml": b" " * 2_000_000})
    monkeypatch.setattr(spreadsheet, "MAX_UNPACKED_BYTES", 1_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "read", None)
    assert "unfolds" in only(data, XLSX)


def test_pictures_stay_packed() -> None:
    """A large picture in the workbook is nobody's business here."""
    data = rezip(as_xlsx([HEAD, row()]), {"xl/media/image1.png": b"\0" * 150_000_000})
    assert people(data, XLSX)


def false_size(data: bytes) -> bytes:
    """Return a ZIP file whose directory says that every member has one byte."""
    changed, at = bytearray(data), data.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + 24 : at + 28] = (1).to_bytes(4, "little")
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def doubled(data: bytes) -> bytes:
    """Return a ZIP file with two members of one name."""
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, b"<worksheet/>")
    return stream.getvalue()


def locked_member(data: bytes) -> bytes:
    """Return a ZIP file whose members say that they are encrypted."""
    changed, at = bytearray(data), data.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


GOOD_XLSX, GOOD_ODS = as_xlsx([HEAD, row(note="CANARY")]), as_ods([HEAD, row(note="CANARY")])
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "CANARY">]><worksheet>&a;</worksheet>'
BACKWARDS = b'<w><row r="2"><c><v>1</v></c></row><row r="1"><c><v>1</v></c></row></w>'
NOT_SPREADSHEETS = {
    "empty": (b"", XLSX, "is empty"),
    "blank": (b" \n", ODS, "is empty"),
    "csv": (b"code,country\nCANARY,TGO\n", XLSX, "not a spreadsheet"),
    "csv-ods": (b"code,country\nCANARY,TGO\n", ODS, "not a spreadsheet"),
    "html": (b"<html><table><tr><td>CANARY", XLSX, "not a spreadsheet"),
    "ole": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, XLSX, "password"),
    "ole-ods": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ODS, "password"),
    "zip": (rezip(GOOD_XLSX, {}).replace(b"xl/", b"yy/"), XLSX, "not a spreadsheet"),
    "cut": (GOOD_XLSX[:-200], XLSX, "damaged"),
    "head": (b"PK\x03\x04", XLSX, "damaged"),
    "ods-as-xlsx": (GOOD_ODS, XLSX, "give it the ending .ods"),
    "xlsx-as-ods": (GOOD_XLSX, ODS, "give it the ending .xlsx"),
    "locked-ods": (rezip(GOOD_ODS, {"META-INF/manifest.xml": b"<m:encryption-data/>"}), ODS, "password"),
    "locked-zip": (locked_member(GOOD_XLSX), XLSX, "password"),
    "doctype": (rezip(GOOD_XLSX, {SHEET: DOCTYPE}), XLSX, "document type"),
    "doctype-ods": (rezip(GOOD_ODS, {"content.xml": DOCTYPE}), ODS, "document type"),
    "utf16-doctype": (rezip(GOOD_XLSX, {SHEET: DOCTYPE.decode().encode("utf-16")}), XLSX, "document type"),
    "no-sheet": (rezip(GOOD_XLSX, {SHEET: None}), XLSX, "no sheet"),
    "text-document": (rezip(GOOD_ODS, {"content.xml": b"<a><text/></a>"}), ODS, "no sheet"),
    "xml": (rezip(GOOD_XLSX, {SHEET: b"<worksheet><CANARY>"}), XLSX, "damaged"),
    "reference": (rezip(GOOD_XLSX, {SHEET: b'<w><row r="1"><c r="AAAA1"><v>1</v></c></row></w>'}), XLSX, "damaged"),
    "row": (rezip(GOOD_XLSX, {SHEET: b'<w><row r="99999999"><c><v>1</v></c></row></w>'}), XLSX, "damaged"),
    "order": (rezip(GOOD_XLSX, {SHEET: BACKWARDS}), XLSX, "damaged"),
    "false-size": (false_size(GOOD_XLSX), XLSX, "damaged"),
    "doubled": (doubled(GOOD_XLSX), XLSX, "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("case", NOT_SPREADSHEETS)
def test_files_that_are_no_such_spreadsheet(case: str) -> None:
    """Each is refused at `name:1:1:` with what to do, and nothing of it is repeated."""
    data, name, word = NOT_SPREADSHEETS[case]
    text = only(data, name)
    assert text.startswith(f"{name}:1:1: ")
    assert word in text
    assert "CANARY" not in text
    assert "{" not in text


def test_nothing_is_read_where_the_grid_is_refused() -> None:
    """A refused file gives no grid at all."""
    findings = Findings()
    assert spreadsheet.read(b"nonsense", XLSX, findings) is None
    assert len(findings.errors) == 1
