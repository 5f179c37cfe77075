"""What both ways to print by Typst share: fonts, markup made beforehand, and one call."""

from __future__ import annotations

import importlib.util
from importlib.metadata import version as version_of
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.job import Document, Job
from benchmarks.peers.markup import typst as markup

if TYPE_CHECKING:
    import typst

FONTS = Path(__file__).resolve().parent.parent.parent / "assets" / "fonts"


def missing() -> str:
    """Return why Typst cannot be asked; empty where it can."""
    return "" if importlib.util.find_spec("typst") else "typst is not installed"


def version() -> str:
    """Return Typst's version."""
    return version_of("typst")


def prepare(job: Job) -> None:
    """Write each document's markup beside its HTML, before the clock starts."""
    for document in job.documents:
        source(job, document).write_text(markup(job.html(document), document), "utf-8")


def source(job: Job, document: Document) -> Path:
    """Return where a document's markup stands."""
    return job.folder / f"{document.name}.typ"


def compiler(folder: Path) -> typst.Compiler:
    """Return a compiler with our fonts alone, for files in ``folder``."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(root=str(folder), font_paths=fonts)
