"""A long print job comes as several files, each complete, all in order: nobody in two of them, nobody in none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pressroom.build import Outcome, build
from pressroom.deliver import MadeFile
from pressroom.impose import cells
from pressroom.made import Delivered
from pressroom.model import Press
from pressroom.model.session import Edition
from pressroom.plan import Limits, Options, make_plan
from pressroom.printing.jobs import choose
from pressroom.read.workspace import read_workspace
from pressroom.shop import Shop
from pressroom.workers import Context, crew_of
from tests.program.making import AS_OF, workspace
from tests.program.reading import pages
from tests.proof.making import sheet

PEOPLE = [{"code": f"T-{number}", "country": "TGO", "name": f"Sample {number}"} for number in range(1, 6)]
SMALL = Limits(packs=2, carries=3, cards=10)


class _Silent:
    def step(self, what: str, in_work: Sequence[str] = (), *, is_pack: bool = False) -> None:
        """Say nothing."""


def made(desk: Path, out: Path, limits: Limits = SMALL, *, split: bool = False) -> Outcome:
    """Build five people's things, five copies of each card from the third cell on, in files of at most ``limits``."""
    found, _ = read_workspace(desk, date.fromisoformat(AS_OF))
    assert found
    options = Options(date.fromisoformat(AS_OF), press=Press(copies=5), start_cell=3, split=split)
    context = Context(found, options, make_plan(found, options, limits))
    return build(context, out, crew=crew_of(1), watcher=_Silent())


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the workspace and what is made of it."""
    return tmp_path_factory.mktemp("long")


@pytest.fixture(scope="module")
def desk(base: Path) -> Path:
    """Return a workspace of five people of one country."""
    return workspace(base / "desk", PEOPLE)


@pytest.fixture(scope="module")
def outcome(desk: Path, base: Path) -> Outcome:
    """Return what came of a build with small limits, into ``base / "out"``."""
    return made(desk, base / "out", split=True)


def jobs_of(outcome: Outcome) -> dict[str, MadeFile]:
    """Return the print jobs by their paths."""
    assert not outcome.failed
    return {file.path: file for file in outcome.manifest.files if file.kind in {"packs", "cards", "carries"}}


def told(out: Path, paths: Sequence[str]) -> list[list[str]]:
    """Return the codes that stand in the tickets of some jobs."""
    tickets = [" ".join((out / path).with_suffix(".txt").read_text("utf-8").split()) for path in paths]
    return [
        [who["code"] for who in PEOPLE if f"{who['code']}," in text or f"{who['code']}." in text] for text in tickets
    ]


def test_each_kind_of_job_comes_in_files_of_its_own_size(outcome: Outcome, base: Path) -> None:
    """The first file keeps its name; the others are numbered; each has a ticket with those who are in it."""
    stems = {"packs": 3, "cards": 3, "carry": 2}
    paths = {
        stem: [f"TGO/{stem}.pdf", *(f"TGO/{stem}-{n}.pdf" for n in range(2, count + 1))]
        for stem, count in stems.items()
    }
    assert set(jobs_of(outcome)) == {path for found in paths.values() for path in found}
    everyone = [who["code"] for who in PEOPLE]
    for found in paths.values():
        codes = told(base / "out", found)
        assert [code for theirs in codes for code in theirs] == everyone
    assert [len(theirs) for theirs in told(base / "out", paths["packs"])] == [1, 2, 2]
    assert [len(theirs) for theirs in told(base / "out", paths["carry"])] == [2, 3]


def test_a_ticket_says_which_file_of_how_many_it_is(outcome: Outcome, base: Path) -> None:
    """Whoever stands at the printer knows that more is to come, and in which order."""
    for path in jobs_of(outcome):
        stem, _, number = path.removesuffix(".pdf").partition("-")
        count = {"TGO/packs": 3, "TGO/cards": 3, "TGO/carry": 2}[stem]
        assert f"\nPart     {number or 1} of {count}." in (base / "out" / path).with_suffix(".txt").read_text("utf-8")


def test_packs_are_whole_in_one_file(outcome: Outcome, base: Path) -> None:
    """The pages of the files, one after another, are those of the packs, one after another."""
    out = base / "out"
    files = [path for path in sorted(jobs_of(outcome), key=lambda path: (len(path), path)) if "packs" in path]
    printed = [text for path in files for text in pages(out / path) if "on purpose" not in text]
    singly = [text for who in PEOPLE for text in pages(out / "TGO" / f"{who['code'].lower()}-pack-en.pdf")]
    assert printed == singly


def test_a_half_used_sheet_is_the_first_of_all(outcome: Outcome, base: Path) -> None:
    """The start cell holds for the first file alone: the next one begins on a fresh sheet."""
    for name, cell in (("cards", 2), ("cards-2", 0), ("cards-3", 0)):
        first = cells((base / "out" / "TGO" / f"{name}.pdf").read_bytes())[0]
        assert first.name == "card-0001-front"
        assert (first.x_mm, first.y_mm) == pytest.approx(tuple(map(float, sheet("plain-a4").origin(cell))), abs=0.01)


def test_links_stand_where_the_manifest_says(outcome: Outcome, base: Path) -> None:
    """The links of each file of a job are those of the single files in it."""
    entries = {file.path: file for file in outcome.manifest.files}
    for path, file in jobs_of(outcome).items():
        kind = {"packs": "pack", "cards": "card", "carries": "carry"}[file.kind]
        times = 5 if kind == "card" else 1
        (codes,) = told(base / "out", [path])
        meant = sorted(
            text
            for code in codes
            for texts in (entries[f"TGO/{code.lower()}-{kind}-en.pdf"].links or {}).values()
            for text in texts * times
        )
        assert sorted(text for texts in (file.links or {}).values() for text in texts) == meant


def test_the_files_are_printed_in_their_order(outcome: Outcome) -> None:
    """Those of one job follow one another, and cards come last."""
    names = [file.path.removeprefix("TGO/").removesuffix(".pdf") for file in choose(outcome.manifest)]
    assert names == ["carry", "carry-2", "packs", "packs-2", "packs-3", "cards", "cards-2", "cards-3"]


def test_a_shorter_job_leaves_no_old_file(desk: Path, base: Path) -> None:
    """Where a job has fewer files than before, those that it no longer has are removed with their tickets."""
    out = base / "again"
    made(desk, out, SMALL)
    assert (out / "TGO" / "packs-2.pdf").exists()
    outcome = made(desk, out, Limits())
    assert set(jobs_of(outcome)) == {"TGO/packs.pdf", "TGO/cards.pdf"}
    assert {"TGO/packs-2.pdf", "TGO/packs-2.txt", "TGO/cards-3.pdf", "TGO/cards-3.txt"} <= set(outcome.removed)
    assert not list(out.glob("TGO/*-2.*"))


def test_the_discreet_files_are_numbered_apart(desk: Path) -> None:
    """Where a country has both editions, each has its own files, whose names tell no more than before."""
    found, _ = read_workspace(desk, date.fromisoformat(AS_OF))
    assert found
    people = tuple(
        who.model_copy(update={"edition": Edition.DISCREET}) if number % 2 else who
        for number, who in enumerate(found.participants)
    )
    plan = make_plan(
        found.model_copy(update={"participants": people}), Options(date.fromisoformat(AS_OF)), Limits(1, 1, 10)
    )
    assert [(job.path, job.codes, job.part, job.parts) for job in plan.jobs] == [
        ("TGO/packs.pdf", ("T-1",), 1, 3),
        ("TGO/packs-2.pdf", ("T-3",), 2, 3),
        ("TGO/packs-3.pdf", ("T-5",), 3, 3),
        ("TGO/cards.pdf", ("T-1", "T-3", "T-5"), 1, 1),
        ("TGO/packs-discreet.pdf", ("T-2",), 1, 2),
        ("TGO/packs-discreet-2.pdf", ("T-4",), 2, 2),
        ("TGO/cards-discreet.pdf", ("T-2", "T-4"), 1, 1),
    ]


def test_a_file_that_is_not_the_one_that_was_proved_is_in_no_job(desk: Path, outcome: Outcome, base: Path) -> None:
    """A job shows what was proved: a pack that was changed since keeps the job back, and the line names its code."""
    found, _ = read_workspace(desk, date.fromisoformat(AS_OF))
    assert found
    options = Options(date.fromisoformat(AS_OF))
    plan = make_plan(found, options)
    order = next(job for job in plan.jobs if job.kind == "packs")
    pack = next(file for file in outcome.manifest.files if file.kind == "pack")
    links = {int(page): texts for page, texts in (pack.links or {}).items()}
    proved = Delivered(base / "out" / pack.path, pack.pages, links, "T-1", "en", "pack", sha256=pack.sha256)
    shop = Shop(found, options, plan)
    files, problems = shop.job(order, {"pack": [proved]})
    assert (len(files), problems) == (1, [])
    files, problems = shop.job(order, {"pack": [replace(proved, sha256="0" * 64)]})
    assert files == []
    assert problems == ["TGO/packs.pdf: the pack of T-1 is no longer the file that was proved: build again"]
