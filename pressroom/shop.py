"""Makes one thing at a time: a guidance part, a country part, one person's pack and card, a country's list.

Each function takes values and returns bytes with what was found wrong; nothing is written here. What two people
have typed never meets in one typesetting run.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pressroom import jobs, policy, translations
from pressroom.bind import Binder, PageLabel
from pressroom.compose import card as card_page
from pressroom.compose import country as country_page
from pressroom.compose import guidance as guidance_page
from pressroom.compose import handout as handout_page
from pressroom.compose import personal as personal_page
from pressroom.compose.env import render
from pressroom.compose.labels import labels
from pressroom.compose.personal import Place, heading
from pressroom.compose.setting import FITS, Setting
from pressroom.made import Delivered, Finished, Made, Part, Piece
from pressroom.model import Country
from pressroom.model.session import Edition
from pressroom.proof import Expectation, check
from pressroom.qr import domain
from pressroom.read import shipped
from pressroom.typeset import Finding, typeset

if TYPE_CHECKING:
    from pressroom.compose.handout import HandoutRow
    from pressroom.compose.setting import Composed
    from pressroom.model import Participant, Sheet, Workspace
    from pressroom.plan import CountryKey, GuidanceKey, Job, Options, PackPlan, Plan
    from pressroom.typeset import Typeset

PROBLEM_TEXTS = {
    "spilled": "does not fit in its place: shorten it",
    "pages": "more text than the page holds: shorten names, roles or addresses",
    "engine": "could not be typeset",
    "lost": "could not be typeset",
}


class Shop:
    """Everything that the making of one run's files needs. One for each process."""

    def __init__(self, workspace: Workspace, options: Options, plan: Plan) -> None:
        """Keep what all files of the run share."""
        self.workspace = workspace
        self.options = options
        self.plan = plan
        self._selections: dict[frozenset[str], policy.Selection] = {}

    # Shared parts

    def guidance(self, key: GuidanceKey) -> Part:
        """Return the guidance part for ``key``, numbered from 1."""
        setting = self._setting(key.language, key.edition)
        content = guidance_page.Guidance(
            sections=self.workspace.sections[key.language],
            selection=self._selection_for(key),
            groups=shipped.groups(),
            country_names={code: shipped.country_name(code, key.language) for code in shipped.country_codes()},
            title=self._title(setting),
            heading=heading(setting, self.workspace.session.discreet.heading),
            hidden=policy.forbidden_names(self.workspace, key.forbidden),
            withheld=self._withheld(self._selection_for(key)),
            meeting=self._meeting().emergency_numbers,
            meeting_place=shipped.lines().meeting_place.label.text(key.language),
        )
        return _part(guidance_page.compose(setting, content))

    def _meeting(self) -> policy.CountrySelection:
        """Return the numbers of the place of the meeting that may be printed."""
        place = shipped.lines().meeting_place
        return policy.select_numbers(
            self.workspace, place.country, place.emergency_numbers, self.options.rules, police=True
        )

    def _withheld(self, selection: policy.Selection) -> frozenset[str]:
        """Return the domains of those links of resources that are not printed, and that no printed link has."""
        printed = {domain(j.verdicts["url"].value) for j in selection.resources if "url" in j.verdicts}
        every = {domain(r.url.value) for r in self.workspace.resources.values() if r.url}
        return frozenset(every - printed)

    def country(self, key: CountryKey, first_page: int) -> Part:
        """Return the country part for ``key``, its pages numbered from ``first_page``."""
        setting = self._setting(key.guidance.language, key.guidance.edition)
        country = self.workspace.countries.get(key.country) or Country(code=key.country)
        page = country_page.CountryPage(
            name=shipped.country_name(key.country, key.guidance.language),
            selection=policy.select_country(self.workspace, key.country, key.guidance.forbidden, self.options.rules),
            notes=country.notes,
            prefix=shipped.dialling_prefix(key.country),
            police=country.police,
            title=self._title(setting),
            heading=heading(setting, self.workspace.session.discreet.heading),
            part=len(self.workspace.sections[key.guidance.language]) + 1,
            draft=bool(translations.drafts(self.workspace, (key.guidance.language,))),
        )
        return _part(country_page.compose(setting, page, first_page))

    # One participant

    def participant(self, pack: PackPlan, guidance: Part | None, country: Part | None) -> Made:
        """Return one participant's pack and card, each read back; a fault of either keeps both back."""
        made = Made(pack.participant.code)
        if pack.pack_path and guidance and country:
            self._pack(pack, guidance, country, made)
        if pack.card_path:
            self._card(pack, made)
        if made.problems:
            made.files.clear()
        return made

    def _pack(self, pack: PackPlan, guidance: Part, country: Part, made: Made) -> None:
        who = pack.participant
        if guidance.problems or country.problems:
            made.problems += [*guidance.problems, *country.problems]
            return
        setting = self._setting(who.language, who.edition)
        content = self._personal(who, setting)
        own, findings = _fitted(
            lambda fits: personal_page.compose(setting, content, cover_fit=fits[0], fit=fits[1]),
            lambda made: made.filled == personal_page.FILLED,
            tight=lambda made: 0 if made.filled[1:2] == (True,) else 1,
        )
        if findings:
            made.problems += [self._located(finding, who) for finding in findings]
            return
        bound = _binder(guidance.pdf, country.pdf).bind(
            own.pdf,
            title=content.title,
            language=setting.language.tag,
            labels=[PageLabel(0, "", 1), PageLabel(own.pages, "D", 1)],
        )
        qr = (*own.qr, *guidance.qr, *country.qr)
        pages = own.pages + guidance.pages + country.pages
        self._proved(Piece(pack.pack_path, "pack", bound, pages, _links(qr)), setting, content.title, qr, made)

    def _card(self, pack: PackPlan, made: Made) -> None:
        who, sheet = pack.participant, self.sheet
        setting = self._setting(who.language, who.edition)
        content = self._card_content(who, setting)
        fitted, findings = _fitted(
            lambda fits: card_page.compose(setting, content, sheet, fits[0]), lambda made: made.pages == card_page.PAGES
        )
        if findings:
            made.problems += [self._located(finding, who, "card: ") for finding in findings]
            return
        bound = _binder().bind(fitted.pdf, title=content.title, language=setting.language.tag)
        file = Piece(pack.card_path, "card", bound, fitted.pages, _links(fitted.qr))
        self._proved(file, setting, content.title, fitted.qr, made, sheet)

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
        setting = self._setting(language, Edition.OPEN)
        title = f"{setting.labels('handout.title')} · {self.workspace.session.id} · {country}"
        session = self.workspace.session
        subtitle = f"{session.title.text(language)} · {setting.labels.span(session.starts, session.ends)}"
        composed = handout_page.compose(setting, shipped.country_name(country, language), rows, title, subtitle)
        part = _part(composed)
        if part.problems:
            return part
        pdf = _binder().bind(part.pdf, title=title, language=setting.language.tag)
        found = check(pdf, Expectation(pages=part.pages, title=title, language=setting.language.tag, qr={}))
        return replace(part, pdf=pdf, problems=tuple(map(str, found)))

    def job(self, job: Job, packs: Sequence[Delivered], cards: Sequence[Delivered]) -> tuple[list[Piece], list[str]]:
        """Return a country's print job and card sheets from the finished files of its people."""
        title = self.job_title(job.country, job.edition)
        made = []
        if packs:
            made.append(jobs.print_job(job.packs_path, _read(packs), self._blank_page(job.edition), title))
        if cards:
            made.append(jobs.card_sheets(job.cards_path, _read(cards), self.sheet, self.options.start_cell, title))
        problems = [problem for _, found in made for problem in found]
        return [file for file, found in made if not found], problems

    @functools.cache  # noqa: B019 - one shop for each process
    def _blank_page(self, edition: Edition) -> bytes:
        """Return the page that fills a pack up to a whole sheet of paper."""
        setting = self._setting(self.workspace.session.languages[0], edition)
        html = render("pack/blank.html.j2", **setting.base(), title=self._title(setting))
        composed = setting.composed(html, setting.pack_css(), {}, self._title(setting))
        return typeset(composed.html, composed.css, composed.assets).pdf

    def job_title(self, country: str, edition: Edition) -> str:
        """Return the document title of a country's print job: harmless where the edition is discreet."""
        setting = self._setting(self.workspace.session.languages[0], edition)
        return f"{self._title(setting)} · {country}"

    @property
    def sheet(self) -> Sheet:
        """The sheet that the run's cards are for."""
        return self.workspace.sheets[self.plan.sheet]

    # What goes into them

    def _personal(self, who: Participant, setting: Setting) -> personal_page.Personal:
        lines, rules = shipped.lines(), self.options.rules
        selection = self.selection(who.countries)
        place = lines.meeting_place
        code = setting.language.code
        home = policy.select_country(self.workspace, who.country, selection.forbidden, rules)
        t = setting.labels
        return personal_page.Personal(
            session=self.workspace.session,
            participant=who,
            country=shipped.country_name(who.country, code),
            lines=policy.day_and_night(lines, selection),
            places=[
                Place(t("emergency.in", place=place.label.text(code)), self._meeting().emergency_numbers),
                Place(
                    t("emergency.in", place=shipped.country_name(who.country, code)), home.emergency_numbers, blank=True
                ),
            ],
            report=policy.card_links(lines, selection)[0],
            as_of=self.options.as_of,
            title=f"{self._title(setting)} · {who.code}",
        )

    def _card_content(self, who: Participant, setting: Setting) -> card_page.Card:
        lines, selection = shipped.lines(), self.selection(who.countries)
        report, help_ = policy.card_links(lines, selection)
        country = self.workspace.countries.get(who.country) or Country(code=who.country)
        return card_page.Card(
            session=self.workspace.session,
            participant=who,
            line=policy.card_line(lines, selection),
            report=report,
            help=help_,
            other_languages=[shipped.languages()[c] for c in country.card_language if c != who.language],
            as_of=self.options.as_of,
            title=card_page.card_title(setting, self.workspace.session, who.code),
        )

    def selection(self, countries: frozenset[str]) -> policy.Selection:
        """Return what may be printed for someone bound by the rules of ``countries``, judged once for each set."""
        if countries not in self._selections:
            self._selections[countries] = policy.select(self.workspace, countries, self.options.rules)
        return self._selections[countries]

    def _selection_for(self, key: GuidanceKey) -> policy.Selection:
        """Return the selection for a guidance part: that of anyone who gets it, since all have the same."""
        who = next(p.participant for p in self.plan.packs if p.country.guidance == key)
        return self.selection(who.countries)

    def _setting(self, language: str, edition: Edition) -> Setting:
        return Setting(
            shipped.languages()[language],
            edition,
            self.plan.paper,
            self.workspace.brand,
            self.workspace.session.specimen,
        )

    def _title(self, setting: Setting) -> str:
        """Return the document title: what the pack is, or the harmless heading."""
        if setting.discreet:
            return heading(setting, self.workspace.session.discreet.heading)
        return labels(setting.language)("pack.title")

    def _expectation(
        self,
        setting: Setting,
        title: str,
        pages: int,
        qr: Sequence[tuple[str, ...]],
        sheet: Sheet | None = None,
    ) -> Expectation:
        from pressroom.model.sheet import PAPER_MM

        size = (sheet.card_width, sheet.card_height) if sheet else PAPER_MM[self.plan.paper]
        return Expectation(
            pages=pages,
            title=title,
            language=setting.language.tag,
            trim_mm=(float(size[0]), float(size[1])),
            qr={number: list(texts) for number, texts in enumerate(qr, 1) if texts},
        )

    def _located(self, finding: Finding, who: Participant, prefix: str = "") -> str:
        """Return a finding as one line with the place of the field at fault."""
        owner = "session" if finding.field and not finding.field.startswith("contact") else who.code
        place = self.workspace.place(owner if finding.field else who.code, finding.field)
        return f"{place}: {prefix}{_words(finding, finding.field)}"


