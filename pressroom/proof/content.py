"""Reads from a content stream what it shows: with which font which codes, and which forms it draws."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

_OPERATORS = "q Q Tf Tj TJ ' \" Do"

_PLAIN = re.compile(
    rb"(?<![^\s>\])])(?:"
    rb"(?P<save>q)|(?P<restore>Q)"
    rb"|/(?P<font>[^\s/<>\[\]]+)\s+[-+.\d]+\s+Tf"
    rb"|/(?P<drawn>[^\s/<>\[\]]+)\s+Do"
    rb"|\[(?P<array>[^\[\]]*)\]\s*TJ"
    rb"|<(?P<text>[\dA-Fa-f\s]*)>\s*Tj"
    rb")(?![^\s<>/\[])"
)
_HEX = re.compile(rb"<([\dA-Fa-f]*)>")
_BYTES = re.compile(rb"<((?:[\dA-Fa-f]{2})*)>")
"""A string that lacks no digit."""


def operations(stream: Any) -> Iterator[tuple[str, Any]]:
    """Yield ``(operator, operand)`` for what matters: ``q``, ``Q``, ``Tf`` and ``Do`` with a name, ``Tj`` with bytes.

    ``stream`` is a page or a form of pikepdf's. All operators that show text come as ``Tj``.
    """
    data = plain_bytes(stream)
    if data is None:
        yield from _parsed(stream)
    else:
        yield from _matched(data)


def drawn_bytes(pdf: Any) -> int:
    """Return how many bytes of content a viewer goes through for the page that has most, forms as often as drawn.

    A form may draw others, and those others: a small file can ask for more than any machine can draw.
    """
    weights: dict[tuple[int, int], int] = {}
    most = 0
    for page in pdf.pages:
        shown = [note.get("/AP", {}).get("/N") for note in page.obj.get("/Annots", [])]
        most = max(most, _weight(page, page.obj, weights), *(_of_form(form, weights) for form in shown))
    return most


def _of_form(form: Any, weights: dict[tuple[int, int], int]) -> int:
    from pikepdf import Stream

    if not isinstance(form, Stream) or form.get("/Subtype") != "/Form":
        return 0
    if form.objgen not in weights:
        weights[form.objgen] = 0  # what draws itself is drawn once
        weights[form.objgen] = _weight(form, form, weights)
    return weights[form.objgen]


def _weight(stream: Any, owner: Any, weights: dict[tuple[int, int], int]) -> int:
    forms = owner.get("/Resources", {}).get("/XObject", {})
    drawn = Counter(name for operator, name in operations(stream) if operator == "Do")
    return len(_bytes(stream)) + sum(count * _of_form(forms.get(name), weights) for name, count in drawn.items())


def plain_bytes(stream: Any) -> bytes | None:
    """Return a content stream in which operators can be found by pattern; ``None`` where it takes a real parser.

    Text in parentheses, comments, inline images and escaped names do. The typesetter writes none of them, and a
    pattern takes a tenth of the time.
    """
    data = _bytes(stream)
    return None if any(mark in data for mark in (b"(", b"%", b"BI", b"#", b"'", b'"')) else data


def _bytes(stream: Any) -> bytes:
    from pikepdf import Array, Page

    if not isinstance(stream, Page):
        return bytes(stream.read_bytes())
    contents: Any = stream.obj.get("/Contents")
    if contents is None:
        return b""
    streams = contents if isinstance(contents, Array) else [contents]
    return b"\n".join([bytes(part.read_bytes()) for part in streams])


def _matched(data: bytes) -> Iterator[tuple[str, Any]]:
    for found in _PLAIN.finditer(data):
        match found.lastgroup:
            case "array":
                yield "Tj", _joined(found["array"])
            case "save":
                yield "q", None
            case "restore":
                yield "Q", None
            case "font":
                yield "Tf", "/" + found["font"].decode("latin-1")
            case "drawn":
                yield "Do", "/" + found["drawn"].decode("latin-1")
            case _:
                yield "Tj", _unhexed(found["text"])


def _joined(array: bytes) -> bytes:
    """Return the bytes of an array's strings."""
    texts = _BYTES.findall(array)
    if len(texts) == array.count(b"<"):
        return bytes.fromhex(b"".join(texts).decode("ascii"))
    return b"".join(map(_unhexed, _HEX.findall(array)))


def _unhexed(digits: bytes) -> bytes:
    """Return a hexadecimal string's bytes; a missing last digit is 0 (ISO 32000-1, clause 7.3.4.3)."""
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _parsed(stream: Any) -> Iterator[tuple[str, Any]]:
    from pikepdf import Array, String, parse_content_stream

    for instruction in parse_content_stream(stream, _OPERATORS):
        operator, operands = str(instruction.operator), list(instruction.operands)
        if operator in {"q", "Q"}:
            yield operator, None
        elif operator in {"Tf", "Do"} and operands:
            yield operator, str(operands[0])
        elif operands:
            shown = operands[-1]
            texts = shown if isinstance(shown, Array) else [shown]
            yield "Tj", b"".join([bytes(text) for text in texts if isinstance(text, String)])
