"""What may not tell anything on the files of the discreet edition, for their proof."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pressroom.compose.setting import MARGINS_MM
from pressroom.policy.discretion import names_to_hide, telltale
from pressroom.proof import Outside
from pressroom.read import shipped

if TYPE_CHECKING:
    from collections.abc import Collection

    from pressroom.model import Workspace
    from pressroom.model.session import Edition, Paper
    from pressroom.policy.discretion import Telltale


class Outsides:
    """Knows the words and names that give one session's discreet packs away."""

    def __init__(self, workspace: Workspace) -> None:
        """Find what is to be searched for, once for all files of a run."""
        data = shipped.discretion()
        self._names = names_to_hide(workspace)
        self.hidden = frozenset(self._names)
        printed = [
            workspace.resources[line.id].reach().get(line.field)
            for line in data.allowed
            if line.id in workspace.resources
        ]
        self._allowed = tuple(sourced.value for sourced in printed if sourced)

    @cached_property
    def _search(self) -> Telltale:
        """The search, which takes a while to make, and which the open edition has no need of."""
        return telltale(shipped.discretion(), self._names)

    def of(
        self, edition: Edition, path: str, pages: Collection[int] | None = None, paper: Paper | None = None
    ) -> Outside | None:
        """Return what the proof of a file looks at: nothing in the open edition.

        ``pages`` are those that a finder sees first, all where it is None; the others of a pack on ``paper`` have
        running heads.
        """
        if edition != "discreet":
            return None
        heads = MARGINS_MM[paper] if paper else (0, 0)
        return Outside(self._search.found, path, pages, heads, self._allowed)
