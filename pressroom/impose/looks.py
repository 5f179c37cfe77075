"""What a page shows, as a digest: two pages of the same digest look the same, whatever files they are in.

Hashed are the page's operators and its resources with all that they lead to (fonts, forms, patterns, pictures), each
stream by its very bytes, and none by its number in the file. What stands beside the page is not: links, tags.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pressroom.impose.geometry import ImpositionError

if TYPE_CHECKING:
    from pikepdf import Page, Pdf

Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""

_TOKENS = re.compile(rb"\((?:[^\\()]|\\.)*\)|<[0-9A-Fa-f]*>|(\d+) (\d+) R\b", re.DOTALL)
"""A string, in which nothing is a reference, or a reference (ISO 32000-1, clauses 7.3.4 and 7.3.10)."""

_UNDER_WAY = b""


@dataclass(frozen=True)
class Look:
    """What a page shows (``shown`` is a digest), and on which paper: its boxes, and by how many degrees it is turned.

    The digest of a form is that of the page from which it was made.
    """

    shown: bytes
    media: Box
    crop: Box
    trim: Box
    turn: int = 0


@dataclass(frozen=True)
class Known:
    """How a page looks, and the numbers of all objects that it leads to, itself among them."""

    look: Look
    reach: frozenset[int]


class Looks:
    """The looks of one open file's pages. What several pages share is read once."""

    def __init__(self, pdf: Pdf, known: Mapping[tuple[int, int], Known] = MappingProxyType({})) -> None:
        """Look at pages of ``pdf``, which stays open; of those ``known`` from another file, nothing is read again."""
        from pikepdf import Array, Dictionary, Stream

        self._stream, self._compound = Stream, (Array, Dictionary, Stream)
        self._pdf = pdf
        self._known: dict[tuple[int, int], bytes] = {}
        self._operators: dict[tuple[int, int], bytes] = {}
        self._reach: dict[tuple[int, int], frozenset[int]] = {}
        self._met: set[int] = set()
        self._written: dict[bytes, Known] = {}
        self.pages: dict[tuple[int, int], Known] = {} if _gives(pdf.Root.Pages) else dict(known)
        """The pages that are known by now, by their numbers."""

    @property
    def hashed(self) -> frozenset[tuple[int, int]]:
        """The numbers of all objects of which every byte went into a digest."""
        return frozenset(self._known)

    def page(self, page: Page) -> Look:
        """Return how a page looks. Raises `ImpositionError` for one whose resources lead back to themselves."""
        key = page.obj.objgen
        if key in self.pages:
            return self.pages[key].look
        written = bytes(page.obj.unparse(resolved=True))
        if written not in self._written:
            self._written[written] = self._known_page(page)
        found = self._written[written]
        self.pages[key] = Known(found.look, found.reach | {key[0]})
        return found.look

    def _known_page(self, page: Page) -> Known:
        """Return how a page looks, and what it leads to but itself; a page that is written alike looks the same."""
        self._met = set(self._above(page.obj))
        media, crop, trim = (_box(box) for box in (page.mediabox, page.cropbox, page.trimbox))
        turn = int(inherited(page.obj, "/Rotate", 0)) % 360
        look = Look(self._shown(page.obj, self._drawn(page)), media, crop, trim, turn)
        return Known(look, frozenset(self._met))

    def _above(self, owner: Any) -> Iterator[int]:
        """Yield the numbers of the nodes from which a page may have something, but for the root: see `_gives`."""
        root: Any = self._pdf.Root
        while (owner := owner.get("/Parent")) is not None and (owner.objgen != root.Pages.objgen or _gives(owner)):
            yield owner.objgen[0]

    def form(self, form: Any) -> bytes:
        """Return the digest of what a form shows within its box."""
        return self._shown(form, _hashed(bytes(form.read_bytes())))

    def digest(self, item: Any) -> bytes:
        """Return the digest of an object with all that it leads to."""
        key = item.objgen
        if not item.is_indirect:
            return self._digest(item)
        if key not in self._known:
            self._known[key] = _UNDER_WAY
            outer, self._met = self._met, {key[0]}
            self._known[key] = self._digest(item)
            self._reach[key], self._met = frozenset(self._met), outer
        if self._known[key] == _UNDER_WAY:
            raise ImpositionError("what a page draws leads back to itself")
        self._met |= self._reach[key]
        return self._known[key]

    def _digest(self, item: Any) -> bytes:
        if isinstance(item, self._stream):
            return _hashed(self._text(item.stream_dict), item.read_raw_bytes())
        return _hashed(self._text(item))

    def _drawn(self, page: Page) -> bytes:
        """Return the digest of a page's operators, which pages of a job may share."""
        found: Any = page.obj.get("/Contents")
        if not isinstance(found, self._stream):
            self._met.update(part.objgen[0] for part in found or ())
            return _hashed(contents(page))
        self._met.add(found.objgen[0])
        if found.objgen not in self._operators:
            self._operators[found.objgen] = _hashed(contents(page))
        return self._operators[found.objgen]

    def _shown(self, owner: Any, drawn: bytes) -> bytes:
        """Return the digest of operators and of what of their owner, a page or form, decides on what they draw."""
        resources = inherited(owner, "/Resources")
        about = [b"" if item is None else self.digest(item) for item in (resources, owner.get("/Group"))]
        return _hashed(drawn, *about, str(owner.get("/UserUnit", 1)).encode())

    def _text(self, item: Any) -> bytes:
        """Return an object as it is written, with digests in the place of references."""
        return _TOKENS.sub(self._resolved, bytes(item.unparse(resolved=True)))

    def _resolved(self, token: re.Match[bytes]) -> bytes:
        if token[1] is None:
            return token[0]
        item = self._pdf.get_object((int(token[1]), int(token[2])))
        self._met.add(int(token[1]))
        if isinstance(item, self._compound):
            return b"@" + self.digest(item).hex().encode()
        return bytes(item.unparse(resolved=True)) if hasattr(item, "unparse") else repr(item).encode()


def contents(page: Page) -> bytes:
    """Return the operators of a page, of all its streams (ISO 32000-1, clause 7.8.2)."""
    from pikepdf import Array

    found: Any = page.obj.get("/Contents")
    if found is None:
        return b""
    return b"\n".join(bytes(part.read_bytes()) for part in (found if isinstance(found, Array) else [found]))


def inherited(owner: Any, key: str, default: Any = None) -> Any:
    """Return what a page has under ``key``, itself or from the nodes above it (clause 7.7.3.4)."""
    while owner is not None and key not in owner:
        owner = owner.get("/Parent")
    return default if owner is None else owner[key]


def _gives(node: Any) -> bool:
    """Whether pages have anything from the node at the root of a file's pages (ISO 32000-1, clause 7.7.3.4)."""
    return bool(set(node.keys()) - {"/Type", "/Kids", "/Count"})


def _box(box: Any) -> Box:
    x0, y0, x1, y1 = (float(edge) for edge in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _hashed(*parts: bytes) -> bytes:
    """Return one digest of several values, each with its length before it, so that none can pass for another's end."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.digest()
