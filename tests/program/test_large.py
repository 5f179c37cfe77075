"""As many people as a table has room for: they are read and planned, and what is written down of them is read again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import pytest

from pressroom.deliver import commit
from pressroom.deliver import manifest as manifests
from pressroom.deliver import passphrases as words
from pressroom.limits import MAX_PEOPLE
from pressroom.problems import Findings
from pressroom.read.tables import CONTACT_KEYS, MAX_CONTACTS, OWN_KEYS
from pressroom.read.tree import ListNode
from pressroom.read.yamlfile import parse_yaml
from tests.program.making import AS_OF, Person, build, contact, generate, press, short_guidance, workspace
from tests.program.reading import manifest
from tests.read.making import as_csv

LARGE = bool(os.environ.get("PRESSROOM_TEST_LARGE"))
"""Whether a whole table is read, which takes two minutes and two gigabytes."""


def crowd(count: int) -> list[Person]:
    """Return people, each with a code and four contacts that nobody else has."""
    return [
        {
            "code": f"SPECIMEN-{number:06}",
            "country": ("TGO", "ISL")[number % 2],
            "name": f"SPECIMEN Person {number}",
            **{
                key: value
                for n in range(1, 5)
                for key, value in contact(
                    n,
                    f"SPECIMEN Contact {number}-{n}",
                    f"+44 20 7946 0{number % 1000:03}",
                    relation="neighbour",
                    email=f"specimen-{number}-{n}@example.org",
                ).items()
            },
        }
        for number in range(count)
    ]


# The table


@pytest.mark.slow
@pytest.mark.parametrize("count", [MAX_PEOPLE if LARGE else 5_000])
def test_a_table_has_room_for_as_many_people_as_it_says(tmp_path: Path, count: int) -> None:
    """Everybody in a long table is read and planned for, all with codes and contacts of their own."""
    desk = workspace(tmp_path / "desk", crowd(count))
    done = generate("check", desk, "--as-of", AS_OF)
    assert done.code == 0, done.err[:2000]
    assert done.errors[-1:] == [f"small: {count} packs, {count} cards, 2 countries"]


def test_one_person_too_many_is_told(tmp_path: Path) -> None:
    """A table of one row more than there is room for is refused, at that row, with what to do."""
    rows = [["code", "country"], *([f"SPECIMEN-{number}", "TGO"] for number in range(MAX_PEOPLE + 1))]
    done = press("check", workspace(tmp_path / "desk", files={"participants.csv": as_csv(rows)}), "--as-of", AS_OF)
    assert done.code == 3
    message = "has more than 100,000 rows, from here on: look whether it is the right file"
    assert done.errors == [f"participants.csv:100002:1: {message}"]


def test_yaml_has_room_for_as_many_people_as_it_says() -> None:
    """Three thousand people with everything filled in are read from YAML."""
    one = "".join(f"  {key}: SPECIMEN\n" for key in OWN_KEYS).replace(" ", "-", 1)
    contacts = "  contacts:\n" + MAX_CONTACTS * "".join(
        f"{'  - ' if key == CONTACT_KEYS[0] else '    '}{key}: SPECIMEN\n" for key in CONTACT_KEYS
    )
    findings = Findings()
    found = parse_yaml((one + contacts) * 3_000, "participants.yaml", findings)
    assert findings.problems == []
    assert isinstance(found, ListNode)
    assert len(found.items) == 3_000


# What is written down of them


class Written(NamedTuple):
    """How many bytes a build for so many people wrote down: in its manifest, and in its record of what goes where."""

    people: int
    manifest: int
    record: int


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Return how much is written down where people have all files that there are, in the place of as many others'."""
    base, sizes, real = tmp_path_factory.mktemp("written"), list[int](), commit.write_down

    def write_down(folder: Path, planned: commit.Commit) -> None:
        others = tuple(path for _, path in planned.moves)
        sizes.append(len(planned.model_copy(update={"stale": others}).model_dump_json()))
        real(folder, planned)

    # The longest codes, of 24 letters, and contacts who declined, since each of them has an entry of its own.
    declined = {f"contact{n}_name": "SPECIMEN" for n in range(1, 5)}
    people = [{"code": "i" * 23 + str(n), "country": "TGO", **declined} for n in range(2)]
    whole_guidance = dict.fromkeys(short_guidance())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commit, "write_down", write_down)
        done = build(workspace(base / "desk", people, files=whole_guidance), base / "out", "--split", "--marks")
    assert done.code == 0, done.err
    assert len([item for item in manifest(base / "out")["left_out"] if item["reason"] == "no-consent"]) == 8
    return Written(len(people), (base / "out" / "manifest.json").stat().st_size, sizes[-1])


@pytest.mark.slow
def test_the_longest_manifest_can_be_read_again(written: Written) -> None:
    """There is room in a manifest for as many people as a table has room for, with all the files that one can have."""
    assert written.manifest / written.people * MAX_PEOPLE <= manifests.MAX_BYTES


@pytest.mark.slow
def test_the_longest_record_of_a_commit_can_be_read_again(written: Written) -> None:
    """A run that is killed while everybody's files take the place of as many others' can be finished by the next."""
    assert written.record / written.people * MAX_PEOPLE <= commit.MAX_BYTES


def test_the_longest_file_of_passphrases_can_be_read_again(tmp_path: Path) -> None:
    """Everybody has a line, and so have ten times as many who were there before."""
    path = tmp_path / "words.txt"
    found, _ = words.keep_passphrases(path, "small", ["A" * 24])
    line = len(f"{'A' * 24}  {'x' * words.LONGEST}\n")
    assert max(map(len, path.read_text().splitlines()[-2:])) <= line - 1
    assert found.of("A" * 24)
    assert line * MAX_PEOPLE * 10 < words.MAX_BYTES
