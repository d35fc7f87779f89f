"""The product's own search as a LangChain retriever: a question in, the lines it is about out, each with what citing it takes.

The search is that of the answers (`assistant.find_lines`): a body and a year that the question names are filters, so that of
near-identical reports the right one is found; what the library does not hold gives no documents. It answers nothing.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field, PrivateAttr

from assistant.fold import simplify
from index.errors import MingzhangError, QuestionError
from index.types import Report

if TYPE_CHECKING:
    from assistant.find_lines import FoundLines
    from index.embed import Embedder

MOST_DOCUMENTS = 100


class DisclosureRetriever(BaseRetriever):
    """Finds the lines of a library that a question is about. Make it with `DisclosureRetriever(assistant=…)` or `.open(folder)`.

    `k` is the most documents given. `entity` (any name of a body), `year` (of the report), `kind` (决算, final accounts, budget …)
    and `scope` (部门, 单位 …) keep to part of the library; what the question itself names does so as well. Opened from a folder it
    can be pickled: the copy opens the folder again. It may be used from several threads: they take turns.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Any = Field(exclude=True, repr=False)
    k: int = Field(default=8, ge=1, le=MOST_DOCUMENTS)
    entity: str | None = None
    year: int | None = None
    kind: str | None = None
    scope: str | None = None
    library: Path | None = None
    _own: bool = PrivateAttr(default=False)

    @classmethod
    def open(cls, library: Path | str, embedder: Embedder | None = None, **fields: Any) -> DisclosureRetriever:
        """Open a library folder; `fields` are those of the class. Raises LibraryError as `Assistant.open` does. Close it when done."""
        from assistant.ask import Assistant

        made = cls(assistant=Assistant.open(Path(library), embedder), library=Path(library).resolve(), **fields)
        made._own = True
        return made

    def close(self) -> None:
        """Give back the library's files, where this opened them."""
        if self._own:
            self.assistant.close()

    def __enter__(self) -> DisclosureRetriever:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __reduce__(self) -> tuple[Any, ...]:
        if self.library is None:
            raise MingzhangError(
                "a retriever over an open assistant cannot be pickled", None, "Make it with DisclosureRetriever.open(folder), or make another there."
            )
        fields = {name: getattr(self, name) for name in ("k", "entity", "year", "kind", "scope", "tags", "metadata", "name")}
        return _reopened, (self.library, fields)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        """The documents, best first. Raises QuestionError for an empty question or a filter that nothing held fits."""
        with self.assistant.lock:
            view = self.assistant.narrowed([report.file for report in self._reports()])
            held = {report.file: report for report in view.reports()}
            return [_document(view, held[found.file], found) for found in view.find_lines(query, self.k)]

    def _reports(self) -> list[Report]:
        """The reports that the filters leave."""
        assistant = self.assistant
        reports = list(assistant.reports_of(self.entity)) if self.entity else list(assistant.reports())
        for name, wanted in (("year", self.year), ("kind", self.kind), ("scope", self.scope)):
            if wanted is None or wanted == "":
                continue
            fitting = [report for report in reports if self._fits(getattr(report, name), wanted)]
            if not fitting:
                there = ", ".join(sorted({str(getattr(report, name)) for report in reports if getattr(report, name)}))
                raise QuestionError(f"the library holds no report of {name} {wanted!r}", name, f"There is: {there or 'none'}.")
            reports = fitting
        return reports

    def _fits(self, held: str | int | None, wanted: str | int) -> bool:
        """Whether a report's field is what a reader calls so: 部门决算 and final accounts are 决算."""
        if isinstance(wanted, int) or held is None:
            return held == wanted
        named = {simplify(wanted), *self.assistant.marks(wanted)}
        return any(str(held) in name for name in named)


def _reopened(library: Path, fields: dict[str, Any]) -> DisclosureRetriever:
    return DisclosureRetriever.open(library, **fields)


def _document(view: Any, report: Report, found: FoundLines) -> Document:
    """The lines verbatim, one under another, with where they stand and whose they are."""
    lines = [line for number in found.numbers for line in view.lines(found.file, number, number)]
    page = next((line.page for line in lines if line.number == found.first), None)
    key = f"{found.file}:{found.first}" + (f"-{found.last}" if found.last > found.first else "")
    return Document(
        id=key, page_content="\n".join(line.text for line in lines),
        metadata={
            "id": key, "file": found.file, "line": found.first, "end_line": found.last, "lines": [line.number for line in lines],
            "page": page, "section": view.section(found.file, found.first), "entity": report.entity, "year": report.year,
            "kind": report.kind, "scope": report.scope, "score": found.score, "found_by": found.by,
        },
    )  # fmt: skip
