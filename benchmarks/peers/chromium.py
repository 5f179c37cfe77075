"""Headless Chromium, one browser for all files, asked by its own protocol over a pipe."""

from __future__ import annotations

import base64
import io
import itertools
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.job import Job
from benchmarks.peers import browser
from benchmarks.peers.browser import missing, version

__all__ = ["NAME", "make", "missing", "version"]

NAME = "Chromium, one browser"


def make(job: Job, out: Path) -> None:
    """Print each document."""
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as scratch, _browser(scratch) as ask:
        target = ask.result("Target.createTarget", url="about:blank")["targetId"]
        ask.session = ask.result("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        ask.result("Page.enable")
        for document in job.documents:
            page = Path(scratch, f"{document.name}.html")
            page.write_text(browser.with_sheets(job, document), "utf-8")
            ask.result("Page.navigate", url=page.as_uri())
            ask.wait_for("Page.loadEventFired")
            ask.result("Runtime.evaluate", expression="document.fonts.ready", awaitPromise=True)
            made = ask.result("Page.printToPDF", preferCSSPageSize=True, printBackground=True, generateTaggedPDF=True)
            (out / f"{document.name}.pdf").write_bytes(base64.b64decode(made["data"]))
        ask.session = ""
        ask.result("Browser.close")


class _Ask:
    """The DevTools protocol over two pipes: messages in JSON, each ended by a zero byte."""

    def __init__(self, to: int, of: int) -> None:
        self.session = ""
        self._to = os.fdopen(to, "wb")
        self._of = io.BufferedReader(io.FileIO(of), buffer_size=1 << 20)
        self._numbers = itertools.count(1)
        self._seen: list[str] = []

    def result(self, method: str, **parameters: Any) -> Mapping[str, Any]:
        """Ask for something and return the answer."""
        number = next(self._numbers)
        asked = {"id": number, "method": method, "params": parameters}
        if self.session:
            asked["sessionId"] = self.session
        self._to.write(json.dumps(asked).encode() + b"\0")
        self._to.flush()
        while (said := self._next()).get("id") != number:
            self._seen.append(said.get("method", ""))
        if "error" in said:
            raise RuntimeError(f"{method}: {said['error'].get('message')}")
        answer: Mapping[str, Any] = said["result"]
        return answer

    def wait_for(self, event: str) -> None:
        """Wait until ``event`` was said, since this was called last."""
        while event not in self._seen:
            self._seen.append(self._next().get("method", ""))
        self._seen.clear()

    def _next(self) -> dict[str, Any]:
        parts = bytearray()
        while not parts.endswith(b"\0"):
            if not (more := self._of.peek()):
                raise RuntimeError("the browser has gone")
            end = more.find(b"\0")
            parts += self._of.read(end + 1 if end >= 0 else len(more))
        said: dict[str, Any] = json.loads(parts[:-1])
        return said


@contextmanager
def _browser(scratch: str) -> Iterator[_Ask]:
    """Start a browser that listens at its file descriptor 3 and answers at 4; end it afterwards."""
    their_in, our_out = os.pipe()
    our_in, their_out = os.pipe()
    # The shell puts the pipes where the browser looks for them, whatever their numbers are here.
    plumbing = f'exec "$@" 3<&{their_in} 4>&{their_out}'
    arguments = [browser.command(), *browser.QUIET, "--remote-debugging-pipe", f"--user-data-dir={scratch}/user"]
    process = subprocess.Popen(  # noqa: S603 - a browser
        ["/bin/sh", "-c", plumbing, "sh", *arguments],
        pass_fds=(their_in, their_out),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(their_in)
    os.close(their_out)
    try:
        yield _Ask(our_out, our_in)
        process.wait(timeout=30)
    finally:
        process.kill()
        process.wait()
