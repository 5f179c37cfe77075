"""The data that travel with the program, read by the same reader as staff's own: each file once in a process.

A fault in them is a fault of the program: it raises `ShippedDataError`, which lists every one of them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import BaseModel

from pressroom.model import Brand, Language, Resource, Section, Sheet, Wording
from pressroom.model.discretion import Discretion
from pressroom.model.lines import Group, Lines, MeetingPlace
from pressroom.paths import shipped
from pressroom.problems import Findings
from pressroom.read.schema import validate_shipped
from pressroom.read.schemas.others import SheetIn
from pressroom.read.schemas.resource import ResourceIn
from pressroom.read.schemas.shipped import (
    DiscretionIn,
    EntryWordsIn,
    GroupIn,
    LanguageIn,
    LinesIn,
    ServiceIn,
    StateIn,
    StatesIn,
    TranslationIn,
)
from pressroom.read.tree import ListNode, MapNode, Node
from pressroom.read.yamlfile import read_yaml

Model = TypeVar("Model", bound=BaseModel)

_KINDS = ("reporting", "funds", "guidelines", "tools", "contacts", "offices")
"""The order of the files of resources: the one in which they are printed."""


class ShippedDataError(Exception):
    """The program's own data are faulty. Its text lists the faults."""


@functools.cache
def languages() -> Mapping[str, Language]:
    """Return the languages by their codes, in their order (``packs/languages.yaml``)."""
    found = [entry.model() for entry in _entries(LanguageIn, "languages.yaml")]
    return MappingProxyType({language.code: language for language in found})


@functools.cache
def states() -> Mapping[str, StateIn]:
    """Return the countries of ISO 3166-1 by their alpha-3 codes (``packs/states.yaml``)."""
    findings = Findings()
    made = validate_shipped(StatesIn, _node("states.yaml"), findings)
    return MappingProxyType(_sound(made, findings).states)


def country_codes() -> tuple[str, ...]:
    """Return all alpha-3 codes, sorted."""
    return tuple(sorted(states()))


def alpha2(code: str) -> str:
    """Return the ISO 3166-1 alpha-2 code for an alpha-3 one. Raises KeyError for an unknown one."""
    return states()[code].alpha2


def is_un_state(code: str) -> bool:
    """Whether a country is a Member of the United Nations or one of its observer States."""
    return states()[code].member != "no"


@functools.cache
def country_name(code: str, language: str) -> str:
    """Return a country's short name: the United Nations' where it differs, else CLDR's by Babel.

    Raises KeyError for an unknown code or language.
    """
    state = states()[code]
    named = state.names.get(language) or _territories(language).get(state.alpha2)
    return named or state.names.get("en") or _territories("en").get(state.alpha2, code)


def code_named(name: str) -> str:
    """Return the alpha-3 code of the country with this name in one of our languages, or ""."""
    return _codes_by_name().get(name.casefold(), "")


@functools.cache
def _codes_by_name() -> Mapping[str, str]:
    return {country_name(code, language).casefold(): code for language in languages() for code in states()}


def language_named(name: str) -> str:
    """Return the code of our language with this name in itself or another of ours, or ""."""
    return _languages_by_name().get(name.casefold(), "")


@functools.cache
def _languages_by_name() -> Mapping[str, str]:
    from babel import Locale

    named = [Locale.parse(language.locale).languages for language in languages().values()]
    found = {names[code].casefold(): code for names in named for code in languages() if code in names}
    return found | {language.endonym.casefold(): code for code, language in languages().items()}


@functools.cache
def _territories(language: str) -> Mapping[str, str]:
    from babel import Locale

    return dict(Locale.parse(languages()[language].locale).territories)


@functools.cache
def dialling_prefix(code: str) -> str:
    """Return what one dials before a foreign number in a country, or "" where that is not one literal prefix.

    From libphonenumber's metadata; for some countries it has a choice of prefixes by carrier: then its preferred one.
    """
    from phonenumbers import PhoneMetadata

    data = PhoneMetadata.metadata_for_region(alpha2(code))
    if data is None:
        return ""
    prefix = data.preferred_international_prefix or data.international_prefix or ""
    return prefix if re.fullmatch("[0-9]+", prefix) else ""


@functools.cache
def groups() -> Mapping[str, Group]:
    """Return the named groups of countries (``packs/groups.yaml``)."""
    findings = Findings()
    node = _node("groups.yaml")
    entries = node.entries if isinstance(node, MapNode) else {}
    made = {name: validate_shipped(GroupIn, entry, findings) for name, entry in entries.items()}
    known = {name: _sound(group, findings).model(name) for name, group in made.items()}
    for language, words in translations().items():
        if unknown := sorted(set(words.groups) - set(known)):
            raise ShippedDataError(f"packs/translations/{language}.yaml: no group is named {', '.join(unknown)}")
        for name, text in words.groups.items():
            label = _speaking(known[name].label, language, text)
            known[name] = known[name].model_copy(update={"label": label})
    return MappingProxyType(known)


@functools.cache
def lines() -> Lines:
    """Return which contacts have a place of their own (``packs/lines.yaml``)."""
    findings = Findings()
    found = _sound(validate_shipped(LinesIn, _node("lines.yaml"), findings), findings).model()
    for language, words in translations().items():
        always = tuple(
            line.model_copy(update={"needs": _speaking(line.needs, language, words.lines[line.id])})
            if line.id in words.lines
            else line
            for line in found.day_and_night
        )
        place = _named(found.meeting_place, language, words.places)
        found = found.model_copy(update={"day_and_night": always, "meeting_place": place})
    return found


