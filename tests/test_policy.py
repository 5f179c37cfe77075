"""What may be printed: the contract's rules as tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressroom.model import (
    Brand,
    Colours,
    Confirmation,
    Country,
    CountryContact,
    EmergencyNumber,
    Host,
    Participant,
    Person,
    Provenance,
    Resource,
    Section,
    Session,
    Sourced,
    Workspace,
)
from pressroom.model.country import ContactKind, Service
from pressroom.model.lines import CardQr, Line, Lines, MeetingPlace
from pressroom.model.resource import Kind, Status
from pressroom.model.session import Edition
from pressroom.policy import (
    LeftOut,
    Reason,
    Rules,
    Selection,
    State,
    card_line,
    card_links,
    day_and_night,
    find_names,
    forbidden_in,
    forbidden_names,
    free_text_problems,
    judge,
    left_out_of,
    normal_value,
    printed_paragraphs,
    select,
    select_country,
    select_numbers,
)
from pressroom.policy.verdict import add_months
from pressroom.problems import Place, Severity

TODAY = date(2026, 11, 22)
PHONE = "+44 20 7946 0001"
DESK = "+44 20 7946 0500"


def day(ago: int) -> date:
    """Return the day so many days before the day of the tests."""
    return TODAY - timedelta(days=ago)


def known(value: str = PHONE, **provenance: Any) -> Sourced:
    """Return a value with its provenance; whoever confirmed it signed, unless the case says otherwise."""
    signed = {"confirmed_by": "Ada Example"} if "confirmed" in provenance else {}
    return Sourced(value=value, provenance=Provenance(**(signed | provenance)))


def tried(value: str = PHONE, ago: int = 0, id_: str = "lamp", field: str = "phone") -> Confirmation:
    """Return a confirmation of so many days ago."""
    return Confirmation(id=id_, field=field, value=value, confirmed=day(ago), confirmed_by="Ada Example")


def entry(id_: str, **more: Any) -> Resource:
    """Return an active fund with a sourced link, unless told otherwise."""
    given_ = {
        "kind": Kind.FUND,
        "name": f"The {id_.title()} Fund",
        "url": known(f"https://{id_}.example/", sourced="2026"),
    }
    return Resource.model_validate({"id": id_, **given_, **more})


def person(code: str = "T-01", country: str = "TGO", **more: Any) -> Participant:
    """Return a participant of the open edition in English."""
    return Participant.model_validate({"code": code, "country": country, "language": "en", "edition": "open", **more})


def shop(*resources: Resource, **more: Any) -> Workspace:
    """Return a workspace of Togo and Chad with these resources."""
    host = Host(
        name="Host", phone=DESK, emergency_phone=DESK, email="desk@host.example", website="https://host.example"
    )
    session = Session.model_validate(
        {
            "id": "s", "title": "A meeting", "starts": "2026-12-01", "ends": "2026-12-02", "venue": "Room 1",
            "host": host, "countries": ("TGO", "TCD"), "languages": ("en",), "edition": "open",
            **more.pop("session", {}),
        }
    )  # fmt: skip
    given_: dict[str, Any] = {
        "session": session,
        "participants": (person(),),
        "countries": {"TGO": Country(code="TGO"), "TCD": Country(code="TCD")},
        "resources": {r.id: r for r in resources},
        "confirmations": (),
        "brand": Brand(colours=Colours(primary="#000000", signal="#000000", paper="#ffffff", ink="#000000")),
        "sections": {},
        "sheets": {},
        "places": {},
    }
    return Workspace(**{**given_, **more})


def printed(selection: Selection) -> dict[str, list[str]]:
    """Return the fields printed of each entry."""
    return {judged.resource.id: list(judged.verdicts) for judged in selection.resources}


TOGO = frozenset({"TGO"})
PLAIN, STRICT, ALL = Rules(TODAY), Rules(TODAY, confirmed_only=True), Rules(TODAY, allow_unconfirmed=True)

# provenance, confirmations, state, when, reason by default, reason with --confirmed-only
STATES = [
    ("confirmed today", {"confirmed": day(0)}, [], "confirmed", "2026-11-22", None, None),
    ("180 days, the last one included", {"confirmed": day(180)}, [], "confirmed", "2026-05-26", None, None),
    ("181 days", {"confirmed": day(181)}, [], "tried", "2026-05-25", None, "not-confirmed"),
    ("years ago", {"confirmed": date(2019, 1, 1)}, [], "tried", "2019-01-01", None, "not-confirmed"),
    ("source of a year", {"sourced": "2026"}, [], "sourced", "2026", None, "not-confirmed"),
    ("source of a month", {"sourced": "2025-12"}, [], "sourced", "2025", None, "not-confirmed"),
    ("source of a day", {"sourced": "2026-02-03"}, [], "sourced", "2026", None, "not-confirmed"),
    ("source without date", {"sourced": "undated"}, [], "sourced", "undated", None, "not-confirmed"),
    (
        "confirmed, not signed",
        {"confirmed": day(1), "confirmed_by": None},
        [],
        "unconfirmed",
        "",
        "unconfirmed",
        "unconfirmed",
    ),
    ("nothing", {}, [], "unconfirmed", "", "unconfirmed", "unconfirmed"),
    ("tomorrow", {"confirmed": day(-1)}, [], "unconfirmed", "", "future-confirmation", "future-confirmation"),
    ("tomorrow, and sourced", {"confirmed": day(-1), "sourced": "2026"}, [], "sourced", "2026", None, "not-confirmed"),
    ("tomorrow, and last year", {"confirmed": day(-1)}, [tried(ago=365)], "tried", "2025-11-22", None, "not-confirmed"),
    ("confirmed beats sourced", {"sourced": "2026"}, [tried(ago=10)], "confirmed", "2026-11-12", None, None),
    ("tried beats sourced", {"sourced": "2026"}, [tried(ago=200)], "tried", "2026-05-06", None, "not-confirmed"),
    (
        "the newest counts",
        {"confirmed": day(300)},
        [tried(ago=20), tried(ago=90)],
        "confirmed",
        "2026-11-02",
        None,
        None,
    ),
    ("of another value", {"sourced": "2026"}, [tried("+44 20 7946 0002")], "sourced", "2026", None, "not-confirmed"),
    ("of another value alone", {}, [tried("+44 20 7946 0002", -5)], "unconfirmed", "", "unconfirmed", "unconfirmed"),
    ("written otherwise", {}, [tried("0044 (20) 7946-0001")], "confirmed", "2026-11-22", None, None),
]


@pytest.mark.parametrize(
    ("provenance", "confirmations", "mark", "reasons"),
    [pytest.param(row[1], row[2], row[3:5], row[5:], id=row[0]) for row in STATES],
)
def test_a_value_has_the_state_of_the_contracts_table(
    provenance: dict[str, Any],
    confirmations: list[Confirmation],
    mark: tuple[str, str],
    reasons: tuple[str | None, str | None],
) -> None:
    """Each state, at its edge days, under each option: what is printed, and else why not."""
    for rules, reason in zip((PLAIN, STRICT, ALL), (*reasons, None), strict=True):
        verdict = judge(known(**provenance), confirmations, rules)
        assert (verdict.state, verdict.when) == mark
        assert verdict.reason == reason
        assert verdict.printed is (reason is None)
        assert verdict.value == PHONE


@pytest.mark.parametrize(
    ("sourced", "warned"),
    [
        ("2024-11-22", False),
        ("2024-11-21", True),
        ("2024-12", False),
        ("2024-11", True),
        ("2025", False),
        ("2024", True),
        ("undated", True),
    ],
)
def test_an_old_or_undated_source_is_warned_about(sourced: str, warned: bool) -> None:
    """Older than 24 calendar months to the day; a year or month counts from its first day, to be careful."""
    assert (judge(known(sourced=sourced), [], PLAIN).warning is not None) is warned


def test_what_was_tried_or_is_left_out_is_not_warned_about() -> None:
    """The age of a source matters only where the source is what is printed."""
    assert judge(known(sourced="2001", confirmed=day(1)), [], PLAIN).warning is None
    assert judge(known(sourced="2001"), [], STRICT).warning is None


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2024, 12, 31), 2, date(2025, 2, 28)),
        (date(2024, 1, 15), 12, date(2025, 1, 15)),
    ],
)
def test_months_are_counted_by_the_calendar(start: date, months: int, end: date) -> None:
    """The same day of the month, or its last one where it is shorter."""
    assert add_months(start, months) == end


def test_the_two_options_contradict_each_other() -> None:
    """Nobody can ask for confirmed values alone and for all values at once."""
    with pytest.raises(ValueError, match="contradict"):
        Rules(TODAY, confirmed_only=True, allow_unconfirmed=True)


@pytest.mark.parametrize(
    ("field", "one", "other", "same"),
    [
        ("phone", "+44 20 7946 0001", "+442079460001", True),
        ("phone", "+44 20 7946 0001", "0044-20-7946-0001", True),
        ("phone", "+44 20 7946 0001", "+٤٤ ٢٠ ٧٩٤٦ ٠٠٠١", True),
        ("phone", "+44 20 7946 0001", "+44 20 7946 0002", False),
        ("email", "Desk@Lamp.example", "desk@lamp.example", True),
        ("email", "desk@lamp.example", "office@lamp.example", False),
        ("url", "HTTPS://Lamp.example/", "https://lamp.example", True),
        ("url", "https://lamp.example/Help", "https://lamp.example/help", False),
        ("url", "https://[broken", "https://[broken", True),
    ],
)
def test_two_writings_of_one_value_are_equal(field: str, one: str, other: str, same: bool) -> None:
    """A confirmation counts for the value, however it is written, and for no other."""
    assert (normal_value(field, one) == normal_value(field, other)) is same


@given(st.text(max_size=40), st.sampled_from(["phone", "email", "url"]))
def test_any_text_can_be_compared(text: str, field: str) -> None:
    """Hostile values are compared like any other: no error, and equal to themselves."""
    assert normal_value(field, text) == normal_value(field, text)


def test_resources_are_printed_in_order_field_by_field() -> None:
    """Each field is judged by itself; the others of its entry are printed without it, and it is listed."""
    lamp = entry("lamp", phone=known(), email=known("desk@lamp.example", confirmed=day(3)))
    selection = select(shop(entry("oak"), lamp), TOGO, PLAIN)
    assert printed(selection) == {"oak": ["url"], "lamp": ["email", "url"]}
    assert selection.left_out == (LeftOut("lamp", "phone", None, Reason.UNCONFIRMED),)


def test_a_confirmation_belongs_to_id_field_and_value() -> None:
    """The same value confirmed for another entry or another field counts for nothing here."""
    lamp = entry("lamp", url=None, phone=known())
    for confirmation, expected in (
        (tried(), {"lamp": ["phone"]}),
        (tried(id_="oak"), {}),
        (tried(field="email"), {}),
    ):
        assert printed(select(shop(lamp, confirmations=(confirmation,)), TOGO, PLAIN)) == expected


def test_an_entry_that_nobody_can_reach_is_left_out() -> None:
    """Where no way to reach it may be printed, the entry goes too; one that never had any stands by its text."""
    silent = entry("silent", url=known("https://silent.example/"))
    declaration = entry("declaration", url=None, kind=Kind.GUIDELINE)
    selection = select(shop(silent, declaration), TOGO, PLAIN)
    assert printed(selection) == {"declaration": []}
    assert {(item.field, item.reason) for item in selection.left_out} == {
        ("url", Reason.UNCONFIRMED), (None, Reason.NO_CONTACT),
    }  # fmt: skip


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.ENDED, Status.UNVERIFIED])
@pytest.mark.parametrize("rules", [PLAIN, ALL])
def test_only_active_entries_are_printed(status: Status, rules: Rules) -> None:
    """Also with --allow-unconfirmed: that is about values, not about bodies that ended."""
    selection = select(shop(entry("lamp", status=status)), TOGO, rules)
    assert selection.resources == ()
    assert selection.left_out == (LeftOut("lamp", None, None, Reason.NOT_ACTIVE),)


def test_warnings_bear_the_place_of_the_value() -> None:
    """Staff find what to try again where they can mend it."""
    place = Place("resources.yaml", 7, 3)
    selection = select(
        shop(entry("lamp", url=known("https://lamp.example", sourced="2011")), places={("lamp", "url"): place}),
        TOGO,
        PLAIN,
    )
    assert [(w.place, w.field, w.severity) for w in selection.warnings] == [(place, "lamp: url", Severity.WARNING)]


BODY = (
    entry("lamp", aliases=("Lampe", "lamp.example")),
    entry("c-lamp", organisation="lamp", phone=known(), name="Head office"),
    entry("twin", phone=known(sourced="2026")),
    entry(
        "guest", url=known("https://www.help.lamp.example/x", sourced="2026"),
        email=known("g@guest.example", sourced="2026"),
    ),
    entry("writer", email=known("writer@lamp.example", sourced="2026")),
    entry("friend", summary="Works with LAMPE and others", eligibility="Anyone"),
    entry("oak", name="Oak, a branch of the Lampe"),
    entry("birch", url=known("https://birchlamp.example/", sourced="2026")),
)  # fmt: skip


def without(workspace: Workspace, codes: frozenset[str]) -> dict[str, list[str]]:
    """Return what is printed by default for these countries."""
    return printed(select(workspace, codes, PLAIN))


def barred(code: str) -> Resource:
    """Return the lamp with its own list of where it may not be named."""
    return BODY[0].model_copy(update={"do_not_name_in": (code,)})


def listing(code: str, *ids: str) -> dict[str, Country]:
    """Return countries of which one may not name some entries."""
    return {"TGO": Country(code="TGO"), "TCD": Country(code="TCD"), code: Country(code=code, do_not_name=ids)}


FORBIDDING: list[tuple[str, Callable[[], Workspace], frozenset[str]]] = [
    ("its own list", lambda: shop(barred("TGO"), *BODY[1:]), TOGO),
    ("the country's file", lambda: shop(*BODY, countries=listing("TGO", "lamp")), TOGO),
    ("through another entry of the body", lambda: shop(*BODY, countries=listing("TGO", "c-lamp")), TOGO),
    ("a country passed through", lambda: shop(*BODY, countries=listing("TCD", "lamp")), TOGO | {"TCD"}),
    ("a country outside the session", lambda: shop(barred("RUS"), *BODY[1:]), TOGO | {"RUS"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("workspace", "countries"), [pytest.param(make, codes, id=name) for name, make, codes in FORBIDDING]
)
def test_an_organisation_that_may_not_be_named_is_in_nothing(
    workspace: Callable[[], Workspace], countries: frozenset[str]
) -> None:
    """Not by any entry of its body, nor by name, number, domain or address in anyone else's entry."""
    selection = select(workspace(), countries, PLAIN)
    assert printed(selection) == {
        "twin": ["url"],
        "guest": ["email"],
        "writer": ["url"],
        "friend": ["url"],
        "birch": ["url"],
    }
    friend = next(judged.resource for judged in selection.resources if judged.resource.id == "friend")
    assert (friend.summary.text("en"), friend.eligibility.text("en")) == ("", "Anyone")
    assert selection.forbidden == {"lamp", "c-lamp"}
    listed = {(item.id, item.field) for item in selection.left_out if item.reason is Reason.DO_NOT_NAME}
    assert listed == {
        ("lamp", None), ("c-lamp", None), ("twin", "phone"), ("guest", "url"), ("writer", "email"),
        ("friend", "summary"), ("oak", None),
    }  # fmt: skip
    assert all(item.country in countries for item in selection.left_out)


