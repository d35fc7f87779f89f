"""Carry a library as it is from its folder to the servers that are set, or back: nothing is read or embedded again.

The files of the reports are kept where they are: the folder goes on being the library's.
"""

from __future__ import annotations

from pathlib import Path

from index.beside import drop_library
from index.build import Progress, stored_reading, texts_of
from index.embed import Embedder
from index.errors import LibraryError
from index.places import open_database, remember_vectors, vectors_of
from index.servers import Servers
from index.store import Store
from index.swap import changing

SETTINGS = ("embedding_model", "embedding_revision", "embedding_prompts", "embedding", "embedding_dimension", "selftest")


def carry_library(
    library: Path, embedder: Embedder, source: Servers, target: Servers, progress: Progress | None = None
) -> int:
    """Store all that a library holds at `source` at `target` as well; gives how many reports. Raises LibraryError.

    Where the target holds reports already nothing is done. What is at the source stays there.
    """
    with changing(library, doing="carrying it"):
        old = open_database(library, servers=source)
        new = None
        try:
            new = open_database(library, create=True, servers=target)
            if new.reports():
                raise LibraryError("there is a library of this name already", new.database.place, "Nothing was changed.")
            try:
                count = _carry(library, embedder, old, new, source, target, progress)
            except BaseException:
                drop_library(library, target)
                raise
        finally:
            old.close()
            if new is not None:
                new.close()
    return count


def _carry(
    library: Path, embedder: Embedder, old: Store, new: Store, source: Servers, target: Servers, progress: Progress | None
) -> int:
    remember_vectors(new, library, target)
    before, after = vectors_of(library, old, embedder, source), vectors_of(library, new, embedder, target)
    try:
        reports = old.versions()
        for number, report in enumerate(reports):
            if progress:
                progress(report.file, number, len(reports))
            reading, names = stored_reading(old, report), old.vectors_of(report.file)
            if names:  # older versions have none
                after.take(texts_of(reading), before)
            new.add(
                report, old.source(report.file), reading.lines, reading.sections, reading.facts, reading.chunks,
                old.extraction(report.file), sorted(names),
            )  # fmt: skip
        for name in SETTINGS:
            new.set_setting(name, old.setting(name))
    finally:
        before.close()
        after.close()
    return len(reports)
