"""Which files a workspace has: the ones that we know, one table of participants, and names that are nearly ours."""

from __future__ import annotations

import difflib
from pathlib import PurePosixPath

from pressroom.age import SUFFIX
from pressroom.problems import Place
from pressroom.read.desk import Desk
from pressroom.read.source import list_folder, plain_name

SESSION = "session.yaml"
TABLES = ("participants.csv", "participants.xlsx", "participants.ods", "participants.yaml")
FOLDERS = ("countries", "guidance", "sheets")
RECIPIENTS = "recipients.txt"
"""For which public keys a workspace is encrypted. Not encrypted itself."""

FILES = (SESSION, *TABLES, "resources.yaml", "confirmations.yaml", "brand.yaml", "printers.yaml")
KNOWN = (*FILES, RECIPIENTS, *FOLDERS)

_NEAR = 0.8
_LOOKALIKE = {".yml", ".yaml", ".csv", ".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".numbers", ".tsv", ".txt", ".json"}


def look_around(desk: Desk) -> list[str]:
    """Return the names in the workspace that are ours, after noting those that are nearly so.

    A file that is encrypted is returned by the name that it has otherwise; `name_on_disk` tells which it is.
    """
    found = list_folder(desk.root, "", desk.findings)
    ours = []
    for name in found:
        plain = plain_name(name)
        if plain in KNOWN and not (plain != name and plain in (*FOLDERS, RECIPIENTS)):
            ours.append(plain)
        elif plain in FOLDERS:
            message = f"is a folder encrypted as one file: make it a folder, with each file in it as NAME{SUFFIX}"
            desk.findings.error(Place(name), "", message)
        elif near := _nearly(plain):
            message = f"is not read: if it is meant to be {near}, save it under exactly that name and in that form"
            desk.findings.warn(Place(name), "", message)
    return list(dict.fromkeys(ours))


def table_of(desk: Desk, names: list[str]) -> str | None:
    """Return the name of the one table of participants, or None after noting that there is none or too many."""
    found = [name for name in TABLES if name in names]
    if not found:
        message = f"is missing: a workspace needs one of {', '.join(TABLES)}"
        desk.findings.error(Place(TABLES[0]), "", message)
    for name in found[1:]:
        message = (
            f"is a second table of participants beside {desk.on_disk(found[0])}: keep one, and move the others away"
        )
        desk.findings.error(Place(desk.on_disk(name)), "", message)
    return found[0] if len(found) == 1 else None


def yaml_files(desk: Desk, folder: str) -> list[str]:
    """Return the names of the YAML files in one of our folders, after noting files that are something else.

    A file that is encrypted is returned by the name that it has otherwise.
    """
    found = []
    for listed in list_folder(desk.root, folder, desk.findings):
        place, name = Place(f"{folder}/{listed}"), plain_name(listed)
        if name.endswith(".yaml"):
            found.append(name)
        elif name.lower().endswith((".yml", ".yaml")):
            desk.findings.error(place, "", f"must end in .yaml: rename it to {PurePosixPath(name).stem}.yaml")
        else:
            desk.findings.error(place, "", f"does not belong here: {folder} holds .yaml files alone; move it away")
    return list(dict.fromkeys(found))


def files_in(desk: Desk) -> list[str]:
    """Return every file of a workspace that may be read, by the name on disk: what `protect` encrypts.

    The pictures and fonts that ``brand.yaml`` names are for whoever reads that file to add.
    """
    names = [name for name in look_around(desk) if name in FILES]
    for folder in ("countries", "sheets"):
        names += [f"{folder}/{name}" for name in _listed(desk, folder, ".yaml")]
    for language in list_folder(desk.root, "guidance", desk.findings):
        names += [f"guidance/{language}/{name}" for name in _listed(desk, f"guidance/{language}", ".md")]
    return [desk.on_disk(name) for name in names]


def _listed(desk: Desk, folder: str, ending: str) -> list[str]:
    """Return the files with an ending, .age aside, each once."""
    names = dict.fromkeys(map(plain_name, list_folder(desk.root, folder, desk.findings)))
    return [name for name in names if name.endswith(ending)]


def _nearly(name: str) -> str:
    """Return which of our names this one may have been meant for, or ""."""
    lower = name.lower()
    if lower in KNOWN:
        return lower
    path = PurePosixPath(lower)
    stems = {PurePosixPath(known).stem: known for known in reversed(KNOWN)}
    if path.suffix not in _LOOKALIKE and "." in name:
        return ""
    found = difflib.get_close_matches(path.stem, stems, n=1, cutoff=_NEAR)
    if not found:
        return ""
    ending = ".xlsx" if path.suffix.startswith(".xls") else path.suffix
    same_form = f"{found[0]}{ending}"
    return same_form if same_form in KNOWN else stems[found[0]]
