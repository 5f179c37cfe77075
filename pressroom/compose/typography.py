"""What a native typographer does to every text of a page, done in one place on the finished HTML.

It works on text between tags, whoever wrote it: guidance, labels, resources, staff.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from pressroom.typeset.kept import WHOLE

if TYPE_CHECKING:
    from pressroom.model import Language

_PIECES = re.compile(rf"({WHOLE.pattern}|<[^>]*>)", re.DOTALL)
"""Tags; and blocks that many people's documents have, each as a whole."""

_DIRECTION = re.compile(r'\bdir="(ltr|rtl)"')
_TONGUE = re.compile(r'\blang="(?!zh)')
"""Where a passage in another language begins that is on a Chinese page: it has the font of its own letters."""

_VOID = re.compile(r"<(?:!|img|meta|br|hr|link|input|wbr)\b|<!|/>\s*$")
NO_BREAK, NARROW_NO_BREAK, APOSTROPHE = "\u00a0", "\u202f", "\u2019"
_CURRENCY = re.compile(r"(?<=\b(?:EUR|USD|CHF)) (?=\d)")
"""The space between a currency and its amount (ISO 4217)."""

_NUMBER = re.compile(
    r"""
    (?<![\w/+.,:-])                     # not within a symbol, a phone or a time
    (?:\d{1,3}(?:[ ]\d{3})+(?!\d)      # thousands set apart
    | \d+(?:[.,]\d+)*)
    (?:[ ](?:de[ ])?(?=[^\W\d_]))?      # what is counted: a unit, a currency, a month, which Spanish has after "de"
    """,
    re.VERBOSE,
)
"""A number with the space before the word that it counts: no line ends within it, or between the two."""

_APOSTROPHE = re.compile(r"(?<=[^\W\d_])(?:'|&#39;)(?=[^\W\d_])|(?<=s)(?:'|&#39;)(?!\S)")
"""An apostrophe as keyboards have it, between letters or at the end of a plural, also written as a code of HTML."""

_SIGNS = re.compile("(?<=[●◐○]) ")
"""The space between a sign that says how well something is known, and its words."""

_ADDRESS = re.compile(r"\S*(?:@|://|\bwww\.)\S*")

NARROW = frozenset(";!?")
"""Signs that take a narrow space before them in French (Imprimerie nationale, Lexique des règles typographiques)."""

_BETWEEN = " \t\n\u00a0·"
"""What stands between one text and the next: it belongs to the line, not to the box of either."""

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
"""Letters of scripts that run from right to left: Hebrew, Arabic and their extensions (Unicode blocks)."""

_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u052f\u1e00-\u1fff]")
"""Letters of Latin, Greek and Cyrillic."""

_LEFT_TO_RIGHT = re.compile(
    r"""
    [\w.+-]+@[\w-]+(?:\.[\w-]+)+                         # an e-mail address
    | (?:https?://)?(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}\S*    # a web address or a domain
    | @[A-Za-z0-9_]{2,}                                    # a handle
    | [A-Za-z]+(?:/[A-Za-z0-9.]+)+                         # a document's symbol: A/HRC/57/60
    | [+0-9٠-٩]                                            # a number with a sign or with parts: phone, date, time,
      (?:[0-9٠-٩]|\([0-9]+\)|[ \u00a0./:,\u2013-]+(?=[+0-9٠-٩]|\([0-9]))*   # range, resolution
    """,
    re.VERBOSE,
)

_LETTER = "A-Za-z\u00c0-\u024f\u0370-\u052f\u1e00-\u1fff"
_PHRASE = re.compile(
    rf"""
    (?<![A-Za-z0-9@/.&\#_-])
    [{_LETTER}][{_LETTER}0-9'’-]*+ (?![\w@/]|\.\w)             # a word in Latin, Greek or Cyrillic letters
    (?:
      (?:[ \u00a0\n.,()–-]|&amp;)+
      (?: [{_LETTER}][{_LETTER}0-9'’-]*+ (?![\w@/]|\.\w)        # one more
        | [0-9]+(?:[.,][0-9]+)*                                 # or a number that is no phone, date or range
          (?![\w@/:–-]|[ \u00a0.,]*(?:[0-9+]|\([0-9]))
      )
    )+
    """,
    re.VERBOSE,
)
"""Words from left to right one after another, and the numbers among them: "Windows 11.2", "Sample Centre (North)"."""

