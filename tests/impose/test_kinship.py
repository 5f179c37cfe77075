"""A page that is known from another file is read no more, if every byte that it leads to is the same there."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest

from pressroom.bind import bind
from pressroom.impose.kinship import Kindred
from pressroom.impose.looks import Looks
from tests.proof.making import typeset


def part(text: str, pages: int = 1) -> bytes:
    """Return a part, on each page of which a text stands with the page's number."""
    return typeset("".join(f"<p style='break-before: page'>{text}, {number}" for number in range(1, pages + 1)))


SHARED = [part(f"Guidance {number}", pages=3) for number in (1, 2)]


def pack(own: str, *shared: bytes) -> bytes:
    """Return a pack with someone's own page first."""
    return bind([part(own), *(shared or SHARED)], title=own, language="en")


def looks(data: bytes, kindred: Kindred | None = None) -> tuple[list[bytes], int]:
    """Return what a file's pages show, and how many of them were known."""
    with pikepdf.open(BytesIO(data)) as pdf:
        known = kindred.known_in(data) if kindred else {}
        found = Looks(pdf, known)
        shown = [found.page(page).shown for page in pdf.pages]
        if kindred and not known:
            kindred.remember(data, found.pages)
        return shown, len(known)


def test_shared_pages_are_known_and_nobodys_own() -> None:
    """Of two packs with the same shared parts, the second's own pages are read, and all pages look as they do alone."""
    kindred = Kindred()
    looks(pack("Awa"), kindred)
    second = pack("Komi, whose page is another")
    shown, known = looks(second, kindred)
    assert known == 6
    assert shown == looks(second)[0]


def test_what_differs_is_read() -> None:
    """A pack whose second shared part is another's shares the pages of the first alone."""
    kindred = Kindred()
    looks(pack("Awa"), kindred)
    second = pack("Awa", SHARED[0], part("Guidance 3", pages=3))
    shown, known = looks(second, kindred)
    assert known == 3
    assert shown == looks(second)[0]


def _with_a_byte_more(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _turned(data: bytes) -> bytes:
    with pikepdf.open(BytesIO(data)) as pdf:
        root: pikepdf.Object = pdf.Root
        root.Pages.Rotate = 90
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


@pytest.mark.parametrize("change", [_turned, lambda data: _with_a_byte_more(data, len(data) // 2)])
def test_no_page_of_a_file_that_was_touched_is_taken_for_another(change: Callable[[bytes], bytes]) -> None:
    """One byte in a shared page, or something from the node above all pages: what is touched is read again."""
    kindred = Kindred()
    first, _ = looks(pack("Awa"), kindred)
    touched = change(pack("Awa"))
    try:
        shown, known = looks(touched, kindred)
    except pikepdf.PdfError:
        return  # nothing can be read there at all
    assert known < 6
    assert shown == looks(touched)[0]
    assert len(shown) == len(first)
