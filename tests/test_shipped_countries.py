"""The shipped countries, groups, languages and emergency numbers are whole and right.

Read with plain PyYAML, so that a fault of our own reader cannot hide one of the data.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
import yaml
from babel import Locale

PACKS = Path(__file__).resolve().parent.parent / "packs"

FOURTH_CYCLE: dict[int, str] = {
    41: (
        "Bahrain, Ecuador, Tunisia, Morocco, Indonesia, Finland, United Kingdom, India, Algeria, Philippines, "
        "Brazil, Poland, Netherlands, South Africa"
    ),
    42: (
        "Czechia, Argentina, Gabon, Ghana, Peru, Guatemala, Benin, Republic of Korea, Switzerland, Pakistan, "
        "Zambia, Japan, Sri Lanka"
    ),
    43: (
        "France, Tonga, Romania, Mali, Botswana, Bahamas, Burundi, Luxembourg, Barbados, Montenegro, United Arab "
        "Emirates, Israel, Liechtenstein, Serbia"
    ),
    44: (
        "Turkmenistan, Burkina Faso, Cabo Verde, Colombia, Uzbekistan, Tuvalu, Germany, Djibouti, Canada, "
        "Bangladesh, Russian Federation, Azerbaijan, Cameroon, Cuba"
    ),
    45: (
        "Saudi Arabia, Senegal, China, Nigeria, Mexico, Mauritius, Jordan, Malaysia, Central African Republic, "
        "Monaco, Belize, Chad, Congo, Malta"
    ),
    46: (
        "New Zealand, Afghanistan, Chile, Cyprus, Uruguay, Yemen, Vanuatu, North Macedonia, Comoros, Slovakia, "
        "Eritrea, Viet Nam, Dominican Republic, Cambodia"
    ),
    47: (
        "Norway, Albania, Democratic Republic of the Congo, Cote d'Ivoire, Portugal, Bhutan, Dominica, Democratic "
        "People's Republic of Korea, Brunei Darussalam, Costa Rica, Equatorial Guinea, Ethiopia, Qatar, Nicaragua"
    ),
    48: (
        "Italy, El Salvador, Gambia, Bolivia, Fiji, San Marino, Kazakhstan, Angola, Iran, Madagascar, Iraq, "
        "Slovenia, Egypt, Bosnia and Herzegovina"
    ),
    49: (
        "Armenia, Grenada, Guinea, Guinea-Bissau, Guyana, Kenya, Kiribati, Kuwait, Kyrgyzstan, Lesotho, Lao PDR, "
        "Spain, Sweden, Turkiye"
    ),
    50: (
        "Belarus, Liberia, Malawi, Mongolia, Panama, Maldives, Andorra, Bulgaria, Honduras, Croatia, Marshall "
        "Islands, Jamaica, Libya"
    ),
    51: (
        "Australia, Austria, Georgia, Lebanon, Mauritania, Micronesia, Nauru, Nepal, Oman, Rwanda, Saint Kitts and "
        "Nevis, Saint Lucia, Sao Tome and Principe"
    ),
    52: (
        "Namibia, Niger, Mozambique, Estonia, Belgium, Paraguay, Denmark, Somalia, Palau, Solomon Islands, "
        "Seychelles, Latvia, Singapore, Sierra Leone"
    ),
    53: (
        "Suriname, Greece, Samoa, Hungary, Saint Vincent and the Grenadines, Papua New Guinea, Tajikistan, United "
        "Republic of Tanzania, Eswatini, Antigua and Barbuda, Trinidad and Tobago, Thailand, Ireland, United "
        "States of America"
    ),
    54: (
        "Togo, Syrian Arab Republic, Iceland, Venezuela, Zimbabwe, Lithuania, Uganda, Timor-Leste, Republic of "
        "Moldova, South Sudan, Haiti, Sudan"
    ),
}
"""The States of each session, as the published lists and the order of the third cycle have them."""


def load(name: str) -> Any:
    """Return a shipped file, every scalar as text."""
    return yaml.load((PACKS / name).read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - it makes text alone


STATES: dict[str, dict[str, Any]] = load("states.yaml")["states"]
GROUPS: dict[str, dict[str, Any]] = load("groups.yaml")


# ---------------------------------------------------------------- languages


def test_languages_are_the_six() -> None:
    """The six languages of the contract stand in their order, Arabic alone from right to left, each known to Babel."""
    languages = load("languages.yaml")
    assert [one["code"] for one in languages] == ["en", "fr", "es", "ar", "ru", "zh"]
    assert [one["code"] for one in languages if one["direction"] == "rtl"] == ["ar"]
    for one in languages:
        locale = Locale.parse(one["locale"])
        assert locale.language == one["code"]
        assert locale.text_direction == one["direction"]
        assert Locale.parse(one["tag"], sep="-").language == one["code"]
        assert (locale.display_name or "").casefold().startswith(one["endonym"].casefold())


# ---------------------------------------------------------------- States and groups


def test_states_are_those_of_iso_and_the_un() -> None:
    """All 249 countries of ISO 3166-1 are there; 193 are Members of the UN and two are observers."""
    assert len(STATES) == 249
    assert len({state["alpha2"] for state in STATES.values()}) == 249
    assert sum(state["member"] == "yes" for state in STATES.values()) == 193
    assert {code for code, state in STATES.items() if state["member"] == "observer"} == {"PSE", "VAT"}
    assert {state["member"] for state in STATES.values()} == {"yes", "observer", "no"}


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "zh"])
def test_every_state_has_a_name(language: str) -> None:
    """Babel names every country in each of the six languages, so a State without a UN name has one too."""
    locale = next(one["locale"] for one in load("languages.yaml") if one["code"] == language)
    territories = Locale.parse(locale).territories
    for code, state in STATES.items():
        assert re.fullmatch(r"[A-Z]{3}", code)
        assert territories.get(state["alpha2"]), code
        assert set(state.get("names", {})) <= {"en", "fr", "es", "ar", "ru", "zh"}
        assert all(name.strip() == name != "" for name in state.get("names", {}).values())


def test_the_un_says_other_names_than_everyday_speech() -> None:
    """Where the UN's short name differs, it is the one that is given."""
    assert STATES["KOR"]["names"]["en"] == "Republic of Korea"
    assert STATES["CIV"]["names"] == {"ar": "كوت ديفوار"}
    assert STATES["PSE"]["names"]["en"] == "State of Palestine"
    assert STATES["NLD"]["names"]["fr"] == "Pays-Bas (Royaume des)"


