"""A card sheet drawn in characters: the paper, and its cells numbered as ``--start-cell`` counts them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pressroom.model import Sheet

COLUMNS, LINES = 24, 16
"""About how much room a sheet takes in a terminal, whose letters are twice as high as they are wide."""

_UP, _DOWN, _LEFT, _RIGHT = 1, 2, 4, 8
_BOX = {
    0: " ",
    _LEFT | _RIGHT: "─",
    _UP | _DOWN: "│",
    _DOWN | _RIGHT: "┌",
    _DOWN | _LEFT: "┐",
    _UP | _RIGHT: "└",
    _UP | _LEFT: "┘",
    _UP | _DOWN | _RIGHT: "├",
    _UP | _DOWN | _LEFT: "┤",
    _DOWN | _LEFT | _RIGHT: "┬",
    _UP | _LEFT | _RIGHT: "┴",
    _UP | _DOWN | _LEFT | _RIGHT: "┼",
}
_PLAIN = str.maketrans(dict.fromkeys(set(_BOX.values()) - {" ", "─", "│"}, "+") | {"─": "-", "│": "|", "×": "x"})


def drawn(sheet: Sheet) -> list[str]:
    """Return a sheet as lines of characters, about in proportion, with its measures beside it."""
    lines, words = picture(sheet), _measures(sheet)
    words += [""] * (len(lines) - len(words))
    return [f"  {line}  {text}".rstrip() for line, text in zip(lines, words, strict=True)]


def plain(text: str) -> str:
    """Return a drawing for terminals that have no such characters."""
    return text.translate(_PLAIN)


def picture(sheet: Sheet) -> list[str]:
    """Return the drawing alone, its lines of one length."""
    width, height = sheet.paper_mm
    room = len(str(sheet.cells)) + 1
    across = _Axis.of(sheet.x0, sheet.card_width, sheet.pitch_x, sheet.columns, width, COLUMNS, room)
    down = _Axis.of(sheet.y0, sheet.card_height, sheet.pitch_y, sheet.rows, height, LINES, 2)
    grid = [[0] * (across.end + 1) for _ in range(down.end + 1)]
    _draw(grid, 0, 0, across.end, down.end)
    numbers = {}
    for cell in range(sheet.cells):
        row, column = divmod(cell, sheet.columns)
        left, top = across.start + column * across.pitch, down.start + row * down.pitch
        _draw(grid, left, top, left + across.card, top + down.card)
        text = str(cell + 1)
        numbers[left + (across.card + 2 - len(text)) // 2, top + down.card // 2] = text
    lines = [[_BOX[bits] for bits in row] for row in grid]
    for (x, y), number in numbers.items():
        lines[y][x : x + len(number)] = number
    return ["".join(line) for line in lines]


@dataclass(frozen=True)
class _Axis:
    """Where cells begin in characters, how long one is, from one to the next, and where the paper ends.

    The pitch is a whole number of characters, so that cells that are alike look alike.
    """

    start: int
    card: int
    pitch: int
    end: int

    @classmethod
    def of(  # noqa: PLR0913, PLR0917 - one axis of a sheet
        cls, start: Decimal, card: Decimal, pitch: Decimal, count: int, paper: Decimal, characters: int, least: int
    ) -> _Axis:
        step = max(least, round(characters * pitch / paper))
        scale = step / pitch
        first, length = _margin(start, scale), min(step, max(least, round(card * scale)))
        rest = paper - start - (count - 1) * pitch - card
        return cls(first, length, step, first + (count - 1) * step + length + _margin(rest, scale))


def _margin(length: Decimal, scale: Decimal) -> int:
    """Return a margin in characters: none only where there is none."""
    return max(1, round(length * scale)) if length > 0 else 0


def _draw(grid: Sequence[list[int]], left: int, top: int, right: int, bottom: int) -> None:
    """Draw a rectangle's edges; where it meets others, the lines join."""
    for y in (top, bottom):
        for x in range(left, right):
            grid[y][x] |= _RIGHT
            grid[y][x + 1] |= _LEFT
    for x in (left, right):
        for y in range(top, bottom):
            grid[y][x] |= _DOWN
            grid[y + 1][x] |= _UP


def _measures(sheet: Sheet) -> list[str]:
    width, height = sheet.paper_mm
    ends = sheet.origin(sheet.cells - 1)
    right, bottom = width - ends[0] - sheet.card_width, height - ends[1] - sheet.card_height
    return [
        f"{sheet.paper}, {_mm(width, height)} mm",
        f"{sheet.columns} × {sheet.rows} cards of {_mm(sheet.card_width, sheet.card_height)} mm",
        f"margins: left {_mm(sheet.x0)}, right {_mm(right)}, top {_mm(sheet.y0)}, bottom {_mm(bottom)} mm",
        f"from card to card: {_mm(sheet.pitch_x)} mm across, {_mm(sheet.pitch_y)} mm down",
    ]


def _mm(*lengths: Decimal) -> str:
    return " × ".join(f"{length.normalize():f}" for length in lengths)


def geometry(sheet: Sheet) -> tuple[object, ...]:
    """Return what two sheets have in common if the same card fits both in the same places."""
    lengths: Iterable[object] = (sheet.x0, sheet.y0, sheet.pitch_x, sheet.pitch_y, sheet.card_width, sheet.card_height)
    return (sheet.paper, sheet.columns, sheet.rows, *lengths)