def _fitted(
    compose: Callable[[Sequence[int]], Composed],
    fits: Callable[[Typeset], bool],
    tight: Callable[[Typeset], int] = lambda _: 0,
) -> tuple[Typeset, list[Finding]]:
    """Set a document closer and closer until it fits; return it with what is wrong with it at the last.

    ``compose`` takes the steps of `FITS` for its one or two pages that must hold everything; ``tight`` says which of
    them did not.
    """
    steps = [FITS[0], FITS[0]]
    while True:
        composed = compose(steps)
        made = typeset(composed.html, composed.css, composed.assets)
        findings = [*made.findings, *([] if fits(made) else [Finding("pages", PROBLEM_TEXTS["pages"])])]
        page = tight(made)
        if not findings or steps[page] == FITS[-1]:
            return made, findings
        steps[page] += 1


def _part(composed: Composed) -> Part:
    """Return a typeset part; its proof is that of the packs that it stands in."""
    made = typeset(composed.html, composed.css, composed.assets)
    return Part(made.pdf, made.pages, made.qr, tuple(_words(finding, "") for finding in made.findings))


def _words(finding: Finding, name: str) -> str:
    """Return a finding in plain words, with the field that it is about; never the text itself."""
    if finding.code in ("engine", "lost"):
        return f"{PROBLEM_TEXTS[finding.code]}: {finding.message}"
    return f"{name}: {PROBLEM_TEXTS[finding.code]}" if name else f"page {finding.page}: {PROBLEM_TEXTS[finding.code]}"


def _links(qr: Sequence[tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    return {number: texts for number, texts in enumerate(qr, 1) if texts}


def _read(files: Sequence[Delivered]) -> list[Finished]:
    """Return delivered files as they were before they were encrypted, which happens in memory alone."""
    return [Finished(_opened(file.path.read_bytes(), file.passphrase), file.pages, file.links) for file in files]


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
