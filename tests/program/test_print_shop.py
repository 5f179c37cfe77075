"""For a print shop and for keeping: colours as inks from the cover to the sheets, and PDF/A-3 by a checker not ours."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import page
import pikepdf
import pypdfium2
import pytest
from PIL import ImageChops, ImageStat

from pressroom.bind import bind
from tests.languages.making import small
from tests.program.making import build, contact
from tests.program.reading import entries, everything

PEOPLE = (
    {"code": "P-1", "country": "TGO", "language": "fr", **contact(1, "Ada Example")},
    {"code": "P-2", "country": "TGO", "language": "ar", "edition": "discreet", **contact(1, "نادية الشريف")},
)
LOGO = """<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" viewBox="0 0 40 20"><defs>
<linearGradient id="g"><stop offset="0" stop-color="#ff8800"/><stop offset="1" stop-color="#0a7d3c" stop-opacity="0.5"/>
</linearGradient></defs><rect width="40" height="20" fill="url(#g)"/></svg>"""
BRAND = "name: Plumtree House\nlogo: logo.svg\ncolours: {primary: '#5b0a4e'}\n"

SCREEN = {"rg", "RG", "g", "G"}
INKS = {"k", "K"}
SPACES = {"cs", "CS"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a session of two people, one for each edition, with a logo that has a gradient and is see-through."""
    files = {"brand.yaml": BRAND, "logo.svg": LOGO}
    folder = tmp_path_factory.mktemp("shop") / "desk"
    return small(folder, PEOPLE, {"countries": ["TGO"]}, files, languages=("en", "fr", "ar"))


def built(desk: Path, name: str, *options: str) -> Path:
    """Return the folder of a build with these options, made once."""
    out = desk.parent / name
    if not out.exists():
        done = build(desk, out, *options)
        assert done.code == 0, done.err
    return out


