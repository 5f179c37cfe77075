"""However a run ends: no private byte outside the output folder, nothing half-made in it, the last build whole."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from pressroom.deliver import OutputError
from pressroom.deliver.lock import Hold
from pressroom.paths import shipped
from tests.program.making import AS_OF, GENERATE, HEARD, SESSION, build, generate, short_guidance, workspace
from tests.program.test_fit import crowd
from tests.program.test_hostile import worker_of
from tests.program.tracing import PEOPLE, SECRETS, holding, isolated, traced

PROBE = 4
"""How many bytes Python writes to find out whether files can be made in a place: four letters."""

STARTS = 50
"""How often a plain Python starts and ends in a second on a machine with nothing else to do."""

CARDS = ("--only", "cards", "--as-of", AS_OF)


def files(folder: Path) -> dict[str, str]:
    """Return every file of a folder with its hash, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def is_whole(out: Path) -> bool:
    """Whether a folder holds its manifest and the very files that it lists; what is hidden is not looked at."""
    listed = {file["path"]: file["sha256"] for file in json.loads((out / "manifest.json").read_text())["files"]}
    found = {path: digest for path, digest in files(out).items() if ".pressroom-" not in path}
    return found.pop("manifest.json") != "" and found == listed


def hidden(folder: Path) -> list[str]:
    """Return the files under work."""
    return [path for path in files(folder) if ".pressroom-" in path]


