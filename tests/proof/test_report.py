"""The report on any file: what it shows and what it gives away."""

from __future__ import annotations

import json

import pytest

from pressroom.proof import report
from tests.proof.making import TARGET, finished, symbol, typeset

BODY = f"<h1>Notes</h1>{symbol()}<p><a href='https://example.org/'>safety</a>"


def test_a_report_says_what_is_in_a_file() -> None:
    """Pages with their boxes, codes and links; fonts, title, language and tags; and nothing is wrong with it."""
    found = report(finished(BODY))
    [page] = found.pages
    assert page.media_mm == page.trim_mm == (210.0, 297.0)
    assert page.qr == (TARGET,)
    assert page.links == ("https://example.org/",)
    assert all(font.embedded and "IBM-Plex-Sans" in font.name for font in found.fonts)
    assert found.fonts
    assert (found.title, found.language, found.tagged, found.encrypted) == ("Notes", "en", True, False)
    assert found.metadata == {"Title": "Notes", "xmp:title": "Notes", "xmp:language": "en", "xmp:part": "1"}
    assert found.findings == ()


def test_a_report_names_what_a_file_gives_away() -> None:
    """The maker's name in the properties is shown, and is a finding."""
    found = report(typeset(BODY))
    assert found.metadata["Producer"].startswith("WeasyPrint")
    assert "metadata" in [finding.code for finding in found.findings]


@pytest.mark.parametrize("pdf", [finished(BODY), b"", b"no PDF"])
def test_a_report_is_plain_data(pdf: bytes) -> None:
    """A script can read any report as JSON."""
    assert json.loads(json.dumps(report(pdf).as_json())).keys() == report(pdf).as_json().keys()


def test_a_file_that_is_no_pdf_has_a_report() -> None:
    """Staff who name a wrong file get a line, not an error."""
    [finding] = report(b"no PDF").findings
    assert finding.code == "not-a-pdf"
