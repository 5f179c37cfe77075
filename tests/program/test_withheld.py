"""What its proof finds fault with is not delivered, whatever kind of file it is; the others are."""

from __future__ import annotations

from pathlib import Path

import pytest

from pressroom.proof import Finding
from tests.program.making import ONE, build, workspace
from tests.program.reading import everything, manifest

PERSON = {"TGO/p-1-pack-en.pdf", "TGO/p-1-card-en.pdf"}
JOBS = {"TGO/packs.pdf", "TGO/packs.txt", "TGO/cards.pdf", "TGO/cards.txt"}
HANDOUT = {"TGO/handout.pdf"}


@pytest.mark.parametrize(
    ("proof", "delivered"),
    [
        ("pressroom.shop.shared.check", HANDOUT),
        ("pressroom.shop.shop.check", HANDOUT),
        ("pressroom.jobs.check", PERSON | HANDOUT),
        ("pressroom.shop.country.check", PERSON | JOBS),
    ],
)
def test_what_fails_its_proof_is_not_delivered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proof: str, delivered: set[str]
) -> None:
    """Shared part, pack and card, print job, list: one fault, exit code 1, a line, and the file is nowhere.

    That of the last build is not left in its place either.
    """
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    desk, out = workspace(tmp_path / "desk", ONE), tmp_path / "out"
    assert build(desk, out).code == 0
    assert set(everything(out)) == PERSON | JOBS | HANDOUT | {"manifest.json"}
    monkeypatch.setattr(proof, lambda *_, **__: [Finding(1, "specimen", "SPECIMEN of a fault")])
    done = build(desk, out, "--force")
    assert done.code == 1
    assert "SPECIMEN of a fault" in done.errors[-1]
    assert set(everything(out)) == delivered | {"manifest.json"}
    found = manifest(out)
    assert {entry["path"] for entry in found["files"]} == {path for path in delivered if path.endswith(".pdf")}
    assert found["failed"]
