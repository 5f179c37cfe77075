"""Links as a screen reader meets them: each one once."""

from __future__ import annotations

import io

import page
import pikepdf
import pytest

from pressroom.typeset import typeset

STYLE = "@page { size: 60mm 60mm; margin: 5mm } html { font: 11pt 'IBM Plex Sans' }"


@pytest.mark.parametrize(
    ("words", "links"),
    [
        ("Words", 1),
        ("Words <b>and</b> more", 1),
        ('<span style="display:inline-block;direction:ltr">+44 20 7946 0011</span>', 1),
        ("Words that go <b>on</b> and on over more than one line of a page that is not wide", 3),
    ],
)
def test_what_stands_inside_a_link_is_no_second_link(words: str, links: int) -> None:
    """One link for each line that it stands on, whatever is bold or turned in it, and each of them tagged."""
    html = f'<html lang="en"><head><title>Links</title></head><body><a href="https://example.org">{words}</a></body></html>'
    pdf = typeset(html, [STYLE], {}).pdf
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert len(file.pages[0].Annots) == links
    assert page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1).failures == []
