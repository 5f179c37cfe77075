"""Whom nothing made for a country may name: by name, alias, number, address or domain."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from pressroom.model import Resource, Workspace
from pressroom.policy.verdict import normal_value

SHARED_HOSTS = frozenset((
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com",
    "proton.me", "protonmail.com", "pm.me", "tutanota.com", "tuta.io", "riseup.net", "gmx.net", "gmx.com",
    "mail.ru", "yandex.ru", "qq.com", "163.com", "126.com", "facebook.com", "x.com", "twitter.com",
    "instagram.com", "youtube.com", "linkedin.com", "t.me", "wa.me", "medium.com", "github.com", "docslib.org",
    "google.com", "docs.google.com", "drive.google.com", "sites.google.com",
))  # fmt: skip
"""Hosts on which many have a mailbox or a page: there only the exact address belongs to an organisation."""

_JOINT = r"[\s\-\u2010-\u2015_\u00b7'\u2019]*"
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+", re.UNICODE)
_CYRILLIC_ENDING = re.compile("[аеёиоуыэюяйьіїє]{1,3}$")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""Scripts that write words without spaces: Thai, Lao, Burmese, Khmer, Chinese, Japanese (Unicode blocks)."""


def forbidden_in(workspace: Workspace, countries: Iterable[str]) -> dict[str, str]:
    """Return the ids of all entries that may not be named where one of ``countries`` has a say, each with that country.

    An entry's own ``do_not_name_in`` and the country file's ``do_not_name`` count alike. A body that may not
    be named through one of its entries may not be named through any.
    """
    bodies: dict[str, str] = {}
    for code in sorted(countries):
        country = workspace.countries.get(code)
        listed = set(country.do_not_name) if country else set()
        for resource in workspace.resources.values():
            if resource.id in listed or code in resource.do_not_name_in:
                bodies.setdefault(resource.body, code)
    return {r.id: bodies[r.body] for r in workspace.resources.values() if r.body in bodies}


@dataclass(frozen=True)
class Forbidden:
    """By what the organisations that may not be named are known; each value maps to the id of an entry of theirs."""

    names: Mapping[str, str]
    domains: Mapping[str, str]
    values: Mapping[tuple[str, str], str]

    def owner(self, field: str, value: str) -> str | None:
        """Return the id of the entry whose phone, e-mail or link (or whose domain) this value is; None if nobody's."""
        if not self.values:
            return None
        same = self.values.get((field, normal_value(field, value)))
        if same or field not in ("email", "url"):
            return same
        return next((self.domains[part] for part in _parents(host_of(field, value)) if part in self.domains), None)

    def named_in(self, *texts: str) -> str | None:
        """Return the id of an entry that one of ``texts`` names, by name or domain; None if none does."""
        owners = {**self.names, **self.domains}
        found = (name for text in texts for name in find_names(text, tuple(owners)))
        return next((owners[name] for name in found), None)


def known_by(workspace: Workspace, forbidden: frozenset[str]) -> Forbidden:
    """Return by what the entries of ``forbidden`` are known: in every language, and whether or not it is printable.

    A domain that another organisation lists among its aliases is that one's, also where a forbidden one has a
    page on it.
    """
    theirs = [r for r in workspace.resources.values() if r.id in forbidden]
    claimed = {d for r in workspace.resources.values() if r.id not in forbidden for d in _alias_domains(r)}
    names: dict[str, str] = {}
    domains: dict[str, str] = {}
    values: dict[tuple[str, str], str] = {}
    for resource in theirs:
        own = _alias_domains(resource)
        for field, sourced in resource.reach().items():
            if normal := normal_value(field, sourced.value):
                values.setdefault((field, normal), resource.id)
            host = host_of(field, sourced.value)
            if host and host not in claimed and host not in SHARED_HOSTS:
                own.add(host)
        for domain in sorted(own):
            domains.setdefault(domain, resource.id)
        for name in (*resource.name.texts.values(), *resource.aliases):
            if name.strip() and not _is_domain(name):
                names.setdefault(name.strip(), resource.id)
    return Forbidden(names, domains, values)


def forbidden_names(workspace: Workspace, forbidden: frozenset[str]) -> tuple[str, ...]:
    """Return the names, aliases and domains of the entries of ``forbidden``: what `find_names` looks for."""
    known = known_by(workspace, forbidden)
    return (*known.names, *known.domains)


def find_names(text: str, names: Iterable[str]) -> list[str]:
    """Return those of ``names`` that stand in ``text``, in their order.

    Case, width, invisible characters and the kind of space or hyphen do not matter; diacritics do. A name is
    found as whole words, in scripts without spaces anywhere; after an Arabic prefix, and with another Russian
    ending, too. A domain is found with whatever stands before its dot.
    """
    folded = _fold(text)
    return [name for name in names if folded and (pattern := _pattern(name)) and pattern.search(folded)]


def host_of(field: str, value: str) -> str:
    """Return the host of a link or an e-mail, in lower case, in ASCII, without ``www.``; empty for anything else."""
    if field == "email":
        host = value.rpartition("@")[2]
    elif field == "url":
        try:
            host = urlsplit(value.strip() if "//" in value else f"//{value.strip()}").hostname or ""
        except ValueError:
            host = ""
    else:
        return ""
    return _ascii_host(host.strip().strip(".").casefold()).removeprefix("www.")


def _ascii_host(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _parents(host: str) -> list[str]:
    """Return a host and each domain above it: ``a.b.org``, ``b.org``, ``org``."""
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels))]


def _is_domain(name: str) -> bool:
    return bool(_DOMAIN.fullmatch(name.strip())) and not name.strip()[-1].isdigit()


def _alias_domains(resource: Resource) -> set[str]:
    return {host_of("url", alias) for alias in resource.aliases if _is_domain(alias)}


def _fold(text: str) -> str:
    """Return text without what does not matter: case, width, runs of white space, invisible format characters."""
    normal = unicodedata.normalize("NFKC", text)
    seen = "".join(char for char in normal if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFKC", " ".join(seen.casefold().split()))


@functools.lru_cache(maxsize=4096)
def _pattern(name: str) -> re.Pattern[str] | None:
    folded = _fold(name)
    if not folded:
        return None
    if _is_domain(folded):
        return _domain_pattern(folded)
    if _UNSPACED.search(folded):
        return re.compile(re.escape(folded))
    words = re.findall(r"\w+|[^\w\s]+", folded)
    words = [word for word in words if not re.fullmatch(_JOINT, word)] or [folded]
    return re.compile(_JOINT.join([_left(words), *(_word(word) for word in words[1:])]) + r"(?!\w)")


def _domain_pattern(domain: str) -> re.Pattern[str]:
    shown = {domain}
    try:
        shown.add(domain.encode("ascii").decode("idna"))
    except UnicodeError:
        shown.add(_ascii_host(domain))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(re.escape(form) for form in sorted(shown))})(?![\w-])")


def _left(words: list[str]) -> str:
    """Return the left edge and the first word of a name. Arabic joins and, in, to, the … to it: an open edge there."""
    first = words[0]
    if "\u0600" <= first[0] <= "\u06ff":
        bare = first.removeprefix("ال")
        return r"(?<!\w)[وفبلكا]{0,4}" + re.escape(bare if len(bare) > 2 else first)
    return r"(?<!\w)" + _word(first)


def _word(word: str) -> str:
    """Return the pattern of one word. A Russian one of five letters or more may have another ending."""
    if len(word) >= 5 and "\u0400" <= word[0] <= "\u04ff":
        return re.escape(_CYRILLIC_ENDING.sub("", word)) + r"\w{0,3}"
    return re.escape(word)
