"""Part of a library, or two libraries as one: what questions are answered from where not all of one folder counts.

A view opens nothing and copies nothing: the prepared evidence stays with the libraries it looks at, so that a view can
be made for every question. For a question nothing exists but what is in its view.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from assistant.evidence import ReportEvidence
from assistant.library import LibraryView, years_printed
from assistant.vocabulary import load_vocabulary
from index.errors import LibraryError
from index.types import Chunk, Report, SourceLine
from index.vectors import VectorSearch
from index.versions import all_versions


def narrowed(library: LibraryView, files: Collection[str]) -> LibraryView:
    """The library as if it held these files only. A name that it does not hold names nothing; of none, every question
    is declined.
    """
    held = {report.file for report in library.reports}
    wanted = held.intersection(files)
    return library if wanted == held else _Narrowed(library, frozenset(wanted))


def joined(first: LibraryView, second: LibraryView) -> LibraryView:
    """Two libraries, embedded by one model, as one. A file of `second` whose name `first` has is shown under another."""
    names = other_names((report.file for report in second.reports), {report.file for report in first.reports})
    return _Joined((first, _Renamed(second, names) if names else second))


def other_names(files: Iterable[str], taken: Collection[str]) -> dict[str, str]:
    """For each file whose name is taken, the name it is shown under: accounts.pdf → accounts (2).pdf."""
    own = list(files)
    used = {*own, *taken}
    names: dict[str, str] = {}
    for file in own:
        if file in taken:
            names[file] = free_name(file, used)
            used.add(names[file])
    return names


def free_name(file: str, used: Collection[str]) -> str:
    """The file's name, or where that is used already the first of `name (2).pdf`, `name (3).pdf` … that is not."""
    if file not in used:
        return file
    path = PurePath(file)
    number = 2
    while (name := f"{path.stem} ({number}){path.suffix}") in used:
        number += 1
    return name


class _Narrowed:
    """Some reports of a library."""

    def __init__(self, library: LibraryView, files: frozenset[str]) -> None:
        self._library = library
        self.lock = library.lock
        self._files = files
        self.reports = tuple(report for report in library.reports if report.file in files)
        self._readable = all_versions(self.reports)
        self.vectors: VectorSearch = library.vectors
        self.understood = library.understood

    def evidence(self, reports: Sequence[Report]) -> list[ReportEvidence]:
        for report in reports:
            self._check(report.file)
        return self._library.evidence(reports)

    def printed_years(self, reports: Sequence[Report]) -> dict[int, frozenset[str]]:
        return years_printed(self.evidence(reports))

    def lines(self, file: str, first: int, last: int) -> tuple[SourceLine, ...]:
        return self._library.lines(file, first, last) if file in self._readable else ()

    def page_lines(self, file: str, page: int) -> tuple[SourceLine, ...]:
        return self._library.page_lines(file, page) if file in self._readable else ()

    def section(self, file: str, line: int) -> str:
        return self._library.section(file, line) if file in self._readable else ""

    def _check(self, file: str) -> None:
        if file not in self._files:
            raise LibraryError(f"no report named {file!r}", None, "Choose among the reports that the library lists.")

    def close(self) -> None:
        """The library belongs to others."""


