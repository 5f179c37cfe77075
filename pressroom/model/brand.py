"""How the house that hands the packs out looks: colours, logo, wordmark, contact block, fonts."""

from __future__ import annotations

from pressroom.model.base import Frozen


class Colours(Frozen):
    """Four colours as ``#rrggbb``. ``signal`` means danger and nothing else."""

    primary: str
    signal: str
    paper: str
    ink: str


class Image(Frozen):
    """A picture that was checked when it was read: ``data`` of ``mime`` image/png or image/svg+xml.

    ``ratio`` is width by height.
    """

    data: bytes
    mime: str
    ratio: float


class Brand(Frozen):
    """A brand. ``fonts`` are TrueType or OpenType files as bytes, by file name, beside the shipped ones."""

    name: str = ""
    wordmark: str = ""
    logo: Image | None = None
    colours: Colours
    contact: str = ""
    fonts: tuple[tuple[str, bytes], ...] = ()
