"""Packs and cards for people who cannot see the page: PDF/UA-1, by a checker that is not ours."""

from __future__ import annotations

from pathlib import Path

import page
import pikepdf
import pytest

from tests.program.reading import entries

pytestmark = pytest.mark.xdist_group("sample")

CODES = ("TOGO-02", "TOGO-03", "TOGO-05", "ISL-01", "ISL-02", "MDA-02", "MDA-03", "SYR-02")
"""Both editions, and each language."""


@pytest.mark.parametrize("kind", ["pack", "card"])
@pytest.mark.parametrize("code", CODES)
def test_no_rule_of_pdf_ua_1_is_broken(sample: Path, code: str, kind: str) -> None:
    """Packs and single cards of both editions pass ISO 14289-1 as far as a machine can tell."""
    (entry,) = entries(sample, participant=code, kind=kind)
    pdf = (sample / entry["path"]).read_bytes()
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure) for failure in report.failures] == []


def test_each_pack_and_card_is_tagged_titled_and_in_its_language(sample: Path) -> None:
    """A screen reader says the title, and reads in the right tongue."""
    for entry in [*entries(sample, kind="pack"), *entries(sample, kind="card")]:
        with pikepdf.open(sample / entry["path"]) as pdf:
            assert bool(pdf.Root.MarkInfo.Marked)
            assert str(pdf.Root.Lang).split("-")[0] == entry["language"]
            assert entry["participant"] in str(pdf.docinfo["/Title"])
            assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
