"""Whether a job shows the very pages that were proved before, each in its place.

A page was looked at as a picture when its own file was made. A job puts such pages onto paper; so what is compared
here is what is drawn, byte for byte, and only what is the job's own is left to be looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from pressroom.impose.looks import Look, Looks, contents
from pressroom.model.press import Duplex
from pressroom.proof.expect import Expectation, Finding
from pressroom.proof.opening import Opened

_TOLERANCE_PT = 0.15
"""0.05 mm, as far as a TrimBox may be from the size that is meant: a form's middle is its page's."""

_OPERAND = re.compile(rb"/\S+|[-+.\d]+")
_OPERATORS = frozenset(
    [b"q", b"Q", b"cm", b"re", b"W", b"n", b"Do", b"BMC", b"EMC", b"G", b"K", b"w", b"m", b"l", b"S"]
)
"""What places forms and draws the hairlines of marks. A side of a sheet can show nothing else by itself: no text."""


class Sameness:
    """Compares an open job with what was meant to be shown on its pages."""

    def __init__(self, file: Opened, expect: Expectation) -> None:
        """Compare all pages; ``findings`` are what is wrong, ``own`` the pages that were proved nowhere else.

        Of several pages of the job's own that show the same, the first stands for all.
        """
        self._looks = Looks(file.pdf)
        self._duplex = expect.duplex
        self._pages = list(file.pdf.pages)
        self._shown = list(expect.shown or ())
        self.findings = [found for number in range(1, self._count + 1) for found in self._page(number)]
        self.proved = self._looks.hashed
        """The numbers of the objects that are, byte for byte, those of files that were proved."""
        self.own = frozenset(self._own())

    @property
    def _count(self) -> int:
        return max(len(self._pages), len(self._shown))

    def _page(self, number: int) -> Iterator[Finding]:
        if number > len(self._pages):
            yield Finding(number, "page-missing", "the page is missing")
        elif number > len(self._shown):
            yield Finding(number, "page-surplus", "there is a page where none was meant")
        else:
            page, shown = self._pages[number - 1], self._shown[number - 1]
            if isinstance(shown, Look):
                yield from self._whole(page, shown, number)
            elif shown is not None:
                yield from self._side(page, shown, number)

    def _whole(self, page: Any, meant: Look, number: int) -> Iterator[Finding]:
        found = self._looks.page(page)
        width, height = meant.media[2] - meant.media[0], meant.media[3] - meant.media[1]
        turned = self._duplex is Duplex.SHORT and number % 2 == 0 and height > width
        if found.shown != meant.shown:
            yield Finding(number, "other-page", "it does not show the page that is meant here, as that was proved")
        elif (found.media, found.crop, found.trim) != (meant.media, meant.crop, meant.trim):
            yield Finding(number, "other-boxes", "the page is not on the paper on which it was proved")
        elif found.turn != (meant.turn + 180 * turned) % 360:
            yield Finding(number, "other-turn", "the page is turned other than it is to be printed")

    def _side(self, page: Any, meant: Mapping[str, Look], number: int) -> Iterator[Finding]:
        drawn, strange = _operations(contents(page))
        forms: Any = page.obj.Resources.get("/XObject", {})
        if sorted(drawn) != sorted(meant) or {name[1:] for name in forms.keys()} != set(meant):  # noqa: SIM118 - no dict
            yield Finding(number, "other-pages", "other pages, or more or fewer of them, stand here than are meant")
            return
        if strange or set(page.obj.Resources.keys()) - {"/XObject"} or "/Annots" in page.obj:
            yield Finding(number, "drawn-besides", "the side draws more than its pages and marks")
        for name, look in meant.items():
            if not self._is_form_of(forms[f"/{name}"], look):
                yield Finding(number, "other-page", f"{name} is not the page that is meant here, as that was proved")

    def _is_form_of(self, form: Any, look: Look) -> bool:
        """Whether a form shows a page, and that page's trim from the form's origin on."""
        a, b, c, d, *origin = (float(value) for value in form.Matrix)
        x0, y0, x1, y1 = (float(edge) for edge in form.BBox)
        left, bottom, right, top = look.trim
        off = (left + origin[0], bottom + origin[1], (x0 + x1 - left - right) / 2, (y0 + y1 - bottom - top) / 2)
        in_place = (a, b, c, d) == (1, 0, 0, 1) and max(map(abs, off)) <= _TOLERANCE_PT
        return in_place and look.turn == 0 and self._looks.form(form) == look.shown

    def _own(self) -> Iterator[int]:
        """Yield the pages of the job's own, of those that show the same the first."""
        seen: set[bytes] = set()
        for number, (page, shown) in enumerate(zip(self._pages, self._shown, strict=False), 1):
            if shown is None and (digest := self._looks.page(page).shown) not in seen:
                yield number
                seen.add(digest)


def _operations(content: bytes) -> tuple[list[str], bool]:
    """Return the names of the forms that a side draws, and whether it does anything but place forms and draw marks."""
    tokens = content.split()
    drawn = [before[1:].decode("latin-1") for before, operator in pairwise(tokens) if operator == b"Do"]
    return drawn, bool({token for token in tokens if not _OPERAND.fullmatch(token)} - _OPERATORS)
