"""A kept block at one place of a page: what follows from that is found for the first document and holds for all.

That is its boxes, what is under and around them, its links and anchors, whether a text in it stands over, and what is
drawn. Its boxes are shared between documents: nobody moves or changes them, but for what WeasyPrint notes anew on the
boxes of each document while it writes that.

The places that are changed are private, as in `pressroom.typeset.quick`.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable
from types import SimpleNamespace
from typing import Any

from pressroom.typeset import drawn
from pressroom.typeset.changes import change, change_everywhere
from pressroom.typeset.few import Few

_MOST_SURVEYS = 8
"""For how many surroundings it is remembered what was found of a block's texts."""

_STANDING = "_pressroom_standing"
_NOWHERE = SimpleNamespace(style={"overflow": "visible"})
"""Stands for the page of what is drawn: one that stayed would keep what else is on it."""


class Standing:
    """A block as it stands somewhere: its ``boxes``, and what was found of them."""

    def __init__(self, boxes: list[Any]) -> None:
        """Keep boxes that are nobody else's."""
        from pressroom.typeset.branches import Branch

        self.boxes = boxes
        self.has_grounds = False
        self.survey: Few[Any, tuple[tuple[str, ...], tuple[str, ...], bool]] = Few(_MOST_SURVEYS)
        self.context: Any = None
        self.drawings = drawn.Drawings()
        self.branch = Branch()
        self._found: Any = None

    @property
    def linked(self) -> list[Any]:
        """The boxes of the block's links."""
        return [link[3] for link in self._found[1]] if self._found else []

    def box(self, box: Any) -> Any:
        """Return ``box``, the block's own in a document, with what is in it."""
        placed = box.copy_with_children(list(self.boxes))
        placed.__class__ = _class_of(box.__class__)
        placed.__dict__[_STANDING] = self
        return placed

    def gather(self, slow: Any, box: Any, anchors: Any, links: Any, bookmarks: Any) -> None:
        """Add the block's anchors, links and bookmarks to those of a page, which does not turn it."""
        if self._found is None:
            self._found = {}, [], []
            slow(box, *self._found, {None: []})
        own_anchors, own_links, own_bookmarks = self._found
        for name, place in own_anchors.items():
            anchors.setdefault(name, place)
        links += own_links
        bookmarks += own_bookmarks


def of(box: Any) -> Standing | None:
    """Return what is known of a box, if it is a block that stands where it was put."""
    found: Standing | None = box.__dict__.get(_STANDING)
    return found


@functools.cache
def _class_of(plain: Hashable) -> Any:
    """Return a class of boxes for blocks: one that is moved or copied has boxes of its own, like any other."""

    class Block(plain):  # type: ignore[misc,valid-type]
        children: Any

        def translate(self, dx: float = 0, dy: float = 0, ignore_floats: bool = False) -> None:  # noqa: FBT001, FBT002
            if dx or dy:
                self._part()
            super().translate(dx, dy, ignore_floats)

        def deepcopy(self) -> Any:
            copied = super().deepcopy()
            copied.__dict__.pop(_STANDING, None)
            return copied

        def copy_with_children(self, new_children: Any) -> Any:
            copied = super().copy_with_children(new_children)
            copied.__dict__.pop(_STANDING, None)
            return copied

        def _part(self) -> None:
            if self.__dict__.pop(_STANDING, None) is not None:
                self.children = [child.deepcopy() for child in self.children]

    return Block


def hurry() -> None:
    """Have what is known of blocks used (`pressroom.typeset.quick.hurry`)."""
    from weasyprint import anchors, draw
    from weasyprint.stacking import StackingContext

    slow_gather, slow_from, slow_draw = anchors.gather_anchors, StackingContext.from_box, draw.draw_stacking_context

    def gather(box: Any, anchors: Any, links: Any, bookmarks: Any, forms: Any, *around: Any) -> None:
        standing, before = of(box), len(links)
        if standing is None or any(each is not None for each in around):  # turned, or within a link
            slow_gather(box, anchors, links, bookmarks, forms, *around)
        else:
            standing.gather(slow_gather, box, anchors, links, bookmarks)
        for link in links[before:] if standing else ():
            link[3].link_annotation = None  # the box was another document's: it is this one's now, or none's

    def from_box(_: Any, box: Any, page: Any, child_contexts: Any = None) -> Any:
        standing = of(box)
        if standing is None or child_contexts is not None:
            return slow_from(box, page, child_contexts)
        if standing.context is None:
            standing.context = slow_from(box, _NOWHERE)
            standing.context.__dict__[_STANDING] = standing
        return standing.context

    def draw_context(stream: Any, context: Any) -> None:
        standing: Standing | None = context.__dict__.get(_STANDING)
        if standing is None:
            slow_draw(stream, context)
        else:
            standing.drawings.draw(stream, lambda: slow_draw(stream, context))

    change_everywhere("gather_anchors", slow_gather, gather)
    change(StackingContext, "from_box", classmethod(from_box))
    change_everywhere("draw_stacking_context", slow_draw, draw_context)
    _hurry_tags()


def _hurry_tags() -> None:
    """Have the tags of blocks written from their form."""
    from weasyprint.pdf import tags

    from pressroom.typeset.branches import Ground

    slow = tags._build_box_tree  # noqa: SLF001

    def build(box: Any, parent: Any, pdf: Any, page: int, *notes: Any) -> Any:
        standing = of(getattr(box, "_box", box))
        if standing is None:
            return slow(box, parent, pdf, page, *notes)
        ground = Ground(pdf, parent.reference, pdf.page_references[page], *notes)
        return standing.branch.grow(lambda: slow(box, parent, pdf, page, *notes), standing.linked, ground)

    change(tags, "_build_box_tree", build)
