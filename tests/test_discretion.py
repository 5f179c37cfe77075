"""The words that give the discreet edition away: data, the search for them, and what staff are told."""

from __future__ import annotations

import functools
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pressroom import checks
from pressroom.compose.labels import labels
from pressroom.policy.discretion import Tells, Telltale, names_to_hide, telltale
from pressroom.problems import Problem, Severity
from pressroom.read import shipped
from pressroom.read.workspace import read_workspace
from tests.program.making import Person, contact, workspace

DATA = shipped.discretion()
NESTED = [(code, word) for code, words in DATA.words.items() for word in words.nested]
WHOLE = [(code, word) for code, words in DATA.words.items() for word in words.whole]

INNOCENT = (
    "Sun", "unite", "Uniontown", "munition", "Hondurans", "un avocat", "Un ami", "une amie", "onubense", "ongle",
    "Ngo Bassong", "la conga", "human", "right", "the right thing", "the human side", "umbrella", "Frida", "Natalia",
    "Signal", "pen", "lifeline", "sister", "father-in-law", "makes the missed check-in calls", "lawyer on call",
    "avocate de garde", "sœur", "l’homme de la maison", "abogada", "hermana", "un derecho", "la sesión de yoga",
    "правда", "правило", "правый берег", "человек", "попытка", "Последняя попытка связи", "активный", "сестра",
    "защита дома", "наука и техника", "حقيبة", "الحقيقة", "علاجي", "نافع", "دافئ", "أخت", "متحد", "الأم", "دورية",
    "人情", "权力", "保护", "姐姐", "会前", "联系人", "报告", "Travel notes", "Ali", "K.", "+44 20 7946 0011",
    "a@example.org", "https://example.org/notes", "UNA-01", "P-1", "togo-01-pack-fr.pdf", "cards-discreet.pdf",
)  # fmt: skip
"""Words that look like those of the work, or share their roots, and tell nothing; and what stands on every pack."""

ON_OUTSIDES = ("emergency.", "held.", "service.", "state.", "card.", "cover.", "dates.", "pack.part", "qr.alt.discreet")
OPEN_ALONE = {
    "card.report",
    "card.help",
    "cover.state",
    "cover.meeting",
    "cover.organisation",
    "card.host",
    "cover.host",
}


@functools.cache
def search() -> Telltale:
    """Return the search for the shipped words, and for the names of the shipped resources."""
    resources = shipped.resources().values()
    return telltale(DATA, [name for r in resources for name in (*r.name.texts.values(), *r.aliases)])


def typed(word: str) -> str:
    """Return a stem of the list as a person may type it."""
    return word.replace("*", "")


def test_each_language_has_its_words() -> None:
    """A pack in one language is found by someone who reads another: each of the six has a list of its own."""
    assert set(DATA.words) == set(shipped.languages())
    assert all(len(words.nested) > 15 for words in DATA.words.values())
    folded = [word.casefold() for _, word in NESTED]
    assert len(set(folded)) == len(folded)


@pytest.mark.parametrize(("code", "word"), NESTED)
def test_a_nested_word_is_found_anywhere(code: str, word: str) -> None:
    """Alone, in capitals, inside a longer word, with spaces or hyphens between its letters, in addresses and links."""
    plain = typed(word)
    joined = plain.replace(" ", "").replace("’", "").replace("-", "")
    forms = [
        plain,
        plain.upper(),
        f"xx{plain}xx",
        f"Abc. {plain}, abc",
        plain.replace(" ", "-"),
        plain.replace(" ", "  \n"),
        "\u00ad".join(plain),
        "\u200f".join(plain),
        f"{joined}@example.org",
        f"https://my-{joined}.example.org/",
    ]
    if code == "ar":
        forms += ["ـ".join(plain), "".join(f"{c}\u064e" if c.isalpha() else c for c in plain), f"و{plain}"]
    assert [form for form in forms if search().found(form) is not Tells.WORD] == []
    assert search().found(f"https://example.org/{joined}/1", address=True) is Tells.WORD


@pytest.mark.parametrize(("code", "word"), WHOLE)
def test_a_whole_word_is_found_by_itself(code: str, word: str) -> None:
    """As a word, with dots, beside a hyphen or an apostrophe, in an address; and not inside another word."""
    forms = [
        word,
        f"a {word}, b",
        f"l’{word}",
        f"{word}-1",
        f"({word})",
        f"abc@{word}.example",
        f"x.{word.lower()}.example",
    ]
    if word.isupper() and word.isascii():
        forms.append("".join(f"{letter}." for letter in word))
    assert [form for form in forms if search().found(form) is not Tells.WORD] == []
    assert search().found(f"{word.lower()}-01", address=True) is Tells.WORD, code
    assert search().found(f"xq{word}qx") is None or code == "ar"


