"""Organisations that may not be named: in nothing that is made for a country, for every entry, language and script."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from pressroom import policy
from pressroom.compose import blocks
from pressroom.compose import card as card_page
from pressroom.compose import country as country_page
from pressroom.compose import guidance as guidance_page
from pressroom.compose import personal as personal_page
from pressroom.model import Country, Resource, Workspace
from pressroom.plan import Options, make_plan
from pressroom.qr import domain
from pressroom.read import shipped
from pressroom.read.workspace import read_workspace
from pressroom.shop.contents import Contents
from tests.languages.making import small
from tests.languages.material import LANGUAGES
from tests.program.making import AS_OF, ROOT, SESSION, Person, build, contact, press, workspace
from tests.program.reading import entries
from tests.program.searching import Haystack, folded, haystack, letters

LARGE = bool(os.environ.get("PRESSROOM_TEST_LARGE"))
"""Whether to make everything in all languages and editions, not a choice of them. By hand: it takes long."""

RESOURCES: Mapping[str, Resource] = shipped.resources()
BANNED_BY_DATA = sorted({code for entry in RESOURCES.values() for code in entry.do_not_name_in})
SHARED = {"un.org"}
"""Domains of many: only the mailbox on them is one body's."""


# By what somebody is known: taken from the data by other means than the program's


@cache
def body_of(ident: str) -> frozenset[str]:
    """Return the ids of all entries of the body that an entry belongs to."""
    body = RESOURCES[ident].body
    return frozenset(other for other, entry in RESOURCES.items() if entry.body == body)


@cache
def needles(banned: frozenset[str]) -> frozenset[str]:
    """Return the names, aliases, addresses, numbers and domains of entries, without those that are another's too."""
    found, others = set(), {alias.casefold() for i, e in RESOURCES.items() if i not in banned for alias in e.aliases}
    for ident in banned:
        entry = RESOURCES[ident]
        found |= {*entry.name.texts.values(), *entry.aliases}
        for field, sourced in entry.reach().items():
            found.add(sourced.value)
            if field != "phone":
                host = domain(sourced.value) if field == "url" else sourced.value.split("@")[1]
                found |= {host} - others - SHARED
    return frozenset(found)


def whole_words(needle: str) -> bool:
    """Whether a needle is so short that it is looked for as a word alone, such as an acronym."""
    return len(letters(needle)) < (7 if needle.isascii() else 4)


class Composed:
    """A page before it is typeset: its text, and all else that it holds, such as links and alternative texts."""

    def __init__(self, pages: Iterable[str]) -> None:
        whole = "\n".join(pages)
        plain = html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"(?s)<style.*?</style>", "", whole)))
        self.words = " ".join(folded(plain).split())
        self.run = letters(plain) + "\n" + letters(html.unescape(whole))

    def names(self, wanted: Iterable[str]) -> list[str]:
        """Return which of the needles stand in it."""
        return [needle for needle in sorted(wanted) if self._has(needle)]

    def _has(self, needle: str) -> bool:
        if not whole_words(needle):
            return letters(needle) in self.run
        return re.search(rf"(?<![^\W_]){re.escape(folded(needle))}(?![^\W_])", self.words) is not None


# Every entry, in what is composed


