"""Removes a build by its manifest, and nothing else.

What deletion means on a disk is not in a program's hands: nothing is overwritten first, since on flash memory, on file
systems that copy on write and in backups the old bytes are elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pressroom.deliver import commit
from pressroom.deliver.files import HIDDEN_PREFIX, OutputError, remove_leftovers, remove_plain
from pressroom.deliver.lock import Hold
from pressroom.deliver.manifest import MANIFEST, MadeFile, Manifest, read_manifest


@dataclass(frozen=True)
class Survey:
    """What of a build is in a folder: files of its own, how many of them were changed since, and leftovers.

    ``session`` is empty where there is no manifest; ``destroy_after`` is the day in it.
    """

    folder: Path
    session: str = ""
    destroy_after: date | None = None
    files: int = 0
    changed: int = 0
    leftovers: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to remove."""
        return not (self.session or self.leftovers)


@dataclass(frozen=True)
class Cleaned:
    """How many files were removed, and how many stay that are not the program's."""

    removed: int
    foreign: int


def survey(folder: Path) -> Survey:
    """Return what a `clean` would find. Nothing is touched.

    Raises:
        OutputError: if it is no folder, or its manifest is none of this program's.
    """
    if not folder.is_dir():
        raise OutputError(f"{folder} is not a folder that is there: look at how it is spelled")
    manifest = read_manifest(folder)
    leftovers = sum(1 for path in _files(folder) if path.name.startswith(HIDDEN_PREFIX))
    if manifest is None:
        return Survey(folder, leftovers=leftovers)
    there = [made for made in manifest.files if _is_there(folder / made.path)]
    changed = sum(1 for made in there if not _is_as_made(folder, made))
    return Survey(folder, manifest.session, manifest.destroy_after, len(there), changed, leftovers)


def clean(folder: Path) -> Cleaned:
    """Remove what the manifest in a folder lists, what killed runs left, the manifest itself, and empty folders.

    A file that was changed since it was made goes too: a pack with a remark in it is still a pack.

    Raises:
        OutputError: if the manifest is none of this program's, or a build is at work in the folder.
        MachineError: if a file cannot be removed. The manifest stays then: it says what there is still to remove.
    """
    with Hold(folder):
        commit.resume(folder)
        manifest = read_manifest(folder)
        before = sum(1 for _ in _files(folder))
        leftovers = [path.parent for path in _files(folder) if path.name.startswith(HIDDEN_PREFIX)]
        remove_leftovers(folder)
        if manifest:
            commit.remove(folder, _paths(manifest))
            remove_plain(folder / MANIFEST)
        for country in _folders(folder, manifest, leftovers):
            commit.remove_if_empty(country)
        after = sum(1 for _ in _files(folder))
        commit.remove_if_empty(folder)
    return Cleaned(before - after, after)


def _paths(manifest: Manifest) -> tuple[str, ...]:
    """Return each path that belongs to a build, in the order in which they go."""
    return tuple(path for made in manifest.files for path in made.paths)


def _folders(folder: Path, manifest: Manifest | None, more: Iterable[Path]) -> list[Path]:
    """Return the country folders of a build, and ``more`` of them."""
    paths = () if manifest is None else _paths(manifest)
    found = {*(folder / path.rpartition("/")[0] for path in paths), *more} - {folder}
    return sorted(each for each in found if not each.is_symlink())


def _files(folder: Path) -> Iterator[Path]:
    """Yield everything under a folder that is no folder. Links are not followed."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)
        else:
            yield path


def _is_there(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and not path.parent.is_symlink()


def _is_as_made(folder: Path, made: MadeFile) -> bool:
    try:
        return hashlib.sha256((folder / made.path).read_bytes()).hexdigest() == made.sha256
    except OSError:
        return False
