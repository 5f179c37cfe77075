"""HTML to pages: WeasyPrint behind one function, with our fonts, our files and no network."""

from pressroom.typeset.engine import Asset, Typeset, typeset
from pressroom.typeset.findings import Finding

__all__ = ["Asset", "Finding", "Typeset", "typeset"]
