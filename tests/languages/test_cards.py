"""Cards in every language: bilingual, on every sheet, with the longest words. Fitted or refused, never cut."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from pressroom.model import Sheet
from pressroom.read import shipped
from tests.languages.geometry import Char, characters, lines
from tests.languages.making import small
from tests.languages.material import LANGUAGES, labels
from tests.languages.test_scripts import letters
from tests.program.making import SESSION, Person, Run, build, contact
from tests.program.reading import MM, entries

SAFE_MM = 3
"""What stays free of text inside the cut (ISO/IEC 7810 cards are cut to a tolerance; a printer's rule)."""

COUNTRIES = ("TGO", "SYR", "MDA", "ISL", "JOR", "EGY", "NPL", "PER")
"""One for each language that officials may read."""


def sizes() -> list[str]:
    """Return one sheet for each size of card among the shipped ones."""
    found: dict[tuple[object, object], str] = {}
    for sheet in shipped.sheets().values():
        found.setdefault((sheet.card_width, sheet.card_height), sheet.id)
    return list(found.values())


def people() -> list[Person]:
    """Return a person for each language, with four contacts who have ordinary names."""
    named = (("Awa Mensah", "sister"), ("Komi Agbeko", "colleague"), ("Me. Adjoa Lawson", "lawyer"), ("Kofi", "friend"))
    rows: list[Person] = []
    for language in LANGUAGES:
        row = {"code": f"P-{language}", "country": "TGO", "language": language}
        for number, (name, relation) in enumerate(named, 1):
            row |= contact(number, name, f"+44 20 7946 001{number}", relation=relation)
        rows.append(row)
    return rows


def holders(country: str, languages: Sequence[str]) -> list[Person]:
    """Return a person with a code alone for each of some languages."""
    return [{"code": f"{country}-{code}", "country": country, "language": code} for code in languages]


def cards(desk: Path, out: Path, *options: str) -> Run:
    """Make a session's cards alone."""
    return build(desk, out, "--only", "cards", *options)


def strays(path: Path, sheet: Sheet) -> list[str]:
    """Return the characters of a card that stand outside its safe area, or upon a digit of another text."""
    width, height, edge = float(sheet.card_width) * MM, float(sheet.card_height) * MM, SAFE_MM * MM
    found = []
    for chars in characters(path):
        found += [char.text for char in chars if not (edge <= char.left and char.right <= width - edge)]
        found += [char.text for char in chars if not edge <= char.middle <= height - edge]
        found += [one.text + other.text for one in chars if one.text.isdigit() for other in chars if upon(one, other)]
    return found


def upon(one: Char, other: Char) -> bool:
    """Whether a character stands upon another by more than a third of its width, on the same line."""
    if one is other or abs(one.middle - other.middle) > 2:
        return False
    shared = min(one.right, other.right) - max(one.left, other.left)
    return shared > (one.right - one.left) / 3


@pytest.mark.parametrize("sheet", sizes())
def test_ordinary_names_fit_on_every_card(tmp_path: Path, sheet: str) -> None:
    """Four contacts with ordinary names fit on the card of each size, in each language; nothing stands in the cut."""
    done = cards(small(tmp_path / "desk", people()), tmp_path / "out", "--sheet", sheet)
    assert done.code == 0, done.err
    made = entries(tmp_path / "out", kind="card")
    assert {entry["language"] for entry in made} == set(LANGUAGES)
    for entry in made:
        path = tmp_path / "out" / entry["path"]
        assert strays(path, shipped.sheets()[sheet]) == [], entry["path"]
        assert letters("Awa Mensah sister") <= letters("".join(char.text for char in characters(path)[0]))


@pytest.fixture(scope="module")
def bilingual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make cards in three languages for each language that officials read, its own among them."""
    folder = tmp_path_factory.mktemp("bilingual")
    officials = dict(zip(COUNTRIES, LANGUAGES, strict=False))
    files = {f"countries/{country}.yaml": f"card_language: {code}\n" for country, code in officials.items()}
    round_ = LANGUAGES * 2
    rows = [row for first, country in enumerate(officials) for row in holders(country, round_[first : first + 6 : 2])]
    desk = small(folder / "desk", rows, {"countries": list(COUNTRIES)}, files)
    done = cards(desk, folder / "out")
    assert done.code == 0, done.err
    return folder / "out"


@pytest.mark.xdist_group("languages-cards")
@pytest.mark.parametrize("officials", LANGUAGES)
def test_a_bilingual_card_asks_in_both_languages(bilingual: Path, officials: str) -> None:
    """The back asks for help, a lawyer and the consulate in the holder's and the officials' language, once in each."""
    country = COUNTRIES[LANGUAGES.index(officials)]
    for entry in entries(bilingual, kind="card", country=country):
        path = bilingual / entry["path"]
        back = letters("".join(char.text for char in characters(path)[1]))
        wanted = {officials, entry["language"]}
        both = letters("".join(labels(code)["card.held"] + labels(code)["card.ask"] for code in wanted))
        assert both <= back, entry["path"]
        assert len(wanted) == 2 or not both + both <= back, "the same words twice"
        assert strays(path, shipped.sheets()["plain-a4"]) == [], entry["path"]


def test_more_languages_than_a_card_holds_are_refused(tmp_path: Path) -> None:
    """With the words of all languages the back is fitted or refused with the field's name; never cut, never silent."""
    everything = ", ".join(LANGUAGES)
    files = {"countries/TGO.yaml": f"card_language: [{everything}]\n"}
    done = cards(small(tmp_path / "desk", holders("TGO", LANGUAGES), files=files), tmp_path / "out")
    assert done.code == 1
    refused = [line for line in done.err.splitlines() if "does not fit" in line]
    assert len(refused) == len(LANGUAGES)
    assert all("card_language" in line for line in refused)
    assert list((tmp_path / "out" / "TGO").glob("*-card-*.pdf")) == []


LONG = {
    "en": "Bartholomew Featherstonehaugh-Cholmondeley",
    "fr": "Marie-Antoinette de La Rochefoucauld-Montbéliard",
    "es": "María de los Ángeles Fernández de Castro y Echeverría",
    "ar": "عبد الرحمن بن عبد العزيز الأنصاري الخزرجي",
    "ru": "Александра Константиновна Рождественская-Преображенская",
    "zh": "阿卜杜热西提·买买提吐尔逊江·阿不都克里木",
}
"""Made-up names as long as they come in each language."""


def long_name(code: str, length: int) -> str:
    """Return a language's long name, longer by its own words in other orders, at most ``length`` characters."""
    joint = "·" if code == "zh" else " "
    words = LONG[code].split(joint)
    turned = [words[start:] + words[:start] for start in range(len(words))]
    every = [word for order in turned for word in order]
    name = every[0]
    for word in every[1:]:
        if len(name) + 1 + len(word) <= length:
            name += joint + word
    return name


@pytest.mark.parametrize("length", [60, 100])
def test_the_longest_names_are_fitted_or_refused(tmp_path: Path, length: int) -> None:
    """A long name stands whole on the card, set smaller, inside the safe area; or a problem names its cell."""
    people = [
        {"code": f"P-{code}", "country": "TGO", "language": code, **contact(1, long_name(code, length))}
        for code in LONG
    ]
    out = tmp_path / "out"
    done = cards(small(tmp_path / "desk", people), out)
    failed = [row for row in people if f"{row['code']}: " in done.err]
    assert done.code == (1 if failed else 0), done.err
    assert length > 60 or not failed
    for row in failed:
        (line,) = [line for line in done.err.splitlines() if f"{row['code']}: " in line]
        assert f"participants.csv:{people.index(row) + 2}:" in line
        assert "contact1_name" in line
        assert row["contact1_name"] not in line
        assert not (out / "TGO" / f"{row['code'].lower()}-card-{row['language']}.pdf").exists()
    for entry in entries(out, kind="card"):
        row = next(row for row in people if row["code"] == entry["participant"])
        front = characters(out / entry["path"])[0]
        assert letters(row["contact1_name"]) <= letters("".join(char.text for char in front)), row["code"]
        assert strays(out / entry["path"], shipped.sheets()["plain-a4"]) == []


RELATIONS = {
    "en": "knows the itinerary and keeps the keys of the flat",
    "fr": "connaît l’itinéraire et garde les clés de l’appartement",
    "es": "conoce el itinerario y guarda las llaves del piso",
    "ar": "تعرف مسار الرحلة وتحتفظ بمفاتيح الشقة",
    "ru": "знает маршрут и хранит ключи от квартиры",
    "zh": "知道行程并保管公寓的钥匙",
}


HAIRLINE_PT = 0.35


def crowded(code: str, count: int, relation: str = "") -> Person:
    """Return a person of whose contacts the first has a long name, and all have long relations."""
    row = {"code": f"P-{code}-{count}", "country": "TGO", "language": code}
    names = (LONG[code], "Awa Mensah", "Komi", "Bartholomew Featherstone")
    for number, name in enumerate(names[:count], 1):
        row |= contact(number, name, f"+44 20 7946 001{number}", relation=relation or RELATIONS[code])
    return row


def on_rules(path: Path) -> tuple[int, list[str]]:
    """Return how many lines are ruled on a card's front, and the letters whose ink touches one."""
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        shapes = [item.get_bounds() for item in document[0].get_objects([pdfium.FPDF_PAGEOBJ_PATH])]
        rules = [low for left, low, right, high in shapes if right - left > 150]  # a row's box; its line is its foot
        text, found = document[0].get_textpage(), []
        for index in range(text.count_chars()):
            _, low, _, high = text.get_charbox(index)
            if any(low < rule + HAIRLINE_PT and rule < high for rule in rules):
                found.append(text.get_text_range(index, 1))
    return len(rules), found


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_no_letter_stands_on_a_rule(tmp_path: Path, count: int) -> None:
    """A name of several lines with what is said of it stays within its row, however many rows there are."""
    out = tmp_path / "out"
    desk = small(
        tmp_path / "desk",
        [crowded(code, count) for code in LANGUAGES],
        {"host": {**SESSION["host"], "name": LONG["en"]}},
    )
    assert cards(desk, out).code == 0
    for entry in entries(out, kind="card"):
        path = out / entry["path"]
        ruled, touching = on_rules(path)
        assert ruled > count + 1
        assert touching == [], entry["path"]


def heights(path: Path, words: str, page: int) -> set[float]:
    """Return how high the letters of some words are that stand on a card in one size, in points."""
    wanted = set(words) - set(" ,.;:")
    return {round(char.top - char.bottom, 1) for char in characters(path)[page] if char.text in wanted}


def test_a_card_with_few_rows_has_larger_letters(tmp_path: Path) -> None:
    """Rows that share a card's height hold a long name as large as a short one; six rows hold it smaller."""
    people = [
        crowded("en", 1, "sister"),
        crowded("en", 4, "sister"),
        {"code": "P-short", "country": "TGO", **contact(1, "Awa")},
    ]
    assert cards(small(tmp_path / "desk", people), tmp_path / "out").code == 0
    names = [f"{who['code'].lower()}-card-en.pdf" for who in people]
    few, many, short = (max(heights(tmp_path / "out" / "TGO" / name, "A B", 0)) for name in names)
    assert abs(few - short) < 0.3
    assert many < 0.85 * few


def test_a_long_name_makes_no_other_side_smaller(tmp_path: Path) -> None:
    """What an officer should read is as large on the card of somebody with long names."""
    people = [crowded("en", 4), {"code": "P-short", "country": "TGO", **contact(1, "Awa")}]
    assert cards(small(tmp_path / "desk", people), tmp_path / "out").code == 0
    names = [f"{who['code'].lower()}-card-en.pdf" for who in people]
    long, short = (max(heights(tmp_path / "out" / "TGO" / name, "If I am held", 1)) for name in names)
    assert long == short


def test_a_name_beside_a_long_address_is_not_torn_apart(tmp_path: Path) -> None:
    """It stands over the address, where there is room for it."""
    mail = "night-desk-of-the-documentation-team@mail.example.org"
    row = {"code": "P-1", "country": "TGO", "contact1_name": "Permanence", "contact1_email": mail}
    desk = small(tmp_path / "desk", [row | {"contact1_consent": "2026-05-10"}])
    assert cards(desk, tmp_path / "out").code == 0
    texts = [line.text for line in lines(tmp_path / "out" / "TGO" / "p-1-card-en.pdf") if line.page == 1]
    assert "Permanence" in texts
    assert mail in texts


@pytest.mark.parametrize("specimen", [True, False])
def test_a_long_name_of_the_host_keeps_nobody_from_a_card(tmp_path: Path, specimen: bool) -> None:
    """It is in the heading where it has room beside the title, and in the host's row always."""
    name = "International Service for Sample Rights Defenders (ISSRD)"
    people = [{"code": f"P-{code}", "country": "TGO", "language": code} for code in LANGUAGES]
    session = {"host": {**SESSION["host"], "name": name}, **({"specimen": "yes"} if specimen else {})}
    done = cards(small(tmp_path / "desk", people, session), tmp_path / "out")
    assert done.code == 0, done.err
    for entry in entries(tmp_path / "out", kind="card"):
        front = "".join(char.text for char in characters(tmp_path / "out" / entry["path"])[0])
        assert letters(name) <= letters(front)
        assert ("SPECIMEN" in front) is specimen
