"""What is delivered of each file of an encrypted build: under whose passphrase, and whether it is new at all.

Each encryption differs from the last, so a file whose content is what it was is left as the last build made it: what
staff have sent out stays what is in the folder, and nobody is told to print it again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from pressroom.deliver.encrypt import encrypt, is_encrypted, is_same
from pressroom.deliver.files import OutputError, refuse_unless_plain
from pressroom.deliver.manifest import MadeFile, Manifest
from pressroom.deliver.passphrases import Passphrases

MAX_BYTES = 1_000_000_000


def refuse_mixture(folder: Path, old: Manifest | None, *, encrypted: bool, narrowed: bool) -> None:
    """Raise `OutputError` where a build would leave encrypted files beside plain ones, or replace them by such."""
    if old is None or (encrypted and not narrowed):
        return
    there = (_content(folder, made.path) for made in old.files)
    if all(data is None or is_encrypted(data) == encrypted for data in there):
        return
    if not encrypted:
        ways = "add --encrypt and --passphrases, choose another folder, or remove the build there with clean"
        raise OutputError(f"{folder} holds encrypted packs, and these would not be: {ways}")
    raise OutputError(f"{folder} holds packs that are not encrypted: build in full, so that all of them are")


@dataclass
class Seal:
    """Encrypts the files of one build into ``folder``, where ``old`` is the last build's manifest."""

    passphrases: Passphrases
    folder: Path
    old: Manifest | None = None
    _was_plain: dict[str, str] = field(default_factory=dict)

    def content(self, path: str, pdf: bytes, code: str | None) -> bytes:
        """Return what is to be written at ``path`` for the participant with ``code``, or, without one, for staff."""
        passphrase = self.passphrases.of(code)
        entry = self._entry(path)
        before = self._before(entry) if entry else None
        if before is not None and is_encrypted(before) and is_same(before, passphrase, pdf):
            return before
        locked = encrypt(pdf, passphrase)
        if entry and entry.sha256 == hashlib.sha256(pdf).hexdigest():
            self._was_plain[path] = hashlib.sha256(locked).hexdigest()
        return locked

    def compared_with(self) -> Manifest | None:
        """Return the last manifest for telling what changed: that a file was plain then is no change of its pages."""
        if self.old is None:
            return None
        files = [
            made.model_copy(update={"sha256": self._was_plain.get(made.path, made.sha256)}) for made in self.old.files
        ]
        return self.old.model_copy(update={"files": tuple(files)})

    def _entry(self, path: str) -> MadeFile | None:
        return next((made for made in self.old.files if made.path == path), None) if self.old else None

    def _before(self, entry: MadeFile) -> bytes | None:
        """Return a file of the last build as it was made then, or None if it is no longer so."""
        data = _content(self.folder, entry.path)
        return data if data is not None and hashlib.sha256(data).hexdigest() == entry.sha256 else None


def _content(folder: Path, path: str) -> bytes | None:
    """Return what is in a file of the last build; None where there is no plain file of that name any more."""
    place = folder / path
    try:
        refuse_unless_plain(place)
        return place.read_bytes() if place.stat().st_size <= MAX_BYTES else None
    except (OSError, OutputError):
        return None
