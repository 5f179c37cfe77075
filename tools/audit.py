"""Lists what the program is built on: each pinned package with its version and licence, fonts, data of others, Pango.

``make audit`` prints it. The list is read from what is installed, not from what was meant to be. Exit code 1: a licence
is not known here, or is none under which the program may be passed on, or a version is not the pinned one. Licences are
named as SPDX names them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pressroom.doctor import FONTS  # noqa: E402 - the checkout has to be on the path first
from pressroom.libraries import pango_version  # noqa: E402
from pressroom.paths import shipped  # noqa: E402

UNKNOWN = "unknown"

FREE = frozenset({
    "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-3.0-US", "ISC", "LGPL-2.0-or-later", "LGPL-2.1-or-later",
    "LicenseRef-ICC-Profile", "MIT", "MIT-0", "MIT-CMU", "MPL-1.1", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Unlicense",
})  # fmt: skip
"""Licences under which a part may stand beside a program under BSD-3-Clause, unchanged and with its notice.

Packages are installed beside the program, none is part of it. MPL and LGPL bind their own files alone; OFL binds the
fonts, CC-BY asks for the name of who made it, and the ICC's profile may be copied unchanged.
"""

SPELLED: Mapping[str, str] = {
    "MIT License": "MIT",
    "ISC License (ISCL)": "ISC",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
"""Names that packages use, where they mean one licence."""

LOOKED_UP: Mapping[str, str] = {
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1",
    "qrcode": "BSD-3-Clause",
}
"""Packages whose own words name several licences without saying how they go together: read in their files.

pypdfium2: the binding is under either, and the PDFium in it under both, with notices of its parts beside it. pyphen:
the user's choice of three. qrcode: BSD; the other one named is the MIT notice of the program that it began from.
"""

SYSTEM = {"Pango (of the system)": "LGPL-2.0-or-later"}
DATA = {"assets/colour/sRGB2014.icc": "LicenseRef-ICC-Profile", "packs/words/eff-large.txt": "CC-BY-3.0-US"}
"""Files of others that travel with the program as they are, beside the fonts."""

_TEXTS = (
    ("MIT", r"Permission is hereby granted, free of charge.*THE SOFTWARE IS PROVIDED .AS IS."),
    (
        "BSD-3-Clause",
        r"Redistribution and use in source and binary forms.*(Neither the name|may not be used to endorse)",
    ),
    ("BSD-2-Clause", r"Redistribution and use in source and binary forms"),
    ("Apache-2.0", r"Apache License\s+Version 2\.0"),
    ("MPL-2.0", r"Mozilla Public License,? [Vv]ersion 2\.0"),
)
"""By which words a licence's own text is known."""


@dataclass(frozen=True, order=True)
class Part:
    """One thing that the program is built on; ``fault`` says what is wrong with it, or is empty."""

    name: str
    version: str
    licence: str
    fault: str = ""


def pinned() -> dict[str, str]:
    """Return name and version of the packages that a build needs, on one machine or several, as they are pinned."""
    text = "".join((ROOT / "requirements" / name).read_text(encoding="utf-8") for name in ("run.txt", "dask.txt"))
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, flags=re.MULTILINE))


def licence(package: Distribution) -> str:
    """Return a package's licence as an SPDX expression: its own, else by its words, else by its licence's text."""
    about = package.metadata
    name = re.sub(r"[-_.]+", "-", str(about["Name"])).lower()
    if name in LOOKED_UP:
        return LOOKED_UP[name]
    # Another package may have put its own reader in Python's place, which has no answer for a field that is missing.
    stated, own_words = (str(about[key]).strip() if key in about else "" for key in ("License-Expression", "License"))
    if stated:
        return stated
    if is_free(own_words):
        return own_words
    classifiers = [c.split(" :: ")[-1] for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    if len(classifiers) == 1 and classifiers[0] in SPELLED:
        return SPELLED[classifiers[0]]
    return _by_text(package) if len(classifiers) <= 1 else UNKNOWN


def _by_text(package: Distribution) -> str:
    """Return the licence whose text a package carries; unknown where it carries none or several."""
    files = [file for file in package.files or () if re.search("LICEN[CS]E|COPYING", file.name, re.IGNORECASE)]
    texts = [Path(str(file.locate())).read_text(encoding="utf-8", errors="replace") for file in files]
    found = {next((name for name, words in _TEXTS if re.search(words, text, re.DOTALL)), UNKNOWN) for text in texts}
    return found.pop() if len(found) == 1 else UNKNOWN


def is_free(expression: str) -> bool:
    """Whether an SPDX expression allows what `FREE` allows: one of its alternatives, with all of that one's parts."""
    plain = re.sub(r"[()]", " ", expression)
    return any(
        all(part.strip() in FREE for part in re.split(r"\bAND\b", choice)) for choice in re.split(r"\bOR\b", plain)
    )


def packages() -> Iterator[Part]:
    """Yield the pinned packages that are installed here; others are for other systems."""
    for name, version in pinned().items():
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue
        fault = "" if package.version == version else f"pinned is {version}"
        yield _judged(Part(name, package.version, licence(package), fault))


def fonts() -> Iterator[Part]:
    """Yield the shipped fonts, with the version and the licence that each font itself bears."""
    from fontTools.ttLib import TTFont

    for name in FONTS:
        with TTFont(shipped("assets", "fonts", name), lazy=True) as font:
            said, terms = (font["name"].getDebugName(field) or "" for field in (5, 13))
        version = re.search(r"[0-9]+\.[0-9]+", said)
        is_open = "Open Font License, Version 1.1" in terms
        yield _judged(Part(name, version[0] if version else "", "OFL-1.1" if is_open else UNKNOWN))


def data() -> Iterator[Part]:
    """Yield the files of others that are shipped."""
    for name, terms in DATA.items():
        path = shipped(*name.split("/"))
        yield _judged(Part(name, "", terms, "" if path.is_file() else "is missing"))


def _judged(part: Part) -> Part:
    if is_free(part.licence):
        return part
    message = "its licence is not known" if part.licence == UNKNOWN else "its licence is not among those that we know"
    return Part(part.name, part.version, part.licence, message)


def parts() -> list[Part]:
    """Return everything that a build runs on."""
    system = [_judged(Part(name, ".".join(map(str, pango_version())), terms)) for name, terms in SYSTEM.items()]
    return [*packages(), *system, *fonts(), *data()]


def main() -> int:
    """Print the list and return the exit code."""
    found = parts()
    for part in found:
        fault = f"   <- {part.fault}" if part.fault else ""
        print(f"{part.name:32} {part.version:12} {part.licence}{fault}")
    return 1 if any(part.fault for part in found) else 0


if __name__ == "__main__":
    sys.exit(main())
