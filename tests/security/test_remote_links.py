"""Reading a report opens no socket and no other file, whatever the report links to (SSRF, UNC paths, file:// links)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.security.bombs import SHEET, docx, packed, paragraph, pdf_of, xlsx

ROOT = Path(__file__).resolve().parents[2]
ADDRESSES = (
    "http://127.0.0.1:9/x",
    "https://evil.example/x",
    "ftp://evil.example/x",
    "file:///etc/hostname",
    "\\\\evil.example\\share\\x",
    "//evil.example/x",
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FIGURE = "公务接待费支出1.50万元。"

WATCHED = """
import json, sys
from pathlib import Path
from index.workers import Workers  # all that reading imports
from index.extraction import extract
import index.readers.word, index.readers.sheets, index.readers.html, index.readers.pdf, index.readers.delimited
read, warm = Path(sys.argv[1]), Path(sys.argv[2])
extract(warm)  # what is loaded once is loaded now
opened = []
def watch(event, arguments):
    if event.startswith(("socket.", "urllib", "ftplib", "http.client", "subprocess", "os.system", "os.exec", "os.posix_spawn")):
        opened.append(f"{event} {arguments[:2]}")
    if event == "open" and isinstance(arguments[0], (str, bytes)) and Path(os_name(arguments[0])) != read:
        opened.append(f"open {arguments[0]}")
def os_name(name):
    return name.decode() if isinstance(name, bytes) else name
sys.addaudithook(watch)
try:
    found = extract(read)[0]
    told = [line.text for line in found.lines]
except Exception as fault:
    told = [f"refused: {fault}"]
