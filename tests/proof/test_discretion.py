"""The proof of the discreet edition: a word that is put into any place that a finder sees is found there."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, NumberTree, String

from pressroom.bind import bind
from pressroom.policy.discretion import Telltale, telltale
from pressroom.proof import Expectation, Outside, check
from pressroom.read import shipped
from tests.proof.making import TARGET, symbol, typeset

HEADS = "@page { @bottom-left { content: 'Travel notes'; font-size: 8pt } @top-center { content: 'SAMPLE' } }"
BODY = (
    f"<p>Travel notes</p>{symbol()}<p>See <a href='https://example.org/a'>there</a></p>"
    f"<h1>Part 1</h1><p>The guidance of the United Nations for human rights defenders.</p>"
    "<p>See <a href='https://www.ohchr.org'>there</a></p>"
)
WORDS = ("human rights", "MyDefenders", "ONU", "прав человека", "联合国", "Front Line Defenders", "Quillfeather House")


@cache
def search() -> Telltale:
    """Return the search for the shipped words and one host."""
    return telltale(shipped.discretion(), ["Quillfeather House", "Front Line Defenders", "help.example"])


@cache
def pack(body: str = BODY, style: str = HEADS, language: str = "en") -> bytes:
    """Return a file of two pages: the first is outside, the second inside and full of words."""
    return bind([typeset(body, style, language)], title="Notes", language="en")


def found(pdf: bytes, path: str = "TGO/p-1-pack-en.pdf", **outside: object) -> list[tuple[int, str]]:
    """Return on which page, and as what, something telling was found."""
    seen = Outside(search().found, path, **{"pages": {1}, "heads_mm": (19, 19), **outside})  # type: ignore[arg-type]
    return [
        (finding.page, finding.message.partition(" tells ")[0])
        for finding in check(pdf, Expectation(qr_pages=(), outside=seen))
        if finding.code == "tells"
    ]


def spoiled(change: Callable[[pikepdf.Pdf], None]) -> list[tuple[int, str]]:
    """Return what is found in the pack after a change to its objects."""
    with pikepdf.open(BytesIO(pack())) as pdf:
        change(pdf)
        out = BytesIO()
        pdf.save(out, fix_metadata_version=False)
    return found(out.getvalue())


def test_the_inside_may_say_what_it_must() -> None:
    """The guidance names the United Nations and leads to its site, and the pack passes."""
    assert found(pack()) == []


def test_the_open_edition_is_not_asked() -> None:
    """Without an outside nothing is looked for."""
    assert [f.code for f in check(pack(), Expectation(qr={1: [TARGET]}))] == []


@pytest.mark.parametrize("word", WORDS)
def test_a_word_on_a_page_outside_is_found(word: str) -> None:
    """In the text of the cover, in every script; if every page is outside, on the second one too."""
    assert found(pack(BODY.replace("Travel notes", word))) == [(1, "the text")]
    assert (2, "the text") in found(pack(), pages=None)


@pytest.mark.parametrize(
    "word", ["الأمم المتحدة", "حُقُوقِ الإنسان", "المدافعين", "للاستعراض الدوري الشامل", "انتقامية", "لجوء", "ناشطات"]
)
@pytest.mark.parametrize("turned", [False, True])
def test_an_arabic_word_is_found_however_it_is_drawn(word: str, turned: bool) -> None:
    """With ligatures and vowel signs, on a page and on the half of a card that is turned by 180°."""
    style = HEADS + ("p{direction:rtl} div{transform:rotate(180deg)}" if turned else "p{direction:rtl}")
    body = f"<div><p lang=ar>إلى صديقي {word} في بلد آخر</p></div>"
    assert found(pack(body, style), pages=None) == [(1, "the text")]
    assert found(pack(body.replace(word, "حتى نلتقي ملاحظات السفر"), style), pages=None) == []


@pytest.mark.parametrize("name", ["Front Line Defenders", "Quillfeather House", "post@help.example"])
@pytest.mark.parametrize("line", ["<p dir=rtl>{}<p dir=rtl>صديقي", "<p dir=rtl>إلى {} في بلد آخر", "{}"])
def test_a_name_on_an_arabic_page_is_found(name: str, line: str) -> None:
    """Whether its words are read from the left, or from the right as the line runs that they stand in."""
    shown = f'<span style="display:inline-block;direction:ltr">{name}</span>'
    row = f"<table dir=rtl><tr><th>المشاكل الرقمية<td>{shown}</table>"
    body = row if line == "{}" else line.format(shown)
    assert found(pack(body, language="ar"), pages=None) == [(1, "the text")]
    assert found(pack(body, language="ar"), pages=None, allowed=(name,)) == []


@pytest.mark.parametrize("word", [*WORDS, "مدافع"])
@pytest.mark.parametrize("place", ["Travel notes", "SAMPLE"])
def test_a_word_in_a_running_head_is_found(word: str, place: str) -> None:
    """On the pages inside, what stands in the margins is looked at: a pack falls open anywhere."""
    hits = found(pack(BODY, HEADS.replace(place, f"{word} 7")))
    assert (2, "what stands in the margin") in hits


@pytest.mark.parametrize("word", WORDS)
def test_a_word_in_a_title_is_found(word: str) -> None:
    """In either kind of properties."""

    def info(pdf: pikepdf.Pdf) -> None:
        pdf.trailer.Info.Title = String(f"Notes {word}")

    def packet(pdf: pikepdf.Pdf) -> None:
        xmp = pdf.Root.Metadata.read_bytes().replace(b"Notes", f"Notes {word}".encode())
        pdf.Root.Metadata = pdf.make_stream(xmp, Type=Name.Metadata, Subtype=Name.XML)

    for change in (info, packet):
        assert (0, "the file's title or properties") in spoiled(change)


@pytest.mark.parametrize("word", WORDS)
def test_a_word_in_a_bookmark_is_found(word: str) -> None:
    """At any depth."""

    def change(pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline() as outline:
            outline.root[0].children.append(pikepdf.OutlineItem(f"{word} 1", 0))

    assert spoiled(change) == [(0, "a bookmark or title")]


@pytest.mark.parametrize("key", ["Alt", "ActualText", "E", "T"])
@pytest.mark.parametrize("word", WORDS)
def test_a_word_in_the_tags_is_found(word: str, key: str) -> None:
    """What a screen reader says instead of what is drawn, also of pages inside."""

    def change(pdf: pikepdf.Pdf) -> None:
        elements = [o for o in pdf.objects if isinstance(o, Dictionary) and o.get("/Type") == Name.StructElem]
        elements[-1][f"/{key}"] = String(word)

    assert [page for page, _ in spoiled(change)] == [0]


def test_a_word_in_a_pages_own_tags_is_found() -> None:
    """Text that stands for drawn text in the content itself."""

    def change(pdf: pikepdf.Pdf) -> None:
        said = "human rights".encode("utf-16-be").hex()
        pdf.pages[0].contents_add(pdf.make_stream(f"/Span <</ActualText <feff{said}>>> BDC EMC".encode()))

    assert spoiled(change) == [(1, "an alternative text")]


@pytest.mark.parametrize(
    "target",
    ["https://www.ohchr.org/en", "mailto:a@un.org", "https://help.example/x", "https://a.example/human%20rights"],
)
def test_a_link_of_a_page_outside_is_found(target: str) -> None:
    """Wherever its address tells; by word or by the site's owner."""
    assert found(pack(BODY.replace("https://example.org/a", target))) == [(1, "a link")]


