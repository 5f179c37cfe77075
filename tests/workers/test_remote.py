"""Orders go to other machines over TLS alone, and tell nothing on their way but to the one who does them."""

from __future__ import annotations

import json
import os
import pickle
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dask
import pytest

from pressroom.plan import Options, make_plan
from pressroom.read.workspace import read_workspace
from pressroom.shop.identity import identity
from pressroom.workers import PERSON, Context, Order, Workers
from pressroom.workers.errands import Errand, Parcel, dismiss, do, enlist, for_others
from pressroom.workers.faults import Lost
from pressroom.workers.remote import GONE, unfit
from pressroom.workers.workers import DIED
from tests.guard import sitecustomize as guard
from tests.program.canaries import Who, traces_in
from tests.program.making import AS_OF, GENERATE, ROOT, Run, build, generate, press, workspace
from tests.program.reading import needs

NEEDED_S = 60
DIES, FAILS, IS_WELL = (Who(number, "TGO", "en", "open") for number in (2, 3, 4))
PRELOAD = f"""
import os, signal
from pathlib import Path
from pressroom.shop import Shop

def participant(self, pack, *more):
    flag = Path(os.environ["PRESSROOM_TEST_FLAG"])
    if pack.participant.code == "{DIES.code}" and flag.exists():
        flag.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    if pack.participant.code == "{FAILS.code}":
        raise ValueError(repr(pack))
    return self.made(pack, *more)

if not hasattr(Shop, "made"):  # Dask loads this more than once
    Shop.made, Shop.participant = Shop.participant, participant
"""
"""What a worker of the tests loads before it works: one order ends its process, once, and one has a fault."""


@dataclass(frozen=True)
class Cluster:
    """A scheduler and two workers of this machine, with their logs in a folder."""

    folder: Path
    scheduler: subprocess.Popen[bytes]
    workers: Sequence[subprocess.Popen[bytes]]
    env: dict[str, str]

    @property
    def logs(self) -> bytes:
        """All that they said."""
        return b"".join(path.read_bytes() for path in sorted(self.folder.glob("*.log")))

    def build(self, folder: Path, out: Path, *options: str) -> Run:
        """Build a workspace with it."""
        command = ["build", str(folder), "--out", str(out), "--as-of", AS_OF, "--executor", "dask", *options]
        return generate(*command, cwd=None, **self.env)

    def ended(self, folder: Path, out: Path, end: Callable[[subprocess.Popen[str]], None]) -> Run:
        """Begin to build cards with it, and ``end`` that when somebody's is finished."""
        command = [sys.executable, str(GENERATE), "build", str(folder), "--out", str(out), "--as-of", AS_OF]
        command += ["--only", "cards", "--executor", "dask", "--jobs", "1"]
        said = ""
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | self.env) as process:
            assert process.stderr is not None
            for line in process.stderr:
                said += line
                if line.startswith("[1/"):
                    break
            end(process)
            said += process.stderr.read()
        return Run(process.returncode, "", said)


def _certificate(folder: Path) -> dict[str, str]:
    """Make one certificate for everybody, and return the variables by which Dask finds it."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=specimen"
    subprocess.run(
        [needs("openssl"), *words.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True
    )
    tls = "DASK_DISTRIBUTED__COMM__TLS__"
    return {f"{tls}CA_FILE": str(certificate)} | {
        f"{tls}{role}__{part}": str(path)
        for role in ("CLIENT", "SCHEDULER", "WORKER")
        for part, path in (("CERT", certificate), ("KEY", key))
    }


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Start a cluster."""
    with started(tmp_path_factory.mktemp("cluster")) as made:
        yield made


@contextmanager
def started(folder: Path) -> Iterator[Cluster]:
    """Start a cluster as docs/scale.md says, and end it."""
    place, preload = folder / "scheduler.json", folder / "preload.py"
    preload.write_text(PRELOAD, encoding="utf-8")
    env = _certificate(folder) | {
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
        "DASK_DISTRIBUTED__SCHEDULER__HTTP__ROUTES": "[]",
        "DASK_DISTRIBUTED__WORKER__HTTP__ROUTES": "[]",
        "DASK_DISTRIBUTED__WORKER__MEMORY__TARGET": "False",
        "DASK_DISTRIBUTED__WORKER__MEMORY__SPILL": "False",
        "PRESSROOM_TEST_FLAG": str(folder / "flag"),
        "PYTHONPATH": os.pathsep.join([os.environ["PYTHONPATH"], str(ROOT)]),
        guard.LOOPBACK: "1",
    }
    here = ["--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0", "--no-dashboard"]
    common = [*here, "--protocol", "tls", "--scheduler-file", str(place)]
    own = ["--nthreads", "1", "--no-nanny", "--preload", str(preload), "--local-directory", str(folder)]

    with ExitStack() as stack:

        def start(name: str, *words: str) -> subprocess.Popen[bytes]:
            with (folder / f"{name}.log").open("wb") as log:
                command = [sys.executable, "-m", "dask", *words, *common]
                process = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | env, cwd=folder)
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        scheduler = start("scheduler", "scheduler", "--port", "0")
        workers = [start(f"worker-{number}", "worker", *own) for number in (1, 2)]
        made = Cluster(folder, scheduler, workers, env)
        end = time.monotonic() + NEEDED_S
        while made.logs.count(b"Registered to:") < len(workers):
            is_up = time.monotonic() < end and not any(process.poll() for process in (scheduler, *workers))
            assert is_up, made.logs.decode(errors="replace")
            time.sleep(0.1)
        env["DASK_SCHEDULER_ADDRESS"] = json.loads(place.read_text(encoding="utf-8"))["address"]
        yield made


