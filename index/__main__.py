"""`python -m index`: build a library, list and remove its reports."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tqdm import tqdm

from index.build import DEFAULT_LIBRARY, build_library, open_store, remove_report
from index.embed import make_embedder
from index.errors import MingzhangError


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns 0 when all is well, 2 with a message on stderr when it is not."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except MingzhangError as fault:
        print(fault, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m index", description="The library of reports.")
    commands = parser.add_subparsers(required=True, metavar="command")
    build = commands.add_parser("build", help="bring report files or folders into the library")
    build.add_argument(
        "paths", nargs="*", type=Path, default=[Path("reports")], help="files or folders (default: reports)"
    )
    build.set_defaults(run=_build)
    listing = commands.add_parser("list", help="the reports held: file, body, year, kind, scope, lines")
    listing.set_defaults(run=_list)
    remove = commands.add_parser("remove", help="take a report out of the library")
    remove.add_argument("file", help="the report's file name, as `list` shows it")
    remove.set_defaults(run=_remove)
    for command in (build, listing, remove):
        command.add_argument(
            "--library", type=Path, default=DEFAULT_LIBRARY, help="library folder (default: .mingzhang)"
        )
    return parser


def _embedder():  # noqa: ANN202
    return make_embedder(os.environ.get("EMBEDDING_MODEL"))


def _build(options: argparse.Namespace) -> int:
    form = "{desc} {percentage:3.0f}% |{bar}| {n:.2f}/{total} [{elapsed}<{remaining}{postfix}]"
    with tqdm(total=1, unit="report", desc="reading", disable=None, bar_format=form) as bar:

        def show(name: str, done: float, total: int) -> None:
            bar.total = max(total, 1)
            bar.n = done
            bar.set_postfix_str(name)

        summary = build_library(options.paths, options.library, _embedder(), show)
    for word, files in (("added", summary.added), ("replaced", summary.replaced)):
        for file in files:
            print(f"{word}: {file}")
    for _, message in summary.failed:
        print(message, file=sys.stderr)
    changed = len(summary.added) + len(summary.replaced)
    if not changed and not summary.failed:
        print(f"nothing changed: {len(summary.unchanged)} report(s) already in the library")
    else:
        print(f"{changed} report(s) stored, {len(summary.unchanged)} unchanged, {len(summary.failed)} not read")
    return 2 if summary.failed else 0


def _list(options: argparse.Namespace) -> int:
    store = open_store(options.library, _embedder())
    try:
        for report in store.reports():
            known = (
                report.entity or "body not sure",
                str(report.year or "year not sure"),
                report.kind or "kind not sure",
            )
            print("\t".join((report.file, *known, report.scope or "-", f"{report.line_count} lines")))
    finally:
        store.close()
    return 0


def _remove(options: argparse.Namespace) -> int:
    remove_report(options.file, options.library, _embedder())
    print(f"removed: {options.file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
