"""How well the contacts of one pack are known, in one look: what its last page prints of all confirmations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pressroom.policy.verdict import State, Verdict


@dataclass(frozen=True)
class Trail:
    """How many printed values are in each state, and the last day on which a person tried one. Never who did."""

    confirmed: int = 0
    tried: int = 0
    sourced: int = 0
    unconfirmed: int = 0
    last: date | None = None

    @property
    def total(self) -> int:
        """How many values there are."""
        return self.confirmed + self.tried + self.sourced + self.unconfirmed


def trail_of(verdicts: Iterable[Verdict]) -> Trail:
    """Return the trail of the values with these verdicts; those that are not printed do not count."""
    printed = [verdict for verdict in verdicts if verdict.printed]
    states = Counter(str(verdict.state) for verdict in printed)
    days = [date.fromisoformat(v.when) for v in printed if v.state in (State.CONFIRMED, State.TRIED)]
    return Trail(**{str(state): states[str(state)] for state in State}, last=max(days, default=None))
