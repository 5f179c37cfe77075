"""Reads a whole workspace: every file, every fault of it in one run, and the shipped data merged in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pressroom.age import NO_KEYS, Keys
from pressroom.model import Country, Workspace
from pressroom.problems import Findings, Place
from pressroom.read import shipped
from pressroom.read.brand import NAME as BRAND
from pressroom.read.brand import read_brand
from pressroom.read.desk import Desk
from pressroom.read.entries import read_confirmations, read_resources
from pressroom.read.folder import RECIPIENTS, SESSION, look_around, table_of
from pressroom.read.lands import read_countries
from pressroom.read.meeting import Meeting, check_sheet, read_meeting
from pressroom.read.overlays import read_guidance, read_sheets
from pressroom.read.people import People, read_people
from pressroom.read.printers import read_printers
from pressroom.read.recipients import read_recipients
from pressroom.read.source import Folder


def read_workspace(
    folder: Path, today: date, *, keep_going: bool = False, keys: Keys = NO_KEYS
) -> tuple[Workspace | None, Findings]:
    """Return the workspace in ``folder``, and everything that was found wrong with it.

    With an error there is no workspace; with ``keep_going`` there is one if all errors are in rows of the table of
    participants: it has the others, and the faulty ones in ``faulty``. ``today`` is the day after which no
    confirmation can bear a date; ``keys`` open what is encrypted. Nothing outside the folder is read but the shipped
    data. Never raises for what a workspace holds.
    """
    desk = Desk(Folder(folder, keys), today)
    if not os.path.isdir(folder):  # noqa: PTH112 - unlike Path.is_dir, it never raises
        message = "is missing: there is no folder at the path that was given; look at how it is spelled"
        desk.findings.error(Place(SESSION), "", message)
        return None, desk.findings
    names = look_around(desk)
    meeting = read_meeting(desk, names)
    table = table_of(desk, names)
    people = People(elsewhere=True) if table is None else read_people(desk, table, meeting)
    resources, ids = read_resources(desk, names)
    countries = read_countries(desk, _countries(meeting, people), ids)
    confirmations = read_confirmations(desk, names, {*ids, *_ids(countries)})
    base = shipped.default_brand()
    brand, brand_places = read_brand(desk.root, base, desk.findings) if BRAND in names else (base, {})
    desk.places.update({("brand", name): place for name, place in brand_places.items()})
    sections = read_guidance(desk, meeting.languages or shipped.languages(), ids)
    sheets = read_sheets(desk)
    if RECIPIENTS in names:
        read_recipients(desk.root, desk.findings)
    check_sheet(desk, meeting, sheets)
    printers = read_printers(desk, names)
    if meeting.session is None or not _goes_on(desk.findings, people, keep_going=keep_going):
        return None, desk.findings
    workspace = Workspace(
        session=meeting.session,
        participants=tuple(people.participants),
        countries=countries,
        resources=resources,
        confirmations=confirmations,
        brand=brand,
        sections=sections,
        sheets=sheets,
        places=desk.places,
        printers=printers,
        faulty=people.faulty,
    )
    return workspace, desk.findings


def _countries(meeting: Meeting, people: People) -> list[str] | None:
    """Return the session's countries, and those that participants pass through: their rules on names hold too."""
    if meeting.countries is None:
        return None
    others = sorted({code for who in people.participants for code in who.countries} - set(meeting.countries))
    return [*meeting.countries, *others]


def _ids(countries: Mapping[str, Country]) -> list[str]:
    return [contact.id for country in countries.values() for contact in country.contacts]


def _goes_on(findings: Findings, people: People, *, keep_going: bool) -> bool:
    """Whether there is a workspace to work with: without errors, or with errors in rows alone that may be left out."""
    in_rows = {problem for problems in people.faulty.values() for problem in problems}
    return not findings.errors or (keep_going and not people.elsewhere and in_rows.issuperset(findings.errors))
