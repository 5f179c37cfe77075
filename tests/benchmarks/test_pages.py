"""Peers get whole documents, with all that they need beside them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.job import Document, Job, read
from benchmarks.pages import Pages
from benchmarks.peers import PEERS, peer
from benchmarks.peers.browser import with_sheets
from benchmarks.peers.markup import typst
from benchmarks.peers.tree import parse
from benchmarks.workloads import Round


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """Pack and card of three people."""
    root = tmp_path_factory.mktemp("job")
    pages = Pages(Round(people=45).lay_down(root / "workspace"))
    return pages.lay_down(root / "job", ("pack", "card"), pages.sample(3))


def test_a_sample_has_one_of_each_language(job: Job) -> None:
    """A sample of one language would say nothing of a round of three."""
    assert Counter((d.kind, d.language) for d in job.documents) == {
        (kind, language): 1 for kind in ("pack", "card") for language in ("en", "fr", "es")
    }


def test_a_pack_is_one_document_of_all_its_parts(job: Job) -> None:
    """Cover, emergency page, contents, guidance and country, each once."""
    html = job.html(job.documents[0])
    assert html.count("<body") == html.count("</body>") == 1
    places = ['class="cover', 'class="emergency', '<section id="contents"', '<section id="country"']
    assert [html.count(place) for place in places] == [1, 1, 1, 1]
    assert html.count('id="country"') == 1
    assert html.count("<section") > 10


def test_all_pictures_and_style_sheets_are_there(job: Job) -> None:
    """No address of the program's own is left, and each code has its file."""
    for document in job.documents:
        html = job.html(document)
        named = re.findall(r'src="([^"]+)"', html)
        assert named
        assert [name for name in (*named, *document.css) if not (job.folder / name).is_file()] == []
        assert "press:" not in html


def test_a_job_is_read_as_it_was_written(job: Job) -> None:
    """A peer is another process: it gets the job from the disk."""
    assert read(job.folder) == job


def test_a_browser_finds_style_sheets_and_fonts_by_itself(job: Job) -> None:
    """Else it would print plain pages, and fast."""
    html = with_sheets(job, job.documents[0])
    assert all(f'href="{name}"' in html for name in job.documents[0].css)
    assert [uri for uri in re.findall(r"file://([^\"]+\.ttf)", html) if not Path(uri).is_file()] == []


def test_typst_gets_the_same_text_and_codes(job: Job) -> None:
    """Each word of each page, in its order, and each code."""
    for document in job.documents:
        body = next(parse(job.html(document)).all("body"))
        made = typst(job.html(document), document)
        strings = "".join(re.findall(r'#"((?:[^"\\]|\\.)*)"', made)).replace('\\"', '"')
        assert re.sub(r"\s+", "", strings) == re.sub(r"\s+", "", body.text())
        assert made.count("#image(") == job.html(document).count("<img")


def test_text_is_never_markup() -> None:
    """What somebody has typed stays text in the other language too."""
    html = '<html><head><title>t</title></head><body><p>#let "x" = \\ *bold* $1$ [a]</p></body></html>'
    document = Document("x", "pack", "en", "x.html", (), 210, 297)
    assert '#par[#"#let \\"x\\" = \\\\ *bold* $1$ [a]"]' in typst(html, document)


@pytest.mark.parametrize("name", PEERS)
def test_each_peer_says_who_it_is(name: str) -> None:
    """All have the one small interface, whatever is installed here."""
    found = peer(name)
    assert found.NAME
    assert isinstance(found.missing(), str)
    assert callable(found.make)
