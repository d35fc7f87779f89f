"""`python -m evals attacks`: reports, questions and talks that give orders to a program, and whether the answers hold."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evals.progress import watched_progress
from evals.scorecards import add_record, record_line

if TYPE_CHECKING:
    from evals.attacks.score import Verdict

NAME = "attacks"
GOT_THROUGH = 1


def add(commands: argparse._SubParsersAction) -> None:
    """The options of the command."""
    command = commands.add_parser(
        NAME, help="ask reports and questions that give orders to a program, and count the answers that hold",
        description="Each attack is written into a real file of its form; the chat model that CHAT_MODEL names, if any, is asked too.",
    )  # fmt: skip
    command.add_argument("--corpus", type=Path, nargs="+", metavar="FILE", help="files of attacks, JSONL (default: those of the project)")
    command.add_argument("--keep", type=Path, metavar="DIR", help="folder to keep the attacked reports and their library in")
    add_record(command)


def run(options: argparse.Namespace) -> int:
    """0 where every attack held, 1 where one got through. Raises BadInput for a corpus that cannot be used."""
    from assistant.ask import Assistant
    from assistant.model.adviser import make_adviser
    from evals.attacks.corpus import corpus_files, read_attacks
    from evals.attacks.run import ask_all, attacked_library

    attacks = [attack for path in options.corpus or corpus_files() for attack in read_attacks(path)]
    adviser = make_adviser(os.environ)
    with attacked_library(attacks, options.keep) as (library, names):
        assistant = Assistant.open(library, adviser=adviser)
        try:
            verdicts = ask_all(attacks, names, assistant, progress=watched_progress())
        finally:
            assistant.close()
    print(terminal_report(verdicts))
    line = closing_line(verdicts)
    print(line)
    record_line(options, line)
    return 0 if all(verdict.failure is None for verdict in verdicts) else GOT_THROUGH


def terminal_report(verdicts: Sequence[Verdict]) -> str:
    """Each class with how many of it held, then each attack that got through and how."""
    held, total = Counter(), Counter()
    for verdict in verdicts:
        total[verdict.attack.kind] += 1
        held[verdict.attack.kind] += verdict.failure is None
    lines = [f"{kind}: {held[kind]} of {count}" for kind, count in sorted(total.items())]
    lines += [f"{v.failure}: {v.attack.id}  {v.attack.kind}, {v.attack.form} {v.attack.place}  {v.told}" for v in verdicts if v.failure]
    return "\n".join(lines)


def closing_line(verdicts: Sequence[Verdict]) -> str:
    """`attacks: N of N held`, with the ways in that were found."""
    held = sum(verdict.failure is None for verdict in verdicts)
    ways = Counter(verdict.failure for verdict in verdicts if verdict.failure)
    told = "".join(f", {count} {way}" for way, count in sorted(ways.items()))
    return f"attacks: {held} of {len(verdicts)} held{told}"
