"""What a text may be, one type at a time."""

from __future__ import annotations

import re
import sys
import unicodedata
from datetime import date
from typing import Any

import pytest
from email_validator import EmailNotValidError, validate_email
from email_validator.rfc_constants import CASE_INSENSITIVE_MAILBOX_NAMES
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from pressroom.model.press import CutMarks
from pressroom.read import reach, values

TODAY = date(2026, 11, 22)


def check(kind: Any, text: str) -> Any:
    """Return what a type makes of a text."""
    return TypeAdapter(kind).validate_python(text, context={"today": TODAY})


GOOD: list[tuple[Any, str, Any]] = [
    (values.Line, "  Awa\u00a0Sample\u200e ", "Awa Sample"),
    (values.Line, "Jose\u0301", "José"),
    (values.Line, "two\nlines", "two lines"),
    (values.Line, "\u202bسلام\u202c", "سلام"),
    (values.Line, "می\u200cخواهم", "می\u200cخواهم"),
    (values.Line, "a\u200cb\ufeff", "ab"),
    (values.Paragraph, "one \r\ntwo\r", "one\ntwo"),
    (values.IsoDate, "2028-02-29", date(2028, 2, 29)),
    (values.PastDate, "2026-11-22", TODAY),
    (values.YesNo, "YES", True),
    (values.YesNo, "no", False),
    (values.CutMarkSides, "yes", CutMarks.BOTH),
    (values.CutMarkSides, "No", CutMarks.NONE),
    (values.CutMarkSides, " front", CutMarks.FRONT),
    (values.CutMarkSides, "both", CutMarks.BOTH),
    (values.CutMarkSides, "none", CutMarks.NONE),
    (values.Consent, "Yes", "yes"),
    (values.Consent, "2026-05-31", "2026-05-31"),
    (values.SourceDate, "2025", "2025"),
    (values.SourceDate, "2025-12", "2025-12"),
    (values.SourceDate, "2025-12-31", "2025-12-31"),
    (values.SourceDate, "undated", "undated"),
    (values.CountryCode, "TGO", "TGO"),
    (values.Region, "africa", "africa"),
    (values.Colour, "#12AbCd", "#12abcd"),
    (values.Count, "10", 10),
    (reach.Phone, "+44 20 7946 0123", "+44 20 7946 0123"),
    (reach.Phone, "+442079460123", "+44 20 7946 0123"),
    (reach.Phone, "\u202a+44\u00a020\u20117946\u20110123\u202c", "+44 20 7946 0123"),
    (reach.Phone, "+٤٤٢٠٧٩٤٦٠١٢٣", "+44 20 7946 0123"),
    (reach.Phone, "＋４４ ２０ ７９４６ ０１２３", "+44 20 7946 0123"),
    (reach.Phone, "+44 (0)20 7946 0123", "+44 20 7946 0123"),
    (reach.Phone, "+1 202-555-0123", "+1 202 555 0123"),
    (reach.EmergencyCode, "112", "112"),
    (reach.EmergencyCode, "١١٢", "112"),
    (reach.EmergencyCode, "+44 20 7946 0123", "+44 20 7946 0123"),
    (reach.Email, " host@Example.ORG ", "host@example.org"),
    (reach.Url, "https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
    (reach.Url, "https://пример.example.org/", "https://пример.example.org/"),
    (reach.Website, "example.org", "example.org"),
    (reach.Website, "http://www.example.org", "http://www.example.org"),
]


@pytest.mark.parametrize(("kind", "text", "value"), GOOD)
def test_good_text_is_normalised(kind: Any, text: str, value: Any) -> None:
    """Composed letters, plain spaces, no invisible marks; joiners stay where a script spells with them."""
    assert check(kind, text) == value


BAD: list[tuple[Any, str, str]] = [
    (values.Line, "", "is empty"),
    (values.Line, "\u200e \u00a0", "is empty"),
    (values.Line, "x" * 121, "longer than 120"),
    (values.Paragraph, "x" * 2_001, "longer than 2000"),
    (values.Line, "a\x07b", "cannot be seen"),
    (values.Line, "a\x1b[31mb", "cannot be seen"),
    (values.Line, "a\ue000b", "cannot be seen"),
    (values.Line, "a\u2028b", "cannot be seen"),
    (values.Line, "a\ufffdb", "a letter was lost"),
    (values.IsoDate, "2027-2-1", "YYYY-MM-DD"),
    (values.IsoDate, "01.02.2027", "YYYY-MM-DD"),
    (values.IsoDate, "2027-02-29", "no day in the calendar"),
    (values.IsoDate, "٢٠٢٧-٠٢-٠١", "YYYY-MM-DD"),
    (values.PastDate, "2026-11-23", "in the future"),
    (values.YesNo, "1", "yes or no"),
    (values.CutMarkSides, "back", "front, both"),
    (values.Consent, "2026-11-23", "in the future"),
    (values.Consent, "oral", "yes, no, or the date"),
    (values.SourceDate, "2025-13", "date of a source"),
    (values.CountryCode, "tgo", "write TGO"),
    (values.CountryCode, "CH", "write CHE"),
    (values.CountryCode, "TGP", "did you mean"),
    (values.LanguageCode, "EN", "write en"),
    (values.LanguageCode, "fr-CH", "write fr"),
    (values.Colour, "red", "#rrggbb"),
    (values.ParticipantCode, "a" * 25, "1 to 24"),
    (values.ParticipantCode, "tógo", "1 to 24"),
    (values.Slug, "../x", "small letters"),
    (reach.Phone, "0041 22 917 9220", "does not start with +"),
    (reach.Phone, "+4.17912E+10", "something other than one phone number"),
    (reach.Phone, "+44 20 7946 0123 ext 5", "something other than one phone number"),
    (reach.Phone, "call +44 20 7946 0123", "does not start with +"),
    (reach.Phone, "+1 800 FLOWERS", "something other than one phone number"),
    (reach.Phone, "+44 20 7946 0123 0124", "too many digits"),
    (reach.Phone, "+44 20 7946", "lacks the area code"),
    (reach.Phone, "+999 123 456 789", "unknown country code"),
    (reach.Phone, "+", "something other"),
    (reach.EmergencyCode, "1", "2 to 6 digits"),
    (reach.EmergencyCode, "1122334", "2 to 6 digits"),
    (reach.EmergencyCode, "SOS", "2 to 6 digits"),
    (reach.Email, "host@localhost", "no e-mail address"),
    (reach.Email, "Host <host@example.org>", "no e-mail address"),
    (reach.Email, "a@example.org, b@example.org", "no e-mail address"),
    (reach.Url, "sample.invalid/x", "does not start with"),
    (reach.Url, "javascript:alert(1)", "does not start with"),
    (reach.Url, "file:///etc/passwd", "does not start with"),
    (reach.Url, "https://localhost/x", "no domain"),
    (reach.Url, "https://127.0.0.1/", "no domain"),
    (reach.Url, "https://example.org/a b", "a space"),
    (reach.Url, "https://example.org/\u200b\nx", "a space"),
    (reach.Url, "https://u@example.org/", "user name"),
    (reach.Url, "https://example.org:port/", "no link"),
    (reach.Url, "https://[::1", "no link"),
    (reach.Url, "https://example.org/" + "x" * 300, "longer than 300"),
    (reach.Website, "mailto:host@example.org", "does not start with"),
    (reach.Website, "sample", "no domain"),
]


@pytest.mark.parametrize(("kind", "text", "says"), BAD)
def test_bad_text_is_refused_in_plain_words(kind: Any, text: str, says: str) -> None:
    """Each message says what is wrong and what to do, and does not repeat what was typed."""
    with pytest.raises(ValidationError) as caught:
        check(kind, text)
    (error,) = caught.value.errors()
    assert error["type"] == values.TOLD
    assert says in error["msg"]
    assert len(text) < 4 or text not in error["msg"]


@pytest.mark.parametrize(
    ("number", "alpha2", "doubted"),
    [("117", "CH", False), ("112", "CH", False), ("113", "CH", True), ("999", "SS", False), ("123", "ZZ", False)],
)
def test_short_numbers_are_doubted_where_there_are_data(number: str, alpha2: str, doubted: bool) -> None:
    """A short number that a region does not know draws a doubt; where there are no data, none."""
    assert bool(reach.short_code_doubt(number, alpha2)) is doubted


def test_a_possible_phone_that_no_plan_has_is_doubted() -> None:
    """A number of the right length and of no known range is a warning, not an error."""
    assert reach.phone("+44 10 0000 0000")
    assert reach.phone_doubt(reach.phone("+44 10 0000 0000"))
    assert not reach.phone_doubt("+44 20 7946 0123")


def _by_the_library(address: str) -> str:
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        return ""


def _by_us(address: str) -> str:
    try:
        return reach.email(address)
    except PydanticCustomError:
        return ""


LOCALS = (
    "awa", "Awa", "INFO", "Www", "www", "a.b", "a..b", ".a", "a.", "a_b", "a+b-c", "a__b", "7", "a'b", "", "é",
    "\u0441", "x" * 61,
)  # fmt: skip
DOMAINS = (
    "example.org", "Example.org", "example.ORG", "a-b.example.net", "a--b.example.net", "ab--c.org", "xn--e1afmkfd.org",
    "-a.org", "a-.org", "a..org", "org", "7.org", "a.7", "example.test", "mail.local", "a.onion", "a.arpa", "localhost",
    "a.invalid", "é.org", "a_b.org", "museum.museum", "a.info", "a.int", "a.xx", ("a" * 63) + ".org",
    ("a" * 64) + ".org", "[127.0.0.1]",
)  # fmt: skip


def test_an_address_is_what_the_library_makes_of_it() -> None:
    """The short way for plain addresses gives what email-validator does, and takes none that it refuses."""
    addresses = [f"{local}@{domain}" for local in LOCALS for domain in DOMAINS]
    assert {address: _by_us(address) for address in addresses} == {a: _by_the_library(a) for a in addresses}
    assert frozenset(CASE_INSENSITIVE_MAILBOX_NAMES) == reach.ROLES


def test_the_short_way_through_a_text_is_as_the_long_one() -> None:
    """A text without a sign that cannot be seen is cleaned as one with such a sign is, character by character."""
    marks = [
        char for char in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(char) in {"Cf", "Zl", "Zp", "Zs"}
    ]
    for char in {*marks, *map(chr, range(0x3000))}:
        text = f"\u00e9{char}\u0e01"
        assert f"{values.clean(text)}\x01" == values.clean(f"{text}\x01")


@pytest.mark.parametrize(
    ("kind", "typed", "offer"),
    [
        (values.CountryCode, "Iceland", "write ISL"),
        (values.CountryCode, "islande", "write ISL"),
        (values.CountryCode, "IS", "write ISL"),
        (values.CountryCode, "TGOO", "did you mean TGO?"),
        (values.CountryCode, "TOG", "did you mean TGO?"),
        (values.LanguageCode, "English", "write en"),
        (values.LanguageCode, "français", "write fr"),
        (values.LanguageCode, "Russe", "write ru"),
    ],
)
def test_a_name_gets_its_code_offered(kind: Any, typed: str, offer: str) -> None:
    """People write names where codes belong: in whichever of our languages, the code is told."""
    with pytest.raises(ValidationError, match=re.escape(offer)):
        check(kind, typed)


def test_a_name_that_is_none_gets_no_far_fetched_code() -> None:
    """A long word comes near no code of three letters: nothing is offered."""
    with pytest.raises(ValidationError) as caught:
        check(values.CountryCode, "Indlaend")
    assert "did you mean" not in str(caught.value)


@pytest.mark.parametrize("name", ["con", "nul", "com1", "lpt9"])
def test_an_id_is_no_device_of_windows(name: str) -> None:
    """An id names a folder, and Windows opens none of these names."""
    with pytest.raises(ValidationError, match="Windows"):
        check(values.Slug, name)
    assert check(values.Slug, f"{name}-2027") == f"{name}-2027"
