"""What may be printed, from the workspace to the page: provenance, confirmations, names that may not stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from pressroom.paths import shipped
from tests.program.making import AS_OF, ONE, Run, build, press, short_guidance, workspace
from tests.program.reading import bookmarks, entries, manifest, metadata, pages, raw, squeezed, text, uris

TODAY = date.fromisoformat(AS_OF)
REACH = ("phone", "email", "url")


def resources() -> Iterator[dict[str, Any]]:
    """Yield the shipped resources as their files have them."""
    for path in sorted(shipped("packs", "resources").glob("*.yaml")):
        yield from yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - text alone


def values(entry: Mapping[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Yield (field, value, whether anything says where it comes from) of a resource."""
    for name in REACH:
        given = entry.get(name)
        if isinstance(given, str):
            yield name, given, "sourced" in entry or "confirmed" in entry
        elif given:
            yield name, given["value"], "sourced" in given or "confirmed" in given


def bare(value: str) -> str:
    """Return a value as it is looked for: without spaces, scheme and last slash."""
    return squeezed(value).removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def withheld() -> dict[str, str]:
    """Return the values that no pack may bear by default, with the entry that has each."""
    given = [(bare(value), entry["id"], ok and entry.get("status", "active") == "active")
             for entry in resources() for _, value, ok in values(entry)]  # fmt: skip
    good = {value for value, _, ok in given if ok}
    return {v: owner for v, owner, ok in given if not ok and not any(v in other for other in good)}


@pytest.mark.xdist_group("sample")
def test_nothing_unconfirmed_is_printed_by_default(sample: Path) -> None:
    """No value without a source, and none of an entry that is not active, is in the text or a link of any pack."""
    hidden = withheld()
    assert len(hidden) >= 5
    different = ("TOGO-01", "TOGO-03", "TOGO-05", "MDA-01", "MDA-02", "SYR-01", "SYR-02", "ISL-01", "ISL-02")
    for entry in manifest(sample)["files"]:
        if entry["participant"] not in different:
            continue
        path = sample / entry["path"]
        words = text(path)
        leads = {bare(uri.removeprefix("tel:").removeprefix("mailto:")) for uri in uris(path)}
        codes = {bare(url) for urls in entry["links"].values() for url in urls}
        assert {value: owner for value, owner in hidden.items() if value in words} == {}, entry["path"]
        assert hidden.keys() & (leads | codes) == set(), entry["path"]


@pytest.mark.xdist_group("sample")
def test_what_is_left_out_is_listed_with_its_reason(sample: Path) -> None:
    """Each value that is withheld for want of a source stands in the manifest, under a reason of the fixed list."""
    listed = {(item["id"], item["field"]): item["reason"] for item in manifest(sample)["left_out"]}
    active = [entry for entry in resources() if entry.get("status", "active") == "active"]
    bare_ones = {(entry["id"], name) for entry in active for name, _, ok in values(entry) if not ok}
    assert bare_ones <= listed.keys()
    assert {listed[key] for key in bare_ones} == {"unconfirmed"}
    idle = {entry["id"] for entry in resources() if entry.get("status", "active") != "active"}
    reasons = {(item["id"], item["reason"]) for item in manifest(sample)["left_out"]}
    assert {(ident, "not-active") for ident in idle} <= reasons


@cache
def translations() -> list[dict[str, Any]]:
    """Return what the shipped translations say of resources, one mapping by id for each language."""
    files = sorted(shipped("packs", "translations").glob("*.yaml"))
    loaded = [yaml.load(path.read_text("utf-8"), yaml.BaseLoader) for path in files]  # noqa: S506 - text alone
    return [given["resources"] for given in loaded]


def translated(ident: str) -> list[Mapping[str, str]]:
    """Return the translations of one resource."""
    return [given[ident] for given in translations() if ident in given]


def names_of(entry: Mapping[str, Any]) -> set[str]:
    """Return by what an organisation is known: names in every language, aliases, domains."""
    name = entry["name"]
    found = {name} if isinstance(name, str) else set(name.values())
    found |= {names["name"] for names in translated(entry["id"]) if "name" in names}
    found |= set(entry.get("aliases", []))
    for field, value, _ in values(entry):
        if field == "url":
            found.add(value.split("//")[1].split("/")[0].removeprefix("www."))
        if field == "email":
            found.add(value.split("@")[1])
    return {one.strip() for one in found}


def forbidden(country: str, extra: frozenset[str] = frozenset()) -> tuple[set[str], set[str]]:
    """Return the ids that may not be named in a country, with the others of the same bodies; and their names."""
    everything = list(resources())
    banned = {e["id"] for e in everything if country in e.get("do_not_name_in", []) or e["id"] in extra}
    bodies = {e.get("organisation", e["id"]) for e in everything if e["id"] in banned}
    whole = [e for e in everything if e.get("organisation", e["id"]) in bodies]
    shared = {name for e in everything if e not in whole for name in names_of(e)}
    return {e["id"] for e in whole}, set().union(*(names_of(e) for e in whole)) - shared


