"""One run: what is ordered when, what is done with each result, and what stays of a run that is ended early."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from pressroom import deliver
from pressroom.account import account
from pressroom.build.desk import Desk, Whose
from pressroom.build.outcome import Outcome, Watcher
from pressroom.deliver import FOR_ALL, Failure, LeftOutItem, Manifest, OutputError, digest_of
from pressroom.interrupts import undisturbed
from pressroom.made import Made, Part, Piece
from pressroom.problems import MachineError
from pressroom.workers import (
    COUNTRY,
    GUIDANCE,
    HANDOUT,
    JOB,
    PERSON,
    Context,
    Done,
    Order,
    Workers,
    countries_of,
    guidance_of,
)

if TYPE_CHECKING:
    from pressroom.deliver import Prior
    from pressroom.plan import CountryKey, GuidanceKey, Job, PackPlan
    from pressroom.problems import Place


class Run:
    """The making of one plan. Each result brings the orders that waited for it, until nothing waits any more."""

    def __init__(  # noqa: PLR0913 - the values of one run
        self,
        context: Context,
        desk: Desk,
        workers: Workers,
        watcher: Watcher,
        failed: Mapping[str, Sequence[str]],
        *,
        narrowed: bool,
    ) -> None:
        """Keep the values of the run. ``failed`` are those who cannot be made, with their problems."""
        self._workspace, self._options, self._plan = context.workspace, context.options, context.plan
        self._identity, self._narrowed = context.identity, narrowed
        self._desk, self._workers, self._watcher = desk, workers, watcher
        self._failed: dict[str, Sequence[str]] = dict(failed)
        self._parts: dict[object, Part] = {}
        self._waiting: dict[CountryKey | None, list[PackPlan]] = {}
        self._left = {pack.participant.code for pack in self._plan.packs}
        self._reached: set[str] = set()
        self._kept = 0
        self.is_delivered = False
        self._fields = frozenset(field for _, field in context.workspace.places)
        self._open: dict[Job | str, set[str]] = {job: set(job.codes) for job in self._plan.jobs}
        self._jobs_of: dict[str, list[Job]] = {}
        for job in self._plan.jobs:
            for code in job.codes:
                self._jobs_of.setdefault(code, []).append(job)
        for pack in self._plan.packs:
            self._waiting.setdefault(pack.country if pack.pack_path else None, []).append(pack)
            self._open.setdefault(pack.participant.country, set()).add(pack.participant.code)

    def go(self) -> Outcome:
        """Do everything, and say what was done."""
        self._workers.order(*guidance_of(self._plan))
        self._order_people(None)
        takers: dict[int, Callable[[Done], None]] = {
            GUIDANCE: self._take_guidance,
            COUNTRY: self._take_country,
            PERSON: self._take_person,
            JOB: self._take_job,
            HANDOUT: self._take_handout,
        }
        for done in self._workers.finished():
            undisturbed.look()
            takers[done.order.rank](done)
            is_pack = done.order.rank == PERSON
            self._watcher.step(done.order.name, self._workers.in_work, is_pack=is_pack)
        self._workers.dismiss()
        return self._finish()

    # Shared parts

    def _take_guidance(self, done: Done) -> None:
        key: GuidanceKey = done.order.arguments[0]
        self._parts[key] = part = _part(done)
        self._workers.order(*countries_of(self._plan, key, part))

    def _take_country(self, done: Done) -> None:
        key: CountryKey = done.order.arguments[0]
        self._parts[key] = _part(done)
        self._order_people(key)

    # People

    def _order_people(self, key: CountryKey | None) -> None:
        """Order the packs and cards of those whose shared parts are there now; ``None``: of those who need none."""
        for pack in self._waiting.pop(key, ()):
            shared = (self._parts[key.guidance], self._parts[key]) if key else (None, None)
            code, more = pack.participant.code, functools.partial(self._more_of, pack)
            self._workers.order(Order(("person", code), "participant", (pack, *shared), PERSON, code, more=more))

    def _more_of(self, pack: PackPlan) -> tuple[Prior | None, Mapping[str, Place]]:
        """Return what the last build made for someone, and where in the workspace their fields stand."""
        places, code = self._workspace.places, pack.participant.code
        found = {field: places[code, field] for field in self._fields if (code, field) in places}
        return self._desk.prior(pack.paths), found

    def _take_person(self, done: Done) -> None:
        pack: PackPlan = done.order.arguments[0]
        who, made = pack.participant, done.value
        if made is None:
            self._failed[who.code] = [done.fault]
        elif made.problems:
            self._failed[who.code] = made.problems
        else:
            self._deliver(pack, made)
        self._reached.add(who.code)
        self._left.discard(who.code)
        self._order_what_waited(who.code, who.country)

    def _deliver(self, pack: PackPlan, made: Made) -> None:
        """Deliver one participant's files, or leave them as the last build made them."""
        who = pack.participant
        if made.kept:
            self._kept += 1
            self._desk.keep(pack.paths)
            return
        for file in made.files:
            whose = Whose(who.country, who.language, str(who.edition), who.code)
            self._desk.deliver(file, whose, made.recipe)

    # Country jobs

    def _order_what_waited(self, code: str, country: str) -> None:
        """Order what people make together, when the last of them is there."""
        for job in self._jobs_of.get(code, ()):
            self._open[job].discard(code)
            if not self._open[job]:
                self._order_job(job)
        if country in self._plan.handouts:
            self._open[country].discard(code)
            if not self._open[country]:
                self._order_handout(country, self._plan.handouts[country])

    def _order_handout(self, country: str, path: str) -> None:
        people = [pack for pack in self._plan.packs if pack.participant.country == country]
        rows = [self._desk.handout_row(pack) for pack in people]
        recipe = digest_of(self._look, country, rows)
        self._order_or_keep(Order(country, "handout", (country, rows), HANDOUT, path, recipe), [path])

    def _order_job(self, job: Job) -> None:
        files = {job.of: self._desk.delivered(job.codes, job.of)}
        # Without their marks: what is the same to the byte is the same, whatever it was made from.
        made = [each.model_dump_json() for each in self._desk.made_for(job.codes, job.of)]
        recipe = digest_of(self._look, job, made)
        self._order_or_keep(Order(job, "job", (job, files), JOB, job.path, recipe), [job.path])

    @functools.cached_property
    def _look(self) -> bytes:
        """A digest of all that jobs and lists are made from beside people's files; a brand's fonts are in it."""
        options, workspace = self._options, self._workspace
        look = (options.press, options.start_cell, options.split, workspace.sheets[self._plan.sheet])
        return digest_of(self._identity, workspace.session, workspace.brand, *look)

    def _order_or_keep(self, order: Order, paths: Sequence[str]) -> None:
        """Order a job, unless the last build made it from the same files."""
        if paths and deliver.is_still_good(self._desk.prior(paths), order.recipe, paths):
            self._desk.keep(paths)
            self._watcher.step(order.name, self._workers.in_work)
        else:
            self._workers.order(order)

    def _take_job(self, done: Done) -> None:
        job: Job = done.order.arguments[0]
        files, problems = done.value if done.value is not None else ((), [done.fault])
        for file in files:
            self._desk.deliver(file, Whose(job.country, edition=str(job.edition)), done.order.recipe)
        if problems:
            self._failed[job.country] = [*self._failed.get(job.country, ()), *problems]

    def _take_handout(self, done: Done) -> None:
        country: str = done.order.arguments[0]
        part = _part(done)
        if part.problems:
            self._failed[country] = [*self._failed.get(country, ()), *part.problems]
        else:
            piece = Piece(done.order.name, "handout", part.pdf, part.pages, {})
            self._desk.deliver(piece, Whose(country), done.order.recipe)

    # The end

    def _finish(self) -> Outcome:
        desk, old = self._desk, self._desk.old
        found = account(self._workspace, self._plan, self._options)
        left_out = [LeftOutItem(id=i.id, field=i.field, country=i.country, reason=i.reason) for i in found.left_out]
        merged = self._merged(left_out, narrowed=self._narrowed)
        # Files take their places as a whole: an interrupt that comes meanwhile is heard when they have.
        with undisturbed:
            removed = desk.output.finish(merged)
            self.is_delivered = True
        again = deliver.changed(desk.seal.compared_with() if desk.seal else old, merged.manifest)
        sheets = desk.sheets(self._plan.packs)
        return Outcome(merged.manifest, found, again, removed, sheets, self._in_order(self._failed), self._kept)

    def keep_what_is_whole(self) -> int:
        """Deliver what a run made before it was ended, and return for how many people.

        A whole build that was there stands as it was: half of it and half of this one would be neither. The manifest
        lists those who are still to be made as failed, and countries whose jobs are; the next build makes them.
        """
        if self.is_delivered or (self._desk.old and self._desk.old.is_whole) or not self._reached:
            return 0
        for pack in self._plan.packs:
            if pack.participant.code in self._left:
                self._failed[pack.participant.code] = [deliver.ENDED]
        ours = {made.path for made in self._desk.entries}
        together = [(job.path, job.country) for job in self._plan.jobs if self._reached.intersection(job.codes)]
        together += [(path, country) for country, path in self._plan.handouts.items()]
        for country in dict.fromkeys(country for path, country in together if path not in ours):
            self._failed.setdefault(country, [deliver.ENDED])
        merged = self._merged([], narrowed=True)
        gone = [made for made in merged.manifest.files if made.kind in FOR_ALL and made.path not in ours]
        files = tuple(made for made in merged.manifest.files if made not in gone)
        stale = sorted({*merged.stale, *(path for made in gone for path in made.paths)})
        manifest = merged.manifest.model_copy(update={"files": files, "outdated": ()})
        with contextlib.suppress(OutputError, MachineError), undisturbed:
            self._desk.output.finish(deliver.Merged(manifest, tuple(stale)))
            return len(self._reached - self._failed.keys())
        return 0

    def _merged(self, left_out: Sequence[LeftOutItem], *, narrowed: bool) -> deliver.Merged:
        session = self._workspace.session
        new = Manifest(
            session=session.id,
            as_of=self._options.as_of,
            destroy_after=session.destroy_after,
            files=tuple(self._desk.entries),
            left_out=tuple(left_out),
            failed=tuple(Failure(participant=code, problems=tuple(texts)) for code, texts in self._failed.items()),
        )
        intended = frozenset(
            path for pack in self._plan.packs for path in pack.renewed if pack.participant.code not in self._left
        )
        return deliver.merge(self._desk.old, new, narrowed=narrowed, intended=intended)

    def _in_order(self, failed: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
        """Return what failed in the order of the table; faulty rows and countries come last."""
        order = {pack.participant.code: number for number, pack in enumerate(self._plan.packs)}
        return dict(sorted(failed.items(), key=lambda item: order.get(item[0], len(order))))


def _part(done: Done) -> Part:
    """Return a part that was made; one that could not be has the reason for it."""
    part: Part = done.value if done.value is not None else Part(b"", 0, (), (done.fault,))
    return part