def streams(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every page, form and pattern of a file, soft masks aside."""
    masks = set()
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and "/ExtGState" in item:
            states = [state for _, state in item.ExtGState.items()]
            masks |= {state.SMask.G.objgen for state in states if "/SMask" in state and "/G" in state.SMask}
    yield from pdf.pages
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream) and "/BBox" in item and item.objgen not in masks:
            yield item


def colours(path: Path) -> list[tuple[str, str]]:
    """Return the operator and operands of every setting of a colour in a file."""
    wanted = " ".join(sorted(SCREEN | INKS | SPACES))
    with pikepdf.open(path) as pdf:
        return [
            (str(found.operator), " ".join(map(str, found.operands)))
            for stream in streams(pdf)
            for found in pikepdf.parse_content_stream(stream, wanted)
        ]


@pytest.mark.xdist_group("print-shop")
def test_no_file_for_a_press_has_a_colour_of_a_screen(desk: Path) -> None:
    """Packs, cards, sheets, jobs, list: no operator, gradient, group or picture is in RGB or grey with --cmyk."""
    out = built(desk, "inks", "--cmyk")
    paths = sorted(out.rglob("*.pdf"))
    assert {path.name for path in paths} >= {
        "p-1-pack-fr.pdf",
        "p-2-card-ar.pdf",
        "cards.pdf",
        "packs.pdf",
        "handout.pdf",
    }
    for path in paths:
        found = colours(path)
        assert {operator for operator, _ in found} <= INKS | SPACES, path.name
        assert {space for operator, space in found if operator in SPACES} <= {"/Pattern"}
        with pikepdf.open(path) as pdf:
            groups = [item.Group.CS for item in streams(pdf) if "/Group" in item and "/BBox" in item]
            assert {str(space) for space in groups} <= {"/DeviceCMYK"}


@pytest.mark.xdist_group("print-shop")
def test_black_text_codes_and_cut_marks_are_of_one_ink(desk: Path) -> None:
    """0 0 0 1 and nothing near it: a second ink would have to hit the first to a tenth of a millimetre."""
    out = built(desk, "inks", "--cmyk") / "TGO"
    for name in ("p-1-pack-fr.pdf", "p-1-card-fr.pdf", "p-2-pack-ar.pdf", "p-2-card-ar.pdf"):
        used = {tuple(map(float, operands.split())) for operator, operands in colours(out / name) if operator == "k"}
        assert (0, 0, 0, 1) in used
        assert not [mixed for mixed in used if mixed[3] > 0.9 and mixed != (0, 0, 0, 1)]
        inked = [mixed for mixed in used if any(mixed[:3])]
        assert len(inked) <= 4, "the brand's colours, those of the logo, and greys are black alone"
    assert ("K", "0 0 0 1") in colours(out / "cards.pdf")


@pytest.mark.xdist_group("print-shop")
@pytest.mark.parametrize("name", ["p-1-pack-fr.pdf", "p-1-card-fr.pdf"])
def test_a_page_in_inks_looks_like_one_for_a_screen(desk: Path, name: str) -> None:
    """The same shapes in the same places, about as dark: only how the colours are told has changed."""
    plain, inked = built(desk, "plain", "--participant", "P-1") / "TGO", built(desk, "inks", "--cmyk") / "TGO"
    with pypdfium2.PdfDocument(plain / name) as one, pypdfium2.PdfDocument(inked / name) as other:
        assert len(one) == len(other)
        for number in range(len(one)):
            before, after = (pdf[number].render(scale=0.7, grayscale=True).to_pil() for pdf in (one, other))
            apart = ImageStat.Stat(ImageChops.difference(before, after))
            assert apart.mean[0] < 8
            assert max(channel[1] for channel in apart.extrema) < 80


@pytest.mark.xdist_group("print-shop")
def test_the_same_inputs_give_the_same_bytes(desk: Path) -> None:
    """With either option, as without."""
    for name, option in (("inks", "--cmyk"), ("kept", "--archive")):
        first = everything(built(desk, name, option))
        again = everything(built(desk, f"{name}-again", option, "--participant", "P-1", "--only", "cards"))
        assert again["TGO/p-1-card-fr.pdf"] == first["TGO/p-1-card-fr.pdf"]


PROFILES = (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1)


def failures(pdf: bytes) -> list[str]:
    """Return the rules of PDF/A-3a and of PDF/UA-1 that a file breaks."""
    return [
        failure.rule_id for profile in PROFILES for failure in page.validate_pdf_bytes(pdf, profile=profile).failures
    ]


@pytest.mark.xdist_group("print-shop")
def test_what_is_for_keeping_passes_both_standards(desk: Path) -> None:
    """Packs, single cards and the hand-out list of --archive break no rule of PDF/A-3a, nor of PDF/UA-1."""
    out = built(desk, "kept", "--archive")
    files = [entry for kind in ("pack", "card", "handout") for entry in entries(out, kind=kind)]
    assert len(files) == 5
    assert {entry["path"]: failures((out / entry["path"]).read_bytes()) for entry in files} == {
        entry["path"]: [] for entry in files
    }


@pytest.mark.xdist_group("sample")
def test_every_language_and_edition_can_be_kept(sample: Path) -> None:
    """The packs and cards of the sample, bound for keeping, pass in all six languages."""
    files = [*entries(sample, kind="pack"), *entries(sample, kind="card")]
    assert {entry["language"] for entry in files} == {"en", "fr", "es", "ar", "ru", "zh"}
    for entry in files:
        pdf = bind([(sample / entry["path"]).read_bytes()], title="Kept", language=entry["language"], archive=True)
        assert failures(pdf) == [], entry["path"]


@pytest.mark.xdist_group("print-shop")
def test_the_checker_can_fail(desk: Path) -> None:
    """An ordinary pack is no PDF/A; one without its profile, or with a link that does not print, is none any more."""
    card = (built(desk, "plain", "--participant", "P-1") / "TGO" / "p-1-card-fr.pdf").read_bytes()
    assert "PDFA3A-ID-SCHEMA-001" in failures(card)
    pack = (built(desk, "kept", "--archive") / "TGO" / "p-1-pack-fr.pdf").read_bytes()
    for fault in ("/OutputIntents", "/F"):
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(pack)) as pdf:
            if fault == "/F":
                del next(shown.Annots[0] for shown in pdf.pages if "/Annots" in shown).F
            else:
                del pdf.Root[fault]
            pdf.save(out, fix_metadata_version=False)
        assert failures(out.getvalue()) != []