def test_what_one_country_forbids_another_prints() -> None:
    """The rule holds for those for whom it was made, and for nobody else."""
    workspace = shop(*BODY, countries=listing("TGO", "lamp"))
    assert "lamp" in without(workspace, frozenset({"TCD"}))
    assert forbidden_in(workspace, ["TCD"]) == {}


def test_a_page_on_anothers_site_does_not_silence_the_other() -> None:
    """A domain belongs to who lists it as an alias, and a mailbox at a big provider is one mailbox."""
    host = entry("host-body", aliases=("library.example",), url=known("https://library.example/", sourced="2026"))
    mail = entry("mail-body", url=None, email=known("mail-body@gmail.com", sourced="2026"))
    text = entry(
        "text", url=known("https://library.example/text", sourced="2026"), email=known("text@gmail.com", sourced="2026")
    )
    assert without(shop(host, mail, text, countries=listing("TGO", "text")), TOGO) == {
        "host-body": ["url"], "mail-body": ["email"],
    }  # fmt: skip


def test_a_link_to_the_silenced_owner_of_a_site_goes() -> None:
    """The other way round: where the owner of the site may not be named, no link leads there."""
    host = entry("host-body", aliases=("library.example",))
    text = entry("text", url=known("https://library.example/text", sourced="2026"))
    assert without(shop(host, text, countries=listing("TGO", "host-body")), TOGO) == {}


