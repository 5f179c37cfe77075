"""Files in the form of age (age-encryption.org/v1), for keys of the kind X25519: opened, made, never written here.

The one room that knows pyrage. It is loaded when something is encrypted, and not before.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SUFFIX = ".age"
"""How the name of an encrypted file ends."""

VARIABLE = "PRESSROOM_IDENTITY"
"""The environment variable that names a key file where no option does."""

MAX_KEY_BYTES = 65_536
"""Room for hundreds of keys with remarks."""

_MAX_HEADER = 65_536  # 300 recipients; what pads a header is bounded by it too
_CHUNK, _TAG = 65_536, 16  # the payload is cut into such chunks, each with a tag (age-encryption.org/v1, "Payload")
_MAGIC = b"age-encryption.org/v1\n"
_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_SECRET = re.compile("AGE-SECRET-KEY-1[0-9A-Z]+")
_NO_KEY = f"no key was given: add --identity FILE, or name the key file in the variable {VARIABLE}"


class AgeError(Exception):
    """A file or a key cannot be used. The message goes on after the file's name, and quotes nothing."""


@dataclass(frozen=True)
class Keys:
    """The secret keys of one key file; ``fault`` says why there are none. They show in no message of Python's."""

    secrets: tuple[str, ...] = field(default=(), repr=False)
    fault: str = _NO_KEY

    def __bool__(self) -> bool:
        return bool(self.secrets)

    def recipients(self) -> tuple[str, ...]:
        """Return the public keys that belong to these. Raises `AgeError` for a key with a slip in it."""
        return tuple(str(identity.to_public()) for identity in self._identities())

    def open(self, data: bytes) -> bytes:
        """Return what is in an encrypted file. Raises `AgeError` where it cannot be opened."""
        if not self.secrets:
            raise AgeError(f"is encrypted, and {self.fault}")
        if not data.startswith((_MAGIC, _ARMOUR)):
            raise AgeError("is no age file, whatever its name says: take .age off its name, or get it again")
        if data.startswith(_MAGIC + b"-> scrypt "):
            raise AgeError("is encrypted with a passphrase, and is read with a key alone: encrypt it with protect")
        import pyrage

        try:
            return bytes(pyrage.decrypt(data, self._identities()))
        except pyrage.DecryptError as error:
            wrong_key = "No matching keys" in str(error)
        if wrong_key:
            raise AgeError(
                "is encrypted for other keys than the one given (or its first lines are damaged): use theirs"
            )
        raise AgeError("is encrypted, and damaged: get it again from a copy that is whole")

    def _identities(self) -> list[Any]:
        import pyrage
        from pyrage import x25519

        try:
            return [x25519.Identity.from_str(each) for each in self.secrets]
        except pyrage.IdentityError:
            raise AgeError("cannot be used: a key in the key file has a slip in it; copy that file again") from None


NO_KEYS = Keys()
"""Where none was given."""


def limit_for(plain: int) -> int:
    """Return how many bytes an encrypted file has at most whose content has at most ``plain``; armour included."""
    sealed = plain + (plain // _CHUNK + 1) * _TAG + _MAX_HEADER
    return sealed * 4 // 3 + sealed // 32 + 128


def load_keys(path: Path) -> Keys:
    """Return the keys in a file that age-keygen or `new_key` wrote.

    Raises:
        AgeError: if there is none in it; the message goes on after its path.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise AgeError("is no plain file: name the file that holds your key")
        with path.open("rb") as file:
            data = file.read(MAX_KEY_BYTES + 1)
    except (OSError, ValueError):
        raise AgeError("cannot be read: look at how it is spelled, and whether the stick with it is in") from None
    if data.startswith((_MAGIC, _ARMOUR)):
        raise AgeError("is encrypted itself: decrypt it with age first, to a place that only you can read")
    lines = data.decode("utf-8", "replace").split() if len(data) <= MAX_KEY_BYTES else []
    found = tuple(dict.fromkeys(word for word in lines if _SECRET.fullmatch(word)))
    if not found:
        raise AgeError("holds no age key: a line of it begins with AGE-SECRET-KEY-1")
    return Keys(found, "")


def new_key() -> tuple[str, str]:
    """Return the content of a new key file, and its public key."""
    from pyrage import x25519

    identity = x25519.Identity.generate()
    public = str(identity.to_public())
    return f"# public key: {public}\n{identity}\n", public


def check_recipient(text: str) -> str:
    """Return a public key in its one form. Raises `AgeError` for what is none."""
    if text.strip().upper().startswith("AGE-SECRET-KEY-"):
        raise AgeError("is a secret key: make a new pair, and give the public one, which begins with age1")
    return str(_recipient(text.strip()))


def encrypt(data: bytes, recipients: Iterable[str]) -> bytes:
    """Return ``data`` encrypted for all of ``recipients``, at least one.

    Raises:
        AgeError: for what is no public key.
    """
    import pyrage

    keys = [_recipient(each) for each in recipients]
    if not keys:
        raise AgeError("would be encrypted for nobody: give a public key")
    return bytes(pyrage.encrypt(data, keys))


def seal(data: bytes, recipients: Iterable[str], keys: Keys) -> bytes:
    """Return ``data`` encrypted, having opened it again with ``keys`` and compared every byte.

    Raises:
        AgeError: if the keys do not open it, or what comes out is not what went in.
    """
    sealed = encrypt(data, recipients)
    if keys.open(sealed) != data:
        raise AgeError("does not come out as it went in")
    return sealed


def _recipient(text: str) -> Any:
    import pyrage
    from pyrage import x25519

    try:
        return x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        raise AgeError("is no public key of age: it begins with age1 and has 62 letters and digits") from None


def is_any_encrypted(folder: Path) -> bool:
    """Return whether any file of a workspace is encrypted: nothing of it is to stand in plain elsewhere then."""
    return any(True for _ in folder.rglob(f"*{SUFFIX}"))
