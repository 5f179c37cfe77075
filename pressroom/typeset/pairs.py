"""What is opened and closed again in a page's content, without a generator for each: a page has a hundred of them.

The contents are those of `weasyprint.pdf.stream.Stream`'s ``stacked``, ``marked`` and ``artifact``.
"""

from __future__ import annotations

from typing import Any

import pydyf


class Stacked:
    """A state of the stream that is given up at the end."""

    __slots__ = ("_stream",)

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __enter__(self) -> None:
        self._stream.push_state()

    def __exit__(self, *_: object) -> None:
        self._stream.pop_state()


class Marked:
    """Content that belongs to a box, or to none, where the document has tags."""

    __slots__ = ("_box", "_stream", "_tag")

    def __init__(self, stream: Any, box: Any = None, tag: str = "Artifact") -> None:
        self._stream, self._box, self._tag = stream, box, tag

    def __enter__(self) -> None:
        tags = self._stream._tags  # noqa: SLF001
        if tags is None:
            return
        properties = None
        if self._box is not None:
            number = len(tags)
            assert self._box not in tags  # noqa: S101 - WeasyPrint's own
            tags[self._box] = {"tag": self._tag, "mcid": number}
            properties = b"<</MCID %d>>" % number
        pydyf.Stream.begin_marked_content(self._stream, self._tag, properties)

    def __exit__(self, *_: object) -> None:
        if self._stream._tags is not None:  # noqa: SLF001
            pydyf.Stream.end_marked_content(self._stream)
