"""Bytes become whole files in a folder, with the manifest that lists them."""

from pressroom.deliver.files import FILE_MODE, FOLDER_MODE, HIDDEN_PREFIX, OutputError, remove_leftovers, write_whole
from pressroom.deliver.manifest import (
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

__all__ = [
    "FILE_MODE", "FOLDER_MODE", "HIDDEN_PREFIX", "MANIFEST", "Change", "Failure", "FileKind", "LeftOutItem", "MadeFile",
    "Manifest", "Merged", "Output", "OutputError", "Reprint", "changed", "merge", "read_manifest", "remove_leftovers",
    "ticket_of", "write_whole",
]  # fmt: skip