def number(service: Service, value: str, **provenance: Any) -> EmergencyNumber:
    """Return an emergency number, sourced unless told otherwise."""
    return EmergencyNumber(service=service, number=known(value, **(provenance or {"sourced": "2026"})))


@pytest.mark.parametrize(("police", "services"), [(False, ["fire"]), (True, ["police", "fire"])])
def test_numbers_of_the_police_are_printed_only_where_staff_say_so(police: bool, services: list[str]) -> None:
    """The police may be the threat: the default is to leave them out, with that reason."""
    numbers = (number(Service.POLICE, "17"), number(Service.FIRE, "18"))
    workspace = shop(countries={"TGO": Country(code="TGO", police=police, emergency_numbers=numbers)})
    selection = select_country(workspace, "TGO", frozenset(), PLAIN)
    assert [judged.service for judged in selection.emergency_numbers] == services
    assert (LeftOut("TGO", "police", "TGO", Reason.POLICE) in selection.left_out) is not police


def test_an_emergency_number_is_confirmed_by_country_and_service() -> None:
    """Its confirmations bear the country's code as id and the service as field."""
    country = Country(code="TGO", emergency_numbers=(number(Service.FIRE, "18", source="hearsay"),))
    workspace = shop(countries={"TGO": country})
    assert select_country(workspace, "TGO", frozenset(), PLAIN).emergency_numbers == ()
    confirmed = workspace.model_copy(update={"confirmations": (tried("18", 2, "TGO", "fire"),)})
    found = select_country(confirmed, "TGO", frozenset(), PLAIN).emergency_numbers
    assert [(n.service, n.verdict.state) for n in found] == [(Service.FIRE, State.CONFIRMED)]


