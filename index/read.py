"""Read a report file into numbered lines and grids: the reader is chosen by the file's content, not by its name.

What is printed is never altered: what is ignored for meaning (Word residue such as `[bookmark: …]`, the quotes and
closing commas of a CSV line) is taken out by `clean_text`, on a copy.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from index.characters import INVISIBLE
from index.errors import ReportError
from index.readers.encoding import decode_text
from index.readers.sniff import TEXT_LIMIT, sniff_form
from index.readers.text import check_lengths, split_lines
from index.types import Document, SourceLine

# Names by which a folder's files are picked; a file named on its own is judged by its content alone.
READABLE = (
    ".txt", ".text", ".md", ".csv", ".tsv", ".html", ".htm", ".mht", ".mhtml",
    ".docx", ".doc", ".xlsx", ".xlsm", ".xls", ".pdf",
)  # fmt: skip
MAXIMUM_BYTES = TEXT_LIMIT

# Residue that Word leaves when a document is saved as text; none of it is part of what the report says.
RESIDUE = re.compile(r"\[bookmark:[^\]]*\]|\[image:[^\]]*\]|PAGEREF\s+_Toc\d+|_Toc\d{4,}")
# A CSV line of one filled cell: its quotes, doubled within, and the commas of its empty cells.
_EMPTY_CELLS = re.compile(r'^,+$|(?<=[^,]),{2,}$|(?<="),+$')
_QUOTED = re.compile(r'"((?:[^"]|"")*+)"')


def read_document(path: Path) -> Document:
    """Lines, grids and warnings of one file. Raises ReportError, naming the file, whatever is wrong with it."""
    form = sniff_form(path)
    reader = _reader(form)
    try:
        document = reader(path)
    except ReportError as fault:
        if fault.where is None:  # the reader's part that found it knows no file
            raise ReportError(fault.what, str(path), fault.next_step) from fault
        raise
    except MemoryError as fault:
        raise ReportError(
            f"needs more memory than there is to read as {form}", str(path), "Split the report."
        ) from fault
    except Exception as fault:  # a damaged file may raise anything inside a foreign parser, and must stop nothing else
        raise ReportError(
            f"is damaged: it cannot be read as {form} ({type(fault).__name__}: {_short(fault)})",
            str(path),
            "Get the file again, or open it in the program that made it and save it anew.",
        ) from fault
    if not any(line.text.strip() for line in document.lines):
        raise ReportError("the file holds no text", str(path), "Check that the right file was given.")
    check_lengths(((line.number, line.text) for line in document.lines), path)
    return document


def _reader(form: str) -> Callable[[Path], Document]:
    """Readers are imported when the first file of their form comes: their libraries are slow to load."""
    if form == "pdf":
        from index.readers.pdf import read_pdf as reader
    elif form in ("docx", "doc"):
        from index.readers import word

        reader = word.read_docx if form == "docx" else word.read_doc
    elif form in ("xlsx", "xls"):
        from index.readers import sheets

        reader = sheets.read_xlsx if form == "xlsx" else sheets.read_xls
    elif form in ("html", "mht"):
        from index.readers import html

        reader = html.read_html if form == "html" else html.read_mht
    elif form == "csv":
        from index.readers.delimited import read_delimited as reader
    else:
        from index.readers.text import read_text as reader
    return reader


def _short(fault: BaseException) -> str:
    return " ".join(str(fault).split())[:120] or "no reason given"


def read_lines(path: Path) -> tuple[SourceLine, ...]:
    """The lines of a text report. Raises ReportError when the file is missing, unreadable, empty or not text."""
    data = _read_bytes(path)
    lines = split_lines(decode(data, path))
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
    """Bytes as text: UTF-8, UTF-16, GB18030 or Big5. Raises ReportError where none reads every byte."""
    return decode_text(data, path)[0]


def clean_text(text: str) -> str:
    """The line as it is meant: residue and invisible marks taken out, runs of blanks made one, CSV quoting undone."""
    text = INVISIBLE.sub("", RESIDUE.sub("", text)).replace("\u3000", " ").replace("\u00a0", " ")
    text = re.sub(r"[ \t]+", " ", text).strip()
    return _unquoted(text) if '"' in text or text.endswith(",,") else text


def _unquoted(text: str) -> str:
    """A CSV line of one filled cell without its quoting; any other text as it is."""
    bare = _EMPTY_CELLS.sub("", text)
    if found := _QUOTED.fullmatch(bare):
        return found[1].replace('""', '"').strip()
    if bare.count('"') % 2:  # the first or the last line of a cell that goes over several
        bare = bare.removeprefix('"') if bare.startswith('"') else bare.removesuffix('"')
    return bare
