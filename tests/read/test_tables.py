"""The table of participants: the same people in every form, and every way to break it has its place."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pressroom.problems import Findings
from pressroom.read import tables
from pressroom.read.schemas.participant import ParticipantIn
from pressroom.read.tree import ListNode, MapNode
from tests.read.making import HEADER, as_csv, as_ods, as_xlsx, member, parse, people, plain, rezip

CSV, XLSX, ODS = "participants.csv", "participants.xlsx", "participants.ods"
CANARY = "CANARY"
FORMS: dict[str, Callable[..., bytes]] = {CSV: as_csv, XLSX: as_xlsx, ODS: as_ods}


def line(**given: str) -> list[str]:
    """Return a row under all our headings."""
    return [given.get(name, "") for name in HEADER]


FULL = line(
    code="TOGO-01", country="TGO", also_countries="CIV GHA", language="fr", edition="discreet", card="no",
    name="Ama Mensah-Fiktiv", organisation="Ligue des Exemples", note="vient avec « sa » sœur, le matin\nou le soir",
    contact1_name="Kofi", contact1_relation="brother; neighbour", contact1_phone="+44 20 7946 0001",
    contact1_email="kofi@example.org", contact1_consent="2026-05-31",
    contact3_name="فاطمة", contact3_phone="+44 20 7946 0003", contact3_consent="yes",
)  # fmt: skip
PEOPLE = [HEADER, FULL, line(code="7", country="TGO"), [], line(code="CIV-x", country="CIV", name='O\'Neil "Z"')]
EXPECTED = {
    "code": "TOGO-01", "country": "TGO", "also_countries": "CIV GHA", "language": "fr", "edition": "discreet",
    "card": "no", "name": "Ama Mensah-Fiktiv", "organisation": "Ligue des Exemples",
    "note": "vient avec « sa » sœur, le matin\nou le soir",
    "contacts": [
        {"name": "Kofi", "relation": "brother; neighbour", "phone": "+44 20 7946 0001", "email": "kofi@example.org",
         "consent": "2026-05-31"},
        {"name": "", "relation": "", "phone": "", "email": "", "consent": ""},
        {"name": "فاطمة", "relation": "", "phone": "+44 20 7946 0003", "email": "", "consent": "yes"},
    ],
}  # fmt: skip


@pytest.mark.parametrize("typed", ["CIV GHA", "CIV, GHA", "CIV,GHA", " CIV;  GHA ", "CIV،GHA", "CIV、GHA", "CIV，GHA,"])
def test_codes_of_one_cell_are_parted_as_people_part_them(typed: str) -> None:
    """By spaces or the commas of any script: a country that falls out is a ban that does not hold."""
    row = {"code": "P-1", "country": "TGO", "also_countries": typed}
    assert ParticipantIn.model_validate(row).also_countries == ["CIV", "GHA"]


@pytest.mark.parametrize("name", FORMS)
def test_every_form_gives_the_same_people(name: str) -> None:
    """The same people as CSV, XLSX and ODS are the same tree; a blank contact in the middle keeps its number."""
    found = people(FORMS[name](PEOPLE), name)
    assert found[0] == EXPECTED
    assert [p["code"] for p in found] == ["TOGO-01", "7", "CIV-x"]
    assert "contacts" not in found[1]
    assert found == people(as_csv(PEOPLE, ";"), CSV)


@pytest.mark.parametrize(
    ("name", "own", "contact"),
    [
        (CSV, "participants.csv:2:2", "participants.csv:2:12"),
        (XLSX, "participants.xlsx:Participants:B2", "participants.xlsx:Participants:L2"),
        (ODS, "participants.ods:Participants:B2", "participants.ods:Participants:L2"),
    ],
)
def test_places(name: str, own: str, contact: str) -> None:
    """Each value knows its cell: in CSV by line and ordinal, in a spreadsheet by sheet and cell."""
    node, _ = parse(FORMS[name](PEOPLE), name)
    assert isinstance(node, ListNode)
    first = node.items[0]
    assert isinstance(first, MapNode)
    assert str(first.entries["country"].place) == own
    assert str(first.key_places["country"]) == own
    contacts = first.entries["contacts"]
    assert isinstance(contacts, ListNode)
    assert isinstance(contacts.items[0], MapNode)
    assert str(contacts.items[0].entries["phone"].place) == contact


def test_it_reads_from_the_folder(tmp_path: Path) -> None:
    """The file is found in the workspace's folder; a missing one is a problem at 1:1."""
    (tmp_path / CSV).write_bytes(as_csv(PEOPLE))
    findings = Findings()
    node = tables.read_participants(tmp_path, CSV, {}, findings)
    assert plain(node)[0] == EXPECTED
    assert tables.read_participants(tmp_path, ODS, {}, findings) is None
    assert [str(p.place) for p in findings.errors] == ["participants.ods:1:1"]


