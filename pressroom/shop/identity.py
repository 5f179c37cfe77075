"""Says in one digest which program this is, with all that travels with it: what one made, another may not take over."""

from __future__ import annotations

import hashlib
import platform
from importlib import metadata
from pathlib import Path

from pressroom import libraries
from pressroom.paths import shipped

PACKAGES = (
    "babel", "cssselect2", "fonttools", "jinja2", "markdown-it-py", "mdit-py-plugins", "pikepdf", "pillow", "pydyf",
    "pypdfium2", "qrcode", "tinycss2", "tinyhtml5", "weasyprint", "zxing-cpp",
)  # fmt: skip
"""The packages whose version can change a page, or what is found on it."""

_SKIPPED = frozenset({"__pycache__", "sample", "starter"})


def identity() -> bytes:
    """Return a digest of the program's files and fonts, and of the versions of all that sets a page."""
    digest = hashlib.sha256()
    for name in PACKAGES:
        digest.update(f"{name} {_version(name)}\n".encode())
    shapers = f"{libraries.pango_version()} {libraries.harfbuzz_version()}"
    digest.update(f"{platform.python_version()} {platform.system()} {shapers}\n".encode())
    for root in (Path(__file__).resolve().parents[1], *(shipped(name) for name in ("assets", "packs", "templates"))):
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.suffix != ".pyc" and not _SKIPPED & set(path.relative_to(root).parts):
                data = path.read_bytes()
                digest.update(f"{path.relative_to(root).as_posix()} {len(data)}\n".encode())
                digest.update(data)
    return digest.digest()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "none"
