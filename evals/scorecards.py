"""Results that stand in the README: one card a measure, written by its own command with `--record`, never by hand.

    {"retrieval": {"title": "Retrieval on …", "command": "python -m evals retrieval --data DIR",
                   "columns": ["", "R@1", "R@5"], "rows": [["product", "67.1", "91.0"]], "note": ""}, …}

Cells are text, as they shall stand. A card holds no date, no path and no name of a machine: the same results are the same file.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from evals.errors import BadInput

SCORECARDS = Path(__file__).resolve().parent / "scorecards.json"


@dataclass(frozen=True, slots=True)
class Card:
    """A table of results under a title: `command` made it, the first column names its rows, `note` is a sentence below it."""

    title: str
    command: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def record(name: str, card: Card, path: Path = SCORECARDS) -> None:
    """Keep a card under its name, in place of the one before. Raises BadInput where rows do not fit the columns."""
    if not card.columns or not card.rows or any(len(row) != len(card.columns) for row in card.rows):
        raise BadInput(f"the rows of {name} do not fit its columns", where=str(path), next_step="give each row one cell a column")
    cards = {**read_cards(path), name: card}
    plain = {key: asdict(cards[key]) for key in sorted(cards)}
    try:
        path.write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as fault:
        raise BadInput(f"cannot be written: {fault.strerror}", where=str(path), next_step="free the path") from fault


MEASURES = "measures"


def add_record(command: argparse.ArgumentParser) -> None:
    """The option with which a command keeps its last line for the README."""
    command.add_argument("--record", metavar="WHAT", help="keep the last line for the README, as measured on WHAT")


def record_line(options: argparse.Namespace, line: str, path: Path = SCORECARDS) -> None:
    """Keep the last line of a command that was asked to, in place of the one on the same data before."""
    if not getattr(options, "record", None):
        return
    name, told = line.split(": ", 1)
    held = read_cards(path).get(MEASURES)
    rows = {row[:2]: row for row in held.rows} if held else {}
    rows[name, options.record] = (name, options.record, told)
    title, command = "Other measures", "python -m evals NAME … --record WHAT"
    record(MEASURES, Card(title, command, ("", "on", "result"), tuple(rows[key] for key in sorted(rows))), path)


def read_cards(path: Path = SCORECARDS) -> Mapping[str, Card]:
    """The cards kept, by name; none where there is no file. Raises BadInput where it cannot be read."""
    if not path.exists():
        return {}
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return {
            name: Card(one["title"], one["command"], tuple(one["columns"]), tuple(map(tuple, one["rows"])), one.get("note", ""))
            for name, one in held.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        what = f"the scorecards cannot be read ({type(fault).__name__}: {fault})"
        raise BadInput(what, where=str(path), next_step="restore the file, or record the cards anew") from fault
