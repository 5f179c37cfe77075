"""What is said of a build that is interrupted is what stands in its folder then, whenever the interrupt comes."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest

from pressroom.deliver import read_manifest
from pressroom.deliver.files import move as given
from tests.program.making import ONE, Run, build, press, workspace
from tests.program.test_again import hashes

STAYS = "Interrupted. By then the new build was in its place, and it stays."
STANDS = "Interrupted. The last build stands as it was; nothing half-made is left."
CARDS = ("--only", "cards", "--force")


pytestmark = pytest.mark.usefixtures("signals")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Return a workspace that was changed after it had been built into ``out``, and was built anew into ``clean``."""
    first, then = {"starts": "2026-12-01"}, {"destroy_after": "2027-02-28"}
    made = workspace(tmp_path / "desk", ONE, first)
    assert build(made, tmp_path / "out", *CARDS).code == 0
    workspace(made, ONE, then)
    assert build(made, tmp_path / "clean", *CARDS).code == 0
    assert hashes(tmp_path / "out") != hashes(tmp_path / "clean")
    return made


def interrupt(*_: object, **__: object) -> Any:
    """Ask this process to end, as a shell does it."""
    signal.raise_signal(signal.SIGTERM)


def said(done: Run) -> str:
    """Return the last line of a run that was interrupted."""
    assert done.code == 130, done.err
    return done.err.splitlines()[-1]


@pytest.mark.parametrize("folder", ["out", "first"])
@pytest.mark.parametrize("step", [0, 1])
def test_while_files_take_their_places(
    tmp_path: Path, desk: Path, monkeypatch: pytest.MonkeyPatch, folder: str, step: int
) -> None:
    """It is heard when the last file has its place: the new build is whole, nothing is hidden, and a line says so."""

    def move(hidden: Path, target: Path) -> None:
        nonlocal step
        if step == 0:
            interrupt()
        step -= 1
        given(hidden, target)

    monkeypatch.setattr("pressroom.deliver.commit.move", move)
    assert said(build(desk, tmp_path / folder, *CARDS)) == STAYS
    assert step < 0
    assert hashes(tmp_path / folder) == hashes(tmp_path / "clean")


@pytest.mark.parametrize("what", ["pressroom.build.run.deliver.changed", "pressroom.cache.Cache.tidy"])
def test_after_files_took_their_places(tmp_path: Path, desk: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """Whatever is done then, the new build stands, and the old one is not said to."""
    monkeypatch.setattr(what, interrupt)
    assert said(build(desk, tmp_path / "out", *CARDS)) == STAYS
    assert hashes(tmp_path / "out") == hashes(tmp_path / "clean")


@pytest.mark.parametrize(
    "what", ["pressroom.workers.crew.Here.start", "pressroom.shop.Shop.participant", "pressroom.build.run.account"]
)
def test_before_files_take_their_places(tmp_path: Path, desk: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """Before the first order, in the midst of one and after the last, the old build stands to the byte."""
    before = hashes(tmp_path / "out")
    monkeypatch.setattr(what, interrupt)
    assert said(build(desk, tmp_path / "out", *CARDS)) == STANDS
    assert hashes(tmp_path / "out") == before


def test_what_a_first_build_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there was no build, the files that are whole stay, and a line says of how many people they are."""
    from pressroom.shop import Shop

    real, orders = Shop.participant, iter((False, True))

    def participant(shop: Shop, *arguments: Any) -> Any:
        return interrupt() if next(orders) else real(shop, *arguments)

    monkeypatch.setattr(Shop, "participant", participant)
    two = workspace(tmp_path / "two", [{"code": code, "country": "TGO"} for code in ("P-1", "P-2")])
    stay = "Interrupted. The files of 1 participants are whole, and stay: build again for the rest."
    assert said(build(two, tmp_path / "out", *CARDS)) == stay
    assert sorted(hashes(tmp_path / "out")) == ["TGO/p-1-card-en.pdf", "manifest.json"]


def test_a_second_early_end_keeps_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first early end left is no whole build: the next one adds to it, however early that ends again."""
    from pressroom.shop import Shop

    real = Shop.participant
    codes = ("P-1", "P-2", "P-3")
    three = workspace(tmp_path / "three", [{"code": code, "country": "TGO"} for code in codes])
    for count, stops in enumerate(codes[1:], 1):
        signal.signal(signal.SIGTERM, signal.SIG_DFL)

        def participant(shop: Shop, pack: Any, *arguments: Any, at: str = stops) -> Any:
            return interrupt() if pack.participant.code == at else real(shop, pack, *arguments)

        with monkeypatch.context() as patched:
            patched.setattr(Shop, "participant", participant)
            done = build(three, tmp_path / "out", "--only", "cards")
        assert (
            said(done)
            == f"Interrupted. The files of {count} participants are whole, and stay: build again for the rest."
        )
        cards = [f"TGO/{code.lower()}-card-en.pdf" for code in codes[:count]]
        assert sorted(hashes(tmp_path / "out")) == [*cards, "manifest.json"]


def test_what_is_no_build_says_nothing_of_one(tmp_path: Path, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another command, and a build that has said what it made, know nothing of how the last build stands."""
    with monkeypatch.context() as patched:
        patched.setattr("pressroom.cli.building.look", interrupt)
        assert said(press("check", desk)) == "Interrupted."
    monkeypatch.setattr("pressroom.cli.building._summary", interrupt)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    assert said(build(desk, tmp_path / "out", *CARDS)) == "Interrupted."
    assert hashes(tmp_path / "out") == hashes(tmp_path / "clean")


def test_a_country_whose_jobs_are_missing_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where everybody's files are there and a job is not, the manifest says so, and `print` does."""
    monkeypatch.setattr("pressroom.shop.Shop.job", interrupt)
    out = tmp_path / "first"
    said(build(workspace(tmp_path / "two", [{"code": "P-1", "country": "TGO"}]), out))
    kept = read_manifest(out)
    assert kept is not None
    assert not kept.is_whole
    assert [failure.participant for failure in kept.failed] == ["TGO"]