@cache
def meeting() -> Workspace:
    """Return a session in all languages, with the shipped guidance and all of the shipped resources."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        people: list[Person] = [
            {"code": f"P-{code}-{edition}", "country": "TGO", "language": code, "edition": edition}
            for code in LANGUAGES
            for edition in ("open", "discreet")
        ]
        desk = workspace(Path(folder) / "desk", people, {"languages": LANGUAGES})
        for path in (desk / "guidance" / "en").iterdir():
            path.unlink()  # the shipped sections stand
        found, findings = read_workspace(desk, date.fromisoformat(AS_OF))
    assert found, findings.errors
    return found


def silenced(ident: str) -> Workspace:
    """Return the session with a country that may not name an entry."""
    country = Country(code="TGO", do_not_name=(ident,))
    return meeting().model_copy(update={"countries": {"TGO": country}})


def composed(desk: Workspace, places: Sequence[int]) -> Composed:
    """Return what is composed for those participants: guidance, country, cover and emergency page, card."""
    options = Options(date.fromisoformat(AS_OF), allow_unconfirmed=True)
    plan = make_plan(desk, options)
    contents, sheet = Contents(desk, options, plan), shipped.sheets()["plain-a4"]
    pages = []
    for pack in (plan.packs[place] for place in places):
        who, key = pack.participant, pack.country.guidance
        setting = contents.setting(key.language, key.edition)
        made = (
            guidance_page.compose(setting, contents.guidance(key, setting)),
            country_page.compose(setting, contents.country(pack.country, setting), 9),
            personal_page.compose(setting, contents.personal(who, setting), cover_fit=0, fit=0),
            card_page.compose(setting, contents.card(who, setting), sheet, (0, 0)),
        )
        pages += [page.html for page in made] + [page.title for page in made]
    return Composed(pages)


@pytest.fixture(autouse=True)
def _no_drawing(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Leave the drawing of codes out where pages are composed alone: it takes most of the time."""
    if "ident" in request.fixturenames or "country" in request.fixturenames:

        class Drawn:
            operators = b""
            side = 29

        monkeypatch.setattr(blocks, "symbol", lambda *_, **__: Drawn)


_SEEN: dict[frozenset[str], list[str]] = {}


@cache
def refused(banned: frozenset[str]) -> tuple[str, ...]:
    """Return the messages of the run that stops because shipped text names one of a body's entries."""
    return tuple(problem.message for problem in policy.free_text_problems(silenced(min(banned))))


def _places(number: int) -> list[int]:
    """Return which participants to look at: by default one, in each language and edition by turns."""
    everyone = range(2 * len(LANGUAGES))
    return list(everyone) if LARGE else [(5 * number) % len(everyone)]


@pytest.mark.parametrize("ident", sorted(RESOURCES))
def test_no_entry_that_a_country_bans_is_in_what_is_composed_for_it(ident: str) -> None:
    """Either nothing names it, or any other of its body, or the run stops at each place that a person must mend.

    Entries that have ended, that nobody verified, and offices count as well.
    """
    banned = body_of(ident)
    if banned not in _SEEN:
        messages = refused(banned)
        assert {each for message in messages for each in re.findall(r"of the resource ([\w-]+),", message)} <= banned
        number = sorted(RESOURCES).index(ident)
        _SEEN[banned] = [] if messages else composed(silenced(ident), _places(number)).names(needles(banned))
    assert _SEEN[banned] == []


def test_the_shipped_guidance_names_few_whom_it_cannot_leave_out() -> None:
    """What must be mended by hand, where a country bans it, are the UN's own bodies and texts, and nobody else."""
    bodies = {RESOURCES[ident].body for ident in RESOURCES if refused(body_of(ident))}
    assert bodies <= {"ohchr", "sr-hrd", "declaration"}


@pytest.mark.parametrize("ident", ["fld", "ishr", "c-amnesty", "accessnow", "osce", "emhrf"])
def test_the_search_finds_whom_a_country_does_not_ban(ident: str) -> None:
    """The words are looked for in the right way: without the ban they are there, in each language."""
    for place in range(0, 2 * len(LANGUAGES), 2 if LARGE else 4):
        assert composed(meeting(), [place]).names(needles(body_of(ident)))


@pytest.mark.parametrize("country", BANNED_BY_DATA)
def test_whom_the_shipped_data_bans_somewhere_is_in_nothing_for_there(country: str) -> None:
    """For people of that country, and for those who pass through it."""
    banned = frozenset(policy.forbidden_in(meeting(), [country]))
    assert {i for i, e in RESOURCES.items() if country in e.do_not_name_in} <= banned
    passing = tuple(p.model_copy(update={"also_countries": (country,)}) for p in meeting().participants)
    desk = meeting().model_copy(update={"participants": passing})
    assert policy.free_text_problems(desk) == []
    assert composed(desk, range(len(passing)) if LARGE else [0, 5, 9]).names(needles(banned)) == []


# A whole build

BANS = ("fld", "protectdefenders", "accessnow", "c-amnesty", "ishr", "c-pen", "emhrf", "cpj", "osce", "hrw")
PRINTABLE = ("Front Line Defenders", "ProtectDefenders.eu", "Access Now", "ISHR", "PEN International", "emhrf.org",
             "CPJ", "OSCE")  # fmt: skip
