"""The sheet before a pack in a print job: its code and how long it is, so that staff can part the packs."""

from __future__ import annotations

from pressroom.compose.env import render
from pressroom.compose.setting import Composed, Setting


def compose(  # noqa: PLR0913 - what stands on one sheet
    setting: Setting, code: str, pages: int, sheets: int, title: str, *, across: bool
) -> Composed:
    """Return the sheet before the pack of ``code``, which has ``pages`` pages on ``sheets`` sheets of paper.

    ``across`` says that it lies across its paper, as the pages of its job do.
    """
    html = render("pack/separator.html.j2", **setting.base(), title=title, code=code, pages=pages, sheets=sheets)
    css = (*setting.sheet_css("separator"), *([f"@page {{ size: {setting.paper} landscape }}"] if across else []))
    return setting.composed(html, css, {}, title)
