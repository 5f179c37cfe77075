"""The personal part: the cover, and the emergency page on a leaf of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from markupsafe import Markup

from pressroom.compose.blocks import QrShelf, Row, StateMark, state_mark
from pressroom.compose.env import address, email, phone, render
from pressroom.compose.setting import Composed, Setting
from pressroom.model.country import Service
from pressroom.model.session import Paper
from pressroom.policy import CONFIRMED_DAYS
from pressroom.typeset import Asset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pressroom.compose.labels import Labels
    from pressroom.model import Brand, Participant, Session, Wording
    from pressroom.policy import JudgedNumber
    from pressroom.policy import Row as LineRow


class Show(StrEnum):
    """Which leaves of the personal part are set: both; the cover with its bleed for a print shop; each by itself."""

    ALL = "all"
    TRIMMED = "trimmed"
    COVER = "cover"
    CARRY = "carry"


FILLED = {
    Show.ALL: (True, False, True, False),
    Show.TRIMMED: (True,),
    Show.COVER: (True, False),
    Show.CARRY: (True, False),
}
"""Which pages bear text: the cover, not its verso, the emergency page on a recto, not its verso, to be torn off."""


FRESH = (len(FILLED[Show.COVER]) + 1, len(FILLED[Show.ALL]) + 1)
"""The pages of a whole pack that begin a sheet of paper even with two on a side: the emergency page, to be torn off,
and what comes after it."""


BLANK_SERVICES = (Service.GENERAL, Service.AMBULANCE, Service.FIRE)
"""The services for which a line stands where a country's numbers are unknown. Not the police: it may be the threat."""


_APART = "\u00a0\u00a0\u00a0 "
"""What stands between the host's name, number and addresses: they wrap, and a sign between two would end a line."""

WIDE = 17
"""How many characters of a phone number fit into the column for numbers; it is made wider for the few that have more
(15 digits at the most, by ITU-T E.164)."""


@dataclass(frozen=True)
class Place:
    """A place whose emergency services stand on the emergency page. ``blank`` asks for lines where none is known.

    ``near``: places next door, whose numbers stand below on a line each.
    """

    title: str
    numbers: Sequence[JudgedNumber]
    blank: bool = False
    near: Sequence[Place] = ()


@dataclass(frozen=True)
class Personal:
    """What a personal part is made from, beside its setting."""

    session: Session
    participant: Participant
    country: str
    lines: Sequence[LineRow]
    places: Sequence[Place]
    report: str | None
    as_of: date
    title: str


def compose(
    setting: Setting, personal: Personal, *, cover_fit: int = 0, fit: int = 0, show: Show = Show.ALL
) -> Composed:
    """Return the personal part, cover and emergency page each at a step of `setting.FITS`.

    Pages other than those of `FILLED` say that something did not fit. `Show.TRIMMED` is the cover alone, for a print
    shop: its band runs over the trim, 3 mm into the bleed. `Show.CARRY` bears code and days, since it has no cover.
    """
    trimmed = setting.sheet_css("cover")[1:] if show is Show.TRIMMED else ()
    return _composed(setting, personal, (*setting.personal_css(cover_fit, fit), *trimmed), show)


def _composed(setting: Setting, personal: Personal, css: tuple[str, ...], show: Show) -> Composed:
    t, session = setting.labels, personal.session
    shelf = QrShelf(setting, setting.qr_mm)
    assets: dict[str, Asset] = {}
    report = personal.report
    close = people(personal.participant)
    lines = [line_row(setting, line) for line in personal.lines]
    host = host_row(setting, session)
    own, everyones = _facts(setting, personal)
    html = render(
        "pack/personal.html.j2",
        **setting.base(),
        title=personal.title,
        show=str(show),
        small=setting.paper is Paper.A5,
        heading=heading(setting, session.discreet.heading) if setting.discreet else t("pack.title"),
        host=session.host,
        logo=logo(setting.brand, assets),
        own=own,
        everyones=everyones,
        whose=" · ".join((personal.participant.code, *days(t, session, personal.as_of))),
        destroy_by=t.date(session.destroy_after) if session.destroy_after else "",
        people=close,
        host_row=host,
        wide=any(len(row.phone) > WIDE for row in (*close, host, *lines)),
        lines=lines,
        places=[_place(place, t) for place in personal.places],
        report_qr=shelf.code(report, t("card.report")) if report and not setting.discreet else None,
    )
    return setting.composed(html, css, shelf.assets | assets, personal.title)


def heading(setting: Setting, wording: Wording) -> str:
    """Return the harmless heading of the discreet edition: the session's, else the shipped one."""
    return wording.text(setting.language.code) or setting.labels("pack.heading.discreet")


def logo(brand: Brand, assets: dict[str, Asset]) -> str:
    """Put the brand's logo among the assets and return its address; empty where there is none."""
    if brand.logo is None:
        return ""
    assets["logo"] = Asset(brand.logo.data, brand.logo.mime)
    return "press:logo"