kept = ("/site-packages/", "/lib/python", ".pyc", "/proc/self/", "/prompts/", str(Path.cwd()) + "/index/")
print(json.dumps({"lines": told, "opened": [one for one in opened if not any(part in one for part in kept)]}))
"""


def _relations(kind: str, address: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r9" Type="{OFFICE}/{kind}" Target="{address}" TargetMode="External"/></Relationships>'


def linked_word(address: str) -> bytes:
    """A document with a template, a picture, an embedded object, a sub-document and a field that lead to the address."""
    body = (
        paragraph(FIGURE)
        + '<w:p><w:r><w:instrText>INCLUDETEXT "'
        + address.replace("\\", "\\\\")
        + '"</w:instrText></w:r></w:p>'
        f'<w:p><w:r><w:drawing><a:blip xmlns:a="a" xmlns:r="{OFFICE}" r:link="r9"/></w:drawing></w:r></w:p><w:altChunk xmlns:r="{OFFICE}" r:id="r9"/>'
    )
    settings = f'<w:settings xmlns:w="x"><w:attachedTemplate xmlns:r="{OFFICE}" r:id="r9"/></w:settings>'
    return docx(
        body,
        **{
            "word/_rels/document.xml.rels": _relations("image", address),
            "word/_rels/settings.xml.rels": _relations("attachedTemplate", address),
            "word/settings.xml": settings,
            "_rels/.rels": _relations("officeDocument", address),
        },
    )


def linked_sheet(address: str) -> bytes:
    """A workbook with an external workbook, a query table, a picture and a WEBSERVICE formula that lead to the address."""
    cells = (
        f'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{FIGURE}</t></is></c>'
        f'<c r="B1" '
        f't="str"><f>WEBSERVICE("{address}")</f><v>1</v></c></row></sheetData><hyperlinks><hyperlink ref="A1" xmlns:r="{OFFICE}" r:id="r9"/></hyperlinks>'
    )
    return xlsx(
        cells,
        **{
            "xl/worksheets/_rels/sheet1.xml.rels": _relations("image", address),
            "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{SHEET}"/>',
            "xl/externalLinks/_rels/externalLink1.xml.rels": _relations("externalLinkPath", address),
            "xl/connections.xml": f'<connections xmlns="{SHEET}" url="{address}"/>',
        },
    )


def linked_page(address: str) -> bytes:
    """A web page that asks for styles, scripts, pictures, frames, objects, an included page and another base."""
    return (
        f'<html><head><base href="{address}"><link rel="stylesheet" href="{address}"><script src="{address}"></script><meta http-equiv="refresh" '
        f'content="0;url={address}"><style>@import url({address});</style></head><body background="{address}"><p>{FIGURE}</p><img src="{address}">'
        f'<iframe src="{address}"></iframe><object data="{address}"></object><embed src="{address}"><video '
        f'src="{address}"></video><!--#include file="{address}"-->'
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{address}"/></body></html>'
    ).encode()


def linked_pdf(address: str) -> bytes:
    """A PDF that opens, launches, submits to and imports from the address, and keeps its content there."""
    where = address.encode().replace(b"\\", b"\\\\")
    more = (
        b"/AA << /O << /S /URI /URI (%s) >> /C << /S /Launch /F (%s) >> >> /Annots [<< /Type /Annot /Subtype "
        b"/Link /Rect [0 0 9 9] /A << /S /GoToR /F (%s) >> >> "
        b"<< /Type /Annot /Subtype /Widget /Rect [0 0 9 9] /A << /S /SubmitForm /F (%s) >> >>] "
        % (where, where, where, where)
    )
    return pdf_of(
        b"BT /F 12 Tf 60 700 Td (2023 expenditure 1.50) Tj ET /X Do",
        b"<< /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >>",
        more,
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /F (%s) /FFilter /DCTDecode /Length 0 >>\nstream\n\nendstream"
        % where,
    )


def linked_mht(address: str) -> bytes:
    """A saved page whose parts are said to lie elsewhere."""
    head = f'MIME-Version: 1.0\r\nContent-Type: message/external-body; access-type=URL; URL="{address}"\r\nContent-Location: {address}\r\n\r\n'
    return head.encode() + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + linked_page(address)


FORMS = {
    "docx": linked_word,
    "xlsx": linked_sheet,
    "html": linked_page,
    "pdf": linked_pdf,
    "mht": linked_mht,
    "md": lambda address: f"![]({address})\n<{address}>\n{FIGURE}\n".encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_reading_reaches_nothing(form: str, tmp_path: Path) -> None:
    """While a report is read its process opens the report alone: no connection, no name looked up, no program, no other file."""
    for number, address in enumerate(ADDRESSES):
        path, warm = tmp_path / f"{number}.{form}", tmp_path / f"warm.{form}"
        path.write_bytes(FORMS[form](address))
        warm.write_bytes(FORMS[form]("x"))
        told = _read_watched(path, warm)
        assert told["opened"] == [], address
        if form != "mht":
            assert any("1.50" in line for line in told["lines"]), told["lines"]


def test_the_watch_would_see_it(tmp_path: Path) -> None:
    """The test can fail: a reader that opens another file is told."""
    code = WATCHED.replace("found = extract(read)[0]", "open('/etc/hostname'); found = extract(read)[0]")
    (tmp_path / "a.txt").write_text(FIGURE, encoding="utf-8")
    assert any("/etc/hostname" in one for one in _read_watched(tmp_path / "a.txt", tmp_path / "a.txt", code)["opened"])


def test_entities_reach_nothing(tmp_path: Path) -> None:
    """A part that declares an external entity or stylesheet is refused before a parser sees it."""
    for address in ADDRESSES[:4]:
        path = tmp_path / "entity.docx"
        path.write_bytes(
            packed(
                {
                    "word/document.xml": f'<!DOCTYPE x [<!ENTITY a SYSTEM "{address}"><!ENTITY % b SYSTEM "{address}">%b;]><x>&a;</x>'
                }
            )
        )
        told = _read_watched(path, path)
        assert told["opened"] == []
        assert "declares entities" in told["lines"][0]


def _read_watched(path: Path, warm: Path, code: str = WATCHED) -> dict:
    if "entity" in path.name:
        code = code.replace("extract(warm)", "None")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), str(warm)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        cwd=ROOT,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-1500:]
    return json.loads(done.stdout.splitlines()[-1])
