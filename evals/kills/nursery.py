"""A process that has loaded everything and opened nothing: it forks one for each piece of work, which starts at once and may be killed.

`python -m evals.kills.nursery` reads one job as JSON a line from stdin; it tells how the work ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path


def main() -> int:
    """Fork for each job until stdin ends."""
    import chromadb  # noqa: F401 - loaded once, here
    import langchain_chroma  # noqa: F401

    from assistant.vocabulary import load_vocabulary
    from evals.kills import work

    load_vocabulary()
    for line in sys.stdin:
        job = json.loads(line)
        number = os.fork()
        if number == 0:
            _work(job, getattr(work, job["do"]))
        status = _end(number, job.get("seconds"))
        _tell({"killed": os.WIFSIGNALED(status), "code": os.waitstatus_to_exitcode(status)})
    return 0


def _end(number: int, seconds: float | None) -> int:
    """How a process ended, by itself or by SIGKILL so many seconds after its start."""
    ends = None if seconds is None else time.monotonic() + seconds
    while ends is not None and time.monotonic() < ends:
        ended, status = os.waitpid(number, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.001)
    if ends is not None:
        os.kill(number, signal.SIGKILL)
    return os.waitpid(number, 0)[1]


def _work(job: dict, do) -> None:  # noqa: ANN001 - a function of `evals.kills.work`
    """Do a job in this process and end it; what it gives goes to a file."""
    code = 1
    try:
        os.dup2(2, 1)
        told = do(job)
        Path(job["out"]).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _tell(line: dict) -> None:
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    sys.exit(main())