@pytest.mark.parametrize("heading", ["Phone of relative", " phone OF  relative ", "PHONE OF RELATIVE\u200e"])
def test_staffs_own_headings(heading: str) -> None:
    """`columns` gives staff's headings, compared without regard to case and space around; ours are known beside."""
    table = as_csv([["CODE", " Country ", heading], ["A-1", "TGO", "+44 20 7946 0001"]])
    found = people(table, CSV, {"contact1_phone": "Phone of relative"})
    assert found[0]["contacts"][0]["phone"] == "+44 20 7946 0001"


def test_decomposed_headings() -> None:
    """A heading typed on another computer, its accents apart, is the same heading."""
    table = as_csv([["code", "country", "Te\u0301le\u0301phone"], ["A-1", "TGO", "+44 20 7946 0001"]])
    assert people(table, CSV, {"contact1_phone": "Téléphone"})[0]["contacts"]


def test_consent_alone_is_nobody() -> None:
    """A column of "no" that was filled down makes no contacts; "yes" without a name does, so that it is asked about."""
    header = ["code", "country", "contact1_consent", "contact2_consent"]
    assert "contacts" not in people(as_csv([header, ["A", "TGO", "No", "no"]]), CSV)[0]
    assert len(people(as_csv([header, ["A", "TGO", "no", "yes"]]), CSV)[0]["contacts"]) == 2


def test_invisible_marks_are_blank() -> None:
    """A cell with nothing but spaces and invisible marks is a blank one, and a row of them is none."""
    rows = [["code", "country", "name"], ["A", "TGO", "\u200e\u00a0 "], ["\u200b", " ", "\ufeff"]]
    assert people(as_csv(rows), CSV) == [{"code": "A", "country": "TGO", "name": ""}]


def rows(*lines: str) -> bytes:
    """Return CSV of these lines."""
    return "\n".join(lines).encode()


