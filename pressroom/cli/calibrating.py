"""``calibrate``: the page that measures a printer, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pressroom.cli.codes import Exit
from pressroom.cli.console import Console
from pressroom.cli.options import loudness

if TYPE_CHECKING:
    from pressroom.model import Correction, Sheet, Workspace

_EDGES = {
    "long": "print both pages on one sheet of plain paper at actual size (100 %), flipped on the long edge",
    "short": "print both pages on one sheet of plain paper at actual size (100 %), flipped on the short edge",
    "none": "print page 1 on plain paper at actual size (100 %), turn the sheet over, and print page 2 on its back",
}


def run(**given: Any) -> int:
    """Make the page, write it, and say what to do with it. Return the exit code."""
    from pressroom import calibration
    from pressroom.cli.building import sound_workspace
    from pressroom.deliver import OutputError
    from pressroom.doctor import require_libraries
    from pressroom.model import Duplex

    console = Console(loudness(quiet=given["quiet"], verbose=False))
    workspace = sound_workspace(given["workspace"], given["identity"]) if given["workspace"] is not None else None
    sheet = _sheet(workspace, given["sheet"])
    name = given["calibration"]
    wanted = calibration.Calibration(
        sheet,
        Duplex(given["duplex"]),
        name=name,
        correction=_correction(workspace, name) if name else None,
        in_workspace=workspace is not None,
    )
    out: Path = given["out"] or Path(f"calibration-{sheet.id}.pdf")
    try:
        _refuse_what_is_not_ours(out)
        require_libraries()
        pdf = calibration.make(wanted)
        _write(out, pdf)
    except OutputError as error:
        raise click.UsageError(str(error)) from error
    except calibration.CalibrationError as error:
        for problem in error.problems:
            console.error(f"not made: {out.name}: {problem}")
        return Exit.SOME_FAILED
    rest = "the creases should cross at 0" if name else "the front says how to go on"
    console.say(f"{out}: {_EDGES[given['duplex']]}; {rest}.")
    return Exit.MADE


def _sheet(workspace: Workspace | None, name: str) -> Sheet:
    from pressroom.read import shipped
    from pressroom.read.values import nearest

    known = workspace.sheets if workspace is not None else shipped.sheets()
    if name not in known:
        raise click.UsageError(
            f"There is no such card sheet{nearest(name, known)}. There are: {', '.join(sorted(known))}"
        )
    return known[name]


def _correction(workspace: Workspace | None, name: str) -> Correction:
    from pressroom.read.printers import UnknownPrinterError, find_correction

    try:
        return find_correction(workspace, name)
    except UnknownPrinterError as error:
        raise click.UsageError(f"--calibration: {error}") from error


def _refuse_what_is_not_ours(out: Path) -> None:
    """Raise `OutputError` if something stands at ``out`` that is no earlier calibration page."""
    from pressroom.calibration import MAX_BYTES, is_calibration
    from pressroom.deliver import OutputError
    from pressroom.deliver.files import refuse_unless_plain

    if not out.name.lower().endswith(".pdf"):
        raise OutputError(f"--out: {out} is no name for a PDF: give one that ends in .pdf")
    refuse_unless_plain(out)
    if out.exists() and (out.stat().st_size > MAX_BYTES or not is_calibration(out.read_bytes())):
        raise OutputError(f"{out} is there already, and is no calibration page: give another name with --out")


def _write(out: Path, pdf: bytes) -> None:
    from pressroom.deliver import write_whole
    from pressroom.deliver.files import make_folder

    make_folder(out.parent)
    write_whole(out, pdf)
