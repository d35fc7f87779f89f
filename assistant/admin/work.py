"""Change a copy of the library in a process of its own, and tell on stdout how far it is: one JSON object a line.

`python -m assistant.admin.work` reads one job as JSON from stdin. It never touches the library that is being served.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from index.build import build_library, remove_report
from index.embed import make_embedder
from index.errors import MingzhangError

_LESS_URGENT = 10


def main() -> int:
    """Do the job of stdin. The last line told is {"done": …} or {"fault": …}."""
    with suppress(AttributeError, OSError):
        os.nice(_LESS_URGENT)
    job = json.loads(sys.stdin.read())
    tell = _take_stdout()
    embedder = make_embedder(job["embedding"])
    try:
        if job["kind"] == "remove":
            remove_report(job["file"], Path(job["library"]), embedder)
            tell({"done": {"added": 0, "failed": []}})
            return 0
        summary = build_library(
            [Path(path) for path in job["paths"]], Path(job["library"]), embedder,
            progress=lambda file, done, count: tell({"file": file, "part": done / max(1, count)}),
        )  # fmt: skip
    except MingzhangError as fault:
        tell({"fault": str(fault)})
        return 1
    failed = [[name, message] for name, message in summary.failed]
    tell({"done": {"added": len(summary.added) + len(summary.replaced), "failed": failed}})
    return 0


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
