"""What goes into each document: the values that its template gets, chosen by the rules for whom it is made."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pressroom import policy, translations
from pressroom.compose import card as card_page
from pressroom.compose import country as country_page
from pressroom.compose import guidance as guidance_page
from pressroom.compose import personal as personal_page
from pressroom.compose.labels import labels
from pressroom.compose.personal import Place, heading
from pressroom.compose.setting import QR_MM, SHRUNK_QR_MM, Setting
from pressroom.model import Country
from pressroom.qr import domain
from pressroom.read import shipped

if TYPE_CHECKING:
    from pressroom.model import Participant, Workspace
    from pressroom.model.lines import MeetingPlace
    from pressroom.model.session import Edition
    from pressroom.plan import CountryKey, GuidanceKey, Options, Plan
    from pressroom.policy import JudgedNumber


class Contents:
    """The values of one run's documents."""

    def __init__(self, workspace: Workspace, options: Options, plan: Plan) -> None:
        """Keep what all documents of the run share."""
        self._workspace = workspace
        self._options = options
        self._plan = plan
        self._selections: dict[frozenset[str], policy.Selection] = {}

    def guidance(self, key: GuidanceKey, setting: Setting) -> guidance_page.Guidance:
        """Return what stands in the guidance part for ``key``."""
        return guidance_page.Guidance(
            sections=self._workspace.sections[key.language],
            selection=self._selection_for(key),
            groups=shipped.groups(),
            country_names={code: shipped.country_name(code, key.language) for code in shipped.country_codes()},
            title=self.title(setting),
            heading=heading(setting, self._workspace.session.discreet.heading),
            hidden=policy.source_names(self._workspace, key.forbidden),
            withheld=self._withheld(self._selection_for(key)),
            meeting=[(place.label.text(key.language), numbers) for place, numbers in self._meeting],
        )

    def country(self, key: CountryKey, setting: Setting) -> country_page.CountryPage:
        """Return what stands in the country part for ``key``."""
        country = self._workspace.countries.get(key.country) or Country(code=key.country)
        home = policy.select_country(self._workspace, key.country, key.guidance.forbidden, self._options.rules)
        return country_page.CountryPage(
            name=shipped.country_name(key.country, key.guidance.language),
            selection=home,
            notes=country.notes,
            prefix=shipped.dialling_prefix(key.country),
            police=country.police,
            title=self.title(setting),
            heading=heading(setting, self._workspace.session.discreet.heading),
            part=len(self._workspace.sections[key.guidance.language]) + 1,
            draft=bool(translations.drafts(self._workspace, (key.guidance.language,))),
            trail=self._trail(key.guidance, home),
        )

    def personal(self, who: Participant, setting: Setting) -> personal_page.Personal:
        """Return what stands on someone's cover and emergency page."""
        lines, rules = shipped.lines(), self._options.rules
        selection = self.selection(who.countries)
        code = setting.language.code
        (place, numbers), *others = self._meeting
        near = [Place(other.label.text(code), theirs) for other, theirs in others if other.country != who.country]
        home = policy.select_country(self._workspace, who.country, selection.forbidden, rules)
        t = setting.labels
        return personal_page.Personal(
            session=self._workspace.session,
            participant=who,
            country=shipped.country_name(who.country, code),
            lines=policy.day_and_night(lines, selection),
            places=[
                Place(t("emergency.in", place=place.label.text(code)), numbers, near=near),
                Place(
                    t("emergency.in", place=shipped.country_name(who.country, code)), home.emergency_numbers, blank=True
                ),
            ],
            report=policy.card_links(lines, selection)[0],
            as_of=self._options.as_of,
            title=f"{self.title(setting)} · {who.code}",
        )

    def card(self, who: Participant, setting: Setting) -> card_page.Card:
        """Return what stands on someone's card."""
        lines, selection = shipped.lines(), self.selection(who.countries)
        report, help_ = policy.card_links(lines, selection)
        country = self._workspace.countries.get(who.country) or Country(code=who.country)
        return card_page.Card(
            session=self._workspace.session,
            participant=who,
            line=policy.card_line(lines, selection),
            report=report,
            help=help_,
            other_languages=[shipped.languages()[c] for c in country.card_language if c != who.language],
            as_of=self._options.as_of,
            title=card_page.card_title(setting, self._workspace.session, who.code),
            form=self._options.press.card,
        )

    def selection(self, countries: frozenset[str]) -> policy.Selection:
        """Return what may be printed for someone bound by the rules of ``countries``, judged once for each set."""
        if countries not in self._selections:
            self._selections[countries] = policy.select(self._workspace, countries, self._options.rules)
        return self._selections[countries]

    def _selection_for(self, key: GuidanceKey) -> policy.Selection:
        """Return the selection for a guidance part: that of anyone who gets it, since all have the same."""
        who = next(p.participant for p in self._plan.packs if p.country.guidance == key)
        return self.selection(who.countries)

    def setting(self, language: str, edition: Edition) -> Setting:
        """Return how documents of a language and edition are set."""
        return Setting(
            shipped.languages()[language],
            edition,
            self._plan.paper,
            self._workspace.brand,
            self._workspace.session.specimen,
            SHRUNK_QR_MM[self._plan.paper] if self._options.press.n_up > 1 else QR_MM,
        )

    def title(self, setting: Setting) -> str:
        """Return the document title: what the pack is, or the harmless heading."""
        if setting.discreet:
            return heading(setting, self._workspace.session.discreet.heading)
        return labels(setting.language)("pack.title")

    def job_title(self, country: str, edition: Edition) -> str:
        """Return the document title of a country's print job: harmless where the edition is discreet."""
        setting = self.setting(self._workspace.session.languages[0], edition)
        return f"{self.title(setting)} · {country}"

    def _trail(self, key: GuidanceKey, home: policy.CountrySelection) -> policy.Trail:
        """Return how well the contacts of a pack are known: of its guidance, of its country, of the meeting's place."""
        reach = [judged.verdicts for judged in self._selection_for(key).resources]
        reach += [judged.verdicts for judged in home.contacts]
        numbers = (*home.emergency_numbers, *(number for _, theirs in self._meeting for number in theirs))
        return policy.trail_of((*(v for verdicts in reach for v in verdicts.values()), *(n.verdict for n in numbers)))

    @functools.cached_property
    def _meeting(self) -> Sequence[tuple[MeetingPlace, Sequence[JudgedNumber]]]:
        """Where the sessions are held, and the country next door, in which many sleep; each with its numbers.

        They are the same for everybody.
        """
        place, workspace, rules = shipped.lines().meeting_place, self._workspace, self._options.rules
        return [
            (
                at,
                policy.select_numbers(
                    workspace, at.country, at.emergency_numbers, rules, police=True
                ).emergency_numbers,
            )
            for at in place.all
        ]

    def _withheld(self, selection: policy.Selection) -> frozenset[str]:
        """Return the domains of those links of resources that are not printed, and that no printed link has."""
        printed = {domain(j.verdicts["url"].value) for j in selection.resources if "url" in j.verdicts}
        every = {domain(r.url.value) for r in self._workspace.resources.values() if r.url}
        return frozenset(every - printed)