HEAD = "code,country,name,contact1_name,contact1_phone"
GOOD = "A-1,TGO,CANARY,N,+44 20 7946 0001"
NOT_OURS, NO_COUNTRY = "this column's heading is none of ours: ", "1:1: country: this column is missing"
BROKEN: dict[str, tuple[bytes, list[str]]] = {
    "empty": (b"", ["1:1: is empty"]),
    "spaces": (b" \n\n\t\n", ["1:1: is empty"]),
    "mark alone": (b"\xef\xbb\xbf", ["1:1: is empty"]),
    "delimiters alone": (b",,,\n,,,\n", ["1:1: the first row holds none"]),
    "no header": (rows("CANARY-1,TGO,Ama,,", GOOD), ["1:1: the first row holds none"]),
    "title above": (rows("CANARY pre-session", HEAD, GOOD), ["1:1: the first row holds none"]),
    "other delimiter": (rows(HEAD.replace(",", "|"), GOOD), ["1:1: the first row holds none"]),
    "header alone": (rows(HEAD), ["1:1: has headings, but no row"]),
    "header and blanks": (rows(HEAD, ",,,,", " , ,"), ["1:1: has headings, but no row"]),
    "unknown column": (rows(HEAD + ",XYZZY CANARY Q", GOOD + ",x"), ["1:6: " + NOT_OURS + "Correct"]),
    "misspelt": (rows(HEAD + ",contact1_emial", GOOD + ",x"), ["1:6: " + NOT_OURS + "did you mean contact1_email?"]),
    "misspelt required": (rows("code,contry", "A,CANARY"), [NO_COUNTRY, "1:2: " + NOT_OURS + "did you mean country?"]),
    "fifth contact": (rows(HEAD + ",contact5_phone", GOOD + ",x"), ["1:6: this column's heading"]),
    "duplicate": (rows(HEAD + ",name", GOOD + ",x"), ["1:6: name: a second column"]),
    "duplicate by case": (rows(HEAD + ", NAME ", GOOD + ",x"), ["1:6: name: a second column"]),
    "no code": (rows("country,name", "TGO,CANARY"), ["1:1: code: this column is missing"]),
    "no country": (rows("code,name", "A,CANARY"), ["1:1: country: this column is missing"]),
    "neither": (rows("name", "CANARY"), ["1:1: code: this column is missing", "1:1: country: this column is missing"]),
    "bare column": (rows("code,,country", "A,CANARY,TGO"), ["1:2: this column has no heading"]),
    "long row": (rows(HEAD, GOOD, GOOD + ",CANARY"), ["3:6: this row has more cells"]),
    "very long row": (rows(HEAD, GOOD + "," * 5000 + CANARY), ["2:5005: this row has more cells"]),
    "unquoted delimiter": (rows(HEAD, "A-1,TGO,CANARY, Jr,N,x"), ["2:6: this row has more cells"]),
    "unclosed quote": (rows(HEAD, GOOD, 'A-2,TGO,"CANARY,,', "A-3,TGO,,,"), ["3:3: a quotation mark begins"]),
    "unclosed quote at once": (rows('"code,country', GOOD), ["1:1: a quotation mark", "2:1: the first row holds none"]),
    "text after quote": (rows(HEAD, 'A-2,TGO,"CAN"ARY,,'), ["2:3: a quotation mark"]),
    "space after quote": (rows(HEAD, 'A-2,TGO,"CANARY" ,,'), ["2:3: a quotation mark"]),
    "line break in a name": (rows(HEAD, 'A-2,TGO,"CAN\nARY",,'), ["2:3: name: goes over several lines"]),
    "nul": (rows(HEAD, "A-2,TGO,CAN\0ARY,,"), ["2:3: name: holds a character that cannot be seen"]),
    "escape code": (rows(HEAD, "A-2,TGO,\x1b[31mCANARY,,"), ["2:3: name: holds a character that cannot be seen"]),
    "bell": (rows(HEAD, "A-2\x07CANARY,TGO,,,"), ["2:1: code: holds a character that cannot be seen"]),
    "high control": (rows(HEAD, "A-2,TGO,CAN\x85ARY,,"), ["2:3: name: holds a character that cannot be seen"]),
    "lost letter": (rows(HEAD, "A-2,TGO,CANARY\ufffd,,"), ["2:3: name: holds \ufffd"]),
    "long cell": (rows(HEAD, f"A-2,TGO,{CANARY * 400},,"), ["2:3: name: longer than 2,000"]),
    "10 MB cell": (rows(HEAD, f"A-2,TGO,{CANARY * 1_700_000},,"), ["2:3: name: longer than 2,000"]),
    "scientific": (rows(HEAD, "A-2,TGO,,N,4.47946E+11"), ["2:5: contact1_phone: the spreadsheet shortened"]),
    "scientific, comma": (rows(HEAD.replace(",", ";"), "A-2;TGO;;N;2,28901E+11"), ["2:5: contact1_phone: the spread"]),
    "scientific, small": (rows(HEAD, "A-2,TGO,,N,+4e11"), ["2:5: contact1_phone: the spreadsheet shortened"]),
    "code page": (rows(HEAD, GOOD).replace(b"CANARY", b"CANARY\xe9"), ["2:3: the file is not in UTF-8"]),
    "code page in header": (b"code,country,pr\xe9nom\nA,TGO,x\n", ["1:3: the file is not in UTF-8"]),
    "utf-16": (rows(HEAD, GOOD).decode().encode("utf-16"), ["1:1: is in UTF-16"]),
    "utf-16 bare": (rows(HEAD, GOOD).decode().encode("utf-16-le"), ["1:1: is in UTF-16"]),
    "xlsx inside": (as_xlsx([["code"]]), ["1:1: is a spreadsheet, not CSV"]),
    "ole inside": (b"\xd0\xcf\x11\xe0" + b"x" * 99, ["1:1: is an old or locked Excel file"]),
    "other separator": (b"sep=|\ncode|country\nCANARY|TGO\n", ["1:1: line 1 names a delimiter"]),
    "separator line alone": (b"sep=;\n", ["1:1: the first row holds none"]),
    "far too many columns": (b"code,country" + b"," * 9_000_000, ["1:1: has more columns than any spreadsheet"]),
    "many at once": (rows(HEAD + ",foo", "A-2,TGO,\x07CANARY,,1e9", "A-3,TGO,,N,1e9"),
                     ["1:6: this column", "2:3: name: holds", "2:5: contact1_phone: ", "3:5: contact1_phone: "]),
}  # fmt: skip


