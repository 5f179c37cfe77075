"""Small print jobs, output folders that hold them, and a CUPS that prints nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf

from pressroom.deliver import FileKind, MadeFile, Manifest
from pressroom.impose import impose
from pressroom.model.press import Duplex
from pressroom.model.sheet import PAPER_MM
from tests.proof.making import card, sheet

_NAMES = {
    Duplex.LONG: pikepdf.Name.DuplexFlipLongEdge,
    Duplex.SHORT: pikepdf.Name.DuplexFlipShortEdge,
    Duplex.NONE: pikepdf.Name.Simplex,
}


def job(paper: str, duplex: Duplex | None, pages: int = 1, *, landscape: bool = False, **page: object) -> bytes:
    """Return empty pages of a paper that ask for these sides (None: do not say); ``page`` sets keys of each page."""
    width, height = (float(length) / 25.4 * 72 for length in PAPER_MM[paper])
    box = [0, 0, height, width] if landscape else [0, 0, width, height]
    out = BytesIO()
    with pikepdf.Pdf.new() as pdf:
        for _ in range(pages):
            pdf.pages.append(
                pikepdf.Page(pikepdf.Dictionary({"/Type": pikepdf.Name.Page, "/MediaBox": pikepdf.Array(box)}))
            )
            for key, value in page.items():
                pdf.pages[-1].obj[f"/{key}"] = value
        if duplex is not None:
            pdf.Root.ViewerPreferences = pikepdf.Dictionary(Duplex=_NAMES[duplex])
        pdf.save(out)
    return out.getvalue()


@cache
def cards(on: str = "plain-a4", count: int = 3, duplex: Duplex = Duplex.LONG) -> bytes:
    """Return small cards on sheets."""
    return impose([card(sheet(on))] * count, sheet(on), title="Cards", duplex=duplex)


def folder(where: Path, files: Mapping[str, bytes]) -> Path:
    """Return an output folder that holds these jobs, by path as ``TGO/cards-discreet.pdf``, and its manifest."""
    listed = []
    for path, data in files.items():
        country, name = path.removesuffix(".pdf").split("/")
        kind, _, edition = name.partition("-")
        (where / country).mkdir(parents=True, exist_ok=True)
        (where / path).write_bytes(data)
        listed.append(
            MadeFile(
                path=path,
                sha256=hashlib.sha256(data).hexdigest(),
                pages=1,
                kind=FileKind(kind),
                country=country,
                edition=edition or "open",
            )
        )
    manifest = Manifest(session="small", as_of=date(2026, 11, 22), files=tuple(listed))
    (where / "manifest.json").write_text(manifest.json_text(), encoding="utf-8")
    return where


LP = """#!/bin/sh
n=$(ls "$FAKE" | grep -c '^lp\\.[0-9]*$')
printf '%s\\n' "$@" > "$FAKE/lp.$n"
cat > "$FAKE/pdf.$n"
echo "$LC_ALL" > "$FAKE/locale"
if [ -e "$FAKE/refuse" ]; then echo 'lp: Destination "office" is not accepting jobs.' >&2; exit 1; fi
echo "request id is office-1$n (0 file(s))"
"""
LPSTAT = """#!/bin/sh
case "$1" in
-e) cat "$FAKE/printers" ;;
-r) echo "scheduler is $(cat "$FAKE/scheduler")" ;;
-p) cat "$FAKE/printer" ;;
-l) cat "$FAKE/$3" ;;
esac
"""
LPOPTIONS = """#!/bin/sh
cat "$FAKE/saved"
"""


class FakeCups:
    """CUPS's commands as small scripts: they answer what files say, and keep what they were given."""

    def __init__(self, where: Path) -> None:
        self.where, self.programs = where / "answers", where / "programs"
        self.where.mkdir()
        self.programs.mkdir()
        for name, script in (("lp", LP), ("lpstat", LPSTAT), ("lpoptions", LPOPTIONS)):
            (self.programs / name).write_text(script, encoding="utf-8")
            (self.programs / name).chmod(0o755)
        self.answer(
            printers="office\ndraft\n", scheduler="running\n", printer="printer office is idle.  enabled since x\n",
            saved="copies=1 job-sheets=none,none printer-info=office printer-location=\n",
        )  # fmt: skip
        (self.where / "not-completed").touch()
        (self.where / "completed").touch()

    def answer(self, **files: str) -> None:
        """Change what the scripts answer."""
        for name, text in files.items():
            (self.where / name).write_text(text, encoding="utf-8")

    def queue(self, alerts: str, request: str = "office-10", which: str = "not-completed") -> None:
        """Put a job into the queue, or among the ended ones, after another one."""
        lines = [f"{job} someone 1024 Sun Nov 22 11:21:17 2026\n\tStatus: \n\tAlerts: {why}\n\tqueued for office\n"
                 for job, why in (("office-1", "job-printing"), (request, alerts))]  # fmt: skip
        (self.where / which).write_text("".join(lines), encoding="utf-8")

    @property
    def jobs(self) -> list[list[str]]:
        """The arguments of each call of ``lp``, in order."""
        found = sorted(self.where.glob("lp.*"), key=lambda path: int(path.suffix[1:]))
        return [path.read_text(encoding="utf-8").splitlines() for path in found]

    def options(self, number: int = 0) -> list[str]:
        """The options of one call of ``lp``."""
        given = self.jobs[number]
        return [value for name, value in pairwise(given) if name == "-o"]

    def pdf(self, number: int = 0) -> bytes:
        """What one call of ``lp`` was given to print."""
        return (self.where / f"pdf.{number}").read_bytes()
