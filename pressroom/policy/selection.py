"""Which entries, contacts and numbers are printed for a set of countries, and what is left out, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pressroom.model import (
    Confirmation,
    Country,
    CountryContact,
    EmergencyNumber,
    Participant,
    Resource,
    Sourced,
    Wording,
    Workspace,
)
from pressroom.model.country import Service
from pressroom.model.resource import Status
from pressroom.policy.naming import Forbidden, forbidden_in, known_by
from pressroom.policy.verdict import Reason, Rules, Verdict, judge
from pressroom.problems import Problem, Severity

_TEXTS = ("summary", "eligibility")


@dataclass(frozen=True)
class LeftOut:
    """One thing that is not printed. ``field`` is None for a whole entry, ``country`` where it is so everywhere.

    ``id`` is of a resource, of a country's contact, a country's code (for its emergency numbers), or a
    participant's contact as ``P-0001/contact2``: never a private value.
    """

    id: str
    field: str | None
    country: str | None
    reason: Reason


@dataclass(frozen=True)
class JudgedResource:
    """An entry to print, without the texts that may not stand there, and the verdicts on the fields to print."""

    resource: Resource
    verdicts: Mapping[str, Verdict]


@dataclass(frozen=True)
class Selection:
    """What of the resources is printed for one set of countries, in printing order."""

    resources: tuple[JudgedResource, ...]
    forbidden: frozenset[str]
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[Problem, ...] = ()

    def printed(self, id_: str, field_: str) -> tuple[Resource, Verdict] | None:
        """Return the entry and the verdict on its field, if that is printed."""
        for judged in self.resources:
            if judged.resource.id == id_ and field_ in judged.verdicts:
                return judged.resource, judged.verdicts[field_]
        return None


@dataclass(frozen=True)
class JudgedContact:
    """A contact in a country to print, and the verdicts on the fields to print."""

    contact: CountryContact
    verdicts: Mapping[str, Verdict]


@dataclass(frozen=True)
class JudgedNumber:
    """An emergency number to print."""

    service: Service
    verdict: Verdict


@dataclass(frozen=True)
class CountrySelection:
    """What of a country's file is printed."""

    emergency_numbers: tuple[JudgedNumber, ...]
    contacts: tuple[JudgedContact, ...]
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[Problem, ...] = ()


Confirmations = Mapping[tuple[str, str], Sequence[Confirmation]]


def confirmations_by_field(confirmations: Iterable[Confirmation]) -> Confirmations:
    """Return confirmations by (id, field)."""
    found: dict[tuple[str, str], list[Confirmation]] = defaultdict(list)
    for confirmation in confirmations:
        found[confirmation.id, confirmation.field].append(confirmation)
    return found


@dataclass
class _Bench:
    """Judges fields one after another, and collects what is left out and what to warn about."""

    workspace: Workspace
    rules: Rules
    confirmations: Confirmations
    left_out: list[LeftOut] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def verdict(self, id_: str, name: str, sourced: Sourced, country: str | None) -> Verdict | None:
        """Return the verdict on a value that is printed; note one that is not."""
        verdict = judge(sourced, self.confirmations.get((id_, name), ()), self.rules, field=name)
        if verdict.reason:
            self.left_out.append(LeftOut(id_, name, country, verdict.reason))
            return None
        if verdict.warning:
            place = self.workspace.place(id_, name)
            self.warnings.append(Problem(place, f"{id_}: {name}", verdict.warning, Severity.WARNING))
        return verdict

    def verdicts(self, id_: str, reach: Mapping[str, Sourced], country: str | None) -> dict[str, Verdict]:
        """Return the verdicts on those fields that are printed."""
        judged = {name: self.verdict(id_, name, sourced, country) for name, sourced in reach.items()}
        return {name: verdict for name, verdict in judged.items() if verdict}


def select(workspace: Workspace, countries: frozenset[str], rules: Rules) -> Selection:
    """Return what of the resources may be printed for someone for whom the rules of all ``countries`` hold.

    Left out are entries that are not active, those that may not be named (with all of the same body), and
    those that can be reached in some way, but in none that may be printed. An entry without any phone,
    e-mail or link stands by its text. Of others, what names a forbidden organisation is left out: the entry,
    where it is the name; else the text, the number or the link.
    """
    bench = _Bench(workspace, rules, confirmations_by_field(workspace.confirmations))
    by_country = forbidden_in(workspace, countries)
    forbidden = frozenset(by_country)
    known = known_by(workspace, forbidden)
    judged = (_judged(resource, bench, known, by_country) for resource in workspace.resources.values())
    printed = tuple(entry for entry in judged if entry)
    return Selection(printed, forbidden, tuple(bench.left_out), tuple(bench.warnings))