def test_numbers_of_the_meeting_place_are_judged_alike() -> None:
    """Shipped numbers bear their provenance like any other; whether the police belong there is for the caller."""
    numbers = (number(Service.POLICE, "117"), number(Service.FIRE, "118", confirmed_by="Ada"))
    found = select_numbers(shop(), "CHE", numbers, PLAIN, police=True)
    assert [n.verdict.value for n in found.emergency_numbers] == ["117"]
    assert [(item.field, item.reason) for item in found.left_out] == [("fire", Reason.UNCONFIRMED)]


def contact(id_: str, **more: Any) -> CountryContact:
    """Return a contact in a country."""
    return CountryContact.model_validate({"id": id_, "kind": ContactKind.NGO, "name": id_, **more})


def test_contacts_of_a_country_follow_the_same_rules() -> None:
    """Field by field; without any printable way to reach it only an address keeps a contact on the page."""
    contacts = (
        contact("good", phone=known(sourced="2026"), email=known("a@b.example")),
        contact("silent", phone=known()),
        contact("house", phone=known(), address="1 Example Road"),
        contact("text", role="focal point"),
    )
    selection = select_country(
        shop(countries={"TGO": Country(code="TGO", contacts=contacts)}), "TGO", frozenset(), PLAIN
    )
    assert {c.contact.id: list(c.verdicts) for c in selection.contacts} == {"good": ["phone"], "house": [], "text": []}
    assert LeftOut("silent", None, "TGO", Reason.NO_CONTACT) in selection.left_out
    assert LeftOut("good", "email", "TGO", Reason.UNCONFIRMED) in selection.left_out


