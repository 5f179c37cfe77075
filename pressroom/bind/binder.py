"""Binds one personal part after another to the same shared ones."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

from pressroom import metadata
from pressroom.bind.blocks import Block, Spot, block_of
from pressroom.bind.parts import BindError
from pressroom.bind.writing import START, PageLabel, written
from pressroom.sheaf import Sheaf


class Binder:
    """Binds the same shared parts to one personal part after another.

    Each shared part becomes a block once; each pack then costs no more than its own pages. A pack holds the blocks as
    they are, so that nothing of one person's part can reach another's file.
    """

    def __init__(self, shared_parts: Sequence[bytes]) -> None:
        """Keep ``shared_parts``, in their order."""
        self._parts = tuple(shared_parts)

    def blocks(self, language: str) -> tuple[Block, ...]:
        """Return the shared parts as they stand in each file in ``language``. Raises `BindError`."""
        found: list[Block] = []
        for number, part in enumerate(self._parts, 1):
            before = found[-1].end if found else START
            found.append(_block(part, replace(before, part=number), language))
        return tuple(found)

    def bind(
        self,
        personal: bytes | Sheaf | None,
        *,
        title: str,
        language: str,
        labels: Sequence[PageLabel] = (),
        archive: bool = False,
    ) -> bytes:
        """Return the pack: the personal part's pages, then the shared ones, in one tagged PDF.

        ``title`` and ``language`` (a BCP 47 tag) are its only metadata. Where two parts have a destination of the same
        name, a link leads to the one in the later part. ``archive`` makes it PDF/A-3a too, in which the shared parts
        are blocks no longer. Without a personal part it is what all packs have in common. The same input gives the
        same bytes. Raises `BindError`.
        """
        shared = self.blocks(language)
        spot = replace(shared[-1].end if shared else START, part=0)
        own = [block_of(personal, spot, language, level=_LEVEL)] if personal is not None else []
        if not (own or shared):
            raise BindError("there is no part to bind")
        pdf = written([*shared, *own], [*own, *shared], title, language, labels)
        return _for_keeping(pdf, title, language) if archive else pdf


def bind(
    parts: Sequence[bytes | Sheaf],
    *,
    title: str,
    language: str,
    labels: Sequence[PageLabel] = (),
    archive: bool = False,
) -> bytes:
    """Return ``parts`` as one tagged PDF, as `Binder.bind` does for a first part and the rest."""
    if not parts:
        raise BindError("there is no part to bind")
    return Binder([bytes(part) for part in parts[1:]]).bind(
        parts[0], title=title, language=language, labels=labels, archive=archive
    )


_LEVEL = 6
"""How hard one person's objects are packed: harder saves a hundredth of the file, and costs twice the time."""


@functools.lru_cache(maxsize=16)
def _block(part: bytes, spot: Spot, language: str) -> Block:
    """Return a shared part as a block; the last few are kept, so that a country's people cost little."""
    return block_of(part, spot, language)


def _for_keeping(pdf: bytes, title: str, language: str) -> bytes:
    """Return a bound file with the claim of PDF/A-3a and what it asks for."""
    from pikepdf import Name, Pdf

    with Pdf.open(BytesIO(pdf)) as pack:
        packet = metadata.packet(title, language, archive=True)
        pack.Root.Metadata = pack.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)
        metadata.ready_for_keeping(pack)
        return metadata.with_clear_ends(metadata.written(pack))
