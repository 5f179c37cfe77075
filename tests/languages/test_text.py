"""Text taken out of a pack by Poppler, as a search, a screen reader or a copy would have it, equals the source."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from pressroom.read import shipped
from tests.languages.material import LANGUAGES, prose
from tests.languages.test_access import made
from tests.program.reading import needs

pytestmark = pytest.mark.xdist_group("languages")

TOP_MM, BOTTOM_MM, HEIGHT_MM = 18, 19, 297
"""The margins of a page, in which the running foot stands, and the height of A4."""

ARABIC_FLOOR = 0.70
"""The least share of Arabic words that come out as they went in, marks and all. Measured: 0.75.

Ligatures are one glyph for two letters, and Poppler returns their letters in the order of the page.
"""

_WORD = re.compile("[\u0621-\u065f\u0670-\u06d3]+")
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


@cache
def extracted(path: Path) -> str:
    """Return the text of a pack's pages without their margins, as Poppler has it."""
    point = 72 / 25.4
    area = ["-x", "0", "-y", str(round(TOP_MM * point)), "-W", "600"]
    area += ["-H", str(round((HEIGHT_MM - TOP_MM - BOTTOM_MM) * point))]
    command = [needs("pdftotext"), "-raw", "-r", "72", "-nopgbrk", *area, str(path), "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    # Poppler has the numbers of a page's steps at its end, within a paragraph that goes on overleaf.
    return re.sub(r"^\d+\.$", "", text, flags=re.MULTILINE)


def bare(text: str) -> str:
    """Return a text without white space and hyphens of any kind: lines break where they must.

    Nor with the bullets of lists: Poppler has those of a page at its end, within a paragraph that goes on overleaf.
    """
    return re.sub("[\\s\u00ad\u2010\u2011\u2022-]", "", text)


@pytest.mark.parametrize("code", [code for code in LANGUAGES if code != "ar"])
def test_each_paragraph_comes_out_as_it_went_in(round_: Path, code: str) -> None:
    """Each heading, paragraph and item of the guidance is in the extracted text, letter by letter."""
    text = bare(extracted(made(round_, code, "open", "pack")))
    lost = [(s.name, words) for s in shipped.sections(code) for words in prose(s) if bare(words) not in text]
    assert lost == []


def share(code: str, path: Path) -> float:
    """Return which share of a language's words comes out, each as often as it went in at most."""
    wanted = Counter(
        word for section in shipped.sections(code) for words in prose(section) for word in _WORD.findall(words)
    )
    found = Counter(_WORD.findall(_HIDDEN.sub("", extracted(path))))
    return (wanted & found).total() / wanted.total()


def test_most_arabic_words_come_out_as_they_went_in(round_: Path, record_property: pytest.FixtureRequest) -> None:
    """A search in an Arabic pack finds most words; those with certain ligatures come out with two letters swapped."""
    found = share("ar", made(round_, "ar", "open", "pack"))
    record_property("arabic-words", found)  # type: ignore[operator]  # pytest gives a function
    assert found >= ARABIC_FLOOR, f"{found:.3f}"
