"""What waits for a person, and how their word is put on record without touching anything else."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pressroom.confirmations import CONFIRMATIONS, ConfirmError, append, choose, waiting
from pressroom.model import (
    Brand,
    Colours,
    Confirmation,
    Country,
    CountryContact,
    EmergencyNumber,
    Host,
    Provenance,
    Resource,
    Session,
    Sourced,
    Workspace,
)
from pressroom.policy import Rules
from pressroom.problems import Findings, printable
from pressroom.read import shipped
from pressroom.read.tree import ListNode, MapNode, Scalar
from pressroom.read.yamlfile import parse_yaml
from tests.program.making import AS_OF, build, press, workspace
from tests.program.reading import text

TODAY = date(2026, 11, 22)
PHONE = "+44 20 7946 0001"


def known(value: str, **provenance: Any) -> Sourced:
    """Return a value with its provenance; a confirmation is signed."""
    signed = {"confirmed_by": "Ada Example"} if "confirmed" in provenance else {}
    return Sourced(value=value, provenance=Provenance(**provenance, **signed))


def fund(id_: str, **more: Any) -> Resource:
    """Return an active fund."""
    return Resource.model_validate({"id": id_, "kind": "fund", "name": id_, **more})


def shop() -> Workspace:
    """Return a workspace with something of each kind that can be confirmed."""
    host = Host(name="Host", phone=PHONE, emergency_phone=PHONE, email="a@host.example", website="https://host.example")
    session = Session(
        id="s", title="T", starts=TODAY, ends=TODAY, venue="V", host=host, countries=("TGO",), languages=("en",),
        edition="open",
    )  # fmt: skip
    togo = Country(
        code="TGO",
        contacts=(CountryContact(id="tgo-1", kind="ngo", name="N", email=known("n@n.example")),),
        emergency_numbers=(
            EmergencyNumber(service="fire", number=known("18", sourced="2026", source="A page")),
            EmergencyNumber(service="fire", number=known("118", confirmed=TODAY)),
        ),
    )
    resources = (
        fund(
            "lamp", phone=known(PHONE, confirmed=date(2025, 1, 2)), url=known("https://lamp.example", confirmed=TODAY)
        ),
        fund("ended", phone=known(PHONE), status="ended"),
        fund("barred", phone=known(PHONE), do_not_name_in=("TGO",)),
        fund("oak", email=known("oak@oak.example", sourced="2024")),
    )
    return Workspace(
        session=session, participants=(), countries={"TGO": togo}, resources={r.id: r for r in resources},
        confirmations=(
            Confirmation(id="oak", field="email", value="old@oak.example", confirmed=TODAY, confirmed_by="Ada"),
        ),
        brand=Brand(colours=Colours(primary="#000000", signal="#000000", paper="#ffffff", ink="#000000")),
        sections={}, sheets={}, places={},
    )  # fmt: skip


def ada(**more: Any) -> Confirmation:
    """Return what Ada confirmed."""
    given_ = {"id": "lamp", "field": "phone", "value": PHONE, "confirmed": TODAY, "confirmed_by": "Ada Example"}
    return Confirmation.model_validate({**given_, **more})


def items(folder: Path) -> list[dict[str, str]]:
    """Return what the program's own reader finds in the file."""
    findings = Findings()
    root = parse_yaml((folder / CONFIRMATIONS).read_bytes().decode().removeprefix("\ufeff"), CONFIRMATIONS, findings)
    assert not findings.problems
    assert isinstance(root, ListNode)
    found: list[dict[str, str]] = []
    for node in root.items:
        assert isinstance(node, MapNode)
        found.append({key: value.text for key, value in node.entries.items() if isinstance(value, Scalar)})
    return found


def test_what_waits_is_what_may_be_printed_and_was_not_tried_of_late() -> None:
    """Not what is confirmed, not what ended, not what nobody here may name; numbers and contacts of countries too."""
    found = [(w.id, w.field, w.value, w.state, w.when, w.source) for w in waiting(shop(), Rules(TODAY))]
    assert [entry for entry in found if entry[0] not in {"CHE", "FRA"}] == [
        ("lamp", "phone", PHONE, "tried", "2025-01-02", ""),
        ("oak", "email", "oak@oak.example", "sourced", "2024", ""),
        ("tgo-1", "email", "n@n.example", "unconfirmed", "", ""),
        ("TGO", "fire", "18", "sourced", "2026", "A page"),
    ]


