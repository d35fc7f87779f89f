"""The library as the assistant uses it: reports, their prepared evidence (kept while warm) and their lines.

`LibraryView` is all that answering a question needs; `Library` is one folder. Part of a library, or several as one, are
views of it (`assistant.library_views`). Nothing here judges what is read.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from threading import RLock
from typing import Protocol

from assistant.evidence import ReportEvidence
from assistant.turns import FairLock
from assistant.vocabulary import Vocabulary
from assistant.warm_reports import WarmReports
from index.build import open_store
from index.characters import shown_text
from index.embed import Embedder
from index.errors import LibraryChanged, LibraryError
from index.places import vectors_of
from index.sections import section_path
from index.selftest import SelfTest, check_self
from index.servers import Servers
from index.types import Chunk, Report, Section, SourceLine
from index.understanding import understood_languages
from index.vectors import Vectors, VectorSearch

READ_REPORTS = 64
"""Reports whose lines are kept in memory."""
GLANCE, GLANCES, MOST_GLANCED = 20, 3, 10_000
"""So few lines, so few times, are read by themselves; a report looked at more often is kept whole. Of so many it is known."""
MOST_LINES = 10**9
"""More lines than any report has."""
_number = attrgetter("number")


class LibraryView(Protocol):
    """Reports that questions are answered from. Files are named as in `reports`; no other file exists for a view.

    `understood` are the languages of questions in which its vectors may rank what is found.
    `evidence`, `lines` and `section` take reports and files of the view only. `close` gives back what the view itself
    opened, which is nothing where it looks at another library.
    """

    @property
    def reports(self) -> tuple[Report, ...]: ...

    @property
    def vectors(self) -> VectorSearch: ...

    @property
    def understood(self) -> frozenset[str]: ...

    def evidence(self, reports: Sequence[Report]) -> list[ReportEvidence]: ...

    def printed_years(self, reports: Sequence[Report]) -> dict[int, frozenset[str]]: ...

    def lines(self, file: str, first: int, last: int) -> tuple[SourceLine, ...]: ...

    def page_lines(self, file: str, page: int) -> tuple[SourceLine, ...]: ...

    def section(self, file: str, line: int) -> str: ...

    def close(self) -> None: ...

    @property
    def lock(self) -> FairLock: ...


def years_printed(evidence: Sequence[ReportEvidence]) -> dict[int, frozenset[str]]:
    """The years that figures of these reports are of, with the files that print such a figure."""
    found: dict[int, set[str]] = {}
    for one in evidence:
        for year in one.years:
            found.setdefault(year, set()).add(one.report.file)
    return {year: frozenset(files) for year, files in found.items()}


class Library:
    """Reads one library folder. Close it when done. What it holds is fixed when it is opened (see `refreshed`).

    `understood` are the languages of questions in which its vectors may rank. `vectors` stands in for the folder's own vector
    store, `warm` is what keeps prepared reports in memory.
    """

    def __init__(
        self, folder: Path, embedder: Embedder, vocabulary: Vocabulary,
        vectors: VectorSearch | None = None, warm: WarmReports | None = None, lock: FairLock | None = None,
        servers: Servers | None = None,
    ) -> None:  # fmt: skip
        self.lock = lock or FairLock()
        self._memory = RLock()  # for moments only: reading a line must not wait for the answers of others
        self._retired = False
        self._store = open_store(folder, embedder, servers=servers)
        self._version = self._store.version()
        try:
            self.vectors: VectorSearch = vectors_of(folder, self._store, embedder, servers) if vectors is None else vectors
        except LibraryError:
            self._store.close()
            raise
        self._vocabulary = vocabulary
        self._warm = WarmReports() if warm is None else warm
        self._sections: dict[str, tuple[Section, ...]] = {}
        self._lines: OrderedDict[str, tuple[SourceLine, ...]] = OrderedDict()
        self._glances: dict[str, int] = {}
        self._hold(self._store.reports())
        self.understood = understood_languages(self._store)

    def _hold(self, reports: tuple[Report, ...]) -> None:
        self.reports = reports
        self._by_file = {report.file: report for report in reports}

    def close(self) -> None:
        """Give back the files of both stores. A vector store that was handed in belongs to others."""
        self.retire()
        self._store.close()
        if isinstance(self.vectors, Vectors):
            self.vectors.close()

    def retire(self) -> None:
        """Give out nothing any more: what the folder holds is no longer what was opened. Then LibraryChanged is raised."""
        self._retired = True

    def _check(self) -> None:
        if self._retired:
            raise LibraryChanged("the reports were changed or removed meanwhile", None, "Ask again.")

    def _check_held(self, file: str) -> None:
        """What was just read of a file belongs to the report that was opened: another process may have replaced it."""
        if self._store.version() == self._version:
            return
        report = self._by_file.get(file)
        if report is not None and not self._store.holds(report):
            raise LibraryChanged("the reports were changed or removed meanwhile", None, "Ask again.")

    def changed(self) -> bool:
        """Whether another process added, replaced or removed reports since this was opened: a question to the database, quick
        enough for every question that is asked. Raises LibraryError."""
        return self._store.stale or self._store.version() != self._version

    def replaced(self) -> bool:
        """Whether another library took the place of this one: then `refreshed` is not enough. Raises LibraryError."""
        return self._store.changed()

    def refreshed(self) -> Library:
        """The library as its folder holds it now. The two share the database; reports that did not change stay warm.

        Close only one of them.
        """
        fresh = object.__new__(Library)
        fresh.lock, fresh._memory, fresh._retired = self.lock, self._memory, False
        fresh._store, fresh.vectors, fresh._vocabulary = self._store, self.vectors, self._vocabulary
        fresh._sections = {}
        fresh._lines, fresh._glances = OrderedDict(), {}
        fresh.understood = self.understood
        if isinstance(self.vectors, Vectors):
            self.vectors.close()  # opened again, it sees what another process stored
        self._store.stale = False
        fresh._version = self._store.version()  # before the reports: a change in between is noticed once more
        fresh._hold(self._store.reports())
        known = {report.file: (report, report.version, report.earlier) for report in self.reports}
        same = {report.file for report in fresh.reports if known.get(report.file) == (report, report.version, report.earlier)}
        with self._memory:
            fresh._warm = self._warm.only(same)
        return fresh

    def check_self(self) -> SelfTest:
        """Ask the known questions that the library keeps, one at a time, and compare what they find."""
        self._check()
        return check_self(self._store, self.vectors, self.lock) if isinstance(self.vectors, Vectors) else SelfTest(0)

    def fact_count(self) -> int:
        """How many facts the folder holds."""
        self._check()
        return self._store.fact_count()

    def cool(self) -> None:
        """Forget the prepared reports, which are prepared again where they are next asked for."""
        with self._memory:
            self._warm.clear()
            self._lines.clear()

    def evidence(self, reports: Sequence[Report]) -> list[ReportEvidence]:
        """The prepared facts and passages of reports, the most recently used kept warm."""
        found = []
        with self._memory:
            self._check()
            for report in reports:
                one = self._warm.get(report.file)
                if one is None:
                    facts = self._store.facts(report.file)
                    self._check_held(report.file)
                    one = ReportEvidence(report, facts, partial(self._chunks, report.file), self._vocabulary)
                    self._warm.put(report.file, one)
                found.append(one)
            self._warm.trim(len(reports))
        return found

    def warm_up(self, go_on: Callable[[], bool] = lambda: True) -> int:
        """Bring reports into memory before they are asked about, one at a time, until there is no room; gives how many are there.

        `go_on` is asked before each. Raises LibraryError.
        """
        for report in self.reports:
            if not go_on():
                break
            with self._memory:
                if self._warm.is_full:
                    break
                if report.file not in self._warm:
                    self.evidence([report])
                    self.section(report.file, 1)
        return len(self._warm)

    def _chunks(self, file: str) -> tuple[Chunk, ...]:
        """The passages of a report, read when a question first looks at them."""
        with self._memory:
            chunks = self._store.chunks(file)
            self._check_held(file)
        return chunks

    def printed_years(self, reports: Sequence[Report]) -> dict[int, frozenset[str]]:
        """The years that figures of these reports are of, with the files that print such a figure."""
        return years_printed(self.evidence(reports))

    def lines(self, file: str, first: int, last: int) -> tuple[SourceLine, ...]:
        """Lines of a report, verbatim but for signs that turn print round or carry what nobody sees (`shown_text`)."""
        with self._memory:
            self._check()
            if file not in self._lines:
                if last - first < GLANCE and self._glances.get(file, 0) < GLANCES:
                    return self._glance(file, first, last)
                found = _shown(self._store.lines(file, 1, MOST_LINES))
                if not found:
                    return ()
                self._check_held(file)
                self._lines[file] = found
                if len(self._lines) > READ_REPORTS:
                    self._lines.popitem(last=False)
            self._lines.move_to_end(file)
            held = self._lines[file]
        return held[bisect_left(held, first, key=_number) : bisect_right(held, last, key=_number)]

    def _glance(self, file: str, first: int, last: int) -> tuple[SourceLine, ...]:
        """These lines alone: most reports are cited once and not looked at again for long."""
        if len(self._glances) > MOST_GLANCED:
            self._glances.clear()
        self._glances[file] = self._glances.get(file, 0) + 1
        found = _shown(self._store.lines(file, first, last))
        self._check_held(file)
        return found

    def page_lines(self, file: str, page: int) -> tuple[SourceLine, ...]:
        """The lines on one page of a report that has pages, verbatim."""
        self._check()
        found = self._store.page_lines(file, page)
        self._check_held(file)
        return _shown(found)

    def section(self, file: str, line: int) -> str:
        """The section path of a line: titles joined by ›."""
        self._check()
        if file not in self._sections:
            found = self._store.sections(file)
            self._check_held(file)
            self._sections[file] = found
        return " › ".join(section_path(self._sections[file], line))


def _shown(lines: Iterable[SourceLine]) -> tuple[SourceLine, ...]:
    """Lines as they may be shown: what is seen of them is what was read. Nearly all are as they are."""
    return tuple(line if (text := shown_text(line.text)) == line.text else replace(line, text=text) for line in lines)
