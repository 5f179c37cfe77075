"""WeasyPrint's own style sheet without the rules that no document of ours can use.

Among them are five for the notes and footnotes of *every* element, and one for each of the sixteen boxes in the
margins of every page: each has styles computed for it, whether there is such a box or not.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from pressroom.typeset.few import Few

_NOTES = frozenset({"footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"})


def user_agent_sheet(author: Sequence[Any]) -> Any:
    """Return the style sheet that holds for documents with the style sheets ``author``, made once for each need.

    Of the boxes in the margins, those keep their rules of which ``author`` speaks; the markers of lists belong to
    list items alone.
    """
    spoken = {pseudo for sheet in author for _, selectors, _ in sheet.page_rules for _, pseudo, _ in selectors}
    return _lean(frozenset(spoken - {None}))


@functools.lru_cache(maxsize=32)
def _lean(margin_boxes: frozenset[str]) -> Any:
    from weasyprint.html import UA_STYLESHEET

    sheet = _copy(UA_STYLESHEET)
    sheet.matcher = _without_notes(UA_STYLESHEET.matcher)
    _remember(sheet.matcher)
    sheet.page_rules = list(_page_rules(UA_STYLESHEET.page_rules, margin_boxes))
    return sheet


def _copy(sheet: Any) -> Any:
    made = object.__new__(type(sheet))
    made.__dict__.update(sheet.__dict__)
    return made


def _without_notes(matcher: Any) -> Any:
    made = _copy(matcher)
    made.lower_local_name_selectors = {name: list(rules) for name, rules in matcher.lower_local_name_selectors.items()}
    made.other_selectors = []
    for rule in matcher.other_selectors:
        pseudo = rule[3]
        if pseudo == "marker":
            made.lower_local_name_selectors.setdefault("li", []).append(rule)
        elif pseudo not in _NOTES:
            made.other_selectors.append(rule)
    return made


_FORMS = frozenset({"input", "select", "option", "button", "textarea"})
"""Elements for which rules ask where they stand among others, or what is in them."""

_NUMBER = "_pressroom_number"
_MOST = 2_000


def _remember(matcher: Any) -> None:
    """Find the rules that hold for an element once for all of its name, its attributes and those of what it is in.

    WeasyPrint's own rules ask for nothing else, but in forms; and for a link, whether it leads anywhere.
    """
    find, asked = matcher.match, _asked()
    known: Few[Any, tuple[int, Any]] = Few(_MOST)
    numbers = itertools.count(1)

    def match(element: Any) -> Any:
        node, above = element.etree_element, element.parent
        number = 0 if above is None else above.__dict__.get(_NUMBER)
        if number is None or node.tag in _FORMS:
            return find(element)
        attributes = node.attrib
        key = (
            number, node.tag, "href" in attributes, "lang" in attributes,
            tuple((name, attributes[name]) for name in attributes if name in asked),
        )  # fmt: skip
        if key not in known:
            known[key] = next(numbers), find(element)
        element.__dict__[_NUMBER], found = known[key]
        return found

    matcher.match = match


@functools.cache
def _asked() -> frozenset[str]:
    """Return the attributes of which WeasyPrint's own rules ask."""
    import weasyprint

    rules = Path(weasyprint.__file__).with_name("css") / "html5_ua.css"
    return frozenset(re.findall(r"\[\s*([\w-]+)", rules.read_text("utf-8")))


def _page_rules(rules: Sequence[Any], margin_boxes: Collection[str]) -> Sequence[Any]:
    kept = []
    for rule, selectors, declarations in rules:
        wanted = [selector for selector in selectors if selector[1] is None or selector[1] in margin_boxes]
        if wanted:
            kept.append((rule, wanted, declarations))
    return kept
