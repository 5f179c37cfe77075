"""Sets documents, closer and closer where they must fit, and says in plain words what did not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pressroom.compose.setting import FITS
from pressroom.made import Part
from pressroom.typeset import Finding, typeset

if TYPE_CHECKING:
    from pressroom.compose.setting import Composed
    from pressroom.shop.drafts import Draft
    from pressroom.typeset import Typeset

PROBLEM_TEXTS = {
    "spilled": "does not fit in its place: shorten it",
    "pages": "more text than the page holds: shorten names, roles or addresses",
    "engine": "could not be typeset",
    "lost": "could not be typeset",
}


def fitted(
    draft: Draft,
    fits: Callable[[Typeset], bool],
    tight: Callable[[Typeset], int] = lambda _: 0,
    *,
    faulty: bool = False,
    cmyk: bool = False,
) -> tuple[Typeset, list[Finding]]:
    """Set a document closer and closer until it fits; return it with what is wrong with it at the last.

    A draft has steps of `FITS` for its one or two pages that must hold everything; ``tight`` says which of them did
    not. ``faulty`` asks for the last step's pages even so; ``cmyk`` for colours as inks.
    """
    steps = [*draft.first]
    while True:
        composed = draft.compose(steps)
        last = FITS[-1] in steps
        made = typeset(
            composed.html, composed.css, composed.assets, write_faulty=faulty and last, cmyk=cmyk, loose=True
        )
        findings = [*made.findings, *([] if fits(made) else [Finding("pages", PROBLEM_TEXTS["pages"])])]
        page = tight(made)
        if not findings or steps[page] == FITS[-1]:
            return made, findings
        steps[page] += 1


def part(composed: Composed, *, cmyk: bool = False) -> Part:
    """Return a typeset part; its proof is that of the packs that it stands in."""
    made = typeset(composed.html, composed.css, composed.assets, cmyk=cmyk)
    return Part(made.pdf, made.pages, made.qr, tuple(words(finding, "") for finding in made.findings))


def words(finding: Finding, name: str) -> str:
    """Return a finding in plain words, with the field that it is about; never the text itself."""
    if finding.code in ("engine", "lost"):
        return f"{PROBLEM_TEXTS[finding.code]}: {finding.message}"
    return f"{name}: {PROBLEM_TEXTS[finding.code]}" if name else f"page {finding.page}: {PROBLEM_TEXTS[finding.code]}"
