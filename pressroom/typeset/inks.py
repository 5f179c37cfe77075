"""Colours as a press prints them: every colour that WeasyPrint drew in RGB becomes DeviceCMYK, black in one ink.

Plain arithmetic, without colour management: nothing here knows a press or a paper, and no profile is claimed. With
red, green and blue from 0 to 1 and their luma by ITU-R BT.709:

- Near black is black: grey of a luma up to 0.2, or any colour of a luma up to 0.12 whose channels reach no further
  than 0.25, is ``0 0 0 1``. Text and codes need no second ink, which would have to hit the first.
- Grey is black ink alone: where the channels are at most 24/255 apart, ``0 0 0 (1 - luma)``.
- Of any other colour, black takes all that the three channels share (full grey component replacement):
  ``k = 1 - max``, and ``c = (max - red) / max``, likewise ``m`` and ``y``. One of the three is always 0, and all
  inks together stay under 285 %.

Clauses named here are those of ISO 32000-1:2008.
"""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Iterator
from typing import Any

Inks = tuple[float, float, float, float]
"""Cyan, magenta, yellow and black, from 0 to 1."""

GREY_SPREAD = 24
"""How far the channels of a grey may be apart, of 255: the tint of our greys is 20, that of the palest colour 56."""

_BLACK_GREY = 51
_BLACK_LUMA, _BLACK_REACH = 31, 64
_LUMA = (0.2126, 0.7152, 0.0722)
_PAINT = re.compile(rb"(-?[.\d]+) (-?[.\d]+) (-?[.\d]+) (rg|RG)")
_OPERATORS = {b"rg": b"k", b"RG": b"K"}


def inks(red: float, green: float, blue: float) -> Inks:
    """Return an RGB colour, each channel from 0 to 1, as inks, by the rules above."""
    channels = [min(max(channel, 0.0), 1.0) for channel in (red, green, blue)]
    most, least = max(channels), min(channels)
    luma = sum(weight * channel for weight, channel in zip(_LUMA, channels, strict=True))
    grey = most - least <= (GREY_SPREAD + 0.5) / 255
    if luma <= (_BLACK_GREY if grey else _BLACK_LUMA) / 255 and (grey or most <= _BLACK_REACH / 255):
        return (0.0, 0.0, 0.0, 1.0)
    if grey:
        return (0.0, 0.0, 0.0, _rounded(1 - luma))
    cyan, magenta, yellow = (_rounded((most - channel) / most) for channel in channels)
    return (cyan, magenta, yellow, _rounded(1 - most))


def separate(pdf: Any) -> None:
    """Turn every colour of ``pdf`` (a pydyf.PDF before it is written) into inks; soft masks are no colours, and stay.

    Operators of pages, forms and patterns (8.6.8), gradients (8.7.4.5), pictures (8.9.5) and the colour spaces in
    which transparent groups are mixed (11.6.6).
    """
    masks = set(_masks(pdf))
    for number, item in enumerate(pdf.objects):
        if number in masks:
            continue
        if isinstance(item, dict):
            if "ShadingType" in item:
                _separate_gradient(item)
        elif hasattr(item, "stream"):
            _separate_stream(item)


def _separate_stream(item: Any) -> None:
    if item.extra.get("Subtype") == "/Image":
        _separate_picture(item)
        return
    if item.extra.get("Group", {}).get("CS") == "/DeviceRGB":
        item.extra["Group"]["CS"] = "/DeviceCMYK"
    if isinstance(item.stream, list):
        item.stream = [_separated(part) if _is_paint(part) else part for part in item.stream]


def _is_paint(part: Any) -> bool:
    return type(part) is bytes and part[-2:] in _OPERATORS


@functools.lru_cache(maxsize=256)
def _separated(operator: bytes) -> bytes:
    """Return ``r g b rg`` as ``c m y k k``; anything else as it is."""
    found = _PAINT.fullmatch(operator)
    if found is None:
        return operator
    *channels, name = found.groups()
    return b" ".join([*(_written(ink) for ink in inks(*map(float, channels))), _OPERATORS[name]])


def _separate_gradient(shading: Any) -> None:
    """Give a gradient's stops in inks; what is between them is mixed from the inks (7.10.3)."""
    if shading.get("ColorSpace") != "/DeviceRGB":
        return  # the gradient of a mask
    shading["ColorSpace"] = "/DeviceCMYK"
    for function in shading["Function"].get("Functions", [shading["Function"]]):
        for stop in ("C0", "C1"):
            function[stop][:] = inks(*function[stop])


