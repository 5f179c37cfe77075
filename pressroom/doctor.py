"""Says whether this machine can print, and the one line that repairs it if not.

Nothing heavy is imported at the top: on a machine that lacks a library the doctor must still be able to speak.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pressroom.libraries import missing_libraries, pango_version, visible_fonts
from pressroom.paths import shipped
from pressroom.problems import SHARED_MEMORY, MachineError, printable

OLDEST_PYTHON = (3, 11)
"""The oldest Python that the program runs on: ``requires-python`` in pyproject.toml."""

OLDEST_PANGO = (1, 44)
"""The oldest Pango that WeasyPrint 70 supports, by its documentation ("Installation")."""

FREE_MB = 500
"""Room asked for on the disk, in megabytes: many times what a round of a hundred packs and its print jobs takes."""

FONTS = (
    "IBMPlexSans-Light.ttf",
    "IBMPlexSans-Regular.ttf",
    "IBMPlexSans-SemiBold.ttf",
    "IBMPlexSans-Bold.ttf",
    "IBMPlexSansArabic-Regular.ttf",
    "IBMPlexSansArabic-SemiBold.ttf",
    "IBMPlexSansArabic-Bold.ttf",
    "NotoSansSC-Regular.ttf",
    "NotoSansSC-Bold.ttf",
)
"""The shipped fonts: the only ones that a pack is set in, with those of its brand."""

_REINSTALL = "Install the program again: its own files are damaged or missing."
_REMEDIES = {
    "debian": "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "fedora": "sudo dnf install pango",
    "macos": 'brew install pango && export DYLD_FALLBACK_LIBRARY_PATH="$(brew --prefix)/lib"',
    "windows": (
        "install MSYS2, run `pacman -S mingw-w64-x86_64-pango` in its shell, "
        r"then `set WEASYPRINT_DLL_DIRECTORIES=C:\msys64\mingw64\bin`"
    ),
}


@dataclass(frozen=True)
class Check:
    """One thing looked at. ``detail`` says what was found; ``remedy``, where ``ok`` is false, what to do."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def examine(out: Path | None = None) -> list[Check]:
    """Look at all that a build needs, and return what was found, in order.

    ``out`` is the folder for the packs, by default ``out`` in the current one; it need not exist. Nothing is
    left behind: a file written to try the folder is removed, the page is rendered to memory.
    """
    folder = Path("out") if out is None else out
    libraries = _libraries()
    checks = [_python(), libraries, _font_files()]
    if libraries.ok:
        checks.append(_fontconfig())
    checks += [_writable(folder), _disk(folder), _processes()]
    if all(check.ok for check in checks[:4]):
        checks.append(_page())
    return checks


def require_libraries() -> None:
    """Raise `MachineError`, with the line that repairs it, where the libraries that set pages cannot be loaded."""
    found = _libraries()
    if not found.ok:
        raise MachineError(f"This machine cannot set pages: Pango {found.detail}. To mend that: {found.remedy}")


def this_system() -> str:
    """Return ``debian`` (also Ubuntu and kin), ``fedora`` (and kin), ``macos``, ``windows``, or ``""`` for another."""
    name = platform.system()
    if name in {"Darwin", "Windows"}:
        return {"Darwin": "macos", "Windows": "windows"}[name]
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return ""
    kin = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    return next((system for system in ("debian", "fedora") if system in kin), "fedora" if "rhel" in kin else "")


def remedy_for(system: str) -> str:
    """Return the one line that installs the missing libraries on ``system`` (a value of `this_system`)."""
    oldest = ".".join(map(str, OLDEST_PANGO))
    return _REMEDIES.get(
        system, f"install Pango {oldest} or newer, with HarfBuzz's subset library, with your system's package manager"
    )


def _check(name: str, ok: bool, detail: str, remedy: str) -> Check:  # noqa: FBT001 - it is the answer, not a switch
    return Check(name, ok, detail, "" if ok else remedy)


def _python() -> Check:
    found, oldest = platform.python_version(), ".".join(map(str, OLDEST_PYTHON))
    return _check("Python", sys.version_info >= OLDEST_PYTHON, found, f"Install Python {oldest} or newer.")


