"""Joins finished parts: a personal part and shared ones to one tagged pack.

Guidance is laid out once for everyone who gets the same; what is typeset for one person is two or four pages. This
room puts them together at PDF level, with all that makes a PDF usable by someone who cannot see it: structure tree,
parent tree, languages, bookmarks, links and their destinations. It knows nothing of what the pages say.

A shared part becomes a block of bytes once, with its object numbers and its place in the file; each pack then holds
that very block, followed by the objects of one person and the few that tie all together. So a pack costs what its own
pages cost, and whoever has proved a block has proved it for every file that holds it.

Clauses named here are those of ISO 32000-1:2008 and ISO 14289-1 (PDF/UA-1).
"""

from pressroom.bind.binder import Binder, bind
from pressroom.bind.blocks import Block
from pressroom.bind.parts import BindError
from pressroom.bind.writing import PageLabel

__all__ = ["BindError", "Binder", "Block", "PageLabel", "bind"]
