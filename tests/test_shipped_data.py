"""The shipped data is whole and safe: what may be printed, where it comes from, and who may not be named.

Read with plain PyYAML, so that a fault of our own reader cannot hide one of the data. The tables here are written
out on purpose: a number, a date or a permission that slips in the data no longer fits them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
import yaml
from babel import Locale

PACKS = Path(__file__).resolve().parent.parent / "packs"
KIND_OF_FILE = {
    "reporting": "reporting",
    "funds": "fund",
    "guidelines": "guideline",
    "tools": "tool",
    "contacts": "contact",
    "offices": "office",
}
REACH = ("phone", "email", "url")
WORDS = ("name", "summary", "eligibility")
KEYS = {
    "id",
    "kind",
    *WORDS,
    *REACH,
    "regions",
    "languages",
    "status",
    "do_not_name_in",
    "organisation",
    "aliases",
    "note",
}
STATUSES = {"active", "suspended", "ended", "unverified"}
PLAIN_BODIES = {"freedom-house", "sr-hrd"}
"""Bodies without an entry of that id."""

GATHERED = "2026-11-22"
"""The day on which the facts were gathered: no source can be newer."""

PRINTABLE: dict[str, dict[str, str]] = {
    # reporting.yaml
    "upr-secretariat": {"email": "undated"},
    "ohchr-reprisals-mailbox": {"email": "undated"},
    "ohchr-reprisals-page": {"url": "undated"},
    "sr-hrd-mailbox": {"email": "2023"},
    "sp-submission-form": {"url": "2026"},
    "hrc-ngo-liaison": {"email": "undated"},
    "senior-official": {"url": "2023-09-28"},
    "sg-report": {"url": "2025"},
    # funds.yaml
    "fld": {"phone": "2025-12"},
    "protectdefenders": {"phone": "undated", "url": "undated"},
    "crd": {"url": "2025-06-13"},
    "omct": {"url": "undated"},
    "fidh": {"url": "undated"},
    "sheltercity": {"url": "2023-10-20"},
    "cpj": {"email": "undated", "url": "undated"},
    "pen-ef": {"url": "2022-10-19"},
    "sar": {"url": "undated"},
    "uaf": {"url": "undated"},
    "africandefenders": {"url": "undated"},
    "defenddefenders": {"url": "2020"},
    "emhrf": {"url": "2025-06"},
    "forumasia": {"url": "2010-09-30"},
    # guidelines.yaml
    "eu": {"url": "undated"},
    "ch": {"url": "undated"},
    "nl": {"url": "undated"},
    "no": {"url": "undated"},
    "fi": {"url": "2022-11"},
    "ie": {"url": "undated"},
    "uk": {"url": "2019-07-10"},
    "ca": {"url": "2019"},
    "osce": {"url": "undated"},
    "index-focus": {"url": "undated"},
    "hrc-resolutions": {"url": "2023-10-16"},
    # tools.yaml
    "accessnow-help": {"email": "2025", "url": "2025"},
    "siab": {"url": "undated"},
    "ishr": {"url": "undated"},
    "pi-manual": {"url": "undated"},
    # contacts.yaml
    "c-fld": {"url": "2019"},
    "accessnow": {"email": "2025", "url": "2025"},
    "c-omct": {"url": "2019"},
    "c-fidh": {"url": "undated"},
    "c-ishr": {"url": "2025-12"},
    "pi": {"url": "undated"},
    "c-pbi": {"url": "undated"},
    "openbriefing": {"url": "2024"},
    "c-amnesty": {"url": "undated"},
    "c-pen": {"url": "undated"},
    "c-hrhf": {"url": "2022"},
    "c-agir": {"url": "undated"},
}
"""Entry → field → the date that its source bears: all that may be printed without a person's confirmation."""

MAILBOXES_AND_LINES = {
    ("upr-secretariat", "email"): "ohchr-uprreprisals@un.org",
    ("ohchr-reprisals-mailbox", "email"): "ohchr-reprisals@un.org",
    ("sr-hrd-mailbox", "email"): "hrc-sr-defenders@un.org",
    ("hrc-ngo-liaison", "email"): "ohchr.hrcngo@un.org",
    ("fld", "phone"): "+353 1 210 0489",
    ("protectdefenders", "phone"): "+353 1 210 0489",
    ("cpj", "email"): "emergencies@cpj.org",
    ("accessnow", "email"): "help@accessnow.org",
    ("accessnow-help", "email"): "help@accessnow.org",
}
"""Every phone and mailbox that is printed without a person's confirmation, letter by letter."""

