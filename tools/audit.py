"""Lists what the program is built on: each pinned package with its version and licence, the fonts, and Pango.

``make audit`` prints it. The list is read from what is installed, not from what was meant to be.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pressroom.doctor import FONTS  # noqa: E402 - the checkout has to be on the path first
from pressroom.libraries import pango_version  # noqa: E402


def pinned() -> list[str]:
    """Return the names of the packages that a build needs, as requirements/run.txt pins them."""
    text = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    return re.findall(r"^([A-Za-z0-9._-]+)==", text, flags=re.MULTILINE)


def licence(package: Distribution) -> str:
    """Return a package's licence as it states it: the SPDX expression, else its classifiers, else its own words."""
    about = package.metadata
    if about["License-Expression"]:
        return str(about["License-Expression"])
    classifiers = [c.split(" :: ")[-1] for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    own_words = str(about["License"] or "").partition("\n")[0][:60]
    return ", ".join(classifiers) or own_words or "not stated"


def rows() -> list[tuple[str, str, str]]:
    """Return name, version and licence of everything that a build runs on."""
    found = []
    for name in pinned():
        try:
            package = distribution(name)
        except PackageNotFoundError:  # for another system or interpreter
            continue
        found.append((name, package.version, licence(package)))
    found.append(("Pango (of the system)", ".".join(map(str, pango_version())), "LGPL-2.0-or-later"))
    found += [(name, "", "OFL-1.1") for name in FONTS]
    return [*found, ("sRGB2014.icc", "", "ICC: free to copy, unchanged")]


if __name__ == "__main__":
    for row in rows():
        print(f"{row[0]:32} {row[1]:12} {row[2]}")
