"""The host's look: colours, logo, wordmark and contact restyle everything, and cannot make it unreadable."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from tests.program.making import ONE, build, press, workspace
from tests.program.reading import pages, pixels, raw

PLUM = "#5b0a4e"
DISCREET = {"code": "P-2", "country": "TGO", "edition": "discreet"}


def png() -> bytes:
    """Return a small picture."""
    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (40, 20), "#ff8800").save(stream, "PNG")
    return stream.getvalue()


def share(path: Path, colour: str, page: int = 1, dpi: int = 20) -> float:
    """Return which share of a page is of a colour."""
    wanted = tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return sum(
        part for seen, part in pixels(path, page, dpi).items() if max(map(abs, map(int.__sub__, seen, wanted))) <= 2
    )


@pytest.fixture(scope="module")
def branded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an open and a discreet pack and card in a brand of their own."""
    base = tmp_path_factory.mktemp("brand")
    brand = (
        f"name: Plumtree House\nwordmark: Plumtree\nlogo: logo.png\ncontact: Plumtree Lane 1\n"
        f"colours: {{primary: '{PLUM}', signal: '#a3001e', ink: '#0b1d3a'}}\n"
    )
    desk = workspace(base / "desk", (*ONE, DISCREET), files={"brand.yaml": brand, "logo.png": png()})
    done = build(desk, base / "out")
    assert done.code == 0, done.err
    return base / "out" / "TGO"


@pytest.mark.xdist_group("brand")
def test_the_cover_has_the_brands_colour_logo_and_words(branded: Path) -> None:
    """The band is of the primary colour; logo, wordmark and contact block stand on it."""
    path = branded / "p-1-pack-en.pdf"
    assert share(path, PLUM) > 0.15
    cover = pages(path)[0]
    assert "Plumtree" in cover
    assert "Plumtree Lane 1" in cover
    with pikepdf.open(path) as pdf:
        assert [str(x.Subtype) for x in pdf.pages[0].Resources.XObject.values()].count("/Image") == 1
    assert share(path, "#ff8800") > 0


def test_a_logo_is_called_by_a_name_whatever_is_given(tmp_path: Path) -> None:
    """Who cannot see it is told whose it is: by the brand's name, else its wordmark, else the host's name."""
    brand = "wordmark: Plumtree\nlogo: logo.png\n"
    done = build(workspace(tmp_path / "desk", files={"brand.yaml": brand, "logo.png": png()}), tmp_path / "out")
    assert done.code == 0, done.err
    assert b"Plumtree" in raw(tmp_path / "out" / "TGO" / "p-1-pack-en.pdf")


@pytest.mark.xdist_group("brand")
def test_the_card_has_the_wordmark(branded: Path) -> None:
    """On its front, in the open edition."""
    assert "Plumtree" in pages(branded / "p-1-card-en.pdf")[0]


@pytest.mark.xdist_group("brand")
def test_other_pages_wear_the_brands_colours(branded: Path) -> None:
    """Signal on the emergency page; nothing is left of the shipped primary colour."""
    path = branded / "p-1-pack-en.pdf"
    assert share(path, "#a3001e", 3, 100) > 0
    assert share(path, "#123c4a") == 0


@pytest.mark.xdist_group("brand")
def test_the_discreet_edition_wears_none_of_it(branded: Path) -> None:
    """Black on white: the house's colour would give it away."""
    for name in ("p-2-pack-en.pdf", "p-2-card-en.pdf"):
        for number in (1, 2):
            seen = pixels(branded / name, number)
            assert [colour for colour in seen if max(colour) - min(colour) > 24] == [], name


@pytest.mark.xdist_group("brand")
def test_without_a_brand_the_shipped_one_holds(branded: Path, tmp_path: Path) -> None:
    """The default is neutral, and another than a brand's: what the tests above see is the brand's doing."""
    done = build(workspace(tmp_path / "desk", ONE), tmp_path / "out", "--only", "packs")
    assert done.code == 0, done.err
    path = tmp_path / "out" / "TGO" / "p-1-pack-en.pdf"
    assert share(path, PLUM) == 0
    assert "Plumtree" not in "".join(pages(path))
    assert max(pixels(path).items(), key=lambda item: item[1] * (item[0] != (255, 255, 255)))[1] > 0.15


@pytest.mark.parametrize(
    ("brand", "place"),
    [
        ("colours:\n  primary: '#fafad2'\n", "brand.yaml:2:12: colours.primary: "),
        ("colours:\n  ink: '#777777'\n  paper: '#888888'\n", "brand.yaml:2:8: colours.ink: "),
        ("colours:\n  signal: '#ffcc00'\n", "brand.yaml:2:11: colours.signal: "),
    ],
)
def test_colours_that_cannot_be_read_are_refused(tmp_path: Path, brand: str, place: str) -> None:
    """Less contrast than WCAG AA asks for: exit code 3, at the colour, with the ratio; nothing is made."""
    desk = workspace(tmp_path / "desk", ONE, files={"brand.yaml": brand})
    assert press("check", desk).code == 3
    done = build(desk, tmp_path / "out")
    assert done.code == 3
    assert done.errors[0].startswith(place)
    assert "4.5" in done.errors[0]
    assert not (tmp_path / "out").exists()
