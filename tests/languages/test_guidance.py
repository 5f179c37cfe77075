"""Guidance in every language: the same advice as the English, block by block, number by number."""

from __future__ import annotations

import re

import pytest

from pressroom.policy import find_names
from pressroom.read import shipped
from tests.languages.material import (
    TRANSLATED,
    bodies,
    every,
    expected_numbers,
    labels,
    names_in,
    numbers,
    pairs,
    sections,
    shape,
)

each = pytest.mark.parametrize("code", TRANSLATED)

GLOSSES = {"QR", "SOS", "PIN", "PINs", "UPR", "OHCHR", "c", "pre", "session"}
"""Latin words that readers of other scripts meet on the way: on forms, keys and doors of the UN."""

THE_UN = {"ohchr", "sr-hrd"}
"""Bodies of the UN, which may be named everywhere."""

ENGLISH = frozenset(
    re.findall(
        r"\w+",
        """
        the of to and is for with you your that not are who what it be by from this if have they their when where will
        can may in but was were which other two only then there
        """,
    )
)
"""Common words of English that hardly any word of French or Spanish looks like."""

GIVE_AWAY = {
    "en": ("un", "upr", "ohchr", "human rights", "defender", "reprisal", "session", "review", "briefing", "speaker"),
    "fr": (
        "onu", "epu", "hcdh", "droits humains", "droits de l’homme", "défenseur", "représailles", "session", "examen",
    ),
    "es": ("onu", "epu", "acnudh", "derechos humanos", "defensor", "represalia", "sesión", "examen", "presesión"),
    "ar": ("الأمم المتحدة", "المفوضية", "حقوق", "مدافع", "انتقام", "الجلسة", "الاستعراض", "إحاطة"),
    "ru": ("оон", "упо", "увкпч", "прав человека", "правозащит", "репресс", "сесси", "обзор"),
    "zh": ("联合国", "人权", "维护者", "报复", "会议", "审议", "发言", "高专办"),
}  # fmt: skip
"""Words of the work, which the discreet edition shows nobody at a glance."""

DISCREET = (
    "pack.heading.discreet", "pack.part", "cover.dates", "cover.reference", "cover.made", "cover.keep.title",
    "cover.keep.text", "destroy.by", "emergency.host.discreet", "card.title", "card.link", "card.held", "card.ask",
    "card.made", "card.check", "qr.alt.discreet", "blank.page", "dates.span", "specimen",
)  # fmt: skip
"""The labels that stand on the discreet edition's cover, card, bookmarks and properties."""


@each
def test_the_sections_are_those_of_the_english(code: str) -> None:
    """A section that is missing is advice that somebody does not get; their order is the same."""
    assert [s.name for s in shipped.sections(code)] == [s.name for s in shipped.sections("en")]
    assert all(theirs.title and theirs.label and theirs.lead for _, theirs in sections(code))


@each
def test_a_section_is_built_as_the_english(code: str) -> None:
    """Headings, lists, boxes to tick, bold, tables, blocks with their arguments and placeholders are the same."""
    for english, theirs in sections(code):
        ours, translated = shape(english.body), shape(theirs.body)
        differs = next((n for n, (a, b) in enumerate(zip(ours, translated, strict=False)) if a != b), None)
        assert differs is None, (theirs.name, ours[differs], translated[differs])
        assert len(ours) == len(translated), theirs.name


@each
def test_a_section_renders_todays_english(code: str) -> None:
    """Each section's fingerprint is that of the English: none is stale, and each says whether it was reviewed."""
    stale = [theirs.name for english, theirs in sections(code) if theirs.renders != english.fingerprint]
    assert stale == [], "bring these up to date, then: python tools/translation.py stamp"
    assert [theirs.name for _, theirs in sections(code) if theirs.review is None] == []


@each
def test_numbers_are_those_of_the_english(code: str) -> None:
    """Each text has the numbers of the English one and no others; months count where the language numbers them."""
    wrong = {
        p.where: (expected_numbers(p.english, code), numbers(p.text))
        for p in every(code)
        if expected_numbers(p.english, code) != numbers(p.text)
    }
    assert wrong == {}


@each
def test_no_text_names_whom_the_english_does_not(code: str) -> None:
    """A name outside a ``names`` block would stand there also where naming it is a crime."""
    known = bodies()
    for pair in pairs(code):
        allowed = THE_UN | {body for body, names in known.items() if find_names(pair.english, names)}
        assert {body for body, names in known.items() if find_names(pair.text, names)} <= allowed, pair.where


@each
def test_each_text_is_translated(code: str) -> None:
    """No text is empty where the English has one, and none is the English itself, but names and short common words."""
    assert [p.where for p in every(code) if p.english.strip() and not p.text.strip()] == []
    same = [p.where for p in every(code) if p.text == p.english and len(re.findall(r"[^\W\d_]{2,}", p.english)) > 3]
    assert [where for where in same if not where.endswith(" name")] == []


@each
def test_no_english_is_left(code: str) -> None:
    """In other scripts a Latin word is a name or one of few; in Latin script no four words in a row are English."""
    names = names_in(code)
    for pair in every(code):
        words = re.findall(r"[^\W\d_]+", re.sub(r"{\w+}", "", pair.text))
        if code in {"ar", "ru", "zh"}:
            latin = {word for word in words if re.fullmatch("[A-Za-z]+", word)} - names - GLOSSES
            assert latin == set(), pair.where
            continue
        for start in range(len(words) - 3):
            run = [word.casefold() for word in words[start : start + 4]]
            assert sum(word in ENGLISH for word in run) < 3, (pair.where, run)


def test_the_heuristic_finds_english() -> None:
    """English left in a text is seen by the words that it is made of."""
    run = ["the", "person", "who", "has", "your"]
    assert sum(word in ENGLISH for word in run[:4]) < 3 <= sum(word in ENGLISH for word in run)


@pytest.mark.parametrize("code", [*TRANSLATED, "en"])
def test_labels_of_the_discreet_edition_say_nothing(code: str) -> None:
    """What stands on its cover, card, bookmarks and properties has no word of the work, in any language."""
    theirs = labels(code)
    assert set(DISCREET) <= theirs.keys()
    found = {
        key: word
        for key in DISCREET
        for word in GIVE_AWAY[code]
        if re.search(rf"{word}" if code in {"zh", "ar", "ru"} else rf"(?<!\w){word}", theirs[key].casefold())
    }
    assert found == {}


@each
def test_the_words_of_the_work_are_known(code: str) -> None:
    """The words that the discreet edition is searched for are those that the language's own guidance uses."""
    text = " ".join(pair.text.casefold() for pair in every(code))
    assert [word for word in GIVE_AWAY[code] if word not in text] == []
