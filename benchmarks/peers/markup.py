"""The same text in Typst's markup, with the same fonts, measures and codes, as one would write it there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from benchmarks.job import Document
from benchmarks.peers.tree import Node, parse

MUTED = 'fill: rgb("#4f5a63")'

PREAMBLE = """\
#set document(title: {title})
#set text(font: ("IBM Plex Sans", "Noto Sans SC"), size: {size}, lang: "{language}", hyphenate: {hyphenate})
#show strong: set text(weight: 600)
#set par(leading: 0.75em, spacing: 1.35em)
#set block(spacing: 1.35em)
#set list(indent: 0mm, body-indent: 3mm, spacing: 1.1em)
#set enum(indent: 0mm, body-indent: 3mm, spacing: 1.5em)
#set table(stroke: (rest: none, bottom: 0.4pt + rgb("#8d969d")), inset: (x: 0.5mm, y: 1.9mm))
#show heading.where(level: 1): it => block(below: 6mm, text(size: {h1}, weight: {h1_weight}, it.body))
#show heading.where(level: 2): it => block(above: 7.4mm, below: 3.6mm, text(size: 1.3em, weight: 600, it.body))
#show heading.where(level: 3): it => block(above: 5.5mm, below: 3mm, text(size: 1.08em, weight: 600, it.body))
"""

PAGES = {
    "pack": """\
#set page(width: {width}mm, height: {height}mm, margin: (x: 25mm, top: 19mm, bottom: 21mm),
  header: align(center, text(8pt, weight: 600, tracking: 0.35em)[SPECIMEN]),
  footer: context align(if calc.odd(here().page()) {{ right }} else {{ left }},
    text(9pt, weight: 600, counter(page).display())))
""",
    "card": """\
#set page(width: {width}mm, height: {height}mm, margin: (x: 4.2mm, top: 3.4mm, bottom: 3.2mm))
#set par(leading: 0.4em, spacing: 0.5em)
#set block(spacing: 0.5em)
""",
}

TEXTS = {
    "label": "size: 0.8em, weight: 600, tracking: 0.09em",
    "lead": "size: 1.2em",
    "terms": f"size: 0.9em, {MUTED}",
    "source": f"size: 0.82em, {MUTED}",
    "small": f"size: 0.88em, {MUTED}",
    "mark": f"size: 0.82em, {MUTED}",
    "value": "size: 1.08em, weight: 600",
    "who": "size: 1.2em, weight: 600",
    "what": f"size: 0.85em, {MUTED}",
    "hero": "size: 22pt, weight: 600",
    "mail": "size: 1.35em",
    "n": "size: 17pt, weight: 600",
    "say": "size: 1.1em",
    "leads": "size: 0.72em, weight: 600",
    "domain": "size: 0.72em",
    "name": "weight: 600",
    "number": "size: 10pt, weight: 600",
    "code": "weight: 600",
    "sub": f"size: 0.84em, {MUTED}",
    "house": f"size: 6.5pt, {MUTED}",
    "detained": "size: 6.6pt",
}
"""How the text of a class is set, wherever it stands."""

OWN_LINE = frozenset({"who", "what", "leads", "domain"})
"""Classes whose text ends its line."""

CARD_CODE_MM = 25
PACK_CODE_MM = 26


def typst(html: str, document: Document) -> str:
    """Return a document in Typst's markup."""
    tree = parse(html)
    is_card = document.kind == "card"
    title = next(tree.all("title")).text()
    values = {
        "title": _string(title),
        "language": document.language,
        "size": "7pt" if is_card else "10.5pt",
        "hyphenate": "false" if is_card else "true",
        "h1": "9.5pt" if is_card else "2.5em",
        "h1_weight": 700 if is_card else 300,
        "width": document.width,
        "height": document.height,
    }
    body = _Writer(CARD_CODE_MM if is_card else PACK_CODE_MM).inside(next(tree.all("body")))
    return (PAGES[document.kind] + PREAMBLE).format(**values) + body + "\n"


def _string(text: str) -> str:
    """Return a string as Typst has it: nothing in it is markup."""
    return json.dumps(text, ensure_ascii=False)


