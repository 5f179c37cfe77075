"""A CUPS that prints nothing, in the place of the machine's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.printing.making import FakeCups


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeCups:
    """Return a CUPS made of scripts, first on the path."""
    if os.name == "nt":
        pytest.skip("the scripts need a POSIX shell")
    where = tmp_path / "cups"
    where.mkdir()
    fake = FakeCups(where)
    monkeypatch.setenv("FAKE", str(fake.where))
    monkeypatch.setenv("PATH", f"{fake.programs}{os.pathsep}{os.environ['PATH']}")
    return fake
