"""Hostile texts all the way to paper: whole builds, and what the finished files could do to who opens them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from tests.hostile.fields import FREE, lay_down, read
from tests.hostile.strings import EVERY, asked
from tests.program.making import AS_OF, Run, press

DEEDS = {
    "/URI", "/JavaScript", "/JS", "/Launch", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/EmbeddedFile",
    "/EmbeddedFiles", "/EF", "/Filespec", "/FileSpec", "/AA", "/OpenAction", "/AcroForm", "/XFA", "/RichMedia",
    "/Rendition", "/Named", "/F",
}  # fmt: skip
"""Keys and names (ISO 32000-1) by which a file runs, sends or opens something, or carries other files."""

TIGHT = {
    "host.name", "name", "organisation", "contact1", "relation1", "contact2", "relation2", "name2", "relation3",
    "contact4", "wordmark", "brand.name", "title", "venue", "heading", "host.address", "imprint",
}  # fmt: skip
"""Fields of pages that hold only so much: a long text there is told, and nothing is made."""

PRINTED = ("notes", "embassy", "role", "address", "lawyer", "summary", "eligibility", "fund")
"""Fields in the middle of a page's text."""

ROUNDS = 16 if asked else 1


def batch(turn: int) -> dict[str, str]:
    """Return a hostile text for each free field; the turns together have the corpus."""
    short = [text for text in EVERY if len(text) <= 16]
    values = {}
    for place, key in enumerate(FREE):
        known = short if key in TIGHT else EVERY
        values[key] = known[(turn * len(FREE) + place * 11) % len(known)]
    return values


def build(folder: Path, values: Mapping[str, str]) -> tuple[Run, dict[str, bytes]]:
    """Build the workspace with ``values`` and return what the run said, and the files."""
    out = folder / "out"
    done = press("build", lay_down(folder / "desk", values), "--out", out, "--as-of", AS_OF, "--jobs", "1")
    return done, {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def deeds(data: bytes) -> Iterator[str]:
    """Yield what a file could do, and its annotations with where they lead to."""
    with pikepdf.open(BytesIO(data)) as pdf:
        for item in pdf.objects:
            yield from _in(item, 0)


def _in(item: Any, depth: int) -> Iterator[str]:
    if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)) and depth < 8:
        kind = item.get("/Type")
        for key, value in item.items():
            if key in DEEDS and not (key == "/F" and isinstance(value, int)):
                yield f"key {key}"
            if isinstance(value, pikepdf.Name) and str(value) in DEEDS:
                yield f"value {value}"
            if not getattr(value, "is_indirect", False):
                yield from _in(value, depth + 1)
        if kind == pikepdf.Name.Annot:
            yield f"annotation {item.Subtype} {item.get('/Dest')}"
    elif isinstance(item, pikepdf.Array) and depth < 8:
        for value in item:
            if not getattr(value, "is_indirect", False):
                yield from _in(value, depth + 1)


def words(data: bytes) -> str:
    """Return the text of a file without its spaces and hyphens."""
    with pypdfium2.PdfDocument(data) as pdf:
        text = "".join(page.get_textpage().get_text_range() for page in pdf)
    return re.sub(r"[\s\u00ad\ufffe-]", "", text)


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Return the files of the workspace with harmless words in all fields."""
    done, files = build(tmp_path_factory.mktemp("harmless"), {})
    assert done.code == 0, done.err
    linked = {deed for name, data in files.items() if name.endswith(".pdf") for deed in deeds(data)}
    assert any(deed.startswith("annotation /Link") for deed in linked), "who finds no links here would find nothing"
    return files


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_finished_files_do_nothing(tmp_path: Path, turn: int, harmless: Mapping[str, bytes]) -> None:
    """The same files under the same names, with the same links within each, and no link or deed beside them.

    What was typed can be read in them, sign by sign.
    """
    found = read(tmp_path / "tried", batch(turn))
    done, files = build(tmp_path, {key: text for key, text in found.taken.items() if key in FREE})
    assert done.code == 0, done.err
    assert files.keys() == harmless.keys()
    for name, data in files.items():
        if name.endswith(".pdf"):
            was = sorted(deeds(harmless[name]))
            assert sorted(deeds(data)) == was, name
            assert not [deed for deed in was if not deed.startswith("annotation /Link")], name
    printed = words(files["TGO/p-1-pack-en.pdf"])
    seen = [key for key in PRINTED if key in found.taken and found.taken[key].isascii()]
    assert seen
    assert [key for key in seen if re.sub(r"[\s-]", "", found.taken[key]) not in printed] == []