def _files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


# The cluster


@pytest.mark.service
def test_a_cluster_makes_the_same_bytes(cluster: Cluster, tmp_path: Path) -> None:
    """Packs, cards, jobs, lists and the manifest are those of a build on this machine, which is told what is sent."""
    people = [Who(number, "TGO", "en", "open").row for number in (0, 1)]
    desk = workspace(tmp_path / "desk", people)
    here = build(desk, tmp_path / "here")
    away = cluster.build(desk, tmp_path / "away", "-q")
    assert (here.code, away.code) == (0, 0), away.err
    assert away.err == f"participants' data is sent to the workers of {cluster.env['DASK_SCHEDULER_ADDRESS']}\n"
    assert len(_files(tmp_path / "here")) > 6
    assert _files(tmp_path / "away") == _files(tmp_path / "here")
    assert cluster.logs.count(b"Removing Worker plugin pressroom-") == 2, "the workers forget the run"


@pytest.mark.service
def test_workers_forget_a_run_that_is_interrupted(cluster: Cluster, tmp_path: Path) -> None:
    """In the midst of its cards, each worker is told that it is over; what was whole stays."""
    desk = workspace(tmp_path / "desk", [Who(number, "TGO", "en", "open").row for number in range(10, 30)])
    before = cluster.logs.count(b"Removing Worker plugin pressroom-")
    done = cluster.ended(desk, tmp_path / "out", lambda process: process.send_signal(signal.SIGTERM))
    assert done.code == 130, done.err
    assert "participants are whole, and stay" in done.err.splitlines()[-1]
    deadline = time.monotonic() + NEEDED_S
    while cluster.logs.count(b"Removing Worker plugin pressroom-") < before + 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert cluster.logs.count(b"Removing Worker plugin pressroom-") == before + 2


@pytest.mark.slow
@pytest.mark.service
def test_without_the_scheduler_the_build_ends(tmp_path: Path) -> None:
    """It is killed in the midst of the cards: exit code 4, a line that says so, and whoever is finished stays."""
    desk = workspace(tmp_path / "desk", [Who(number, "TGO", "en", "open").row for number in range(10, 30)])
    (tmp_path / "cluster").mkdir()
    with started(tmp_path / "cluster") as cluster:
        done = cluster.ended(desk, tmp_path / "out", lambda _: cluster.scheduler.kill())
    assert done.code == 4, done.err
    assert GONE in done.err.splitlines()[-1]
    assert "Traceback" not in done.err
    made = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert made["files"]
    assert len(made["files"]) + len(made["failed"]) == 20
    assert {f"out/{file['path']}" for file in made["files"]} == {
        path.relative_to(tmp_path).as_posix() for path in (tmp_path / "out").rglob("*.pdf")
    }


@pytest.mark.service
def test_a_worker_that_dies_costs_a_second_try_and_no_log_tells(cluster: Cluster, tmp_path: Path) -> None:
    """Its order is done by another; a fault of one order stays that one's; nobody's words are in a log or a key."""
    desk = workspace(tmp_path / "desk", [who.row for who in (DIES, FAILS, IS_WELL)])
    flag = Path(cluster.env["PRESSROOM_TEST_FLAG"])
    flag.touch()
    done = cluster.build(desk, tmp_path / "out", "--only", "cards")
    assert done.code == 1, done.err
    assert not flag.exists()
    assert [worker.poll() is None for worker in cluster.workers].count(False) == 1
    made = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert {file["participant"] for file in made["files"]} == {DIES.code, IS_WELL.code}
    (failed,) = made["failed"]
    assert failed["participant"] == FAILS.code
    assert "(ValueError, preload.py line " in failed["problems"][0]
    assert traces_in(done.said) == traces_in(cluster.logs) == set()
    keys = re.findall(rb"Task (\S+) marked as failed", cluster.logs)
    assert keys
    assert all(re.fullmatch(rb"do-[0-9a-f-]{36}", key) for key in keys)


@pytest.mark.service
@pytest.mark.parametrize(
    ("scheme", "certificate", "said"),
    [("tcp", "any.pem", "begins with tls://"), ("ws", "any.pem", "begins with tls://"), ("tls", "", "certificates")],
)
def test_what_is_not_private_is_refused_before_anything_is_sent(
    tmp_path: Path, scheme: str, certificate: str, said: str
) -> None:
    """A scheduler in the clear, or a way without a certificate of ours, is wrong usage; nobody even connects."""
    desk = workspace(tmp_path / "desk")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"{scheme}://127.0.0.1:{server.getsockname()[1]}"
        tls = {"distributed.comm.tls.ca-file": "any.pem", "distributed.comm.tls.client.cert": certificate}
        with dask.config.set({"scheduler-address": address} | tls):
            done = build(desk, tmp_path / "out", "--executor", "dask")
        with pytest.raises(BlockingIOError):
            server.accept()
    assert (done.code, said in done.err) == (2, True), done.err
    assert not (tmp_path / "out").exists()


