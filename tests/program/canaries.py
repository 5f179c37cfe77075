"""People each of whose private words stands nowhere else: found where it does not belong, it tells of a leak."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.program.making import Person
from tests.program.searching import Haystack, folded, letters

CONTACTS = (1, 2, 3, 4)
CONSENT = {1: "yes", 2: "no", 3: "", 4: "2026-11-01"}
"""The first and the last agree to be printed."""

_FIELDS = (
    "name", "organisation", "note", *(f"contact{n}_{key}" for n in CONTACTS for key in ("name", "relation", "email")),
)  # fmt: skip
_MARKS = {
    "latin": "mnoprstuvwacdeh",
    "cyrillic": "лмнопрстуфхцшэю",
    "arabic": "سشصضطعفقكمنهيوز",
    "han": "鼗鼫鼬鼯鼱鼷鼹齑齁齄龀龃龅龆龈",
}
"""A letter for each field."""
_DIGITS = {"latin": "abdefghikl", "cyrillic": "абвгдежзик", "arabic": "بتثجحخدذرز"}
_AROUND = {"latin": ("zq", "xj"), "cyrillic": ("щъ", "ъэ"), "arabic": ("ظغ", "ثظ")}
_SCRIPTS = {"ru": "cyrillic", "ar": "arabic", "zh": "han"}
_RARE = 0x9B60
"""From here on, Chinese characters for fish: no text of the guidance needs one."""
_MOST = 100

Trace = tuple[int, str]
"""Whose word it is, by the place in the table, and from which column; or ``letter``, for one that only they need."""


def rare(number: int) -> str:
    """Return a character that only one person's files need a glyph for."""
    return chr(_RARE + number)


def word(number: int, field: str, script: str = "latin") -> str:
    """Return the word that stands in one field of one person's row, and nowhere else in the world."""
    mark = _MARKS[script][_FIELDS.index(field)]
    if script == "han":
        return rare(number) + mark
    start, end = _AROUND[script]
    digits = _DIGITS[script]
    return f"{start}{digits[number // 10]}{digits[number % 10]}{mark}{end}".capitalize()


def phone(number: int, contact: int) -> str:
    """Return the number of one contact of one person (of a range that is kept for fiction)."""
    return f"+44 20 7946 0{number * len(CONTACTS) + contact:03d}"


@dataclass(frozen=True)
class Who:
    """One person of the session: place in the table, country, language, edition, and what stands in the row."""

    number: int
    country: str
    language: str
    edition: str

    @property
    def code(self) -> str:
        """The code: nothing private, and no word of any row."""
        return f"K-{self.number:02d}"

    @property
    def row(self) -> Person:
        """The row of the table. Names are in the script of the language, the first contact's with the rare letter."""
        script = _SCRIPTS.get(self.language, "latin")
        given = {f: word(self.number, f, script if f.endswith("name") else "latin") for f in _FIELDS}
        given["contact1_name"] += f" {rare(self.number)}"
        for n in CONTACTS:
            given |= {
                f"contact{n}_email": f"{given[f'contact{n}_email']}@example.org",
                f"contact{n}_phone": phone(self.number, n),
                f"contact{n}_consent": CONSENT[n],
            }
        base = {"code": self.code, "country": self.country, "language": self.language, "edition": self.edition}
        return base | given

    def on(self, kind: str, *, split: bool = False) -> set[Trace]:
        """Return what of the row belongs into a file of this kind, and into the job of such files.

        The note and contacts who did not agree, nowhere; name and organisation, on the open cover; contacts, on pack
        and card, whose rows have no place for an address beside a number. Of a ``split`` pack they are in the part
        that is carried, and in no other.
        """
        fields = {"name", "organisation"} if self.edition == "open" and kind in {"pack", "packs", "cover"} else set()
        if kind != "cover" and not (split and kind in {"pack", "packs"}):
            keys = (
                ("name", "relation", "phone") if kind in {"card", "cards"} else ("name", "relation", "phone", "email")
            )
            fields |= {f"contact{n}_{key}" for n in (1, 4) for key in keys}
        own = "contact1_name" in fields or (self.language == "zh" and "name" in fields)
        return {(self.number, field) for field in (*fields, *(["letter"] if own else []))}


