"""Reads ``guidance/`` and ``sheets/`` of a workspace: what stands in place of, or beside, what is shipped."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import PurePosixPath

from pressroom.model import CutMarks, Section, Sheet
from pressroom.model.sheet import PAPER_MM
from pressroom.problems import Place
from pressroom.read import shipped
from pressroom.read.desk import Desk
from pressroom.read.folder import yaml_files
from pressroom.read.guidance import check_names, read_section
from pressroom.read.schema import validate
from pressroom.read.schemas.others import SheetIn
from pressroom.read.source import list_folder, plain_name
from pressroom.read.values import nearest
from pressroom.read.yamlfile import read_yaml

CUT_MARGIN_MM = 10
"""A margin that holds cut marks: 3 mm of bleed, marks of at least 2 mm, and 5 mm that a printer does not reach."""


def read_guidance(desk: Desk, languages: Iterable[str], resources: Collection[str]) -> dict[str, tuple[Section, ...]]:
    """Return the sections for each of ``languages``, those of the workspace in place of the shipped ones.

    ``resources`` are the ids that exist.
    """
    overlays: dict[str, dict[str, Section]] = {}
    for language in list_folder(desk.root, "guidance", desk.findings):
        if language not in shipped.languages():
            known = shipped.languages()
            message = f"is no folder of a language{nearest(language, known)}: there are {', '.join(known)}"
            desk.findings.error(Place(f"guidance/{language}"), "", message)
        else:
            overlays[language] = _overlays(desk, language)
            for section in overlays[language].values():
                check_names(section, resources, desk.findings)
    return {language: _laid_over(language, overlays.get(language, {})) for language in languages}


def _overlays(desk: Desk, language: str) -> dict[str, Section]:
    folder = f"guidance/{language}"
    replaced = {section.name: section for section in (*shipped.sections("en"), *shipped.sections(language))}
    found = {}
    for name in dict.fromkeys(map(plain_name, list_folder(desk.root, folder, desk.findings))):
        path = desk.on_disk(f"{folder}/{name}")
        stem = PurePosixPath(name).stem
        if not name.endswith(".md") or stem not in replaced:
            near = nearest(stem, replaced, cutoff=0.5)
            message = f"is no section of the guidance{near}: a file here replaces NAME.md of a shipped section"
            desk.findings.error(Place(path), "", message)
        elif section := read_section(desk.root, path, desk.findings, replaced[stem]):
            found[stem] = section
    return found


def _laid_over(language: str, overlays: Mapping[str, Section]) -> tuple[Section, ...]:
    """Return the sections in the order of their names."""
    merged = {section.name: section for section in shipped.sections(language)} | dict(overlays)
    return tuple(merged[name] for name in sorted(merged))


def read_sheets(desk: Desk) -> dict[str, Sheet]:
    """Return the shipped card sheets and the workspace's own; one with a shipped id stands in its place."""
    own: dict[str, str] = {}
    found = dict(shipped.sheets())
    for name in yaml_files(desk, "sheets"):
        path = desk.on_disk(f"sheets/{name}")
        node = read_yaml(desk.root, path, desk.findings)
        given = None if node is None else validate(SheetIn, node, desk.findings, today=desk.today)
        if node is None or given is None:
            continue
        sheet = given.model(PurePosixPath(name).stem)
        faults = sheet_faults(sheet)
        for fault in faults:
            desk.findings.error(node.place, "", fault)
        if sheet.id in own:
            desk.findings.error(node.place, "id", f"is the id in {own[sheet.id]} already: give another")
        own.setdefault(sheet.id, path)
        desk.remember(sheet.id, node)
        found[sheet.id] = sheet
    return found


def sheet_faults(sheet: Sheet) -> list[str]:
    """Return why a sheet cannot be as described: cells beside the paper, or one upon another."""
    faults = []
    width, height = PAPER_MM[sheet.paper]
    for side, start, count, pitch, size, room in (
        ("wide", sheet.x0, sheet.columns, sheet.pitch_x, sheet.card_width, width),
        ("high", sheet.y0, sheet.rows, sheet.pitch_y, sheet.card_height, height),
    ):
        if size <= 0:
            faults.append(f"has cards that are 0 mm {side}: look at card_width and card_height")
            continue
        if count > 1 and pitch < size:
            names = "pitch_x and card_width" if side == "wide" else "pitch_y and card_height"
            faults.append(f"has cards that overlap: the pitch is smaller than the card; look at {names}")
        end = start + (count - 1) * pitch + size
        if end > room:
            faults.append(f"has cards beside the paper: {sheet.paper} is {room} mm {side}, the last card ends at {end}")
        elif sheet.cut_marks is not CutMarks.NONE and min(start, room - end) < CUT_MARGIN_MM:
            names = "left and right of" if side == "wide" else "above and below"
            faults.append(
                f"has no room for cut marks: leave {CUT_MARGIN_MM} mm of paper {names} the cards, "
                "or write cut_marks: none"
            )
    return faults
