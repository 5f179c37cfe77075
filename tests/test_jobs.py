"""A country's print job: what fills packs up is proved by itself, and stands in the language of the pack before it."""

from __future__ import annotations

from functools import cache

import pypdfium2

from pressroom.jobs import PackJob, print_job
from pressroom.made import Finished
from pressroom.model import Press
from pressroom.proof import Outside
from tests.proof.making import finished

TELLING = "HARBOUR-WORD"
"""A word that gives the discreet edition away: it may stand on pages that are read at home, not where one looks."""

A5 = "@page { size: 148mm 210mm }"


def found(text: str, **_: object) -> str | None:
    """Return the word that tells."""
    return TELLING if TELLING in text else None


@cache
def page(words: str) -> bytes:
    """Return a page to fill a pack up with."""
    return finished(f"<style>{A5}</style><p>{words}")


def person(code: str, language: str, pages: int) -> Finished:
    """Return a pack of so many pages, with the word that tells on each of them."""
    inner = f"<h1>{TELLING}</h1>" * (pages - 1)
    pdf = finished(f"<style>{A5}</style><p>{code} {TELLING}{inner}")
    return Finished(pdf, pages, {}, code, False, language)


def printed(press: Press, blanks: dict[str, str], *packs: Finished) -> tuple[list[str], list[str]]:
    """Return the text on each side of the job of some packs of the discreet edition, and what its proof found."""
    job = PackJob(
        "TGO/packs-discreet.pdf",
        "Job",
        press,
        "A5",
        lambda pack: page(blanks[pack.language]),
        lambda _: page("separator"),
        outside=Outside(found),
    )
    piece, problems = print_job(packs, job)
    document = pypdfium2.PdfDocument(piece.pdf)
    texts = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    document.close()
    return texts, problems


def test_a_page_to_be_read_at_home_may_share_its_paper_with_a_blank_one() -> None:
    """A discreet booklet of any length is delivered: a filler beside a page of guidance gives nothing away."""
    for pages in (5, 6, 7, 8):
        texts, problems = printed(Press(booklet=True), {"fr": "vide"}, person("P-1", "fr", pages))
        assert problems == []
        assert sum("vide" in text for text in texts) == -pages % 4
        assert any(TELLING in text for text in texts)


def test_a_page_that_fills_a_pack_up_gives_nothing_away() -> None:
    """It is seen without reading, and nobody proved it before; where it is in no job, it does not matter."""
    for press, pages in ((Press(booklet=True), 7), (Press(), 5)):
        _, problems = printed(press, {"fr": TELLING}, person("P-1", "fr", pages), person("P-2", "fr", pages))
        assert len(problems) == 1
        assert "the page that fills up a pack" in problems[0]
        assert TELLING not in problems[0]
        assert printed(press, {"fr": TELLING}, person("P-1", "fr", 8), person("P-2", "fr", 8))[1] == []


def test_what_fills_a_pack_up_is_in_its_language() -> None:
    """It lies among somebody's papers: who reads French is not told in English that a page was left blank."""
    packs = person("P-1", "fr", 3), person("P-2", "en", 3), person("P-3", "fr", 3)
    texts, problems = printed(Press(), {"fr": "vide", "en": "blank"}, *packs)
    assert problems == []
    assert [texts[number].strip() for number in (3, 7)] == ["vide", "blank"]
