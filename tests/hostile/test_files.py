"""Files that came by mail: logos that fetch or unfold, fonts that are broken, names that lead elsewhere."""

from __future__ import annotations

import io
import os
import random
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from pressroom.paths import shipped as shipped_path
from pressroom.problems import Findings
from pressroom.read import shipped
from pressroom.read.brand import read_brand
from pressroom.read.picture import PictureError, check_picture
from pressroom.read.values import clean
from pressroom.typeset import Asset, typeset
from tests.hostile.fields import lay_down, quoted
from tests.hostile.strings import texts, tries
from tests.hostile.test_paper import deeds
from tests.program.making import AS_OF, press

ROOT = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 30 10" {}>{}</svg>'
)
NAMES = (
    "g", "path", "rect", "text", "tspan", "use", "image", "a", "style", "script", "foreignObject", "svg", "symbol",
    "marker", "pattern", "mask", "clipPath", "filter", "feImage", "linearGradient", "radialGradient", "animate", "set",
    "animateMotion", "mpath", "discard", "metadata", "title", "iframe", "object", "embed", "video", "audio", "textPath",
    "cursor", "font-face-uri", "tref", "handler", "SCRIPT", "Image", "x:script", "switch", "view", "html", "link",
)  # fmt: skip
KEYS = (
    "href", "xlink:href", "src", "style", "fill", "stroke", "filter", "mask", "clip-path", "marker-end", "cursor",
    "onload", "onbegin", "ONCLICK", "id", "class", "d", "transform", "xml:base", "attributeName", "to", "values",
    "width", "height", "x", "systemLanguage", "requiredExtensions", "font-family", "data", "action", "srcset",
)  # fmt: skip
LURES = (
    "https://example.org/a.png", "file:///etc/passwd", "//example.org/a", "/etc/passwd", "../a.png", "a.svg#b", "#a",
    "#", "", "press:logo", "data:image/png;base64,AAAA", "data:image/svg+xml,<svg/>", "javascript:alert(1)",
    "url(https://example.org/a)", "url(#a)", "URL( 'file:///etc/passwd' )", "url(data:text/css,*{})", "u\\72l(#x)",
    "fill:url(a.png)", "@import 'a.css'", "@font-face{src:url(a)}", "image-set('a.png' 1x)", "src('a')", "1", "100%",
    "M0 0L9 9", "scale(1e9)", "expression(1)", "\t#a", "# a", "%23a", "&#35;a", "none", "red", "}{", "/*", "*/",
)  # fmt: skip


def escaped(text: str) -> str:
    """Return a text as XML has it within quotation marks; a reference in it stays one."""
    return text.replace("<", "&lt;").replace('"', "&quot;")


@st.composite
def drawings(draw: st.DrawFn) -> bytes:
    """Return an SVG picture of parts of every kind, some of which fetch, run, refer or repeat."""

    def part(depth: int) -> str:
        name = draw(st.sampled_from(NAMES))
        keys = draw(st.lists(st.sampled_from(KEYS), max_size=2, unique_by=str.lower))
        lures = st.one_of(
            st.sampled_from(LURES), texts("address", "css").filter(lambda t: t.isprintable() and "&" not in t)
        )
        given = " ".join(f'{key}="{escaped(draw(lures)[:80])}"' for key in keys)
        inside = "".join(part(depth + 1) for _ in range(draw(st.integers(0, 2)))) if depth < 3 else ""
        if name == "style":
            inside = escaped(draw(lures)[:80])
        return f"<{name} {given}>{inside}</{name}>"

    return ROOT.format('xmlns:x="http://example.org"', part(0) + part(0)).encode()


def drawn(data: bytes, mime: str = "image/svg+xml") -> tuple[bytes, tuple[str, ...]]:
    """Set a picture on a page as the cover does; return the file, and what the typesetter said."""
    html = '<!DOCTYPE html><html lang="en"><title>x</title><p>x</p><img src="press:logo" alt="x">'
    made = typeset(html, ["img { width: 30mm }"], {"logo": Asset(data, mime)}, write_faulty=True)
    return made.pdf, tuple(finding.message for finding in made.findings)


@tries(3)
@given(data=drawings())
def test_a_logo_that_is_taken_fetches_nothing(data: bytes) -> None:
    """Whatever it is made of: it is refused, or on the page it asks for no file or address and leads nowhere."""
    try:
        picture = check_picture(data, ".svg")
    except PictureError:
        return
    pdf, said = drawn(picture.data)
    assert not [message for message in said if "asked for" in message], data
    assert list(deeds(pdf)) == [], data


