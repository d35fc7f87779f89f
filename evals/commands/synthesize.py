"""`python -m evals synthesize`: write a library of synthetic reports and the truth about them. It measures nothing."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evals.synthetic.library import WrittenReport

NAME = "synthesize"
_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")


def add(commands: argparse._SubParsersAction) -> None:
    """The options of the command."""
    command = commands.add_parser(NAME, help="write synthetic reports, and truth files beside them")
    command.add_argument("--out", type=Path, metavar="DIR", help="folder to write to")
    command.add_argument("--shipped", action="store_true", help="write the library that the project's own questions are asked on")
    command.add_argument("--cases", action="store_true", help="write the project's questions about that library anew, from their sources")
    command.add_argument("--departments", type=int, default=5, metavar="N", help="how many departments (default: 5)")
    command.add_argument("--years", default="2021-2023", metavar="FROM-TO", help="years, also a list (default: 2021-2023)")
    command.add_argument("--seed", type=int, default=0, metavar="S", help="decides everything that is drawn (default: 0)")
    command.add_argument("--forms", default="txt", metavar="LIST", help="forms of file, taking turns (default: txt)")
    command.add_argument("--kinds", default="决算", metavar="LIST", help="kinds of report (default: 决算)")
    command.add_argument("--contradictions", type=int, default=0, metavar="N", help="how many reports contradict themselves (default: 0)")
    command.add_argument("--scopes", default="部门", metavar="LIST", help="部门, 单位 or both (default: 部门)")
    command.add_argument("--size", choices=("full", "short"), default="full", help="length of the reports (default: full)")


def run(options: argparse.Namespace) -> int:
    """Write the library; the last line tells how much it is. Raises BadInput for arguments that ask for nothing."""
    if options.cases:
        return _write_cases()
    from evals.errors import BadInput
    from evals.synthetic.library import write_library
    from evals.synthetic.shipped import write_shipped

    if options.out is None:
        raise BadInput("no folder is given", where="--out", next_step="name the folder to write to")
    if options.shipped:
        return _tell(write_shipped(options.out))

    reports = write_library(
        options.out, options.departments, read_years(options.years), options.seed, tuple(_listed(options.forms)),
        tuple(_listed(options.kinds)), options.contradictions, options.size,
        tuple(_listed(options.scopes)),
    )  # fmt: skip
    return _tell(reports)


def _tell(reports: Sequence[WrittenReport]) -> int:
    bodies = {report.entity for report in reports}
    print(f"synthesize: {len(reports)} reports of {len(bodies)} bodies, {sum(one.figures for one in reports)} figures")
    return 0


def _write_cases() -> int:
    from tempfile import TemporaryDirectory

    from evals.synthetic.cases import write_cases
    from evals.synthetic.shipped import write_shipped

    with TemporaryDirectory() as folder:
        write_shipped(Path(folder))
        count = write_cases(Path(folder))
    print(f"synthesize: {count} cases about synthetic reports")
    return 0


def read_years(text: str) -> tuple[int, ...]:
    """ "2021-2023" or "2020,2022" as years, oldest first. Raises BadInput for anything else."""
    from evals.errors import BadInput

    years: set[int] = set()
    for part in _listed(text):
        found = _YEARS.fullmatch(part)
        if not found or int(found[2] or found[1]) < int(found[1]):
            raise BadInput(f"{part!r} is no year and no span of years", where="--years", next_step="give 2021-2023 or 2020,2022")
        years |= set(range(int(found[1]), int(found[2] or found[1]) + 1))
    return tuple(sorted(years))


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
