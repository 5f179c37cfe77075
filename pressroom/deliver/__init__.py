"""Bytes become whole files in a folder, with the manifest that lists them."""

from pressroom.deliver.cleaning import Cleaned, Survey, clean, survey
from pressroom.deliver.files import FILE_MODE, FOLDER_MODE, HIDDEN_PREFIX, OutputError, remove_hidden, write_whole
from pressroom.deliver.lock import alone
from pressroom.deliver.manifest import (
    ENDED,
    FOR_ALL,
    MANIFEST,
    Change,
    Failure,
    FileKind,
    LeftOutItem,
    MadeFile,
    Manifest,
    Merged,
    Reprint,
    changed,
    merge,
    read_manifest,
    ticket_of,
)
from pressroom.deliver.output import Output
from pressroom.deliver.passphrases import Passphrases, keep_passphrases, read_passphrases
from pressroom.deliver.recipe import digest_of
from pressroom.deliver.seal import Seal, refuse_mixture
from pressroom.deliver.trace import Prior, is_still_good, mark

__all__ = [
    "ENDED", "FILE_MODE", "FOLDER_MODE", "FOR_ALL", "HIDDEN_PREFIX", "MANIFEST", "Change", "Cleaned", "Failure",
    "FileKind", "LeftOutItem", "MadeFile", "Manifest", "Merged", "Output", "OutputError", "Passphrases", "Prior",
    "Reprint", "Seal", "Survey", "alone", "changed", "clean", "digest_of", "is_still_good", "keep_passphrases",
    "mark", "merge", "read_manifest", "read_passphrases", "refuse_mixture", "remove_hidden", "survey", "ticket_of",
    "write_whole",
]  # fmt: skip
