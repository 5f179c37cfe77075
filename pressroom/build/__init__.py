"""Runs a build from the plan to the finished files: shared parts first, then people, then country jobs.

Each finished file is read back, then delivered whole; a pack that fails keeps nobody else's back. What the last build
made from the same is kept.
"""

from pressroom.build.build import build
from pressroom.build.outcome import Outcome, Watcher, pieces_of_work

__all__ = ["Outcome", "Watcher", "build", "pieces_of_work"]
