"""Objects that nobody takes apart: sure to hold nothing that is looked for, or looked at after all."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from pressroom.bind import bind
from pressroom.proof import Expectation, check
from pressroom.proof.skim import heavy, telling
from pressroom.sheaf import Written
from pressroom.typeset import typeset
from pressroom.xref import table_of

PAGE = '<html lang="en"><head><title>Part</title></head><body><h1>Heading</h1><p>Words</p></body></html>'

HIDDEN = {
    "a script": (b"/JS (x)", "action"),
    "a script by its letters' numbers": (b"/J#53 (x)", "action"),
    "a deed": (b"/A << /S /Launch >>", "action"),
    "a deed within": (b"/A << /Next << /S /SubmitForm >> >>", "action"),
    "something that acts by itself": (b"/AA << >>", "action"),
    "an address that is none": (b"/A << /S /URI /URI (file:///x) >>", "link-scheme"),
    "a file": (b"/EF << >>", "attachment"),
    "a date of change": (b"/LastModified (x)", "metadata"),
    "metadata of its own": (b"/Metadata (x)", "metadata"),
    "an annotation": (b"/Rect [ 0 0 1 1 ] /Subtype /Text", "annotation"),
}

PLAIN = {"/Filter", "/Length", "/Length1", "/Type", "/N", "/First"}
"""What a plain stream may say of itself."""


def bound(change: Callable[[bytes], bytes] = lambda text: text) -> bytes:
    """Bind a page, the tag of whose heading is changed."""
    loose = typeset(PAGE, ["@page { size: A6 }"], {}, loose=True).sheaf
    assert loose

    def read(reference: bytes) -> Written:
        found = loose.read(reference)
        return change(found) if isinstance(found, bytes) and b"/H1" in found else found

    return bind([replace(loose, read=read)], title="Part", language="en")


@pytest.mark.parametrize("what", HIDDEN)
def test_what_is_hidden_in_a_packed_object_is_found(what: str) -> None:
    """An object in an object stream that could do something, or says something of its own, is found in a bound file."""
    entry, code = HIDDEN[what]
    pdf = bound(lambda text: text.removesuffix(b">>") + entry + b">>")
    assert table_of(pdf) is not None, "one of our files: it is skimmed"
    assert [finding.code for finding in check(pdf, Expectation(title="Part", language="en"))] == [code]


def test_a_name_in_a_text_is_no_finding() -> None:
    """The words of such a name in a text make the object one to look at, and nothing more."""
    pdf = bound(lambda text: text.removesuffix(b">>") + b"/Alt (see /JS and /AA) >>")
    assert check(pdf, Expectation(title="Part", language="en")) == []


def test_nothing_is_passed_over_but_what_holds_no_name() -> None:
    """All is looked at that stands by itself and is no plain stream; of packed ones, all of a stream with a name."""
    pdf = bound()
    table = table_of(pdf)
    assert table
    numbers = [number for number in range(1, len(table) // 7) if table[number * 7]]
    alone = [number for number in numbers if table[number * 7] == 1]
    with pikepdf.open(BytesIO(pdf)) as file:
        said = {number: set(map(str, file.get_object((number, 0)).keys())) for number in alone}
    looked = [number for number in alone if said[number] - PLAIN]
    assert 0 < len(looked) < len(alone)
    with pikepdf.open(BytesIO(pdf)) as file:
        some = set(telling(pdf, file, table, numbers, re.compile(b"/H1"))) - set(looked)
        holders = {table[number * 7 + 1 : number * 7 + 5] for number in some}
        assert len(holders) == 1
        assert some == {n for n in numbers if n not in alone and table[n * 7 + 1 : n * 7 + 5] in holders}
        assert "/H1" in [str(file.get_object((number, 0)).get("/S", "")) for number in some]
        assert list(telling(pdf, file, table, numbers, re.compile(b"nowhere in the file"))) == looked
        plain = set(alone) - set(looked)
        assert sorted(telling(pdf, file, table, numbers, re.compile(b""))) == sorted(set(numbers) - plain)


@pytest.mark.parametrize(
    "more",
    [
        "/AA << >>",
        "/Type /EmbeddedFile",
        "/Subtype /Form",
        "/F (x)",
        "/Length 3 /EF << >>",
        "/J#53 (x)",
        "% x\n/JS (x)",
    ],
)
def test_a_stream_that_says_more_is_looked_at(more: str) -> None:
    """Whatever stands in a stream's dictionary beside how it is packed, and wherever, it is no plain one."""
    plain = b"7 0 obj\n<< /Filter /FlateDecode /Length 3 >>\nstream\n"
    entry = bytes([1, 0, 0, 0, 0, 0, 0])
    assert list(telling(plain, None, entry, [0], re.compile(b"x"))) == []
    assert list(heavy(plain, entry, [0], 3)) == []
    assert list(heavy(plain, entry, [0], 2)) == [0]
    for before in (b" /Filter", b" /Length", b" >>"):
        changed = plain.replace(before, b" " + more.encode() + before, 1)
        assert list(telling(changed, None, entry, [0], re.compile(b"x"))) == [0]
        assert list(heavy(changed, entry, [0], 3)) == [0]


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"%PDF-", b"\n%PDF-"), (b" /Root ", b" /Pre#76 9 /Root "), (b" /Length ", b" /DecodeParms << >> /Length ")],
)
def test_a_file_that_readers_may_understand_otherwise_is_not_skimmed(old: bytes, new: bytes) -> None:
    """What stands before the header, or in the table's head and is not ours, could lead a reader to other objects."""
    pdf = bound()
    at, start = pdf.rindex(old), int(pdf.split()[-2])
    assert table_of(pdf)
    moved = start + (len(new) - len(old) if at < start else 0)
    changed = pdf[:at] + new + pdf[at + len(old) :]
    assert table_of(changed.replace(b"startxref\n%d" % start, b"startxref\n%d" % moved)) is None


def test_an_object_with_a_generation_is_not_skimmed() -> None:
    """It would be asked for by its number alone, and not be found."""
    pdf = bound()
    table = table_of(pdf)
    assert table
    number = next(n for n in range(1, len(table) // 7) if table[n * 7] == 1)
    other = table[: number * 7 + 6] + b"\x05" + table[number * 7 + 7 :]
    start = pdf.rindex(b"stream\n", 0, pdf.rindex(b"endstream")) + len(b"stream\n")
    packed = zlib.compress(other, 9)
    head = re.sub(rb"/Length \d+ >>\nstream\n$", b"/Length %d >>\nstream\n" % len(packed), pdf[:start])
    tail = b"\nendstream\nendobj\n" + pdf[pdf.rindex(b"startxref") :]
    assert table_of(head + packed + tail) is None
    same = zlib.compress(table, 9)
    head = re.sub(rb"/Length \d+ >>\nstream\n$", b"/Length %d >>\nstream\n" % len(same), pdf[:start])
    assert table_of(head + same + tail) == table
