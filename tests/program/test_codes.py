"""Every QR code of every output, read as a phone would: by two readers, from Poppler's rasters, at two resolutions."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pikepdf
import pytest

from tests.program.reading import fingerprint, manifest, needs, raster

pytestmark = pytest.mark.xdist_group("codes")

Page = tuple[str, int]


@cache
def pages_with_codes(out: Path) -> dict[str, tuple[Page, tuple[str, ...]]]:
    """Return each page that has links by what it shows: where it stands first, and its links in order.

    A pack's shared pages stand in every pack of the country and in its job: what looks the same is read once. That
    two pages which look the same are said to have the same links is asserted here.
    """
    found: dict[str, tuple[Page, tuple[str, ...]]] = {}
    for entry in manifest(out)["files"]:
        if not entry["links"]:
            continue
        with pikepdf.open(out / entry["path"]) as pdf:
            for number, urls in entry["links"].items():
                mark = fingerprint(pdf.pages[int(number) - 1])
                page = (entry["path"], int(number))
                known = found.setdefault(mark, (page, tuple(sorted(urls))))
                assert known[1] == tuple(sorted(urls)), f"{page} and {known[0]} look the same"
    return found


def zxing(picture: bytes) -> list[str]:
    """Return what zxing-cpp reads in a picture."""
    import zxingcpp
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as opened:
        found = zxingcpp.read_barcodes(opened, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    return sorted(code.text for code in found)


def zbar(picture: bytes) -> list[str]:
    """Return what ZBar reads in a picture."""
    command = [needs("zbarimg"), "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", "-"]
    done = subprocess.run(command, input=picture, capture_output=True, check=False)
    return sorted(done.stdout.decode().splitlines())


def rasters(out: Path, dpi: int) -> Iterator[tuple[Page, tuple[str, ...], bytes]]:
    """Yield pages with codes: where each is, its links, and its picture.

    At 150 dpi, the harder test, all of them. At 300 dpi one for each set of links in packs, on cards and on sheets:
    the symbols are the same vectors in every language.
    """
    seen = set()
    for (name, number), urls in pages_with_codes(out).values():
        kind = re.sub(r".*(cards|card|pack).*", r"\1", name)
        if dpi == 150 or (kind, urls) not in seen:
            seen.add((kind, urls))
            yield (name, number), urls, raster(out / name, number, dpi)


def test_all_kinds_of_output_have_codes(sample: Path) -> None:
    """What follows looks at packs, cards and sheets of both editions; a job's pages are those of its packs."""
    names = {name for (name, _), _ in pages_with_codes(sample).values()}
    assert {"TGO/togo-01-card-en.pdf", "TGO/togo-03-card-en.pdf", "TGO/cards.pdf", "SYR/cards.pdf"} <= names
    assert sum("pack" in name for name in names) >= 4


@pytest.mark.parametrize("dpi", [150, 300])
def test_both_readers_find_every_link_and_no_other(sample: Path, dpi: int) -> None:
    """What the manifest lists for a page is what stands on it, for zxing-cpp and for ZBar alike."""
    needs("zbarimg")
    wrong = [
        (page, reader.__name__, read, urls)
        for page, urls, picture in rasters(sample, dpi)
        for reader in (zxing, zbar)
        if (read := reader(picture)) != list(urls)
    ]
    assert wrong == []