def a_second() -> float:
    """Return how long that takes now which takes a second on a machine with nothing else to do: so many starts."""
    begun = time.monotonic()
    for _ in range(STARTS // 5):
        subprocess.run([sys.executable, "-I", "-c", ""], check=True)
    return max(1.0, (time.monotonic() - begun) * 5)


def strays(folder: Path) -> list[str]:
    """Return the files that a run left in the home, in the place for temporary files and in the cache.

    There, fontconfig keeps an index of the program's own fonts, and the program the parts that all have in common.
    """
    return [
        path
        for name in ("home", "tmpdir", "xdg_cache_home")
        for path in files(folder / name)
        if not (name == "xdg_cache_home" and path.startswith(("fontconfig/", "pressroom/")))
        and (folder / name / path).read_bytes() not in (b"", b"blat")  # Python's own trial of a place, cut short
    ]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Return a workspace with canaries in it, the one that the next build is of."""
    host = {**SESSION["host"], "emergency_phone": "+44 20 7946 0998"}
    return workspace(tmp_path / "desk", PEOPLE, {"host": host})


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache that these tests share: the first run fills it with the index of the fonts."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def env(tmp_path: Path, cache: Path) -> dict[str, str]:
    """Return the variables that give a run a home of its own."""
    (tmp_path / "xdg_cache_home").symlink_to(cache)
    return isolated(tmp_path)


@pytest.fixture(scope="session")
def last_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a build of cards: everyone's is another in the next build."""
    folder = tmp_path_factory.mktemp("last")
    assert build(workspace(folder / "desk", PEOPLE), folder / "out", "--only", "cards").code == 0
    return folder / "out"


@pytest.fixture
def built(tmp_path: Path, last_build: Path) -> Path:
    """Return a copy of that folder."""
    return Path(shutil.copytree(last_build, tmp_path / "out"))


# All is well


def test_no_byte_is_written_elsewhere(tmp_path: Path, desk: Path, env: dict[str, str], cache: Path) -> None:
    """With packs, cards, workers and a font of the brand: every write goes into the output folder, or is no data.

    There are two exceptions: fontconfig's index of the program's fonts, and what all of a language or country have in
    common, in which there is nothing of a person.
    """
    font = next(shipped("assets", "fonts").glob("*.ttf"))
    shutil.copy(font, desk / "own.ttf")
    (desk / "brand.yaml").write_text("fonts: [own.ttf]\n")
    out = tmp_path / "out"
    run, written = traced(tmp_path, desk, out, "--participant", "P-1", "--participant", "P-2", "--jobs", "2", env=env)
    if run.code != 0 and "ptrace" in run.err:
        pytest.skip("this machine permits no tracing")
    assert run.code == 0, run.err
    allowed = (str(out), str(cache / "fontconfig"), str(cache / "pressroom"), "/dev/", "/proc/", "/memfd:", "pipe:")
    elsewhere = {path: size for path, size in written.items() if not str(path).startswith(allowed)}
    elsewhere = {
        path: size for path, size in elsewhere.items() if "__pycache__" not in path.parts
    }  # the program's code
    assert {path: size for path, size in elsewhere.items() if size > PROBE} == {}
    assert any(path.is_relative_to(out) for path in written)
    assert strays(tmp_path) == []
    assert hidden(out) == []
    assert is_whole(out)
    assert holding(cache, SECRETS) == []


def test_words_in_the_trace_would_be_found(tmp_path: Path) -> None:
    """The search for canaries is able to find one: in a file, in another encoding, in a name."""
    (tmp_path / "a").write_text(f"x{SECRETS[0]}y")
    (tmp_path / "b").write_bytes(SECRETS[1].encode("utf-16-le"))
    (tmp_path / SECRETS[2]).touch()
    assert {text for _, text in holding(tmp_path, SECRETS)} == set(SECRETS[:3])


@pytest.mark.parametrize("said", ["success", "one fails"])
def test_what_is_said_and_listed_is_nobodys(tmp_path: Path, desk: Path, env: dict[str, str], said: str) -> None:
    """No canary in the manifest, a file's name, standard output or standard error, whether all is well or not."""
    if said == "one fails":
        workspace(desk, [crowd("Wexmorra Quillane " * 6, relation="Quillane Wexmorra " * 6), *PEOPLE[1:]])
    out = tmp_path / "out"
    done = generate("build", desk, "--out", out, *CARDS, "-v", cwd=tmp_path, **env)
    assert done.code == (0 if said == "success" else 1), done.err
    assert [text for text in SECRETS if text in done.said or text in (out / "manifest.json").read_text()] == []
    assert [name for name in files(out) for text in SECRETS if text in name] == []
    assert is_whole(out)
    assert hidden(out) == strays(tmp_path) == []


# It ends before its time


def started(
    desk: Path,
    out: Path,
    env: dict[str, str],
    *,
    jobs: int = 2,
    options: Sequence[str] = CARDS,
    until: str = "] P-",
    times: int = 2,
) -> subprocess.Popen[str]:
    """Start a build of cards, and return it when two people's are finished; or another, when other pieces of it are."""
    command = [sys.executable, str(GENERATE), "build", str(desk), "--out", str(out), *options, "--jobs", str(jobs)]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, start_new_session=True, env=os.environ | env, cwd=desk.parent
    )
    assert process.stderr is not None
    seen = 0
    for line in process.stderr:
        seen += until in line
        if seen == times:
            break
    return process


@pytest.mark.parametrize("number", HEARD)
def test_an_interrupted_run_leaves_the_last_build(
    tmp_path: Path, desk: Path, built: Path, env: dict[str, str], number: signal.Signals
) -> None:
    """Not one file of the last build is another, and there is none beside them."""
    before = files(built)
    process = started(desk, built, env)
    assert hidden(built)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert files(built) == before
    assert is_whole(built)
    assert strays(tmp_path) == []


def test_a_killed_run_leaves_hidden_files_that_the_next_removes(
    tmp_path: Path, desk: Path, built: Path, env: dict[str, str]
) -> None:
    """SIGKILL: the last build stands as it was; what is new has the reserved name and goes with the next run."""
    before = files(built)
    process = started(desk, built, env)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    left = hidden(built)
    assert left
    assert not any(path.endswith(".pdf") for path in left)
    assert {path: digest for path, digest in files(built).items() if path not in left} == before
    assert is_whole(built)
    assert strays(tmp_path) == []
    assert build(desk, built, "--only", "cards").code == 0
    assert hidden(built) == []
    assert is_whole(built)
    assert files(built).keys() == before.keys()
    assert files(built) != before


