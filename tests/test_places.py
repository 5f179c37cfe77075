"""Packs go neither where others can write nor where a service copies files away, unless the user says so."""

from __future__ import annotations

import grp
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from pressroom import places
from pressroom.read import shipped
from tests.program.making import ONE, build, press, workspace

posix = pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")


def opened(folder: Path, mode: int) -> Path:
    """Make a folder with these permissions, whatever the umask."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(mode)
    return folder


@posix
@pytest.mark.parametrize("mode", [0o777, 0o707, 0o770, 0o1777])
def test_where_others_can_write_no_build_goes(tmp_path: Path, mode: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 2, with the folder, and nothing is made. In a folder with the sticky bit too: names can be planted."""
    monkeypatch.setattr(places, "_is_own_group", lambda _: False)
    out = opened(tmp_path / "out", mode)
    done = build(workspace(tmp_path / "desk", ONE), out, "--only", "cards")
    assert done.code == 2
    assert f"who may write to {out}" in done.err
    assert "--allow-shared-folder" in done.err
    assert list(out.iterdir()) == []


@posix
def test_the_folders_above_count_too(tmp_path: Path) -> None:
    """Who can write above a folder can put another in its place; with the sticky bit (as /tmp has it) nobody can."""
    above = opened(tmp_path / "above", 0o777)
    (doubt,) = places.doubts(above / "not" / "there" / "yet")
    assert str(above) in doubt.why
    assert doubt.remedy == f"take that right from them (chmod o-w {above})" or "chmod go-w" in doubt.remedy
    above.chmod(0o1777)
    assert places.doubts(above / "out") == []


@posix
def test_a_link_is_followed_and_looked_at(tmp_path: Path) -> None:
    """Where a link leads counts, and where it stands: it can be exchanged for another."""
    closed, free = opened(tmp_path / "closed", 0o700), opened(tmp_path / "free", 0o777)
    (closed / "to-free").symlink_to(free)
    (free / "to-closed").symlink_to(closed)
    assert places.doubts(closed / "to-free" / "out")
    assert places.doubts(free / "to-closed" / "out")
    assert places.doubts(closed / "out") == []


@posix
@pytest.mark.parametrize(("name", "members", "own"), [
    ("sample", [], True), ("sample", ["sample"], True), ("sample", ["sample", "other"], False), ("staff", [], False),
])  # fmt: skip
def test_a_group_of_ones_own_is_nobody_else(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    members: list[str],
    own: bool,
) -> None:
    """Many systems give each user a group, and let it write: that is the user."""
    monkeypatch.setattr("pwd.getpwuid", lambda _: SimpleNamespace(pw_name="sample"))
    monkeypatch.setattr(grp, "getgrgid", lambda _: SimpleNamespace(gr_name=name, gr_mem=members))
    assert (places.doubts(opened(tmp_path / "out", 0o770)) == []) == own


NAMES = [
    "Dropbox", "Dropbox (Sample)", "Sample Dropbox", "OneDrive", "OneDrive - Sample", "Google Drive", "My Drive",
    "Library/Mobile Documents/com~apple~CloudDocs", "iCloudDrive", "Library/CloudStorage/Other-1", "Nextcloud",
    "ownCloud", "Box", "pCloudDrive", "MEGA", "Proton Drive", "ProtonDrive-a@example.org", "Sync", "DROPBOX",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_of_a_cloud_is_known_by_its_name(tmp_path: Path, name: str) -> None:
    """Whatever the case, at any depth, before anything of it is made."""
    (doubt,) = places.doubts(tmp_path / name / "work" / "out")
    assert "seems to copy" in doubt.why


@pytest.mark.parametrize(
    "marker",
    [".dropbox", ".dropbox.cache/", ".stfolder", ".stfolder/", ".nextcloudsync.log", ".sync_0a1b.db", ".sync/",
     ".tmp.driveupload/", ".849C9593-D756-4E56-8D6E-42412F2A707B"],
)  # fmt: skip
def test_a_folder_of_a_cloud_is_known_by_what_lies_in_it(tmp_path: Path, marker: str) -> None:
    """What the service's own program leaves there, in a folder of any name."""
    home = tmp_path / "private"
    home.mkdir()
    (home / marker).mkdir() if marker.endswith("/") else (home / marker).touch()
    assert len(places.doubts(home / "out")) == 1


@pytest.mark.parametrize("name", ["Dropboxes", "sandbox", "My Drives", "synced", "mega-meeting", "Boxes", "onedriver"])
def test_a_name_that_is_only_alike_is_let_through(tmp_path: Path, name: str) -> None:
    """A refusal without a cause teaches people to overrule it."""
    (tmp_path / name / ".dropbox").mkdir(parents=True)  # a folder: the settings, as in a home, and no marker
    assert places.doubts(tmp_path / name / "out") == []


def test_in_a_cloud_no_build_goes_unless_told(tmp_path: Path) -> None:
    """Exit code 2 and nothing made; with --allow-shared-folder it is made, and said."""
    desk, out = workspace(tmp_path / "desk", ONE), tmp_path / "Dropbox" / "out"
    done = build(desk, out, "--only", "cards")
    assert done.code == 2
    assert "Dropbox seems to copy" in done.err
    assert not out.parent.exists()
    allowed = build(desk, out, "--only", "cards", "--allow-shared-folder")
    assert allowed.code == 0
    assert "Dropbox seems to copy" in allowed.err
    assert (out / "manifest.json").exists()


def test_the_workspace_is_warned_about(tmp_path: Path) -> None:
    """By check and by build, at its session, without stopping either."""
    desk = workspace(tmp_path / "OneDrive" / "desk", ONE)
    told = "session.yaml:1:1: warning: the workspace lies in a folder that OneDrive seems to copy"
    done = press("check", desk)
    assert done.code == 0
    assert told in done.err
    made = build(desk, tmp_path / "out", "--only", "cards")
    assert made.code == 0
    assert told in made.err


@posix
def test_an_encrypted_workspace_may_be_copied_and_not_changed(tmp_path: Path) -> None:
    """A copy of it is of no use to anybody; that others can write there is said all the same."""
    desk = opened(tmp_path / "Dropbox" / "desk", 0o700)
    (desk / "participants.csv.age").touch()
    assert places.warnings(desk) == []
    desk.chmod(0o707)
    (problem,) = places.warnings(desk)
    assert "can be changed by others" in problem.message


def test_the_sample_may_lie_anywhere(tmp_path: Path) -> None:
    """Nobody is in it: the demonstration runs wherever it was unpacked."""
    desk = workspace(tmp_path / "Dropbox" / "desk", ONE, {"specimen": "yes"})
    done = build(desk, tmp_path / "Dropbox" / "out", "--only", "cards")
    assert done.code == 0
    assert "Dropbox seems" not in done.err


def test_each_service_can_be_told() -> None:
    """Each has a name that is not another's, and something to know it by."""
    services = shipped.synchronised()
    assert len({service.name for service in services}) == len(services)
    assert all(service.folders or service.markers for service in services)
