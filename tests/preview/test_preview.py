"""`preview`: pictures of chosen pages and cards, one sheet with all of them small, and nothing else touched."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pressroom import preview as room
from pressroom.model.sheet import PAPER_MM
from pressroom.proof import raster
from pressroom.proof.contactsheet import CELL_PX, COLUMNS, GAP_PX, ContactSheet
from pressroom.shop import Shop
from tests.program.making import AS_OF, Run, build, contact, press, umask, workspace
from tests.program.test_fit import LONG, crowd

PEOPLE = (
    {"code": "T-1", "country": "TGO", **contact(1, "Awa")},
    {"code": "T-2", "country": "TGO", "edition": "discreet", **contact(1, "Komi")},
    {"code": "I-1", "country": "ISL"},
    {"code": "I-2", "country": "ISL", "card": "no"},
)
T1_CARD = {"t-1-card-en-1.png", "t-1-card-en-2.png"}
LISTS = {"contact-sheet.png", "preview.json"}
PLAIN_CHUNKS = {b"IHDR", b"IDAT", b"IEND"}


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in this process alone: it has typeset before, and a newer Pango's threads would not survive a fork."""
    monkeypatch.setattr(room, "cores", lambda: 1)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A small workspace: two people of each of two countries, one of them discreet."""
    return workspace(tmp_path / "desk", PEOPLE)


def draw(desk: Path, *options: str) -> tuple[Run, Path]:
    """Preview a workspace into a folder beside it."""
    out = desk.parent / "out"
    return press("preview", desk, "--out", out, "--as-of", AS_OF, *options), out


def names(folder: Path) -> set[str]:
    """Return the names in a folder."""
    return {path.name for path in folder.iterdir()}


def size(path: Path) -> tuple[int, int]:
    """Return a picture's width and height in pixels, once all of it could be read."""
    with Image.open(path) as picture:
        picture.load()
        return picture.size


def pixels(mm: float, dpi: int) -> int:
    """Return how many pixels a length has."""
    return round(mm / 25.4 * dpi)


# What is drawn


def test_the_first_of_each_language_and_edition_is_shown(desk: Path) -> None:
    """Without a choice: the first open one and the discreet one; cover, emergency page, the next pages, both sides."""
    done, out = draw(desk)
    assert done.code == 0, done.err
    pages = [f"pack-en-{page:03}" for page in room.DEFAULT_PAGES]
    meant = {f"{code}-{what}.png" for code in ("t-1", "t-2") for what in (*pages, "card-en-1", "card-en-2")}
    assert names(out) == meant | LISTS
    assert json.loads((out / "preview.json").read_text()) == {
        "session": "small",
        "files": sorted(meant | {"contact-sheet.png"}),
    }


CHOICES: Mapping[tuple[str, ...], set[str]] = {
    ("--participant", "t-1", "--pages", "1,3"): {"t-1-pack-en-001.png", "t-1-pack-en-003.png", *T1_CARD},
    ("--participant", "T-1", "--pages", "1-4", "--only", "packs"): {f"t-1-pack-en-00{n}.png" for n in range(1, 5)},
    ("--participant", "T-1", "--only", "cards"): T1_CARD,
    ("--participant", "T-1", "--only", "cards", "--card", "fold"): {"t-1-card-en-1.png"},
    ("--participant", "I-2", "--pages", "3"): {"i-2-pack-en-003.png"},
    ("--participant", "T-1", "--participant", "I-1", "--pages", "1", "--only", "packs"): {
        "t-1-pack-en-001.png",
        "i-1-pack-en-001.png",
    },
}


@pytest.mark.parametrize("options", CHOICES, ids=" ".join)
def test_what_is_asked_for_is_drawn(desk: Path, options: tuple[str, ...]) -> None:
    """Participants, pages, packs or cards: these pictures, their contact sheet and their list, and no more."""
    done, out = draw(desk, *options)
    assert done.code == 0, done.err
    assert names(out) == CHOICES[options] | LISTS


def test_pages_count_through_the_whole_pack(desk: Path) -> None:
    """The last page of a pack is the last that can be asked for; of pages that it has not, a line says so."""
    out = desk.parent / "built"
    assert build(desk, out, "--participant", "T-1", "--only", "packs").code == 0
    last = json.loads((out / "manifest.json").read_text())["files"][0]["pages"]
    done, shown = draw(desk, "--participant", "T-1", "--pages", f"{last}-999", "--only", "packs")
    assert names(shown) == {f"t-1-pack-en-{last:03}.png"} | LISTS
    done, shown = draw(desk, "--participant", "T-1", "--pages", f"{last + 1}", "--only", "packs")
    assert (done.code, names(shown)) == (0, {"preview.json"})
    assert "T-1: the pack has none of these pages" in done.err