def _plain(name: str) -> str:
    """Return a State's name without accents and what stands in brackets: lists of sessions spell them freely."""
    letters = (char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return re.sub(r"\s*\(.*?\)", "", "".join(letters).replace("’", "'")).casefold()


def test_every_state_of_the_fourth_cycle_is_found() -> None:
    """Each State of the 41st to 54th session of the UPR is found by its name, once; three have no session known."""
    english_names = Locale("en").territories
    found: dict[str, str] = {"lao pdr": "LAO"}
    for code, state in STATES.items():
        if state["member"] != "no":
            found |= {
                _plain(name): code
                for name in (english_names[state["alpha2"]], state.get("names", {}).get("en", ""))
                if name
            }
    reviewed = [found[_plain(name)] for states in FOURTH_CYCLE.values() for name in states.split(", ")]
    assert len(reviewed) == len(set(reviewed)) == 191
    assert {code for code, state in STATES.items() if state["member"] == "yes"} - set(reviewed) == {"MMR", "UKR"}


def test_groups_name_known_countries() -> None:
    """Each group has an English label and known countries, each once, in alphabetical order."""
    for name, group in GROUPS.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
        assert set(group) == {"label", "countries"}
        assert group["label"]["en"]
        assert group["countries"] == sorted(set(group["countries"])), name
        assert set(group["countries"]) <= set(STATES), name


def test_continents_hold_every_state_once() -> None:
    """The five M49 regions with Canada and the United States are the Members and observers, none twice."""
    regions = ("africa", "latin-america", "asia", "europe", "oceania")
    codes = [code for region in regions for code in GROUPS[region]["countries"]] + ["CAN", "USA"]
    assert sorted(codes) == sorted(code for code, state in STATES.items() if state["member"] != "no")


def test_the_osce_has_its_57_states() -> None:
    """The label of the group promises 57 States."""
    assert len(GROUPS["osce"]["countries"]) == 57


# ---------------------------------------------------------------- emergency numbers


@pytest.mark.parametrize(
    ("country", "numbers"),
    [
        ("CHE", {"general": "112", "police": "117", "fire": "118", "ambulance": "144"}),
        ("FRA", {"general": "112", "police": "17", "fire": "18", "ambulance": "15"}),
    ],
)
def test_emergency_numbers_of_the_meeting_place(country: str, numbers: dict[str, str]) -> None:
    """Geneva's numbers and those of France beside it are right, sourced, and known to libphonenumber."""
    place = load("lines.yaml")["meeting_place"]
    place = place if place["country"] == country else place["neighbour"]
    assert place["country"] == country
    assert {one["service"]: one["number"] for one in place["emergency_numbers"]} == numbers
    for one in place["emergency_numbers"]:
        assert phonenumbers.shortnumberinfo.is_emergency_number(one["number"], STATES[country]["alpha2"])
        assert one["sourced"] == "undated"
        assert one["source"]
