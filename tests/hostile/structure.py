"""What a page is built of, as the typesetter's own parser sees it: elements and attributes apart from words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any
from unittest import mock

import tinyhtml5

from pressroom import shop
from pressroom.made import Made, Part
from pressroom.model import Workspace
from pressroom.plan import Options, make_plan
from pressroom.shop import fitting
from tests.hostile.fields import TODAY

WORDS = {"alt", "data-running", "data-bookmark"}
"""Attributes that hold words."""

ISOLATION = {"ltr", "ltr long", "rtl"}
"""Boxes that typography puts around a text according to its letters."""

MEASURES = re.compile("one-way|wide|(?:fit|held)[0-2]|mail[1-3]|upper|lower|[ws][0-9]+")
"""Classes that say how long the texts are, or that none runs from right to left: they are the program's own."""

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Page:
    """A document: its elements with their attributes, and the words that stand between them."""

    elements: tuple[str, ...]
    words: tuple[str, ...]
    css: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Return words as they are compared: each run of spaces one space, apostrophes as keyboards have them.

    Marks that keep Latin words in their order on Arabic pages, and lines from ending somewhere, are no words.
    """
    return _SPACES.sub(" ", re.sub("[\u200e\u2060]", "", text)).replace("’", "'").strip()


def page(html: str, css: tuple[str, ...] = ()) -> Page:
    """Return what ``html`` is built of."""
    elements: list[str] = []
    words = [""]
    for kind, value in _events(tinyhtml5.parse(StringIO(html), namespace_html_elements=False)):
        if kind == "text":
            words[-1] += value
        elif kind == "words":
            words += [value, ""]
        else:
            elements.append(value)
            words.append("")
    return Page(tuple(elements), tuple(filter(None, map(plain, words))), css)


def _without_measures(attributes: Mapping[str, str]) -> dict[str, str]:
    """Return an element's attributes without the classes that follow from the length and direction of its texts."""
    kept = {key: value for key, value in attributes.items() if key != "class"}
    classes = [name for name in attributes.get("class", "").split() if not MEASURES.fullmatch(name)]
    return kept | ({"class": " ".join(classes)} if classes else {})


def _events(element: Any) -> Iterator[tuple[str, str]]:
    isolates = (
        element.tag == "span" and set(element.attrib) == {"class", "dir"} and element.attrib["class"] in ISOLATION
    )
    if not isolates:
        attributes = _without_measures(element.attrib)
        rest = {key: value for key, value in attributes.items() if key not in WORDS}
        names = sorted(attributes)
        yield "element", f"<{element.tag} {names} {sorted(rest.items())}>"
        for key in sorted(WORDS & set(element.attrib)):
            yield "words", element.attrib[key]
    yield "text", element.text or ""
    for child in element:
        yield from _events(child)
        yield "text", child.tail or ""
    if not isolates:
        yield "element", f"</{element.tag}>"


class _Composed(Exception):
    def __init__(self, html: str, css: tuple[str, ...]) -> None:
        self.page = page(html, css)
        super().__init__()


def pages(workspace: Workspace) -> Mapping[str, Page]:
    """Return every document that a build of ``workspace`` would set, up to the typesetter's door."""

    def at_the_door(html: str, css: tuple[str, ...], *_: object, **__: object) -> None:
        raise _Composed(html, css)

    options = Options(as_of=TODAY)
    plan = make_plan(workspace, options)
    made: dict[str, Page] = {}
    whole = Part(b"", 4, (), ())
    with mock.patch.object(fitting, "typeset", at_the_door):
        maker = shop.Shop(workspace, options, plan)
        for pack in plan.packs:
            code, key = pack.participant.code, pack.country
            shared = f"{key.guidance.language} {key.guidance.edition}"
            orders: tuple[tuple[str, Callable[..., object], tuple[object, ...]], ...] = (
                (f"guidance {shared}", maker.guidance, (key.guidance,)),
                (f"country {shared}", maker.country, (key, whole)),
                (f"pack {code}", maker._pack, (pack, whole, whole, Made(code))),
                (f"card {code}", maker._card, (pack, Made(code))),
                ("handout", maker.handout, (pack.participant.country, ())),
            )
            for name, make, arguments in orders:
                if name not in made:
                    try:
                        make(*arguments)
                    except _Composed as composed:
                        made[name] = composed.page
    return made