def test_the_numbers_of_the_meetings_place_wait_too(tmp_path: Path) -> None:
    """They stand on every emergency page, those of the country next door below: once tried, they wait no more."""
    found = [(w.id, w.field, w.value) for w in waiting(shop(), Rules(TODAY)) if w.id in {"CHE", "FRA"}]
    place = shipped.lines().meeting_place
    assert place.neighbour is not None
    assert found == [(at.country, n.service, n.number.value) for at in place.all for n in at.emergency_numbers]
    assert len({id_ for id_, _, _ in found}) == 2
    desk = workspace(tmp_path / "desk")
    tried = ("--by", "Ada Example", "--on", "2026-11-01", "--how", "called")
    assert press("confirm", desk, "CHE", "ambulance", *tried).code == 0
    listed = press("confirm", desk, "--as-of", AS_OF)
    assert "CHE ambulance" not in listed.out
    assert "CHE police" in listed.out
    assert "CHE" not in listed.err
    assert build(desk, tmp_path / "out", "--only", "packs").code == 0
    page = text(tmp_path / "out/TGO/p-1-pack-en.pdf")
    assert "1november2026" in page


def test_the_value_is_the_one_in_the_data() -> None:
    """Staff name id and field; the value is as it stands, and one of several must be chosen."""
    assert choose(shop(), "lamp", "phone") == PHONE
    assert choose(shop(), "lamp", "phone", "+442079460001") == PHONE
    assert choose(shop(), "tgo-1", "email") == "n@n.example"
    assert choose(shop(), "TGO", "fire", "118") == "118"


@pytest.mark.parametrize(
    ("id_", "field", "value", "words"),
    [
        ("lump", "phone", None, "no entry with this id"),
        ("lamp", "email", None, "it has phone, url"),
        ("TGO", "fire", None, "several"),
        ("lamp", "phone", "+44 20 7946 0009", "another phone"),
    ],
)
def test_what_is_not_in_the_data_cannot_be_confirmed(id_: str, field: str, value: str | None, words: str) -> None:
    """A slip of the keys is told, with what there is; the value is never repeated."""
    with pytest.raises(ConfirmError, match=words) as caught:
        choose(shop(), id_, field, value)
    assert "7946" not in str(caught.value)


BEFORE = [
    ("no file", None),
    ("empty", ""),
    ("comments alone", "# who tried what\n"),
    ("comment without line end", "# who tried what"),
    ("one item", "- id: a\n  field: phone\n  value: +44 20 7946 0002\n  confirmed: 2026-01-02\n  confirmed_by: B\n"),
    ("no line end", "- id: a\n  field: phone"),
    ("indented list", "# head\n  - id: a\n    field: phone\n"),
    ("comment at the end", "- id: a # mine\n\n# more to come\n"),
    ("three dashes", "---\n- id: a\n"),
    ("Windows line ends", "- id: a\r\n  field: phone\r\n"),
    ("byte-order mark", "\ufeff- id: a\n"),
    ("flow items", "- {id: a, field: phone}\n"),
]


