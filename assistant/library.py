"""The library as the assistant uses it: reports, their prepared evidence (kept while warm) and their lines."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from assistant.evidence import ReportEvidence
from assistant.vocabulary import Vocabulary
from index.build import open_store, stored_reading
from index.embed import Embedder
from index.reading import Reading
from index.sections import section_path
from index.types import Report, Section, SourceLine
from index.vectors import Vectors

# Prepared reports kept in memory; a report takes about 3 MB.
WARM_REPORTS = 64


class Library:
    """Reads one library folder. Close it when done."""

    def __init__(self, folder: Path, embedder: Embedder, vocabulary: Vocabulary) -> None:
        self._store = open_store(folder, embedder)
        self.vectors = Vectors(folder / "vectors", embedder)
        self._vocabulary = vocabulary
        self._warm: OrderedDict[str, ReportEvidence] = OrderedDict()
        self._sections: dict[str, tuple[Section, ...]] = {}
        self.reports = self._store.reports()

    def close(self) -> None:
        """Give back the database's files."""
        self._store.close()

    def evidence(self, reports: Sequence[Report]) -> list[ReportEvidence]:
        """The prepared facts and passages of reports, the most recently used kept warm."""
        found = []
        for report in reports:
            if report.file not in self._warm:
                facts, chunks = self._store.facts(report.file), self._store.chunks(report.file)
                self._warm[report.file] = ReportEvidence(report, facts, chunks, self._vocabulary)
            self._warm.move_to_end(report.file)
            found.append(self._warm[report.file])
        while len(self._warm) > max(WARM_REPORTS, len(reports)):
            self._warm.popitem(last=False)
        return found

    def printed_years(self, reports: Sequence[Report]) -> dict[int, frozenset[str]]:
        """The years that figures of these reports are of, with the files that print such a figure."""
        found: dict[int, set[str]] = {}
        for evidence in self.evidence(reports):
            for year in evidence.years:
                found.setdefault(year, set()).add(evidence.report.file)
        return {year: frozenset(files) for year, files in found.items()}

    def lines(self, file: str, first: int, last: int) -> tuple[SourceLine, ...]:
        """Lines of a report, verbatim."""
        return self._store.lines(file, first, last)

    def reading(self, report: Report) -> Reading:
        """All that the library holds of a report, as it was read."""
        return stored_reading(self._store, report)

    def section(self, file: str, line: int) -> str:
        """The section path of a line: titles joined by ›."""
        if file not in self._sections:
            self._sections[file] = self._store.sections(file)
        return " › ".join(section_path(self._sections[file], line))
