"""`preview --watch`: what changes is seen in the next picture, faults are told, and Ctrl-C ends it in order."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from pressroom.cli import watching
from tests.program.making import AS_OF, ROOT, contact, workspace

PEOPLE = (
    {"code": "T-1", "country": "TGO", **contact(1, "Awa")},
    {"code": "T-2", "country": "TGO", **contact(1, "Komi")},
)
PATIENCE = 60.0
"""Seconds to wait for a line, on a machine that is busy with other tests."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="an interrupt is sent as a POSIX signal")


class Watch:
    """A running ``preview --watch`` and what it says."""

    def __init__(self, desk: Path, out: Path, *options: str, program: Path = ROOT) -> None:
        self.log = out.parent / "watch.log"
        command: list[str | Path] = [
            sys.executable,
            "generate.py",
            "preview",
            desk,
            "--out",
            out,
            "--as-of",
            AS_OF,
            "--watch",
            *options,
        ]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd=program
            )

    def said(self) -> list[str]:
        """Return the lines so far."""
        return self.log.read_text(encoding="utf-8").splitlines()

    def wait_for(self, words: str, times: int = 1) -> None:
        """Wait until a line with these words has come so many times."""
        end = time.monotonic() + PATIENCE
        while sum(words in line for line in self.said()) < times:
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.05)

    def interrupt(self) -> tuple[int, float]:
        """Do as Ctrl-C in a terminal: tell the whole group. Return the exit code and the seconds that it took."""
        began = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(PATIENCE), time.monotonic() - began

    def alive(self) -> bool:
        """Whether any process of the group is left."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True


Starter = Callable[..., Watch]


@pytest.fixture
def start() -> Iterator[Starter]:
    """Start watches that are ended with the test, however it ends."""
    started: list[Watch] = []

    def begin(desk: Path, out: Path, *options: str, program: Path = ROOT) -> Watch:
        started.append(Watch(desk, out, *options, program=program))
        return started[-1]

    yield begin
    for watch in started:
        if watch.process.poll() is None:
            os.killpg(watch.process.pid, signal.SIGKILL)
            watch.process.wait()


def pixels(path: Path) -> bytes:
    """Return a picture's pixels: all of it must be there."""
    with Image.open(path) as picture:
        return picture.tobytes()


def replace(path: Path, old: str, new: str) -> None:
    """Change a text in a file, which must have it."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_change_in_the_workspace_is_seen(tmp_path: Path, start: Starter) -> None:
    """A new value is in the next picture, a fault is listed and the pictures stay; put right, there are new ones.

    One participant is shown, the first of the table.
    """
    desk, out = workspace(tmp_path / "desk", PEOPLE), tmp_path / "out"
    watch = start(desk, out, "--pages", "3", "--only", "packs")
    watch.wait_for("new preview in")
    page = out / "t-1-pack-en-003.png"
    before = pixels(page)
    assert {path.name for path in out.iterdir()} == {page.name, "contact-sheet.png", "preview.json"}
    replace(desk / "participants.csv", "Awa", "Ama")
    watch.wait_for("new preview in", 2)
    after = pixels(page)
    assert after != before
    replace(desk / "session.yaml", "edition: open", "edition: secret")
    watch.wait_for("no new preview")
    assert any(line.startswith("session.yaml:") for line in watch.said())
    assert pixels(page) == after
    replace(desk / "session.yaml", "edition: secret", "edition: open")
    replace(desk / "participants.csv", "Ama", "Awa")
    watch.wait_for("new preview in", 3)
    assert pixels(page) == before
    code, _ = watch.interrupt()
    assert code == 130
    assert not [line for line in watch.said() if "Traceback" in line or "Awa" in line]
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the program with templates and content of its own, to change them; the fonts are the checkout's."""
    copy = tmp_path / "program"
    for name in ("pressroom", "templates", "packs"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "generate.py", copy)
    (copy / "assets").symlink_to(ROOT / "assets")
    return copy


