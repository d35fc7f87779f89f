"""Build a library from report files. One bad file never stops the others; running it twice changes nothing.

A library is a folder: `library.sqlite` (reports, lines, facts, passages), `vectors/` (Chroma) and `originals/` (the
files themselves). A report's vectors are written and its file put aside before its row, and it counts as held only when its
row is there; then its file takes its place. What a process that died left between two of these steps the next one sets
right (`index.mend`). Files are read in processes of their own while those before them are embedded here; they are stored in the
order given, so that two builds of them are equal. One process at a time changes a library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from index.chunks import mask_figures
from index.collect import collect
from index.embed import Embedder, embedding_of, make_embedder
from index.embedding import mismatch, remember, remembered
from index.errors import LibraryError, MingzhangError, ReportError
from index.extraction import ExtractionReport
from index.originals import bring_original, find_original, hash_file, keep_original, place_originals, waiting_originals
from index.places import open_database, vectors_of
from index.reading import Reading, read_report
from index.servers import Servers
from index.store import Store
from index.swap import changing, recover, settle
from index.types import Fact, Report
from index.understanding import note_understanding, remark_on_understanding
from index.vectors import Vectors
from index.versions import find_newer, is_older
from index.workers import Limits, Outcome, Workers

__all__ = [
    "DEFAULT_LIBRARY", "BuildSummary", "Limits", "Progress", "Reading", "build_library", "drop_unneeded", "embed_reading", "finish",
    "label_name", "label_text", "note_model", "open_store", "open_to_read", "read_report", "stored_reading", "texts_of", "unfinished",
    "unfinished_in", "within",
]  # fmt: skip

DEFAULT_LIBRARY = Path(".mingzhang")
DEFAULT_REPORTS = Path("reports")
# Told the file under way, how many files are done (a part of one counts in proportion) and how many there are.
Progress = Callable[[str, float, int], None]
# Told each report that was stored, what was made of it, and the number of its version.
Stored = Callable[[str, ExtractionReport, int], None]
Clock = Callable[[], datetime]
UNDER_WAY = "under way"
"""The setting that says what a command is doing to the library. It is there only while that goes on, or after it died."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class BuildSummary:
    """What a build did, by file name. `failed` pairs a file with the message a person is shown.

    `extractions` tell of each file read what was made of it, `remark` what to know of the embedding model, "" for nothing.
    """

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    extractions: dict[str, ExtractionReport] = field(default_factory=dict, compare=False)
    remark: str = ""


def open_store(library: Path, embedder: Embedder, create: bool = False, servers: Servers | None = None) -> Store:
    """The library's database, checked to be of this embedding model. Raises LibraryError or EmbeddingMismatch.

    It is where the environment says, unless `servers` does.
    """
    if create:
        _make_folder(library)
    settle(library)
    store = open_database(library, create, servers)
    try:
        now, built = embedding_of(embedder), remembered(store)
        if built is not None and not built.same_space(now):
            raise mismatch(built, now, library)
        if built is None and create:
            remember(store, now)
        _place_waiting(library, store)
    except BaseException:
        store.close()
        raise
    return store


def _place_waiting(library: Path, store: Store) -> None:
    """Put files in their place whose reports a process stored and then died. Those of a living one are left alone."""
    if waiting_originals(library):
        with suppress(LibraryError), changing(library):
            place_originals(library, store.versions())


def open_to_read(library: Path) -> Store:
    """The library's database for what was read of the reports: no vector is compared, so the model that is set is no matter."""
    settle(library)
    return open_database(library)


def unfinished(store: Store) -> str | None:
    """What a command that was stopped left undone, in a sentence for a person with the next step; None where nothing is."""
    pending = store.pending()
    if pending:
        more = f" and {len(pending) - 1} more" if len(pending) > 1 else ""
        return f"a build was stopped while bringing in {pending[0][0]}{more}; to go on: python -m index build"
    doing = store.setting(UNDER_WAY)
    return f"a command was stopped ({doing}); to set in order what it left: python -m index build" if doing else None


