"""`--open` shows the folder where there is a desktop, and is never a reason to fail."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pressroom.cli import showing
from pressroom.cli.console import Console
from tests.program.making import AS_OF, build, press, workspace


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a file manager on the path that notes what it is asked to show; return its notes."""
    notes, program = tmp_path / "notes", tmp_path / "bin" / "xdg-open"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{notes}.part"\nmv "{notes}.part" "{notes}"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":99")
    return notes


@pytest.fixture(autouse=True)
def _like_linux(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    started: list[subprocess.Popen[bytes]] = []
    monkeypatch.setattr(showing, "_started", started)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    yield
    for process in started:
        process.wait(60)


def shown(notes: Path) -> str:
    """Return what the file manager was asked to show: it is started and not waited for, but here."""
    (process,) = showing._started
    process.wait(60)
    return notes.read_text().strip()


def test_build_shows_its_folder(tmp_path: Path, desktop: Path) -> None:
    """After a build, the file manager is given the output folder, by its whole path, and nothing else."""
    out = tmp_path / "out"
    assert build(workspace(tmp_path / "desk"), out, "--only", "cards", "--open").code == 0
    assert shown(desktop) == str(out.resolve())


def test_preview_shows_its_folder(tmp_path: Path, desktop: Path) -> None:
    """So does a preview."""
    out = tmp_path / "out"
    options = ("--only", "cards", "--as-of", AS_OF, "--open")
    assert press("preview", workspace(tmp_path / "desk"), "--out", out, *options).code == 0
    assert shown(desktop) == str(out.resolve())


def test_nothing_is_shown_unasked(tmp_path: Path, desktop: Path) -> None:
    """Without the option no program is started, and none after a build that did not make all."""
    assert build(workspace(tmp_path / "desk"), tmp_path / "out", "--only", "cards").code == 0
    assert not showing._started
    assert not desktop.exists()


def test_without_a_desktop_there_is_a_word(tmp_path: Path, desktop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a server the build ends as well as ever, and says where the files are."""
    monkeypatch.delenv("DISPLAY")
    done = build(workspace(tmp_path / "desk"), tmp_path / "out", "--only", "cards", "--open")
    assert done.code == 0
    assert "there is no desktop here" in done.err
    assert not desktop.exists()


def test_a_broken_file_manager_is_no_fault(
    desktop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that cannot be started, or is not there at all, gives a word and no error."""
    program = tmp_path / "bin" / "xdg-open"
    program.write_text("#!/nowhere/at/all\n")
    showing.show(tmp_path, Console())
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    showing.show(tmp_path, Console())
    assert capsys.readouterr().err.count("there is no desktop here") == 2