NOT_ACTIVE = {
    "suspended": {"fh-eap"},
    "ended": {"sp-branch-person", "amnesty-pb", "off-uganda"},
    "unverified": {
        "sr-hrd-page", "sr-hrd-own-site", "sp-urgent-action", "uaf-africa", "agir", "lifeline", "dignity", "rsf",
        "ddp", "frida", "umbrella", "tella", "natalia", "redpanic", "ohchr", "c-uprinfo", "hrw",
    },
}  # fmt: skip
"""What must stay out of print. Of the offices, none is active: a rule of its own below."""

TEXT_ALONE = {"declaration", "signal", "phone-sos", "fld-workbook", "c-sr"}
"""Active entries without any contact, useful by what they say."""


def load(name: str) -> Any:
    """Return a shipped file, every scalar as text."""
    return yaml.load((PACKS / name).read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - it makes text alone


def resources() -> list[dict[str, Any]]:
    """Return all entries in the order of the files."""
    return [entry for name in KIND_OF_FILE for entry in load(f"resources/{name}.yaml")]


def english(value: Any) -> str:
    """Return the text of a wording: plain, or a mapping of languages."""
    return str(value.get("en", "")) if isinstance(value, dict) else str(value)


def body(entry: dict[str, Any]) -> str:
    """Return the id of the organisation behind an entry."""
    return str(entry.get("organisation", entry["id"]))


def mentions(name: str, text: str) -> bool:
    """Whether ``text`` has ``name`` as whole words, whatever the case."""
    return re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", text.casefold()) is not None


STATES: dict[str, dict[str, Any]] = load("states.yaml")["states"]
GROUPS: dict[str, dict[str, Any]] = load("groups.yaml")
RESOURCES = resources()
BY_ID = {entry["id"]: entry for entry in RESOURCES}
each = pytest.mark.parametrize("entry", RESOURCES, ids=[e["id"] for e in RESOURCES])


# ---------------------------------------------------------------- form of the entries


def test_ids_are_unique_in_all_files() -> None:
    """An id stands once over all six files: a confirmation and a ban point at one entry."""
    assert len(BY_ID) == len(RESOURCES) == 106


@pytest.mark.parametrize(("name", "kind"), KIND_OF_FILE.items())
def test_a_file_holds_one_kind(name: str, kind: str) -> None:
    """Each file holds the entries of its own kind, so that staff find them."""
    assert {entry["kind"] for entry in load(f"resources/{name}.yaml")} == {kind}


@each
def test_an_entry_has_known_keys_and_values(entry: dict[str, Any]) -> None:
    """Keys, status, countries, groups and languages are known ones, and the id is one that can be typed."""
    assert set(entry) <= KEYS
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", entry["id"])
    assert entry.get("status", "active") in STATUSES
    assert set(entry.get("regions", [])) <= set(STATES) | set(GROUPS)
    assert set(entry.get("do_not_name_in", [])) <= set(STATES)
    assert all(re.fullmatch(r"[a-z]{2}", code) and Locale.parse(code) for code in entry.get("languages", []))


@each
def test_an_entry_speaks_to_the_reader(entry: dict[str, Any]) -> None:
    """A name always; a summary unless it is an office; each short enough for a block on the page."""
    assert english(entry["name"])
    assert len(english(entry["name"])) <= 90
    assert entry["kind"] == "office" or entry["summary"]["en"]
    assert len(english(entry.get("summary", ""))) <= 205
    assert len(english(entry.get("eligibility", ""))) <= 260


# ---------------------------------------------------------------- what may be printed


@each
def test_only_listed_fields_have_a_source(entry: dict[str, Any]) -> None:
    """A field bears provenance if the table says so, with the date that its source bears, and never otherwise."""
    sourced = {field: entry[field]["sourced"] for field in REACH if "sourced" in entry.get(field, {})}
    assert sourced == PRINTABLE.get(entry["id"], {})


@each
def test_provenance_is_said_by_field(entry: dict[str, Any]) -> None:
    """Each phone, e-mail and link is a mapping with a value; a source and its date come together or not at all."""
    for field in REACH:
        given = entry.get(field)
        if given is None:
            continue
        assert set(given) in ({"value"}, {"value", "sourced", "source"}), field
        assert given["value"]
        if "sourced" in given:
            assert re.fullmatch(r"undated|\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", given["sourced"])
            assert given["sourced"] == "undated" or "2000" < given["sourced"] <= GATHERED
            assert len(given["source"]) > 8


def test_nobody_has_confirmed_anything_yet() -> None:
    """No shipped value claims that a person tried it: that is for the staff of each round to say."""
    assert not [entry["id"] for entry in RESOURCES for field in REACH if "confirmed" in entry.get(field, {})]


def test_lines_and_mailboxes_are_right_to_the_letter() -> None:
    """Each phone and mailbox that is printed on the word of a source is the one that the source shows."""
    printed = {
        (entry["id"], field): entry[field]["value"]
        for entry in RESOURCES
        for field in ("phone", "email")
        if "sourced" in entry.get(field, {})
    }
    assert printed == MAILBOXES_AND_LINES


@each
def test_values_have_the_form_of_their_field(entry: dict[str, Any]) -> None:
    """A phone is a valid international number, an e-mail a mailbox, a link an https address."""
    if "phone" in entry:
        assert entry["phone"]["value"].startswith("+")
        assert phonenumbers.is_valid_number(phonenumbers.parse(entry["phone"]["value"], None))
    if "email" in entry:
        assert re.fullmatch(r"[\w.-]+@[\w-]+(\.[\w-]+)+", entry["email"]["value"])
    if "url" in entry:
        assert re.fullmatch(r"https://[\w-]+(\.[\w-]+)+(/\S*)?", entry["url"]["value"])


def test_the_uns_former_mail_domain_is_gone() -> None:
    """No mailbox is on the domain that the UN has left, in any entry, printed or not."""
    assert not [entry["id"] for entry in RESOURCES if "@ohchr.org" in str(entry)]


@each
def test_no_text_holds_a_contact(entry: dict[str, Any]) -> None:
    """A number, mailbox or link stands in its field alone: in a text or a note it would pass by the rules."""
    texts = [english(entry.get(key, "")) for key in WORDS] + [entry.get("note", "")]
    assert not [text for text in texts if re.search(r"@|https?:|www\.|\+\s?\d|\d[\d ]{6,}\d", text)]


@pytest.mark.parametrize(("status", "ids"), NOT_ACTIVE.items())
def test_what_stays_out_of_print_is_known(status: str, ids: set[str]) -> None:
    """Ended, suspended and unverified entries are kept with that status, and a note for staff says why."""
    kept = [entry for entry in RESOURCES if entry.get("status") == status]
    assert {entry["id"] for entry in kept if entry["kind"] != "office" or status == "ended"} == ids
    assert not [entry["id"] for entry in kept if len(entry.get("note", "")) < 15]


def test_no_office_is_printed() -> None:
    """The lists of field offices are old and give no contact, so none of them is active."""
    assert not [entry["id"] for entry in load("resources/offices.yaml") if entry.get("status", "active") == "active"]


def test_an_active_entry_helps() -> None:
    """An active entry has a printable contact, or is one of the few that are useful by their words alone."""
    silent = {entry["id"] for entry in RESOURCES if entry.get("status", "active") == "active"} - set(PRINTABLE)
    assert silent == TEXT_ALONE | {"dfak"}
    assert not [name for name in TEXT_ALONE if set(REACH) & set(BY_ID[name])]
    assert "sourced" not in BY_ID["dfak"]["url"]


# ---------------------------------------------------------------- who may not be named


def test_a_ban_names_the_whole_body() -> None:
    """Entries of one body are banned in the same countries: one that slipped would name the others."""
    bans = defaultdict(set)
    for entry in RESOURCES:
        bans[body(entry)].add(tuple(entry.get("do_not_name_in", [])))
    assert {name: found for name, found in bans.items() if len(found) > 1} == {}
    banned = {name for name, found in bans.items() if found == {("RUS",)}}
    assert banned == {"fidh", "c-amnesty", "c-hrhf", "hrw", "rsf", "freedom-house"}
    assert {found for values in bans.values() for found in values} == {(), ("RUS",)}


def test_an_organisation_is_an_entry_or_a_known_body() -> None:
    """``organisation`` names the body's own entry, or one of the few bodies that have none."""
    assert {body(entry) for entry in RESOURCES} - set(BY_ID) == PLAIN_BODIES
    assert all(body(BY_ID[name]) == name for name in {body(entry) for entry in RESOURCES} & set(BY_ID))


def test_an_alias_is_one_bodys_and_no_common_word() -> None:
    """An alias leads to one body, and a search for it in a text does not hit an ordinary word."""
    owner: dict[str, str] = {}
    for entry in RESOURCES:
        for alias in entry.get("aliases", []):
            assert owner.setdefault(alias.casefold(), body(entry)) == body(entry), alias
            assert len(alias) >= 3, alias
            one_word = " " not in alias and "." not in alias
            assert not (one_word and alias.isascii() and alias.islower()), alias
    assert not {"pen", "signal", "frida", "tella", "umbrella", "lifeline", "sar", "amnesty"} & set(owner)


def test_a_banned_body_is_known_by_name_and_domain_in_every_script() -> None:
    """Where naming a body is a crime, it is looked for by domain, and in Latin and Russian letters at least."""
    for name in ("fidh", "c-amnesty", "c-hrhf", "hrw", "rsf", "freedom-house"):
        aliases = [alias for entry in RESOURCES if body(entry) == name for alias in entry.get("aliases", [])]
        assert [alias for alias in aliases if re.fullmatch(r"[a-z]+\.org", alias)], name
        assert [alias for alias in aliases if re.search(r"[а-яё]", alias)], name
        assert [alias for alias in aliases if re.match(r"[A-Z]", alias)], name


@each
def test_no_text_names_another_body(entry: dict[str, Any]) -> None:
    """What is printed of one body names no other: it would still stand there where the other may not be named."""
    names = {
        name
        for other in RESOURCES
        if body(other) != body(entry)
        for name in [*other.get("aliases", []), *([other["name"]] if isinstance(other["name"], str) else [])]
    }
    text = " ".join(english(entry.get(key, "")) for key in WORDS)
    assert [name for name in names if mentions(name, text)] == []


# ---------------------------------------------------------------- order and lines


def test_routes_to_the_un_are_in_order_for_the_upr() -> None:
    """For a reprisal tied to the UPR its own secretariat comes first, the Council's liaison last."""
    assert [entry["id"] for entry in load("resources/reporting.yaml")][:6] == [
        "upr-secretariat",
        "ohchr-reprisals-mailbox",
        "ohchr-reprisals-page",
        "sp-submission-form",
        "sr-hrd-mailbox",
        "hrc-ngo-liaison",
    ]


def test_funds_for_everywhere_come_first() -> None:
    """Active funds stand before the others; among them those without a region first, Front Line Defenders foremost."""
    funds = load("resources/funds.yaml")
    assert funds[0]["id"] == "fld"
    active = [entry.get("status", "active") == "active" for entry in funds]
    assert active == sorted(active, reverse=True)
    regional = [bool(entry.get("regions")) for entry in funds if entry.get("status", "active") == "active"]
    assert regional == sorted(regional)


def test_lines_point_at_fields_that_may_be_printed() -> None:
    """Each contact with a place of its own is an active entry's field with a published source."""
    lines = load("lines.yaml")
    chosen = [*lines["day_and_night"], *lines["card_line"], *lines["card_qr"]["report"], *lines["card_qr"]["help"]]
    for line in chosen:
        assert BY_ID[line["id"]].get("status", "active") == "active"
        assert line["field"] in PRINTABLE[line["id"]]
    assert all(line["needs"]["en"] for line in lines["day_and_night"])


def test_the_card_leads_where_the_contract_says() -> None:
    """The report code is OHCHR's page; the help code ProtectDefenders.eu's, then Front Line Defenders' site."""
    codes = load("lines.yaml")["card_qr"]
    assert [(code["id"], code["field"]) for code in codes["report"]] == [("ohchr-reprisals-page", "url")]
    assert [(code["id"], code["field"]) for code in codes["help"]] == [("protectdefenders", "url"), ("c-fld", "url")]