def everyone(number: int, countries: Sequence[str], languages: Sequence[str]) -> list[Who]:
    """Return people spread over countries, languages and both editions, so that each meets each."""
    return [
        Who(
            n,
            countries[n % len(countries)],
            languages[(n // 2 + n // 12) % len(languages)],
            ("open", "discreet")[n // 3 % 2],
        )
        for n in range(number)
    ]


def traces(where: Haystack) -> set[Trace]:
    """Return every private word that a file bears, of anybody: as text in any form, and among its bytes."""
    found = {*_in_text(where.run), *_by_number(where.dialled)}
    for code in ("utf-8", "utf-16-be"):
        for script in _AROUND:
            found |= {_of(match, script) for match in _BYTES[script, code].finditer(where.raw)}
    for match in _PHONE_BYTES.finditer(where.raw):
        found |= set(_by_number(re.sub(rb"\D", b"", match[0]).decode()))
    return found


def traces_in(said: str | bytes) -> set[Trace]:
    """Return every private word in a log, a manifest, a path, the memory of a process's arguments."""
    raw = said if isinstance(said, bytes) else said.encode()
    text = raw.decode("utf-8", "replace")
    lines = "\n".join(letters(line) for line in (text, text[::-1]))
    numbers = "\n".join(re.sub(r"\D", "", part) for part in re.findall(r"\d(?:[\s().-]{0,2}\d){8,}", folded(text)))
    return traces(Haystack(lines, "", numbers, raw))


def _in_text(run: str) -> Iterator[Trace]:
    for script, pattern in _TEXT.items():
        yield from (_of(match, script) for match in pattern.finditer(run))
    for match in _FISH.finditer(run):
        number = ord(match[1]) - _RARE
        yield number, "letter"
        if match[2]:
            yield number, _FIELDS[_MARKS["han"].index(match[2])]


def _by_number(digits: str) -> Iterator[Trace]:
    for last in re.findall(r"2079460(\d{3})", digits):
        number, contact = divmod(int(last) - 1, len(CONTACTS))
        if 0 <= number < _MOST:
            yield number, f"contact{contact + 1}_phone"


def _of(match: re.Match[str] | re.Match[bytes], script: str) -> Trace:
    """Return whose word was matched."""
    plain = [part.decode("utf-8" if b"\0" not in part and part[:1] not in b"\4\6" else "utf-16-be")
             if isinstance(part, bytes) else part for part in match.groups()]  # fmt: skip
    tens, ones, mark = (part.casefold() for part in plain)
    digits = _DIGITS[script]
    return digits.index(tens) * 10 + digits.index(ones), _FIELDS[_MARKS[script].index(mark)]


def _pattern(script: str) -> re.Pattern[str]:
    start, end = _AROUND[script]
    last = end[:1] if script == "arabic" else end  # an end can be lost where letters join
    return re.compile(f"{start}([{_DIGITS[script]}])([{_DIGITS[script]}])([{_MARKS[script]}]){last}")


def _bytes_pattern(script: str, code: str) -> re.Pattern[bytes]:
    """Return the same for bytes, whatever the case of each letter."""

    def either(chars: str) -> bytes:
        forms = {form.encode(code) for char in chars for form in (char, char.upper())}
        return b"(?:" + b"|".join(re.escape(form) for form in sorted(forms)) + b")"

    start, end = _AROUND[script]
    digit, mark = b"(" + either(_DIGITS[script]) + b")", b"(" + either(_MARKS[script]) + b")"
    return re.compile(
        b"".join(either(char) for char in start) + digit * 2 + mark + b"".join(either(char) for char in end)
    )


_TEXT = {script: _pattern(script) for script in _AROUND}
_BYTES = {(script, code): _bytes_pattern(script, code) for script in _AROUND for code in ("utf-8", "utf-16-be")}
_FISH = re.compile(f"([{rare(0)}-{rare(_MOST - 1)}])([{_MARKS['han']}]?)")
_DIGIT = rb"\d"
_PHONE_BYTES = re.compile(rb"[\0 ().-]{0,4}".join([*(b"%d" % int(d) for d in "2079460"), _DIGIT, _DIGIT, _DIGIT]))
