"""From a session to the list of what is to be made: parts, packs, cards, country jobs. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from pressroom.model.press import Press
from pressroom.model.session import Edition, Paper
from pressroom.policy import Rules, forbidden_in

if TYPE_CHECKING:
    from pressroom.model import Participant, Workspace

DEFAULT_SHEETS = {Paper.A4: "plain-a4", Paper.A5: "plain-a4", Paper.LETTER: "plain-letter"}
"""The card sheet for each paper of the packs, where the session names none."""


@dataclass(frozen=True)
class Options:
    """What the command line asks for. Empty sets narrow nothing; ``only`` is packs, cards or empty for both.

    ``start_cell`` is the first free cell of the first card sheet, from 1, row by row.
    ``press`` is how it goes onto paper. ``split`` parts what is carried from what is left behind.
    """

    as_of: date
    countries: frozenset[str] = frozenset()
    participants: frozenset[str] = frozenset()
    only: str = ""
    languages: frozenset[str] = frozenset()
    editions: frozenset[str] = frozenset()
    paper: Paper | None = None
    sheet: str | None = None
    start_cell: int = 1
    confirmed_only: bool = False
    allow_unconfirmed: bool = False
    press: Press = field(default_factory=Press)
    split: bool = False

    @property
    def rules(self) -> Rules:
        """The rules by which contacts are judged."""
        return Rules(self.as_of, self.confirmed_only, self.allow_unconfirmed)

    @property
    def narrowed(self) -> bool:
        """Whether less than the whole session is made."""
        return bool(self.countries or self.participants or self.only or self.languages or self.editions)


@dataclass(frozen=True)
class GuidanceKey:
    """What makes one guidance part differ from another within a run."""

    language: str
    edition: Edition
    forbidden: frozenset[str]


@dataclass(frozen=True)
class CountryKey:
    """What makes one country part differ from another within a run."""

    country: str
    guidance: GuidanceKey


@dataclass(frozen=True)
class PackPlan:
    """One participant's pack, card and, where they are asked for, part to carry and cover for a print shop.

    A path is relative to the output folder; empty where it is not to be made. ``carries_card``: the part to carry
    ends with the card.
    """

    participant: Participant
    country: CountryKey
    pack_path: str
    card_path: str
    cover_path: str = ""
    carry_path: str = ""

    @property
    def carries_card(self) -> bool:
        """Whether the part to carry has the card in it."""
        return bool(self.carry_path) and self.participant.card

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that are to be made."""
        return tuple(path for path in (self.pack_path, self.carry_path, self.card_path, self.cover_path) if path)

    @property
    def renewed(self) -> tuple[str, ...]:
        """The files that are to be made, and the part to carry of an earlier build, which a whole pack replaces."""
        return (*self.paths, _carry(self.participant)) if self.pack_path else self.paths


@dataclass(frozen=True)
class Job:
    """What one country's people of one edition make together: print jobs of packs, of parts to carry, and of cards."""

    country: str
    edition: Edition
    packs_path: str
    cards_path: str
    carries_path: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """All that one run makes, in the order of the table of participants."""

    packs: tuple[PackPlan, ...]
    jobs: tuple[Job, ...]
    handouts: Mapping[str, str]
    paper: Paper
    sheet: str

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the packs and cards, each once."""
        return tuple(dict.fromkeys(p.participant.language for p in self.packs))

    @property
    def countries(self) -> tuple[CountryKey, ...]:
        """The country parts that the packs need, each once."""
        return tuple(dict.fromkeys(p.country for p in self.packs if p.pack_path))

    @property
    def guidance(self) -> tuple[GuidanceKey, ...]:
        """The guidance parts that the packs need, each once."""
        return tuple(dict.fromkeys(key.guidance for key in self.countries))

    def for_workers(self) -> Plan:
        """Return the plan with one participant of each kind, and no more of it than an order does not bring along."""
        one_of_each = {pack.country.guidance: pack for pack in reversed(self.packs)}
        return replace(self, packs=tuple(one_of_each.values()), jobs=(), handouts={})


def make_plan(workspace: Workspace, options: Options) -> Plan:
    """Return what to make of ``workspace`` under ``options``; a narrowed run leaves the country jobs alone."""
    packs = tuple(_pack(workspace, p, options) for p in workspace.participants if _wanted(p, options))
    paper = Paper.A5 if options.press.booklet else options.paper or workspace.session.paper
    sheet = options.sheet or workspace.session.sheet or DEFAULT_SHEETS[paper]
    if options.narrowed:
        return Plan(packs, (), {}, paper, sheet)
    jobs = tuple(_jobs(packs))
    handouts = {c: f"{c}/handout.pdf" for c in dict.fromkeys(p.participant.country for p in packs)}
    return Plan(packs, jobs, handouts, paper, sheet)


def _wanted(participant: Participant, options: Options) -> bool:
    return (
        (not options.countries or participant.country in options.countries)
        and (not options.participants or participant.code.lower() in options.participants)
        and (not options.languages or participant.language in options.languages)
        and (not options.editions or str(participant.edition) in options.editions)
    )


def _pack(workspace: Workspace, participant: Participant, options: Options) -> PackPlan:
    guidance = GuidanceKey(
        participant.language, participant.edition, frozenset(forbidden_in(workspace, participant.countries))
    )
    stem = _stem(participant)
    wants_card = participant.card and options.only != "packs"
    return PackPlan(
        participant,
        CountryKey(participant.country, guidance),
        f"{stem}-pack-{participant.language}.pdf" if options.only != "cards" else "",
        f"{stem}-card-{participant.language}.pdf" if wants_card else "",
        f"{stem}-cover-{participant.language}.pdf" if options.press.marks and options.only != "cards" else "",
        _carry(participant) if options.split and options.only != "cards" else "",
    )


def _stem(participant: Participant) -> str:
    return f"{participant.country}/{participant.code.lower()}"


def _carry(participant: Participant) -> str:
    return f"{_stem(participant)}-carry-{participant.language}.pdf"


def _jobs(packs: tuple[PackPlan, ...]) -> list[Job]:
    """Return the country jobs. Where a country has both editions, the discreet ones have files of their own."""
    people: dict[str, dict[Edition, list[str]]] = {}
    for pack in packs:
        who = pack.participant
        people.setdefault(who.country, {}).setdefault(who.edition, []).append(who.code)
    jobs = []
    for country, editions in people.items():
        for edition in Edition:
            if edition in editions:
                tail = "-discreet" if edition is Edition.DISCREET and len(editions) > 1 else ""
                packs_to, cards, carries = (f"{country}/{name}{tail}.pdf" for name in ("packs", "cards", "carry"))
                jobs.append(Job(country, edition, packs_to, cards, carries, tuple(editions[edition])))
    return jobs
