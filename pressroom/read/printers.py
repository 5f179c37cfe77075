"""Reads ``printers.yaml``: what makes up for the faults of each printer, by a name that staff gave it.

A workspace may have one, which counts for its own builds. The other one is the user's, in their config folder; it
is opened only when a calibration is asked for by name.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from pressroom.model import Correction, Workspace
from pressroom.problems import Findings
from pressroom.read.desk import Desk
from pressroom.read.schema import validate
from pressroom.read.schemas.printer import PrinterIn
from pressroom.read.source import Root
from pressroom.read.tree import MapNode, Node, Scalar
from pressroom.read.values import nearest
from pressroom.read.yamlfile import read_optional_yaml

PRINTERS = "printers.yaml"

_FOLDER = "pressroom"
_NAME = re.compile("[A-Za-z0-9._-]{1,60}")


class UnknownPrinterError(LookupError):
    """No ``printers.yaml`` has a printer of this name. The message lists the names that there are."""


def read_printers(desk: Desk, names: Collection[str]) -> dict[str, Correction]:
    """Return the workspace's own corrections by the printers' names, after noting every fault of ``printers.yaml``."""
    return _read(desk.root, PRINTERS, desk.findings) if PRINTERS in names else {}


def find_correction(workspace: Workspace | None, name: str) -> Correction:
    """Return the correction of the printer called ``name``: the workspace's, else that in the user's config folder.

    The config folder is not looked at where the workspace knows the name.

    Raises:
        UnknownPrinterError: if neither knows it.
        WorkspaceError: for faults in the config folder's file. They bear its short name, without the user's.
    """
    own = workspace.printers if workspace is not None else {}
    if name in own:
        return own[name]
    users = users_printers()
    if name in users:
        return users[name]
    places = f"{PRINTERS} of the workspace or in {config_name()}" if workspace is not None else config_name()
    known = sorted({*own, *users}, key=str.casefold)
    there = f"There are: {', '.join(known)}" if known else "There is none yet: the page of calibrate says how to begin"
    raise UnknownPrinterError(f"There is no printer of that name{nearest(name, known)} in {places}. {there}.")


def users_printers() -> dict[str, Correction]:
    """Return the corrections in the user's config folder; none where there is no file.

    Raises:
        WorkspaceError: with every fault of the file.
    """
    path = Path(os.path.realpath(config_folder() / PRINTERS))
    if not path.exists():
        return {}
    findings, told = Findings(), Findings()
    found = _read(path.parent, path.name, findings)
    told.extend(replace(p, place=p.place._replace(file=config_name())) for p in findings.problems)
    told.raise_if_errors()
    return found


def config_folder() -> Path:
    """Return the folder of the user's own settings (XDG Base Directory Specification; on Windows ``%APPDATA%``)."""
    return Path(os.path.expanduser(_base()[0])) / _FOLDER  # noqa: PTH111 - unlike Path.expanduser, it never raises


def config_name() -> str:
    """Return how the file in the config folder is called in messages: short, and without anybody's name."""
    return ("\\" if sys.platform == "win32" else "/").join((_base()[1], _FOLDER, PRINTERS))


def _base() -> tuple[str, str]:
    """Return the folder of all programs' settings, and how to call it."""
    if sys.platform == "win32":
        return os.environ.get("APPDATA", "") or "~", "%APPDATA%"
    given = os.environ.get("XDG_CONFIG_HOME", "")
    # The specification has a relative path ignored.
    return (given, "$XDG_CONFIG_HOME") if Path(given).is_absolute() else ("~/.config", "~/.config")


def _read(root: Root, name: str, findings: Findings) -> dict[str, Correction]:
    node = read_optional_yaml(root, name, findings)
    if node is None:
        return {}
    if not isinstance(node, MapNode):
        message = "must hold printers: a name with a colon, and below it its values, indented, each as front_dx: 0.5"
        findings.error(node.place, "", message)
        return {}
    found = {}
    for printer, values in node.entries.items():
        correction = _correction(node, printer, values, findings)
        if correction is not None:
            found[printer] = correction
    return found


def _correction(node: MapNode, printer: str, values: Node, findings: Findings) -> Correction | None:
    if not _NAME.fullmatch(printer):
        message = "a printer's name may hold letters a-z, digits and - _ . alone, at most 60: give it another"
        findings.error(node.key_places[printer], "", message)
        return None
    if isinstance(values, Scalar) and not values.text.strip():
        findings.error(node.key_places[printer], "", "has no values: write them below it, each as front_dx: 0.5")
        return None
    given = validate(PrinterIn, values, findings)
    return None if given is None else given.model()
