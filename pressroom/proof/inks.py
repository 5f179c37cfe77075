"""In which colours a file is printed: inks alone, where it is for a press; those of a screen, where it is for keeping.

Read from what is drawn: the operators of pages, forms and patterns (ISO 32000-1, 8.6.8), gradients, pictures, and the
spaces in which transparent groups are mixed. A soft mask is no colour, and is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pressroom.impose.looks import Look
from pressroom.proof.content import plain_bytes
from pressroom.proof.expect import Expectation, Finding
from pressroom.proof.opening import Opened

_SPACES = {"rg": "RGB", "RG": "RGB", "g": "grey", "G": "grey", "k": "CMYK", "K": "CMYK"}
_NAMES = {
    "/DeviceRGB": "RGB", "/RGB": "RGB", "/DeviceGray": "grey", "/G": "grey", "/DeviceCMYK": "CMYK", "/CMYK": "CMYK",
}  # fmt: skip
_NO_SPACE = "/Pattern"
_OPERATORS = " ".join([*_SPACES, "cs", "CS", "BI", "ID", "EI"])

_PLAIN = re.compile(rb"(?<![^\s>\])])(?:/(?P<space>[^\s/<>\[\]]+)\s+(?:cs|CS)|(?P<paint>rg|RG|[gGkK]))(?![^\s<>/\[])")


def check_inks(file: Opened, expect: Expectation) -> Iterator[Finding]:
    """Find colours of a screen in a file for a press, and inks in a file for keeping."""
    if not (expect.cmyk or expect.archive):
        return
    meant = {"CMYK"} if expect.cmyk else {"RGB", "grey"}
    seen: dict[Any, set[str]] = {}
    for number in file.pages():
        page, shown = file.pdf.pages[number - 1], expect.shown[number - 1] if expect.shown else None
        if isinstance(shown, Look):
            continue
        # On a side of a job, what is drawn was proved before, and what draws it was not.
        wrong = (spaces(page, seen) if shown is None else _painted(page, page.resources)) - meant
        if wrong:
            names = ", ".join(sorted(wrong))
            kind = "for a press (--cmyk)" if expect.cmyk else "for keeping (--archive)"
            message = f"colours in {names}, which a file {kind} cannot have: give the logo plain RGB colours"
            yield Finding(number, "colour-space", message)
            return  # the pages of a part share what they draw: the others would say the same


def spaces(page: Any, seen: dict[Any, set[str]] | None = None) -> set[str]:
    """Return in what a page's colours are given: ``CMYK``, ``RGB``, ``grey``, or the name of another space.

    ``seen`` keeps what several pages draw, so that each form and picture is looked at once.
    """
    known: dict[Any, set[str]] = {} if seen is None else seen
    return _painted(page, page.resources) | _drawn(page.resources, known)


def _painted(stream: Any, resources: Any) -> set[str]:
    """Return the spaces that a content stream's own operators name."""
    names = resources.get("/ColorSpace", {})
    found = set()
    for operator, operand in _operations(stream):
        if operator in _SPACES:
            found.add(_SPACES[operator])
        else:
            found |= _named(names.get(operand, operand) if operand else "an inline picture")
    return found


def _operations(stream: Any) -> Iterator[tuple[str, str]]:
    data = plain_bytes(stream)
    if data is not None:
        for match in _PLAIN.finditer(data):
            space = match["space"]
            yield ("cs", "/" + space.decode("latin-1")) if space else (match["paint"].decode("ascii"), "")
        return
    from pikepdf import parse_content_stream

    for instruction in parse_content_stream(stream, _OPERATORS):
        operands: Any = instruction.operands
        name = str(instruction.operator)
        yield name, str(operands[0]) if name in {"cs", "CS"} else ""


def _drawn(resources: Any, seen: dict[Any, set[str]]) -> set[str]:
    """Return the spaces of all that a page or form can draw besides its own operators."""
    key = resources.objgen if resources.is_indirect else None
    if key in seen:
        return seen[key]
    found: set[str] = set()
    if key is not None:
        seen[key] = found
    masks = {state.SMask.G.objgen for _, state in resources.get("/ExtGState", {}).items() if _masks(state)}
    for kind in ("/XObject", "/Pattern", "/Shading"):
        for _, item in resources.get(kind, {}).items():  # noqa: PERF102 - no dict
            if item.objgen not in masks:
                found |= _of(item, seen)
    return found


def _masks(state: Any) -> bool:
    from pikepdf import Dictionary

    return isinstance(state.get("/SMask"), Dictionary)


def _of(item: Any, seen: dict[Any, set[str]]) -> set[str]:
    if item.is_indirect and item.objgen in seen:
        return seen[item.objgen]
    found: set[str] = set()
    if item.is_indirect:
        seen[item.objgen] = found
    if "/Shading" in item:
        found |= _named(item.Shading.ColorSpace)
    elif "/ColorSpace" in item:  # a picture or a gradient
        found |= _named(item.ColorSpace)
    if "/BBox" in item and hasattr(item, "read_bytes") and str(item.get("/Subtype")) != "/Image":
        inner = item.get("/Resources", {})
        found |= _painted(item, inner)
        if "/CS" in item.get("/Group", {}):
            found |= _named(item.Group.CS)
        if hasattr(inner, "objgen"):
            found |= _drawn(inner, seen)
    return found


def _named(space: Any) -> set[str]:
    from pikepdf import Array

    name = str(space[0]) if isinstance(space, Array) else str(space)
    if name == _NO_SPACE:
        return set()
    return {_NAMES.get(name, name.removeprefix("/"))}