_WITHIN = re.compile(r"[ \u00a0\n]+|(?<=[^\W\d_])-(?=[^\W\d_])")
"""Where a line may end within such words."""

_MARK, _JOINER = "\u200e", "\u2060"
"""Left-to-right mark, word joiner (Unicode Standard, chapter 23): neither is seen. A joiner lets no line end there."""

_ADDRESS_OF_ANY_KIND = re.compile(r"@|://|[A-Za-z0-9]\.[A-Za-z]{2,}\b(?!\.)|[A-Za-z]/[A-Za-z0-9]")
_PAIR = re.compile("(?<=[\u0621-\u064a])/(?=[\u0621-\u064a])")
"""The stroke between a month's two names."""

_SHORT = 13
"""The letters of the longest word that another one before it may hold on to."""

_CURLED_LATIN = re.compile(rf"(?<=[{_LETTER}])’(?=[{_LETTER}])")
_MIDDLE_DOT = re.compile(r"(?<=\w)(?=[·・‧])")

_CUT_REFERENCE = re.compile("&#?[0-9A-Za-z]+$")
"""A character of HTML written as a code, such as ``&#39;``, without the sign that ends it."""


def native(html: str, language: Language) -> str:
    """Return a document with the spaces and the isolation that its language needs.

    In a right-to-left document each phone, e-mail, web address, handle, date, time and range becomes a box of its
    own, so that it keeps its order, also where a line wraps. Text that is such a box already is left alone. Words in
    Latin letters get marks that keep theirs.
    """
    return _in_texts(html, language, language.direction)


@functools.lru_cache(maxsize=256)
def _set_block(language: Language, block: str, direction: str) -> str:
    """Return a block that many people's documents have as it is set."""
    opening, inside = block.split(">", 1)
    return f"{opening}>{_in_texts(inside, language, direction, body=True)}"


def _set(language: Language, text: str, direction: str, *, foreign: bool = False) -> str:
    """Return one text as it is set, in a document of ``language`` where it runs in ``direction``.

    ``foreign``: the document says of it that it is in another language.
    """
    if not text.isalpha():
        text = _NUMBER.sub(lambda found: found[0].replace(" ", NO_BREAK), _CURRENCY.sub(NO_BREAK, text))
        text = _SIGNS.sub(NO_BREAK, text)
        if ("'" in text or "&#39;" in text) and _LATIN.search(language.endonym):
            text = _curled(text)
        if language.no_break_before or language.no_break_after:
            text = _spaced(text, language)
        if language.short_words:
            text = _short_words(language.short_words).sub(rf"\g<word>{NO_BREAK}", text)
        if language.enclitics:
            text = _enclitics(language.enclitics).sub(f"-{_JOINER}", text)
        if language.code == "zh" and not foreign:
            text = _MIDDLE_DOT.sub(_JOINER, _CURLED_LATIN.sub("'", text))
    return _isolated(text, direction)


def _curled(text: str) -> str:
    """Return a text with the apostrophes of print, but for those in addresses.

    Not for Chinese, whose fonts have that sign as wide as a letter, nor for Arabic, which has none.
    """
    kept = [match.span() for match in _ADDRESS.finditer(text)]
    return _APOSTROPHE.sub(
        lambda found: found[0] if any(start <= found.start() < end for start, end in kept) else APOSTROPHE, text
    )


def runs_one_way(html: str) -> bool:
    """Whether a finished document has no letter that runs from right to left, so that no text can change its order."""
    return 'dir="rtl"' not in html and not _RIGHT_TO_LEFT.search(html)


def _in_texts(html: str, language: Language, direction: str, *, body: bool = False) -> str:
    """Return ``html`` with each text in the body set that is not in a box of its own direction.

    A text is set in the direction that it stands in: that of the document, or of an element with its own. With
    ``body``, ``html`` is a piece of it.
    """
    out: list[str] = []
    boxes: list[bool] = []
    ways, foreign = [direction], [False]
    for piece in _PIECES.split(html):
        if WHOLE.fullmatch(piece):
            out.append(_set_block(language, piece, ways[-1]))
        elif piece.startswith("<"):
            body = body or piece.startswith("<body")
            if piece.startswith("</"):
                if boxes:
                    boxes.pop()
                    ways.pop()
                    foreign.pop()
            elif not _VOID.search(piece):
                boxes.append(' class="ltr' in piece or ' class="rtl"' in piece)
                given = _DIRECTION.search(piece) if body else None
                ways.append(given[1] if given else ways[-1])
                foreign.append(foreign[-1] or bool(body and _TONGUE.search(piece)))
            out.append(piece)
        else:
            out.append(
                _set(language, piece, ways[-1], foreign=foreign[-1])
                if body and piece.strip() and not any(boxes)
                else piece
            )
    return "".join(out)


