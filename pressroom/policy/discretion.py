"""What gives the discreet edition away: words of the work, names of organisations, of the host and of the meeting.

The same search looks at what staff typed, before anything is made, and at finished files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from pressroom.model import Participant, Wording, Workspace
from pressroom.model.discretion import Discretion
from pressroom.model.session import Edition
from pressroom.policy.naming import SHARED_HOSTS, find_names, host_of
from pressroom.problems import Place, Problem, Severity

LEAST_LETTERS = 9
"""A name of so many letters is looked for inside longer words too: fewer may stand in an innocent one by chance."""

LEAST_UNSPACED = 4
"""The same in scripts without spaces between words."""

_RESERVED_DOMAINS = frozenset(("example.com", "example.net", "example.org"))
"""Nobody's (RFC 2606, section 3): made-up meetings use them for everybody."""

_SAME = str.maketrans({"\u0649": "ي", "\u06cc": "ي", "\u0629": "ه", "\u06a9": "ك", "\u0640": "", "’": "'"})
"""Arabic letters that are written one for the other, and the bar that only stretches a word."""

_STAR = r"[^\W\d_]{0,4}"
_DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}")
_LETTERS = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"\S*\w[@.]\w\S*")
_UNSPACED = "[\u2e80-\u9fff\uf900-\ufaff]"


class Tells(StrEnum):
    """What a text gives away: what the pack is for, or an organisation, the host or the meeting by name."""

    WORD = "word"
    NAME = "name"


@dataclass(frozen=True)
class Telltale:
    """Finds in a text what must not stand on the outside of the discreet edition.

    ``nested`` is looked for in what is left of a text without anything but letters and digits; ``whole`` among its
    words as they are written, in addresses whatever their case; ``names`` as whole words, ``joined`` like ``nested``.
    """

    nested: re.Pattern[str]
    whole: frozenset[str]
    names: tuple[str, ...]
    joined: re.Pattern[str]

    def found(self, text: str, *, address: bool = False, allowed: Collection[str] = ()) -> Tells | None:
        """Return what ``text`` gives away, or None. ``address``: it is a link, a code or the name of a file.

        ``allowed`` values may stand in it as they are.
        """
        for value in allowed:
            text = text.replace(value, " ")
        texts = list(_readings(text)) if address else [text]
        plain = [_plain(reading) for reading in texts]
        squeezed = [_squeezed(reading) for reading in plain]
        if any(self.nested.search(letters) for letters in squeezed) or any(
            self._has_word(reading, address=address) for reading in plain
        ):
            return Tells.WORD
        if any(self.joined.search(letters) for letters in squeezed) or any(
            find_names(reading, self.names) for reading in texts
        ):
            return Tells.NAME
        return None

    def _has_word(self, plain: str, *, address: bool) -> bool:
        words = set(_LETTERS.findall(_DOTTED.sub(lambda dotted: dotted[0].replace(".", ""), plain)))
        addresses = [plain] if address else _ADDRESS.findall(plain)
        folded = {word.casefold() for part in addresses for word in _LETTERS.findall(part)}
        small = {word.casefold() for word in self.whole}
        # A word that the list has in small letters is found in any case; see packs/discreet.yaml.
        lower = {word for word in self.whole if word == word.casefold()}
        return bool(words & self.whole or folded & small or {word.casefold() for word in words} & lower)


def telltale(data: Discretion, names: Iterable[str] = ()) -> Telltale:
    """Return the search for the words of ``data`` in all its languages, and for ``names`` and domains."""
    nested = sorted({_pattern(word) for words in data.words.values() for word in words.nested})
    whole = frozenset(_plain(word) for words in data.words.values() for word in words.whole)
    kept = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
    long = sorted({letters for name in kept if _is_long(letters := _squeezed(_plain(name)))})
    return Telltale(_any(nested), whole, kept, _any([re.escape(letters) for letters in long]))


def names_to_hide(workspace: Workspace) -> tuple[str, ...]:
    """Return by what organisations, the host and the meeting are known: names, other names, sites."""
    session, brand = workspace.session, workspace.brand
    names: list[str] = []
    hosts = [host_of("email", session.host.email), host_of("url", session.host.website)]
    for resource in workspace.resources.values():
        names += [*resource.name.texts.values(), *resource.aliases]
        hosts += [host_of(field, sourced.value) for field, sourced in resource.reach().items()]
    names += [session.host.name, brand.name, brand.wordmark]
    names += [title for title in session.title.texts.values() if len(title.split()) > 1 or re.search(_UNSPACED, title)]
    names += [host for host in hosts if host and host not in SHARED_HOSTS | _RESERVED_DOMAINS]
    return tuple(dict.fromkeys(name for name in names if name))


def _any(patterns: Collection[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) if patterns else r"(?!)")


