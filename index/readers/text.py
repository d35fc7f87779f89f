"""Read text and Markdown: the lines as they are. Tables in text are found later, from the lines."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from index.errors import ReportError
from index.readers.encoding import decode_text
from index.types import Document, SourceLine

# The longest line of some hundred published reports has 1,332 characters; a report that is one line has some tens of
# thousands. What is longer is no prose and no row of a table, and everything that looks for figures in it takes too long.
LONGEST_LINE = 100_000


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


def check_lengths(lines: Iterable[tuple[int, str]], path: Path) -> None:
    """Raise ReportError for a line (its number, its text) that is longer than any line of a report."""
    for number, text in lines:
        if len(text) > LONGEST_LINE:
            raise ReportError(
                f"line {number} has {len(text):,} characters, more than the limit of {LONGEST_LINE:,} characters", str(path),
                "Check that the right file was given; break the line where it ends in print.",
            )  # fmt: skip
