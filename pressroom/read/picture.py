"""Tells whether a file is a picture, and nothing but a picture: no script, nothing that is fetched, no bomb."""

from __future__ import annotations

import io
import re
import warnings
from typing import TYPE_CHECKING

from pressroom.model import Image
from pressroom.read import svgsize

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_PIXELS = 25_000_000
"""A logo of 5,000 by 5,000 pixels prints sharply on a poster."""

MAX_ELEMENTS = 20_000
MAX_DEPTH = 60
MAX_PATH = 200_000
"""Characters of all paths together. To lay out so many takes seconds; a logo of a few colours has a tenth of it."""

_SVG = "{http://www.w3.org/2000/svg}"
_LENGTH = re.compile(r"([0-9]{0,9}\.?[0-9]{1,9})\s?(px|pt|pc|mm|cm|in|)")
_PX = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_FORBIDDEN = {
    "script", "foreignobject", "image", "feimage", "iframe", "object", "embed", "audio", "video", "animate", "set",
    "animatetransform", "animatemotion", "handler", "listener", "a",
}  # fmt: skip
_REPEATS = re.compile(r"spreadmethod\s*:\s*(?!pad)", re.IGNORECASE)
_RASTER = "save the logo anew from a drawing program, as plain SVG or as PNG"


class PictureError(Exception):
    """The file is not a picture that may be used. The message says why and what to do."""


def check_picture(data: bytes, suffix: str) -> Image:
    """Return the picture in ``data``; ``suffix`` is its file's, ``.svg`` or ``.png``. Raises `PictureError`."""
    if suffix == ".png":
        return _png(data)
    if suffix == ".svg":
        return _svg(data)
    raise PictureError("must be an SVG or a PNG file, with .svg or .png at the end of its name")


def _png(data: bytes) -> Image:
    from PIL import Image as Pillow
    from PIL import ImageFile

    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        raise PictureError(f"is no PNG picture, whatever its name says: {_RASTER}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            # The typesetter lets Pillow take pictures that are cut short, for the whole process.
            ImageFile.LOAD_TRUNCATED_IMAGES = False
            with Pillow.open(io.BytesIO(data), formats=["PNG"]) as picture:
                width, height = picture.size
                if width * height <= MAX_PIXELS:
                    picture.load()
    except Exception:  # noqa: BLE001 - Pillow raises many kinds for broken files, and so do its warnings here
        raise PictureError(f"is a PNG picture that cannot be opened: {_RASTER}") from None
    if width * height > MAX_PIXELS:
        raise PictureError(f"has more than {MAX_PIXELS // 1_000_000} million pixels: make it smaller")
    return Image(data=data, mime="image/png", ratio=width / height)


def _svg(data: bytes) -> Image:
    root = _parse(data)
    if root.tag != f"{_SVG}svg":
        raise PictureError(f"is no SVG picture: {_RASTER}")
    elements = strokes = 0
    stack = [(root, 1)]
    while stack:
        element, depth = stack.pop()
        elements += 1
        if elements > MAX_ELEMENTS or depth > MAX_DEPTH:
            raise PictureError(f"is too intricate for a logo: {_RASTER}")
        _refuse(element)
        strokes += len(element.get("d") or element.get("points") or "")
        if strokes > MAX_PATH:
            raise PictureError(f"is too intricate for a logo: {_RASTER}")
        stack.extend((child, depth + 1) for child in element)
    _refuse_copy_bombs(root)
    return Image(data=data, mime="image/svg+xml", ratio=_ratio(root))


def _parse(data: bytes) -> Element:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if re.search(rb"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet", data, re.IGNORECASE):
        raise PictureError(f"has a document type, entities or a style sheet from elsewhere: {_RASTER}")
    try:
        root: Element = fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise PictureError(f"has entities, which a logo needs none of: {_RASTER}") from None
    except Exception:  # noqa: BLE001 - the parser raises several kinds for text that is no XML or of odd encodings
        raise PictureError(f"is no SVG picture: {_RASTER}") from None
    return root


def _refuse(element: Element) -> None:
    """Raise for an element that runs, fetches or embeds anything."""
    name = svgsize.local(element)
    if name in _FORBIDDEN:
        raise PictureError(f"holds a script, a link, a picture from elsewhere or an animation: {_RASTER}")
    if name == "style" and _is_unsafe_style(element.text or ""):
        raise PictureError(f"has a style sheet that fetches something: {_RASTER}")
    for key, value in element.attrib.items():
        attribute = key.rpartition("}")[2].lower()
        if attribute.startswith("on"):
            raise PictureError(f"holds a script: {_RASTER}")
        if _REPEATS.search(f"{attribute}:{value}"):
            raise PictureError(f"has a gradient that repeats itself, without end if it is small enough: {_RASTER}")
        if attribute in {"href", "src", "base"} and not value.strip().startswith("#"):
            raise PictureError(f"refers to something outside itself: {_RASTER}")
        if _is_unsafe_style(value):
            raise PictureError(f"refers to something outside itself: {_RASTER}")


def _is_unsafe_style(text: str) -> bool:
    """Whether a style fetches anything. Escapes and comments are refused where they could hide that."""
    if "@import" in text.lower() or "expression(" in text.lower() or "javascript:" in text.lower():
        return True
    if "\\" in text:
        return True
    targets = svgsize.URL.findall(svgsize.without_comments(text))
    return any(not target.strip().startswith("#") for target in targets)


def _refuse_copy_bombs(root: Element) -> None:
    """Raise where copies of copies would draw more than a logo has, or draw themselves."""
    try:
        if svgsize.drawn(root) > MAX_ELEMENTS:
            raise PictureError(f"is too intricate for a logo: {_RASTER}")
    except svgsize.EndlessError:
        raise PictureError(f"draws a part of itself within itself: {_RASTER}") from None
    except (svgsize.TangledError, RecursionError):
        raise PictureError(f"is too intricate for a logo: {_RASTER}") from None


def _ratio(root: Element) -> float:
    """Return width by height: of the viewBox, else of the two attributes."""
    numbers = re.split(r"[\s,]+", (root.get("viewBox") or "").strip())
    try:
        box = [float(number) for number in numbers] if len(numbers) == 4 else []
    except ValueError:
        box = []
    width, height = (box[2], box[3]) if box else (_pixels(root.get("width")), _pixels(root.get("height")))
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise PictureError(f"says neither viewBox nor width and height: {_RASTER}")
    return width / height


def _pixels(length: str | None) -> float:
    match = _LENGTH.fullmatch((length or "").strip())
    return float(match[1]) * _PX[match[2]] if match else 0.0
