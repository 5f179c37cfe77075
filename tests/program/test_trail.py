"""The trail of confirmations: on record in the workspace, its state on a pack's last page, and no name of staff."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from pressroom.compose.labels import labels
from pressroom.confirmations import CONFIRMATIONS, ConfirmError, append
from pressroom.model import Confirmation
from pressroom.policy import State, Trail, Verdict, trail_of
from pressroom.read import shipped
from tests.languages.making import small
from tests.languages.material import LANGUAGES
from tests.program.making import AS_OF, GENERATE, build, generate, press, workspace
from tests.program.reading import pages, squeezed
from tests.program.searching import haystack, letters

STAFF = ("Quillonby", "Brandywick", "Ottervale")
"""Made-up names of staff: in the trail, in a country's file, in a resource."""
HOW = "Wexmuddle"
TODAY = date.fromisoformat(AS_OF)


def verdict(state: State, when: str = "", *, printed: bool = True) -> Verdict:
    """Return the verdict on a number."""
    return Verdict("+44 20 7946 0001", state, when, printed)


def test_the_trail_counts_what_is_printed() -> None:
    """Each state, and the last day on which a person tried one; what is left out does not count."""
    found = trail_of([
        verdict(State.CONFIRMED, "2026-11-02"), verdict(State.CONFIRMED, "2026-11-20"),
        verdict(State.TRIED, "2025-01-01"), verdict(State.SOURCED, "2024"), verdict(State.SOURCED, "undated"),
        verdict(State.UNCONFIRMED), verdict(State.CONFIRMED, "2026-11-21", printed=False),
    ])  # fmt: skip
    assert found == Trail(confirmed=2, tried=1, sourced=2, unconfirmed=1, last=date(2026, 11, 20))
    assert found.total == 6
    assert trail_of([]) == Trail()


def _files() -> dict[str, str | None]:
    """Return a workspace's files in which staff stand who tried things, in every place where they can."""
    days = {"new": TODAY - timedelta(days=2), "old": TODAY - timedelta(days=400)}
    tools: list[dict[str, Any]] = [
        {"id": "x-one", "kind": "tool", "name": "Sample Tool First", "phone": "+44 20 7946 0201",
         "confirmed": str(days["new"]), "confirmed_by": STAFF[2]},
        {"id": "x-two", "kind": "tool", "name": "Sample Tool Second", "phone": "+44 20 7946 0202", "sourced": "2026"},
    ]  # fmt: skip
    item = {"id": "x-two", "field": "phone", "value": "+44 20 7946 0202", "confirmed": str(days["old"]),
            "confirmed_by": STAFF[0], "how": HOW}  # fmt: skip
    contact = {"kind": "lawyer", "name": "Maître Un", "phone": "+44 20 7946 0203", "confirmed": "2026-11-21",
               "confirmed_by": STAFF[1]}  # fmt: skip
    return {
        "resources.yaml": yaml.safe_dump(tools, allow_unicode=True),
        CONFIRMATIONS: yaml.safe_dump([item], allow_unicode=True),
        "countries/TGO.yaml": yaml.safe_dump({"contacts": [contact]}, allow_unicode=True),
    }


@pytest.mark.slow
def test_the_last_page_prints_the_state_and_nothing_names_staff(tmp_path: Path) -> None:
    """In both directions of writing: how many are confirmed, tried, sourced; the last day; no person, anywhere."""
    people = [{"code": f"P-{code}", "country": "TGO", "language": code, "card": "no"} for code in ("en", "ar")]
    people[1]["edition"] = "discreet"
    desk = small(tmp_path / "desk", people, files=_files(), languages=["en", "ar"])
    done = build(desk, tmp_path / "out", "-v")
    assert done.code == 0, done.err
    for code in ("en", "ar"):
        *before, last = pages(tmp_path / "out" / "TGO" / f"p-{code}-pack-{code}.pdf")
        counted = re.search(r"● \D*?(\d+)\D+◐ \D*?(\d+)\D+○ \D*?(\d+)", last) if code == "en" else None
        assert [squeezed(page).count("◐") for page in before[-1:]] == [0]
        assert "●" in last
        assert counted is None or counted.groups()[:2] == ("2", "1")
    assert "A person last tried one of them on 21 November 2026." in " ".join(
        pages(tmp_path / "out" / "TGO" / "p-en-pack-en.pdf")[-1].split()
    )
    listed = press("confirm", desk, "--as-of", AS_OF, "--json")
    said = done.said + listed.said + press("check", desk, "--as-of", AS_OF).said
    assert [word for word in (*STAFF, HOW) if word in said] == []
    for path in (p for p in (tmp_path / "out").rglob("*") if p.is_file()):
        found = haystack(path)
        assert [word for word in (*STAFF, HOW) if found.has(word)] == [], path.name


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_state_is_told_in_each_language(code: str) -> None:
    """The numbers stand after their marks, so that no word has to agree with them."""
    t = labels(shipped.languages()[code])
    states = t("trail.states", total=61, confirmed=3, tried=2, sourced=56)
    assert re.sub(r"[^\d●◐○]+", " ", states).split() == ["61", "●", "3", "◐", "2", "○", "56"]
    assert letters(t("trail.last", date=t.date(TODAY))) != letters(t("trail.never"))
    assert str(TODAY.year) in t("trail.last", date=t.date(TODAY))