def test_no_worker_outlives_a_killed_run(tmp_path: Path, desk: Path, built: Path, env: dict[str, str]) -> None:
    """It would keep everyone's data in memory, and the folder from the next run: that can begin at once."""
    process = started(desk, built, env)
    process.kill()
    process.communicate(timeout=60)
    deadline = time.monotonic() + 10
    while not is_free(built) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert build(desk, built, "--only", "cards").code == 0
    assert hidden(built) == []


def is_free(out: Path) -> bool:
    """Whether no process holds a folder. A dead one that nobody has buried yet holds nothing."""
    try:
        with Hold(out):
            return True
    except OutputError:
        return False


def interrupted(process: subprocess.Popen[str], number: signal.Signals = signal.SIGINT) -> str:
    """Interrupt a run, and return what it still said. It must end within a second (`a_second`)."""
    asked = time.monotonic()
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    took = time.monotonic() - asked
    assert process.returncode == 130, said
    assert took < a_second(), took
    return said


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.slow
def test_an_interrupt_is_not_kept_waiting_by_a_long_piece_of_work(
    tmp_path: Path, built: Path, env: dict[str, str], jobs: int
) -> None:
    """Guidance takes seconds to lay out: a run that is at it ends within one, and the last build stands."""
    languages = ["en", "fr", "es", "ar"]
    people = [{"code": f"P-{language}", "country": "TGO", "language": language} for language in languages]
    desk = workspace(tmp_path / "desk", people, {"languages": languages}, files=dict.fromkeys(short_guidance()))
    before = files(built)
    whole = ("--as-of", AS_OF, "--force")  # no part is taken over from another run
    process = started(desk, built, env, jobs=jobs, options=whole, until="] guidance", times=1)
    said = interrupted(process)
    assert "] P-" not in said
    assert files(built) == before
    assert strays(tmp_path) == []


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_first_run_that_is_interrupted_keeps_what_is_whole(
    tmp_path: Path, desk: Path, env: dict[str, str], number: signal.Signals, jobs: int
) -> None:
    """Its finished files stay, on the manifest, which names those who are still to be made; the next run makes them.

    It ends within a second, or as long as fifty starts of Python take where that is more: what is in work is given up.
    """
    out = tmp_path / "out"
    interrupted(started(desk, out, env, jobs=jobs), number)
    assert is_whole(out)
    assert hidden(out) == strays(tmp_path) == []
    manifest = json.loads((out / "manifest.json").read_text())
    made = {file["participant"] for file in manifest["files"]}
    missing = {failure["participant"] for failure in manifest["failed"]}
    assert len(made) >= 2
    assert made | missing == {who["code"] for who in PEOPLE}
    assert not made & missing
    kept = {path: (out / path).stat().st_ino for path in files(out) if path.endswith(".pdf")}
    assert build(desk, out, "--only", "cards").code == 0
    assert {path: (out / path).stat().st_ino for path in kept} == kept
    assert build(desk, tmp_path / "clean", "--only", "cards").code == 0
    assert files(out) == files(tmp_path / "clean")


@pytest.mark.parametrize("limit", [20_000])
def test_a_full_disk_leaves_the_last_build(
    tmp_path: Path, desk: Path, built: Path, env: dict[str, str], limit: int
) -> None:
    """As a limit on the size of files has it: exit code 4, what to do, nothing of this run."""
    before = files(built)
    limited = ["sh", "-c", f'ulimit -f {limit // 512}; exec "$@"', "sh"]
    done = generate("build", desk, "--out", built, *CARDS, "--jobs", "2", before=limited, cwd=tmp_path, **env)
    assert done.code == 4, done.err
    assert "the disk is full" in done.err
    assert files(built) == before
    assert is_whole(built)
    assert strays(tmp_path) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a small disk in memory, if this user may."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if (
        mount is None
        or subprocess.run(
            [mount, "-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", disk], check=False, capture_output=True
        ).returncode
    ):
        pytest.skip("this user may not mount a disk")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_disk_without_room_leaves_the_last_build(
    tmp_path: Path, desk: Path, built: Path, small_disk: Path, env: dict[str, str]
) -> None:
    """A disk that has room for a card or two more, and no more: as with a limit."""
    out = small_disk / "out"
    shutil.copytree(built, out)
    before = files(out)
    room = os.statvfs(small_disk)
    (small_disk / "filler").write_bytes(b"x" * (room.f_bavail * room.f_frsize - 100_000))
    done = generate("build", desk, "--out", out, *CARDS, "--jobs", "2", cwd=tmp_path, **env)
    assert done.code == 4, done.err
    assert "the disk is full" in done.err
    assert files(out) == before
    assert is_whole(out)


