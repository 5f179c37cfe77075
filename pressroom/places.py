"""Where private files may lie: not where others can put theirs, and not where a service copies them away.

Only names and permissions of folders are looked at, never what is in a file.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from pressroom.problems import Place, Problem, Severity
from pressroom.read import shipped
from pressroom.read.folder import SESSION, TABLES
from pressroom.read.schemas.shipped import ServiceIn

WRITABLE = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True)
class Doubt:
    """What is wrong with a place: ``why`` as a clause about it, and ``remedy``, what to do but go elsewhere."""

    why: str
    remedy: str = ""


def doubts(place: Path) -> list[Doubt]:
    """Return why a folder, which need not be there yet, is no place for private files; nothing if it is one."""
    return [*_writable(place), *_copied(place)]


def warnings(workspace: Path) -> list[Problem]:
    """Return the same as warnings about a workspace. An encrypted one may be copied: nobody can read the copy."""
    found = _writable(workspace) if _is_encrypted(workspace) else doubts(workspace)
    message = "the workspace {}: {}move it to a folder of your own"
    return [
        Problem(
            Place(SESSION),
            "",
            message.format(doubt.why, f"{doubt.remedy}, or " if doubt.remedy else ""),
            Severity.WARNING,
        )
        for doubt in found
    ]


def _above(place: Path) -> list[Path]:
    """Return a place and the folders above it, by their real names and by those that were typed."""
    typed, real = Path(os.path.abspath(place)), Path(os.path.realpath(place))  # noqa: PTH100 - links stay as typed
    return list(dict.fromkeys((real, *real.parents, typed, *typed.parents)))


def _writable(place: Path) -> list[Doubt]:
    """Return a doubt for the first folder that others can write to.

    In one with the sticky bit, as /tmp, nobody can touch what is another's: above the place that is enough.
    Windows has other rules, which Python does not tell; there, a user's own folders are closed from the start.
    """
    if os.name != "posix":
        return []
    for folder in _above(place):
        try:
            found = folder.stat()
        except OSError:
            continue
        sticky = bool(found.st_mode & stat.S_ISVTX)
        is_place = place.exists() and folder.samefile(place)
        if _is_open(found) and (is_place or not sticky):
            why = f"can be changed by others, who may write to {folder}"
            return [Doubt(why, _remedy(folder, found, sticky=sticky))]
    return []


def _remedy(folder: Path, found: os.stat_result, *, sticky: bool) -> str:
    """Return how to close a folder: one of one's own, that is not meant for everybody."""
    if sticky or found.st_uid != os.geteuid():
        return ""
    who = "".join(letter for letter, bit in (("g", stat.S_IWGRP), ("o", stat.S_IWOTH)) if found.st_mode & bit)
    return f"take that right from them (chmod {who}-w {folder})"


def _is_open(found: os.stat_result) -> bool:
    """Whether others may write. A group that is its owner's alone, as many systems give each user one, is no other."""
    if found.st_mode & stat.S_IWOTH:
        return True
    return bool(found.st_mode & stat.S_IWGRP) and not _is_own_group(found.st_gid)


def _is_own_group(number: int) -> bool:
    import grp
    import pwd

    try:
        name, group = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(number)
    except KeyError:  # a user or group that this machine has no name for
        return False
    return group.gr_name == name and set(group.gr_mem) <= {name}


def _copied(place: Path) -> list[Doubt]:
    """Return a doubt for the service that looks as if it copied one of the folders."""
    for folder in _above(place):
        for service in shipped.synchronised():
            if _is_of(service, folder):
                return [Doubt(f"lies in a folder that {service.name} seems to copy to other computers")]
    return []


def _is_of(service: ServiceIn, folder: Path) -> bool:
    if any(fnmatchcase(folder.name.casefold(), pattern.casefold()) for pattern in service.folders):
        return True
    return any(fnmatchcase(name, pattern) for name in _names(folder) for pattern in service.markers)


def _names(folder: Path) -> Iterator[str]:
    """Yield what may be a marker in a folder, a folder with a slash at its end."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    yield f"{entry.name}/" if entry.is_dir() else entry.name
    except OSError:
        return


def _is_encrypted(workspace: Path) -> bool:
    """Whether the people in a workspace can be read by nobody without a key."""
    return not any((workspace / name).exists() for name in TABLES)