@pytest.mark.parametrize("dpi", [50, 150])
@pytest.mark.parametrize("paper", ["A4", "Letter", "A5"])
def test_a_picture_has_the_pixels_of_its_page(desk: Path, paper: str, dpi: int) -> None:
    """Width and height are those of the paper, and of the card as it is cut, at the dots per inch asked for."""
    done, out = draw(desk, "--participant", "T-1", "--pages", "1", "--paper", paper, "--dpi", str(dpi))
    assert done.code == 0, done.err
    wide, high = PAPER_MM[paper]
    assert size(out / "t-1-pack-en-001.png") == (pixels(float(wide), dpi), pixels(float(high), dpi))
    assert size(out / "t-1-card-en-2.png") == (pixels(85.6, dpi), pixels(53.98, dpi))


def test_the_card_is_the_sheets(desk: Path) -> None:
    """With another sheet, the card has that sheet's size."""
    done, out = draw(desk, "--participant", "T-1", "--only", "cards", "--sheet", "avery-5371", "--dpi", "100")
    assert done.code == 0, done.err
    assert size(out / "t-1-card-en-1.png") == (pixels(88.9, 100), pixels(50.8, 100))


def test_the_contact_sheet_has_them_all(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each picture stands on it once, small, over its participant's code and its page."""
    added: list[tuple[str, str, tuple[int, int]]] = []
    real = ContactSheet.add

    def add(self: ContactSheet, group: str, label: str, picture: Any) -> None:
        added.append((group, label, picture.size))
        real(self, group, label, picture)

    monkeypatch.setattr(ContactSheet, "add", add)
    _, out = draw(desk, "--pages", "1,3", "--dpi", "60")
    assert [(group, label) for group, label, _ in added] == [
        (code, f"{code} · {what}") for code in ("T-1", "T-2") for what in ("page 1", "page 3", "card 1", "card 2")
    ]
    wide, high = size(out / "contact-sheet.png")
    assert wide >= sum(min(each, 190) for _, _, (each, _) in added[:4])
    assert high >= 2 * 250


def test_a_new_person_begins_a_new_row() -> None:
    """On the contact sheet people do not share a row, and none is wider than its columns."""
    sheet = ContactSheet()
    for code, pages in (("A", COLUMNS + 1), ("B", 2)):
        for page in range(pages):
            sheet.add(code, f"{code} · {page}", Image.new("RGB", (300, 400), "white"))
    made = sheet.picture()
    assert made.width == COLUMNS * (CELL_PX[0] + GAP_PX) + GAP_PX
    whites = [made.getpixel((GAP_PX + 50, y)) == (255, 255, 255) for y in range(made.height)]
    assert sum(now and not before for before, now in pairwise(whites)) == 3


# Quick, and the same


def test_the_personal_part_alone_is_quick(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When only pages of the personal part are asked for, neither guidance nor country part is typeset."""

    def never(*_: object) -> None:
        raise AssertionError("typeset, though no page of it was asked for")

    monkeypatch.setattr(Shop, "guidance", never)
    monkeypatch.setattr(Shop, "country", never)
    done, _ = draw(desk, "--pages", "1-4")
    assert done.code == 0, done.err
    assert draw(desk, "--pages", "5")[0].code != 0


def test_the_same_inputs_give_the_same_bytes(desk: Path) -> None:
    """Twice the same preview, twice the same files."""
    _, out = draw(desk, "--pages", "1,5")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    draw(desk, "--pages", "1,5")
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_pictures_hold_pixels_alone(desk: Path) -> None:
    """No date, program, text or profile is in a picture, the contact sheet included."""
    _, out = draw(desk, "--participant", "T-1", "--pages", "1")
    for path in out.glob("*.png"):
        data, at, found = path.read_bytes(), 8, set()
        while at < len(data):
            found.add(data[at + 4 : at + 8])
            at += 12 + int.from_bytes(data[at : at + 4])
        assert found == PLAIN_CHUNKS


# The folder


def test_what_is_not_made_any_more_is_removed(desk: Path) -> None:
    """The last preview's pictures that this one does not make go; what others put there stays, whatever its name."""
    _, out = draw(desk, "--participant", "T-2", "--pages", "1")
    (out / "notes.txt").write_text("mine")
    (out / "t-9-pack-en-001.png").write_bytes(b"mine")
    _, out = draw(desk, "--participant", "T-1", "--pages", "3", "--only", "packs")
    assert names(out) == {"t-1-pack-en-003.png", "notes.txt", "t-9-pack-en-001.png"} | LISTS


def test_clear_removes_what_a_preview_made(desk: Path) -> None:
    """Pictures, contact sheet and list, and nothing else; where there is no preview, nothing."""
    _, out = draw(desk, "--participant", "T-1", "--pages", "1")
    (out / "notes.txt").write_text("mine")
    assert set(room.clear(out)) == {"t-1-pack-en-001.png", *T1_CARD} | LISTS
    assert names(out) == {"notes.txt"}
    assert room.clear(out) == ()


LISTS_OF_OTHERS = {
    "no JSON": "pictures",
    "a way out": '{"session": "small", "files": ["../desk/session.yaml"]}',
    "no picture of ours": '{"session": "small", "files": ["holiday.png"]}',
    "more keys": '{"session": "small", "files": [], "more": 1}',
    "another session": '{"session": "other", "files": []}',
}


@pytest.mark.parametrize("text", LISTS_OF_OTHERS.values(), ids=list(LISTS_OF_OTHERS))
def test_a_list_that_is_not_ours_is_left_alone(desk: Path, text: str) -> None:
    """A folder whose list this program did not write for this session is refused, and nothing in it is touched."""
    out = desk.parent / "out"
    out.mkdir()
    (out / "preview.json").write_text(text)
    (out / "holiday.png").write_bytes(b"mine")
    done, _ = draw(desk, "--participant", "T-1", "--pages", "1")
    assert done.code == 2
    assert names(out) == {"preview.json", "holiday.png"}
    assert (desk / "session.yaml").exists()


def test_an_interrupted_preview_is_listed(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are listed before they are written: the next run finds those of one that was cut short."""
    made = []

    def png(picture: Any) -> bytes:
        made.append(picture)
        if len(made) > 1:
            raise KeyboardInterrupt
        return raster.png(picture)

    monkeypatch.setattr(room, "png", png)
    done, out = draw(desk, "--participant", "T-1", "--pages", "1,3")
    assert (done.code, names(out)) == (130, {"t-1-pack-en-001.png", "preview.json"})
    monkeypatch.undo()
    _, out = draw(desk, "--participant", "T-2", "--pages", "1", "--only", "packs")
    assert names(out) == {"t-2-pack-en-001.png"} | LISTS


def test_pictures_are_their_owners_alone(desk: Path) -> None:
    """Whatever the umask: the folder can be entered, and its files read, by nobody else."""
    with umask(0):
        _, out = draw(desk, "--participant", "T-1", "--pages", "1")
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}


def test_the_folder_has_a_name_of_its_own(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --out, pictures go beside the packs, not among them."""
    monkeypatch.chdir(desk.parent)
    assert press("preview", desk, "--participant", "T-1", "--pages", "1", "--as-of", AS_OF).code == 0
    assert (desk.parent / "out" / "small-preview" / "t-1-pack-en-001.png").is_file()


# Faults


def test_a_page_that_holds_too_much_is_drawn_and_listed(tmp_path: Path) -> None:
    """The exit code is 1, the line names place and code and no name, and the pictures show what is too long."""
    desk = workspace(tmp_path / "desk", (crowd(f"{LONG} {LONG}", relation=LONG),))
    done, out = draw(desk, "--pages", "1,3")
    assert done.code == 1
    assert any("P-1: " in line and "card: contact2_" in line for line in done.errors), done.err
    assert LONG not in done.said
    assert {"p-1-pack-en-003.png", "p-1-card-en-1.png"} <= names(out)
    assert "p-1-card-en-1.png" in (out / "preview.json").read_text()


def _unknown_key(desk: Path) -> None:
    (desk / "session.yaml").write_text((desk / "session.yaml").read_text() + "nothing: 1\n")


def _missing_glyph(desk: Path) -> None:
    (desk / "participants.csv").write_text("code,country,contact1_name,contact1_phone,contact1_consent\n"
                                           "T-1,TGO,\u1200,+44 20 7946 0011,yes\n")  # fmt: skip


@pytest.mark.parametrize("spoil", [_unknown_key, _missing_glyph])
def test_a_faulty_workspace_is_listed_and_makes_nothing(desk: Path, spoil: Callable[[Path], None]) -> None:
    """The faults that stop a build stop a preview: exit code 3, and no folder."""
    spoil(desk)
    done, out = draw(desk, "--participant", "T-1", "--pages", "1")
    assert done.code == 3
    assert done.errors
    assert not out.exists()


WRONG = [
    ("--participant", "T-9"),
    ("--pages", "0"),
    ("--pages", "4-1"),
    ("--pages", "1-"),
    ("--pages", ""),
    ("--pages", "1;2"),
    ("--dpi", "10"),
    ("--dpi", "1200"),
    ("--sheet", "no-such-sheet"),
    ("--only", "handouts"),
    ("--participant", "T-1", "--participant", "T-2", "--watch"),
]


@pytest.mark.parametrize("options", WRONG, ids=" ".join)
def test_wrong_usage_is_told(desk: Path, options: tuple[str, ...]) -> None:
    """Exit code 2, a sentence, and no folder."""
    done, out = draw(desk, *options)
    assert done.code == 2
    assert "Error: " in done.err
    assert not out.exists()


def test_the_workspace_is_no_place_for_pictures(desk: Path) -> None:
    """As with packs, pictures do not go among the files that staff prepare."""
    assert press("preview", desk, "--out", desk, "--as-of", AS_OF).code == 2
    assert press("preview", desk, "--out", desk / "countries", "--as-of", AS_OF).code == 2
