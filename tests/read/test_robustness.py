"""Whatever stands in the files, the reader gives lines: no traceback, no hang."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from pressroom.problems import Findings
from pressroom.read.guidance import check_body
from pressroom.read.picture import PictureError, check_picture
from pressroom.read.reach import email, phone, short_code, url, website
from pressroom.read.workspace import read_workspace
from pressroom.read.yamlfile import parse_yaml
from tests.read.conftest import SESSION, TODAY, lay_down

FILES = ("session.yaml", "participants.csv", "participants.yaml", "countries/TGO.yaml", "resources.yaml",
         "confirmations.yaml", "brand.yaml", "guidance/en/01-this-pack.md", "sheets/a.yaml")  # fmt: skip
ODD = st.text(
    alphabet=st.sampled_from(list("abc:-[]{}#&*!|>'\"%@`,?~ \n\t\0\x1b\u200e\u2028\ud7ff١é<>/+09")), max_size=60
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(FILES), content=st.one_of(st.binary(max_size=60), ODD.map(str.encode)))
def test_any_content_of_any_file_is_answered_with_lines(name: str, content: bytes) -> None:
    """Random bytes in any one file of a workspace never raise."""
    with tempfile.TemporaryDirectory() as folder:
        _, findings = read_workspace(lay_down(Path(folder), {name: content}), TODAY)
        assert all(problem.message for problem in findings.problems)


@settings(max_examples=150, deadline=None)
@given(text=ODD)
def test_any_text_is_answered(text: str) -> None:
    """Random text as YAML, guidance, a phone, an address or a link is taken or refused, no more."""
    parse_yaml(text, "f.yaml", Findings())
    check_body(text, "s.md", 1, Findings())
    for kind in (phone, short_code, email, url, website):
        try:
            kind(text)
        except PydanticCustomError:
            continue


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=80), suffix=st.sampled_from([".svg", ".png"]))
def test_any_bytes_as_a_picture(data: bytes, suffix: str) -> None:
    """Random bytes are no picture."""
    with pytest.raises(PictureError):
        check_picture(data, suffix)


@pytest.mark.parametrize("value", ["[]", "{}", "- a", "''", "{a: {b: {c: d}}}", "[[a]]", "{value: [a]}", "|"])
def test_any_shape_of_any_value_is_answered(tmp_path: Path, value: str) -> None:
    """A list, a group or nothing where one value belongs, and the other way round, is a line at its place."""
    keys = [line.split(":")[0].strip() for line in SESSION.splitlines()]
    for key in keys:
        lines = [f"{key}: {value}" if line.startswith(f"{key}:") else line for line in SESSION.splitlines()]
        if f"{key}: {value}" not in lines:
            continue
        text = "\n".join(lines) + "\n"
        _, findings = read_workspace(lay_down(tmp_path, {"session.yaml": text}), TODAY)
        assert findings.errors, key
        assert all(problem.place.file == "session.yaml" for problem in findings.errors), key
