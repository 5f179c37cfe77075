"""Says what is in any PDF: for staff who hold a file and want to know what it would show, and give away."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from pressroom.proof.boxes import boxes
from pressroom.proof.check import findings
from pressroom.proof.content import drawn_bytes
from pressroom.proof.expect import Expectation, Finding, SizeMm
from pressroom.proof.fonts import fonts
from pressroom.proof.inside import information, is_tagged, links
from pressroom.proof.opening import Opened, UnreadableError, opened
from pressroom.proof.symbols import symbols, too_large

MAX_DRAWN_BYTES = 16 * 1024 * 1024
"""Two hundred times the fullest page that we print. A viewer needs some hundred times as much memory to draw it."""


@dataclass(frozen=True)
class PageReport:
    """What is on one page: its boxes in mm, the texts of its QR codes, and where its links lead."""

    number: int
    media_mm: SizeMm
    trim_mm: SizeMm
    bleed_mm: SizeMm
    qr: tuple[str, ...]
    links: tuple[str, ...]


@dataclass(frozen=True)
class FontReport:
    """A font that the file names, and whether it travels with it."""

    name: str
    embedded: bool


@dataclass(frozen=True)
class Report:
    """What was found in a file. ``findings`` are what is wrong with it whatever it was meant to be."""

    pages: tuple[PageReport, ...] = ()
    fonts: tuple[FontReport, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    title: str = ""
    language: str = ""
    tagged: bool = False
    encrypted: bool = False
    findings: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain lists, texts and numbers, for ``json.dumps``."""
        return asdict(self)


def report(pdf: bytes, password: str | None = None) -> Report:
    """Return what is in a file. Never raises for what the file is: what cannot be read is a finding."""
    try:
        with opened(pdf, password) as file:
            return _read(file)
    except UnreadableError as error:
        return Report(encrypted=error.finding.code == "encrypted", findings=(error.finding,))
    except Exception:  # noqa: BLE001 - a hostile file can make any library fail in any way
        return Report(findings=(Finding(0, "unreadable", "the file cannot be read: it is damaged"),))


def _read(file: Opened) -> Report:
    if drawn_bytes(file.pdf) > MAX_DRAWN_BYTES:
        raise UnreadableError("bomb", "the file draws the same things over and over: it is not one of ours")
    unseen: list[Finding] = []
    pages = tuple(_page(file, number, unseen) for number in range(1, len(file.pdf.pages) + 1))
    # The codes were read just now; they are what they are, so none is unexpected.
    wrong = [*unseen, *findings(file, Expectation(qr_pages=()))]
    return Report(
        pages=pages,
        fonts=tuple(sorted({FontReport(f.name, f.embedded) for f in fonts(file)}, key=lambda f: (f.name, f.embedded))),
        metadata=information(file.pdf),
        title=str(file.pdf.trailer.get("/Info", {}).get("/Title", "")),
        language=str(file.pdf.Root.get("/Lang", "")),
        tagged=is_tagged(file.pdf),
        encrypted=file.pdf.is_encrypted,
        findings=tuple(wrong),
    )


def _page(file: Opened, number: int, unseen: list[Finding]) -> PageReport:
    source, view = file.pdf.pages[number - 1], file.view[number - 1]
    found = symbols(view)
    view.close()
    if found is None:
        unseen.append(too_large(number))
    sizes = boxes(source)
    return PageReport(
        number=number,
        media_mm=_rounded(sizes.size_mm("media")),
        trim_mm=_rounded(sizes.size_mm("trim")),
        bleed_mm=_rounded(sizes.size_mm("bleed")),
        qr=tuple(sorted(symbol.text for symbol in found or ())),
        links=tuple(links(source)),
    )


def _rounded(size: SizeMm) -> SizeMm:
    return round(size[0], 2), round(size[1], 2)
