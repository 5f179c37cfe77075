"""Compares a finished file with what was meant."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from pressroom.proof.boxes import check_boxes
from pressroom.proof.discretion import check_discretion
from pressroom.proof.expect import Expectation, Finding
from pressroom.proof.fonts import check_fonts
from pressroom.proof.inks import check_inks
from pressroom.proof.inside import check_actions, check_metadata, check_tags
from pressroom.proof.keeping import check_keeping
from pressroom.proof.opening import Opened, UnreadableError, opened
from pressroom.proof.sameness import Sameness
from pressroom.proof.symbols import check_symbols
from pressroom.proof.text import check_text

Check = Callable[[Opened, Expectation], Iterator[Finding]]


def check(pdf: bytes, expect: Expectation, password: str | None = None) -> list[Finding]:
    """Return all that is wrong with a file, in the order of its pages; nothing when it is as it was meant.

    Never raises for what the file is: what cannot be read is a finding.
    """
    try:
        with opened(pdf, password, expect.known, known_first=expect.known_first) as file:
            return findings(file, expect)
    except UnreadableError as error:
        return [error.finding]


def findings(file: Opened, expect: Expectation) -> list[Finding]:
    """Return what all checks find in an open file, each finding once."""
    found: set[Finding] = set()
    if expect.shown is not None:
        try:
            same = Sameness(file, expect)
            found.update(same.findings)
            if not same.findings:
                file, expect = replace(file, proved=same.proved), _left(expect, same.own)
        except Exception:  # noqa: BLE001 - as below; all of the file is looked at then
            found.add(Finding(0, "unreadable", "the job's pages cannot be compared with those that were proved"))
    for name, run in _CHECKS.items():
        try:
            found.update(run(file, expect))
        except Exception:  # noqa: BLE001 - a hostile file can make any library fail in any way, and must not stop the run
            found.add(Finding(0, "unreadable", f"the file's {name} cannot be read: it is damaged or not one of ours"))
    return sorted(found)


def _left(expect: Expectation, own: Collection[int]) -> Expectation:
    """Return what is left to be looked at in a job whose pages were proved before, but for its ``own``."""
    outside = expect.outside and replace(expect.outside, pages=own)
    qr = {page: texts for page, texts in expect.qr.items() if page in own}
    return replace(expect, qr=qr, qr_pages=own, text_pages=own, box_pages=own, outside=outside)


def _check_sheet(file: Opened, expect: Expectation) -> Iterator[Finding]:
    from pressroom.impose import misplaced

    if expect.sheet is not None:
        for name in misplaced(file.pdf, expect.sheet, duplex=expect.duplex, correction=expect.correction):
            yield Finding(0, "card-misplaced", f"{name} is not in its cell, or not behind its other side")


def _check_leaves(file: Opened, expect: Expectation) -> Iterator[Finding]:
    from pressroom.impose.readback import read
    from pressroom.impose.reading import misordered

    count, placements = read(file.pdf) if expect.laid else (0, [])
    for pack in expect.laid:
        sides = range(pack.first, pack.first + pack.sides)
        for name in misordered(
            (count, [one for one in placements if one.page in sides]),
            pack.pages,
            right_to_left=pack.right_to_left,
            duplex=expect.duplex,
            folded=pack.folded,
            sides=sides,
            fresh=pack.fresh,
        ):
            message = f"{name} of the pack that begins here is not read in its turn, or does not stand where it should"
            yield Finding(pack.first, "page-misordered", message)


_CHECKS: dict[str, Check] = {
    "pages": check_boxes,
    "metadata": check_metadata,
    "tags": check_tags,
    "actions": check_actions,
    "fonts": check_fonts,
    "text": check_text,
    "colours": check_inks,
    "claims": check_keeping,
    "pictures": check_symbols,
    "discretion": check_discretion,
    "cards": _check_sheet,
    "leaves": _check_leaves,
}
