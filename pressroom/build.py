"""Runs a build from the plan to the finished files: shared parts first, then people, then country jobs.

Each finished file is read back, then delivered whole; a pack that fails keeps nobody else's back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pressroom import deliver
from pressroom.account import Account, account
from pressroom.compose.handout import HandoutRow
from pressroom.deliver import Failure, FileKind, LeftOutItem, Manifest, Output, Reprint
from pressroom.made import Delivered, Made, Part, Piece
from pressroom.plan import Job, Options, PackPlan, Plan
from pressroom.workers import Workers

if TYPE_CHECKING:
    from pressroom.deliver import Passphrases
    from pressroom.model import Workspace


class Watcher(Protocol):
    """Is told of each finished piece of work."""

    def step(self, what: str) -> None:
        """Note that ``what`` (a code or a path) is finished."""


@dataclass
class Outcome:
    """What a build made, what it left out and why, and whose files differ from the last build's."""

    manifest: Manifest
    account: Account
    print_again: Sequence[Reprint] = ()
    removed: Sequence[str] = ()
    sheets_of_paper: int = 0
    failed: Mapping[str, Sequence[str]] = field(default_factory=dict)


def pieces_of_work(plan: Plan) -> int:
    """Return how many times a `Watcher` is told."""
    return len(plan.guidance) + len(plan.countries) + len(plan.packs) + len(plan.jobs) + len(plan.handouts)


def build(  # noqa: PLR0913 - the values of one run
    workspace: Workspace,
    options: Options,
    plan: Plan,
    out: Path,
    *,
    jobs: int,
    watcher: Watcher,
    faulty: Mapping[str, Sequence[str]] | None = None,
    passphrases: Passphrases | None = None,
) -> Outcome:
    """Make everything in ``plan`` into ``out`` and return what was made.

    ``faulty`` are participants whose rows have errors and were left out (``--keep-going``), with their problems.
    With ``passphrases`` each file is encrypted after its proof, so that none is ever written in plain.
    Raises `OutputError` where the folder may not be used, `MachineError` where it cannot be written to, and
    `WorkspaceError` never: check first.
    """
    with Output(out) as output, Workers(workspace, options, plan, jobs) as workers:
        run = _Run(workspace, options, plan, output, workers, watcher, passphrases, failed=dict(faulty or {}))
        return run.go()


