"""Build a library anew beside itself, from what it keeps, and put the new one in its place when it is complete.

With another embedding model what was read is embedded anew and no file is read; else every report is read anew from its kept
file. Nothing stored is lost: where a file is not kept or cannot be read any more, the old library stays, or what was read of
the file before is taken over. Killed at any moment, the old library or the new one is there, whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.build import UNDER_WAY, Progress, embed_reading, finish, open_store, open_to_read, stored_reading, within
from index.embed import Embedder, embedding_of
from index.embedding import remembered
from index.errors import LibraryChanged, LibraryError
from index.extraction import ExtractionReport
from index.originals import FOLDER, find_original, take_along
from index.places import vectors_of
from index.reading import Reading
from index.store import Store
from index.swap import changing, drop_next, make_next, recover, take_next
from index.types import Report
from index.vectors import Vectors
from index.versions import is_older
from index.workers import Limits, Outcome, Workers

__all__ = ["RebuildSummary", "build_next", "rebuild_library", "without_original"]


@dataclass
class RebuildSummary:
    """What a rebuild did. `read` says whether files were read anew; `done` are the reports of the new library.

    `failed` pairs a report that could not be read anew with the message a person is shown; `carried` are those of them that
    were taken over as they had been read before. `swapped` says whether the new library is in its place, `remark` what to
    know of the embedding model.
    """

    read: bool
    done: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)
    texts: int = 0
    remark: str = ""
    swapped: bool = False


def rebuild_library(
    library: Path, embedder: Embedder, read_again: bool = False, keep_going: bool = False, progress: Progress | None = None,
    limits: Limits | None = None,
) -> RebuildSummary:  # fmt: skip
    """Rebuild a library and put the new one in its place, unless a report failed and `keep_going` is not set.

    Raises LibraryError, and then the library is as it was. Nobody may have it open meanwhile.
    """
    open_to_read(library).close()  # says what is wrong before anything is made
    with changing(library, doing="rebuilding"):
        recover(library)
        try:
            summary = build_next(library, embedder, read_again, keep_going, progress, limits)
            if keep_going or not summary.failed:
                take_next(library)
                summary.swapped = True
        finally:
            drop_next(library)
    return summary


def without_original(library: Path, reports: Sequence[Report]) -> list[str]:
    """The reports whose files the library does not keep: these cannot be read anew."""
    return [report.file for report in reports if find_original(library, report.file) is None]


def build_next(
    library: Path, embedder: Embedder, read_again: bool = False, keep_going: bool = False, progress: Progress | None = None,
    limits: Limits | None = None,
) -> RebuildSummary:  # fmt: skip
    """Build the next library beside this one. Who calls it holds the lock and puts the new one in its place, or drops it.

    Raises LibraryError, and LibraryChanged where reports were added or removed meanwhile.
    """
    old = open_to_read(library)
    try:
        held, built = old.versions(), remembered(old)
        reports = [report for report in held if not is_older(report)]
        other_model = built is not None and not built.same_space(embedding_of(embedder))
        summary = RebuildSummary(read=read_again or not other_model)
        target = make_next(library, copy=False)
        new = open_store(target, embedder, create=True)
        vectors = vectors_of(target, new, embedder)
        try:
            work = _Rebuild(library, target, old, new, vectors, summary, keep_going)
            work.run(reports, progress, limits)
            work.take_older([report for report in held if is_older(report)])
            work.take_notes()
            summary.remark = finish(new, vectors, target, changed=True)
        finally:
            new.close()
            vectors.close()
        if old.names() != {report.file: report.sha256 for report in held}:
            raise LibraryChanged("reports were added or removed while it was being rebuilt", str(library), "Rebuild it again.")
        lost = {report.file for report in reports} - set(summary.done)
        if lost and (keep_going or not summary.failed):
            raise LibraryError(f"the new library lacks {', '.join(sorted(lost))}", str(library), "It stays as it was; tell the project.")
    finally:
        old.close()
    return summary


@dataclass
class _Rebuild:
    """One rebuild: from `old` in the folder `library` to `new` in the folder `target`."""

    library: Path
    target: Path
    old: Store
    new: Store
    vectors: Vectors
    summary: RebuildSummary
    keep_going: bool

    def run(self, reports: Sequence[Report], progress: Progress | None, limits: Limits | None) -> None:
        self._tell_missing(reports)
        if self.summary.failed and not self.keep_going:
            return
        missing = {file for file, _ in self.summary.failed}
        paths = [self.library / FOLDER / report.file for report in reports if report.file not in missing] if self.summary.read else []
        with Workers(paths, limits) as workers:
            outcomes = iter(workers)
            for number, report in enumerate(reports):
                told = within(progress, report.file, number, len(reports))
                told(0.0)
                made = self._made(report, missing, outcomes)
                if made is not None and (self.keep_going or not self.summary.failed):
                    self._store(report, *made, told)
        if progress:
            progress("", len(reports), len(reports))

    def _tell_missing(self, reports: Sequence[Report]) -> None:
        for file in without_original(self.library, reports) if self.summary.read else []:
            self.summary.failed.append((file, f"{file}: its file is not kept in the library, so it cannot be read anew."))

    def _made(self, report: Report, missing: set[str], outcomes: Iterator[Outcome]) -> tuple[Reading, ExtractionReport | None] | None:
        """What is to be stored of a report: read anew, else as it was read before; None where the rebuild stops for it."""
        if not self.summary.read or report.file in missing:
            return self._as_before(report)
        outcome = next(outcomes)
        if outcome.fault is None:
            return outcome.value
        self.summary.failed.append((report.file, str(outcome.fault)))
        return self._as_before(report) if self.keep_going else None

    def _as_before(self, report: Report) -> tuple[Reading, ExtractionReport | None]:
        if self.summary.read:
            self.summary.carried.append(report.file)
        return stored_reading(self.old, report), self.old.extraction(report.file)

    def take_older(self, reports: Sequence[Report]) -> None:
        """Take older versions over as they were read: no answer is from them, and none of their texts has a vector."""
        for report in reports:
            reading = stored_reading(self.old, report)
            take_along(report.file, self.library, self.target)
            self.new.add(
                report, self.old.source(report.file), reading.lines, reading.sections, reading.facts, reading.chunks,
                self.old.extraction(report.file),
            )  # fmt: skip

    def take_notes(self) -> None:
        """Take over what a stopped build has still to bring in."""
        if pending := self.old.pending():
            self.new.begin(pending)
            self.new.set_setting(UNDER_WAY, self.old.setting(UNDER_WAY))

    def _store(self, report: Report, reading: Reading, extraction: ExtractionReport | None, told) -> None:  # noqa: ANN001
        names = embed_reading(reading, self.vectors, told)
        take_along(report.file, self.library, self.target)
        renewed = replace(reading.report, version=report.version, stored=report.stored)
        self.new.add(
            renewed, self.old.source(report.file), reading.lines, reading.sections, reading.facts, reading.chunks,
            extraction, names,
        )  # fmt: skip
        self.summary.done.append(report.file)
        self.summary.texts += len(names)
