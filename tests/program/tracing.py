"""What a run writes, as the system's own calls tell it; and canaries, values that must be in their packs alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.program.making import AS_OF, Run, contact, generate
from tests.program.reading import needs

CANARIES = {
    "name": "Canarya Zuvelline", "organisation": "Quorvexa Circle", "note": "zubrelik seven",
    "contact1_name": "Wexmorra Quillane", "contact1_relation": "vornikel", "contact1_email": "plimquat@example.org",
}  # fmt: skip
"""Words that stand nowhere in the program, one for each private field that is text."""

PHONE = "+44 20 7946 0713"
SECRETS = [*CANARIES.values(), PHONE, PHONE.replace(" ", "")]
PEOPLE = [
    {"code": "P-1", "country": "TGO", **contact(1, "", PHONE), **CANARIES},
    *({"code": f"P-{number}", "country": "TGO", "name": CANARIES["name"]} for number in range(2, 9)),
]
"""People, one of them with a canary in each private field."""

_CALL = re.compile(r"^(\d+) +(\w+)\((.*)\)\s+= (-?\d+)(?:<([^>]*)>)?", re.MULTILINE)
_PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')
_FILE = re.compile(r"^\d+<([^>]*)>")


def isolated(folder: Path) -> dict[str, str]:
    """Make a home, a cache and a place for temporary files, and return the variables that name them."""
    found = {name: folder / name.lower() for name in ("HOME", "XDG_CACHE_HOME", "TMPDIR")}
    for path in found.values():
        path.mkdir(exist_ok=True)
    return {name: str(path) for name, path in found.items()}


def traced(folder: Path, desk: Path, out: Path, *options: str, env: Mapping[str, str]) -> tuple[Run, dict[Path, int]]:
    """Build under strace; return the run, and how many bytes Python wrote to each file, new and renamed ones as 0.

    Looking for Pango, Python asks a compiler of the system where it is: what such a program writes is not counted.
    """
    log = folder / "calls"
    calls = "execve,open,openat,creat,rename,renameat,renameat2,link,linkat,mkdir,mkdirat"
    data = "write,pwrite64,writev,sendfile,copy_file_range,ftruncate"
    trace = [needs("strace"), "-f", "-qq", "-y", "-e", f"trace={calls},{data}", "-s", "4096", "-o", str(log)]
    run = generate("build", desk, "--out", out, "--as-of", AS_OF, *options, before=trace, cwd=folder, **env)
    written = _written(log.read_text(errors="replace"), folder, data.split(","))
    log.unlink()
    return run, written


def _written(log: str, folder: Path, data: Sequence[str]) -> dict[Path, int]:
    written: dict[Path, int] = {}
    others: set[str] = set()
    for process, call, arguments, result, _ in _CALL.findall(log):
        paths = _PATH.findall(arguments)
        if call == "execve" and int(result) == 0:
            (others.discard if "python" in Path(paths[0]).name else others.add)(process)
        elif process in others or int(result) < 0 or call == "execve":
            continue
        elif call in data:
            if (file := _FILE.match(arguments)) and file[1].startswith("/"):
                written[Path(file[1])] = written.get(Path(file[1]), 0) + int(result)
        elif "open" not in call or re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE", arguments):
            for path in paths:
                written.setdefault(folder / path, 0)
    return written


def holding(folder: Path, texts: Sequence[str]) -> list[tuple[str, str]]:
    """Return which files under a folder hold one of the texts, in their content or their name."""
    found = []
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        for text in texts:
            forms = [text.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
            if text in path.name or any(form in data for form in forms):
                found.append((str(path), text))
    return found
