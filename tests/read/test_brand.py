"""A brand is colours that can be read, a logo that is only a picture, and fonts that open."""

from __future__ import annotations

import contextlib
import io
import struct
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image as Pillow

from pressroom.paths import shipped as shipped_path
from pressroom.problems import Findings
from pressroom.read import shipped
from pressroom.read.brand import contrast, read_brand
from pressroom.read.picture import PictureError, check_picture

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {}>{}</svg>'
BOX = 'viewBox="0 0 30 10"'


def svg(content: str, attributes: str = BOX) -> bytes:
    """Return an SVG picture with ``content``."""
    return SVG.format(attributes, content).encode()


def png(width: int, height: int) -> bytes:
    """Return a white picture."""
    stream = io.BytesIO()
    Pillow.new("1", (width, height), 1).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#777777", "#ffffff", 4.48), ("#0000ff", "#ffffff", 8.59)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    """The ratio is the one that WCAG defines, whichever colour comes first."""
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


def test_the_default_brand_can_be_read() -> None:
    """Every pair of the shipped colours meets WCAG AA: the reader would refuse it otherwise."""
    colours = shipped.default_brand().colours
    assert contrast(colours.primary, colours.paper) >= 4.5
    assert contrast(colours.signal, colours.paper) >= 4.5


def test_a_brand_changes_what_it_gives(tmp_path: Path) -> None:
    """A logo, a font and one colour: all the rest stays as shipped."""
    font = shipped_path("assets", "fonts", "IBMPlexSans-Light.ttf").read_bytes()
    (tmp_path / "mark.svg").write_bytes(svg("<path d='M0 0h9v9z'/>"))
    (tmp_path / "own.ttf").write_bytes(font)
    (tmp_path / "brand.yaml").write_text(
        "name: House\nlogo: mark.svg\ncolours: {primary: '#004466'}\nfonts: [own.ttf]\n"
    )
    findings = Findings()
    brand, places = read_brand(tmp_path, shipped.default_brand(), findings)
    assert not findings.problems
    assert brand.colours.primary == "#004466"
    assert brand.colours.ink == shipped.default_brand().colours.ink
    assert brand.logo is not None
    assert (brand.logo.mime, brand.logo.ratio) == ("image/svg+xml", 3)
    assert brand.fonts == (("own.ttf", font),)
    assert str(places["logo"]) == "brand.yaml:2:7"


@pytest.mark.parametrize(
    "content",
    [
        "<path d='M0 0h9v9z' fill='url(#g)'/><defs><linearGradient id='g'/></defs>",
        "<defs><g id='a'><path d='M0 0'/></g></defs><use href='#a'/><use xlink:href='#a'/>",
        "<style>.a { fill: red } /* plain */</style><text class='a'>A</text>",
        "<style>.a { fill: url(#g) }</style>",
        "<style>/* url(https://example.org) */ .a { fill: red } /* end</style>",
    ],
)
def test_a_plain_picture_is_taken(content: str) -> None:
    """References within the picture, styles and text are what a logo is made from."""
    assert check_picture(svg(content), ".svg").ratio == 3


