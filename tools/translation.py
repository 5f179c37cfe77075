"""Says how far each translation has come, and marks sections as up to date with the English.

    python tools/translation.py status              what is missing, extra, stale or a draft, in each language
    python tools/translation.py stamp fr            all French sections render today's English
    python tools/translation.py stamp fr 05-plan    this one does

``docs/translating.md`` says what a translator does before that.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pressroom.model.content import Review  # noqa: E402 - the checkout has to be on the path first
from pressroom.paths import shipped as path  # noqa: E402
from pressroom.read import shipped  # noqa: E402
from pressroom.translations import SOURCE  # noqa: E402

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

Report = Mapping[str, Sequence[str]]
"""What there is to do, as a word, and on what."""

_RENDERS = re.compile(r"^renders:.*$", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A(---\n.*?)^---$", re.MULTILINE | re.DOTALL)
_VALUE = re.compile(r"{\w+}")


def sections(code: str) -> tuple[int, Report]:
    """Return how many sections the English has, and what there is to do on them in a language."""
    english = {section.name: section for section in shipped.sections(SOURCE)}
    theirs = {section.name: section for section in shipped.sections(code)}
    both = [section for name, section in theirs.items() if name in english]
    return len(english), {
        "missing": [name for name in english if name not in theirs],
        "extra": [name for name in theirs if name not in english],
        "stale": [s.name for s in both if s.renders != english[s.name].fingerprint],
        "draft": [s.name for s in both if s.review is not Review.REVIEWED],
    }


def labels(code: str) -> tuple[int, Report]:
    """Return how many labels the English has, and what there is to do on them in a language."""
    english = {str(m.context): str(m.id) for m in _catalogue("messages.pot") if m.context}
    theirs = {str(m.context): m for m in _catalogue(f"{code}.po") if m.context}
    texts = {key: str(m.string) for key, m in theirs.items()}
    values = {
        key: set(_VALUE.findall(english[key])) ^ set(_VALUE.findall(text))
        for key, text in texts.items()
        if key in english
    }
    return len(english), {
        "missing": [key for key in english if not texts.get(key)],
        "extra": [key for key in theirs if key not in english],
        "stale": [key for key, m in theirs.items() if key in english and str(m.id) != english[key]],
        "fuzzy": [key for key, m in theirs.items() if m.fuzzy],
        "wrong {values}": [key for key, wrong in values.items() if wrong and texts[key]],
    }


def data(code: str) -> tuple[int, Report]:
    """Return how many texts stand beside the data in English, and which of them a language lacks."""
    wanted = list(_texts())
    return len(wanted), {"missing": [name for name, speaks in wanted if not speaks(code)]}


def _texts() -> Iterator[tuple[str, Callable[[str], bool]]]:
    """Yield each text of the data that is printed, by name, with whether a language has it."""
    for entry in shipped.resources().values():
        for key in ("name", "summary", "eligibility"):
            texts = getattr(entry, key).texts
            if entry.status == "active" and SOURCE in texts:
                yield f"resources/{entry.id}/{key}", texts.__contains__
    for group in shipped.groups().values():
        yield f"groups/{group.name}", group.label.texts.__contains__
    lines = shipped.lines()
    for line in lines.day_and_night:
        yield f"lines/{line.id}", line.needs.texts.__contains__
    places = [lines.meeting_place, *filter(None, (lines.meeting_place.neighbour,))]
    for place in places:
        yield f"places/{place.country}", place.label.texts.__contains__


def _catalogue(name: str) -> Catalog:
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    file = path("packs", "labels", name)
    if not file.is_file():
        return Catalog()
    with file.open("rb") as opened:
        return read_po(opened)


def status() -> Iterator[str]:
    """Yield a line for each language, and below it one for each thing to do."""
    for language in shipped.languages().values():
        if language.code == SOURCE:
            continue
        parts = {"sections": sections(language.code), "labels": labels(language.code), "data": data(language.code)}
        done = [f"{name} {whole - len(report['missing'])}/{whole}" for name, (whole, report) in parts.items()]
        yield f"{language.code}  {language.endonym}: {', '.join(done)}"
        for name, (_, report) in parts.items():
            yield from (f"    {name}, {word}: {', '.join(found)}" for word, found in report.items() if found)


def stamp(code: str, names: Sequence[str]) -> Iterator[str]:
    """Write the fingerprint of today's English into a language's sections (all of them, or ``names``).

    Yields the files that it changed. Raises ValueError for a section that is not there in both languages.
    """
    english = {section.name: section.fingerprint for section in shipped.sections(SOURCE)}
    files = {file.stem: file for file in sorted(path("packs", "guidance", code).glob("*.md"))}
    wanted = names or [name for name in files if name in english]
    if unknown := [name for name in wanted if name not in files or name not in english]:
        raise ValueError(f"no such section in both {SOURCE} and {code}: {', '.join(unknown)}")
    for name in wanted:
        old = files[name].read_text(encoding="utf-8")
        new = stamped(old, english[name])
        if new != old:
            files[name].write_text(new, encoding="utf-8", newline="\n")
            yield f"packs/guidance/{code}/{name}.md"


def stamped(text: str, fingerprint: str) -> str:
    """Return a section that renders the English of ``fingerprint``: nothing else in it changes.

    Raises ValueError where it has no front matter.
    """
    front = _FRONT_MATTER.match(text)
    if front is None:
        raise ValueError("a section begins with front matter: lines between --- and ---")
    line, head = f'renders: "{fingerprint}"', front[1]
    head = _RENDERS.sub(line, head, count=1) if _RENDERS.search(head) else f"{head}{line}\n"
    return head + text[len(front[1]) :]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 2 for a section or language that is not there."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("status", help="what is missing, extra, stale or a draft, in each language")
    stamper = commands.add_parser("stamp", help="say that sections render today's English")
    stamper.add_argument("language", choices=[code for code in shipped.languages() if code != SOURCE])
    stamper.add_argument("section", nargs="*", help="as 05-plan; all where none is named")
    given = parser.parse_args(arguments)
    try:
        lines = status() if given.command == "status" else stamp(given.language, given.section)
        for line in lines:
            print(line)
    except (ValueError, shipped.ShippedDataError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
