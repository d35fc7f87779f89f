"""Cut the plain text of a report into overlapping passages. Knows no headings, no tables and no figures."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.read import read_document
from index.types import SourceLine

# What the splitter's own tutorials take for short passages.
PASSAGE_CHARACTERS = 500
OVERLAP = 50
# Chinese ends a sentence without a blank; LangChain's own advice for such text is to add its marks to the separators.
SEPARATORS = ("\n\n", "\n", "。", "；", "，", " ", "")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage: `lines` are the source lines that its text has a part of, in order. `text` is as printed."""

    text: str
    lines: tuple[SourceLine, ...]


def split_report(path: Path) -> tuple[Passage, ...]:
    """The passages of a report file in print order. Raises ReportError."""
    return split_lines(read_document(path).lines)


def split_lines(lines: Sequence[SourceLine]) -> tuple[Passage, ...]:
    """The passages of a report's lines in print order."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=PASSAGE_CHARACTERS, chunk_overlap=OVERLAP, add_start_index=True,
        separators=list(SEPARATORS), keep_separator="end",
    )  # fmt: skip
    starts, text = _joined(lines)
    return tuple(
        _passage(document.page_content, document.metadata["start_index"], lines, starts)
        for document in splitter.create_documents([text])
    )


def _joined(lines: Sequence[SourceLine]) -> tuple[list[int], str]:
    """Where each line begins in the text, and the text."""
    starts, position = [], 0
    for line in lines:
        starts.append(position)
        position += len(line.text) + 1
    return starts, "\n".join(line.text for line in lines)


def _passage(text: str, start: int, lines: Sequence[SourceLine], starts: list[int]) -> Passage:
    first = bisect_right(starts, start) - 1
    last = bisect_right(starts, start + max(0, len(text) - 1)) - 1
    return Passage(text, tuple(lines[first : last + 1]))
