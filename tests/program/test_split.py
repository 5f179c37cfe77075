"""What is carried and what is left behind as two files: each says nothing of the other, and both can be printed."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import page as validation
import pikepdf
import pytest

from pressroom.compose.labels import labels
from pressroom.deliver import read_manifest, ticket_of
from pressroom.model.discretion import Words
from pressroom.policy.discretion import Telltale, telltale
from pressroom.printing.jobs import choose
from pressroom.printing.loading import examine, how_to_load
from pressroom.read import shipped
from tests.languages.making import NAMES, small
from tests.languages.material import LANGUAGES
from tests.program.making import Person, build, contact, press, short_guidance, workspace
from tests.program.reading import bookmarks, entries, manifest, margins, metadata, pages, raw, size_mm, squeezed, text

pytestmark = pytest.mark.xdist_group("split")

A4 = (210.0, 297.0)
ID1 = (85.6, 107.96)
"""A card of 85.60 × 53.98 mm before it is folded (ISO/IEC 7810)."""

HOST = {
    "name": "Quillfeather House", "phone": "+44 20 7946 0900", "emergency_phone": "+44 20 7946 0999",
    "email": "office@quillfeather.example", "website": "https://quillfeather.example",
}  # fmt: skip
SESSION = {
    "countries": ["TGO", "ISL"], "host": HOST, "title": "Small meeting", "venue": "Quillfeather Hall",
    "discreet": {"card_qr": ["https://example.org/notes"]},
}  # fmt: skip


def everyone() -> list[Person]:
    """Return one person with a discreet pack for each language, one of them without a card, and two with open ones."""
    names = list(NAMES.values())
    people: list[Person] = [
        {"code": f"D-{place}", "country": "TGO", "language": language, "edition": "discreet",
         "name": "Mellonta Kari", "organisation": "Ossian Guild", "card": "no" if language == "es" else "yes",
         **contact(1, names[place], f"+44 20 7946 001{place}"), **contact(2, "K.", f"+44 20 7946 002{place}")}
        for place, language in enumerate(LANGUAGES)
    ]  # fmt: skip
    opened = [{"code": f"O-{n}", "country": "TGO", "name": "Mellonta Kari", **contact(1, "Awa")} for n in (1, 2)]
    return [*people, *opened, {"code": "I-1", "country": "ISL", "edition": "discreet"}]


@pytest.fixture(scope="module")
def split(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a build in two parts, with all that goes into discreet files besides."""
    desk = small(tmp_path_factory.mktemp("split") / "desk", everyone(), SESSION)
    done = build(desk, desk.parent / "out", "--split", "--marks", "--separators")
    assert done.code == 0, done.err
    return desk.parent / "out"


@cache
def search() -> Telltale:
    """Return the search for the shipped words, all organisations, and the host of these tests."""
    names = [name for r in shipped.resources().values() for name in (*r.name.texts.values(), *r.aliases)]
    hosts = ["Quillfeather House", "Quillfeather Hall", "quillfeather.example", "Small meeting", "Ossian Guild"]
    return telltale(shipped.discretion(), [*names, *hosts, "Mellonta Kari"])


def strings(path: Path) -> set[str]:
    """Return all texts among a file's objects, its fonts' names, and what its pages' content says in words."""
    found: set[str] = set()
    with pikepdf.open(path) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                found |= {str(value) for key, value in thing.items() if isinstance(value, pikepdf.String)}
                found |= {str(thing[key])[8:] for key in ("/BaseFont", "/FontName") if key in thing}
            elif isinstance(thing, pikepdf.Array):
                found |= {str(value) for value in thing if isinstance(value, pikepdf.String)}
    return found


def telling(words: str, *, address: bool = False) -> bool:
    """Whether a text tells; the one address that may stand on an emergency page is not counted."""
    return search().found(words, address=address, allowed=("help@accessnow.org",)) is not None


# The two files

KINDS = {"pack", "carry", "card", "cover", "packs", "carries", "cards", "handout"}


def test_each_pack_has_a_part_to_carry(split: Path) -> None:
    """A file for each, named like the pack; the country's parts are a job with a ticket, by edition."""
    files = manifest(split)["files"]
    assert {entry["kind"] for entry in files} == KINDS
    assert len(entries(split, kind="carry")) == len(entries(split, kind="pack")) == len(everyone())
    assert {e["path"] for e in entries(split, kind="carry", participant="D-1")} == {"TGO/d-1-carry-fr.pdf"}
    jobs = {e["path"]: (e["edition"], ticket_of(e["path"])) for e in entries(split, kind="carries")}
    assert jobs == {
        "ISL/carry.pdf": ("discreet", "ISL/carry.txt"),
        "TGO/carry.pdf": ("open", "TGO/carry.txt"),
        "TGO/carry-discreet.pdf": ("discreet", "TGO/carry-discreet.txt"),
    }


