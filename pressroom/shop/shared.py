"""Makes what many packs share: guidance and country parts, each looked at once for all packs that will hold it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pressroom.bind import Binder
from pressroom.compose import country as country_page
from pressroom.compose import guidance as guidance_page
from pressroom.deliver import digest_of
from pressroom.made import Part
from pressroom.model.sheet import PAPER_MM
from pressroom.proof import Expectation, Known, check
from pressroom.shop.fitting import part

if TYPE_CHECKING:
    from pressroom.bind import Block
    from pressroom.cache import Cache
    from pressroom.compose.setting import Composed, Setting
    from pressroom.plan import CountryKey, GuidanceKey, Options, Plan
    from pressroom.shop.contents import Contents
    from pressroom.shop.outside import Outsides


class Shelf:
    """Shared parts of earlier runs, by a digest of all that they are made from."""

    def __init__(self, cache: Cache | None, identity: bytes) -> None:
        """Keep where they are, and which program it is that made them; without a cache, nothing is kept."""
        self._cache, self._identity = cache, identity

    def part(self, values: Sequence[object], make: Callable[[], Part]) -> Part:
        """Return the part that is made from ``values``: the one that was kept, else the one that ``make`` returns."""
        if self._cache is None:
            return make()
        key = digest_of(self._identity, *values).hex()
        kept = self._cache.get(key)
        if kept is not None:
            about, pdf = kept
            qr = tuple(tuple(texts) for texts in about["qr"])
            return Part(pdf, about["pages"], qr, (), bytes.fromhex(about["proved"]))
        part = make()
        if not part.problems:
            self._cache.put(key, {"pages": part.pages, "qr": part.qr, "proved": part.proved.hex()}, part.pdf)
        return part


class SharedParts:
    """The desk at which shared parts are made."""

    def __init__(self, options: Options, plan: Plan, contents: Contents, outsides: Outsides, shelf: Shelf) -> None:
        """Keep what all parts of a run need."""
        self._shelf = shelf
        self._options, self._plan = options, plan
        self._contents, self._outsides = contents, outsides

    def guidance(self, key: GuidanceKey) -> Part:
        """Return the guidance part for ``key``, numbered from 1."""
        setting = self._contents.setting(key.language, key.edition)
        return self._made(guidance_page.compose(setting, self._contents.guidance(key, setting)), setting, ())

    def country(self, key: CountryKey, guidance: Part) -> Part:
        """Return the country part for ``key``, its pages numbered on from those of the ``guidance`` before it."""
        setting = self._contents.setting(key.guidance.language, key.guidance.edition)
        composed = country_page.compose(setting, self._contents.country(key, setting), guidance.pages + 1)
        return self._made(composed, setting, (guidance,))

    def _made(self, composed: Composed, setting: Setting, before: tuple[Part, ...]) -> Part:
        hidden = self._outsides.hidden if setting.discreet else ()
        faulty = any(other.problems for other in before)

        def make() -> Part:
            made = part(composed, cmyk=self._options.press.cmyk)
            return made if made.problems or faulty else self._proved(made, composed.title, setting, before)

        proofs = [other.proved for other in before]
        if faulty:
            return make()
        return self._shelf.part((composed, setting.language.tag, self._options.press, hidden, proofs), make)

    def _proved(self, made: Part, title: str, setting: Setting, before: tuple[Part, ...]) -> Part:
        """Look at a part as it will stand in each pack, behind those ``before`` it; return it with what was found."""
        tag = setting.language.tag
        binder = Binder([each.pdf for each in (*before, made)])
        pdf = binder.bind(None, title=title, language=tag)
        *others, block = binder.blocks(tag)
        ahead = sum(each.pages for each in before)
        width, height = PAPER_MM[self._plan.paper]
        found = check(
            pdf,
            Expectation(
                pages=ahead + made.pages,
                title=title,
                language=tag,
                trim_mm=(float(width), float(height)),
                qr={number: list(texts) for number, texts in enumerate(made.qr, ahead + 1) if texts},
                cmyk=self._options.press.cmyk,
                outside=self._outsides.of(setting.edition, "", (), self._plan.paper),
                known=[known(other) for other in others],
                known_first=True,
            ),
        )
        return replace(made, problems=tuple(map(str, found)), proved=b"" if found else block.digest)


def known(block: Block) -> Known:
    """Return a block as the proof knows it."""
    loose = frozenset(mark.number for mark in block.marks)
    return Known(block.body, block.spot.offset, block.spot.number, block.entries, block.pages, loose)


def known_blocks(blocks: tuple[Block, ...], parts: tuple[Part, ...]) -> list[Known]:
    """Return those blocks of a file that were looked at when their parts were made; none unless all were."""
    if any(block.digest != each.proved for block, each in zip(blocks, parts, strict=True)):
        return []
    return [known(block) for block in blocks]
