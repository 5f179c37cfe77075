"""Fullbleed: the same HTML and style sheets, one engine for each size of page, with our fonts."""

from __future__ import annotations

import base64
import importlib.util
import re
from importlib.metadata import version as version_of
from pathlib import Path

from benchmarks.job import Document, Job

NAME = "fullbleed"
FONTS = Path(__file__).resolve().parent.parent.parent / "assets" / "fonts"
BREAKS = ".side { position: static; height: auto; }"
"""It prints the back of a card over the front's end where the front has a height of its own."""

_PICTURE = re.compile(r'src="(pictures/[^"]+\.svg)"')


def missing() -> str:
    """Return why it cannot be asked; empty where it can."""
    return "" if importlib.util.find_spec("fullbleed") else "fullbleed is not installed"


def version() -> str:
    """Return its version."""
    return version_of("fullbleed")


def make(job: Job, out: Path) -> None:
    """Print each document."""
    import fullbleed

    fonts = [str(path) for path in (*sorted(FONTS.glob("IBMPlexSans-*.ttf")), FONTS / "NotoSansSC-Regular.ttf")]
    sizes = dict.fromkeys((document.width, document.height) for document in job.documents)
    engines = {
        (width, height): fullbleed.PdfEngine(
            page_width=f"{width}mm", page_height=f"{height}mm", font_files=fonts, svg_form_xobjects=True
        )
        for width, height in sizes
    }
    for document in job.documents:
        css = "\n".join([*map(job.css, document.css), BREAKS])
        target = str(out / f"{document.name}.pdf")
        engines[document.width, document.height].render_pdf_to_file(_inlined(job, document), css, target)


def _inlined(job: Job, document: Document) -> str:
    """Return a document with its pictures in it: it has no folder to look into."""

    def inline(found: re.Match[str]) -> str:
        data = base64.b64encode((job.folder / found[1]).read_bytes()).decode()
        return f'src="data:image/svg+xml;base64,{data}"'

    return _PICTURE.sub(inline, job.html(document))