@functools.cache
def discretion() -> Discretion:
    """Return what must not stand on the outside of the discreet edition (``packs/discreet.yaml``)."""
    findings = Findings()
    return _sound(validate_shipped(DiscretionIn, _node("discreet.yaml"), findings), findings).model()


def _named(place: MeetingPlace, language: str, names: Mapping[str, str]) -> MeetingPlace:
    """Return a place of the meeting, and its neighbour, that also have a name in ``language``."""
    label = _speaking(place.label, language, names[place.country]) if place.country in names else place.label
    neighbour = place.neighbour and _named(place.neighbour, language, names)
    return place.model_copy(update={"label": label, "neighbour": neighbour})


@functools.cache
def resources() -> Mapping[str, Resource]:
    """Return the resources by their ids, in printing order (``packs/resources/``)."""
    found = {entry.id: entry.model() for entry in _resource_entries().values()}
    for language, words in translations().items():
        if unknown := sorted(set(words.resources) - set(found)):
            raise ShippedDataError(f"packs/translations/{language}.yaml: no resource has the id {', '.join(unknown)}")
        for ident, texts in words.resources.items():
            found[ident] = _translated(found[ident], language, texts)
    return MappingProxyType(found)


def _translated(resource: Resource, language: str, texts: EntryWordsIn) -> Resource:
    """Return a resource that also speaks ``language``."""
    spoken = {name: text for name in ("name", "summary", "eligibility") if (text := getattr(texts, name))}
    return resource.model_copy(
        update={name: _speaking(getattr(resource, name), language, text) for name, text in spoken.items()}
    )


def _speaking(wording: Wording, language: str, text: str) -> Wording:
    return Wording(texts={**wording.texts, language: text})


@functools.cache
def translations() -> Mapping[str, TranslationIn]:
    """Return the words that stand beside data, by language (``packs/translations/``)."""
    found = {}
    for path in sorted(shipped("packs", "translations").glob("*.yaml")):
        findings = Findings()
        found[path.stem] = _sound(
            validate_shipped(TranslationIn, _node(f"translations/{path.name}"), findings), findings
        )
    return MappingProxyType(found)


def own_provenance(resource: str) -> frozenset[str]:
    """Return which of a resource's phone, e-mail and URL bear their own provenance rather than their entry's."""
    return _resource_entries()[resource].own_reach()


@functools.cache
def _resource_entries() -> Mapping[str, ResourceIn]:
    files = sorted(path.stem for path in shipped("packs", "resources").glob("*.yaml"))
    files.sort(key=lambda stem: _KINDS.index(stem) if stem in _KINDS else len(_KINDS))
    found = [entry for stem in files for entry in _entries(ResourceIn, f"resources/{stem}.yaml")]
    by_id = {entry.id: entry for entry in found}
    twice = len(by_id) != len(found)
    lacking = [entry.id for entry in found if entry.lacks()]
    if twice or lacking:
        raise ShippedDataError(f"packs/resources: an id stands twice, or kind and name are missing: {lacking}")
    return MappingProxyType(by_id)


@functools.cache
def sections(language: str) -> tuple[Section, ...]:
    """Return the guidance in a language, in order; empty where there is none (``packs/guidance/``)."""
    from pressroom.read.guidance import read_section

    root, findings = shipped("packs"), Findings()
    paths = sorted((root / "guidance" / language).glob("*.md"))
    found = [read_section(root, f"guidance/{language}/{path.name}", findings) for path in paths]
    return tuple(_sound(section, findings) for section in found)


@functools.cache
def sheets() -> Mapping[str, Sheet]:
    """Return the card sheets by their ids, sorted (``templates/sheets/``)."""
    root, findings = shipped("templates"), Findings()
    made = {}
    for path in sorted((root / "sheets").glob("*.yaml")):
        node = _whole(read_yaml(root, f"sheets/{path.name}", findings), findings)
        sheet = _sound(validate_shipped(SheetIn, node, findings), findings).model(path.stem)
        made[sheet.id] = sheet
    return MappingProxyType(made)


@functools.cache
def synchronised() -> tuple[ServiceIn, ...]:
    """Return the services that copy folders to other computers (``packs/synchronised.yaml``)."""
    return tuple(_entries(ServiceIn, "synchronised.yaml"))


@functools.cache
def default_brand() -> Brand:
    """Return the neutral brand for workspaces without one (``assets/brand/``)."""
    from pressroom.read.brand import read_whole_brand

    findings = Findings()
    return _sound(read_whole_brand(shipped("assets", "brand"), findings), findings)


def _node(name: str, root: Path | None = None) -> Node:
    findings = Findings()
    return _whole(read_yaml(root or shipped("packs"), name, findings), findings)


def _entries(schema: type[Model], name: str) -> list[Model]:
    """Return the entries of a file that is a list."""
    findings = Findings()
    node = _node(name)
    items = node.items if isinstance(node, ListNode) else []
    made = [validate_shipped(schema, item, findings) for item in items]
    return [_sound(entry, findings) for entry in made]


def _whole(node: Node | None, findings: Findings) -> Node:
    if node is None:
        raise ShippedDataError("; ".join(map(str, findings.errors)))
    return node


T = TypeVar("T")


def _sound(value: T | None, findings: Findings) -> T:
    """Return a value that was read; raise for one that could not be, and for any fault beside it."""
    if value is None or findings.errors:
        raise ShippedDataError("; ".join(map(str, findings.errors)))
    return value
