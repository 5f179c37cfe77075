"""The corrections of printers: what a value may be, whose file counts, and what is said about faults."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from pressroom.model import Correction, Workspace
from pressroom.problems import WorkspaceError
from pressroom.read import printers
from pressroom.read.printers import UnknownPrinterError, config_folder, config_name, find_correction
from pressroom.schema import schemas
from tests.read.conftest import Check

OFFICE = """\
# measured on plain paper
office:
  front_dx: 0.5
  front_dy: -0.25
  back_dx:  +1
  back_dy: \N{MINUS SIGN}3
  scale_x: 1.003
  scale_y: 0.98
second-floor.v2_b: {front_dx: 3.000}
"""


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the config folder's file, not there yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "ada-sample"))
    (tmp_path / "ada-sample" / "pressroom").mkdir(parents=True)
    return tmp_path / "ada-sample" / "pressroom" / "printers.yaml"


def own(check: Check, text: str) -> Workspace:
    """Return a workspace with this printers.yaml, which must be without a fault."""
    workspace, findings = check({"printers.yaml": text})
    assert findings.problems == []
    assert workspace is not None
    return workspace


def test_values_are_read_as_exact_decimals(check: Check) -> None:
    """Each value is the decimal that was typed, also with the long minus sign of print; what is absent is no change."""
    found = own(check, OFFICE).printers
    assert found["office"] == Correction(
        front_dx=Decimal("0.5"), front_dy=Decimal("-0.25"), back_dx=Decimal(1), back_dy=Decimal(-3),
        scale_x=Decimal("1.003"), scale_y=Decimal("0.98"),
    )  # fmt: skip
    assert found["second-floor.v2_b"] == Correction(front_dx=Decimal(3))
    assert Correction().scale_x == 1
    assert Correction().back_dy == 0


def test_a_workspace_without_printers_has_none(check: Check) -> None:
    """Neither a missing file nor one that holds nothing but comments is a fault."""
    workspace, _ = check({})
    assert workspace is not None
    assert workspace.printers == {}
    assert own(check, "# none yet\n").printers == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a:\n  scale_x: 1\n  front_dx: 3.01\n", "printers.yaml:3:13: front_dx: is more than 3 mm"),
        ("a:\n  front_dy: 0\n  back_dy:   -4\n", "printers.yaml:3:14: back_dy: is more than 3 mm"),
        ("a: {scale_x: 1.021}\n", "printers.yaml:1:14: scale_x: is not between 0.98 and 1.02"),
        ("a: {scale_y: 0.9799}\n", "printers.yaml:1:14: scale_y: is not between 0.98 and 1.02"),
        ("a: {scale_y: 98}\n", "printers.yaml:1:14: scale_y: is not between 0.98 and 1.02"),
        ("a:\n  front_dx: 0,5\n", "printers.yaml:2:13: front_dx: has a comma in its number: write a point"),
        ("a:\n  scale_x: 1,003\n", "printers.yaml:2:12: scale_x: has a comma in its number: write a point, as 1.003"),
        ("a:\n  front_dx: 1 mm\n", "printers.yaml:2:13: front_dx: is not a number"),
        ("a:\n  front_dx: 1e0\n", "printers.yaml:2:13: front_dx: is not a number"),
        ("a:\n  front_dx: nan\n", "printers.yaml:2:13: front_dx: is not a number"),
        ("a:\n  front_dx: [1]\n", "printers.yaml:2:13: front_dx: must be one value"),
        ("a:\n  front-dx: 1\n", "printers.yaml:2:3: this key is not known here (did you mean front_dx?)"),
        ("a:\nb: {}\n", "printers.yaml:1:1: has no values"),
        ("a: 0.5\n", "printers.yaml:1:4: must be a group of keys"),
        ("the office: {front_dx: 1}\n", "printers.yaml:1:1: a printer's name may hold letters"),
        ("a: {}\na: {}\n", "printers.yaml:2:1: stands twice"),
        ("- a\n", "printers.yaml:1:1: must hold printers"),
    ],
)
def test_a_fault_is_told_with_its_place(check: Check, text: str, told: str) -> None:
    """Check reports what cannot be a correction, one line each, at the value; there is no workspace then."""
    workspace, findings = check({"printers.yaml": text})
    assert workspace is None
    (problem,) = map(str, findings.errors)
    assert problem.startswith(told)


@pytest.mark.parametrize("text", ["a: {front_dx: 3.1}\n", "a: {scale_x: 1.05}\n"])
def test_what_is_beyond_a_printers_faults_is_a_setting(check: Check, text: str) -> None:
    """A printer that is off by more than 3 mm or 2 % is set wrongly: the message says where to look."""
    _, findings = check({"printers.yaml": text})
    assert "fit to page" in str(findings.errors[0])


def test_all_faults_are_told_in_one_run(check: Check) -> None:
    """A fault in one printer hides none in another."""
    _, findings = check({"printers.yaml": "a: {front_dx: 9, back_dx: x}\nb: {scale_x: 2}\n"})
    assert [problem.field for problem in findings.errors] == ["front_dx", "back_dx", "scale_x"]


def test_the_workspace_comes_before_the_config_folder(check: Check, config: Path) -> None:
    """A name that both know is the workspace's; one that it lacks is looked for in the config folder."""
    config.write_text("office: {front_dx: 2}\nhome: {front_dx: -1}\n", encoding="utf-8")
    workspace = own(check, "office: {front_dx: 1}\n")
    assert find_correction(workspace, "office").front_dx == 1
    assert find_correction(workspace, "home").front_dx == -1
    assert find_correction(None, "office").front_dx == 2


