"""What one document leaves for the next changes nothing there, and holds nobody's words."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from pressroom.typeset import begin_order, quick, strokes
from pressroom.typeset.sharing import LINES, Lines
from tests.typeset.test_quick import BODY, digest, made

PEOPLE = ("Awa Sample", "Bartholomew Sample-Longername", "سمر مثال", "Ион Пример")
LANGUAGES = ("en", "fr", "ar")


def page(name: str, language: str = "en") -> str:
    """Return the sample, with someone's name in several places of it."""
    link, table = f"<p><a href='#own'>{name}</a></p>", f"<table><tr><td>{name}</td></tr></table>"
    spaced = "<p>In an emergency <b>call</b> <i>now</i></p>"  # a space that stands alone is drawn as nothing
    head = f"<head><title>Sample</title></head><body><h1 id='own'>{name}</h1>{link}{table}{spaced}"
    direction = "rtl" if language == "ar" else "ltr"
    return f'<html lang="{language}" dir="{direction}">{head}{BODY}{table}</body></html>'


def pdf(html: str) -> str:
    """Return what tells the document apart from others."""
    done = made(html)
    assert done.findings == ()
    return digest(done.pdf)


def in_order() -> Iterator[str]:
    """Yield pages as a run sets them: of several people, in several languages, again and again."""
    for _ in range(3):
        for language in LANGUAGES:
            for name in PEOPLE:
                yield page(name, language)


def test_a_document_is_the_same_after_whatever_others() -> None:
    """Each has the very bytes that WeasyPrint as it comes makes of it alone, whosever were set before."""
    first: dict[str, str] = {}
    for html in in_order():
        begin_order()
        assert first.setdefault(html, pdf(html)) == pdf(html)
    with quick.unhurried():
        assert {html: pdf(html) for html in first} == first


def kept() -> set[str]:
    """Return the texts whose lines are kept in any style of this process."""
    gc.collect()
    styles = [thing for thing in gc.get_objects() if isinstance(thing, dict) and LINES in thing]
    return {str(key[0]) for style in styles for key in style[LINES]}


def test_nobodys_texts_stay() -> None:
    """What stands on everybody's pages is kept, from the third order on; what is one person's never is."""
    for number in range(4):
        begin_order()
        made(page(f"Quillonby {number}"))
    begin_order()
    texts = kept()
    assert "In an emergency" in texts
    assert not [text for text in texts if "Quillonby" in text]


def test_styles_that_no_other_document_asks_for_go() -> None:
    """Below an element with a style of its own, each document has its own, and they do not pile up."""

    def count() -> int:
        gc.collect()
        return sum(isinstance(thing, dict) and "_pressroom_kept" in thing for thing in gc.get_objects())

    html = page("Awa").replace("<body>", "<body><main id='all'>").replace("</body>", "</main></body>")
    pdf(html)
    before = count()
    assert before > 0
    for _ in range(3):
        pdf(html)
    assert count() == before


class Style:
    """Something with attributes, as a style is."""


@pytest.mark.parametrize(
    ("orders", "stays"),
    [(["x"], False), (["x", "x"], False), (["x", "x", "x"], True), (["xx", "xx"], False), (["x", "y", "x", "x"], True)],
)
def test_a_line_stays_when_it_stood_in_two_orders_before(orders: list[str], stays: bool) -> None:
    """However often it stood in one of them: a fit that is tried again is still one person's."""
    lines, style = Lines(), Style()
    for order in orders:
        lines.begin()
        for text in order:
            with lines.only_common():
                assert lines.of(style, (text,), lambda text=text: text * 2) == text * 2
    assert (("x",) in style.__dict__[LINES]) is stays


def test_what_is_remembered_of_a_text_is_a_number() -> None:
    """Nothing that was seen is held as what it was, also while its document is being made no longer."""
    lines, style = Lines(), Style()
    for _ in range(2):
        lines.begin()
        with lines.only_common():
            lines.of(style, ("Quillonby",), list)
    assert style.__dict__[LINES] == {}
    assert lines._new == []
    assert all(isinstance(number, int) for number in lines._order | lines._seen | lines._common)


def test_a_document_that_fails_leaves_nothing() -> None:
    """An error on the way forgets as the end does."""
    lines, style = Lines(), Style()
    with pytest.raises(ZeroDivisionError), lines.only_common():
        lines.of(style, ("Quillonby",), lambda: 1) / lines.of(style, ("of Quillonby",), int)
    assert style.__dict__[LINES] == {}


def test_a_line_that_is_kept_as_it_was_written_holds_no_page() -> None:
    """What is kept of a common line's drawing leads to no content of the page on which it was drawn first."""
    from weasyprint.pdf.stream import Stream

    for _ in range(4):
        begin_order()
        made()
    gc.collect()
    lines = [thing for thing in gc.get_objects() if isinstance(thing, strokes._Line)]
    assert lines
    assert not [thing for thing in gc.get_objects() if isinstance(thing, Stream)]


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("width", [500, 501])
def test_a_kept_line_is_written_only_where_its_glyphs_are_as_wide(width: int, is_new: bool) -> None:
    """Where a font's glyph has another width in a document, nothing is written: WeasyPrint draws the line itself."""
    font = SimpleNamespace(widths={5: 500}, to_unicode={5: "first"})
    written: list[object] = []
    stream = SimpleNamespace(
        _fonts={} if is_new else {7: font},
        add_font=lambda _: (font, 9.0),
        set_text_matrix=lambda *place: written.append(place),
        set_font_size=lambda *size: written.append(size),
        show_text=written.append,
    )
    line = strokes._Line((("SAMPLE", 9.0), b"<00050006>"), ((7, None, {5: width, 6: 250}, {5: "later", 6: "new"}),))
    assert line.write(stream, SimpleNamespace(values=(1, 0, 0, -1, 20, 30))) is (width == 500)
    assert written == ([(1, 0, 0, -1, 20, 30), ("SAMPLE", 9.0), b"<00050006>"] if width == 500 else [])
    assert font.to_unicode == ({5: "first", 6: "new"} if width == 500 else {5: "first"})
