"""Pictures of chosen pages and cards, and one sheet with all of them small: to look at before paper is used.

The pages are drawn from the parts that a build would bind, before they are bound and read back: that is quick, and a
page that holds too much can be seen as well as listed. Pictures show what packs show, so they are as private.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from pressroom.compose.personal import FILLED, Show
from pressroom.deliver import Output, OutputError
from pressroom.deliver.files import refuse_unless_plain, remove_plain
from pressroom.made import Part
from pressroom.plan import Options, PackPlan, Plan
from pressroom.proof.contactsheet import ContactSheet
from pressroom.proof.raster import pictures, png
from pressroom.shop import Shop
from pressroom.workers import GUIDANCE, Context, Workers, cores, countries_of, crew_of, guidance_of

if TYPE_CHECKING:
    from pressroom.model import Workspace

LIST = "preview.json"
"""Names the pictures in the folder, so that the next run and `clear` remove them and nothing else."""

CONTACT_SHEET = "contact-sheet.png"

DEFAULT_PAGES = (1, 3, 5, 6, 7, 8)
"""The cover, the emergency page (their backs are empty), and how the guidance begins."""

_MAX_LIST_BYTES = 10_000_000
_PICTURE_NAME = rf"^([a-z0-9][a-z0-9-]*-(pack|card)-[a-z]+-[0-9]+\.png|{CONTACT_SHEET})$"


class Watcher(Protocol):
    """Is told of each finished piece of work."""

    def step(self, what: str) -> None:
        """Note that ``what`` (a code, a part) is finished."""


@dataclass
class Shown:
    """What a preview made: names of pictures, problems by participant's code, and pages that no pack has."""

    files: tuple[str, ...] = ()
    failed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    missing: dict[str, tuple[int, ...]] = field(default_factory=dict)


