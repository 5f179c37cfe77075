"""Words that stand beside data: what an entry gives and to whom, groups, lines, places, in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pressroom.policy import find_names
from pressroom.read import shipped
from tests.languages.material import TRANSLATED, WORDS, active, bodies, data, data_pairs

each = pytest.mark.parametrize("code", TRANSLATED)
MAX = {"name": 160, "summary": 320, "eligibility": 400}
"""The most characters that a block holds well: the English has 90, 205 and 260, other languages a third more."""


@each
def test_each_text_beside_data_is_there(code: str) -> None:
    """Each active entry has its summary, eligibility and name in the language; so do groups, lines and places."""
    assert [name for name, wording in data() if not wording.texts.get(code)] == []


@each
def test_no_text_names_another_body(code: str) -> None:
    """What is printed of one body names no other: it would still stand there where the other may not be named."""
    known = bodies()
    for resource in active():
        text = " ".join(getattr(resource, key).texts.get(code, "") for key in WORDS)
        others = {body: names for body, names in known.items() if body != resource.body}
        ours = " ".join(getattr(resource, key).texts.get("en", "") for key in WORDS)
        allowed = {body for body, names in others.items() if find_names(ours, names)}
        assert {body for body, names in others.items() if find_names(text, names)} <= allowed, resource.id


@each
def test_a_name_holds_the_one_that_the_world_knows(code: str) -> None:
    """In another script the Latin name, or its short form, stands beside the translated one: it is what to search for.

    The UN's own bodies are known by their names in its languages.
    """
    for resource in active():
        name = resource.name.texts.get(code, "")
        latin = [a for a in resource.aliases if re.fullmatch(r"[A-Za-z][\w .’'-]*", a) and "." not in a]
        if (
            code in {"ar", "ru", "zh"}
            and name
            and latin
            and resource.kind in {"fund", "contact"}
            and resource.body != "sr-hrd"
        ):
            assert re.search("[A-Za-z]{3}", name), resource.id


@each
def test_no_text_holds_a_contact(code: str) -> None:
    """A number, mailbox or link stands in its field alone: in a text it would pass by the rules on provenance."""
    contact = re.compile(r"@|https?:|www\.|\+\s?\d|\d[\d ]{6,}\d")
    assert [pair.where for pair in data_pairs(code) if contact.search(pair.text)] == []


@each
def test_a_text_is_short_enough_for_its_block(code: str) -> None:
    """Blocks keep their form in every language."""
    long = [p.where for p in data_pairs(code) if len(p.text) > MAX.get(p.where.rsplit(" ", 1)[-1], 120)]
    assert long == []


def test_an_unknown_id_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slip in an id of packs/translations is a message with the id, never a text that is silently lost."""
    words = dict(shipped.translations())
    code = TRANSLATED[0]
    entries = words[code].resources
    given = words[code].model_copy(update={"resources": {**entries, "fdl": entries["fld"]}})
    monkeypatch.setattr(shipped, "translations", lambda: {**words, code: given})
    with pytest.raises(shipped.ShippedDataError, match=f"{Path(code)}.yaml: no resource has the id fdl"):
        shipped.resources.__wrapped__()
