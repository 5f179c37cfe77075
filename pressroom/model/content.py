"""Guidance sections and the languages that they are in."""

from __future__ import annotations

import hashlib
from datetime import date
from enum import StrEnum

from pressroom.model.base import Frozen
from pressroom.problems import Place

CONTAINERS = {"worksheet": "1", "fields": "", "lines": "1", "note": "", "danger": "", "names": "+"}
"""The block containers of a section, each with what follows its name: nothing, one number, one or more ids."""

PLACEHOLDERS = ("reporting", "funds", "guidelines", "tools", "organisations", "offices", "provenance")
"""The words that ``[[…]]`` may hold in a section: blocks of resources stand there."""


class Review(StrEnum):
    """How far a translation has come."""

    DRAFT = "draft"
    REVIEWED = "reviewed"


class Language(Frozen):
    """A language as data (``packs/languages.yaml``): a new one is a new entry, never code.

    ``tag`` is the BCP 47 tag for documents, ``locale`` Babel's name, ``direction`` ltr or rtl.
    ``endonym`` is its name for itself. ``first_day`` and ``months`` are how dates write the first of a month and the
    twelve months, where CLDR's ways are not the UN's. ``hyphenate`` lets words of running text break. No line breaks
    at a space before one of ``no_break_before``, or after one of ``no_break_after`` or of ``short_words``, nor at a
    hyphen before one of ``enclitics``.
    """

    code: str
    tag: str
    locale: str
    direction: str
    endonym: str
    hyphenate: bool = False
    first_day: str = ""
    months: tuple[str, ...] = ()
    no_break_before: str = ""
    no_break_after: str = ""
    short_words: tuple[str, ...] = ()
    enclitics: tuple[str, ...] = ()


class Section(Frozen):
    """One section of the guidance, as written: front matter and Markdown.

    ``name`` is the file's stem; sections stand in the order of their names. ``body_line`` is the line of the
    file, from 1, on which the body begins. A translation says which English it ``renders``, by its fingerprint, and
    its ``review`` with who reviewed it and when; the English itself has none of these.
    """

    name: str
    language: str
    title: str
    label: str
    lead: str
    body: str
    place: Place
    body_line: int = 1
    shipped: bool = True
    renders: str = ""
    review: Review | None = None
    reviewer: str = ""
    reviewed: date | None = None

    @property
    def fingerprint(self) -> str:
        """What a translation of this text is held against: 16 hexadecimal digits of the SHA-256 of its words.

        White space at the ends of lines does not count.
        """
        text = "\n".join((self.title, self.label, self.lead, *self.body.split("\n")))
        plain = "\n".join(line.rstrip() for line in text.strip().split("\n"))
        return hashlib.sha256(plain.encode()).hexdigest()[:16]
