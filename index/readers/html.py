"""Read web pages: blocks of text and table rows in order. It runs no script, loads nothing and judges no meaning.

A block or a row is numbered by the line of the file its text begins on. The parser forgets lines, so each start tag is
given its line as an attribute before parsing.
"""

from __future__ import annotations

import email
import email.message
import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from index.errors import ReportError
from index.readers.encoding import decode_text
from index.readers.html_hidden import mark_hidden
from index.readers.html_tables import table_rows
from index.readers.html_text import BLOCKS, DROPPED, TextRun, is_hidden, last_line, tag_of
from index.readers.pages import DocumentBuilder
from index.types import Document

_START_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9:-]*)(?=[\s/>])")
_META = re.compile(rb"""<meta\b[^>]*?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_CUT_REFERENCE = re.compile(r"&[\r\n]*#[\r\n]*([xX]?)((?:[0-9A-Fa-f][\r\n]*){1,8});")
_AGAIN = "Get the page again, or save it from a browser as UTF-8."


def read_html(path: Path) -> Document:
    """Lines and grids of a web page. Raises ReportError when its bytes are no text."""
    data = path.read_bytes()
    found = _META.search(data[:8192])
    text, warnings = decode_text(data, path, found[1].decode("ascii", "replace") if found else None)
    builder = DocumentBuilder("html")
    builder.warnings.extend(warnings)
    read_markup(text, builder, raw_lines=True)
    return builder.build()


def read_mht(path: Path) -> Document:
    """Lines and grids of a page saved as MIME (MHT, or a .doc that is one), numbered in order from 1."""
    data = path.read_bytes()
    builder = DocumentBuilder("html")
    for part in _html_parts(email.message_from_bytes(data.lstrip()), data):
        payload, declared = part
        found = _META.search(payload[:8192])
        text, warnings = decode_text(
            payload, path, declared or (found[1].decode("ascii", "replace") if found else None)
        )
        builder.warnings.extend(warnings)
        read_markup(text, builder, raw_lines=False)
    if not builder.lines:
        raise ReportError("is a MIME file without a page of text", str(path), _AGAIN)
    return builder.build()


def _html_parts(message: email.message.Message, data: bytes) -> Iterator[tuple[bytes, str | None]]:
    """Payload and charset of each page in the message; the whole file where it has no headers."""
    found = False
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                found = True
                yield payload, part.get_content_charset()
    if not found and re.search(rb"=3D", data):
        import quopri

        yield quopri.decodestring(data), None


def read_markup(text: str, builder: DocumentBuilder, raw_lines: bool) -> None:
    """Add the blocks and tables of one page to `builder`; `raw_lines`: number them by the lines of `text`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    root = _parse(text)
    if root is None:
        return
    builder.warnings.extend(mark_hidden(root))
    mixed = not re.match(r"\s*<", text) and not re.search(r"<(?:html|body)\b", text[:8192], re.IGNORECASE)
    run = TextRun(by_lines=mixed)  # Markdown with a table in tags: its lines are lines
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event in ("comment", "pi"):
            run.add(node.tail, counted=node.text)
        elif event == "start":
            if tag_of(node) in DROPPED or is_hidden(node):
                run.move_to(last_line(node, run.line))
                walk.skip_subtree()
            elif tag_of(node) == "table" and (rows := table_rows(node)) is not None:
                _flush(run, builder, raw_lines)
                builder.add_rows(rows, raw_lines=raw_lines)
                walk.skip_subtree()
                run.move_to(last_line(node, run.line))
            else:
                _start(node, run, builder, raw_lines)
        else:
            if tag_of(node) in BLOCKS:
                _flush(run, builder, raw_lines)
            run.add(node.tail)
    _flush(run, builder, raw_lines)


def _start(node: etree._Element, run: TextRun, builder: DocumentBuilder, raw_lines: bool) -> None:
    if tag_of(node) in BLOCKS:
        _flush(run, builder, raw_lines)
    run.move_to(int(node.get("mz-line") or 0))
    run.add(node.text, verbatim=tag_of(node) == "pre")


def _flush(run: TextRun, builder: DocumentBuilder, raw_lines: bool) -> None:
    for text, line in run.take():
        builder.add_line(text, raw=line if raw_lines else None)


def _parse(text: str) -> etree._Element | None:
    """The tree of the page, every element with its line; None for a page without any element.

    Raises ReportError for a page so deep that the parser would leave out what is inside.
    """
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", lambda found: "\n" * found[0].count("\n"), text)
    numbered = _number_tags(_CUT_REFERENCE.sub(_mend_reference, text))
    parser = html.HTMLParser(recover=True, huge_tree=True, remove_comments=False, encoding="utf-8")
    try:
        root = etree.fromstring(numbered.encode("utf-8", "ignore"), parser)
    except etree.XMLSyntaxError:
        root = None
    if any("depth" in entry.message.lower() for entry in parser.error_log.filter_from_fatals()):
        raise ReportError("nests its elements too deeply, so that text would be lost", None, _AGAIN)
    return root


def _mend_reference(found: re.Match[str]) -> str:
    """A character reference that line breaks cut in pieces, whole again; the breaks follow it, so lines keep their numbers."""
    digits = re.sub(r"\s", "", found[2])
    return f"&#{found[1]}{digits};" + "\n" * found[0].count("\n")


def _number_tags(text: str) -> str:
    """Each start tag with its line. Unquoted, so that a tag's look-alike inside an attribute stays inside it."""
    ends = [found.start() for found in re.finditer("\n", text)]
    return _START_TAG.sub(lambda found: f"<{found[1]} mz-line={bisect_right(ends, found.start()) + 1} ", text)