def test_contacts_stand_on_what_is_carried_alone(split: Path) -> None:
    """The pack that is left behind names nobody's people; the part to carry has them twice, on page and card."""
    for number, language in enumerate(LANGUAGES):
        phone = squeezed(f"+44 20 7946 001{number}")
        assert phone not in text(split / "TGO" / f"d-{number}-pack-{language}.pdf")
        assert b"7946 001" not in raw(split / "TGO" / f"d-{number}-pack-{language}.pdf")
        carried = [squeezed(words) for words in pages(split / "TGO" / f"d-{number}-carry-{language}.pdf")]
        assert phone in carried[0]
        assert not carried[1]
        assert (phone in carried[2]) if language != "es" else len(carried) == 2


def test_the_pack_begins_with_its_cover_and_the_contents(split: Path) -> None:
    """Cover, its empty back, then the guidance on a right-hand page, numbered from 1."""
    pack = split / "TGO" / "o-1-pack-en.pdf"
    t = labels(shipped.languages()["en"])
    shown = pages(pack)
    assert t("emergency.title") not in " ".join(shown)
    assert t("cover.keep.split").split(".")[0] in " ".join(shown[0].split())
    assert shown[1].strip() == ""
    assert t("contents.title") in shown[2]
    with pikepdf.open(pack) as pdf:
        labelled = [str(pdf.pages[at].label) for at in range(4)]
    assert labelled == ["", "", "1", "2"]


def test_the_emergency_page_says_whose_it_is_and_until_when(split: Path) -> None:
    """It has no cover any more: code, day and "check by" stand on the page itself."""
    first = " ".join(pages(split / "TGO" / "o-1-carry-en.pdf")[0].split())
    assert "O-1 · Made 22 Nov 2026 · Check by 31 Jan 2027" in first


def test_the_card_stands_on_a_leaf_of_its_own_at_its_size(split: Path) -> None:
    """In the middle of the paper, the marks at its corners, the back above the fold; cutting it out hurts no number."""
    for path in (split / "TGO" / "d-0-carry-en.pdf", split / "TGO" / "o-1-carry-en.pdf"):
        with pikepdf.open(path) as pdf:
            assert [size_mm(page, box) for page in pdf.pages for box in ("MediaBox", "TrimBox")] == [A4] * 6
            content = b"\n".join(part.read_bytes() for part in pdf.pages[2].obj.Contents).decode("latin-1")
        drawn = [
            tuple(map(float, line)) for line in re.findall(r"^(\S+) (\S+) m (\S+) (\S+) l S$", content, re.MULTILINE)
        ]
        across = sorted({x1 for x1, _, x2, _ in drawn if x1 == x2})
        down = sorted({y1 for _, y1, _, y2 in drawn if y1 == y2})
        size = [(edges[1] - edges[0]) * 25.4 / 72 for edges in (across, down)]
        assert size == pytest.approx(ID1, abs=0.02)
        with pikepdf.open(path) as pdf:
            left, bottom, right, top = (float(edge) for edge in pdf.pages[2].mediabox)
        assert (sum(across) / 2, sum(down) / 2) == pytest.approx(((left + right) / 2, (bottom + top) / 2), abs=0.01)


@pytest.mark.parametrize("name", ["d-0-carry-en", "d-3-carry-ar", "o-1-carry-en", "d-3-pack-ar", "o-1-pack-en"])
def test_both_parts_are_accessible(split: Path, name: str) -> None:
    """PDF/UA-1 without a failed rule, as a checker that is not ours finds."""
    pdf = (split / "TGO" / f"{name}.pdf").read_bytes()
    report = validation.validate_pdf_bytes(pdf, profile=validation.ValidationProfile.PDF_UA_1)
    assert [failure.rule_id for failure in report.failures] == []


def test_the_part_to_carry_says_nothing_of_the_pack(split: Path) -> None:
    """In the open edition too its title and bookmarks are those of the card and the page."""
    t = labels(shipped.languages()["en"])
    carry = split / "TGO" / "o-1-carry-en.pdf"
    assert t("pack.title") not in metadata(carry) + " ".join(pages(carry))
    with pikepdf.open(carry) as pdf:
        assert str(pdf.docinfo.Title) == f"{t('card.title')} · O-1"
    assert "Mellonta" not in " ".join(pages(carry))


