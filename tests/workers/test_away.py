"""A build that others do, with all of Dask's in this process: what is sent, forgotten and kept, however it ends."""

from __future__ import annotations

import json
import pickle
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dask
import pytest
from distributed import Security

from pressroom.deliver.passphrases import read_passphrases
from pressroom.shop import Shop
from pressroom.workers import errands
from pressroom.workers.errands import Errand, Parcel, do
from tests.program.canaries import Who, traces_in
from tests.program.making import AS_OF, Person, Run, build, press, workspace
from tests.program.reading import everything

ADDRESS = "tls://127.0.0.1:8786"
SENT = f"participants' data is sent to the workers of {ADDRESS}"
PEOPLE = [{"code": f"P-{number}", "country": "TGO"} for number in range(1, 5)]


class Cluster(Executor):
    """Dask's client, scheduler and workers in one: does each order in one thread, from a copy of what it was sent."""

    def __init__(self, workers: int) -> None:
        self.found: dict[str, Any] = {f"tls://127.0.0.1:{number}": "" for number in range(workers)}
        self.status = "running"
        self.calls: list[str] = []
        self.sent: list[bytes] = []
        self.returned: list[bytes] = []
        self.orders_until_lost = 1000
        self.most = 0
        self._plugins: dict[str, Any] = {}
        self._at_work = 0
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(1)
        self.said_before = ""

    # The client

    def __call__(self, address: str, *, security: Security, **_: Any) -> Cluster:
        """Return itself: it is its own client, and one that takes no connection but TLS."""
        assert address == ADDRESS
        assert security.require_encryption
        self.said_before = sys.stderr.getvalue() if hasattr(sys.stderr, "getvalue") else ""
        return self

    def run(self, *_: Any, **__: Any) -> Mapping[str, Any]:
        """Return what each worker says of itself."""
        return self.found

    def register_plugin(self, plugin: Any) -> None:
        """Tell the run's values to the workers."""
        self.calls.append("register")
        self.sent.append(pickle.dumps(plugin))
        self._plugins[plugin.name] = plugin
        plugin.setup(SimpleNamespace(state=SimpleNamespace(nthreads=1), address=ADDRESS))

    def unregister_worker_plugin(self, name: str) -> None:
        """Have the workers forget them."""
        self.calls.append("unregister")
        self._plugins.pop(name).teardown(None)

    def get_executor(self, **_: Any) -> Cluster:
        """Return itself."""
        return self

    def close(self) -> None:
        """Go."""
        self.calls.append("close")
        self._thread.shutdown()

    # Its executor

    def submit(self, function: Any, /, errand: Errand) -> Future[Parcel]:  # type: ignore[override]
        """Do an order, until the scheduler is gone."""
        assert function is do
        if len(self.sent) > self.orders_until_lost:
            self.status = "closed"
            lost: Future[Parcel] = Future()
            lost.set_exception(OSError("Zqaamxj"))
            return lost
        self.sent.append(pickle.dumps(errand))
        with self._lock:
            self._at_work += 1
            self.most = max(self.most, self._at_work)
        return self._thread.submit(self._do, self.sent[-1])

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Stop."""

    def _do(self, sent: bytes) -> Parcel:
        parcel = do(pickle.loads(sent))  # noqa: S301 - it is our own
        self.returned.append(pickle.dumps(parcel))
        with self._lock:
            self._at_work -= 1
        return parcel


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """Return a cluster of two workers that are fit."""
    made = Cluster(2)
    monkeypatch.setattr("pressroom.workers.remote.Client", made)
    tls = {"distributed.comm.tls.ca-file": "any.pem", "distributed.comm.tls.client.cert": "any.pem"}
    memory = {"distributed.worker.memory.target": False, "distributed.worker.memory.spill": False}
    with dask.config.set({"scheduler-address": ADDRESS} | tls | memory):
        yield made


def away(tmp_path: Path, *options: str, people: Sequence[Person] = PEOPLE) -> Run:
    """Build cards with the cluster."""
    desk = workspace(tmp_path / "desk", people)
    words = ("--as-of", AS_OF, "--only", "cards", "--executor", "dask", *options)
    return press("build", desk, "--out", tmp_path / "out", *words)


# Before anything is sent


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({}, "has no workers"),
        ({"tls://127.0.0.1:1": "", "tls://127.0.0.1:2": "is not reached by TLS"}, "127.0.0.1:2 is not reached by TLS"),
        ({"tls://127.0.0.1:1": ModuleNotFoundError("Zqaamxj")}, "lacks the program, or a package of it"),
    ],
)
def test_a_cluster_that_is_not_fit_stops_the_build(
    tmp_path: Path, cluster: Cluster, found: dict[str, Any], said: str
) -> None:
    """No worker, one that may not, one without the program: exit code 4, a line that says so, and nothing is sent."""
    cluster.found = found
    done = away(tmp_path)
    assert (done.code, said in done.err.splitlines()[-1]) == (4, True), done.err
    assert cluster.calls == ["close"]
    assert cluster.sent == []
    assert everything(tmp_path / "out") == {}
    assert "Zqaamxj" not in done.said


def test_where_data_goes_is_said_before_it_goes(tmp_path: Path, cluster: Cluster) -> None:
    """A line names the scheduler before anyone speaks to it, also with --quiet, where it is the only one."""
    done = away(tmp_path, "-q")
    assert (done.code, done.err) == (0, f"{SENT}\n")
    assert cluster.said_before == done.err


def test_what_is_refused_is_not_said_to_be_sent(tmp_path: Path, cluster: Cluster) -> None:
    """A workspace with errors stops the build before anyone is asked, and no line says that data is sent."""
    done = away(tmp_path, people=[{"code": "P-1", "country": "XXX"}])
    assert done.code == 3
    assert SENT not in done.err
    assert cluster.calls == []


# What is sent


def test_encryption_is_done_here(tmp_path: Path, cluster: Cluster) -> None:
    """Files come back plain and are encrypted on this machine; no passphrase is in anything that was sent."""
    done = away(tmp_path, "--encrypt", "--passphrases", str(tmp_path / "words"))
    assert done.code == 0, done.err
    words = read_passphrases(tmp_path / "words")
    assert words is not None
    secrets = {*words.by_code.values()}
    assert len(secrets) == len(PEOPLE) + 1
    assert [word for word in secrets for sent in cluster.sent if word.encode() in sent] == []
    assert all(b"%PDF-" in each and b"/Encrypt" not in each for each in cluster.returned)
    cards = {name: data for name, data in everything(tmp_path / "out").items() if name.endswith(".pdf")}
    assert len(cards) == len(PEOPLE)
    assert all(b"/Encrypt" in data for data in cards.values())


@pytest.mark.parametrize(("options", "most"), [((), 3), (("--jobs", "1"), 1), (("--jobs", "4"), 5)])
def test_so_many_orders_are_under_way(tmp_path: Path, cluster: Cluster, options: tuple[str, ...], most: int) -> None:
    """As many as there are workers, or as --jobs says, and one that waits behind them; with one, none waits."""
    people = [Who(number, "TGO", "en", "open").row for number in range(7)]
    done = away(tmp_path, *options, people=people)
    assert done.code == 0, done.err
    assert cluster.most == most
    bearing = [len({number for number, _ in traces_in(sent)}) for sent in cluster.sent]
    assert bearing == [0, *[1] * len(people)], "each order bears one person's data, and the run's values nobody's"


# How it ends


@pytest.mark.usefixtures("signals")
@pytest.mark.parametrize(("what", "code"), [("made", 0), ("a fault", 1), ("a full disk", 4), ("interrupted", 130)])
def test_workers_forget_however_it_ends(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch, what: str, code: int
) -> None:
    """They are told to, and know of no run then: when all was made, something failed, or it was ended early."""

    def fail(*_: object) -> None:
        assert cluster.calls == ["register"]
        assert errands._contexts
        if what == "a full disk":
            raise OSError(28, "No space left on device")
        signal.raise_signal(signal.SIGTERM)

    def fault(*_: object) -> None:
        raise ZeroDivisionError

    if what == "a fault":
        monkeypatch.setattr(Shop, "participant", fault)
    elif what != "made":
        monkeypatch.setattr("pressroom.build.desk.Desk.deliver", fail)
    assert away(tmp_path).code == code
    assert cluster.calls == ["register", "unregister", "close"]
    assert errands._contexts == {}


def test_a_scheduler_that_goes_away_ends_the_build(tmp_path: Path, cluster: Cluster) -> None:
    """Exit code 4, and a line that says so; what was whole stays, and the next build makes the rest here."""
    cluster.orders_until_lost = 2
    done = away(tmp_path, "--jobs", "1")
    assert done.code == 4
    assert "the connection to Dask's scheduler was lost" in done.err.splitlines()[-1]
    assert "The files of 2 participants are whole, and stay" in done.err.splitlines()[-1]
    assert "Zqaamxj" not in done.said
    made = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert [failed["participant"] for failed in made["failed"]] == ["P-3", "P-4"]
    assert sorted(everything(tmp_path / "out")) == ["TGO/p-1-card-en.pdf", "TGO/p-2-card-en.pdf", "manifest.json"]
    again = build(tmp_path / "desk", tmp_path / "out", "--only", "cards")
    assert again.code == 0
    assert "2 participants' files are as the last build made them" in again.err