class _Writer:
    """Writes one element after another; a class goes before a tag."""

    def __init__(self, code_mm: int) -> None:
        self._code_mm = code_mm
        by_class: dict[str, Callable[[Node], str]] = {
            "cover": lambda n: f"#block[{self.inside(n)}]",
            "band": lambda n: (
                '#block(width: 100%, height: 96mm, inset: 14mm, fill: rgb("#143c4c"), '
                f"text(fill: white)[{self.inside(n)}])"
            ),
            "emergency": lambda n: (
                '#pagebreak(to: "odd")#[#set par(leading: 0.45em, spacing: 0.8em)\n'
                "#set block(spacing: 0.75em)\n#set table(inset: (x: 0mm, y: 1.3mm))\n"
                "#show heading.where(level: 2): it => "
                "block(above: 3.5mm, below: 1.5mm, text(size: 0.8em, weight: 600, it.body))\n"
                f"{self.inside(n)}]"
            ),
            "blankleaf": lambda _: "#pagebreak()#hide[.]",
            "entry": self._entry,
            "together": lambda n: f"#block(breakable: false, width: 100%)[{self.inside(n)}]",
            "qr": lambda n: f"#block(width: 38mm)[#align(center)[{self.inside(n)}]]",
            "rule": lambda _: (
                '#block(width: 100%, height: 8mm, spacing: 0mm, stroke: (bottom: 0.5pt + rgb("#4f5a63")))'
            ),
            "lines": lambda n: f"#block(breakable: false, width: 100%, below: 5mm)[{self.inside(n)}]",
            "fields": lambda n: self._ruled(n, "11.5mm"),
            "blanks": lambda n: self._ruled(n, "9mm"),
            "reach": lambda n: "".join(f"#block(spacing: 0.9em)[{self.inside(li)}]" for li in n.elements()),
            "note": self._barred,
            "danger": self._barred,
            "keep": self._barred,
            "fill": lambda _: "#box(width: 46mm, height: 5mm, stroke: (bottom: 0.6pt))",
            "contents": self._contents,
            "foot": lambda n: self._beside(n, "bottom"),
            "held": lambda n: f"#block(stroke: 1pt, inset: 3mm)[{self.inside(n)}]",
            "front": lambda n: f"#block(height: 100%)[{self.inside(n)}]",
            "back": lambda n: f"#pagebreak()#block(height: 100%)[{self.inside(n)}]",
            "head": lambda n: self._beside(n, "top"),
            "row": lambda n: f"#block(height: 6.4mm, spacing: 0mm, width: 100%)[{self._beside(n, 'horizon')}]",
            "codes": lambda n: self._beside(n, "top"),
            "code-half": lambda n: f"#align(center)[{self.inside(n)}]",
        }
        by_tag: dict[str, Callable[[Node], str]] = {
            "section": lambda n: f"#pagebreak(weak: true)#metadata(none)<{n.attributes['id']}>{self.inside(n)}",
            "h1": lambda n: self._heading(1, n),
            "h2": lambda n: self._heading(2, n),
            "h3": lambda n: self._heading(3, n),
            "h4": lambda n: self._heading(4, n),
            "p": lambda n: f"#par[{self.inside(n)}]",
            "ul": lambda n: self._list("list", n),
            "ol": lambda n: self._list("enum", n),
            "table": self._table,
            "img": lambda n: f"#image({_string(n.attributes['src'])}, width: {self._code_mm}mm, alt: {_alt(n)})",
            "br": lambda _: "#linebreak()",
            "strong": lambda n: f"#strong[{self.inside(n)}]",
            "em": lambda n: f"#strong[{self.inside(n)}]",
            "div": lambda n: f"#block(width: 100%)[{self.inside(n)}]",
        }
        self._by_class, self._by_tag = by_class, by_tag

    def inside(self, node: Node) -> str:
        """Return what is in an element."""
        return "".join(self._text(part) if isinstance(part, str) else self._one(part) for part in node.inside)

    def _one(self, node: Node) -> str:
        known = (self._by_class[name] for name in node.attributes.get("class", "").split() if name in self._by_class)
        made = next(known, self._by_tag.get(node.tag, self.inside))(node)
        style = next((TEXTS[name] for name in node.attributes.get("class", "").split() if name in TEXTS), "")
        if style:
            made = f"#text({style})[{made}]"
        if "also" in node.classes:
            return f"#linebreak(){made}"
        return f"{made}#linebreak()" if node.classes & OWN_LINE and node.tag == "span" else made

    @staticmethod
    def _text(text: str) -> str:
        plain = re.sub(r"[ \t\n]+", " ", text)
        return "" if plain in ("", " ") and "\n" in text else f"#{_string(plain)}"

    def _heading(self, level: int, node: Node) -> str:
        return f"#heading(level: {level})[{self.inside(node)}]"

    def _list(self, kind: str, node: Node) -> str:
        marker = "marker: box(width: 3mm, height: 3mm, stroke: 0.8pt), " if "tasks" in node.classes else ""
        items = ", ".join(f"[{self.inside(item)}]" for item in node.elements())
        return f"#{kind}({marker}{items})"

    def _table(self, node: Node) -> str:
        rows = [row.elements() for row in node.all("tr")]
        columns = max(map(len, rows))
        cells = [self._cell(cell) for row in rows for cell in row]
        head = sum(1 for part in node.elements() if part.tag == "thead") * columns
        header = f"table.header({', '.join(cells[:head])}), " if head else ""
        size = "0.76em" if "provenance" in node.classes else "0.92em"
        widths = "(27fr, 25fr, 15fr, 33fr)" if "provenance" in node.classes else f"({'1fr, ' * columns})"
        pad = ", inset: (x: 0.5mm, y: 1.6mm)" if "provenance" in node.classes else ""
        return f"#text(size: {size})[#table(columns: {widths}{pad}, {header}{', '.join(cells[head:])})]"

    def _cell(self, cell: Node) -> str:
        inside = self.inside(cell)
        if not inside:
            return "[#v(6mm)]"
        return f"[#text({MUTED})[{inside}]]" if cell.tag == "th" and not any(cell.all("span")) else f"[{inside}]"

    def _entry(self, node: Node) -> str:
        grid = self._beside(node, "top")
        return f"#block(breakable: false, width: 100%, stroke: (top: 0.8pt), inset: (top: 3mm, bottom: 2mm))[{grid}]"

    def _beside(self, node: Node, where: str) -> str:
        parts = node.elements()
        last = "38mm" if any("qr" in part.classes for part in parts[1:]) else "auto"
        widths = ", ".join(["1fr"] * (len(parts) - 1) + [last if len(parts) > 1 else "1fr"])
        if "codes" in node.classes:
            widths = "1fr, 1fr"
        cells = ", ".join(f"[{self._one(part)}]" for part in parts)
        return f"#grid(columns: ({widths},), align: {where}, gutter: 2mm, {cells})"

    def _barred(self, node: Node) -> str:
        return f"#block(stroke: (left: 2pt), inset: (left: 4mm, y: 1mm), breakable: false)[{self.inside(node)}]"

    def _ruled(self, node: Node, height: str) -> str:
        return "".join(f"{_line(height, '0.6mm')}[#text(size: 0.8em)[{self.inside(item)}]]" for item in node.all("li"))

    def _contents(self, node: Node) -> str:
        rows = []
        for item in node.elements():
            link = next(item.all("a"))
            label = f"<{link.attributes['href'].removeprefix('#')}>"
            number = f"#context counter(page).at({label}).first()"
            rows.append(f"[#link({label})[{self.inside(link)}]], [#strong[{number}]]")
        return f"#table(columns: (1fr, 14mm), {', '.join(rows)})"


def _line(height: str, spacing: str) -> str:
    """Return a block with a line to write on below it."""
    return f'#block(width: 100%, height: {height}, spacing: {spacing}, stroke: (bottom: 0.5pt + rgb("#4f5a63")))'


def _alt(node: Node) -> str:
    return _string(node.attributes.get("alt", ""))
