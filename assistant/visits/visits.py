"""All visitors' own reports: taken in, read and embedded in the background, given to their visitor alone, removed after.

It answers no question and knows nothing of the web. A visitor is known by a name that nobody else can guess.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from assistant.library import Library
from assistant.library_views import free_name
from assistant.turns import FairLock
from assistant.visits.folders import PrivateFolder
from assistant.visits.limits import UploadLimits
from assistant.visits.names import clean_name
from assistant.visits.queue import Rotation
from assistant.visits.quiet_embedding import QuietEmbedder
from assistant.visits.quiet_reading import read_file
from assistant.visits.refusals import both_languages
from assistant.visits.shelf import FileState, Shelf
from index.build import texts_of
from index.embed import Embedder, settings_of
from index.errors import MingzhangError, ReportError
from index.originals import find_original

log = logging.getLogger("mingzhang.visits")

BATCH = 8
"""Texts embedded at a time: under a second, so that a removal and another visitor's report need not wait."""
RESTS_AFTER = 60.0
"""Seconds without work after which the embedding process is ended."""
COOLS_AFTER = 180.0
"""Seconds without a question after which a visitor's prepared reports are forgotten; the next question prepares them."""
SWEEP_SECONDS = 5.0
PIECE = 1 << 20


class Refused(Exception):
    """A file that is not taken in. `kind` names the words for it, `values` fill them."""

    def __init__(self, kind: str, **values: object) -> None:
        super().__init__(kind)
        self.kind, self.values = kind, values


