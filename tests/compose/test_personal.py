"""The emergency page has room for what it must hold, at its largest step."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from pressroom.cli.building import sound_workspace
from pressroom.compose import personal
from pressroom.model.session import Paper, Person
from pressroom.paths import shipped
from pressroom.plan import Options, make_plan
from pressroom.shop.contents import Contents
from pressroom.typeset import typeset

LONGEST = "+999 9999 999 999 99"
"""15 digits, the most that a number has (ITU-T E.164, 6.2), in as many groups as libphonenumber makes."""


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_longest_number_stands_on_one_line(paper: Paper, language: str) -> None:
    """A number of 15 digits has its place beside a name on each paper, as large as any other number."""
    workspace = sound_workspace(shipped("packs", "sample"))
    options = Options(as_of=date(2026, 11, 22))
    plan = replace(make_plan(workspace, options), paper=paper)
    contents = Contents(workspace, options, plan)
    contact = Person(name="Sample", phone=LONGEST, consent="yes")
    somebody = plan.packs[0].participant
    who = somebody.model_copy(update={"language": language, "contacts": (contact,)})
    setting = contents.setting(language, who.edition)
    composed = personal.compose(setting, contents.personal(who, setting), cover_fit=0, fit=0)
    made = typeset(composed.html, composed.css, composed.assets)
    assert [finding.code for finding in made.findings] == []
    with pypdfium2.PdfDocument(io.BytesIO(made.pdf)) as pdf:
        assert "999 9999 999 999 99" in pdf[2].get_textpage().get_text_range().replace("\u00a0", " ")
