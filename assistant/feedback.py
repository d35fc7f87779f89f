"""Keep what readers say of answers: a file beside the library that the evaluation harness reads as a question file.

It stores, and judges nothing. A row holds the question with its talk and filters, the answer as the JSON contract, the
vote and the note. Of the reader it holds nothing: no name, no address, no cookie.

A vote is no proof. "right" makes a row whose gold is the answer given: its first figure and the lines that figure cites
(an answer in words: what it quotes of its lines; a decline: that it is declined). "wrong" makes a row of kind "unknown":
what would be right is not known, so the harness shows it to a person and counts it neither right nor wrong.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from assistant.types import Answer
from index.errors import MingzhangError, QuestionError

FILE_NAME = "feedback.jsonl"
VERDICTS = ("right", "wrong")
LONGEST_NOTE = 1000
MOST_BYTES = 20_000_000
"""Bytes of the file, some thousand rows: then nothing more is taken until a person has moved it away."""
SHORTEST_QUOTE = 4
# Controls, line and paragraph separators, marks that turn the direction of text, and halves of characters.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")
_lock = threading.Lock()


class FeedbackFull(MingzhangError):
    """The file has reached its limit; nothing was stored."""


def store_feedback(
    folder: Path, answer: Answer, verdict: str, note: str = "", conversation: Sequence[str] = (),
    files: Sequence[str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Append one vote to the feedback file of a library folder and give the row that was written.

    Safe beside other threads and processes that do the same. Raises QuestionError for another verdict than right or
    wrong, or a note that is too long; FeedbackFull; MingzhangError where the file cannot be written.
    """
    if verdict not in VERDICTS:
        raise QuestionError(f"{verdict!r} is no verdict", "verdict", "Give right or wrong.")
    if len(note) > LONGEST_NOTE:
        raise QuestionError(f"the note has {len(note):,} characters, the limit is {LONGEST_NOTE:,}", "note", "Say it shorter.")
    row = feedback_row(answer, verdict, cleaned(note), conversation, files)
    # read as lines by others too: whatever a program may take for the end of a line is written as an escape
    text = re.sub("[\x7f-\x9f\u2028\u2029]", lambda mark: f"\\u{ord(mark.group()):04x}", json.dumps(row, ensure_ascii=False))
    _append(folder / FILE_NAME, text.encode("utf-8", errors="replace") + b"\n")
    return row


def cleaned(text: str) -> str:
    """A text without what cannot be seen: each run of control, direction and zero-width marks becomes a space."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def feedback_row(
    answer: Answer, verdict: str, note: str, conversation: Sequence[str], files: Sequence[str] | None
) -> dict[str, Any]:
    """The row of one vote, as `evals.dataset` reads it."""
    now = datetime.now(UTC)
    row: dict[str, Any] = {
        "id": f"feedback-{now:%Y%m%d%H%M%S}-{secrets.token_hex(4)}",
        "lang": answer.language,
        "question": answer.question,
        "conversation": list(conversation),
        "files": None if files is None else list(files),
        "type": f"feedback-{verdict}",
        **(_gold(answer) if verdict == "right" else _disputed(answer)),
        "note": note,
        "verdict": verdict,
        "time": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "answer": answer.to_json(),
    }
    return row


def _gold(answer: Answer) -> dict[str, Any]:
    """The answer given as the gold answer."""
    if answer.status != "answered":
        return {"kind": "refuse"}
    if answer.figures:
        first = answer.figures[0]
        return {"kind": "value", "value": first.value, "unit": first.unit, **_evidence(answer, first.citations)}
    return {"kind": "text", "keywords": _quoted(answer), **_evidence(answer, [citation.mark for citation in answer.citations])}


def _disputed(answer: Answer) -> dict[str, Any]:
    """A row whose gold is not known; `disputed` is the figure that was called wrong."""
    return {"kind": "unknown", "disputed": [[figure.value, figure.unit] for figure in answer.figures[:1]]}


def _evidence(answer: Answer, marks: Sequence[int]) -> dict[str, Any]:
    """One group of evidence for each line cited under these marks."""
    cited = list(dict.fromkeys((c.file, c.line) for c in answer.citations if c.mark in set(marks)))
    if not cited:
        return {}
    return {"file": [file for file, _ in cited], "lines": [[line] for _, line in cited]}


def _quoted(answer: Answer) -> list[list[str]]:
    """What the answer's text has word for word from its lines, one group a line; the text itself where that is nothing."""
    groups = []
    for citation in answer.citations:
        match = SequenceMatcher(None, answer.text, citation.text, autojunk=False).find_longest_match()
        quote = answer.text[match.a : match.a + match.size].strip()
        if len(quote) >= SHORTEST_QUOTE:
            groups.append([quote])
    return groups or [[answer.text]]


def _append(path: Path, line: bytes) -> None:
    """Add one whole line under a lock, after one that a crash may have left unfinished."""
    try:
        with _lock, path.open("ab") as file, _locked(file.fileno()):
            size = os.fstat(file.fileno()).st_size
            if size + len(line) > MOST_BYTES:
                raise FeedbackFull(
                    f"the feedback file has reached its limit of {MOST_BYTES:,} bytes", path.name, "Move it away to take more."
                )
            file.write(line if size == 0 or _ends_a_line(path, size) else b"\n" + line)
    except OSError as fault:
        raise MingzhangError(
            f"feedback cannot be written ({fault.strerror or type(fault).__name__})", path.name,
            "Make the library folder writable for the chat.",
        ) from fault  # fmt: skip


def _ends_a_line(path: Path, size: int) -> bool:
    with path.open("rb") as file:
        file.seek(size - 1)
        return file.read(1) == b"\n"


@contextmanager
def _locked(descriptor: int) -> Iterator[None]:
    """Keep other processes from writing; where the system has no such locks, appending whole lines has to do."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