@pytest.mark.parametrize("text", INNOCENT)
def test_an_innocent_word_is_left_alone(text: str) -> None:
    """Staff whose every second word is refused turn the check off in their heads."""
    assert search().found(text) is None


def test_every_name_and_site_of_an_organisation_is_found() -> None:
    """No organisation of the shipped lists can stand on the outside: not by a name, another name, or its site."""
    missed = [
        name
        for resource in shipped.resources().values()
        for name in (*resource.name.texts.values(), *resource.aliases)
        if not search().found(f"abc {name} abc") or not search().found(name.upper())
    ]
    assert missed == []


@pytest.mark.parametrize("code", shipped.languages())
def test_what_the_program_prints_on_outsides_tells_nothing(code: str) -> None:
    """The labels of cover, emergency page and card are innocent in every language."""
    t = labels(shipped.languages()[code])
    keys = [key for key in t._texts if key.startswith(ON_OUTSIDES) and key not in OPEN_ALONE]
    assert len(keys) > 30
    assert [
        key for key in [*keys, "pack.heading.discreet", "blank.page", "specimen"] if search().found(t._texts[key])
    ] == []


def test_the_one_exception_stands_as_it_is() -> None:
    """The address of the line that answers by e-mail alone may stand; one letter more, and it is found."""
    assert [(line.id, line.field) for line in DATA.allowed] == [("accessnow", "email")]
    value = "help@accessnow.org"
    assert search().found(f"Digital trouble {value}", allowed=(value,)) is None
    assert search().found(f"Digital trouble {value}")
    assert search().found(f"Access Now {value}", allowed=(value,)) is Tells.NAME


def test_a_link_is_read_as_it_is_meant() -> None:
    """Percent signs and the ASCII form of a domain hide nothing."""
    host = "правозащита.example".encode("idna").decode()
    for link in ("https://example.org/human%20rights", f"https://{host}/", "https://ex-united-nations.example"):
        assert search().found(link, address=True) is Tells.WORD


# What staff typed

ALL_TELLING = ("Human rights days", "مدافعون", "ONU", "Front Line Defenders", "Sample Host", "samplehost", "联合国之友")


def told(folder: Path, people: list[Person], session: dict[str, Any] | None = None, **files: str) -> list[Problem]:
    """Return what is said of a workspace before anything is made."""
    meeting = {"languages": ["en", "fr"], **(session or {})}
    named = {name.replace("_", "."): text for name, text in files.items()}
    desk, findings = read_workspace(workspace(folder, people, meeting, named), date(2026, 11, 22))
    assert desk is not None, findings.errors
    return checks.problems(desk, desk.participants)


def discreet(**columns: str) -> Person:
    """Return a participant with a discreet pack."""
    return {"code": "P-1", "country": "TGO", "edition": "discreet", **columns}


@pytest.mark.parametrize("text", ALL_TELLING)
@pytest.mark.parametrize("field", ["name", "relation", "email"])
def test_a_telling_contact_is_a_located_error(tmp_path: Path, field: str, text: str) -> None:
    """The line names the cell, says what to do, and repeats nothing; in the open edition the same is fine."""
    value = "team@humanrights.example" if field == "email" else text
    row = {**contact(1, "Awa"), f"contact1_{field}": value}
    problems = told(tmp_path / "a", [discreet(**row)])
    assert [(p.place.file, p.place.line, p.field, p.severity) for p in problems] == [
        ("participants.csv", 2, f"contact1_{field}", Severity.ERROR)
    ]
    assert value not in str(problems[0])
    assert "use words that tell nothing" in problems[0].message
    assert told(tmp_path / "b", [{**discreet(**row), "edition": "open"}]) == []


def test_a_contact_may_not_name_the_participants_own_organisation(tmp_path: Path) -> None:
    """It stands on no discreet page, and does not come in through a contact's relation."""
    row = {**contact(1, "Awa"), "contact1_relation": "works at Ossian Guild", "organisation": "Ossian Guild"}
    assert [p.field for p in told(tmp_path, [discreet(**row)])] == ["contact1_relation"]


def test_a_contact_who_did_not_agree_is_not_looked_at(tmp_path: Path) -> None:
    """What is not printed tells nobody anything."""
    row = {**contact(1, "Awa"), "contact1_relation": "human rights lawyer", "contact1_consent": "no"}
    assert told(tmp_path, [discreet(**row)]) == []


def test_the_meetings_title_is_not_for_contacts_either(tmp_path: Path) -> None:
    """Who finds "met at …" knows the meeting."""
    row = {**contact(1, "Awa"), "contact1_relation": "from the Small Meeting (specimen)"}
    assert [p.field for p in told(tmp_path, [discreet(**row)])] == ["contact1_relation"]


