"""The ground that runs stand on: a scratch folder with workspaces, jobs for peers, caches and output folders."""

from __future__ import annotations

import functools
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import pikepdf

from benchmarks.job import Job
from benchmarks.measure import Cost, measure
from benchmarks.pages import Pages
from benchmarks.peers import typesetting
from benchmarks.workloads import AS_OF, LANGUAGES, Round

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = (sys.executable, str(ROOT / "generate.py"))
KINDS = ("pack", "card")
COUNTED = 6
"""Of how many documents of a job the pages are counted."""


class Ground:
    """A scratch folder, removed at the end. Use as a context."""

    def __init__(self, people: int) -> None:
        """Make the folder. ``people`` are those of the round whose cache later builds find."""
        self._people = people
        self._scratch = Path(tempfile.mkdtemp(prefix="pressroom-bench-"))
        self.printed = ""
        self._number = 0
        self._cache: Path | None = None
        self._kept: dict[int, Path] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._scratch, ignore_errors=True)

    # Our own build

    def program(self, *arguments: str) -> Cost:
        """Measure the program with some arguments that make no file."""
        return measure((*PROGRAM, *arguments), {"XDG_CACHE_HOME": str(self._scratch / "cache")})

    def check(self, people: int) -> Cost:
        """Measure the check of a workspace."""
        return self.program("check", str(self.workspace(people)))

    def cold(self, people: int, *arguments: str) -> Cost:
        """Measure a build with an empty cache into a new folder."""
        cache, out = self._new("cache"), self._new("out")
        cost = self._build(people, arguments, cache, out)
        self.printed = _in_words({kind: _first_of_each_language(out, kind) for kind in KINDS})
        shutil.rmtree(out)
        shutil.rmtree(cache, ignore_errors=True)
        return cost

    def again(self, people: int, *arguments: str, keep: bool = False) -> Cost:
        """Measure a build with the cache that a round has left, into a new folder, which may be kept."""
        out = self._new("out")
        cost = self._build(people, arguments, self._kept_cache(), out)
        if keep:
            shutil.rmtree(self._kept.pop(people, out / "none"), ignore_errors=True)
            self._kept[people] = out
        else:
            shutil.rmtree(out)
        return cost

    def unchanged(self, people: int) -> Cost:
        """Measure a build into the folder of one before, of the same workspace."""
        if people not in self._kept:
            self.again(people, keep=True)
        return self._build(people, (), self._kept_cache(), self._kept[people])

    def _build(self, people: int, arguments: Sequence[str], cache: Path, out: Path) -> Cost:
        command = (*PROGRAM, "build", str(self.workspace(people)), "--out", str(out), "--as-of", AS_OF, "-q")
        return measure((*command, *arguments), {"XDG_CACHE_HOME": str(cache)})

    def _kept_cache(self) -> Path:
        """Return the cache that a build of the round has left. That build is not measured."""
        if self._cache is None:
            self._cache = self._new("cache")
            out = self._new("out")
            self._build(self._people, (), self._cache, out)
            shutil.rmtree(out)
        return self._cache

    # Peers

    def print(self, name: str, job: Job) -> Cost:
        """Measure a peer that prints a job."""
        out = self._new("peer")
        cost = measure((sys.executable, "-m", "benchmarks.peers", name, str(job.folder), str(out)))
        self.printed = counted(job, out)
        shutil.rmtree(out)
        return cost

    @functools.cache  # noqa: B019 - one ground for each run
    def job(self, people: int, sample: int, kinds: Sequence[str] = KINDS) -> Job:
        """Return a job for the first people of a workspace, the languages in turn; for nobody, an empty one."""
        pages = self._pages(people)
        job = pages.lay_down(self._new("job"), kinds, pages.sample(sample))
        if not typesetting.missing():
            typesetting.prepare(job)
        return job

    @functools.cache  # noqa: B019 - the same
    def _pages(self, people: int) -> Pages:
        return Pages(self.workspace(people))

    @functools.cache  # noqa: B019 - the same
    def workspace(self, people: int) -> Path:
        """Return a workspace with so many people."""
        return Round(people=people).lay_down(self._new("workspace"))

    def _new(self, what: str) -> Path:
        self._number += 1
        return self._scratch / f"{what}-{self._number}"


def counted(job: Job, out: Path) -> str:
    """Return how many pages the first documents have, packs before cards. Raises `OSError` where one is not there."""
    made: dict[str, list[Path]] = {}
    for number, document in enumerate(job.documents):
        path = out / f"{document.name}.pdf"
        if path.stat().st_size and number < COUNTED:
            made.setdefault(document.kind, []).append(path)
    return _in_words(made)


def _first_of_each_language(out: Path, kind: str) -> list[Path]:
    """Return our own files of a kind whose pages are counted: of the people that a sample begins with."""
    found = (sorted(out.rglob(f"*-{kind}-{language}.pdf"))[:1] for language in LANGUAGES)
    return [path for paths in found for path in paths]


def _in_words(files: Mapping[str, Sequence[Path]]) -> str:
    made = {kind: files[kind] for kind in KINDS if files.get(kind)}
    return "; ".join(f"{kind}s {', '.join(map(_pages, paths))}" for kind, paths in made.items())


def _pages(path: Path) -> str:
    with pikepdf.open(path) as pdf:
        return str(len(pdf.pages))
