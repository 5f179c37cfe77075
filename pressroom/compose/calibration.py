"""The page that measures a printer: what is read on it is what is written into printers.yaml.

It speaks in numbers that need no thought: fold the sheet, read where the creases cross the scales, write that down.
`pressroom.compose.measuring` says where everything stands, and why a reading has the right sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pressroom.compose import measuring
from pressroom.compose.env import render
from pressroom.compose.measuring import HALF_MM, SIDES, Line
from pressroom.compose.setting import Composed, Setting
from pressroom.model import Correction, Duplex, Sheet
from pressroom.typeset import Asset

TITLE = "Printer calibration · "
"""How the titles of these files begin."""


@dataclass(frozen=True)
class Calibration:
    """What a calibration page is for. ``name`` and ``correction`` are those of the printer that it is printed for.

    ``in_workspace`` says that a workspace was named, so that the page names one where it says how to print it again.
    """

    sheet: Sheet
    duplex: Duplex
    name: str = ""
    correction: Correction | None = None
    in_workspace: bool = False


@dataclass(frozen=True)
class ScaleRow:
    """One row of the table: what the ruler measures, and the scales to write for it."""

    measured: str
    x: str
    y: str


def title(sheet: Sheet) -> str:
    """Return the document title of the calibration page for a sheet."""
    return f"{TITLE}{sheet.id}"


def compose(setting: Setting, wanted: Calibration, fit: int = 0) -> Composed:
    """Return the two pages, front and back, both upright and without any correction: that is done to the whole page.

    ``fit`` is the step of `pressroom.compose.setting.FITS` by which words are set smaller.
    """
    sheet = wanted.sheet
    width, height = sheet.paper_mm
    assets = {f"{side}.svg": _picture(sheet, side) for side in SIDES}
    html = render(
        "calibrate/calibrate.html.j2",
        **setting.base(),
        title=title(sheet),
        fit=fit,
        sheet=sheet,
        duplex=str(wanted.duplex),
        name=wanted.name,
        values=_values(wanted.correction),
        in_workspace=wanted.in_workspace,
        numbers=[number for axis in ("x", "y") for number in measuring.numbers(sheet, axis)],
        captions=measuring.captions(sheet),
        ruler=measuring.ruler_mm(sheet),
        ruler_names=measuring.ruler_names(sheet),
        rows=scale_rows(sheet, wanted.correction or Correction()),
        keys=list(Correction.model_fields),
        width_mm=width,
        height_mm=height,
        blocks={side: measuring.blocks(sheet, side) for side in SIDES},
    )
    return setting.composed(html, setting.sheet_css("calibrate"), assets, title(sheet))


def scale_rows(sheet: Sheet, now: Correction) -> list[ScaleRow]:
    """Return what to write for what the rulers measure, 1 % about their length in steps of half a mm.

    ``now`` is the correction with which the page is printed: its scales are made up for as well.
    """
    length = measuring.ruler_mm(sheet)
    steps = int(length / 100 / HALF_MM)
    measured = [length + step * HALF_MM for step in range(-steps, steps + 1)]
    return [ScaleRow(_plain(m), _scale(now.scale_x * length / m), _scale(now.scale_y * length / m)) for m in measured]


def _picture(sheet: Sheet, side: str) -> Asset:
    width, height = sheet.paper_mm
    lines = measuring.drawing(sheet, side)
    paths = {kind: _path(getattr(lines, kind)) for kind in ("outlines", "crosses", "rulers", "ticks", "leaders")}
    svg = render("calibrate/side.svg.j2", width=width, height=height, white=lines.white, paths=paths)
    return Asset(svg.encode(), "image/svg+xml")


def _path(lines: Sequence[Line]) -> str:
    return "".join(f"M{_plain(x1)} {_plain(y1)}L{_plain(x2)} {_plain(y2)}" for x1, y1, x2, y2 in lines)


def _values(correction: Correction | None) -> list[tuple[str, str]]:
    """Return the values of a correction by their names, as printers.yaml has them."""
    return [(key, _plain(value)) for key, value in correction.model_dump().items()] if correction else []


def _scale(value: Decimal) -> str:
    return f"{value:.3f}"


def _plain(number: Decimal) -> str:
    """Return a number without needless zeros, and never as a power of ten."""
    return f"{number.normalize():f}"
