"""The library that the shipped cases are asked on: the report that comes with the project and the synthetic ones beside it.

It is built afresh each time, into an empty folder: a library that was built before would hide an extractor that is broken
since. It asks nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.errors import BadInput
from index.errors import MingzhangError

OWN_REPORTS = Path(__file__).resolve().parent.parent / "reports"
CASES = Path(__file__).resolve().parent / "cases"


@contextmanager
def open_shipped(folder: Path | None = None, reports: Sequence[Path] = ()) -> Iterator[Path]:
    """The folder of the shipped library, or of one of `reports` (files or folders), read anew.

    `folder` keeps it, under `library`, with the reports that were written for it under `reports`; what an earlier call left
    there is replaced. Without it, both are gone at the end. Raises MingzhangError where a report cannot be read.
    """
    if folder is not None:
        yield _build(folder, reports)
        return
    with TemporaryDirectory(ignore_cleanup_errors=True) as spare:
        yield _build(Path(spare), reports)


def shipped_cases() -> tuple[Path, ...]:
    """The question files that come with the project, by name."""
    return tuple(sorted(CASES.glob("*.jsonl")))


def _build(folder: Path, reports: Sequence[Path]) -> Path:
    from index.build import build_library  # slow to import: a wrong option is told at once

    library, written = folder / "library", folder / "reports"
    for old in (library, written):
        if old.is_dir():
            shutil.rmtree(old)
    summary = build_library(reports or _write_reports(written), library)
    if summary.failed:
        told = "; ".join(message for _, message in summary.failed)
        raise MingzhangError(f"the library could not be built: {told}", str(library), "Mend the reading of these reports.")
    if not summary.added:
        raise BadInput("there is no report to read", where=", ".join(map(str, reports)), next_step="give other --reports")
    return library


def _write_reports(folder: Path) -> list[Path]:
    """The report that comes with the project, and the synthetic ones, which are written to `folder`."""
    from evals.synthetic.shipped import write_shipped

    folder.mkdir(parents=True)
    write_shipped(folder)
    return [OWN_REPORTS, folder]
