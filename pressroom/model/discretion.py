"""What must not stand on the outside of the discreet edition, as data."""

from __future__ import annotations

from collections.abc import Mapping

from pressroom.model.base import Frozen
from pressroom.model.lines import Line


class Words(Frozen):
    """The words of one language. ``nested`` are stems found anywhere, ``whole`` stand as words of their own."""

    nested: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()


class Discretion(Frozen):
    """``packs/discreet.yaml``: the words by language, and the fields of resources that may be printed all the same."""

    words: Mapping[str, Words]
    allowed: tuple[Line, ...] = ()
