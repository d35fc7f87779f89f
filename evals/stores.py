"""The same reports in two places, in a library's folder and on servers: every answer must be the same. Nothing is scored.

Each place is built and asked by processes of their own, the one with no server named in its environment, the other with them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from evals.accepted import key_of_case
from evals.again import asking_again, differing
from evals.errors import BadInput
from evals.types import AnswerJson, Case
from index.servers import DATABASE, VECTORS, hidden

_ROOT = Path(__file__).resolve().parent.parent
FOLDER, SERVERS = "in-folder", "on-servers"


def places(folder: Path) -> tuple[Path, Path]:
    """The folders of the two libraries. On servers the second goes by the name of its folder, so it has that of `folder` in it."""
    return folder / FOLDER, folder / f"{folder.resolve().name}-{SERVERS}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answers of the two places, in the order of the cases; one that failed is None."""

    cases: tuple[Case, ...]
    folder: tuple[AnswerJson | None, ...]
    servers: tuple[AnswerJson | None, ...]
    address: str

    def differences(self) -> list[tuple[Case, list[str]]]:
        """The cases that were answered otherwise, with the parts of the answer that differ."""
        pairs = zip(self.cases, self.folder, self.servers, strict=True)
        # a case that failed in both places shows nothing, so it does not count as the same
        found = ((case, differing(one, other) if one or other else ["an answer in neither place"]) for case, one, other in pairs)
        return [(case, parts) for case, parts in found if parts]


def environments(database: str, vectors: str) -> tuple[dict[str, str], dict[str, str]]:
    """The environment without servers, and the one with these. Raises LibraryError for addresses that are none."""
    from index.servers import read_servers

    local = {name: value for name, value in os.environ.items() if name not in (DATABASE, VECTORS)}
    named = {name: value for name, value in ((DATABASE, database), (VECTORS, vectors)) if value}
    read_servers(named)
    return local, local | named


def build(reports: Sequence[Path], library: Path, environment: Mapping[str, str]) -> None:
    """Build one of the libraries with the project's own command. Raises BadInput where it says that it could not."""
    command = [sys.executable, "-m", "index", "build", *map(str, (path.resolve() for path in reports)), "--library", str(library.resolve())]
    done = subprocess.run(command, cwd=_ROOT, env=dict(environment), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    for line in done.stderr.strip().splitlines():
        print(line, file=sys.stderr)
    if done.returncode not in (0, 2) or (done.returncode and not _holds_something(library, environment)):
        raise BadInput("the library could not be built", where=str(library), next_step="the lines above say why")


def _holds_something(library: Path, environment: Mapping[str, str]) -> bool:
    command = [sys.executable, "-m", "index", "list", "--library", str(library.resolve())]
    done = subprocess.run(command, cwd=_ROOT, env=dict(environment), capture_output=True, text=True)
    return done.returncode == 0 and bool(done.stdout.strip())


def ask_both(cases: Sequence[Case], folder: Path, database: str, vectors: str) -> Comparison:
    """Ask both places, one after the other, so that neither is slowed by the other. Raises BadInput."""
    local, served = environments(database, vectors)
    answers = []
    for library, environment in zip(places(folder), (local, served), strict=True):
        with asking_again(library, cases, environment) as wait:
            answers.append(wait())
    shown = " and ".join(hidden(url) for url in (database, vectors) if url)
    return Comparison(tuple(cases), *answers, shown)


def median_seconds(answers: Sequence[AnswerJson | None]) -> float:
    """The median of what the answers took; 0 where there is none."""
    return median([answer["seconds"] for answer in answers if answer] or [0.0])


def report(comparison: Comparison, shown: int) -> str:
    """What a terminal shows: the cases that differ, the times, and the closing line."""
    different = comparison.differences()
    lines = [f"{key_of_case(case)}: {', '.join(parts)}: {case.question}" for case, parts in different[:shown]]
    if len(different) > shown:
        lines.append(f"… and {len(different) - shown} more")
    seconds = [f"{median_seconds(answers):.3f} s" for answers in (comparison.folder, comparison.servers)]
    lines.append(f"median: {seconds[0]} in the folder, {seconds[1]} on {comparison.address}")
    total = len(comparison.cases)
    return "\n".join([*lines, f"stores: {total - len(different)} of {total} answers the same"])


def write(path: Path, comparison: Comparison) -> None:
    """Both answers to each question that was answered otherwise, as JSON lines. Raises BadInput."""
    rows = []
    for case, _ in comparison.differences():
        place = comparison.cases.index(case)
        rows.append({"question": case.question, FOLDER: comparison.folder[place], SERVERS: comparison.servers[place]})
    try:
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    except OSError as fault:
        raise BadInput(f"cannot be written: {fault.strerror}", where=str(path), next_step="free the path") from fault
