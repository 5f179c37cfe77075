"""Makes one thing at a time: a guidance part, a country part, one person's pack and card, a country's list.

Each function takes values and returns bytes with what was found wrong; nothing is written here. What two people
have typed never meets in one typesetting run.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pressroom import jobs, metadata
from pressroom.bind import Binder, PageLabel, bind
from pressroom.compose import card as card_page
from pressroom.compose import personal as personal_page
from pressroom.compose.personal import Show
from pressroom.compose.setting import QR_MM
from pressroom.deliver import digest_of, is_still_good
from pressroom.impose.crop import on_paper, with_crop_marks
from pressroom.made import Made, Part, Piece
from pressroom.memory import give_back
from pressroom.model import CardForm
from pressroom.model.session import Paper
from pressroom.model.sheet import PAPER_MM
from pressroom.proof import Expectation, check
from pressroom.shop.contents import Contents
from pressroom.shop.country import CountryDesk
from pressroom.shop.drafts import Draft
from pressroom.shop.fitting import fitted, words
from pressroom.shop.outside import Outsides
from pressroom.shop.shared import SharedParts, Shelf, known_blocks
from pressroom.typeset import Finding, begin_order

if TYPE_CHECKING:
    from decimal import Decimal

    from pressroom.cache import Cache
    from pressroom.compose.handout import HandoutRow
    from pressroom.compose.setting import Setting
    from pressroom.deliver import Prior
    from pressroom.made import Delivered
    from pressroom.model import Participant, Sheet, Workspace
    from pressroom.plan import CountryKey, GuidanceKey, Job, Options, PackPlan, Plan
    from pressroom.problems import Place
    from pressroom.sheaf import Sheaf


_MANY = 50
"""Of how many people a job takes so much memory that it is given back at once, which takes as long as a card."""


class Shop:
    """Everything that the making of one run's files needs. One for each process."""

    def __init__(
        self, workspace: Workspace, options: Options, plan: Plan, identity: bytes = b"", cache: Cache | None = None
    ) -> None:
        """Keep what all files of the run share.

        ``identity`` is that of the program (`pressroom.shop.identity`); ``cache`` has shared parts of earlier runs.
        """
        self.workspace = workspace
        self.options = options
        self.plan = plan
        self.contents = Contents(workspace, options, plan)
        self.outsides = Outsides(workspace)
        self._identity = identity
        self._drafts: dict[tuple[str, str], Draft] = {}
        self._places: Mapping[str, Place] = {}
        self._shared = SharedParts(options, plan, self.contents, self.outsides, Shelf(cache, identity))
        self._countries = CountryDesk(workspace, options, plan, self.contents, self.outsides)

    # Shared parts

    def guidance(self, key: GuidanceKey) -> Part:
        """Return the guidance part for ``key``, numbered from 1."""
        return self._shared.guidance(key)

    def country(self, key: CountryKey, guidance: Part) -> Part:
        """Return the country part for ``key``, its pages numbered on from those of its ``guidance``."""
        return self._shared.country(key, guidance)

    # One participant

    def participant(
        self,
        pack: PackPlan,
        guidance: Part | None,
        country: Part | None,
        prior: Prior | None = None,
        places: Mapping[str, Place] | None = None,
    ) -> Made:
        """Return one participant's files, each read back; a fault of one keeps all back.

        Where the last build's, ``prior``, are what would be made, they are kept. ``places`` say where in the workspace
        the participant's fields stand, where this shop's own does not.
        """
        self._places = places or {}
        begin_order()
        try:
            recipe = self._recipe(pack, guidance, country)
            made = Made(pack.participant.code, recipe=recipe, kept=is_still_good(prior, recipe, pack.paths))
            if not made.kept:
                self._make(pack, guidance, country, made)
            return made
        finally:
            self._drafts.clear()  # what is one person's stays no longer than their order

    def _make(self, pack: PackPlan, guidance: Part | None, country: Part | None, made: Made) -> None:
        if pack.pack_path and guidance and country:
            self._pack(pack, guidance, country, made)
        if pack.carry_path:
            self._carry(pack, made)
        if pack.card_path:
            self._card(pack, made)
        if pack.cover_path:
            self._cover(pack, made)
        if made.problems:
            made.files.clear()

    def _recipe(self, pack: PackPlan, guidance: Part | None, country: Part | None) -> bytes:
        """Return a digest of all that someone's files are made from, and of how they are looked at."""
        who, split = pack.participant, bool(pack.carry_path)
        drafts = [self._own_draft(who, Show.COVER if split else Show.ALL)] if pack.pack_path else []
        drafts += [self._own_draft(who, Show.CARRY)] if split else []
        drafts += [self._own_draft(who, Show.TRIMMED)] if pack.cover_path else []
        drafts += [self._card_draft(who, CardForm.FOLD)] if pack.carries_card else []
        drafts += [self._card_draft(who, self.options.press.card)] if pack.card_path else []
        documents = [draft.compose(draft.first) for draft in drafts]
        hidden = self.outsides.hidden if who.edition == "discreet" else ()
        shared = [part.proved for part in (guidance, country) if part]
        return digest_of(self._identity, pack.paths, who.language, documents, hidden, shared, self._press)

    @functools.cached_property
    def _press(self) -> bytes:
        """A digest of how everybody's files go onto paper."""
        return digest_of(self.options.press, self.plan.paper, self.sheet)

    def _pack(self, pack: PackPlan, guidance: Part, country: Part, made: Made) -> None:
        who = pack.participant
        if guidance.problems or country.problems:
            made.problems += [*guidance.problems, *country.problems]
            return
        setting = self.contents.setting(who.language, who.edition)
        own, title = self.own_pages(who, Show.COVER if pack.carry_path else Show.ALL)
        if own.problems:
            made.problems += own.problems
            return
        shared, tag, archive = (guidance, country), setting.language.tag, self.options.press.archive
        binder = Binder([each.pdf for each in shared])
        labels = [PageLabel(0, "", 1), PageLabel(own.pages, "D", 1)]
        bound = binder.bind(own.leaves, title=title, language=tag, labels=labels, archive=archive)
        qr = (*own.qr, *guidance.qr, *country.qr)
        piece = Piece(pack.pack_path, "pack", bound, len(qr), _links(qr))
        # A file for keeping is written anew as a whole: it holds no block as it was looked at.
        known = [] if archive else known_blocks(binder.blocks(tag), shared)
        expected = self._expectation(setting, title, piece, own.qr if known else qr, own_pages=own.pages)
        self._proved(piece, replace(expected, known=known), made)

    def own_pages(self, who: Participant, show: Show = Show.ALL, *, faulty: bool = False) -> tuple[Part, str]:
        """Return the personal part of a pack and its title; with ``faulty`` drawn, whatever is wrong with it."""
        draft = self._own_draft(who, show)
        own, findings = fitted(
            draft,
            lambda made: made.filled == personal_page.FILLED[show],
            tight=lambda made: _tight(made.filled, show),
            faulty=faulty,
            cmyk=self._cmyk,
        )
        prefix = "cover: " if show is Show.TRIMMED else ""
        problems = tuple(self._located(finding, who, prefix) for finding in findings)
        return Part(own.pdf, own.pages, own.qr, problems, sheaf=own.sheaf), draft.title

    def _own_draft(self, who: Participant, show: Show) -> Draft:
        """Return how the personal part of a pack, or what is shown of it, is composed."""
        if (who.code, str(show)) not in self._drafts:
            setting = self.contents.setting(who.language, who.edition)
            content = self.contents.personal(who, setting)
            if show is Show.CARRY:
                paper = Paper(jobs.paper_of(self.plan.paper, self.options.press))
                setting = replace(setting, paper=paper, qr_mm=QR_MM)
                content = replace(content, title=card_page.card_title(setting, self.workspace.session, who.code))
            self._drafts[who.code, str(show)] = Draft(
                lambda fits: personal_page.compose(setting, content, cover_fit=fits[0], fit=fits[1], show=show),
                content.title,
            )
        return self._drafts[who.code, str(show)]

    def _card_draft(self, who: Participant, form: CardForm) -> Draft:
        """Return how a card of one form is composed."""
        if (who.code, str(form)) not in self._drafts:
            setting = self.contents.setting(who.language, who.edition)
            content = replace(self.contents.card(who, setting), form=form)
            self._drafts[who.code, str(form)] = Draft(
                lambda fits: card_page.compose(setting, content, self.sheet, fits),
                content.title,
                card_page.least_steps(setting, content, self.sheet),
            )
        return self._drafts[who.code, str(form)]

    def _carry(self, pack: PackPlan, made: Made) -> None:
        """Make the part to carry: the emergency page on a leaf, and on another the card, to be cut out and folded."""
        who = pack.participant
        setting = self.contents.setting(who.language, who.edition)
        own, title = self.own_pages(who, Show.CARRY)
        leaves = [own]
        if pack.carries_card:
            leaves.append(self.card_pages(who, CardForm.FOLD)[0])
        if problems := [problem for leaf in leaves for problem in leaf.problems]:
            made.problems += problems
            return
        paper = PAPER_MM[jobs.paper_of(self.plan.paper, self.options.press)]
        card = [on_paper(bytes(leaf.leaves), paper, cmyk=self._cmyk) for leaf in leaves[1:]]
        archive = self.options.press.archive
        pdf = bind([own.leaves, *card], title=title, language=setting.language.tag, archive=archive)
        qr = tuple(texts for leaf in leaves for texts in leaf.qr)
        piece = Piece(pack.carry_path, "carry", pdf, len(qr), _links(qr))
        self._proved(piece, self._expectation(setting, title, piece, qr, paper=paper), made)

    def _card(self, pack: PackPlan, made: Made) -> None:
        who = pack.participant
        setting = self.contents.setting(who.language, who.edition)
        own, title = self.card_pages(who)
        if own.problems:
            made.problems += own.problems
            return
        bound = self._marked(self._bound(own.leaves, title, setting))
        file = Piece(pack.card_path, "card", bound, own.pages, _links(own.qr))
        size = card_page.card_size_mm(self.sheet, self.options.press.card)
        self._proved(file, self._expectation(setting, title, file, own.qr, paper=size), made)

    def _cover(self, pack: PackPlan, made: Made) -> None:
        """Make the cover of a pack for a print shop that trims it."""
        setting = self.contents.setting(pack.participant.language, pack.participant.edition)
        own, title = self.own_pages(pack.participant, Show.TRIMMED)
        if own.problems:
            made.problems += own.problems
            return
        pdf = self._marked(self._bound(own.leaves, title, setting))
        piece = Piece(pack.cover_path, "cover", pdf, 1, {})
        self._proved(piece, self._expectation(setting, title, piece, own.qr), made)

    def _bound(self, leaves: bytes | Sheaf, title: str, setting: Setting) -> bytes:
        """Return a document of one part with its metadata."""
        archive = self.options.press.archive
        return bind([leaves], title=title, language=setting.language.tag, archive=archive)

    def _marked(self, pdf: bytes) -> bytes:
        """Return a file with crop marks around its pages, if the run is for a print shop."""
        press = self.options.press
        if not press.marks:
            return pdf
        marked = with_crop_marks(pdf, cmyk=press.cmyk)
        return metadata.with_clear_ends(marked) if press.archive else marked

    def card_pages(self, who: Participant, form: CardForm | None = None, *, faulty: bool = False) -> tuple[Part, str]:
        """Return the pages of a card, in the run's form or another, and its title; ``faulty`` as in `own_pages`."""
        form = form or self.options.press.card
        draft = self._card_draft(who, form)
        made, findings = fitted(
            draft,
            lambda set_: set_.pages == card_page.PAGES[form],
            tight=card_page.tight,
            faulty=faulty,
            cmyk=self._cmyk,
        )
        problems = tuple(self._located(finding, who, "card: ") for finding in findings)
        return Part(made.pdf, made.pages, made.qr, problems, sheaf=made.sheaf), draft.title

    @staticmethod
    def _proved(file: Piece, expected: Expectation, made: Made) -> None:
        """Read a finished file back; keep it if nothing is wrong with it."""
        made.problems += [f"{file.kind}: {finding}" for finding in check(file.pdf, expected)]
        made.files.append(file)

    # Country jobs

    def handout(self, country: str, rows: Sequence[HandoutRow]) -> Part:
        """Return staff's hand-out list of one country."""
        return self._countries.handout(country, rows)

    def job(self, job: Job, files: Mapping[str, Sequence[Delivered]]) -> tuple[list[Piece], list[str]]:
        """Return a country's print jobs and card sheets from the finished files of its people, by their kind."""
        made = self._countries.job(job, files)
        if len(job.codes) >= _MANY:
            give_back()
        return made

    @property
    def _cmyk(self) -> bool:
        return self.options.press.cmyk

    @property
    def sheet(self) -> Sheet:
        """The sheet that the run's cards are for."""
        return self.workspace.sheets[self.plan.sheet]

    def _expectation(  # noqa: PLR0913 - what one file should be
        self,
        setting: Setting,
        title: str,
        file: Piece,
        qr: Sequence[tuple[str, ...]],
        *,
        paper: tuple[Decimal, Decimal] | None = None,
        own_pages: int = 0,
    ) -> Expectation:
        """Return what a file should be: its pages' size in mm if it is not the packs', and a pack's ``own_pages``."""
        size = paper or PAPER_MM[self.plan.paper]
        pages = range(1, own_pages + 1) if own_pages else None
        return Expectation(
            pages=file.pages,
            title=title,
            language=setting.language.tag,
            trim_mm=(float(size[0]), float(size[1])),
            qr={number: list(texts) for number, texts in enumerate(qr, 1) if texts},
            cmyk=self._cmyk,
            archive=self.options.press.archive,
            outside=self.outsides.of(setting.edition, file.path, pages, self.plan.paper if pages else None),
        )

    def _located(self, finding: Finding, who: Participant, prefix: str = "") -> str:
        """Return a finding as one line with the place of the field at fault."""
        is_own = not finding.field or finding.field.startswith("contact")
        place = self.workspace.place(who.code if is_own else "session", finding.field)
        if is_own and self._places:
            place = self._places.get(finding.field, self._places[""])
        return f"{place}: {prefix}{words(finding, finding.field)}"


def _tight(filled: Sequence[bool], show: Show) -> int:
    """Return which page to set closer: 0 the cover, which fills its back where it is too long; 1 the emergency page."""
    if show is Show.ALL:
        return 0 if tuple(filled[1:2]) == (True,) else 1
    return 1 if show is Show.CARRY else 0


def _links(qr: Sequence[tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    return {number: texts for number, texts in enumerate(qr, 1) if texts}
