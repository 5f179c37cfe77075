"""``proof``: what a phone, a reader and a printer would find in finished files."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pressroom.cli.codes import Exit
from pressroom.cli.console import Console
from pressroom.cli.locking import known_passphrases
from pressroom.deliver.encrypt import which
from pressroom.problems import printable

if TYPE_CHECKING:
    from pressroom.proof import Report

MAX_BYTES = 1_000_000_000
"""Many times a large country's print job."""


def show(files: Sequence[Path], passphrases: Path | None = None, *, as_json: bool) -> int:
    """Report on each file; the exit code is 1 if one of them has a fault. Encrypted ones need ``passphrases``."""
    from pressroom.proof import report

    console, reports, known = Console(), {}, known_passphrases(passphrases)
    for path in files:
        content = _content(path)
        reports[path] = report(content, which(content, known.likely(path.name)) if known else None)
    if as_json:
        rows = [{"file": str(path), **found.as_json()} for path, found in reports.items()]
        console.data(rows)
    else:
        for path, found in reports.items():
            _tell(path, found, console)
    return Exit.SOME_FAILED if any(found.findings for found in reports.values()) else Exit.MADE


def _content(path: Path) -> bytes:
    """Return what is in a file. A pipe or a device is refused: it may never end."""
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode) and status.st_size <= MAX_BYTES:
            return path.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror or 'cannot be read'}") from error
    if stat.S_ISDIR(status.st_mode):
        raise click.UsageError(f"{path} is a folder: name the PDFs in it, as {path / '*.pdf'}")
    raise click.UsageError(f"{path} is no plain file, or is larger than {MAX_BYTES // 1_000_000} MB")


def _tell(path: Path, found: Report, console: Console) -> None:
    title, language = printable(found.title), printable(found.language) or "-"
    console.result(f"{printable(str(path))}: {len(found.pages)} pages, title {title!r}, language {language}")
    fonts = ", ".join(font.name if font.embedded else f"{font.name} (not embedded)" for font in found.fonts)
    console.result(f"  fonts: {printable(fonts) or '-'}; tagged: {'yes' if found.tagged else 'no'}")
    if found.encrypted and found.pages:
        console.result("  encrypted: opens with its passphrase")
    for page in found.pages:
        for text in page.qr:
            console.result(f"  page {page.number}: QR code: {printable(text)}")
    for finding in found.findings:
        console.result(f"  fault: {printable(str(finding))}")
