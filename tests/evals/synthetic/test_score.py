"""What the score of the reading promises: it counts what is right, and every way of being wrong shows."""

import json

import pytest

from evals.__main__ import main
from evals.errors import BadInput
from evals.synthetic.library import write_library
from evals.synthetic.score import closing_line, score_library
from evals.synthetic.truth import read_rows


@pytest.fixture
def library(tmp_path):
    """Two web pages of one body: tables and prose."""
    write_library(tmp_path, 1, (2022, 2023), seed=4, forms=("html",), contradictions=1)
    return tmp_path


def altered(folder, **fields):
    """The truth with the first amount of a table changed: what the product reads is then wrong."""
    path = folder / "truth" / "facts.jsonl"
    rows = read_rows(path)
    row = next(row for row in rows if row["measure"] == "amount" and "\t" in row["text"])
    row.update(fields)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def right(folder):
    """How many figures are right."""
    return sum(one.right for one in score_library(folder).figures.figures)


def test_most_of_a_ruled_table_is_read_right(library):
    """Figures are compared with the product's own facts: of a web page's tables it reads nearly all."""
    score = score_library(library)
    missed = [miss for miss in score.figures.misses if miss.golden and "table" in score.places[miss.golden.file, miss.golden.line]]
    assert len(missed) * 20 < score.printed["html table"]
    assert "contradictions found" in closing_line(score)


@pytest.mark.parametrize("fields", [{"value": "1.23"}, {"unit": "亿元"}, {"period": "2011"}, {"item": "天文馆"}, {"measure": "share"}])
def test_a_figure_that_is_read_otherwise_is_no_longer_right(library, fields):
    """Value, unit, period, item and measure each count."""
    before = right(library)
    altered(library, **fields)
    assert right(library) == before - 1


def test_the_command_ends_with_the_figures(library, capsys):
    """The last line tells recall, precision and the contradictions found."""
    assert main(["facts", "--data", str(library)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("facts: ")


def test_a_folder_without_truth_is_refused(tmp_path):
    """The error says how to write one."""
    with pytest.raises(BadInput, match="synthesize"):
        score_library(tmp_path)


def test_the_writing_command_refuses_years_that_are_none(tmp_path, capsys):
    """The error names the option."""
    assert main(["synthesize", "--out", str(tmp_path), "--years", "2023-2021"]) == 2
    assert "--years" in capsys.readouterr().err
    assert main(["synthesize", "--out", str(tmp_path), "--departments", "2", "--years", "2022", "--size", "short"]) == 0
    assert "2 reports of 2 bodies" in capsys.readouterr().out
