"""Makes the file that measures a printer, from composing to the proof of what came out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressroom.bind import bind
from pressroom.compose import calibration as page
from pressroom.compose.calibration import Calibration
from pressroom.compose.measuring import EDGE_MM, SIDES
from pressroom.compose.setting import FITS, Setting
from pressroom.impose.calibration import calibrated, title_of
from pressroom.model import Correction
from pressroom.model.session import Edition, Paper
from pressroom.proof import Expectation, check
from pressroom.read import shipped
from pressroom.typeset import typeset

if TYPE_CHECKING:
    from pressroom.typeset import Typeset

__all__ = ["LANGUAGE", "MAX_BYTES", "Calibration", "CalibrationError", "is_calibration", "make"]

LANGUAGE = "en"
"""The page speaks English, as the program's messages do: it is for staff alone."""

MAX_BYTES = 5_000_000
"""A calibration page has less than 100 kB."""


class CalibrationError(Exception):
    """The page could not be made. Carries what was found, as lines."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


def make(wanted: Calibration) -> bytes:
    """Return the calibration page as a PDF of two pages that passed its proof. Raises `CalibrationError`."""
    setting = Setting(shipped.languages()[LANGUAGE], Edition.OPEN, Paper(wanted.sheet.paper), shipped.default_brand())
    made = _typeset(setting, wanted)
    if made.findings:
        raise CalibrationError([finding.message for finding in made.findings])
    name, tag = page.title(wanted.sheet), setting.language.tag
    bound = bind([made.pdf], title=name, language=tag)
    pdf = calibrated(
        bound, title=name, language=tag, duplex=wanted.duplex, correction=wanted.correction or Correction()
    )
    width, height = (float(length) for length in wanted.sheet.paper_mm)
    # A correction may move words towards the edge; that is what it is for.
    safe = float(EDGE_MM) if wanted.correction is None else None
    size = width, height
    expected = Expectation(
        pages=len(SIDES), title=name, language=tag, media_mm=size, trim_mm=size, safe_mm=safe, tagged=True
    )
    found = check(pdf, expected)
    if found:
        raise CalibrationError([str(finding) for finding in found])
    return pdf


def _typeset(setting: Setting, wanted: Calibration) -> Typeset:
    """Set the words smaller and smaller until they fit between the lines of the sheet."""
    for fit in FITS:
        composed = page.compose(setting, wanted, fit)
        made = typeset(composed.html, composed.css, composed.assets)
        if not made.findings:
            break
    return made


def is_calibration(pdf: bytes) -> bool:
    """Whether a file is a calibration page that was made before: it may be written over."""
    return title_of(pdf).startswith(page.TITLE)