def test_the_jobs_hold_every_part_on_sheets_of_its_own(split: Path) -> None:
    """Separator, emergency page and its back, card and an empty back; nobody's card shares a sheet."""
    (job,) = entries(split, kind="carries", country="TGO", edition="discreet")
    shown = pages(split / job["path"])
    starts = [number for number, words in enumerate(shown, 1) if re.match(r"D-\d\s*\n", words)]
    assert len(starts) == len(LANGUAGES)
    assert all(number % 2 for number in starts)
    with pikepdf.open(split / job["path"]) as pdf:
        assert {size_mm(page, "MediaBox") for page in pdf.pages} == {A4}
        assert pdf.Root.ViewerPreferences.Duplex == "/DuplexFlipLongEdge"
    ticket = (split / ticket_of(job["path"])).read_text(encoding="utf-8")
    assert f"{-(-job['pages'] // 2)} sheets of A4" in ticket
    assert "apart from the packs" in " ".join(ticket.split())
    packs = (split / "TGO" / "packs.txt").read_text(encoding="utf-8")
    assert "torn off" not in packs


def test_the_handout_counts_both_parts(split: Path) -> None:
    """Each stack by itself, since they are counted apart, and a box for each."""
    shown = " ".join(pages(split / "TGO" / "handout.pdf")[0].split())
    assert "Part to carry given" in shown
    for entry in entries(split, kind="pack", country="TGO"):
        (carry,) = entries(split, kind="carry", participant=entry["participant"])
        sheets = rf"{-(-entry['pages'] // 2)} \+ {-(-carry['pages'] // 2)}"
        assert re.search(rf"{entry['participant']} \w+ (open|discreet) {sheets}\b", shown), entry["participant"]


# Nothing tells

OUTSIDE = ("carry", "card", "cover", "carries", "cards")
"""Kinds of files on which nothing at all may tell."""


def test_no_word_is_anywhere_on_what_a_finder_sees(split: Path) -> None:
    """In each language's files, each list: text, properties, bookmarks, tags, names, links, codes, file names."""
    found, seen = [], set()
    for entry in manifest(split)["files"]:
        if entry["edition"] != "discreet":
            continue
        path = split / entry["path"]
        shown = pages(path)
        outside = shown if entry["kind"] in OUTSIDE else shown[:2]
        if entry["kind"] == "pack":
            outside = [*outside, *margins(path, 19, 21)[2:]]
        said = [metadata(path), *(title for _, title in bookmarks(path))]
        links = [
            url for page, urls in entry["links"].items() for url in urls if entry["kind"] in OUTSIDE or page == "1"
        ]
        found += [(entry["path"], "text") for words in (*outside, *said) if telling(words)]
        found += [(entry["path"], "address") for words in (path.name, *links) if telling(words, address=True)]
        found += [(entry["path"], "inside") for words in strings(path) if telling(words)]
        if (ticket := split / ticket_of(entry["path"])).is_file():
            found += [(ticket.name, "")] if telling(ticket.read_text(encoding="utf-8")) else []
        seen.add((entry["kind"], entry["language"]))
    assert found == []
    assert {(kind, code) for kind in ("pack", "carry", "cover") for code in LANGUAGES} <= seen
    assert {("packs", None), ("carries", None), ("cards", None)} <= seen


def test_the_guidance_tells_and_so_the_search_works(split: Path) -> None:
    """What is looked for is in the open edition's files, in text and in the raw bytes."""
    opened = split / "TGO" / "o-1-pack-en.pdf"
    assert telling(pages(opened)[0])
    assert telling(metadata(opened))
    assert [words for words in strings(opened) if telling(words)]
    assert telling(" ".join(pages(split / "TGO" / "o-1-carry-en.pdf")))


def test_the_list_of_a_discreet_country_says_no_more(split: Path) -> None:
    """Where all packs are discreet, so is staff's list: it lies beside them."""
    alone, mixed = split / "ISL" / "handout.pdf", split / "TGO" / "handout.pdf"
    assert not telling(" ".join(pages(alone)) + metadata(alone))
    assert telling(" ".join(pages(mixed)))


def test_the_host_stands_once_by_role(split: Path) -> None:
    """Under its heading the row says what is dialled, in every language; on the card the row says who."""
    for number, language in enumerate(LANGUAGES):
        t = labels(shipped.languages()[language])
        assert t("emergency.host.number") != t("emergency.host.discreet")
        if language == "ar":
            continue  # the words of Arabic do not all survive extraction
        words = squeezed(pages(split / "TGO" / f"d-{number}-carry-{language}.pdf")[0])
        assert squeezed(t("emergency.host.discreet") + t("emergency.host.number")) in words


