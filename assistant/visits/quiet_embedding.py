"""Embed in a process of its own that takes only the time nobody else wants, so that questions are not kept waiting.

The process starts with the first text, and ends when told to rest. It stores nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress

from index.embedding import PREFIX, EmbeddingSettings
from index.errors import LibraryError
from index.workers import receive, send

_START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from assistant.visits.quiet_embedding import serve; serve(sys.argv[2])"
)
_LEAST_URGENT = 19


class QuietEmbedder:
    """Turns texts into vectors in a background process. One thread at a time; `rest` and `close` may come from another."""

    def __init__(self, model: str | EmbeddingSettings) -> None:
        self._settings = model if isinstance(model, EmbeddingSettings) else EmbeddingSettings(model.removeprefix(PREFIX))
        self._process: subprocess.Popen | None = None
        self._closed = False
        self._lock = threading.Lock()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text. Raises LibraryError where the process cannot start or is lost."""
        process = self._running()
        try:
            send(process.stdin, json.dumps(texts).encode())
            made = json.loads(receive(process.stdout))
        except (OSError, EOFError, ValueError) as fault:
            self.rest()
            raise LibraryError("the process that embeds was lost", None, "Add the report again.") from fault
        if isinstance(made, str):
            self.rest()
            raise LibraryError(made)
        return made

    def _running(self) -> subprocess.Popen:
        with self._lock:
            if self._closed:
                raise LibraryError("the process that embeds is closed")
            if self._process is None or self._process.poll() is not None:
                # one thread: it shares the cores with the questions
                environment = {**os.environ, "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-X", "utf8", "-c", _START, json.dumps(sys.path), self._settings.to_text()],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
                    start_new_session=True,
                )  # fmt: skip
            return self._process

    def rest(self) -> None:
        """End the process, which gives its memory back; the next text starts another."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            with suppress(OSError):
                process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):
                    stream.close()

    def close(self) -> None:
        """End the process for good."""
        with self._lock:
            self._closed = True
        self.rest()


def serve(settings: str) -> None:
    """The process's side: embed lists of texts from stdin until there is no more, or the parent is gone.

    `settings` are those of the model as `EmbeddingSettings.to_text` writes them.
    """
    from index.embed import make_embedder

    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    with suppress(AttributeError, OSError):
        os.nice(_LEAST_URGENT)
    embedder = None
    while True:
        try:
            texts = json.loads(receive(questions))
        except (EOFError, OSError):
            return
        try:
            embedder = embedder or make_embedder(EmbeddingSettings.from_text(settings))
            reply: object = embedder.embed_documents(texts)
        except Exception as fault:  # told to the parent, which notes it for this report only
            reply = f"{type(fault).__name__}: {fault}"
        try:
            send(answers, json.dumps(reply).encode())
        except OSError:
            return