def test_a_table_may_have_a_hundred_thousand_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first row beyond is told, at its place; up to there, each is read."""
    assert tables.MAX_PEOPLE == 100_000
    monkeypatch.setattr(tables, "MAX_PEOPLE", 50)
    node, problems = parse(rows(HEAD, *["A-1,TGO,,,"] * 50), CSV)
    assert problems == []
    assert node is not None
    _, problems = parse(rows(HEAD, *["A-1,TGO,,,"] * 51), CSV)
    assert [str(problem).split(": ", 1) for problem in problems] == [
        [f"{CSV}:52:1", "has more than 50 rows, from here on: look whether it is the right file"]
    ]


@pytest.mark.parametrize("case", BROKEN)
def test_broken_tables(case: str) -> None:
    """Each broken table gives its problems, all of them, at their exact places, and repeats nothing of a cell."""
    data, expected = BROKEN[case]
    _, problems = parse(data, CSV)
    found = [str(p) for p in problems]
    assert len(found) == len(expected), found
    for text, start in zip(found, expected, strict=True):
        assert text.startswith(f"{CSV}:{start}"), text
        assert CANARY not in text
        assert "\n" not in text
    assert not any(part in text for text in found for part in ("foo", "contry", "emial", "TGO", "\x07"))


@pytest.mark.parametrize("name", [XLSX, ODS])
@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ([], "1:1: the first row holds none"),
        ([["CANARY-1", "TGO"]], "Participants:A1: the first row holds none"),
        ([["code", "country"]], "Participants:A1: has headings"),
        ([["code", "country", CANARY], ["A", "TGO", "x"]], "Participants:C1: this column's heading"),
        ([["code", "country", "code"], ["A", "TGO", "x"]], "Participants:C1: code: a second column"),
        ([["code", "name"], ["A", CANARY]], "Participants:A1: country: this column is missing"),
        ([["code", "country"], ["A", "TGO", CANARY]], "Participants:C2: this row has more cells"),
        ([["code", None, "country"], ["A", CANARY, "TGO"]], "Participants:B1: this column has no heading"),
        ([["code", "country", "name"], ["A", "TGO", CANARY * 400]], "Participants:C2: name: longer"),
        ([["code", "country", "name"], ["A", "TGO", "CAN\nARY"]], "Participants:C2: name: goes over"),
    ],
)
def test_broken_tables_in_spreadsheets(name: str, table: Any, expected: str) -> None:
    """The same rules hold in spreadsheets, with sheet and cell for a place."""
    _, problems = parse(FORMS[name](table), name)
    assert len(problems) == 1
    assert str(problems[0]).startswith(f"{name}:{expected}")
    assert CANARY not in str(problems[0])


@pytest.mark.parametrize(
    "row",
    [
        b"<t:table-row>" + b'<t:table-cell t:number-columns-repeated="16384"><x:p>x</x:p></t:table-cell>' * 400,
        b'<t:table-row><t:table-cell t:number-columns-repeated="32768"><x:p>x</x:p></t:table-cell>',
        b"<t:table-row><t:table-cell><x:p>" + b'<x:s x:c="10000"/>' * 2_000 + b"</x:p></t:table-cell>",
    ],
    ids=["cells", "columns", "spaces"],
)
def test_a_small_file_does_not_unfold_into_a_large_table(row: bytes) -> None:
    """What is repeated is counted before it is laid out: such a file is refused, and takes little memory."""
    book = as_ods([["code", "country"], ["A", "TGO"]])
    start = b'<o:d xmlns:o="o" xmlns:t="t" xmlns:x="x"><t:table t:name="participants">'
    content = start + (row + b"</t:table-row>") * 2 + b"</t:table></o:d>"
    tracemalloc.start()
    _, problems = parse(rezip(book, {"content.xml": content}), ODS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(problems) == 1
    assert peak < 60_000_000


def test_a_heading_that_the_session_promises_must_be_there() -> None:
    """A heading that `columns` names and no column has is an error: or phones would be left out in silence."""
    _, problems = parse(rows("code,country", "A,TGO"), CSV, {"contact1_phone": "CANARY"})
    assert [str(p.place) for p in problems] == ["participants.csv:1:1"]
    assert problems[0].field == "contact1_phone"
    assert CANARY not in str(problems[0])


def test_the_nearest_name_may_be_behind_staffs_heading() -> None:
    """The name that is offered is ours, also where staff's own heading is the nearest."""
    table = rows("code,country,Telefon der Muter", "A,TGO,x")
    _, problems = parse(table, CSV, {"contact1_phone": "Telefon der Mutter"})
    assert any("did you mean contact1_phone?" in p.message for p in problems)


