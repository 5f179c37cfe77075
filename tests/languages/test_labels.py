"""Labels: the short texts of pages and cards, in every language."""

from __future__ import annotations

import re
from datetime import date

import pytest

from pressroom.compose import labels as made
from pressroom.read import shipped
from tests.languages.material import LANGUAGES, TRANSLATED, catalogue, label_pairs, labels

each = pytest.mark.parametrize("code", TRANSLATED)


def test_the_six_languages_of_the_un_are_there() -> None:
    """Packs and cards can be made in all six official languages of the United Nations."""
    assert {"ar", "en", "es", "fr", "ru", "zh"} <= set(LANGUAGES)


@each
def test_each_label_is_there_and_no_other(code: str) -> None:
    """A missing label is a hole on a page, one too many a text that nobody will mend."""
    assert labels(code).keys() == labels("en").keys()


@each
def test_each_label_has_a_text(code: str) -> None:
    """No label is empty, and none is a guess that a person has yet to look at (fuzzy)."""
    theirs = catalogue(f"{code}.po")
    assert [key for key, message in theirs.items() if not str(message.string).strip() or message.fuzzy] == []


@each
def test_each_label_renders_todays_english(code: str) -> None:
    """The English beside a translated label is that of messages.pot: where it differs, the label is out of date."""
    theirs = {key: str(message.id) for key, message in catalogue(f"{code}.po").items()}
    assert {key: theirs.get(key) for key, text in labels("en").items() if theirs.get(key) != text} == {}


@each
def test_the_values_in_a_label_are_those_of_the_english(code: str) -> None:
    """What is filled in stands in each translation, once, under the same name; and nothing else in braces."""
    values = re.compile(r"{[^}]*}|[{}]")
    wrong = [p.where for p in label_pairs(code) if sorted(values.findall(p.english)) != sorted(values.findall(p.text))]
    assert wrong == []


@each
def test_labels_do_not_grow_beyond_their_place(code: str) -> None:
    """A label of a card or a heading is at most three times as long as the English, so that the page keeps its form."""
    short = [p for p in label_pairs(code) if p.where.startswith(("card.", "service.", "country.", "handout."))]
    assert [p.where for p in short if len(p.text) > 3 * len(p.english) + 12] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_sentence_ends_with_one_dot(code: str) -> None:
    """Also where its last word is a date with a dot of its own, as in Russian."""
    t = made.labels(shipped.languages()[code])
    day = t.date(date(2026, 11, 19))
    ended = [t(key, date=day) for key, text in labels(code).items() if text.endswith("{date}.")]
    assert all(sentence.endswith(day.rstrip(".") + ".") for sentence in ended)
