"""What a peer gets to print: documents as files in a folder, made before the clock starts. Nothing of ours is needed.

A document is HTML with pictures beside it, style sheets, and the size of its pages. Pictures bear the name of what is
in them, so that a peer which keeps pictures meets each once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

PICTURES = "pictures"
_LIST = "documents.json"


@dataclass(frozen=True)
class Document:
    """One document of a job. ``css`` are names of files, ``kind`` is ``pack`` or ``card``, sizes are in mm."""

    name: str
    kind: str
    language: str
    html: str
    css: tuple[str, ...]
    width: float
    height: float


@dataclass(frozen=True)
class Job:
    """Documents to be printed, in a folder with their HTML, style sheets and pictures."""

    folder: Path
    documents: tuple[Document, ...]

    def html(self, document: Document) -> str:
        """Return the HTML of a document; its addresses are relative to the folder."""
        return (self.folder / document.html).read_text("utf-8")

    def css(self, name: str) -> str:
        """Return a style sheet."""
        return (self.folder / name).read_text("utf-8")


def write(folder: Path, documents: Sequence[Document]) -> None:
    """Write the list of a job's documents into its folder."""
    (folder / _LIST).write_text(json.dumps([asdict(document) for document in documents]), "utf-8")


def read(folder: Path) -> Job:
    """Return the job in ``folder``."""
    listed = json.loads((folder / _LIST).read_text("utf-8"))
    return Job(folder, tuple(Document(**{**entry, "css": tuple(entry["css"])}) for entry in listed))
