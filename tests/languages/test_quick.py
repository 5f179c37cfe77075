"""What is done to be quick changes no byte of anybody's pages, in any language, whoever's were set before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date

from pressroom.cli.building import sound_workspace
from pressroom.compose.personal import Show
from pressroom.model import CardForm
from pressroom.paths import shipped
from pressroom.plan import Options, make_plan
from pressroom.shop import Shop
from pressroom.typeset import begin_order, quick


def documents() -> Iterator[str]:
    """Set the sample's own pages and cards, whole and split, each person an order; return what tells them apart."""
    workspace = sound_workspace(shipped("packs", "sample"))
    for split in (False, True):
        options = Options(as_of=date(2026, 11, 22), split=split)
        plan = make_plan(workspace, options)
        shop = Shop(workspace, options, plan)
        for pack in plan.packs:
            begin_order()
            shows = (Show.COVER, Show.CARRY, Show.TRIMMED) if split else (Show.ALL,)
            forms = (CardForm.FOLD,) if split else (CardForm.FLAT, CardForm.SINGLE)
            parts = [shop.own_pages(pack.participant, show)[0] for show in shows]
            parts += [shop.card_pages(pack.participant, form)[0] for form in forms]
            for part in parts:
                assert not part.problems
                yield hashlib.sha256(bytes(part.leaves)).hexdigest()


def test_everybodys_pages_are_weasyprints_own() -> None:
    """Each document has the bytes that it has where nothing is quick, the first time and after everybody's else."""
    rounds = [list(documents()) for _ in range(3)]
    with quick.unhurried():
        alone = list(documents())
    assert len(set(alone)) > 60
    assert rounds == [alone] * 3