@pytest.mark.parametrize(
    "more",
    [
        {"name": "Lampe Togo"},
        {"role": "speaks for the lampe"},
        {"email": known("togo@lamp.example", sourced="2026")},
        {"url": known("https://togo.lamp.example", sourced="2026")},
        {"phone": known(sourced="2026")},
    ],
)
def test_a_contact_that_is_a_silenced_organisation_is_left_out(more: dict[str, Any]) -> None:
    """By its name, role, address, number or domain: the whole contact goes, with that reason."""
    workspace = shop(*BODY, countries={"TGO": Country(code="TGO", contacts=(contact("one", **more),))})
    assert len(select_country(workspace, "TGO", frozenset(), PLAIN).contacts) == 1
    selection = select_country(workspace, "TGO", frozenset({"lamp", "c-lamp"}), PLAIN)
    assert selection.contacts == ()
    assert selection.left_out == (LeftOut("one", None, "TGO", Reason.DO_NOT_NAME),)


def test_a_country_without_a_file_is_empty() -> None:
    """Nothing is guessed: the page prints ruled lines."""
    found = select_country(shop(), "ZZZ", frozenset(), PLAIN)
    assert (found.emergency_numbers, found.contacts, found.left_out) == ((), (), ())


def test_a_row_leaves_out_who_did_not_agree() -> None:
    """By the code and the number of the contact, never by name; a card that is not wanted is listed too."""
    row = person(
        "P-0001", card=False,
        contacts=(Person(name="A", consent="yes"), None, Person(name="B"), Person(name="C", consent="2026-01-02")),
    )  # fmt: skip
    assert left_out_of(row) == (
        LeftOut("P-0001/contact3", None, "TGO", Reason.NO_CONSENT),
        LeftOut("P-0001", "card", "TGO", Reason.NO_CARD),
    )


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("we met Front Line Defenders there", "Front Line Defenders", True),
        ("we met FRONT  LINE\n defenders.", "Front Line Defenders", True),
        ("see Front-Line\u00a0Defenders’ page", "Front Line Defenders", True),
        ("#frontlinedefenders", "Front Line Defenders", True),
        ("_front_line_defenders_", "Front Line Defenders", True),
        ("Fr\u200bont Line Def\u00adenders", "Front Line Defenders", True),
        ("Ｆｒｏｎｔ Line Defenders", "Front Line Defenders", True),
        ("the front line. Defenders stood", "Front Line Defenders", False),
        ("their spending", "Pen", False),
        ("Pen's fund", "PEN", True),
        ("Mémoire vive", "Memoire", True),
        ("Federacion Internacional", "Federación Internacional", True),
        ("Mémoire vive", "Mémoire", True),
        ("Me\u0301moire vive", "Mémoire", True),
        ("mail desk@lamp.example now", "lamp.example", True),
        ("https://www.lamp.example/x", "lamp.example", True),
        ("LAMP.EXAMPLE", "lamp.example", True),
        ("birchlamp.example", "lamp.example", False),
        ("lamp.examples", "lamp.example", False),
        ("https://xn--e1afmkfd.example/", "пример.example", True),
        ("пример.example", "xn--e1afmkfd.example", True),
        ("我们见过国际特赦组织的人", "国际特赦组织", True),
        ("زرنا والعفو الدولية أمس", "العفو الدولية", True),
        ("للعفو الدولية", "العفو الدولية", True),
        ("от Международной амнистии", "Международная амнистия", True),
        ("о международном праве", "Международная амнистия", False),
        ("Репортеры без границ", "Репортёры без границ", True),
        ("\u0627\u0644\u0627\u0646\u0633\u0627\u0646 \u0648\u062d\u0642\u0648\u0642\u0647", "الإنسان وحقوقه", True),
        ("مُنَظَّمَةُ العَفْو الدوليّة", "منظمة العفو الدولية", True),
        ("منظمــة العفو الدوليه", "منظمة العفو الدولية", True),
        ("المؤسسة الأورومتوسطية", "المؤسسة الأورو-متوسطية", True),
        ("ﻣﻨﻈﻤﺔ ﺍﻟﻌﻔﻮ ﺍﻟﺪﻭﻟﻴﺔ", "منظمة العفو الدولية", True),
        ("请联系Access Now求助", "Access Now", True),
        ("من الـFIDH أمس", "FIDH", True),
        ("#HRW2026", "HRW", True),
        ("the HRWatchers met", "HRW", False),
        ("a Scorpio", "CPJ", False),
        ("они обсели дом", "ОБСЕ", False),
        ("встреча ОБСЕ", "ОБСЕ", True),
        ("P5 met", "P5", True),
        ("P52 met", "P5", False),
        ("", "Lamp", False),
        ("Lamp", "", False),
        ("C++ (a group)", "C++", True),
    ],
)
def test_a_name_is_found_however_it_is_written(text: str, name: str, found: bool) -> None:
    """Case, width, spacing and hidden characters do not hide a name; part of another word is not one."""
    assert find_names(text, [name]) == ([name] if found else [])


