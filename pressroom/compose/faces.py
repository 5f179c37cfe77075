"""The fonts that a brand brings for scripts that the shipped ones lack, as style sheets and pages know them."""

from __future__ import annotations

import functools
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pressroom.typeset import Asset

Files = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Face:
    """One font file. ``family`` is a name of our own, so that no installed font can take its place."""

    family: str
    weight: int
    asset: str


@functools.lru_cache(maxsize=8)
def faces(files: Files) -> tuple[Face, ...]:
    """Return the faces of a brand's font files, in their order: family and weight by the fonts' own tables."""
    return tuple(_face(data) for _, data in files)


def families(files: Files) -> Sequence[str]:
    """Return the families of a brand's fonts, each once."""
    return tuple(dict.fromkeys(face.family for face in faces(files)))


def assets(files: Files) -> Mapping[str, Asset]:
    """Return the font files as assets of a document."""
    return {face.asset: Asset(data, "font/sfnt") for face, (_, data) in zip(faces(files), files, strict=True)}


def _face(data: bytes) -> Face:
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(data), lazy=True)
    name = font["name"].getDebugName(16) or font["name"].getDebugName(1) or ""
    plain = re.sub(r"[^A-Za-z0-9 ]", "", name)[:40] or "font"
    weight = font["OS/2"].usWeightClass if "OS/2" in font else 400
    return Face(f"brand {plain}", weight, f"font-{hashlib.sha256(data).hexdigest()[:16]}")
