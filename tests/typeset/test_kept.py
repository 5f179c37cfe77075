"""Blocks that are many people's are laid out once, and stand on each page as if they had been laid out there."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from weasyprint.pdf import tags

from pressroom.cli.building import sound_workspace
from pressroom.paths import shipped
from pressroom.plan import Options, make_plan
from pressroom.qr import symbol
from pressroom.shop import Shop
from pressroom.typeset import Asset, Drawing, Typeset, drawn, engine, kept, markup, quick, typeset
from pressroom.typeset.kept import KEPT

STYLE = """
@page { size: 90mm 120mm; margin: 12mm 8mm } html { font: 9pt "IBM Plex Sans" }
.kept { display: flow-root; position: relative; z-index: 0 }
.loose { position: static } p { margin: 2mm 0 } td { border: 0.4pt solid } table { border-collapse: collapse }
.turned { transform: rotate(180deg) } .low { position: absolute; bottom: 9mm; left: 0; right: 0 }
.deep { position: relative; height: 80mm }
.wide p { width: 40% } .beside { position: relative } .far { position: absolute; right: 2mm; top: 9mm }
img { width: 25mm }
"""
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
INSIDE = """<p>Call <b>+44 20 7946 0011</b>, and ask for <a href="https://example.org">the desk</a>.</p>
<table><tbody><tr><th>one</th><td>two</td></tr></tbody></table>
<div class="beside"><ul><li>three</li></ul><p>Whoever calls</p><p class="far">far</p></div>
<img src="press:qr" alt="code"/>"""


@pytest.fixture(autouse=True)
def _forgetful() -> Iterator[None]:
    """Begin and end with nothing kept."""
    KEPT._blocks.clear()
    yield
    KEPT._blocks.clear()


def page(
    above: str = "", inside: str = INSIDE, sort: str = "", code: str = "https://example.org", around: str = ""
) -> Typeset:
    """Set a block below something, in a ``div`` with the class of what is ``around`` it."""
    block = f'<div class="kept{sort}">{inside}</div><!--kept-->'
    return document(
        f'{above}<div class="deep"><div class="{around}">{block}</div></div>' if around else above + block, code
    )


def document(body: str, code: str = "https://example.org") -> Typeset:
    """Set a document with a code and a picture to use."""
    made = symbol(code, printed_mm=25)
    html = f'<html lang="en"><head><title>Sample</title></head><body>{body}</body></html>'
    assets = {"qr": Drawing(made.operators, "", made.side), "dot": Asset(DOT, "image/png")}
    return typeset(html, (STYLE,), assets)


def plain(*args: str, **options: str) -> Typeset:
    """Set the same as WeasyPrint does it, with nothing kept."""
    with quick.unhurried():
        return page(*args, **options)


def drawings() -> list[Any]:
    """Return what was drawn of blocks and is kept; None for what is drawn anew each time."""
    return [one for block in blocks() for place in block.standing.values() for one in place.drawings._known.values()]


def digest(made: Typeset) -> str:
    """Return what tells two documents apart, and is short where they differ."""
    assert not made.findings
    return hashlib.sha256(made.pdf).hexdigest()


def blocks() -> list[Any]:
    """Return the blocks that are kept."""
    return [block for block in KEPT._blocks.values() if block.boxes is not None]


def test_a_block_is_the_same_wherever_it_stands() -> None:
    """First or later, at the head of a page or below: the bytes are WeasyPrint's own, and it is laid out once."""
    above = ("", "<p>One line.</p>", "<p>One line.</p><p>And one more.</p>", "")
    made = [digest(page(each)) for each in above]
    assert len(blocks()) == 1
    assert made == [digest(plain(each)) for each in above]
    assert len(set(made)) == 3


def test_a_block_is_drawn_once_for_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it stood before, what was written is written again, with the numbers that its content has there.

    Text that is drawn before it gives it other numbers: the bytes are WeasyPrint's own even so.
    """
    bodies = [f'<p class="beside">{words}</p>' for words in ("One.", "One <b>more</b>.", "<i>And</i> <b>one</b> more.")]
    made = [digest(page(each)) for each in bodies]
    assert len(drawings()) == 1
    assert drawings() != [None]

    with monkeypatch.context() as patch:
        patch.setattr(drawn, "_noted", lambda *_: pytest.fail("it was drawn again"))
        again = [digest(page(each)) for each in bodies]
    assert again == made == [digest(plain(each)) for each in bodies]
    assert len(set(made)) == 3


def test_a_branch_of_tags_grows_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the second document on, a block's elements are written from their form, with this document's numbers.

    It stands at the same place each time, below more elements, links and tables with headings, which have numbers, too.
    """
    link = '<p><a href="https://example.org/x">Sample</a></p>'
    table = '<table class="far"><tbody><tr><th>one</th><td>two</td></tr></tbody></table>'
    bodies = ["<p>Sample</p>", link, f"{table}{link}", f"{table}{table}<p>Sample <b>words</b></p>"]
    made, get_tag = [digest(page(bodies[0]))], tags._get_pdf_tag
    with monkeypatch.context() as patch:
        patch.setattr(tags, "_get_pdf_tag", lambda name: pytest.fail("it grew") if name == "img" else get_tag(name))
        made += [digest(page(each)) for each in bodies[1:]]
        again = [digest(page(each)) for each in bodies]
    assert again == made == [digest(plain(each)) for each in bodies]
    assert len(set(made)) == len(bodies)


def test_a_picture_is_drawn_each_time() -> None:
    """A picture is an object of its document: what names it is not written into another one."""
    inside = '<p>One <img src="press:dot" alt="dot"/></p>'
    made = [digest(page("", inside)) for _ in range(3)]
    assert drawings() == [None]
    assert made == [digest(plain("", inside))] * 3


