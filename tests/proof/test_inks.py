"""The proof of colours and of files for keeping finds what it is there for."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest

from pressroom.bind import bind
from pressroom.proof import Expectation, check
from pressroom.typeset import typeset

HTML = '<html lang="en"><head><title>Part</title></head><body><p style="color:#b3261e">Text</p>{}</body></html>'
LINK = '<p><a href="https://example.org">Link</a></p>'


def made(*, cmyk: bool = False, archive: bool = False, body: str = LINK) -> bytes:
    """Return a finished page."""
    part = typeset(HTML.format(body), ["@page{size:A5}html{font:11pt 'IBM Plex Sans'}"], {}, cmyk=cmyk).pdf
    return bind([part], title="Part", language="en", archive=archive)


def codes(pdf: bytes, *, cmyk: bool = False, archive: bool = False) -> set[str]:
    """Return what the proof finds."""
    return {finding.code for finding in check(pdf, Expectation(cmyk=cmyk, archive=archive))}


def broken(pdf: bytes, fault: Callable[[pikepdf.Pdf], None]) -> bytes:
    """Return a file with a fault in it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        fault(file)
        file.save(out, fix_metadata_version=False)
    return out.getvalue()


def drawn(operators: bytes) -> Callable[[pikepdf.Pdf], None]:
    """Return a fault: more operators at the end of the first page."""
    return lambda file: file.pages[0].contents_add(file.make_stream(operators))


def test_files_as_they_were_meant_pass() -> None:
    """A file in inks is for a press, one in RGB with the claim is for keeping; neither is the other."""
    assert codes(made(cmyk=True), cmyk=True) == set()
    assert codes(made(archive=True), archive=True) == set()
    assert codes(made(), cmyk=True) == {"colour-space"}
    assert codes(made(), archive=True) == {"no-pdfa", "no-output-intent"}
    assert codes(made(cmyk=True, archive=True), archive=True) == {"colour-space"}


@pytest.mark.parametrize(
    "operators",
    [
        b"\n1 0 0 rg",
        b"\n0 G",
        b"\n0.5 g 0 0 1 1 re f",
        b"\n/DeviceRGB cs 1 0 0 scn",
        b"\n(text with k) pop 0 0 1 RG",
        b"\nBI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI",
    ],
)
def test_a_colour_of_a_screen_is_found(operators: bytes) -> None:
    """By whichever operator it comes, and whatever stands around it."""
    assert codes(broken(made(cmyk=True), drawn(operators)), cmyk=True) == {"colour-space"}


def test_a_colour_in_a_form_or_a_picture_is_found() -> None:
    """A card is a form on its sheet, a logo a picture: what they hold is printed too."""

    def form(file: pikepdf.Pdf) -> None:
        inner = file.make_stream(b"1 0 0 rg 0 0 9 9 re f", Subtype=pikepdf.Name.Form, BBox=pikepdf.Array([0, 0, 9, 9]))
        file.pages[0].Resources.XObject["/inner"] = inner

    def picture(file: pikepdf.Pdf) -> None:
        image = file.make_stream(b"\x00" * 3, Subtype=pikepdf.Name.Image, Width=1, Height=1, BitsPerComponent=8)
        image.ColorSpace = pikepdf.Name.DeviceRGB
        file.pages[0].Resources.XObject["/picture"] = image

    for fault in (form, picture):
        assert codes(broken(made(cmyk=True), fault), cmyk=True) == {"colour-space"}


def test_what_a_file_for_keeping_lacks_is_found() -> None:
    """Its profile, its claim, the flag of a link."""

    def unprinted(file: pikepdf.Pdf) -> None:
        del file.pages[0].Annots[0].F

    def no_profile(file: pikepdf.Pdf) -> None:
        del file.Root.OutputIntents[0].DestOutputProfile

    def no_claim(file: pikepdf.Pdf) -> None:
        packet = file.Root.Metadata.read_bytes().replace(b"<pdfaid:part>3<", b"<pdfaid:part>2<")
        file.Root.Metadata = file.make_stream(packet, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)

    faults = {unprinted: "link-not-printed", no_profile: "no-output-intent", no_claim: "no-pdfa"}
    for fault, code in faults.items():
        assert codes(broken(made(archive=True), fault), archive=True) == {code}
