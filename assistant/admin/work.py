"""Build the next library in a process of its own, and tell on stdout how far it is: one JSON object a line.

`python -m assistant.admin.work` reads one job as JSON from stdin: `build` and `remove` change the copy in `library`, `rebuild`
builds beside it. It never touches the library that is being served.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from index.build import Progress, build_library
from index.embed import make_embedder
from index.embedding import EmbeddingSettings
from index.errors import MingzhangError
from index.rebuild import build_next
from index.remove import remove_report

_LESS_URGENT = 10


def main() -> int:
    """Do the job of stdin. The last line told is {"done": …} or {"fault": …}."""
    with suppress(AttributeError, OSError):
        os.nice(_LESS_URGENT)
    job = json.loads(sys.stdin.read())
    tell = _take_stdout()
    try:
        tell({"done": _do(job, lambda file, done, count: tell({"file": file, "part": done / max(1, count)}))})
    except MingzhangError as fault:
        tell({"fault": str(fault)})
        return 1
    return 0


def _do(job: dict, progress: Progress) -> dict:
    """Do a job; gives how many reports it brought in, and which failed with what message."""
    embedder = make_embedder(EmbeddingSettings.from_text(job["embedding"]))
    library = Path(job["library"])
    if job["kind"] == "remove":
        remove_report(job["file"], library, embedder)
        return {"added": 0, "failed": []}
    if job["kind"] == "rebuild":
        rebuilt = build_next(library, embedder, read_again=True, progress=progress)
        return {"added": len(rebuilt.done), "failed": [list(one) for one in rebuilt.failed]}
    built = build_library([Path(path) for path in job["paths"]], library, embedder, progress=progress)
    return {"added": len(built.added) + len(built.replaced), "failed": [list(one) for one in built.failed]}


def _take_stdout():  # noqa: ANN202 - a plain function
    """Writes lines for the parent; whatever a library prints from now on goes to stderr."""
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def tell(line: dict) -> None:
        stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        stream.flush()

    return tell


if __name__ == "__main__":
    sys.exit(main())