def unplug(folder: Path) -> None:
    """Remove a folder into which something is being written meanwhile."""
    for _ in range(100):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.02)
    pytest.fail("the folder comes again and again")


@pytest.mark.parametrize("take", [unplug, lambda out: out.rename(out.with_name("moved"))])
def test_a_folder_that_vanishes_is_not_made_anew(
    tmp_path: Path, desk: Path, built: Path, env: dict[str, str], take: Callable[[Path], object]
) -> None:
    """A stick that was pulled out: the packs do not go to the disk on which it was mounted.

    A folder that was only moved is left as the last build made it, wherever it is now.
    """
    before = files(built)
    process = started(desk, built, env, jobs=1)
    take(built)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 4, said
    assert "taken away" in said or "No such file" in said
    assert "Traceback" not in said
    assert not built.exists()
    moved = tmp_path / "moved"
    assert not moved.exists() or files(moved) == before
    assert strays(tmp_path) == []


def test_a_crash_leaves_no_memory_on_the_disk(tmp_path: Path, desk: Path, env: dict[str, str]) -> None:
    """A core dump would hold everyone's data: there is none, also where the system would write one."""

    def crashed(command: list[str]) -> bool:
        """Whether a process that is made to crash leaves its memory."""

        def allow() -> None:
            hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
            resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))

        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ | env, cwd=tmp_path,
            preexec_fn=allow,  # noqa: PLW1509 - there are no threads here
        )  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGABRT)
        _, status = os.waitpid(process.pid, 0)
        process.returncode = -signal.SIGABRT  # so that nobody waits for it again
        assert os.WIFSIGNALED(status)
        process.stdout.close()
        return os.WCOREDUMP(status)

    waiting = [sys.executable, "-c", "import time; print('ready', flush=True); time.sleep(60)"]
    command = [sys.executable, str(GENERATE), "build", str(desk), "--out", str(tmp_path / "out"), *CARDS, "--jobs", "1"]
    if not crashed(waiting):
        pytest.skip("this system writes no core dumps")
    assert not crashed(command)


def test_a_worker_that_is_killed_costs_a_second_try(
    tmp_path: Path, desk: Path, built: Path, env: dict[str, str]
) -> None:
    """For want of memory, say: what was in work is made again, and the run ends as if nothing had been."""
    process = started(desk, built, env)
    os.kill(worker_of(process), signal.SIGKILL)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert is_whole(built)
    assert hidden(built) == strays(tmp_path) == []
    assert build(desk, tmp_path / "clean", "--only", "cards").code == 0
    assert files(built) == files(tmp_path / "clean")


def test_two_builds_into_one_folder_are_one_too_many(
    tmp_path: Path, desk: Path, built: Path, env: dict[str, str]
) -> None:
    """The second is refused in plain words, exit code 2, and the first ends as if it had been alone."""
    process = started(desk, built, env)
    process.send_signal(signal.SIGSTOP)
    second = build(desk, built, "--only", "cards")
    process.send_signal(signal.SIGCONT)
    _, said = process.communicate(timeout=60)
    assert second.code == 2
    assert "another build is writing to" in second.err
    assert process.returncode == 0, said
    assert build(desk, tmp_path / "clean", "--only", "cards").code == 0
    assert files(built) == files(tmp_path / "clean")
