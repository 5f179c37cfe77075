"""What a finder of the discreet edition sees first gives nothing away: cover, card, heads, bookmarks, properties."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest

from pressroom.compose.labels import labels
from pressroom.read.shipped import languages
from tests.program.making import build, contact, workspace
from tests.program.reading import bookmarks, entries, manifest, margins, metadata, pages, pixels, raw, text, uris

pytestmark = pytest.mark.xdist_group("sample")

WORDS = (
    "UN", "ONU", "ООН", "united nations", "upr", "ohchr", "human rights", "right", "rights", "defender", "defenders",
    "reprisal", "reprisals", "pre-session", "session", "review", "briefing", "speaker", "speakers", "activist", "ngo",
    "civil society", "front line defenders", "access now", "protectdefenders", "sample host", "sample pre-session",
    "sample hall", "host@example.org", "geneva", "embassy",
    "nations unies", "naciones unidas", "droits", "derechos", "défenseurs", "defensores", "représailles",
    "права человека", "правозащитник", "правозащитники", "الأمم المتحدة", "حقوق الإنسان", "المدافعين",
)  # fmt: skip
"""Words of the work, of the sample's session and host, and of the organisations in the pack. Capitals stand for
themselves: "un" is a French word.
"""


def found(words: str) -> list[str]:
    """Return which of `WORDS` stand in a text, as whole words; with hyphens or not."""
    plain = " ".join(words.replace("\ufffe", "-").split())
    return [
        word
        for word in WORDS
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain if word.isupper() else plain.casefold())
    ]


def packs(sample: Path) -> list[Path]:
    """Return the discreet packs."""
    return [sample / entry["path"] for entry in entries(sample, kind="pack", edition="discreet")]


def heading(path: Path) -> str:
    """Return the harmless heading in the language that a file's name ends with."""
    return labels(languages()[path.stem.rsplit("-", 1)[1]])("pack.heading.discreet")


def test_the_open_edition_says_what_the_discreet_one_does_not(sample: Path) -> None:
    """The words are looked for in the right way: in the open edition they are there."""
    path = sample / "TGO" / "togo-01-pack-en.pdf"
    assert {"sample host", "pre-session"} <= set(found(pages(path)[0] + metadata(path)))
    assert "front line defenders" in found(pages(sample / "TGO" / "togo-01-card-en.pdf")[0])
    assert any("Emergency funds" in head for head in margins(path, 19, 21))


def test_the_cover_says_when_and_for_whom_by_code(sample: Path) -> None:
    """Nothing of the work, the host or the meeting; no picture."""
    assert len(packs(sample)) == 5
    for path in packs(sample):
        cover = pages(path)[0]
        assert found(cover) == []
        assert path.stem.endswith("-ar") or heading(path) in cover
        with pikepdf.open(path) as pdf:
            assert len(pdf.pages[0].Resources.get("/XObject", pikepdf.Dictionary())) == 0


def test_no_colour_of_the_brand_is_on_it(sample: Path) -> None:
    """A band in the house's colour is a mark as well: the discreet cover and card are black on white."""
    for name in ("togo-03-pack-en.pdf", "togo-03-card-en.pdf"):
        seen = pixels(sample / "TGO" / name, 1, 40)
        coloured = {colour for colour in seen if max(colour) - min(colour) > 24}
        assert coloured == set(), name


def test_the_card_says_nothing(sample: Path) -> None:
    """Neither side bears a word of the work, and no link but those that the session gives for it."""
    for entry in entries(sample, kind="card", edition="discreet"):
        path = sample / entry["path"]
        assert found(" ".join(pages(path))) == [], entry["path"]
        assert {url for urls in entry["links"].values() for url in urls} == {"https://example.org/"}


def test_running_heads_say_nothing(sample: Path) -> None:
    """What can be read of a pack that is opened anywhere, in passing."""
    for path in packs(sample):
        heads = {re.sub(r"\s|\d", "", head) for head in margins(path, 19, 21)[4:]}
        heads = {head for head in heads if len(head) > len("SPECIMEN")}  # which stands alone on a page left empty
        if not path.stem.endswith("-ar"):  # the words of Arabic do not all survive extraction: tests/languages
            assert heads == {"SPECIMEN" + re.sub(r"\s", "", heading(path))}
        assert len(heads) == 1


def test_bookmarks_titles_and_properties_say_nothing(sample: Path) -> None:
    """A viewer shows them beside the page, a phone in its list of files, a search engine in its results."""
    for entry in [*manifest(sample)["files"]]:
        if entry["edition"] != "discreet":
            continue
        path = sample / entry["path"]
        assert found(metadata(path)) == [], entry["path"]
        assert [title for _, title in bookmarks(path) if found(title)] == []
        assert found(path.name.replace("-", " ").replace("pack", "").replace("packs", "")) == []


def test_no_program_or_day_is_in_any_files_properties(sample: Path) -> None:
    """Title and language, and nothing else: no producer, author, time or path, in either edition."""
    for entry in manifest(sample)["files"]:
        with pikepdf.open(sample / entry["path"]) as pdf:
            assert set(pdf.docinfo.keys()) <= {"/Title"}
        said = metadata(sample / entry["path"]).casefold()
        assert [
            word for word in ("weasyprint", "pikepdf", "qpdf", "creat", "producer", "2026-11-22t") if word in said
        ] == []


def test_nothing_of_the_open_brand_is_in_a_discreet_file(tmp_path: Path) -> None:
    """Logo, wordmark, title of the meeting and the participant's own name stand on the open cover alone."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z" fill="#123456"/></svg>'
    people = [
        {"code": f"P-{n}", "country": "TGO", "edition": edition, **contact(1, "Awa"),
         "name": "Mellonta Kari", "organisation": "Ossian Guild"}
        for n, edition in enumerate(("open", "discreet"), 1)
    ]  # fmt: skip
    brand = "wordmark: Quillfeather\nname: Quillfeather House\nlogo: logo.svg\ncontact: Quillfeather Lane\n"
    desk = workspace(tmp_path / "desk", people, files={"brand.yaml": brand, "logo.svg": svg})
    done = build(desk, tmp_path / "out")
    assert done.code == 0, done.err
    secrets = ("quillfeather", "mellontakari", "ossianguild", "smallmeeting")
    shown = {
        (n, kind): tmp_path / "out" / "TGO" / f"p-{n}-{kind}-en.pdf" for n in (1, 2) for kind in ("pack", "card")
    }  # fmt: skip
    assert [word for word in secrets if word not in text(shown[1, "pack"])] == []
    for kind in ("pack", "card"):
        assert [word for word in secrets if word in text(shown[2, kind])] == []
        inside = raw(shown[2, kind]).lower()
        assert [w for w in (b"quillfeather", b"mellonta", b"ossian", b"small meeting") if w in inside] == []
        assert uris(shown[2, kind]) == []
