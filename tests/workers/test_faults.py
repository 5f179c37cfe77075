"""A fault of one order is told by its place in the program, wherever it was done."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pressroom.plan import Options, make_plan
from pressroom.read.workspace import read_workspace
from pressroom.shop import Shop
from pressroom.workers import Context, Workers, crew_of, guidance_of
from tests.program.making import workspace

HIDDEN = "Quillonby"


def test_a_fault_says_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file and line are those of the fault; the error's words are left out."""

    def breaks(*_: Any) -> None:
        raise ValueError(HIDDEN)

    monkeypatch.setattr(Shop, "guidance", breaks)
    read, _ = read_workspace(workspace(tmp_path), date(2026, 11, 22))
    assert read is not None
    options = Options(as_of=date(2026, 11, 22))
    plan = make_plan(read, options)
    with Workers(Context(read, options, plan), crew_of(1)) as workers:
        workers.order(*guidance_of(plan))
        (done,) = workers.finished()
    assert f"(ValueError, {Path(__file__).name} line {breaks.__code__.co_firstlineno + 1})" in done.fault
    assert HIDDEN not in done.fault
