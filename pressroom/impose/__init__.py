"""The stone: finished pages go onto paper so that, cut or folded, each stands where it belongs.

`impose` puts cards on sheets, and `misplaced` reads the sheets back. ``booklet`` and ``crop`` are rooms of their own:
pages that are folded into each other, two pages on one, and single pages with crop marks for a print shop.
"""

from pressroom.impose.geometry import ImpositionError
from pressroom.impose.joining import Joining, join_jobs
from pressroom.impose.readback import Placement, cells, misplaced
from pressroom.impose.sheets import impose

__all__ = ["ImpositionError", "Joining", "Placement", "cells", "impose", "join_jobs", "misplaced"]
