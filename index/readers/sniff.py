"""Judge a file's form by its content, never by its name alone. It reads no report; it refuses what cannot be one.

A name decides only between plain text and CSV, where the content leaves both open.
"""

from __future__ import annotations

import re
from pathlib import Path

from index.errors import ReportError
from index.readers.archive import check_archive
from index.readers.compound import MARK, Compound
from index.readers.delimited import find_delimiter
from index.readers.encoding import decode_text
from index.readers.text import check_lengths, split_lines

FORMS = ("text", "csv", "html", "mht", "docx", "doc", "xlsx", "xls", "pdf")
TEXT_LIMIT = 64 * 1024 * 1024
FILE_LIMIT = 512 * 1024 * 1024
HEAD = 4096

_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"BM", "BMP"),
    (b"II*\x00", "TIFF"), (b"MM\x00*", "TIFF"),
)  # fmt: skip
_PACKED = ((b"Rar!", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7-Zip"), (b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"))
_READ_TEXT = "Run text recognition (OCR) over it, check the result and add the text."
_UNPACK = "Unpack it and add the files in it."
_HTML = re.compile(
    rb"<!doctype\s+html|<html\b|<(?:body|table|div|p|h[1-6]|tr|meta|head|span|br)\b[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(
    rb"</?(?:html|body|table|div|p|h[1-6]|tr|td|th|li|ul|span|br|head|meta|font|center)\b[^<>]*>", re.IGNORECASE
)
_MIME = re.compile(
    rb"\A\s*(?:[\w-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){0,12}?(?:mime-version:|content-type:\s*multipart/)", re.I
)
_QUOTED = re.compile(rb"(?:=3D|=0D|=20|=[A-F0-9]{2}=[A-F0-9]{2}).*?=\r?\n", re.DOTALL)


def sniff_form(path: Path) -> str:
    """One of FORMS. Raises ReportError for a file that is missing, empty, locked, packed, a picture or unknown."""
    head, size = _read_head(path)
    if not head.strip(b"\x00 \t\r\n"):
        what = "the file is empty" if not size else "the file holds no text"
        raise ReportError(what, str(path), "Check that the right file was given.")
    if _is_pdf(head, path):
        return "pdf"
    if head.startswith(b"PK"):
        return _zip_form(path)
    if head.startswith(MARK):
        return _compound_form(path)
    _refuse_others(head, path)
    if size > TEXT_LIMIT:
        raise ReportError(
            f"the file has {size:,} bytes, more than the limit of {TEXT_LIMIT:,}", str(path), "Split the report."
        )
    return _text_form(path)


def _read_head(path: Path) -> tuple[bytes, int]:
    try:
        if path.is_dir():
            raise ReportError(
                "cannot be read (is a folder)", str(path), "Name a file, or let the build walk the folder."
            )
        size = path.stat().st_size
        if size > FILE_LIMIT:
            raise ReportError(
                f"the file has {size:,} bytes, more than the limit of {FILE_LIMIT:,}", str(path), "Split the report."
            )
        with path.open("rb") as file:
            return file.read(HEAD), size
    except FileNotFoundError:
        raise ReportError("no such file", str(path), "Check the path.") from None
    except OSError as fault:
        raise ReportError(f"cannot be read ({fault.strerror})", str(path), "Check the file's permissions.") from fault


def _is_pdf(head: bytes, path: Path) -> bool:
    """A PDF may have other bytes before its mark; text that only speaks of the mark has no objects."""
    if head.lstrip(b"\xef\xbb\xbf\x00 \t\r\n").startswith(b"%PDF-"):
        return True
    return b"%PDF-" in head[:1024] and b"endobj" in path.read_bytes()


