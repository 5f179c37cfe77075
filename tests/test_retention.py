"""What was to be destroyed is told until it is gone: at build, at check, and to whoever asks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.program.making import ONE, SESSION, Run, build, press, workspace
from tests.program.reading import text

PAST = "2026-12-20"
"""A day after the session's last, and long before the days on which the tests look."""


def later(desk: Path, out: Path, day: str, *options: str) -> Run:
    """Build cards on another day."""
    return press("build", desk, "--out", out, "--as-of", day, "--jobs", "1", "--only", "cards", *options)


def test_the_day_is_in_the_manifest(tmp_path: Path) -> None:
    """As the session has it; null where it has none."""
    desk, out = workspace(tmp_path / "desk", ONE), tmp_path / "out"
    assert build(desk, out, "--only", "cards").code == 0
    assert json.loads((out / "manifest.json").read_text())["destroy_after"] == "2027-01-31"
    workspace(desk, ONE, {"destroy_after": None})
    assert build(desk, out, "--only", "cards").code == 0
    assert json.loads((out / "manifest.json").read_text())["destroy_after"] is None


def test_the_day_is_printed(tmp_path: Path) -> None:
    """On the cover of the open pack as the day by which to destroy it, and on the card as the day to check it by."""
    desk, out = workspace(tmp_path / "desk", ONE, {"destroy_after": PAST}), tmp_path / "out"
    assert build(desk, out).code == 0
    assert "by20december2026" in text(out / "TGO/p-1-pack-en.pdf")
    assert "20dec2026" in text(out / "TGO/p-1-card-en.pdf")


def test_old_packs_are_told_by_build_and_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those in the session's own folder and in --out, once each, with what to type."""
    desk, out = workspace(tmp_path / "desk", ONE, {"destroy_after": PAST}), tmp_path / "elsewhere"
    monkeypatch.chdir(tmp_path)
    for folder in (Path("out/small"), out):
        assert build(desk, folder, "--only", "cards").code == 0
    workspace(desk, ONE, {"destroy_after": "2027-06-30"})
    own = f"{Path('out/small')} holds packs that were to be destroyed by {PAST}: run pressroom clean"
    done = press("check", desk, "--as-of", "2026-12-21")
    assert (done.code, done.err.count(own)) == (0, 1)
    assert own not in press("check", desk, "--as-of", PAST).err
    made = later(desk, out, "2026-12-21")
    assert made.code == 0
    assert made.err.count(own) == 1
    assert f"{out} holds packs that were to be destroyed by {PAST}" in made.err
    assert f"{out} holds packs" not in later(desk, out, "2026-12-21").err


def test_a_session_past_its_day_is_told(tmp_path: Path) -> None:
    """At its key: what is made now should be gone already. That stops nothing, for it may be meant."""
    desk = workspace(tmp_path / "desk", ONE, {"destroy_after": PAST})
    for done in (press("check", desk, "--as-of", "2026-12-21"), later(desk, tmp_path / "out", "2026-12-21")):
        assert done.code == 0
        assert "destroy_after: has passed" in done.err
        assert next(line for line in done.err.splitlines() if "has passed" in line).startswith("session.yaml:")
    assert "has passed" not in press("check", desk, "--as-of", PAST).err


@pytest.mark.parametrize(
    ("until", "as_of", "words"),
    [
        ("2026-12-18", "2026-11-20", "is before the meeting ends"),
        ("2026-12-19", "2026-11-20", ""),
        ("2026-12-24", "2026-12-24", ""),
        ("2026-12-24", "2026-12-25", "has passed"),
    ],
)
def test_an_emergency_line_that_ends_too_early_is_told(tmp_path: Path, until: str, as_of: str, words: str) -> None:
    """Its last day stands on each card: whoever reads that it has passed does not call. A specimen's may pass."""
    host = {**SESSION["host"], "emergency_until": until}
    desk = workspace(tmp_path / "desk", ONE, {"ends": "2026-12-19", "host": host})
    options = ("--as-of", as_of)
    built = press("build", desk, "--out", tmp_path / "out", "--jobs", "1", "--only", "cards", *options)
    for done in (press("check", desk, *options), built):
        assert done.code == 0
        said = [line for line in done.err.splitlines() if "host.emergency_until" in line]
        assert len(said) == bool(words)
        assert all("session.yaml:" in line and words in line for line in said)
    workspace(desk, ONE, {"ends": "2026-12-19", "host": host, "specimen": "yes"})
    assert "emergency_until" not in press("check", desk, *options).err


def test_the_sample_is_not_told(tmp_path: Path) -> None:
    """Made-up people are in no danger."""
    desk = workspace(tmp_path / "desk", ONE, {"destroy_after": PAST, "specimen": "yes"})
    assert "has passed" not in press("check", desk, "--as-of", "2027-12-21").err


def test_a_folder_of_anothers_is_not_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To warn is no time to fail over a file that is not ours."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out/small").mkdir(parents=True)
    (tmp_path / "out/small/manifest.json").write_text("{}")
    assert press("check", workspace(tmp_path / "desk", ONE), "--as-of", "2028-01-01").code == 0
