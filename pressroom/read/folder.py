"""Which files a workspace has: the ones that we know, one table of participants, and names that are nearly ours."""

from __future__ import annotations

import difflib
from pathlib import PurePosixPath

from pressroom.problems import Place
from pressroom.read.desk import Desk
from pressroom.read.source import list_folder

SESSION = "session.yaml"
TABLES = ("participants.csv", "participants.xlsx", "participants.ods", "participants.yaml")
FOLDERS = ("countries", "guidance", "sheets")
KNOWN = (SESSION, *TABLES, "resources.yaml", "confirmations.yaml", "brand.yaml", "printers.yaml", *FOLDERS)

_ENCRYPTED = ".age"
_NEAR = 0.8
_LOOKALIKE = {".yml", ".yaml", ".csv", ".xls", ".xlsx", ".xlsm", ".xlsb", ".ods", ".numbers", ".tsv", ".txt", ".json"}


def look_around(desk: Desk) -> list[str]:
    """Return the names in the workspace that are ours, after noting what is encrypted or nearly named like ours."""
    names = list_folder(desk.root, "", desk.findings)
    for name in names:
        if is_encrypted(desk, name, name.removesuffix(_ENCRYPTED) in KNOWN):
            continue
        if name not in KNOWN and (near := _nearly(name)):
            message = f"is not read: if it is meant to be {near}, save it under exactly that name and in that form"
            desk.findings.warn(Place(name), "", message)
    return [name for name in names if name in KNOWN]


def is_encrypted(desk: Desk, name: str, is_ours: bool = True) -> bool:  # noqa: FBT001, FBT002 - asked per name
    """Whether a file of ours is encrypted, after noting it."""
    if not name.endswith(_ENCRYPTED) or not is_ours:
        return False
    message = "is encrypted, and this version does not read encrypted files: decrypt it into the workspace"
    desk.findings.error(Place(name), "", message)
    return True


def table_of(desk: Desk, names: list[str]) -> str | None:
    """Return the name of the one table of participants, or None after noting that there is none or too many."""
    found = [name for name in TABLES if name in names]
    encrypted = any((desk.root / f"{name}{_ENCRYPTED}").exists() for name in TABLES)
    if not found and not encrypted:
        message = f"is missing: a workspace needs one of {', '.join(TABLES)}"
        desk.findings.error(Place(TABLES[0]), "", message)
    for name in found[1:]:
        message = f"is a second table of participants beside {found[0]}: keep one, and move the others away"
        desk.findings.error(Place(name), "", message)
    return found[0] if len(found) == 1 else None


def yaml_files(desk: Desk, folder: str) -> list[str]:
    """Return the names of the YAML files in one of our folders, after noting files that are something else."""
    found = []
    for name in list_folder(desk.root, folder, desk.findings):
        place = Place(f"{folder}/{name}")
        if is_encrypted(desk, f"{folder}/{name}"):
            continue
        if name.endswith(".yaml"):
            found.append(name)
        elif name.lower().endswith((".yml", ".yaml")):
            desk.findings.error(place, "", f"must end in .yaml: rename it to {PurePosixPath(name).stem}.yaml")
        else:
            desk.findings.error(place, "", f"does not belong here: {folder} holds .yaml files alone; move it away")
    return found


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
