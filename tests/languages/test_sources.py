"""The table of sources at the end of the guidance, in every language."""

from __future__ import annotations

import re
from datetime import date

import pytest

from pressroom.cli.building import sound_workspace
from pressroom.compose import guidance as guidance_page
from pressroom.model.session import Edition
from pressroom.paths import shipped
from pressroom.plan import Options, make_plan
from pressroom.shop.contents import Contents
from tests.languages.material import LANGUAGES


def rows(code: str) -> list[str]:
    """Return the rows of the table, with the country of the first pack, in a language."""
    workspace = sound_workspace(shipped("packs", "sample"))
    options = Options(as_of=date(2026, 11, 22))
    plan = make_plan(workspace, options)
    contents = Contents(workspace, options, plan)
    key = next(pack.country.guidance for pack in plan.packs if pack.country.guidance.language == code)
    composed = guidance_page.compose(
        contents.setting(code, Edition(key.edition)), contents.guidance(key, contents.setting(code, key.edition))
    )
    (table,) = re.findall(r'<table class="provenance">.*?</table>', composed.html, re.DOTALL)
    return re.findall(r"<tr><td>.*?</tr>", table, re.DOTALL)


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_contact_says_where_it_is_from_and_once(code: str) -> None:
    """No cell for a source is empty, and what two entries have in common stands there once."""
    found = rows(code)
    assert len(found) > 40
    assert [row for row in found if not re.search(r'<td class="source">[^<]*\w', row.replace("<span", "x"))] == []
    assert len(found) == len(set(found))
