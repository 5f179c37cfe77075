"""Objects that nobody takes apart: sure to hold nothing that is looked for, or looked at after all."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from pressroom.bind import bind
from pressroom.proof import Expectation, check
from pressroom.proof.skim import telling
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
    """Objects that stand by themselves are all looked at; of packed ones, those that hold a name, or may."""
    pdf = bound()
    table = table_of(pdf)
    assert table
    count = len(table) // 7
    numbers = [number for number in range(1, count) if table[number * 7]]
    with pikepdf.open(BytesIO(pdf)) as file:
        some = list(telling(file, table, numbers, re.compile(b"/H1")))
        alone = [number for number in numbers if table[number * 7] == 1]
        assert alone
        assert len(set(some) - set(alone)) == 1
        (heading,) = set(some) - set(alone)
        assert str(file.get_object((heading, 0)).S) == "/H1"
        assert sorted(telling(file, table, numbers, re.compile(b""))) == numbers
