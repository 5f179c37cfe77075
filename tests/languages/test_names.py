"""Dates, lists and the names of countries, as each language and the United Nations write them."""

from __future__ import annotations

from datetime import date

import pytest

from pressroom.compose.labels import Labels, labels
from pressroom.read import shipped
from tests.languages.material import LANGUAGES

COUNTRIES = {
    "BOL": (
        "Bolivia (Plurinational State of)",
        "Bolivie (État plurinational de)",
        "Bolivia (Estado Plurinacional de)",
        "بوليفيا (دولة - المتعددة القوميات)",
        "Боливия (Многонациональное Государство)",
        "多民族玻利维亚国",
    ),
    "COD": (
        "Democratic Republic of the Congo",
        "République démocratique du Congo",
        "República Democrática del Congo",
        "جمهورية الكونغو الديمقراطية",
        "Демократическая Республика Конго",
        "刚果民主共和国",
    ),
    "GBR": (
        "United Kingdom of Great Britain and Northern Ireland",
        "Royaume-Uni de Grande-Bretagne et d’Irlande du Nord",
        "Reino Unido de Gran Bretaña e Irlanda del Norte",
        "المملكة المتحدة لبريطانيا العظمى وأيرلندا الشمالية",
        "Соединенное Королевство Великобритании и Северной Ирландии",
        "大不列颠及北爱尔兰联合王国",
    ),
    "IRN": (
        "Iran (Islamic Republic of)",
        "Iran (République islamique d’)",
        "Irán (República Islámica del)",
        "إيران (جمهورية - الإسلامية)",
        "Иран (Исламская Республика)",
        "伊朗伊斯兰共和国",
    ),
    "KOR": (
        "Republic of Korea",
        "République de Corée",
        "República de Corea",
        "جمهورية كوريا",
        "Республика Корея",
        "大韩民国",
    ),
    "LAO": (
        "Lao People’s Democratic Republic",
        "République démocratique populaire lao",
        "República Democrática Popular Lao",
        "جمهورية لاو الديمقراطية الشعبية",
        "Лаосская Народно-Демократическая Республика",
        "老挝人民民主共和国",
    ),
    "MDA": (
        "Republic of Moldova",
        "République de Moldova",
        "República de Moldova",
        "جمهورية مولدوفا",
        "Республика Молдова",
        "摩尔多瓦共和国",
    ),
    "PRK": (
        "Democratic People’s Republic of Korea",
        "République populaire démocratique de Corée",
        "República Popular Democrática de Corea",
        "جمهورية كوريا الشعبية الديمقراطية",
        "Корейская Народно-Демократическая Республика",
        "朝鲜民主主义人民共和国",
    ),
    "PSE": (
        "State of Palestine",
        "État de Palestine",
        "Estado de Palestina",
        "دولة فلسطين",
        "Государство Палестина",
        "巴勒斯坦国",
    ),
    "RUS": (
        "Russian Federation",
        "Fédération de Russie",
        "Federación de Rusia",
        "الاتحاد الروسي",
        "Российская Федерация",
        "俄罗斯联邦",
    ),
    "SYR": (
        "Syrian Arab Republic",
        "République arabe syrienne",
        "República Árabe Siria",
        "الجمهورية العربية السورية",
        "Сирийская Арабская Республика",
        "阿拉伯叙利亚共和国",
    ),
    "TZA": (
        "United Republic of Tanzania",
        "République-Unie de Tanzanie",
        "República Unida de Tanzanía",
        "جمهورية تنزانيا المتحدة",
        "Объединенная Республика Танзания",
        "坦桑尼亚联合共和国",
    ),
    "USA": (
        "United States of America",
        "États-Unis d’Amérique",
        "Estados Unidos de América",
        "الولايات المتحدة الأمريكية",
        "Соединенные Штаты Америки",
        "美利坚合众国",
    ),
    "VEN": (
        "Venezuela (Bolivarian Republic of)",
        "Venezuela (République bolivarienne du)",
        "Venezuela (República Bolivariana de)",
        "فنزويلا (جمهورية - البوليفارية)",
        "Венесуэла (Боливарианская Республика)",
        "委内瑞拉玻利瓦尔共和国",
    ),
}
"""States whose names at the UN differ from those in daily use: English, French, Spanish, Arabic, Russian, Chinese."""

