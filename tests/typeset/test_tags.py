"""The tags of what is typeset: few elements, each of which says something."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
import pytest

from pressroom.typeset import typeset

LONG = "Call somebody whom you trust and say where you are. " * 9

PAGE = f"""<html lang="en"><head><title>Tags</title></head><body>
<h1>Heading</h1><p>{LONG}</p><p>With <span class="own">one word <i>in</i> it</span> and <b>another</b>.</p>
<div>Text that no paragraph holds<p>and one that one does</p></div>
<table><tbody><tr><th scope="row">Name</th><td>Number<span class="own">e-mail</span></td></tr></tbody></table>
<ul><li>First</li><li>Second <span lang="fr">deuxième</span></li></ul></body></html>"""


@pytest.fixture(scope="module")
def tagged() -> Any:
    """A document with each kind of element that holds text."""
    made = typeset(PAGE, ["@page { size: A6 }"], {})
    assert not made.findings
    with pikepdf.open(BytesIO(made.pdf)) as pdf:
        yield pdf


def _elements(node: Any) -> list[Any]:
    kids = [kid for kid in node.get("/K", []) if isinstance(kid, pikepdf.Dictionary)]
    return [each for kid in kids for each in (kid, *_elements(kid))]


def _contents(element: Any) -> list[int]:
    return [int(kid) for kid in element.get("/K", []) if not isinstance(kid, pikepdf.Dictionary)]


def test_each_line_is_its_paragraph_s_own_content(tagged: Any) -> None:
    """A paragraph, a heading and a cell hold their lines themselves: no element stands between that says nothing."""
    elements = _elements(tagged.Root.StructTreeRoot)
    lines = {str(e.S): len(_contents(e)) for e in reversed(elements) if _contents(e)}
    assert lines["/H1"] == 1
    assert lines["/TH"] == 1
    assert lines["/TD"] == 2, "the number, and the e-mail address below it"
    paragraph = next(e for e in elements if str(e.S) == "/P")
    assert len(_contents(paragraph)) == len(paragraph.K) > 4, "all lines, and nothing else"


def test_no_element_says_nothing(tagged: Any) -> None:
    """What only groups, marks or is anonymous is no element; what has a language of its own stays one."""
    elements = _elements(tagged.Root.StructTreeRoot)
    kinds = [str(e.S) for e in elements]
    assert not {"/Div", "/TBody", "/NonStruct"} & set(kinds)
    spans = [e for e in elements if str(e.S) == "/Span"]
    assert [str(e.get("/Lang", "")) for e in spans if str(e.P.S) != "/Document"] == ["fr"]
    assert [str(e.P.S) for e in spans].count("/Document") == 1, "text that no paragraph holds"
    for group in ("/Document", "/Table", "/TR", "/L", "/LI"):
        assert not any(_contents(e) for e in elements if str(e.S) == group), group


def test_each_element_knows_where_it_hangs(tagged: Any) -> None:
    """An element's parent is the one that holds it, also where one between them was taken out."""

    def go(node: Any) -> int:
        kids = [kid for kid in node.get("/K", []) if isinstance(kid, pikepdf.Dictionary)]
        assert all(kid.P.objgen == node.objgen for kid in kids)
        return len(kids) + sum(map(go, kids))

    assert go(tagged.Root.StructTreeRoot) > 12
    table = next(e for e in _elements(tagged.Root.StructTreeRoot) if str(e.S) == "/Table")
    assert [str(row.S) for row in table.K] == ["/TR"]


def test_what_is_printed_knows_its_element(tagged: Any) -> None:
    """For each piece of a page's content, the parent tree names the element that holds it (ISO 32000-1, 14.7.4.4)."""
    owners = pikepdf.NumberTree(tagged.Root.StructTreeRoot.ParentTree)
    holders = {e.objgen: e for e in _elements(tagged.Root.StructTreeRoot)}
    count = 0
    for page in tagged.pages:
        for number, owner in enumerate(owners[int(page.obj.StructParents)]):
            assert number in _contents(holders[owner.objgen])
            assert owner.Pg.objgen == page.obj.objgen
            count += 1
    assert count == sum(len(_contents(e)) for e in holders.values()) > 10
