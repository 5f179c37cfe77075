"""How far each translation has come, and whether the English has changed since."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pressroom.model.base import Wording
from pressroom.model.content import Review
from pressroom.problems import Problem, Severity
from pressroom.read import shipped

if TYPE_CHECKING:
    from pressroom.model import Participant, Section, Workspace

SOURCE = "en"
"""The language that guidance is written in first."""


def stale(workspace: Workspace, languages: Iterable[str]) -> list[Section]:
    """Return the sections, in these languages, whose English has changed since they were translated."""
    english = {section.name: section for section in workspace.sections.get(SOURCE) or shipped.sections(SOURCE)}
    return [
        section
        for section in _translated(workspace, languages)
        if (section.shipped or section.renders)
        and section.name in english
        and section.renders != english[section.name].fingerprint
    ]


def drafts(workspace: Workspace, languages: Iterable[str]) -> list[Section]:
    """Return the shipped sections, in these languages, that no native reader has reviewed."""
    return [s for s in _translated(workspace, languages) if s.shipped and s.review is not Review.REVIEWED]


def warnings(workspace: Workspace, languages: Iterable[str]) -> list[Problem]:
    """Return a warning for each stale section."""
    message = "renders an older English text: have the translation brought up to date (docs/translating.md)"
    return [Problem(s.place, "renders", message, Severity.WARNING) for s in stale(workspace, languages)]


def foreign_notes(workspace: Workspace, participants: Iterable[Participant]) -> list[Problem]:
    """Return a warning for each country's notes that stand, in somebody's pack, in another language than the pack."""
    read: dict[str, dict[str, None]] = {}
    for who in participants:
        read.setdefault(who.country, {})[who.language] = None
    found = []
    for code, languages in read.items():
        country = workspace.countries.get(code)
        notes = country.notes if country else Wording()
        spoken = {notes.speaks(language) for language in languages}
        if notes and spoken != set(languages) and (len(languages) > 1 or "" not in spoken):
            told = ", ".join(languages)
            message = f"packs in {told} have this text: give one for each language, as {{en: ..., fr: ...}}"
            found.append(Problem(workspace.place(code, "notes"), "notes", message, Severity.WARNING))
    return found


def refusals(workspace: Workspace, languages: Iterable[str]) -> list[Problem]:
    """Return a problem for each section that a build of reviewed text alone cannot use."""
    wanted = tuple(languages)
    old = "renders an older English text, and --reviewed-only asks for text that is up to date"
    raw = "is a draft, and --reviewed-only asks for text that somebody has reviewed"
    return [
        *(Problem(s.place, "renders", old) for s in stale(workspace, wanted)),
        *(Problem(s.place, "state", raw) for s in drafts(workspace, wanted)),
    ]


def _translated(workspace: Workspace, languages: Iterable[str]) -> list[Section]:
    return [s for code in languages if code != SOURCE for s in workspace.sections.get(code, ())]
