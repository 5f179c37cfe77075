"""The system's libraries that the typesetter stands on: can they be loaded, and which fonts do they see?

Nothing but the standard library is used here, and the typesetter itself is not imported: this is asked on
machines that lack something, and by ``tools/setup`` before anything is installed.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

LIBRARIES: Mapping[str, tuple[str, ...]] = {
    "gobject": (
        "libgobject-2.0-0",
        "gobject-2.0-0",
        "gobject-2.0",
        "libgobject-2.0.so.0",
        "libgobject-2.0.0.dylib",
        "libgobject-2.0-0.dll",
    ),
    "pango": (
        "libpango-1.0-0",
        "pango-1.0-0",
        "pango-1.0",
        "libpango-1.0.so.0",
        "libpango-1.0.dylib",
        "libpango-1.0-0.dll",
    ),
    "harfbuzz": (
        "libharfbuzz-0",
        "harfbuzz",
        "harfbuzz-0.0",
        "libharfbuzz.so.0",
        "libharfbuzz.0.dylib",
        "libharfbuzz-0.dll",
    ),
    "harfbuzz_subset": (
        "libharfbuzz-subset-0",
        "harfbuzz-subset",
        "harfbuzz-subset-0.0",
        "libharfbuzz-subset.so.0",
        "libharfbuzz-subset.0.dylib",
        "libharfbuzz-subset-0.dll",
    ),
    "fontconfig": (
        "libfontconfig-1",
        "fontconfig-1",
        "fontconfig",
        "libfontconfig.so.1",
        "libfontconfig.1.dylib",
        "libfontconfig-1.dll",
    ),
    "pangoft2": (
        "libpangoft2-1.0-0",
        "pangoft2-1.0-0",
        "pangoft2-1.0",
        "libpangoft2-1.0.so.0",
        "libpangoft2-1.0.dylib",
        "libpangoft2-1.0-0.dll",
    ),
}
"""The system's libraries, under the names by which WeasyPrint looks for them (``weasyprint/text/ffi.py``).

WeasyPrint does without ``harfbuzz_subset``, with a warning; we do not, since the bytes would differ.
"""


def missing_libraries() -> list[str]:
    """Return the names of the system's libraries (keys of `LIBRARIES`) that cannot be loaded."""
    _add_dll_directories()
    return [name for name, files in LIBRARIES.items() if load(files) is None]


def pango_version() -> tuple[int, int, int]:
    """Return the version of Pango as three numbers; zeros where it cannot be loaded."""
    pango = load(LIBRARIES["pango"])
    number = pango.pango_version() if pango else 0  # 15012 stands for 1.50.12
    return (number // 10000, number // 100 % 100, number % 100)


def harfbuzz_version() -> str:
    """Return the version of HarfBuzz, which shapes the letters; empty where it cannot be loaded."""
    harfbuzz = load(LIBRARIES["harfbuzz"])
    if harfbuzz is None:
        return ""
    harfbuzz.hb_version_string.restype = ctypes.c_char_p
    return os.fsdecode(harfbuzz.hb_version_string())


class _FontSet(ctypes.Structure):
    """fontconfig's ``FcFontSet``: how many patterns, room for how many, and the patterns."""

    _fields_ = (("count", ctypes.c_int), ("room", ctypes.c_int), ("patterns", ctypes.POINTER(ctypes.c_void_p)))


def visible_fonts(config: Path) -> list[Path]:
    """Return the files of all fonts that fontconfig finds by the configuration file ``config``.

    Raises `OSError` where fontconfig itself cannot be loaded.
    """
    library = load(LIBRARIES["fontconfig"])
    if library is None:
        message = "fontconfig cannot be loaded"
        raise OSError(message)
    library.FcInitLoadConfigAndFonts.restype = ctypes.c_void_p
    library.FcConfigGetFonts.restype = ctypes.POINTER(_FontSet)
    library.FcConfigGetFonts.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.FcPatternGetString.argtypes = [
        ctypes.c_void_p,
        ctypes.c_char_p,
        ctypes.c_int,
        ctypes.POINTER(ctypes.c_char_p),
    ]
    library.FcConfigDestroy.argtypes = [ctypes.c_void_p]
    with _named_configuration(config):
        handle = library.FcInitLoadConfigAndFonts()
    try:
        return _files(library, library.FcConfigGetFonts(handle, 0))  # 0: the fonts of the configuration (FcSetSystem)
    finally:
        library.FcConfigDestroy(handle)


def _files(library: ctypes.CDLL, fonts: Any) -> list[Path]:
    if not fonts:
        return []
    files = []
    for index in range(fonts.contents.count):
        name = ctypes.c_char_p()
        if library.FcPatternGetString(fonts.contents.patterns[index], b"file", 0, ctypes.byref(name)) == 0:
            files.append(Path(os.fsdecode(name.value or b"")))
    return sorted(files)


@contextlib.contextmanager
def _named_configuration(config: Path) -> Iterator[None]:
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(config)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def load(names: tuple[str, ...]) -> ctypes.CDLL | None:
    """Return the first of the libraries called ``names`` that can be loaded, or None."""
    for name in names:
        with contextlib.suppress(OSError):
            return ctypes.CDLL(name)
    return None


def _add_dll_directories() -> None:
    """On Windows, look for libraries where WeasyPrint does: in MSYS2's folders, or those named by its variable."""
    add: Callable[[str], object] | None = getattr(os, "add_dll_directory", None)
    if add is None:
        return
    usual = r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin;C:\Program Files\GTK3-Runtime Win64\bin"
    for folder in os.environ.get("WEASYPRINT_DLL_DIRECTORIES", usual).split(";"):
        with contextlib.suppress(OSError):
            add(folder)
