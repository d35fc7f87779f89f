"""Answers about cells are right when table and cells are just those of the gold answer; the command ends with one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.grids import FOUND, GIVEN, GridRun, Prediction, alike, answer_grids, closing_line, is_right, terminal_report
from evals.grids_data import GridQuestion, read_grids
from index.embed import make_embedder
from index.vectors import Vectors

ZH = ["项目", "本年决算数", "上年决算数", "会议费", "4.33", "5.10", "培训费", "12.08", "0.60"]
EN = ["Item", "This year", "Last year", "Meetings", "4.33", "5.10", "Training", "12.08", "0.60"]
GRID = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
STAFF = ["姓名", "职务", "李文", "局长", "周兰", "副局长"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two tables and three questions, the last without gold."""
    tables = [
        {"table_id": "expenses", "table_type": "vertical", "cell_ID_matrix": GRID, "chinese_cell_value_list": ZH, "english_cell_value_list": EN},
        {"table_id": "staff", "cell_ID_matrix": [[0, 1], [2, 3], [4, 5]], "chinese_cell_value_list": STAFF},
    ]
    questions = [
        {"question_id": "a", "table_id": "expenses", "chinese_question": "培训费的上年决算数是多少？", "english_question": "Last year training?",
         "answer_cell_list": [8], "question_type": "single_cell"},
        {"question_id": "b", "table_id": "staff", "chinese_question": "周兰的职务是什么？", "answer_cell_list": [5]},
        {"question_id": "c", "table_id": "expenses", "chinese_question": "会议费的本年决算数是多少？"},
    ]  # fmt: skip
    place = tmp_path / "data"
    place.mkdir()
    (place / "test_tables.json").write_text(json.dumps(tables, ensure_ascii=False), encoding="utf-8")
    (place / "test_questions.json").write_text(json.dumps(questions, ensure_ascii=False), encoding="utf-8")
    return place


def question(**changes) -> GridQuestion:
    return GridQuestion(**{"id": "a", "table": "t", "texts": {"zh": "？"}, "gold": frozenset({1, 2}), "kind": ""} | changes)


@pytest.mark.parametrize(
    ("table", "cells", "right"), [("t", (2, 1), True), ("t", (1,), False), ("t", (1, 2, 3), False), ("u", (1, 2), False)]
)
def test_an_answer_is_right_with_just_the_gold_cells_of_the_gold_table(table: str, cells: tuple[int, ...], right: bool) -> None:
    assert is_right(Prediction("a", table, cells), question()) is right


def test_figures_of_a_run_are_told_by_setting(folder: Path) -> None:
    data = read_grids(folder)
    made = {GIVEN: (Prediction("a", "expenses", (8,)), Prediction("b", "staff", (3,)), Prediction("c", "expenses", (4,)))}
    run = GridRun(made | {FOUND: (Prediction("a", "staff", (5,)),)}, {"a": ("staff", "expenses"), "b": ("staff",), "c": ("staff",)})
    assert closing_line(data, run) == (
        "tables: given 1 of 2 (50.0%), found 0 of 1 (0.0%), R@1 33.3%, R@5 66.7%, R@10 66.7%, MRR@10 0.500"
    )
    report = terminal_report(data, run)
    assert "given: 1 of 2 (50.0%), 1 without gold" in report
    assert "vertical                 1 of     1  100.0%" in report
    assert "by lot: R@1 100.0%, R@5 100.0%" in report.splitlines()[-1]


def test_tables_equal_but_for_figures_are_alike(folder: Path) -> None:
    rows = json.loads((folder / "test_tables.json").read_text(encoding="utf-8"))
    rows.append(rows[0] | {"table_id": "twin", "chinese_cell_value_list": [*ZH[:4], "9.99", *ZH[5:]]})
    (folder / "test_tables.json").write_text(json.dumps(rows), encoding="utf-8")
    groups = alike(read_grids(folder).tables)
    assert groups["expenses"] == groups["twin"] == {"expenses", "twin"}
    assert groups["staff"] == {"staff"}