@pytest.mark.parametrize("before", [pytest.param(text, id=name) for name, text in BEFORE])
def test_a_confirmation_is_appended_and_nothing_else_changes(tmp_path: Path, before: str | None) -> None:
    """All that stood there stays, byte for byte, comments too; the reader finds the item after the others."""
    path = tmp_path / CONFIRMATIONS
    if before is not None:
        path.write_bytes(before.encode())
    append(tmp_path, ada(how="called: spoke with the desk"), TODAY)
    append(tmp_path, ada(field="url", value="https://lamp.example/#x"), TODAY)
    assert path.read_bytes().startswith((before or "").encode())
    found = items(tmp_path)
    assert found[-2] == {
        "id": "lamp", "field": "phone", "value": PHONE, "confirmed": "2026-11-22", "confirmed_by": "Ada Example",
        "how": "called: spoke with the desk",
    }  # fmt: skip
    assert found[-1]["value"] == "https://lamp.example/#x"
    assert len(found) == 2 + (before or "").count("id: a")
    assert (b"\n" in path.read_bytes().replace(b"\r\n", b"")) is not (before or "").count("\r\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [CONFIRMATIONS]


@given(st.text(min_size=1, max_size=40), st.text(max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
def test_any_text_comes_back_as_typed_or_is_refused(tmp_path: Path, who: str, how: str) -> None:
    """Quotes, colons, other scripts: read back as typed. What cannot be seen is refused and writes nothing."""
    (tmp_path / CONFIRMATIONS).unlink(missing_ok=True)
    try:
        append(tmp_path, ada(confirmed_by=who, how=how or None), TODAY)
    except ConfirmError:
        assert not who.strip() or printable(who + how) != who + how
        assert not (tmp_path / CONFIRMATIONS).exists()
        return
    assert items(tmp_path)[0]["confirmed_by"] == who
    assert items(tmp_path)[0].get("how", "") == how


@pytest.mark.parametrize(
    "before",
    [
        "a: b\n",
        "[]\n",
        "[{id: a}]\n",
        "- id: a\n...\n",
        "text\n",
        "- id: a\n  - b\n",
        "- &x a\n",
        "- 'open\n",
        "- id: |\n    a\n  b",
    ],
)
def test_a_file_that_is_no_list_is_left_as_it_is(tmp_path: Path, before: str) -> None:
    """Rather than harm what staff wrote, say what is wrong with it."""
    (tmp_path / CONFIRMATIONS).write_text(before)
    with pytest.raises(ConfirmError):
        append(tmp_path, ada(), TODAY)
    assert (tmp_path / CONFIRMATIONS).read_text() == before


def test_a_value_that_runs_on_is_not_run_into(tmp_path: Path) -> None:
    """A last item whose text would swallow what follows makes it refuse, or keeps both whole."""
    before = "- id: a\n  how: |\n    called,\n    twice\n"
    (tmp_path / CONFIRMATIONS).write_text(before)
    append(tmp_path, ada(), TODAY)
    assert items(tmp_path)[0]["how"] == "called,\ntwice\n"
    assert items(tmp_path)[1]["id"] == "lamp"


@pytest.mark.parametrize("what", ["link", "dangling link", "folder", "encrypted", "latin-1"])
def test_a_file_that_may_not_be_written_is_refused(tmp_path: Path, what: str) -> None:
    """No link out of the workspace, no second file beside an encrypted one, no guess at an encoding."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    path, outside = folder / CONFIRMATIONS, tmp_path / "outside.yaml"
    outside.write_text("# mine\n")
    if what == "encrypted":
        (folder / f"{CONFIRMATIONS}.age").write_text("x")
    elif what == "folder":
        path.mkdir()
    elif what == "latin-1":
        path.write_bytes(b"# \xe9\n")
    else:
        path.symlink_to(outside if what == "link" else tmp_path / "none.yaml")
    with pytest.raises(ConfirmError):
        append(folder, ada(), TODAY)
    assert outside.read_text() == "# mine\n"
    assert not (tmp_path / "none.yaml").exists()


@pytest.mark.parametrize("who", ["", "  "])
def test_somebody_signs(tmp_path: Path, who: str) -> None:
    """A confirmation is a person's word."""
    with pytest.raises(ConfirmError, match="who tried it"):
        append(tmp_path, ada(confirmed_by=who), TODAY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("change", [{"confirmed_by": "A" * 121}, {"how": "h" * 201}, {"confirmed_by": "\u00a0"}])
def test_what_the_reader_would_refuse_is_not_written(tmp_path: Path, change: dict[str, str]) -> None:
    """One entry that cannot be read would keep every command from working."""
    with pytest.raises(ConfirmError):
        append(tmp_path, ada(**change), TODAY)
    assert not (tmp_path / CONFIRMATIONS).exists()
