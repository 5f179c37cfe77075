"""What the shop hands on: parts that wait to be bound, and finished files that passed their proof."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from pressroom.sheaf import Sheaf

Links = dict[int, tuple[str, ...]]
"""Page, from 1 → the texts of the QR codes on it."""


@dataclass(frozen=True)
class Part:
    """A typeset part. ``qr`` has the QR codes' texts page by page; a part with problems has an empty ``pdf``.

    For a preview, faulty pages are drawn all the same. ``proved`` is a digest of the block that a shared part becomes
    in each file, as it was when its pages were looked at; empty where they were not. A part that is one person's comes
    as a ``sheaf``, and its ``pdf`` is empty.
    """

    pdf: bytes
    pages: int
    qr: tuple[tuple[str, ...], ...]
    problems: tuple[str, ...] = ()
    proved: bytes = b""
    sheaf: Sheaf | None = None

    @property
    def leaves(self) -> bytes | Sheaf:
        """The part as it is bound."""
        return self.sheaf or self.pdf


@dataclass(frozen=True)
class Piece:
    """A finished file, relative to the output folder, with what its proof relied on; a print job has a ticket."""

    path: str
    kind: str
    pdf: bytes
    pages: int
    links: Links
    ticket: str = ""


@dataclass
class Made:
    """What was made for one participant, or why it could not be.

    ``recipe`` is a digest of all that the files are made from; ``kept``: the last build's are what would be made.
    """

    code: str
    files: list[Piece] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    recipe: bytes = b""
    kept: bool = False


@dataclass(frozen=True)
class Delivered:
    """Where a participant's finished file is, and what is known of it.

    ``language`` is a code, ``kind`` one of the manifest's. ``passphrase`` opens the file; empty where none is needed.
    ``sha256`` is that of the file as it was delivered after its proof.
    """

    path: Path
    pages: int
    links: Links
    code: str
    language: str
    kind: str
    passphrase: str = field(default="", repr=False)
    sha256: str = ""


@dataclass(frozen=True)
class Finished:
    """A delivered file of one participant, read back for its country's job."""

    pdf: bytes
    pages: int
    links: Links
    code: str
    right_to_left: bool
    language: str = ""
