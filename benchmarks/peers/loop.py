"""A plain loop around WeasyPrint: each pack whole, one after another.

It shares what WeasyPrint documents as shareable: the font configuration, parsed style sheets, the cache of pictures.
"""

from __future__ import annotations

import os
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from benchmarks.job import Job

NAME = "plain loop (WeasyPrint)"
FONTS = Path(__file__).resolve().parent.parent.parent / "assets" / "fonts.conf"


def missing() -> str:
    """Return nothing: the program itself needs WeasyPrint."""
    return ""


def version() -> str:
    """Return WeasyPrint's version."""
    return version_of("weasyprint")


def make(job: Job, out: Path) -> None:
    """Print each document."""
    os.environ["FONTCONFIG_FILE"] = str(FONTS)  # before Pango is loaded
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    pictures: dict[str, Any] = {}
    names = dict.fromkeys(name for document in job.documents for name in document.css)
    sheets = {name: CSS(string=job.css(name), font_config=fonts) for name in names}
    for document in job.documents:
        page = HTML(string=job.html(document), base_url=f"{job.folder}/")
        page.write_pdf(
            out / f"{document.name}.pdf",
            stylesheets=[sheets[name] for name in document.css],
            font_config=fonts,
            cache=pictures,
            pdf_variant="pdf/ua-1",
        )
