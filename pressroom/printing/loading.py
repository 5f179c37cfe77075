"""What goes through the printer for a file, and what to load for it, in words."""

from __future__ import annotations

from pathlib import Path

from pressroom.deliver import FileKind, MadeFile
from pressroom.impose import Placement, cells
from pressroom.model import Sheet
from pressroom.model.press import Duplex
from pressroom.printing.jobs import Job, Pass, Refusal, pages_of
from pressroom.proof.opening import UnreadableError
from pressroom.proof.ticket import hints
from pressroom.read import shipped

_TOLERANCE_MM = 0.05
_SIDES = {
    Duplex.LONG: "on both sides, turned over the long edge",
    Duplex.SHORT: "on both sides, turned over the short edge",
    Duplex.NONE: "on one side",
}
_TRY = (
    "Which side is up in the tray, and which edge goes in first, differs between printers: mark a sheet of plain paper "
    "with a pencil and try one first."
)


def examine(folder: Path, made: MadeFile) -> tuple[Job, ...]:
    """Return what goes through the printer for one file: one job, or two where a person turns the stack between.

    Two there are for cards that have a front and a back on a printer that prints one side: all fronts come first in
    the file, then all backs.

    Raises:
        Refusal: if the file is missing, not what the manifest lists, encrypted, or no job for one kind of paper.
    """
    pdf = pages_of(folder, made)
    try:
        found = hints(pdf)
    except UnreadableError as error:
        raise Refusal(f"{made.path}: {error}") from None
    if made.kind is not FileKind.CARDS:
        return (Job(made, found),)
    sides = cells(pdf)
    on = _stock([side for side in sides if side.page == 1], found.paper)
    if found.duplex is Duplex.NONE and any(side.name.endswith("-back") for side in sides):
        return Job(made, found, on, Pass.FRONTS), Job(made, found, on, Pass.BACKS)
    return (Job(made, found, on),)


def _stock(fronts: list[Placement], paper: str) -> str:
    """Return the products that cards were laid out for, read from where they stand on a sheet; else the cards' size.

    Several products may be cut alike. A printer's calibration moves the cards, and then there is the size alone.
    """
    if not fronts:
        return ""
    fitting = [sheet for sheet in shipped.sheets().values() if sheet.paper == paper and _fits(fronts, sheet)]
    if any(sheet.product.startswith("Plain ") for sheet in fitting):
        return "plain paper or light board, to be cut"
    if fitting:
        return " or ".join(sheet.product for sheet in fitting)
    return f"sheets for cards of {fronts[0].width_mm:.1f} × {fronts[0].height_mm:.1f} mm"


def _fits(sides: list[Placement], sheet: Sheet) -> bool:
    corners = [sheet.origin(cell) for cell in range(sheet.cells)]
    return all(
        abs(side.width_mm - float(sheet.card_width)) < _TOLERANCE_MM
        and abs(side.height_mm - float(sheet.card_height)) < _TOLERANCE_MM
        and any(
            abs(side.x_mm - float(x)) < _TOLERANCE_MM and abs(side.y_mm - float(y)) < _TOLERANCE_MM for x, y in corners
        )
        for side in sides
    )


def how_to_load(job: Job) -> str:
    """Return what to load for a job: how many sheets of what, and how they will be printed."""
    count = "1 sheet" if job.sheets == 1 else f"{job.sheets} sheets"
    if job.part is Pass.BACKS:
        return (
            f"{job.made.path}: now the backs. Turn the printed stack over its long edge, keep its order, and load "
            f"it again ({count})."
        )
    what = (job.stock or "card sheets") if job.made.kind is FileKind.CARDS else "plain paper"
    sides = "first the fronts" if job.part is Pass.FRONTS else _SIDES[job.hints.duplex]
    said = f"{job.made.path}: load {count} of {job.hints.paper}: {what}. Printed: {sides}."
    return f"{said} {_TRY}" if job.made.kind is FileKind.CARDS else said