@pytest.mark.parametrize("around", ["turned", "low", "turned low"])
def test_what_is_moved_or_turned_is_the_same(around: str) -> None:
    """A block that its surroundings turn, or move once they know how high it is, has WeasyPrint's own bytes."""
    above = ("", "<p>One line.</p>")
    for _ in range(2):
        assert [digest(page(each, around=around)) for each in above] == [
            digest(plain(each, around=around)) for each in above
        ]


def test_two_that_are_the_same_are_two() -> None:
    """Twice on a page, and at the same place of the next one: each has boxes of its own, and its own link."""
    over = '<div class="kept"><p>Sample</p></div><!--kept-->'
    block = f'{over}{over}<div class="kept">{INSIDE}</div><!--kept-->'
    body = f"<div style='break-before: page'></div>{block}" * 3
    made = [digest(document(body)) for _ in range(3)]
    with quick.unhurried():
        assert made == [digest(document(body))] * 3


@pytest.mark.parametrize("around", ["", "turned"])
def test_a_link_is_one_documents(around: str) -> None:
    """Where another link to the same place lies over it, a block's link is left out, also if it was there before."""
    over = '<a href="https://example.org" style="position: absolute; top: 0; width: 70mm; height: 96mm">Sample</a>'
    made = [digest(page(above, around=around)) for above in ("", over, "")]
    assert made == [digest(plain(above, around=around)) for above in ("", over, "")]


def test_a_text_that_looks_like_the_name_of_a_cell_is_a_text() -> None:
    """The words of a picture are the same in each document, whatever numbers its elements have."""
    inside = '<p>One</p><img src="press:qr" alt="2026-11-22"/>'
    above = ("<p>One</p>", "<p>One <b>more</b> <i>here</i></p>")
    made = [digest(page(each, inside)) for each in above]
    assert made == [digest(plain(each, inside)) for each in above]


def test_a_text_that_stands_over_is_found_each_time() -> None:
    """What does not fit in its place in a block is a finding of each document that has it, and so are its codes."""
    words = "Sample words that are far too long for a page, and not broken"
    inside = f'<p data-field="house" style="white-space: nowrap">{words}</p>' * 2
    coded = '<p>One</p><img src="press:qr" alt="code" data-qr="https://example.org"/>'
    for _ in range(3):
        assert [(finding.code, finding.field) for finding in page("", inside).findings] == [("spilled", "house")]
        made = page("", coded)
        assert (made.findings, made.qr, made.filled) == ((), (("https://example.org",),), (True,))


def test_a_block_that_is_known_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a document with a known block, no more than the block's place is read."""
    first, read = digest(page()), markup.read
    known: list[str] = []

    def noted(html: str, *others: Any) -> Any:
        known.append(html)
        return read(html, *others)

    monkeypatch.setattr(engine, "read", noted)
    assert digest(page()) == first
    assert len(known) == 1
    assert "kept" in known[0]
    assert "7946" not in known[0]


def test_what_differs_is_another_block() -> None:
    """Another class, text or picture is not mistaken for what was kept before."""
    sorts: tuple[dict[str, str], ...] = (
        {},
        {"sort": " wide"},
        {"inside": INSIDE.replace("three", "four")},
        {"code": "https://example.net/x"},
    )
    made = [digest(page(**each)) for each in sorts]
    assert made == [digest(plain(**each)) for each in sorts]
    assert len(set(made)) == len(blocks()) == 4


def test_a_block_that_does_not_fit_is_broken_as_ever() -> None:
    """On a page that is too short for it, it goes on to the next one, also where it is known from another page."""
    page()
    long = "<p>One line.</p>" * 12
    assert page(long).pages == 2
    assert digest(page(long)) == digest(plain(long))


def test_what_stands_elsewhere_is_not_kept() -> None:
    """A text that is placed by the page, and not by the block, stands where it should; nothing of it is kept."""
    inside = '<p>One</p><p class="far">far</p>'
    made = [digest(page(above, inside, " loose")) for above in ("<p>Above.</p>", "")]
    assert made == [digest(plain(above, inside, " loose")) for above in ("<p>Above.</p>", "")]
    assert not blocks()


def test_few_blocks_are_kept() -> None:
    """The last ones are, so that memory stays flat however many countries there are."""
    for number in range(kept._MOST + 5):
        page(inside=f"<p>Sample {number}</p>")
    assert len(KEPT._blocks) == kept._MOST


def test_nothing_of_anybodys_is_kept() -> None:
    """After everybody's packs and cards, what is kept holds no code, name, number or address of a person's.

    What is everybody's is: each block that a document marks, or it would be laid out twice.
    """
    workspace = sound_workspace(shipped("packs", "sample"))
    options = Options(as_of=date(2026, 11, 22))
    plan = make_plan(workspace, options)
    shop = Shop(workspace, options, plan)
    texts: set[str] = set()
    for pack in plan.packs:
        assert not shop.own_pages(pack.participant)[0].problems
        assert not shop.card_pages(pack.participant)[0].problems
        texts |= {key[-2].replace("\N{NO-BREAK SPACE}", " ") for key in KEPT._blocks}
        assert len(blocks()) == len(KEPT._blocks)
    everything, host = "\n".join(texts), workspace.session.host.emergency_phone
    assert host in everything
    people = [pack.participant for pack in plan.packs]
    private: set[Any] = {text for who in people for text in (who.code, who.name, who.organisation)}
    for _, contact in (each for who in people for each in who.agreed_contacts()):
        private |= {contact.name, contact.email, contact.phone, f">{contact.relation}<"}
    private -= {"", None, "><", host}
    assert len(private) > 40
    assert not [text for text in private if text in everything]
