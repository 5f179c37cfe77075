"""Colours as inks: black alone for black and grey, arithmetic for the rest, nothing left for a screen."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
from PIL import Image

from pressroom.typeset import Asset, typeset
from pressroom.typeset.inks import Inks, inks

STYLE = "@page { size: 100mm 100mm; margin: 5mm } html { font: 11pt 'IBM Plex Sans'; color: #16191c }"
DRAWING = b"""<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" viewBox="0 0 40 40"><defs>
<linearGradient id="fade"><stop offset="0" stop-color="#ff0000" stop-opacity="0.3"/>
<stop offset="1" stop-color="#00aa00"/></linearGradient>
<pattern id="dots" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="2" height="2" fill="#00aaff"/>
</pattern></defs><rect width="20" height="20" fill="url(#fade)"/>
<rect x="20" width="20" height="20" fill="url(#dots)" stroke="#008800"/>
<circle cx="20" cy="30" r="8" fill="#cc00ff" opacity="0.5"/></svg>"""


def picture(mode: str, form: str = "PNG") -> bytes:
    """Return a picture of four quarters: red, near black, grey and white; with an alpha channel, half of it clear."""
    quarters = Image.new("RGB", (2, 2))
    quarters.putdata([(255, 0, 0), (10, 12, 14), (128, 128, 128), (255, 255, 255)])
    shown = quarters.resize((16, 16), Image.Resampling.NEAREST).convert(mode, palette=Image.Palette.ADAPTIVE)
    if "A" in mode:
        shown.putalpha(Image.new("L", (16, 16), 128))
    out = io.BytesIO()
    shown.save(out, form, **({"quality": 100, "subsampling": 0} if form == "JPEG" else {}))
    return out.getvalue()


def page(body: str, **assets: Asset) -> pikepdf.Pdf:
    """Return a page set in inks, open."""
    html = f'<html lang="en"><head><title>Inks</title></head><body>{body}</body></html>'
    made = typeset(html, [STYLE], assets, cmyk=True)
    assert made.findings == ()
    return pikepdf.open(io.BytesIO(made.pdf))


def operators(pdf: pikepdf.Pdf) -> list[str]:
    """Return the colour operators of a page and of all the forms and patterns in its file, with their operands."""
    streams: list[Any] = [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and "/BBox" in item]
    streams.append(pdf.pages[0])
    wanted = "rg RG g G k K cs CS sc SC scn SCN sh"
    return [
        " ".join([*map(str, found.operands), str(found.operator)])
        for stream in streams
        for found in pikepdf.parse_content_stream(stream, wanted)
    ]


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ("#000000", (0, 0, 0, 1)),
        ("#16191c", (0, 0, 0, 1)),  # our ink
        ("#0a1a3c", (0, 0, 0, 1)),  # a navy that nobody tells from black
        ("#333333", (0, 0, 0, 1)),
        ("#808080", (0, 0, 0, 0.498)),
        ("#4f5a63", (0, 0, 0, 0.6537)),  # our muted text: its tint goes
        ("#ffffff", (0, 0, 0, 0)),
        ("#ff0000", (0, 1, 1, 0)),
        ("#0000ff", (1, 1, 0, 0)),
        ("#123c4a", (0.7568, 0.1892, 0, 0.7098)),
    ],
)
def test_a_colour_becomes_inks_by_the_rule_in_the_docs(colour: str, expected: Inks) -> None:
    """Near black is black ink alone, grey is black ink thinned, of the rest black takes what the channels share."""
    assert inks(*(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))) == pytest.approx(expected, abs=0.0001)


def test_no_colour_takes_more_ink_than_paper_holds() -> None:
    """All inks together stay under 285 %, and one of the three colours is always left out."""
    steps = [step / 16 for step in range(17)]
    for mixed in (inks(red, green, blue) for red in steps for green in steps for blue in steps):
        assert all(0 <= ink <= 1 for ink in mixed)
        assert sum(mixed) < 2.85
        assert min(mixed[:3]) == 0


def test_text_rules_and_drawings_leave_the_typesetter_in_inks() -> None:
    """Whatever draws a colour, page, pattern or transparent group, draws it in inks; black text is 0 0 0 1 k."""
    body = '<p>Black <b style="color:#b3261e;opacity:0.5">red</b></p><hr style="border:1pt dashed #123c4a">'
    with page(body + '<img alt="Art" src="press:art">', art=Asset(DRAWING, "image/svg+xml")) as pdf:
        found = operators(pdf)
        groups = {str(item.Group.CS) for item in pdf.objects if isinstance(item, pikepdf.Stream) and "/Group" in item}
    assert "0 0 0 1 k" in found
    assert "0 0.7877 0.8324 0.298 k" in found
    assert {line.split()[-1] for line in found} <= {"k", "K", "cs", "scn", "sh"}
    assert {line for line in found if line.endswith("cs")} == {"/Pattern cs"}
    assert "/DeviceCMYK" in groups


def test_gradients_are_mixed_from_inks_and_masks_stay_as_they_are() -> None:
    """The stops of a gradient are inks; how see-through it is stays a grey, since a mask is no colour."""
    with page('<img alt="Art" src="press:art">', art=Asset(DRAWING, "image/svg+xml")) as pdf:
        shadings = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/ShadingType" in item]
        spaces = {str(shading.ColorSpace): shading.Function.Functions[0] for shading in shadings}
        assert set(spaces) == {"/DeviceCMYK", "/DeviceGray"}
        assert [float(ink) for ink in spaces["/DeviceCMYK"].C0] == [0, 1, 1, 0]
        assert [float(share) for share in spaces["/DeviceGray"].C0] == [pytest.approx(0.3)]


@pytest.mark.parametrize(
    ("mode", "form"), [("RGB", "PNG"), ("RGBA", "PNG"), ("L", "PNG"), ("P", "PNG"), ("RGB", "JPEG")]
)
def test_pictures_become_inks_and_keep_their_mask(mode: str, form: str) -> None:
    """A logo that is a picture is turned dot by dot, by the same rule; what was see-through still is."""
    with page('<img alt="Art" src="press:art">', art=Asset(picture(mode, form), f"image/{form.lower()}")) as pdf:
        (image,) = [item for _, item in pdf.pages[0].Resources.XObject.items()]
        dots = Image.frombytes("CMYK", (16, 16), image.read_bytes())
        assert str(image.ColorSpace) == "/DeviceCMYK"
        assert ("/SMask" in image) is (mode == "RGBA")
        if mode == "RGBA":
            assert str(image.SMask.ColorSpace) == "/DeviceGray"
            assert set(image.SMask.read_bytes()) == {128}
    corners: list[Any] = [dots.getpixel(at) for at in ((2, 2), (13, 2), (2, 13), (13, 13))]
    red = (0, 0, 0, 255 - 76) if mode == "L" else (0, 255, 255, 0)
    meant = [red, (0, 0, 0, 255), (0, 0, 0, 127), (0, 0, 0, 0)]
    assert all(
        abs(a - b) <= 3 for seen, want in zip(corners, meant, strict=True) for a, b in zip(seen, want, strict=True)
    )


def test_the_same_page_gives_the_same_bytes() -> None:
    """In inks too, so that a file can be compared with another one of the same build."""
    art = Asset(picture("RGBA"), "image/png")
    html = '<html lang="en"><head><title>Inks</title></head><body>Text<img alt="Art" src="press:art"></body></html>'
    first, second = (typeset(html, [STYLE], {"art": art}, cmyk=True).pdf for _ in range(2))
    assert first == second != typeset(html, [STYLE], {"art": art}).pdf
