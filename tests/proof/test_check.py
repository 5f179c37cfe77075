"""The proof: every fault that is put into a finished file is found, and a file without fault has no finding."""

from __future__ import annotations

import zlib
from io import BytesIO

import pikepdf
import pytest

from pressroom.bind import bind
from pressroom.impose import impose
from pressroom.proof import Expectation, check
from tests.proof.making import TARGET, card, changed, finished, sheet, symbol, typeset

A4 = (210.0, 297.0)
SAFE = Expectation(
    pages=1, media_mm=A4, trim_mm=A4, title="Notes", language="en", tagged=True, qr={1: [TARGET]}, min_module_mm=0.40,
    text_must={1: ["a word about safety"]}, safe_mm=10,
)  # fmt: skip
BODY = (
    f"<h1>Notes</h1>{symbol()}<p>a word about <a href='https://example.org/'>safety</a>, and <a href='tel:112'>112</a>"
)


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'


def codes(pdf: bytes, expect: Expectation) -> list[str]:
    """Return what was found, by code."""
    return [finding.code for finding in check(pdf, expect)]


def plain(**meant: object) -> Expectation:
    """Return an expectation that asks little: the code on page 1, and what is given."""
    return Expectation(**{"qr": {1: [TARGET]}, **meant})  # type: ignore[arg-type]


def test_a_file_as_it_was_meant_has_no_finding() -> None:
    """No false alarm: a tagged page with a code, links and text passes all checks at once."""
    assert check(finished(BODY), SAFE) == []


def test_a_sheet_of_cards_as_it_was_meant_has_no_finding() -> None:
    """No false alarm on imposed cards, whose text stands in forms."""
    on = sheet("plain-a4")
    expect = Expectation(pages=4, media_mm=A4, title="T", language="en", safe_mm=5, sheet=on)
    assert check(impose([card(on)] * 11, on, title="T", language="en"), expect) == []


@pytest.mark.parametrize(
    ("qr", "found"),
    [
        ({1: ["https://example.org/else"]}, ["qr-missing", "qr-unexpected"]),
        ({1: [TARGET, TARGET]}, ["qr-missing"]),
        ({}, ["qr-unexpected"]),
        ({1: [TARGET], 2: [TARGET]}, ["qr-missing"]),
    ],
)
def test_codes_are_compared_one_for_one(qr: dict[int, list[str]], found: list[str]) -> None:
    """A code that leads elsewhere, one too few, one too many, and a missing page of codes are each found."""
    assert codes(finished(BODY), Expectation(qr=qr)) == found


def test_a_code_that_cannot_be_read_is_found() -> None:
    """A code without its quiet zone and half covered cannot be read, and that is said."""
    covered = "<div style='position:absolute;top:5mm;left:0;width:15mm;height:40mm;background:#000'></div>"
    assert codes(finished(symbol() + covered), plain()) == ["qr-missing"]


def test_a_code_on_a_page_that_is_not_looked_at_is_not_found() -> None:
    """``qr_pages`` narrows the look, but never past a page for which codes are meant."""
    assert codes(finished(BODY), Expectation(qr_pages=())) == []
    assert codes(finished(BODY), Expectation(qr_pages=(), qr={1: ["https://example.org/else"]})) != []


@pytest.mark.parametrize(
    ("side_mm", "found"), [(22.0, []), (17.0, []), (15.5, ["qr-too-fine"]), (12.0, ["qr-too-fine"])]
)
def test_a_code_too_fine_for_a_camera_is_found(side_mm: float, found: list[str]) -> None:
    """The module is measured on the page: 41 modules on 17 mm are 0.41 mm, on 15.5 mm 0.38."""
    body = symbol(TARGET + "/of/version/four", side_mm)
    expect = Expectation(qr={1: [TARGET + "/of/version/four"]}, min_module_mm=0.40)
    assert codes(finished(body), expect) == found


@pytest.mark.parametrize("letter", ["ༀ", "𓀀"])
def test_a_letter_without_a_shape_is_found(letter: str) -> None:
    """A letter that no shipped font has is found by page, though the typesetter goes on."""
    [finding] = check(finished(f"<p>fine</p><h1>a {letter} b</h1>"), Expectation())
    assert (finding.page, finding.code) == (2, "missing-glyph")


@pytest.mark.parametrize("text", ["ab ç Ђ ệ → ✓", "中文 喆堃珺玥镕 ☎", "<span lang=ar>مرحبا بالعالم لا</span>"])
def test_letters_with_a_shape_are_no_finding(text: str) -> None:
    """Latin, Cyrillic, Chinese and Arabic in the shipped fonts pass, ligatures and marks too."""
    style = "html{font-family:'IBM Plex Sans','IBM Plex Sans Arabic','Noto Sans SC'}"
    assert check(finished(f"<p>{text}", style), Expectation()) == []