@pytest.mark.parametrize(
    "content",
    [
        "<script>alert(1)</script>",
        "<g onload='alert(1)'/>",
        "<g OnClick='alert(1)'/>",
        "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>",
        "<image href='https://example.org/a.png'/>",
        "<image href='data:image/png;base64,AAAA'/>",
        "<use href='https://example.org/a.svg#a'/>",
        "<use xlink:href='other.svg#a'/>",
        "<a href='#x'><path d='M0 0'/></a>",
        "<style>@import 'https://example.org/a.css';</style>",
        "<style>@IMPORT url(a.css)</style>",
        "<style>.a { fill: u\\72l(https://example.org/a) }</style>",
        "<style>.a { background: url( 'https://example.org/a' ) }</style>",
        "<style>.a { background: u/**/rl(https://example.org/a) }</style>",
        "<style>/*/ */ .a { background: url(https://example.org/a) }</style>",
        "<path style='fill: url(https://example.org/a)'/>",
        "<path fill='url(file:///etc/passwd)'/>",
        "<path filter='url(javascript:alert(1))'/>",
        "<set attributeName='href' to='x'/>",
        "<g xml:base='https://example.org/'/>",
        "<g id='a'><use href='#a'/></g>",
        "<g id='g0'/>" + "".join(f"<g id='g{n}'>" + f"<use href='#g{n - 1}'/>" * 10 + "</g>" for n in range(1, 9)),
        "<g>" * 100 + "</g>" * 100,
        "<g/>" * 20_001,
        "<g><",
    ],
)  # fmt: skip
def test_a_picture_that_does_more_is_refused(content: str) -> None:
    """Scripts, whatever is fetched or embedded, animation, and pictures that unfold into millions of shapes."""
    with pytest.raises(PictureError):
        check_picture(svg(content), ".svg")


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"),
        b"<!doctype svg>" + svg(""),
        b"<?xml-stylesheet href='a.css'?>" + svg(""),
        svg("", "width='10'"),
        svg("", "viewBox='0 0 0 10'"),
        svg("", "viewBox='0 0 nan 10'"),
        svg("", "viewBox='a b c d'"),
        b"<svg/>",
        b"<html/>",
        b"",
        b"\xff\xfe" + svg("").decode().encode("utf-16-le")[:-1],
    ],
)
def test_what_is_no_svg_is_refused(data: bytes) -> None:
    """Document types, entities, no size, another root, no XML at all."""
    with pytest.raises(PictureError):
        check_picture(data, ".svg")


@pytest.mark.parametrize(("width", "height"), [("30", "10"), ("30mm", "10mm"), ("3in", "96"), ("72pt", "32px")])
def test_width_and_height_will_do(width: str, height: str) -> None:
    """Without a viewBox, the two attributes give the ratio, in any absolute unit."""
    assert check_picture(svg("", f"width='{width}' height='{height}'"), ".svg").ratio == pytest.approx(3)


def test_a_png_is_opened_before_it_is_taken() -> None:
    """A real picture gives its ratio; a truncated one, a huge one and a bomb are refused."""
    assert check_picture(png(60, 20), ".png").ratio == 3
    with pytest.raises(PictureError, match="cannot be opened"):
        check_picture(png(60, 20)[:-30], ".png")
    with pytest.raises(PictureError, match="pixels"):
        check_picture(png(6_000, 5_000), ".png")
    size = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    chunk = b"IHDR" + size
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    with pytest.raises(PictureError):
        check_picture(bomb, ".png")


def test_fonts_that_cannot_be_opened_are_refused(tmp_path: Path) -> None:
    """A font cut short is told at its place in the list."""
    font = shipped_path("assets", "fonts", "IBMPlexSans-Light.ttf").read_bytes()
    (tmp_path / "cut.ttf").write_bytes(font[:300])
    (tmp_path / "good.ttf").write_bytes(font)
    (tmp_path / "brand.yaml").write_text("fonts:\n- good.ttf\n- cut.ttf\n")
    findings = Findings()
    brand, _ = read_brand(tmp_path, shipped.default_brand(), findings)
    assert [str(p) for p in findings.problems] == [
        "brand.yaml:3:3: fonts[2]: is a font that cannot be opened: get the file again"
    ]
    assert [name for name, _ in brand.fonts] == ["good.ttf"]


@pytest.mark.parametrize(
    "data",
    [
        svg(f"<style>{'*/' * 300_000}{'/*' * 300_000}</style>"),
        svg(f"<style>{'url(' * 300_000}</style>"),
        svg("", f"width='{'1' * 1_000_000}x' height='1'"),
        svg("<g>" * 400_000),
    ],
)
def test_a_picture_made_to_keep_us_busy_is_answered_at_once(data: bytes) -> None:
    """Nothing in the check takes the square of a file's length."""
    begin = time.process_time()
    with contextlib.suppress(PictureError):
        check_picture(data, ".svg")
    assert time.process_time() - begin < 3


