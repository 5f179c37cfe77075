"""Phones, e-mail addresses and links: checked as far as that goes without asking anyone.

Nothing here opens a connection: a number is judged by libphonenumber's data, an address by its form.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, WithJsonSchema

from pressroom.read.values import SHORT, Doubt, check_text, clean, fault, one_line

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_FORM = "give it with + and the country code, as +44 20 7946 0123"
_PHONE = re.compile(r"\+[0-9 ().\-/]+")
_SHORT_CODE = re.compile(r"[0-9]{2,6}")
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_])")
_UNSAFE_IN_URL = re.compile(r"""[\s<>"{}|\\^`]""")
_PLAIN_EMAIL = re.compile(
    r"([A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*)@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+(?:com|info|int|net|org|[a-z]{2})"
)
ROLES = frozenset((
    "abuse", "ftp", "hostmaster", "info", "marketing", "news", "noc", "postmaster", "sales", "security", "support",
    "usenet", "uucp", "webmaster", "www",
))  # fmt: skip
"""Mailboxes that are the same in capitals (RFC 2142, sections 3 to 5); in all others, capitals are kept."""

_PLAIN_LENGTH = 64
"""An address no longer than this breaks no limit on a part of it (RFC 5321, 4.5.3.1; RFC 1035, 2.3.1)."""

MAX_URL = 300
"""Longer links make a QR code that no phone reads at the printed size."""


def phone(text: str) -> str:
    """Return a phone number in its international form with spaces (ITU-T E.123), as ``+1 202 555 0123``.

    Raises a fault where it has no ``+``, or where no number of that country can have its length.
    """
    text = _ascii_digits(check_text(text, SHORT))
    if not text.startswith("+"):
        raise fault(f"does not start with +: {_FORM}")
    if not _PHONE.fullmatch(text):
        raise fault(f"holds something other than one phone number: {_FORM}, and nothing else")
    return _shown(text)


@functools.lru_cache(maxsize=1024)
def _shown(text: str) -> str:
    """Return a number in its international form: the same few numbers stand in many rows."""
    import phonenumbers

    try:
        number = _parsed(text)
    except phonenumbers.NumberParseException:
        raise fault(f"is no phone number, or has an unknown country code: {_FORM}") from None
    _refuse_impossible(phonenumbers.is_possible_number_with_reason(number))
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return " ".join(shown.replace("-", " ").split())


@functools.lru_cache(maxsize=1024)
def _parsed(text: str) -> PhoneNumber:
    import phonenumbers

    return phonenumbers.parse(text, None)


def _refuse_impossible(reason: int) -> None:
    from phonenumbers import ValidationResult as Result

    if reason == Result.IS_POSSIBLE:
        return
    if reason == Result.TOO_LONG:
        raise fault("has too many digits for a number of that country: look at it again")
    if reason == Result.IS_POSSIBLE_LOCAL_ONLY:
        raise fault("lacks the area code: it can be dialled from nearby alone")
    raise fault("has too few digits for a number of that country, or a wrong count: look at it again")


@functools.lru_cache(maxsize=1024)
def phone_doubt(text: str) -> str:
    """Return why a possible number (as `phone` gives it) is to be doubted, or ""."""
    import phonenumbers

    if phonenumbers.is_valid_number(_parsed(text)):
        return ""
    return "may be wrong: no number of that country is known to begin like this; call it before you print"


def short_code(text: str) -> str:
    """Return an emergency number: 2 to 6 digits as dialled in the country, or a full number as `phone` gives it."""
    text = _ascii_digits(check_text(text, SHORT))
    if text.startswith("+"):
        return phone(text)
    if not _SHORT_CODE.fullmatch(text):
        raise fault(f"is neither a short number of 2 to 6 digits, such as 112, nor a full one; {_FORM}")
    return text


def short_code_doubt(number: str, alpha2: str) -> str:
    """Return why ``number`` is to be doubted as an emergency number in a region (ISO 3166-1 alpha-2), or "".

    libphonenumber knows the emergency numbers of many regions, not which service answers. It is used to doubt only.
    """
    if number.startswith("+"):
        return phone_doubt(number)
    from phonenumbers import PhoneMetadata
    from phonenumbers.shortnumberinfo import is_emergency_number

    data = PhoneMetadata.short_metadata_for_region(alpha2)
    knows = data is not None and data.emergency is not None and data.emergency.national_number_pattern
    if not knows or is_emergency_number(number, alpha2):
        return ""
    return "is not known as an emergency number of this country: make sure of it there before you print"


def email(text: str) -> str:
    """Return an e-mail address of good form. The DNS is not asked: that would tell others whom we know.

    Most are of a form that leaves no question, and are theirs as typed: the library is loaded for the others alone.
    """
    text = check_text(text, 254)
    plain = _PLAIN_EMAIL.fullmatch(text) if len(text) <= _PLAIN_LENGTH else None
    if plain and (plain[1].islower() or plain[1].lower() not in ROLES):
        return text
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise fault("is no e-mail address: it has the form name@example.org, and nothing around it") from None


def url(text: str) -> str:
    """Return a link that starts with http:// or https://, as typed. Raises a fault for any other."""
    text = check_text(text, MAX_URL)
    if not re.match("https?://", text, re.IGNORECASE):
        raise fault("does not start with https:// or http://: give the whole link, as https://example.org/page")
    return _with_good_host(text, text)


def website(text: str) -> str:
    """Return the host's web site as typed: a bare domain will do."""
    text = check_text(text, MAX_URL)
    has_scheme = re.match("[A-Za-z][A-Za-z0-9+.-]*:", text) is not None
    return url(text) if has_scheme else _with_good_host(text, f"https://{text}")


def _with_good_host(text: str, full: str) -> str:
    if _UNSAFE_IN_URL.search(text):
        raise fault("holds a space or a sign that no link has: give one link, and nothing else")
    try:
        parts = urlsplit(full)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        raise fault("is no link: look at what follows the two slashes") from None
    if parts.username is not None or parts.password is not None:
        raise fault("holds a user name or a password: give the link without what stands before the @")
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise fault("has no domain, such as example.org")
    return text


def _ascii_digits(text: str) -> str:
    """Return ``text`` with the digits of every script, and the signs of a full-width keyboard, as ASCII."""
    if text.isascii():
        return clean(text)
    wide = unicodedata.normalize("NFKC", text)
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in wide)
    return re.sub("[\u2010-\u2015\u2212]", "-", clean(plain))


_Number = WithJsonSchema({"type": ["string", "integer"]})

Phone = Annotated[str, AfterValidator(phone), Doubt(phone_doubt), WithJsonSchema({"type": "string"})]
"""A phone number with its country code; stored as ``+44 20 7946 0123``."""
EmergencyCode = Annotated[str, AfterValidator(short_code), _Number]
"""What one dials in an emergency, in the country."""
Email = Annotated[str, AfterValidator(email)]
"""An e-mail address."""
Url = Annotated[str, AfterValidator(url)]
"""A link with http or https."""
Website = Annotated[str, AfterValidator(website)]
"""A web site, with or without https://."""
Value = Annotated[str, AfterValidator(one_line(MAX_URL))]
"""The value that a confirmation is for, of whichever kind."""
