"""Faults, not outcomes: "the report does not say" is an Answer, a report that cannot be read is a fault.

MingzhangError          anything a person is told about and can act on
├─ ReportError          a report file cannot be read: missing, empty, of a kind not understood
├─ LibraryError         the library folder is missing, damaged or of another make
│  ├─ LibraryChanged    its reports were changed or removed while a result was worked out from them
│  ├─ EmbeddingMismatch the library was embedded with another model than the one asked with
│  └─ ModelError        a model that is set for embedding or reranking cannot be found, loaded or run
├─ QuestionError        a question is empty or too long
└─ RequestError         what a briefing or export asks for is not held, not clear, or cannot be written
"""

from __future__ import annotations


class MingzhangError(Exception):
    """What happened, where (file, page, line) and what to do next, joined into one message by `str()`."""

    def __init__(self, what: str, where: str | None = None, next_step: str | None = None) -> None:
        self.what, self.where, self.next_step = what, where, next_step
        parts = [f"{where}: {what}" if where else what]
        if next_step:
            parts.append(next_step)
        super().__init__(" ".join(part if part.endswith((".", "。", "?", "？")) else part + "." for part in parts))


class ReportError(MingzhangError):
    """A report file cannot be read. Nothing of it is stored; the other reports are not touched."""


class LibraryError(MingzhangError):
    """The library is missing, damaged, or was written by another version."""


class LibraryChanged(LibraryError):
    """The reports that a result was being worked out from are no longer there, or no longer the same: begin again."""


class EmbeddingMismatch(LibraryError):
    """The library's vectors come from another embedding model; mixing two would make every search wrong."""


class ModelError(LibraryError):
    """A model that is set cannot be found, loaded or run: not there, no model, damaged, or its libraries are not installed."""


class QuestionError(MingzhangError):
    """A question that cannot be taken: empty, or longer than the limit."""


class RequestError(MingzhangError):
    """A briefing or an export that cannot be made: a body or year not held, several that fit, a file that cannot be written."""