def _libraries() -> Check:
    remedy = remedy_for(this_system())
    missing = missing_libraries()
    if missing:
        return Check("Pango", ok=False, detail=f"cannot be loaded: {', '.join(missing)}", remedy=remedy)
    version = pango_version()
    ok, shown = version >= OLDEST_PANGO, ".".join(map(str, version))
    return _check("Pango", ok, shown if ok else f"{shown} is too old", remedy)


def _font_files() -> Check:
    from fontTools.ttLib import TTFont, TTLibError

    faulty = []
    for name in FONTS:
        try:
            with shipped("assets", "fonts", name).open("rb") as file, TTFont(file, lazy=True) as font:
                font.getBestCmap()
        except (OSError, TTLibError):
            faulty.append(name)
    if faulty:
        return Check("Fonts", ok=False, detail=f"missing or damaged: {', '.join(faulty)}", remedy=_REINSTALL)
    return Check("Fonts", ok=True, detail=f"{len(FONTS)} files, all read")


def _fontconfig() -> Check:
    folder = shipped("assets", "fonts").resolve()
    seen = visible_fonts(shipped("assets", "fonts.conf"))
    strangers = [path for path in seen if path.resolve().parent != folder]
    unseen = set(FONTS) - {path.name for path in seen}
    if strangers or unseen:
        detail = f"{len(strangers)} fonts of this machine would get in, {len(unseen)} of ours would not be found"
        return Check("Font list", ok=False, detail=detail, remedy=_REINSTALL)
    return Check("Font list", ok=True, detail="the program's own fonts and no others")


def _writable(folder: Path) -> Check:
    there = _nearest(folder)
    remedy = "Choose another folder with --out, or ask whoever looks after this machine for the right to write there."
    try:
        with tempfile.NamedTemporaryFile(prefix=".pressroom-", dir=there) as trial:
            trial.write(b"x")
    except OSError as error:
        detail = f"{printable(str(there))}: {error.strerror or 'cannot be written to'}"
        return Check("Output folder", ok=False, detail=detail, remedy=remedy)
    return Check("Output folder", ok=True, detail=f"{printable(str(there))} can be written to")


def _processes() -> Check:
    """Make what processes that work together wait for each other with."""
    import multiprocessing

    try:
        multiprocessing.Semaphore()
    except OSError as error:
        remedy = "Use --jobs 1, or ask whoever looks after this machine for the right to write there."
        detail = f"{SHARED_MEMORY}: {error.strerror or 'cannot be written to'}"
        return Check("Processes", ok=False, detail=detail, remedy=remedy)
    return Check("Processes", ok=True, detail="can share work")


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(_nearest(folder)).free // 1_000_000
    return _check(
        "Free disk",
        free >= FREE_MB,
        f"{free} MB",
        f"Make room: {FREE_MB} MB are needed for a round and its print jobs.",
    )


def _page() -> Check:
    """Set one page in each of our scripts, in memory."""
    from pressroom.typeset import typeset

    html = '<html lang="en"><title>Test page</title><h1>Pressroom</h1><p>Пресса</p><p lang="ar">مطبعة</p><p>印刷</p>'
    css = (
        'body { font-family: "IBM Plex Sans", "IBM Plex Sans Arabic", "Noto Sans SC" }'
        ' :lang(ar) { font-family: "IBM Plex Sans Arabic" }'
    )
    remedy = f"If the lines above are all in order, {_REINSTALL[0].lower()}{_REINSTALL[1:]}"
    try:
        done = typeset(html, [css], {})
    except Exception as error:  # noqa: BLE001 - whatever it is, the doctor's work is to say so
        return Check("Test page", ok=False, detail=f"could not be set ({type(error).__name__})", remedy=remedy)
    if done.pages != 1 or not done.pdf.startswith(b"%PDF-"):
        faults = "; ".join(finding.message for finding in done.findings)
        return Check("Test page", ok=False, detail=f"came out wrong: {faults or 'no page'}", remedy=remedy)
    return Check("Test page", ok=True, detail=f"{len(done.pdf) // 1000} kB, set in memory")


def _nearest(folder: Path) -> Path:
    """Return ``folder``, or the nearest folder above it that exists.

    Where the current folder is gone, there is none to be nearest to: then that one, which cannot be written to.
    """
    try:
        folder = folder.absolute()
    except OSError:
        return Path()
    return next(path for path in (folder, *folder.parents) if os.path.exists(path))  # noqa: PTH110 - it never raises