def test_what_can_be_reached_at_all_is_told_beside_what_was_found(folder: Path) -> None:
    """Tables with the same words can only be told apart by a figure that the question names."""
    rows = json.loads((folder / "test_tables.json").read_text(encoding="utf-8"))
    rows.append(rows[0] | {"table_id": "twin", "chinese_cell_value_list": [*ZH[:4], "9.99", *ZH[5:]]})
    (folder / "test_tables.json").write_text(json.dumps(rows), encoding="utf-8")
    asked = [
        {"question_id": "silent", "table_id": "expenses", "chinese_question": "会议费是多少？", "answer_cell_list": [4]},
        {"question_id": "named", "table_id": "expenses", "chinese_question": "哪项费用是4.33？", "answer_cell_list": [3]},
    ]
    (folder / "test_questions.json").write_text(json.dumps(asked), encoding="utf-8")
    data = read_grids(folder)
    report = terminal_report(data, GridRun({}, {"silent": ("twin",), "named": ("expenses",)}))
    assert report.splitlines()[-1].endswith("by lot: R@1 75.0%, R@5 100.0%, R@10 100.0%, MRR@10 0.875")


def test_which_file_a_table_is_in_does_not_tell(folder: Path, tmp_path: Path) -> None:
    """Of tables that print the same words the first by its id stands first, not the one whose file is read first."""
    rows = json.loads((folder / "test_tables.json").read_text(encoding="utf-8"))
    twin = rows[0] | {"table_id": "zz-twin", "chinese_cell_value_list": [*ZH[:4], "9.99", *ZH[5:]]}
    (folder / "train_tables.json").write_text(json.dumps([twin]), encoding="utf-8")
    data = read_grids(folder)
    assert data.tables[0].id == "zz-twin"
    run = answer_grids(data, Vectors(tmp_path / "vectors", make_embedder()))
    assert run.rankings["c"][:2] == ("expenses", "zz-twin")


def test_the_command_answers_writes_and_ends_with_one_line(folder: Path, tmp_path: Path, capsys) -> None:
    """Both settings are written a row a question, by the numbers of the file; a second run is the same."""
    out = tmp_path / "out"
    assert main(["tables", "--data", str(folder), "--out", str(out)]) == 0
    line = capsys.readouterr().out.strip().splitlines()[-1]
    assert line.startswith("tables: given 2 of 2 (100.0%), found 2 of 2 (100.0%), given-english 1 of 1 (100.0%), R@1 100.0%")
    given = [json.loads(row) for row in (out / "given.jsonl").read_text(encoding="utf-8").splitlines()]
    assert given == [
        {"question_id": "a", "table_id": "expenses", "cells": [8]},
        {"question_id": "b", "table_id": "staff", "cells": [5]},
        {"question_id": "c", "table_id": "expenses", "cells": [4]},
    ]
    assert (out / "found.jsonl").read_text() == (out / "given.jsonl").read_text()
    assert json.loads((out / "tables.jsonl").read_text().splitlines()[1]) == {"question_id": "b", "tables": ["staff", "expenses"]}
    before = {path.name: path.read_bytes() for path in out.glob("*.jsonl")}
    assert main(["tables", "--data", str(folder), "--out", str(out)]) == 0
    assert {path.name: path.read_bytes() for path in out.glob("*.jsonl")} == before


def test_without_gold_there_are_predictions_only(folder: Path, capsys) -> None:
    rows = [{"question_id": "x", "chinese_question": "周兰的职务是什么？"}]
    (folder / "test_questions.json").write_text(json.dumps(rows), encoding="utf-8")
    assert main(["tables", "--data", str(folder)]) == 0
    assert capsys.readouterr().out.strip().splitlines()[-1] == "tables: found 1 answered"


def test_bad_input_is_told_with_exit_code_2(folder: Path, tmp_path: Path, capsys) -> None:
    assert main(["tables", "--data", str(tmp_path / "none")]) == 2
    assert "no such folder" in capsys.readouterr().err
    assert main(["tables", "--data", str(folder), "--part", "dev"]) == 2
    assert "dev_questions.json" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["tables"], ["tables", "--data", "a", "--reports", "b"]])
def test_reports_or_data_has_to_be_given(arguments: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(arguments)
