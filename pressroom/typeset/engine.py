"""The one function that calls WeasyPrint.

It fails loudly where WeasyPrint goes on quietly: each line of its log becomes a finding. It can read nothing
but what it is handed: no file, no address.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pressroom.typeset import warm
from pressroom.typeset.boxes import Survey, anchors, drop_links_within_links
from pressroom.typeset.findings import Finding
from pressroom.typeset.kept import KEPT, NotKeptError
from pressroom.typeset.loose import VERSION, is_simple, sheaf_of, written
from pressroom.typeset.markup import read
from pressroom.typeset.measure import Measure, Type
from pressroom.typeset.pictures import Asset, Drawing, Drawn
from pressroom.typeset.sharing import LINES_KEPT
from pressroom.typeset.sheets import user_agent_sheet

if TYPE_CHECKING:
    from pressroom.sheaf import Sheaf

SCHEME = "press:"
"""The scheme of the only addresses that a page can reach: the assets that were handed in, as ``press:name``."""


@dataclass(frozen=True)
class Typeset:
    """A finished document. ``qr`` holds the QR codes' texts for each page, ``anchors`` the page of each, from 1.

    ``filled`` says of each page whether text stands on it, margins aside. A document that was asked for loose is a
    ``sheaf``, with an empty ``pdf``.
    """

    pdf: bytes
    pages: int
    qr: tuple[tuple[str, ...], ...]
    anchors: Mapping[str, int]
    filled: tuple[bool, ...]
    findings: tuple[Finding, ...] = field(default=())
    sheaf: Sheaf | None = None


def typeset(  # noqa: PLR0913 - what is set, and how
    html: str,
    css: Sequence[str],
    assets: Mapping[str, Asset],
    *,
    write_faulty: bool = False,
    cmyk: bool = False,
    loose: bool = False,
) -> Typeset:
    """Lay out ``html`` with the style sheets ``css`` and return a tagged PDF (PDF/UA-1) with what was found.

    A document with findings has an empty ``pdf``, unless ``write_faulty`` asks for it. With ``cmyk``, its colours are
    those of `pressroom.typeset.inks`; else RGB. ``loose`` asks for a document that is to be bound and no file yet.
    """
    engine = _engine()
    with _captured_log() as lines, LINES_KEPT.only_common():
        document = engine.layout(html, css, assets)
        drop_links_within_links(document)
        survey = Survey(document)
        findings = [*survey.spilled, *survey.lost_codes(html)]
        pdf = engine.draw(document, cmyk=cmyk) if write_faulty or not (findings or lines) else None
    findings += [Finding("engine", line) for line in lines]
    is_wanted = pdf is not None and (write_faulty or not findings)
    is_loose = is_wanted and loose and is_simple(pdf)
    return Typeset(
        written(pdf) if is_wanted and not is_loose else b"",
        len(document.pages),
        survey.qr_texts,
        anchors(document),
        survey.filled,
        tuple(findings),
        sheaf_of(pdf) if is_loose else None,
    )


def begin_order() -> None:
    """Begin another order: what its documents have in common with those of others is set once for all of them."""
    LINES_KEPT.begin()


def prepare(css: Sequence[str], assets: Mapping[str, Asset]) -> None:
    """Load the fonts of style sheets, so that `width_mm` can measure in them. What is loaded stays."""
    engine = _engine()
    for sheet in css:
        engine.sheet(sheet, assets)


def width_mm(text: str, type_: Type) -> float:
    """Return how wide a text is on one line, in mm, as `typeset` would set it."""
    return _engine().measure.width_mm(text, type_)


@functools.cache
def _engine() -> _Engine:
    return _Engine()


class _Engine:
    """WeasyPrint with one font configuration for the process: a new one for each card costs a third more time."""

    def __init__(self) -> None:
        self._weasyprint = warm.load()

        from weasyprint import DEFAULT_OPTIONS
        from weasyprint.pdf import generate_pdf

        from pressroom.typeset import finish, quick
        from pressroom.typeset.fonts import font_configuration

        finish.patch_tags()
        quick.hurry()
        self._fonts = font_configuration()
        self.measure = Measure(self._fonts)
        self._finish = finish.finisher
        self._generate = generate_pdf
        self._options = {**DEFAULT_OPTIONS, "pdf_variant": "pdf/ua-1", "pdf_version": VERSION, "pdf_tags": True}
        self._sheets: dict[str, Any] = {}

    def sheet(self, css: str, assets: Mapping[str, Asset]) -> Any:
        """Return the parsed style sheet, parsed once for each process; fonts that it names are among the assets."""
        if css not in self._sheets:
            self._sheets[css] = self._weasyprint.CSS(
                string=css, font_config=self._fonts, base_url=SCHEME, url_fetcher=_Fetcher(assets)
            )
        return self._sheets[css]

    def layout(self, html: str, css: Sequence[str], assets: Mapping[str, Asset]) -> Any:
        sheets = [self.sheet(sheet, assets) for sheet in css]
        try:
            return self._rendered(KEPT.without(html, sheets, assets), sheets, assets)
        except NotKeptError:
            return self._rendered(html, sheets, assets)

    def _rendered(self, html: str, sheets: Sequence[Any], assets: Mapping[str, Asset]) -> Any:
        source = read(html, SCHEME, _Fetcher(assets))
        source._ua_stylesheets = lambda *_: [user_agent_sheet(sheets)]  # noqa: SLF001
        return source.render(
            font_config=self._fonts,
            stylesheets=sheets,
            pdf_variant="pdf/ua-1",
            cache={f"{SCHEME}{name}": Drawn(asset) for name, asset in assets.items() if isinstance(asset, Drawing)},
        )

    def draw(self, document: Any, *, cmyk: bool) -> Any:
        """Return a document's pages, drawn and finished, as a pydyf.PDF."""
        pdf = self._generate(document, None, 1, **self._options)
        self._finish(document, pdf, cmyk=cmyk)
        return pdf


class _Fetcher:
    """Knows ``assets`` and nothing else.

    WeasyPrint's own class begins with handlers for nine kinds of addresses, each time: this one can open none.
    """

    _fail_on_errors = False  # WeasyPrint reads it: an address that is not there becomes a line of its log

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        self._assets = assets

    def __call__(self, url: str) -> Any:
        from weasyprint.urls import URLFetcherResponse

        asset = self._assets.get(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
        if asset is None:
            message = "a page asked for a file or an address that it was not given"
            raise ValueError(message)  # WeasyPrint logs it, and the log line becomes a finding
        return URLFetcherResponse(url, asset.data, {"Content-Type": asset.mime})


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
