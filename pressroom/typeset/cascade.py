"""Which rules hold for an element, put together once for all elements for which the same rules hold.

WeasyPrint goes through the declarations of all rules that match, for each element anew: three hundred times for a card
on which forty elements have a dozen kinds of rules between them.
"""

from __future__ import annotations

from math import inf
from typing import Any

from pressroom.typeset.few import Few

_MOST = 2_000
"""How many sets of rules are remembered."""

Styles = dict[Any, dict[str, Any]]
"""For each pseudo-element, and None for the element itself: its properties, each with value and weight."""


def init(  # noqa: PLR0913, PLR0917 - the signature is WeasyPrint's
    self: Any, html: Any, sheets: Any, presentational_hints: Any, font_config: Any, target_collector: Any
) -> None:
    """Find the styles of a document's elements, as `weasyprint.css.StyleFor.__init__` does.

    Where the same rules hold, they are handed on as the same dictionary: nobody changes it.
    """
    self._cascaded_styles, self._computed_styles = {}, {}
    self.initial_page_sizes = {"box": None, "area": None}
    self._sheets, self.font_config = sheets, font_config
    cascaded, computed, root = self._cascaded_styles, self._computed_styles, html.etree_element
    shared: dict[Any, Any] = {}
    own = _own(html, presentational_hints)
    below: list[Any] = []
    for element in html.wrapper_element.iter_subtree():
        node, above = element.etree_element, element.parent.etree_element if element.parent else None
        found = [sheet.matcher.match(element) for sheet, _, _ in sheets]
        styles = _put_together(sheets, found, {None: own[node]}) if node in own else _known(sheets, found)
        for pseudo, style in styles.items():
            cascaded[node, pseudo] = style
            if pseudo:
                below.append((node, pseudo))
        # Below an element of its own style, elements of one document still share theirs.
        alike = None if node in own else (id(computed[above, None]) if above is not None else 0, id(styles))
        if alike in shared:
            computed[node, None] = shared[alike][0]
            continue
        self.set_computed_styles(
            node, root=root, parent=above, base_url=html.base_url, target_collector=target_collector
        )
        if alike:
            shared[alike] = computed[node, None], styles  # with what the number is of
    for node, pseudo in below:
        self.set_computed_styles(
            node, pseudo_type=pseudo, root=root, parent=node, base_url=html.base_url, target_collector=target_collector
        )
    cascaded.clear()


def _own(html: Any, presentational_hints: Any) -> dict[Any, dict[str, Any]]:
    """Return what elements say of their own style, by attributes."""
    from weasyprint.css import declaration_precedence, find_style_attributes, preprocess_declarations

    own: dict[Any, dict[str, Any]] = {}
    for specificity, node, declared, base_url in find_style_attributes(
        html.etree_element, presentational_hints, html.base_url
    ):
        style = own.setdefault(node, {})
        for name, values, importance in preprocess_declarations(base_url, declared):
            _declare(style, name, values, (declaration_precedence("author", importance), inf, specificity))
    return own


_KNOWN: Few[Any, tuple[Styles, Any]] = Few(_MOST)
"""By style sheets and rules. The sheets are kept with them, so that their numbers stay theirs."""


def _known(sheets: Any, found: Any) -> Styles:
    """Return what holds by rules alone."""
    key = tuple((id(sheet), *(rule[1] for rule in rules)) for (sheet, _, _), rules in zip(sheets, found, strict=True))
    if key not in _KNOWN:
        _KNOWN[key] = _put_together(sheets, found, {}), sheets
    return _KNOWN[key][0]


def _put_together(sheets: Any, found: Any, styles: Styles) -> Styles:
    """Add to ``styles`` what holds by these rules, as CSS has it (CSS Cascading and Inheritance Level 4, section 6)."""
    from weasyprint.css import declaration_precedence

    for (sheet, origin, sheet_specificity), rules in zip(sheets, found, strict=True):
        for specificity, _, pseudo, (declarations, layer) in rules:
            order = inf if layer is None else sheet.layers.index(layer)
            style = styles.setdefault(pseudo, {})
            for name, values, importance in declarations:
                weight = (declaration_precedence(origin, importance), order, sheet_specificity or specificity)
                _declare(style, name, values, weight)
    return styles


def _declare(style: dict[str, Any], name: str, values: Any, weight: Any) -> None:
    """Give a property its value, unless a weightier rule did."""
    old = style.get(name, (None, None))[1]
    if old is None or old <= weight:
        style[name] = values, weight
