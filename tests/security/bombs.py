"""Files made to burst, hang or mislead whoever reads them, each small on the disk. Data only: the tests read them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MEGABYTE = 1 << 20


def packed(parts: dict[str, bytes | str]) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(body: str, **others: bytes | str) -> bytes:
    """A Word document with this XML as its body; `others` are more parts, by names with __ for /."""
    named = {name.replace("__", "/"): content for name, content in others.items()}
    document = f'<?xml version="1.0"?><w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **named})


def xlsx(sheet: str, strings: str = "", **others: bytes | str) -> bytes:
    """A workbook of one sheet with this XML in it."""
    named = {name.replace("__", "/"): content for name, content in others.items()}
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{RELATIONS}"><sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/sharedStrings.xml": f'<sst xmlns="{SHEET}">{strings}</sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}">{sheet}</worksheet>',
            **named,
        }
    )


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def inline(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def laughs(document: str, name: str = "x") -> str:
    """A part whose entities double twenty-four times."""
    entities = '<!ENTITY a0 "哈哈哈哈哈哈哈哈">' + "".join(
        f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};">' for n in range(1, 25)
    )
    return f'<?xml version="1.0"?><!DOCTYPE {name} [{entities}]>{document}'


def quadratic(document: str) -> str:
    """A part with one large entity that is named many times."""
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{"哈" * 50_000}">]>{document}'


def external(document: str, address: str) -> str:
    """A part that asks the parser to fetch another file."""
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "{address}">]>{document}'


def _word(body: str) -> str:
    return f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'


def lying_size() -> bytes:
    """A document whose archive says that its part is small."""
    data = bytearray(
        packed({"[Content_Types].xml": "<Types/>", "word/document.xml": _word(paragraph("哈" * 9_000_000))})
    )
    place = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, place + 24, 1000)
    return bytes(data)


def overlapping(count: int = 2_000) -> bytes:
    """An archive whose entries all lead to the same packed megabytes."""
    data = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = b"0" * (8 * MEGABYTE)
    body = data.compress(content) + data.flush()
    check = zlib.crc32(content)
    name = b"word/document.xml"
    local = (
        struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, check, len(body), len(content), len(name), 0)
        + name
        + body
    )
    central = b"".join(
        struct.pack(
            "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, check, len(body), len(content), len(own), 0, 0, 0, 0, 0, 0
        )
        + own
        for own in (name, *(b"word/%d.xml" % number for number in range(count)))
    )
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count + 1, count + 1, len(central), len(local), 0)
    return local + central + end


def nested(depth: int = 6) -> bytes:
    """A document that holds archives in archives, as an attachment might."""
    inner = packed({"0": b"0" * (30 * MEGABYTE)})
    for number in range(depth):
        inner = packed({f"{number}-{copy}.zip": inner for copy in range(4)})
    return docx(paragraph("公务接待费支出1.50万元。"), word__embeddings__a=inner)


def pdf(objects: list[bytes], root: int = 1, extra: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(
        b"trailer\n<< /Size %d /Root %d 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, extra, start)
    )
    return out.getvalue()


def stream(content: bytes, more: bytes = b"") -> bytes:
    body = zlib.compress(content, 9)
    return b"<< /Length %d /Filter /FlateDecode %s>>\nstream\n%s\nendstream" % (len(body), more, body)


_PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_FONT = b"<< /Font << /F 5 0 R >> >>"
_HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def _page(resources: bytes = _FONT, more: bytes = b"") -> bytes:
    return b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %s %s>>" % (
        resources,
        more,
    )


def pdf_of(content: bytes, resources: bytes = _FONT, more: bytes = b"", *others: bytes) -> bytes:
    """A PDF of one page with this content; `others` are objects from 6 on."""
    return pdf([_CATALOG, _PAGES, _page(resources, more), stream(content), _HELVETICA, *others])


def _twice_packed() -> bytes:
    body = zlib.compress(zlib.compress(b"0" * (600 * MEGABYTE), 9), 9)
    content = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(body), body)
    return pdf([_CATALOG, _PAGES, _page(), content, _HELVETICA])


def _form_loop() -> bytes:
    """A drawing that draws itself, twice."""
    form = stream(
        b"/X Do /X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >> "
    )
    return pdf_of(b"/X Do", b"<< /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >>", b"", form)


def _form_tree(depth: int = 30) -> bytes:
    """Drawings each of which draws the next one twice: 2^30 in all."""
    forms = []
    for number in range(6, 6 + depth):
        own = (
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> /Font << /F 5 0 R >> >> "
            % (number + 1)
        )
        forms.append(stream(b"/X Do /X Do", own))
    last = stream(
        b"BT /F 9 Tf (1) Tj ET", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F 5 0 R >> >> "
    )
    return pdf_of(b"/X Do", b"<< /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >>", b"", *forms, last)


def pdf_bombs() -> dict[str, Callable[[], bytes]]:
    """PDFs by what they do."""
    return {
        "deep-arrays.pdf": lambda: pdf(
            [_CATALOG, _PAGES, _page(more=b"/A " + b"[" * 300_000 + b"]" * 300_000), stream(b""), _HELVETICA]
        ),
        "deep-dictionaries.pdf": lambda: pdf(
            [
                _CATALOG,
                _PAGES,
                _page(more=b"/A " + b"<</A " * 100_000 + b"1" + b">>" * 100_000),
                stream(b""),
                _HELVETICA,
            ]
        ),
        "page-loop.pdf": lambda: pdf([_CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 99999999 >>"]),
        "many-pages.pdf": lambda: pdf(
            [
                _CATALOG,
                b"<< /Type /Pages /Kids [" + b"3 0 R " * 200_000 + b"] /Count 200000 >>",
                _page(),
                stream(b"BT /F 9 Tf (1) Tj ET"),
                _HELVETICA,
            ]
        ),
        "reference-loop.pdf": lambda: pdf([_CATALOG, _PAGES, _page(), b"4 0 R", _HELVETICA]),
        "root-loop.pdf": lambda: pdf([b"1 0 R"]),
        "huge-stream.pdf": lambda: pdf_of(b"BT /F 9 Tf " + b"(1) Tj " * 20_000_000 + b"ET"),
        "huge-path.pdf": lambda: pdf_of(b"0 0 m 9 9 l S " * 4_000_000),
        "twice-packed.pdf": _twice_packed,
        "form-loop.pdf": _form_loop,
        "form-tree.pdf": _form_tree,
        "huge-page.pdf": lambda: pdf(
            [
                _CATALOG,
                _PAGES,
                _page().replace(b"595 842", b"9e9 9e9"),
                stream(b"BT /F 9 Tf 9 9 Td (1) Tj ET"),
                _HELVETICA,
            ]
        ),
        "no-page.pdf": lambda: pdf([_CATALOG, b"<< /Type /Pages /Kids [] /Count 0 >>"]),
        "previous-loop.pdf": lambda: pdf([_CATALOG, _PAGES, _page(), stream(b""), _HELVETICA], extra=b"/Prev 9 "),
        "object-streams.pdf": lambda: pdf(
            [_CATALOG, _PAGES, b"<< /Type /ObjStm /N 999999999 /First 9 /Length 2 >>\nstream\n1 \nendstream"]
        ),
        "picture.pdf": lambda: pdf_of(
            b"/X Do",
            b"<< /XObject << /X 6 0 R >> >>",
            b"",
            stream(
                b"0",
                b"/Type /XObject /Subtype /Image /Width 99999 /Height 99999 /ColorSpace /DeviceRGB /BitsPerComponent 8 ",
            ),
        ),
    }


def office_bombs() -> dict[str, Callable[[], bytes]]:
    """Word documents and workbooks, and archives under their names, by what they do."""
    text, cell = paragraph("&a0;"), inline("A1", "&a;")
    return {
        "ratio.docx": lambda: docx(paragraph("0" * (300 * MEGABYTE))),
        "below-the-ratio.docx": lambda: packed(
            {"[Content_Types].xml": "<Types/>", "word/document.xml": _word(paragraph("0" * 1000) * 30_000)}
        ),
        "many-entries.docx": lambda: packed(
            {"word/document.xml": _word(text), **{f"word/{n}": b"" for n in range(40_000)}}
        ),
        "overlapping.docx": overlapping,
        "lying.docx": lying_size,
        "nested.docx": nested,
        "laughs.docx": lambda: packed(
            {"[Content_Types].xml": "<Types/>", "word/document.xml": laughs(_word(paragraph("&a24;")))}
        ),
        "laughs-utf16.docx": lambda: packed(
            {
                "[Content_Types].xml": "<Types/>",
                "word/document.xml": laughs(_word(paragraph("&a24;")))
                .replace('"1.0"', '"1.0" encoding="utf-16"')
                .encode("utf-16"),
            }
        ),
        "laughs-ebcdic.docx": lambda: packed(
            {
                "[Content_Types].xml": "<Types/>",
                "word/document.xml": laughs(_word(paragraph("&a24;")))
                .replace("哈", "h")
                .replace('"1.0"', '"1.0" encoding="cp037"')
                .encode("cp037"),
            }
        ),
        "laughs-numbering.docx": lambda: docx(
            paragraph("1"),
            word__numbering_xml=b"",
            **{"word/numbering.xml": laughs(f'<w:numbering xmlns:w="{WORD}">&a24;</w:numbering>')},
        ),
        "quadratic.docx": lambda: packed(
            {"[Content_Types].xml": "<Types/>", "word/document.xml": quadratic(_word(paragraph("&a;" * 50_000)))}
        ),
        "external.docx": lambda: packed(
            {
                "[Content_Types].xml": "<Types/>",
                "word/document.xml": external(_word(paragraph("&a;")), "file:///etc/hostname"),
            }
        ),
        "deep.docx": lambda: docx(
            "<w:sdt><w:sdtContent>" * 50_000 + paragraph("1") + "</w:sdtContent></w:sdt>" * 50_000
        ),
        "deep-tables.docx": lambda: docx("<w:tbl><w:tr><w:tc>" * 70 + paragraph("1") + "</w:tc></w:tr></w:tbl>" * 70),
        "laughs.xlsx": lambda: xlsx(
            "",
            **{
                "xl/worksheets/sheet1.xml": laughs(
                    f'<worksheet xmlns="{SHEET}"><sheetData><row>{inline("A1", "&a24;")}</row></sheetData></worksheet>'
                )
            },
        ),
        "quadratic.xlsx": lambda: xlsx(
            "",
            **{
                "xl/worksheets/sheet1.xml": quadratic(
                    f'<worksheet xmlns="{SHEET}"><sheetData><row>{cell * 5000}</row></sheetData></worksheet>'
                )
            },
        ),
        "external-strings.xlsx": lambda: xlsx(
            "",
            **{
                "xl/sharedStrings.xml": external(
                    f'<sst xmlns="{SHEET}"><si><t>&a;</t></si></sst>', "http://127.0.0.1:9/x"
                )
            },
        ),
        "ratio.xlsx": lambda: xlsx("<sheetData><row>" + inline("A1", "0" * (300 * MEGABYTE)) + "</row></sheetData>"),
        "sheet-loop.xlsx": lambda: xlsx(
            "",
            **{
                "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="workbook.xml"/></Relationships>'
            },
        ),
        "a-zip.pdf": lambda: packed({"a.txt": b"0" * MEGABYTE}),
        "a-zip.txt": lambda: packed({"a.txt": b"0" * MEGABYTE}),
        "gzip.docx": lambda: _gzip(b"0" * (200 * MEGABYTE)),
        "gzip.txt": lambda: _gzip("公务接待费1.50万元".encode() * 100_000),
    }


def _gzip(content: bytes) -> bytes:
    import gzip

    return gzip.compress(content)
