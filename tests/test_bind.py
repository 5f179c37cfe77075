"""The bindery: parts become one tagged pack, and packs one print job."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import page
import pikepdf
import pypdfium2
import pytest

from pressroom.bind import Binder, BindError, PageLabel, bind
from pressroom.impose import ImpositionError, join_jobs
from tests.proof.making import typeset

TABLE = "<table><tr><th>Item<th>Number<tr><td>one<td>two</table>"
PERSONAL = f"<p>For one person alone, <a href='https://example.org/'>example.org</a><h1>Emergency</h1>{TABLE}"
GUIDANCE = (
    "<h1>Contents</h1><p><a href='#country'>Country</a> <a href='#two'>Two</a>"
    f"<h1 id=one>One</h1><p lang=fr>Bonjour</p>{TABLE}<h1 id=two>Two</h1><p>Words<p id=country>"
)
COUNTRY = f"<h1 id=country>Country</h1><p>Local <a href='#two'>back</a></p>{TABLE}<p id=two></p>"
LABELS = [PageLabel(0, ""), PageLabel(2, "D"), PageLabel(5, "D", 4)]


def parts() -> list[bytes]:
    """Return a personal, a guidance and a country part."""
    return [typeset(PERSONAL), typeset(GUIDANCE), typeset(COUNTRY)]


def pack() -> bytes:
    """Return the three parts as one pack."""
    return bind(parts(), title="Travel notes", language="en", labels=LABELS)


def opened(pdf: bytes) -> pikepdf.Pdf:
    """Return a finished file, open."""
    return pikepdf.open(BytesIO(pdf))


def failed_rules(pdf: bytes) -> set[str]:
    """Return which rules of PDF/UA-1 a file fails."""
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    return {failure.rule_id for failure in report.failures}


def elements(pdf: pikepdf.Pdf) -> list[Any]:
    """Return all structure elements of a file."""
    found: list[Any] = []
    stack: list[Any] = [pdf.Root.StructTreeRoot.K[0]]
    while stack:
        element = stack.pop()
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            found.append(element)
            kids: Any = element.get("/K", [])
            stack += list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return found


def test_pages_follow_the_parts_order() -> None:
    """A pack holds each part's pages, in the parts' order."""
    document = pypdfium2.PdfDocument(pack())
    texts = [document[number].get_textpage().get_text_range() for number in range(len(document))]
    document.close()
    first_words = [text.split()[0] for text in texts]
    assert first_words == ["For", "Emergency", "Contents", "One", "Two", "Country"]


def test_a_bound_pack_has_the_findings_of_one_typeset_whole() -> None:
    """Binding costs nothing in accessibility: the PDF/UA-1 checker finds in the pack what it finds in the whole."""
    whole = typeset(PERSONAL + GUIDANCE.replace("<p id=country>", "") + COUNTRY.replace("<p id=two></p>", ""))
    assert failed_rules(pack()) == failed_rules(whole) == set()


def test_every_marked_content_leads_to_its_own_element() -> None:
    """The parent tree names, for each page's marks, elements that say that they are on that page."""
    with opened(pack()) as pdf:
        tree = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        keys = [int(p.obj.StructParents) for p in pdf.pages]
        assert len(set(keys)) == len(pdf.pages)
        for number, key in enumerate(keys):
            assert all(element.Pg.objgen == pdf.pages[number].obj.objgen for element in tree[key])


def test_every_link_leads_to_its_own_element() -> None:
    """Each link's key in the parent tree leads to a Link element that holds this very link."""
    with opened(pack()) as pdf:
        tree = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        annotations = [annotation for p in pdf.pages for annotation in p.obj.get("/Annots", [])]
        assert len(annotations) == 4
        for annotation in annotations:
            element = tree[int(annotation.StructParent)]
            assert str(element.S) == "/Link"
            held = [kid.Obj.objgen for kid in element.K if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid]
            assert annotation.objgen in held


def test_all_elements_hang_from_one_document() -> None:
    """There is one Document, and each of its kids says that it is its parent."""
    with opened(pack()) as pdf:
        document = pdf.Root.StructTreeRoot.K[0]
        assert len(pdf.Root.StructTreeRoot.K) == 1
        assert all(kid.P.objgen == document.objgen for kid in document.K)
        assert [str(e.S) for e in elements(pdf)].count("/Document") == 1


