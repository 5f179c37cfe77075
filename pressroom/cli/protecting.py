"""``protect``: encrypts a workspace's files in place, or decrypts them; makes a key."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from pressroom import protect
from pressroom.age import AgeError, Keys, load_keys
from pressroom.cli.codes import Exit
from pressroom.cli.console import Console
from pressroom.cli.locking import keys_of
from pressroom.deliver import alone
from pressroom.problems import MachineError, WorkspaceError

_NOTHING = "Nothing was changed."


def run(folder: Path | None, console: Console, **given: Any) -> int:
    """Do what the options ask for and return the exit code."""
    try:
        if folder is None:
            return _key_alone(given["new_identity"], console)
        if not folder.is_dir():
            raise click.UsageError(f"{folder} is not a folder that is there: look at how it is spelled.")
        keys = keys_of(given["identity"], console)
        with alone(folder):
            if given["undo"]:
                return _decrypt(protect.plan(folder, keys, given["files"], sealed=True), console)
            return _protect(folder, keys, console, given)
    except protect.ProtectError as error:
        raise click.UsageError(f"{error}.") from None


def _protect(folder: Path, keys: Keys, console: Console, given: dict[str, Any]) -> int:
    new_identity: Path | None = given["new_identity"]
    asked = protect.recipients_of(folder, given["recipients"])
    desired = protect.plan(folder, keys, given["files"], sealed=False)
    if new_identity is None:
        _refuse_what_could_not_be_opened(keys, asked)
    if not desired.names:
        console.say(f"There is nothing to encrypt. {_NOTHING}")
        return Exit.MADE
    if new_identity is not None:
        made, keys = _new_key(new_identity, folder, keys, console)
        asked = (*asked, made)
    return _encrypt(replace(desired, recipients=asked, keys=keys), console)


def _key_alone(path: Path | None, console: Console) -> int:
    if path is None:
        raise click.UsageError("Name the workspace, or with --new-identity the file for a new key.")
    console.result(protect.write_new_key(path))
    _tell_of_key(path, console)
    return Exit.MADE


def _new_key(path: Path, folder: Path, keys: Keys, console: Console) -> tuple[str, Keys]:
    """Make a key outside the workspace; return its public key, and all keys that there are now."""
    if Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        raise click.UsageError("--new-identity: a key beside what it opens protects nothing: choose another folder.")
    public = protect.write_new_key(path)
    console.result(public)
    _tell_of_key(path, console)
    return public, Keys((*keys.secrets, *load_keys(path).secrets), "")


def _tell_of_key(path: Path, console: Console) -> None:
    from pressroom import places

    console.say(f"{path}: your secret key. Without it nobody opens what is encrypted for it: keep a copy elsewhere.")
    for doubt in places.doubts(path.parent):
        console.say(f"{path.parent} {doubt.why}: move the key to another folder.")


def _refuse_what_could_not_be_opened(keys: Keys, recipients: Sequence[str]) -> None:
    """Raise a usage error where nobody here could open what would be encrypted: then nothing may be removed."""
    if not recipients:
        message = "Say for whom: --recipient with a public key, or --new-identity FILE, which makes a key for you."
        raise click.UsageError(f"{message} {_NOTHING}")
    if not keys:
        message = "--identity FILE is needed too: a plain file is removed only when the encrypted one was opened again."
        raise click.UsageError(f"{message} {_NOTHING}")
    try:
        own = keys.recipients()
    except AgeError as error:
        raise click.UsageError(f"--identity: the key {error}. {_NOTHING}") from None
    if not set(own) & set(recipients):
        message = f"You could not open it yourself: add your own public key, --recipient {own[0]}."
        raise click.UsageError(f"{message} {_NOTHING}")


def _encrypt(desired: protect.Desired, console: Console) -> int:
    with _told(desired, "encrypted", console) as done:
        protect.protect(desired, done)
    count, readers = len(desired.names), len(desired.recipients)
    console.say(
        f"{desired.folder}: {count} files encrypted for {readers} public key{'s' if readers > 1 else ''}, each opened "
        "again and compared. The plain ones are removed, not overwritten: on an SSD, in backups, in the bin of an "
        "office program and in the copies of a cloud service they may live on."
    )
    others = protect.left_plain(desired.folder)
    if others:
        console.say(f"Not encrypted, since no command reads them: {', '.join(others)}")
    return Exit.MADE


@contextmanager
def _told(desired: protect.Desired, what: str, console: Console) -> Iterator[Callable[[str], None]]:
    """Tell of each file that is done in detail; where an error ends the work in between, how far it came."""
    names: list[str] = []

    def done(name: str) -> None:
        names.append(name)
        console.detail(name)

    try:
        yield done
    except (WorkspaceError, MachineError):
        if names:
            console.lines(f"{desired.folder}: {len(names)} of {len(desired.names)} files are {what} already")
        raise


def _decrypt(desired: protect.Desired, console: Console) -> int:
    with _told(desired, "decrypted", console) as done:
        protect.unprotect(desired, done)
    count = len(desired.names)
    console.say(
        f"{desired.folder}: {count} files decrypted: they are on the disk now. When you are done: pressroom protect"
        if count
        else f"There is nothing to decrypt. {_NOTHING}"
    )
    return Exit.MADE