def _pattern(word: str) -> str:
    """Return what finds a word of the list in squeezed text; a star stands for up to four letters."""
    return _STAR.join(re.escape(_squeezed(_plain(part))) for part in word.split("*"))


def _is_long(letters: str) -> bool:
    return len(letters) >= (LEAST_UNSPACED if re.search(_UNSPACED, letters) else LEAST_LETTERS)


def _plain(text: str) -> str:
    """Return a text without what does not matter: accents, vowel signs, forms of letters, invisible characters."""
    if text.isascii():
        return text
    normal = unicodedata.normalize("NFKD", text)
    return "".join(c for c in normal if unicodedata.category(c) not in ("Mn", "Cf", "Cn")).translate(_SAME)


def _squeezed(plain: str) -> str:
    """Return the letters and digits of a plain text, in small letters."""
    return re.sub(r"[\W_]+", "", plain.casefold())


def _readings(address: str) -> Iterator[str]:
    """Yield an address as it is typed, and as it is meant: without percent signs, its domain in its own letters."""
    yield address
    if "%" in address:
        yield unquote(address)
    if "xn--" in address.casefold():
        try:
            host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
            yield host.encode("ascii").decode("idna")
        except (UnicodeError, ValueError):
            return


# What staff typed

_WORD_ADVICE = (
    "says what the pack is for, and the discreet edition would show it: use words that tell nothing, such as friend"
)
_NAME_ADVICE = (
    "names an organisation, the host or the meeting, and the discreet edition would show it: "
    "use words that tell nothing, such as friend"
)
_CODE_ADVICE = (
    "tells what the pack is for or from whom it is, and stands on the discreet edition and in the names of its files: "
    "use another code"
)
_LINK_ADVICE = (
    "tells what the card is for or from whom it is, and stands on the discreet card in letters and as a QR code: "
    "use an address that tells nothing and forwards to it, or leave the link out"
)
_ID_ADVICE = (
    "tells what the packs are for: it names the output folder and stands on the hand-out list, though on no pack"
)
_ONE_HEADING = "is one text for packs in several languages: give it for each language (en: …, fr: …)"


def discretion_problems(workspace: Workspace, participants: Iterable[Participant], search: Telltale) -> list[Problem]:
    """Return what staff typed that would give the discreet packs of ``participants`` away, before any is made.

    Looked at are the session's heading, links and id, and the codes and contacts of those with a discreet pack.
    """
    people = [who for who in participants if who.edition is Edition.DISCREET]
    if not people:
        return []
    found = set(_session_problems(workspace, sorted({who.language for who in people}), search))
    for who in people:
        if search.found(who.code, address=True):
            found.add(Problem(workspace.place(who.code, "code"), "code", _CODE_ADVICE))
        found.update(_contact_problems(workspace, who, search))
    return sorted(found)


def _session_problems(workspace: Workspace, languages: list[str], search: Telltale) -> Iterator[Problem]:
    session = workspace.session

    def at(*names: str) -> Place:
        keys = [name for name in names if ("session", name) in workspace.places]
        return workspace.place("session", keys[0] if keys else names[-1])

    heading = session.discreet.heading
    for language in languages:
        spoken = heading.speaks(language)
        if problem := _telling(search, heading.text(language)):
            yield Problem(at(f"discreet.heading.{spoken}", "discreet.heading"), "discreet.heading", problem)
    if _is_foreign(heading, languages):
        yield Problem(at("discreet.heading"), "discreet.heading", _ONE_HEADING, Severity.WARNING)
    for number, link in enumerate(session.discreet.card_qr):
        if search.found(link, address=True):
            place = at(f"discreet.card_qr.{number}", "discreet.card_qr")
            yield Problem(place, "discreet.card_qr", _LINK_ADVICE)
    if search.found(session.id, address=True):
        yield Problem(at("id"), "id", _ID_ADVICE, Severity.WARNING)


def _is_foreign(heading: Wording, languages: list[str]) -> bool:
    """Whether a heading was given that will stand on packs in a language that it is not in."""
    spoken = {heading.speaks(language) for language in languages}
    return bool(heading) and (any(own and own not in languages for own in spoken) or len(spoken) < len(languages))


def _contact_problems(workspace: Workspace, who: Participant, search: Telltale) -> Iterator[Problem]:
    own = who.organisation
    for number, person in who.agreed_contacts():
        for name in ("name", "relation", "email"):
            text = getattr(person, name) or ""
            problem = _telling(search, text)
            if not problem and own and find_names(text, (own,)):
                problem = _NAME_ADVICE
            if problem:
                field = f"contact{number}_{name}"
                yield Problem(workspace.place(who.code, field), field, problem)


def _telling(search: Telltale, text: str) -> str:
    """Return what is wrong with a text on the outside of a discreet pack; never the text."""
    found = search.found(text)
    return {Tells.WORD: _WORD_ADVICE, Tells.NAME: _NAME_ADVICE}[found] if found else ""