def test_what_a_link_is_called_is_found() -> None:
    """A viewer shows a link's description."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Annots[0].Contents = String("To the human rights office")

    assert spoiled(change) == [(1, "a link")]


@pytest.mark.parametrize("target", ["https://www.ohchr.org/en", "https://un.org", "https://help.example/1"])
def test_a_qr_code_of_a_page_outside_is_found(target: str) -> None:
    """Its payload is read as a phone reads it."""
    seen = Outside(search().found, "p-1-pack-en.pdf", {1})
    pdf = pack(BODY.replace(symbol(), symbol(target)))
    messages = [str(f) for f in check(pdf, Expectation(qr={1: [target]}, outside=seen))]
    assert [message.partition(" tells ")[0] for message in messages] == ["page 1: a QR code"]
    assert target not in "".join(messages)


@pytest.mark.parametrize(
    "name", ["human-rights-pack-fr.pdf", "TGO/un-01-pack-fr.pdf", "TGO/HRD-pack-ar.pdf", "quillfeather-house-1.pdf"]
)
def test_a_files_name_is_found(name: str) -> None:
    """Codes are part of it; small letters hide nothing."""
    assert found(pack(), name) == [(0, "the file's name")]


def test_names_inside_the_file_are_found() -> None:
    """Of places that links lead to, of pages' numbers, of fonts, of elements."""

    def place(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String("human-rights"), Array([pdf.pages[0].obj])])))

    def number(pdf: pikepdf.Pdf) -> None:
        tree = NumberTree.new(pdf)
        tree[0] = Dictionary(P=String("UN "))
        pdf.Root.PageLabels = tree.obj

    def font(pdf: pikepdf.Pdf) -> None:
        for item in pdf.objects:
            if isinstance(item, Dictionary) and "/FontName" in item:
                item.FontName = Name("/ABCDEF+QuillfeatherHouse-Bold")

    for change, where in ((place, "a name inside the file"), (number, "a page's number"), (font, "the name of a font")):
        assert spoiled(change) == [(0, where)]


def test_allowed_values_stand_on_pages_alone() -> None:
    """The one address that may stand does so as text: in a title it is found."""
    body = BODY.replace("Travel notes", "line@help.example")
    assert found(pack(body)) == [(1, "the text")]
    assert found(pack(body), allowed=("line@help.example",)) == []


def test_no_finding_repeats_what_it_found() -> None:
    """Findings go into logs and the manifest: they say where, never what."""
    pdf = pack(BODY.replace("Travel notes", "Quillfeather House"))
    seen = Outside(search().found, "quillfeather-house.pdf", {1})
    said = " ".join(map(str, check(pdf, Expectation(qr={1: [TARGET]}, outside=seen)))).casefold()
    assert "tells" in said
    assert "quill" not in said