"""By what those of them are known who are printed where nobody bans them."""
IN_ARABIC = ("منظمة الأمن والتعاون في أوروبا", "فرونت لاين ديفندرز", "لجنة حماية الصحفيين")
WHOLE_SECTIONS = ("02-emergency-page", "13-sources")
LINKED_SECTIONS = ("09-emergency-funds", "10-guidelines", "11-tools", "12-organisations")
"""Sections with a code at each entry, which take long to draw: by default the first, in English."""


def _people() -> list[Person]:
    """Return people of a country with bans in several languages, one who passes through it, and some of another."""
    chosen = [(code, edition) for code in LANGUAGES for edition in ("open", "discreet")]
    ours = chosen if LARGE else [("en", "open"), ("ar", "discreet"), ("zh", "open")]
    people: list[Person] = [
        {"code": f"T-{code}-{edition}", "country": "TGO", "language": code, "edition": edition}
        for code, edition in ours
    ]
    people.append({"code": "I-passing", "country": "ISL", "also_countries": "TGO", "language": "en"})
    return [*people, *({"code": f"I-{code}", "country": "ISL", "language": code} for code in ("en", "ar"))]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build two countries, of which one bans ten organisations; with covers and separators, and all marks."""
    base = tmp_path_factory.mktemp("unnamed")
    languages = LANGUAGES if LARGE else ["en", "ar", "zh"]
    files: dict[str, str | None] = {
        "countries/TGO.yaml": yaml.safe_dump({"do_not_name": list(BANS), "card_language": ["zh", "ar"]})
    }
    for code in languages:
        linked = LINKED_SECTIONS if LARGE else LINKED_SECTIONS[:1] if code == "en" else ()
        for name in (*WHOLE_SECTIONS, *linked):
            files[f"guidance/{code}/{name}.md"] = None  # the shipped section stands
    desk = small(base / "desk", _people(), {"discreet": {"card_qr": ["https://example.org"]}}, files, languages)
    done = build(desk, base / "out", "--allow-unconfirmed", "--marks", "--separators")
    assert done.code == 0, done.err
    return base / "out"


def _names(found: Haystack, wanted: Iterable[str]) -> list[str]:
    return [n for n in sorted(wanted) if (found.has_word(n) if whole_words(n) else found.has(n))]


def _for_togo(out: Path) -> Iterator[Path]:
    yield from sorted((out / "TGO").iterdir())
    yield from sorted((out / "ISL").glob("i-passing-*"))


@pytest.mark.slow
@pytest.mark.xdist_group("unnamed")
def test_nothing_made_for_the_country_names_whom_it_bans(built: Path) -> None:
    """In no file of either edition: text, glyphs, links, codes, bookmarks, properties, other texts, names, tickets."""
    wanted = needles(frozenset().union(*(body_of(ident) for ident in BANS)))
    assert len(wanted) > 100
    paths = list(_for_togo(built))
    assert {path.suffix for path in paths} == {".pdf", ".txt"}
    assert len(paths) >= 17
    jobs = {"packs.pdf", "packs-discreet.pdf"}  # the same pages once more: their codes are read when it is all in one
    read = {path.name: haystack(path, codes=LARGE or path.name not in jobs) for path in paths}
    assert {name: named for name, found in read.items() if (named := _names(found, wanted))} == {}


@pytest.mark.slow
@pytest.mark.xdist_group("unnamed")
def test_the_other_country_names_them(built: Path) -> None:
    """The search is a fair one: the same names are found in the packs of those for whom no rule holds."""
    packs = {code: haystack(built / "ISL" / f"i-{code}-pack-{code}.pdf", codes=True) for code in ("en", "ar")}
    assert _names(packs["en"], PRINTABLE) == sorted(PRINTABLE)
    assert _names(packs["ar"], IN_ARABIC) == sorted(IN_ARABIC)


@pytest.mark.slow
@pytest.mark.xdist_group("unnamed")
def test_where_both_lines_are_banned_the_card_has_a_ruled_line(built: Path) -> None:
    """The reserved places stay empty: the code for help, the line that answers day and night."""
    (card,) = entries(built, participant="T-en-open", kind="card")
    reports = shipped.resources()["ohchr-reprisals-page"].url
    assert reports
    assert list(card["links"].values()) == [[reports.value]]
    (free,) = entries(built, participant="I-en", kind="card")
    assert [len(urls) for urls in free["links"].values()] == [2]


@pytest.mark.parametrize(
    ("bans", "leads", "line"),
    [
        ((), "protectdefenders.eu", True),
        (("fld",), "protectdefenders.eu", False),
        (("protectdefenders",), "frontlinedefenders.org", False),
        (("fld", "protectdefenders"), None, False),
    ],
)
def test_the_cards_code_for_help_falls_back(bans: tuple[str, ...], leads: str | None, line: bool) -> None:
    """The first that may be printed of the list; the number that two of them share names either, so it goes."""
    desk = meeting().model_copy(update={"countries": {"TGO": Country(code="TGO", do_not_name=bans)}})
    selection = policy.select(desk, frozenset({"TGO"}), policy.Rules(date.fromisoformat(AS_OF)))
    _, help_ = policy.card_links(shipped.lines(), selection)
    assert (domain(help_) if help_ else None) == leads
    assert (policy.card_line(shipped.lines(), selection) is not None) is line


# Typed by staff: a located problem

WAYS = (
    "with Front Line Defenders", "avec FLD", "مع فرونت لاين ديفندرز", "与前线卫士一起", "в Фронт Лайн Дефендерс",
    "see frontlinedefenders.org", "#FrontLineDefenders", "write to info@frontlinedefenders.org",
    "call 00 353 (1) 210-0489",
)  # fmt: skip
LAND = "do_not_name: [fld]\n"
TYPED: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, str], str]] = {
    # what: session, participant, files, where the problem must be
    "title": ({"title": "{}"}, {}, {}, "session.yaml:2:8: title: "),
    "venue": ({"venue": "{}"}, {}, {}, "session.yaml:5:8: venue: "),
    "host": ({"host": {**SESSION["host"], "name": "{}"}}, {}, {}, "session.yaml:7:9: host.name: "),
    "address": ({"host": {**SESSION["host"], "address": "{}"}}, {}, {}, "host.address: "),
    "heading": ({"discreet": {"heading": "{}"}}, {"edition": "discreet"}, {}, "discreet.heading: "),
    "brand name": ({}, {}, {"brand.yaml": "name: '{}'\n"}, "brand.yaml:1:7: name: "),
    "brand wordmark": ({}, {}, {"brand.yaml": "wordmark: '{}'\n"}, "brand.yaml:1:11: wordmark: "),
    "brand contact": ({}, {}, {"brand.yaml": "contact: '{}'\n"}, "brand.yaml:1:10: contact: "),
    "notes": ({}, {}, {"countries/TGO.yaml": LAND + "notes: '{}'\n"}, "countries/TGO.yaml:2:8: notes: "),
    "name": ({}, {"name": "{}"}, {}, "participants.csv:2:3: name: "),
    "organisation": ({}, {"organisation": "{}"}, {}, "participants.csv:2:3: organisation: "),
    "contact's name": ({}, contact(1, "{}"), {}, "participants.csv:2:3: contact1_name: "),
    "contact's relation": ({}, contact(2, "Awa", relation="{}"), {}, "contact2_relation: "),
    "a section's text": ({}, {}, {"guidance/en/05-plan.md": "---\ntitle: A\nlabel: B\nlead: C\n---\n\nAll {}\n"},
                         "guidance/en/05-plan.md:7:1: "),
    "a section's title": ({}, {}, {"guidance/en/05-plan.md": "---\ntitle: '{}'\nlabel: B\nlead: C\n---\n\nAll\n"},
                          "guidance/en/05-plan.md:1:1: title: "),
}  # fmt: skip
NO_ADDRESS = {"a section's text", "a section's title"}
"""Where an address or number is refused anyhow: it belongs into resources.yaml."""


def _filled(given: Any, text: str) -> Any:
    if isinstance(given, Mapping):
        return {key: _filled(value, text) for key, value in given.items()}
    return given.replace("{}", text) if isinstance(given, str) else given


@pytest.mark.parametrize("field", TYPED)
def test_what_staff_type_is_a_located_problem_in_each_way_of_writing(tmp_path: Path, field: str) -> None:
    """By name in any script, short name, domain, handle, mailbox or number; the message has the place and no text."""
    session, person, files, place = TYPED[field]
    turn = list(TYPED).index(field)
    for number, way in enumerate(WAYS):
        if field != "venue" and not LARGE and (number - turn) % 4:
            continue
        row = {"code": "P-1", "country": "TGO", **_filled(person, way)}
        given = {"countries/TGO.yaml": LAND, **_filled(files, way)}
        desk = workspace(tmp_path / str(number), [row], _filled(session, way), given)
        done = press("check", desk, "--as-of", AS_OF)
        if field in NO_ADDRESS and done.code == 3 and not any("which may not be named" in line for line in done.errors):
            assert number >= WAYS.index("see frontlinedefenders.org")
            continue
        assert done.code == 3, way
        theirs = [line for line in done.errors if "resource fld," in line or "resource c-fld," in line]
        assert any(place in line for line in theirs), way
        assert way.split(" ")[-1] not in done.err


@pytest.mark.parametrize("code", ["FLD-01", "fld2"])
def test_a_participants_code_may_not_name_it(tmp_path: Path, code: str) -> None:
    """The code stands on every page, and is the file's name."""
    desk = workspace(tmp_path, [{"code": code, "country": "TGO"}], files={"countries/TGO.yaml": LAND})
    done = press("check", desk, "--as-of", AS_OF)
    assert done.code == 3
    assert "participants.csv:2:1: code: " in done.err


