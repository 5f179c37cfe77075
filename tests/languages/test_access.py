"""Packs and cards for people who cannot see the page, in every language: PDF/UA-1, and the right tongue."""

from __future__ import annotations

from pathlib import Path

import page
import pikepdf
import pytest

from pressroom.read import shipped
from tests.languages.making import EDITIONS
from tests.languages.material import LANGUAGES

pytestmark = pytest.mark.xdist_group("languages")

FILES = [(code, edition, kind) for code in LANGUAGES for edition in EDITIONS for kind in ("pack", "card")]


def made(round_: Path, code: str, edition: str, kind: str) -> Path:
    """Return one person's pack or card."""
    (path,) = (round_ / "TGO").glob(f"r*-{code}-{edition}-{kind}-{code}.pdf")
    return path


@pytest.mark.parametrize(("code", "edition", "kind"), FILES)
def test_no_rule_of_pdf_ua_1_is_broken(round_: Path, code: str, edition: str, kind: str) -> None:
    """A pack and a card of each language and edition pass ISO 14289-1 as far as a machine can tell."""
    report = page.validate_pdf_bytes(
        made(round_, code, edition, kind).read_bytes(), profile=page.ValidationProfile.PDF_UA_1
    )
    assert [(failure.rule_id, failure) for failure in report.failures] == []


def spoken(path: Path) -> dict[str, list[str]]:
    """Return the languages in a file's structure tree, each with the kinds of the elements that speak it."""
    found: dict[str, list[str]] = {}
    with pikepdf.open(path) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/Lang" in thing and "/S" in thing:
                found.setdefault(str(thing.Lang), []).append(str(thing.S))
    return found


@pytest.mark.parametrize(("code", "edition", "kind"), FILES)
def test_the_document_is_in_its_language(round_: Path, code: str, edition: str, kind: str) -> None:
    """A screen reader speaks the document's language: its BCP 47 tag stands in the catalogue."""
    with pikepdf.open(made(round_, code, edition, kind)) as pdf:
        assert str(pdf.Root.Lang) == shipped.languages()[code].tag


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_text_in_english_says_so(round_: Path, code: str) -> None:
    """What staff gave in English alone is marked as English in every other pack, and in the English one it is not."""
    found = spoken(made(round_, code, "open", "pack"))
    if code == "en":
        assert found == {}
    else:
        assert found["en"] == ["/P", "/P"]
        assert found.keys() == {"en"}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("edition", EDITIONS)
def test_both_tongues_of_a_card_say_which_they_are(round_: Path, code: str, edition: str) -> None:
    """The lines for those who detain bear their language: the holder's own, and the officials' French."""
    tag = shipped.languages()[code].tag
    assert spoken(made(round_, code, edition, "card")) == {tongue: ["/P"] for tongue in {tag, "fr"}}
