"""One person's document is bound as the typesetter has it, without being written and read between."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import page
import pikepdf
import pytest

from pressroom.bind import Binder, PageLabel
from pressroom.qr import symbol
from pressroom.sheaf import Sheaf
from pressroom.typeset import Drawing, Typeset, typeset

SIDE = "@page { size: 80mm 60mm; margin: 5mm } h1 { break-before: page; bookmark-level: 1 } h2 { bookmark-level: 2 }"
TABLE = "<table><tbody><tr><th scope='row'>Item (one) \\</th><td>1</td></tr></tbody></table>"
BODY = {
    "plain": "<p>Words</p>",
    "one bookmark": "<h1>Only</h1>",
    "bookmarks": "<h1>First</h1><h2>a</h2><h2>b</h2><h1>Second</h1><h1>Troisième « 3 »</h1><h2>c</h2>",
    "everything": f"<h1>In danger</h1>{TABLE}<p><span lang='fr'>un</span> <a href='https://example.org/'>there</a></p>"
    f"<ul><li>one</li></ul><h1>Next</h1>{TABLE}<p><img src='press:qr' alt='code'/></p><p style='opacity: 0.5'>x</p>",
}


def made(body: str, *, loose: bool) -> Typeset:
    """Set a small document."""
    code = symbol("https://example.org", printed_mm=25)
    html = f'<html lang="en"><head><title>Sample</title></head><body>{body}</body></html>'
    done = typeset(html, [SIDE], {"qr": Drawing(code.operators, "", code.side)}, loose=loose)
    assert not done.findings
    return done


def canonical(pdf: bytes) -> list[str]:
    """Return all that a file's catalog leads to, numbered as it is met; the bytes of streams as they are."""
    numbers: dict[tuple[int, int], int] = {}
    waiting: list[Any] = []
    lines: list[str] = []

    def text(value: Any) -> str:
        if isinstance(value, pikepdf.Object) and value.is_indirect:
            if value.objgen not in numbers:
                numbers[value.objgen] = len(numbers)
                waiting.append(value)
            return f"#{numbers[value.objgen]}"
        return inner(value)

    def inner(value: Any) -> str:
        if isinstance(value, pikepdf.Stream):
            return inner(value.stream_dict) + value.read_bytes().hex()
        if isinstance(value, pikepdf.Dictionary):
            return "<" + " ".join(f"{key} {text(value[key])}" for key in sorted(value.keys())) + ">"
        if isinstance(value, pikepdf.Array):
            return "[" + " ".join(map(text, value)) + "]"
        return repr(value)

    with pikepdf.open(BytesIO(pdf)) as file:
        lines.append(text(file.Root))
        while waiting:
            lines.append(inner(waiting.pop()))
    return lines


@pytest.mark.parametrize("body", BODY.values(), ids=list(BODY))
def test_a_sheaf_is_bound_to_what_its_file_is_bound_to(body: str) -> None:
    """The pack is the same, object for object, whether its first part came as objects or as a file."""
    loose, whole = made(body, loose=True), made(body, loose=False)
    assert isinstance(loose.sheaf, Sheaf)
    assert not loose.pdf
    shared = made(BODY["bookmarks"], loose=False).pdf
    packs = [
        Binder([shared]).bind(part, title="Sample", language="en", labels=[PageLabel(0, "D")])
        for part in (loose.sheaf, whole.pdf)
    ]
    assert canonical(packs[0]) == canonical(packs[1])
    assert page.validate_pdf_bytes(packs[0], profile=page.ValidationProfile.PDF_UA_1).failures == []


def test_a_sheaf_is_its_file_when_it_is_asked_for() -> None:
    """A preview gets the file that would have been written, also after the sheaf was bound."""
    loose, whole = made(BODY["everything"], loose=True), made(BODY["everything"], loose=False)
    assert loose.sheaf
    assert bytes(loose.sheaf) == whole.pdf
    Binder([]).bind(loose.sheaf, title="Sample", language="en")
    assert bytes(loose.sheaf) == whole.pdf


def test_a_sheaf_of_another_language_keeps_it() -> None:
    """In a file of another language, what the part says is marked as of its own."""
    loose = made("<p>Words</p>", loose=True)
    assert loose.sheaf
    with pikepdf.open(BytesIO(Binder([]).bind(loose.sheaf, title="Sample", language="fr"))) as pdf:
        assert str(pdf.Root.Lang) == "fr"
        assert [str(kid.Lang) for kid in pdf.Root.StructTreeRoot.K[0].K] == ["en"]


def test_a_document_with_places_of_its_own_is_a_file() -> None:
    """A document whose links lead into itself is written: its places are known by name in the file alone."""
    done = made("<p><a href='#there'>go</a></p><p id='there'>there</p>", loose=True)
    assert done.sheaf is None
    assert done.pdf.startswith(b"%PDF-")
