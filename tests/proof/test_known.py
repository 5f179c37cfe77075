"""A shared part is looked at once; each file that is said to hold it must hold it to the byte, and show it whole."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from pressroom.bind import Binder
from pressroom.bind.blocks import ENTRY
from pressroom.made import Part
from pressroom.proof import Expectation, Known, check
from pressroom.shop.shared import known, known_blocks
from tests.proof.making import TARGET, symbol, typeset

OWN = typeset("<p>For one person alone</p><h1>Emergency</h1><p>Call")
SHARED = typeset(f"<h1>One</h1><p>Words</p>{symbol()}<h1>Two</h1><p>More words")
LAST = typeset("<h1>Country</h1><p>Numbers")


@cache
def bound() -> tuple[bytes, tuple[Known, ...]]:
    """Return a pack of two own pages and three shared ones, and what is known of it."""
    binder = Binder([SHARED, LAST])
    pdf = binder.bind(OWN, title="Notes", language="en")
    return pdf, tuple(known(block) for block in binder.blocks("en"))


def codes(pdf: bytes, blocks: tuple[Known, ...] | None = None) -> set[str]:
    """Return the codes of what is found in a file that is said to hold ``blocks``."""
    expected = Expectation(pages=5, title="Notes", known=bound()[1] if blocks is None else blocks)
    return {finding.code for finding in check(pdf, expected)}


def with_table(pdf: bytes, change: Callable[[bytearray], None], head: bytes = b"") -> bytes:
    """Return a file whose cross-reference table was changed; ``head`` is put into its dictionary."""
    at = int(re.findall(rb"startxref\n(\d+)", pdf)[-1])
    found = re.compile(rb"(\d+ 0 obj\n<<)(.*?/Length )(\d+)( >>\nstream\n)", re.DOTALL).match(pdf, at)
    assert found is not None
    table = bytearray(zlib.decompress(pdf[found.end() : found.end() + int(found[3])]))
    change(table)
    packed = zlib.compress(bytes(table))
    rest = b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at
    return b"".join([pdf[:at], found[1], head, found[2], b"%d" % len(packed), found[4], packed, rest])


def unchanged(_: bytearray) -> None:
    """Leave a table as it is."""


def test_a_pack_that_holds_the_blocks_passes() -> None:
    """Nothing is found in a pack as it was bound, though the codes of its shared pages are not named again."""
    assert codes(bound()[0]) == set()
    assert codes(with_table(bound()[0], unchanged)) == set()


def test_the_shared_pages_are_not_looked_at_again() -> None:
    """The verdict on a block counts for each file: its code is no surprise, though none was named here."""
    assert codes(bound()[0], ()) == {"qr-unexpected"}


def test_own_pages_are_still_looked_at() -> None:
    """What a person's own pages hold is found as ever."""
    binder = Binder([SHARED, LAST])
    pdf = binder.bind(typeset(f"<p>x</p>{symbol(TARGET + '/own')}<h1>Emergency"), title="Notes", language="en")
    assert codes(pdf, tuple(known(block) for block in binder.blocks("en"))) == {"qr-unexpected"}


@pytest.mark.parametrize("share", [0.01, 0.3, 0.99])
@pytest.mark.parametrize("number", [0, 1])
def test_one_changed_byte_of_a_block_is_found(number: int, share: float) -> None:
    """A block with one other byte is not the one that was looked at."""
    pdf, blocks = bound()
    at = blocks[number].offset + int(len(blocks[number].body) * share)
    changed = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
    assert codes(changed) & {"shared-differs", "damaged", "not-a-pdf", "unreadable"}


def test_an_object_that_is_taken_from_elsewhere_is_found() -> None:
    """A number of the block that leads to other bytes than the block's is found, though the block is all there."""
    pdf, blocks = bound()
    page = blocks[0].pages[0]

    def change(table: bytearray) -> None:
        own = blocks[1].first + len(blocks[1].entries) // ENTRY
        other = next(n for n in range(own, len(table) // ENTRY) if table[n * ENTRY] == 2)
        table[page * ENTRY : (page + 1) * ENTRY] = table[other * ENTRY : (other + 1) * ENTRY]

    assert codes(with_table(pdf, change)) & {"shared-differs", "damaged"}


@pytest.mark.parametrize("head", [b" /Prev 15 ", b" /XRefStm 15 "])
def test_a_second_table_is_found(head: bytes) -> None:
    """A file with a table behind its table could give any number a second meaning."""
    assert codes(with_table(bound()[0], unchanged, head)) & {"shared-differs", "not-a-pdf", "damaged"}


def test_blocks_in_another_order_are_found() -> None:
    """The shared pages come in their order: a country before its guidance is another pack."""
    binder = Binder([SHARED, LAST])
    blocks = tuple(known(block) for block in binder.blocks("en"))
    assert codes(binder.bind(OWN, title="Notes", language="en"), blocks[::-1]) == {"shared-differs"}


def test_a_part_that_is_not_there_is_found() -> None:
    """A pack that lacks a shared part is found, and one that holds another in its place."""
    other = Binder([SHARED, typeset("<h1>Country</h1><p>Other numbers")])
    assert codes(Binder([SHARED]).bind(OWN, title="Notes", language="en")) == {"shared-differs"}
    assert codes(other.bind(OWN, title="Notes", language="en")) == {"shared-differs"}


def test_shared_pages_come_after_the_own_ones() -> None:
    """Where shared pages are to come last, a file that begins with them is found; and the other way round."""
    pdf, blocks = bound()
    expected = Expectation(known=blocks, known_first=True)
    assert {finding.code for finding in check(pdf, expected)} == {"shared-differs"}


@pytest.mark.parametrize("changed", [0, 1])
def test_a_part_that_changed_since_it_was_looked_at_is_looked_at_again(changed: int) -> None:
    """Its verdict counts for what was looked at: with one other word, none of a pack's parts is taken as known.

    So it is, too, with a part that was not found to be in order.
    """
    blocks = Binder([SHARED, LAST]).blocks("en")
    parts = [Part(b"", len(block.pages), (), proved=block.digest) for block in blocks]
    assert known_blocks(blocks, tuple(parts)) == list(bound()[1])
    sources = [SHARED, LAST]
    sources[changed] = typeset("<h1>Country</h1><p>Nombers")
    assert known_blocks(Binder(sources).blocks("en"), tuple(parts)) == []
    parts[changed] = replace(parts[changed], proved=b"")
    assert known_blocks(blocks, tuple(parts)) == []
