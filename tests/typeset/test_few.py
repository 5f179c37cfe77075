"""What is kept of a few things is kept of no more."""

from __future__ import annotations

from pressroom.typeset.few import Few


def test_the_oldest_goes() -> None:
    """One more than there is room for takes the place of the one that came first; a new value for a key takes none."""
    few: Few[str, int] = Few(2)
    few["one"], few["two"] = 1, 2
    few["one"] = 3
    assert few == {"one": 3, "two": 2}
    few["three"] = 4
    assert few == {"two": 2, "three": 4}
