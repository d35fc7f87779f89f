"""A file's form is judged by its content; what cannot be a report is refused by name, with what to do next."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from evals.fuzz_samples import compound_file, pack, samples
from index.errors import ReportError
from index.readers.sniff import sniff_form

FORMS = {
    "report.txt": "text", "report-gb.txt": "text", "report.md": "text", "report.csv": "csv", "report.html": "html",
    "report.mht": "mht", "report.docx": "docx", "report.xlsx": "xlsx", "report.xls": "xls", "report.pdf": "pdf",
}  # fmt: skip


@pytest.mark.parametrize(("name", "form"), FORMS.items())
@pytest.mark.parametrize("suffix", [".txt", ".doc", ".pdf", ".xls", ""])
def test_content_decides_whatever_the_name(tmp_path: Path, name: str, form: str, suffix: str) -> None:
    """A wrong extension changes nothing: a web page named .doc is a web page, a workbook named .pdf a workbook."""
    path = tmp_path / f"wrong{suffix}"
    path.write_bytes(samples()[name])
    assert sniff_form(path) == form


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"), (b" \r\n\x00", "no text"), (b"\x89PNG\r\n\x1a\n" + bytes(40), "PNG picture"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "JPEG picture"), (b"Rar!\x1a\x07" + bytes(40), "RAR archive"),
        (b"RIFF1234WEBPVP8 ", "WebP picture"), (b"{\\rtf1\\ansi x}", "RTF"), (bytes(range(1, 256)) * 4, "not a text file"),
        (pack({"a.txt": b"x"}), "zip archive"), (pack({"mimetype": b"a", "content.xml": b"<a/>"}), "OpenDocument"),
        (pack({"ppt/presentation.xml": b"<a/>"}), "slide show"), (pack({"OFD.xml": b"<a/>"}), "OFD"),
        (pack({"[Content_Types].xml": b"<a/>"}), "document part is missing"), (pack({"xl/workbook.bin": b"a"}), "xlsb"),
        (pack({"word/document.xml": b"<a/>" * 99})[:-30], "damaged or truncated zip"), (b"PK\x03\x04" + bytes(200), "damaged"),
        (compound_file({"EncryptedPackage": b"x"}), "encrypted"), (compound_file({"Other": b"x"}), "without a document"),
        (compound_file({"WordDocument": struct.pack("<6H", 0xA5EC, 0, 0, 0, 0, 0x100)}), "encrypted"),
        (compound_file({"Workbook": b"x"})[:700], "damaged or truncated Office file"),
        (b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>", "XML workbook"),
        ("收入100万元。".encode() * 20 + b"\xe6\x94", "line 1 holds bytes"),
    ],
)  # fmt: skip
def test_what_is_no_report_is_refused(tmp_path: Path, data: bytes, word: str) -> None:
    """Pictures, archives, locked, truncated and empty files: named, with the reason and the next step."""
    path = tmp_path / "report.docx"
    path.write_bytes(data)
    with pytest.raises(ReportError, match=word) as caught:
        sniff_form(path)
    assert str(path) in str(caught.value)
    assert caught.value.next_step


def test_folder_and_missing_file_are_refused(tmp_path: Path) -> None:
    """A folder is no report, and a file that is not there is named."""
    with pytest.raises(ReportError, match="is a folder"):
        sniff_form(tmp_path)
    with pytest.raises(ReportError, match="no such file"):
        sniff_form(tmp_path / "nowhere.pdf")


def test_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    """A part that unpacks to a thousandfold of many megabytes is refused by what the archive says of it."""
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(40):
            part.write(bytes(1024 * 1024))
    assert path.stat().st_size < 200_000
    with pytest.raises(ReportError, match="zip bomb"):
        sniff_form(path)


def test_zip_of_many_parts_is_refused(tmp_path: Path) -> None:
    """Tens of thousands of parts are no report."""
    path = tmp_path / "many.docx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(20_001):
            archive.writestr(zipfile.ZipInfo(f"word/{number}"), b"")
    with pytest.raises(ReportError, match="20,001 parts"):
        sniff_form(path)


def test_old_word_with_an_embedded_sheet_is_word(tmp_path: Path) -> None:
    """The streams of the root decide, so a document that holds a workbook stays a document."""
    path = tmp_path / "report.doc"
    path.write_bytes(compound_file({"WordDocument": b"x"}) + "Workbook".encode("utf-16-le"))
    assert sniff_form(path) == "doc"


@pytest.mark.parametrize(
    "text",
    [
        "一、收入,支出\n二、说明\n三、收入100万元,支出90万元,结余10万元。\n四、完\n",
        "\t项目\n\t预算数\n\n\t公务接待费\n\t1.50\n" * 20,
        "# 标题\n\n<b>注</b>：收入100万元\n\n| 项目 | 2022 |\n|---|---|\n| 甲 | 1 |\n" * 3,
        "收入%PDF-1.7说明\n支出\n",
    ],
)
def test_prose_with_commas_tabs_and_a_tag_is_text(tmp_path: Path, text: str) -> None:
    """Commas in sentences, one cell a line, a tag in Markdown: all stay text."""
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    assert sniff_form(path) == "text"
