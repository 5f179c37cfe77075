"""WeasyPrint's own style sheet without the rules that no document of ours can use.

Among them are five for the notes and footnotes of *every* element, and one for each of the sixteen boxes in the
margins of every page: each has styles computed for it, whether there is such a box or not.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence
from typing import Any

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


def _page_rules(rules: Sequence[Any], margin_boxes: Collection[str]) -> Sequence[Any]:
    kept = []
    for rule, selectors, declarations in rules:
        wanted = [selector for selector in selectors if selector[1] is None or selector[1] in margin_boxes]
        if wanted:
            kept.append((rule, wanted, declarations))
    return kept
