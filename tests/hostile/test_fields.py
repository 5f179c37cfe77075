"""Whatever stands in a field of a workspace is printed as text, or refused at its place; it is never anything else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from pressroom.plan import Options, make_plan
from pressroom.read.values import clean, is_blank
from tests.hostile.fields import FORMS, FREE, KEYS, TODAY, Answer, harmless, read, token
from tests.hostile.strings import EVERY, texts, tries
from tests.hostile.structure import Page, pages, plain

PATH = re.compile(r"TGO/[a-z0-9][a-z0-9-]{0,23}-(pack|card)-(en|ar)\.pdf")
SITE = re.compile(r"[a-z0-9-]\.[a-z]{2}")
MARK = "Zk7q"
"""Stands in the texts of a test that no message may repeat."""


class Values(dict[str, str]):
    """Texts by field; shown short, for some are very long."""

    def __repr__(self) -> str:
        return f"{{{', '.join(f'{key!r}: {text[:60]!r}' for key, text in self.items())}}}"


@st.composite
def _values(draw: st.DrawFn) -> Values:
    return Values({key: draw(texts()) for key in KEYS})


VALUES = _values()


def answer(values: Mapping[str, str], *, raw: bool = False) -> Answer:
    """Return what the reader makes of ``values``."""
    with TemporaryDirectory() as folder:
        return read(Path(folder), values, raw=raw)


@cache
def _pattern() -> Mapping[str, Page]:
    return pages(answer({}).workspace)


def expected(words: str, taken: Mapping[str, str], stored: Callable[[str], str]) -> str:
    """Return the words of the harmless workspace with the hostile ones in their places."""
    return plain(re.sub(r"Zq(\d\d)z", lambda match: stored(taken.get(KEYS[int(match[1])], match[0])), words))


@tries(len(KEYS))
@given(values=VALUES, raw=st.booleans())
def test_a_hostile_text_is_text_or_is_refused(values: dict[str, str], raw: bool) -> None:
    """In every field at once.

    What is taken stands in the pages word for word, between the same elements with the same attributes, under the
    same style sheets, as harmless words would; what is refused has a place.
    """
    found = answer(values, raw=raw)
    free = {key: text for key, text in found.taken.items() if key in FREE}
    if SITE.search(free.get("fund.source", "")):  # of a source in English, Arabic packs print the sites alone
        del free["fund.source"]
    with TemporaryDirectory() as folder:
        made = pages(read(Path(folder), free, raw=raw).workspace)
    assert made.keys() == _pattern().keys()
    for name, built in _pattern().items():
        assert made[name].elements == built.elements, name
        assert made[name].css == built.css, name
        assert made[name].words == tuple(expected(words, free, clean) for words in built.words), name


@tries(len(KEYS))
@given(values=VALUES, raw=st.booleans())
def test_no_text_becomes_a_path_or_a_line_of_its_own(values: dict[str, str], raw: bool) -> None:
    """Files are named by codes of letters and digits.

    Each problem is one line that moves no cursor and repeats nothing that was typed.
    """
    marked = {key: f"{text}{MARK}" for key, text in values.items()}
    for given_values in (values, marked):
        found = answer(given_values, raw=raw)
        plan = make_plan(found.workspace, Options(as_of=TODAY))
        paths = [path for pack in plan.packs for path in (pack.pack_path, pack.card_path)]
        assert all(PATH.fullmatch(path) for path in paths), paths
        for problem in map(str, found.problems):
            assert re.match(r"[a-zA-Z/0-9.-]+:\d+:\d+: ", problem), problem
            assert all(unicodedata.category(char)[0] != "C" for char in problem), ascii(problem)
            assert MARK not in problem


def test_what_can_be_printed_is_taken_as_it_is() -> None:
    """Texts of signs that a keyboard has are taken in every free field: nothing is safe because all is refused."""
    tried = [text for text in EVERY if text.isascii() and text.isprintable() and not is_blank(text)]
    assert len(tried) > 200
    for turn in range(0, len(tried), 20):
        values = {key: tried[(turn + 7 * place) % len(tried)] for place, key in enumerate(FREE)}
        found = answer(values)
        assert found.taken == values, found.refused


def test_every_field_is_printed_or_known_not_to_be() -> None:
    """The harmless words of all fields stand in the pages, but for those of fields that are for staff alone.

    A field that is forgotten here would not be tested above.
    """
    for_staff = {
        "note", "alias", "fund.note", "confirmed_by", "confirmation.by", "how", "product",
        "sheet.source", "number.source",
    }  # fmt: skip
    printed = " ".join(word for built in _pattern().values() for word in built.words)
    missing = {key for key in FREE if token(key) not in printed}
    assert missing == for_staff
    assert {harmless(key) for key in FREE} == {token(key) for key in FREE}
    assert set(FORMS) >= {"session.yaml", "participants.yaml", "brand.yaml", "resources.yaml"}
