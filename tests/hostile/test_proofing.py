"""``proof`` on whatever it is given: refused, or a line on what is wrong; at once, and with nothing to act on."""

from __future__ import annotations

import json
import os
import time
import unicodedata
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from pressroom.proof import report
from tests.hostile.strings import CORPUS
from tests.program.making import generate, press


def pdf(*statements: str, **save: object) -> bytes:
    """Return a PDF of one page after statements about ``pdf`` and ``page`` were run on it."""
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(200, 200))
        names = {"pikepdf": pikepdf, "pdf": made, "page": made.pages[0], "D": pikepdf.Dictionary}
        for statement in statements:
            exec(statement, names)  # noqa: S102
        out = BytesIO()
        made.save(out, **save)  # type: ignore[arg-type]
        return out.getvalue()


FORMS = """
form = pdf.make_stream(b"0 0 1 1 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
for _ in range({depth}):
    keys = D(Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9], Resources=D(XObject=D(X=form)))
    form = pdf.make_stream(b"/X Do " * 10, keys)
"""
"""A form that is drawn by ten times as many with each step of depth."""

NESTED = b"[" * 50_000 + b"]" * 50_000
BROKEN = {
    "empty": b"",
    "a letter": b"x",
    "a head": b"%PDF-1.7\n",
    "a page": b"<html><script>alert(1)</script></html>",
    "zeros": bytes(1_000_000),
    "cut": pdf()[:-40],
    "no root": b"%PDF-1.4\ntrailer << >>\n%%EOF",
    "itself": b"%PDF-1.4\n1 0 obj\n<< /Pages 1 0 R /Kids [1 0 R 1 0 R] /Count 9 >>\nendobj\n"
    b"trailer << /Root 1 0 R >>\n%%EOF",
    "nested": b"%PDF-1.4\n1 0 obj\n" + NESTED + b"\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF",
    "encrypted": pdf(encryption=pikepdf.Encryption(owner="one", user="two", R=6)),
    "a script": pdf("pdf.Root.OpenAction = D(S=pikepdf.Name.JavaScript, JS='app.alert(1)')"),
    "a file inside": pdf("pdf.attachments['x.txt'] = b'x'"),
    "a link to a program": pdf(
        "page.Annots = pdf.make_indirect([D(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],"
        " A=D(S=pikepdf.Name.Launch, F='calc.exe'))])"
    ),
    "a link to a script": pdf(
        "page.Annots = pdf.make_indirect([D(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],"
        " A=D(S=pikepdf.Name.URI, URI='javascript:alert(1)'))])"
    ),
    "a vast page": pdf("page.MediaBox = [0, 0, 2_000_000, 2_000_000]"),
    "no page size": pdf("page.MediaBox = [0, 0, 0, 0]"),
    "sizes that are words": pdf("page.MediaBox = pikepdf.Array([pikepdf.String('x')] * 4)"),
    "pages without end": pdf("pdf.Root.Pages.Kids.append(pdf.Root.Pages)"),
    "forms in forms": pdf(
        FORMS.format(depth=9), "page.Resources = D(XObject=D(X=form))", "page.Contents = pdf.make_stream(b'/X Do')"
    ),
    "forms on a note": pdf(
        FORMS.format(depth=9),
        "page.Annots = pdf.make_indirect([D(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, Rect=[0, 0, 9, 9],"
        " AP=D(N=form))])",
    ),
    "a bomb": pdf("pdf.Root.Bomb = pdf.make_stream(b'0' * 300_000_000)", compress_streams=True),
}
"""Files that are not ours. None of them is without fault."""


@pytest.mark.parametrize("name", BROKEN)
def test_a_hostile_file_has_a_finding(tmp_path: Path, name: str) -> None:
    """Exit code 1 and what is wrong, soon, with --json as well."""
    path = tmp_path / "x.pdf"
    path.write_bytes(BROKEN[name])
    begin = time.process_time()
    done = press("proof", path)
    assert time.process_time() - begin < 20
    assert done.code == 1, done.said
    assert "fault: " in done.out
    assert "fault of its own" not in done.err
    assert press("proof", path, "--json").code == 1


def test_a_form_that_is_drawn_often_is_no_fault() -> None:
    """What is refused is what no machine can draw: a form within forms, a thousand times on a page, is looked at."""
    page = ("page.Resources = D(XObject=D(X=form))", "page.Contents = pdf.make_stream(b'/X Do')")
    assert report(pdf(FORMS.format(depth=3), *page)).findings == ()


def test_what_a_file_says_of_itself_is_shown_as_text(tmp_path: Path) -> None:
    """Title, language, links and properties that would move a cursor or turn a line round are escaped, in JSON too."""
    path = tmp_path / "x.pdf"
    for text in (*CORPUS["terminal"], *CORPUS["unicode"]):
        word = text.encode("utf-8", "replace").decode()
        path.write_bytes(
            pdf(f"pdf.docinfo.Title = {word!r}", f"pdf.Root.Lang = {word!r}", f"pdf.docinfo.Author = {word!r}")
        )
        for options in ((), ("--json",)):
            said = press("proof", path, *options).said
            assert [char for char in said if unicodedata.category(char)[0] == "C" and char != "\n"] == [], ascii(word)
        assert json.loads(said)[0]["title"] is not None


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """Devices and pipes that never end, folders, files that are too large or may not be read: wrong usage."""
    os.mkfifo(tmp_path / "pipe.pdf")
    with (tmp_path / "large.pdf").open("wb") as file:
        file.truncate(1_000_000_001)
    (tmp_path / "loop.pdf").symlink_to(tmp_path / "loop.pdf")
    (tmp_path / "away.pdf").symlink_to("/dev/zero")
    for path in ("/dev/zero", "/dev/random", "/dev/tty", "/dev/stdin", *map(str, tmp_path.iterdir()), str(tmp_path)):
        done = press("proof", path)
        assert done.code == 2, (path, done.said)


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_name_that_is_no_text_is_shown(tmp_path: Path, options: tuple[str, ...]) -> None:
    """A file's name may be any bytes: those that a terminal would act on, or that are no letters, are escaped."""
    path = tmp_path / os.fsdecode(b"a\xff\xc2\x9b2J\xe2\x80\xae.pdf")
    path.write_bytes(b"x")
    done = generate("proof", path, *options)
    assert done.code == 1, done.said
    assert "\\udcff\\u009b2J\\u202e.pdf" in done.out