class _List(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    session: str
    files: tuple[Annotated[str, StringConstraints(pattern=_PICTURE_NAME)], ...]


@dataclass(frozen=True)
class _Drawing:
    """One picture to make: of a page (from 1) of a typeset part."""

    code: str
    name: str
    label: str
    pdf: bytes
    page: int


def examples(plan: Plan) -> tuple[str, ...]:
    """Return the codes of those who stand for the others: the first of each language and edition."""
    first: dict[tuple[str, str], str] = {}
    for pack in plan.packs:
        if pack.pack_path or pack.card_path:
            who = pack.participant
            first.setdefault((who.language, str(who.edition)), who.code)
    return tuple(first.values())


def needs_guidance(pages: Sequence[int]) -> bool:
    """Whether any of the pages of a pack lies behind the personal part."""
    return max(pages, default=0) > len(FILLED[Show.ALL])


def steps(plan: Plan, pages: Sequence[int]) -> int:
    """Return how many times a `Watcher` is told."""
    return len(plan.packs) + (len(plan.guidance) + len(plan.countries) if needs_guidance(pages) else 0)


def preview(  # noqa: PLR0913 - the values of one run
    workspace: Workspace, options: Options, plan: Plan, out: Path, *, pages: Sequence[int], dpi: int, watcher: Watcher
) -> Shown:
    """Draw ``pages`` of each pack and all sides of each card of ``plan`` into the folder ``out``.

    Pages count from 1 through the whole pack. If only those of the personal part are asked for, nothing else is
    typeset. What does not fit is drawn all the same, and listed. Raises `OutputError` and `MachineError`.
    """
    shown = Shown()
    with Output(out) as output:
        old = _listed(out)
        if old and old.session != workspace.session.id:
            raise OutputError(f"{out} holds pictures of another session: choose another folder with --out")
        parts = _shared_parts(workspace, options, plan, watcher) if needs_guidance(pages) else {}
        shop, drawings = Shop(workspace, options, plan), []
        for pack in plan.packs:
            drawings += _drawings(shop, pack, parts, tuple(sorted(set(pages))), shown)
            watcher.step(pack.participant.code)
        shown.files = tuple(_written(output, workspace.session.id, old.files if old else (), drawings, dpi))
    return shown


def pictures_in(out: Path) -> int:
    """Return how many pictures of a preview a folder has, as its list says.

    Raises:
        OutputError: if the list is none of this program's.
    """
    listed = _listed(out)
    return len(listed.files) if listed else 0


def clear(out: Path) -> tuple[str, ...]:
    """Remove the pictures that a preview made in a folder, and its list; return the names of those that were there.

    Raises:
        OutputError: if the list is none of this program's.
    """
    listed = _listed(out)
    names = (*listed.files, LIST) if listed else ()
    return tuple(name for name in names if remove_plain(out / name))


def _shared_parts(workspace: Workspace, options: Options, plan: Plan, watcher: Watcher) -> dict[object, Part]:
    """Return the guidance and country parts of the plan by their keys."""
    parts: dict[object, Part] = {}
    with Workers(Context(workspace, options, plan), crew_of(min(cores(), len(plan.guidance)))) as workers:
        workers.order(*guidance_of(plan))
        for done in workers.finished():
            parts[done.order.key] = done.value or Part(b"", 0, (), (done.fault,))
            if done.order.rank == GUIDANCE:
                key = done.order.arguments[0]
                workers.order(*countries_of(plan, key, parts[key]))
            watcher.step(done.order.name)
    return parts


def _drawings(
    shop: Shop, pack: PackPlan, parts: Mapping[object, Part], pages: Collection[int], shown: Shown
) -> list[_Drawing]:
    """Return the pictures to make for one participant, and note in ``shown`` what is wrong with their pages."""
    who = pack.participant
    found, problems = [], []
    if pack.pack_path:
        own, _ = shop.own_pages(who, faulty=True)
        bound = [own, *(parts[key] for key in (pack.country.guidance, pack.country) if key in parts)]
        leaves = [(part, page) for part in bound for page in range(1, part.pages + 1)]
        stem = f"{who.code.lower()}-pack-{who.language}"
        found += [
            _Drawing(who.code, f"{stem}-{number:03}.png", f"{who.code} · page {number}", bytes(part.leaves), page)
            for number, (part, page) in enumerate(leaves, 1)
            if number in pages and part.leaves
        ]
        problems += [text for part in bound for text in part.problems]
        if beyond := tuple(number for number in sorted(pages) if number > len(leaves)):
            shown.missing[who.code] = beyond
    if pack.card_path:
        card, _ = shop.card_pages(who, faulty=True)
        stem = f"{who.code.lower()}-card-{who.language}"
        found += [
            _Drawing(who.code, f"{stem}-{side}.png", f"{who.code} · card {side}", bytes(card.leaves), side)
            for side in range(1, card.pages + 1)
        ]
        problems += card.problems
    if problems:
        shown.failed[who.code] = tuple(problems)
    return found


def _written(
    output: Output, session: str, old: Sequence[str], drawings: Sequence[_Drawing], dpi: int
) -> tuple[str, ...]:
    """Draw and write the pictures, remove those of the last run that are made no more, and return the names.

    The list is written first and last: whenever the run ends, it names every picture that is there.
    """
    names = (*(drawing.name for drawing in drawings), CONTACT_SHEET) if drawings else ()
    _write_list(output, session, {*old, *names})
    sheet = ContactSheet()
    for pdf, group in groupby(drawings, key=lambda drawing: drawing.pdf):
        by_page = {drawing.page: drawing for drawing in group}
        for page, picture in pictures(pdf, by_page, dpi):
            drawing = by_page[page]
            output.write(drawing.name, png(picture))
            sheet.add(drawing.code, drawing.label, picture)
    if drawings:
        output.write(CONTACT_SHEET, png(sheet.picture()))
    output.remove(sorted({*old} - {*names}))
    _write_list(output, session, names)
    return names


def _write_list(output: Output, session: str, names: Collection[str]) -> None:
    text = json.dumps({"session": session, "files": sorted(names)}, indent=2)
    output.write(LIST, f"{text}\n".encode())


def _listed(folder: Path) -> _List | None:
    """Return the list of pictures in a folder, or None if there is none. It may come from anywhere: it is checked."""
    path = folder / LIST
    refuse_unless_plain(path)
    not_ours = f"{path} is not a list of this program: take it away, or choose another folder with --out"
    try:
        if path.stat().st_size > _MAX_LIST_BYTES:
            raise OutputError(not_ours)
        return _List.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError):
        raise OutputError(not_ours) from None
