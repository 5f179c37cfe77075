"""Makes tables for the tests: the same rows as CSV, XLSX and ODS, and spreadsheets that are broken on purpose."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from pressroom.problems import Findings, Problem
from pressroom.read import tables
from pressroom.read.tree import ListNode, MapNode, Node, Scalar

Rows = Sequence[Sequence[Any]]
HEADER = list(tables.COLUMNS)


def as_csv(rows: Rows, delimiter: str = ",") -> bytes:
    """Return rows as CSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


def as_xlsx(rows: Rows, sheet: str = "Participants", change: Callable[[Any, Any], None] | None = None) -> bytes:
    """Return rows as XLSX; ``change`` may do more to the workbook and the sheet."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for row in rows:
        page.append(list(row))
    if change:
        change(book, page)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_ods(rows: Rows, sheet: str = "Participants", change: Callable[[Any, Any], None] | None = None) -> bytes:
    """Return rows as ODS; a cell may also be a finished TableCell."""
    document = OpenDocumentSpreadsheet()
    table = Table(name=sheet)
    for row in rows:
        line = TableRow()
        for value in row:
            line.addElement(value if hasattr(value, "qname") else ods_cell(value))
        table.addElement(line)
    document.spreadsheet.addElement(table)
    if change:
        change(document, table)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def ods_cell(value: Any, **attributes: Any) -> Any:
    """Return an ODS cell with the type that the value has."""
    given: dict[str, Any] = {}
    match value:
        case None | "":
            return TableCell(**attributes)
        case bool():
            given = {"valuetype": "boolean", "booleanvalue": str(value).lower()}
        case int() | float():
            given = {"valuetype": "float", "value": value}
        case datetime() | date():
            given = {"valuetype": "date", "datevalue": value.isoformat()}
        case time():
            given = {"valuetype": "time", "timevalue": value.strftime("PT%HH%MM%SS")}
        case _:
            given = {"valuetype": "string"}
    cell = TableCell(**given, **attributes)
    for line in str(value).split("\n"):
        cell.addElement(P(text=line))
    return cell


def rezip(data: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """Return a ZIP file with some members replaced, added, or (None) removed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            if content is not None:
                new.writestr(name, content)
    return stream.getvalue()


def member(data: bytes, name: str) -> bytes:
    """Return a member of a ZIP file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def parse(data: bytes, name: str, columns: Mapping[str, str] | None = None) -> tuple[ListNode | None, list[Problem]]:
    """Return the tree of a table, and its problems in order."""
    findings = Findings()
    return tables.parse_participants(data, name, columns or {}, findings), findings.errors


def plain(node: Node | None) -> Any:
    """Return a tree without its places."""
    match node:
        case Scalar():
            return node.text
        case ListNode():
            return [plain(item) for item in node.items]
        case MapNode():
            return {key: plain(value) for key, value in node.entries.items()}
    return None


def people(data: bytes, name: str, columns: Mapping[str, str] | None = None) -> Any:
    """Return the plain participants of a table that has no problem."""
    node, problems = parse(data, name, columns)
    assert problems == []
    return plain(node)
