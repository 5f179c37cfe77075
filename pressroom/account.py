"""The account of a run: what nothing shows and why, and what staff should look at before they print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pressroom import policy
from pressroom.problems import Place, Problem, Severity

if TYPE_CHECKING:
    from pressroom.model import Workspace
    from pressroom.plan import Options, Plan
    from pressroom.policy import LeftOut, Rules, Selection


@dataclass(frozen=True)
class Account:
    """What was left out, each once, and the warnings. ``old_sources`` are shipped contacts (id, field) to try again."""

    left_out: tuple[LeftOut, ...]
    warnings: tuple[Problem, ...]
    old_sources: tuple[str, ...]

    def said(self) -> tuple[Problem, ...]:
        """Return the warnings for a person: those on shipped contacts as one line, since they come each time."""
        if not self.old_sources:
            return self.warnings
        message = (
            f"{len(self.old_sources)} shipped contacts rest on sources that are undated or older than "
            f"{policy.SOURCE_MONTHS} months (build -v lists them): "
            "try the ones that matter, and record that with confirm"
        )
        return (*self.warnings, Problem(Place("session.yaml"), "", message, Severity.WARNING))


def account(workspace: Workspace, plan: Plan, options: Options) -> Account:
    """Return the account for the packs in ``plan``."""
    left: dict[LeftOut, None] = {}
    warnings: dict[Problem, None] = {}
    rules = options.rules
    selections = _selections(workspace, (pack.participant.countries for pack in plan.packs), rules)
    looked_at: set[tuple[str, frozenset[str]]] = set()
    for pack in plan.packs:
        who = pack.participant
        if (who.country, who.countries) not in looked_at:  # what is the same for all who share them is told once
            looked_at.add((who.country, who.countries))
            selection = selections[who.countries]
            home = policy.select_country(workspace, who.country, selection.forbidden, rules)
            left |= dict.fromkeys((*selection.left_out, *home.left_out))
            warnings |= dict.fromkeys((*selection.warnings, *home.warnings))
        left |= dict.fromkeys(policy.left_out_of(who))
    shipped = tuple(w for w in warnings if not _of_staff(w, workspace))
    return Account(
        tuple(left),
        tuple(warning for warning in warnings if warning not in set(shipped)),
        tuple(warning.field.replace(": ", " ") for warning in shipped),
    )


def _selections(
    workspace: Workspace, wanted: Iterable[frozenset[str]], rules: Rules
) -> dict[frozenset[str], Selection]:
    """Return the selection for each set of countries; those that forbid the same names share one, as most do."""
    made: dict[tuple[tuple[str, str], ...], Selection] = {}
    found = {}
    for countries in dict.fromkeys(wanted):
        forbidden = tuple(policy.forbidden_in(workspace, countries).items())
        if forbidden not in made:
            made[forbidden] = policy.select(workspace, countries, rules)
        found[countries] = made[forbidden]
    return found


def _of_staff(warning: Problem, workspace: Workspace) -> bool:
    """Whether a warning is about a value that staff gave, so that it has a place in the workspace."""
    owner, _, name = warning.field.partition(": ")
    return (owner, name) in workspace.places or (owner, "") in workspace.places
