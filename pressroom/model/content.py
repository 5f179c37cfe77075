"""Guidance sections and the languages that they are in."""

from __future__ import annotations

from pressroom.model.base import Frozen
from pressroom.problems import Place


class Language(Frozen):
    """A language as data (``packs/languages.yaml``): a new one is a new entry, never code.

    ``tag`` is the BCP 47 tag for documents, ``locale`` Babel's name, ``direction`` ltr or rtl.
    ``endonym`` is the language's name for itself.
    """

    code: str
    tag: str
    locale: str
    direction: str
    endonym: str


class Section(Frozen):
    """One section of the guidance, as written: front matter and Markdown.

    ``name`` is the file's stem; sections stand in the order of their names. ``body_line`` is the line of the
    file, from 1, on which the body begins.
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
