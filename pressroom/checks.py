"""What is wrong in a workspace that was read without a fault: letters that no font has, names that may not stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from pressroom import glyphs
from pressroom.compose.labels import is_complete
from pressroom.model.session import Edition
from pressroom.policy import free_text_problems
from pressroom.problems import Place, Problem, Severity
from pressroom.read import shipped
from pressroom.read.folder import TABLES
from pressroom.read.source import plain_name

if TYPE_CHECKING:
    from pressroom.model import Participant, Sourced, Wording, Workspace

SURELY_FINE = 180
"""A link of so many bytes makes at most a code of 61 modules with its quiet zone: 0.41 mm a module at 25 mm, the
smallest width (ISO/IEC 18004, table 7: version 9 at level M)."""

Text = tuple[Place, str, str]
"""Where a text stands, its field's name, and itself."""

_PERSON = ("name", "relation", "email")


def problems(workspace: Workspace, participants: Sequence[Participant]) -> list[Problem]:
    """Return what must be mended before anything is made for ``participants``, and what should be looked at."""
    return [
        *missing_languages(workspace, participants),
        *missing_glyphs(workspace, participants),
        *dense_codes(workspace),
        *free_text_problems(workspace, participants),
        *telling_texts(workspace, participants),
    ]


def day_warnings(workspace: Workspace, as_of: date) -> list[Problem]:
    """Return a warning for a host's emergency line that is said to end before it is needed. A specimen's may.

    It stands on each emergency page and card with its last day: whoever reads that does not call.
    """
    session = workspace.session
    until = session.host.emergency_until
    if until is None or session.specimen or until >= max(session.ends, as_of):
        return []
    when = "has passed" if until < as_of else "is before the meeting ends"
    message = f"{when}, and stands on each card: write until which day the line is answered, or take the key away"
    return [
        Problem(workspace.place("session", "host.emergency_until"), "host.emergency_until", message, Severity.WARNING)
    ]


def without_faulty(workspace: Workspace, errors: Sequence[Problem]) -> Workspace | None:
    """Return the workspace without those in whose rows ``errors`` stand, or None if one stands anywhere else."""
    codes = {who.code for who in workspace.participants}
    rows = {
        place: owner
        for (owner, _), place in workspace.places.items()
        if owner in codes and plain_name(place.file) in TABLES
    }
    if not rows.keys() >= {error.place for error in errors}:
        return None
    faulty: dict[str, tuple[Problem, ...]] = dict(workspace.faulty)
    for error in errors:
        owner = rows[error.place]
        faulty[owner] = (*faulty.get(owner, ()), error)
    sound = tuple(who for who in workspace.participants if who.code not in faulty)
    return workspace.model_copy(update={"participants": sound, "faulty": faulty})


def telling_texts(workspace: Workspace, participants: Sequence[Participant]) -> list[Problem]:
    """Return a problem for each text that would give discreet packs away; the search is made where there are some."""
    if not any(who.edition is Edition.DISCREET for who in participants):
        return []
    from pressroom.policy.discretion import discretion_problems, names_to_hide, telltale

    search = telltale(shipped.discretion(), names_to_hide(workspace))
    return discretion_problems(workspace, participants, search)


def missing_languages(workspace: Workspace, participants: Sequence[Participant]) -> list[Problem]:
    """Return a problem for each language that is asked for and that has no guidance or no labels here."""
    asked = [
        (workspace.place(who.code, "language") if who.language else Place("session.yaml"), "language", who.language)
        for who in participants
    ]
    for code in dict.fromkeys(who.country for who in participants):
        country = workspace.countries.get(code)
        spoken = country.card_language if country else ()
        asked += [(workspace.place(code, "card_language"), "card_language", language) for language in spoken]
    message = "packs in this language cannot be made: it has no guidance or no labels here yet"
    lacking = {code for code in {code for _, _, code in asked} if not is_complete(code)}
    return sorted({Problem(place, name, message) for place, name, code in asked if code in lacking})


def dense_codes(workspace: Workspace) -> list[Problem]:
    """Return a problem for each link whose QR code would be too fine for a phone at its printed size."""
    long = [link for link in _links(workspace) if len(link[2].encode()) > SURELY_FINE]
    if not long:
        return []
    from pressroom.compose.setting import CARD_QR_MM, QR_MM
    from pressroom.qr import QrTooDense, symbol

    found = []
    for place, name, url, on_card in long:
        try:
            symbol(url, printed_mm=min(QR_MM, CARD_QR_MM) if on_card else QR_MM)
        except QrTooDense as error:
            found.append(Problem(place, name, str(error)))
    return found


