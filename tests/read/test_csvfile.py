"""CSV as Excel and LibreOffice write it, and as people break it."""

from __future__ import annotations

import time

import pytest

from tests.read.making import parse, people

CSV = "participants.csv"
TWO = [{"code": "A-1", "country": "TGO", "note": "x"}, {"code": "A-2", "country": "CIV", "note": ""}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_forms(delimiter: str, ending: str, mark: str) -> None:
    """Comma, semicolon and tab, every line ending, with and without a byte-order mark: the same people."""
    lines = ["code,country,note", "A-1,TGO,x", "A-2,CIV,"]
    text = mark + ending.join(lines).replace(",", delimiter)
    assert people(text.encode(), CSV) == TWO


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"'])
def test_excels_separator_line(first: str) -> None:
    """Excel's first line that names the delimiter is no row, and still counts as a line."""
    node, problems = parse(f"{first}\r\ncode;country;note\r\nA-1;TGO;x\r\nA-2;CIV;\r\n".encode(), CSV)
    assert problems == []
    assert node is not None
    assert [item.place.line for item in node.items] == [3, 4]


def test_headings_decide_between_delimiters() -> None:
    """A delimiter inside staff's own heading does not outweigh the one that yields headings we know."""
    table = b"code;country;Phone, of mother, or father, if any\nA-1;TGO;+44 20 7946 0001\n"
    found = people(table, CSV, {"contact1_phone": "Phone, of mother, or father, if any"})
    assert found[0]["contacts"][0]["phone"] == "+44 20 7946 0001"


def test_quotes_and_line_breaks() -> None:
    """Quoted cells hold delimiters, doubled quotation marks and line breaks; a row's line is where it begins."""
    table = b'code,country,note\nA-1,TGO,"says ""x"", and\r\nmore"\nA-2,CIV,\n'
    node, problems = parse(table, CSV)
    assert problems == []
    assert node is not None
    assert [item.place.line for item in node.items] == [2, 4]
    assert people(table, CSV)[0]["note"] == 'says "x", and\nmore'


def test_quote_within_text() -> None:
    """A quotation mark that does not begin a cell is a letter like any other."""
    assert people(b'code,country,name\nA-1,TGO,Ama "Mimi" A\n', CSV)[0]["name"] == 'Ama "Mimi" A'


def test_unclosed_quote_does_not_swallow_the_rest() -> None:
    """A mark that none ends is told where it stands, and every row below it is read."""
    node, problems = parse(b'code,country,name\nA-1,TGO,"Ama\nA-2,CIV,"B, C"\nA-3,TGO,D\n', CSV)
    assert [str(p.place) for p in problems] == ["participants.csv:2:3"]
    assert node is not None
    assert [item.place.line for item in node.items] == [3, 4]


def test_quote_that_ends_rows_below() -> None:
    """Two stray marks that make one cell of two rows are noticed by the line break between them."""
    _, problems = parse(b'code,country,name\nA-1,TGO,"Ama\nA-2,CIV,B"\n', CSV)
    assert [str(p.place) for p in problems] == ["participants.csv:2:3"]


def test_too_many_stray_quotes_end_the_reading() -> None:
    """After ten of them the file is given up, and the last problem says so."""
    _, problems = parse(b"code,country\n" + b'A,"x"y\n' * 50, CSV)
    assert len(problems) == 10
    assert "nothing below this line" in problems[-1].message


@pytest.mark.parametrize(
    "table",
    [
        b"code,country\n" + b"A-%d,TGO\n" * 100_000,
        b'code,country,note\nA-1,TGO,"' + b'""\n' * 300_000,
        b"code,country\n" + b'A,"""b\n' * 500_000,
        b"code,country,note\nA,TGO," + b"x" * 10_000_000,
        b"code,country" + b",x" * 20_000 + b"\nA,TGO\n",
        b"," * 2_000_000,
    ],
)
def test_large_files_take_no_more_than_their_share(table: bytes) -> None:
    """Time grows with the size alone, whatever the file is full of."""
    start = time.monotonic()
    parse(table, CSV)
    assert time.monotonic() - start < 30


@pytest.mark.parametrize("encoding", ["cp1252", "cp1250", "cp1251", "cp1256", "gb18030", "shift_jis", "mac_roman"])
def test_code_pages_are_refused_at_their_cell(encoding: str) -> None:
    """Text in an old code page is refused where it first shows, with the way to save it right; never guessed."""
    letter = {"cp1251": "Ж", "cp1256": "ع", "gb18030": "中", "shift_jis": "日"}.get(encoding, "é")
    node, problems = parse(f"code,country,name,note\nA-1,TGO,ok,x\nA-2,CIV,CANARY{letter}Q,x\n".encode(encoding), CSV)
    assert node is None
    assert [str(p.place) for p in problems] == ["participants.csv:3:3"]
    assert "CSV UTF-8" in problems[0].message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings_are_refused(encoding: str) -> None:
    """UTF-16 and UTF-32, with or without a mark, are told from text, with the way to save it right."""
    node, problems = parse("code\tcountry\nA-1\tTGO\n".encode(encoding), CSV)
    assert node is None
    assert [str(p.place) for p in problems] == ["participants.csv:1:1"]
    assert "CSV UTF-8" in problems[0].message
