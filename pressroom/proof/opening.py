"""Opens a file that may be anything, once for its objects (pikepdf) and once for its looks (pdfium)."""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from pressroom.proof.expect import Finding, Known
from pressroom.proof.known import differs, own_numbers
from pressroom.proof.skim import heavy, telling
from pressroom.xref import table_of

MAX_PAGES = 5_000
"""A pack has thirty pages, a country's job a few hundred: more is not ours, and would take minutes."""

MAX_STREAM_BYTES = 256 * 1024 * 1024
"""More than the largest font or picture that we print, unpacked; a bomb unpacks to gigabytes."""

_MOST_OPEN = 64
"""How many pages of a file are open at a time: a pack's own, or a shared part's; not all of a job's."""

_SURELY_SMALL = MAX_STREAM_BYTES // 1032
"""Deflate packs at most 1032 times (zlib's technical notes), so a shorter stream cannot be a bomb."""


class UnreadableError(Exception):
    """The file cannot be read back. Carries the finding that says why."""

    def __init__(self, code: str, message: str) -> None:
        self.finding = Finding(0, code, message)
        super().__init__(message)


@dataclass(frozen=True)
class Opened:
    """A file open for reading: its objects, and its pages as pdfium sees them.

    ``known`` blocks are in it, and were looked at before; their pages come last, or first. ``table`` is that of its
    objects, where it is one of ours, and ``own_objects`` are those that are in no known block.
    ``proved``: the numbers of objects that are, byte for byte, those of a file that was proved before.
    """

    data: bytes
    pdf: Any
    view: Any
    known: Sequence[Known] = ()
    known_first: bool = False
    own_objects: Sequence[int] = field(default=(), repr=False)
    table: bytes | None = field(default=None, repr=False)
    proved: Collection[tuple[int, int]] = field(default=frozenset())
    loaded: dict[int, Any] = field(default_factory=dict, repr=False)

    def page(self, number: int) -> Any:
        """Return a page of pdfium's, from 1, read once for all checks; the last few stay open as long as the file."""
        if number not in self.loaded:
            if len(self.loaded) >= _MOST_OPEN:
                self.loaded.pop(next(iter(self.loaded))).close()
            self.loaded[number] = self.view[number - 1]
        return self.loaded[number]

    def objects(self, names: re.Pattern[bytes] | None = None) -> Iterator[Any]:
        """Yield the objects that are to be looked at; of those that are sure to hold none of ``names``, none."""
        if self.table is None:
            yield from (item for item in self.pdf.objects if item.objgen not in self.proved)
            return
        own = [number for number in self.own_objects if (number, 0) not in self.proved]
        for number in telling(self.data, self.pdf, self.table, own, names) if names else own:
            yield self.pdf.get_object((number, 0))

    def pages(self, only: Collection[int] | None = None) -> list[int]:
        """Return the numbers, from 1, of the pages that are to be looked at, or those of them in ``only``."""
        known = sum(len(block.pages) for block in self.known)
        first, last = (known, len(self.view)) if self.known_first else (0, len(self.view) - known)
        return [number for number in range(first + 1, last + 1) if only is None or number in only]


def warm() -> None:
    """Load the libraries that files are read with, ahead of the work."""
    import pikepdf  # noqa: F401 - loading is all that is wanted
    import pypdfium2  # noqa: F401
    import zxingcpp  # noqa: F401


@contextmanager
def opened(
    data: bytes, password: str | None = None, known: Sequence[Known] = (), *, known_first: bool = False
) -> Iterator[Opened]:
    """Open a PDF, ``known`` blocks of which were looked at before.

    Raises `UnreadableError` for what is no whole PDF with pages, encrypted, a bomb, or without a block as it is known.
    """
    import pikepdf
    import pypdfium2

    try:
        pdf = pikepdf.open(BytesIO(data), password=password or "", suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise UnreadableError("encrypted", "the file is encrypted, and its password was not given") from error
    except Exception as error:
        raise UnreadableError("not-a-pdf", "this is not a PDF, or its end is missing") from error
    with pdf:
        try:
            table = table_of(data)
            own = own_numbers(table, known)
            alone = (
                pdf.objects
                if table is None
                else (pdf.get_object((n, 0)) for n in heavy(data, table, own, _SURELY_SMALL))
            )
            _refuse_bombs(alone)
            _check_pages(pdf)
            _check_known(data, table, pdf, known, first=known_first)
        except UnreadableError:
            raise
        except Exception as error:
            raise UnreadableError("damaged", "the file is damaged: make it again") from error
        try:
            view = pypdfium2.PdfDocument(data, password=password)
        except Exception as error:
            raise UnreadableError("damaged", "a PDF viewer cannot open the file") from error
        file = Opened(data, pdf, view, known, known_first, own, table)
        try:
            yield file
        finally:
            for page in file.loaded.values():
                page.close()
            view.close()


def _check_pages(pdf: Any) -> None:
    pages = len(pdf.pages)
    if not pages:
        raise UnreadableError("no-pages", "the file has no pages")
    if pages > MAX_PAGES:
        raise UnreadableError("too-many-pages", f"the file has more than {MAX_PAGES} pages: split it")
    if pdf.get_warnings():
        raise UnreadableError("damaged", "the file is damaged: make it again")


def _check_known(data: bytes, table: bytes | None, pdf: Any, known: Sequence[Known], *, first: bool) -> None:
    other = differs(data, table, pdf, known, first=first) if known else None
    if other is not None:
        raise UnreadableError(other.code, other.message)


def _refuse_bombs(objects: Iterable[Any]) -> None:
    """Raise for a stream that unpacks to more than memory can hold, before anything unpacks it."""
    import pikepdf

    for stream in objects:
        if not isinstance(stream, pikepdf.Stream):
            continue
        filters: Any = stream.get("/Filter", [])
        packed = [str(f) for f in (filters if isinstance(filters, pikepdf.Array) else [filters])]
        if len([name for name in packed if name in {"/FlateDecode", "/LZWDecode", "/RunLengthDecode"}]) > 1:
            raise UnreadableError("bomb", "the file holds data that is packed twice over: it is not one of ours")
        if packed[:1] == ["/FlateDecode"] and int(stream.get("/Length", 0)) > _SURELY_SMALL:
            _refuse_bomb(stream.read_raw_bytes())


def _refuse_bomb(packed: bytes) -> None:
    unpacker, size = zlib.decompressobj(), 0
    try:
        while packed and not unpacker.eof:
            size += len(unpacker.decompress(packed, 1 << 20))
            packed = unpacker.unconsumed_tail
            if size > MAX_STREAM_BYTES:
                raise UnreadableError(
                    "bomb", "the file holds data that unpacks to more than 256 MB: it is not one of ours"
                )
    except zlib.error:
        return
