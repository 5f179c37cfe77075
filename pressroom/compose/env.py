"""The one Jinja environment: strict about missing values, escaping by default, few filters."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from pressroom.paths import shipped

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

NBSP = "\u00a0"

_PARTS = re.compile(r"[-.@/]?[^-.@/]+|[-.@/]+")
"""An address in parts, each with the sign that it begins with."""

_LONGEST_PART = 16
"""The letters that a line of the narrowest column holds."""


@functools.cache
def environment() -> Environment:
    """Return the environment over ``templates/``; a value that a template misses is an error."""
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(shipped("templates")),
        undefined=jinja2.StrictUndefined,
        autoescape=jinja2.select_autoescape(["html.j2"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"phone": phone, "email": email, "address": address, "unbroken": unbroken}
    return made


def render(template: str, **values: object) -> str:
    """Return a template of ``templates/`` with its values filled in."""
    return environment().get_template(template).render(**values)


def _isolated(text: str, *, long: bool) -> Markup:
    """Return text that keeps its own left-to-right order in a line of any direction, also where it wraps.

    Marks and ``dir`` alone fail when the line wraps (seen with Pango 1.50); a box of its own does not.
    """
    from markupsafe import Markup

    shown = _in_parts(text) if long else text
    return Markup('<span class="{}" dir="ltr">{}</span>').format("ltr long" if long else "ltr", shown)


def _in_parts(address: str) -> Markup:
    """Return an address whose lines end before a sign of it, where they must: no hyphen at an end looks like ours.

    A part that is too long for a narrow column may be cut anywhere.
    """
    from markupsafe import Markup

    parts = [
        Markup('<span class="part">{}</span>').format(part) if len(part) <= _LONGEST_PART else part
        for part in _PARTS.findall(address)
    ]
    return Markup("<wbr/>").join(parts)


def unbroken(text: str) -> str:
    """Return a text that stands in a box of its own already, such as a phone number, so that it does not wrap."""
    return text.replace(" ", NBSP)


def phone(number: str) -> Markup:
    """Return a phone number on one line, its groups kept together."""
    return _isolated(unbroken(number), long=False)


def email(text: str) -> Markup:
    """Return an e-mail address that may wrap where it is long."""
    return _isolated(text, long=True)


def address(text: str) -> Markup:
    """Return a web address or a domain that may wrap where it is long."""
    return _isolated(text, long=True)
