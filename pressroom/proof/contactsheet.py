"""One picture of many: each small, with a line of words under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from pressroom.paths import shipped

if TYPE_CHECKING:
    from PIL.Image import Image

COLUMNS = 8
CELL_PX = (190, 250)
"""The most that a small picture takes, in pixels: an upright page of A4 is then 177 wide."""

GAP_PX = 18
LABEL_PX = 26
TEXT_PX = 14
GROUND, EDGE, WORDS = (226, 228, 231), (150, 154, 160), (20, 20, 20)


@dataclass(frozen=True)
class _Small:
    group: str
    label: str
    picture: Image


@dataclass
class ContactSheet:
    """Takes pictures one by one and keeps them small. A new group begins a new row, as a new person does."""

    _items: list[_Small] = field(default_factory=list)

    def add(self, group: str, label: str, picture: Image) -> None:
        """Take a picture with the words that stand under it."""
        from PIL.Image import Resampling

        small = picture.copy()
        small.thumbnail(CELL_PX, Resampling.LANCZOS, reducing_gap=3.0)
        self._items.append(_Small(group, label, small))

    def picture(self) -> Image:
        """Return all of them in rows, in the order in which they came."""
        from PIL import Image, ImageDraw, ImageFont

        rows = self._rows()
        widest = max((len(row) for row in rows), default=1)
        heights = [max(item.picture.height for item in row) + LABEL_PX + GAP_PX for row in rows]
        sheet = Image.new("RGB", (widest * (CELL_PX[0] + GAP_PX) + GAP_PX, sum(heights) + GAP_PX), GROUND)
        draw = ImageDraw.Draw(sheet)
        file = shipped("assets", "fonts", "IBMPlexSans-Regular.ttf")
        font = ImageFont.truetype(str(file), TEXT_PX, layout_engine=ImageFont.Layout.BASIC)
        y = GAP_PX
        for row, height in zip(rows, heights, strict=True):
            for column, item in enumerate(row):
                x = GAP_PX + column * (CELL_PX[0] + GAP_PX)
                right, bottom = x + item.picture.width, y + item.picture.height
                sheet.paste(item.picture, (x, y))
                draw.rectangle((x - 1, y - 1, right, bottom), outline=EDGE)
                draw.text((x, bottom + 4), item.label, font=font, fill=WORDS)
            y += height
        return sheet

    def _rows(self) -> list[Sequence[_Small]]:
        groups = [list(items) for _, items in groupby(self._items, key=lambda item: item.group)]
        return [group[at : at + COLUMNS] for group in groups for at in range(0, len(group), COLUMNS)]
