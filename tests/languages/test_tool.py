"""``tools/translation.py``: what is left to do in a language, and the stamp of a section that is up to date."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from pressroom.paths import shipped as path
from pressroom.read import shipped
from tests.languages.material import TRANSLATED
from tests.program.making import ROOT

TEXT = """\
---
title: Titre
label: "Court"
lead: Début.
renders: "0123456789abcdef"
state: reviewed
---

renders: non
"""


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """Return the script as a module."""
    spec = importlib.util.spec_from_file_location("translation", ROOT / "tools" / "translation.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_stamp_changes_one_line(tool: ModuleType) -> None:
    """The fingerprint is renewed in the front matter; state, words and the body stay as they are."""
    assert tool.stamped(TEXT, "f" * 16) == TEXT.replace("0123456789abcdef", "f" * 16)


def test_a_stamp_is_added_where_there_is_none(tool: ModuleType) -> None:
    """A new translation gets its line at the end of the front matter."""
    bare = TEXT.replace('renders: "0123456789abcdef"\n', "")
    assert tool.stamped(bare, "f" * 16) == bare.replace("---\n\n", f'renders: "{"f" * 16}"\n---\n\n', 1)


def test_a_text_without_front_matter_is_refused(tool: ModuleType) -> None:
    """There is no place for a stamp, and none is made up."""
    with pytest.raises(ValueError, match="front matter"):
        tool.stamped("## Titre\n\n---\n", "f" * 16)


@pytest.fixture
def packs(tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the guidance in one language, which the script takes for the shipped one."""
    code = TRANSLATED[0]
    shutil.copytree(path("packs", "guidance", code), tmp_path / "packs" / "guidance" / code)
    monkeypatch.setattr(tool, "path", tmp_path.joinpath)
    return tmp_path / "packs" / "guidance" / code


def test_a_stamped_section_renders_todays_english(tool: ModuleType, packs: Path) -> None:
    """The section that is named bears the fingerprint of its English; the others are not touched."""
    english = {section.name: section.fingerprint for section in shipped.sections("en")}
    before = {file.name: file.read_text("utf-8") for file in packs.iterdir()}
    file = packs / "05-plan.md"
    file.write_text(before[file.name].replace(english["05-plan"], "0" * 16), encoding="utf-8")
    assert tool.main(["stamp", packs.name, "05-plan"]) == 0
    assert f'renders: "{english["05-plan"]}"\n' in file.read_text("utf-8")
    assert {f.name: f.read_text("utf-8") for f in packs.iterdir() if f != file} == {
        name: text for name, text in before.items() if name != file.name
    }


def test_a_section_or_language_that_is_not_there_is_wrong_usage(
    tool: ModuleType, packs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip in a name changes no file, and says which name it was."""
    assert tool.main(["stamp", packs.name, "05-plan", "55-plan"]) == 2
    assert "55-plan" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        tool.main(["stamp", "en"])


def test_the_status_lists_each_language(tool: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """Each language has a line that counts sections, labels and data, and lines for what is left to do."""
    assert tool.main(["status"]) == 0
    said = capsys.readouterr().out
    for code in TRANSLATED:
        (line,) = [line for line in said.splitlines() if line.startswith(f"{code} ")]
        assert f"sections {len(shipped.sections('en'))}/{len(shipped.sections('en'))}" in line
    assert "missing" not in said
    assert "extra" not in said


def test_the_status_sees_what_is_wrong(tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A label that is missing, unknown, fuzzy, out of date or badly filled in is listed under its key."""
    folder = tmp_path / "packs" / "labels"
    folder.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'

    def entry(key: str, english: str, text: str, mark: str = "") -> str:
        return f'\n{mark}msgctxt "{key}"\nmsgid "{english}"\nmsgstr "{text}"\n'

    english = [("a", "A {day}"), ("b", "B"), ("c", "C"), ("d", "D")]
    (folder / "messages.pot").write_text(head + "".join(entry(key, text, "") for key, text in english), "utf-8")
    theirs = [entry("a", "A {day}", "Un {jour}"), entry("b", "Be", "Deux"), entry("c", "C", "Trois", "#, fuzzy\n")]
    (folder / "xx.po").write_text(head + "".join([*theirs, entry("e", "E", "Cinq")]), "utf-8")
    monkeypatch.setattr(tool, "path", tmp_path.joinpath)
    whole, report = tool.labels("xx")
    assert whole == 4
    assert report == {"missing": ["d"], "extra": ["e"], "stale": ["b"], "fuzzy": ["c"], "wrong {values}": ["a"]}
