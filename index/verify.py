"""Verify a library: count and hash again all that it holds, over both stores and the files, and mend what needs no guess.

It reads no report anew and deletes none: what is wrong with a report is told with the command that brings it right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.audit import stray_rows, unsound
from index.build import finish, open_store, stored_reading, texts_of, unfinished
from index.characters import INVISIBLE
from index.embed import Embedder
from index.errors import LibraryError
from index.mend import check_writable, embed_missing, open_or_start_anew
from index.originals import FOLDER, drop_strays, find_original, hash_file, keep_original, place_originals, strays
from index.places import vectors_of
from index.selftest import check_self, make_selftest
from index.store import Store
from index.store_rows import digest_of
from index.swap import changing, recover
from index.types import Fact, Report, SourceLine
from index.vectors import Vectors
from index.versions import is_older

BATCH = 500
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where (file, line), and what to do; `mended` says that it was put right."""

    where: str
    what: str
    next_step: str
    mended: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {'Mended' if self.mended else self.next_step}."


@dataclass
class Verification:
    """What was counted, what is wrong, and notes for a person: what a stopped command left to be done."""

    reports: int = 0
    older: int = 0
    facts: int = 0
    texts: int = 0
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def open_faults(self) -> list[Fault]:
        """The faults that were not mended."""
        return [fault for fault in self.faults if not fault.mended]

    def closing_line(self) -> str:
        """verify: N reports, M facts, K texts: 0 faults"""
        mended = len(self.faults) - len(self.open_faults)
        more = f" ({mended} mended)" if mended else ""
        return f"verify: {self.reports} reports, {self.facts} facts, {self.texts} texts: {len(self.open_faults)} faults{more}"


def verify_library(library: Path, embedder: Embedder, repair: bool = False, wait: float = 0.0) -> Verification:
    """Verify a library of this embedding model. Raises LibraryError where it cannot be opened at all.

    With `repair` no other command may change it meanwhile.
    """
    open_store(library, embedder).close()
    if not repair:
        return _verified(library, embedder, False)
    with changing(library, wait, "verifying"):
        recover(library)
        return _verified(library, embedder, True)


def _verified(library: Path, embedder: Embedder, repair: bool) -> Verification:
    store = open_store(library, embedder)
    vectors = vectors_of(library, store, embedder)
    try:
        if repair:
            place_originals(library, store.versions())
        check = _Check(store, vectors, library, repair, Verification())
        check.run()
        return check.told
    finally:
        store.close()
        vectors.close()