def _zip_form(path: Path) -> str:
    names = check_archive(path)
    lowered = {name.lower().replace("\\", "/") for name in names}
    if "encryptedpackage" in lowered:
        raise locked(path)
    if "word/document.xml" in lowered or any(re.fullmatch(r"word/document\d*\.xml", name) for name in lowered):
        return "docx"
    if "xl/workbook.xml" in lowered:
        return "xlsx"
    if "xl/workbook.bin" in lowered:
        raise ReportError("is a binary workbook (.xlsb)", str(path), "Save it as .xlsx and add it again.")
    if "mimetype" in lowered and "content.xml" in lowered:
        raise ReportError("is an OpenDocument file", str(path), "Save it as .docx, .xlsx or PDF and add it again.")
    if any(name.startswith("ppt/") for name in lowered):
        raise ReportError("is a slide show, not a report", str(path), "Save it as PDF and add it again.")
    if "ofd.xml" in lowered:
        raise ReportError("is an OFD file, which is not read", str(path), "Save it as PDF and add it again.")
    if "[content_types].xml" in lowered:
        raise ReportError("is an office file whose document part is missing", str(path), "Get the file again.")
    raise ReportError("is a zip archive, not a report", str(path), _UNPACK)


def locked(path: Path) -> ReportError:
    """The fault of a file that a password protects."""
    return ReportError("is encrypted", str(path), "Open it with its password, save it without one and add it again.")


def _compound_form(path: Path) -> str:
    """Old Office files are told by the streams in their root; those of embedded objects do not count."""
    container = Compound(path.read_bytes(), path)
    names = {name.lower() for name in container.names()}
    if names & {"encryptedpackage", "encryptioninfo"}:
        raise locked(path)
    if "worddocument" in names:
        header = container.stream("WordDocument") or b""
        if len(header) > 11 and header[11] & 1:
            raise locked(path)
        return "doc"
    if names & {"workbook", "book"}:
        return "xls"
    if "powerpoint document" in names:
        raise ReportError("is a slide show, not a report", str(path), "Save it as PDF and add it again.")
    raise ReportError(
        "is an old Office container without a document", str(path), "Save it as .docx, .xlsx or PDF and add it again."
    )


def _refuse_others(head: bytes, path: Path) -> None:
    for mark, name in _PICTURES:
        if head.startswith(mark) and (name != "BMP" or b"\x00" in head[:32]):
            raise ReportError(f"is a {name} picture, which holds no text", str(path), _READ_TEXT)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        raise ReportError("is a WebP picture, which holds no text", str(path), _READ_TEXT)
    for mark, name in _PACKED:
        if head.startswith(mark):
            raise ReportError(f"is a {name} archive, not a report", str(path), _UNPACK)
    if head.lstrip().startswith(b"{\\rtf"):
        raise ReportError("is an RTF file, which is not read", str(path), "Save it as .docx or PDF and add it again.")


def _text_form(path: Path) -> str:
    data = path.read_bytes()
    if _MIME.match(data[:HEAD]) or (_QUOTED.search(data[:65536]) and re.search(rb"=3D", data) and _HTML.search(data)):
        return "mht"
    sample = data[: 256 * 1024].replace(b"\x00", b"")  # UTF-16 tags are found as well
    if b"urn:schemas-microsoft-com:office:spreadsheet" in sample and b"<Workbook" in sample:
        raise ReportError("is an XML workbook of 2003", str(path), "Save it as .xlsx and add it again.")
    if b"<w:wordDocument" in sample or b"<pkg:package" in sample:
        raise ReportError("is a Word XML file", str(path), "Save it as .docx and add it again.")
    if _looks_html(sample):
        return "html"
    lines = split_lines(decode_text(data, path)[0])
    if not any(line.strip() for line in lines):
        raise ReportError("the file holds no text", str(path), "Check that the right file was given.")
    check_lengths(enumerate(lines, 1), path)
    return "csv" if find_delimiter(lines, path.suffix.lower() in (".csv", ".tsv")) else "text"


def _looks_html(sample: bytes) -> bool:
    """A file that begins with a tag, or whose first tag is followed by many more; Markdown may hold a few."""
    first = _HTML.search(sample)
    if not first:
        return False
    start = sample.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").lstrip()
    begins = bool(
        re.match(
            rb"<(?:!doctype|!--|\?xml|html|head|body|meta|table|div|p|h[1-6]|center|span|font|style|title)\b|<!--",
            start,
            re.I,
        )
    )
    if all(tag in sample.lower() for tag in (b"<table", b"<tr", b"<td")):
        return True
    tags = _TAG.findall(sample)
    return (begins and len(tags) >= 1) or b"<html" in first.group().lower() or sum(map(len, tags)) * 8 > len(sample)
