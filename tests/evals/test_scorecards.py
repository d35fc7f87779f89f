"""Results kept for the README."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from evals.scorecards import read_cards, record_line


def test_last_lines_are_kept_by_command_and_data(tmp_path: Path) -> None:
    """`--record WHAT` keeps a command's last line, in place of the one on the same data; without it nothing is kept."""
    path = tmp_path / "cards.json"
    record_line(Namespace(record=None), "tables: 1 of 2", path)
    assert not path.exists()
    record_line(Namespace(record="set b"), "tables: 1 of 2", path)
    record_line(Namespace(record="set a"), "tables: 2 of 2", path)
    record_line(Namespace(record="set b"), "tables: 2 of 2, all", path)
    assert read_cards(path)["measures"].rows == (("tables", "set a", "2 of 2"), ("tables", "set b", "2 of 2, all"))
