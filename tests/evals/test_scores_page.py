"""The scores in the README are made by the harness, never typed in."""

from __future__ import annotations

import pytest

from evals.__main__ import main
from evals.accepted import ACCEPTED, AcceptedCase, AcceptedRun, read_accepted
from evals.errors import BadInput
from evals.scorecards import SCORECARDS, Card, read_cards, record
from evals.scores_page import BEGIN, END, README, replace_scores, scores_markdown

CARD = Card("Tables", "python -m evals tables --data DIR", ("", "R@1"), (("product", "67.1"), ("a|b", "54.0")), "A note.")
RUN = AcceptedRun(
    {
        "unanswerable/a": AcceptedCase("zh", "x", "rightly declined", None, None, "-"),
        "lookup/b": AcceptedCase("zh", "x", "right", "citation", False, "1"),
        "lookup/c": AcceptedCase("en", "x", "wrong", "unit", None, "2"),
        "yes_no/d": AcceptedCase("en", "x", "right", None, True, "3"),
    }
)


def test_the_readme_holds_what_the_harness_writes():
    """What stands between the marks of the README is made from the accepted run and the scorecards of the project."""
    text = README.read_text(encoding="utf-8")
    assert replace_scores(text, scores_markdown(read_accepted(ACCEPTED), read_cards(SCORECARDS)), "README.md") == text


def test_kinds_languages_and_all_are_counted():
    """Each kind in the agreed order, each language, all; what was rightly declined counts as it should, misses are named."""
    lines = scores_markdown(RUN, {}).splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    assert [row[0] for row in rows[2:]] == ["lookup", "yes no", "unanswerable", "in English", "in Chinese", "**all**"]
    assert rows[2] == ["lookup", "2", "1", "50.0 %", "1", "0", "0 of 1"]
    assert rows[-1] == ["**all**", "4", "3", "75.0 %", "1", "0", "1 of 2"]
    assert "Why the others missed: citation 1, unit 1." in lines


def test_other_measures_record_their_cards(tmp_path):
    """A card is kept under its name, replaces the one before, and stands in the page with its command and note."""
    path = tmp_path / "cards.json"
    record("tables", Card("Old", "old", ("", "x"), (("a", "1"),)), path)
    record("bench", CARD, path)
    record("tables", CARD, path)
    assert read_cards(path) == {"bench": CARD, "tables": CARD}
    text = scores_markdown(RUN, read_cards(path))
    assert "**Tables** (`python -m evals tables --data DIR`)" in text
    assert "| a\\|b | 54.0 |" in text
    assert "Old" not in text


def test_a_card_that_does_not_fit_is_refused(tmp_path):
    """A row without a cell for each column is told, and nothing is written."""
    with pytest.raises(BadInput, match="do not fit"):
        record("x", Card("X", "x", ("", "a"), (("b",),)), tmp_path / "cards.json")
    assert not (tmp_path / "cards.json").exists()


@pytest.mark.parametrize("text", ["", BEGIN, f"{END}\n{BEGIN}", f"{BEGIN}{END}{BEGIN}{END}", f"{BEGIN}{END}{END}"])
def test_a_text_without_its_two_marks_is_refused(text):
    """Nothing is overwritten where it is not clear what."""
    with pytest.raises(BadInput, match="marks"):
        replace_scores(text, "scores", "README.md")


def test_the_command_writes_between_the_marks_only(tmp_path, capsys):
    """What stands around the marks stays; a second run changes nothing and says so."""
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nstale words\n{END}\nafter\n", encoding="utf-8")
    for expected in ("written", "unchanged"):
        assert main(["scores", "--write", str(page)]) == 0
        told = capsys.readouterr().out.splitlines()
        assert told[0].startswith(f"{expected}: ")
        assert told[-1].startswith("scores: ")
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith(f"{END}\nafter\n")
    assert "stale words" not in text


def test_no_accepted_run_is_told(tmp_path, capsys):
    """Without a run there is nothing to write: exit 2 and how to get one."""
    assert main(["scores", "--accepted", str(tmp_path / "none.json")]) == 2
    assert "gate --accept" in capsys.readouterr().err