class Embeds(Protocol):
    """What embeds in the background."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]: ...

    def rest(self) -> None: ...

    def close(self) -> None: ...


class Visits:
    """Every visitor's shelf. Safe for several threads.

    `lock` is the one that is held while a question is answered; it is taken before the lock of the visits, never
    after. `taken` tells the file names of the public library. `changed` is told the `key` of a shelf whose reports changed:
    what was made from it before must be forgotten.
    """

    def __init__(
        self, lock: FairLock, embedder: Embedder, limits: UploadLimits | None = None, parent: Path | None = None,
        taken: Callable[[], Collection[str]] = tuple, embeds: Embeds | None = None,
        changed: Callable[[str], object] | None = None, clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.limits = limits or UploadLimits()
        self._assistants = lock
        self._embedder = embedder
        self._taken = taken
        self._told = changed or (lambda key: None)
        self._clock = clock
        self._lock = threading.RLock()
        self._shelves: dict[str, Shelf] = {}
        self._reading, self._embedding = Rotation(), Rotation()
        self._embeds = embeds or QuietEmbedder(settings_of(embedder))
        self._stopped = threading.Event()
        self._folder = PrivateFolder(parent)
        self._threads = [
            threading.Thread(target=work, daemon=True, name=name)
            for name, work in (("visit-read", self._read_on), ("visit-embed", self._embed_on), ("visit-sweep", self._sweep_on))
        ]
        for thread in self._threads:
            thread.start()

    # What a visitor has

    def library(self, visitor: str | None) -> Library | None:
        """The visitor's reports that can be asked, None where there are none. It counts as use."""
        with self._lock:
            shelf = self._shelves.get(visitor or "")
            if shelf is None:
                return None
            shelf.used = self._clock()
            return shelf.library

    def files(self, visitor: str | None) -> tuple[FileState, ...]:
        """The visitor's files, in the order they came, and how far each is."""
        with self._lock:
            shelf = self._shelves.get(visitor or "")
            return tuple(shelf.files.values()) if shelf else ()

    def version(self, visitor: str | None) -> str:
        """A text that changes whenever answers to this visitor may, "" where there are no own reports."""
        with self._lock:
            shelf = self._shelves.get(visitor or "")
            return f"{shelf.key}:{shelf.version}" if shelf and shelf.library is not None else ""

    def original(self, visitor: str | None, file: str) -> Path | None:
        """The visitor's file of this name, None where there is none."""
        with self._lock:
            shelf = self._shelves.get(visitor or "")
            if shelf is None:
                return None
            shelf.used = self._clock()
            return find_original(shelf.folder, file)

    # Taking in and removing

    def check_room(self, visitor: str, size: int = 0) -> None:
        """Raise Refused where a file of `size` bytes cannot be taken in."""
        limits = self.limits
        with self._lock:
            shelf = self._shelves.get(visitor)
            held = list(shelf.files.values()) if shelf else []
            if shelf is None and len(self._shelves) >= limits.visitors:
                raise Refused("upload_no_room")
            if len(held) >= limits.files:
                raise Refused("upload_too_many", limit=limits.files)
            if size > limits.file_bytes:
                raise Refused("upload_too_large", limit=limits.megabytes)
            if sum(file.size for file in held) + size > limits.total_bytes:
                raise Refused("upload_too_much", limit=limits.total_megabytes)

    def add(self, visitor: str, name: str, content: BinaryIO) -> FileState:
        """Take in a file and have it read. Raises Refused where a limit is reached or the disk is full."""
        size = content.seek(0, 2)
        content.seek(0)
        with self._lock:
            self.check_room(visitor, size)
            shelf = self._shelves.get(visitor)
            if shelf is None:
                shelf = self._shelves[visitor] = Shelf(self._folder.make(), self._embedder, secrets.token_hex(8))
            used = {*self._taken(), *(file.name for file in shelf.files.values())}
            file = FileState(secrets.token_hex(8), free_name(clean_name(name), used), size)
            shelf.files[file.id] = file
            shelf.used = self._clock()
        try:
            with shelf.path(file).open("xb") as kept:
                shutil.copyfileobj(content, kept, PIECE)
        except OSError as fault:
            log.warning("a file could not be kept: %s", fault.strerror)
            with self._lock:
                shelf.files.pop(file.id, None)
            raise Refused("upload_disk") from fault
        self._reading.put(visitor, (shelf, file))
        return file

    def remove(self, visitor: str, id: str) -> bool:
        """Remove a file with all that was read from it; False where the visitor has none of this id."""
        with self._assistants, self._lock:
            shelf = self._shelves.get(visitor)
            if shelf is None or id not in shelf.files:
                return False
            shelf.drop(id)
            shelf.used = self._clock()
            if not shelf.files:
                self._close(visitor)
        self._told(shelf.key)
        return True

    def remove_all(self, visitor: str) -> None:
        """Remove all that the visitor has."""
        with self._assistants, self._lock:
            shelf = self._shelves.get(visitor)
            if shelf is not None:
                self._close(visitor)
        if shelf is not None:
            self._told(shelf.key)

    def close(self) -> None:
        """Remove all that any visitor has, and end the processes."""
        self._stopped.set()
        self._reading.close()
        self._embedding.close()
        self._embeds.close()
        with self._assistants, self._lock:
            for visitor in list(self._shelves):
                self._close(visitor)
        self._folder.close()
        for thread in self._threads:
            thread.join(timeout=2)
        self._folder.close()  # what a file under way has put there meanwhile

    def _close(self, visitor: str) -> None:
        self._shelves.pop(visitor).close()
        self._reading.drop(visitor)
        self._embedding.drop(visitor)

    # In the background

    def _set(self, shelf: Shelf, id: str, **changes: Any) -> bool:
        """Note how far a file is; False where it was removed meanwhile."""
        with self._lock:
            if shelf.gone or id not in shelf.files:
                return False
            shelf.set(id, **changes)
            return True

    def _read_on(self) -> None:
        while (job := self._reading.take()) is not None:
            visitor, (shelf, file) = job
            if not self._set(shelf, file.id, state="reading"):
                continue
            try:
                self._read(visitor, shelf, file)
            except MingzhangError as fault:
                self._set(shelf, file.id, state="refused", message=both_languages(fault, file.name))
            except Exception:  # one file never stops the others
                log.exception("a visitor's file could not be read")
                fault = ReportError("it could not be read", file.name, "Save it in another form and add it again.")
                self._set(shelf, file.id, state="refused", message=both_languages(fault, file.name))
            self._told(shelf.key)

    def _read(self, visitor: str, shelf: Shelf, file: FileState) -> None:
        reading, extraction = read_file(shelf.path(file), self.limits)
        if not self._set(shelf, file.id):
            return
        shelf.store(reading, extraction)
        with self._assistants, self._lock:
            if shelf.gone:
                return
            if file.id not in shelf.files:  # removed while it was stored
                shelf.forget(file.name)
                return
            shelf.open_library()
            shelf.set(file.id, state="ready")
            shelf.used = self._clock()
        self._embedding.put(visitor, (shelf, file, texts_of(reading), 0))

    def _embed_on(self) -> None:
        while not self._stopped.is_set():
            job = self._embedding.take(RESTS_AFTER)
            if job is None:
                self._embeds.rest()
                continue
            visitor, (shelf, file, texts, done) = job
            try:
                done = self._embed(shelf, file, texts, done)
            except MingzhangError as fault:
                if not self._stopped.is_set():
                    log.warning("a visitor's report is searched by its words only: %s", fault)
                done = len(texts)
            if self._set(shelf, file.id, part=done / max(1, len(texts)), **({"state": "done"} if done >= len(texts) else {})):
                if done < len(texts):
                    self._embedding.put(visitor, (shelf, file, texts, done))
                else:
                    self._told(shelf.key)

    def _embed(self, shelf: Shelf, file: FileState, texts: list[str], done: int) -> int:
        """Embed the next texts; gives how many are done."""
        batch = texts[done : done + BATCH]
        if not batch or not self._set(shelf, file.id):
            return len(texts)
        made = self._embeds.embed_documents(batch)
        with self._lock:
            if file.id in shelf.files:  # else it was removed meanwhile
                shelf.vectors.add(file.name, batch, made)
        return done + len(batch)

    def _sweep_on(self) -> None:
        while not self._stopped.wait(SWEEP_SECONDS):
            self.sweep()

    def sweep(self) -> None:
        """Remove what was not used for the minutes allowed, and give back the memory of what rests."""
        now = self._clock()
        with self._assistants, self._lock:
            over = {name: shelf for name, shelf in self._shelves.items() if now - shelf.used > self.limits.minutes * 60}
            for visitor in over:
                self._close(visitor)
            for shelf in self._shelves.values():
                if shelf.library is not None and now - shelf.used > COOLS_AFTER:
                    shelf.library.cool()
        for shelf in over.values():
            self._told(shelf.key)
