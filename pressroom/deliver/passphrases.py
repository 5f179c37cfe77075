"""The file of passphrases: one for each participant, and one for staff. Readable by people, and by this program.

A passphrase is six short words of EFF's large word list (https://www.eff.org/dice), drawn by the system's randomness.
Once made it is kept, since people have been told.
"""

from __future__ import annotations

import functools
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pressroom.deliver.files import (
    OutputError,
    refuse_unless_plain,
    remove_hidden,
    write_whole,
)
from pressroom.deliver.lock import Hold
from pressroom.limits import MAX_PEOPLE
from pressroom.paths import shipped

STAFF = "staff"
"""Who opens what a country's people make together, and the list for handing out."""

WORDS = 6
LONGEST_WORD = 5
LONGEST = 32
"""The most characters of a passphrase: Poppler's commands cut a longer one, and would not open the file with it.

There are 1,477 words of at most `LONGEST_WORD` letters, and 49 % of their sixes are short enough, each as likely as any
other: log₂ (0.486 × 1477⁶) = 62 bits. Short words are also quicker to type on a phone.
"""
MAX_BYTES = MAX_PEOPLE * 640
"""The most that is written, and so the most that is read.

A line has 59 bytes at most, and those of people who left stay: room for ten times as many as are there at once.
"""

_HEAD = "# pressroom passphrases 1, session "
_ABOUT = """\
# Who has this file can open every pack of the session. Keep it apart from the packs, and destroy it with them.
# Tell each person their own words by another way than the one on which the pack travels.
# The next build keeps what stands here and adds who is new. Change nothing by hand.
"""
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,23}")
_NOT_OURS = "{} is not a file of passphrases that this program wrote: move it away, or name another file"


@dataclass(frozen=True)
class Passphrases:
    """Each code as it was typed, and `STAFF`, with its passphrase. They show in no message of Python's."""

    session: str
    by_code: Mapping[str, str] = field(repr=False)

    def of(self, code: str | None) -> str:
        """Return a participant's passphrase; without a code, that of staff. Capital and small letters are one."""
        return self._folded[(code or STAFF).lower()]

    def likely(self, file_name: str) -> Iterator[str]:
        """Yield each passphrase once, those first that a file of this name may have."""
        name = file_name.lower()
        order = sorted(self._folded, key=lambda code: (not name.startswith(f"{code}-"), code != STAFF, -len(code)))
        yield from dict.fromkeys(self._folded[code] for code in order)

    @functools.cached_property
    def _folded(self) -> dict[str, str]:
        return {code.lower(): words for code, words in self.by_code.items()}


@functools.cache
def word_list() -> tuple[str, ...]:
    """Return EFF's words."""
    text = shipped("packs", "words", "eff-large.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.split("\n") if line and not line.startswith("#"))


@functools.cache
def short_words() -> tuple[str, ...]:
    """Return the words that passphrases are made of."""
    return tuple(word for word in word_list() if len(word) <= LONGEST_WORD)


def new_passphrase() -> str:
    """Return six words, each six that is short enough as likely as any other."""
    while True:
        drawn = " ".join(secrets.choice(short_words()) for _ in range(WORDS))
        if len(drawn) <= LONGEST:
            return drawn


def read_passphrases(path: Path) -> Passphrases | None:
    """Return the passphrases in a file, or None if there is no such file.

    Raises:
        OutputError: if it is not a file of passphrases of this program, as a whole. The message repeats nothing of it.
    """
    if not os.path.lexists(path):
        return None
    refuse_unless_plain(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) <= MAX_BYTES:
            return _parsed(data.decode())
    except (OSError, ValueError):
        pass
    raise OutputError(_NOT_OURS.format(path))


def keep_passphrases(path: Path, session: str, codes: Iterable[str]) -> tuple[Passphrases, int]:
    """Return a passphrase for each of ``codes`` and for staff, and how many are new; all of them are in the file then.

    What the file has already is kept, also for codes that are no longer in the session: their packs may still be
    about. The file is written whole, for its owner alone, before anything is encrypted.

    Raises:
        OutputError: if the file is none of this program's or another session's, is full, or its folder is not there.
        MachineError: if it cannot be written; it is as it was then.
    """
    path = Path(os.path.realpath(path.parent)) / path.name
    if not path.parent.is_dir():
        raise OutputError(f"{path.parent} is not a folder that is there: make it first, or name another file")
    with Hold(path.parent):
        remove_hidden(path.parent)
        old = read_passphrases(path)
        if old and old.session != session:
            raise OutputError(f"{path} holds the passphrases of another session: name another file")
        known = dict(old.by_code) if old else {}
        folded = {code.lower() for code in known}
        added = {code: new_passphrase() for code in (STAFF, *codes) if code.lower() not in folded}
        found = Passphrases(session, known | added)
        if added:
            text = _text(found).encode()
            if len(text) > MAX_BYTES:  # it would not be read again, and people have been told their words
                raise OutputError(f"{path} has no room for so many new people: name another file")
            write_whole(path, text)
    return found, len(added)


def _text(passphrases: Passphrases) -> str:
    others = {code: words for code, words in passphrases.by_code.items() if code != STAFF}
    rows = [(STAFF, passphrases.by_code[STAFF]), *sorted(others.items())]
    width = max(len(code) for code, _ in rows)
    lines = "".join(f"{code:{width}}  {words}\n" for code, words in rows)
    return f"{_HEAD}{passphrases.session}\n{_ABOUT}\n{lines}"


def _parsed(text: str) -> Passphrases:
    """Return what a file says. Raises ValueError for one that is not wholly ours."""
    lines = text.replace("\r\n", "\n").split("\n")
    if not lines[0].startswith(_HEAD):
        raise ValueError
    found: dict[str, str] = {}
    folded: set[str] = set()
    known = set(word_list())
    for line in lines[1:]:
        if not line.strip() or line.startswith("#"):
            continue
        code, *words = line.split()
        if not _CODE.fullmatch(code) or len(words) != WORDS or not known.issuperset(words):
            raise ValueError
        if code.lower() in folded:
            raise ValueError
        folded.add(code.lower())
        found[code] = " ".join(words)
    if STAFF not in found:
        raise ValueError
    return Passphrases(lines[0].removeprefix(_HEAD), found)
