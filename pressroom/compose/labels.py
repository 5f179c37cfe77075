"""The short texts of the forms, from gettext catalogues: the tools of translators read and write them.

``packs/labels/messages.pot`` holds the English: ``msgctxt`` is the key that templates use, ``msgid`` the text.
``packs/labels/<language>.po`` holds a translation.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pressroom.paths import shipped

if TYPE_CHECKING:
    from pressroom.model import Language


class Labels:
    """The labels of one language. Call it with a key, and with values for the ``{names}`` in the text."""

    def __init__(self, language: Language, texts: Mapping[str, str]) -> None:
        self.language = language
        self._texts = texts

    def __call__(self, key: str, **values: object) -> str:
        """Return the label for ``key``; an unknown key is a fault of a template and raises `KeyError`.

        A sentence that ends with a date that ends with a dot of its own, as in Russian, has one dot.
        """
        text = self._texts[key].format(**values)
        return text[:-1] if text.endswith("..") and not text.endswith("...") else text

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def date(self, day: dt.date, *, short: bool = False) -> str:
        """Return a date as the language writes it: 1 December 2026; ``short`` has the month shortened."""
        if self.language.months and not short:
            text = f"{day.day} {self.language.months[day.month - 1]} {day.year}"
        else:
            text = _date(self.language.locale, day, short=short)
        first = self.language.first_day
        return re.sub(r"^1(?= )", first, text) if first and day.day == 1 else text

    def span(self, first: dt.date, last: dt.date) -> str:
        """Return two dates as one, as the language says it: from 1 to 4 December 2026."""
        from babel.dates import format_interval

        start = self.date(first)
        if first == last:
            return start
        day = re.match(rf"{first.day}(?!\d)\w*", start)
        if day is None:  # the year comes first
            return str(format_interval(first, last, skeleton="yMMMMd", locale=self.language.locale))
        if (first.year, first.month) == (last.year, last.month):
            start = day[0]
        return self("dates.span", first=start, last=self.date(last))

    def tongue(self, code: str) -> str:
        """Return the name of a language, by its code, in this language; the code itself where CLDR has no name."""
        return _tongue(self.language.locale, code)

    def listing(self, items: list[str]) -> str:
        """Return items as one enumeration: a, b and c."""
        return _listing(self.language.locale, tuple(items))


# What Babel is asked for is the same for everybody.


@functools.lru_cache(maxsize=1_000)
def _date(locale: str, day: dt.date, *, short: bool) -> str:
    from babel.dates import format_date, format_skeleton

    if short:
        return str(format_skeleton("yMMMd", day, locale=locale))
    return format_date(day, format="long", locale=locale)


@functools.lru_cache(maxsize=1_000)
def _tongue(locale: str, code: str) -> str:
    from babel import Locale

    return str(Locale.parse(locale).languages.get(code.replace("-", "_"), code))


@functools.lru_cache(maxsize=1_000)
def _listing(locale: str, items: tuple[str, ...]) -> str:
    from babel.lists import format_list

    return str(format_list(items, locale=locale))


@functools.cache
def _catalogue(code: str) -> Mapping[str, str]:
    from babel.messages.pofile import read_po

    with _file(code).open("rb") as file:
        catalogue = read_po(file, ignore_obsolete=True)
    return {
        str(message.context): str(message.id if code == "en" else message.string)
        for message in catalogue
        if message.context
    }


def labels(language: Language) -> Labels:
    """Return the labels of a language, read once for each process."""
    return Labels(language, _catalogue(language.code))


def is_complete(code: str) -> bool:
    """Whether a language has labels and guidance, so that packs can be made in it."""
    return _file(code).is_file() and any(shipped("packs", "guidance", code).glob("*.md"))


def _file(code: str) -> Path:
    return shipped("packs", "labels", "messages.pot" if code == "en" else f"{code}.po")
