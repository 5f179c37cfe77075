"""The one function that calls WeasyPrint.

It fails loudly where WeasyPrint goes on quietly: each line of its log becomes a finding. It can read nothing
but what it is handed: no file, no address.
"""

from __future__ import annotations

import functools
import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pressroom.paths import shipped
from pressroom.typeset.boxes import anchors, drop_links_within_links, filled, lost_codes, qr_texts, spilled
from pressroom.typeset.findings import Finding

SCHEME = "press:"
"""The scheme of the only addresses that a page can reach: the assets that were handed in, as ``press:name``."""


@dataclass(frozen=True)
class Asset:
    """A picture that a page may use, under the address ``press:name``."""

    data: bytes
    mime: str


@dataclass(frozen=True)
class Typeset:
    """A finished document. ``qr`` holds the QR codes' texts for each page, ``anchors`` the page of each, from 1.

    ``filled`` says of each page whether text stands on it, margins aside.
    """

    pdf: bytes
    pages: int
    qr: tuple[tuple[str, ...], ...]
    anchors: Mapping[str, int]
    filled: tuple[bool, ...]
    findings: tuple[Finding, ...] = field(default=())


def typeset(
    html: str, css: Sequence[str], assets: Mapping[str, Asset], *, write_faulty: bool = False, cmyk: bool = False
) -> Typeset:
    """Lay out ``html`` with the style sheets ``css`` and return a tagged PDF (PDF/UA-1) with what was found.

    A document with findings has an empty ``pdf``, unless ``write_faulty`` asks for it. With ``cmyk``, its colours are
    those of `pressroom.typeset.inks`; else RGB.
    """
    engine = _engine()
    with _captured_log() as lines:
        document = engine.layout(html, css, assets)
        drop_links_within_links(document)
        findings = [*spilled(document), *lost_codes(html, document)]
        pdf = b""
        if write_faulty or not (findings or lines):
            pdf = engine.write(document, cmyk=cmyk)
    findings += [Finding("engine", line) for line in lines]
    return Typeset(
        pdf if write_faulty or not findings else b"",
        len(document.pages),
        qr_texts(document),
        anchors(document),
        filled(document),
        tuple(findings),
    )


@functools.cache
def _engine() -> _Engine:
    return _Engine()


class _Engine:
    """WeasyPrint with one font configuration for the process: a new one for each card costs a third more time."""

    def __init__(self) -> None:
        # Named before Pango is loaded, so that no font of the system can get in.
        os.environ["FONTCONFIG_FILE"] = str(shipped("assets", "fonts.conf"))
        import weasyprint

        from pressroom.typeset import finish
        from pressroom.typeset.fonts import font_configuration

        finish.patch_tags()
        self._weasyprint = weasyprint
        self._fonts = font_configuration()
        self._finish = finish.finisher
        self._sheets: dict[str, Any] = {}

    def _sheet(self, css: str, assets: Mapping[str, Asset]) -> Any:
        """Return the parsed style sheet, parsed once for each process; fonts that it names are among the assets."""
        if css not in self._sheets:
            self._sheets[css] = self._weasyprint.CSS(
                string=css, font_config=self._fonts, base_url=SCHEME, url_fetcher=_fetcher(assets)
            )
        return self._sheets[css]

    def layout(self, html: str, css: Sequence[str], assets: Mapping[str, Asset]) -> Any:
        source = self._weasyprint.HTML(string=html, base_url=SCHEME, url_fetcher=_fetcher(assets))
        return source.render(
            font_config=self._fonts, stylesheets=[self._sheet(sheet, assets) for sheet in css], pdf_variant="pdf/ua-1"
        )

    def write(self, document: Any, *, cmyk: bool) -> bytes:
        finisher = functools.partial(self._finish, cmyk=cmyk)
        pdf: bytes = document.write_pdf(
            finisher=finisher, pdf_variant="pdf/ua-1", pdf_identifier=b"pressroom", presentational_hints=False
        )
        return pdf


def _fetcher(assets: Mapping[str, Asset]) -> Any:
    """Return a fetcher that knows ``assets`` and nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]  # weasyprint has no types
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002 - the signature is WeasyPrint's
            asset = assets.get(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
            if asset is None:
                message = "a page asked for a file or an address that it was not given"
                raise ValueError(message)  # WeasyPrint logs it, and the log line becomes a finding
            return URLFetcherResponse(url, asset.data, {"Content-Type": asset.mime})

    return Fetcher()


class _Lines(logging.Handler):
    """Keeps what WeasyPrint says, without the values in it: they may be private."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        ours = str(record.msg).startswith("Ignored")  # about our own style sheets
        self.lines.append(record.getMessage() if ours else _in_plain_words(str(record.msg)))


_DRAW_ANEW = "the logo cannot be drawn: save it anew from a drawing program, as plain SVG or as PNG (brand.yaml, logo)"
_PLAIN_WORDS = {
    "Failed to render SVG": _DRAW_ANEW,
    "Failed to load image": _DRAW_ANEW,
    ".notdef glyph": "a character stands there that no font here holds; in a logo, turn the letters into paths",
    "Font-face": "a font of the brand cannot be loaded: get its file again (brand.yaml, fonts)",
}
"""What staff can mend, by the beginning of WeasyPrint's message."""


def _in_plain_words(template: str) -> str:
    """Return one of WeasyPrint's messages for staff; of any other, the template with its values left out."""
    known = (words for start, words in _PLAIN_WORDS.items() if template.startswith(start))
    return next(known, re.sub("%[0-9]*[a-zA-Z]", "…", template))


@contextmanager
def _captured_log() -> Iterator[list[str]]:
    logger = logging.getLogger("weasyprint")
    handler, before, propagate = _Lines(), logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [handler], False
    try:
        yield handler.lines
    finally:
        logger.handlers, logger.propagate = before, propagate