@dataclass
class _Run:
    workspace: Workspace
    options: Options
    plan: Plan
    output: Output
    workers: Workers
    watcher: Watcher
    passphrases: Passphrases | None
    failed: dict[str, Sequence[str]]
    seal: deliver.Seal | None = None
    entries: list[deliver.MadeFile] = field(default_factory=list)
    made: dict[str, list[deliver.MadeFile]] = field(default_factory=dict)

    def go(self) -> Outcome:
        """Do everything, and say what was done."""
        old = self.output.previous(self.workspace.session.id)
        encrypted = self.passphrases is not None
        deliver.refuse_mixture(self.output.folder, old, encrypted=encrypted, narrowed=self.options.narrowed)
        self.seal = deliver.Seal(self.passphrases, self.output.folder, old) if self.passphrases else None
        parts = self._shared_parts()
        self._people(parts)
        self._jobs()
        self._handouts()
        found = account(self.workspace, self.plan, self.options)
        new = Manifest(
            session=self.workspace.session.id,
            as_of=self.options.as_of,
            destroy_after=self.workspace.session.destroy_after,
            files=tuple(self.entries),
            left_out=tuple(
                LeftOutItem(id=item.id, field=item.field, country=item.country, reason=item.reason)
                for item in found.left_out
            ),
            failed=tuple(Failure(participant=code, problems=tuple(texts)) for code, texts in self.failed.items()),
        )
        intended = frozenset(path for pack in self.plan.packs for path in pack.renewed)
        merged = deliver.merge(old, new, narrowed=self.options.narrowed, intended=intended)
        removed = self.output.finish(merged)
        sheets = sum(self._handout_row(pack).sheets(self.options.press) for pack in self.plan.packs)
        again = deliver.changed(self.seal.compared_with() if self.seal else old, merged.manifest)
        return Outcome(merged.manifest, found, again, removed, sheets, self.failed)

    # Shared parts

    def _shared_parts(self) -> dict[object, Part]:
        parts: dict[object, Part] = {}
        for key, part in self.workers.do((key, "guidance", (key,)) for key in self.plan.guidance):
            parts[key] = part
            self.watcher.step(f"guidance {key.language} {key.edition}")
        orders = [(key, "country", (key, parts[key.guidance].pages + 1)) for key in self.plan.countries]
        for key, part in self.workers.do(orders):
            parts[key] = part
            self.watcher.step(f"country {key.country} {key.guidance.language}")
        return parts

    # People

    def _people(self, parts: Mapping[object, Part]) -> None:
        orders = [
            (pack, "participant", (pack, parts.get(pack.country.guidance), parts.get(pack.country)))
            for pack in self.plan.packs
        ]
        for pack, made in self.workers.do(orders):
            self._take(pack, made)
            self.watcher.step(made.code)
        order = {pack.participant.code: number for number, pack in enumerate(self.plan.packs)}
        self.entries.sort(key=lambda entry: order[entry.participant or ""])
        self.failed = dict(sorted(self.failed.items(), key=lambda item: order.get(item[0], len(order))))

    def _take(self, pack: PackPlan, made: Made) -> None:
        """Deliver one participant's files, or note why there are none."""
        if made.problems:
            self.failed[made.code] = made.problems
            return
        who = pack.participant
        for file in made.files:
            entry = self._deliver(file, who.country, who.language, str(who.edition), who.code)
            self.made.setdefault(who.code, []).append(entry)

    def _deliver(
        self, file: Piece, country: str, language: str | None, edition: str | None, code: str | None
    ) -> deliver.MadeFile:
        if file.ticket:
            self.output.stage(deliver.ticket_of(file.path), file.ticket.encode())
        content = self.seal.content(file.path, file.pdf, code) if self.seal else file.pdf
        entry = deliver.MadeFile(
            path=file.path,
            sha256=self.output.stage(file.path, content),
            pages=file.pages,
            kind=FileKind(file.kind),
            country=country,
            language=language,
            edition=edition,
            participant=code,
            links=_by_page(file),
        )
        self.entries.append(entry)
        return entry

    # Country jobs

    def _jobs(self) -> None:
        orders = [(job, "job", (job, {job.of: self._made_files(job.codes, job.of)})) for job in self.plan.jobs]
        for job, (files, problems) in self.workers.do(orders):
            self._take_job(job, files, problems)
            self.watcher.step(job.path)

    def _made_files(self, codes: Sequence[str], kind: str) -> list[Delivered]:
        """Return the finished files of one kind, in the order of ``codes``."""
        entries = [entry for code in codes for entry in self.made.get(code, ()) if entry.kind == FileKind(kind)]
        return [
            Delivered(
                self.output.where(entry.path),
                entry.pages,
                {int(page): texts for page, texts in (entry.links or {}).items()},
                entry.participant or "",
                entry.language or "",
                str(entry.kind),
                self.passphrases.of(entry.participant) if self.passphrases else "",
                entry.sha256,
            )
            for entry in entries
        ]

    def _take_job(self, job: Job, files: Sequence[Piece], problems: Sequence[str]) -> None:
        for file in files:
            self._deliver(file, job.country, None, str(job.edition), None)
        if problems:
            self.failed[job.country] = [*self.failed.get(job.country, ()), *problems]

    def _handouts(self) -> None:
        orders = []
        for country, path in self.plan.handouts.items():
            rows = [self._handout_row(p) for p in self.plan.packs if p.participant.country == country]
            orders.append(((country, path), "handout", (country, rows)))
        for (country, path), part in self.workers.do(orders):
            if part.problems:
                self.failed[country] = [*self.failed.get(country, ()), *part.problems]
            else:
                self._deliver(Piece(path, "handout", part.pdf, part.pages, {}), country, None, None, None)
            self.watcher.step(f"{country} hand-out list")

    def _handout_row(self, pack: PackPlan) -> HandoutRow:
        who = pack.participant
        pages = {entry.kind: entry.pages for entry in self.made.get(who.code, ())}
        own, carry = pages.get(FileKind.PACK, 0), pages.get(FileKind.CARRY, 0)
        return HandoutRow(who.code, who.language, who.edition, own, FileKind.CARD in pages, carry)


def _by_page(file: Piece) -> dict[str, tuple[str, ...]] | None:
    """Return a file's links by page; a hand-out list never has any."""
    if file.kind == FileKind.HANDOUT:
        return None
    return {str(page): tuple(texts) for page, texts in sorted(file.links.items())}
