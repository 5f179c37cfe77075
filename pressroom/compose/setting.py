"""How one document is set: its language, edition, paper and brand, and the style sheets that follow from them."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from typing import Any

from pressroom.compose import faces
from pressroom.compose.env import render
from pressroom.compose.labels import Labels, labels
from pressroom.compose.typography import native, runs_one_way
from pressroom.model import Brand, Language, Sheet
from pressroom.model.session import Edition, Paper
from pressroom.model.sheet import PAPER_MM
from pressroom.typeset import Asset

QR_MM = 26
"""The printed width of a QR code in the pack, quiet zone included: 61 modules (version 9) at 0.42 mm."""

SHRUNK_QR_MM = {Paper.A4: 35, Paper.LETTER: 38, Paper.A5: QR_MM}
"""The same where two pages are printed side by side on the same paper: 0.71 times as large (Letter 0.65; A5 pages
stand on A4 as large as they are), and 0.40 mm a module still."""

MARGINS_MM = {Paper.A4: (19, 21), Paper.LETTER: (19, 21), Paper.A5: (14, 16)}
"""The margins of a pack's pages above and below: there stand the running heads and feet."""

FITS = (0, 1, 2)
"""The steps by which a page that must hold everything is set closer and smaller; beyond them it does not fit."""

CARD_QR_MM = 25
"""The printed width of a QR code on the card: 49 modules with the quiet zone (version 6) at 0.51 mm."""

CARD_ROWS = 6
"""The most rows on a card's front: four contacts, the host, and a line that answers day and night."""

ROOMY_ROWS = range(4, CARD_ROWS)
"""How many rows share a card's height where there are fewer: each has more of it, and what is said of somebody a line
of its own. Fewer still are no higher."""

CARD_MARGINS_MM = Decimal("6.6")
"""What a card keeps free above and below its text, together; 3 mm from each cut are the least."""

CARD_HEAD_MM, CARD_FOOT_MM, CARD_CODES_MM = Decimal("5.4"), Decimal("2.8"), Decimal("30.6")
"""The heights of a card's heading, of its last line, and of the codes on its back."""

CARD_GAP_MM, CARD_BACK_GAP_MM = Decimal("0.6"), Decimal("0.4")
"""What is free above a card's last line, on its front and on its back."""

CARD_HAIRLINE_MM = Decimal("0.12")
"""The line below a row."""

CARD_DEEP_MM = {"rtl": Decimal("0.5"), "zh": Decimal("0.2")}
"""What stays free above it where letters reach further down: Arabic ones, and Chinese ones, which fill their lines."""

INK = "#000000"


@dataclass(frozen=True)
class Composed:
    """A document ready for typesetting: HTML, its style sheets, and the pictures that it may use."""

    html: str
    css: tuple[str, ...]
    assets: Mapping[str, Asset]
    title: str


@functools.cache
def _narrow(language: Language) -> Language:
    return language.model_copy(update={"short_words": ()})


@dataclass(frozen=True)
class Setting:
    """What is the same on all pages of a document. ``qr_mm`` is the width of a QR code in a pack."""

    language: Language
    edition: Edition
    paper: Paper
    brand: Brand
    specimen: bool = False
    qr_mm: int = QR_MM

    @property
    def discreet(self) -> bool:
        """Whether nothing may show whose pack this is and what it is for."""
        return self.edition is Edition.DISCREET

    @property
    def labels(self) -> Labels:
        """The labels of the setting's language."""
        return labels(self.language)

    def base(self) -> dict[str, object]:
        """Return the values that every template of the setting needs."""
        return {
            "t": self.labels,
            "lang": self.language.code,
            "lang_tag": self.language.tag,
            "direction": self.language.direction,
            "rtl": self.language.direction == "rtl",
            "hyphenate": self.language.hyphenate,
            "discreet": self.discreet,
            "specimen": self.specimen,
            "brand": self.brand,
        }

    def composed(
        self, html: str, css: tuple[str, ...], assets: Mapping[str, Asset], title: str, *, narrow: bool = False
    ) -> Composed:
        """Return a document with its language's typography, its pictures, and the brand's fonts.

        ``narrow``: lines are so short that they end where they can, also after a short word.
        """
        html = native(html, _narrow(self.language) if narrow else self.language)
        if runs_one_way(html):
            html = html.replace("<body>", '<body class="one-way">', 1)
        return Composed(html, css, {**assets, **faces.assets(self.brand.fonts)}, title)

    def pack_css(self) -> tuple[str, ...]:
        """Return the style sheets of a pack."""
        return _css("pack", _plain(self), None)

    def personal_css(self, cover_fit: int, fit: int) -> tuple[str, ...]:
        """Return the style sheet of a personal part, its cover and its emergency page each at a step of `FITS`.

        It is one for both pages and complete in itself: each sheet more is matched against every element.
        """
        return _personal_css(_plain(self), cover_fit, fit)

    def folio_css(self, *, verso_first: bool) -> str:
        """Return the rules for page numbers of a part; with ``verso_first`` it begins on a left one in its pack."""
        css = render("style/folio.css.j2", rtl=self.language.direction == "rtl", verso_first=verso_first)
        return _settled(css, _css("pack", _plain(self), None)[0])

    def card_css(self, sheet: Sheet) -> tuple[str, ...]:
        """Return the style sheets of a card that fits ``sheet``: complete without the one that others share."""
        return (*_css("card", _plain(self), sheet)[1:], _rooms(sheet))

    def sheet_css(self, name: str) -> tuple[str, ...]:
        """Return the style sheets of another document, such as the hand-out list."""
        return _css(name, _plain(self), None)


