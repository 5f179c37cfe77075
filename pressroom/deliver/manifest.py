"""What was made, what was left out and what failed: the list that scripts and the next build read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from pressroom.deliver.files import OutputError, parts_of, refuse_unless_plain
from pressroom.limits import MAX_PEOPLE
from pressroom.problems import MachineError

MANIFEST = "manifest.json"
MAX_BYTES = MAX_PEOPLE * 20_000
"""The most that is written, and so the most that is read: the next build, `clean` and `print` go by it.

A person with all files that there are takes some 10,000 bytes: the links of their pack stand twice, in the entry of the
pack and in that of their country's print job. As much again is room for links of staff's own.
"""

ENDED = "not made yet: the run was ended before its turn. Build again: what is there already stays"
"""What the manifest says of those whom a run did not come to."""


def _inside(path: str) -> str:
    if not parts_of(path)[-1].endswith(".pdf"):
        raise ValueError("nothing but PDFs is delivered: what else a manifest lists is not the program's to remove")
    return path


def ticket_of(job: str) -> str:
    """Return where the ticket of a print job stands: beside it, under the same name."""
    return job.removesuffix(".pdf") + ".txt"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FileKind(StrEnum):
    """What a delivered file is."""

    PACK = "pack"
    CARD = "card"
    CARDS = "cards"
    PACKS = "packs"
    HANDOUT = "handout"
    COVER = "cover"
    CARRY = "carry"
    CARRIES = "carries"


PRINT_JOBS = frozenset({FileKind.PACKS, FileKind.CARDS, FileKind.CARRIES})
"""What goes to a printer as a whole, and has a ticket beside it."""

FOR_ALL = PRINT_JOBS | {FileKind.HANDOUT}
"""What a country's people have together."""


