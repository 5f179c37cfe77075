"""Makes one thing at a time: a guidance part, a country part, one person's pack and card, a country's list.

Each function takes values and returns bytes with what was found wrong; nothing is written here. What two people
have typed never meets in one typesetting run.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pressroom import jobs, metadata
from pressroom.bind import Binder, PageLabel
from pressroom.compose import card as card_page
from pressroom.compose import country as country_page
from pressroom.compose import guidance as guidance_page
from pressroom.compose import handout as handout_page
from pressroom.compose import personal as personal_page
from pressroom.compose import separator
from pressroom.compose.env import render
from pressroom.compose.handout import sheets_of_paper
from pressroom.made import Finished, Made, Part, Piece
from pressroom.model import CardForm
from pressroom.model.session import Edition, Paper
from pressroom.proof import Expectation, check
from pressroom.read import shipped
from pressroom.shop.contents import Contents
from pressroom.shop.fitting import fitted, part, words
from pressroom.typeset import Finding, typeset

if TYPE_CHECKING:
    from pressroom.compose.handout import HandoutRow
    from pressroom.compose.setting import Setting
    from pressroom.made import Delivered
    from pressroom.model import Participant, Sheet, Workspace
    from pressroom.plan import CountryKey, GuidanceKey, Job, Options, PackPlan, Plan


class Shop:
    """Everything that the making of one run's files needs. One for each process."""

    def __init__(self, workspace: Workspace, options: Options, plan: Plan) -> None:
        """Keep what all files of the run share."""
        self.workspace = workspace
        self.options = options
        self.plan = plan
        self.contents = Contents(workspace, options, plan)

    # Shared parts

    def guidance(self, key: GuidanceKey) -> Part:
        """Return the guidance part for ``key``, numbered from 1."""
        setting = self.contents.setting(key.language, key.edition)
        return part(guidance_page.compose(setting, self.contents.guidance(key, setting)), cmyk=self._cmyk)

    def country(self, key: CountryKey, first_page: int) -> Part:
        """Return the country part for ``key``, its pages numbered from ``first_page``."""
        setting = self.contents.setting(key.guidance.language, key.guidance.edition)
        composed = country_page.compose(setting, self.contents.country(key, setting), first_page)
        return part(composed, cmyk=self._cmyk)

    # One participant

    def participant(self, pack: PackPlan, guidance: Part | None, country: Part | None) -> Made:
        """Return one participant's pack and card, each read back; a fault of either keeps both back."""
        made = Made(pack.participant.code)
        if pack.pack_path and guidance and country:
            self._pack(pack, guidance, country, made)
        if pack.card_path:
            self._card(pack, made)
        if pack.cover_path:
            self._cover(pack, made)
        if made.problems:
            made.files.clear()
        return made

    def _pack(self, pack: PackPlan, guidance: Part, country: Part, made: Made) -> None:
        who = pack.participant
        if guidance.problems or country.problems:
            made.problems += [*guidance.problems, *country.problems]
            return
        setting = self.contents.setting(who.language, who.edition)
        own, title = self.own_pages(who)
        if own.problems:
            made.problems += own.problems
            return
        bound = _binder(guidance.pdf, country.pdf).bind(
            own.pdf,
            title=title,
            language=setting.language.tag,
            labels=[PageLabel(0, "", 1), PageLabel(own.pages, "D", 1)],
            archive=self.options.press.archive,
        )
        qr = (*own.qr, *guidance.qr, *country.qr)
        pages = own.pages + guidance.pages + country.pages
        self._proved(Piece(pack.pack_path, "pack", bound, pages, _links(qr)), setting, title, qr, made)

    def own_pages(self, who: Participant, *, faulty: bool = False) -> tuple[Part, str]:
        """Return the personal part of a pack and the pack's title; with ``faulty`` drawn, whatever is wrong with it."""
        setting = self.contents.setting(who.language, who.edition)
        content = self.contents.personal(who, setting)
        own, findings = fitted(
            lambda fits: personal_page.compose(setting, content, cover_fit=fits[0], fit=fits[1]),
            lambda made: made.filled == personal_page.FILLED,
            tight=lambda made: 0 if made.filled[1:2] == (True,) else 1,
            faulty=faulty,
            cmyk=self._cmyk,
        )
        problems = tuple(self._located(finding, who) for finding in findings)
        return Part(own.pdf, own.pages, own.qr, problems), content.title

    def _card(self, pack: PackPlan, made: Made) -> None:
        who = pack.participant
        setting = self.contents.setting(who.language, who.edition)
        own, title = self.card_pages(who)
        if own.problems:
            made.problems += own.problems
            return
        bound = self._marked(self._bound(own.pdf, title, setting))
        file = Piece(pack.card_path, "card", bound, own.pages, _links(own.qr))
        self._proved(file, setting, title, own.qr, made, self.sheet)

    def _cover(self, pack: PackPlan, made: Made) -> None:
        """Make the cover of a pack for a print shop that trims it."""
        who = pack.participant
        setting = self.contents.setting(who.language, who.edition)
        content = self.contents.personal(who, setting)
        own, findings = fitted(
            lambda fits: personal_page.compose_cover(setting, content, cover_fit=fits[0]),
            lambda set_: set_.pages == 1,
            cmyk=self._cmyk,
        )
        if findings:
            made.problems += [self._located(finding, who, "cover: ") for finding in findings]
            return
        pdf = self._marked(self._bound(own.pdf, content.title, setting))
        self._proved(Piece(pack.cover_path, "cover", pdf, 1, {}), setting, content.title, own.qr, made)

    def _bound(self, pdf: bytes, title: str, setting: Setting) -> bytes:
        """Return a document of one part with its metadata."""
        archive = self.options.press.archive
        return _binder().bind(pdf, title=title, language=setting.language.tag, archive=archive)

    def _marked(self, pdf: bytes) -> bytes:
        """Return a file with crop marks around its pages, if the run is for a print shop."""
        from pressroom.impose.crop import with_crop_marks

        press = self.options.press
        if not press.marks:
            return pdf
        marked = with_crop_marks(pdf, cmyk=press.cmyk)
        return metadata.with_clear_ends(marked) if press.archive else marked

    def card_pages(self, who: Participant, *, faulty: bool = False) -> tuple[Part, str]:
        """Return the pages of a card and its title; with ``faulty`` drawn, whatever is wrong with them."""
        setting, sheet = self.contents.setting(who.language, who.edition), self.sheet
        content = self.contents.card(who, setting)
        made, findings = fitted(
            lambda fits: card_page.compose(setting, content, sheet, fits[0]),
            lambda set_: set_.pages == card_page.PAGES[content.form],
            faulty=faulty,
            cmyk=self._cmyk,
        )
        problems = tuple(self._located(finding, who, "card: ") for finding in findings)
        return Part(made.pdf, made.pages, made.qr, problems), content.title

    def _proved(  # noqa: PLR0913, PLR0917 - one file and what is expected of it
        self,
        file: Piece,
        setting: Setting,
        title: str,
        qr: Sequence[tuple[str, ...]],
        made: Made,
        sheet: Sheet | None = None,
    ) -> None:
        """Read a finished file back; keep it if nothing is wrong with it."""
        findings = check(file.pdf, self._expectation(setting, title, file.pages, qr, sheet))
        made.problems += [f"{file.kind}: {finding}" for finding in findings]
        made.files.append(file)

    # Country jobs

    def handout(self, country: str, rows: Sequence[HandoutRow]) -> Part:
        """Return staff's hand-out list of one country, in the session's first language."""
        language = self.workspace.session.languages[0]
        setting = self.contents.setting(language, Edition.OPEN)
        title = f"{setting.labels('handout.title')} · {self.workspace.session.id} · {country}"
        session = self.workspace.session
        subtitle = f"{session.title.text(language)} · {setting.labels.span(session.starts, session.ends)}"
        place = shipped.country_name(country, language)
        composed = handout_page.compose(setting, place, rows, title, subtitle, self.options.press)
        made = part(composed, cmyk=self._cmyk)
        if made.problems:
            return made
        pdf = self._bound(made.pdf, title, setting)
        press, tag = self.options.press, setting.language.tag
        expected = Expectation(pages=made.pages, title=title, language=tag, cmyk=press.cmyk, archive=press.archive)
        found = check(pdf, expected)
        return replace(made, pdf=pdf, problems=tuple(map(str, found)))

    def job(self, job: Job, packs: Sequence[Delivered], cards: Sequence[Delivered]) -> tuple[list[Piece], list[str]]:
        """Return a country's print job and card sheets from the finished files of its people."""
        title, press = self.contents.job_title(job.country, job.edition), self.options.press
        made = []
        if packs:
            blank = self._blank_page(job.edition)
            order = jobs.PackJob(
                job.packs_path,
                title,
                press,
                str(self.plan.paper),
                blank,
                lambda pack: self._separator(pack, job.edition, title),
            )
            made.append(jobs.print_job(self._read(packs), order))
        if cards:
            sheet = self.sheet.folded() if press.card is CardForm.FOLD else self.sheet
            order_of_cards = jobs.CardJob(
                job.cards_path, title, press, sheet, self.options.start_cell, press.correction
            )
            made.append(jobs.card_sheets(self._read(cards), order_of_cards))
        problems = [problem for _, found in made for problem in found]
        return [file for file, found in made if not found], problems

    @staticmethod
    def _read(files: Sequence[Delivered]) -> list[Finished]:
        """Return delivered files as they were before they were encrypted, which happens in memory alone."""
        tongues = shipped.languages()
        return [
            Finished(
                _opened(file.path.read_bytes(), file.passphrase),
                file.pages,
                file.links,
                file.code,
                tongues[file.language].direction == "rtl",
            )
            for file in files
        ]

    def _separator(self, pack: Finished, edition: Edition, title: str) -> bytes:
        """Return the sheet before a pack, on the paper of its job."""
        press = self.options.press
        setting = self.contents.setting(self.workspace.session.languages[0], edition)
        setting = replace(setting, paper=Paper(jobs.paper_of(self.plan.paper, press)))
        sheets = sheets_of_paper(pack.pages, press)
        composed = separator.compose(setting, pack.code, pack.pages, sheets, title, across=jobs.across(press))
        return typeset(composed.html, composed.css, composed.assets, cmyk=self._cmyk).pdf

    @functools.cache  # noqa: B019 - one shop for each process
    def _blank_page(self, edition: Edition) -> bytes:
        """Return the page that fills a pack up to a whole sheet of paper."""
        setting = self.contents.setting(self.workspace.session.languages[0], edition)
        html = render("pack/blank.html.j2", **setting.base(), title=self.contents.title(setting))
        composed = setting.composed(html, setting.pack_css(), {}, self.contents.title(setting))
        return typeset(composed.html, composed.css, composed.assets, cmyk=self._cmyk).pdf

    @property
    def _cmyk(self) -> bool:
        return self.options.press.cmyk

    @property
    def sheet(self) -> Sheet:
        """The sheet that the run's cards are for."""
        return self.workspace.sheets[self.plan.sheet]

    def _expectation(
        self,
        setting: Setting,
        title: str,
        pages: int,
        qr: Sequence[tuple[str, ...]],
        sheet: Sheet | None = None,
    ) -> Expectation:
        from pressroom.model.sheet import PAPER_MM

        size = card_page.card_size_mm(sheet, self.options.press.card) if sheet else PAPER_MM[self.plan.paper]
        return Expectation(
            pages=pages,
            title=title,
            language=setting.language.tag,
            trim_mm=(float(size[0]), float(size[1])),
            qr={number: list(texts) for number, texts in enumerate(qr, 1) if texts},
            cmyk=self._cmyk,
            archive=self.options.press.archive,
        )

    def _located(self, finding: Finding, who: Participant, prefix: str = "") -> str:
        """Return a finding as one line with the place of the field at fault."""
        owner = "session" if finding.field and not finding.field.startswith("contact") else who.code
        place = self.workspace.place(owner if finding.field else who.code, finding.field)
        return f"{place}: {prefix}{words(finding, finding.field)}"


def _links(qr: Sequence[tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    return {number: texts for number, texts in enumerate(qr, 1) if texts}


def _opened(pdf: bytes, passphrase: str) -> bytes:
    if not passphrase:
        return pdf
    from pressroom.deliver.encrypt import decrypt

    return decrypt(pdf, passphrase)


@functools.lru_cache(maxsize=4)
def _kept_binder(_digest: bytes, shared: tuple[bytes, ...]) -> Binder:
    return Binder(shared)


def _binder(*shared: bytes) -> Binder:
    """Return the binder for some shared parts; the last few are kept, so that a country's people cost little."""
    return _kept_binder(hashlib.sha256(b"".join(shared)).digest(), shared)
