"""The wallet card: whom to call on its front; two codes, and what to say when detained, on its back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from pressroom.compose import faces
from pressroom.compose.blocks import QrCode, QrShelf, Row
from pressroom.compose.cardroom import (
    BETWEEN_MM,
    FOOT_PT,
    HOUSE_PT,
    PT_MM,
    SPECIMEN_SPACED_PT,
    TITLE_PT,
    Room,
    least_held_step,
    room,
)
from pressroom.compose.env import render
from pressroom.compose.labels import labels
from pressroom.compose.personal import check_by, heading, host_row, line_row, people
from pressroom.compose.setting import CARD_QR_MM, CARD_ROWS, FITS, ROOMY_ROWS, Composed, Setting, card_shares
from pressroom.model.press import CardForm
from pressroom.typeset import Typeset, prepare

if TYPE_CHECKING:
    from pressroom.model import Language, Participant, Session, Sheet
    from pressroom.policy import Row as LineRow

HELD_FIELD = "card_language"
"""The field that has what a card says when somebody is held, in how many languages."""

PAGES = {CardForm.FLAT: 2, CardForm.FOLD: 1, CardForm.SINGLE: 1}
"""The pages of a card's file: front and back; both on one, to be folded; the front alone."""


BLANK_ROWS = 2
"""The rows to write in on the card of somebody whose people are not printed."""


@dataclass(frozen=True)
class Card:
    """What a card is made from, beside its setting."""

    session: Session
    participant: Participant
    line: LineRow | None
    report: str | None
    help: str | None
    other_languages: Sequence[Language]
    as_of: date
    title: str
    form: CardForm = CardForm.FLAT


@dataclass(frozen=True)
class _Half:
    leads: str
    qr: QrCode | None


class _Placed(NamedTuple):
    """A row, what its name leaves free for its number (in half mm), and whether it stands over that instead."""

    row: Row
    free: int
    over: bool


@dataclass(frozen=True)
class _Held:
    tag: str
    direction: str
    lead: str
    text: str


def compose(setting: Setting, card: Card, sheet: Sheet, fits: Sequence[int]) -> Composed:
    """Return the card for a sheet's size, with bleed, its front and its back each at a step of `setting.FITS`.

    ``sheet`` has the size of a card that is finished: one that folds is printed at twice that height, its fold at the
    top of the front, the back above it and turned by 180°.
    """
    t, session = setting.labels, card.session
    fit, held_fit = fits
    space, rows, held = _measured(setting, card, sheet)
    shares = _shares(rows)
    lines = [(row, free, over, not over and space.is_below(row, free / 2, fit, shares)) for row, free, over in rows]
    shelf = QrShelf(setting, CARD_QR_MM)
    css = (
        *setting.card_css(sheet),
        *([render("style/fold.css.j2", sheet=sheet)] if card.form is CardForm.FOLD else []),
    )
    days = _days(setting, card)
    halves = _halves(setting, card, shelf)
    html = render(
        "card/card.html.j2",
        **setting.base(),
        title=card.title,
        fit=fit,
        held_fit=held_fit,
        shares=shares,
        roomy=shares in ROOMY_ROWS,
        form=str(card.form),
        house=_house(setting, session, space),
        own=[each for each in lines if _is_own(each[0])],
        everyones=[each for each in lines if not _is_own(each[0])],
        code=card.participant.code,
        days=days,
        beside_title=space.left_free(space.width(t("card.title"), TITLE_PT, 700)),
        beside_day={key: space.left_free(space.width(text, FOOT_PT[fit])) for key, text in days.items()},
        halves=halves,
        part_mm=max(space.width_mm / max(len(halves), 1), CARD_QR_MM),
        held=held,
        held_field=HELD_FIELD,
    )
    return setting.composed(html, css, shelf.assets, card.title, narrow=True)


def least_steps(setting: Setting, card: Card, sheet: Sheet) -> tuple[int, int]:
    """Return the steps of `setting.FITS` below which front and back surely do not fit: those need not be tried."""
    space, rows, held = _measured(setting, card, sheet)
    shares = _shares(rows)
    front = max(
        (space.least_over(row) or 0) if over else space.least_step(row, free / 2, shares) for row, free, over in rows
    )
    if card.form is CardForm.SINGLE:
        return front, FITS[0]
    fonts = tuple(faces.families(setting.brand.fonts))
    spoken = (setting.language, *card.other_languages)
    rooms = (room(language, sheet, fonts) for language in spoken)
    texts = tuple((own, one.lead, one.text) for own, one in zip(rooms, held, strict=True))
    return front, least_held_step(space, texts)


