"""``python -m benchmarks.peers NAME JOB OUT``: one peer prints one job."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.job import read
from benchmarks.peers import peer

if __name__ == "__main__":
    name, job, out = sys.argv[1:]
    Path(out).mkdir(parents=True, exist_ok=True)
    peer(name).make(read(Path(job)), Path(out))
