"""Small report files of every form, built in code, as seeds for damaged ones. They are right; what spoils them is elsewhere."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

TEXT = (
    "测试市样本局2022年度部门决算\n\n第一部分 部门概况\n一、主要职责\n负责样本管理。\n第二部分 情况说明（单位：万元）\n"
    "一、收入支出总体情况。2022年度收、支总计均为2,659.55万元，比上年减少10.10万元，下降0.38%。\n"
    "\t项目\n\t预算数\n\t决算数\n\n\t公务接待费\n\t1.50\n\t1.48\n\n二、“三公”经费。接待25批次、270人次。\n"
)
MARKDOWN = (
    "# 样本镇2023年“三公”经费决算\n\n| 项目（万元） | 2022年 | 2023年 |\n|---|---:|---:|\n| 公务接待费 | 8.21 | 7.05 |\n"
    "| 合计 | 36.94 | 34.80 |\n\n## 为什么减少\n\n- 接待87批次、903人次；\n"
)
CSV = (
    "样本中心2021年“三公”经费决算表,,,\n单位：万元,,,\n项目,预算数,决算数,备注\n公务接待费,1.00,2.14,统一承担\n"
    '购置费,165.00,87.07,"购置5辆,\n含2辆新能源"\n合计,166.00,89.21,\n,,,\n"1.经费比预算减少76.79万元,下降46.26%。",,,\n'
)
HTML = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>公开</title></head><body><h2>样本局2021年度部门决算</h2>\n'
    "<p>一、收入合计39,900.00万元，<b>其中</b>：事业收入822.55万元，占2.06%。<br>二、支出合计39,830.00万元。</p>\n"
    '<table><tr><th rowspan="2">项目</th><th colspan="2">2021年</th></tr>\n<tr><th>预算</th><th>决算</th></tr>\n'
    "<tr><td>公务接待费</td><td>4.50</td><td>3.18</td></tr></table>\n<ul><li>车辆4辆&nbsp;&#65288;含1辆&#x65B0;&#65289;</li></ul></body></html>\n"
)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_X = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def samples() -> dict[str, bytes]:
    """File names and contents, one of each form that is read."""
    return {
        "report.txt": TEXT.encode(),
        "report-gb.txt": TEXT.encode("gb18030"),
        "report.md": MARKDOWN.encode(),
        "report.csv": CSV.encode("utf-8-sig"),
        "report.html": HTML.encode(),
        "report.mht": mime_page(),
        "report.docx": word_file(),
        "report.xlsx": workbook_file(),
        "report.xls": old_workbook_file(),
        "report.pdf": pdf_file(),
    }


def pack(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts, its checksums right."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def mime_page() -> bytes:
    """A page saved as MIME, quoted-printable."""
    import quopri

    body = quopri.encodestring(HTML.encode(), quotetabs=False)
    head = b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="=_edge"\n\n--=_edge\n'
    return (
        head
        + b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        + body
        + b"\n--=_edge--\n"
    )


def _cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def word_file() -> bytes:
    """A .docx with numbered headings, a merged table, an insertion and a deletion."""
    number = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    top, below, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    body = (
        f"<w:p>{number}<w:r><w:t>收入决算</w:t></w:r></w:p><w:p><w:r><w:t>收入总计2,659.55万元，</w:t></w:r>"
        "<w:ins><w:r><w:t>下降0.38%。</w:t></w:r></w:ins><w:del><w:r><w:delText>增长9%。</w:delText></w:r></w:del></w:p>"
        f"<w:tbl><w:tr>{_cell('项目', top)}{_cell('2022年', wide)}</w:tr>"
        f"<w:tr>{_cell('', below)}{_cell('预算')}{_cell('决算')}</w:tr>"
        f"<w:tr>{_cell('公务接待费')}{_cell('1.50')}{_cell('1.48')}</w:tr></w:tbl><w:p><w:r><w:t>注：无。</w:t></w:r></w:p>"
    )
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    lists = f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    relation = f'<Relationship Id="rId1" Type="{_TYPES}/officeDocument" Target="word/document.xml"/>'
    return pack({
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'.encode(),
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{relation}</Relationships>'.encode(),
        "word/document.xml": f"{_HEAD}<w:document {_W}><w:body>{body}</w:body></w:document>".encode(),
        "word/numbering.xml": f"{_HEAD}<w:numbering {_W}>{lists}</w:numbering>".encode(),
        "word/styles.xml": f'{_HEAD}<w:styles {_W}><w:style w:type="paragraph" w:styleId="a" w:default="1"/></w:styles>'.encode(),
    })  # fmt: skip


def workbook_file() -> bytes:
    """An .xlsx with a title over a table, formats, a merge, a formula and a hidden sheet."""
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="inlineStr"><is><t>决算数</t></is></c></row>'
        '<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" s="1"><v>12.5</v></c></row>'
        '<row r="4"><c r="A4" t="str"><v>合计</v></c><c r="B4" s="2"><f>SUM(B3)</f><v>111.99000000000001</v></c></row>'
    )
    strings = "".join(f"<si><t>{text}</t></si>" for text in ("样本局收支总表", "项目", "公务接待费"))
    styles = (
        '<numFmts count="1"><numFmt numFmtId="176" formatCode="#,##0.00_ "/></numFmts>'
        '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="176"/><xf numFmtId="2"/></cellXfs>'
    )
    sheets = '<sheet name="收支总表" sheetId="1" r:id="rId1"/><sheet name="旧" sheetId="2" state="hidden" r:id="rId2"/>'
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_TYPES}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in (1, 2)
    )
    merge = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    sheet = f"{_HEAD}<worksheet {_X}><sheetData>{rows}</sheetData>{merge}</worksheet>".encode()
    return pack({
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'.encode(),
        "xl/workbook.xml": f"{_HEAD}<workbook {_X} {_R}><sheets>{sheets}</sheets></workbook>".encode(),
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>'.encode(),
        "xl/sharedStrings.xml": f"{_HEAD}<sst {_X}>{strings}</sst>".encode(),
        "xl/styles.xml": f"{_HEAD}<styleSheet {_X}>{styles}</styleSheet>".encode(),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/worksheets/sheet2.xml": sheet,
    })  # fmt: skip


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _wide(text: str, width: str) -> bytes:
    return struct.pack(f"<{width}B", len(text), 1) + text.encode("utf-16-le")


def old_workbook_file() -> bytes:
    """An .xls of one sheet: a merged title, a header, two rows with formats."""
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 0x07CC, 0, 6))
    formats = _record(0x41E, struct.pack("<H", 176) + _wide("#,##0.00_ ", "H"))
    styles = b"".join(_record(0xE0, struct.pack("<HHH", 0, number, 0) + bytes(14)) for number in (0, 176, 10))
    name = _wide("收支总表", "B")
    head_length = len(start + formats + styles) + 4 + 6 + len(name) + 4
    book = start + formats + styles + _record(0x85, struct.pack("<IH", head_length, 0) + name) + _record(0x0A, b"")
    cells = b"".join(
        _record(0x204, struct.pack("<HHH", row, column, 0) + _wide(text, "H"))
        for row, column, text in (
            (0, 0, "样本局支出表"),
            (1, 0, "项目"),
            (1, 1, "决算数"),
            (1, 2, "占比"),
            (2, 0, "接待费"),
            (3, 0, "合计"),
        )
    )
    cells += _record(0x203, struct.pack("<HHHd", 2, 1, 1, 1234.5)) + _record(
        0x27E, struct.pack("<HHHI", 2, 2, 2, 0x3FE00000)
    )
    cells += _record(0xBD, struct.pack("<HHHIHIH", 3, 1, 1, (5000 << 2) | 2, 2, (1 << 2) | 2, 2))
    size = _record(0x200, struct.pack("<IIHHH", 0, 4, 0, 3, 0))
    merge = _record(0xE5, struct.pack("<HHHHH", 1, 0, 0, 0, 2))
    sheet = (
        _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6))
        + size
        + cells
        + merge
        + _record(0x0A, b"")
    )
    return compound_file({"Workbook": book + sheet})


def compound_file(streams: dict[str, bytes]) -> bytes:
    """An OLE2 container with these streams in its root; three streams at most."""
    end, free, table_mark = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    table, sectors, entries = [table_mark, end], [], [_entry("Root Entry", 5, 1, end, 0)]
    for number, (name, data) in enumerate(streams.items(), 1):
        data = data.ljust(4096, b"\x00")  # shorter streams would go to a table of their own
        data = data.ljust(-(-len(data) // 512) * 512, b"\x00")
        first, count = 2 + len(sectors), len(data) // 512
        table.extend([*range(first + 1, first + count), end])
        sectors.extend(data[n * 512 : n * 512 + 512] for n in range(count))
        right = number + 1 if number < len(streams) else free
        entries.append(_entry(name, 2, free, first, len(data), right))
    if len(table) > 128 or len(entries) > 4:
        raise ValueError("the sample is too large for one sector of table and folder")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    folder = b"".join(entries).ljust(512, b"\x00")
    return header + struct.pack("<128I", *table, *[free] * (128 - len(table))) + folder + b"".join(sectors)


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = 0xFFFFFFFF) -> bytes:
    raw = name.encode("utf-16-le") + b"\x00\x00"
    free = 0xFFFFFFFF
    links = struct.pack("<BBIII", kind, 1, free, right, child)
    return raw.ljust(64, b"\x00") + struct.pack("<H", len(raw)) + links + bytes(36) + struct.pack("<II4x", start, size)


def pdf_file() -> bytes:
    """A PDF of two pages: a heading, a ruled table of two rows and three columns, a sentence."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 5 0 R] /Count 2 >>",
    ]
    for number in (0, 1):
        content = _page(
            f"Part {number + 1} Departmental final accounts 2022",
            (("Item", "Budget", "Final"), ("Vehicles", "80.00", "78.16")),
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {4 + 2 * number} 0 R"
            " /Resources << /Font << /F1 7 0 R >> >> >>".encode()
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def _page(title: str, rows: tuple[tuple[str, ...], ...]) -> bytes:
    parts = [f"BT /F1 14 Tf 72 780 Td ({title}) Tj ET"]
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            parts.append(f"BT /F1 10 Tf {78 + 120 * column} {727 - 20 * number} Td ({text}) Tj ET")
    parts.extend(f"72 {740 - 20 * n} m 432 {740 - 20 * n} l S" for n in range(len(rows) + 1))
    parts.extend(f"{72 + 120 * n} 740 m {72 + 120 * n} {740 - 20 * len(rows)} l S" for n in range(4))
    parts.append("BT /F1 10 Tf 72 600 Td (Income was 2,659.55, down 0.38%.) Tj ET")
    return "\n".join(parts).encode()
