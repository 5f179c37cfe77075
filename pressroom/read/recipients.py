"""Reads ``recipients.txt``: the public keys for which a workspace's files are encrypted.

An encrypted file does not say for whom it is, so what changes one (`confirm`) must be told. The keys are public: they
open nothing. But whoever can add one here can read what is encrypted after that.
"""

from __future__ import annotations

from collections.abc import Iterable

from pressroom.age import AgeError, check_recipient
from pressroom.problems import Findings, Place
from pressroom.read.folder import RECIPIENTS
from pressroom.read.source import Root, read_text

MAX_BYTES = 65_536

_ABOUT = """\
# The public keys of those who can read the encrypted files of this workspace, one a line.
# protect wrote them; confirm encrypts for them again what it changes. They are no secret, and open nothing;
# but a key that somebody adds here reads along from then on.
"""


def read_recipients(root: Root, findings: Findings) -> tuple[str, ...]:
    """Return the public keys in ``recipients.txt``, each once, after noting every fault of it."""
    text = read_text(root, RECIPIENTS, findings, limit=MAX_BYTES)
    found: dict[str, None] = {}
    for number, line in enumerate((text or "").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            found[check_recipient(line)] = None
        except AgeError as error:
            findings.error(Place(RECIPIENTS, number), "", str(error))
    if text is not None and not found and not findings.has_error(Place(RECIPIENTS)):
        findings.error(Place(RECIPIENTS), "", "holds no public key: add one a line, or take the file away")
    return tuple(found)


def recipients_text(recipients: Iterable[str]) -> str:
    """Return what `read_recipients` reads."""
    return _ABOUT + "".join(f"{each}\n" for each in recipients)