def _measured(setting: Setting, card: Card, sheet: Sheet) -> tuple[Room, list[_Placed], list[_Held]]:
    """Return the room on a card, its rows as they are placed, and what it says when held."""
    prepare(setting.card_css(sheet), faces.assets(setting.brand.fonts))
    space = room(setting.language, sheet, tuple(faces.families(setting.brand.fonts)))
    rows = [_placed(row, space) for row in _rows(setting, card)]
    return space, rows, [_held(language) for language in (setting.language, *card.other_languages)]


def _placed(row: Row, space: Room) -> _Placed:
    free = space.left_free(space.number_mm(row), BETWEEN_MM)
    over = space.is_over(row, free / 2)
    return _Placed(row, 0 if over else free, over)


def _house(setting: Setting, session: Session, space: Room) -> str:
    """Return the host's name for the heading, if there is room: it stands in the host's row, too."""
    name = "" if setting.discreet else setting.brand.wordmark or session.host.name
    free = space.width_mm - space.width(setting.labels("card.title"), TITLE_PT, 700) - BETWEEN_MM
    if setting.specimen:
        free -= space.width("SPECIMEN ", HOUSE_PT, 700) + SPECIMEN_SPACED_PT * PT_MM
    return name if space.width(name, HOUSE_PT) <= free else ""


def tight(made: Typeset) -> int:
    """Return which side to set closer: 0 the front, 1 the back, if what it says when somebody is held is too long."""
    return int(bool(made.findings) and all(finding.field == HELD_FIELD for finding in made.findings))


def _shares(rows: Sequence[_Placed]) -> int:
    """Return among how many rows the front is shared out: two to write in are there where nobody has one's own."""
    return card_shares(len(rows) if any(_is_own(each.row) for each in rows) else len(rows) + BLANK_ROWS)


def card_size_mm(sheet: Sheet, form: CardForm) -> tuple[Decimal, Decimal]:
    """Return the trim of a card's file, width and height in mm: one that folds is twice as high as the card."""
    return sheet.card_width, sheet.card_height * (2 if form is CardForm.FOLD else 1)


def card_title(setting: Setting, session: Session, code: str) -> str:
    """Return the card's document title: harmless in the discreet edition, and never a name."""
    base = heading(setting, session.discreet.heading) if setting.discreet else setting.labels("card.title")
    return f"{base} · {code}"


def _days(setting: Setting, card: Card) -> dict[str, str]:
    """Return what a card's last line says: until when to trust it, and that with the day on which it was made."""
    t = setting.labels
    made, check = (t.date(day, short=True) for day in (card.as_of, check_by(card.session, card.as_of)))
    until = t("card.check", date=check)
    return {"check": until, "both": f"{t('card.made', date=made)} · {until}"}


def _rows(setting: Setting, card: Card) -> list[Row]:
    own = sorted(people(card.participant), key=lambda row: not row.phone)  # "the first number" must be one to dial
    rows = [*own, host_row(setting, card.session)]
    if card.line:
        rows.append(line_row(setting, card.line))
    return [_short(row, setting, card.session) for row in rows[:CARD_ROWS]]


def _is_own(row: Row) -> bool:
    """Whether a row is one of the participant's own people, and not everybody's."""
    return row.owner.startswith("contact")


def _short(row: Row, setting: Setting, session: Session) -> Row:
    """Return a row as short as the card needs it: the host until which day, the line that it always answers."""
    t = setting.labels
    if _is_own(row):
        return row
    until = session.host.emergency_until
    if row.owner == "host":
        role = t("card.until", date=t.date(until, short=True)) if until else "" if setting.discreet else t("card.host")
    else:
        role = "" if setting.discreet else t("card.always")
    name = t("emergency.host.discreet") if row.owner == "host" and setting.discreet else row.name
    return Row(row.owner, name, role, row.phone, row.email, row.state)


def _halves(setting: Setting, card: Card, shelf: QrShelf) -> list[_Half]:
    """Return the two halves of the back; the discreet card has codes only where the session names them."""
    t = setting.labels
    if setting.discreet:
        return [
            _Half(t("card.link", number=n), shelf.code(url, ""))
            for n, url in enumerate(card.session.discreet.card_qr, 1)
        ]
    wanted = ((t("card.report"), card.report), (t("card.help"), card.help))
    return [_Half(leads, shelf.code(url, leads) if url else None) for leads, url in wanted]


def _held(language: Language) -> _Held:
    t = labels(language)
    return _Held(language.tag, language.direction, t("card.held"), t("card.ask"))