def test_the_config_folder_is_opened_only_when_it_is_needed(check: Check, config: Path) -> None:
    """A fault in the user's own file stops neither a check nor a calibration of the workspace's."""
    config.write_text("office: {front_dx: 99}\n", encoding="utf-8")
    workspace = own(check, "office: {front_dx: 1}\n")
    assert find_correction(workspace, "office").front_dx == 1


def test_an_unknown_name_lists_the_known_ones(check: Check, config: Path) -> None:
    """Those of both files, in order, and the nearest; no path of the machine."""
    config.write_text("home: {}\n", encoding="utf-8")
    with pytest.raises(UnknownPrinterError) as caught:
        find_correction(own(check, "office: {}\nBasement: {}\n"), "ofice")
    assert "Basement, home, office" in str(caught.value)
    assert "did you mean office?" in str(caught.value)
    assert "ada-sample" not in str(caught.value)


def test_without_any_printer_the_message_says_how_to_begin() -> None:
    """Nobody has calibrated anything yet: the message names the command."""
    with pytest.raises(UnknownPrinterError, match="calibrate"):
        find_correction(None, "office")


def test_faults_of_the_config_file_bear_a_short_name(config: Path) -> None:
    """A folder of the user's may bear their name: the place says how it is called instead."""
    config.write_text("office:\n  front_dx: 9\n", encoding="utf-8")
    with pytest.raises(WorkspaceError) as caught:
        find_correction(None, "office")
    (problem,) = map(str, caught.value.problems)
    assert problem.startswith("$XDG_CONFIG_HOME/pressroom/printers.yaml:2:13: front_dx: is more than 3 mm")


def test_a_link_in_the_config_folder_is_followed(config: Path, tmp_path: Path) -> None:
    """People keep their settings elsewhere, and link to them: the folder is their own."""
    (tmp_path / "mine.yaml").write_text("office: {front_dx: 1}\n", encoding="utf-8")
    config.symlink_to(tmp_path / "mine.yaml")
    assert find_correction(None, "office").front_dx == 1


@pytest.mark.parametrize("given", ["", "relative/folder"])
def test_without_the_variable_it_is_the_usual_folder(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The XDG Base Directory Specification: ``~/.config``, also where the variable holds a relative path."""
    monkeypatch.setenv("XDG_CONFIG_HOME", given)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert config_folder() == tmp_path / ".config" / "pressroom"
    assert config_name() == "~/.config/pressroom/printers.yaml"


def test_on_windows_it_is_the_folder_of_applications(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``%APPDATA%``, which messages call by that name."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    assert config_folder() == tmp_path / "Roaming" / "pressroom"
    assert config_name() == r"%APPDATA%\pressroom\printers.yaml"


def test_editors_know_the_form() -> None:
    """The schema has each key of a correction, with its limits."""
    form = schemas()["printers"]
    keys = form["$defs"]["PrinterIn"]["properties"]
    assert set(keys) == set(Correction.model_fields)
    assert (keys["back_dx"]["minimum"], keys["back_dx"]["maximum"]) == (-3.0, 3.0)
    assert (keys["scale_y"]["minimum"], keys["scale_y"]["maximum"]) == (0.98, 1.02)
    assert TypeAdapter(dict[str, Correction]).validate_python({"a": {}}) == {"a": Correction()}
    assert printers.PRINTERS == "printers.yaml"