def _isolated(text: str, direction: str) -> str:
    return _in_right_to_left(text) if direction == "rtl" else _in_left_to_right(text)


def _in_right_to_left(text: str) -> str:
    """Have a text that has no right-to-left letter keep its order whole (a name, an initial with its dot); else parts.

    A word alone is a box, and so is an address, which would part a line anywhere; several words get marks, so that
    they wrap with what is around them, and start where its lines start.
    """
    if _LATIN.search(text) and not _RIGHT_TO_LEFT.search(text):
        before, core, after = _parted(text)
        if _ADDRESS_OF_ANY_KIND.search(text) or not _WITHIN.search(core):
            return _whole(text, "ltr long", "ltr")
        return f"{before}{_MARK}{_marked(core)}{_MARK}{after}"
    parts, done = [], 0
    for phrase in _PHRASE.finditer(text):
        parts += [_boxed(text[done : phrase.start()]), _marked(phrase[0])]
        done = phrase.end()
    text = "".join((*parts, _boxed(text[done:])))
    return _PAIR.sub(f"/{_JOINER}", text)


def _marked(text: str) -> str:
    """Return words that keep their order also where a line ends among them: each ends and begins with a mark."""
    return _WITHIN.sub(lambda found: f"{'' if found[0] == '-' else _MARK}{found[0]}{_MARK}", text)


def _boxed(text: str) -> str:
    return _LEFT_TO_RIGHT.sub(_box, text)


def _in_left_to_right(text: str) -> str:
    """Isolate a text that is in a right-to-left script whole, so that its signs stand on their own side.

    Within it, and beside other letters of such a script, numbers and addresses keep their own order.
    """
    if not _RIGHT_TO_LEFT.search(text):
        return text
    parts = _LEFT_TO_RIGHT.sub(_box, text)
    return parts if _LATIN.search(text) else _whole(parts, "rtl", "rtl")


def _whole(text: str, kind: str, direction: str) -> str:
    before, core, after = _parted(text)
    return f'{before}<span class="{kind}" dir="{direction}">{core}</span>{after}'


def _parted(text: str) -> tuple[str, str, str]:
    """Return what stands before a text and belongs to its line, the text itself, and what stands after it."""
    core = text.strip(_BETWEEN)
    before, after = text.split(core, 1) if core else (text, "")
    return before, core, after


def _box(match: re.Match[str]) -> str:
    found = match[0]
    plain = found.rstrip(".,:;!?)،؛؟»")
    if found[len(plain) :].startswith(";"):
        plain = _CUT_REFERENCE.sub("", plain)
    if len(plain) == 1 or (plain.isdecimal() and plain == found):
        return found  # a plain number keeps its order by itself
    before = match.string[match.start() - 1 : match.start()]
    start = _JOINER if before.isalpha() else ""  # "and" is one letter in Arabic, and no word of its own
    wide = "ltr long" if "@" in plain or re.search("[A-Za-z]", plain) else "ltr"
    return f'{start}<span class="{wide}" dir="ltr">{plain}</span>{found[len(plain) :]}'


@functools.cache
def _short_words(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds the space after one of these words, where the next one leaves it room in a narrow column."""
    return re.compile(rf"(?<![\w-])(?P<word>{'|'.join(words)}) (?=\w{{1,{_SHORT}}}(?!\w))", re.IGNORECASE)


@functools.cache
def _enclitics(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds the hyphen before one of these words, but not in an address."""
    return re.compile(rf"(?<=[^\W\d_])-(?=(?:{'|'.join(words)})(?!\w|[.-]\w))", re.IGNORECASE)


def _spaced(text: str, language: Language) -> str:
    before, after = re.escape(language.no_break_before), re.escape(language.no_break_after)
    if before:
        text = re.sub(rf"[ \u00a0\u202f]([{before}])", lambda m: _space(m[1], language) + m[1], text)
    if after:
        text = re.sub(rf"([{after}])[ \u00a0\u202f]", rf"\1{NO_BREAK}", text)
    return text


def _space(sign: str, language: Language) -> str:
    return NARROW_NO_BREAK if sign in NARROW and language.no_break_before else NO_BREAK
