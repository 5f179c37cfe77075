"""Reads ``brand.yaml``: colours that can be read, a logo that is a picture and nothing more, fonts that open."""

from __future__ import annotations

import io
from itertools import starmap
from pathlib import PurePosixPath

from pressroom.model import Brand, Colours, Image
from pressroom.problems import Findings, Place
from pressroom.read.desk import child, items, text_of
from pressroom.read.picture import PictureError, check_picture
from pressroom.read.schema import place_of, validate
from pressroom.read.schemas.others import BrandIn
from pressroom.read.source import Blame, Root, decode, name_on_disk, plain_name, read_beside, read_bytes
from pressroom.read.tree import MapNode, Node, Scalar
from pressroom.read.values import is_blank
from pressroom.read.yamlfile import parse_optional_yaml, read_optional_yaml, read_yaml

NAME = "brand.yaml"
MIN_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3 (level AA), for text of any size."""

PAIRS = (("ink", "paper"), ("primary", "paper"), ("signal", "paper"))
"""Which colour stands as text on which. A band of the primary colour bears text in the paper's: the same ratio."""

_MAX_LOGO_BYTES = 2_000_000


def read_brand(root: Root, base: Brand, findings: Findings) -> tuple[Brand, dict[str, Place]]:
    """Return the workspace's brand over ``base``, and where its values stand; after a fault, what is left of it."""
    node = read_optional_yaml(root, name_on_disk(root, NAME), findings)
    _doubt_bare_colours(node, findings)
    given = None if node is None else validate(BrandIn, node, findings)
    if node is None or given is None:
        return base, {}
    places = {name: place_of(node, (name,)) for name in given.model_fields_set}
    return _over(base, given, node, root, findings), places


def read_whole_brand(root: Root, findings: Findings) -> Brand | None:
    """Return a brand that stands on its own: the shipped one. It has all four colours."""
    node = read_yaml(root, NAME, findings)
    given = None if node is None else validate(BrandIn, node, findings)
    if node is None or given is None or given.colours is None or None in dict(given.colours).values():
        return None
    return _over(Brand(colours=Colours(**given.colours.model_dump())), given, node, root, findings)


def files_of_brand(root: Root, findings: Findings) -> list[str]:
    """Return the names on disk of the pictures and fonts that ``brand.yaml`` names, in a workspace that has one."""
    name = name_on_disk(root, NAME)
    text = decode(read_beside(root, name, findings) or b"#", name, findings)
    node = None if text is None else parse_optional_yaml(text, name, findings)
    named = [child(node, "logo"), *items(child(node, "fonts"))]
    return [name_on_disk(root, text) for text in map(text_of, named) if text]


def _doubt_bare_colours(node: Node | None, findings: Findings) -> None:
    """Warn of colours without quotation marks: YAML takes what follows ``#`` for a comment, and nothing is left."""
    colours = child(node, "colours")
    for name, value in colours.entries.items() if isinstance(colours, MapNode) else ():
        if isinstance(value, Scalar) and is_blank(value.text):
            message = (
                "is empty, and the shipped colour is used: # begins a comment, so write it in quotes, as '#123c4a'"
            )
            findings.warn(value.place, f"colours.{name}", message)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours ``#rrggbb``, from 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour in sRGB, from 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _over(base: Brand, given: BrandIn, node: Node, root: Root, findings: Findings) -> Brand:
    changes: dict[str, object] = {
        name: value for name in ("name", "wordmark", "contact") if (value := getattr(given, name)) is not None
    }
    if given.colours is not None:
        named = {name: colour for name, colour in given.colours if colour is not None}
        colours = base.colours.model_copy(update=named)
        _check_contrast(colours, node, findings)
        changes["colours"] = colours
    if given.logo is not None:
        changes["logo"] = _logo(root, given.logo, Blame(place_of(node, ("logo",)), "logo"), findings)
    blames = (Blame(place_of(node, ("fonts", n)), f"fonts[{n + 1}]") for n in range(len(given.fonts)))
    fonts = list(starmap(lambda name, blame: _font(root, name, blame, findings), zip(given.fonts, blames, strict=True)))
    if fonts:
        changes["fonts"] = tuple(font for font in fonts if font is not None)
    return base.model_copy(update=changes)


def _check_contrast(colours: Colours, node: Node, findings: Findings) -> None:
    """Note pairs that are hard to read. Reported at the first colour of the pair that the file gives."""
    for text, ground in PAIRS:
        ratio = contrast(getattr(colours, text), getattr(colours, ground))
        if ratio >= MIN_CONTRAST:
            continue
        shown = int(ratio * 10) / 10
        message = f"{text} on {ground} has a contrast of {shown} to 1, and text needs {MIN_CONTRAST}: make one darker"
        places = [place_of(node, ("colours", name)) for name in (text, ground)]
        own = [place for place in places if place != place_of(node, ("colours",))]
        findings.error((own or places)[0], f"colours.{text}", message)


def _logo(root: Root, name: str, blame: Blame, findings: Findings) -> Image | None:
    data = read_bytes(root, name_on_disk(root, name), findings, limit=_MAX_LOGO_BYTES, blame=blame)
    if data is None:
        return None
    try:
        return check_picture(data, PurePosixPath(plain_name(name)).suffix.lower())
    except PictureError as error:
        findings.error(blame.place, blame.field, str(error))
    return None


def _font(root: Root, name: str, blame: Blame, findings: Findings) -> tuple[str, bytes] | None:
    data = read_bytes(root, name_on_disk(root, name), findings, blame=blame)
    if data is None:
        return None
    if message := _font_fault(data):
        findings.error(blame.place, blame.field, message)
        return None
    return PurePosixPath(plain_name(name)).name, data


def _font_fault(data: bytes) -> str:
    """Return why a file is no font that can be used, or ""."""
    from fontTools.ttLib import TTFont

    if data[:4] not in {b"\x00\x01\x00\x00", b"OTTO", b"true"}:
        return "is no TrueType or OpenType font: give a .ttf or .otf file"
    try:
        font = TTFont(io.BytesIO(data), lazy=True)
        usable = bool(font.getBestCmap()) and "name" in font
    except Exception:  # noqa: BLE001 - fontTools raises whatever a broken table leads to
        return "is a font that cannot be opened: get the file again"
    if not usable:
        return "is a font without letters or without a name: get another file"
    if any(entry.offset + entry.length > len(data) for entry in font.reader.tables.values()):
        return "is a font whose end is missing: get the file again"
    return "is a variable font: use one file for each weight" if "fvar" in font else ""