def named(words: str, names: set[str]) -> list[str]:
    """Return which names stand in a text as whole words."""
    plain = " ".join(re.sub("[\u00ad\ufffe]", "-", words).casefold().split())
    return [n for n in names if re.search(rf"(?<!\w){re.escape(n.casefold())}(?!\w)", plain)]


@pytest.mark.xdist_group("sample")
@pytest.mark.parametrize("kind", ["pack", "card", "packs", "cards"])
def test_a_forbidden_organisation_is_nowhere(sample: Path, kind: str) -> None:
    """MDA-02 passes through a country with such rules: no name, alias or domain is in text, link, code or properties.

    The country's own rule counts as well. The job of the discreet edition in Moldova is theirs alone.
    """
    ids, names = forbidden("RUS", frozenset({"agir"}))
    assert len(ids) >= 5
    (entry,) = entries(sample, country="MDA", kind=kind, edition="discreet")
    path = sample / entry["path"]
    assert named(" ".join(pages(path)), names) == []
    assert named(" ".join((metadata(path), *(title for _, title in bookmarks(path)))), names) == []
    leads = [*uris(path), *(url for urls in entry["links"].values() for url in urls)]
    assert [
        (lead, name) for lead in leads for name in names if "." in name and name.casefold() in lead.casefold()
    ] == []
    inside = raw(path).decode("utf-8", "replace").casefold()
    assert [name for name in names if len(name) > 7 and name.casefold() in inside] == []


@pytest.mark.xdist_group("sample")
def test_the_same_organisations_are_in_other_peoples_packs(sample: Path) -> None:
    """A rule of one country takes nothing from the packs of the others, not even in the same country's open edition."""
    ids, _ = forbidden("RUS")
    printable = {e["id"]: names_of(e) for e in resources() if e["id"] in ids and e.get("status", "active") == "active"
                 and any(ok for _, _, ok in values(e))}  # fmt: skip
    assert len(printable) >= 3
    for name in ("TGO/togo-01-pack-en.pdf", "MDA/mda-01-pack-en.pdf", "SYR/syr-01-pack-en.pdf"):
        words = " ".join(pages(sample / name))
        assert [ident for ident, names in printable.items() if not named(words, names)] == [], name


@pytest.mark.xdist_group("sample")
def test_what_may_not_be_named_is_listed_with_its_country(sample: Path) -> None:
    """Staff see which organisations are missing in a pack, and by whose rule."""
    listed = {(i["id"], i["country"]) for i in manifest(sample)["left_out"] if i["reason"] == "do-not-name"}
    ids, _ = forbidden("RUS")
    assert {(ident, "RUS") for ident in ids} <= listed
    assert ("agir", "MDA") in listed


# The states of a value, on a page of the workspace's own resources

KNOWN = {
    "x-new": {"confirmed": "2026-11-20", "confirmed_by": "Sample Staff"},
    "x-edge": {"confirmed": str(TODAY - timedelta(days=180)), "confirmed_by": "Sample Staff"},
    "x-old": {"confirmed": str(TODAY - timedelta(days=181)), "confirmed_by": "Sample Staff"},
    "x-sourced": {"sourced": "2026-03"},
    "x-aged": {"sourced": "2019"},
    "x-none": {},
}
PHONES = {ident: f"+44 20 7946 0{number}" for number, ident in enumerate([*KNOWN, "x-ended"], 201)}


def own_resources(**changes: Mapping[str, str]) -> str:
    """Return a resources.yaml of tools, one in each state; ``changes`` changes keys of one."""
    listed = [
        {"id": ident, "kind": "tool", "name": f"Tool {ident}", "phone": PHONES[ident], **given,
         **changes.get(ident.replace("-", "_"), {})}
        for ident, given in {**KNOWN, "x-ended": {"sourced": "2026", "status": "ended"}}.items()
    ]  # fmt: skip
    return yaml.safe_dump(listed, sort_keys=False)


def tools(tmp_path: Path, *options: str, files: Mapping[str, str] | None = None) -> tuple[Run, set[str], str]:
    """Return a build's account, which of the tools' phones its pack bears, and its text."""
    given = {**short_guidance(s11="[[tools]]"), "resources.yaml": own_resources(), **(files or {})}
    desk = workspace(tmp_path / "desk", ONE, files=given)
    done = build(desk, tmp_path / "out", "--only", "packs", *options)
    assert done.code == 0, done.err
    path = tmp_path / "out" / "TGO" / "p-1-pack-en.pdf"
    return done, {ident for ident, phone in PHONES.items() if squeezed(phone) in text(path)}, " ".join(pages(path))


def test_each_state_is_printed_with_its_mark(tmp_path: Path) -> None:
    """By default: confirmed with its day, tried before with its day, sourced with its year; nothing else."""
    done, printed, words = tools(tmp_path)
    assert printed == {"x-new", "x-edge", "x-old", "x-sourced", "x-aged"}
    assert {sign for sign in "●◐○" if sign in words} == set("●◐○")
    assert "20 Nov 2026" in words or "20 November 2026" in words
    assert "2019" in words
    reasons = {(i["id"], i["field"]): i["reason"] for i in manifest(tmp_path / "out")["left_out"]}
    assert reasons["x-none", "phone"] == "unconfirmed"
    assert reasons["x-ended", None] == "not-active"
    assert "Sample Staff" not in words
    assert "x-aged: phone" in press("check", tmp_path / "desk", "--as-of", AS_OF).err + done.err


