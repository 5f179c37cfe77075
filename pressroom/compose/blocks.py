"""The pieces that templates show: a mark with its words, a QR code with its domain, an entry, a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from pressroom.policy import State, Verdict
from pressroom.qr import domain, symbol
from pressroom.typeset import Asset, Drawing

if TYPE_CHECKING:
    from pressroom.compose.labels import Labels
    from pressroom.compose.setting import Setting
    from pressroom.model import Wording

SIGNS = {State.CONFIRMED: "●", State.TRIED: "◐", State.SOURCED: "○", State.UNCONFIRMED: "○"}
"""The marks of the four states. The words beside them say the same, so that nothing hangs on a small sign."""


@dataclass(frozen=True)
class StateMark:
    """The state of a contact: its sign, its words, and the short form for a card."""

    sign: str
    words: str
    short: str


@dataclass(frozen=True)
class QrCode:
    """A QR code on a page: where its picture is, what it says to those who cannot see it, where it leads."""

    text: str
    src: str
    alt: str
    domain: str


@dataclass(frozen=True)
class Reach:
    """One way to reach an entry, as shown; with its source where it is printed beside it."""

    field: str
    shown: str
    state: StateMark
    source: str = ""


@dataclass(frozen=True)
class Block:
    """An entry as its block shows it. The ``*_lang`` are attributes for text in another language."""

    id: str
    name: str
    summary: str
    terms: str
    languages: str
    reach: tuple[Reach, ...]
    qr: QrCode | None
    address: str = ""
    name_lang: Markup = Markup("")
    summary_lang: Markup = Markup("")
    terms_lang: Markup = Markup("")


@dataclass(frozen=True)
class Row:
    """A row of the emergency page or the card. ``owner`` is the field's name for problems, such as contact1."""

    owner: str
    name: str
    role: str = ""
    phone: str = ""
    email: str = ""
    state: StateMark | None = None


@dataclass
class QrShelf:
    """Makes the QR codes of one document and keeps their pictures as its assets."""

    setting: Setting
    width_mm: float
    assets: dict[str, Asset] = field(default_factory=dict)

    def code(self, url: str, name: str) -> QrCode:
        """Return the code for ``url``; ``name`` says whose page it is, in the open edition."""
        t = self.setting.labels
        key = f"qr{len(self.assets) + 1}"
        made = symbol(url, printed_mm=self.width_mm)
        self.assets[key] = Drawing(made.operators, "", made.side)
        if self.setting.discreet:
            alt = t("qr.alt.discreet", number=len(self.assets))
        else:
            alt = t("qr.alt", domain=domain(url), name=name)
        return QrCode(url, f"press:{key}", alt, domain(url))


def state_mark(verdict: Verdict, t: Labels) -> StateMark:
    """Return the mark of a contact's state, with the date on which it was tried, or its source's year."""
    sign = SIGNS[verdict.state]
    if verdict.state in (State.CONFIRMED, State.TRIED):
        day = date.fromisoformat(verdict.when)
        words = t(f"state.{verdict.state}", date=t.date(day))
        return StateMark(sign, words, t.date(day, short=True))
    if verdict.state is State.SOURCED and verdict.when[:4].isdigit():
        year = verdict.when[:4]
        return StateMark(sign, t("state.sourced", year=year), t("state.source.short", year=year))
    if verdict.state is State.SOURCED:
        return StateMark(sign, t("state.undated"), t("state.undated.short"))
    return StateMark(sign, t("state.unconfirmed"), t("state.unconfirmed"))


def language_attributes(wording: Wording, setting: Setting) -> Markup:
    """Return ``lang`` and ``dir`` for text that is not in the language of the document, else nothing."""
    spoken = wording.speaks(setting.language.code)
    if not spoken or spoken == setting.language.code:
        return Markup("")
    return Markup(' lang="{}" dir="auto"').format(spoken)


def reach_list(verdicts: Mapping[str, Verdict], t: Labels) -> tuple[Reach, ...]:
    """Return the ways to reach an entry; of a web address only the domain is shown, the code leads to the page."""
    return tuple(
        Reach(name, domain(verdict.value) if name == "url" else verdict.value, state_mark(verdict, t))
        for name, verdict in verdicts.items()
    )
