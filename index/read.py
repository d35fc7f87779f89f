"""Read a report file into numbered source lines.

Line numbers are those of the file, from 1, and the text of a line is never altered: what is ignored for meaning
(Word residue such as `[bookmark: …]`) is taken out by `clean_text`, on a copy.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from pathlib import Path

from index.errors import ReportError
from index.types import SourceLine

READABLE = (".txt", ".md", ".text")
MAXIMUM_BYTES = 64 * 1024 * 1024

# Residue that Word leaves when a document is saved as text; none of it is part of what the report says.
RESIDUE = re.compile(r"\[bookmark:[^\]]*\]|\[image:[^\]]*\]|PAGEREF\s+_Toc\d+|_Toc\d{4,}")
INVISIBLE = re.compile("[\u200b\u200c\u200d\ufeff\u00ad]")


def read_lines(path: Path) -> tuple[SourceLine, ...]:
    """The lines of a text report. Raises ReportError when the file is missing, unreadable, empty or not text."""
    data = _read_bytes(path)
    text = decode(data, path)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1].strip():
        lines.pop()  # what follows the last line end is no line
    if not any(line.strip() for line in lines):
        raise ReportError("the file holds no text", str(path), "Check that the right file was given.")
    return tuple(SourceLine(number, line) for number, line in enumerate(lines, start=1))


def _read_bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAXIMUM_BYTES:
            raise ReportError(
                f"the file has {size:,} bytes, more than the limit of {MAXIMUM_BYTES:,}", str(path), "Split the report."
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise ReportError("no such file", str(path), "Check the path.") from None
    except OSError as fault:
        raise ReportError(f"cannot be read ({fault.strerror})", str(path), "Check the file's permissions.") from fault


def decode(data: bytes, path: Path) -> str:
    """Bytes as text: UTF-8 (with or without mark), UTF-16 with mark, else GB18030, the usual Chinese code page."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _is_binary(text):
            return text
    raise ReportError(
        "is not a text file in UTF-8, UTF-16 or GB18030", str(path), "Save the report as UTF-8 text and add it again."
    )


def _is_binary(text: str) -> bool:
    """A file with control characters is no text, whatever decodes."""
    sample = text[:65536]
    controls = sum(1 for c in sample if unicodedata.category(c) == "Cc" and c not in "\t\n\r\x0b\x0c\x1a")
    return "\x00" in sample or controls > max(1, len(sample) // 200)


def clean_text(text: str) -> str:
    """The line as it is meant: residue and invisible marks taken out, runs of blanks made one."""
    text = INVISIBLE.sub("", RESIDUE.sub("", text)).replace("\u3000", " ").replace("\u00a0", " ")
    return re.sub(r"[ \t]+", " ", text).strip()
