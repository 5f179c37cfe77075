"""Guidance in every language: the same advice as the English, block by block, number by number."""

from __future__ import annotations

import re

import pytest

from tests.languages.material import (
    TRANSLATED,
)

each = pytest.mark.parametrize("code", TRANSLATED)

GLOSSES = {"QR", "SOS", "PIN", "PINs", "UPR", "OHCHR", "c", "pre", "session"}
"""Latin words that readers of other scripts meet on the way: on forms, keys and doors of the UN."""

THE_UN = {"ohchr", "sr-hrd"}
"""Bodies of the UN, which may be named everywhere."""

ENGLISH = frozenset(
    re.findall(
        r"\w+",
        """
        the of to and is for with you your that not are who what it be by from this if have they their when where will
        can may in but was were which other two only then there
        """,
    )
)
