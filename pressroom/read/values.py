"""What a text may be: the types of the schemas. Each takes text as typed and says in plain words what is wrong.

No message ever holds the text itself: it may be somebody's name or number.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, TypeVar, cast

from pydantic import AfterValidator, BeforeValidator, ValidationError, ValidationInfo, WithJsonSchema
from pydantic_core import InitErrorDetails, PydanticCustomError

from pressroom.model.press import CutMarks
from pressroom.model.provenance import UNDATED

TOLD = "told"
"""The type of our own errors: their message is already what people read."""

CODE_LENGTH = 3
"""Letters of an alpha-3 code. A longer word is a name, and no code comes near it."""

SHORT = 120
TITLE = 200
LONG = 2_000
"""Most characters of a name, of a title, and of a note or an address. A page or a card holds no more."""

_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
_JOINER = re.compile("[\u200c\u200d]")
_FORBIDDEN = {"Cc", "Cn", "Co", "Cs"}
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SOURCED = re.compile(r"([0-9]{4})(-(?:0[1-9]|1[0-2]))?")
_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Doubt:
    """Marks a type: what ``says`` returns for a good value, unless it is empty, is a warning at that value's place."""

    says: Callable[[Any], str]


def fault(message: str) -> PydanticCustomError:
    """Return an error whose ``message`` is shown as it stands. It must not quote what was typed."""
    return PydanticCustomError("told", "{message}", {"message": message})


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return `` (did you mean X?)`` with the known word that comes nearest, or "" where none is near."""
    by_fold = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.strip().casefold()[:60], by_fold, n=1, cutoff=cutoff)
    return f" (did you mean {by_fold[found[0]]}?)" if found else ""


def clean(text: str) -> str:
    """Return text as it is stored: composed (NFC), trimmed, without invisible marks, each space a plain one.

    Copied cells bring such marks along. Joiners (U+200C, U+200D) stay between letters of scripts that spell with them.
    """
    if text.isascii():
        return text.replace("\t", " ").strip()
    text = unicodedata.normalize("NFC", text)
    if _is_plain(text):
        return text.strip()
    text = visible(text)
    return "".join(" " if unicodedata.category(c) == "Zs" or c == "\t" else c for c in text).strip()


def _is_plain(text: str) -> bool:
    """Whether all of a text can be seen, but for plain spaces and line feeds: then there is no mark to look for."""
    return text.replace("\n", " ").isprintable()


def visible(text: str) -> str:
    """Return text without the invisible marks that `clean` takes away, and otherwise as it stands."""
    return text if text.isascii() else _JOINER.sub(_kept_joiner, _INVISIBLE.sub("", text))


def _kept_joiner(match: re.Match[str]) -> str:
    around = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    keep = all(c and ord(c) >= 0x0590 and unicodedata.category(c)[0] in "LM" for c in around)
    return match.group() if keep else ""


def is_blank(text: str) -> bool:
    """Whether there is nothing to see in ``text``."""
    return not text or (not text[0].isalnum() and len(text) < LONG and not clean(text))


def check_text(text: str, limit: int) -> str:
    """Return ``text`` cleaned, with plain line feeds; raise a fault if it is empty, too long or not printable."""
    if len(text) > 4 * limit:
        raise fault(f"is longer than {limit} characters: shorten it")
    text = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text:
        raise fault("is empty: fill it in, or take it away")
    if len(text) > limit:
        raise fault(f"is longer than {limit} characters: shorten it")
    if "\ufffd" in text:
        raise fault("holds �: a letter was lost when the file was saved or converted; type it again")
    if _is_plain(text):
        return text
    if any((unicodedata.category(c) in _FORBIDDEN and c != "\n") or c in "\u2028\u2029" for c in text):
        raise fault("holds a character that cannot be seen or printed (a control character): type it again")
    return text


def one_line(limit: int) -> Callable[[str], str]:
    """Return a check for text of one line; line breaks and runs of spaces become one space."""
    return lambda text: " ".join(check_text(text, limit).split())


def lines(limit: int) -> Callable[[str], str]:
    """Return a check for text that may have several lines."""
    return lambda text: "\n".join(line.rstrip() for line in check_text(text, limit).split("\n"))


def _matching(pattern: str, message: str, limit: int = SHORT) -> Callable[[str], str]:
    whole = re.compile(pattern)

    def check(text: str) -> str:
        text = check_text(text, limit)
        if not whole.fullmatch(text):
            raise fault(message)
        return text

    return check


def iso_date(text: Any) -> Any:
    """Return the date that ``text`` writes as YYYY-MM-DD; raise a fault for anything else."""
    if not isinstance(text, str):
        return text
    text = clean(text)
    if not _ISO_DATE.fullmatch(text):
        raise fault("is not a date in the form YYYY-MM-DD, such as 2026-05-31")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise fault("is no day in the calendar: look at month and day") from None


def today_of(info: ValidationInfo) -> date:
    """Return the day of the run that the reader gave as context; without one, no day is in the future."""
    context = info.context or {}
    return cast("date", context.get("today", date.max))


def _not_after_today(day: date, info: ValidationInfo) -> date:
    if day > today_of(info):
        raise fault("is a day in the future: nobody can have done it yet")
    return day


def consent(text: str, info: ValidationInfo) -> str:
    """Return ``yes``, ``no`` or an ISO date that is not in the future; raise a fault for anything else."""
    text = clean(text).casefold()
    if text in {"yes", "no"}:
        return text
    if not _ISO_DATE.fullmatch(text):
        raise fault("write yes, no, or the date on which they agreed as YYYY-MM-DD")
    return str(_not_after_today(iso_date(text), info).isoformat())


def _yes_no(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    word = clean(text).casefold()
    if word not in {"yes", "no"}:
        raise fault("write yes or no")
    return word == "yes"


def _cut_marks(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    word = clean(text).casefold()
    sides = {"yes": CutMarks.BOTH, "no": CutMarks.NONE, **{str(sides): sides for sides in CutMarks}}
    if word not in sides:
        raise fault("write front, both (or yes) or none (or no): the sides that bear marks for the guillotine")
    return sides[word]


def _sourced(text: str) -> str:
    text = clean(text)
    if text != UNDATED and not _SOURCED.fullmatch(text):
        try:
            iso_date(text)
        except PydanticCustomError:
            raise fault("is not the date of a source: write YYYY, YYYY-MM, YYYY-MM-DD or undated") from None
    return text


def _sourced_doubt(today: Callable[[], date]) -> Callable[[str], str]:
    def says(text: str) -> str:
        late = text != UNDATED and text > today().isoformat()[: len(text)]
        return "is a date in the future: look whether it is right" if late else ""

    return says


def unique(items: list[_Item]) -> list[_Item]:
    """Return ``items``; raise a fault at each that stands there before."""
    twice = [n for n, item in enumerate(items) if item in items[:n]]
    if twice:
        error = fault("stands twice in this list: keep one")
        details = [InitErrorDetails(type=error, loc=(n,), input=None) for n in twice]
        raise ValidationError.from_exception_data("list", details)
    return items


def in_list(value: Any) -> Any:
    """Return one text as a list of one: for keys that take a value or a list."""
    return [value] if isinstance(value, str) else value


def _country(text: str) -> str:
    from pressroom.read import shipped

    text = clean(text)
    states = shipped.states()
    if text in states:
        return text
    upper = text.upper()
    by_alpha2 = {state.alpha2: code for code, state in states.items()}
    offer = upper if upper in states else by_alpha2.get(upper, "") or shipped.code_named(text)
    hint = f": write {offer}" if offer else nearest_country(text, states)
    raise fault(f"is no country code of three capital letters (ISO 3166-1 alpha-3, as TGO){hint}")


def nearest_country(text: str, states: Iterable[str]) -> str:
    """Return `` (did you mean X?)`` with the one code of the same letters, else with the nearest, or ""."""
    same = [code for code in states if sorted(code) == sorted(text.strip().upper())]
    return nearest(same[0] if len(same) == 1 else text, states) if len(text.strip()) <= CODE_LENGTH + 1 else ""


def _language(text: str) -> str:
    from pressroom.read import shipped

    text = clean(text)
    known = shipped.languages()
    if text in known:
        return text
    main = text.casefold().split("-")[0].split("_")[0]
    offer = main if main in known else shipped.language_named(text)
    hint = f": write {offer}" if offer else ""
    raise fault(f"is none of the languages {' '.join(known)}{hint}")


def _region(text: str) -> str:
    from pressroom.read import shipped

    text = clean(text)
    if text in shipped.groups() or text in shipped.states():
        return text
    raise fault(f"is neither a country code (as TGO) nor the name of a group{nearest(text, shipped.groups())}")


def _millimetres(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4})?", clean(text)):
        raise fault("is not a length in millimetres: write a number with a point, such as 85.60")
    return Decimal(clean(text))


def _count(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    if not re.fullmatch(r"[1-9][0-9]?", clean(text)):
        raise fault("is not a whole number from 1 to 99")
    return int(clean(text))


def keys_among(known: Iterable[str], what: str) -> Callable[[dict[str, str]], dict[str, str]]:
    """Return a check that all keys of a mapping are known ones; ``what`` says in a message what they are not."""
    names = list(known)

    def check(value: dict[str, str]) -> dict[str, str]:
        wrong = [key for key in value if key not in names]
        if wrong:
            details = [
                InitErrorDetails(
                    type=fault(f"is no {what}{nearest(key, names)}: correct it, or take it away"),
                    loc=(key, "[key]"),
                    input=None,
                )
                for key in wrong
            ]
            raise ValidationError.from_exception_data("keys", details)
        return value

    return check


def texts(value: Mapping[str, str], known: Iterable[str]) -> None:
    """Raise a fault at each key of ``value`` that is no known language."""
    known = list(known)
    error = fault(f"is none of the languages {' '.join(known)}")
    wrong = [key for key in value if key and key not in known]
    if wrong:
        details = [InitErrorDetails(type=error, loc=(key, "[key]"), input=None) for key in wrong]
        raise ValidationError.from_exception_data("texts", details)


def _file_name(text: str) -> str:
    if text in DEVICES:
        raise fault("is a name that Windows keeps for a device: give a longer one")
    return text


DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
"""Windows opens no folder of these names (Microsoft, "Naming Files, Paths, and Namespaces")."""
_ID = "[a-z0-9][a-z0-9-]{0,59}"
_Scalar = WithJsonSchema({"type": ["string", "number", "boolean"]})
_Date = WithJsonSchema({"type": "string", "format": "date"})

Line = Annotated[str, AfterValidator(one_line(SHORT)), _Scalar]
"""Text of one line, at most 120 characters."""
Title = Annotated[str, AfterValidator(one_line(TITLE)), _Scalar]
"""Text of one line, at most 200 characters."""
Paragraph = Annotated[str, AfterValidator(lines(LONG)), _Scalar]
"""Text of one or more lines, at most 2,000 characters."""
Slug = Annotated[
    str,
    AfterValidator(_matching(_ID, "may hold small letters a-z, digits and - alone, and begin with no -")),
    AfterValidator(_file_name),
]
"""An id: it names files and folders."""
EntryId = Annotated[
    str, AfterValidator(_matching(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,79}", "may hold letters a-z, digits and . - / alone"))
]
"""The id of a resource, of a contact, or of a number of a country (``TGO/police``)."""
ParticipantCode = Annotated[
    str,
    AfterValidator(
        _matching("[A-Za-z0-9][A-Za-z0-9-]{0,23}", "must be 1 to 24 letters A-Z, digits and -, and begin with no -")
    ),
]
"""A participant's code: it stands for the person in all outputs."""
IsoDate = Annotated[date, BeforeValidator(iso_date), _Date]
"""A day, written YYYY-MM-DD (ISO 8601)."""
PastDate = Annotated[IsoDate, AfterValidator(_not_after_today)]
"""A day that is not after the day of the run."""
Consent = Annotated[str, AfterValidator(consent), WithJsonSchema({"type": ["string", "boolean"]})]
"""``yes``, ``no`` or the ISO date of the agreement."""
YesNo = Annotated[bool, BeforeValidator(_yes_no), WithJsonSchema({"enum": ["yes", "no", True, False]})]
"""``yes`` or ``no``."""
CutMarkSides = Annotated[
    CutMarks,
    BeforeValidator(_cut_marks),
    WithJsonSchema({"enum": [*(str(sides) for sides in CutMarks), "yes", "no", True, False]}),
]
"""``front``, ``both`` or ``none``; ``yes`` is both, ``no`` is none."""
SourceDate = Annotated[
    str, AfterValidator(_sourced), Doubt(_sourced_doubt(date.today)), WithJsonSchema({"type": ["string", "integer"]})
]
"""The date that a source bears: a year, a month, a day, or ``undated``."""
CountryCode = Annotated[str, AfterValidator(_country), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$"})]
"""An ISO 3166-1 alpha-3 code."""
LanguageCode = Annotated[str, AfterValidator(_language)]
"""A language that packs can be in."""
SpokenLanguage = Annotated[
    str,
    AfterValidator(_matching("[a-z]{2,3}(-[A-Z][a-z]{3})?", "is no language code: two small letters, such as pt")),
]
"""Any language that people answer in, as BCP 47 writes it."""
Region = Annotated[str, AfterValidator(_region)]
"""A country's code, or the name of a group of countries."""
Millimetres = Annotated[Decimal, BeforeValidator(_millimetres), WithJsonSchema({"type": "number"})]
"""A length, exact."""
Count = Annotated[int, BeforeValidator(_count)]
"""How many, 1 to 99."""
Colour = Annotated[
    str,
    AfterValidator(_matching("#[0-9a-fA-F]{6}", "is no colour in the form #rrggbb; put it in quotes, as '#123c4a'")),
    AfterValidator(str.lower),
]
"""A colour in sRGB."""
Fingerprint = Annotated[str, AfterValidator(_matching("[0-9a-f]{16}", "must be 16 hexadecimal digits"))]
"""What a translation says of the text that it renders: `pressroom.model.Section.fingerprint`."""
FileName = Annotated[str, AfterValidator(one_line(TITLE))]
"""The name of a file in the workspace."""