LADDERS = {
    "patterns": "<pattern id='p{n}' width='1' height='1'>{steps}</pattern>|<path fill='url(#p{next})'/>",
    "masks": "<mask id='p{n}'>{steps}</mask>|<path style='mask: url(#p{next})'/>",
    "clip paths by class": "<clipPath id='p{n}'>{steps}</clipPath>|<path class='c{next}'/>",
    "markers": "<marker id='p{n}'>{steps}</marker>|<path marker-start='url(#p{next})' d='M0 0L1 1'/>",
}
CLASSES = "<style>" + "".join(f".c{n} {{ clip-path: url(#p{n}) }}" for n in range(10)) + "</style>"


@pytest.mark.parametrize("kind", LADDERS)
def test_copies_of_copies_are_counted(kind: str) -> None:
    """Eight of eight of eight: whatever makes the copies, the picture is refused, and at once."""
    part, step = LADDERS[kind].split("|")
    parts = (part.format(n=n, steps=step.format(next=n + 1) * 8) for n in range(9))
    with pytest.raises(PictureError, match="too intricate"):
        check_picture(svg(CLASSES + "".join(parts) + step.format(next=0)), ".svg")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("<mask id='m'><path mask='url(#m)'/></mask>", "within itself"),
        ("<style>.a, .b { clip-path: url(#m) }</style><clipPath id='m'><path class='b'/></clipPath>", "within itself"),
        ("<linearGradient id='g' href='#h'/><linearGradient id='h' href='#g'/>", "within itself"),
        ("<marker id='k'><path/></marker><path marker-mid='url(#k)' d='M0 0" + "L1 1" * 20_000 + "'/>", "intricate"),
        ("<style>g > path { fill: url(#g) }</style><linearGradient id='g'/>", "intricate"),
        ("<path d='" + "M0 0L1 1" * 30_000 + "'/>", "intricate"),
        ("<linearGradient spreadMethod='repeat' x2='1e-9'/>", "repeats itself"),
        ("<radialGradient style='spreadmethod : reflect'/>", "repeats itself"),
    ],
)
def test_a_picture_without_end_is_refused(content: str, says: str) -> None:
    """Parts that draw themselves, markers at thousands of points, gradients that repeat by a hair's breadth."""
    with pytest.raises(PictureError, match=says):
        check_picture(svg(content), ".svg")


def test_a_logo_as_drawing_programs_export_it_is_taken() -> None:
    """Classes that clip, and fill by gradients, each used many times; a gradient that pads is one that ends."""
    style = "<style>.a{fill:none}.b{clip-path:url(#c)}.d,.e{fill:url(#g)}</style>"
    clip, gradient = "<clipPath id='c'><path class='a'/></clipPath>", "<linearGradient id='g' spreadMethod='pad'/>"
    content = f"<defs>{style}{clip}{gradient}</defs>" + "<g class='b'><path class='d e'/></g>" * 500
    assert check_picture(svg(content), ".svg").ratio == 3


def test_a_colour_without_quotation_marks_is_pointed_out(tmp_path: Path) -> None:
    """YAML takes it for a comment: the shipped colour stands, and the run says why."""
    (tmp_path / "brand.yaml").write_text("colours:\n  primary: #004466\n")
    findings = Findings()
    brand, _ = read_brand(tmp_path, shipped.default_brand(), findings)
    assert brand.colours == shipped.default_brand().colours
    (warning,) = findings.warnings
    assert str(warning).startswith("brand.yaml:2:")
    assert "quotes" in warning.message


def test_half_a_font_is_refused(tmp_path: Path) -> None:
    """A font whose tables end beyond the file would fail in the middle of a build."""
    whole = shipped_path("assets", "fonts", "IBMPlexSans-Light.ttf").read_bytes()
    (tmp_path / "own.ttf").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "brand.yaml").write_text("fonts: [own.ttf]\n")
    findings = Findings()
    read_brand(tmp_path, shipped.default_brand(), findings)
    assert [str(p).split(": ")[0] for p in findings.errors] == ["brand.yaml:1:9"]