def build_library(
    paths: Iterable[Path] | None,
    library: Path,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
    limits: Limits | None = None,
    wait: float = 0.0,
    stored: Stored | None = None,
    clock: Clock = _now,
    workers: Callable[[Sequence[Path], Limits | None], Workers] | None = None,
) -> BuildSummary:
    """Bring report files (or folders of them) into a library. Raises LibraryError; a bad file is noted, not raised.

    With None for the paths it goes on where a build was stopped, else it brings in `reports`. Another command that changes the
    library is waited for `wait` seconds.
    Stopped at any point, by Ctrl-C or worse, it leaves whole reports; the next build goes on where this one was. What was made
    of each report is told to `stored`, else kept in the summary. `workers` read the files: here, unless others are given
    (`index.cluster`).
    """
    from index.mend import mend_stores

    embedder = embedder or make_embedder()
    _make_folder(library)
    with changing(library, wait, "building"):
        recover(library)
        store = open_store(library, embedder, create=True)
        vectors = vectors_of(library, store, embedder)
        try:
            place_originals(library, store.versions())
            left = _left(store)
            files, failed = collect(left if paths is None else paths)
            build = _Build(store, vectors, library, BuildSummary(failed=failed), stored, clock)
            changed = mend_stores(store, vectors, library)
            changed |= build.run(files, progress, limits, workers)
            build.summary.remark = finish(store, vectors, library, changed)
            if progress:
                progress("", len(files), len(files))
        finally:
            store.close()
            vectors.close()
    return build.summary


def unfinished_in(library: Path) -> str | None:
    """The same of a library folder. Raises LibraryError."""
    store = open_to_read(library)
    try:
        return unfinished(store)
    finally:
        store.close()


def _left(store: Store) -> list[Path]:
    """What a build that was stopped was about; the usual folder where none was. A file that is gone is told once."""
    pending = [(file, Path(source)) for file, source in store.pending()]
    for file, source in pending:
        if not source.exists():
            store.give_up(file)
    return [source for _, source in pending] if pending or store.setting(UNDER_WAY) else [DEFAULT_REPORTS]


def _make_folder(library: Path) -> None:
    try:
        library.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise LibraryError(
            f"the folder cannot be made ({fault.strerror})", str(library), "Choose another."
        ) from fault