@dataclass
class _Check:
    """One verification; with `repair` it mends as it goes."""

    store: Store
    vectors: Vectors
    library: Path
    repair: bool
    told: Verification

    def run(self) -> None:
        left = unfinished(self.store)
        if left:
            self.told.notes.append(left)
        for what in unsound(self.store):
            self._fault("library.sqlite", f"the database is damaged: {what}", "Move the library away and build it again")
        held = self.store.versions()
        for report in held:
            self._report(report)
        self._rows()
        self._files(held, stopped=left is not None)
        self._vectors(stopped=left is not None)
        self._selftest()
        if self.repair and not self.store.pending():
            finish(self.store, self.vectors, self.library, changed=True)

    def _fault(self, where: str, what: str, next_step: str, mended: bool = False) -> None:
        self.told.faults.append(Fault(where, what, next_step, mended))

    def _report(self, report: Report) -> None:
        older = is_older(report)
        again = "Remove it and build it again" if not older else "Remove this version: python -m index remove --version"
        reading = stored_reading(self.store, report)
        self.told.reports += not older
        self.told.older += older
        self.told.facts += len(reading.facts)
        self._original(report, again)
        for what in _wrong_lines(report, reading.lines):
            self._fault(report.file, what, again)
        digest = self.store.digest(report.file)
        if digest and digest != digest_of(reading.lines, reading.sections, reading.facts, reading.chunks):
            self._fault(report.file, "what is stored is not what was read of it", again)
        for fact in unsupported(reading.facts, reading.lines):
            self._fault(f"{report.file}, line {fact.line}", f"does not hold the figure {fact.printed!r} that is said to stand there", again)
        if not older:
            self._names(report, {self.vectors.name(text) for text in texts_of(reading)})

    def _names(self, report: Report, wanted: set[str]) -> None:
        if self.store.vectors_of(report.file) != wanted:
            if self.repair:
                self.store.set_vectors(report.file, wanted)
            self._fault(report.file, "the vectors noted for it are not those of its texts", "Mend it: --repair", self.repair)

    def _original(self, report: Report, again: str) -> None:
        path = find_original(self.library, report.file)
        if path is not None and hash_file(path) == report.sha256:
            return
        source = Path(self.store.source(report.file))
        known = source.is_file() and hash_file(source) == report.sha256
        if self.repair and known:
            keep_original(source, self.library, report.file)
        where = str(self.library / FOLDER / report.file)
        if path is not None:
            self._fault(where, "the kept file is not the one that was read", "Mend it: --repair" if known else again, self.repair and known)
        elif (self.library / FOLDER).is_dir():  # a library may be kept without its files
            self._fault(where, "the report's file is not kept", "Mend it: --repair" if known else again, self.repair and known)

    def _rows(self) -> None:
        for table, file, count in stray_rows(self.store, drop=self.repair):
            self._fault("library.sqlite", f"{count} row(s) of {table} belong to {file!r}, which is not held", "Drop them: --repair", self.repair)

    def _files(self, held: Sequence[Report], stopped: bool) -> None:
        names = [report.file for report in held]
        found = drop_strays(self.library, names) if self.repair else strays(self.library, names)
        if stopped and not self.repair:
            self._left(found, "file(s)")
            return
        for path in found:
            self._fault(str(path), "belongs to no report", "Drop it: --repair", self.repair)

    def _left(self, found: Sequence, what: str) -> None:
        if found:
            self.told.notes.append(f"{len(found)} {what} of a command that was stopped are left; the next build removes them")

    def _vectors(self, stopped: bool) -> None:
        place = str(self.library / "vectors")
        try:
            if self.repair and open_or_start_anew(self.vectors, self.library):
                self._fault(place, "the vector store could not be read", "", mended=True)
            held = self.vectors.names()
            needed = self.store.vectors()
            missing, spare = needed - held, sorted(held - needed)
            spoiled = sorted(name for name in _spoiled(self.vectors, sorted(held & needed)))
        except LibraryError as fault:
            check_writable(self.library)  # the vector store writes where it is read
            self._fault(place, f"the vector store cannot be read ({fault.what})", "Mend it: --repair")
            return
        self.told.texts = len(needed)
        if spoiled:
            self._mend_spoiled(spoiled)
            self._fault(place, f"{len(spoiled)} vector(s) hold no direction", "Mend it: --repair", self.repair)
        if missing:
            if self.repair:
                embed_missing(self.store, self.vectors)
            self._fault(place, f"{len(missing)} text(s) have no vector and are not found by their meaning", "Mend it: --repair", self.repair)
        if self.repair:
            self.vectors.remove(spare)
        if stopped and not self.repair:
            self._left(spare, "vector(s)")
        elif spare:
            self._fault(place, f"{len(spare)} vector(s) belong to no report", "Drop them: --repair", self.repair)

    def _mend_spoiled(self, names: Sequence[str]) -> None:
        if self.repair:
            self.vectors.remove(names)
            embed_missing(self.store, self.vectors)

    def _selftest(self) -> None:
        if any(not fault.mended for fault in self.told.faults):
            return  # what it would find is told already
        outcome = check_self(self.store, self.vectors)
        if self.repair and not outcome.fine:
            make_selftest(self.store, self.vectors)
        if not outcome.fine:
            self._fault(str(self.library), f"known questions find something else than when it was built: {outcome.told()}",
                        "If the embedding model is another now: python -m index rebuild; else --repair", self.repair)  # fmt: skip


def _wrong_lines(report: Report, lines: Sequence[SourceLine]) -> Iterator[str]:
    if not lines:
        yield "no line of it is stored"
    elif lines[-1].number != report.line_count:
        yield f"its last line is {lines[-1].number}, where {report.line_count} was read"


def unsupported(facts: Sequence[Fact], lines: Sequence[SourceLine]) -> list[Fact]:
    """Facts whose printed figure does not stand in the lines that they name."""
    texts = {line.number: _plain(line.text) for line in lines}
    return [
        fact for fact in facts
        if _plain(fact.printed) not in "".join(texts.get(number, "") for number in range(fact.line, max(fact.end_line, fact.line) + 1))
    ]  # fmt: skip


def _plain(text: str) -> str:
    return _BLANK.sub("", INVISIBLE.sub("", text))


def _spoiled(vectors: Vectors, names: Sequence[str]) -> Iterator[str]:
    """Vectors that are all zero, or hold what is no number."""
    import numpy as np

    for start in range(0, len(names), BATCH):
        for name, row in vectors.held(names[start : start + BATCH]).items():
            if not np.isfinite(row).all() or not row.any():
                yield name