class MadeFile(_Record):
    """A delivered file. ``path`` is relative to the output folder; ``links`` maps a page to its QR codes' URLs."""

    path: Annotated[str, AfterValidator(_inside)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    pages: int
    kind: FileKind
    country: str | None = None
    language: str | None = None
    edition: str | None = None
    participant: str | None = None
    links: dict[str, tuple[str, ...]] | None = None
    made_from: str | None = Field(default=None, exclude=True)

    @property
    def paths(self) -> tuple[str, ...]:
        """The file's path, and, for a print job, its ticket's."""
        return (self.path, ticket_of(self.path)) if self.kind in PRINT_JOBS else (self.path,)


class LeftOutItem(_Record):
    """One thing that is not printed, with its reason (`pressroom.policy.Reason`)."""

    id: str
    field: str | None = None
    country: str | None = None
    reason: str


class Failure(_Record):
    """A participant whose files could not be made, and why: problems as lines, with nothing private."""

    participant: str
    problems: tuple[str, ...]


class Manifest(_Record):
    """The manifest of an output folder. ``destroy_after`` is the session's, null where it has none.

    ``outdated`` are print jobs and hand-out lists that a narrowed build left as they were, though files that they hold
    have changed since. As JSON, ``made_from`` has the marks of all files by path (`pressroom.deliver.trace`).
    """

    session: str
    as_of: date
    destroy_after: date | None = None
    files: tuple[MadeFile, ...] = ()
    left_out: tuple[LeftOutItem, ...] = ()
    failed: tuple[Failure, ...] = ()
    outdated: tuple[Annotated[str, AfterValidator(_inside)], ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _with_marks(cls, given: Any) -> Any:
        """Give each file its mark, which stands beside the list of files."""
        if not isinstance(given, dict) or "made_from" not in given:
            return given
        marks, files = given["made_from"], given.get("files")
        if not isinstance(marks, dict) or not isinstance(files, list):
            raise ValueError("the marks belong to no files")  # noqa: TRY004 - pydantic wants this one
        rest = {key: value for key, value in given.items() if key != "made_from"}
        return {**rest, "files": [_marked(made, marks) for made in files]}

    @property
    def is_whole(self) -> bool:
        """Whether the build came to its end."""
        return not any(ENDED in failure.problems for failure in self.failed)

    def ordered(self) -> Manifest:
        """Return the same in the one order in which it is written: files by path, the rest by id, each once."""
        return Manifest(
            session=self.session,
            as_of=self.as_of,
            destroy_after=self.destroy_after,
            files=tuple(sorted(self.files, key=lambda made: made.path)),
            left_out=tuple(sorted(set(self.left_out), key=_left_out_key)),
            failed=tuple(sorted(self.failed, key=lambda failure: failure.participant)),
            outdated=tuple(sorted(self.outdated)),
        )

    def json_text(self) -> str:
        """Return the manifest as JSON, the same bytes for the same content, with a line end."""
        return json.dumps(_plain(self.ordered()), ensure_ascii=False, indent=2) + "\n"

    def data(self) -> bytes:
        """Return what is written of the manifest. Raises `MachineError` for one that could not be read again."""
        written = self.json_text().encode()
        if len(written) > MAX_BYTES:
            raise MachineError(
                f"{MANIFEST} would have more than {MAX_BYTES // 1_000_000} MB, and is not read again beyond that: "
                "make several workspaces of this one, each with some of the people"
            )
        return written


def _left_out_key(item: LeftOutItem) -> tuple[str, str, str, str]:
    return item.id, item.field or "", item.country or "", item.reason


def _plain(manifest: Manifest) -> Any:
    plain = manifest.model_dump(mode="json")
    for made in plain["files"]:
        if made["links"] is not None:
            made["links"] = dict(sorted(made["links"].items(), key=lambda page: (len(page[0]), page[0])))
    if not plain["outdated"]:
        del plain["outdated"]
    marks = {made.path: made.made_from for made in manifest.files if made.made_from}
    return {**plain, "made_from": marks} if marks else plain


def _marked(made: Any, marks: dict[str, Any]) -> Any:
    if not isinstance(made, dict) or "made_from" in made:
        raise ValueError("not an entry of a manifest")
    return {**made, "made_from": marks.get(str(made.get("path")))}


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of an output folder, or None if it has none yet.

    It may come from anywhere, so it is checked: a path that leads out of the folder makes it no manifest.

    Raises:
        OutputError: if it is not a manifest of this program.
    """
    path = folder / MANIFEST
    refuse_unless_plain(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise OutputError(_NOT_OURS.format(path))
        return Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError):
        raise OutputError(_NOT_OURS.format(path)) from None


_NOT_OURS = "{} is not a manifest that this program wrote: move it away, or choose another folder with --out"


@dataclass(frozen=True)
class Merged:
    """The manifest after a build, and the paths that the old one lists and this one does not: to be removed."""

    manifest: Manifest
    stale: tuple[str, ...]


def merge(old: Manifest | None, new: Manifest, *, narrowed: bool, intended: frozenset[str] = frozenset()) -> Merged:
    """Return what the manifest says after a build, and which files are no longer part of it.

    A full build stands for itself. A narrowed one renews its own entries and keeps the rest; ``intended`` are
    the paths that it set out to make, so that an old file does not outlive a failure to make it anew.
    """
    if old is None:
        return Merged(new.ordered(), ())
    if narrowed:
        renewed = {made.path for made in new.files} | intended
        people = {made.participant for made in new.files} | {failure.participant for failure in new.failed}
        new = Manifest(
            session=new.session,
            as_of=new.as_of,
            destroy_after=new.destroy_after,
            files=(*new.files, *(made for made in old.files if made.path not in renewed)),
            left_out=(*new.left_out, *_still_left_out(old, new, people)),
            failed=(*new.failed, *(f for f in old.failed if f.participant not in people)),
        )
        new = new.model_copy(update={"outdated": _outdated(old, new, renewed)})
    listed = {path for made in new.files for path in made.paths}
    stale = {path for made in old.files for path in made.paths} - listed
    return Merged(new.ordered(), tuple(sorted(stale)))


def _outdated(old: Manifest, new: Manifest, renewed: set[str]) -> tuple[str, ...]:
    """Return the jobs and lists that were left as they were, of countries in which somebody's files are others now."""
    before, after = ({made.path: made for made in each.files if made.participant is not None} for each in (old, new))
    others = {path for path in before.keys() | after.keys() if _sha256(before.get(path)) != _sha256(after.get(path))}
    countries = {made.country for each in (before, after) for path, made in each.items() if path in others}
    left = [made for made in new.files if made.kind in FOR_ALL and made.path not in renewed]
    return tuple(made.path for made in left if made.country in countries or made.path in old.outdated)


def _sha256(made: MadeFile | None) -> str:
    return made.sha256 if made else ""


def _still_left_out(old: Manifest, new: Manifest, people: set[str | None]) -> list[LeftOutItem]:
    """Return what the old build left out and the narrowed one did not look at.

    A contact or card of a participant is that person's; the rest is a country's. What is left out everywhere
    (no country) is judged anew by every build.
    """
    countries = {made.country for made in new.files}
    codes = {made.participant for made in old.files} | {failure.participant for failure in old.failed}
    kept: list[LeftOutItem] = []
    for item in old.left_out:
        owner = item.id.split("/")[0]
        personal = "/contact" in item.id or owner in codes
        if (owner not in people) if personal else (item.country is not None and item.country not in countries):
            kept.append(item)
    return kept


class Change(StrEnum):
    """How a participant's pack, part to carry or card stands to the last build's."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, order=True)
class Reprint:
    """A pack, part to carry or card that must be printed (again), or, if gone, taken back and destroyed."""

    participant: str
    kind: FileKind
    change: Change


def changed(old: Manifest | None, new: Manifest) -> tuple[Reprint, ...]:
    """Return whose pack, part to carry or card differs from the last build's; none if there was no last build."""
    if old is None:
        return ()
    before, after = _personal(old), _personal(new)
    found = [Reprint(*key, Change.NEW) for key in after.keys() - before.keys()]
    found += [Reprint(*key, Change.GONE) for key in before.keys() - after.keys()]
    found += [Reprint(*key, Change.CHANGED) for key in after.keys() & before.keys() if after[key] != before[key]]
    return tuple(sorted(found))


def _personal(manifest: Manifest) -> dict[tuple[str, FileKind], frozenset[str]]:
    hashes: dict[tuple[str, FileKind], frozenset[str]] = {}
    for made in manifest.files:
        if made.participant is not None and made.kind in (FileKind.PACK, FileKind.CARRY, FileKind.CARD):
            key = made.participant, made.kind
            hashes[key] = hashes.get(key, frozenset()) | {made.sha256}
    return hashes