class _Joined:
    """Several libraries, no file name in two of them."""

    def __init__(self, libraries: Sequence[LibraryView]) -> None:
        self.lock = libraries[0].lock  # the one that many share; it is taken before those of the others
        self._owner = {file: library for library in libraries for file in all_versions(library.reports)}
        self.reports = tuple(sorted((r for one in libraries for r in one.reports), key=lambda report: report.file))
        self.vectors: VectorSearch = _Merged([one.vectors for one in libraries])
        self.understood = libraries[0].understood  # all are of one model; the first was put to the test

    def evidence(self, reports: Sequence[Report]) -> list[ReportEvidence]:
        own: dict[int, list[Report]] = {}
        owners = {id(library): library for library in self._owner.values()}
        for report in reports:
            own.setdefault(id(self._of(report.file)), []).append(report)
        # each library at once: it keeps at least what it is asked for together
        found = {one.report.file: one for key, some in own.items() for one in owners[key].evidence(some)}
        return [found[report.file] for report in reports]

    def printed_years(self, reports: Sequence[Report]) -> dict[int, frozenset[str]]:
        return years_printed(self.evidence(reports))

    def lines(self, file: str, first: int, last: int) -> tuple[SourceLine, ...]:
        return self._owner[file].lines(file, first, last) if file in self._owner else ()

    def page_lines(self, file: str, page: int) -> tuple[SourceLine, ...]:
        return self._owner[file].page_lines(file, page) if file in self._owner else ()

    def section(self, file: str, line: int) -> str:
        return self._owner[file].section(file, line) if file in self._owner else ""

    def _of(self, file: str) -> LibraryView:
        if file not in self._owner:
            raise LibraryError(f"no report named {file!r}", None, "Choose among the reports that the library lists.")
        return self._owner[file]

    def close(self) -> None:
        """The libraries belong to others."""


class _Renamed:
    """A library some of whose files are shown under other names, in every place where a file's name stands."""

    def __init__(self, library: LibraryView, names: Mapping[str, str]) -> None:
        self._library = library
        self.lock = library.lock
        self._held = {shown: held for held, shown in names.items()}
        self._names = names
        self._by_file = {report.file: report for report in library.reports}
        self._made: dict[str, ReportEvidence] = {}
        self.reports = tuple(
            sorted((replace(r, file=names.get(r.file, r.file)) for r in library.reports), key=lambda report: report.file)
        )
        self.vectors: VectorSearch = library.vectors
        self.understood = library.understood

    def _stored(self, file: str) -> str | None:
        """The library's own name of a file, None where the view has none of this name."""
        return self._held.get(file, None if file in self._names else file)

    def evidence(self, reports: Sequence[Report]) -> list[ReportEvidence]:
        return [
            self._renamed(report) if report.file in self._held else self._library.evidence([report])[0]
            for report in reports
        ]

    def _renamed(self, report: Report) -> ReportEvidence:
        shown = report.file
        if shown not in self._made:
            held = self._held[shown]
            one = self._library.evidence([self._by_file[held]])[0]
            facts = [replace(fact, file=shown, id=shown + fact.id.removeprefix(held)) for fact in one.facts]

            def chunks() -> list[Chunk]:
                return [replace(c, file=shown, id=shown + c.id.removeprefix(held)) for c in one.chunks.values()]

            self._made[shown] = ReportEvidence(report, facts, chunks, load_vocabulary())
        return self._made[shown]

    def printed_years(self, reports: Sequence[Report]) -> dict[int, frozenset[str]]:
        return years_printed(self.evidence(reports))

    def lines(self, file: str, first: int, last: int) -> tuple[SourceLine, ...]:
        held = self._stored(file)
        return self._library.lines(held, first, last) if held is not None else ()

    def page_lines(self, file: str, page: int) -> tuple[SourceLine, ...]:
        held = self._stored(file)
        return self._library.page_lines(held, page) if held is not None else ()

    def section(self, file: str, line: int) -> str:
        held = self._stored(file)
        return self._library.section(held, line) if held is not None else ""

    def close(self) -> None:
        """The library belongs to others."""


class _Merged:
    """Vectors of several libraries, made by one model."""

    def __init__(self, parts: Sequence[VectorSearch]) -> None:
        self._parts = parts

    def search(self, vector: Sequence[float], texts: Sequence[str], count: int) -> list[tuple[str, float]]:
        """(text, cosine similarity) of the nearest texts of all, best first."""
        found = {text: near for part in self._parts for text, near in part.search(vector, texts, count)}
        return sorted(found.items(), key=lambda one: (-one[1], one[0]))[:count]
