"""Build a library from report files. One bad file never stops the others; running it twice changes nothing.

A library is a folder: `library.sqlite` (reports, lines, facts, passages), `vectors/` (Chroma) and `originals/` (the
files themselves). Vectors are written before the report's row, and a report counts as held only when its row is there;
vectors that no report needs are removed at the end. Files are read in processes of their own
while those before them are embedded here; they are stored in the order given, so that two builds of them are equal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.chunks import mask_figures
from index.embed import Embedder, embedding_of, make_embedder
from index.embedding import mismatch, remember, remembered
from index.errors import LibraryError, MingzhangError
from index.extraction import ExtractionReport
from index.originals import drop_original, find_original, keep_original
from index.places import open_database, vectors_of
from index.read import READABLE
from index.reading import Reading, read_report
from index.servers import Servers
from index.store import Store
from index.swap import refuse_while_changing, settle
from index.types import Fact, Report
from index.vectors import Vectors
from index.workers import Limits, Outcome, Workers

__all__ = [
    "DEFAULT_LIBRARY", "BuildSummary", "Limits", "Progress", "Reading", "build_library", "embed_reading", "label_text",
    "note_width", "open_store", "open_to_read", "read_report", "remove_report", "stored_reading", "texts_of", "within",
]  # fmt: skip

DEFAULT_LIBRARY = Path(".mingzhang")
# Told the file under way, how many files are done (a part of one counts in proportion) and how many there are.
Progress = Callable[[str, float, int], None]


@dataclass
class BuildSummary:
    """What a build did, by file name. `failed` pairs a file with the message a person is shown.

    `extractions` tell of each file read what was made of it.
    """

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    extractions: dict[str, ExtractionReport] = field(default_factory=dict, compare=False)


def open_store(library: Path, embedder: Embedder, create: bool = False, servers: Servers | None = None) -> Store:
    """The library's database, checked to be of this embedding model. Raises LibraryError or EmbeddingMismatch.

    It is where the environment says, unless `servers` does.
    """
    if create:
        try:
            library.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise LibraryError(
                f"the folder cannot be made ({fault.strerror})", str(library), "Choose another."
            ) from fault
    settle(library)
    store = open_database(library, create, servers)
    now, built = embedding_of(embedder), remembered(store)
    if built is not None and not built.same_space(now):
        store.close()
        raise mismatch(built, now, library)
    if built is None and create:
        remember(store, now)
    return store


def open_to_read(library: Path) -> Store:
    """The library's database for what was read of the reports: no vector is compared, so the model that is set is no matter."""
    settle(library)
    return open_database(library)


def build_library(
    paths: Iterable[Path],
    library: Path,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
    limits: Limits | None = None,
) -> BuildSummary:
    """Bring report files (or folders of them) into a library. Raises LibraryError; a bad file is noted, not raised.

    Stopped at any point, by Ctrl-C or worse, it leaves whole reports; the next build goes on where this one was.
    """
    embedder = embedder or make_embedder()
    files, summary = _collect(paths)
    refuse_while_changing(library)
    store = open_store(library, embedder, create=True)
    vectors = vectors_of(library, store, embedder)
    try:
        held = {report.file: report.sha256 for report in store.reports()}
        same = _unchanged(files, held, vectors)
        with Workers([path for path in files if path not in same], limits) as workers:
            outcomes = iter(workers)
            if len(same) < len(files):
                vectors.count()  # loads the vector store, which takes longer than reading the first files
            for number, path in enumerate(files):
                told = within(progress, path.name, number, len(files))
                told(0.0)
                if path in same:
                    summary.unchanged.append(path.name)
                    _keep_if_missing(path, library, summary)
                    continue
                _bring_in(next(outcomes), path.name in held, store, vectors, library, summary, told)
        if summary.replaced:
            _drop_unneeded(store, vectors)
        note_width(store, vectors)
        if progress:
            progress("", len(files), len(files))
    finally:
        store.close()
        vectors.close()
    return summary