def test_glyph_zero_in_any_encoding_is_found() -> None:
    """Code 0 is .notdef, in a string of parentheses as in a hexadecimal one."""
    for shown in (b"<0000> Tj", b"(\\000\\000) Tj", b"[<0000>] TJ"):
        fault = (
            "name = [*page.resources.Font.keys()][0]\n"
            "more = b' BT ' + name.encode() + b' 10 Tf 50 500 Td ' + shown + b' ET'\n"
            "page.obj.Contents = pdf.make_stream(page.obj.Contents.read_bytes() + more)"
        )
        assert codes(changed(finished(BODY), fault, shown=shown), plain()) == ["missing-glyph"]


def test_a_missing_letter_on_a_card_is_found_through_its_form() -> None:
    """Text in a form XObject is looked at as text on the page is."""
    on = sheet("plain-a4")
    assert codes(impose([card(on, "ༀ")], on, title="T"), Expectation()) == ["missing-glyph"]


def test_the_sign_for_a_lost_character_is_found() -> None:
    """U+FFFD on paper means that a character was lost on the way."""
    assert "unreadable-character" in codes(finished("<p>Zo\ufffd"), Expectation())


@pytest.mark.parametrize(
    "fault",
    [
        "for _, f in page.resources.Font.items():\n d = f.DescendantFonts[0].FontDescriptor\n del d['/FontFile2']",
        "page.resources.Font['/F1'] = pikepdf.Dictionary(Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)",
    ],
)
def test_a_font_that_is_not_in_the_file_is_found(fault: str) -> None:
    """A font without its program looks different on each machine: also one that is only named."""
    assert "font-not-embedded" in codes(changed(finished(BODY), fault), plain())


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("pdf.docinfo['/Producer'] = 'some program'", "metadata"),
        ("pdf.docinfo['/Author'] = 'a person'", "metadata"),
        ("pdf.docinfo['/CreationDate'] = 'D:20260101'", "metadata"),
        ("with pdf.open_metadata(set_pikepdf_as_editor=False) as m: m['xmp:CreatorTool'] = 'a program'", "metadata"),
        ("page.obj.LastModified = pikepdf.String('D:20260101')", "metadata"),
        ("page.obj.Metadata = pdf.make_stream(b'<x/>')", "metadata"),
        ("pdf.docinfo['/Title'] = 'Else'", "title"),
        ("pdf.Root.Lang = pikepdf.String('fr')", "language"),
        ("del pdf.Root.StructTreeRoot", "untagged"),
        ("pdf.Root.MarkInfo.Marked = False", "untagged"),
        ("del pdf.Root.ViewerPreferences", "title-not-shown"),
        ("del pdf.Root.Metadata", "no-pdfua"),
        ("del pdf.Root.Lang", "no-language"),
        ("del pdf.trailer['/Info']", "no-title"),
        ("pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String('1'))", "action"),
        ("page.obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.Launch))", "action"),
        ("page.obj.Annots[0].A = pikepdf.Dictionary(S=pikepdf.Name.GoToR, F=pikepdf.String('x'))", "action"),
        ("page.obj.Annots[0].A.Next = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String('1'))", "action"),
        ("page.obj.Annots[0].A.URI = pikepdf.String('file:///etc')", "link-scheme"),
        ("page.obj.Annots[0].Subtype = pikepdf.Name.FileAttachment", "annotation"),
        ("pdf.attachments['x.txt'] = b'x'", "attachment"),
        ("pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[])", "form"),
        ("page.mediabox = [0, 0, 595.28, 840]", "media-size"),
        ("page.trimbox = [0, 0, 500, 841]", "trim-size"),
        ("page.trimbox = [-20, 0, 595.28, 841.89]", "box-nesting"),
        ("pdf.add_blank_page(page_size=(595.28, 841.89))", "page-count"),
    ],
)  # fmt: skip
def test_each_fault_is_found(fault: str, code: str) -> None:
    """Traces, actions, attachments, a wrong title, language, box or count: each has its finding."""
    assert code in codes(changed(finished(BODY), fault), SAFE)


def test_the_typesetters_own_name_is_found() -> None:
    """A file straight from the typesetter says by which program it was made: in Info and in XMP."""
    assert "metadata" in codes(typeset(BODY), plain())


def test_a_missing_text_is_found_and_not_quoted() -> None:
    """A text that must be there is looked for whatever the line breaks, and never repeated in a message."""
    pdf = finished(BODY)
    assert check(pdf, plain(text_must={1: ["a  word\nabout safety"]})) == []
    [finding] = check(pdf, plain(text_must={1: ["+44 20 7946 0000"]}))
    assert finding.code == "text-missing"
    assert "7946" not in str(finding)
    assert codes(pdf, plain(text_must={9: ["anything"]})) == ["text-missing"]


