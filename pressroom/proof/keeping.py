"""What a file for keeping must have (PDF/A-3, ISO 19005-3): the claim, and the meaning of its colours.

The parts of the standard that our own making could break; the whole of it is for a validator to judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pressroom.proof.expect import Expectation, Finding
from pressroom.proof.inside import is_tagged, properties
from pressroom.proof.opening import Opened

_CLAIM = {"{http://www.aiim.org/pdfa/ns/id/}part": "3", "{http://www.aiim.org/pdfa/ns/id/}conformance": "A"}
_PRINTED = 4


def check_keeping(file: Opened, expect: Expectation) -> Iterator[Finding]:
    """Find what a file that is to be PDF/A-3a lacks."""
    if not expect.archive:
        return
    if not _CLAIM.items() <= dict(properties(file.pdf)).items():
        yield Finding(0, "no-pdfa", "the file does not say that it keeps to PDF/A-3")
    if not any(_is_whole(intent) for intent in file.pdf.Root.get("/OutputIntents", [])):
        yield Finding(0, "no-output-intent", "the file does not say by which profile its colours are meant")
    if not is_tagged(file.pdf):
        yield Finding(0, "untagged", "the file has no tags: a screen reader cannot follow it")
    if "/ID" not in file.pdf.trailer:
        yield Finding(0, "no-identifier", "the file has no identifier")
    for number, page in enumerate(file.pdf.pages, 1):
        if any(not int(link.get("/F", 0)) & _PRINTED for link in page.obj.get("/Annots", [])):
            yield Finding(number, "link-not-printed", "a link is not marked as printed, as PDF/A asks")


def _is_whole(intent: Any) -> bool:
    return str(intent.get("/S")) == "/GTS_PDFA1" and "/DestOutputProfile" in intent
