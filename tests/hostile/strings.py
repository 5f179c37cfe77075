"""Texts that somebody might type, paste or send to make the program do what it should not.

``corpus.json`` has them by kind; Hypothesis joins, repeats and changes them. Each test tries `STRINGS` of them, always
the same ones. To try others, and more: ``PRESSROOM_HOSTILE=10000 python -m pytest tests/hostile``, which takes minutes.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

CORPUS: dict[str, list[str]] = json.loads(Path(__file__).with_name("corpus.json").read_text(encoding="ascii"))
EVERY = [text for texts in CORPUS.values() for text in texts]
STRINGS = 400
"""How many strings a test tries where nobody asks for more."""

asked = int(os.environ.get("PRESSROOM_HOSTILE", "0"))


def tries(strings_each: int = 1) -> settings:
    """Return the settings of a test that tries ``strings_each`` strings at a time."""
    return settings(
        max_examples=max(1, -(-(asked or STRINGS) // strings_each)),
        derandomize=not asked,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),  # to shrink what fails, with a workspace a try, takes many minutes
        suppress_health_check=list(HealthCheck),
    )


def texts(*kinds: str) -> st.SearchStrategy[str]:
    """Return hostile texts, of all kinds or those named: as they are, joined, within other text, very long, random."""
    known = st.sampled_from([text for kind in kinds or CORPUS for text in CORPUS[kind]])
    joints = st.sampled_from(["", " ", "\n", "x", "\u200b", '"', "'", "\t", ">", "\u202e", "Ж", "ع", "中"])
    joined = st.builds(lambda one, joint, other: one + joint + other, known, joints, known)
    long = st.builds(lambda text, times: text * times, known, st.sampled_from([20, 300, 5_000]))
    anything = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
    return st.one_of(known, known, joined, anything, long)
