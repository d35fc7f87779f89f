"""`python -m index`: build a library, rebuild it, list, show, check and remove its reports."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from pathlib import Path

from tqdm import tqdm

from index.build import DEFAULT_LIBRARY, Limits, build_library, open_to_read, stored_reading, unfinished
from index.embed import embedder_of
from index.errors import LibraryError, MingzhangError
from index.extraction import ExtractionReport, describe
from index.progress import shown_progress
from index.reading import Reading
from index.rebuild_command import add_rebuild
from index.remove import remove_report
from index.show import identity_columns, key_figures, show_extraction
from index.store import Store
from index.types import Report
from index.workers import MEGABYTES, SECONDS, Workers, count_cores

STOPPED = 130
# Checking compares a report with others of its body: some years of them.
READINGS_KEPT = 12


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns 0 when all is well, 2 with a message on stderr when it is not, 130 after Ctrl-C."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except MingzhangError as fault:
        print(fault, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped. What is stored stays; the same command goes on from there.", file=sys.stderr)
        return STOPPED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index", description="The library of reports.")
    commands = parser.add_subparsers(required=True, metavar="command")
    build = commands.add_parser("build", help="bring report files or folders into the library")
    build.add_argument(
        "paths", nargs="*", type=Path, default=None,
        help="files or folders (default: what a stopped build did not get to, else reports)",
    )  # fmt: skip
    build.add_argument(
        "--cluster", metavar="ADDRESS", help="read the files on a Ray cluster, such as ray://host:10001; local starts one here (extra [cluster])"
    )
    build.set_defaults(run=_build)
    listing = commands.add_parser("list", help="the reports held: file, body, year, kind, scope, lines, doubts")
    listing.add_argument("--versions", action="store_true", help="older versions too: number, when stored, the name their lines have")
    listing.set_defaults(run=_list)
    show = commands.add_parser("show", help="what was made of a report when it was read, and what was not understood")
    check = commands.add_parser("check", help="where the figures of a report disagree with each other")
    for command in (show, check):
        command.add_argument(
            "reports",
            nargs="*",
            metavar="REPORT",
            help="a file, or a name that `list` shows (default: all in the library)",
        )
        command.add_argument("--json", action="store_true", help="one JSON row a report (show) or a finding (check)")
    show.set_defaults(run=_show)
    check.set_defaults(run=_check)
    rebuild = commands.add_parser("rebuild", help="build the library anew beside the old one, perhaps with another embedding model")
    add_rebuild(rebuild)
    carry = commands.add_parser("carry", help="copy a library from its folder to the servers that the environment names, as it is")
    carry.set_defaults(run=_carry)
    remove = commands.add_parser("remove", help="take a report out of the library")
    remove.add_argument("file", help="the report's file name, as `list` shows it")
    remove.add_argument("--version", type=_positive, metavar="N", help="only this version (default: all of them)")
    remove.set_defaults(run=_remove)
    for command in (build, remove):
        command.add_argument(
            "--wait", type=_positive, default=0, metavar="SECONDS", help="wait for another command that changes the library (default: tell so)"
        )
    verify = commands.add_parser("verify", help="count and hash again all that the library holds, and say what is wrong")
    verify.add_argument("--repair", action="store_true", help="mend what needs no guess; no report is ever deleted")
    verify.set_defaults(run=_verify)
    for command in (build, rebuild, carry, listing, show, check, remove, verify):
        command.add_argument(
            "--library", type=Path, default=DEFAULT_LIBRARY, help="library folder (default: .mingzhang)"
        )
    for command in (build, rebuild, show, check):
        _add_limits(command)
    return parser


def _add_limits(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--jobs", type=_positive, metavar="N", help=f"files read at a time (default: one a core, here {count_cores()})"
    )
    command.add_argument(
        "--time-limit", type=_positive, default=int(SECONDS), metavar="SECONDS",
        help=f"give a file up after so long (default: {SECONDS:g})",
    )  # fmt: skip
    command.add_argument(
        "--memory-limit", type=_positive, default=MEGABYTES, metavar="MB",
        help=f"give a file up that needs more memory (default: {MEGABYTES})",
    )  # fmt: skip


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def _limits(options: argparse.Namespace) -> Limits:
    return Limits(options.jobs, options.time_limit, options.memory_limit)


def _build(options: argparse.Namespace) -> int:
    with shown_progress("reading") as show:

        def tell(file: str, extraction: ExtractionReport, version: int) -> None:
            how = "added" if version == 1 else f"added as version {version}"
            tqdm.write(f"{how}: {file} ({key_figures(extraction)})", file=sys.stdout)
            _warn(extraction)

        summary = build_library(
            options.paths or None, options.library, embedder_of(os.environ), show, _limits(options), options.wait, tell,
            workers=_workers(options.cluster),
        )  # fmt: skip
    for _, message in summary.failed:
        print(message, file=sys.stderr)
    if summary.remark:
        print(summary.remark, file=sys.stderr)
    changed = len(summary.added) + len(summary.replaced)
    if not changed and not summary.failed:
        print(f"nothing changed: {len(summary.unchanged)} report(s) already in the library")
    else:
        newer = f" ({len(summary.replaced)} as a new version)" if summary.replaced else ""
        print(f"{changed} report(s) stored{newer}, {len(summary.unchanged)} unchanged, {len(summary.failed)} not read")
    return 2 if summary.failed else 0


def _workers(cluster: str | None) -> Callable | None:
    """What reads the files: those of a cluster; None for processes here."""
    if cluster is None:
        return None
    from index.cluster import Cluster

    return Cluster(cluster)


def _warn(extraction: ExtractionReport) -> None:
    for remark in (*extraction.warnings, *extraction.doubts):
        tqdm.write(f"{extraction.file}: {remark}", file=sys.stderr)


def _list(options: argparse.Namespace) -> int:
    with _library(options.library) as store:
        left = unfinished(store)
        for report in store.reports():
            print("\t".join((report.file, *identity_columns(report))))
            for one in (*report.earlier, report) if options.versions else ():
                print("\t".join(("", f"version {one.version}", one.stored or "-", one.file, *_instead(one, report))))
    if left:
        print(left, file=sys.stderr)
    return 0


def _instead(one: Report, newest: Report) -> tuple[str, ...]:
    return ("answers are from it",) if one is newest else ("older",)


def _show(options: argparse.Namespace) -> int:
    files, names = _asked(options.reports)
    found, failed = _read(files, options)
    extractions = [extraction for _, extraction in found]
    if names or not files:
        with _library(options.library) as store:
            for report in _named(store, names, options.library):
                extractions.append(store.extraction(report.file) or describe(stored_reading(store, report)))
    for extraction in extractions:
        print(json.dumps(extraction.to_json(), ensure_ascii=False) if options.json else show_extraction(extraction))
    return 2 if failed else 0


def _check(options: argparse.Namespace) -> int:
    files, names = _asked(options.reports)
    found, failed = _read(files, options)
    read = [reading for reading, _ in found]
    if names or not files:
        with _library(options.library) as store:
            counts = _check_held(store, read, _named(store, names, options.library), options.json)
    else:
        counts = [_tell(reading, [other for other in read if other is not reading], options.json) for reading in read]
    if not options.json:
        print(f"{sum(counts)} finding(s) in {len(counts)} report(s)")
    return 2 if failed else 0


def _check_held(store: Store, read: Sequence[Reading], held: Sequence[Report], as_rows: bool) -> list[int]:
    """Check what was read, then what is held, each against the other reports of its body, held or read."""
    load = lru_cache(maxsize=READINGS_KEPT)(lambda report: stored_reading(store, report))
    counts = []
    for reading in chain(read, map(load, held)):
        others = [other for other in read if other is not reading]
        names = {reading.report.file, *(other.report.file for other in others)}
        others += [
            load(report)
            for report in store.reports()
            if report.file not in names and report.entity and report.entity == reading.report.entity
        ]
        counts.append(_tell(reading, others, as_rows))
    return counts


def _tell(reading: Reading, others: Sequence[Reading], as_rows: bool) -> int:
    """Print the findings of one report; gives their number."""
    from index.checks import check_report  # only now: the other commands do without

    findings = check_report(reading, others)
    for finding in findings:
        row = finding.to_json()
        print(json.dumps(row, ensure_ascii=False) if as_rows else _in_words(row))
    return len(findings)


def _in_words(finding: dict) -> str:
    page = f", page {finding['page']}" if finding["page"] else ""
    return f"{finding['file']}, line {finding['line']}{page}: {finding['verdict']}: {finding['message']}"


def _asked(names: Sequence[str]) -> tuple[list[Path], list[str]]:
    """(what is a file, what must be a name in the library)."""
    files = [Path(name) for name in names if Path(name).is_file()]
    return files, [name for name in names if not Path(name).is_file()]


def _read(files: Sequence[Path], options: argparse.Namespace) -> tuple[list[tuple[Reading, ExtractionReport]], bool]:
    """What was read of the files, and whether one could not be: its message is printed and the others are read."""
    with Workers(files, _limits(options)) as workers:
        outcomes = list(workers)
    for outcome in outcomes:
        if outcome.fault:
            print(outcome.fault, file=sys.stderr)
    return [outcome.value for outcome in outcomes if not outcome.fault], any(outcome.fault for outcome in outcomes)


@contextmanager
def _library(folder: Path) -> Iterator[Store]:
    store = open_to_read(folder)
    try:
        yield store
    finally:
        store.close()


def _named(store: Store, names: Sequence[str], library: Path) -> list[Report]:
    """The reports of these names, all where none is given. Raises LibraryError for one that is not held."""
    held = {report.file: report for report in store.reports()}
    for name in names:
        if name not in held:
            raise LibraryError(
                f"{name!r} is neither a file nor a report of the library", str(library), "See: python -m index list"
            )
    return [held[name] for name in names or held]


def _verify(options: argparse.Namespace) -> int:
    from index.verify import verify_library  # only now: the other commands do without

    told = verify_library(options.library, embedder_of(os.environ), options.repair)
    for line in (*told.notes, *told.faults):
        print(line)
    print(told.closing_line())
    return 2 if told.open_faults else 0


def _carry(options: argparse.Namespace) -> int:
    from index.carry import carry_library
    from index.servers import DATABASE, LOCAL, VECTORS, read_servers

    servers = read_servers()
    if servers == LOCAL:
        raise LibraryError("no server is named", str(options.library), f"Set {DATABASE}, {VECTORS} or both.")
    with shown_progress("carrying") as show:
        count = carry_library(options.library, embedder_of(os.environ), LOCAL, servers, show)
    print(f"{count} report(s) carried; the folder still holds them as well")
    return 0


def _remove(options: argparse.Namespace) -> int:
    remove_report(options.file, options.library, embedder_of(os.environ), options.version, options.wait)
    print(f"removed: {options.file}{f', version {options.version}' if options.version else ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
