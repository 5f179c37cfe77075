"""What is done to be quick changes nothing of what is printed."""

from __future__ import annotations

import gc
import hashlib

import pytest

from pressroom.qr import symbol
from pressroom.typeset import Drawing, Typeset, engine, quick, typeset
from pressroom.typeset.warm import settle

STYLE = """
@page { size: 90mm 120mm; margin: 12mm 8mm; @bottom-right { content: counter(page) "/" counter(pages); color: #555 } }
@page :first { @top-left { content: "Sample" } }
html { font: 9pt "IBM Plex Sans", "IBM Plex Sans Arabic", "Noto Sans SC" }
:root { --signal: #b3261e }
h1 { color: var(--signal); border-bottom: 1pt solid; margin-inline-start: 3mm; string-set: head content() }
.row { display: flex; align-items: baseline } .row p { flex: 1; min-width: 0 } .row b { width: 30% }
.just { text-align: justify; hyphens: auto; letter-spacing: 0.02em } .box { display: inline-block; max-width: 100% }
.half { width: 50%; padding: 2% 1em; float: right } td { border: 0.4pt solid; padding: 1mm } table { width: 100% }
li::marker { color: #b3261e } q { color: #333 } u { text-decoration: underline } em { text-transform: uppercase }
.far { position: absolute; bottom: 0; right: 5%; opacity: 0.5 } .wide { word-spacing: 2pt } img { width: 25mm }
"""
WORDS = "Whoever calls this number is asked for a code, a place and a word, and for no name, whatever happens. " * 6
BODY = f"""
<h1>In an emergency</h1><div class="row"><b>Call</b><p>+44 20 7946 0011 and <u>ask</u> for <em>the desk</em></p></div>
<p class="just">{WORDS}</p><ul><li>one</li><li>two <q>said</q><br/>three</li></ul><ol><li>first</li></ol>
<p lang="ar" dir="rtl">اتصلوا على <span class="box" dir="ltr">+44 20 7946 0011</span> الآن</p>
<div class="half">A box beside</div><p class="wide">{WORDS}</p>
<table><tbody><tr><td>one</td><td colspan="2">{WORDS[:90]}</td></tr>
<tr><td>1</td><td>2</td><td>3</td></tr></tbody></table>
<p lang="zh-Hans">紧急情况下请拨打</p><img src="press:qr" alt="code"/><p class="far">far</p><p>{WORDS}</p>
"""
HTML = f'<html lang="en"><head><title>Sample</title></head><body>{BODY}</body></html>'


def made(html: str = HTML) -> Typeset:
    """Set the sample, with all that the changes touch."""
    code = symbol("https://example.org", printed_mm=25)
    return typeset(html, (STYLE,), {"qr": Drawing(code.operators, "", code.side)})


def digest(pdf: bytes) -> str:
    """Return what tells two files apart, and is short where they differ."""
    return hashlib.sha256(pdf).hexdigest()


def test_the_bytes_are_weasyprints_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Flex rows, floats, tables, lists, justified text, margin boxes, three scripts: not one byte differs.

    Compared with WeasyPrint as it comes, and with its whole style sheet.
    """
    from weasyprint.html import UA_STYLESHEET

    first = made()
    assert first.findings == ()
    assert first.pages > 2
    with quick.unhurried():
        monkeypatch.setattr(engine, "user_agent_sheet", lambda _: UA_STYLESHEET)
        assert digest(made().pdf) == digest(first.pdf)
    assert digest(made().pdf) == digest(first.pdf)


def test_a_margin_is_each_pages_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the margin of every page is laid out once for pages that are alike; what counts them, for each.

    On wider margins, or in another style, it stands elsewhere: the bytes are WeasyPrint's own.
    """
    from weasyprint.layout import page as page_module

    sheet = (
        "@page {{ size: 90mm 60mm; margin: {margin} }} @page {{ @top-center {{ content: {content}; color: {ink} }} }}"
    )
    said = [
        {"margin": margin, "content": content, "ink": ink}
        for margin in ("12mm", "16mm 12mm")
        for content in ('"SPECIMEN"', 'counter(page) "/" counter(pages)')
        for ink in ("red", "black")
    ]
    body = '<p>One</p><p style="break-before: page">Two</p>'
    html = f'<html lang="en"><head><title>x</title></head><body>{body}</body></html>'
    sheets = [sheet.format(**each) for each in said]
    assert typeset(html, (sheets[0],), {}).pages == 2

    made = [digest(typeset(html, (css,), {}).pdf) for css in sheets * 2]
    with quick.unhurried():
        assert made == [digest(typeset(html, (css,), {}).pdf) for css in sheets] * 2
    assert len(set(made)) == len(sheets)

    typeset(html, (sheets[0],), {})
    monkeypatch.setattr(page_module, "margin_box_content_layout", lambda *_: pytest.fail("it was laid out again"))
    assert digest(typeset(html, (sheets[0],), {}).pdf) == made[0]


def test_the_changes_can_be_undone() -> None:
    """Each changed place holds its own again, so that the comparison compares two things."""
    from weasyprint.pdf.fonts import Font
    from weasyprint.text.line_break import Layout

    made()
    hurried = Layout.setup
    with quick.unhurried():
        assert Layout.setup is not hurried
        assert not hasattr(Font, "file_content")


def test_well_formed_markup_is_the_same_as_html() -> None:
    """Read as XML or as HTML, by its document type alone: the same pages."""
    assert digest(made().pdf) == digest(made(f"<!DOCTYPE html>{HTML}").pdf)


def test_a_sign_that_xml_lacks_does_not_stop_it() -> None:
    """A control character in a name is no reason to fail: the markup is then read as HTML."""
    assert made(HTML.replace("far</p>", "far\x0b</p>")).pages > 2


def test_the_garbage_collector_still_comes() -> None:
    """A settled process looks for garbage less often, and never not at all: its memory would grow and grow."""
    before = gc.get_threshold()
    try:
        settle()
        assert gc.isenabled()
        assert gc.get_threshold()[0] > before[0]
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
