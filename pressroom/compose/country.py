"""The country part: short, last, numbered on from the guidance; ruled lines where nothing is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pressroom.compose.blocks import Block, QrShelf, Reach, StateMark, language_attributes, reach_list, state_mark
from pressroom.compose.env import render
from pressroom.compose.setting import Composed, Setting
from pressroom.model.country import ContactKind, CountryContact, Service

if TYPE_CHECKING:
    from pressroom.compose.labels import Labels
    from pressroom.model import Wording
    from pressroom.policy import CountrySelection, JudgedContact, Trail

BLANKS = {ContactKind.EMBASSY: 3, ContactKind.UN: 1, ContactKind.NHRI: 1, ContactKind.NGO: 2, ContactKind.LAWYER: 2,
          ContactKind.MEDIA: 1}  # fmt: skip
"""How many ruled lines stand where staff gave no contact of a kind."""


@dataclass(frozen=True)
class CountryPage:
    """What a country part is made from, beside its setting. ``prefix`` is how to dial abroad, where there is one.

    ``part`` is its number among the sections, for the discreet edition's bookmarks. ``draft``: the text is a
    translation that nobody has reviewed yet. ``trail`` is how well the contacts of the whole pack are known.
    """

    name: str
    selection: CountrySelection
    notes: Wording
    prefix: str
    police: bool
    title: str
    heading: str
    part: int
    draft: bool = False
    trail: Trail | None = None


@dataclass(frozen=True)
class _Service:
    service: str
    number: str
    state: StateMark | None


@dataclass(frozen=True)
class _Group:
    title: str
    contacts: Sequence[Block]
    blanks: Sequence[str]


def compose(setting: Setting, page: CountryPage, first_page: int) -> Composed:
    """Return the country part, its pages numbered from ``first_page``."""
    t, code = setting.labels, setting.language.code
    shelf = QrShelf(setting, setting.qr_mm)
    html = render(
        "pack/country.html.j2",
        **setting.base(),
        title=page.title,
        country=page.name,
        part=page.part,
        running=page.heading if setting.discreet else "",
        dialling=t("country.dialling", country=page.name, prefix=page.prefix) if page.prefix else "",
        services=_services(setting, page),
        groups=[group for kind in ContactKind if (group := _group(kind, page, shelf))],
        notes=page.notes.text(code),
        draft=_sentence(t("translation.draft", language=t.tongue(setting.language.code))) if page.draft else "",
        trail=_trail(page.trail, t) if page.trail else [],
        notes_lang=language_attributes(page.notes, setting),
    )
    numbering = f"@page :first {{ counter-reset: page {first_page - 1}; }}"
    folio = setting.folio_css(verso_first=first_page % 2 == 0)
    return setting.composed(html, (*setting.pack_css(), folio, numbering), shelf.assets, page.title)


def _sentence(text: str) -> str:
    """Return a text that begins with a capital: the name of a language may come first in it."""
    return text[:1].upper() + text[1:]


def _trail(trail: Trail, t: Labels) -> list[str]:
    """Return as sentences how many contacts are in each state, and when one was last tried; never who tried it."""
    states = t("trail.states", **{n: getattr(trail, n) for n in ("total", "confirmed", "tried", "sourced")})
    bare = t("trail.unconfirmed", unconfirmed=trail.unconfirmed) if trail.unconfirmed else ""
    last = t("trail.last", date=t.date(trail.last)) if trail.last else t("trail.never")
    return list(filter(None, (states, bare, last)))


def _services(setting: Setting, page: CountryPage) -> list[_Service]:
    """Return a row for each service: its number, else a line to fill in. The police only where staff allow it."""
    t = setting.labels
    given = {number.service: number.verdict for number in page.selection.emergency_numbers}
    wanted = [s for s in Service if s in given or s is not Service.POLICE or page.police]
    return [
        _Service(
            t(f"service.{s}"), given[s].value if s in given else "", state_mark(given[s], t) if s in given else None
        )
        for s in wanted
    ]


def _group(kind: ContactKind, page: CountryPage, shelf: QrShelf) -> _Group | None:
    """Return the contacts of one kind under their heading, or the lines to write them on."""
    t = shelf.setting.labels
    contacts = [contact_block(c, shelf) for c in page.selection.contacts if c.contact.kind is kind]
    if not contacts and kind not in BLANKS:
        return None
    blanks = [] if contacts else [t(f"blank.{kind}")] * BLANKS[kind]
    return _Group(t(f"country.{kind}"), contacts, blanks)


def contact_block(judged: JudgedContact, shelf: QrShelf) -> Block:
    """Return a contact in the country as its block shows it."""
    t, contact = shelf.setting.labels, judged.contact
    url = judged.verdicts.get("url")
    tongues = t.listing([t.tongue(c) for c in contact.languages]) if contact.languages else ""
    return Block(
        id=contact.id,
        name=contact.name,
        summary=contact.role,
        address=contact.address,
        terms="",
        languages=t("entry.languages", languages=tongues) if tongues else "",
        reach=tuple(_sourced(reach_list(judged.verdicts, t), contact)),
        qr=shelf.code(url.value, contact.name) if url else None,
    )


def _sourced(items: Sequence[Reach], contact: CountryContact) -> Iterator[Reach]:
    """Yield the ways to reach a contact with their sources, each said once where several have the same."""
    sources = [contact.reach()[item.field].provenance.source or "" for item in items]
    for item, source, after in zip(items, sources, [*sources[1:], ""], strict=True):
        yield replace(item, source="" if source == after else source)
