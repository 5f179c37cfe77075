"""From a session to the list of what is to be made: parts, packs, cards, country jobs. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from pressroom.model.press import CardForm, Press
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
class Limits:
    """How many people's things one file of a print job holds at most, so that none is long to make, or to print again.

    A pack has 44 pages of A4, and some 60 of A5.
    """

    packs: int = 40
    carries: int = 300
    cards: int = 200


LIMITS = Limits()


@dataclass(frozen=True)
class Job:
    """One file that a country's people of one edition make together, for the printer.

    ``kind`` is the manifest's: packs, cards, or carries for the parts to carry. A long job is several files, of which
    this is number ``part`` of ``parts``. ``start_cell``: where its first card stands.
    """

    country: str
    edition: Edition
    kind: str
    path: str
    codes: tuple[str, ...]
    part: int = 1
    parts: int = 1
    start_cell: int = 1

    @property
    def of(self) -> str:
        """The kind of the single files of which it is made."""
        return {"packs": "pack", "carries": "carry", "cards": "card"}[self.kind]


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
        """Return no more of the plan than its orders do not bring along, and nobody's private data.

        Shared parts are made from whom they are for, not from who they are: of all who get the same guidance, one
        stays, as a code with a country, a language and an edition.
        """
        nothing = {"name": "", "organisation": "", "note": "", "contacts": ()}
        one_of_each = {pack.country.guidance: pack for pack in reversed(self.packs)}
        packs = (replace(p, participant=p.participant.model_copy(update=nothing)) for p in one_of_each.values())
        return replace(self, packs=tuple(packs), jobs=(), handouts={})


def make_plan(workspace: Workspace, options: Options, limits: Limits = LIMITS) -> Plan:
    """Return what to make of ``workspace`` under ``options``; a narrowed run leaves the country jobs alone.

    A country's jobs come in files of at most ``limits``.
    """
    wanted = [p for p in workspace.participants if _wanted(p, options)]
    # What is the same for all who share countries is found once: of a hundred thousand people, few do not share theirs.
    forbidden = {each: frozenset(forbidden_in(workspace, each)) for each in dict.fromkeys(p.countries for p in wanted)}
    packs = tuple(_pack(p, options, forbidden[p.countries]) for p in wanted)
    paper = Paper.A5 if options.press.booklet else options.paper or workspace.session.paper
    sheet = options.sheet or workspace.session.sheet or DEFAULT_SHEETS[paper]
    if options.narrowed:
        return Plan(packs, (), {}, paper, sheet)
    jobs = tuple(_jobs(packs, options, _cells(workspace, sheet, options), limits))
    handouts = {c: f"{c}/handout.pdf" for c in dict.fromkeys(p.participant.country for p in packs)}
    return Plan(packs, jobs, handouts, paper, sheet)


def _wanted(participant: Participant, options: Options) -> bool:
    return (
        (not options.countries or participant.country in options.countries)
        and (not options.participants or participant.code.lower() in options.participants)
        and (not options.languages or participant.language in options.languages)
        and (not options.editions or str(participant.edition) in options.editions)
    )


def _pack(participant: Participant, options: Options, forbidden: frozenset[str]) -> PackPlan:
    guidance = GuidanceKey(participant.language, participant.edition, forbidden)
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


def _cells(workspace: Workspace, sheet: str, options: Options) -> int:
    """Return how many cards stand on a sheet; whether they can fold there at all is asked later."""
    on = workspace.sheets[sheet]
    rows = on.rows // 2 if options.press.card is CardForm.FOLD else on.rows
    return max(1, rows * on.columns)


def _jobs(packs: Sequence[PackPlan], options: Options, cells: int, limits: Limits) -> Iterator[Job]:
    """Yield the files of the country jobs. Where a country has both editions, the discreet ones have their own."""
    people: dict[str, dict[Edition, list[PackPlan]]] = {}
    for pack in packs:
        who = pack.participant
        people.setdefault(who.country, {}).setdefault(who.edition, []).append(pack)
    for country, editions in people.items():
        for edition in Edition:
            theirs = editions.get(edition, [])
            tail = "-discreet" if edition is Edition.DISCREET and len(editions) > 1 else ""
            stem = f"{country}/{{}}{tail}"
            packs_of = [pack.participant.code for pack in theirs if pack.pack_path]
            carriers = [pack.participant.code for pack in theirs if pack.carry_path]
            holders = [pack.participant.code for pack in theirs if pack.card_path]
            first = options.start_cell
            yield from _files(country, edition, "packs", stem.format("packs"), evenly(packs_of, limits.packs))
            yield from _files(country, edition, "carries", stem.format("carry"), evenly(carriers, limits.carries))
            sheets = on_sheets(holders, options.press.copies, cells, first, limits.cards)
            for job in _files(country, edition, "cards", stem.format("cards"), sheets):
                yield replace(job, start_cell=first if job.part == 1 else 1)


def _files(country: str, edition: Edition, kind: str, stem: str, portions: Sequence[Sequence[str]]) -> Iterator[Job]:
    """Yield the files of one job, whose people come in ``portions``."""
    for number, codes in enumerate(portions, 1):
        path = f"{stem}.pdf" if number == 1 else f"{stem}-{number}.pdf"
        yield Job(country, edition, kind, path, tuple(codes), number, len(portions))


def evenly(codes: Sequence[str], most: int) -> list[Sequence[str]]:
    """Return people in as few portions of at most ``most`` as there can be, none much larger than another."""
    count = -(-len(codes) // most)
    ends = [len(codes) * number // count for number in range(count + 1)] if count else []
    return [codes[start:end] for start, end in pairwise(ends)]


def on_sheets(codes: Sequence[str], copies: int, cells: int, start_cell: int, most: int) -> list[Sequence[str]]:
    """Return people in portions whose cards are at most ``most``, each in so many ``copies``, on sheets of ``cells``.

    A portion ends with a full sheet where that can be, and never within one person's cards. ``start_cell`` is that of
    the first sheet.
    """
    portions = []
    at, used = 0, start_cell - 1
    while at < len(codes):
        room = max(1, most // copies)
        left = len(codes) - at
        full = [count for count in range(min(room, left), 0, -1) if (used + count * copies) % cells == 0]
        count = left if left <= room else (full or [room])[0]
        portions.append(codes[at : at + count])
        at, used = at + count, 0
    return portions
