"""Measures the boxes that WeasyPrint laid out: text outside its place, and which QR code is on which page.

Clipped or spilled text is not logged by WeasyPrint, so its place is compared with the boxes around it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pressroom.typeset.findings import Finding

TOLERANCE_PX = 1.0
"""How far text may stand over, in CSS pixels (0.26 mm): rounding and the space after a letter-spaced word."""


def qr_texts(document: Any) -> tuple[tuple[str, ...], ...]:
    """Return, for each page, the texts of the QR codes on it, in reading order (``data-qr`` of the pictures)."""
    from weasyprint.formatting_structure import boxes

    return tuple(
        tuple(
            box.element.get("data-qr")
            for box, _ in _walk(page._page_box, ())  # noqa: SLF001 - no public way to the boxes
            if isinstance(box, boxes.ReplacedBox) and box.element is not None and box.element.get("data-qr")
        )
        for page in document.pages
    )


def anchors(document: Any) -> dict[str, int]:
    """Return the page (from 1) of each anchor of the document."""
    return {name: number for number, page in enumerate(document.pages, 1) for name in page.anchors}


def lost_codes(html: str, document: Any) -> list[Finding]:
    """Return a finding if a QR code of the HTML stands on no page, or on two: a box that was cut can lose it."""
    wanted, found = html.count("data-qr="), sum(len(texts) for texts in qr_texts(document))
    return [] if wanted == found else [Finding("lost", f"{wanted} QR codes were meant, {found} are on the pages")]


def filled(document: Any) -> tuple[bool, ...]:
    """Return, for each page, whether text stands on it outside its margins."""
    from weasyprint.formatting_structure import boxes

    return tuple(
        any(
            isinstance(box, boxes.TextBox)
            and box.text.strip()
            and not any(isinstance(a, boxes.MarginBox) for a in around)
            for box, around in _walk(page._page_box, ())  # noqa: SLF001
        )
        for page in document.pages
    )


def drop_links_within_links(document: Any) -> None:
    """Leave each link once: WeasyPrint gives one more to every element inside a link, which is tagged as no link."""
    for page in document.pages:
        kept: list[Any] = []
        for link in page.links:
            if not any(link[:2] == other[:2] and _lies_in(link[2], other[2]) for other in kept):
                kept.append(link)
        page.links = kept


def _lies_in(inner: Sequence[float], outer: Sequence[float]) -> bool:
    """Whether a rectangle (left, top, right, bottom) lies in another one, sideways."""
    left, top, right, bottom = inner
    middle = (top + bottom) / 2
    beyond = left < outer[0] - TOLERANCE_PX or right > outer[2] + TOLERANCE_PX
    return not beyond and min(outer[1], outer[3]) <= middle <= max(outer[1], outer[3])


def spilled(document: Any) -> list[Finding]:
    """Return a finding for each piece of text that stands outside a box around it or outside the page's margins."""
    from weasyprint.formatting_structure import boxes

    findings = []
    for number, page in enumerate(document.pages, 1):
        for box, ancestors in _walk(page._page_box, ()):  # noqa: SLF001
            if isinstance(box, boxes.TextBox) and box.text.strip() and _stands_over(box, ancestors):
                field = next((f for a in reversed(ancestors) if (f := _field(a))), "")
                finding = Finding("spilled", "text does not fit in its place", field, number)
                if finding not in findings:
                    findings.append(finding)
    return findings


def _walk(box: Any, ancestors: tuple[Any, ...]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Yield every box under ``box`` with the boxes around it, outermost first."""
    inner = getattr(box, "_box", box)  # an absolutely positioned box stands behind a placeholder
    yield inner, ancestors
    for child in getattr(inner, "children", ()):
        yield from _walk(child, (*ancestors, inner))


def _field(box: Any) -> str:
    element = box.element
    return element.get("data-field", "") if element is not None and hasattr(element, "get") else ""


def _stands_over(text: Any, ancestors: tuple[Any, ...]) -> bool:
    """Whether a text box stands over one of the boxes around it, sideways or below, or over the page."""
    if any(str(box.element_tag).endswith("::marker") for box in ancestors):
        return False  # a list's number or bullet stands beside its item, on purpose
    return _stands_over_sideways(text, ancestors) or _stands_over_below(text, ancestors)


def _stands_over_sideways(text: Any, ancestors: tuple[Any, ...]) -> bool:
    from weasyprint.formatting_structure import boxes

    left, right = text.position_x, text.position_x + text.width
    around = (boxes.BlockContainerBox, boxes.FlexContainerBox, boxes.MarginBox)
    return any(
        left < box.content_box_x() - TOLERANCE_PX or right > box.content_box_x() + box.width + TOLERANCE_PX
        for box in ancestors
        if isinstance(box, around)
    )


def _stands_over_below(text: Any, ancestors: tuple[Any, ...]) -> bool:
    """Whether the line that a text is in ends below a box that must hold it (``data-fit``), or below the page's text.

    It is the line that counts, not the text's own box: fonts for Chinese and Arabic claim more height than they draw.
    """
    from weasyprint.formatting_structure import boxes

    line = next((box for box in reversed(ancestors) if isinstance(box, boxes.LineBox)), text)
    bottom = line.position_y + line.height - TOLERANCE_PX
    page = ancestors[0]
    in_margin = any(isinstance(box, boxes.MarginBox) for box in ancestors)
    floors = [page.margin_height() if in_margin else page.content_box_y() + page.height]
    floors += [
        box.content_box_y() + box.height
        for box in ancestors
        if not isinstance(box, boxes.LineBox)
        and hasattr(box.element, "get")
        and box.element.get("data-fit") is not None
    ]
    return bool(bottom > min(floors))
