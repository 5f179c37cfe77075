"""Blocks that are many people's are laid out once, and stand on each page as if they had been laid out there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from pressroom.cli.building import sound_workspace
from pressroom.paths import shipped
from pressroom.plan import Options, make_plan
from pressroom.qr import symbol
from pressroom.shop import Shop
from pressroom.typeset import Drawing, Typeset, engine, kept, markup, quick, typeset
from pressroom.typeset.kept import KEPT

STYLE = """
@page { size: 90mm 120mm; margin: 12mm 8mm } html { font: 9pt "IBM Plex Sans" }
.kept { display: flow-root } p { margin: 2mm 0 } td { border: 0.4pt solid } table { border-collapse: collapse }
.wide p { width: 40% } .beside { position: relative } .far { position: absolute; right: 2mm; top: 9mm }
img { width: 25mm }
"""
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


def page(above: str = "", inside: str = INSIDE, sort: str = "", code: str = "https://example.org") -> Typeset:
    """Set a block below something."""
    made = symbol(code, printed_mm=25)
    html = (
        f'<html lang="en"><head><title>Sample</title></head><body>{above}'
        f'<div class="kept{sort}">{inside}</div><!--kept--></body></html>'
    )
    return typeset(html, (STYLE,), {"qr": Drawing(made.operators, "", made.side)})


def plain(*args: str, **options: str) -> Typeset:
    """Set the same as WeasyPrint does it, with nothing kept."""
    quick.take_time()
    try:
        return page(*args, **options)
    finally:
        quick.hurry()


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
    made = [digest(page("<p>Above.</p>", inside)), digest(page("", inside))]
    assert made == [digest(plain("<p>Above.</p>", inside)), digest(plain("", inside))]
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
