"""Take a report out of a library, with all its versions or one of them: nothing of it stays in either store or on the disk."""

from __future__ import annotations

from pathlib import Path

from index.build import UNDER_WAY, embed_reading, finish, open_store, stored_reading
from index.embed import Embedder, make_embedder
from index.errors import LibraryError
from index.mend import mend_stores
from index.originals import drop_original, drop_strays, place_originals, rename_originals
from index.places import vectors_of
from index.store import Store
from index.swap import changing, recover
from index.types import Report
from index.vectors import Vectors
from index.versions import split_name


def remove_report(
    file: str, library: Path, embedder: Embedder | None = None, version: int | None = None, wait: float = 0.0
) -> None:
    """Take a report out of the library, from both stores: all its versions, or the one of that number.

    Where the newest is taken out, the one before it counts again. Raises LibraryError when it is not held.
    """
    embedder = embedder or make_embedder()
    open_store(library, embedder).close()  # says what is wrong before anything is made
    with changing(library, wait, f"removing {file}"):
        recover(library)
        store = open_store(library, embedder)
        vectors = vectors_of(library, store, embedder)
        try:
            _remove(file, version, store, vectors, library)
        finally:
            store.close()
            vectors.close()


def _remove(file: str, version: int | None, store: Store, vectors: Vectors, library: Path) -> None:
    place_originals(library, store.versions())
    versions = _versions(file, store, library)
    chosen = _chosen(versions, version, file, library)
    mend_stores(store, vectors, library)
    store.set_setting(UNDER_WAY, f"remove {file}")
    rest = [one for one in versions if one not in chosen]
    newest_goes = any(one.file == file for one in chosen)
    if rest and newest_goes:
        before = rest[-1]
        names = embed_reading(stored_reading(store, before), vectors, lambda part: None)
        store.bring_back(before.file, names)
        drop_original(library, file)
        rename_originals(library, {before.file: file})
    else:
        for one in chosen:
            store.remove(one.file)
            drop_original(library, one.file)
    drop_strays(library, store.names())
    finish(store, vectors, library, changed=True)


def _versions(file: str, store: Store, library: Path) -> list[Report]:
    """The versions of a file, oldest first. Raises LibraryError where none is held."""
    found = store.versions(file)
    if split_name(file)[1] is not None or not any(one.file == file for one in found):
        raise LibraryError(f"no report named {file!r}", str(library), "See: python -m index list")
    return sorted(found, key=lambda one: one.version)


def _chosen(versions: list[Report], version: int | None, file: str, library: Path) -> list[Report]:
    if version is None:
        return versions
    chosen = [one for one in versions if one.version == version]
    if not chosen:
        held = ", ".join(str(one.version) for one in versions)
        raise LibraryError(f"{file!r} has no version {version}; held: {held}", str(library), "See: python -m index list --versions")
    return chosen