# On record


def word(number: int = 0, **more: Any) -> Confirmation:
    """Return somebody's word."""
    given = {
        "id": "fld",
        "field": "phone",
        "value": "+353 1 210 0489",
        "confirmed": TODAY,
        "confirmed_by": f"S{number}",
    }
    return Confirmation.model_validate(given | more)


def test_nobody_has_tried_anything_tomorrow(tmp_path: Path) -> None:
    """Neither on the command line nor by any other way; the file stays as it is."""
    (tmp_path / CONFIRMATIONS).write_text("# mine\n")
    with pytest.raises(ConfirmError, match="future"):
        append(tmp_path, word(confirmed=TODAY + timedelta(days=1)), TODAY)
    assert (tmp_path / CONFIRMATIONS).read_text() == "# mine\n"
    desk = workspace(tmp_path / "desk")
    ahead = press("confirm", desk, "fld", "phone", "--by", STAFF[0], "--on", "2999-01-01")
    assert ahead.code == 2
    assert STAFF[0] not in ahead.said
    assert not (desk / CONFIRMATIONS).exists()


def _append_many(folder: str, first: int) -> None:
    for number in range(first, first + 8):
        append(Path(folder), word(number), TODAY)


def test_confirmations_at_the_same_time_lose_no_line(tmp_path: Path) -> None:
    """Two of the staff at once: each adds to what the other wrote."""
    runs = multiprocessing.get_context("fork")
    workers = [runs.Process(target=_append_many, args=(str(tmp_path), first)) for first in (0, 100, 200)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    said = yaml.safe_load((tmp_path / CONFIRMATIONS).read_text())
    assert sorted(item["confirmed_by"] for item in said) == sorted(f"S{n + f}" for f in (0, 100, 200) for n in range(8))


def test_an_interrupted_confirmation_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before the new file takes its place, the old one stands; the next one removes what is left."""
    append(tmp_path, word(1), TODAY)
    before = (tmp_path / CONFIRMATIONS).read_bytes()

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            append(tmp_path, word(2), TODAY)
    assert (tmp_path / CONFIRMATIONS).read_bytes() == before
    (tmp_path / ".pressroom-0123456789abcdef").write_text(f"- confirmed_by: {STAFF[0]}\n")  # as after SIGKILL
    append(tmp_path, word(3), TODAY)
    assert sorted(path.name for path in tmp_path.iterdir()) == [CONFIRMATIONS]
    assert (tmp_path / CONFIRMATIONS).read_bytes().startswith(before)


def test_each_confirmation_is_a_line_of_who_what_when_and_how(tmp_path: Path) -> None:
    """On the command line, one after another; what stood there before is the beginning of the file, byte for byte."""
    desk = workspace(tmp_path / "desk", files={CONFIRMATIONS: b"# tried by us\r\n"})
    path, before = desk / CONFIRMATIONS, b""
    for day, how in (("2026-10-01", "called"), ("2026-11-01", "wrote, and had an answer")):
        before = path.read_bytes()
        done = press("confirm", desk, "fld", "phone", "--by", STAFF[0], "--on", day, "--how", how)
        assert done.code == 0, done.err
        assert path.read_bytes().startswith(before)
        assert STAFF[0] not in done.said
        last = yaml.safe_load(path.read_text("utf-8"))[-1]
        assert last == {"id": "fld", "field": "phone", "value": "+353 1 210 0489", "confirmed": date.fromisoformat(day),
                        "confirmed_by": STAFF[0], "how": how}  # fmt: skip
    assert path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n")


def test_the_list_of_what_waits_names_nobody(tmp_path: Path) -> None:
    """As a process of its own, for scripts: ids, values and days."""
    desk = workspace(tmp_path / "desk", files=_files())
    done = generate("confirm", desk, "--as-of", AS_OF, "--json", cwd=GENERATE.parent)
    rows = {(row["id"], row["field"]): row for row in json.loads(done.out)}
    assert rows["x-two", "phone"]["state"] == "tried"
    assert ("x-one", "phone") not in rows
    assert [name for name in (*STAFF, HOW) if name in done.said] == []
    assert os.path.lexists(desk / CONFIRMATIONS)
