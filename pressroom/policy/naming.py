"""Whom nothing made for a country may name: by name, alias, number, address or domain."""

from __future__ import annotations

import contextlib
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
    "un.org", "google.com", "docs.google.com", "drive.google.com", "sites.google.com",
))  # fmt: skip
"""Hosts on which many have a mailbox or a page: there only the exact address belongs to an organisation."""

_JOINT = r"[\s\-\u2010-\u2015_\u00b7'\u2019]*"
_SCRIPTS = ("a-z\u00df-\u024f\u1e00-\u1eff", "\u0400-\u052f", "\u0600-\u06ff\u0750-\u077f")
"""The letters of Latin, Cyrillic and Arabic, folded: a name is not looked for inside a word of its own script."""
_HEAD = re.compile(r"\s*[:\uff1a(\uff08,]")
_DIALLED = re.compile(r"[+(]?\d(?:[\s().\u2010-\u2015/-]*\d){6,}")
_MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"https?://[^\s<>\"]+")
_NATIONAL_DIGITS = 7
"""A number typed without its country's code is known by its last digits, this many at least."""
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+", re.UNICODE)
_CYRILLIC_ENDING = re.compile("[аеёиоуыэюяйьіїє]{1,3}$")
_UNSPACED = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
"""Scripts that write words without spaces: Thai, Lao, Burmese, Khmer, Chinese, Japanese (Unicode blocks)."""
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")
"""What is typed or left out as the keyboard has it: accents, vowel signs of Arabic and Hebrew, the Arabic stretch."""
_SAME_LETTERS = str.maketrans("\u0649\u06cc\u06a9\u0629", "\u064a\u064a\u0643\u0647")
"""Arabic letters that are typed for one another: both forms of yeh and of kaf, teh marbuta for heh."""


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
        """Return the id of an entry that one of ``texts`` names: by name, domain, number, address or link; or None."""
        owners = {**self.names, **self.domains}
        if not owners and not self.values:
            return None
        named = (owners[name] for text in texts for name in find_names(text, owners))
        reached = (owner for text in texts if (owner := self._reached_by(text)))
        return next(named, None) or next(reached, None)

    def _reached_by(self, text: str) -> str | None:
        """Return the id of the entry whose phone, e-mail or link stands somewhere in a text."""
        for field, pattern in (("email", _MAILBOX), ("url", _LINK)):
            for found in pattern.findall(text):
                if owner := self.values.get((field, normal_value(field, found.rstrip(".,;:!?)\u3002\uff0c")))):
                    return owner
        numbers = {value: owner for (field, value), owner in self.values.items() if field == "phone"}
        dialled = _DIALLED.findall(_fold(text)) if numbers else []
        typed = [normal_value("phone", found.replace("(0)", "")).lstrip("0") for found in dialled]
        return next(
            (
                owner
                for digits in typed
                for number, owner in numbers.items()
                if len(digits) >= _NATIONAL_DIGITS and number.endswith(digits)
            ),
            None,
        )


def known_by(workspace: Workspace, forbidden: frozenset[str]) -> Forbidden:
    """Return by what the entries of ``forbidden`` are known: in every language, and whether or not it is printable.

    A domain that another organisation lists among its aliases is that one's, also where a forbidden one has a
    page on it.
    """
    theirs = [r for r in workspace.resources.values() if r.id in forbidden]
    if not theirs:
        return Forbidden({}, {}, {})
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


def source_names(workspace: Workspace, forbidden: frozenset[str]) -> tuple[str, ...]:
    """Return what neither a source nor a heading of ours may be printed with: `forbidden_names`, also cut short.

    An entry's name is cut at its colon, bracket or comma. What is left can be a word of every day, which is no name in
    what people type; where we write sources it is one.
    """
    known = known_by(workspace, forbidden)
    heads = (_HEAD.split(name)[0] for name in known.names)
    return tuple(dict.fromkeys((*known.names, *known.domains, *heads)))


def find_names(text: str, names: Iterable[str]) -> list[str]:
    """Return those of ``names`` that stand in ``text``, in their order.

    Case, width, accents, invisible characters and the kind of space or hyphen do not matter. A name is found as whole
    words, also beside letters of another script, in scripts without spaces anywhere; after an Arabic prefix, and with
    another Russian ending, too. A domain is found with whatever stands before its dot.
    """
    folded = _fold(text)
    return [name for name in names if (sought := _sought(name)) and sought.is_in(folded)]


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


@functools.lru_cache(maxsize=8192)
def _fold(text: str) -> str:
    """Return text without what does not matter: case, width, accents, runs of white space, invisible characters.

    ASCII has neither widths, accents nor invisible format characters.
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    seen = "".join(char for char in _MARKS.sub("", apart) if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFKC", " ".join(seen.split())).translate(_SAME_LETTERS)


@dataclass(frozen=True)
class _Sought:
    """How a name is looked for. ``literal`` is in every text that has it: a quick test before the slow one."""

    literal: str
    pattern: re.Pattern[str]

    def is_in(self, folded: str) -> bool:
        return self.literal in folded and self.pattern.search(folded) is not None


@functools.lru_cache(maxsize=4096)
def _sought(name: str) -> _Sought | None:
    """Return how to look for a name in folded text; None if nothing is left of it."""
    folded = _fold(name)
    if not folded:
        return None
    if _is_domain(folded):
        return _sought_domain(folded)
    if re.search(_UNSPACED, folded):
        return _Sought(folded, re.compile(re.escape(folded)))
    words = [word for word in re.findall(r"\w+|[^\w\s]+", folded) if not re.fullmatch(_JOINT, word)] or [folded]
    before, first = _arabic(words[0])
    stems = [_stem(word) for word in (first, *words[1:])]
    body = _JOINT.join(re.escape(stem) + ending for stem, ending in stems)
    start, end = f"(?<!{_beside(folded[0])})", f"(?!{_beside(folded[-1])})"
    return _Sought(max((stem for stem, _ in stems), key=len), re.compile(f"{start}{before}{body}{end}"))


def _beside(edge: str) -> str:
    """Return the pattern of what may not stand beside a name whose first or last character is ``edge``.

    Beside a Latin name stand Chinese characters and Arabic prefixes, and a year: none makes it another word.
    """
    return next((f"[{script}]" for script in _SCRIPTS if re.match(f"[{script}]", edge)), r"[^\W_]")


def _sought_domain(domain: str) -> _Sought:
    """Return how to look for a domain, in letters and in ASCII."""
    shown = {domain, _ascii_host(domain)}
    with contextlib.suppress(UnicodeError):
        shown.add(domain.encode("ascii").decode("idna"))
    forms = "|".join(re.escape(form) for form in sorted(shown))
    return _Sought(domain if len(shown) == 1 else "", re.compile(rf"(?<![\w-])(?:{forms})(?![\w-])"))


def _arabic(first: str) -> tuple[str, str]:
    """Return what may stand before the first word of a name, and that word.

    Arabic joins and, in, to, the … to it: there the edge is open, and the article does not count.
    """
    if not "\u0600" <= first[0] <= "\u06ff":
        return "", first
    bare = first.removeprefix("ال")
    return "[وفبلكا]{0,4}", bare if len(bare) > 2 else first


def _stem(word: str) -> tuple[str, str]:
    """Return what of a word must be there, and what may follow: a Russian one of five letters has other endings."""
    if len(word) >= 5 and "\u0400" <= word[0] <= "\u04ff":
        return _CYRILLIC_ENDING.sub("", word), r"\w{0,3}"
    return word, ""
