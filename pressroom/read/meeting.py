"""Reads ``session.yaml``, and what of it other files are compared with even where it has faults."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pressroom.model.session import Edition, Session
from pressroom.problems import Place
from pressroom.read import shipped
from pressroom.read.desk import Desk, child, items, lenient, text_of
from pressroom.read.folder import SESSION
from pressroom.read.schema import validate
from pressroom.read.schemas.session import SessionIn
from pressroom.read.tables import COLUMNS
from pressroom.read.tree import MapNode, Node, Scalar
from pressroom.read.values import clean, iso_date, nearest
from pressroom.read.yamlfile import read_yaml


@dataclass(frozen=True)
class Meeting:
    """The session, or what can be told of it. None means: not known, so nothing is compared with it."""

    session: Session | None = None
    node: Node | None = None
    countries: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The default language of a participant."""
        return self.languages[0] if self.languages else next(iter(shipped.languages()))

    @property
    def edition(self) -> Edition:
        """The default edition of a participant."""
        return self.session.edition if self.session else Edition.DISCREET


def read_meeting(desk: Desk, names: list[str]) -> Meeting:
    """Return the meeting after noting every fault of ``session.yaml``."""
    if SESSION not in names:
        desk.findings.error(Place(SESSION), "", "is missing: every workspace needs one; `new` lays one down")
        return Meeting()
    node = read_yaml(desk.root, desk.on_disk(SESSION), desk.findings)
    if node is None:
        return Meeting()
    given = validate(SessionIn, node, desk.findings, today=desk.today)
    desk.remember("session", node)
    for number, link in enumerate(items(child(child(node, "discreet"), "card_qr"))):
        desk.remember("session", link, f"discreet.card_qr.{number}.")
    _check_days(desk, node)
    return Meeting(
        session=None if given is None else given.model(),
        node=node,
        countries=_known(child(node, "countries"), shipped.states()),
        languages=_known(child(node, "languages"), shipped.languages()),
        columns=_columns(child(node, "columns")),
    )


def check_sheet(desk: Desk, meeting: Meeting, known: Iterable[str]) -> None:
    """Note a card sheet that does not exist."""
    node = child(meeting.node, "sheet")
    sheet = clean(text_of(node))
    if node is not None and sheet and sheet not in known:
        message = f"is no card sheet that we know{nearest(sheet, known)}: the command `sheets` lists them"
        desk.findings.error(node.place, "sheet", message)


def _check_days(desk: Desk, node: Node) -> None:
    """Note days that stand in the wrong order."""
    starts = _day(child(node, "starts"))
    for name, message in (
        ("ends", "is before the first day (starts): look at both dates"),
        ("destroy_after", "is before the first day (starts): people need the pack until the meeting is over"),
    ):
        day_node = child(node, name)
        day = _day(day_node)
        if day_node is not None and day is not None and starts is not None and day < starts:
            desk.findings.error(day_node.place, name, message)


def _day(node: Node | None) -> date | None:
    return lenient(node, iso_date)


def _known(node: Node | None, known: Iterable[str]) -> tuple[str, ...] | None:
    """Return the list's entries if all are known, else None: a list with a slip in it is compared with nothing."""
    codes = tuple(clean(text_of(item)) for item in items(node))
    return codes if codes and all(code in known for code in codes) else None


def _columns(node: Any) -> dict[str, str]:
    entries = node.entries if isinstance(node, MapNode) else {}
    return {k: v.text for k, v in entries.items() if k in COLUMNS and isinstance(v, Scalar) and text_of(v)}
