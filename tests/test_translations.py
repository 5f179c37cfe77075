"""How translations are held against the English."""

from __future__ import annotations

from datetime import date

import pytest

from pressroom import translations
from pressroom.model import Section, Workspace
from pressroom.model.base import Wording
from pressroom.model.content import Review
from pressroom.paths import shipped as path
from pressroom.problems import Place, Severity
from pressroom.read import shipped
from pressroom.read.workspace import read_workspace


def workspace(*sections: Section) -> Workspace:
    """Return the sample, speaking English and a language with these sections."""
    sample, _ = read_workspace(path("packs", "sample"), date(2026, 11, 22))
    assert sample is not None
    english = sample.sections["en"]
    return sample.model_copy(update={"sections": {"en": english, "xx": sections}})


def rendered(**changes: object) -> Section:
    """Return a translation of the first English section, reviewed and up to date but for ``changes``."""
    english = shipped.sections("en")[0]
    values = {"renders": english.fingerprint, "review": Review.REVIEWED, "language": "xx", "place": Place("xx.md")}
    return english.model_copy(update={**values, **changes})


def test_a_translation_of_todays_english_is_not_stale() -> None:
    """The fingerprint in its front matter is that of the English text."""
    assert translations.stale(workspace(rendered()), ["en", "xx"]) == []


def test_a_word_that_changed_in_english_makes_the_translation_stale() -> None:
    """Another fingerprint is listed as a warning, and refused by a build of reviewed text alone."""
    space = workspace(rendered(renders="0" * 16))
    (warning,) = translations.warnings(space, ["xx"])
    assert (warning.severity, warning.field) == (Severity.WARNING, "renders")
    assert [problem.field for problem in translations.refusals(space, ["xx"])] == ["renders"]


def test_white_space_at_a_lines_end_changes_no_fingerprint() -> None:
    """An editor that strips lines makes no translation stale; a changed word does."""
    english = shipped.sections("en")[0]
    spaced = english.model_copy(update={"body": english.body.replace("\n", "  \n")})
    changed = english.model_copy(update={"body": english.body + " more"})
    assert spaced.fingerprint == english.fingerprint != changed.fingerprint


def test_a_draft_is_refused_where_reviewed_text_is_asked_for() -> None:
    """A draft is printed by default, with a note; --reviewed-only stops the run."""
    space = workspace(rendered(review=Review.DRAFT))
    assert [problem.field for problem in translations.refusals(space, ["xx"])] == ["state"]
    assert translations.warnings(space, ["xx"]) == []


def test_what_staff_wrote_themselves_is_no_draft() -> None:
    """A section of the workspace without a fingerprint is the host's own text, and nobody's translation."""
    space = workspace(rendered(shipped=False, renders="", review=None))
    assert translations.refusals(space, ["xx"]) == []


@pytest.mark.parametrize(
    ("notes", "languages", "warns"),
    [
        ("Travel by day.", ["en"], False),
        ("Travel by day.", ["fr"], False),
        ("Travel by day.", ["en", "fr"], True),
        ({"en": "Travel by day."}, ["en"], False),
        ({"en": "Travel by day."}, ["fr"], True),
        ({"en": "Travel by day.", "fr": "Voyagez de jour."}, ["en", "fr"], False),
        ({"en": "Travel by day.", "fr": "Voyagez de jour."}, ["ar", "en", "fr"], True),
        ("", ["en", "fr"], False),
    ],
)
def test_notes_in_another_language_than_the_pack_are_told(notes: object, languages: list[str], warns: bool) -> None:
    """Staff see by its place what stands untranslated in somebody's pack; one text for one language is its own."""
    sample = workspace()
    country = sample.countries["TGO"].model_copy(update={"notes": Wording.model_validate(notes)})
    space = sample.model_copy(update={"countries": {**sample.countries, "TGO": country}})
    first = next(who for who in sample.participants if who.country == "TGO")
    people = [first.model_copy(update={"language": code}) for code in languages]
    found = translations.foreign_notes(space, people)
    assert [(str(each.place).split(":")[0], each.field) for each in found] == [("countries/TGO.yaml", "notes")] * warns
    assert all(each.severity is Severity.WARNING for each in found)