def test_identifiers_stay_unique() -> None:
    """Parts number their table headers alike; in the pack no two are the same, and each cell names its own."""
    with opened(pack()) as pdf:
        found = elements(pdf)
        ids = [str(e.ID) for e in found if "/ID" in e]
        named = [str(h) for e in found if e.get("/A") and "/Headers" in e.A for h in e.A.Headers]
        assert len(ids) == len(set(ids)) == 6
        assert set(named) == set(ids)


def test_the_later_destination_wins() -> None:
    """The guidance's link to the country leads to the country part, though the guidance has such a place too."""
    with opened(pack()) as pdf:
        names = pikepdf.NameTree(pdf.Root.Names.Dests)
        pages = {str(name): [p.obj.objgen for p in pdf.pages].index(place[0].objgen) for name, place in names.items()}
        assert pages == {"country": 5, "one": 3, "two": 5}


def test_a_personal_destination_gives_way_to_a_shared_one() -> None:
    """The personal part comes first, so its places give way to the shared parts'."""
    with opened(bind([typeset("<p id=one>here"), typeset(GUIDANCE)], title="T", language="en")) as pdf:
        place = pikepdf.NameTree(pdf.Root.Names.Dests)["one"]
        assert place[0].objgen != pdf.pages[0].obj.objgen


def test_bookmarks_keep_their_order_and_place() -> None:
    """The bookmarks of all parts follow one another, and lead to their pages in the pack."""
    document = pypdfium2.PdfDocument(pack())
    found = [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
    document.close()
    assert found == [("Emergency", 1), ("Contents", 2), ("One", 3), ("Two", 4), ("Country", 5)]


def test_a_part_without_bookmarks_is_no_obstacle() -> None:
    """A cover without a heading has no bookmarks; the others' are kept."""
    document = pypdfium2.PdfDocument(bind([typeset("<p>cover"), *parts()[1:]], title="T", language="en"))
    assert [mark.get_title() for mark in document.get_toc()] == ["Contents", "One", "Two", "Country"]
    document.close()


def test_a_part_in_another_language_says_so() -> None:
    """A part in another language than the pack's keeps it on its own elements, and the pack has one language."""
    with opened(bind([typeset("<p>Notes"), typeset("<p>Bonjour", language="fr")], title="T", language="en")) as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert [str(kid.get("/Lang", "")) for kid in pdf.Root.StructTreeRoot.K[0].K] == ["", "fr"]


def test_title_and_language_are_the_only_metadata() -> None:
    """Info holds the title alone; no date, no maker, in Info or XMP; and viewers are asked not to scale."""
    with opened(pack()) as pdf:
        assert dict(pdf.trailer.Info.items()) == {"/Title": "Travel notes"}
        packet = pdf.Root.Metadata.read_bytes()
        assert b"WeasyPrint" not in packet
        assert b"Date" not in packet
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) is True
        assert pdf.Root.ViewerPreferences.PrintScaling == pikepdf.Name("/None")
        assert bool(pdf.Root.MarkInfo.Marked) is True
        assert set(pdf.Root.keys()) == {
            "/Type", "/Pages", "/Lang", "/MarkInfo", "/Metadata", "/Names", "/Outlines", "/PageLabels",
            "/StructTreeRoot", "/ViewerPreferences",
        }  # fmt: skip


def test_a_viewer_is_not_told_that_pages_run_from_the_right() -> None:
    """Chrome's reader would copy "help@example.org" as "org.example@help" from a file that asks for that direction."""
    with opened(bind([typeset("<p>x")], title="T", language="ar")) as pdf:
        assert "/Direction" not in pdf.Root.ViewerPreferences


def test_a_title_with_markup_and_other_scripts_survives() -> None:
    """The title is text, not XML: it comes back as it was given."""
    title = "A < B & 中文 «ع»"
    with opened(bind(parts()[:1], title=title, language="zh-Hans")) as pdf:
        assert str(pdf.trailer.Info.Title) == title
        with pdf.open_metadata() as xmp:
            assert xmp["dc:title"] == title


def test_an_action_of_a_part_stays_behind() -> None:
    """What a part's catalog could make a viewer do does not get into the pack."""
    with opened(typeset(PERSONAL)) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        out = BytesIO()
        pdf.save(out)
    with opened(bind([out.getvalue(), typeset(GUIDANCE)], title="T", language="en")) as bound:
        assert "/OpenAction" not in bound.Root


