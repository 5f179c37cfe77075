"""A workspace whose files are encrypted reads as the plain one does, in memory; what cannot be opened has its place."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path

import pytest

from pressroom.age import SUFFIX, AgeError, Keys, encrypt, limit_for, load_keys, new_key
from pressroom.model import Workspace
from pressroom.problems import Findings
from pressroom.read import source
from pressroom.read.folder import TABLES
from pressroom.read.recipients import read_recipients, recipients_text
from pressroom.read.workspace import read_workspace
from tests.program.making import section
from tests.read.conftest import PEOPLE, SESSION, TODAY, Files, lay_down
from tests.read.making import as_ods, as_xlsx

ROOT = Path(__file__).resolve().parents[2]
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><path d="M0 0h2v1z"/></svg>'
SHEET = (ROOT / "docs" / "workspace.md").read_text(encoding="utf-8").split("```yaml\npaper: A4")[1].split("```")[0]
ROWS = [line.split(",") for line in PEOPLE.strip().split("\n")]
EVERYTHING: Files = {
    "resources.yaml": "- id: crd\n  status: suspended\n",
    "confirmations.yaml": "- {id: fld, field: phone, value: +353 1 210 0489, confirmed: 2026-11-01, confirmed_by: A}\n",
    "brand.yaml": "wordmark: Sample\nlogo: logo.svg\nfonts: [own.ttf]\n",
    "logo.svg": LOGO,
    "own.ttf": (ROOT / "assets" / "fonts" / "IBMPlexSans-Bold.ttf").read_bytes(),
    "countries/TGO.yaml": "notes: Sample notes\n",
    "guidance/en/05-plan.md": section("Sample text."),
    "sheets/mine.yaml": f"paper: A4{SHEET}",
}


@pytest.fixture(scope="module")
def pair() -> tuple[Keys, str]:
    """A key made up for these tests, and its public key."""
    text, public = new_key()
    return Keys((text.split()[-1],), ""), public


def sealed(files: Files, public: str) -> Files:
    """Return files as `lay_down` takes them: those given and its own, each encrypted and none of them plain."""
    given = {"session.yaml": SESSION, "participants.csv": PEOPLE, **files}
    found: Files = dict.fromkeys(given)
    for name, content in given.items():
        if content is not None:
            data = content.encode() if isinstance(content, str) else content
            found[f"{name}{SUFFIX}"] = encrypt(data, [public])
    return found


def read(folder: Path, keys: Keys) -> tuple[Workspace | None, list[str]]:
    """Read a workspace; return it with its errors as lines."""
    workspace, findings = read_workspace(folder, TODAY, keys=keys)
    return workspace, [str(problem) for problem in findings.errors]


def test_an_encrypted_workspace_is_the_same(tmp_path: Path, pair: tuple[Keys, str]) -> None:
    """Every file of it, pictures and fonts too: nothing differs but the names of files in the places."""
    keys, public = pair
    plain, wrong = read(lay_down(tmp_path / "plain", EVERYTHING), Keys())
    assert wrong == []
    hidden, wrong = read(lay_down(tmp_path / "hidden", sealed(EVERYTHING, public)), keys)
    assert wrong == []
    assert plain
    assert hidden
    assert all(path.suffix == SUFFIX for path in (tmp_path / "hidden").rglob("*") if path.is_file())
    names = set(Workspace.model_fields)
    for name in names - {"places", "sections"}:
        assert getattr(hidden, name) == getattr(plain, name), name
    assert hidden.brand.logo
    assert [name for name, _ in hidden.brand.fonts] == ["own.ttf"]
    assert hidden.sections["en"][4].body == plain.sections["en"][4].body
    assert hidden.sections["en"][4].name == "05-plan"
    assert hidden.places.keys() == plain.places.keys()
    for key, place in hidden.places.items():
        was = plain.places[key]
        assert (place.file.removesuffix(SUFFIX), place.line, place.column) == (was.file, was.line, was.column)


@pytest.mark.parametrize("name", TABLES)
def test_each_form_of_the_table_may_be_encrypted(tmp_path: Path, pair: tuple[Keys, str], name: str) -> None:
    """The form is told by the name without .age."""
    keys, public = pair
    content = {
        "participants.csv": PEOPLE.encode(),
        "participants.xlsx": as_xlsx(ROWS),
        "participants.ods": as_ods(ROWS),
        "participants.yaml": b"- {code: TOGO-01, country: TGO}\n- {code: TOGO-02, country: TGO}\n",
    }[name]
    files: Files = {"participants.csv": None, f"{name}{SUFFIX}": encrypt(content, [public])}
    workspace, wrong = read(lay_down(tmp_path, files), keys)
    assert wrong == []
    assert workspace
    assert [who.code for who in workspace.participants] == ["TOGO-01", "TOGO-02"]


def test_places_are_those_of_what_is_inside(tmp_path: Path, pair: tuple[Keys, str]) -> None:
    """Line and column as in the plain file; the name as on the disk, where people look for it."""
    keys, public = pair
    files = sealed(
        {
            "participants.csv": PEOPLE.replace("+44 20 7946 0011", "020 7946 0011"),
            "countries/TGO.yaml": "notes: x\npolice: perhaps\n",
            "guidance/en/05-plan.md": section("Text.\n\n<b>raw</b>"),
        },
        public,
    )
    _, wrong = read(lay_down(tmp_path, files), keys)
    assert [line.split(": ")[0] for line in wrong] == [
        "countries/TGO.yaml.age:2:9", "guidance/en/05-plan.md.age:9:1", "participants.csv.age:2:4",
    ]  # fmt: skip
    assert "020 7946" not in "".join(wrong)
    spreadsheet: Files = {"participants.csv": None, "participants.xlsx.age": encrypt(as_xlsx([["code"]]), [public])}
    _, wrong = read(lay_down(tmp_path / "other", spreadsheet), keys)
    assert wrong[0].startswith("participants.xlsx.age:Participants:A1: ")


WHY = {
    "no key": (lambda data: data, Keys(), "is encrypted, and no key was given: add --identity"),
    "another key": (lambda data: data, Keys((new_key()[0].split()[-1],), ""), "is encrypted for other keys"),
    "a key with a slip": (lambda data: data, Keys(("AGE-SECRET-KEY-1QQ",), ""), "a key in the key file has a slip"),
    "cut short": (lambda data: data[:-1], None, "is encrypted, and damaged"),
    "one bit": (lambda data: data[:-20] + bytes([data[-20] ^ 1]) + data[-19:], None, "is encrypted, and damaged"),
    "something else": (lambda data: b"code,country\n" + data, None, "is no age file"),
    "nothing": (lambda data: data[:0], None, "is no age file"),
}


@pytest.mark.parametrize(("change", "keys", "message"), WHY.values(), ids=WHY)
def test_what_cannot_be_opened_has_its_place(
    tmp_path: Path, pair: tuple[Keys, str], change: object, keys: Keys | None, message: str
) -> None:
    """Every such file in one run, at its first character, with what to do; and no workspace."""
    files = sealed({"resources.yaml": "- id: crd\n  status: suspended\n"}, pair[1])
    for name, data in files.items():
        files[name] = change(data) if name.startswith(("part", "res")) and data else data  # type: ignore[operator]
    workspace, wrong = read(lay_down(tmp_path, files), pair[0] if keys is None else keys)
    assert workspace is None
    for name in ("participants.csv.age", "resources.yaml.age"):
        assert [line for line in wrong if line.startswith(f"{name}:1:1: ") and message in line], wrong


def test_a_file_for_a_passphrase_is_not_waited_for(tmp_path: Path, pair: tuple[Keys, str]) -> None:
    """Such a file can ask for gigabytes and minutes: it is refused by its header."""
    head = b"age-encryption.org/v1\n-> scrypt c2FsdHNhbHRzYWx0c2FsdA 30\n" + b"A" * 43 + b"\n--- " + b"A" * 43 + b"\n"
    _, wrong = read(lay_down(tmp_path, {"resources.yaml.age": head + b"x" * 32}), pair[0])
    assert wrong == [
        "resources.yaml.age:1:1: is encrypted with a passphrase, and is read with a key alone: encrypt it with protect"
    ]


def test_age_in_letters_is_read_too(tmp_path: Path, pair: tuple[Keys, str]) -> None:
    """The armoured form, as `age -a` writes it for mails."""
    keys, public = pair
    body = base64.encodebytes(encrypt(PEOPLE.encode(), [public])).replace(b"\n", b"")
    lines = b"\n".join(body[n : n + 64] for n in range(0, len(body), 64))
    armoured = b"-----BEGIN AGE ENCRYPTED FILE-----\n" + lines + b"\n-----END AGE ENCRYPTED FILE-----\n"
    files: Files = {"participants.csv": None, "participants.csv.age": armoured}
    assert read(lay_down(tmp_path, files), keys)[1] == []


@pytest.mark.parametrize("name", ["participants.csv", "session.yaml", "countries/TGO.yaml", "guidance/en/05-plan.md"])
def test_a_file_that_is_there_twice_is_an_error(tmp_path: Path, pair: tuple[Keys, str], name: str) -> None:
    """Nobody can say which of the two counts; to take either would print old numbers one day."""
    keys, public = pair
    given: Files = {"countries/TGO.yaml": "notes: x\n", "guidance/en/05-plan.md": section("Text.")}
    folder = lay_down(tmp_path, given)
    (folder / f"{name}{SUFFIX}").write_bytes(encrypt((folder / name).read_bytes(), [public]))
    workspace, wrong = read(folder, keys)
    assert workspace is None
    assert [line.split(", as")[0] for line in wrong if line.startswith(name)] == [f"{name}:1:1: is here twice"]


def test_a_picture_that_is_there_twice_is_an_error(tmp_path: Path, pair: tuple[Keys, str]) -> None:
    """Told where the file is named."""
    folder = lay_down(tmp_path, {"brand.yaml": "logo: logo.svg\n", "logo.svg": LOGO})
    (folder / "logo.svg.age").write_bytes(encrypt(LOGO.encode(), [pair[1]]))
    assert [line[:37] for line in read(folder, pair[0])[1]] == ["brand.yaml:1:7: logo: is here twice, "]


def test_two_tables_are_two_also_when_one_is_encrypted(tmp_path: Path, pair: tuple[Keys, str]) -> None:
    """Exactly one of the four forms, plain or not."""
    folder = lay_down(tmp_path, {"participants.xlsx.age": encrypt(as_xlsx(ROWS), [pair[1]])})
    _, wrong = read(folder, pair[0])
    assert [line.split(" is a")[0] for line in wrong] == ["participants.xlsx.age:1:1:"]


def test_a_folder_as_one_file_is_told(tmp_path: Path, pair: tuple[Keys, str]) -> None:
    """An archive of a folder would be passed over, with the rules on names in it."""
    _, wrong = read(lay_down(tmp_path, {"countries.age": encrypt(b"x", [pair[1]])}), pair[0])
    assert len(wrong) == 1
    assert wrong[0].startswith("countries.age:1:1: is a folder encrypted as one file")


def test_a_giant_is_not_unpacked(tmp_path: Path, pair: tuple[Keys, str]) -> None:
    """The limits for plain files hold for what is inside, and nothing much larger is even read."""
    keys, public = pair
    for size, opened in ((1000, True), (1001, False)):
        (tmp_path / "x.age").write_bytes(encrypt(b"x" * size, [public]))
        findings = Findings()
        assert (source.read_bytes(source.Folder(tmp_path, keys), "x.age", findings, limit=1000) is not None) == opened
        assert [problem.message.split(":")[0] for problem in findings.errors] == [
            "is larger than 1 KB" for _ in range(not opened)
        ]
    (tmp_path / "y.age").write_bytes(b"age-encryption.org/v1\n" + b"x" * limit_for(1000))
    findings = Findings()
    assert source.read_bytes(source.Folder(tmp_path, Keys()), "y.age", findings, limit=1000) is None
    assert "is larger than 1 KB" in findings.errors[0].message


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 1_000_000])
def test_whatever_may_be_plain_may_be_encrypted(size: int) -> None:
    """The limit for encrypted bytes has room for all that encryption adds, for a hundred readers, in letters too."""
    publics = [new_key()[1] for _ in range(100)]
    data = len(encrypt(b"x" * size, publics))
    assert data + data // 3 + data // 48 + 100 <= limit_for(size)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "cannot be read"),
        ("", "holds no age key"),
        ("# public key: age1xyz\n", "holds no age key"),
        ("age-encryption.org/v1\n-> scrypt x 18\n", "is encrypted itself"),
        ("AGE-SECRET-KEY-1" + "Q" * 70_000, "holds no age key"),
    ],
)
def test_a_key_file_without_a_key_is_told(tmp_path: Path, text: str | None, why: str) -> None:
    """In words that say what to do, without what is in it."""
    if text is not None:
        (tmp_path / "key").write_text(text)
    with pytest.raises(AgeError, match=why):
        load_keys(tmp_path / "key")


def test_keys_show_nowhere(tmp_path: Path) -> None:
    """A log or a traceback that shows the object shows no key; a file may hold several, with remarks."""
    one, other = new_key(), new_key()
    (tmp_path / "key").write_text(f"# mine\n{one[0]}\n# another\n{other[0]}")
    keys = load_keys(tmp_path / "key")
    assert keys.recipients() == (one[1], other[1])
    assert not any(secret in f"{keys!r}{keys}" for secret in keys.secrets)


def test_recipients_are_read_with_their_lines(tmp_path: Path) -> None:
    """Public keys, one a line; anything else is told, a secret key above all, and not repeated."""
    secret, public = new_key()
    (tmp_path / "recipients.txt").write_text(recipients_text([public]) + f"{public.upper()}\n")
    findings = Findings()
    assert read_recipients(tmp_path, findings) == (public,)
    assert not findings.problems
    mistyped = public[:-1] + ("x" if public[-1] != "x" else "y")  # a key is made anew each time, and may end so
    (tmp_path / "recipients.txt").write_text(f"{public}\n{mistyped}\n\n{secret.split()[-1]}\n")
    read_recipients(tmp_path, findings)
    assert [str(problem)[:24] for problem in findings.errors] == [
        "recipients.txt:2:1: is n", "recipients.txt:4:1: is a",
    ]  # fmt: skip
    assert "AGE-SECRET" not in "".join(map(str, findings.errors))


def test_nothing_is_loaded_that_nothing_needs(tmp_path: Path) -> None:
    """Where nothing is encrypted, the library that decrypts stays out of the process, key or no key."""
    folder = lay_down(tmp_path / "ws", {})
    (tmp_path / "key").write_text(new_key()[0])
    code = (
        "import sys; from pressroom.cli.main import run; "
        f"assert run(['check', {str(folder)!r}, '--identity', {str(tmp_path / 'key')!r}]) == 0; "
        "print([name for name in sys.modules if name.startswith('pyrage')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
