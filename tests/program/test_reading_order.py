"""What somebody hears who listens to the emergency page or the card: the order of tags, the words for codes."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from tests.program.reading import entries

EMERGENCY = 3
"""The page of the pack that is torn off."""


def spoken(path: Path, page: int) -> str:
    """Return the text of a page in the order of its tags (ISO 32000-1, 14.8.2.3), a picture as ``[its words]``."""
    texts = by_content(path, page - 1)
    with pikepdf.open(path) as pdf:
        leaf = pdf.pages[page - 1].obj
        heard = [texts.get(item, "") if isinstance(item, int) else f"[{item}]" for item in tagged(pdf, leaf)]
    return " ".join(" ".join(heard).split())


def tagged(pdf: pikepdf.Pdf, leaf: Any) -> Iterator[int | str]:
    """Give a page's marked content, by number, and its pictures' alternative texts, as the tags order them."""
    stack: list[tuple[Any, Any]] = [(pdf.Root.StructTreeRoot.K, None)]
    while stack:
        node, home = stack.pop()
        if isinstance(node, pikepdf.Array):
            stack += [(kid, home) for kid in reversed(list(node))]
        elif isinstance(node, pikepdf.Dictionary):
            home = node.get("/Pg", home)
            on_page = home is not None and home.objgen == leaf.objgen
            if "/MCID" in node:
                if on_page:
                    yield int(node.MCID)
            elif "/Alt" in node:
                if on_page:
                    yield str(node.Alt)
            elif "/K" in node:
                stack.append((node.K, home))
        elif home is not None and home.objgen == leaf.objgen:
            yield int(node)


def by_content(path: Path, page: int) -> dict[int, str]:
    """Return the text of each piece of marked content on a page, by its number."""
    found: dict[int, str] = {}
    with pypdfium2.PdfDocument(path) as document:
        leaf = document[page]
        words = leaf.get_textpage()
        for item in leaf.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            number = pdfium.FPDFPageObj_GetMarkedContentID(item.raw)
            length = pdfium.FPDFTextObj_GetText(item.raw, words.raw, None, 0)
            held = ctypes.create_string_buffer(length)
            pdfium.FPDFTextObj_GetText(item.raw, words.raw, ctypes.cast(held, ctypes.POINTER(ctypes.c_ushort)), length)
            found[number] = f"{found.get(number, '')} {held.raw.decode('utf-16-le').rstrip(chr(0))}"
    return found


def in_order(text: str, pieces: list[str]) -> None:
    """Assert that each piece stands in a text, after the one before it."""
    at = 0
    for piece in pieces:
        assert piece in text[at:], f"{piece!r} is missing, or out of order"
        at = text.index(piece, at) + len(piece)


@pytest.fixture(scope="module")
def who(sample: Path) -> dict[str, Path]:
    """Return the files of somebody with four contacts, by kind."""
    return {entry["kind"]: sample / entry["path"] for entry in entries(sample, participant="TOGO-02")}


def test_the_emergency_page_is_heard_as_it_is_read(who: dict[str, Path]) -> None:
    """What to do comes first, then each person with their number, the host, the lines, the services, and the code."""
    pieces = ["If you are in danger", "Bartholomew", "+44 20 7946 0021", "Konstantina", "+44 20 7946 0022"]
    pieces += ["Sample Host", "+44 20 7946 0999", "Front Line Defenders", "+353 1 210 0489", "112"]
    pieces += ["If you are arrested or held", "["]
    in_order(spoken(who["pack"], EMERGENCY), pieces)


def test_a_card_is_heard_row_by_row(who: dict[str, Path]) -> None:
    """Each number comes after the name that it belongs to, the code and the dates last; then the back."""
    pieces = ["In an emergency, call", "Bartholomew", "+44 20 7946 0021", "Konstantina", "+44 20 7946 0022"]
    pieces += ["Sample Host", "+44 20 7946 0999", "Front Line Defenders", "+353 1 210 0489", "TOGO-02", "Check by"]
    in_order(spoken(who["card"], 1), pieces)
    in_order(spoken(who["card"], 2), ["[", "Report to the UN", "[", "Emergency help", "If I am held", "TOGO-02"])


def test_the_content_is_in_the_order_of_the_tags(who: dict[str, Path]) -> None:
    """What a page's content says is drawn in reading order, for readers and for copies that know no tags."""
    for kind, page in (("pack", 1), ("pack", EMERGENCY), ("card", 1), ("card", 2)):
        with pikepdf.open(who[kind]) as pdf:
            numbers = [item for item in tagged(pdf, pdf.pages[page - 1].obj) if isinstance(item, int)]
            texts = by_content(who[kind], page - 1)
        said = [number for number in numbers if texts.get(number, "").strip(" \u2022\0")]
        assert len(said) > 2
        assert said == sorted(said)


def test_a_code_says_where_it_leads(sample: Path) -> None:
    """The alternative text of a QR code names its site in the open edition, and tells its number alone in the other."""
    for edition, wanted in (("open", "ohchr.org"), ("discreet", None)):
        for entry in entries(sample, kind="card", edition=edition):
            with pikepdf.open(sample / entry["path"]) as card:
                told = [item for item in tagged(card, card.pages[1].obj) if isinstance(item, str)]
            count = len(entry["links"].get("2", ()))
            assert len(told) == count
            if wanted:
                assert wanted in told[0]
            else:
                assert not any("." in words for words in told)


def test_sheets_are_for_a_printer_alone(sample: Path) -> None:
    """Jobs have no tags: nobody is to read them on a screen, and each pack and card exists as a tagged file."""
    for kind in ("cards", "packs"):
        for entry in entries(sample, kind=kind):
            with pikepdf.open(sample / entry["path"]) as job:
                assert "/StructTreeRoot" not in job.Root