@given(st.text(max_size=60), st.text(max_size=12))
def test_any_text_can_be_searched_for_any_name(text: str, name: str) -> None:
    """No name makes a pattern that fails, and no text either."""
    assert find_names(text, [name]) in ([], [name])


def test_forbidden_names_are_names_aliases_and_domains() -> None:
    """In every language, and also of fields that may not be printed."""
    lamp = entry(
        "lamp", name={"en": "Lamp Fund", "fr": "Fonds Lampe"}, aliases=("LF",), url=known("https://www.lamp.example/")
    )
    names = forbidden_names(shop(lamp, entry("oak")), frozenset({"lamp"}))
    assert set(names) == {"Lamp Fund", "Fonds Lampe", "LF", "lamp.example"}
    assert forbidden_names(shop(lamp), frozenset()) == ()


SILENCED: dict[str, Any] = {"countries": listing("TGO", "lamp")}


def problems_of(**more: Any) -> list[tuple[str, str]]:
    """Return (field, file) of the problems in a workspace where Togo may not name the lamp."""
    found = free_text_problems(shop(*BODY, **{**SILENCED, **more}))
    assert all("lamp" in p.message and "TGO" in p.message for p in found)
    return [(p.field, p.place.file) for p in found]


HOST = Host(
    name="The Lampe",
    phone=PHONE,
    emergency_phone="+44 20 7946 0009",
    email="a@lamp.example",
    website="https://lamp.example",
)
DISCREET = {"participants": (person(edition="discreet"),)}
BAD_PERSON = Person(name="Lampe", relation="at the lampe", phone=PHONE, email="x@lamp.example", consent="yes")
FREE_TEXT: list[tuple[str, dict[str, Any], list[str]]] = [
    ("nothing", {}, []),
    ("title", {"session": {"title": "With the LAMPE"}}, ["title"]),
    ("title stands on the hand-out list, whatever the edition", {"session": {"title": "With the LAMPE"}, **DISCREET},
     ["title"]),
    ("title, discreet, in a language of nobody's", {"session": {"title": {"en": "T", "fr": "Lampe"}}, **DISCREET}, []),
    ("code", {"participants": (person("LAMPE-01"),)}, ["code"]),
    ("number in a text", {"session": {"venue": "Hall 1, call 00 44 (0)20-7946-0001"}}, ["venue"]),
    ("number of theirs in a text", {"session": {"venue": "Hall 1, call 020 7946 0001"}}, ["venue"]),
    ("another number in a text", {"session": {"venue": "Hall 1, call 020 7946 0002"}}, []),
    ("venue", {"session": {"venue": {"en": "Lampe house"}}}, ["venue"]),
    ("venue in a language that nobody reads", {"session": {"venue": {"en": "House", "fr": "Lampe"}}}, []),
    ("host", {"session": {"host": HOST}}, ["host.email", "host.name", "host.phone", "host.website"]),
    ("notes", {"countries": {"TGO": Country(code="TGO", do_not_name=("lamp",), notes="See lamp.example")}}, ["notes"]),
    ("heading", {"session": {"discreet": {"heading": "Lampe"}}, **DISCREET}, ["discreet.heading"]),
    ("codes", {"session": {"discreet": {"card_qr": ("https://a.lamp.example/x",)}}, **DISCREET}, ["discreet.card_qr"]),
    ("codes are not in the open edition", {"session": {"discreet": {"card_qr": ("https://lamp.example/x",)}}}, []),
    ("row", {"participants": (person(name="Lampe", organisation="Lampe Togo"),)}, ["name", "organisation"]),
    ("row, discreet: not printed", {"participants": (person(name="Lampe", edition="discreet"),)}, []),
    ("a note is never printed", {"participants": (person(note="Lampe"),)}, []),
    ("contact", {"participants": (person(contacts=(None, BAD_PERSON)),)},
     ["contact2_email", "contact2_name", "contact2_phone", "contact2_relation"]),
    ("contact without consent", {"participants": (person(contacts=(Person(name="Lampe"),)),)}, []),
    ("elsewhere", {"participants": (person(country="TCD", name="Lampe"),)}, []),
    ("passed through", {"participants": (person(country="TCD", also_countries=("TGO",), name="Lampe"),)}, ["name"]),
]  # fmt: skip


