"""Read one visitor's file in a process of its own, with less time and memory than a build has. It stores nothing."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from assistant.visits.limits import UploadLimits
from index.errors import MingzhangError, ReportError
from index.extraction import ExtractionReport, extract
from index.reading import Reading
from index.workers import Limits, Workers

_LESS_URGENT = 5


def extract_quietly(path: Path) -> tuple[Reading, ExtractionReport]:
    """As `extract`, giving way to the processes that answer questions."""
    with suppress(AttributeError, OSError):
        os.nice(_LESS_URGENT)
    return extract(path)


def read_file(path: Path, limits: UploadLimits) -> tuple[Reading, ExtractionReport]:
    """All that is read from a file. Raises ReportError, which names the file by its name alone."""
    try:
        with Workers(
            [path], Limits(jobs=1, seconds=limits.seconds, megabytes=limits.memory), read=extract_quietly
        ) as workers:
            outcome = next(iter(workers))
    except MingzhangError as fault:
        raise without_folder(fault, path) from fault
    if outcome.fault:
        raise without_folder(outcome.fault, path)
    return outcome.value


def without_folder(fault: MingzhangError, path: Path) -> ReportError:
    """The fault as the visitor is told it: without where on this machine the file lies, nor options of a command."""
    told = [text and text.replace(str(path), path.name).replace(f"{path.parent}{os.sep}", "") for text in (fault.what, fault.where, fault.next_step)]
    next_step = told[2].partition(", or allow more")[0] if told[2] else None
    return ReportError(told[0] or "cannot be read", told[1] or path.name, next_step)