def _unchanged(files: Iterable[Path], held: dict[str, str], vectors: Vectors) -> set[Path]:
    """The files that are held as they are. None is where the library lost its vectors."""
    same = {path for path in files if path.name in held and held[path.name] == _hash(path)}
    return same if same and vectors.count() else set()


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


def _bring_in(
    outcome: Outcome,
    replaces: bool,
    store: Store,
    vectors: Vectors,
    library: Path,
    summary: BuildSummary,
    told: Callable[[float], None],
) -> None:
    """Embed and store one reading, or note why there is none."""
    file = outcome.path.name
    try:
        if outcome.fault:
            raise outcome.fault
        reading, extraction = outcome.value
        if replaces:  # until all of it is stored, the next build takes it for changed
            store.mark_unfinished(file)
        names = embed_reading(reading, vectors, told)
        keep_original(outcome.path, library)
        store.add(
            reading.report,
            str(outcome.path),
            reading.lines,
            reading.sections,
            reading.facts,
            reading.chunks,
            extraction,
            names,
        )
    except MingzhangError as fault:
        summary.failed.append((file, str(fault)))
        return
    summary.extractions[file] = extraction
    (summary.replaced if replaces else summary.added).append(file)


def _hash(path: Path) -> str | None:
    """The file's sha256; None where it cannot be taken: reading it will say why."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
    except OSError:
        return None


def stored_reading(store: Store, report: Report) -> Reading:
    """What the library holds of a report, as a reading. Its tables are not kept."""
    lines = store.lines(report.file, 1, report.line_count)
    extraction = store.extraction(report.file)
    return Reading(
        report, lines, store.sections(report.file), store.facts(report.file), store.chunks(report.file),
        warnings=extraction.warnings if extraction else (),
    )  # fmt: skip


def label_text(fact: Fact) -> str:
    """The words that say what a fact is of, for the vector of its label: the path's subject and the item."""
    return mask_figures(" ".join(dict.fromkeys((*fact.path[:1], fact.item))))


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


def note_width(store: Store, vectors: Vectors) -> None:
    """Remember how many numbers a vector has, once there is one."""
    if store.setting("embedding_dimension") is None and (width := vectors.width()):
        store.set_setting("embedding_dimension", str(width))


def _drop_unneeded(store: Store, vectors: Vectors) -> None:
    """Forget vectors that no report needs: of removed and replaced reports, and of builds that were stopped."""
    vectors.remove(sorted(vectors.names() - store.vectors()))


def _collect(paths: Iterable[Path]) -> tuple[list[Path], BuildSummary]:
    summary = BuildSummary()
    files: dict[str, Path] = {}
    for path in paths:
        found = list(_files_in(path))
        if not found:
            what = "holds no report that can be read" if path.is_dir() else "no such file or folder"
            summary.failed.append((str(path), f"{path}: {what}. Readable: {', '.join(READABLE)}."))
        for file in found:
            if file.name in files and files[file.name].resolve() != file.resolve():
                summary.failed.append(
                    (str(file), f"{file}: another file of this name is in the same build. Rename one.")
                )
                continue
            files[file.name] = file
    return list(files.values()), summary


def _files_in(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(p for p in path.iterdir() if p.is_file() and p.suffix.lower() in READABLE)
    elif path.exists():
        yield path


def remove_report(file: str, library: Path, embedder: Embedder | None = None) -> None:
    """Take a report out of the library, from both stores. Raises LibraryError when it is not held."""
    embedder = embedder or make_embedder()
    refuse_while_changing(library)
    store = open_store(library, embedder)
    vectors = vectors_of(library, store, embedder)
    try:
        if file not in {report.file for report in store.reports()}:
            raise LibraryError(f"no report named {file!r}", str(library), "See: python -m index list")
        store.remove(file)
        _drop_unneeded(store, vectors)
        drop_original(library, file)
    finally:
        store.close()
        vectors.close()
