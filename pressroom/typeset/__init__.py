"""HTML to pages: WeasyPrint behind one function, with our fonts, our files and no network."""

from pressroom.typeset.engine import Typeset, begin_order, prepare, typeset, width_mm
from pressroom.typeset.findings import Finding
from pressroom.typeset.measure import Type
from pressroom.typeset.pictures import Asset, Drawing

__all__ = ["Asset", "Drawing", "Finding", "Type", "Typeset", "begin_order", "prepare", "typeset", "width_mm"]