def _links(workspace: Workspace) -> Iterator[tuple[Place, str, str, bool]]:
    """Yield the links that are printed as QR codes: place, field, address, and whether it can stand on a card."""
    for resource in workspace.resources.values():
        if resource.url:
            yield workspace.place(resource.id, "url"), "url", resource.url.value, True
    for country in workspace.countries.values():
        for contact in country.contacts:
            if contact.url:
                yield workspace.place(contact.id, "url"), "url", contact.url.value, False
    for url in workspace.session.discreet.card_qr:
        yield workspace.place("session", "discreet.card_qr"), "discreet.card_qr", url, True


def missing_glyphs(workspace: Workspace, participants: Sequence[Participant]) -> list[Problem]:
    """Return a problem for each text with characters that neither the shipped fonts nor the brand's hold."""
    found: list[Problem] = []
    fonts = workspace.brand.fonts
    texts = list(_texts(workspace, participants))
    if not glyphs.missing("".join(set().union(*(text for _, _, text in texts))), fonts):
        return found
    for place, name, text in texts:
        if lacking := glyphs.missing(text, fonts):
            message = (
                f"has characters that no font here holds: {glyphs.named(lacking, text)}. "
                "Write it in another script, or add a font that has them (brand.yaml, fonts)"
            )
            found.append(Problem(place, name, message))
    return found


def _texts(workspace: Workspace, participants: Sequence[Participant]) -> Iterator[Text]:
    """Yield every text that staff typed and that is printed: its place, its field's name, itself.

    Of entries that are as shipped, the fonts that are shipped hold every letter.
    """
    yield from _of_session(workspace)
    for code in workspace.countries:
        yield from _of_country(workspace, code)
    for sections in workspace.sections.values():
        for section in sections:
            if not section.shipped:
                yield section.place, "", f"{section.title}{section.label}{section.lead}"
                for number, line in enumerate(section.body.split("\n"), section.body_line):
                    yield Place(section.place.file, number), "", line
    for resource in workspace.resources.values():
        if resource is not shipped.resources().get(resource.id):
            for name in ("name", "summary", "eligibility"):
                yield from _wording(workspace.place(resource.id, name), name, getattr(resource, name))
            yield from _of_reach(workspace, resource.id, resource.reach())
    for who in participants:
        yield from _of_participant(workspace, who)


def _of_session(workspace: Workspace) -> Iterator[Text]:
    session = workspace.session
    for name, wording in (
        ("title", session.title),
        ("venue", session.venue),
        ("discreet.heading", session.discreet.heading),
    ):
        yield from _wording(workspace.place("session", name), name, wording)
    for name in ("name", "address", "email", "website"):
        yield workspace.place("session", f"host.{name}"), name, getattr(session.host, name) or ""
    for name in ("name", "wordmark", "contact"):
        yield workspace.place("brand", name), name, getattr(workspace.brand, name)


def _of_country(workspace: Workspace, code: str) -> Iterator[Text]:
    country = workspace.countries[code]
    yield from _wording(workspace.place(code, "notes"), "notes", country.notes)
    for contact in country.contacts:
        for name in ("name", "role", "address"):
            yield workspace.place(contact.id, name), name, getattr(contact, name)
        yield from _of_reach(workspace, contact.id, contact.reach())


def _of_reach(workspace: Workspace, owner: str, reach: Mapping[str, Sourced]) -> Iterator[Text]:
    """Yield the addresses of an entry as they are printed, and where they come from."""
    from pressroom.qr import domain

    for name, sourced in reach.items():
        shown = domain(sourced.value) if name == "url" else sourced.value
        yield workspace.place(owner, name), name, shown
        yield workspace.place(owner, "source"), "source", sourced.provenance.source or ""


def _of_participant(workspace: Workspace, who: Participant) -> Iterator[Text]:
    for name in ("name", "organisation"):
        yield workspace.place(who.code, name), name, getattr(who, name)
    for number, person in who.agreed_contacts():
        for name in _PERSON:
            field = f"contact{number}_{name}"
            yield workspace.place(who.code, field), field, getattr(person, name) or ""


def _wording(place: Place, name: str, wording: Wording) -> Iterator[Text]:
    for text in wording.texts.values():
        yield place, name, text
