"""Build a library from report files. One bad file never stops the others; running it twice changes nothing.

A library is a folder: `library.sqlite` (reports, lines, facts, passages) and `vectors/` (Chroma). Vectors are written
before the report's row, and a report counts as held only when its row is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.chunks import chunk_report, mask_figures
from index.embed import Embedder, make_embedder
from index.errors import EmbeddingMismatch, LibraryError, MingzhangError, ReportError
from index.facts import extract_facts
from index.identity import identify
from index.read import READABLE, read_lines
from index.sections import find_sections
from index.store import Store
from index.tables import find_tables
from index.types import Chunk, Fact, Report, Section, SourceLine
from index.vectors import LABELS, PASSAGES, Vectors

DEFAULT_LIBRARY = Path(".mingzhang")
# Told the file under way, how many files are done (a part of one counts in proportion) and how many there are.
Progress = Callable[[str, float, int], None]


@dataclass
class BuildSummary:
    """What a build did, by file name. `failed` pairs a file with the message a person is shown."""

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Reading:
    """All that was read from one file, not yet stored."""

    report: Report
    lines: tuple[SourceLine, ...]
    sections: tuple[Section, ...]
    facts: tuple[Fact, ...]
    chunks: tuple[Chunk, ...]


def read_report(path: Path) -> Reading:
    """Read one file. Raises ReportError."""
    lines = read_lines(path)
    sections = find_sections(lines)
    tables = find_tables(lines, sections)
    report = identify(path.name, path.read_bytes(), lines, sections, tables)
    facts = extract_facts(report, lines, sections, tables)
    return Reading(report, lines, sections, facts, chunk_report(path.name, lines, sections, tables))


def open_store(library: Path, embedder: Embedder, create: bool = False) -> Store:
    """The library's database, checked to be of this embedding model. Raises LibraryError or EmbeddingMismatch."""
    if create:
        try:
            library.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise LibraryError(
                f"the folder cannot be made ({fault.strerror})", str(library), "Choose another."
            ) from fault
    store = Store.open(library / "library.sqlite", create=create)
    built_with = store.setting("embedding")
    if built_with is None and create:
        store.set_setting("embedding", embedder.name)
    elif built_with != embedder.name:
        store.close()
        raise EmbeddingMismatch(
            f"the library was built with the embedding model {built_with!r}, this run uses {embedder.name!r}",
            str(library),
            "Set EMBEDDING_MODEL to the first, or build another library: python -m index build --library NEW-FOLDER",
        )
    return store


def build_library(
    paths: Iterable[Path], library: Path, embedder: Embedder | None = None, progress: Progress | None = None
) -> BuildSummary:
    """Bring report files (or folders of them) into a library. Raises LibraryError; a bad file is noted, not raised."""
    embedder = embedder or make_embedder()
    files, summary = _collect(paths)
    store = open_store(library, embedder, create=True)
    vectors = Vectors(library / "vectors", embedder)
    held = {report.file: report.sha256 for report in store.reports()}
    try:
        for number, path in enumerate(files):
            told = _within(progress, path.name, number, len(files))
            told(0.0)
            try:
                _bring_in(path, held, store, vectors, summary, told)
            except MingzhangError as fault:
                summary.failed.append((path.name, str(fault)))
        if progress:
            progress("", len(files), len(files))
    finally:
        store.close()
    return summary


def _within(progress: Progress | None, name: str, number: int, count: int) -> Callable[[float], None]:
    """Tells what part of one file is done as a part of the whole build."""

    def tell(part: float) -> None:
        if progress:
            progress(name, number + part, count)

    return tell


def _bring_in(
    path: Path,
    held: dict[str, str],
    store: Store,
    vectors: Vectors,
    summary: BuildSummary,
    told: Callable[[float], None],
) -> None:
    reading = read_report(path) if path.name not in held else None
    if reading is None:
        if held[path.name] == _hash(path) and vectors.count(PASSAGES):
            summary.unchanged.append(path.name)
            return
        reading = read_report(path)
    kept = _embed(reading, vectors, told)
    store.add(reading.report, str(path), reading.lines, reading.sections, reading.facts, reading.chunks)
    if path.name in held:
        vectors.remove(path.name, keep=kept)
    (summary.replaced if path.name in held else summary.added).append(path.name)
    held[path.name] = reading.report.sha256


def _hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as fault:
        raise ReportError(f"cannot be read ({fault.strerror})", str(path), "Check the file's permissions.") from fault


def label_text(fact: Fact) -> str:
    """The words that say what a fact is of, for the vector of its label: the path's subject and the item."""
    return mask_figures(" ".join(dict.fromkeys((*fact.path[:1], fact.item))))


def label_id(file: str, text: str) -> str:
    """The id of a label's vector."""
    return f"{file}%{hashlib.sha256(text.encode()).hexdigest()[:24]}"


def _embed(reading: Reading, vectors: Vectors, told: Callable[[float], None]) -> list[str]:
    """Embed a report's passages and labels; gives the ids written, which are the report's own."""
    file = reading.report.file
    labels = list(dict.fromkeys(label_text(fact) for fact in reading.facts))
    passages = [(chunk.id, chunk.embedded) for chunk in reading.chunks]
    count = max(1, len(passages) + len(labels))
    done = 0
    for collection, texts in ((PASSAGES, passages), (LABELS, [(label_id(file, text), text) for text in labels])):
        if texts:
            ids, words = zip(*texts, strict=True)
            vectors.add(
                collection, ids, words, [{"file": file}] * len(ids), lambda n, before=done: told((before + n) / count)
            )
        done += len(texts)
    return [key for key, _ in passages] + [label_id(file, text) for text in labels]


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
    store = open_store(library, embedder)
    try:
        if file not in {report.file for report in store.reports()}:
            raise LibraryError(f"no report named {file!r}", str(library), "See: python -m index list")
        store.remove(file)
        Vectors(library / "vectors", embedder).remove(file)
    finally:
        store.close()
