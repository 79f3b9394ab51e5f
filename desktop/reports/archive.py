"""PDF files for keeping: the report as PDF/A-1b (ISO 19005-1), photographs as pages. Here and in `desktop.evidence.documents`: pikepdf.

The report's has the same pages as the PDF, with what long keeping demands: the meaning of its colours and a description of itself in XML.
Deterministic like the PDF. Import this module where a file is made, not at start-up.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from desktop.paths import write_atomically
from desktop.reports import pdf
from desktop.reports.colour import srgb
from desktop.reports.document import AnnualReport


def write(
    report: AnnualReport, path: Path, edition: int | None = None, code: str | None = None, standing: str = pdf.DRAFT
) -> None:
    """Write the archive's PDF of `report`, whole or not at all. UserError where it cannot be written."""
    buffer = io.BytesIO()
    pdf.write(report, buffer, edition, code, standing)
    write_atomically(path, for_archive(buffer.getvalue()))


def for_archive(document: bytes) -> bytes:
    """A PDF of this program as PDF/A-1b: fonts embedded and nothing active it has already."""
    with pikepdf.open(io.BytesIO(document)) as opened:
        profile = opened.make_stream(srgb(), N=3)
        intent = Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFA1,
            OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
            Info=String("sRGB IEC61966-2.1"),
            RegistryName=String("http://www.color.org"),
            DestOutputProfile=opened.make_indirect(profile),
        )
        opened.Root.OutputIntents = Array([opened.make_indirect(intent)])
        described = opened.make_stream(_description(opened).encode(), Type=Name.Metadata, Subtype=Name.XML)
        if "/Keywords" in opened.docinfo:  # ReportLab writes them, empty
            del opened.docinfo["/Keywords"]
        opened.Root.Metadata = opened.make_indirect(described)
        opened.Root.Version = Name("/1.4")
        made = io.BytesIO()
        opened.save(
            made,
            static_id=False,
            deterministic_id=True,
            force_version="1.4",
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            fix_metadata_version=False,
        )
    return made.getvalue()


def _description(opened: pikepdf.Pdf) -> str:
    """The document's own statements again as XMP; the two must agree to the letter."""
    info = opened.docinfo
    title, author, subject, creator, producer = (
        escape(str(info.get(name, ""))) for name in ("/Title", "/Author", "/Subject", "/Creator", "/Producer")
    )
    created, changed = (_moment(str(info[name])) for name in ("/CreationDate", "/ModDate"))
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{created}</xmp:CreateDate><xmp:ModifyDate>{changed}</xmp:ModifyDate>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>{producer}</pdf:Producer></rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def _moment(stamp: str) -> str:
    """D:20261031120000+00'00' → 2026-10-31T12:00:00+00:00."""
    digits, zone = stamp[2:16], stamp[16:].replace("'", "")
    day = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}T{digits[8:10]}:{digits[10:12]}:{digits[12:14]}"
    return f"{day}{zone[:3]}:{zone[3:5]}" if len(zone) >= 5 else f"{day}+00:00"


_A4 = (595.276, 841.89)  # points


def of_pictures(pictures: Sequence[tuple[bytes, tuple[int, int]]]) -> bytes:
    """A PDF of JPEG pictures given with their pixels, each as large as an A4 page of its direction allows, in the middle."""
    with pikepdf.new() as made:
        for content, (across, down) in pictures:
            width, height = _A4 if across <= down else (_A4[1], _A4[0])
            scale = min(width / across, height / down)
            page = made.add_blank_page(page_size=(width, height))
            image = made.make_stream(
                content,
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=across,
                Height=down,
                ColorSpace=Name.DeviceRGB,
                BitsPerComponent=8,
                Filter=Name.DCTDecode,
            )
            page.Resources = Dictionary(XObject=Dictionary(Picture=image))
            place = f"{across * scale:.3f} 0 0 {down * scale:.3f}"
            corner = f"{(width - across * scale) / 2:.3f} {(height - down * scale) / 2:.3f}"
            page.Contents = made.make_stream(f"q {place} {corner} cm /Picture Do Q".encode())
        file = io.BytesIO()
        made.save(file, deterministic_id=True, static_id=False)
    return file.getvalue()
