"""From a person to HTML: the one place where the benchmark knows the program from inside.

A whole pack is one document here: cover, emergency page, contents, guidance, country. Peers print that.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date
from itertools import zip_longest
from pathlib import Path

from benchmarks.job import PICTURES, Document, Job, write
from benchmarks.workloads import AS_OF
from pressroom.compose import card, country, guidance, personal
from pressroom.compose.setting import FITS, Composed
from pressroom.model.sheet import PAPER_MM
from pressroom.plan import CountryKey, Options, PackPlan, make_plan
from pressroom.read.workspace import read_workspace
from pressroom.shop import Shop
from pressroom.typeset import Drawing

CLOSEST = FITS[-1]
"""Peers get each page at the step at which it fits: they need not look for it, as the program does."""

TOGETHER = """
.emergency { page: emergency; }
@page emergency { margin: 17mm 22mm 14mm; }
section table, article table { table-layout: auto; }
#contents { page: contents; }
section:not(#contents) { page: auto; }
@page contents { counter-reset: page 0 next 1; }
"""
"""What the parts' style sheets say of themselves alone, and page numbers that count from the contents on."""

_BODY = re.compile("(<body[^>]*>)(.*)</body>", re.DOTALL)
_STEP = re.compile(rb"(\d+) (\d+) ([ml])")
_ANCHOR_OF_COUNTRY = '<div id="country"></div>'


class Pages:
    """The documents of a workspace's people."""

    def __init__(self, workspace: Path) -> None:
        """Read the workspace."""
        day = date.fromisoformat(AS_OF)
        read, findings = read_workspace(workspace, day)
        findings.raise_if_errors()
        if read is None:
            raise ValueError("there is no workspace")
        options = Options(as_of=day)
        self.plan = make_plan(read, options)
        self._shop = Shop(read, options, self.plan)
        self._shared: dict[CountryKey, list[Composed]] = {}

    def sample(self, size: int) -> list[str]:
        """Return the codes of ``size`` people, one language after another in turn, as far as there are."""
        by_language: dict[str, list[str]] = {}
        for pack in self.plan.packs:
            by_language.setdefault(pack.participant.language, []).append(pack.participant.code)
        turns = zip_longest(*by_language.values())
        return [code for turn in turns for code in turn if code][:size]

    def lay_down(self, folder: Path, kinds: Sequence[str], codes: Sequence[str]) -> Job:
        """Write the documents of these kinds for these people into ``folder``, which is made."""
        (folder / PICTURES).mkdir(parents=True)
        by_code = {pack.participant.code: pack for pack in self.plan.packs}
        made = []
        for code in codes:
            for kind in kinds:
                parts = self._pack(by_code[code]) if kind == "pack" else [self._card(by_code[code])]
                made.append(self._write(folder, kind, by_code[code], parts))
        write(folder, made)
        return Job(folder, tuple(made))

    def _pack(self, pack: PackPlan) -> list[Composed]:
        contents, who = self._shop.contents, pack.participant
        setting = contents.setting(who.language, who.edition)
        own = personal.compose(setting, contents.personal(who, setting), cover_fit=CLOSEST, fit=CLOSEST)
        if pack.country not in self._shared:
            self._shared[pack.country] = [
                guidance.compose(setting, contents.guidance(pack.country.guidance, setting)),
                country.compose(setting, contents.country(pack.country, setting), first_page=1),
            ]
        return [own, *self._shared[pack.country]]

    def _card(self, pack: PackPlan) -> Composed:
        contents, who = self._shop.contents, pack.participant
        setting = contents.setting(who.language, who.edition)
        return card.compose(setting, contents.card(who, setting), self._shop.sheet, (CLOSEST, CLOSEST))

    def _write(self, folder: Path, kind: str, pack: PackPlan, parts: Sequence[Composed]) -> Document:
        who = pack.participant
        bodies = [_with_pictures(part, folder) for part in parts]
        html = _BODY.sub(lambda found: f"{found[1]}{''.join(bodies)}</body>", parts[0].html)
        html = "<!DOCTYPE html>" + html.removeprefix("<!DOCTYPE html>")
        name = f"{who.code.lower()}-{kind}"
        (folder / f"{name}.html").write_text(html.replace(_ANCHOR_OF_COUNTRY, ""), "utf-8")
        sheets = dict.fromkeys(sheet for part in parts[:2] for sheet in part.css)
        together = (TOGETHER,) if kind == "pack" else ()
        css = tuple(_kept(folder, sheet.encode(), ".css") for sheet in (*sheets, *together))
        sheet = self._shop.sheet
        size = PAPER_MM[self.plan.paper] if kind == "pack" else (sheet.card_width, sheet.card_height)
        return Document(name, kind, who.language, f"{name}.html", css, float(size[0]), float(size[1]))


def _with_pictures(part: Composed, folder: Path) -> str:
    """Return the body of a part, its pictures in files, each named for what is in it."""
    found = _BODY.search(part.html)
    body = found[2] if found else ""
    for name, asset in part.assets.items():
        if isinstance(asset, Drawing):
            data, ending = _svg(asset), ".svg"
        else:
            data, ending = asset.data, "." + asset.mime.partition("/")[2].partition("+")[0]
        body = body.replace(f'"press:{name}"', f'"{_kept(folder, data, ending, PICTURES)}"')
    return body


def _svg(drawing: Drawing) -> bytes:
    """Return a drawing for those who cannot draw the operators of a PDF."""
    path = _STEP.sub(rb"\3\1 \2", drawing.data).replace(b"m", b"M").replace(b"l", b"L").replace(b"h", b"Z")
    view = b'viewBox="0 0 %d %d" shape-rendering="crispEdges"' % (drawing.side, drawing.side)
    return b'<svg xmlns="http://www.w3.org/2000/svg" %b><path d="%b"/></svg>' % (view, path.removesuffix(b"f"))


def _kept(folder: Path, data: bytes, ending: str, under: str = ".") -> str:
    path = folder / under / (hashlib.sha256(data).hexdigest()[:16] + ending)
    path.write_bytes(data)
    return path.relative_to(folder).as_posix()
