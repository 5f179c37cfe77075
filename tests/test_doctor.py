"""The doctor: what it finds on a sound machine, on a broken one, and what it tells to do."""

from __future__ import annotations

import ast
import errno
import multiprocessing
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pressroom import doctor, libraries, typeset
from pressroom.doctor import Check, examine, remedy_for, this_system
from pressroom.paths import shipped
from pressroom.problems import SHARED_MEMORY, MachineError


def _only(checks: list[Check], name: str) -> Check:
    (check,) = [check for check in checks if check.name == name]
    return check


def test_a_sound_machine_passes_every_check(tmp_path: Path) -> None:
    """Where the tests can run, a pack can be printed: every check is in order, and asks for nothing to be done."""
    checks = examine(tmp_path)
    assert [check.name for check in checks] == [
        "Python",
        "Pango",
        "Fonts",
        "Font list",
        "Output folder",
        "Free disk",
        "Processes",
        "Test page",
    ]
    assert [check for check in checks if not check.ok or check.remedy] == []


def test_the_doctor_leaves_nothing_behind(tmp_path: Path) -> None:
    """To try a folder is not to use it: neither the folder for the packs nor a file is left there."""
    examine(tmp_path / "out" / "a-session")
    assert list(tmp_path.iterdir()) == []


def test_libraries_are_looked_for_under_the_typesetters_own_names() -> None:
    """The doctor is right about Pango only while it looks for what WeasyPrint looks for."""
    package = find_spec("weasyprint")
    assert package is not None
    assert package.origin is not None
    tree = ast.parse((Path(package.origin).parent / "text" / "ffi.py").read_text(encoding="utf-8"))
    theirs = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            call, target = node.value, node.targets[0]
            if isinstance(call.func, ast.Name) and call.func.id == "_dlopen" and isinstance(target, ast.Name):
                theirs[target.id] = tuple(arg.value for arg in call.args if isinstance(arg, ast.Constant))
    del theirs["harfbuzz_vector"]  # bitmap and colour fonts alone need it, and Debian 12 has none
    assert dict(libraries.LIBRARIES) == theirs


def test_importing_the_doctor_loads_nothing_heavy() -> None:
    """The doctor must speak where the typesetter cannot even be imported."""
    code = "import sys, pressroom.doctor; print({'weasyprint', 'fontTools', 'pikepdf'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"


def test_a_missing_library_is_named_with_the_line_that_repairs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without Pango the check says which library is missing and how to get it, and no page is tried."""
    monkeypatch.setattr(libraries, "LIBRARIES", {**libraries.LIBRARIES, "pangoft2": ("no-such-library",)})
    monkeypatch.setattr(doctor, "this_system", lambda: "fedora")
    checks = examine(tmp_path)
    check = _only(checks, "Pango")
    assert not check.ok
    assert "pangoft2" in check.detail
    assert check.remedy == "sudo dnf install pango"
    assert "Test page" not in [check.name for check in checks]


def test_a_pango_that_is_too_old_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint's documentation asks for Pango 1.44: one before it is not enough, that one is."""
    monkeypatch.setattr(doctor, "pango_version", lambda: (1, 43, 9))
    assert not _only(examine(tmp_path), "Pango").ok
    monkeypatch.setattr(doctor, "pango_version", lambda: (1, 44, 0))
    assert _only(examine(tmp_path), "Pango").ok


def _tree_with(monkeypatch: pytest.MonkeyPatch, root: Path) -> Path:
    """Give the doctor a copy of the fonts in ``root``, and return their folder."""
    shutil.copytree(shipped("assets", "fonts"), root / "assets" / "fonts")
    shutil.copyfile(shipped("assets", "fonts.conf"), root / "assets" / "fonts.conf")
    monkeypatch.setattr(doctor, "shipped", root.joinpath)
    return root / "assets" / "fonts"


def test_a_damaged_and_a_missing_font_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is no font (a pointer left by a partial download) counts as missing."""
    fonts = _tree_with(monkeypatch, tmp_path)
    (fonts / "NotoSansSC-Bold.ttf").write_text("version https://example.org/pointer\n", encoding="utf-8")
    (fonts / "IBMPlexSans-Light.ttf").unlink()
    check = _only(examine(tmp_path), "Fonts")
    assert not check.ok
    assert check.detail.endswith("IBMPlexSans-Light.ttf, NotoSansSC-Bold.ttf")
    assert "Install the program again" in check.remedy


def test_a_font_of_the_machine_that_gets_in_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed configuration that lets another folder in would change the pages: the doctor says so."""
    fonts = _tree_with(monkeypatch, tmp_path)
    stranger = tmp_path / "assets" / "more" / "Stranger.ttf"
    stranger.parent.mkdir()
    shutil.copyfile(fonts / "IBMPlexSans-Light.ttf", stranger)
    config = tmp_path / "assets" / "fonts.conf"
    own = '<dir prefix="relative">fonts</dir>'
    config.write_text(
        config.read_text(encoding="utf-8").replace(own, own + own.replace("fonts", "more")), encoding="utf-8"
    )
    check = _only(examine(tmp_path), "Font list")
    assert not check.ok
    assert check.detail.startswith("1 fonts of this machine would get in, 0 of ours")