def test_page_labels_restart() -> None:
    """The personal part is without numbers; guidance begins at 1, the country part goes on."""
    document = pypdfium2.PdfDocument(pack())
    assert [document.get_page_label(number) for number in range(6)] == ["", "", "1", "2", "3", "4"]
    document.close()


def test_the_same_input_gives_the_same_bytes() -> None:
    """Bytes do not depend on the process or on the hash seed."""
    program = "import tests.test_bind as t, hashlib; print(hashlib.sha256(t.pack()).hexdigest())"
    found = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"},
            cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True,
        ).stdout.strip()
        for seed in ("0", "1", "2")
    }  # fmt: skip
    assert len(found) == 1


def test_a_binder_binds_as_a_single_binding_does() -> None:
    """A binder that has bound others gives each pack the bytes that it would have had alone."""
    personal, *shared = parts()
    binder = Binder(shared)
    binder.bind(typeset("<p>somebody else entirely"), title="Travel notes", language="en")
    assert binder.bind(personal, title="Travel notes", language="en", labels=LABELS) == pack()


def test_no_page_of_another_person_gets_in() -> None:
    """What was bound before leaves no object behind in the next pack."""
    binder = Binder(parts()[1:])
    binder.bind(typeset("<p>secret", title="secret"), title="secret", language="en")
    pdf = opened(binder.bind(parts()[0], title="T", language="en"))
    unpacked = BytesIO()
    pdf.save(unpacked, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert b"secret" not in unpacked.getvalue()
    assert len(pdf.pages) == 6


@pytest.mark.parametrize(("parts", "part"), [([b""], 1), ([b"%PDF-1.7 nothing"], 1), ([typeset("<p>x"), b"no"], 2)])
def test_what_is_no_pdf_is_named(parts: list[bytes], part: int) -> None:
    """A part that is no PDF is refused by its number."""
    with pytest.raises(BindError, match=f"part {part} is not a readable PDF"):
        bind(parts, title="T", language="en")


def test_an_untagged_part_is_refused() -> None:
    """A pack is tagged or not made: a part without tags would leave silent pages in it."""
    with pytest.raises(BindError, match="part 2 has no structure tree"):
        bind([typeset("<p>x"), join_jobs([typeset("<p>x")], title="T")], title="T", language="en")


def test_nothing_to_bind_is_refused() -> None:
    """No parts, or no packs, make no file."""
    with pytest.raises(BindError):
        bind([], title="T", language="en")
    with pytest.raises(ImpositionError):
        join_jobs([], title="T")


@pytest.mark.parametrize("blank", [None, typeset("<p>left empty")])
def test_each_pack_of_a_job_starts_on_a_right_hand_page(blank: bytes | None) -> None:
    """Odd packs are filled up with a page, of the same size; the last is not."""
    odd, even = typeset("<p>odd"), typeset("<p>even<h1>even</h1>")
    with opened(join_jobs([odd, even, odd, odd], title="T", pad_to_recto=blank)) as pdf:
        assert len(pdf.pages) == 7
        document = pypdfium2.PdfDocument(join_jobs([odd, even, odd, odd], title="T", pad_to_recto=blank))
        words = [document[number].get_textpage().get_text_range() for number in range(7)]
        document.close()
        filler = "left empty" if blank else ""
        assert words == ["odd", filler, "even", "even", "odd", filler, "odd"]
        sizes = [tuple(round(float(edge), 2) for edge in p.mediabox) for p in pdf.pages]
        assert len(set(sizes)) == 1


def test_a_job_is_for_a_printer() -> None:
    """A job has no tags, links or bookmarks, its title alone, and asks for duplex at actual size; same bytes twice."""
    job = join_jobs([pack(), pack()], title="Job")
    assert job == join_jobs([pack(), pack()], title="Job")
    with opened(job) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages", "/ViewerPreferences"}
        assert dict(pdf.trailer.Info.items()) == {"/Title": "Job"}
        assert pdf.Root.ViewerPreferences.Duplex == pikepdf.Name.DuplexFlipLongEdge
        assert pdf.Root.ViewerPreferences.PrintScaling == pikepdf.Name("/None")
        assert not any("/Annots" in p.obj for p in pdf.pages)
