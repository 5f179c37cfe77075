"""The guidance part: contents and all sections. The same for everyone with its language, edition and paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from pressroom.compose import markdown
from pressroom.compose.blocks import Block, QrShelf, StateMark, language_attributes, reach_list, state_mark
from pressroom.compose.env import environment, render
from pressroom.compose.setting import Composed, Setting
from pressroom.model.resource import Kind
from pressroom.policy import find_names
from pressroom.qr import domain

if TYPE_CHECKING:
    from pressroom.model import Section, Sourced
    from pressroom.model.lines import Group
    from pressroom.policy import JudgedNumber, JudgedResource, Selection

SOURCE_LANGUAGE = "en"
"""The language that staff write sources in."""

_BRACKET = re.compile(r"\s*\([^()]*\)")
_SITE = re.compile(r"\b(?:[A-Za-z0-9-]+\.)+[a-z]{2,}\b")

KINDS = {
    "reporting": Kind.REPORTING,
    "guidelines": Kind.GUIDELINE,
    "tools": Kind.TOOL,
    "organisations": Kind.CONTACT,
    "offices": Kind.OFFICE,
}
"""Which placeholder shows which kind of entry. Funds stand by region and have their own."""


@dataclass(frozen=True)
class Guidance:
    """What a guidance part is made from, beside its setting.

    ``hidden``: names that no source and no heading may be printed with. ``withheld``: domains of links that may not be
    printed, also as the name of a source. ``meeting``: the names of the places of
    the meeting, each with its numbers.
    """

    sections: Sequence[Section]
    selection: Selection
    groups: Mapping[str, Group]
    country_names: Mapping[str, str]
    title: str
    heading: str
    hidden: tuple[str, ...] = ()
    withheld: frozenset[str] = frozenset()
    meeting: Sequence[tuple[str, Sequence[JudgedNumber]]] = ()


_WORKSHEET = re.compile(r"(?m)^:{3,} *worksheet\b")
"""What is to be filled in by hand."""


def compose(setting: Setting, guidance: Guidance) -> Composed:
    """Return the guidance part, numbered from 1; its last anchor is where the country part will follow."""
    t = setting.labels
    shelf = QrShelf(setting, setting.qr_mm)
    running = guidance.heading if setting.discreet else ""
    shown = [
        {
            "anchor": f"p{number}" if setting.discreet else section.name,
            "title": section.title,
            "label": section.label,
            "lead": section.lead,
            "alone": _WORKSHEET.search(section.body) is not None,
            "html": Markup(  # noqa: S704 - the parser has escaped the section, and the templates the blocks
                markdown.html(section.body, _blocks(section, guidance, shelf), guidance.selection.forbidden)
            ),
        }
        for number, section in enumerate(guidance.sections, 1)
    ]
    html = render(
        "pack/guidance.html.j2",
        **setting.base(),
        title=guidance.title,
        running=running,
        sections=shown,
        note=t("contents.note"),
    )
    return setting.composed(html, setting.pack_css(), shelf.assets, guidance.title)


def _blocks(section: Section, guidance: Guidance, shelf: QrShelf) -> dict[str, str]:
    """Return the HTML for each placeholder that a section holds."""
    made = {}
    for name in markdown.placeholders(section.body):
        if name == "funds":
            made[name] = _funds(guidance, shelf)
        elif name == "provenance":
            made[name] = _provenance(guidance, shelf.setting)
        elif name in KINDS:  # in a listing there may be others: they are letters
            entries = [r for r in guidance.selection.resources if r.resource.kind is KINDS[name]]
            made[name] = _entries((block(r, shelf) for r in entries), level=2)
    return made


def _entries(blocks: Iterable[Block], level: int) -> str:
    macros = environment().get_template("pack/macros.html.j2").module
    return "\n".join(str(macros.entry(block, level)) for block in blocks)  # type: ignore[attr-defined]


def _funds(guidance: Guidance, shelf: QrShelf) -> str:
    """Return the funds: those for everywhere first, then by region, each region under its heading."""
    t = shelf.setting.labels
    funds = [r for r in guidance.selection.resources if r.resource.kind is Kind.FUND]
    parts = []
    for regions in dict.fromkeys(r.resource.regions for r in sorted(funds, key=lambda r: bool(r.resource.regions))):
        title = _region(regions, guidance, shelf.setting) if regions else t("region.everywhere")
        first, *more = [_entries([block(r, shelf)], level=3) for r in funds if r.resource.regions == regions]
        head = Markup('<h2 class="region">{}</h2>\n').format(title) if title else ""
        parts += [f'<div class="together">{head}{first}</div>', *more]
    return "\n".join(parts)


def _region(regions: tuple[str, ...], guidance: Guidance, setting: Setting) -> str:
    """Return the heading for a set of regions: the groups' labels, and the countries' names in their order.

    Empty where a group bears the name of an organisation that may not be named.
    """
    names = [
        guidance.groups[r].label.text(setting.language.code) if r in guidance.groups else guidance.country_names[r]
        for r in regions
    ]
    title = setting.labels.listing(names)
    return "" if find_names(title, guidance.hidden) else title


def block(judged: JudgedResource, shelf: QrShelf) -> Block:
    """Return an entry as its block shows it."""
    setting, t, entry = shelf.setting, shelf.setting.labels, judged.resource
    code = setting.language.code
    name = entry.name.text(code)
    terms = entry.eligibility.text(code)
    url = judged.verdicts.get("url")
    return Block(
        id=entry.id,
        name=name,
        summary=entry.summary.text(code),
        terms=t("entry.terms", terms=terms) if terms else "",
        languages=t("entry.languages", languages=t.listing([t.tongue(c) for c in entry.languages]))
        if entry.languages
        else "",
        reach=reach_list(judged.verdicts, t),
        qr=shelf.code(url.value, name) if url else None,
        name_lang=language_attributes(entry.name, setting),
        summary_lang=language_attributes(entry.summary, setting),
        terms_lang=language_attributes(entry.eligibility, setting),
    )


@dataclass(frozen=True)
class _Origin:
    """A row of the table of sources. Where no source can be named, it says what kind of one the contact has."""

    name: str
    field: str
    shown: str
    mark: StateMark
    source: str


def _provenance(guidance: Guidance, setting: Setting) -> str:
    """Return the table of where each printed contact comes from, and its state; what two entries share stands once."""
    t = setting.labels
    rows = []
    for judged in guidance.selection.resources:
        name = judged.resource.name.text(setting.language.code)
        for field, verdict in judged.verdicts.items():
            shown = domain(verdict.value) if field == "url" else verdict.value
            mark = state_mark(verdict, t)
            source = _source(judged.resource.reach()[field], guidance, setting)
            rows.append(_Origin(name, field, shown, mark, source or mark.words))
    for place, numbers in guidance.meeting:
        marks = {number.verdict.value: state_mark(number.verdict, t) for number in numbers}
        for mark in dict.fromkeys(marks.values()):
            alike = ", ".join(value for value, its in marks.items() if its == mark)
            rows.append(_Origin(place, "phone", alike, mark, mark.words))
    return render("pack/provenance.html.j2", t=t, rows=tuple(dict.fromkeys(rows)))


def _source(sourced: Sourced, guidance: Guidance, setting: Setting) -> str:
    """Return where a value comes from; nothing where that would name whom it may not.

    Staff write sources in English: in other languages the web sites that they name stand alone.
    """
    source = sourced.provenance.source or ""
    if find_names(source, guidance.hidden):
        return ""
    sites = tuple(dict.fromkeys(_SITE.findall(source)))
    kept = [site for site in sites if site.lower() not in guidance.withheld]
    if setting.language.code != SOURCE_LANGUAGE:
        return ", ".join(kept)
    return source if len(kept) == len(sites) else _BRACKET.sub("", source).strip()