def test_a_change_of_the_programs_own_pages_is_seen(tmp_path: Path, checkout: Path, start: Starter) -> None:
    """A template, a style sheet, a label: each change is in the next picture, none is remembered from before."""
    desk, out = workspace(tmp_path / "desk", PEOPLE), tmp_path / "out"
    watch = start(desk, out, "--pages", "3", "--only", "packs", program=checkout)
    seen = set[bytes]()
    changes = [
        ("templates/pack/personal.html.j2", '<h1>{{ t("emergency.title") }}</h1>', "<h1>Changed</h1>"),
        ("templates/style/base.css.j2", "", "\n* { letter-spacing: 0.1mm }\n"),
    ]
    for number, (name, old, new) in enumerate([("", "", ""), *changes], 1):
        if name and old:
            replace(checkout / name, old, new)
        elif name:
            with (checkout / name).open("a", encoding="utf-8") as file:
                file.write(new)
        watch.wait_for("new preview in", number)
        seen.add(pixels(out / "t-1-pack-en-003.png"))
    assert len(seen) == 1 + len(changes)


@pytest.mark.parametrize("pages", ["1", "5-8"])
def test_an_interrupt_ends_it_at_once(tmp_path: Path, start: Starter, pages: str) -> None:
    """Also in the middle of the work: exit code 130 within a second, no process left, no traceback, no half file."""
    desk, out = workspace(tmp_path / "desk", PEOPLE), tmp_path / "out"
    watch = start(desk, out, "--pages", pages)
    watch.wait_for("new preview in")
    replace(desk / "participants.csv", "Awa", "Ama")
    time.sleep(1.0)
    code, seconds = watch.interrupt()
    assert code == 130
    assert seconds < 1.0 if os.getloadavg()[0] < (os.cpu_count() or 1) else seconds < 5.0
    assert not watch.alive()
    assert "Traceback" not in "\n".join(watch.said())
    assert not [path for path in out.iterdir() if path.name.startswith(".pressroom-")]
    for picture in out.glob("*.png"):
        pixels(picture)


def test_wrong_usage_ends_it(tmp_path: Path, start: Starter) -> None:
    """An unknown participant is not waited for: exit code 2."""
    watch = start(workspace(tmp_path / "desk", PEOPLE), tmp_path / "out", "--participant", "T-9")
    assert watch.process.wait(PATIENCE) == 2
    assert any(line.startswith("Error: --participant") for line in watch.said())


def test_files_that_count(tmp_path: Path) -> None:
    """Watched are the workspace's files and the shipped ones; not hidden ones, nor what the program made itself."""
    desk = workspace(tmp_path / "desk", files={"sheets/own.yaml": "x", ".git/index": "x", ".~lock": "x"})
    for name, mark in (("out/deep", "manifest.json"), ("shown", "preview.json")):
        (desk / name).mkdir(parents=True)
        (desk / name / mark).write_text("{}")
        (desk / name / "picture.png").write_text("x")
    found = watching.files(desk)
    own = {Path(path).relative_to(desk).as_posix() for path in found if path.startswith(str(desk))}
    assert {"session.yaml", "participants.csv", "sheets/own.yaml"} <= own
    assert not {name for name in own if name.startswith((".", "out", "shown"))}
    for name in ("templates/pack/personal.html.j2", "templates/sheets/plain-a4.yaml", "assets/brand/brand.yaml"):
        assert str(ROOT / name) in found
    (desk / "sheets" / "own.yaml").write_text("xy")
    assert watching.files(desk) != found


def test_the_parent_has_read_nothing(tmp_path: Path) -> None:
    """What the children are forked from has loaded libraries alone: not one of the program's memories is filled."""
    code = (
        "import functools, gc\n"
        "from pressroom.cli import watching\n"
        "watching._load()\n"
        "kept = [each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper)]\n"
        "ours = [each for each in kept if each.__module__.startswith('pressroom.')]\n"
        "print(len(ours) > 20, [each.__qualname__ for each in ours if each.cache_info().currsize])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "True []"