ORDER = ("en", "fr", "es", "ar", "ru", "zh")

DATES = {
    "en": ("1 December 2026", "from 1 to 4 December 2026", "from 30 November 2026 to 4 December 2026"),
    "fr": ("1er décembre 2026", "du 1er au 4 décembre 2026", "du 30 novembre 2026 au 4 décembre 2026"),
    "es": (
        "1 de diciembre de 2026",
        "del 1 al 4 de diciembre de 2026",
        "del 30 de noviembre de 2026 al 4 de diciembre de 2026",
    ),
    "ar": (
        "1 كانون الأول/ديسمبر 2026",
        "من 1 إلى 4 كانون الأول/ديسمبر 2026",
        "من 30 تشرين الثاني/نوفمبر 2026 إلى 4 كانون الأول/ديسمبر 2026",
    ),
    "ru": ("1 декабря 2026 г.", "с 1 по 4 декабря 2026 г.", "с 30 ноября 2026 г. по 4 декабря 2026 г."),
    "zh": ("2026年12月1日", "2026年12月1日至4日", "2026年11月30日至12月4日"),
}
"""A day, four days, and days in two months, as a native writes them in running text."""

LISTS = {"en": "a, b and c", "fr": "a, b et c", "es": "a, b y c", "ar": "a وb وc", "ru": "a, b и c", "zh": "a、b和c"}

ARABIC_MONTHS = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيو",
    "تموز/يوليو",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)


def of(code: str) -> Labels:
    """Return the labels of a language."""
    return labels(shipped.languages()[code])


def spaced(text: str) -> str:
    """Return a text with plain spaces."""
    return " ".join(text.split())


@pytest.mark.parametrize("code", sorted(COUNTRIES))
def test_countries_have_the_names_that_the_un_gives_them(code: str) -> None:
    """A State reads its own name as at the UN, in each of its six languages."""
    found = tuple(spaced(shipped.country_name(code, language)).replace("'", "’") for language in ORDER)
    assert found == COUNTRIES[code]


@pytest.mark.parametrize("code", ORDER)
def test_dates_are_written_as_the_language_writes_them(code: str) -> None:
    """A day, and days as one: the first of a month, both names of a month in Arabic, the year first in Chinese."""
    t, first, last = of(code), date(2026, 12, 1), date(2026, 12, 4)
    found = (t.date(first), t.span(first, last), t.span(date(2026, 11, 30), last))
    assert tuple(map(spaced, found)) == DATES[code]
    assert t.span(first, first) == t.date(first)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_span_of_days_is_told_by_both_ends(code: str) -> None:
    """Over the end of a year both years stand; a day that begins like the year is not taken for it."""
    t = of(code)
    over = t.span(date(2026, 12, 30), date(2027, 1, 1))
    assert "2026" in over
    assert "2027" in over
    assert t.span(date(2026, 12, 20), date(2026, 12, 26)).count("2026") == 1


@pytest.mark.parametrize("month", range(1, 13))
def test_arabic_dates_have_both_names_of_a_month(month: int) -> None:
    """UN documents in Arabic give the month's name of the East and that of the West of the Arab world."""
    assert of("ar").date(date(2026, month, 9)) == f"9 {ARABIC_MONTHS[month - 1]} 2026"


def test_only_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    """1er, then 2, 11, 21: also where the month is shortened."""
    days = [of("fr").date(date(2026, 5, day)).split()[0] for day in (1, 2, 11, 21, 31)]
    assert days == ["1er", "2", "11", "21", "31"]
    assert of("fr").date(date(2026, 5, 1), short=True).startswith("1er ")


@pytest.mark.parametrize("code", ORDER)
def test_lists_end_as_the_language_ends_them(code: str) -> None:
    """Languages and regions are enumerated with the language's own signs and words."""
    assert of(code).listing(["a", "b", "c"]) == LISTS[code]


@pytest.mark.parametrize("code", LANGUAGES)
def test_languages_are_named_in_the_language(code: str) -> None:
    """The languages in which a line answers are named in the reader's own."""
    named = [of(code).tongue(tongue) for tongue in ("ar", "en", "es", "fr", "ru", "zh", "pt", "sw")]
    assert len(set(named)) == len(named)
    assert all(len(name) > 1 and name not in {"ar", "en", "es", "fr", "ru", "zh"} for name in named)
