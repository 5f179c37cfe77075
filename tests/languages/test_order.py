"""Numbers, dates, times and addresses in Arabic pages stand in their own order, wherever they come from.

A raw phone number among Arabic words prints reversed: the groups of its digits change places, and the plus goes to the
other end. What is read here is where the digits stand on the finished page, from left to right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import pytest
import yaml

from pressroom.typeset import typeset
from tests.languages.geometry import lines, squeezed, standing
from tests.languages.making import small
from tests.program.making import Person, build, contact

pytestmark = pytest.mark.xdist_group("languages-order")

FILLER = (
    "اتصلوا",
    "إذا تأخر أحد عن الموعد فاتصلوا على",
    "المحامية",
    "يردّ عليكم زميل موثوق به في أي وقت من النهار أو الليل على الرقم",
    "ثم",
    "وفي حال لم يردّ أحد بعد ساعة واحدة فاطلبوا المساعدة من الجهة المضيفة عبر",
)
"""Arabic words of many lengths, so that what stands after them comes to every place of a line, and over its end."""

COUNTRIES = ("TGO", "SYR", "MDA", "ISL", "JOR", "EGY")


def phones(count: int) -> list[str]:
    """Return made-up phone numbers, each its own, in the ways in which people write them."""
    forms = (
        "+44 20 7946 0{}",
        "+44-20-7946-0{}",
        "+44 (0)20 7946 0{}",
        "+442079460{}",
        "020 7946 0{}",
        "0044 20 7946 0{}",
    )
    return [form.format(f"{number:03}") for number, form in zip(range(count), cycle(forms))]


DATED = [
    *(f"{day:02}/{month:02}/2026" for day, month in ((3, 1), (14, 2), (25, 11), (30, 12))),
    *(f"2026-{month:02}-{day:02}" for day, month in ((4, 3), (15, 6), (26, 8), (31, 10))),
    *(f"{hour:02}:{minute:02}" for hour, minute in ((8, 5), (14, 30), (23, 45), (0, 15))),
    *("14:30\u201316:45", "09:10-11:20", "1998-2026", "5\u20138", "3\u20134/12/2026"),
    *("12/2", "24/24", "48/17", "A/HRC/57/60", "1,459", "7,500", "10.5"),
]
"""Dates, times, ranges, resolutions and amounts."""

ADDRESSES = [
    "help.desk@example.org",
    "a+b-c@mail.example.org",
    "https://example.org/a-1/b_2?c=3",
    "www.example.org",
    "example.org/2026/05",
    "@desk_2026",
]


@dataclass(frozen=True)
class Desk:
    """A built session in Arabic: its folder, and what was put where."""

    out: Path
    phones: tuple[str, ...]
    dated: tuple[str, ...]
    addresses: tuple[str, ...]


def sentences(values: list[str]) -> str:
    """Return Arabic prose with the values in it."""
    return " ".join(f"{words} {value}{end}" for words, value, end in zip(cycle(FILLER), values, cycle([".", "،"])))


def table(values: list[str]) -> str:
    """Return a Markdown table with the values in its cells, alone and among words."""
    rows = [f"| {value} | {words} {value} |" for words, value in zip(cycle(FILLER), values)]
    return "\n".join(["| الوقت | ما العمل |", "|---|---|", *rows])


def country(notes: list[str], role: list[str], own: list[str]) -> str:
    """Return a country's file: values in its notes, in the roles of its contacts, and as their phones."""
    contacts = [
        {"kind": "ngo", "name": "جمعية المثال", "role": f"{words} {value}، من 08:30 إلى 17:45", "phone": phone,
         "email": f"desk{number}@example.org", "sourced": "2026-10", "source": "its web page"}
        for number, (words, value, phone) in enumerate(zip(FILLER, role, own))  # noqa: B905 - the values end it
    ]  # fmt: skip
    return yaml.safe_dump({"notes": {"ar": sentences(notes)}, "contacts": contacts}, allow_unicode=True, width=10_000)


def people() -> Iterator[Person]:
    """Yield one person for each country; the first has phones and times in all cells, and a card."""
    for number, code in enumerate(COUNTRIES):
        yield {"code": f"P-{number}", "country": code, "card": "no"} | (cells() if number == 0 else {})