def _separate_picture(item: Any) -> None:
    if item.extra.get("ColorSpace") not in ("/DeviceRGB", "/DeviceGray"):
        return
    data = b"".join(getattr(part, "data", part) for part in item.stream)
    item.stream = [_picture(data, _size(item.extra), item.extra["Filter"], item.extra["ColorSpace"])]
    item.extra |= {"ColorSpace": "/DeviceCMYK", "Filter": "/FlateDecode"}
    item.extra.pop("DecodeParms", None)


def _size(extra: Any) -> tuple[int, int]:
    return int(extra["Width"]), int(extra["Height"])


@functools.lru_cache(maxsize=8)
def _picture(data: bytes, size: tuple[int, int], packing: str, space: str) -> bytes:
    """Return a picture's pixels as inks, packed; the same logo stands in every pack, and is turned over once."""
    from PIL import Image

    with Image.open(_file(data, size, packing, space)) as picture:
        return zlib.compress(_inked(picture.convert("RGB")).tobytes(), 9)


def _file(data: bytes, size: tuple[int, int], packing: str, space: str) -> Any:
    """Return a picture's stream as a file that can be opened: a JPEG is one already, the rest are a PNG's data."""
    from io import BytesIO

    if packing == "/DCTDecode":
        return BytesIO(data)
    kind = 2 if space == "/DeviceRGB" else 0  # colour types of ISO/IEC 15948, clause 11.2.2; eight bits a channel
    head = b"".join(length.to_bytes(4, "big") for length in size) + bytes((8, kind, 0, 0, 0))
    chunks = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return BytesIO(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks))


def _chunk(name: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")


def _inked(picture: Any) -> Any:
    """Return an RGB picture in CMYK, by the rules of `inks`, in whole numbers of 255."""
    from PIL import Image, ImageChops, ImageMath

    red, green, blue = picture.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    least = ImageChops.darker(ImageChops.darker(red, green), blue)
    luma = picture.convert("L", (*_LUMA, 0))
    grey = _up_to(ImageChops.subtract(most, least), GREY_SPREAD)
    dark = ImageChops.multiply(_up_to(luma, _BLACK_LUMA), _up_to(most, _BLACK_REACH))
    black = ImageChops.lighter(dark, ImageChops.multiply(_up_to(luma, _BLACK_GREY), grey))
    alone = ImageChops.lighter(grey, black)
    plates = []
    for channel in (red, green, blue):
        share = ImageMath.lambda_eval(
            lambda values: (255 * (values["most"] - values["channel"]) + values["most"] / 2) / values["most"],
            most=most,
            channel=channel,
        )
        plates.append(ImageChops.subtract(share.convert("L"), alone))
    key = Image.composite(ImageChops.invert(luma), ImageChops.invert(most), grey)
    return Image.merge("CMYK", (*plates, ImageChops.lighter(key, black)))


def _up_to(channel: Any, most: int) -> Any:
    """Return 255 where a channel is at most ``most``, 0 elsewhere."""
    return channel.point([255 if value <= most else 0 for value in range(256)])


def _masks(pdf: Any) -> Iterator[int]:
    """Yield the numbers of all objects that soft masks are drawn with (11.6.5): their colours are opacities."""
    states = [state for item in pdf.objects if isinstance(item, dict) for state in item.get("ExtGState", {}).values()]
    found: set[int] = set()
    todo = [_number(state["SMask"]["G"]) for state in states if isinstance(state.get("SMask"), dict)]
    # A picture's mask is a picture of its own, in grey.
    todo += [_number(item.extra["SMask"]) for item in pdf.objects if "SMask" in getattr(item, "extra", {})]
    while todo:
        number = todo.pop()
        if number in found:
            continue
        found.add(number)
        yield number
        extra = getattr(pdf.objects[number], "extra", {})
        resources = pdf.objects[_number(extra["Resources"])] if "Resources" in extra else {}
        for kind in ("XObject", "Pattern", "Shading"):
            todo += [_number(reference) for reference in resources.get(kind, {}).values()]


def _number(reference: Any) -> int:
    return int(bytes(reference).split()[0])


def _rounded(ink: float) -> float:
    return round(ink, 4)


def _written(ink: float) -> bytes:
    return f"{ink:.4f}".rstrip("0").rstrip(".").encode("ascii")