def _plain(setting: Setting) -> Setting:
    """Return the setting without what no style sheet depends on, so that style sheets are shared."""
    brand = setting.brand
    colours = brand.colours
    if setting.discreet:
        colours = colours.model_copy(update={"primary": INK, "signal": INK, "ink": INK})
    return replace(setting, brand=Brand(colours=colours, fonts=brand.fonts))


@functools.lru_cache(maxsize=64)
def _css(name: str, setting: Setting, sheet: Sheet | None) -> tuple[str, ...]:
    values = _values(setting) | {"sheet": sheet, **(card_measures(sheet) if sheet else {})}
    values["deep_mm"] = card_deep_mm(setting.language)
    base = render("style/base.css.j2", **values)
    return base, _settled(render(f"style/{name}.css.j2", **values), base)


@functools.lru_cache(maxsize=256)
def _personal_css(setting: Setting, cover_fit: int, fit: int) -> tuple[str, ...]:
    css = render("style/personal.css.j2", **_values(setting), cover_fit=cover_fit, fit=fit)
    return (_settled(css, css),)


_CUSTOM = re.compile(r"--([a-z]+):\s*([^;]+);")
_USED = re.compile(r"var\(--([a-z]+)\)")


def _settled(css: str, base: str) -> str:
    """Return a style sheet with the values of ``base``'s custom properties in the place of their names.

    They are defined once, for the whole document; the typesetter would look each up for each element that has a use
    for it. Raises `KeyError` for a property that is not defined.
    """
    values = dict(_CUSTOM.findall(base))
    return _USED.sub(lambda found: values[found[1]], css)


def _values(setting: Setting) -> dict[str, object]:
    """Return what style sheets are made from."""
    width, height = PAPER_MM[setting.paper]
    return setting.base() | {
        "colours": setting.brand.colours,
        "faces": faces.faces(setting.brand.fonts),
        "extra_fonts": "".join(f', "{family}"' for family in faces.families(setting.brand.fonts)),
        "paper": str(setting.paper),
        "width_mm": width,
        "height_mm": height,
        "head_mm": MARGINS_MM[setting.paper][0],
        "foot_mm": MARGINS_MM[setting.paper][1],
        "qr_mm": setting.qr_mm,
    }


@functools.lru_cache(maxsize=8)
def _rooms(sheet: Sheet) -> str:
    return render("style/room.css.j2", halves=card_halves(sheet))


def card_halves(sheet: Sheet) -> int:
    """Return how many half mm a text on a card may leave to another, and one more."""
    return int(2 * sheet.card_width) + 1


def card_deep_mm(language: Language) -> Decimal:
    """Return what stays free below the letters of names in a language's cards."""
    return CARD_DEEP_MM.get(language.direction, CARD_DEEP_MM.get(language.code, Decimal(0)))


def card_shares(rows: int) -> int:
    """Return among how many rows the height of a card is shared out that has ``rows``."""
    return max(rows, ROOMY_ROWS.start)


def card_measures(sheet: Sheet) -> dict[str, Any]:
    """Return the lengths of a card's layout in mm, by their names in its style sheet; rows by `card_shares`."""
    inner = sheet.card_height - CARD_MARGINS_MM
    rows = inner - CARD_HEAD_MM - CARD_FOOT_MM - CARD_GAP_MM
    return {
        "inset_mm": CARD_MARGINS_MM,
        "head_mm": CARD_HEAD_MM,
        "hairline_mm": CARD_HAIRLINE_MM,
        "rows_mm": rows.quantize(Decimal("0.01")),
        "row_mm": {
            shares: (rows / shares).quantize(Decimal("0.01"), ROUND_DOWN) for shares in (*ROOMY_ROWS, CARD_ROWS)
        },
        "foot_mm": CARD_FOOT_MM,
        "codes_mm": CARD_CODES_MM,
        "detained_mm": inner - CARD_CODES_MM - CARD_BACK_GAP_MM - CARD_FOOT_MM,
        "back_gap_mm": CARD_BACK_GAP_MM,
        "card_qr_mm": Decimal(CARD_QR_MM),
    }