# Who may do what


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({}, ""),
        ({"threads": 2}, "--nthreads 1"),
        ({"address": "tcp://127.0.0.1:1"}, "TLS"),
        ({"spill": 0.7}, "disk"),
        ({"ours": b"another"}, "must not differ"),
    ],
)
def test_a_worker_that_is_not_fit_is_refused(about: dict[str, Any], said: str) -> None:
    """One thread, TLS, nothing on its disk, the same program: each is asked for, and missed in words."""
    worker = SimpleNamespace(
        state=SimpleNamespace(nthreads=about.get("threads", 1)), address=about.get("address", "tls://127.0.0.1:1")
    )
    memory = {"distributed.worker.memory.target": False, "distributed.worker.memory.spill": about.get("spill", False)}
    with dask.config.set(memory):
        why = unfit(about.get("ours", identity()), worker)
    assert bool(why) == bool(said)
    assert said in why


def test_the_extra_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Dask, a line says how to install it, and nothing is made."""
    monkeypatch.setitem(sys.modules, "dask", None)
    monkeypatch.delitem(sys.modules, "pressroom.workers.remote", raising=False)
    done = press("build", workspace(tmp_path / "desk"), "--out", tmp_path / "out", "--executor", "dask")
    assert done.code == 4
    assert done.err.splitlines()[-1].endswith("pip install 'pressroom[dask]'")
    assert not (tmp_path / "out").exists()


# What is sent


@pytest.fixture
def context(tmp_path: Path) -> Context:
    """The values of a run for some people."""
    people = [Who(number, "TGO", "en", edition).row for number, edition in enumerate(("open", "discreet", "open"))]
    read, _ = read_workspace(workspace(tmp_path, people), date(2026, 11, 22))
    assert read is not None
    options = Options(as_of=date(2026, 11, 22))
    return Context(read, options, make_plan(read, options), b"", tmp_path)


def test_the_values_of_a_run_hold_nobodys_data(context: Context) -> None:
    """What each worker is told is free of everybody's words, and of places here; orders alone bear their own."""
    assert {number for number, _ in traces_in(pickle.dumps(context))} == {0, 1, 2}
    sent = for_others(context)
    assert traces_in(pickle.dumps(sent)) == set()
    assert sent.cache is None
    assert (sent.plan.guidance, sent.plan.countries) == (context.plan.guidance, context.plan.countries)
    order = Errand("run", "participant", (context.plan.packs[1],))
    assert {number for number, _ in traces_in(pickle.dumps(order))} == {1}


def test_what_is_sent_says_nothing_when_it_is_shown() -> None:
    """An engine that logs arguments and results logs no more than that there were some."""
    for shown in (Errand("run", "participant", ("Zqaamxj",)), Parcel("Zqaamxj"), Parcel(error=ValueError("Zqaamxj"))):
        assert "Zqaamxj" not in f"{shown!r} {shown!s}"


def test_an_errand_of_a_run_that_is_over_is_not_done(context: Context) -> None:
    """A worker does what it was told of, does nothing where it is not fit, and afterwards knows of no run."""
    errand = Errand("run", "guidance", (context.plan.guidance[0],))
    enlist("run", "not fit")
    assert str(do(errand).error) == "not fit"
    enlist("run", for_others(context))
    assert do(errand).value.pages > 0
    dismiss("run")
    assert "not told" in str(do(errand).error)


# A worker that is lost


class _Losing(Executor):
    """Loses whoever does one order."""

    width = 2

    def __init__(self) -> None:
        self.tries: list[str] = []

    def start(self, _: Context) -> Executor:
        """Return itself."""
        return self

    def stop(self, executor: Executor, *, at_once: bool) -> None:
        """Do nothing."""

    def submit(self, _: Any, /, method: str, arguments: tuple[Any, ...]) -> Future[Any]:  # type: ignore[override]
        """Return a future that is finished."""
        self.tries.append(method)
        future: Future[Any] = Future()
        if method == "lost":
            future.set_exception(Lost())
        else:
            future.set_result(arguments[0])
        return future


def test_an_order_whose_workers_are_lost_twice_is_given_up(context: Context) -> None:
    """It has its second try, then its place in the list; the executor goes on, and nobody else's is done again."""
    crew = _Losing()
    with Workers(context, crew) as workers:
        workers.order(*(Order(name, name, (name,), PERSON, name) for name in ("one", "lost", "two")))
        done = {each.order.name: each.fault or each.value for each in workers.finished()}
    assert done == {"one": "one", "two": "two", "lost": DIED}
    assert sorted(crew.tries) == ["lost", "lost", "one", "two"]
