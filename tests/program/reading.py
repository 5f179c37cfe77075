"""Reads what the program made, with tools that the program does not use itself where there are such."""

from __future__ import annotations

import functools
import hashlib
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

MM = 72 / 25.4
"""One millimetre in PDF units (ISO 32000-1, 8.3.2.3)."""


def manifest(out: Path) -> dict[str, Any]:
    """Return a build's manifest."""
    found: dict[str, Any] = json.loads((out / "manifest.json").read_bytes())
    return found


def entries(out: Path, **wanted: str) -> list[dict[str, Any]]:
    """Return the manifest's entries that have all these values."""
    return [e for e in manifest(out)["files"] if all(e[key] == value for key, value in wanted.items())]


def everything(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder, by their path in it."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def needs(program: str) -> str:
    """Return the path of a program; skip the test, with a word, where this machine has none."""
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed here")
    return path


def pages(path: Path) -> list[str]:
    """Return the text of each page, with plain spaces."""
    return list(_pages(path.read_bytes()))


@functools.lru_cache(maxsize=64)
def _pages(pdf: bytes) -> tuple[str, ...]:
    with pypdfium2.PdfDocument(pdf) as document:
        found = (document[number].get_textpage().get_text_range() for number in range(len(document)))
        return tuple(words.replace("\u00a0", " ") for words in found)


def text(path: Path) -> str:
    """Return all text of a file, without white space: a number may be broken over two lines."""
    return squeezed("".join(pages(path)))


def squeezed(words: str) -> str:
    """Return text without white space, in small letters, with plain hyphens (PDFium gives soft ones as U+FFFE)."""
    return re.sub(r"\s+", "", re.sub("[\u00ad\u2010\u2011\ufffe]", "-", words)).casefold()


def margins(path: Path, top_mm: float, bottom_mm: float) -> list[str]:
    """Return what stands in the outer strips of each page: the running heads and feet."""
    found = []
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        for page in (document[number] for number in range(len(document))):
            width, height = page.get_size()
            of = page.get_textpage()
            above = of.get_text_bounded(0, height - top_mm * MM, width, height)
            found.append(f"{above}\n{of.get_text_bounded(0, 0, width, bottom_mm * MM)}")
    return found


def raw(path: Path) -> bytes:
    """Return everything that a file holds, decompressed: what a search for a word in it would find.

    Text strings stand in it as UTF-8, whatever their encoding in the file.
    """
    with pikepdf.open(path) as pdf:
        return b"\n".join(_insides(pdf))


def _insides(pdf: pikepdf.Pdf) -> Iterator[bytes]:
    for thing in [pdf.trailer, *pdf.objects]:
        yield from _strings(thing)
        if isinstance(thing, pikepdf.Stream):
            try:
                yield thing.read_bytes()
            except pikepdf.PdfError:  # a picture in its own compression
                yield thing.read_raw_bytes()


def _strings(thing: Any) -> Iterator[bytes]:
    """Yield the names and strings in a direct object; what it refers to is yielded when its turn comes."""
    if isinstance(thing, pikepdf.String | pikepdf.Name):
        yield str(thing).encode("utf-8", "replace")
    elif isinstance(thing, pikepdf.Array):
        for item in thing:
            if not getattr(item, "is_indirect", False):
                yield from _strings(item)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key, value in thing.items():
            yield str(key).encode()
            if not getattr(value, "is_indirect", False):
                yield from _strings(value)


def uris(path: Path) -> list[str]:
    """Return where the links of a file lead outside it."""
    with pikepdf.open(path) as pdf:
        return [
            str(note.A.URI) for page in pdf.pages for note in page.get("/Annots", []) if "/URI" in note.get("/A", {})
        ]


def bookmarks(path: Path) -> list[tuple[int, str]]:
    """Return the bookmarks as (depth from 0, title)."""
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        return [(mark.level, mark.get_title()) for mark in document.get_toc()]


def metadata(path: Path) -> str:
    """Return what a file says of itself: Info and XMP."""
    with pikepdf.open(path) as pdf:
        info = " ".join(f"{key} {value}" for key, value in pdf.docinfo.items())
        packet = pdf.Root.get("/Metadata")
        return info + (packet.read_bytes().decode() if packet is not None else "")


def box_mm(page: pikepdf.Page, name: str) -> tuple[float, float, float, float]:
    """Return a box of a page, in millimetres."""
    left, bottom, right, top = (float(value) / MM for value in page.obj[f"/{name}"])
    return left, bottom, right, top


def size_mm(page: pikepdf.Page, name: str) -> tuple[float, float]:
    """Return a box's width and height in millimetres, to a hundredth."""
    left, bottom, right, top = box_mm(page, name)
    return round(right - left, 2), round(top - bottom, 2)


def fonts(path: Path) -> set[str]:
    """Return the names of a file's fonts, without the tags of subsets."""
    with pikepdf.open(path) as pdf:
        names = [str(o.FontName) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/FontName" in o]
    return {name.lstrip("/").rpartition("+")[2] for name in names}


def fingerprint(page: pikepdf.Page) -> str:
    """Return a hash of all that a page shows: two pages with the same one look the same."""
    digest = hashlib.sha256()
    _digest(page.obj, digest, [])
    return digest.hexdigest()


_NOT_SHOWN = {"/Parent", "/StructParents", "/StructParent", "/Annots", "/Tabs", "/Type"}


def _digest(thing: Any, digest: Any, way: list[tuple[int, int]]) -> None:
    if isinstance(thing, pikepdf.Object) and thing.is_indirect:
        if thing.objgen in way:
            return
        way = [*way, thing.objgen]
    if isinstance(thing, pikepdf.Array):
        for item in thing:
            _digest(item, digest, way)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key in sorted(thing.keys()):
            if key not in _NOT_SHOWN:
                digest.update(key.encode())
                _digest(thing[key], digest, way)
        if isinstance(thing, pikepdf.Stream):
            digest.update(thing.read_raw_bytes())
    else:
        digest.update(repr(thing).encode())


def raster(path: Path, page: int, dpi: int, *, grey: bool = True) -> bytes:
    """Return a page as Poppler draws it: a PGM, or a PPM in colour."""
    command = [needs("pdftoppm"), "-f", str(page), "-l", str(page), "-r", str(dpi), *(["-gray"] if grey else [])]
    return subprocess.run([*command, str(path)], capture_output=True, check=True).stdout


def pixels(path: Path, page: int = 1, dpi: int = 20) -> dict[tuple[int, int, int], float]:
    """Return which share of a page each colour has, as Poppler draws it."""
    from PIL import Image

    with Image.open(io.BytesIO(raster(path, page, dpi, grey=False))) as picture:
        found = picture.getcolors(picture.width * picture.height) or []
        total = picture.width * picture.height
    return {(c[0], c[1], c[2]): count / total for count, c in found if isinstance(c, tuple)}
