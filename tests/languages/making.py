"""A meeting in all languages at once, and small ones for single questions. Everybody and everything is made up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pressroom.read import shipped
from tests.languages.material import LANGUAGES
from tests.program.making import Person, contact, section, workspace

EDITIONS = ("open", "discreet")

NAMES = {
    "Arabic": "نادية الشريف",
    "Chinese": "王玥喆",
    "Persian": "پریسا گلچهره",
    "Urdu": "ٹیپو ڈار گھوڑے",
    "Ukrainian": "Ґалаґан Їжакевич",
    "Vietnamese": "Nguyễn Thị Ánh Hồng",
    "Portuguese": "João Gonçalves Conceição",
    "Turkish": "Işıl Öğüdücü Çağrı",
    "Polish": "Łucja Świętosława Żądło",
}
"""Made-up names with the letters that set each language apart."""

ENGLISH_NOTE = "Where roads are checked at night, travel by day, and tell your people before and after."
ENGLISH_FUND = "Pays for a ticket and for a month of rent when somebody has to leave the country at once."


def round_of(languages: Iterable[str] = LANGUAGES) -> list[Person]:
    """Return two people for each language, one for each edition; each has four contacts with names in four scripts."""
    people: list[Person] = []
    names = list(NAMES.values())
    for place, language in enumerate(languages):
        for edition in EDITIONS:
            first = 0 if edition == "open" else 4
            row = {
                "code": f"R{place + 1}-{language}-{edition}",
                "country": "TGO",
                "language": language,
                "edition": edition,
                "name": names[-1],
                "organisation": f"{NAMES['Arabic']} · {NAMES['Chinese']} · {NAMES['Persian']}",
            }
            for number in range(1, 5):
                phone = f"+44 20 7946 0{place + 1}{first + number}0"
                row |= contact(number, names[first + number - 1], phone)
            people.append(row)
    return people


def whole_round(folder: Path) -> Path:
    """Lay down a session in all languages and both editions, with the whole guidance, and return it.

    The country has notes in English alone and officials who read French; a fund of the workspace speaks English alone.
    """
    files = {
        "countries/TGO.yaml": f"""\
            notes:
              en: "{ENGLISH_NOTE}"
            card_language: fr
            """.replace("            ", ""),
        "resources.yaml": f"""\
            - id: example-fund
              kind: fund
              name: "Example Fund"
              summary:
                en: "{ENGLISH_FUND}"
              url: https://example.org/fund
              sourced: 2026-10
              source: "its web page"
            """.replace("            ", ""),
    }
    desk = workspace(folder, round_of(), {"countries": ["TGO"], "languages": LANGUAGES}, files)
    for path in (folder / "guidance" / "en").iterdir():
        path.unlink()  # the shipped sections stand
    return desk


def short_guidance(languages: Iterable[str] = LANGUAGES, **bodies: str) -> dict[str, str]:
    """Return files that make each section one line in each language, so that packs are quick to set.

    ``bodies`` gives sections another text, by their number: ``s11="[[tools]]"``.
    """
    return {
        f"guidance/{language}/{one.name}.md": section(bodies.get(f"s{one.name[:2]}", "Sample."), int(one.name[:2]))
        for language in languages
        for one in shipped.sections("en")
    }


def small(
    folder: Path,
    people: Sequence[Person],
    session: Mapping[str, Any] | None = None,
    files: Mapping[str, str | bytes | None] | None = None,
    languages: Sequence[str] = LANGUAGES,
) -> Path:
    """Lay down a session with short guidance in ``languages`` and return it."""
    meeting = {"languages": list(languages), **(session or {})}
    return workspace(folder, people, meeting, {**short_guidance(languages), **(files or {})})


def letters(text: str) -> str:
    """Return the letters of a text alone, in small letters."""
    return re.sub(r"[\W\d_]+", "", text).casefold()