@pytest.mark.parametrize(("more", "fields"), [pytest.param(*row[1:], id=row[0]) for row in FREE_TEXT])
def test_free_text_that_names_a_silenced_organisation_is_a_problem(more: dict[str, Any], fields: list[str]) -> None:
    """Each place that is printed for someone for whom the rule holds, and no other, is a problem to mend."""
    assert sorted(field for field, _ in problems_of(**more)) == fields


def test_a_brand_may_not_name_it_either() -> None:
    """Name, wordmark and contact of the brand stand on every open page."""
    brand = shop().brand.model_copy(update={"wordmark": "LAMPE", "contact": "write to a@lamp.example"})
    assert [field for field, _ in problems_of(brand=brand)] == ["contact", "wordmark"]
    assert problems_of(brand=brand, **DISCREET) == []


def test_the_message_has_a_place_and_no_private_text() -> None:
    """Staff see where and which resource; the cell's text is not repeated."""
    place = Place("participants.csv", 7, 4)
    row = person(contacts=(Person(name="Akossiwa Lampe", consent="yes"),))
    workspace = shop(*BODY, **SILENCED, participants=(row,), places={("T-01", "contact1_name"): place})
    (problem,) = free_text_problems(workspace)
    assert problem.place == place
    assert "Akossiwa" not in str(problem)
    assert "lamp" in problem.message


GUIDANCE = """First lines
about the Lampe.

::: note
::: names oak lamp
Lampe helps.
:::
So does Lampe.

:::: note
::: names lamp
The Lampe again.

And again the Lampe.
:::
All is well.
::::
"""


