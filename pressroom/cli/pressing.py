"""The options about paper: which of them go together, and the values that they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pressroom.model import Correction, Press, Sheet, Workspace


def press(workspace: Workspace, given: dict[str, Any]) -> Press:
    """Return what the options of ``build`` say about paper, or raise a usage error where they exclude each other.

    Raises `WorkspaceError` for a list of printers that has faults.
    """
    from pressroom.model import CardForm, Correction, CutMarks, Duplex, Press
    from pressroom.model.session import Paper

    if given["booklet"] and given["n_up"] != "1":
        raise click.UsageError("--booklet and --n-up exclude each other: a booklet has two pages on a side already.")
    if given["booklet"] and given["duplex"] == "none":
        raise click.UsageError("--booklet: a booklet is printed on both sides; leave --duplex none out.")
    if given["cmyk"] and given["archive"]:
        raise click.UsageError(
            "--cmyk and --archive exclude each other: one is for a print shop, the other for keeping."
        )
    if given["booklet"] and given["paper"] not in (None, "A5"):
        raise click.UsageError("--booklet: a booklet is made of A5 pages on A4 sheets: leave --paper out.")
    if given["only"] == "packs" and (given["copies"] > 1 or given["card"] != "flat"):
        raise click.UsageError("--copies and --card are about cards: leave --only packs out.")
    if given["booklet"] and workspace.session.paper is Paper.LETTER and not given["paper"]:
        raise click.UsageError("--booklet: a booklet needs A4 paper, and the session's is Letter: give --paper A5 too.")
    name = given["calibration"]
    return Press(
        duplex=Duplex(given["duplex"]) if given["duplex"] else None,
        card=CardForm(given["card"]),
        copies=given["copies"],
        cut_marks=CutMarks(given["cut_marks"]) if given["cut_marks"] else None,
        calibration=name,
        correction=_correction(workspace, name) if name else Correction(),
        booklet=given["booklet"],
        n_up=int(given["n_up"]),
        separators=given["separators"],
        marks=given["marks"],
        cmyk=given["cmyk"],
        archive=given["archive"],
    )


def _correction(workspace: Workspace, name: str) -> Correction:
    from pressroom.read.printers import UnknownPrinterError, find_correction

    try:
        return find_correction(workspace, name)
    except UnknownPrinterError as error:
        raise click.UsageError(f"--calibration: {error}") from error


def grid(sheet: Sheet, press: Press) -> Sheet:
    """Return the grid of the cards on a sheet; a usage error for cards that fold on a sheet that cannot have them."""
    from pressroom.model import CardForm

    if press.card is not CardForm.FOLD:
        return sheet
    try:
        return sheet.folded()
    except ValueError as error:
        raise click.UsageError(f"--card fold: {error}") from error
