"""What a build is told of while it goes on, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pressroom.account import Account
    from pressroom.deliver import Manifest, Reprint
    from pressroom.plan import Plan


class Watcher(Protocol):
    """Is told of each finished piece of work."""

    def step(self, what: str, in_work: Sequence[str] = (), *, is_pack: bool = False) -> None:
        """Note that ``what`` (a code or a path) is finished, and what is being made meanwhile.

        ``is_pack``: it is a participant's.
        """


@dataclass
class Outcome:
    """What a build made, what it left out and why, and whose files differ from the last build's.

    ``kept`` counts the participants whose files the last build had made from the same.
    """

    manifest: Manifest
    account: Account
    print_again: Sequence[Reprint] = ()
    removed: Sequence[str] = ()
    sheets_of_paper: int = 0
    failed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    kept: int = 0


def pieces_of_work(plan: Plan) -> int:
    """Return how many times a `Watcher` is told."""
    return len(plan.guidance) + len(plan.countries) + len(plan.packs) + len(plan.jobs) + len(plan.handouts)