def cells() -> dict[str, str]:
    """Return a row's cells that hold numbers."""
    row = {"card": "yes", "organisation": "رابطة المثال 12/7", "name": "ر. المثال"}
    for which in range(1, 5):
        relation = f"يردّ 0{which}:25\u20131{which}:35"
        row |= contact(which, "ن. المثال", f"+44 20 7946 099{which}", relation=relation)
    return row


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Build Arabic packs with some 200 phones in prose, in cells and in the words of contacts."""
    folder = tmp_path_factory.mktemp("order")
    listed = phones(6 * (22 + 6 + 6))
    parts = [listed[start : start + 34] for start in range(0, len(listed), 34)]
    own = [[f"+44 20 7946 0{500 + 10 * n + m}" for m in range(6)] for n in range(len(COUNTRIES))]
    files = {
        f"countries/{code}.yaml": country(part[:22], part[22:28], own[n])
        for n, (code, part) in enumerate(zip(COUNTRIES, parts, strict=True))
    }
    printed = [phone for part in parts for phone in part[:28]]
    home = f"countries/{COUNTRIES[0]}.yaml"
    files[home] = files[home].replace("notes:\n  ar: ", f"notes:\n  ar: {sentences(ADDRESSES)} ", 1)
    boxed = f"::: note\n{sentences(DATED[::2])}\n:::"
    body = "\n\n".join((sentences(DATED), f"- {sentences(DATED[::-1])}", table(DATED), boxed))
    session = {"countries": list(COUNTRIES)}
    workspace = small(folder / "desk", list(people()), session, files, languages=["ar"])
    section = workspace / "guidance" / "ar" / "05-plan.md"
    section.write_text(f"---\ntitle: خطة\nlabel: خطة\nlead: خطة.\n---\n\n{body}\n", encoding="utf-8")
    done = build(workspace, folder / "out")
    assert done.code == 0, done.err
    printed += [phone for some in own for phone in some]
    printed += [phone for key, phone in cells().items() if key.endswith("_phone")]
    return Desk(folder / "out", tuple(printed), tuple(DATED), tuple(ADDRESSES))


def packs(out: Path) -> list[Path]:
    """Return the packs that were built."""
    return [out / code / f"p-{number}-pack-ar.pdf" for number, code in enumerate(COUNTRIES)]


def test_no_phone_is_reversed(desk: Desk) -> None:
    """Each of more than 200 phones stands once at least on one line, digit after digit from left to right."""
    assert len(desk.phones) >= 200
    assert len(set(desk.phones)) == len(desk.phones)
    every = [line.text for path in packs(desk.out) for line in lines(path)]
    assert [phone for phone in desk.phones if not any(squeezed(phone) in line for line in every)] == []


def test_no_date_time_or_address_is_reversed(desk: Desk) -> None:
    """Dates, times, ranges, numbers with parts, mailboxes, links and handles stand in their own order.

    Each as often as it was written: in a paragraph, a list, two cells of a table, and in part in a note.
    """
    pack = packs(desk.out)[0]
    for value in desk.dated:
        wanted = 4 + (value in DATED[::2])
        assert sum(line.text.count(value) for line in lines(pack)) >= wanted, value
    assert [value for value in desk.addresses if not standing(pack, value)] == []


def test_times_in_a_participants_cells_are_not_reversed(desk: Desk) -> None:
    """What staff typed into a cell, as a relation or an organisation, is isolated too; so are cells of the card."""
    pack = packs(desk.out)[0]
    card = pack.with_name(pack.name.replace("pack", "card"))
    assert standing(pack, "12/7", page=1)
    for which in range(1, 5):
        for path, page in ((pack, 3), (card, 1)):
            assert standing(path, f"0{which}:25\u20131{which}:35", page), which
            assert standing(path, f"+44 20 7946 099{which}", page), which


def test_values_stand_at_every_place_of_a_line(desk: Desk) -> None:
    """The lines wrap before, after and between the numbers, so that none is safe by its place alone."""
    starts = {
        round(left / 20)
        for path in packs(desk.out)[:2]
        for phone in desk.phones
        for _, left, _ in standing(path, phone)
    }
    assert len(starts) >= 12


def test_arabic_names_in_other_packs_keep_numbers_in_order(tmp_path: Path) -> None:
    """In a French pack, Arabic words around a number do not reverse it either."""
    relation = "محامية 14:30\u201316:45"
    row = {"code": "P-1", "country": "TGO", "language": "fr", **contact(1, "ن. المثال", relation=relation)}
    notes = yaml.safe_dump({"notes": {"ar": sentences(phones(12))}}, allow_unicode=True)
    space = small(tmp_path / "desk", [row], files={"countries/TGO.yaml": notes}, languages=["fr"])
    done = build(space, tmp_path / "out")
    assert done.code == 0, done.err
    pack = tmp_path / "out" / "TGO" / "p-1-pack-fr.pdf"
    assert standing(pack, "14:30\u201316:45", page=3)
    assert [phone for phone in phones(12) if not standing(pack, phone)] == []


def test_a_reversed_number_would_be_seen(tmp_path: Path) -> None:
    """Without isolation the groups change places, and the way in which these tests read a page shows it."""
    raw = "+44 20 7946 0123"
    html = f'<html lang="ar" dir="rtl"><title>x</title><body><p>اتصلوا على {raw} الآن</p></body></html>'
    css = 'html { font-family: "IBM Plex Sans Arabic" }'
    path = tmp_path / "raw.pdf"
    path.write_bytes(typeset(html, (css,), {}).pdf)
    assert not standing(path, raw)
    path = tmp_path / "safe.pdf"
    safe = html.replace(raw, f'<span style="display: inline-block; direction: ltr">{raw}</span>')
    path.write_bytes(typeset(safe, (css,), {}).pdf)
    assert standing(path, raw)
