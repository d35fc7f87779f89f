"""`python -m evals scores`: the scores of the accepted run and of the scorecards as Markdown, printed or put into the README."""

from __future__ import annotations

import argparse
from pathlib import Path

from evals.accepted import ACCEPTED
from evals.scorecards import SCORECARDS

NAME = "scores"


def add(commands: argparse._SubParsersAction) -> None:
    """The options of the command."""
    scores = commands.add_parser(NAME, help="print today's scores as Markdown, or put them into the README")
    scores.add_argument("--accepted", type=Path, default=ACCEPTED, metavar="FILE", help=f"the accepted run (default: evals/{ACCEPTED.name})")
    scores.add_argument("--cards", type=Path, default=SCORECARDS, metavar="FILE", help=f"the scorecards (default: evals/{SCORECARDS.name})")
    scores.add_argument("--write", type=Path, metavar="FILE", help="file to put them into, between its two marks")


def run(options: argparse.Namespace) -> int:
    """0; an accepted run that is not there is bad input."""
    from evals.accepted import count_right, read_accepted
    from evals.errors import BadInput
    from evals.scorecards import read_cards
    from evals.scores_page import scores_markdown, write_scores

    accepted = read_accepted(options.accepted)
    if accepted is None:
        raise BadInput("there is no accepted run", where=str(options.accepted), next_step="accept one: python -m evals gate --accept")
    cards = read_cards(options.cards)
    scores = scores_markdown(accepted, cards)
    if options.write:
        print(f"{'written' if write_scores(options.write, scores) else 'unchanged'}: {options.write}")
    else:
        print(scores)
    cases = list(accepted.cases.values())
    print(f"scores: {count_right(cases)} of {len(cases)} as they should be, {len(cards)} scorecards")
    return 0