def test_a_faulty_cell_is_empty_text() -> None:
    """What could not be read is not passed on, so that nothing is printed from it and no one complains of it twice."""
    node, _ = parse(rows(HEAD, "A-2,TGO,,N,4.4E+11"), CSV)
    assert plain(node)[0]["contacts"][0]["phone"] == ""


cells = st.one_of(
    st.text(max_size=20),
    st.sampled_from([*HEADER, "", '"', "\x00", "4E+11", "\u202e", "yes", "=A1"]),
)
tables_of_cells = st.lists(st.lists(cells, max_size=6), max_size=6)
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@FUZZ
@given(st.binary(max_size=300), st.sampled_from([CSV, XLSX, ODS]), st.sampled_from([b"", b"PK\x03\x04", b"code,"]))
def test_random_bytes_never_raise(data: bytes, name: str, start: bytes) -> None:
    """Whatever a file holds, it is read or refused with a place."""
    node, problems = parse(start + data, name)
    assert node is not None or problems


@FUZZ
@given(tables_of_cells, st.sampled_from([",", ";", "\t"]), st.booleans())
def test_random_tables_never_raise(table: list[list[str]], delimiter: str, header: bool) -> None:
    """Whatever stands in the cells of a CSV, quoted or not, it is read or refused with a place."""
    text = "\n".join(delimiter.join(row) for row in ([["code", "country", "name"]] if header else []) + table)
    node, problems = parse(text.encode("utf-8", "surrogatepass"), CSV)
    assert node is not None or problems


GOOD_BOOKS = {XLSX: as_xlsx(PEOPLE), ODS: as_ods(PEOPLE)}
PARTS = {XLSX: ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"], ODS: ["content.xml"]}


@FUZZ
@given(st.data())
def test_random_damage_never_raises(data: st.DataObject) -> None:
    """A spreadsheet damaged anywhere, in its XML or in its wrapping, is read or refused with a place."""
    name = data.draw(st.sampled_from([XLSX, ODS]))
    book = GOOD_BOOKS[name]
    if data.draw(st.booleans()):
        part = data.draw(st.sampled_from(PARTS[name]))
        book = rezip(book, {part: damaged(data, member(book, part))})
    else:
        book = damaged(data, book)
    node, problems = parse(book, name)
    assert node is not None or problems


def damaged(data: st.DataObject, content: bytes) -> bytes:
    """Return bytes with a stretch replaced."""
    start = data.draw(st.integers(0, len(content)))
    length = data.draw(st.integers(0, 40))
    pieces = [b"", b"9" * 30, b"<c>", b"-1", b'r="ZZZ9"', b"\xff", b"&#0;", b't="s"', b"</row>", b"1e999", b"nan"]
    return content[:start] + data.draw(st.sampled_from(pieces)) + content[start + length :]
