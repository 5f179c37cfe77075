"""Reads a document's markup: HTML as browsers do, and well-formed XML at a tenth of the price."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET


def read(markup: str, base_url: str, fetcher: Any) -> Any:
    """Return a `weasyprint.HTML`.

    Markup that begins with ``<html``, without a document type, is read as XML if it is well-formed: nothing is
    repaired or added then, so its tables name their bodies. All else is HTML.
    """
    from weasyprint import HTML

    if markup.lstrip().startswith("<html"):
        try:
            root = ET.fromstring(markup)  # noqa: S314 - from our templates, and without a document type
        except ET.ParseError:
            pass  # a character that XML does not have
        else:
            return _from_tree(root, base_url, fetcher)
    return HTML(string=markup, base_url=base_url, url_fetcher=fetcher)


def _from_tree(root: ET.Element, base_url: str, fetcher: Any) -> Any:
    """Return what `weasyprint.HTML` makes of a tree; its constructor takes text alone."""
    from weasyprint import HTML, cssselect2

    made = HTML.__new__(HTML)
    made.base_url, made.url_fetcher, made.media_type = base_url, fetcher, "print"
    made.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
    made.etree_element = root
    made.wrapper_element.query_all = functools.partial(_named, root)
    return made


def _named(root: ET.Element, *names: str) -> Iterator[Any]:
    """Yield the elements of these names, in their order: WeasyPrint looks for nothing but names, and wraps each one."""
    for element in root.iter():
        if element.tag in names:
            yield SimpleNamespace(etree_element=element)