@pytest.mark.parametrize(
    "content",
    [
        "<animateColor attributeName='fill' to='red'/>",
        "<style>@font-face { font-family: x; src: url(x.ttf) }</style>",
        "<style><![CDATA[ .a { fill: url(https://example.org/a) } ]]></style>",
        "<x:script xmlns:x='http://www.w3.org/2000/svg'>alert(1)</x:script>",
        "<script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script>",
        "<g style='background: image-set(url(a.png) 1x)'/>",
        "<use href='&#35;a/../../b.svg'/><use href='file:b'/>",
        "<feImage href='a.png'/>",
        "<image src='a.png'/>",
        "<iframe src='https://example.org'/>",
        "<g xlink:href='java&#115;cript:alert(1)'/>",
        "<g fill='url(&#x22;https://example.org/a&#x22;)'/>",
    ],
)
def test_what_hides_a_reference_is_refused(content: str) -> None:
    """Other names for the same element, letters as codes, sections of characters, fonts from elsewhere."""
    try:
        picture = check_picture(ROOT.format("", content).encode(), ".svg")
    except PictureError:
        return
    pdf, said = drawn(picture.data)
    assert (list(deeds(pdf)), said) == ([], ()), content
    assert "animateColor" in content, "this one is taken, and draws nothing that moves"


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG (ISO/IEC 15948, clause 5.3)."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*more: bytes, size: tuple[int, int] = (4, 2), pixels: bytes = b"\0" * 100) -> bytes:
    """Return a grey picture with ``more`` chunks before its pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


BOMB = zlib.compress(b"\0" * 50_000_000)


@pytest.mark.parametrize(
    "data",
    [
        png(size=(0, 0)),
        png(size=(2**31, 1)),
        png(size=(1, 2**31 - 1)),
        png(size=(100_000, 100_000)),
        png(chunk(b"zTXt", b"x\0\0" + BOMB)),
        png(chunk(b"iTXt", b"x\0\1\0\0\0" + BOMB)),
        png(chunk(b"iCCP", b"x\0\0" + BOMB)),
        png(pixels=b"\0" * 3),
        png(pixels=b"\0" * 50_000_000),
        png()[:-20],
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a" + bytes(20),
        b"\xff\xd8\xff\xe0" + bytes(20),
        b"<svg/>",
        b"%PDF-1.7",
    ],
)
def test_a_broken_or_swollen_png_is_refused_or_is_small(data: bytes) -> None:
    """Sizes beyond any paper, texts and profiles that unfold to megabytes, pixels that are missing or too many."""
    try:
        picture = check_picture(data, ".png")
    except PictureError:
        return
    pdf, said = drawn(picture.data, "image/png")
    assert not said
    assert len(pdf) < 1_000_000
    assert list(deeds(pdf)) == []


def test_a_png_tells_nothing_of_its_maker() -> None:
    """What a camera or a drawing program wrote into a picture does not go to paper's file."""
    from PIL.PngImagePlugin import PngInfo

    notes, stream = PngInfo(), io.BytesIO()
    notes.add_text("Author", "Zk7q Sample")
    notes.add_itxt("XML:com.adobe.xmp", "<x>Zk7q</x>")
    Pillow.new("RGB", (8, 4), "red").save(stream, "PNG", pnginfo=notes, exif=b"Exif\0\0MM\0*Zk7q")
    assert b"Zk7q" in stream.getvalue()
    pdf, _ = drawn(check_picture(stream.getvalue(), ".png").data, "image/png")
    assert b"Zk7q" not in pdf


def damaged() -> Iterator[bytes]:
    """Yield fonts with a few wrong bytes, always the same ones."""
    chance = random.Random(5)  # noqa: S311 - the same ones each time
    whole = shipped_path("assets", "fonts", "IBMPlexSans-Light.ttf").read_bytes()
    for _ in range(6):
        data = bytearray(whole)
        for _ in range(chance.choice([1, 20, 400])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        yield bytes(data)
    yield whole[:4] + b"\xff" * 2000
    yield b"OTTO" + whole[4:]
    yield b"wOF2" + whole[4:]
    yield b"ttcf" + whole[4:]


@pytest.mark.parametrize("font", list(damaged()), ids=range(10))
def test_a_broken_font_is_told(tmp_path: Path, font: bytes) -> None:
    """It is refused at its place, or the build ends as a build ends: made, or with a line for each that was not."""
    desk = lay_down(tmp_path / "desk", {})
    (desk / "own.ttf").write_bytes(font)
    (desk / "brand.yaml").write_text("fonts: [own.ttf]\n")
    done = press(
        "build", desk, "--out", tmp_path / "out", "--as-of", AS_OF, "--jobs", "1", "--only", "cards",
        "--participant", "P-1",
    )  # fmt: skip
    assert done.code in {0, 1, 3}, done.err
    assert "fault of its own" not in done.err
    assert done.code == 0 or "own.ttf" in done.err or "font" in done.err


@tries(2)
@given(name=texts("name", "address", "option", "terminal", "unicode"), kind=st.sampled_from(["logo", "fonts"]))
def test_no_file_outside_is_opened(name: str, kind: str) -> None:
    """A logo and a font are files of the workspace: whatever its name says, no other one is opened."""
    with TemporaryDirectory() as folder, mock.patch.object(os, "open", side_effect=os.open) as opened:
        inside, outside = Path(folder, "desk"), Path(folder, "secret.svg")
        inside.mkdir()
        outside.write_text("secret")
        (inside / "link.svg").symlink_to(outside)
        for given_name in (name, "../secret.svg", "link.svg", str(outside), "x/../../secret.svg"):
            value = quoted(given_name, raw=False)
            content = f"{kind}: {value if kind == 'logo' else f'[{value}]'}\n"
            (inside / "brand.yaml").write_bytes(content.encode("utf-8", "surrogatepass"))
            opened.reset_mock()
            findings = Findings()
            brand, _ = read_brand(inside, shipped.default_brand(), findings)
            paths = [Path(os.path.realpath(call.args[0])) for call in opened.call_args_list]
            assert paths, "the reader opens files in a way that this test does not see"
            assert all(path.is_relative_to(inside.resolve()) for path in paths), paths
            assert (brand.logo, brand.fonts) == (None, ())
            assert findings.errors or not clean(given_name)