@pytest.mark.parametrize(("margin_mm", "found"), [(4, []), (2, ["text-outside"]), (-3, ["text-outside"])])
def test_text_near_the_cut_is_found(margin_mm: int, found: list[str]) -> None:
    """Text stays 3 mm from the trim, also where there is bleed beyond it."""
    style = "@page{size:85.6mm 53.98mm;margin:20mm;bleed:3mm} p{position:absolute;top:0;margin:0;"
    style += f"left:{margin_mm - 20}mm}}"
    assert codes(finished("<p>Left</p>", style), Expectation(safe_mm=3)) == found


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ("width:60mm;height:20mm", []),
        ("width:10mm;height:20mm", ["text-clipped"]),
        ("width:60mm;height:2mm", ["text-clipped"]),
    ],
)
def test_text_that_its_box_cuts_off_is_found(box: str, found: list[str]) -> None:
    """The typesetter says nothing of text cut off by a box that hides what does not fit: the proof does."""
    body = f"<div style='overflow:hidden;white-space:nowrap;{box}'>Words that want room</div>"
    assert codes(finished(body), Expectation()) == found


def test_clipped_text_on_a_sheet_is_found_through_its_form() -> None:
    """Text cut off on a card is cut off on the sheet."""
    on = sheet("plain-a4")
    style = f"@page{{size:{on.card_width}mm {on.card_height}mm;margin:4mm}} p{{break-after:page}}"
    body = "<p><span style='display:block;overflow:hidden;width:5mm;white-space:nowrap'>long words</span><p>b"
    assert codes(impose([typeset(body, style)], on, title="T"), Expectation()) == ["text-clipped"]


def test_a_shifted_card_is_found() -> None:
    """A sheet whose card moved by a third of a millimetre fails its proof."""
    on = sheet("plain-a4")
    fault = (
        "page = pdf.pages[1]; data = page.obj.Contents.read_bytes();"
        "page.obj.Contents = pdf.make_stream(data.replace(b' cm /card', b' cm 1 0 0 1 1 0 cm /card'))"
    )
    good = impose([card(on)], on, title="T")
    assert codes(good, Expectation(sheet=on)) == []
    assert codes(changed(good, fault), Expectation(sheet=on)) == ["card-misplaced"] * 2


def encrypted() -> bytes:
    """Return a good file under a password."""
    out = BytesIO()
    with pikepdf.open(BytesIO(finished(BODY))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="a", owner="a", R=6))
    return out.getvalue()


def bomb() -> bytes:
    """Return a file of a few hundred kilobytes whose page unpacks to 300 MB."""
    packed = zlib.compress(bytes(300_000_000), 9)
    return changed(
        finished(BODY),
        "s = pikepdf.Stream(pdf, packed)\ns.Filter = pikepdf.Name.FlateDecode\npage.obj.Contents = s",
        packed=packed,
    )


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda: b"", "not-a-pdf"),
        (lambda: b"hello", "not-a-pdf"),
        (lambda: b"%PDF-1.7\n" + b"\0" * 1000, "not-a-pdf"),
        (lambda: finished(BODY)[:2000], None),
        (lambda: finished(BODY)[:-200], None),
        (lambda: finished(BODY).replace(b"endobj", b"endxxx"), None),
        (encrypted, "encrypted"),
        (lambda: changed(finished(BODY), "del pdf.pages[:]"), "no-pages"),
        (lambda: changed(finished(BODY), "page.mediabox = [0, 0, 100000, 100000]"), "page-too-large"),
        (lambda: changed(finished(BODY), "page.obj.Resources = pikepdf.Array([1])"), None),
        (lambda: changed(finished(BODY), "page.obj.Annots = pikepdf.Array([1, pikepdf.Name.X])"), None),
        (lambda: changed(finished(BODY), "pdf.Root.Metadata = pdf.make_stream(xmp)", xmp=ENTITIES), "unreadable"),
        (lambda: changed(finished(BODY), "page.obj.Contents = pdf.make_stream(b'q [' * 100000)"), "qr-missing"),
        (bomb, "bomb"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_a_finding(made: object, code: str | None) -> None:
    """No PDF, a cut one, an encrypted one, none of its pages, a bomb: always a finding, never an exception."""
    found = codes(made(), SAFE)  # type: ignore[operator]
    assert found
    assert code is None or code in found


def test_an_encrypted_file_opens_with_its_password() -> None:
    """With its password an encrypted file is read as any other."""
    assert check(encrypted(), SAFE, password="a") == []  # noqa: S106 - a password for this test


def test_shared_pages_can_be_left_out() -> None:
    """``text_pages`` narrows the look at letters to the pages that were not looked at before."""
    pdf = bind([typeset("<p>fine"), typeset("<p>a ༀ b")], title="Notes", language="en")
    assert codes(pdf, Expectation()) == ["missing-glyph"]
    assert codes(pdf, Expectation(text_pages={1})) == []
