"""Read text and Markdown: the lines as they are. Tables in text are found later, from the lines."""

from __future__ import annotations

from pathlib import Path

from index.readers.encoding import decode_text
from index.types import Document, SourceLine


def read_text(path: Path) -> Document:
    """The file's own lines, numbered from 1 and unaltered. Raises ReportError when it is no text."""
    text, warnings = decode_text(path.read_bytes(), path)
    lines = split_lines(text)
    return Document(
        "text", tuple(SourceLine(number, line) for number, line in enumerate(lines, start=1)), warnings=warnings
    )


def split_lines(text: str) -> list[str]:
    """Lines as an editor numbers them: line ends of every system divide, a form feed or a Unicode separator does not."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1].strip():
        lines.pop()  # what follows the last line end is no line
    return lines