def test_confirmed_only_prints_the_first_state_alone(tmp_path: Path) -> None:
    """What was tried within 180 days, the last one included; the others are listed as not confirmed."""
    _, printed, _ = tools(tmp_path, "--confirmed-only")
    assert printed == {"x-new", "x-edge"}
    reasons = {(i["id"], i["field"]): i["reason"] for i in manifest(tmp_path / "out")["left_out"]}
    assert {reasons[ident, "phone"] for ident in ("x-old", "x-sourced", "x-aged")} == {"not-confirmed"}


def test_allow_unconfirmed_prints_all_that_is_active_and_marks_it(tmp_path: Path) -> None:
    """Also what nobody tried and no source shows, with a mark that says so; never what has ended."""
    _, printed, words = tools(tmp_path, "--allow-unconfirmed")
    assert printed == KNOWN.keys()
    after = words[words.index("Tool x-none") :][:120]
    assert re.search(r"not confirmed|unconfirmed", after, re.IGNORECASE), after


def test_a_confirmation_belongs_to_the_value(tmp_path: Path) -> None:
    """`confirm` puts a person's word on record, and the value is printed; change the value, and the word is gone."""
    desk = workspace(tmp_path / "desk", ONE, files={"resources.yaml": own_resources()})
    done = press("confirm", desk, "x-none", "phone", "--by", "Sample Staff", "--on", "2026-11-21")
    assert done.code == 0, done.err
    kept = {"confirmations.yaml": (desk / "confirmations.yaml").read_text("utf-8")}
    _, printed, words = tools(tmp_path / "one", "--confirmed-only", files=kept)
    assert "x-none" in printed
    assert "Sample Staff" not in words
    other = own_resources(x_none={"phone": "+44 20 7946 0299"})
    _, printed, words = tools(tmp_path / "two", files={**kept, "resources.yaml": other})
    assert "x-none" not in printed
    assert squeezed("+44 20 7946 0299") not in squeezed(words)


def test_a_later_confirmation_does_not_count_before_its_day(tmp_path: Path) -> None:
    """With an earlier --as-of, what was tried after that day is as if it had not been tried."""
    _, printed, _ = tools(tmp_path, "--as-of", "2026-11-19")
    assert "x-new" not in printed
    reasons = {(i["id"], i["field"]): i["reason"] for i in manifest(tmp_path / "out")["left_out"]}
    assert reasons["x-new", "phone"] == "future-confirmation"


def test_police_numbers_are_printed_only_where_staff_say_so(tmp_path: Path) -> None:
    """They may be the threat; Geneva's stand apart."""
    numbers = "emergency_numbers:\n" + "".join(
        f"  - {{service: {service}, number: '{number}', sourced: 2026}}\n"
        for service, number in (("police", "7711"), ("ambulance", "7722"))
    )
    for police, expected in (("no", {"7722"}), ("yes", {"7711", "7722"})):
        place = tmp_path / police
        files = {"countries/TGO.yaml": f"police: {police}\n{numbers}"}
        done = build(workspace(place / "desk", ONE, files=files), place / "out", "--only", "packs")
        assert done.code == 0, done.err
        made = pages(place / "out" / "TGO" / "p-1-pack-en.pdf")
        shown = [{n for n in ("7711", "7722") if n in page} for page in (made[2], "".join(made[4:]))]
        assert shown == [expected, expected]
        reasons = [i["reason"] for i in manifest(place / "out")["left_out"] if i["id"] == "TGO"]
        assert reasons == ([] if police == "yes" else ["police"])


def test_each_number_of_the_emergency_page_bears_its_mark(tmp_path: Path) -> None:
    """What a person tried is told from what a source shows, also where there is no general number to bear the mark."""
    numbers = "emergency_numbers:\n  - {service: ambulance, number: '7722', sourced: 2025}\n"
    desk = workspace(tmp_path / "desk", ONE, files={"countries/TGO.yaml": numbers})
    assert build(desk, tmp_path / "out", "--only", "packs").code == 0
    page = pages(tmp_path / "out" / "TGO" / "p-1-pack-en.pdf")[2]
    here = page[page.index("7722") - 60 :].split("If you are arrested")[0]
    assert "○" in here, here


def test_free_text_that_names_a_forbidden_organisation_stops_the_run(tmp_path: Path) -> None:
    """Only a person can mend a sentence: exit code 3, at its place, by the id of the resource; nothing is made."""
    files = {"countries/TGO.yaml": "do_not_name: [fld]\nnotes: 'Ask Front Line Defenders for help.'\n"}
    done = build(workspace(tmp_path / "desk", ONE, files=files), tmp_path / "out")
    assert done.code == 3
    (line,) = done.errors
    assert line.startswith("countries/TGO.yaml:2:8: notes: ")
    assert "fld" in line
    assert not (tmp_path / "out").exists()
