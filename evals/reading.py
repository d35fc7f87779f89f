"""Measure the reading of reports: seconds of one core and peak memory of each file. What was read is not judged here.

Each file is read in a process of its own, so its seconds hold the loading of the libraries it needs and its memory is
its own. Plain text extraction of the same PDF, in the same run, tells a slow machine from slow reading.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.errors import BadInput
from index.extraction import extract
from index.memory import peak_megabytes, reset_peak
from index.read import READABLE
from index.workers import Limits, Workers

BASELINE_RUNS = 3


@dataclass(frozen=True, slots=True)
class FileReading:
    """One file: `seconds` of one core, `megabytes` at the peak. `plain` is what plain text extraction takes, None where
    that was not asked for or the file is no PDF. `fault` is told where it could not be read."""

    file: str
    form: str = ""
    pages: int = 0
    facts: int = 0
    seconds: float = 0.0
    megabytes: float = 0.0
    plain: float | None = None
    fault: str = ""

    @property
    def times_plain(self) -> float | None:
        """How many times as long as plain text extraction; None where that was not measured."""
        return self.seconds / self.plain if self.plain else None


@dataclass(frozen=True, slots=True)
class ReadingSummary:
    """Every file in the order read."""

    files: tuple[FileReading, ...]

    @property
    def read(self) -> tuple[FileReading, ...]:
        """The files that could be read."""
        return tuple(one for one in self.files if not one.fault)


def measure_reading(
    reports: Path, baseline: bool = False, files: Sequence[str] = (), limits: Limits | None = None
) -> ReadingSummary:
    """Read every report of a folder, or those named; with `baseline`, PDFs plainly as well. Raises BadInput."""
    if not reports.is_dir():
        raise BadInput("there is no such folder", where=str(reports), next_step="give the folder of the reports")
    names = list(files) or sorted(path.name for path in reports.iterdir() if path.suffix.lower() in READABLE)
    missing = [name for name in names if not (reports / name).is_file()]
    if missing or not names:
        what = f"no such report: {', '.join(missing)}" if missing else "holds no report"
        raise BadInput(what, where=str(reports), next_step="check the file names")
    limits = limits or Limits()
    return ReadingSummary(tuple(_measure(reports / name, baseline, limits) for name in names))


def _measure(path: Path, baseline: bool, limits: Limits) -> FileReading:
    read = measure_with_baseline if baseline else measure_file
    with Workers([path], Limits(1, limits.seconds, limits.megabytes), read) as workers:
        (outcome,) = workers
    return FileReading(path.name, fault=str(outcome.fault)) if outcome.fault else outcome.value


def measure_file(path: Path) -> FileReading:
    """Read one file in this process and measure it. Raises ReportError."""
    reset_peak()
    begun = time.process_time()
    reading, _ = extract(path)
    seconds, megabytes = time.process_time() - begun, peak_megabytes()
    report = reading.report
    return FileReading(path.name, report.form, report.pages or 0, len(reading.facts), seconds, megabytes)


def measure_with_baseline(path: Path) -> FileReading:
    """The same, and for a PDF the seconds that plain text extraction takes: the best of three, its library loaded."""
    measured = measure_file(path)
    if measured.form != "pdf":
        return measured
    plain = min(_seconds_of_plain_text(path) for _ in range(BASELINE_RUNS))
    return FileReading(
        measured.file, measured.form, measured.pages, measured.facts, measured.seconds, measured.megabytes, plain
    )


def _seconds_of_plain_text(path: Path) -> float:
    import pypdfium2  # the same library's plain text, without a look at lines and tables

    begun = time.process_time()
    document = pypdfium2.PdfDocument(path)
    try:
        for number in range(len(document)):
            document[number].get_textpage().get_text_range()
    finally:
        document.close()
    return time.process_time() - begun


def terminal_report(summary: ReadingSummary) -> str:
    """One line a file: seconds a page, memory, facts; what could not be read with its message."""
    return "\n".join(_line(one) for one in summary.files)


def _line(one: FileReading) -> str:
    if one.fault:
        return f"not read: {one.fault}"
    pages = f"{one.pages} pages, {one.seconds / one.pages:.3f} s a page, " if one.pages else ""
    times = f", {one.times_plain:.1f} times plain text" if one.times_plain else ""
    return f"{one.file}: {pages}{one.seconds:.2f} s of one core, {one.megabytes:.0f} MB, {one.facts} facts{times}"


def closing_line(summary: ReadingSummary) -> str:
    """The figures in one line: all pages (files, where none has pages) and the seconds they took, the largest peak."""
    read = summary.read
    pages = sum(one.pages for one in read)
    seconds = sum(one.seconds for one in read if one.pages or not pages)
    most = max((one.megabytes for one in read), default=0.0)
    compared = [one for one in read if one.plain]
    plain = sum(one.plain or 0.0 for one in compared)
    times = f" ({sum(one.seconds for one in compared) / plain:.1f} times plain text extraction)" if plain else ""
    unread = len(summary.files) - len(read)
    return (
        f"reading: {f'{pages} pages' if pages else f'{len(read)} files'} in {seconds:.1f} s of one core, {most:.0f} MB{times}"
        + (f"; {unread} of {len(summary.files)} files not read" if unread else "")
    )
