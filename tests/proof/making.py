"""Small PDFs to bind, impose and read back, made by the typesetter itself in the shipped fonts."""

from __future__ import annotations

import os
from functools import cache
from io import BytesIO

import pikepdf
import qrcode

from pressroom.bind import bind
from pressroom.model.sheet import Sheet
from pressroom.paths import shipped
from pressroom.read import shipped as read

# The typesetter's font library reads this once, when it is loaded.
os.environ.setdefault("FONTCONFIG_FILE", str(shipped("assets", "fonts.conf")))

STYLE = "@page{size:A4;margin:20mm} html{font:11pt 'IBM Plex Sans'} h1{break-before:page} svg{display:block}"
TARGET = "https://example.org/a/page/for/people"


@cache
def typeset(body: str, style: str = "", language: str = "en", title: str = "Part") -> bytes:
    """Return a tagged PDF of an HTML body, as the typesetter writes it: with its own name in the properties."""
    import weasyprint

    html = f"<html lang={language}><title>{title}</title><style>{STYLE}{style}</style><body>{body}</html>"
    return bytes(weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True))


def finished(body: str, style: str = "") -> bytes:
    """Return a finished file: tagged, in English, called Notes, with no other metadata."""
    return bind([typeset(body, style)], title="Notes", language="en")


def symbol(text: str = TARGET, side_mm: float = 22) -> str:
    """Return a QR code as an SVG of the given side, with its quiet zone."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4, mask_pattern=2)
    code.add_data(text)
    code.make()
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    view = f'viewBox="0 0 {len(rows)} {len(rows)}" width="{side_mm}mm" height="{side_mm}mm"'
    return f'<svg role="img" aria-label="QR code" xmlns="http://www.w3.org/2000/svg" {view}><path d="{path}"/></svg>'


def sheets() -> list[Sheet]:
    """Return all card sheets that travel with the program."""
    return list(read.sheets().values())


def sheet(name: str) -> Sheet:
    """Return the sheet with this id."""
    return next(found for found in sheets() if found.id == name)


def card(on: Sheet, label: str = "1") -> bytes:
    """Return a card of the sheet's size: two pages, with 3 mm of bleed and a ground that runs into it."""
    style = (
        f"@page{{size:{on.card_width}mm {on.card_height}mm;margin:4mm;bleed:3mm;background:#cde}}"
        "html{font-size:8pt} p:first-child{break-after:page}"
    )
    return typeset(f"<p>front {label}<p>back {label}", style)


def changed(pdf: bytes, change: str, **values: object) -> bytes:
    """Return a PDF after a statement about ``pdf`` was run on it: faults, put in by hand."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        exec(change, {"pikepdf": pikepdf, "pdf": opened, "page": opened.pages[0], **values})  # noqa: S102
        out = BytesIO()
        opened.save(out, fix_metadata_version=False)
    return out.getvalue()