def test_a_folder_that_cannot_be_written_to_is_found(tmp_path: Path) -> None:
    """Where a file stands in the way of the output folder, the check fails and names another way."""
    in_the_way = tmp_path / "out"
    in_the_way.write_text("", encoding="utf-8")
    check = _only(examine(in_the_way / "a-session"), "Output folder")
    assert not check.ok
    assert "--out" in check.remedy


def test_memory_that_processes_cannot_share_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system does not say what it refuses: the check names it, and the way round."""

    def refused() -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(multiprocessing, "Semaphore", refused)
    check = _only(examine(), "Processes")
    assert not check.ok
    assert SHARED_MEMORY in check.detail
    assert "--jobs 1" in check.remedy


@pytest.mark.parametrize(("free_mb", "enough"), [(499, False), (500, True)])
def test_too_little_room_on_the_disk_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_mb: int, enough: bool
) -> None:
    """A build needs 500 MB: one less is too little."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free_mb * 1_000_000))
    check = _only(examine(tmp_path), "Free disk")
    assert check.ok is enough
    assert bool(check.remedy) is not enough


def test_a_page_that_cannot_be_set_is_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the typesetter dies of, the doctor names its kind and goes on, without repeating its words."""

    def fail(*_: Any) -> None:
        message = "words of the library"
        raise RuntimeError(message)

    monkeypatch.setattr(typeset, "typeset", fail)
    check = _only(examine(tmp_path), "Test page")
    assert not check.ok
    assert "RuntimeError" in check.detail
    assert "words of the library" not in check.detail + check.remedy


@pytest.mark.parametrize(
    ("system", "needed"),
    [
        ("debian", "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"),
        ("fedora", "sudo dnf install pango"),
        ("macos", "brew install pango"),
        ("windows", "pacman -S mingw-w64-x86_64-pango"),
        ("", "your system's package manager"),
    ],
)
def test_each_system_has_one_line_that_repairs_it(system: str, needed: str) -> None:
    """The remedy can be copied into a terminal: one line, for each system."""
    assert needed in remedy_for(system)
    assert "\n" not in remedy_for(system)


@pytest.mark.parametrize(
    ("release", "system"),
    [
        ({"ID": "debian"}, "debian"),
        ({"ID": "ubuntu", "ID_LIKE": "debian"}, "debian"),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, "debian"),
        ({"ID": "fedora"}, "fedora"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "fedora"),
        ({"ID": "centos", "ID_LIKE": "rhel"}, "fedora"),
        ({"ID": "arch"}, ""),
        ({}, ""),
    ],
)
def test_a_linux_is_known_by_its_kin(release: dict[str, str], system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """os-release(5): ID names the system, ID_LIKE its kin, nearest first."""
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr("platform.freedesktop_os_release", lambda: release)
    assert this_system() == system


@pytest.mark.parametrize(("name", "system"), [("Darwin", "macos"), ("Windows", "windows")])
def test_other_systems_are_known_by_their_name(name: str, system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither macOS nor Windows has an os-release file; Python names them."""
    monkeypatch.setattr("platform.system", lambda: name)
    assert this_system() == system


def test_a_linux_that_says_nothing_of_itself_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an os-release file the remedy is the general one, not a guess."""

    def absent() -> dict[str, str]:
        raise OSError

    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr("platform.freedesktop_os_release", absent)
    assert this_system() == ""


def test_a_build_asks_for_the_libraries_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """It names what is missing and the line that repairs it, before anything is begun; else it says nothing."""
    doctor.require_libraries()
    monkeypatch.setattr(libraries, "LIBRARIES", {**libraries.LIBRARIES, "pango": ("no-such-library",)})
    monkeypatch.setattr(doctor, "this_system", lambda: "fedora")
    with pytest.raises(MachineError, match=r"pango\. To mend that: sudo dnf install pango"):
        doctor.require_libraries()


def test_a_current_folder_that_is_gone_is_no_riddle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody removed the folder that a terminal stands in: the doctor says that it cannot be written to."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert not _only(examine(), "Output folder").ok