def _judged(
    resource: Resource, bench: _Bench, known: Forbidden, by_country: Mapping[str, str]
) -> JudgedResource | None:
    """Return the entry as it may be printed, or None; note what is left out."""
    id_ = resource.id
    owner = id_ if id_ in by_country else known.named_in(*resource.name.texts.values())
    if owner:
        bench.left_out.append(LeftOut(id_, None, by_country[owner], Reason.DO_NOT_NAME))
        return None
    if resource.status is not Status.ACTIVE:
        bench.left_out.append(LeftOut(id_, None, None, Reason.NOT_ACTIVE))
        return None
    theirs = {name: o for name, s in resource.reach().items() if (o := known.owner(name, s.value))}
    silent = {name: o for name in _TEXTS if (o := known.named_in(*getattr(resource, name).texts.values()))}
    for name, named in {**theirs, **silent}.items():
        bench.left_out.append(LeftOut(id_, name, by_country[named], Reason.DO_NOT_NAME))
    allowed = {name: sourced for name, sourced in resource.reach().items() if name not in theirs}
    verdicts = bench.verdicts(id_, allowed, None)
    if resource.reach() and not verdicts:
        bench.left_out.append(LeftOut(id_, None, None, Reason.NO_CONTACT))
        return None
    shown = resource.model_copy(update={name: Wording() for name in silent}) if silent else resource
    return JudgedResource(shown, verdicts)


def select_country(workspace: Workspace, code: str, forbidden: frozenset[str], rules: Rules) -> CountrySelection:
    """Return what of a country's file may be printed for someone who may not name ``forbidden`` (ids of resources).

    Numbers of the police are left out unless the country's file allows them. A contact that is, or that can
    be reached at, an organisation that may not be named is left out whole; so is one with ways to reach it of
    which none may be printed, unless an address is left.
    """
    country = workspace.countries.get(code) or Country(code=code)
    bench = _Bench(workspace, rules, confirmations_by_field(workspace.confirmations))
    known = known_by(workspace, forbidden)
    numbers = _numbers(bench, code, country.emergency_numbers, police=country.police)
    contacts = tuple(c for contact in country.contacts if (c := _contact(bench, code, contact, known)))
    return CountrySelection(numbers, contacts, tuple(bench.left_out), tuple(bench.warnings))


def select_numbers(
    workspace: Workspace, code: str, numbers: Iterable[EmergencyNumber], rules: Rules, *, police: bool
) -> CountrySelection:
    """Return which of these numbers of a place may be printed: for the place of the meeting, which is shipped data."""
    bench = _Bench(workspace, rules, confirmations_by_field(workspace.confirmations))
    judged = _numbers(bench, code, numbers, police=police)
    return CountrySelection(judged, (), tuple(bench.left_out), tuple(bench.warnings))


def _numbers(bench: _Bench, code: str, numbers: Iterable[EmergencyNumber], *, police: bool) -> tuple[JudgedNumber, ...]:
    """Judge emergency numbers. Their confirmations bear the country's code as id and the service as field."""
    judged: list[JudgedNumber] = []
    for number in numbers:
        if number.service is Service.POLICE and not police:
            bench.left_out.append(LeftOut(code, number.service, code, Reason.POLICE))
        elif verdict := bench.verdict(code, number.service, number.number, code):
            judged.append(JudgedNumber(number.service, verdict))
    return tuple(judged)


def _contact(bench: _Bench, code: str, contact: CountryContact, known: Forbidden) -> JudgedContact | None:
    reach = contact.reach()
    named = known.named_in(contact.name, contact.role, contact.address)
    if named or any(known.owner(name, sourced.value) for name, sourced in reach.items()):
        bench.left_out.append(LeftOut(contact.id, None, code, Reason.DO_NOT_NAME))
        return None
    verdicts = bench.verdicts(contact.id, reach, code)
    if reach and not verdicts and not contact.address:
        bench.left_out.append(LeftOut(contact.id, None, code, Reason.NO_CONTACT))
        return None
    return JudgedContact(contact, verdicts)


def left_out_of(participant: Participant) -> tuple[LeftOut, ...]:
    """Return what a participant's own row leaves out: contacts who did not agree, a card that is not wanted."""
    silent = [
        LeftOut(f"{participant.code}/contact{n}", None, participant.country, Reason.NO_CONSENT)
        for n, contact in enumerate(participant.contacts, 1)
        if contact is not None and not contact.agreed
    ]
    card = [] if participant.card else [LeftOut(participant.code, "card", participant.country, Reason.NO_CARD)]
    return (*silent, *card)
