"""A CUPS of the test's own: its scheduler, sockets, queues and spool in one folder, nothing of the machine's in it.

Three queues: ``office``, a PDF printer that reaches more of the paper on one side than on the other; ``script``, a
PostScript printer; ``pdf``, Debian's virtual printer cups-pdf. The first two are files, and need no privileges.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest

LIBRARY = Path("/usr/lib/cups")
BACKEND = LIBRARY / "backend" / "cups-pdf"
BACKEND_PPD = Path("/usr/share/ppd/cups-pdf/CUPS-PDF_noopt.ppd")
START_SECONDS = 20

PAPERS = {"A4": (595, 842), "A5": (420, 595), "Letter": (612, 792)}
"""In points, rounded as printer descriptions have them."""

UNREACHED = (12, 36, 24, 12)
"""What the office printer does not reach: left, bottom, right, top, in points; as uneven as printers are."""

FILES = """ServerRoot {root}/etc
CacheDir {root}/cache
StateDir {root}/state
RequestRoot {root}/spool
TempDir {root}/spool/tmp
AccessLog {root}/log/access_log
ErrorLog {root}/log/error_log
PageLog {root}/log/page_log
FileDevice Yes
"""
SCHEDULER = """LogLevel info
Listen {root}/socket
Browsing No
WebInterface No
<Location />
Order allow,deny
Allow all
</Location>
"""
QUEUE = """<Printer {name}>
DeviceURI {device}
State Idle
Accepting Yes
JobSheets {banner} none
</Printer>
"""
BACKEND_CONF = """Out {root}/pdf
AnonDirName {root}/pdf
Spool {root}/pdf-spool
Log {root}/log
"""


def description(filters: str) -> str:
    """Return a printer description (Adobe's PPD 4.3) of a duplex printer with uneven margins and Letter by default."""
    left, bottom, right, top = UNREACHED
    lines = [
        '*PPD-Adobe: "4.3"', '*FormatVersion: "4.3"', '*FileVersion: "1.0"', "*LanguageVersion: English",
        "*LanguageEncoding: ISOLatin1", '*PCFileName: "TEST.PPD"', '*Manufacturer: "Test"', '*Product: "(Test)"',
        '*ModelName: "Test"', '*ShortNickName: "Test"', '*NickName: "Test"', '*PSVersion: "(3010.000) 0"',
        '*LanguageLevel: "3"', "*ColorDevice: True", "*DefaultColorSpace: RGB", "*FileSystem: False",
        "*LandscapeOrientation: Plus90", filters,
    ]  # fmt: skip
    for key in ("PageSize", "PageRegion"):
        lines += [f"*OpenUI *{key}: PickOne", f"*OrderDependency: 10 AnySetup *{key}", f"*Default{key}: Letter"]
        lines += [f'*{key} {name}: "<</PageSize[{w} {h}]>>setpagedevice"' for name, (w, h) in PAPERS.items()]
        lines += [f"*CloseUI: *{key}"]
    lines += ["*DefaultImageableArea: Letter", "*DefaultPaperDimension: Letter"]
    for name, (w, h) in PAPERS.items():
        lines += [
            f'*ImageableArea {name}: "{left} {bottom} {w - right} {h - top}"',
            f'*PaperDimension {name}: "{w} {h}"',
        ]
    lines += [
        "*OpenUI *Duplex: PickOne", "*OrderDependency: 20 AnySetup *Duplex", "*DefaultDuplex: None",
        '*Duplex None: "<</Duplex false>>setpagedevice"',
        '*Duplex DuplexNoTumble: "<</Duplex true/Tumble false>>setpagedevice"',
        '*Duplex DuplexTumble: "<</Duplex true/Tumble true>>setpagedevice"',
        "*CloseUI: *Duplex", "*DefaultFont: Courier", "",
    ]  # fmt: skip
    return "\n".join(lines)


class RealCups:
    """A CUPS that runs. ``office`` and ``script`` are the files that its printers write; ``pdf`` is a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.office, self.script, self.pdf = root / "out" / "office.pdf", root / "out" / "script.ps", root / "pdf"
        self.has_backend = os.access(BACKEND, os.X_OK) and BACKEND_PPD.exists() and os.geteuid() == 0
        self.backend_conf = Path("/etc/cups") / f"cups-pdf-{root.name}.conf"
        """cups-pdf looks for its settings there alone; the name is this folder's own, and the file is taken away."""

    @property
    def environment(self) -> dict[str, str]:
        """What leads CUPS's commands here, and away from the machine's queues and the user's saved options."""
        return {"CUPS_SERVER": str(self.root / "socket"), "HOME": str(self.root / "home")}

    def empty_trays(self) -> None:
        """Empty what the file printers wrote. The files stay: CUPS of late opens a printer's file, and makes none."""
        for tray in (self.office, self.script):
            tray.write_bytes(b"")

    def save_options(self, line: str) -> None:
        """Save options for queues, as a user's print dialog does."""
        folder = self.root / "home" / ".cups"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "lpoptions").write_text(line, encoding="utf-8")

    def lay_down(self) -> None:
        """Write the settings."""
        for name in ("etc/ppd", "cache", "state", "spool/tmp", "log", "out", "home"):
            (self.root / name).mkdir(parents=True)
        self.root.chmod(0o755)  # its filters run as another user
        self.empty_trays()
        (self.root / "files.conf").write_text(FILES.format(root=self.root), encoding="utf-8")
        (self.root / "cupsd.conf").write_text(SCHEDULER.format(root=self.root), encoding="utf-8")
        queues = [
            QUEUE.format(name="office", device=f"file://{self.office}", banner="standard"),
            QUEUE.format(name="script", device=f"file://{self.script}", banner="standard"),
        ]
        described = self.root / "etc" / "ppd"
        (described / "office.ppd").write_text(description('*cupsFilter: "application/vnd.cups-pdf 0 -"'), "utf-8")
        (described / "script.ppd").write_text(description("*% as it comes"), encoding="utf-8")
        if self.has_backend:
            queues.append(QUEUE.format(name="pdf", device=f"cups-pdf:/{self.root.name}", banner="none"))
            shutil.copyfile(BACKEND_PPD, described / "pdf.ppd")
            self.backend_conf.write_text(BACKEND_CONF.format(root=self.root), encoding="utf-8")
        (self.root / "etc" / "printers.conf").write_text("".join(queues), encoding="utf-8")

    def answers(self) -> bool:
        """Say whether the scheduler knows its queues."""
        done = subprocess.run(
            ["lpstat", "-e"], env=os.environ | self.environment, capture_output=True, text=True, check=False
        )
        return "office" in done.stdout.split()


@contextmanager
def running() -> Iterator[RealCups]:
    """Run a CUPS for a while. Skips the test, with the reason, where there is none to run."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    scheduler = shutil.which("cupsd", path=path)
    filters = any((LIBRARY / "filter" / name).exists() for name in ("pdftopdf", "universal"))
    if sys.platform != "linux" or scheduler is None or not filters or shutil.which("lp") is None:
        pytest.skip("there is no CUPS with its filters here: on Debian, install cups and printer-driver-cups-pdf")
    cups = RealCups(Path(mkdtemp(prefix="cups-test-")))
    process = None
    try:
        cups.lay_down()
        settings = ["-c", str(cups.root / "cupsd.conf"), "-s", str(cups.root / "files.conf")]
        process = subprocess.Popen([scheduler, "-f", *settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + START_SECONDS
        while not cups.answers():
            if process.poll() is not None or time.monotonic() > end:
                pytest.skip("cupsd is there, and does not start with settings of the test's own")
            time.sleep(0.2)
        yield cups
    finally:
        if process is not None:
            process.terminate()
            process.wait()
        cups.backend_conf.unlink(missing_ok=True)
        shutil.rmtree(cups.root, ignore_errors=True)
