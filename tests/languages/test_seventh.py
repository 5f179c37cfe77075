"""A seventh language is data alone: an entry, files of words, and packs are printed in it, without a line of code."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
import yaml

from pressroom.paths import shipped as path
from pressroom.read import shipped
from tests.languages.material import catalogue, data, english, prose, tokens
from tests.program.making import AS_OF, ROOT, Run, contact, workspace
from tests.program.reading import pages, squeezed

pytestmark = pytest.mark.xdist_group("languages-seventh")

CODE = "xx"
ENTRY = """
- code: xx
  tag: pt
  locale: pt
  direction: ltr
  endonym: Ïxxish
  no_break_before: "!"
"""
"""A made-up language. Its dates and country names are those of Portuguese, which Babel knows."""

_KEPT = re.compile(r"\{\w+\}|^ *:::.*$|^\[\[[a-z-]+\]\]$|\d+", re.MULTILINE)
_DISGUISE = str.maketrans("aeiouAEIOU", "äëïöüÄËÏÖÜ")


def made_up(text: str) -> str:
    """Return a text in the made-up language: the English with dots on its vowels; blocks and values as they are."""
    out, end = [], 0
    for kept in _KEPT.finditer(text):
        out += [text[end : kept.start()].translate(_DISGUISE), kept[0]]
        end = kept.end()
    return "".join([*out, text[end:].translate(_DISGUISE)])


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the program to which nothing but files of words was added."""
    folder = tmp_path_factory.mktemp("seventh") / "checkout"
    for name in ("pressroom", "packs", "templates", "assets"):
        source = path(name) if name != "pressroom" else ROOT / name
        shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "generate.py", folder)
    packs = folder / "packs"
    with (packs / "languages.yaml").open("a", encoding="utf-8") as file:
        file.write(ENTRY)
    _guidance(packs / "guidance" / CODE)
    _labels(packs / "labels" / f"{CODE}.po")
    _data(packs / "translations" / f"{CODE}.yaml")
    return folder


def _guidance(folder: Path) -> None:
    folder.mkdir()
    for section in shipped.sections("en"):
        front = {key: made_up(getattr(section, key)) for key in ("title", "label", "lead")}
        front |= {"renders": section.fingerprint, "state": "draft"}
        head = yaml.safe_dump(front, allow_unicode=True, default_style='"', width=10_000)
        (folder / f"{section.name}.md").write_text(f"---\n{head}---\n{made_up(section.body)}", encoding="utf-8")


def _labels(file: Path) -> None:
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    made = Catalog()
    for key, message in catalogue("messages.pot").items():
        made.add(message.id, made_up(str(message.id)), context=key)
    with file.open("wb") as out:
        write_po(out, made)


def _data(file: Path) -> None:
    words: dict[str, dict[str, object]] = {"resources": {}, "groups": {}, "lines": {}, "places": {}}
    for resource in shipped.resources().values():
        texts = {key: getattr(resource, key) for key in ("name", "summary", "eligibility")}
        words["resources"][resource.id] = {k: made_up(english(w)) for k, w in texts.items() if "en" in w.texts}
    words["groups"] = {group.name: made_up(english(group.label)) for group in shipped.groups().values()}
    lines = shipped.lines()
    words["lines"] = {line.id: made_up(english(line.needs)) for line in lines.day_and_night}
    places = [lines.meeting_place, *filter(None, (lines.meeting_place.neighbour,))]
    words["places"] = {place.country: made_up(english(place.label)) for place in places}
    file.write_text(yaml.safe_dump(words, allow_unicode=True), encoding="utf-8")


def run(checkout: Path, *arguments: str | Path) -> Run:
    """Run the copy of the program as a process of its own."""
    command = [sys.executable, "generate.py", *map(str, arguments)]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, encoding="utf-8", check=False)
    return Run(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def built(checkout: Path) -> Path:
    """Return the folder of a pack and a card in the seventh language."""
    row = {"code": "P-1", "country": "TGO", **contact(1, "Awa")}
    desk = workspace(checkout.parent / "desk", [row], {"languages": [CODE], "countries": ["TGO"]})
    shutil.rmtree(desk / "guidance")
    done = run(checkout, "build", desk, "--out", checkout.parent / "out", "--as-of", AS_OF, "--jobs", "1")
    assert done.code == 0, done.err
    return checkout.parent / "out" / "TGO"


def test_a_pack_is_printed_in_it(built: Path) -> None:
    """Guidance, labels, data and dates are in the seventh language, and the document says so."""
    pack = built / f"p-1-pack-{CODE}.pdf"
    text = squeezed("".join(pages(pack)))
    sections = shipped.sections("en")
    assert [section.title for section in sections if squeezed(made_up(section.title)) not in text] == []
    lost = [words for section in sections[:3] for words in prose(section) if squeezed(made_up(words)) not in text]
    assert len(lost) <= 3, "a paragraph may be cut by the foot of a page"
    assert squeezed("4 de dezembro de 2026") in text
    with pikepdf.open(pack) as pdf:
        assert str(pdf.Root.Lang) == "pt"


def test_a_card_is_printed_in_it(built: Path) -> None:
    """The card asks for a lawyer in the seventh language."""
    text = squeezed("".join(pages(built / f"p-1-card-{CODE}.pdf")))
    assert squeezed(made_up(str(catalogue("messages.pot")["card.ask"].id))) in text


def test_no_english_is_in_it(built: Path) -> None:
    """What the program prints by itself is in the seventh language: no label and no text of the English is left."""
    text = squeezed("".join(pages(built / f"p-1-pack-{CODE}.pdf")))
    labels = [str(message.id) for message in catalogue("messages.pot").values() if "{" not in str(message.id)]
    long = [label for label in labels if len(label) > 12 and re.search("[aeiou]", label)]
    assert [label for label in long if squeezed(label) in text] == []
    assert [name for name, wording in data() if len(english(wording)) > 20 and squeezed(english(wording)) in text] == []


def test_its_drafts_and_stale_sections_are_found(checkout: Path) -> None:
    """The seventh language is held against the English as the others are."""
    desk = workspace(checkout.parent / "again", session={"languages": [CODE], "countries": ["TGO"]})
    shutil.rmtree(desk / "guidance")
    out = checkout.parent / "none"
    refused = run(checkout, "build", desk, "--out", out, "--as-of", AS_OF, "--reviewed-only")
    assert refused.code == 3
    assert f"guidance/{CODE}/05-plan.md:1:1: state: is a draft" in refused.err
    assert not out.exists()
    section = checkout / "packs" / "guidance" / CODE / "05-plan.md"
    today = section.read_text(encoding="utf-8")
    fingerprint = next(s.fingerprint for s in shipped.sections("en") if s.name == "05-plan")
    section.write_text(today.replace(fingerprint, "0" * 16), encoding="utf-8")
    try:
        checked = run(checkout, "check", desk)
    finally:
        section.write_text(today, encoding="utf-8")
    assert checked.code == 0
    assert f"guidance/{CODE}/05-plan.md:1:1: warning: renders" in checked.said


def test_the_made_up_language_is_built_as_the_english() -> None:
    """The disguise changes words alone: a test of it would prove nothing if it changed blocks or values."""
    for section in shipped.sections("en"):
        disguised = tokens(made_up(section.body))
        assert [token.type for token in disguised] == [token.type for token in tokens(section.body)]
    assert made_up("Made {date}, 2 of 3") == "Mädë {date}, 2 öf 3"
