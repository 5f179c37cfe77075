"""Makes what one country's people share: staff's hand-out list, the print jobs of packs and parts, the card sheets."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from pressroom import jobs
from pressroom.bind import bind
from pressroom.compose import handout as handout_page
from pressroom.compose import separator
from pressroom.compose.env import render
from pressroom.compose.handout import sheets_of_paper
from pressroom.compose.personal import heading
from pressroom.impose import ImpositionError
from pressroom.made import Finished, Part, Piece
from pressroom.model import CardForm
from pressroom.model.session import Edition, Paper
from pressroom.proof import Expectation, check
from pressroom.read import shipped
from pressroom.shop.fitting import part
from pressroom.typeset import typeset

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pressroom.compose.handout import HandoutRow
    from pressroom.made import Delivered
    from pressroom.model import Press, Workspace
    from pressroom.plan import Job, Options, Plan
    from pressroom.shop.contents import Contents
    from pressroom.shop.outside import Outsides


class _ChangedError(Exception):
    """A person's file was changed while the run went on. The message says whose."""


class CountryDesk:
    """Everything that the making of one run's country files needs. One for each shop."""

    def __init__(
        self, workspace: Workspace, options: Options, plan: Plan, contents: Contents, outsides: Outsides
    ) -> None:
        """Keep what all files of the run share."""
        self.workspace = workspace
        self.options = options
        self.plan = plan
        self.contents = contents
        self.outsides = outsides

    def handout(self, country: str, rows: Sequence[HandoutRow]) -> Part:
        """Return staff's hand-out list of one country, in the session's first language.

        Where all packs are discreet, the list says no more of the meeting than they do.
        """
        session, language = self.workspace.session, self.workspace.session.languages[0]
        edition = Edition.DISCREET if all(row.edition is Edition.DISCREET for row in rows) else Edition.OPEN
        setting = replace(self.contents.setting(language, edition), paper=self._job_paper)
        name, meeting = (f" · {session.id}", session.title.text(language))
        if setting.discreet:
            name, meeting = "", heading(setting, session.discreet.heading)
        title = f"{setting.labels('handout.title')}{name} · {country}"
        subtitle = f"{meeting} · {setting.labels.span(session.starts, session.ends)}"
        place = shipped.country_name(country, language)
        composed = handout_page.compose(setting, place, rows, title, subtitle, self.options.press)
        made = part(composed, cmyk=self._cmyk)
        if made.problems:
            return made
        press, tag, outside = self.options.press, setting.language.tag, self.outsides.of(edition, "")
        pdf = bind([made.pdf], title=title, language=tag, archive=press.archive)
        expected = Expectation(pages=made.pages, title=title, language=tag, cmyk=press.cmyk, archive=press.archive)
        found = check(pdf, replace(expected, outside=outside))
        return replace(made, pdf=pdf, problems=tuple(map(str, found)))

    def job(self, job: Job, files: Mapping[str, Sequence[Delivered]]) -> tuple[list[Piece], list[str]]:
        """Return one file of a country's print jobs, made from the finished files of its people, by their kind."""
        theirs = files[job.of]
        if not theirs:
            return [], []
        title = self.contents.job_title(job.country, job.edition)
        try:
            if job.kind == "cards":
                file, problems = jobs.card_sheets(self._read(theirs), self._card_job(job, title))
            else:
                file, problems = jobs.print_job(self._read(theirs), self._pack_job(job, title))
        except (_ChangedError, ImpositionError) as error:
            return [], [f"{job.path}: {error}"]
        return ([] if problems else [file]), problems

    def _pack_job(self, job: Job, title: str) -> jobs.PackJob:
        """Return how a job of packs is made, or one of parts to carry, which are printed page by page."""
        press = self.options.press
        carried = job.kind == "carries"
        alone = press.one_by_one() if carried else press
        return jobs.PackJob(
            job.path,
            title,
            alone,
            jobs.paper_of(self.plan.paper, press) if carried else str(self.plan.paper),
            lambda pack: self._blank_page(pack.language, job.edition),
            lambda pack: self._separator(pack, job.edition, title, alone),
            kind=job.kind,
            split=self.options.split,
            outside=self.outsides.of(job.edition, job.path),
            part=(job.part, job.parts),
        )

    def _card_job(self, job: Job, title: str) -> jobs.CardJob:
        press, sheet = self.options.press, self.workspace.sheets[self.plan.sheet]
        return jobs.CardJob(
            job.path,
            title,
            press,
            sheet.folded() if press.card is CardForm.FOLD else sheet,
            job.start_cell,
            press.correction,
            outside=self.outsides.of(job.edition, job.path),
            part=(job.part, job.parts),
        )

    @staticmethod
    def _read(files: Sequence[Delivered]) -> Iterator[Finished]:
        """Yield delivered files as they were before they were encrypted, which happens in memory alone.

        A job shows what was proved: a file that is not the one that was delivered then has no place in it.
        """
        tongues = shipped.languages()
        for file in files:
            data = file.path.read_bytes()
            if file.sha256 and hashlib.sha256(data).hexdigest() != file.sha256:
                raise _ChangedError(
                    f"the {file.kind} of {file.code} is no longer the file that was proved: build again"
                )
            rtl = tongues[file.language].direction == "rtl"
            yield Finished(_opened(data, file.passphrase), file.pages, file.links, file.code, rtl, file.language)

    def _separator(self, pack: Finished, edition: Edition, title: str, press: Press) -> bytes:
        """Return the sheet before a pack, on the paper of its job."""
        setting = self.contents.setting(self.workspace.session.languages[0], edition)
        setting = replace(setting, paper=self._job_paper)
        sheets = sheets_of_paper(pack.pages, press, split=self.options.split)
        composed = separator.compose(setting, pack.code, pack.pages, sheets, title, across=jobs.across(press))
        return typeset(composed.html, composed.css, composed.assets, cmyk=self._cmyk).pdf

    @functools.cache  # noqa: B019 - one shop for each process
    def _blank_page(self, language: str, edition: Edition) -> bytes:
        """Return the page that fills a pack up to a whole sheet of paper, in the pack's language."""
        setting = self.contents.setting(language, edition)
        html = render("pack/blank.html.j2", **setting.base(), title=self.contents.title(setting))
        composed = setting.composed(html, setting.pack_css(), {}, self.contents.title(setting))
        return typeset(composed.html, composed.css, composed.assets, cmyk=self._cmyk).pdf

    @property
    def _job_paper(self) -> Paper:
        """The paper that a job of packs is printed on, which is in the printer then."""
        return Paper(jobs.paper_of(self.plan.paper, self.options.press))

    @property
    def _cmyk(self) -> bool:
        return self.options.press.cmyk


def _opened(pdf: bytes, passphrase: str) -> bytes:
    if not passphrase:
        return pdf
    from pressroom.deliver.encrypt import decrypt

    return decrypt(pdf, passphrase)
