"""The delivery desk: takes finished files, puts them into the output folder, and keeps the list of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from pressroom import deliver
from pressroom.compose.handout import HandoutRow
from pressroom.deliver import FileKind, MadeFile, Manifest, Output, Prior
from pressroom.made import Delivered, Piece

if TYPE_CHECKING:
    from pressroom.deliver import Passphrases, Seal
    from pressroom.plan import Options, PackPlan


class Whose(NamedTuple):
    """Whose a file is: one participant's (the code as typed), or a country's."""

    country: str
    language: str | None = None
    edition: str | None = None
    participant: str | None = None


class Desk:
    """Delivers the files of one build into ``output``, and knows what the ``old`` one left there.

    With ``anew``, nothing of the old build's is taken over. Encrypted files never are: each encryption differs.
    """

    def __init__(
        self, output: Output, old: Manifest | None, passphrases: Passphrases | None, options: Options, *, anew: bool
    ) -> None:
        """Make ready. Raises `OutputError` where encrypted files would stand beside plain ones."""
        deliver.refuse_mixture(output.folder, old, encrypted=passphrases is not None, narrowed=options.narrowed)
        self.output, self.old = output, old
        self.entries: list[MadeFile] = []
        self._of: dict[str, list[MadeFile]] = {}
        self._passphrases = passphrases
        self._press = options.press
        self.seal: Seal | None = deliver.Seal(passphrases, output.folder, old) if passphrases else None
        trusted = old.files if old and not anew and not passphrases else ()
        self._before: Mapping[str, MadeFile] = {made.path: made for made in trusted}

    def prior(self, paths: Sequence[str]) -> Prior | None:
        """Return what the last build made under these paths, if it made any."""
        found = tuple(self._before[path] for path in paths if path in self._before)
        return Prior(self.output.folder, found) if found else None

    def keep(self, paths: Sequence[str]) -> None:
        """Take over the files of the last build under these paths, as they are."""
        for path in paths:
            made = self._before[path]
            self.output.keep(made.paths)
            self._enter(made)

    def deliver(self, file: Piece, whose: Whose, recipe: bytes = b"") -> None:
        """Put a file into the folder, with its ticket, and note it with the mark of its ``recipe``."""
        ticket = file.ticket.encode()
        if ticket:
            self.output.stage(deliver.ticket_of(file.path), ticket)
        content = self.seal.content(file.path, file.pdf, whose.participant) if self.seal else file.pdf
        made = MadeFile(
            path=file.path,
            sha256=self.output.stage(file.path, content),
            pages=file.pages,
            kind=FileKind(file.kind),
            links=_links(file),
            **whose._asdict(),
        )
        if recipe and not self.seal:
            made = made.model_copy(update={"made_from": deliver.mark(content, recipe, made, ticket)})
        self._enter(made)

    def _enter(self, made: MadeFile) -> None:
        self.entries.append(made)
        if made.participant is not None:
            self._of.setdefault(made.participant, []).append(made)

    def made_for(self, codes: Sequence[str], kind: str) -> list[MadeFile]:
        """Return the entries of some people's files of one kind, in the order of ``codes``."""
        return [made for code in codes for made in self._of.get(code, ()) if made.kind == FileKind(kind)]

    def delivered(self, codes: Sequence[str], kind: str) -> list[Delivered]:
        """Return where some people's finished files of one kind are, in the order of ``codes``."""
        return [
            Delivered(
                self.output.where(made.path),
                made.pages,
                {int(page): texts for page, texts in (made.links or {}).items()},
                made.participant or "",
                made.language or "",
                str(made.kind),
                self._passphrases.of(made.participant) if self._passphrases else "",
                made.sha256,
            )
            for made in self.made_for(codes, kind)
        ]

    def handout_row(self, pack: PackPlan) -> HandoutRow:
        """Return someone's line of the hand-out list."""
        who = pack.participant
        pages = {made.kind: made.pages for made in self._of.get(who.code, ())}
        own, carry = pages.get(FileKind.PACK, 0), pages.get(FileKind.CARRY, 0)
        has_card = FileKind.CARD in pages
        lacks_card = bool(pack.card_path) and not has_card
        return HandoutRow(who.code, who.language, who.edition, own, has_card, carry, lacks_card)

    def sheets(self, packs: Sequence[PackPlan]) -> int:
        """Return how many sheets of paper some people's packs take."""
        return sum(sum(self.handout_row(pack).sheets(self._press)) for pack in packs)


def _links(file: Piece) -> dict[str, tuple[str, ...]] | None:
    """Return a file's links by page; a hand-out list never has any."""
    if file.kind == FileKind.HANDOUT:
        return None
    return {str(page): tuple(texts) for page, texts in sorted(file.links.items())}
