"""Finished PDFs under a passphrase: AES-256 (security handler revision 6, ISO 32000-2, 7.6.4), everything inside.

Encryption is the last thing that happens to a file, after its proof. Whoever has the passphrase may print it, copy from
it and have it read aloud; what else the file forbids is a request to the viewer, and protects nothing. The password
of the "owner" is random and thrown away: it would open the file too.
"""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Pdf

_ID_BYTES = 16
_TRAILER = 1_000_000  # with the table of all objects, five bytes for each


class LockError(ValueError):
    """A file cannot be opened with its passphrase, or is no PDF."""


def encrypt(pdf: bytes, passphrase: str) -> bytes:
    """Return a PDF encrypted, with its tags, language, links, bookmarks, preferences and metadata. No two are alike.

    Raises:
        LockError: if it is no PDF, or what was made does not open again.
    """
    from pikepdf import Array, Encryption, ObjectStreamMode, Permissions, String

    with _open(pdf) as file:
        # The identifier stays readable. That of the plain file is a sum of its content: with it one could try out
        # phone numbers until the sum is right.
        file.trailer.ID = Array([String(secrets.token_bytes(_ID_BYTES)) for _ in range(2)])
        allowed = Permissions(
            accessibility=True, extract=True, print_highres=True, print_lowres=True,
            modify_annotation=False, modify_assembly=False, modify_form=False, modify_other=False,
        )  # fmt: skip
        locks = Encryption(
            user=passphrase, owner=secrets.token_urlsafe(32), R=6, aes=True, metadata=True, allow=allowed
        )
        locked = _saved(file, encryption=locks, object_stream_mode=ObjectStreamMode.generate, static_id=True)
        pages = len(file.pages)
    with _open(locked, passphrase) as again:
        if not again.is_encrypted or len(again.pages) != pages:
            raise LockError("the encrypted file does not open again")
    return locked


def decrypt(pdf: bytes, passphrase: str) -> bytes:
    """Return an encrypted PDF as it was, but for its identifier and the order of its objects.

    Raises:
        LockError: if it does not open.
    """
    with _open(pdf, passphrase) as file:
        return _plain(file)


def is_same(locked: bytes, passphrase: str, pdf: bytes) -> bool:
    """Whether ``locked`` opens with the passphrase and then has the same content as ``pdf``."""
    try:
        return decrypt(locked, passphrase) == _settled(pdf)
    except LockError:
        return False


def is_encrypted(pdf: bytes) -> bool:
    """Whether a PDF of ours is encrypted, by its trailer: the keys of that are always readable (ISO 32000-1, 7.5.5)."""
    return b"/Encrypt " in pdf[-_TRAILER:]


def which(locked: bytes, passphrases: Iterable[str]) -> str | None:
    """Return the passphrase that opens a file, or None if none does, or none is needed."""
    for passphrase in ("", *passphrases):
        try:
            with _open(locked, passphrase):
                return passphrase or None
        except LockError:
            continue
    return None


def _settled(pdf: bytes) -> bytes:
    """Return a plain PDF in the form that `decrypt` gives."""
    with _open(pdf) as file:
        return _plain(file)


def _plain(file: Pdf) -> bytes:
    """Return a file without encryption, its objects in the one order in which they are met from its root."""
    from pikepdf import ObjectStreamMode

    for owner, key in ((file.trailer, "/ID"), (file.Root, "/Extensions")):  # the second says that revision 6 is used
        if key in owner:
            del owner[key]
    return _saved(file, encryption=False, object_stream_mode=ObjectStreamMode.disable, static_id=True)


def _saved(file: Pdf, **how: Any) -> bytes:
    out = BytesIO()
    file.save(out, min_version="1.7", fix_metadata_version=False, **how)
    return out.getvalue()


def _open(pdf: bytes, passphrase: str = "") -> Pdf:
    from pikepdf import PasswordError, Pdf, PdfError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # that no password was needed
            return Pdf.open(BytesIO(pdf), password=passphrase)
    except (PasswordError, PdfError) as error:
        raise LockError("the file does not open") from error
