"""Marks by which a later build knows that a finished file is still what it would make.

The mark of a file is a digest of all that it was made from, keyed with the file itself. Whoever has the manifest alone
learns nothing from it about a name or a number, not even by trying them all: they would need the file, which says it
anyway. A mark also holds what the manifest says of the file.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pressroom.deliver.files import OutputError, refuse_unless_plain

if TYPE_CHECKING:
    from pressroom.deliver.manifest import MadeFile


@dataclass(frozen=True)
class Prior:
    """What the last build made for one order: where, and the manifest's entries."""

    folder: Path
    files: tuple[MadeFile, ...]


def mark(data: bytes, recipe: bytes, made: MadeFile, ticket: bytes = b"") -> str:
    """Return the mark of a file with the content ``data``, made from what ``recipe`` is a digest of, as hex.

    ``ticket`` is what stands beside a print job.
    """
    key = hashlib.sha256(b"pressroom file\n" + data).digest()
    said = json.dumps([made.path, made.sha256, made.pages, str(made.kind), made.links and sorted(made.links.items())])
    beside = hashlib.sha256(ticket).digest()
    return hmac.new(key, recipe + beside + said.encode(), hashlib.sha256).hexdigest()


def is_still_good(prior: Prior | None, recipe: bytes, paths: Sequence[str]) -> bool:
    """Tell whether the files of the last build are there, whole, for the same ``paths``, from the same ``recipe``."""
    if prior is None or not recipe or sorted(made.path for made in prior.files) != sorted(paths):
        return False
    return all(_is_good(prior.folder, recipe, made) for made in prior.files)


def _is_good(folder: Path, recipe: bytes, made: MadeFile) -> bool:
    try:
        for path in made.paths:
            refuse_unless_plain(folder / path)
        data, *ticket = ((folder / path).read_bytes() for path in made.paths)
    except (OSError, OutputError):
        return False
    whole = hashlib.sha256(data).hexdigest() == made.sha256
    return whole and hmac.compare_digest(made.made_from or "", mark(data, recipe, made, *ticket))
