"""Looks at the boxes that WeasyPrint laid out: text outside its place, and which QR code is on which page.

Clipped or spilled text is not logged by WeasyPrint, so its place is compared with the boxes around it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pressroom.typeset import standing
from pressroom.typeset.findings import Finding

TOLERANCE_PX = 1.0
"""How far text may stand over, in CSS pixels (0.26 mm): rounding and the space after a letter-spaced word."""

MIDDLE = "middle"
"""The value of ``data-fit`` for a box whose lines are put in the middle of its height.

A flex container would do that too, and would measure each text a dozen times.
"""


class _Around(NamedTuple):
    """What the boxes around a box say of what is in it, all lengths in CSS pixels from the page's corner.

    Text may go from ``left`` to ``right``, and its line down to ``floor``. ``line`` is the bottom of the line that
    it is in; that counts, not the text's own box: fonts for Chinese and Arabic claim more height than they draw.
    ``field`` is the value that it shows.
    """

    left: float
    right: float
    floor: float
    line: float | None = None
    field: str = ""
    margin: bool = False
    marker: bool = False


class Survey:
    """All that is asked of a laid out document's boxes, found in one walk through them.

    ``qr_texts`` holds for each page the texts of the QR codes on it, in reading order (``data-qr`` of the pictures);
    ``filled`` whether text stands on it outside its margins; ``spilled`` a finding for each piece of text that stands
    outside a box around it, below one that must hold it (``data-fit``), or outside the page's margins. On the way,
    the lines of boxes that ask for it are put in their `MIDDLE`.
    """

    def __init__(self, document: Any) -> None:
        """Walk through the boxes of all pages."""
        from weasyprint.formatting_structure import boxes

        self._boxes = boxes
        self._bounds = (boxes.BlockContainerBox, boxes.FlexContainerBox, boxes.MarginBox)
        self._qr: list[str] = []
        self._is_filled = False
        found: dict[Finding, None] = {}
        qr_texts, filled = [], []
        for number, page in enumerate(document.pages, 1):
            self._qr, self._is_filled = [], False
            box = page._page_box  # noqa: SLF001 - no public way to the boxes
            floor, self._page_height = box.content_box_y() + box.height, box.margin_height()
            for field in self._spilled(box, _Around(-math.inf, math.inf, floor)):
                found[Finding("spilled", "text does not fit in its place", field, number)] = None
            qr_texts.append(tuple(self._qr))
            filled.append(self._is_filled)
        self.qr_texts = tuple(qr_texts)
        self.filled = tuple(filled)
        self.spilled = list(found)

    def lost_codes(self, html: str) -> list[Finding]:
        """Return a finding if a QR code of the HTML stands on no page, or on two: a box that was cut can lose it."""
        wanted, found = html.count("data-qr="), sum(map(len, self.qr_texts))
        return [] if wanted == found else [Finding("lost", f"{wanted} QR codes were meant, {found} are on the pages")]

    def _spilled(self, box: Any, around: _Around) -> Iterator[str]:
        """Yield the field of each text in ``box`` that stands outside its place; note codes and filled pages."""
        box = getattr(box, "_box", box)  # an absolutely positioned box stands behind a placeholder
        if isinstance(box, self._boxes.TextBox):
            if box.text.strip():
                self._is_filled = self._is_filled or not around.margin
                if not around.marker and _stands_over(box, around):  # a list's number stands beside its item
                    yield around.field
            return
        element = box.element
        attributes = element.attrib if hasattr(element, "attrib") else {}
        if isinstance(box, self._boxes.ReplacedBox):
            if attributes.get("data-qr"):
                self._qr.append(attributes["data-qr"])
            return
        children = getattr(box, "children", ())
        if not children:
            return
        within, known = self._within(box, attributes, around), standing.of(box)
        if known is None:
            for child in children:
                yield from self._spilled(child, within)
        else:
            yield from self._known(known, within)

    def _known(self, block: standing.Standing, around: _Around) -> Iterator[str]:
        """Do the same for what is in a block that stood here before, or will again."""
        key = around, self._page_height
        if key not in block.survey:
            outer, self._qr, was_filled, self._is_filled = self._qr, [], self._is_filled, False
            fields = tuple(field for child in block.boxes for field in self._spilled(child, around))
            block.survey[key] = fields, tuple(self._qr), self._is_filled
            self._qr, self._is_filled = outer, was_filled
        fields, codes, is_filled = block.survey[key]
        self._qr += codes
        self._is_filled = self._is_filled or is_filled
        yield from fields

    def _within(self, box: Any, attributes: Any, around: _Around) -> _Around:
        """Return what holds for the boxes in ``box``."""
        left, right, floor, line, field, margin, marker = around
        if isinstance(box, self._boxes.LineBox):
            line = box.position_y + box.height
        elif (fit := attributes.get("data-fit")) is not None:
            floor = min(floor, box.content_box_y() + box.height)
            if fit == MIDDLE and isinstance(box.children[-1], self._boxes.LineBox):
                _put_in_the_middle(box)
        if isinstance(box, self._bounds):
            start = box.content_box_x()
            left, right = max(left, start), min(right, start + box.width)
        if isinstance(box, self._boxes.MarginBox):
            margin, floor = True, self._page_height
        marker = marker or str(box.element_tag).endswith("::marker")
        return _Around(left, right, floor, line, attributes.get("data-field") or field, margin, marker)


def _put_in_the_middle(box: Any) -> None:
    """Move the lines of a box of definite height so that as much is free above them as below."""
    first, last, top = box.children[0], box.children[-1], box.content_box_y()
    above, below = first.position_y - top, top + box.height - (last.position_y + last.height)
    for line in box.children:
        line.translate(dy=(below - above) / 2)


def _stands_over(text: Any, around: _Around) -> bool:
    """Whether a text box stands over one of the boxes around it, sideways or below, or over the page."""
    left, right = text.position_x, text.position_x + text.width
    if left < around.left - TOLERANCE_PX or right > around.right + TOLERANCE_PX:
        return True
    bottom = text.position_y + text.height if around.line is None else around.line
    return bool(bottom - TOLERANCE_PX > around.floor)


def anchors(document: Any) -> dict[str, int]:
    """Return the page (from 1) of each anchor of the document."""
    return {name: number for number, page in enumerate(document.pages, 1) for name in page.anchors}


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