HARMLESS = (
    "the flood fields of Sheffield", "a spending review", "PENsioners' house", "Croft Amnesty Road", "hrwanda",
    "the opening of Cpjs", "frontlines", "he defends the front line", "Signal the driver", "an umbrella",
    "Tella Street", "shelter in the city", "crdx", "rsfx", "osces", "call 020 7946 0123",
)  # fmt: skip


def test_acronyms_raise_no_alarm_inside_words() -> None:
    """A short name is found as a word alone: staff who are warned for nothing stop reading warnings."""
    known = policy.forbidden_names(meeting(), frozenset(RESOURCES))
    assert {text: names for text in HARMLESS if (names := policy.find_names(text, known))} == {}


def test_a_group_of_countries_may_bear_a_banned_name(tmp_path: Path) -> None:
    """The heading over funds is left out where it would name one: here over a fund for the States of the OSCE."""
    fund = "- {id: x-fund, kind: fund, name: Our Fund, url: 'https://example.org/f', sourced: 2026, regions: [osce]}\n"
    for bans, shown in (("[]", True), ("[osce]", False)):
        place = tmp_path / bans
        files = {"countries/TGO.yaml": f"do_not_name: {bans}\n", "resources.yaml": fund}
        desk, _ = read_workspace(workspace(place, files=files), date.fromisoformat(AS_OF))
        assert desk
        sections = {"en": tuple(shipped.sections("en"))}
        page = composed(desk.model_copy(update={"sections": sections}), [0])
        assert ("our fund" in page.words, "osce" in page.words) == (True, shown)


def test_a_corrected_entry_is_still_known_by_its_old_names(tmp_path: Path) -> None:
    """A new name or more aliases in resources.yaml take none away: texts are searched for all of them."""
    changed = "- {id: fld, name: Another Name, aliases: [Yet Another]}\n"
    files = {"countries/TGO.yaml": LAND, "resources.yaml": changed}
    for number, known in enumerate(("Another Name", "Yet Another", "Frontline Defenders", "FLD", "前线卫士")):
        done = press("check", workspace(tmp_path / str(number), session={"venue": f"with {known}"}, files=files))
        assert done.code == 3, known


def test_the_shipped_sections_are_the_ones_searched() -> None:
    """A section that is renamed would fall out of the build above without a word."""
    assert all(
        (ROOT / "packs" / "guidance" / "en" / f"{name}.md").is_file() for name in (*WHOLE_SECTIONS, *LINKED_SECTIONS)
    )