def test_guidance_names_an_organisation_only_in_its_block() -> None:
    """A names block is left out where it must be; outside it, the line of the paragraph is the place."""
    section = Section(
        name="03-x", language="en", title="A title", label="", lead="", body=GUIDANCE,
        place=Place("03-x.md"), body_line=5,
    )  # fmt: skip
    found = free_text_problems(shop(*BODY, **SILENCED, sections={"en": (section,)}))
    assert [p.place for p in found] == [Place("03-x.md", 5), Place("03-x.md", 12)]
    assert all("::: names" in p.message for p in found)
    titled = section.model_copy(update={"title": "The Lampe", "body": ""})
    assert len(free_text_problems(shop(*BODY, **SILENCED, sections={"en": (titled,), "fr": (section,)}))) == 1


@pytest.mark.parametrize("written", ["La**mp**e", "`Lampe`", "L*am*pe", "La\\mpe", "_Lampe_", "**Lampe** helps"])
def test_a_name_in_markdown_is_a_name(written: str) -> None:
    """What is bold, code or written with a sign before its letters is printed as the name that it is."""
    section = Section(
        name="03-x", language="en", title="A title", label="", lead="", body=f"All of {written}.",
        place=Place("03-x.md"), body_line=5,
    )  # fmt: skip
    found = free_text_problems(shop(*BODY, **SILENCED, sections={"en": (section,)}))
    assert [p.place for p in found] == [Place("03-x.md", 5)]


def test_names_blocks_are_cut_as_the_typesetter_cuts_them() -> None:
    """What is checked is what is printed: the same paragraphs as the Markdown that is set."""
    from pressroom.compose.markdown import html

    for body in (
        GUIDANCE,
        GUIDANCE.replace("\n::: names lamp", "\n::::: names lamp"),
        "::: names lamp\nnot closed Lampe\n",
    ):
        set_ = html(body, {}, frozenset({"lamp"}))
        for _, paragraph in printed_paragraphs(body, frozenset({"lamp"})):
            assert paragraph.splitlines()[0] in set_
        assert set_.count("Lampe") == sum(
            text.count("Lampe") for _, text in printed_paragraphs(body, frozenset({"lamp"}))
        )


LINES = Lines(
    day_and_night=(Line(id="lamp", field="phone", needs="Danger"), Line(id="oak", field="email")),
    card_line=(Line(id="lamp", field="phone"), Line(id="oak", field="email")),
    card_qr=CardQr(
        report=(Line(id="report", field="url"),),
        help=tuple(Line(id=i, field="url") for i in ("lamp", "oak")),
    ),
    meeting_place=MeetingPlace(country="CHE", label="Geneva", emergency_numbers=()),
)  # fmt: skip


def test_the_reserved_places_take_the_first_that_may_be_printed() -> None:
    """The card's line and codes: in order of the data, by the rules of every country that has a say."""
    lamp = entry("lamp", phone=known(sourced="2026"))
    oak = entry("oak", email=known("oak@oak.example", sourced="2026"))
    workspace = shop(lamp, oak, entry("report"), countries=listing("TCD", "lamp"))
    here, there = select(workspace, TOGO, PLAIN), select(workspace, frozenset({"TCD"}), PLAIN)
    assert [row.value for row in day_and_night(LINES, here)] == [PHONE, "oak@oak.example"]
    assert [row.value for row in day_and_night(LINES, there)] == ["oak@oak.example"]
    line, other = card_line(LINES, here), card_line(LINES, there)
    assert line
    assert other
    assert (line.id, line.field, line.name.text("en"), line.verdict.state) == (
        "lamp",
        "phone",
        "The Lamp Fund",
        "sourced",
    )
    assert other.id == "oak"
    assert card_links(LINES, here) == ("https://report.example/", "https://lamp.example/")
    assert card_links(LINES, there) == ("https://report.example/", "https://oak.example/")


def test_where_none_may_be_printed_the_place_is_empty() -> None:
    """None means a ruled line, not a guess."""
    selection = select(shop(), TOGO, PLAIN)
    assert (day_and_night(LINES, selection), card_line(LINES, selection)) == ((), None)
    assert card_links(LINES, selection) == (None, None)


def test_the_editions_follow_the_same_rules_on_names() -> None:
    """What may not be named may not be named in any edition: the selection knows no edition."""
    for edition in Edition:
        workspace = shop(*BODY, **SILENCED, participants=(person(edition=edition),))
        assert "lamp" not in without(workspace, workspace.participants[0].countries)
