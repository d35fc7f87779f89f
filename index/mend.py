"""Set a library right that a process died over: both stores hold the same reports again. It reads no report and guesses nothing.

What it needs is all in the database: a vector that is lost is made again from its text, one that no report needs is dropped.
"""

from __future__ import annotations

from pathlib import Path

from index.build import UNDER_WAY, drop_unneeded, embed_reading, stored_reading
from index.errors import LibraryError
from index.originals import drop_strays
from index.store import Store
from index.vectors import Vectors


def mend_stores(store: Store, vectors: Vectors, library: Path) -> bool:
    """Bring the vectors and files in line with the reports where a command was stopped, or where they differ.

    Gives whether anything was changed. The holder of the library's lock calls it. Raises LibraryError.
    """
    stopped = store.setting(UNDER_WAY) is not None
    anew = open_or_start_anew(vectors, library)
    if not stopped and not anew and store.count_vectors() == vectors.count():
        return False
    embed_missing(store, vectors)
    drop_unneeded(store, vectors)
    if stopped:
        drop_strays(library, store.names())
    return True


def open_or_start_anew(vectors: Vectors, library: Path) -> bool:
    """Open the vector store; where it is damaged begin an empty one. Gives whether it was. Raises LibraryError on a full disk."""
    try:
        vectors.count()
        vectors.width()
        return False
    except LibraryError:
        check_writable(library)
        vectors.start_anew()
        return True


def check_writable(library: Path) -> None:
    """A disk that is full or read-only makes a store unusable that is not damaged."""
    probe = library / ".probe"
    try:
        probe.write_bytes(b"\0" * (1 << 20))
    except OSError as fault:
        raise LibraryError(f"the disk cannot be written ({fault.strerror or fault})", str(library), "Free it and try again.") from fault
    finally:
        probe.unlink(missing_ok=True)


def embed_missing(store: Store, vectors: Vectors) -> int:
    """Make the vectors again that reports need and that are not stored; gives of how many reports."""
    missing = store.vectors() - vectors.names()
    mended = 0
    for report in store.versions() if missing else ():
        if missing.isdisjoint(store.vectors_of(report.file)):
            continue
        embed_reading(stored_reading(store, report), vectors, lambda part: None)
        mended += 1
    return mended