@dataclass
class _Build:
    """One build: what it stores where, and what it tells."""

    store: Store
    vectors: Vectors
    library: Path
    summary: BuildSummary
    stored: Stored | None
    clock: Clock

    def run(self, files: Sequence[Path], progress: Progress | None, limits: Limits | None, workers: Callable | None = None) -> bool:
        """Bring in what is new or changed; gives whether something was."""
        held = self.store.names()
        same = {path for path in files if path.name in held and held[path.name] == hash_file(path)}
        new = [path for path in files if path not in same]
        for file in {path.name for path in same}.intersection(file for file, _ in self.store.pending()):
            self.store.give_up(file)  # it is again what is held
        if new or self.store.pending():
            self.store.begin([(path.name, str(path)) for path in new])
            self.store.set_setting(UNDER_WAY, "build")
        with (workers or Workers)(new, limits) as reading:
            outcomes = iter(reading)
            if new:
                self.vectors.count()  # loads the vector store, which takes longer than reading the first files
            for number, path in enumerate(files):
                told = within(progress, path.name, number, len(files))
                told(0.0)
                if path in same:
                    self.summary.unchanged.append(path.name)
                    _keep_if_missing(path, self.library, self.summary)
                else:
                    self._bring_in(next(outcomes), path.name in held, told)
        return bool(self.summary.added or self.summary.replaced)

    def _bring_in(self, outcome: Outcome, replaces: bool, told: Callable[[float], None]) -> None:
        """Embed and store one reading, or note why there is none."""
        file = outcome.path.name
        try:
            if outcome.fault:
                raise outcome.fault
            reading, extraction = outcome.value
            names = embed_reading(reading, self.vectors, told)
            report = replace(reading.report, stored=self.clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
            bring_original(outcome.path, self.library, report.sha256)
            self.store.add(
                report, str(outcome.path), reading.lines, reading.sections, reading.facts, reading.chunks, extraction, names, keep=True
            )
            versions = self.store.versions(file)
            place_originals(self.library, versions)
        except MingzhangError as fault:
            self.summary.failed.append((file, str(fault)))
            if isinstance(fault, ReportError):  # any other fault is not the file's: it is still to be brought in
                self.store.give_up(file)
            return
        if self.stored:
            self.stored(file, extraction, next(one.version for one in versions if one.file == file))
        else:
            self.summary.extractions[file] = extraction
        (self.summary.replaced if replaces else self.summary.added).append(file)


def finish(store: Store, vectors: Vectors, library: Path, changed: bool) -> str:
    """End a command that may have changed a library: what nothing needs is dropped, and what is known of the whole noted.

    Gives what a person should know of the embedding model, "" for nothing. Where reports are still to be brought in, as the disk was full, that stays noted.
    """
    from index.selftest import make_selftest

    if changed:
        note_newer(store)
        drop_unneeded(store, vectors)
    remark = note_model(store, vectors)
    if changed:
        make_selftest(store, vectors)
    if store.setting(UNDER_WAY) is not None and not store.pending():
        store.set_setting(UNDER_WAY, None)
    return remark


def note_newer(store: Store) -> None:
    """Note which reports are corrected by which other."""
    newest = [report for report in store.versions() if not is_older(report)]

    def shared(old: str, new: str) -> float:
        texts = store.vectors_of(old)
        return len(texts & store.vectors_of(new)) / len(texts) if texts else 0.0

    store.set_newer(find_newer(newest, shared))


def _keep_if_missing(path: Path, library: Path, summary: BuildSummary) -> None:
    """Libraries built before files were kept get theirs; one that cannot be is told, and the report stays held."""
    try:
        if find_original(library, path.name) is None:
            keep_original(path, library)
    except MingzhangError as fault:
        summary.failed.append((path.name, str(fault)))


def within(progress: Progress | None, name: str, number: int, count: int) -> Callable[[float], None]:
    """Tells what part of one file is done as a part of the whole build."""

    def tell(part: float) -> None:
        if progress:
            progress(name, number + part, count)

    return tell


def stored_reading(store: Store, report: Report) -> Reading:
    """What the library holds of a report, as a reading. Its tables are not kept."""
    lines = store.lines(report.file, 1, report.line_count)
    extraction = store.extraction(report.file)
    return Reading(
        report, lines, store.sections(report.file), store.facts(report.file), store.chunks(report.file),
        warnings=extraction.warnings if extraction else (),
    )  # fmt: skip


def label_name(fact: Fact) -> str:
    """The words that say what a fact is of: the path's subject and the item."""
    return " ".join(dict.fromkeys((*fact.path[:1], fact.item)))


def label_text(fact: Fact) -> str:
    """The same for the vector of its label."""
    return mask_figures(label_name(fact))


def texts_of(reading: Reading) -> list[str]:
    """The texts of a report that are embedded, each once: its passages, then what its figures are of."""
    passages = (chunk.embedded for chunk in reading.chunks)
    labels = (label_text(fact) for fact in reading.facts)
    return [text for text in dict.fromkeys((*passages, *labels)) if text.strip()]


def embed_reading(reading: Reading, vectors: Vectors, told: Callable[[float], None]) -> list[str]:
    """Embed a report's texts; gives the ids of their vectors."""
    texts = texts_of(reading)
    vectors.store(texts, progress=lambda done: told(done / max(1, len(texts))))
    return [vectors.name(text) for text in texts]


def note_model(store: Store, vectors: Vectors) -> str:
    """Remember, once there is a vector, how wide it is and what the model understands; gives what a person should know of that."""
    if store.setting("embedding_dimension") is None and (width := vectors.width()):
        store.set_setting("embedding_dimension", str(width))
        note_understanding(store, vectors.embedder)
    return remark_on_understanding(store)


def drop_unneeded(store: Store, vectors: Vectors) -> None:
    """Forget vectors that no report needs: of removed and replaced reports, and of builds that were stopped."""
    vectors.remove(sorted(vectors.names() - store.vectors()))