Fact = tuple[str, str, str]
"""A label, a text, and the field that the text comes from."""


def _facts(setting: Setting, personal: Personal) -> tuple[list[Fact], list[Fact]]:
    """Return the cover's facts: those of the participant, and those of all who come for their State in their language.

    The discreet cover says when, for whom by code, and when it was made, and nothing else.
    """
    t, session, who = setting.labels, personal.session, personal.participant
    code = setting.language.code
    dates = (t("cover.dates"), t.span(session.starts, session.ends), "starts")
    reference = (t("cover.reference.discreet" if setting.discreet else "cover.reference"), who.code, "code")
    made = (t("cover.made"), t.date(personal.as_of), "as-of")
    if setting.discreet:
        return [dates, reference, made], []
    own = [reference]
    if who.name:
        own.append((t("cover.name"), who.name, "name"))
    if who.organisation:
        own.append((t("cover.organisation"), who.organisation, "organisation"))
    host = session.host
    reach = Markup("\n").join((host.name, phone(host.phone) + _APART + email(host.email), address(host.website)))
    everyones = [
        (t("cover.meeting"), session.title.text(code), "title"),
        (t("cover.state"), personal.country, "country"),
        dates,
        (t("cover.place"), session.venue.text(code), "venue"),
        (t("cover.host"), Markup("\n").join(filter(None, (reach, host.address))), "host"),
        (t("cover.language"), t.tongue(code), "language"),
        made,
    ]
    return own, everyones


def people(participant: Participant) -> list[Row]:
    """Return the participant's contacts who agreed to be printed, in their order."""
    return [
        Row(f"contact{n}", c.name, c.relation, c.phone or "", c.email or "") for n, c in participant.agreed_contacts()
    ]


def check_by(session: Session, as_of: date) -> date:
    """Return the day until which what is carried may be trusted: the session's, else when confirmations lapse."""
    return session.destroy_after or as_of + min(timedelta(days=CONFIRMED_DAYS), date.max - as_of)


def days(t: Labels, session: Session, as_of: date) -> tuple[str, str]:
    """Return when a thing was made, and the day until which it may be trusted, in words."""
    made, until = t.date(as_of, short=True), t.date(check_by(session, as_of), short=True)
    return t("card.made", date=made), t("card.check", date=until)


def host_row(setting: Setting, session: Session) -> Row:
    """Return the host's row, under the heading for it: by name in the open edition, without one in the discreet one."""
    t, host = setting.labels, session.host
    until = host.emergency_until
    if setting.discreet:
        role = t("card.until", date=t.date(until)) if until else ""
        return Row("host", t("emergency.host.number"), role, host.emergency_phone)
    role = t("emergency.host.until", date=t.date(until)) if until else t("emergency.host")
    return Row("host", host.name, role, host.emergency_phone)


def line_row(setting: Setting, line: LineRow) -> Row:
    """Return the row of a day-and-night line: with name, languages and mark, or by role alone."""
    t, code = setting.labels, setting.language.code
    is_phone = line.field == "phone"
    number, mail = (line.value, "") if is_phone else ("", line.value)
    tongues = t.listing([t.tongue(c) for c in line.languages]) if line.languages else ""
    mark = state_mark(line.verdict, t)
    if setting.discreet:
        return Row(line.id, t(f"emergency.line.{line.field}"), tongues if is_phone else "", number, mail, mark)
    role = " · ".join(filter(None, (line.needs.text(code), tongues if is_phone else "")))
    return Row(line.id, line.name.text(code), role, number, mail, mark)


@dataclass(frozen=True)
class _Services:
    title: str
    general: str
    others: list[tuple[str, str, StateMark | None]]
    state: StateMark | None
    blanks: list[str]
    near: list[tuple[str, list[tuple[str, str, StateMark | None]]]]


def _place(place: Place, t: Labels) -> _Services:
    """Return a place's numbers: the general one large, the others by service, lines where staff gave none.

    Of the others, one whose state is not the general number's bears a mark of its own.
    """
    general = next((n.verdict for n in place.numbers if n.service is Service.GENERAL), None)
    first = state_mark(general, t) if general else None

    def shown(number: JudgedNumber) -> tuple[str, str, StateMark | None]:
        mark = state_mark(number.verdict, t)
        return t(f"service.{number.service}"), number.verdict.value, mark if mark != first else None

    others = [shown(number) for number in place.numbers if number.verdict is not general]
    nothing = not others and not general and place.blank
    blanks = [t(f"service.{service}") for service in BLANK_SERVICES] if nothing else []
    near = [(other.title, [shown(number) for number in other.numbers]) for other in place.near if other.numbers]
    return _Services(place.title, general.value if general else "", others, first, blanks, near)
