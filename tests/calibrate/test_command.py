"""`pressroom calibrate`, as a programme officer types it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from pressroom.calibration import is_calibration
from tests.calibrate.reading import printed
from tests.program.making import ONE, press, workspace

OWN_SHEET = (
    "paper: A4\ncard_width: 80\ncard_height: 50\ncolumns: 2\nrows: 5\nx0: 20\ny0: 20\npitch_x: 90\npitch_y: 50\n"
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder, empty, of someone without settings of their own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "ada-sample"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def settings(here: Path, text: str) -> None:
    """Write the user's own printers.yaml."""
    folder = here.parent / "ada-sample" / "pressroom"
    folder.mkdir(parents=True)
    (folder / "printers.yaml").write_text(text, encoding="utf-8")


def names(folder: Path) -> list[str]:
    """Return what is in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


def test_it_writes_one_file_and_says_what_to_do(here: Path) -> None:
    """Without options it is the page for plain A4 paper, in the current folder, for its owner alone."""
    done = press("calibrate")
    assert done.code == 0
    assert "flipped on the long edge" in done.err
    assert names(here) == ["calibration-plain-a4.pdf"]
    assert stat.S_IMODE((here / "calibration-plain-a4.pdf").stat().st_mode) == 0o600


def test_the_name_of_the_file_is_the_sheets_or_the_one_given(here: Path) -> None:
    """A folder that is missing is made."""
    assert press("calibrate", "--sheet", "avery-5371", "--duplex", "none", "-q").err == ""
    assert press("calibrate", "--out", here / "new" / "page.pdf").code == 0
    assert names(here) == ["calibration-avery-5371.pdf", "new"]
    assert names(here / "new") == ["page.pdf"]


def test_an_earlier_page_is_written_over_and_nothing_else(here: Path) -> None:
    """What somebody else put there is not touched: neither text, nor another PDF, nor what a link leads to."""
    page = here / "calibration-plain-a4.pdf"
    assert press("calibrate").code == 0
    assert press("calibrate", "--duplex", "short", "--out", page).code == 0
    assert press("proof", page).code == 0
    for content in (b"my notes", b"%PDF-1.7\nhalf a file", b""):
        page.write_bytes(content)
        done = press("calibrate")
        assert (done.code, page.read_bytes()) == (2, content)
        assert "is no calibration page" in done.err
    page.unlink()
    page.symlink_to(here / "elsewhere.pdf")
    assert press("calibrate").code == 2
    page.unlink()
    page.mkdir()
    assert press("calibrate").code == 2
    assert press("calibrate", "--out", "notes.txt").code == 2
    assert names(here) == ["calibration-plain-a4.pdf"]


def test_a_build_is_no_calibration_page(here: Path) -> None:
    """A PDF of the program's own that is a card is not written over."""
    from tests.proof.making import finished

    (here / "card.pdf").write_bytes(finished("<p>Card"))
    assert not is_calibration((here / "card.pdf").read_bytes())
    assert press("calibrate", "--out", "card.pdf").code == 2


def test_what_is_not_known_is_wrong_usage(here: Path) -> None:
    """A sheet or a printer of no such name: the known ones are listed, and nothing is made."""
    done = press("calibrate", "--sheet", "sigl-lp795")
    assert done.code == 2
    assert "did you mean sigel-lp795?" in done.err
    settings(here, "office: {front_dx: 1}\n")
    done = press("calibrate", "--calibration", "ofice")
    assert done.code == 2
    assert "did you mean office?" in done.err
    assert "ada-sample" not in done.err
    assert names(here) == []


def test_a_workspace_brings_its_sheets_and_printers(here: Path) -> None:
    """Its own entry comes before that of the config folder; the page says how to print it again."""
    settings(here, "office: {front_dx: 2}\nhome: {front_dx: 3}\n")
    files = {"sheets/mine.yaml": OWN_SHEET, "printers.yaml": "office:\n  front_dx: -1\n"}
    desk = workspace(here.parent / "desk", ONE, files=files)
    for name, told in (("office", 1.0), ("home", -3.0)):
        done = press("calibrate", "--sheet", "mine", "--workspace", desk, "--calibration", name)
        assert done.code == 0, done.err
        assert "cross at 0" in done.err
        front, back = printed((here / "calibration-mine.pdf").read_bytes())
        assert (front.reading("x"), back.reading("x")) == pytest.approx((told, 0), abs=0.01)
    text = " ".join(word for word, _ in front.words)
    assert "--sheet mine --workspace FOLDER --calibration home" in text


def test_faults_are_told_with_their_place(here: Path) -> None:
    """In the workspace's file, which check reports too, and in the user's own, which nothing else opens."""
    settings(here, "office:\n  scale_x: 1.05\n")
    done = press("calibrate", "--calibration", "office")
    assert done.code == 3
    assert done.err.startswith("$XDG_CONFIG_HOME/pressroom/printers.yaml:2:12: scale_x: is not between 0.98 and 1.02")
    desk = workspace(here.parent / "desk", ONE, files={"printers.yaml": "office:\n  front_dx: 3.5\n"})
    for command in (("check", desk), ("calibrate", "--workspace", desk)):
        done = press(*command)
        assert done.code == 3
        assert "printers.yaml:2:13: front_dx: is more than 3 mm" in done.err
    (desk / "printers.yaml").unlink()
    assert press("check", desk).code == 0
    assert names(here) == []
