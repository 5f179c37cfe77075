"""What is to be made: one order for each shared part, each participant, each print job and each list."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pressroom.made import Part
    from pressroom.plan import GuidanceKey, Plan

GUIDANCE, COUNTRY, PERSON, JOB, HANDOUT = range(5)
"""The ranks of orders. What others wait for comes first, so that no core is idle at the end."""


@dataclass(frozen=True)
class Order:
    """One thing to be made: a ``method`` of `pressroom.shop.Shop` with its ``arguments``, all of them plain values.

    ``key`` tells orders apart, ``name`` is a code or a path for people to read. The lowest ``rank`` is done first.
    ``recipe`` is a digest of all that it is made from, where that is known beforehand; ``more`` gives further
    arguments when the order is handed over, so that they do not stand in memory for thousands.
    """

    key: Hashable
    method: str
    arguments: tuple[Any, ...]
    rank: int
    name: str
    recipe: bytes = b""
    more: Callable[[], tuple[Any, ...]] = tuple


@dataclass(frozen=True)
class Done:
    """An order that is finished, with what came of it; or with a ``fault``, in plain words, where nothing did."""

    order: Order
    value: Any = None
    fault: str = ""


def guidance_of(plan: Plan) -> list[Order]:
    """Return the orders for the guidance parts of a plan."""
    return [Order(key, "guidance", (key,), GUIDANCE, f"guidance {key.language} {key.edition}") for key in plan.guidance]


def countries_of(plan: Plan, guidance: GuidanceKey, part: Part) -> list[Order]:
    """Return the orders for the country parts that stand behind one guidance part, which is made."""
    return [
        Order(key, "country", (key, part), COUNTRY, f"country {key.country} {key.guidance.language}")
        for key in plan.countries
        if key.guidance == guidance
    ]