def test_a_word_keeps_pack_part_and_job_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof runs on every file: with a word in the list that stands on each of them, none is delivered."""
    data = shipped.discretion()
    words = {**data.words, "en": Words(nested=("reference",), whole=())}
    monkeypatch.setattr(shipped, "discretion", lambda: data.model_copy(update={"words": words}))
    desk = workspace(tmp_path / "desk", [{"code": "P-1", "country": "TGO", "edition": "discreet"}])
    done = build(desk, tmp_path / "out", "--split", "--marks")
    assert done.code == 1
    assert [entry["kind"] for entry in manifest(tmp_path / "out")["files"]] == ["handout"]
    (failure,) = manifest(tmp_path / "out")["failed"]
    assert any("pack: page 1: the text tells" in problem for problem in failure["problems"])
    assert any("cover: page 1: the text tells" in problem for problem in failure["problems"])


# Options

PERSON: Person = {"code": "P-1", "country": "TGO", **contact(1, "Awa")}


def test_a_whole_pack_takes_the_part_to_carry_away(tmp_path: Path) -> None:
    """An old emergency page with old numbers must not lie beside the new pack, also after a narrowed build."""
    desk = workspace(tmp_path / "desk", [PERSON, {**PERSON, "code": "P-2"}])
    out = tmp_path / "out"
    assert build(desk, out, "--split").code == 0
    assert build(desk, out, "--participant", "P-1").code == 0
    assert not (out / "TGO" / "p-1-carry-en.pdf").exists()
    assert (out / "TGO" / "p-2-carry-en.pdf").exists()
    assert {entry["kind"] for entry in entries(out, participant="P-1")} == {"pack", "card"}
    assert build(desk, out).code == 0
    assert sorted(path.name for path in (out / "TGO").glob("*carry*")) == []


def test_a_changed_contact_changes_the_part_to_carry_alone(tmp_path: Path) -> None:
    """The line says that the part must be printed again; the pack that was left behind is still good."""
    out = tmp_path / "out"
    desk = workspace(tmp_path / "desk", [PERSON])
    assert build(desk, out, "--split").code == 0
    workspace(tmp_path / "desk", [{**PERSON, **contact(1, "Ada")}])
    done = build(desk, out, "--split")
    told = re.findall(r"differs from the last build: P-1, (\w+) \(changed\)", done.err)
    assert sorted(told) == ["card", "carry"]


def test_parts_to_carry_are_no_booklets(tmp_path: Path) -> None:
    """Packs are folded and stapled; what is carried is a leaf of whole paper, read at arm's length."""
    desk = workspace(tmp_path / "desk", [PERSON], files=short_guidance())
    assert build(desk, tmp_path / "out", "--split", "--booklet", "--separators").code == 0
    for name in ("carry.pdf", "p-1-carry-en.pdf"):
        with pikepdf.open(tmp_path / "out" / "TGO" / name) as pdf:
            assert {size_mm(page, "MediaBox") for page in pdf.pages} == {A4}
    ticket = (tmp_path / "out" / "TGO" / "carry.txt").read_text(encoding="utf-8")
    assert "flipped on the LONG edge" in ticket


def test_cards_alone_cannot_be_split(tmp_path: Path) -> None:
    """Two options that ask for the opposite are wrong usage."""
    desk = workspace(tmp_path / "desk", [PERSON])
    done = press("build", desk, "--out", tmp_path / "out", "--split", "--only", "cards")
    assert done.code == 2
    assert "--split" in done.err


def test_parts_to_carry_are_printed_with_the_packs(split: Path) -> None:
    """The command `print` takes them where packs are asked for, before the paper is changed for the cards."""
    found = read_manifest(split)
    assert found is not None
    kinds = [str(made.kind) for made in choose(found, ["TGO"], None, ["discreet"])]
    assert kinds == ["carries", "packs", "cards"]
    assert {str(made.kind) for made in choose(found, only="packs")} == {"carries", "packs"}
    assert {str(made.kind) for made in choose(found, only="cards")} == {"cards"}
    (job,) = examine(split, choose(found, ["ISL"], "packs")[0])
    assert (job.hints.paper, job.hints.landscape, str(job.hints.duplex)) == ("A4", False, "long")
    assert "plain paper" in how_to_load(job)