@pytest.mark.parametrize("code", ["UN-01", "un-01", "HRD7", "UPR45-TGO", "defenders-3", "ONG-2"])
def test_a_telling_code_is_an_error(tmp_path: Path, code: str) -> None:
    """It stands on cover and card, and is the name of the files."""
    (problem,) = told(tmp_path, [{**discreet(), "code": code}])
    assert (problem.field, problem.severity) == ("code", Severity.ERROR)
    assert "use another code" in problem.message


def test_a_telling_heading_is_an_error_where_it_stands(tmp_path: Path) -> None:
    """One text or one for each language: the language's own line is named."""
    people = [discreet(), {**discreet(), "code": "P-2", "language": "fr"}]
    one = told(tmp_path / "a", people, {"discreet": {"heading": "Notes for defenders"}})
    assert [(p.field, p.severity) for p in one] == [
        ("discreet.heading", Severity.WARNING),
        ("discreet.heading", Severity.ERROR),
    ]
    each = told(tmp_path / "b", people, {"discreet": {"heading": {"en": "Notes", "fr": "Carnet des Nations Unies"}}})
    (problem,) = each
    text = (tmp_path / "b" / "session.yaml").read_text(encoding="utf-8").splitlines()
    assert "Nations" in text[problem.place.line - 1]


def test_one_heading_for_several_languages_is_warned_about(tmp_path: Path) -> None:
    """It stands untranslated in all of them; so does one that has no text for a language of theirs."""
    people = [discreet(), {**discreet(), "code": "P-2", "language": "fr"}]
    for number, heading in enumerate(["Notes", {"en": "Notes"}]):
        (problem,) = told(tmp_path / str(number), people, {"discreet": {"heading": heading}})
        assert (problem.field, problem.severity) == ("discreet.heading", Severity.WARNING)
    assert told(tmp_path / "2", people, {"discreet": {"heading": {"en": "Notes", "fr": "Carnet"}}}) == []
    assert told(tmp_path / "3", [discreet()], {"discreet": {"heading": "Notes"}}) == []


@pytest.mark.parametrize(
    "link",
    ["https://www.ohchr.org/en", "https://frontlinedefenders.org", "https://sample-host.example/x", "https://un.org"],
)
def test_a_telling_link_is_an_error_at_its_entry(tmp_path: Path, link: str) -> None:
    """The message says what to do instead; nobody's packs are made with it."""
    session = {
        "discreet": {"card_qr": ["https://example.org/a", link]},
        "host": {"name": "Sample Host", "phone": "+44 20 7946 0900", "emergency_phone": "+44 20 7946 0999",
                 "email": "office@sample-host.example", "website": "https://sample-host.example"},
    }  # fmt: skip
    (problem,) = told(tmp_path, [discreet()], session)
    text = (tmp_path / "session.yaml").read_text(encoding="utf-8").splitlines()
    assert link in text[problem.place.line - 1]
    assert "forwards to it" in problem.message
    assert told(tmp_path, [{**discreet(), "edition": "open"}], session) == []


def test_a_telling_session_id_is_warned_about(tmp_path: Path) -> None:
    """It names the output folder, and stands on no pack."""
    (problem,) = told(tmp_path, [discreet()], {"id": "upr-45"})
    assert (problem.field, problem.severity) == ("id", Severity.WARNING)


def test_the_brands_words_are_looked_for(tmp_path: Path) -> None:
    """Name and wordmark are the host's as well."""
    row = {**contact(1, "Awa"), "contact1_relation": "at Quillfeather House"}
    problems = told(tmp_path, [discreet(**row)], brand_yaml="name: Quillfeather House\nwordmark: Quillfeather\n")
    assert [p.field for p in problems] == ["contact1_relation"]


def test_sites_on_which_many_have_a_page_are_nobodys(tmp_path: Path) -> None:
    """A contact with a mailbox at a large provider does not name the host that has one there too."""
    session = {"host": {"name": "Sample Host", "phone": "+44 20 7946 0900", "emergency_phone": "+44 20 7946 0999",
                        "email": "sample@proton.me", "website": "https://example.org"}}  # fmt: skip
    row = {**contact(1, "Awa"), "contact1_email": "awa@proton.me"}
    assert told(tmp_path, [discreet(**row)], session) == []


def test_names_to_hide_are_those_of_the_workspace(tmp_path: Path) -> None:
    """A resource that staff add is an organisation too."""
    extra = (
        "- id: own\n  kind: contact\n  name: Quillfeather Circle\n  url: https://quillfeather.example\n"
        "  sourced: 2026\n  source: its page\n"
    )
    desk, _ = read_workspace(workspace(tmp_path, [discreet()], None, {"resources.yaml": extra}), date(2026, 11, 22))
    assert desk is not None
    assert {"Quillfeather Circle", "quillfeather.example", "Sample Host"} <= set(names_to_hide(desk))
    assert "example.org" not in names_to_hide(desk)
