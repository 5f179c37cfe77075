"""What a bound file says of itself: its XMP packet; for keeping, also the claim of PDF/A-3 and what that asks for.

PDF/A-3 is ISO 19005-3:2012, whose clauses are named here. Conformance level A: tagged, and every letter readable.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pressroom.paths import shipped

if TYPE_CHECKING:
    from pikepdf import Pdf

PROFILE = ("assets", "colour", "sRGB2014.icc")
"""The profile of sRGB by the International Color Consortium: it says which red our red is."""

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description \
rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>{more}</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""

_ARCHIVE = """
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file keeps to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
"""The claim (6.6.4), and a description of the one property that PDF/A does not know of itself (6.6.2.3.3)."""


def packet(title: str, language: str, *, archive: bool = False) -> bytes:
    """Return the metadata packet: title, language, the claim of PDF/UA-1 (ISO 14289-1, clause 5), if asked of PDF/A."""
    more = _ARCHIVE if archive else ""
    return _PACKET.format(title=escape(title), language=escape(language), more=more).encode()


def written(pdf: Pdf) -> bytes:
    """Return an open file's bytes, small, and the same for the same content."""
    from pikepdf import ObjectStreamMode

    out = BytesIO()
    pdf.save(
        out,
        min_version="1.7",
        deterministic_id=True,
        object_stream_mode=ObjectStreamMode.generate,
        fix_metadata_version=False,  # which would have the library write the packet anew, or make one
    )
    return out.getvalue()


def ready_for_keeping(pdf: Pdf) -> None:
    """Give a tagged file in RGB what PDF/A asks for beyond that: the meaning of its colours, pictures as they are."""
    from pikepdf import Array, Dictionary, Name, Stream, String

    profile = pdf.make_stream(shipped(*PROFILE).read_bytes(), N=3)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name("/GTS_PDFA1"),
        OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])  # 6.2.3
    for item in pdf.objects:
        if isinstance(item, Stream) and "/Interpolate" in item:
            item.Interpolate = False  # 6.2.8: nobody is to guess at pixels


def with_clear_ends(pdf: bytes) -> bytes:
    """Return a written file in which no stream's own last byte can be taken for a part of the line end after it.

    A stream that happens to end in a carriage return, and the line feed before ``endstream``, look like one line end:
    then the stream's length seems wrong (6.1.7.1). A second carriage return ends the line as well, in the same room.
    """
    return pdf.replace(b"\r\nendstream", b"\r\rendstream")
